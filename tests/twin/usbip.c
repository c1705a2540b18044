// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* A USB/IP host: what usbip attach and vhci-hcd do. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "rig.h"
#include "usbip.h"

#define VERSION 0x0111
#define IMPORT_REQUEST 0x8003
#define IMPORT_REPLY_BYTES 320
#define DEVICE_ID 0x10001
#define HEADER_WORDS 12

static void send_all(struct rig *rig, const void *data, size_t len)
{
	const uint8_t *at = data;

	while (len) {
		ssize_t sent = send(rig->fd, at, len, MSG_NOSIGNAL);

		assert_true(sent > 0);
		at += sent;
		len -= (size_t)sent;
	}
}

static bool receive_all(struct rig *rig, void *data, size_t len)
{
	return recv(rig->fd, data, len, MSG_WAITALL) == (ssize_t)len;
}

int usbip_connect(const char *served)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)atoi(strrchr(served, ':') + 1)),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
		return -1;
	return fd;
}

static int usbip_open(struct rig *rig)
{
	struct {
		uint16_t version;
		uint16_t code;
		uint32_t status;
		char bus_id[32];
	} request = { htons(VERSION), htons(IMPORT_REQUEST), 0, "1-1" };
	uint8_t reply[IMPORT_REPLY_BYTES];

	rig->fd = usbip_connect(rig->served);
	if (rig->fd < 0)
		return -1;
	send_all(rig, &request, sizeof(request));
	if (!receive_all(rig, reply, 8) || reply[7])
		return -1;
	return receive_all(rig, reply + 8, sizeof(reply) - 8) ? 0 : -1;
}

static void usbip_close(struct rig *rig)
{
	close(rig->fd);
}

static void submit(struct rig *rig, uint32_t id, bool in, uint8_t ep, uint32_t len,
		   const uint8_t setup[8])
{
	uint32_t header[HEADER_WORDS] = {
		htonl(1), htonl(id), htonl(DEVICE_ID), htonl(in), htonl(ep), 0, htonl(len),
	};

	if (setup)
		memcpy(&header[10], setup, 8);
	send_all(rig, header, sizeof(header));
}

static void usbip_control(struct rig *rig, uint32_t id, const uint8_t setup[8], const void *data)
{
	uint32_t len = setup[6] | (uint32_t)setup[7] << 8;
	bool in = setup[0] & 0x80;

	submit(rig, id, in, 0, len, setup);
	if (!in)
		send_all(rig, data, len);
}

static void usbip_bulk(struct rig *rig, uint32_t id, uint8_t ep, uint16_t stream, const void *data,
		       uint32_t len)
{
	assert_int_equal(stream, 0);
	submit(rig, id, ep & 0x80, ep & 0x0f, len, NULL);
	if (!(ep & 0x80))
		send_all(rig, data, len);
}

static void usbip_cancel(struct rig *rig, uint32_t id)
{
	uint32_t header[HEADER_WORDS] = {
		htonl(2), htonl(id + 0x40000000), htonl(DEVICE_ID), 0, 0, htonl(id),
	};

	send_all(rig, header, sizeof(header));
}

static enum rig_status status_of(int32_t error)
{
	switch (error) {
	case 0:
		return RIG_OK;
	case -EPIPE:
		return RIG_STALL;
	case -EOVERFLOW:
		return RIG_BABBLE;
	case -ECONNRESET:
		return RIG_CANCELLED;
	default:
		return RIG_ERROR;
	}
}

static void submitted(struct rig *rig, const uint32_t *header)
{
	uint32_t id = ntohl(header[1]);
	uint32_t len = ntohl(header[6]);
	bool in = rig->transfer[id % RIG_TRANSFERS].ep & 0x80;
	uint8_t *data = malloc(len + 1);

	assert_non_null(data);
	/* A control transfer's direction is in the request that the test made. */
	if (!rig->transfer[id % RIG_TRANSFERS].ep)
		in = rig->usb_state;
	if (in && len)
		assert_true(receive_all(rig, data, len));
	rig_complete(rig, id, status_of((int32_t)ntohl(header[5])), in ? data : NULL, len);
	free(data);
}

static void usbip_receive(struct rig *rig)
{
	uint32_t header[HEADER_WORDS];

	if (!receive_all(rig, header, sizeof(header))) {
		rig->connected = false;
		return;
	}
	if (ntohl(header[0]) == 3)
		submitted(rig, header);
	else if ((int32_t)ntohl(header[5]) == -ECONNRESET)
		rig_complete(rig, ntohl(header[1]) - 0x40000000, RIG_CANCELLED, NULL, 0);
}

/* One control transfer at a time: remember which way it goes. */
static void usbip_control_noting(struct rig *rig, uint32_t id, const uint8_t setup[8],
				 const void *data)
{
	rig->usb_state = setup[0] & 0x80 ? rig : NULL;
	usbip_control(rig, id, setup, data);
}

const struct rig_usb rig_usbip = {
	.name = "usbip",
	.option = "--usbip",
	.open = usbip_open,
	.close = usbip_close,
	.control = usbip_control_noting,
	.bulk = usbip_bulk,
	.cancel = usbip_cancel,
	.receive = usbip_receive,
};
