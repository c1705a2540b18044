// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "twin/peer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "twin/twin.h"

#define CHUNKS_AT_ONCE 128
#define SOCKET_BYTES (4 << 20)
/* From so many on, bytes are read to where they belong at once. */
#define DIRECT_BYTES 16384

/**
 * struct chunk - bytes to be written
 */
struct chunk {
	struct chunk *next;
	uint8_t *data;
	size_t len;
	size_t done;
	void (*release)(void *ctx, void *data);
	void *ctx;
};

static void peer_ready(void *ctx, uint32_t events)
{
	struct peer *peer = ctx;

	/* Whoever owns the peer reads in every round, until there is nothing left. */
	if (events & EPOLLOUT && peer_flush(peer))
		peer->ended = true;
}

void peer_init(struct peer *peer, struct loop *loop)
{
	memset(peer, 0, sizeof(*peer));
	peer->loop = loop;
	peer->watcher.fd = -1;
	peer->watcher.ready = peer_ready;
	peer->watcher.ctx = peer;
	peer->end = &peer->first;
	peer->in = malloc(PEER_READ_AHEAD);
	if (!peer->in)
		twin_die("out of memory for a connection");
}

void peer_free(struct peer *peer)
{
	peer_close(peer);
	free(peer->in);
}

bool peer_is_open(const struct peer *peer)
{
	return peer->watcher.fd >= 0;
}

/* Root may exceed the system's limit; others get what they get. */
static void widen(int fd)
{
	int bytes = SOCKET_BYTES;

	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
}

void peer_open(struct peer *peer, int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	widen(fd);
	peer->watcher.fd = fd;
	peer->in_at = 0;
	peer->in_end = 0;
	peer->ended = false;
	peer->blocked = false;
	loop_add(peer->loop, &peer->watcher, EPOLLIN | EPOLLET);
}

static void drop_first(struct peer *peer)
{
	struct chunk *chunk = peer->first;

	peer->first = chunk->next;
	if (!peer->first)
		peer->end = &peer->first;
	peer->queued -= chunk->len;
	chunk->release(chunk->ctx, chunk->data);
	free(chunk);
}

void peer_close(struct peer *peer)
{
	if (!peer_is_open(peer))
		return;
	loop_remove(peer->loop, &peer->watcher);
	close(peer->watcher.fd);
	peer->watcher.fd = -1;
	while (peer->first)
		drop_first(peer);
}

size_t peer_buffered(const struct peer *peer)
{
	return peer->in_end - peer->in_at;
}

static ssize_t receive(struct peer *peer, void *to, size_t len)
{
	ssize_t got;

	if (peer->ended)
		return -1;
	got = recv(peer->watcher.fd, to, len, 0);
	if (got > 0)
		return got;
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	peer->ended = true;
	return -1;
}

ssize_t peer_read(struct peer *peer, void *to, size_t len)
{
	size_t have = peer_buffered(peer);
	ssize_t got;

	if (!have && len >= DIRECT_BYTES)
		return receive(peer, to, len);
	if (!have) {
		got = receive(peer, peer->in, PEER_READ_AHEAD);
		if (got <= 0)
			return got;
		peer->in_at = 0;
		peer->in_end = (size_t)got;
		have = (size_t)got;
	}
	if (len > have)
		len = have;
	memcpy(to, peer->in + peer->in_at, len);
	peer->in_at += len;
	return (ssize_t)len;
}

void peer_write(struct peer *peer, void *data, size_t len, void (*release)(void *ctx, void *data),
		void *ctx)
{
	struct chunk *chunk = calloc(1, sizeof(*chunk));

	if (!chunk)
		twin_die("out of memory for an answer");
	chunk->data = data;
	chunk->len = len;
	chunk->release = release;
	chunk->ctx = ctx;
	*peer->end = chunk;
	peer->end = &chunk->next;
	peer->queued += len;
}

static void release_malloced(void *ctx, void *data)
{
	(void)ctx;
	free(data);
}

void peer_give(struct peer *peer, void *data, size_t len)
{
	peer_write(peer, data, len, release_malloced, NULL);
}

void peer_copy(struct peer *peer, const void *data, size_t len)
{
	void *copy = malloc(len);

	if (!copy)
		twin_die("out of memory for an answer");
	memcpy(copy, data, len);
	peer_give(peer, copy, len);
}

static void written(struct peer *peer, size_t len)
{
	while (peer->first && len >= peer->first->len - peer->first->done) {
		len -= peer->first->len - peer->first->done;
		drop_first(peer);
	}
	if (peer->first)
		peer->first->done += len;
}

static ssize_t send_some(struct peer *peer)
{
	struct iovec vector[CHUNKS_AT_ONCE];
	struct msghdr message = { .msg_iov = vector };

	for (struct chunk *chunk = peer->first; chunk && message.msg_iovlen < CHUNKS_AT_ONCE;
	     chunk = chunk->next) {
		vector[message.msg_iovlen].iov_base = chunk->data + chunk->done;
		vector[message.msg_iovlen++].iov_len = chunk->len - chunk->done;
	}
	return sendmsg(peer->watcher.fd, &message, MSG_NOSIGNAL);
}

static void set_blocked(struct peer *peer, bool blocked)
{
	if (peer->blocked == blocked)
		return;
	peer->blocked = blocked;
	loop_change(peer->loop, &peer->watcher, EPOLLIN | EPOLLET | (blocked ? EPOLLOUT : 0));
}

int peer_flush(struct peer *peer)
{
	while (peer->first) {
		ssize_t sent = send_some(peer);

		if (sent >= 0) {
			written(peer, (size_t)sent);
			continue;
		}
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN)
			return -1;
		set_blocked(peer, true);
		return peer->queued > PEER_MOST_QUEUED ? -1 : 0;
	}
	set_blocked(peer, false);
	return 0;
}

/* A socket that nobody listens on was left behind by a twin that died. */
static void remove_stale(const char *path, const struct sockaddr_un *address)
{
	struct stat st;
	int fd;

	if (lstat(path, &st) || !S_ISSOCK(st.st_mode))
		return;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof(*address)) &&
	    errno == ECONNREFUSED)
		unlink(path);
	if (fd >= 0)
		close(fd);
}

int listen_unix(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(address.sun_path))
		twin_die("%s: a socket's name has at most %zu bytes", path,
			 sizeof(address.sun_path) - 1);
	strcpy(address.sun_path, path);
	remove_stale(path, &address);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof(address)) || listen(fd, 4))
		twin_die("cannot listen on %s: %s", path, strerror(errno));
	return fd;
}
