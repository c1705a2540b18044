// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The firmware's side of the port: a device controller. Everything here is
 * called by the firmware and must not call it back.
 */
#include <string.h>

#include "twin/port_internal.h"
#include "twin/twin.h"

static void controller_connect(void *ctx, bool on)
{
	struct twin *twin = ctx;

	twin->port.pull_up = on;
	twin->work = true;
}

/* The port itself never sends the address on: nothing to do. */
static void controller_set_address(void *ctx, uint8_t address)
{
	(void)ctx;
	(void)address;
}

static void controller_ep0_reply(void *ctx, const void *data, uint32_t len)
{
	struct twin *twin = ctx;

	if (len > sizeof(twin->port.ep0_data))
		twin_die("firmware answers a control transfer with %u bytes", len);
	if (len)
		memcpy(twin->port.ep0_data, data, len);
	twin->port.ep0_len = len;
	twin->port.ep0 = EP0_REPLY;
}

static void controller_ep0_ack(void *ctx)
{
	struct twin *twin = ctx;

	twin->port.ep0 = EP0_ACK;
}

static void controller_ep0_stall(void *ctx)
{
	struct twin *twin = ctx;

	twin->port.ep0 = EP0_STALL;
}

static void controller_ep_close(void *ctx, uint8_t ep)
{
	struct twin *twin = ctx;
	struct endpoint *endpoint = port_endpoint(&twin->port, ep);

	fault_flush(twin, ep);
	endpoint->open = false;
	endpoint->halted = false;
	endpoint->stalled = endpoint->forced;
	endpoint->blocked = false;
}

static void controller_ep_open(void *ctx, uint8_t ep, uint16_t max_packet, uint16_t streams)
{
	struct twin *twin = ctx;
	struct endpoint *endpoint = port_endpoint(&twin->port, ep);

	if (!max_packet || streams >= PORT_PIPES)
		twin_die("firmware opens endpoint 0x%02x with %u byte packets and %u streams", ep,
			 max_packet, streams);
	controller_ep_close(ctx, ep);
	endpoint->open = true;
	endpoint->max_packet = max_packet;
	twin->work = true;
}

static void controller_ep_stall(void *ctx, uint8_t ep, bool halt)
{
	struct twin *twin = ctx;
	struct endpoint *endpoint = port_endpoint(&twin->port, ep);

	endpoint->stalled = halt && !endpoint->halted;
	endpoint->halted = halt;
	if (!halt)
		endpoint->blocked = false;
	twin->work = true;
}

static void controller_ep_in(void *ctx, struct nfod_usb_in *in)
{
	struct twin *twin = ctx;

	if (!port_endpoint(&twin->port, in->ep)->open || in->stream >= PORT_PIPES)
		twin_die("firmware sends on endpoint 0x%02x, stream %u, which is not open", in->ep,
			 in->stream);
	fault_submit(twin, in);
}

static void controller_ep_flush(void *ctx, uint8_t ep)
{
	fault_flush(ctx, ep);
}

static void controller_ep_out_ready(void *ctx, uint8_t ep)
{
	struct twin *twin = ctx;

	port_endpoint(&twin->port, ep)->blocked = false;
	twin->work = true;
}

void port_queue(struct twin *twin, struct source *source)
{
	struct endpoint *endpoint = port_endpoint(&twin->port, source->ep);
	struct pipe *pipe = &endpoint->pipe[source->stream];

	source_push(&pipe->device, source);
	pipe_match(twin, endpoint, pipe);
}

bool port_forced(const struct port *port, uint8_t ep)
{
	return port->endpoint[(ep & 0x0f) | (ep & 0x80 ? 16 : 0)].forced;
}

const struct nfod_usb_port_ops port_ops = {
	.super = true,
	.connect = controller_connect,
	.set_address = controller_set_address,
	.ep0_reply = controller_ep0_reply,
	.ep0_ack = controller_ep0_ack,
	.ep0_stall = controller_ep0_stall,
	.ep_open = controller_ep_open,
	.ep_close = controller_ep_close,
	.ep_stall = controller_ep_stall,
	.ep_in = controller_ep_in,
	.ep_flush = controller_ep_flush,
	.ep_out_ready = controller_ep_out_ready,
};
