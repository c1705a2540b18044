/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * USB/IP 1.1.1 on a stream: what follows the import, which is the same over TCP
 * and over a socket pair that the kernel was given.
 */
#ifndef NFOD_TWIN_USBIP_H
#define NFOD_TWIN_USBIP_H

#include <stdbool.h>
#include <stdint.h>

#include "twin/peer.h"
#include "twin/twin.h"

#define USBIP_BUS_ID "1-1"
#define USBIP_BUS 1
#define USBIP_DEVICE 1

/* As Linux numbers them. */
enum usbip_speed {
	USBIP_SPEED_FULL = 2,
	USBIP_SPEED_HIGH = 3,
	USBIP_SPEED_SUPER = 5,
};

struct usbip_header {
	uint32_t command;
	uint32_t sequence;
	uint32_t device;
	uint32_t direction;
	uint32_t endpoint;
	union {
		struct {
			uint32_t flags;
			uint32_t length;
			uint32_t start_frame;
			uint32_t packets;
			uint32_t interval;
			uint8_t setup[8];
		} submit;
		struct {
			uint32_t status;
			uint32_t length;
			uint32_t start_frame;
			uint32_t packets;
			uint32_t errors;
			uint8_t padding[8];
		} submitted;
		struct {
			uint32_t sequence;
			uint8_t padding[24];
		} unlink;
		struct {
			uint32_t status;
			uint8_t padding[24];
		} unlinked;
	};
};

_Static_assert(sizeof(struct usbip_header) == 48, "size of struct usbip_header");

/**
 * struct usbip - a stream of transfers
 * @twin: drive
 * @peer: the host
 * @imported: transfers flow
 * @header: being received
 * @header_bytes: of it received
 * @payload: OUT data being received
 * @payload_bytes: of it received
 * @unlinking: sequence number of the CMD_UNLINK that is being carried out
 * @is_unlinked: its transfer was found
 * @packets: in this round
 * @broken: why the peer is to be dropped
 */
struct usbip {
	struct twin *twin;
	struct peer peer;
	bool imported;
	struct usbip_header header;
	uint32_t header_bytes;
	uint8_t *payload;
	uint32_t payload_bytes;
	uint32_t unlinking;
	bool is_unlinked;
	unsigned int packets;
	const char *broken;
};

/* The number of a speed in the protocol, and for vhci-hcd. */
enum usbip_speed usbip_speed_of(const struct port *port);

void usbip_init(struct usbip *usbip, struct twin *twin, struct loop *loop);
void usbip_free(struct usbip *usbip);

/* Transfers begin: the host sees a device fresh from its reset. */
void usbip_begin(struct usbip *usbip);

/* Take transfers. Return: whether there was something. */
bool usbip_receive(struct usbip *usbip);

/* For struct host_ops. */
void usbip_complete(struct usbip *usbip, struct xfer *xfer, enum xfer_status status);

/* The connection ends, the device hears of it. */
void usbip_drop(struct usbip *usbip);

#endif
