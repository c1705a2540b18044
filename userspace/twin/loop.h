/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * One thread: sockets and the clock.
 */
#ifndef NFOD_TWIN_LOOP_H
#define NFOD_TWIN_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct twin;

enum loop_pace {
	PACE_FREE,
	PACE_REAL,
};

/**
 * struct watcher - a file descriptor and whom its readiness concerns
 * @fd: non-blocking
 * @ready: called with EPOLL*
 * @ctx: handed back
 */
struct watcher {
	int fd;
	void (*ready)(void *ctx, uint32_t events);
	void *ctx;
};

struct loop *loop_new(struct twin *twin, enum loop_pace pace);
void loop_free(struct loop *loop);

/* The watcher must stay where it is until loop_remove(). */
void loop_add(struct loop *loop, struct watcher *watcher, uint32_t events);
void loop_change(struct loop *loop, struct watcher *watcher, uint32_t events);
void loop_remove(struct loop *loop, struct watcher *watcher);

/* Virtual time of something that arrives now. */
uint64_t loop_now(const struct loop *loop);

/* Until twin->quit or SIGTERM, SIGINT. */
void loop_run(struct loop *loop);

#endif
