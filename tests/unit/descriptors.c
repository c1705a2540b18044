// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "descriptors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum {
	DEVICE = 1,
	INTERFACE = 4,
	ENDPOINT = 5,
	QUALIFIER = 6,
	BOS = 15,
	CAPABILITY = 16,
	DFU_FUNCTIONAL = 0x21,
	COMPANION = 48,
	USB2_EXTENSION = 2,
	SUPERSPEED = 3,
	BULK = 2,
};

/**
 * struct walk - how far a configuration has been read
 * @bytes: all of it
 * @len: ditto
 * @at: of the next descriptor
 * @speed: of the bus
 * @interface: that it is in, with its class and setting
 * @endpoints: that this setting has said it has, and are yet to come
 * @addresses: of its endpoints: bit by number, IN 16 above
 * @seen: so far
 */
struct walk {
	const uint8_t *bytes;
	uint32_t len;
	uint32_t at;
	enum nfod_usb_speed speed;
	const uint8_t *interface;
	uint32_t endpoints;
	uint32_t addresses;
	struct tally seen;
};

static uint16_t word(const uint8_t *at)
{
	return (uint16_t)(at[0] | at[1] << 8);
}

static uint32_t bulk_packet(enum nfod_usb_speed speed)
{
	switch (speed) {
	case NFOD_USB_SUPER:
		return 1024;
	case NFOD_USB_HIGH:
		return 512;
	default:
		return 64;
	}
}

/* Return: the next descriptor, which is of this length. */
static const uint8_t *next(struct walk *walk, uint32_t len)
{
	const uint8_t *d = walk->bytes + walk->at;

	assert_true(walk->at + len <= walk->len);
	assert_int_equal(d[0], len);
	walk->at += len;
	return d;
}

void descriptors_device(const uint8_t *device, uint32_t len, enum nfod_usb_speed speed)
{
	bool super = speed == NFOD_USB_SUPER;

	assert_int_equal(len, 18);
	assert_int_equal(device[0], 18);
	assert_int_equal(device[1], DEVICE);
	assert_int_equal(word(device + 2), super ? 0x0300 : 0x0210);
	/* Class and protocol are the interfaces'. */
	assert_int_equal(device[4] | device[5] | device[6], 0);
	/* An exponent there, bytes here. */
	assert_int_equal(device[7], super ? 9 : 64);
	assert_int_equal(device[17], 1);
}

void descriptors_qualifier(const uint8_t *bytes, uint32_t len, const uint8_t *device)
{
	assert_int_equal(len, 10);
	assert_int_equal(bytes[0], 10);
	assert_int_equal(bytes[1], QUALIFIER);
	assert_memory_equal(bytes + 2, device + 2, 6);
	assert_int_equal(bytes[8], device[17]);
	assert_int_equal(bytes[9], 0);
}

/* Settings are numbered from 0 in each interface, interfaces from 0 in the configuration. */
static void read_interface(struct walk *walk)
{
	const uint8_t *before = walk->interface;
	const uint8_t *d = next(walk, 9);

	assert_int_equal(walk->endpoints, 0);
	if (before && d[2] == before[2]) {
		assert_int_equal(d[3], before[3] + 1);
	} else {
		assert_int_equal(d[2], walk->seen.interfaces++);
		assert_int_equal(d[3], 0);
	}
	assert_int_equal(d[8], 0);
	walk->interface = d;
	walk->endpoints = d[4];
	walk->addresses = 0;
	walk->seen.settings++;
}

static void read_companion(struct walk *walk)
{
	const uint8_t *d = next(walk, 6);
	uint32_t streams = d[3] ? 1u << d[3] : 0;

	assert_int_equal(d[1], COMPANION);
	assert_true(d[2] <= 15);
	assert_true(d[3] <= 16);
	assert_int_equal(word(d + 4), 0);
	if (streams > walk->seen.streams)
		walk->seen.streams = streams;
}

static void read_endpoint(struct walk *walk)
{
	const uint8_t *d = next(walk, 7);
	uint32_t bit = 1u << ((d[2] & 15u) + (d[2] & 0x80 ? 16 : 0));

	assert_non_null(walk->interface);
	assert_true(walk->endpoints--);
	assert_int_equal(d[2] & 0x70, 0);
	assert_true(d[2] & 15);
	assert_false(walk->addresses & bit);
	walk->addresses |= bit;
	assert_int_equal(d[3], BULK);
	assert_int_equal(word(d + 4), bulk_packet(walk->speed));
	assert_int_equal(d[6], 0);
	walk->seen.endpoints++;
	if (walk->speed == NFOD_USB_SUPER)
		read_companion(walk);
}

static void read_dfu(struct walk *walk)
{
	const uint8_t *d = next(walk, 9);

	assert_non_null(walk->interface);
	assert_int_equal(walk->interface[5], 0xfe);
	assert_int_equal(walk->interface[6], 1);
	assert_int_equal(d[2] & 0xf0, 0);
	assert_true(word(d + 5) >= 64);
	assert_int_equal(word(d + 7), 0x0110);
	walk->seen.dfu = true;
}

static void read_one(struct walk *walk)
{
	assert_true(walk->at + 2 <= walk->len);
	switch (walk->bytes[walk->at + 1]) {
	case INTERFACE:
		return read_interface(walk);
	case ENDPOINT:
		return read_endpoint(walk);
	case DFU_FUNCTIONAL:
		return read_dfu(walk);
	default:
		fail_msg("a descriptor of type %u does not belong there",
			 walk->bytes[walk->at + 1]);
	}
}

struct tally descriptors_configuration(const uint8_t *bytes, uint32_t len, uint8_t type,
				       enum nfod_usb_speed speed)
{
	struct walk walk = { .bytes = bytes, .len = len, .speed = speed };
	const uint8_t *d = next(&walk, 9);

	assert_int_equal(d[1], type);
	assert_int_equal(word(d + 2), len);
	assert_int_equal(d[5], 1);
	/* The highest bit is 1 for ever; bits that are reserved are 0. */
	assert_int_equal(d[7] & 0x9f, 0x80);
	while (walk.at < len)
		read_one(&walk);
	assert_int_equal(walk.endpoints, 0);
	assert_int_equal(d[4], walk.seen.interfaces);
	return walk.seen;
}

static void read_extension(const uint8_t *d)
{
	assert_int_equal(d[0], 7);
	/* Link power management, which whoever has this descriptor for SuperSpeed must have. */
	assert_true(d[3] & 2);
}

static void read_superspeed(const uint8_t *d)
{
	assert_int_equal(d[0], 10);
	assert_int_equal(d[3] & ~2, 0);
	/* Full, high and super; no reserved bits. */
	assert_int_equal(word(d + 4), 0x000e);
	assert_true(word(d + 4) >> d[6] & 1);
	assert_true(d[7] <= 10);
	assert_true(word(d + 8) <= 0x07ff);
}

bool descriptors_bos(const uint8_t *bytes, uint32_t len)
{
	struct walk walk = { .bytes = bytes, .len = len };
	const uint8_t *d = next(&walk, 5);
	uint32_t capabilities = 0;
	bool super = false;

	assert_int_equal(d[1], BOS);
	assert_int_equal(word(d + 2), len);
	for (; walk.at < len; capabilities++) {
		const uint8_t *c = next(&walk, walk.bytes[walk.at]);

		assert_int_equal(c[1], CAPABILITY);
		assert_true(c[2] == USB2_EXTENSION || c[2] == SUPERSPEED);
		if (c[2] == USB2_EXTENSION)
			read_extension(c);
		else
			read_superspeed(c);
		super = super || c[2] == SUPERSPEED;
	}
	assert_int_equal(d[4], capabilities);
	return super;
}
