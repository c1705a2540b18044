/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Orders to the twin: from its options, its control socket and the log.
 */
#ifndef NFOD_TWIN_COMMAND_H
#define NFOD_TWIN_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longest order and longest answer, with their final zero. */
#define COMMAND_LINE 1024
#define COMMAND_ANSWER 4096

struct twin;

/**
 * command_run() - carry out one order
 * @now: time of it
 * @line: words
 * @answer: COMMAND_ANSWER bytes for what there is to say
 *
 * Return: whether it could be done.
 */
bool command_run(struct twin *twin, uint64_t now, const char *line, char *answer);

/* How things are, as one line of JSON. */
void status_json(const struct twin *twin, char *text, size_t size);

#endif
