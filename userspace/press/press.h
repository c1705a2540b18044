/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_PRESS_PRESS_H
#define NFOD_PRESS_PRESS_H

#include <stdbool.h>
#include <stdint.h>

enum press_exit {
	PRESS_OK = 0,
	PRESS_FAILED = 1,
	PRESS_USAGE = 2,
	PRESS_UNMET = 3, /* check: a claim does not hold */
};

/*
 * The commands: argv[0] is the command's name, options follow. getopt's own
 * messages are switched off and --help is answered by main.c, which shows press_NAME_help:
 * usage line, what it does, options. All print what is wrong themselves.
 */
enum press_exit press_blank(int argc, char **argv);
enum press_exit press_info(int argc, char **argv);
enum press_exit press_recipes(int argc, char **argv);
enum press_exit press_make(int argc, char **argv);
enum press_exit press_check(int argc, char **argv);
enum press_exit press_report(int argc, char **argv);
enum press_exit press_sweep(int argc, char **argv);
enum press_exit press_optimise(int argc, char **argv);
extern const char press_blank_help[];
extern const char press_info_help[];
extern const char press_recipes_help[];
extern const char press_make_help[];
extern const char press_check_help[];
extern const char press_report_help[];
extern const char press_sweep_help[];
extern const char press_optimise_help[];

/**
 * press_usage() - say "nfod-press: COMMAND: WHAT: VALUE; see nfod-press COMMAND --help"
 * @value: may be NULL
 *
 * Return: PRESS_USAGE.
 */
enum press_exit press_usage(const char *command, const char *what, const char *value);

/**
 * press_bad_option() - say which option getopt_long() did not take
 *
 * Return: PRESS_USAGE.
 */
enum press_exit press_bad_option(char **argv);

/* Say "nfod-press: WHY". Return: PRESS_FAILED. */
enum press_exit press_failed(const char *why);

/* A seed of the kernel's. Return: 0, or -1 when that gave none and it was said. */
int press_random_seed(uint64_t *seed);

/* Decimal, 0x or octal, all of the word. Return: 0, or -1. */
int press_parse_seed(const char *text, uint64_t *seed);
/* Bytes with K, M or G behind them, not 0. Return: 0, or -1. */
int press_parse_size(const char *text, uint64_t *bytes);

const char *recording_name(uint32_t recording);

#endif
