// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "press/press.h"

enum press_exit press_usage(const char *command, const char *what, const char *value)
{
	fprintf(stderr, "nfod-press: %s: %s%s%s; see nfod-press %s --help\n", command, what,
		value ? ": " : "", value ? value : "", command);
	return PRESS_USAGE;
}

enum press_exit press_bad_option(char **argv)
{
	return press_usage(argv[0], "unknown option, or one that lacks its value",
			   argv[optind - 1]);
}

enum press_exit press_failed(const char *why)
{
	fprintf(stderr, "nfod-press: %s\n", why);
	return PRESS_FAILED;
}

int press_random_seed(uint64_t *seed)
{
	if (getrandom(seed, sizeof(*seed), 0) == sizeof(*seed))
		return 0;
	fprintf(stderr, "nfod-press: the kernel gives no random number (%s); give --seed\n",
		strerror(errno));
	return -1;
}

int press_parse_seed(const char *text, uint64_t *seed)
{
	char *end;

	errno = 0;
	*seed = strtoull(text, &end, 0);
	return errno || end == text || *end || strchr(text, '-') ? -1 : 0;
}

int press_parse_size(const char *text, uint64_t *bytes)
{
	static const char units[] = "KMG";
	const char *unit;
	char *end;
	int shift = 0;

	errno = 0;
	*bytes = strtoull(text, &end, 10);
	if (errno || end == text || strchr(text, '-') || !*bytes)
		return -1;
	unit = *end ? strchr(units, *end) : NULL;
	if (unit) {
		shift = 10 * (int)(unit - units + 1);
		end++;
	}
	if (*end || *bytes > UINT64_MAX >> (shift + 1))
		return -1;
	*bytes <<= shift;
	return 0;
}
