// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "twin/control.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "twin/command.h"
#include "twin/peer.h"
#include "twin/twin.h"

#define CLIENTS 8

struct control;

/**
 * struct client - somebody who gives orders
 * @control: socket that he came by
 * @watcher: his; fd < 0 = unused
 * @line: received so far
 * @bytes: of it
 */
struct client {
	struct control *control;
	struct watcher watcher;
	char line[COMMAND_LINE];
	size_t bytes;
};

/**
 * struct control - the socket
 */
struct control {
	struct twin *twin;
	struct loop *loop;
	const char *path;
	struct watcher listener;
	struct client client[CLIENTS];
};

static void close_client(struct client *client)
{
	loop_remove(client->control->loop, &client->watcher);
	close(client->watcher.fd);
	client->watcher.fd = -1;
}

/* Who does not read his answers loses the line. Return: 0 or -1. */
static int answer(const struct client *client, bool good, const char *text)
{
	char line[COMMAND_ANSWER + 16];
	int len = snprintf(line, sizeof(line), "%s %s\n", good ? "ok" : "error", text);

	return send(client->watcher.fd, line, (size_t)len, MSG_NOSIGNAL) == len ? 0 : -1;
}

static int obey(struct client *client, char *line)
{
	struct control *control = client->control;
	char text[COMMAND_ANSWER] = "";
	bool good = command_run(control->twin, loop_now(control->loop), line, text);

	return answer(client, good, text);
}

/* Return: 0, or -1 when the line is to be closed. */
static int obey_lines(struct client *client)
{
	char *end;

	while ((end = memchr(client->line, '\n', client->bytes))) {
		size_t used = (size_t)(end - client->line) + 1;

		*end = '\0';
		if (memchr(client->line, '\0', used - 1))
			return -1;
		if (end > client->line && end[-1] == '\r')
			end[-1] = '\0';
		if (obey(client, client->line))
			return -1;
		client->bytes -= used;
		memmove(client->line, client->line + used, client->bytes);
	}
	if (client->bytes < sizeof(client->line))
		return 0;
	answer(client, false, "line is too long");
	return -1;
}

static void client_ready(void *ctx, uint32_t events)
{
	struct client *client = ctx;
	ssize_t got = recv(client->watcher.fd, client->line + client->bytes,
			   sizeof(client->line) - client->bytes, 0);

	(void)events;
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got > 0)
		client->bytes += (size_t)got;
	if (got <= 0 || obey_lines(client))
		close_client(client);
}

static void accept_client(void *ctx, uint32_t events)
{
	struct control *control = ctx;
	int fd = accept4(control->listener.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct client *client = NULL;

	(void)events;
	if (fd < 0)
		return;
	for (unsigned int i = 0; i < CLIENTS && !client; i++)
		if (control->client[i].watcher.fd < 0)
			client = &control->client[i];
	if (!client) {
		close(fd);
		return;
	}
	client->watcher.fd = fd;
	client->bytes = 0;
	loop_add(control->loop, &client->watcher, EPOLLIN);
}

struct control *control_open(struct twin *twin, struct loop *loop, const char *path)
{
	struct control *control = calloc(1, sizeof(*control));

	if (!control)
		twin_die("out of memory");
	control->twin = twin;
	control->loop = loop;
	control->path = path;
	for (unsigned int i = 0; i < CLIENTS; i++) {
		control->client[i].control = control;
		control->client[i].watcher.fd = -1;
		control->client[i].watcher.ready = client_ready;
		control->client[i].watcher.ctx = &control->client[i];
	}
	control->listener.fd = listen_unix(path);
	control->listener.ready = accept_client;
	control->listener.ctx = control;
	loop_add(loop, &control->listener, EPOLLIN);
	return control;
}

void control_close(struct control *control)
{
	for (unsigned int i = 0; i < CLIENTS; i++)
		if (control->client[i].watcher.fd >= 0)
			close_client(&control->client[i]);
	loop_remove(control->loop, &control->listener);
	close(control->listener.fd);
	unlink(control->path);
	free(control);
}

/* ---- the other end ---- */

static int connect_to(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || strlen(path) >= sizeof(address.sun_path))
		return -1;
	strcpy(address.sun_path, path);
	if (!connect(fd, (const struct sockaddr *)&address, sizeof(address)))
		return fd;
	close(fd);
	return -1;
}

static int join(char *line, size_t size, char **words)
{
	size_t at = 0;

	for (; *words; words++) {
		at += (size_t)snprintf(line + at, size - at, "%s%s", at ? " " : "", *words);
		if (at >= size - 1 || strchr(*words, '\n'))
			return -1;
	}
	line[at] = '\n';
	line[at + 1] = '\0';
	return at ? 0 : -1;
}

static int print_answer(FILE *stream)
{
	char text[COMMAND_ANSWER + 16];

	if (!fgets(text, sizeof(text), stream)) {
		fprintf(stderr, "nfod-twin: no answer\n");
		return EXIT_FAILURE;
	}
	if (!strncmp(text, "ok ", 3)) {
		fputs(text + 3, stdout);
		return EXIT_SUCCESS;
	}
	fprintf(stderr, "nfod-twin: %s", strncmp(text, "error ", 6) ? text : text + 6);
	return EXIT_FAILURE;
}

int control_send(const char *path, char **words)
{
	char line[COMMAND_LINE];
	FILE *stream;
	int fd, result;

	if (join(line, sizeof(line), words)) {
		fprintf(stderr, "nfod-twin: ctl takes SOCKET WORDS..., one line at most\n");
		return EXIT_FAILURE;
	}
	fd = connect_to(path);
	stream = fd < 0 ? NULL : fdopen(fd, "r");
	if (!stream) {
		fprintf(stderr, "nfod-twin: %s: %s; is the twin running?\n", path, strerror(errno));
		return EXIT_FAILURE;
	}
	if (send(fd, line, strlen(line), MSG_NOSIGNAL) < 0)
		fprintf(stderr, "nfod-twin: %s: %s\n", path, strerror(errno));
	result = print_answer(stream);
	fclose(stream);
	return result;
}
