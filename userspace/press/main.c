// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * nfod-press: makes and examines discs. See nfod-press(1).
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "press/press.h"

/**
 * struct command - one word that nfod-press knows
 * @name: that word
 * @run: what it does
 * @summary: in a few words
 * @help: in all
 */
struct command {
	const char *name;
	enum press_exit (*run)(int argc, char **argv);
	const char *summary;
	const char *help;
};

static const struct command commands[] = {
	{ "make", press_make, "press a disc from a recipe", press_make_help },
	{ "check", press_check, "judge a recipe or a disc by the patent's claims",
	  press_check_help },
	{ "report", press_report, "draw a recipe or a disc for people", press_report_help },
	{ "sweep", press_sweep, "vary a recipe, count the yield", press_sweep_help },
	{ "optimise", press_optimise, "find thicknesses and step that serve best",
	  press_optimise_help },
	{ "recipes", press_recipes, "list or show the shipped recipes", press_recipes_help },
	{ "blank", press_blank, "make an ideal disc with nothing on it", press_blank_help },
	{ "info", press_info, "check a disc image and describe it", press_info_help },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void overview(void)
{
	puts("usage: nfod-press COMMAND [OPTIONS]\n"
	     "\n"
	     "Designs, makes and examines near-field optical discs.\n");
	for (size_t i = 0; i < COMMANDS; i++)
		printf("  %-10s %s\n", commands[i].name, commands[i].summary);
	puts("\nnfod-press COMMAND --help says more.");
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static int is_help(const char *word)
{
	return !strcmp(word, "--help") || !strcmp(word, "-h");
}

static int wants_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++)
		if (is_help(argv[i]))
			return 1;
	return 0;
}

static enum press_exit run(const struct command *command, int argc, char **argv)
{
	if (wants_help(argc, argv)) {
		fputs(command->help, stdout);
		return PRESS_OK;
	}
	opterr = 0;
	return command->run(argc, argv);
}

static int usage(const char *what)
{
	fprintf(stderr, "nfod-press: %s; see nfod-press --help\n", what);
	return PRESS_USAGE;
}

static int unknown(const char *name)
{
	fprintf(stderr, "nfod-press: unknown command: %s; see nfod-press --help\n", name);
	return PRESS_USAGE;
}

int main(int argc, char **argv)
{
	const struct command *command;
	int result;

	/* Too big a file is an error like another, with words of its own. */
	signal(SIGXFSZ, SIG_IGN);
	if (argc < 2)
		return usage("nothing to do");
	if (is_help(argv[1])) {
		overview();
		return PRESS_OK;
	}
	command = find(argv[1]);
	if (!command)
		return unknown(argv[1]);
	result = run(command, argc - 1, argv + 1);
	if (fflush(stdout) || ferror(stdout)) {
		perror("nfod-press: cannot write");
		return PRESS_FAILED;
	}
	return result;
}
