/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Within the sweep's files: what log and CSV share.
 */
#ifndef NFOD_PRESS_SWEEP_FILE_H
#define NFOD_PRESS_SWEEP_FILE_H

#include "press/sweep.h"

/* First line of a log or of a part's CSV, with its line end. */
void sweep_part_line(const struct sweep_part *part, char *line, size_t size);

/* All of a file, with a zero behind it. Return: for free(), or NULL with errno. */
char *sweep_read_file(int fd, size_t *bytes);

/* Return: 0, or -1 when the text does not begin as a row does. */
int sweep_row_index(const char *row, uint64_t *index);

#endif
