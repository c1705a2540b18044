// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include <string.h>

#include "fw.h"

enum descriptor_type {
	DEVICE = 1,
	CONFIGURATION = 2,
	STRING = 3,
	INTERFACE = 4,
	ENDPOINT = 5,
	DEVICE_QUALIFIER = 6,
	OTHER_SPEED = 7,
	BOS = 15,
	DEVICE_CAPABILITY = 16,
	COMPANION = 48,
};

enum string_index {
	STRING_LANGUAGES,
	STRING_MANUFACTURER,
	STRING_PRODUCT,
	STRING_SERIAL,
};

#define LANGUAGE_ENGLISH 0x0409u
#define RELEASE_SUPER 0x0300u
#define RELEASE_HIGH 0x0210u
#define DEVICE_RELEASE 0x0010u
#define EP0_SUPER_LOG2 9
#define EP0_HIGH 64
#define SELF_POWERED 0xc0u
#define BULK 2u
#define FULL_PACKET 64u
#define MAX_BURST 15u
#define STREAMS_LOG2 5u
#define DEVICE_BYTES 18u
#define QUALIFIER_BYTES 10u

_Static_assert(1u << STREAMS_LOG2 == NFOD_MAX_SLOTS, "one stream a slot");

/* A descriptor being put together. */
struct writer {
	uint8_t *to;
	uint32_t len;
};

static void put8(struct writer *w, uint32_t value)
{
	w->to[w->len++] = (uint8_t)value;
}

static void put16(struct writer *w, uint32_t value)
{
	put8(w, value & 0xffu);
	put8(w, value >> 8);
}

static void put_total(struct writer *w, uint32_t at)
{
	w->to[at] = (uint8_t)w->len;
	w->to[at + 1] = (uint8_t)(w->len >> 8);
}

static void put_device(struct writer *w, bool super)
{
	put8(w, DEVICE_BYTES);
	put8(w, DEVICE);
	put16(w, super ? RELEASE_SUPER : RELEASE_HIGH);
	put8(w, 0);
	put8(w, 0);
	put8(w, 0);
	put8(w, super ? EP0_SUPER_LOG2 : EP0_HIGH);
	put16(w, NFOD_USB_VENDOR);
	put16(w, NFOD_USB_PRODUCT);
	put16(w, DEVICE_RELEASE);
	put8(w, STRING_MANUFACTURER);
	put8(w, STRING_PRODUCT);
	put8(w, STRING_SERIAL);
	put8(w, 1);
}

static void put_qualifier(struct writer *w)
{
	put8(w, QUALIFIER_BYTES);
	put8(w, DEVICE_QUALIFIER);
	put16(w, RELEASE_HIGH);
	put8(w, 0);
	put8(w, 0);
	put8(w, 0);
	put8(w, EP0_HIGH);
	put8(w, 1);
	put8(w, 0);
}

static void put_interface(struct writer *w, uint8_t number, uint8_t alt, uint8_t endpoints,
			  uint8_t protocol)
{
	put8(w, 9);
	put8(w, INTERFACE);
	put8(w, number);
	put8(w, alt);
	put8(w, endpoints);
	put8(w, NFOD_USB_CLASS);
	put8(w, NFOD_USB_SUBCLASS);
	put8(w, protocol);
	put8(w, 0);
}

static void put_endpoint(struct writer *w, uint8_t ep, uint32_t packet)
{
	put8(w, 7);
	put8(w, ENDPOINT);
	put8(w, ep);
	put8(w, BULK);
	put16(w, packet);
	put8(w, 0);
}

static void put_companion(struct writer *w, uint32_t burst, uint32_t streams)
{
	put8(w, 6);
	put8(w, COMPANION);
	put8(w, burst);
	put8(w, streams);
	put16(w, 0);
}

static void put_disk(struct writer *w, uint8_t alt, uint32_t packet)
{
	static const uint8_t endpoint[] = { NFOD_EP_COMMAND, NFOD_EP_DATA, NFOD_EP_NOTIFY };
	uint32_t n;

	put_interface(w, NFOD_IF_DISK, alt, sizeof(endpoint), NFOD_USB_PROTO_DISK);
	for (n = 0; n < sizeof(endpoint); n++) {
		bool streams = alt == NFOD_ALT_STREAMS && endpoint[n] == NFOD_EP_DATA;

		put_endpoint(w, endpoint[n], packet);
		if (packet == USB_SUPER_PACKET)
			put_companion(w, endpoint[n] == NFOD_EP_NOTIFY ? 0 : MAX_BURST,
				      streams ? STREAMS_LOG2 : 0);
	}
}

static void put_configuration(struct writer *w, uint8_t type, uint32_t packet)
{
	put8(w, 9);
	put8(w, type);
	put16(w, 0);
	put8(w, 2);
	put8(w, 1);
	put8(w, 0);
	put8(w, SELF_POWERED);
	put8(w, 0);
	put_disk(w, NFOD_ALT_PLAIN, packet);
	if (packet == USB_SUPER_PACKET)
		put_disk(w, NFOD_ALT_STREAMS, packet);
	put_interface(w, NFOD_IF_MANAGE, 0, 0, NFOD_USB_PROTO_MANAGE);
	put_total(w, 2);
}

static void put_bos(struct writer *w)
{
	put8(w, 5);
	put8(w, BOS);
	put16(w, 0);
	put8(w, 2);
	/* USB 2.0 extension: link power management */
	put8(w, 7);
	put8(w, DEVICE_CAPABILITY);
	put8(w, 2);
	put16(w, 2);
	put16(w, 0);
	/* SuperSpeed: works at high speed and above; U1 10 us, U2 2047 us */
	put8(w, 10);
	put8(w, DEVICE_CAPABILITY);
	put8(w, 3);
	put8(w, 0);
	put16(w, 0x000c);
	put8(w, 2);
	put8(w, 10);
	put16(w, 2047);
	put_total(w, 2);
}

static void put_text(struct writer *w, const char *text)
{
	while (*text && w->len < 254)
		put16(w, (uint8_t)*text++);
}

static void put_string(struct writer *w, const struct nfod_fw *fw, uint8_t index)
{
	put8(w, 0);
	put8(w, STRING);
	switch (index) {
	case STRING_LANGUAGES:
		put16(w, LANGUAGE_ENGLISH);
		break;
	case STRING_MANUFACTURER:
		put_text(w, "nfod");
		break;
	case STRING_PRODUCT:
		put_text(w, "Near-Field Optical Drive");
		break;
	case STRING_SERIAL:
		put_text(w, fw->board.serial);
		break;
	default:
		w->len = 0;
		return;
	}
	w->to[0] = (uint8_t)w->len;
}

/* What the device would be on the bus that high speed falls back to. */
static void put_other_speed(struct writer *w, const struct nfod_fw *fw, uint8_t type)
{
	if (usb_is_super(fw))
		return;
	if (type == DEVICE_QUALIFIER)
		put_qualifier(w);
	else
		put_configuration(w, OTHER_SPEED, FULL_PACKET);
}

/**
 * usb_descriptor() - what GET_DESCRIPTOR asks for
 *
 * Return: its length, 0 when there is no such descriptor.
 */
uint32_t usb_descriptor(const struct nfod_fw *fw, const struct usb_setup *setup, uint8_t *to)
{
	struct writer w = { .to = to };
	uint8_t type = (uint8_t)(setup->value >> 8);
	uint8_t index = (uint8_t)setup->value;

	if (type == STRING) {
		put_string(&w, fw, index);
		return w.len;
	}
	if (index || setup->index)
		return 0;
	switch (type) {
	case DEVICE:
		put_device(&w, usb_is_super(fw));
		break;
	case CONFIGURATION:
		put_configuration(&w, CONFIGURATION, usb_bulk_packet(fw));
		break;
	case DEVICE_QUALIFIER:
	case OTHER_SPEED:
		put_other_speed(&w, fw, type);
		break;
	case BOS:
		put_bos(&w);
		break;
	}
	return w.len;
}
