/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: text files that appear whole or not at all
 *
 * Written beside their place, synced and renamed: save_begin(), prints to @file, then
 * save_commit() or save_abandon().
 */
#ifndef NFOD_PRESS_SAVE_H
#define NFOD_PRESS_SAVE_H

#include <limits.h>
#include <stddef.h>
#include <stdio.h>

struct save {
	FILE *file;
	const char *path;
	char temporary[PATH_MAX];
};

/**
 * save_begin() - begin a file
 * @path: must outlive @save
 *
 * Return: 0, or -1 with @why.
 */
int save_begin(struct save *save, const char *path, char *why, size_t size);

/**
 * save_commit() - all is written: put the file in its place
 *
 * Return: 0, or -1 with @why and nothing left behind.
 */
int save_commit(struct save *save, char *why, size_t size);

void save_abandon(struct save *save);

#endif
