// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "screen.h"

#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static struct termios before;
static bool taken;
static volatile sig_atomic_t ended;

bool screen_is_there(void)
{
	return isatty(STDOUT_FILENO) && isatty(STDIN_FILENO);
}

bool screen_is_utf8(void)
{
	setlocale(LC_CTYPE, "");
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

void screen_size(unsigned int *columns, unsigned int *rows)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_col || !size.ws_row)
		return;
	*columns = size.ws_col;
	*rows = size.ws_row;
}

static void on_end(int number)
{
	(void)number;
	ended = 1;
}

static void catch_ends(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction action = { .sa_handler = on_end };

	for (unsigned int n = 0; n < sizeof(numbers) / sizeof(numbers[0]); n++)
		sigaction(numbers[n], &action, NULL);
}

void screen_begin(void)
{
	struct termios raw;

	if (tcgetattr(STDIN_FILENO, &before))
		return;
	raw = before;
	raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
	catch_ends();
	taken = true;
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	/* Second screen, no cursor, long lines are cut. */
	fputs("\033[?1049h\033[?25l\033[?7l\033[2J", stdout);
	fflush(stdout);
}

void screen_end(void)
{
	if (!taken)
		return;
	fputs("\033[?7h\033[?25h\033[?1049l", stdout);
	fflush(stdout);
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
	taken = false;
}

void screen_home(void)
{
	fputs("\033[H", stdout);
}

void screen_done(void)
{
	fputs("\033[J", stdout);
	fflush(stdout);
}

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

/* Return: false when it was q, or nobody is there any more. */
static bool read_key(void)
{
	char key;

	return read(STDIN_FILENO, &key, 1) == 1 && key != 'q' && key != 'Q';
}

bool screen_wait(unsigned int ms)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	double until = now_ms() + ms;

	for (;;) {
		double left = until - now_ms();

		if (ended)
			return false;
		if (left <= 0)
			return true;
		if (poll(&input, taken ? 1 : 0, (int)left + 1) > 0 && !read_key())
			return false;
	}
}
