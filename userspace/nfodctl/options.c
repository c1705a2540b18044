// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"

#define HINT "; see nfodctl --help"

__attribute__((format(printf, 2, 3))) static bool wrong(char *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, NFODCTL_WHY, format, args);
	va_end(args);
	return false;
}

static bool parse_number(const char **text, unsigned int *number)
{
	char *end;
	unsigned long value;

	if (**text < '0' || **text > '9')
		return false;
	value = strtoul(*text, &end, 10);
	*text = end;
	*number = (unsigned int)value;
	return value <= 255;
}

static bool parse_device(const char *text, struct nfodctl_options *options)
{
	options->by_device = true;
	return parse_number(&text, &options->bus) && *text++ == ':' &&
	       parse_number(&text, &options->address) && !*text;
}

static bool parse_command(const char *name, struct nfodctl_options *options)
{
	static const struct {
		const char *name;
		enum nfodctl_command command;
	} commands[] = {
		{ "list", COMMAND_LIST },
		{ "info", COMMAND_INFO },
		{ "status", COMMAND_STATUS },
	};

	for (unsigned int i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (!strcmp(name, commands[i].name)) {
			options->command = commands[i].command;
			return true;
		}
	}
	return false;
}

static bool parse_option(int option, const char *word, struct nfodctl_options *options, char *why)
{
	switch (option) {
	case 'j':
		options->json = true;
		return true;
	case 's':
		options->serial = optarg;
		return true;
	case 'd':
		if (parse_device(optarg, options))
			return true;
		return wrong(why, "--device %.32s: not of the form BUS:ADDR, such as 1:4", optarg);
	case ':':
		return wrong(why, "%.32s needs a value" HINT, word);
	default:
		return wrong(why, "%.32s is no option" HINT, word);
	}
}

static bool parse_operands(int argc, char **argv, struct nfodctl_options *options, char *why)
{
	if (optind == argc)
		return wrong(why, "no command given: list, info or status" HINT);
	if (!parse_command(argv[optind], options))
		return wrong(why, "%.32s is no command; there are list, info and status",
			     argv[optind]);
	if (optind + 1 < argc)
		return wrong(why, "%.32s is one word too many" HINT, argv[optind + 1]);
	if (options->serial && options->by_device)
		return wrong(why, "--serial and --device exclude each other; give one");
	return true;
}

bool options_parse(int argc, char **argv, struct nfodctl_options *options, char *why)
{
	static const struct option known[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "serial", required_argument, NULL, 's' },
		{ "device", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};

	memset(options, 0, sizeof(*options));
	opterr = 0;
	optind = 0;
	for (;;) {
		int next = optind ? optind : 1;
		int option = getopt_long(argc, argv, ":js:d:h", known, NULL);

		if (option == -1)
			return parse_operands(argc, argv, options, why);
		if (option == 'h') {
			options->command = COMMAND_HELP;
			return true;
		}
		if (!parse_option(option, argv[optind > next ? optind - 1 : next], options, why))
			return false;
	}
}
