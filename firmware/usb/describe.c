// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "usb/describe.h"

#include "nfod/dfu.h"
#include "nfod/wire.h"

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
	STRING_REASON = NFOD_DFU_STRING_REASON,
};

#define LANGUAGE_ENGLISH 0x0409u
#define RELEASE_SUPER 0x0300u
#define RELEASE_HIGH 0x0210u
#define DEVICE_RELEASE 0x0010u
#define EP0_SUPER_LOG2 9
#define EP0_HIGH 64
#define SELF_POWERED 0xc0u
#define BULK 2u
#define DEVICE_BYTES 18u
#define QUALIFIER_BYTES 10u

void put8(struct writer *w, uint32_t value)
{
	w->to[w->len++] = (uint8_t)value;
}

void put16(struct writer *w, uint32_t value)
{
	put8(w, value & 0xffu);
	put8(w, value >> 8);
}

static void put_total(struct writer *w, uint32_t at)
{
	w->to[at] = (uint8_t)w->len;
	w->to[at + 1] = (uint8_t)(w->len >> 8);
}

static void put_device(struct writer *w, enum nfod_usb_speed speed)
{
	bool super = speed == NFOD_USB_SUPER;

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

static void put_interface_of(struct writer *w, uint8_t number, uint8_t alt, uint8_t endpoints,
			     const uint8_t class[3])
{
	put8(w, 9);
	put8(w, INTERFACE);
	put8(w, number);
	put8(w, alt);
	put8(w, endpoints);
	put8(w, class[0]);
	put8(w, class[1]);
	put8(w, class[2]);
	put8(w, 0);
}

void put_interface(struct writer *w, uint8_t number, uint8_t alt, uint8_t endpoints,
		   uint8_t protocol)
{
	const uint8_t class[] = { NFOD_USB_CLASS, NFOD_USB_SUBCLASS, protocol };

	put_interface_of(w, number, alt, endpoints, class);
}

void put_dfu(struct writer *w, uint8_t number, uint8_t protocol)
{
	const uint8_t class[] = { NFOD_DFU_CLASS, NFOD_DFU_SUBCLASS, protocol };

	put_interface_of(w, number, 0, 0, class);
	nfod_dfu_functional(w->to + w->len);
	w->len += NFOD_DFU_FUNCTIONAL_BYTES;
}

void put_endpoint(struct writer *w, uint8_t ep, uint32_t packet)
{
	put8(w, 7);
	put8(w, ENDPOINT);
	put8(w, ep);
	put8(w, BULK);
	put16(w, packet);
	put8(w, 0);
}

void put_companion(struct writer *w, uint32_t burst, uint32_t streams)
{
	put8(w, 6);
	put8(w, COMPANION);
	put8(w, burst);
	put8(w, streams);
	put16(w, 0);
}

static void put_configuration(struct writer *w, const struct usb_face *face, uint8_t type,
			      uint32_t packet)
{
	put8(w, 9);
	put8(w, type);
	put16(w, 0);
	put8(w, face->interfaces);
	put8(w, 1);
	put8(w, 0);
	put8(w, SELF_POWERED);
	put8(w, 0);
	face->put_interfaces(face->ctx, w, packet);
	put_total(w, 2);
}

/* USB 2.0 extension: link power management */
static void put_extension(struct writer *w)
{
	put8(w, 7);
	put8(w, DEVICE_CAPABILITY);
	put8(w, 2);
	put16(w, 2);
	put16(w, 0);
}

/* Full, high and super, all that it does from high on; U1 10 us, U2 2047 us. */
static void put_superspeed(struct writer *w)
{
	put8(w, 10);
	put8(w, DEVICE_CAPABILITY);
	put8(w, 3);
	put8(w, 0);
	put16(w, 0x000e);
	put8(w, 2);
	put8(w, 10);
	put16(w, 2047);
}

static void put_bos(struct writer *w, bool super)
{
	put8(w, 5);
	put8(w, BOS);
	put16(w, 0);
	put8(w, super ? 2 : 1);
	put_extension(w);
	if (super)
		put_superspeed(w);
	put_total(w, 2);
}

static void put_text(struct writer *w, const char *text)
{
	while (*text && w->len < 254)
		put16(w, (uint8_t)*text++);
}

/* Return: NULL = there is no such string. */
static const char *text_of(const struct usb_face *face, uint8_t index)
{
	switch (index) {
	case STRING_MANUFACTURER:
		return "nfod";
	case STRING_PRODUCT:
		return face->product;
	case STRING_SERIAL:
		return face->serial;
	case STRING_REASON:
		return face->reason;
	default:
		return NULL;
	}
}

static void put_string(struct writer *w, const struct usb_face *face, uint8_t index)
{
	const char *text = text_of(face, index);

	if (index != STRING_LANGUAGES && !text)
		return;
	put8(w, 0);
	put8(w, STRING);
	if (index == STRING_LANGUAGES)
		put16(w, LANGUAGE_ENGLISH);
	else
		put_text(w, text);
	w->to[0] = (uint8_t)w->len;
}

/* What the device would be at full speed if it is at high speed, and the other way round. */
static void put_other_speed(struct writer *w, const struct usb_face *face, uint8_t type)
{
	if (face->speed == NFOD_USB_SUPER)
		return;
	if (type == DEVICE_QUALIFIER)
		put_qualifier(w);
	else
		put_configuration(w, face, OTHER_SPEED,
				  face->speed == NFOD_USB_FULL ? USB_HIGH_PACKET : USB_FULL_PACKET);
}

uint32_t usb_describe(const struct usb_face *face, const struct usb_setup *setup, uint8_t *to)
{
	struct writer w = { .to = to };
	uint8_t type = (uint8_t)(setup->value >> 8);
	uint8_t index = (uint8_t)setup->value;

	if (type == STRING) {
		put_string(&w, face, index);
		return w.len;
	}
	if (index || setup->index)
		return 0;
	switch (type) {
	case DEVICE:
		put_device(&w, face->speed);
		break;
	case CONFIGURATION:
		put_configuration(&w, face, CONFIGURATION, usb_packet_at(face->speed));
		break;
	case DEVICE_QUALIFIER:
	case OTHER_SPEED:
		put_other_speed(&w, face, type);
		break;
	case BOS:
		put_bos(&w, face->super);
		break;
	}
	return w.len;
}
