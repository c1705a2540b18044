// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "twin/usbip.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CMD_SUBMIT 1
#define CMD_UNLINK 2
#define RET_SUBMIT 3
#define RET_UNLINK 4
#define DIRECTION_IN 1

#define PACKETS_AT_ONCE 64
#define MOST_TRANSFER (64u << 20)
#define NO_ISO_PACKETS 0xffffffffu

enum usbip_speed usbip_speed_of(const struct port *port)
{
	switch (port->speed) {
	case NFOD_USB_SUPER:
		return USBIP_SPEED_SUPER;
	case NFOD_USB_FULL:
		return USBIP_SPEED_FULL;
	default:
		return USBIP_SPEED_HIGH;
	}
}

void usbip_init(struct usbip *usbip, struct twin *twin, struct loop *loop)
{
	memset(usbip, 0, sizeof(*usbip));
	usbip->twin = twin;
	peer_init(&usbip->peer, loop);
}

void usbip_free(struct usbip *usbip)
{
	free(usbip->payload);
	peer_free(&usbip->peer);
}

static void deliver(struct usbip *usbip, const struct event *event)
{
	usbip->packets++;
	if (twin_deliver(usbip->twin, loop_now(usbip->peer.loop), event))
		usbip->broken = "too much at once";
}

void usbip_begin(struct usbip *usbip)
{
	struct event event = { .type = EVENT_RESET };

	usbip->imported = true;
	usbip->header_bytes = 0;
	usbip->payload_bytes = 0;
	usbip->broken = NULL;
	deliver(usbip, &event);
}

void usbip_drop(struct usbip *usbip)
{
	struct event event = { .type = EVENT_GONE };

	if (usbip->broken)
		twin_say("dropped the USB/IP host: %s", usbip->broken);
	peer_close(&usbip->peer);
	free(usbip->payload);
	usbip->payload = NULL;
	if (!usbip->imported)
		return;
	usbip->imported = false;
	twin_deliver(usbip->twin, loop_now(usbip->peer.loop), &event);
}

/* ---- to the host ---- */

static uint32_t error_code(enum xfer_status status)
{
	static const int codes[] = {
		[XFER_OK] = 0,
		[XFER_CANCELLED] = -ECONNRESET,
		[XFER_STALL] = -EPIPE,
		[XFER_IOERROR] = -EPROTO,
		[XFER_BABBLE] = -EOVERFLOW,
	};

	return htonl((uint32_t)codes[status]);
}

static void send_unlinked(struct usbip *usbip, uint32_t sequence, bool found)
{
	struct usbip_header header;

	memset(&header, 0, sizeof(header));
	header.command = htonl(RET_UNLINK);
	header.sequence = htonl(sequence);
	header.unlinked.status = found ? error_code(XFER_CANCELLED) : 0;
	peer_copy(&usbip->peer, &header, sizeof(header));
}

void usbip_complete(struct usbip *usbip, struct xfer *xfer, enum xfer_status status)
{
	bool in = xfer->ep ? xfer->ep & 0x80 : xfer->setup[0] & 0x80;
	struct usbip_header header;

	if (!usbip->imported)
		return;
	if (usbip->unlinking && status == XFER_CANCELLED) {
		usbip->is_unlinked = true;
		return;
	}
	memset(&header, 0, sizeof(header));
	header.command = htonl(RET_SUBMIT);
	header.sequence = htonl((uint32_t)xfer->id);
	header.submitted.status = error_code(status);
	header.submitted.length = htonl(xfer->done);
	header.submitted.packets = NO_ISO_PACKETS;
	peer_copy(&usbip->peer, &header, sizeof(header));
	if (!in || !xfer->done)
		return;
	peer_give(&usbip->peer, xfer->data, xfer->done);
	xfer->data = NULL;
}

/* ---- from the host ---- */

static void unlink_transfer(struct usbip *usbip)
{
	struct event event = {
		.type = EVENT_CANCEL,
		.id = ntohl(usbip->header.unlink.sequence),
	};

	usbip->unlinking = ntohl(usbip->header.sequence);
	usbip->is_unlinked = false;
	deliver(usbip, &event);
	send_unlinked(usbip, usbip->unlinking, usbip->is_unlinked);
	usbip->unlinking = 0;
}

static void submit_control(struct usbip *usbip)
{
	const struct usbip_header *header = &usbip->header;
	struct event event = {
		.type = EVENT_CONTROL,
		.id = ntohl(header->sequence),
		.bytes = usbip->payload_bytes,
		.data = usbip->payload,
	};

	memcpy(event.setup, header->submit.setup, sizeof(event.setup));
	deliver(usbip, &event);
	free(usbip->payload);
	usbip->payload = NULL;
}

static void submit_bulk(struct usbip *usbip)
{
	const struct usbip_header *header = &usbip->header;
	bool in = ntohl(header->direction) == DIRECTION_IN;
	struct event event = {
		.type = in ? EVENT_IN : EVENT_OUT,
		.ep = (uint8_t)(ntohl(header->endpoint) | (in ? 0x80 : 0)),
		.id = ntohl(header->sequence),
		.len = ntohl(header->submit.length),
		.bytes = usbip->payload_bytes,
		.data = usbip->payload,
	};

	/* The port takes OUT data over. */
	usbip->payload = NULL;
	deliver(usbip, &event);
}

static void carry_out(struct usbip *usbip)
{
	if (ntohl(usbip->header.command) == CMD_UNLINK)
		unlink_transfer(usbip);
	else if (usbip->header.endpoint)
		submit_bulk(usbip);
	else
		submit_control(usbip);
	usbip->header_bytes = 0;
	usbip->payload_bytes = 0;
}

/* Return: what is wrong with the header, or NULL. */
static const char *check_header(const struct usbip_header *header)
{
	uint32_t command = ntohl(header->command);

	if (command == CMD_UNLINK)
		return NULL;
	if (command != CMD_SUBMIT)
		return "unknown command";
	if (ntohl(header->direction) > DIRECTION_IN || ntohl(header->endpoint) > 15)
		return "unknown endpoint";
	if (ntohl(header->submit.length) > MOST_TRANSFER)
		return "transfer is too long";
	if (header->submit.packets && header->submit.packets != NO_ISO_PACKETS)
		return "isochronous transfer, which this device does not have";
	return NULL;
}

static bool has_payload(const struct usbip_header *header)
{
	return ntohl(header->command) == CMD_SUBMIT && ntohl(header->direction) != DIRECTION_IN;
}

static uint32_t payload_length(const struct usbip_header *header)
{
	return has_payload(header) ? ntohl(header->submit.length) : 0;
}

static bool receive_header(struct usbip *usbip)
{
	uint8_t *at = (uint8_t *)&usbip->header + usbip->header_bytes;
	ssize_t got = peer_read(&usbip->peer, at, sizeof(usbip->header) - usbip->header_bytes);

	if (got <= 0)
		return false;
	usbip->header_bytes += (uint32_t)got;
	if (usbip->header_bytes < sizeof(usbip->header))
		return true;
	usbip->broken = check_header(&usbip->header);
	if (usbip->broken)
		return false;
	if (!has_payload(&usbip->header))
		return true;
	/* Not NULL even when it is empty. */
	usbip->payload = malloc(payload_length(&usbip->header) + 1);
	if (!usbip->payload)
		twin_die("out of memory for a transfer");
	return true;
}

static bool receive_payload(struct usbip *usbip)
{
	uint32_t left = payload_length(&usbip->header) - usbip->payload_bytes;
	ssize_t got;

	if (!left) {
		carry_out(usbip);
		return true;
	}
	got = peer_read(&usbip->peer, usbip->payload + usbip->payload_bytes, left);
	if (got <= 0)
		return false;
	usbip->payload_bytes += (uint32_t)got;
	return true;
}

bool usbip_receive(struct usbip *usbip)
{
	bool more = true;

	usbip->packets = 0;
	while (more && !usbip->broken && usbip->imported && usbip->packets < PACKETS_AT_ONCE) {
		if (usbip->header_bytes < sizeof(usbip->header))
			more = receive_header(usbip);
		else
			more = receive_payload(usbip);
	}
	return usbip->packets > 0;
}
