// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The device controller of a machine that has none: the twin's.
 */
#include <string.h>

#include "lockstep.h"

static void connect(void *ctx, bool on)
{
	(void)ctx;
	LOCKSTEP->number = on;
	lockstep_ask(NFOD_LOCKSTEP_CONNECT);
}

/* The twin has no address. */
static void set_address(void *ctx, uint8_t address)
{
	(void)ctx;
	(void)address;
}

static void ep0_reply(void *ctx, const void *data, uint32_t len)
{
	(void)ctx;
	if (len > NFOD_LOCKSTEP_FROM_IMAGE)
		__builtin_trap();
	if (len)
		memcpy(LOCKSTEP->from_image, data, len);
	LOCKSTEP->len = len;
	lockstep_ask(NFOD_LOCKSTEP_EP0_REPLY);
}

static void ep0_ack(void *ctx)
{
	(void)ctx;
	lockstep_ask(NFOD_LOCKSTEP_EP0_ACK);
}

static void ep0_stall(void *ctx)
{
	(void)ctx;
	lockstep_ask(NFOD_LOCKSTEP_EP0_STALL);
}

static void ask_of(uint8_t ep, enum nfod_lockstep_ask ask)
{
	LOCKSTEP->ep = ep;
	lockstep_ask(ask);
}

static void ep_open(void *ctx, uint8_t ep, uint16_t max_packet, uint16_t streams)
{
	(void)ctx;
	LOCKSTEP->len = max_packet;
	LOCKSTEP->stream = streams;
	ask_of(ep, NFOD_LOCKSTEP_EP_OPEN);
}

static void ep_close(void *ctx, uint8_t ep)
{
	(void)ctx;
	ask_of(ep, NFOD_LOCKSTEP_EP_CLOSE);
}

static void ep_stall(void *ctx, uint8_t ep, bool halt)
{
	(void)ctx;
	LOCKSTEP->number = halt;
	ask_of(ep, NFOD_LOCKSTEP_EP_STALL);
}

/* Memory of the core's is not seen from outside: what lies there is copied. */
static uint32_t show(const void *data, uint32_t len, uint32_t *copied)
{
	uint32_t at = (uint32_t)data;

	if (at >= NFOD_LOCKSTEP_BUFFER)
		return at - NFOD_LOCKSTEP_BASE;
	if (len > NFOD_LOCKSTEP_FROM_IMAGE - *copied)
		__builtin_trap();
	at = (uint32_t)(LOCKSTEP->from_image + *copied);
	memcpy(LOCKSTEP->from_image + *copied, data, len);
	*copied += len;
	return at - NFOD_LOCKSTEP_BASE;
}

static void ep_in(void *ctx, struct nfod_usb_in *in)
{
	uint32_t copied = 0;

	(void)ctx;
	if (in->segments > NFOD_LOCKSTEP_SEGMENTS)
		__builtin_trap();
	for (uint32_t n = 0; n < in->segments; n++) {
		LOCKSTEP->segment[n].at = show(in->segment[n].data, in->segment[n].len, &copied);
		LOCKSTEP->segment[n].len = in->segment[n].len;
	}
	LOCKSTEP->segments = in->segments;
	LOCKSTEP->stream = in->stream;
	LOCKSTEP->number = (uint32_t)in;
	ask_of(in->ep, NFOD_LOCKSTEP_EP_IN);
}

static void ep_flush(void *ctx, uint8_t ep)
{
	(void)ctx;
	ask_of(ep, NFOD_LOCKSTEP_EP_FLUSH);
}

static void ep_out_ready(void *ctx, uint8_t ep)
{
	(void)ctx;
	ask_of(ep, NFOD_LOCKSTEP_EP_OUT_READY);
}

const struct nfod_usb_port_ops lockstep_usb = {
	.super = true,
	.connect = connect,
	.set_address = set_address,
	.ep0_reply = ep0_reply,
	.ep0_ack = ep0_ack,
	.ep0_stall = ep0_stall,
	.ep_open = ep_open,
	.ep_close = ep_close,
	.ep_stall = ep_stall,
	.ep_in = ep_in,
	.ep_flush = ep_flush,
	.ep_out_ready = ep_out_ready,
};
