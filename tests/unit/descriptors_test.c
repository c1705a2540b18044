// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Descriptors at each speed of the bus, with and without flash. */
#include "descriptors.h"

#include <string.h>

#include "host.h"
#include "nfod/container.h"

#define MOST 512

enum {
	GET_DESCRIPTOR = 6,
	DEVICE = 0x0100,
	CONFIGURATION = 0x0200,
	QUALIFIER = 0x0600,
	OTHER_SPEED = 0x0700,
	BOS = 0x0f00,
};

static const enum nfod_usb_speed speeds[] = { NFOD_USB_FULL, NFOD_USB_HIGH, NFOD_USB_SUPER };

static const struct nfod_firmware firmware = {
	.magic = NFOD_FIRMWARE_MAGIC,
	.hardware = NFOD_HARDWARE_HOST,
};

static struct rig *start(enum nfod_usb_speed speed, bool flash)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	if (flash)
		rig->fw->board.firmware = &firmware;
	host_enumerate(rig, speed);
	return rig;
}

static int ask(struct rig *rig, uint16_t value, uint16_t length)
{
	const struct rig_setup setup = { USB_IN, GET_DESCRIPTOR, value, 0, length };

	return host_control(rig, &setup, NULL);
}

/* Whatever the host asks for less than there is, it gets the beginning. Return: bytes in all. */
static uint32_t get(struct rig *rig, uint16_t value, uint8_t *to)
{
	int len = ask(rig, value, MOST);

	assert_true(len > 0 && len < MOST);
	memcpy(to, rig->reply, (size_t)len);
	for (int some = 0; some <= len + 1; some++) {
		int got = ask(rig, value, (uint16_t)some);

		assert_int_equal(got, some < len ? some : len);
		assert_memory_equal(rig->reply, to, (size_t)got);
	}
	return (uint32_t)len;
}

static void device(void **state)
{
	uint8_t bytes[MOST];

	(void)state;
	for (uint32_t n = 0; n < 3; n++) {
		struct rig *rig = start(speeds[n], false);

		descriptors_device(bytes, get(rig, DEVICE, bytes), speeds[n]);
		assert_int_equal(bytes[8] | bytes[9] << 8, NFOD_USB_VENDOR);
		assert_int_equal(bytes[10] | bytes[11] << 8, NFOD_USB_PRODUCT);
		assert_int_equal(ask(rig, DEVICE + 1, 18), HOST_STALL);
		rig_free(rig);
	}
}

static void configuration(void **state)
{
	uint8_t bytes[MOST];

	(void)state;
	for (uint32_t n = 0; n < 6; n++) {
		bool super = speeds[n / 2] == NFOD_USB_SUPER;
		struct rig *rig = start(speeds[n / 2], n & 1);
		uint32_t len = get(rig, CONFIGURATION, bytes);
		struct tally seen = descriptors_configuration(bytes, len, 2, speeds[n / 2]);

		assert_int_equal(seen.interfaces, n & 1 ? 3 : 2);
		assert_int_equal(seen.settings, seen.interfaces + (super ? 2 : 1));
		assert_int_equal(seen.endpoints, super ? 8 : 5);
		assert_int_equal(seen.streams, super ? NFOD_MAX_SLOTS : 0);
		assert_int_equal(seen.dfu, n & 1);
		assert_int_equal(ask(rig, CONFIGURATION + 1, MOST), HOST_STALL);
		rig_free(rig);
	}
}

/* What the endpoints are opened with is what was said of them. */
static void packets(void **state)
{
	static const uint32_t packet[] = { 64, 512, 1024 };

	(void)state;
	for (uint32_t n = 0; n < 3; n++) {
		struct rig *rig = start(speeds[n], false);

		assert_int_equal(rig->max_packet, packet[n]);
		rig_free(rig);
	}
}

/* At either speed of USB 2.0 the device tells what it is at the other one. */
static void other_speed(void **state)
{
	struct rig *rig = start(NFOD_USB_SUPER, true);

	(void)state;
	assert_int_equal(ask(rig, QUALIFIER, 10), HOST_STALL);
	assert_int_equal(ask(rig, OTHER_SPEED, 9), HOST_STALL);
	for (uint32_t n = 0; n < 2; n++) {
		uint8_t other[MOST], bytes[MOST];
		uint32_t len;

		host_enumerate(rig, speeds[!n]);
		get(rig, DEVICE, bytes);
		len = get(rig, CONFIGURATION, other);
		host_enumerate(rig, speeds[n]);
		descriptors_qualifier(rig->reply, (uint32_t)ask(rig, QUALIFIER, MOST), bytes);
		assert_int_equal(get(rig, OTHER_SPEED, bytes), len);
		descriptors_configuration(bytes, len, 7, speeds[!n]);
		bytes[1] = other[1];
		assert_memory_equal(bytes, other, len);
		assert_int_equal(ask(rig, QUALIFIER + 1, 10), HOST_STALL);
		assert_int_equal(ask(rig, OTHER_SPEED + 1, 9), HOST_STALL);
	}
	rig_free(rig);
}

static void capabilities(void **state)
{
	uint8_t bytes[MOST];

	(void)state;
	for (uint32_t n = 0; n < 3; n++) {
		struct rig *rig = start(speeds[n], false);

		struct nfod_usb_port_ops slow = *rig->fw->board.usb;

		assert_true(descriptors_bos(bytes, get(rig, BOS, bytes)));
		/* Another board's controller. */
		slow.super = false;
		rig->fw->board.usb = &slow;
		assert_false(descriptors_bos(bytes, get(rig, BOS, bytes)));
		rig_free(rig);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device),	cmocka_unit_test(configuration),
		cmocka_unit_test(packets),	cmocka_unit_test(other_speed),
		cmocka_unit_test(capabilities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
