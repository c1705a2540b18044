// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The host's side of the port: its transfers, resets and cancellations.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "twin/port_internal.h"
#include "twin/twin.h"

#define USB_DIR_IN 0x80
#define USB_TYPE_STANDARD_DEVICE 0x00
#define USB_TYPE_STANDARD_INTERFACE 0x01
#define USB_TYPE_STANDARD_ENDPOINT 0x02
#define USB_TYPE_VENDOR_INTERFACE 0x41
#define USB_REQ_CLEAR_FEATURE 0x01
#define USB_REQ_SET_ADDRESS 0x05
#define USB_REQ_GET_DESCRIPTOR 0x06
#define USB_REQ_SET_CONFIGURATION 0x09
#define USB_REQ_SET_INTERFACE 0x0b
#define USB_DT_DEVICE 1
#define USB_DT_CONFIG 2
#define USB_FEATURE_HALT 0
#define USB_ADDRESS 1

void port_init(struct port *port, enum nfod_usb_speed speed)
{
	memset(port, 0, sizeof(*port));
	port->speed = speed;
	port->plugged = true;
	xfer_list_init(&port->control);
	source_list_init(&port->taken);
	for (unsigned int i = 0; i < PORT_ENDPOINTS; i++)
		for (unsigned int j = 0; j < PORT_PIPES; j++) {
			xfer_list_init(&port->endpoint[i].pipe[j].host);
			source_list_init(&port->endpoint[i].pipe[j].device);
		}
}

/* ---- transfers ---- */

static struct xfer *xfer_new(struct port *port, const struct event *event)
{
	struct xfer *xfer = calloc(1, sizeof(*xfer));

	if (!xfer)
		twin_die("out of memory for a transfer");
	xfer->id = event->id;
	xfer->tag = event->tag;
	xfer->ep = event->ep;
	xfer->stream = event->stream;
	xfer->len = event->len;
	memcpy(xfer->setup, event->setup, sizeof(xfer->setup));
	port->transfers++;
	return xfer;
}

static uint64_t held_bytes(const struct xfer *xfer)
{
	return xfer->ep & USB_DIR_IN ? xfer->done : xfer->len;
}

void xfer_free(struct port *port, struct xfer *xfer)
{
	port->transfers--;
	if (xfer->ep)
		port->bytes -= held_bytes(xfer);
	free(xfer->data);
	free(xfer);
}

void xfer_complete(struct twin *twin, struct xfer *xfer, enum xfer_status status)
{
	uint64_t held = xfer->ep ? held_bytes(xfer) : 0;

	twin_account(twin, xfer, status);
	if (twin->host)
		twin->host->ops.complete(twin->host->ctx, xfer, status);
	twin->port.bytes -= held;
	twin->port.transfers--;
	free(xfer->data);
	free(xfer);
}

/* For every pipe that the host has used. */
static void each_host_list(struct twin *twin,
			   void (*apply)(struct twin *twin, struct xfer_list *list))
{
	apply(twin, &twin->port.control);
	for (unsigned int i = 0; i < PORT_ENDPOINTS; i++)
		for (unsigned int j = 0; j < PORT_PIPES; j++)
			apply(twin, &twin->port.endpoint[i].pipe[j].host);
}

static void cancel_list(struct twin *twin, struct xfer_list *list)
{
	while (list->first)
		xfer_complete(twin, xfer_pop(list), XFER_CANCELLED);
}

static void forget_list(struct twin *twin, struct xfer_list *list)
{
	while (list->first)
		xfer_free(&twin->port, xfer_pop(list));
}

void port_free(struct twin *twin)
{
	each_host_list(twin, forget_list);
	for (unsigned int i = 0; i < PORT_ENDPOINTS; i++)
		fault_flush(twin, port_address(i));
}

/* ---- control ---- */

static void run_control(struct twin *twin, const uint8_t setup[8], const void *data, uint32_t len)
{
	twin->port.ep0 = EP0_NONE;
	twin->port.ep0_len = 0;
	twin->board->ops->usb_control(twin->board, setup, len ? data : NULL, len);
	if (twin->port.ep0 == EP0_NONE)
		twin_die("firmware left a control transfer (request %u) unanswered", setup[1]);
	twin->work = true;
}

/* A request of the twin's own, which no host sees. Return: whether accepted. */
static bool ask(struct twin *twin, uint8_t type, uint8_t request, uint16_t value, uint16_t index,
		uint16_t len)
{
	uint8_t setup[8] = { type,	     request,
			     (uint8_t)value, (uint8_t)(value >> 8),
			     (uint8_t)index, (uint8_t)(index >> 8),
			     (uint8_t)len,   (uint8_t)(len >> 8) };

	run_control(twin, setup, NULL, 0);
	return twin->port.ep0 != EP0_STALL;
}

static void read_descriptors(struct twin *twin)
{
	struct port *port = &twin->port;

	memset(port->device, 0, sizeof(port->device));
	port->config_len = 0;
	if (ask(twin, USB_DIR_IN, USB_REQ_GET_DESCRIPTOR, USB_DT_DEVICE << 8, 0,
		sizeof(port->device)))
		memcpy(port->device, port->ep0_data, sizeof(port->device));
	if (!ask(twin, USB_DIR_IN, USB_REQ_GET_DESCRIPTOR, USB_DT_CONFIG << 8, 0,
		 sizeof(port->config)))
		return;
	port->config_len = port->ep0_len;
	memcpy(port->config, port->ep0_data, port->ep0_len);
}

/* By what ends every halt: a reset of the bus or of the interface. */
static void end_forced_halts(struct twin *twin)
{
	for (unsigned int i = 0; i < PORT_ENDPOINTS; i++) {
		struct endpoint *endpoint = &twin->port.endpoint[i];

		if (endpoint->forced)
			endpoint->stalled = false;
		endpoint->forced = false;
	}
	twin->faults.stall = 0;
}

/* Hosts do not forward SET_ADDRESS: reset and addressing are one for us. */
static void reset_device(struct twin *twin)
{
	struct port *port = &twin->port;

	end_forced_halts(twin);
	port->configuration = 0;
	memset(port->alternate, 0, sizeof(port->alternate));
	twin->board->ops->usb_reset(twin->board, port->speed);
	ask(twin, USB_TYPE_STANDARD_DEVICE, USB_REQ_SET_ADDRESS, USB_ADDRESS, 0, 0);
	twin->work = true;
}

static void restore_device(struct twin *twin)
{
	struct port *port = &twin->port;
	uint8_t configuration = port->configuration;
	uint8_t alternate[PORT_INTERFACES];

	memcpy(alternate, port->alternate, sizeof(alternate));
	reset_device(twin);
	if (!configuration)
		return;
	ask(twin, USB_TYPE_STANDARD_DEVICE, USB_REQ_SET_CONFIGURATION, configuration, 0, 0);
	port->configuration = configuration;
	for (uint16_t i = 0; i < PORT_INTERFACES; i++)
		if (alternate[i] && ask(twin, USB_TYPE_STANDARD_INTERFACE, USB_REQ_SET_INTERFACE,
					alternate[i], i, 0))
			port->alternate[i] = alternate[i];
}

static void note_configuration(struct port *port, uint8_t configuration)
{
	port->configuration = configuration;
	memset(port->alternate, 0, sizeof(port->alternate));
}

/* Remember what the host believes the device's state to be. */
static void note_accepted(struct twin *twin, const uint8_t setup[8])
{
	struct port *port = &twin->port;

	if (setup[0] == USB_TYPE_STANDARD_DEVICE && setup[1] == USB_REQ_SET_CONFIGURATION) {
		note_configuration(port, setup[2]);
	} else if (setup[0] == USB_TYPE_STANDARD_INTERFACE && setup[1] == USB_REQ_SET_INTERFACE &&
		   setup[4] < PORT_INTERFACES) {
		port->alternate[setup[4]] = setup[2];
		if (setup[4] == NFOD_IF_DISK)
			end_forced_halts(twin);
	} else if (setup[0] == USB_TYPE_STANDARD_ENDPOINT && setup[1] == USB_REQ_CLEAR_FEATURE &&
		   setup[2] == USB_FEATURE_HALT) {
		port_endpoint(port, setup[4])->forced = false;
		if (twin->faults.stall == setup[4])
			twin->faults.stall = 0;
		port_wake(twin);
	}
}

static void answer_control(struct twin *twin, struct xfer *xfer)
{
	struct port *port = &twin->port;

	if (port->ep0 == EP0_REPLY &&
	    hostile_control(&twin->hostile, xfer->setup, port->ep0_data, &port->ep0_len,
			    xfer->len < sizeof(port->ep0_data) ? xfer->len :
								 sizeof(port->ep0_data)))
		port->ep0 = EP0_STALL;
	if (port->ep0 == EP0_STALL) {
		xfer_complete(twin, xfer, XFER_STALL);
		return;
	}
	note_accepted(twin, xfer->setup);
	if (port->ep0 == EP0_REPLY) {
		free(xfer->data);
		xfer->data = malloc(port->ep0_len + !port->ep0_len);
		if (!xfer->data)
			twin_die("out of memory for a control transfer");
		memcpy(xfer->data, port->ep0_data, port->ep0_len);
		xfer->done = port->ep0_len;
	} else {
		xfer->done = xfer->setup[0] & USB_DIR_IN ? 0 : xfer->len;
	}
	xfer_complete(twin, xfer, XFER_OK);
}

static void carry_control(struct twin *twin, struct xfer *xfer)
{
	bool out = !(xfer->setup[0] & USB_DIR_IN);

	if (!twin->runs || !twin->port.pull_up) {
		xfer_complete(twin, xfer, XFER_IOERROR);
	} else if ((out && xfer->len > NFOD_USB_EP0_BYTES) ||
		   fault_refuses(&twin->faults, xfer->setup)) {
		xfer_complete(twin, xfer, XFER_STALL);
	} else {
		run_control(twin, xfer->setup, xfer->data, out ? xfer->len : 0);
		if (xfer->setup[0] == USB_TYPE_VENDOR_INTERFACE &&
		    xfer->setup[1] == NFOD_REQ_ABORT) {
			fault_abort(&twin->faults);
			hostile_abort(twin, xfer->setup[2]);
		}
		answer_control(twin, xfer);
	}
}

static void host_control(struct twin *twin, const struct event *event)
{
	struct xfer *xfer = xfer_new(&twin->port, event);

	xfer->ep = 0;
	xfer->len = (uint32_t)event->setup[6] | (uint32_t)event->setup[7] << 8;
	if (event->bytes) {
		xfer->data = malloc(event->bytes);
		if (!xfer->data)
			twin_die("out of memory for a control transfer");
		memcpy(xfer->data, event->data, event->bytes);
	}
	if (event->bytes != (xfer->setup[0] & USB_DIR_IN ? 0 : xfer->len))
		xfer_complete(twin, xfer, XFER_STALL);
	else if (twin->faults.silence)
		xfer_push(&twin->port.control, xfer);
	else
		carry_control(twin, xfer);
}

/* ---- bulk ---- */

static bool is_halted(const struct endpoint *endpoint)
{
	return endpoint->halted || endpoint->forced;
}

static bool pipe_idle(const struct endpoint *endpoint)
{
	for (unsigned int i = 0; i < PORT_PIPES; i++)
		if (endpoint->pipe[i].host.first)
			return false;
	return true;
}

static void host_bulk(struct twin *twin, const struct event *event)
{
	struct endpoint *endpoint = port_endpoint(&twin->port, event->ep);
	struct xfer *xfer = xfer_new(&twin->port, event);
	struct pipe *pipe;

	if (event->type == EVENT_OUT) {
		xfer->data = event->data;
		xfer->len = event->bytes;
		twin->port.bytes += event->bytes;
	}
	if (event->stream >= PORT_PIPES || (!endpoint->open && !twin->port.restore)) {
		xfer_complete(twin, xfer, XFER_IOERROR);
		return;
	}
	/* One stall a halt, as a host controller stops at the first. */
	if (is_halted(endpoint) && pipe_idle(endpoint)) {
		xfer_complete(twin, xfer, XFER_STALL);
		return;
	}
	pipe = &endpoint->pipe[event->stream];
	xfer_push(&pipe->host, xfer);
	if (event->type == EVENT_IN)
		pipe_match(twin, endpoint, pipe);
}

static bool cancel_in(struct twin *twin, struct xfer_list *list, uint64_t id)
{
	for (struct xfer **link = &list->first; *link; link = &(*link)->next) {
		struct xfer *xfer = *link;

		if (xfer->id != id)
			continue;
		*link = xfer->next;
		if (!xfer->next)
			list->end = link;
		xfer_complete(twin, xfer, XFER_CANCELLED);
		return true;
	}
	return false;
}

static void host_cancel(struct twin *twin, uint64_t id)
{
	struct port *port = &twin->port;

	if (cancel_in(twin, &port->control, id))
		return;
	for (unsigned int i = 0; i < PORT_ENDPOINTS; i++)
		for (unsigned int j = 0; j < PORT_PIPES; j++)
			if (cancel_in(twin, &port->endpoint[i].pipe[j].host, id))
				return;
}

static void host_reset(struct twin *twin)
{
	each_host_list(twin, cancel_list);
	if (twin->runs && twin->port.pull_up && twin->port.plugged)
		reset_device(twin);
}

static void host_gone(struct twin *twin)
{
	each_host_list(twin, forget_list);
	if (twin->runs && twin->port.pull_up)
		reset_device(twin);
}

int port_event(struct twin *twin, const struct event *event)
{
	struct port *port = &twin->port;

	switch (event->type) {
	case EVENT_RESET:
		host_reset(twin);
		break;
	case EVENT_GONE:
		host_gone(twin);
		break;
	case EVENT_CONTROL:
		host_control(twin, event);
		break;
	case EVENT_OUT:
	case EVENT_IN:
		host_bulk(twin, event);
		break;
	case EVENT_CANCEL:
		host_cancel(twin, event->id);
		break;
	default:
		assert(0);
	}
	return port->transfers > PORT_MAX_TRANSFERS || port->bytes > PORT_MAX_BYTES ? -1 : 0;
}

/* ---- between calls of the firmware ---- */

static void report_taken(struct twin *twin)
{
	struct port *port = &twin->port;

	while (port->taken.first) {
		struct source *source = source_pop(&port->taken);
		struct nfod_usb_in *origin = source->origin;

		source_free(source);
		twin->board->ops->usb_in_done(twin->board, origin);
	}
}

/* Offer the first OUT transfer. Return: whether it was all taken. */
static bool offer(struct twin *twin, struct endpoint *endpoint, struct xfer *xfer)
{
	uint32_t left = xfer->len - xfer->done;
	uint32_t piece = fault_piece(&twin->faults, left, endpoint->max_packet);
	bool end = piece == left && (!xfer->len || xfer->len % endpoint->max_packet);
	uint32_t taken = twin->board->ops->usb_out(twin->board, xfer->ep, xfer->data + xfer->done,
						   piece, end);

	if (taken > piece)
		twin_die("firmware took more than it was offered");
	xfer->done += taken;
	endpoint->blocked = taken < piece;
	return !endpoint->blocked && xfer->done == xfer->len;
}

static void deliver_out(struct twin *twin, struct endpoint *endpoint)
{
	struct xfer_list *list = &endpoint->pipe[0].host;

	while (list->first && endpoint->open && !endpoint->blocked && !is_halted(endpoint) &&
	       !twin->port.frozen && !twin->faults.silence)
		if (offer(twin, endpoint, list->first))
			xfer_complete(twin, xfer_pop(list), XFER_OK);
}

void port_deliver(struct twin *twin)
{
	if (!twin->runs)
		return;
	report_taken(twin);
	for (unsigned int i = 1; i < 16; i++)
		if (twin->port.endpoint[i].pipe[0].host.first)
			deliver_out(twin, &twin->port.endpoint[i]);
}

static void stall_first(struct twin *twin, struct endpoint *endpoint)
{
	endpoint->stalled = false;
	for (unsigned int i = 0; i < PORT_PIPES; i++) {
		struct xfer_list *list = &endpoint->pipe[i].host;

		if (!list->first)
			continue;
		xfer_complete(twin, xfer_pop(list), XFER_STALL);
		return;
	}
}

void port_update_presence(struct twin *twin)
{
	struct port *port = &twin->port;
	bool present = twin->powered && port->plugged && port->pull_up;

	if (present == port->present || port->restore)
		return;
	port->present = present;
	if (present) {
		reset_device(twin);
		read_descriptors(twin);
	} else {
		each_host_list(twin, forget_list);
		note_configuration(port, 0);
	}
	digest_word(&twin->digest, twin->now ^ present);
	if (twin->host)
		twin->host->ops.present(twin->host->ctx, present);
}

void port_settle(struct twin *twin)
{
	struct port *port = &twin->port;

	for (unsigned int i = 0; i < PORT_ENDPOINTS; i++)
		if (port->endpoint[i].stalled)
			stall_first(twin, &port->endpoint[i]);
	if (port->restore && port->pull_up) {
		port->restore = false;
		restore_device(twin);
	}
	port_update_presence(twin);
}

void port_wake(struct twin *twin)
{
	struct port *port = &twin->port;

	while (port->control.first && !twin->faults.silence)
		carry_control(twin, xfer_pop(&port->control));
	for (unsigned int i = 0; i < PORT_ENDPOINTS; i++)
		for (unsigned int j = 0; j < PORT_PIPES; j++)
			pipe_match(twin, &port->endpoint[i], &port->endpoint[i].pipe[j]);
	twin->work = true;
}

void port_force_halt(struct twin *twin, uint8_t ep)
{
	struct endpoint *endpoint = port_endpoint(&twin->port, ep);

	endpoint->forced = true;
	endpoint->stalled = true;
	twin->faults.stall = ep;
	twin->work = true;
}

void port_power_lost(struct twin *twin)
{
	struct port *port = &twin->port;

	for (unsigned int i = 0; i < PORT_ENDPOINTS; i++) {
		struct endpoint *endpoint = &port->endpoint[i];

		fault_flush(twin, port_address(i));
		endpoint->open = false;
		endpoint->halted = false;
		endpoint->forced = false;
		endpoint->stalled = false;
		endpoint->blocked = false;
	}
	twin->faults.stall = 0;
	port->pull_up = false;
	port->frozen = false;
}
