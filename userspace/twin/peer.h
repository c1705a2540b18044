/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * A byte stream to somebody: reads ahead, and gathers what is to be written, so
 * that one round of the loop costs one system call in each direction.
 */
#ifndef NFOD_TWIN_PEER_H
#define NFOD_TWIN_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "twin/loop.h"

#define PEER_READ_AHEAD (256u << 10)
/* One who reads nothing and asks for more than this is dropped. */
#define PEER_MOST_QUEUED (256u << 20)

struct chunk;

/**
 * struct peer - a connection
 * @loop: that watches it
 * @watcher: its socket; fd < 0 = not connected
 * @in: bytes read ahead
 * @in_at: first of them that was not taken
 * @in_end: after the last
 * @ended: the other side has closed or the socket failed
 * @first: to be written
 * @end: where the next chunk goes
 * @queued: bytes in them
 * @blocked: waiting for EPOLLOUT
 */
struct peer {
	struct loop *loop;
	struct watcher watcher;
	uint8_t *in;
	size_t in_at;
	size_t in_end;
	bool ended;
	struct chunk *first;
	struct chunk **end;
	size_t queued;
	bool blocked;
};

void peer_init(struct peer *peer, struct loop *loop);
void peer_free(struct peer *peer);

/* Serve a connected socket, which the peer now owns. */
void peer_open(struct peer *peer, int fd);
void peer_close(struct peer *peer);
bool peer_is_open(const struct peer *peer);

/**
 * peer_read() - take bytes
 *
 * Return: how many; 0 = none now; -1 = the connection has ended.
 */
ssize_t peer_read(struct peer *peer, void *to, size_t len);

/* Bytes that can be taken without a system call. */
size_t peer_buffered(const struct peer *peer);

/**
 * peer_write() - queue bytes
 * @data: given away
 * @release: how to free it, with @ctx
 */
void peer_write(struct peer *peer, void *data, size_t len, void (*release)(void *ctx, void *data),
		void *ctx);

/* Queue malloc()ed bytes. */
void peer_give(struct peer *peer, void *data, size_t len);
/* Queue a copy. */
void peer_copy(struct peer *peer, const void *data, size_t len);

/* Send what the socket takes. Return: 0, or -1 when the connection is to be dropped. */
int peer_flush(struct peer *peer);

/**
 * listen_unix() - a listening socket in the file system
 *
 * Return: file descriptor; dies when it cannot be had.
 */
int listen_unix(const char *path);

#endif
