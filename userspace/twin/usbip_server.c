// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The USB/IP server: lists one device and exports it to one host at a time.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "twin/descriptor.h"
#include "twin/usbip.h"

#define VERSION 0x0111
#define OP_REQ_DEVLIST 0x8005
#define OP_REP_DEVLIST 0x0005
#define OP_REQ_IMPORT 0x8003
#define OP_REP_IMPORT 0x0003
#define STATUS_OK 0
#define STATUS_ERROR 1
#define CLIENTS 4

struct op_common {
	uint16_t version;
	uint16_t code;
	uint32_t status;
};

struct op_device {
	char path[256];
	char bus_id[32];
	uint32_t bus;
	uint32_t device;
	uint32_t speed;
	uint16_t vendor;
	uint16_t product;
	uint16_t release;
	uint8_t class;
	uint8_t subclass;
	uint8_t protocol;
	uint8_t configuration;
	uint8_t configurations;
	uint8_t interfaces;
};

struct op_import {
	struct op_common common;
	char bus_id[32];
};

_Static_assert(sizeof(struct op_common) == 8, "size of struct op_common");
_Static_assert(sizeof(struct op_device) == 312, "size of struct op_device");
_Static_assert(sizeof(struct op_import) == 40, "size of struct op_import");

struct server;

/**
 * struct client - somebody who has connected and not imported yet
 * @server: where
 * @watcher: socket; fd < 0 = unused
 * @request: received so far
 * @bytes: of it
 */
struct client {
	struct server *server;
	struct watcher watcher;
	struct op_import request;
	size_t bytes;
};

/**
 * struct server - the transport
 */
struct server {
	struct host host;
	struct twin *twin;
	struct loop *loop;
	struct watcher listener;
	struct client client[CLIENTS];
	struct usbip usbip;
};

static bool server_receive(void *ctx)
{
	struct server *server = ctx;
	struct usbip *usbip = &server->usbip;
	bool arrived;

	if (!peer_is_open(&usbip->peer))
		return false;
	arrived = usbip_receive(usbip);
	if (peer_is_open(&usbip->peer) && (usbip->broken || (usbip->peer.ended && !arrived)))
		usbip_drop(usbip);
	return arrived;
}

/* ---- what there is ---- */

static void describe(const struct server *server, struct op_device *to)
{
	const struct port *port = &server->twin->port;
	const uint8_t *device = port->device;

	memset(to, 0, sizeof(*to));
	strcpy(to->path, "/sys/devices/nfod-twin/usb1/" USBIP_BUS_ID);
	strcpy(to->bus_id, USBIP_BUS_ID);
	to->bus = htonl(USBIP_BUS);
	to->device = htonl(USBIP_DEVICE);
	to->speed = htonl(usbip_speed_of(port));
	to->vendor = htons((uint16_t)(device[8] | device[9] << 8));
	to->product = htons((uint16_t)(device[10] | device[11] << 8));
	to->release = htons((uint16_t)(device[12] | device[13] << 8));
	to->class = device[4];
	to->subclass = device[5];
	to->protocol = device[6];
	to->configuration = port->configuration;
	to->configurations = device[17];
	to->interfaces = port->config_len > 4 ? port->config[4] : 0;
}

/* Answers are short and the socket is fresh: they fit. */
static int answer(const struct client *client, const void *data, size_t len)
{
	return send(client->watcher.fd, data, len, MSG_NOSIGNAL) == (ssize_t)len ? 0 : -1;
}

static int answer_head(const struct client *client, uint16_t code, uint32_t status)
{
	struct op_common common = {
		.version = htons(VERSION),
		.code = htons(code),
		.status = htonl(status),
	};

	return answer(client, &common, sizeof(common));
}

static int answer_list(const struct client *client)
{
	const struct server *server = client->server;
	uint32_t count = htonl(server->twin->port.present);
	struct descriptor_view view;
	struct op_device device;

	if (answer_head(client, OP_REP_DEVLIST, STATUS_OK) || answer(client, &count, sizeof(count)))
		return -1;
	if (!count)
		return 0;
	describe(server, &device);
	descriptor_look(&server->twin->port, &view);
	device.interfaces = (uint8_t)view.interfaces;
	if (answer(client, &device, sizeof(device)))
		return -1;
	for (uint32_t i = 0; i < view.interfaces; i++) {
		uint8_t interface[4] = { view.interface[i].class, view.interface[i].subclass,
					 view.interface[i].protocol, 0 };

		if (answer(client, interface, sizeof(interface)))
			return -1;
	}
	return 0;
}

static bool can_import(struct server *server, const struct op_import *request)
{
	/* Whoever has gone may not have been noticed yet. */
	for (int i = 0; i < ROUNDS_TO_END && server_receive(server); i++)
		;
	return server->twin->port.present && !peer_is_open(&server->usbip.peer) &&
	       !strncmp(request->bus_id, USBIP_BUS_ID, sizeof(request->bus_id));
}

/* Return: whether the socket now carries transfers. */
static bool answer_import(struct client *client)
{
	struct server *server = client->server;
	struct op_device device;

	if (!can_import(server, &client->request)) {
		answer_head(client, OP_REP_IMPORT, STATUS_ERROR);
		return false;
	}
	describe(server, &device);
	return !answer_head(client, OP_REP_IMPORT, STATUS_OK) &&
	       !answer(client, &device, sizeof(device));
}

/* ---- clients ---- */

static void forget_client(struct client *client)
{
	loop_remove(client->server->loop, &client->watcher);
	client->watcher.fd = -1;
}

static void close_client(struct client *client)
{
	int fd = client->watcher.fd;

	forget_client(client);
	close(fd);
}

static void begin_transfers(struct client *client)
{
	struct server *server = client->server;
	int fd = client->watcher.fd;

	forget_client(client);
	peer_open(&server->usbip.peer, fd);
	usbip_begin(&server->usbip);
}

static void serve_request(struct client *client)
{
	uint16_t code = ntohs(client->request.common.code);

	if (code == OP_REQ_IMPORT && answer_import(client)) {
		begin_transfers(client);
		return;
	}
	if (code == OP_REQ_DEVLIST)
		answer_list(client);
	close_client(client);
}

/* How long the request is, as far as is known; 0 = not one of ours. */
static size_t request_bytes(const struct client *client)
{
	const struct op_common *common = &client->request.common;

	if (client->bytes < sizeof(*common))
		return sizeof(*common);
	if (ntohs(common->version) != VERSION)
		return 0;
	switch (ntohs(common->code)) {
	case OP_REQ_DEVLIST:
		return sizeof(*common);
	case OP_REQ_IMPORT:
		return sizeof(client->request);
	default:
		return 0;
	}
}

static void client_ready(void *ctx, uint32_t events)
{
	struct client *client = ctx;
	size_t want = request_bytes(client);
	ssize_t got = recv(client->watcher.fd, (uint8_t *)&client->request + client->bytes,
			   want - client->bytes, 0);

	(void)events;
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		close_client(client);
		return;
	}
	client->bytes += (size_t)got;
	want = request_bytes(client);
	if (!want) {
		twin_say("sent a USB/IP client away: it speaks another version");
		close_client(client);
	} else if (client->bytes == want) {
		serve_request(client);
	}
}

static struct client *free_client(struct server *server)
{
	for (unsigned int i = 0; i < CLIENTS; i++)
		if (server->client[i].watcher.fd < 0)
			return &server->client[i];
	return NULL;
}

static void accept_client(void *ctx, uint32_t events)
{
	struct server *server = ctx;
	int fd = accept4(server->listener.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct client *client = free_client(server);
	int on = 1;

	(void)events;
	if (fd < 0)
		return;
	if (!client) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	client->watcher.fd = fd;
	client->bytes = 0;
	loop_add(server->loop, &client->watcher, EPOLLIN);
}

/* ---- host ---- */

static void server_present(void *ctx, bool present)
{
	struct server *server = ctx;

	/* The protocol has no word for a device that goes: the line is cut. */
	if (!present && peer_is_open(&server->usbip.peer))
		usbip_drop(&server->usbip);
}

static void server_complete(void *ctx, struct xfer *xfer, enum xfer_status status)
{
	struct server *server = ctx;

	usbip_complete(&server->usbip, xfer, status);
}

static void server_flush(void *ctx)
{
	struct server *server = ctx;
	struct peer *peer = &server->usbip.peer;

	if (peer_is_open(peer) && !peer->blocked && peer_flush(peer))
		peer->ended = true;
}

static void server_close(void *ctx)
{
	struct server *server = ctx;

	for (unsigned int i = 0; i < CLIENTS; i++)
		if (server->client[i].watcher.fd >= 0)
			close_client(&server->client[i]);
	usbip_free(&server->usbip);
	loop_remove(server->loop, &server->listener);
	close(server->listener.fd);
	free(server);
}

/* "[ADDRESS:]PORT"; this machine only, unless told otherwise. */
static int listen_tcp(const char *address)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
	const char *colon = strrchr(address, ':');
	char host[128] = "127.0.0.1";
	struct addrinfo *found;
	int on = 1, fd, error;

	if (colon)
		snprintf(host, sizeof(host), "%.*s", (int)(colon - address), address);
	error = getaddrinfo(host, colon ? colon + 1 : address, &hints, &found);
	if (error)
		twin_die("--usbip %s: %s; it takes [ADDRESS:]PORT", address, gai_strerror(error));
	fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (fd < 0 || bind(fd, found->ai_addr, found->ai_addrlen) || listen(fd, CLIENTS))
		twin_die("cannot listen on %s: %s", address, strerror(errno));
	freeaddrinfo(found);
	return fd;
}

/* The port may have been 0: any. */
static void name_listener(struct server *server)
{
	struct sockaddr_storage address;
	socklen_t len = sizeof(address);
	char host[64] = "?", port[16] = "?";

	getsockname(server->listener.fd, (struct sockaddr *)&address, &len);
	getnameinfo((struct sockaddr *)&address, len, host, sizeof(host), port, sizeof(port),
		    NI_NUMERICHOST | NI_NUMERICSERV);
	snprintf(server->host.where, sizeof(server->host.where), "%s:%s", host, port);
}

struct host *usbip_host(struct twin *twin, struct loop *loop, const char *address)
{
	struct server *server = calloc(1, sizeof(*server));

	if (!server)
		twin_die("out of memory");
	server->host = (struct host){
		.ops = { .present = server_present, .complete = server_complete },
		.ctx = server,
		.receive = server_receive,
		.flush = server_flush,
		.close = server_close,
	};
	server->twin = twin;
	server->loop = loop;
	usbip_init(&server->usbip, twin, loop);
	for (unsigned int i = 0; i < CLIENTS; i++) {
		server->client[i].server = server;
		server->client[i].watcher.fd = -1;
		server->client[i].watcher.ready = client_ready;
		server->client[i].watcher.ctx = &server->client[i];
	}
	server->listener.fd = listen_tcp(address);
	server->listener.ready = accept_client;
	server->listener.ctx = server;
	name_listener(server);
	loop_add(loop, &server->listener, EPOLLIN);
	return &server->host;
}
