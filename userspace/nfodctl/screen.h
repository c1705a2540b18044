/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the terminal as a picture that changes
 *
 * By the escape sequences that every terminal of the last decades has (ECMA-48 and
 * xterm's second screen).
 */
#ifndef NFODCTL_SCREEN_H
#define NFODCTL_SCREEN_H

#include <stdbool.h>

#define SCREEN_EOL "\033[K\n"

/* Whether standard output and input are a person's terminal. */
bool screen_is_there(void);
/* Whether characters beyond ASCII can be shown. */
bool screen_is_utf8(void);
void screen_size(unsigned int *columns, unsigned int *rows);

/* Take it, until screen_end(); a signal that ends the program ends the wait instead. */
void screen_begin(void);
void screen_end(void);
/* Begin at the upper left; screen_done() clears what is below the last line. */
void screen_home(void);
void screen_done(void);

/**
 * screen_wait() - let time pass
 *
 * Return: false when the person has pressed q, or asked to end in another way.
 */
bool screen_wait(unsigned int ms);

#endif
