// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * usbredir on a Unix socket, for QEMU's usb-redir device.
 *
 * QEMU wants interface_info and ep_info before device_connect and again when
 * they change, forwards neither SET_ADDRESS nor NAK (an OUT transfer that is not
 * completed is the back-pressure), and aborts when transfers of an endpoint
 * without streams complete out of order.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <usbredirparser.h>

#include "twin/descriptor.h"
#include "twin/peer.h"
#include "twin/twin.h"

/* Packets in one round of the loop, give or take what is buffered. */
#define PACKETS_AT_ONCE 64
#define MOST_TRANSFER (64u << 20)

/* What a control transfer stands for. */
enum request_tag {
	TAG_CONTROL,
	TAG_BULK,
	TAG_SET_CONFIGURATION,
	TAG_GET_CONFIGURATION,
	TAG_SET_ALTERNATE,
	TAG_GET_ALTERNATE,
};

/**
 * struct usbredir - the transport
 * @host: base
 * @twin: drive
 * @loop: of everything
 * @listener: socket for QEMU to connect to
 * @path: its name
 * @peer: QEMU
 * @parser: of its packets, while connected
 * @greeted: its hello has come
 * @connected: device_connect was sent
 * @wait_ack: device_disconnect was sent and not acknowledged
 * @packets: taken in this round
 * @broken: the peer has broken the rules and is to be dropped
 */
struct usbredir {
	struct host host;
	struct twin *twin;
	struct loop *loop;
	struct watcher listener;
	const char *path;
	struct peer peer;
	struct usbredirparser *parser;
	bool greeted;
	bool connected;
	bool wait_ack;
	unsigned int packets;
	const char *broken;
};

static void deliver(struct usbredir *redir, struct event *event)
{
	redir->packets++;
	if (twin_deliver(redir->twin, loop_now(redir->loop), event))
		redir->broken = "too much at once";
}

/* ---- what the device looks like ---- */

static void send_interfaces(struct usbredir *redir, const struct descriptor_view *view)
{
	struct usb_redir_interface_info_header info = { .interface_count = view->interfaces };

	for (uint32_t i = 0; i < view->interfaces; i++) {
		info.interface[i] = view->interface[i].number;
		info.interface_class[i] = view->interface[i].class;
		info.interface_subclass[i] = view->interface[i].subclass;
		info.interface_protocol[i] = view->interface[i].protocol;
	}
	usbredirparser_send_interface_info(redir->parser, &info);
}

static void send_endpoints(struct usbredir *redir, const struct descriptor_view *view)
{
	struct usb_redir_ep_info_header info;

	memset(&info, 0, sizeof(info));
	memset(info.type, usb_redir_type_invalid, sizeof(info.type));
	info.type[0] = usb_redir_type_control;
	info.type[16] = usb_redir_type_control;
	info.max_packet_size[0] = 64;
	info.max_packet_size[16] = 64;
	for (uint32_t i = 0; i < view->endpoints; i++) {
		const struct descriptor_endpoint *endpoint = &view->endpoint[i];
		unsigned int index = (endpoint->address & 0x0f) | (endpoint->address & 0x80) >> 3;

		info.type[index] = usb_redir_type_bulk;
		info.interface[index] = endpoint->interface;
		info.max_packet_size[index] = endpoint->max_packet;
		info.max_streams[index] = endpoint->streams;
	}
	usbredirparser_send_ep_info(redir->parser, &info);
}

static void send_info(struct usbredir *redir)
{
	struct descriptor_view view;

	descriptor_look(&redir->twin->port, &view);
	send_interfaces(redir, &view);
	send_endpoints(redir, &view);
}

static uint8_t speed_code(enum nfod_usb_speed speed)
{
	switch (speed) {
	case NFOD_USB_SUPER:
		return usb_redir_speed_super;
	case NFOD_USB_FULL:
		return usb_redir_speed_full;
	default:
		return usb_redir_speed_high;
	}
}

static void connect_device(struct usbredir *redir)
{
	const uint8_t *device = redir->twin->port.device;
	struct usb_redir_device_connect_header connect = {
		.speed = speed_code(redir->twin->port.speed),
		.device_class = device[4],
		.device_subclass = device[5],
		.device_protocol = device[6],
		.vendor_id = (uint16_t)(device[8] | device[9] << 8),
		.product_id = (uint16_t)(device[10] | device[11] << 8),
		.device_version_bcd = (uint16_t)(device[12] | device[13] << 8),
	};

	if (!redir->greeted || redir->connected || redir->wait_ack || !redir->twin->port.present)
		return;
	send_info(redir);
	usbredirparser_send_device_connect(redir->parser, &connect);
	redir->connected = true;
}

static void disconnect_device(struct usbredir *redir)
{
	if (!redir->connected)
		return;
	usbredirparser_send_device_disconnect(redir->parser);
	redir->connected = false;
	redir->wait_ack =
		usbredirparser_peer_has_cap(redir->parser, usb_redir_cap_device_disconnect_ack);
}

/* ---- from the device ---- */

static uint8_t status_code(enum xfer_status status)
{
	static const uint8_t codes[] = {
		[XFER_OK] = usb_redir_success,	  [XFER_CANCELLED] = usb_redir_cancelled,
		[XFER_STALL] = usb_redir_stall,	  [XFER_IOERROR] = usb_redir_ioerror,
		[XFER_BABBLE] = usb_redir_babble,
	};

	return codes[status];
}

static void complete_bulk(struct usbredir *redir, struct xfer *xfer, uint8_t status)
{
	bool in = xfer->ep & 0x80;
	struct usb_redir_bulk_packet_header header = {
		.endpoint = xfer->ep,
		.status = status,
		.length = (uint16_t)xfer->done,
		.length_high = (uint16_t)(xfer->done >> 16),
		.stream_id = xfer->stream,
	};

	usbredirparser_send_bulk_packet(redir->parser, xfer->id, &header, in ? xfer->data : NULL,
					in ? (int)xfer->done : 0);
}

static void complete_control(struct usbredir *redir, struct xfer *xfer, uint8_t status)
{
	bool in = xfer->setup[0] & 0x80;
	struct usb_redir_control_packet_header header = {
		.endpoint = in ? 0x80 : 0,
		.request = xfer->setup[1],
		.requesttype = xfer->setup[0],
		.status = status,
		.value = (uint16_t)(xfer->setup[2] | xfer->setup[3] << 8),
		.index = (uint16_t)(xfer->setup[4] | xfer->setup[5] << 8),
		.length = (uint16_t)xfer->done,
	};

	usbredirparser_send_control_packet(redir->parser, xfer->id, &header, in ? xfer->data : NULL,
					   in ? (int)xfer->done : 0);
}

static void complete_configuration(struct usbredir *redir, struct xfer *xfer, uint8_t status)
{
	struct usb_redir_configuration_status_header header = {
		.status = status,
		.configuration = redir->twin->port.configuration,
	};

	if (xfer->tag == TAG_SET_CONFIGURATION)
		send_info(redir);
	usbredirparser_send_configuration_status(redir->parser, xfer->id, &header);
}

static void complete_alternate(struct usbredir *redir, struct xfer *xfer, uint8_t status)
{
	uint8_t interface = xfer->setup[4];
	struct usb_redir_alt_setting_status_header header = {
		.status = status,
		.interface = interface,
		.alt = interface < PORT_INTERFACES ? redir->twin->port.alternate[interface] : 0,
	};

	if (xfer->tag == TAG_SET_ALTERNATE)
		send_info(redir);
	usbredirparser_send_alt_setting_status(redir->parser, xfer->id, &header);
}

static void usbredir_complete(void *ctx, struct xfer *xfer, enum xfer_status status)
{
	struct usbredir *redir = ctx;
	uint8_t code = status_code(status);

	if (!redir->parser || !redir->connected)
		return;
	switch (xfer->tag) {
	case TAG_CONTROL:
		complete_control(redir, xfer, code);
		break;
	case TAG_BULK:
		complete_bulk(redir, xfer, code);
		break;
	case TAG_SET_CONFIGURATION:
	case TAG_GET_CONFIGURATION:
		complete_configuration(redir, xfer, code);
		break;
	default:
		complete_alternate(redir, xfer, code);
		break;
	}
}

static void usbredir_present(void *ctx, bool present)
{
	struct usbredir *redir = ctx;

	if (!redir->parser)
		return;
	if (present)
		connect_device(redir);
	else
		disconnect_device(redir);
}

/* ---- from the host ---- */

static void take_hello(void *priv, struct usb_redir_hello_header *hello)
{
	struct usbredir *redir = priv;

	(void)hello;
	redir->greeted = true;
	connect_device(redir);
}

static void take_reset(void *priv)
{
	struct event event = { .type = EVENT_RESET };

	deliver(priv, &event);
}

static void take_disconnect_ack(void *priv)
{
	struct usbredir *redir = priv;

	redir->wait_ack = false;
	connect_device(redir);
}

static void standard_request(void *priv, uint16_t tag, uint64_t id, uint8_t type, uint8_t request,
			     uint8_t value, uint8_t index, uint8_t length)
{
	struct event event = {
		.type = EVENT_CONTROL,
		.tag = tag,
		.id = id,
		.setup = { type, request, value, 0, index, 0, length, 0 },
	};

	deliver(priv, &event);
}

static void take_set_configuration(void *priv, uint64_t id,
				   struct usb_redir_set_configuration_header *header)
{
	standard_request(priv, TAG_SET_CONFIGURATION, id, 0x00, 0x09, header->configuration, 0, 0);
}

static void take_get_configuration(void *priv, uint64_t id)
{
	standard_request(priv, TAG_GET_CONFIGURATION, id, 0x80, 0x08, 0, 0, 1);
}

static void take_set_alternate(void *priv, uint64_t id,
			       struct usb_redir_set_alt_setting_header *header)
{
	standard_request(priv, TAG_SET_ALTERNATE, id, 0x01, 0x0b, header->alt, header->interface,
			 0);
}

static void take_get_alternate(void *priv, uint64_t id,
			       struct usb_redir_get_alt_setting_header *header)
{
	standard_request(priv, TAG_GET_ALTERNATE, id, 0x81, 0x0a, 0, header->interface, 1);
}

static void take_control(void *priv, uint64_t id, struct usb_redir_control_packet_header *header,
			 uint8_t *data, int data_len)
{
	struct usbredir *redir = priv;
	struct event event = {
		.type = EVENT_CONTROL,
		.tag = TAG_CONTROL,
		.id = id,
		.setup = { header->requesttype, header->request, (uint8_t)header->value,
			   (uint8_t)(header->value >> 8), (uint8_t)header->index,
			   (uint8_t)(header->index >> 8), (uint8_t)header->length,
			   (uint8_t)(header->length >> 8) },
		.bytes = (uint32_t)data_len,
		.data = data,
	};

	deliver(redir, &event);
	usbredirparser_free_packet_data(redir->parser, data);
}

static void take_bulk(void *priv, uint64_t id, struct usb_redir_bulk_packet_header *header,
		      uint8_t *data, int data_len)
{
	struct usbredir *redir = priv;
	uint32_t length = header->length | (uint32_t)header->length_high << 16;
	struct event event = {
		.type = header->endpoint & 0x80 ? EVENT_IN : EVENT_OUT,
		.tag = TAG_BULK,
		.id = id,
		.ep = header->endpoint,
		.stream = (uint16_t)header->stream_id,
		.len = length,
		.bytes = (uint32_t)data_len,
		.data = data,
	};

	if (length > MOST_TRANSFER || header->stream_id >= PORT_PIPES) {
		usbredirparser_free_packet_data(redir->parser, data);
		redir->broken = "a transfer is too long or its stream unknown";
		return;
	}
	/* The port takes OUT data over: the library's allocator is malloc(). */
	deliver(redir, &event);
}

static void take_cancel(void *priv, uint64_t id)
{
	struct event event = { .type = EVENT_CANCEL, .id = id };

	deliver(priv, &event);
}

/* Streams are the firmware's affair; the host only wants to hear yes. */
static void send_streams(struct usbredir *redir, uint64_t id, uint32_t endpoints, uint32_t streams)
{
	struct usb_redir_bulk_streams_status_header header = {
		.endpoints = endpoints,
		.no_streams = streams,
		.status = streams < PORT_PIPES ? usb_redir_success : usb_redir_inval,
	};

	usbredirparser_send_bulk_streams_status(redir->parser, id, &header);
}

static void take_alloc_streams(void *priv, uint64_t id,
			       struct usb_redir_alloc_bulk_streams_header *header)
{
	send_streams(priv, id, header->endpoints, header->no_streams);
}

static void take_free_streams(void *priv, uint64_t id,
			      struct usb_redir_free_bulk_streams_header *header)
{
	send_streams(priv, id, header->endpoints, 0);
}

static void take_filter_reject(void *priv)
{
	(void)priv;
	twin_say("the other side refuses this device; look at its usb-redir filter");
}

static void take_filter(void *priv, struct usbredirfilter_rule *rules, int count)
{
	(void)priv;
	(void)count;
	free(rules);
}

/* The library calls what a peer asks for, wanted or not: refuse the rest. */
static void refuse(void *priv)
{
	struct usbredir *redir = priv;

	redir->broken = "it asks for a kind of transfer that this device does not have";
}

static void refuse_start_iso(void *priv, uint64_t id, struct usb_redir_start_iso_stream_header *h)
{
	(void)id;
	(void)h;
	refuse(priv);
}

static void refuse_stop_iso(void *priv, uint64_t id, struct usb_redir_stop_iso_stream_header *h)
{
	(void)id;
	(void)h;
	refuse(priv);
}

static void refuse_start_interrupt(void *priv, uint64_t id,
				   struct usb_redir_start_interrupt_receiving_header *h)
{
	(void)id;
	(void)h;
	refuse(priv);
}

static void refuse_stop_interrupt(void *priv, uint64_t id,
				  struct usb_redir_stop_interrupt_receiving_header *h)
{
	(void)id;
	(void)h;
	refuse(priv);
}

static void refuse_start_bulk(void *priv, uint64_t id,
			      struct usb_redir_start_bulk_receiving_header *h)
{
	(void)id;
	(void)h;
	refuse(priv);
}

static void refuse_stop_bulk(void *priv, uint64_t id,
			     struct usb_redir_stop_bulk_receiving_header *h)
{
	(void)id;
	(void)h;
	refuse(priv);
}

static void refuse_iso(void *priv, uint64_t id, struct usb_redir_iso_packet_header *h,
		       uint8_t *data, int data_len)
{
	(void)id;
	(void)h;
	(void)data_len;
	free(data);
	refuse(priv);
}

static void refuse_interrupt(void *priv, uint64_t id, struct usb_redir_interrupt_packet_header *h,
			     uint8_t *data, int data_len)
{
	(void)id;
	(void)h;
	(void)data_len;
	free(data);
	refuse(priv);
}

/* ---- the connection ---- */

static int read_peer(void *priv, uint8_t *data, int count)
{
	struct usbredir *redir = priv;

	/* To stop here for once, the library must believe that nothing came. */
	if (redir->broken || redir->packets >= PACKETS_AT_ONCE)
		return 0;
	return (int)peer_read(&redir->peer, data, (size_t)count);
}

static void release_packet(void *ctx, void *data)
{
	struct usbredir *redir = ctx;

	usbredirparser_free_write_buffer(redir->parser, data);
}

static int write_peer(void *priv, uint8_t *data, int count)
{
	struct usbredir *redir = priv;

	peer_write(&redir->peer, data, (size_t)count, release_packet, redir);
	return count;
}

static void log_peer(void *priv, int level, const char *message)
{
	(void)priv;
	if (level <= usbredirparser_warning)
		twin_say("usbredir: %s", message);
}

static void set_callbacks(struct usbredirparser *parser)
{
	parser->log_func = log_peer;
	parser->read_func = read_peer;
	parser->write_func = write_peer;
	parser->hello_func = take_hello;
	parser->reset_func = take_reset;
	parser->device_disconnect_ack_func = take_disconnect_ack;
	parser->set_configuration_func = take_set_configuration;
	parser->get_configuration_func = take_get_configuration;
	parser->set_alt_setting_func = take_set_alternate;
	parser->get_alt_setting_func = take_get_alternate;
	parser->control_packet_func = take_control;
	parser->bulk_packet_func = take_bulk;
	parser->cancel_data_packet_func = take_cancel;
	parser->alloc_bulk_streams_func = take_alloc_streams;
	parser->free_bulk_streams_func = take_free_streams;
	parser->filter_reject_func = take_filter_reject;
	parser->filter_filter_func = take_filter;
	parser->start_iso_stream_func = refuse_start_iso;
	parser->stop_iso_stream_func = refuse_stop_iso;
	parser->start_interrupt_receiving_func = refuse_start_interrupt;
	parser->stop_interrupt_receiving_func = refuse_stop_interrupt;
	parser->start_bulk_receiving_func = refuse_start_bulk;
	parser->stop_bulk_receiving_func = refuse_stop_bulk;
	parser->iso_packet_func = refuse_iso;
	parser->interrupt_packet_func = refuse_interrupt;
}

static void make_parser(struct usbredir *redir)
{
	static const int caps_wanted[] = {
		usb_redir_cap_bulk_streams,
		usb_redir_cap_connect_device_version,
		usb_redir_cap_filter,
		usb_redir_cap_device_disconnect_ack,
		usb_redir_cap_ep_info_max_packet_size,
		usb_redir_cap_64bits_ids,
		usb_redir_cap_32bits_bulk_length,
	};
	uint32_t caps[USB_REDIR_CAPS_SIZE] = { 0 };

	for (size_t i = 0; i < sizeof(caps_wanted) / sizeof(caps_wanted[0]); i++)
		usbredirparser_caps_set_cap(caps, caps_wanted[i]);
	redir->parser = usbredirparser_create();
	if (!redir->parser)
		twin_die("out of memory for usbredir");
	redir->parser->priv = redir;
	set_callbacks(redir->parser);
	usbredirparser_init(redir->parser, "nfod-twin", caps, USB_REDIR_CAPS_SIZE,
			    usbredirparser_fl_usb_host | usbredirparser_fl_write_cb_owns_buffer);
}

static void drop_peer(struct usbredir *redir)
{
	struct event event = { .type = EVENT_GONE };

	if (redir->broken)
		twin_say("%s: dropped the other side: %s", redir->path, redir->broken);
	redir->connected = false;
	peer_close(&redir->peer);
	usbredirparser_destroy(redir->parser);
	redir->parser = NULL;
	twin_deliver(redir->twin, loop_now(redir->loop), &event);
}

static bool usbredir_receive(void *ctx)
{
	struct usbredir *redir = ctx;
	int result;

	if (!redir->parser)
		return false;
	redir->packets = 0;
	result = usbredirparser_do_read(redir->parser);
	if (result == usbredirparser_read_parse_error && !redir->broken)
		redir->broken = "it does not keep to the protocol";
	if (redir->broken || redir->peer.ended || result)
		drop_peer(redir);
	return redir->packets > 0;
}

static void accept_peer(void *ctx, uint32_t events)
{
	struct usbredir *redir = ctx;
	int fd = accept4(redir->listener.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)events;
	if (fd < 0)
		return;
	/* Whoever has gone may not have been noticed yet. */
	for (int i = 0; i < ROUNDS_TO_END && usbredir_receive(redir); i++)
		;
	if (peer_is_open(&redir->peer)) {
		twin_say("%s: somebody is connected already; sent a second one away", redir->path);
		close(fd);
		return;
	}
	redir->greeted = false;
	redir->connected = false;
	redir->wait_ack = false;
	redir->broken = NULL;
	peer_open(&redir->peer, fd);
	make_parser(redir);
}

static void usbredir_flush(void *ctx)
{
	struct usbredir *redir = ctx;

	if (!redir->parser)
		return;
	usbredirparser_do_write(redir->parser);
	if (!redir->peer.blocked && peer_flush(&redir->peer))
		redir->peer.ended = true;
}

static void usbredir_close(void *ctx)
{
	struct usbredir *redir = ctx;

	if (redir->parser) {
		peer_close(&redir->peer);
		usbredirparser_destroy(redir->parser);
	}
	peer_free(&redir->peer);
	loop_remove(redir->loop, &redir->listener);
	close(redir->listener.fd);
	unlink(redir->path);
	free(redir);
}

struct host *usbredir_host(struct twin *twin, struct loop *loop, const char *path)
{
	struct usbredir *redir = calloc(1, sizeof(*redir));

	if (!redir)
		twin_die("out of memory");
	redir->host = (struct host){
		.ops = { .present = usbredir_present, .complete = usbredir_complete },
		.ctx = redir,
		.receive = usbredir_receive,
		.flush = usbredir_flush,
		.close = usbredir_close,
	};
	snprintf(redir->host.where, sizeof(redir->host.where), "%s", path);
	redir->twin = twin;
	redir->loop = loop;
	redir->path = path;
	peer_init(&redir->peer, loop);
	redir->listener.fd = listen_unix(path);
	redir->listener.ready = accept_peer;
	redir->listener.ctx = redir;
	loop_add(loop, &redir->listener, EPOLLIN);
	return &redir->host;
}
