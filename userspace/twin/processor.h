/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The emulated board's processor: QEMU as a child, its PSRAM a file that both map, and the turn
 * (nfod/lockstep.h).
 */
#ifndef NFOD_TWIN_PROCESSOR_H
#define NFOD_TWIN_PROCESSOR_H

#include <stdint.h>
#include <sys/types.h>

#include "nfod/lockstep.h"

/**
 * struct processor - it
 * @path: of the file
 * @fd: ditto
 * @psram: mapped
 * @shared: in it
 * @pid: of QEMU, 0 without power
 */
struct processor {
	const char *path;
	int fd;
	uint8_t *psram;
	struct nfod_lockstep *shared;
	pid_t pid;
};

/* A flash that cannot be used is fatal, with the reason in words. */
void processor_open(struct processor *processor, const char *path);
void processor_close(struct processor *processor);

/* From reset on, until it has something to say. */
void processor_start(struct processor *processor);
void processor_kill(struct processor *processor);

/* Let it run until it has something to say. */
void processor_run(struct processor *processor);

#endif
