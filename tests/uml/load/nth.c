// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * One allocation of the kernel fails: the Nth within one write().
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Exit status when the call ended before its Nth allocation. */
#define TOO_FEW 3

static const char help_text[] =
	"usage: nth N FILE TEXT\n"
	"\n"
	"Writes TEXT into FILE while the Nth allocation that this takes fails. Exit status:\n"
	"0 when it succeeds all the same, 1 when it fails, 3 when there were fewer than N.\n";

static void die(const char *what)
{
	fprintf(stderr, "nth: %s: %s\n", what, strerror(errno));
	exit(2);
}

int main(int argc, char **argv)
{
	char left[16] = "";
	ssize_t result;
	int fd, nth;

	if (argc == 2 && !strcmp(argv[1], "--help")) {
		fputs(help_text, stdout);
		return 0;
	}
	if (argc != 4) {
		fputs(help_text, stderr);
		return 2;
	}
	fd = open(argv[2], O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		die(argv[2]);
	nth = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (nth < 0 || pwrite(nth, argv[1], strlen(argv[1]), 0) < 0)
		die("/proc/thread-self/fail-nth");
	result = write(fd, argv[3], strlen(argv[3]));
	if (pread(nth, left, sizeof(left) - 1, 0) < 0 || pwrite(nth, "0", 1, 0) < 0)
		die("/proc/thread-self/fail-nth");
	if (atoi(left))
		return TOO_FEW;
	return result < 0;
}
