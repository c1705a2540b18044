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
};

/**
 * struct press_order - what disc is wanted
 * @path: file to make
 * @user_bytes: least capacity, 0 = the whole reference disc
 * @recording: enum nfod_recording
 * @seed: all that is particular to this disc comes from it
 * @label: words for people
 * @read_only: the disc refuses to be written
 * @force: replace a file that is there
 */
struct press_order {
	const char *path;
	uint64_t user_bytes;
	uint32_t recording;
	uint64_t seed;
	const char *label;
	bool read_only;
	bool force;
};

/* Both print what is wrong themselves. */
enum press_exit press_blank(const struct press_order *order);
enum press_exit press_info(const char *path, bool json);

const char *recording_name(uint32_t recording);

#endif
