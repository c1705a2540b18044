// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* A usbredir guest: what QEMU's usb-redir device does. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <usbredirparser.h>

#include "cmocka_all.h"
#include "redir.h"
#include "rig.h"

static struct redir *state(struct rig *rig)
{
	return rig->usb_state;
}

static enum rig_status status_of(uint8_t status)
{
	switch (status) {
	case usb_redir_success:
		return RIG_OK;
	case usb_redir_cancelled:
		return RIG_CANCELLED;
	case usb_redir_stall:
		return RIG_STALL;
	case usb_redir_babble:
		return RIG_BABBLE;
	default:
		return RIG_ERROR;
	}
}

static void take_connect(void *priv, struct usb_redir_device_connect_header *connect)
{
	struct redir *redir = state(priv);

	/* QEMU refuses a device whose endpoints it does not know. */
	assert_true(redir->interfaces > 0);
	assert_true(redir->endpoints > 0);
	assert_false(redir->present);
	redir->connect = *connect;
	redir->present = true;
	redir->connects++;
}

static void take_disconnect(void *priv)
{
	struct rig *rig = priv;

	state(rig)->present = false;
	usbredirparser_do_write(state(rig)->parser);
}

static void take_interfaces(void *priv, struct usb_redir_interface_info_header *info)
{
	state(priv)->interfaces = info->interface_count;
	state(priv)->interface_info = *info;
}

static void take_endpoints(void *priv, struct usb_redir_ep_info_header *info)
{
	state(priv)->endpoints++;
	state(priv)->ep_info = *info;
}

static void take_configuration(void *priv, uint64_t id,
			       struct usb_redir_configuration_status_header *header)
{
	rig_complete(priv, (uint32_t)id, status_of(header->status), &header->configuration, 1);
}

static void take_alternate(void *priv, uint64_t id,
			   struct usb_redir_alt_setting_status_header *header)
{
	rig_complete(priv, (uint32_t)id, status_of(header->status), &header->alt, 1);
}

static void take_streams(void *priv, uint64_t id, struct usb_redir_bulk_streams_status_header *h)
{
	rig_complete(priv, (uint32_t)id, status_of(h->status), NULL, 0);
}

static void take_control(void *priv, uint64_t id, struct usb_redir_control_packet_header *header,
			 uint8_t *data, int data_len)
{
	assert_true(!data || data_len == header->length);
	rig_complete(priv, (uint32_t)id, status_of(header->status), data, header->length);
	usbredirparser_free_packet_data(state(priv)->parser, data);
}

/* QEMU aborts when this fails. */
static void check_order(struct rig *rig, uint64_t id,
			const struct usb_redir_bulk_packet_header *header)
{
	uint64_t *last =
		&state(rig)->last_done[header->endpoint & 0x0f][!!(header->endpoint & 0x80)];

	if (header->stream_id || header->status == usb_redir_cancelled)
		return;
	assert_true(id > *last);
	*last = id;
}

static void take_bulk(void *priv, uint64_t id, struct usb_redir_bulk_packet_header *header,
		      uint8_t *data, int data_len)
{
	uint32_t len = header->length | (uint32_t)header->length_high << 16;

	assert_true(!data || data_len == (int)len);
	check_order(priv, id, header);
	rig_complete(priv, (uint32_t)id, status_of(header->status), data, len);
	usbredirparser_free_packet_data(state(priv)->parser, data);
}

static void take_hello(void *priv, struct usb_redir_hello_header *hello)
{
	(void)hello;
	state(priv)->greeted = true;
}

static int read_twin(void *priv, uint8_t *data, int count)
{
	struct rig *rig = priv;
	ssize_t got = recv(rig->fd, data, (size_t)count, MSG_DONTWAIT);

	if (got > 0)
		return (int)got;
	if (got < 0 && errno == EAGAIN)
		return 0;
	rig->connected = false;
	return -1;
}

static int write_twin(void *priv, uint8_t *data, int count)
{
	struct rig *rig = priv;
	ssize_t sent = send(rig->fd, data, (size_t)count, MSG_NOSIGNAL);

	return sent > 0 ? (int)sent : -1;
}

static void log_nothing(void *priv, int level, const char *message)
{
	(void)priv;
	(void)level;
	(void)message;
}

static void flush(struct rig *rig)
{
	while (rig->connected && usbredirparser_has_data_to_write(state(rig)->parser))
		if (usbredirparser_do_write(state(rig)->parser))
			break;
}

static void set_callbacks(struct usbredirparser *parser)
{
	parser->log_func = log_nothing;
	parser->read_func = read_twin;
	parser->write_func = write_twin;
	parser->hello_func = take_hello;
	parser->device_connect_func = take_connect;
	parser->device_disconnect_func = take_disconnect;
	parser->interface_info_func = take_interfaces;
	parser->ep_info_func = take_endpoints;
	parser->configuration_status_func = take_configuration;
	parser->alt_setting_status_func = take_alternate;
	parser->bulk_streams_status_func = take_streams;
	parser->control_packet_func = take_control;
	parser->bulk_packet_func = take_bulk;
}

static void make_parser(struct rig *rig)
{
	static const int wanted[] = {
		usb_redir_cap_bulk_streams,
		usb_redir_cap_connect_device_version,
		usb_redir_cap_device_disconnect_ack,
		usb_redir_cap_64bits_ids,
		usb_redir_cap_ep_info_max_packet_size,
		usb_redir_cap_32bits_bulk_length,
	};
	uint32_t caps[USB_REDIR_CAPS_SIZE] = { 0 };
	struct redir *redir = calloc(1, sizeof(*redir));

	assert_non_null(redir);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		usbredirparser_caps_set_cap(caps, wanted[i]);
	redir->parser = usbredirparser_create();
	redir->parser->priv = rig;
	set_callbacks(redir->parser);
	rig->usb_state = redir;
	usbredirparser_init(redir->parser, "twin-test", caps, USB_REDIR_CAPS_SIZE, 0);
}

static int connect_to(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

void redir_await(struct rig *rig, bool present)
{
	flush(rig);
	for (int i = 0; i < 200 && state(rig)->present != present; i++)
		rig_receive(rig, 100);
	assert_int_equal(state(rig)->present, present);
	flush(rig);
}

struct redir *redir_state(struct rig *rig)
{
	return state(rig);
}

void redir_flush(struct rig *rig)
{
	flush(rig);
}

void redir_reset(struct rig *rig)
{
	usbredirparser_send_reset(state(rig)->parser);
	flush(rig);
}

static int redir_open(struct rig *rig)
{
	rig->fd = connect_to(rig->served);
	rig->connected = true;
	make_parser(rig);
	redir_await(rig, true);
	redir_reset(rig);
	return 0;
}

static void redir_close(struct rig *rig)
{
	close(rig->fd);
	usbredirparser_destroy(state(rig)->parser);
	free(state(rig));
	rig->usb_state = NULL;
}

/* QEMU sends these as packets of their own. Return: whether it was one. */
static bool send_special(struct rig *rig, uint32_t id, const uint8_t setup[8])
{
	struct usb_redir_set_configuration_header configuration = { setup[2] };
	struct usb_redir_set_alt_setting_header set = { setup[4], setup[2] };
	struct usb_redir_get_alt_setting_header get = { setup[4] };
	struct usbredirparser *parser = state(rig)->parser;

	switch (setup[0] << 8 | setup[1]) {
	case 0x0009:
		usbredirparser_send_set_configuration(parser, id, &configuration);
		return true;
	case 0x8008:
		usbredirparser_send_get_configuration(parser, id);
		return true;
	case 0x010b:
		usbredirparser_send_set_alt_setting(parser, id, &set);
		return true;
	case 0x810a:
		usbredirparser_send_get_alt_setting(parser, id, &get);
		return true;
	default:
		return false;
	}
}

static void redir_control(struct rig *rig, uint32_t id, const uint8_t setup[8], const void *data)
{
	bool in = setup[0] & 0x80;
	struct usb_redir_control_packet_header header = {
		.endpoint = in ? 0x80 : 0,
		.requesttype = setup[0],
		.request = setup[1],
		.value = (uint16_t)(setup[2] | setup[3] << 8),
		.index = (uint16_t)(setup[4] | setup[5] << 8),
		.length = (uint16_t)(setup[6] | setup[7] << 8),
	};

	if (!send_special(rig, id, setup))
		usbredirparser_send_control_packet(state(rig)->parser, id, &header,
						   in ? NULL : (uint8_t *)data,
						   in ? 0 : header.length);
	flush(rig);
}

static void redir_bulk(struct rig *rig, uint32_t id, uint8_t ep, uint16_t stream, const void *data,
		       uint32_t len)
{
	struct usb_redir_bulk_packet_header header = {
		.endpoint = ep,
		.length = (uint16_t)len,
		.length_high = (uint16_t)(len >> 16),
		.stream_id = stream,
	};

	usbredirparser_send_bulk_packet(state(rig)->parser, id, &header, (uint8_t *)data,
					data ? (int)len : 0);
	flush(rig);
}

static void redir_cancel(struct rig *rig, uint32_t id)
{
	usbredirparser_send_cancel_data_packet(state(rig)->parser, id);
	flush(rig);
}

static void redir_receive(struct rig *rig)
{
	assert_true(usbredirparser_do_read(state(rig)->parser) == 0 || !rig->connected);
	flush(rig);
}

const struct rig_usb rig_redir = {
	.name = "usbredir",
	.option = "--usbredir",
	.streams = true,
	.open = redir_open,
	.close = redir_close,
	.control = redir_control,
	.bulk = redir_bulk,
	.cancel = redir_cancel,
	.receive = redir_receive,
	.reset = redir_reset,
};
