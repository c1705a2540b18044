/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: names of the servo's signals and of what a trace waits for
 */
#ifndef NFODCTL_SIGNALS_H
#define NFODCTL_SIGNALS_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct signal_name - one signal
 * @name: on the command line and in CSV
 * @unit: ditto; empty for ratios and codes
 * @words: for people
 */
struct signal_name {
	const char *name;
	const char *unit;
	const char *words;
};

/* By enum nfod_trace_signal. */
const struct signal_name *signal_name(unsigned int signal);
/* Return: enum nfod_trace_signal, or -1 when there is none of this name. */
int signal_by_name(const char *name);

/* By enum nfod_trace_trigger. */
const char *trigger_name(unsigned int trigger);
int trigger_by_name(const char *name);

#endif
