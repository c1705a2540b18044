// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* What every USB device must answer, and what it must stall. */
#include "host.h"

enum {
	TO_DEVICE = 0x00,
	TO_INTERFACE = 0x01,
	TO_ENDPOINT = 0x02,
	IN = 0x80,
	GET_STATUS = 0,
	CLEAR_FEATURE = 1,
	SET_FEATURE = 3,
	SET_ADDRESS = 5,
	GET_DESCRIPTOR = 6,
	SET_DESCRIPTOR = 7,
	GET_CONFIGURATION = 8,
	SET_CONFIGURATION = 9,
	GET_INTERFACE = 10,
	SET_INTERFACE = 11,
	SYNCH_FRAME = 12,
	SET_SEL = 48,
	SET_ISOCH_DELAY = 49,
	DEVICE = 0x0100,
	STRING = 0x0300,
};

static struct rig *start(enum nfod_usb_speed speed)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	host_enumerate(rig, speed);
	return rig;
}

static int get(struct rig *rig, uint8_t to, uint8_t request, uint16_t value, uint16_t index,
	       uint16_t length)
{
	struct rig_setup setup = { to | IN, request, value, index, length };

	return host_control(rig, &setup, NULL);
}

static int descriptor(struct rig *rig, uint16_t value, uint16_t length)
{
	return get(rig, TO_DEVICE, GET_DESCRIPTOR, value, 0, length);
}

static uint16_t word(const struct rig *rig, uint32_t at)
{
	return (uint16_t)(rig->reply[at] | rig->reply[at + 1] << 8);
}

static void strings(void **state)
{
	struct rig *rig = start(NFOD_USB_HIGH);

	(void)state;
	assert_int_equal(descriptor(rig, STRING, 255), 4);
	assert_int_equal(word(rig, 2), 0x0409);
	assert_int_equal(get(rig, TO_DEVICE, GET_DESCRIPTOR, STRING + 3, 0x0409, 255), 2 + 2 * 9);
	assert_int_equal(rig->reply[2], 'U');
	assert_int_equal(descriptor(rig, STRING + 1, 255), 10);
	assert_int_not_equal(descriptor(rig, STRING + 2, 255), HOST_STALL);
	assert_int_equal(descriptor(rig, STRING + 4, 255), HOST_STALL);
	assert_int_equal(descriptor(rig, 0x2200, 255), HOST_STALL);
	assert_int_equal(get(rig, TO_INTERFACE, GET_DESCRIPTOR, DEVICE, 0, 18), HOST_STALL);
	rig_free(rig);
}

static void addresses(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	(void)state;
	nfod_usb_reset(rig->fw, NFOD_USB_SUPER);
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_ADDRESS, 128, 0), HOST_STALL);
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_ADDRESS, 5, 1), HOST_STALL);
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_ADDRESS, 127, 0), 0);
	assert_int_equal(rig->address, 127);
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_CONFIGURATION, 1, 0), 0);
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_ADDRESS, 3, 0), HOST_STALL);
	rig_free(rig);
}

static void configurations(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	(void)state;
	nfod_usb_reset(rig->fw, NFOD_USB_SUPER);
	assert_int_equal(get(rig, TO_DEVICE, GET_CONFIGURATION, 0, 0, 1), 1);
	assert_int_equal(rig->reply[0], 0);
	assert_int_equal(get(rig, TO_INTERFACE, GET_INTERFACE, 0, 0, 1), HOST_STALL);
	assert_int_equal(host_get(rig, NFOD_REQ_IDENTIFY, 0, 256), HOST_STALL);
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_CONFIGURATION, 2, 0), HOST_STALL);
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_CONFIGURATION, 1, 0), 0);
	assert_true(rig->open[1] && rig->open[2] && rig->open[3]);
	assert_int_equal(rig->streams, 0);
	get(rig, TO_DEVICE, GET_CONFIGURATION, 0, 0, 1);
	assert_int_equal(rig->reply[0], 1);
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_CONFIGURATION, 0, 0), 0);
	assert_false(rig->open[1] || rig->open[2] || rig->open[3]);
	rig_free(rig);
}

static void interfaces(void **state)
{
	struct rig *rig = start(NFOD_USB_SUPER);

	(void)state;
	assert_int_equal(host_standard(rig, TO_INTERFACE, SET_INTERFACE, 1, 0), 0);
	assert_int_equal(rig->streams, NFOD_MAX_SLOTS);
	assert_int_equal(get(rig, TO_INTERFACE, GET_INTERFACE, 0, 0, 1), 1);
	assert_int_equal(rig->reply[0], 1);
	assert_int_equal(get(rig, TO_INTERFACE, GET_INTERFACE, 0, 1, 1), 1);
	assert_int_equal(rig->reply[0], 0);
	assert_int_equal(host_standard(rig, TO_INTERFACE, SET_INTERFACE, 0, 1), 0);
	assert_int_equal(rig->streams, NFOD_MAX_SLOTS);
	assert_int_equal(host_standard(rig, TO_INTERFACE, SET_INTERFACE, 1, 1), HOST_STALL);
	assert_int_equal(host_standard(rig, TO_INTERFACE, SET_INTERFACE, 3, 0), HOST_STALL);
	assert_int_equal(host_standard(rig, TO_INTERFACE, SET_INTERFACE, 0, 2), HOST_STALL);
	assert_int_equal(host_standard(rig, TO_INTERFACE, SET_INTERFACE, 0, 0), 0);
	assert_int_equal(rig->streams, 0);
	host_enumerate(rig, NFOD_USB_HIGH);
	assert_int_equal(rig->max_packet, 512);
	assert_int_equal(host_standard(rig, TO_INTERFACE, SET_INTERFACE, 2, 0), HOST_STALL);
	rig_free(rig);
}

static void endpoint_halt(void **state)
{
	static const uint8_t endpoints[] = { NFOD_EP_COMMAND, NFOD_EP_DATA, NFOD_EP_NOTIFY };
	struct rig *rig = start(NFOD_USB_SUPER);

	(void)state;
	for (uint32_t n = 0; n < 3; n++) {
		uint8_t ep = endpoints[n];

		assert_int_equal(get(rig, TO_ENDPOINT, GET_STATUS, 0, ep, 2), 2);
		assert_int_equal(word(rig, 0), 0);
		assert_int_equal(host_standard(rig, TO_ENDPOINT, SET_FEATURE, 0, ep), 0);
		assert_true(rig->halted[ep & 3]);
		get(rig, TO_ENDPOINT, GET_STATUS, 0, ep, 2);
		assert_int_equal(word(rig, 0), 1);
		assert_int_equal(host_standard(rig, TO_ENDPOINT, CLEAR_FEATURE, 0, ep), 0);
		assert_false(rig->halted[ep & 3]);
		get(rig, TO_ENDPOINT, GET_STATUS, 0, ep, 2);
		assert_int_equal(word(rig, 0), 0);
		assert_int_equal(host_standard(rig, TO_ENDPOINT, SET_FEATURE, 1, ep), HOST_STALL);
	}
	assert_int_equal(host_standard(rig, TO_ENDPOINT, SET_FEATURE, 0, 0x81), HOST_STALL);
	assert_int_equal(host_standard(rig, TO_ENDPOINT, SET_FEATURE, 0, 0x04), HOST_STALL);
	assert_int_equal(get(rig, TO_ENDPOINT, GET_STATUS, 0, 0x81, 2), HOST_STALL);
	assert_int_equal(get(rig, TO_ENDPOINT, GET_STATUS, 0, 0x80, 2), 2);
	assert_int_equal(get(rig, TO_ENDPOINT, GET_STATUS, 1, 0x82, 2), HOST_STALL);
	rig_free(rig);
}

/* What was queued before a halt comes after it; half a message does not. */
static void transfers_survive_a_halt(void **state)
{
	struct rig *rig = start(NFOD_USB_SUPER);
	struct nfod_command command;
	struct nfod_record record;
	uint8_t half[5000] = { 0 };

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	command = host_command(rig, NFOD_OP_FLUSH, 6, 0, 0);
	host_send(rig, &command, NULL);
	host_standard(rig, TO_ENDPOINT, SET_FEATURE, 0, NFOD_EP_DATA);
	host_standard(rig, TO_ENDPOINT, CLEAR_FEATURE, 0, NFOD_EP_DATA);
	assert_true(host_answer(rig, 6, &record, NULL));
	nfod_usb_out(rig->fw, NFOD_EP_COMMAND, half, sizeof(half), false);
	host_standard(rig, TO_ENDPOINT, SET_FEATURE, 0, NFOD_EP_COMMAND);
	assert_int_equal(nfod_usb_out(rig->fw, NFOD_EP_COMMAND, half, 64, true), 0);
	host_standard(rig, TO_ENDPOINT, CLEAR_FEATURE, 0, NFOD_EP_COMMAND);
	command = host_command(rig, NFOD_OP_FLUSH, 6, 0, 0);
	assert_int_equal(host_do(rig, &command, NULL).status, NFOD_ST_OK);
	rig_check(rig);
	rig_free(rig);
}

static void device_features(void **state)
{
	struct rig *rig = start(NFOD_USB_SUPER);

	(void)state;
	assert_int_equal(get(rig, TO_DEVICE, GET_STATUS, 0, 0, 2), 2);
	assert_int_equal(word(rig, 0), 1);
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_FEATURE, 48, 0), 0);
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_FEATURE, 49, 0), 0);
	get(rig, TO_DEVICE, GET_STATUS, 0, 0, 2);
	assert_int_equal(word(rig, 0), 0x0d);
	assert_int_equal(host_standard(rig, TO_DEVICE, CLEAR_FEATURE, 48, 0), 0);
	get(rig, TO_DEVICE, GET_STATUS, 0, 0, 2);
	assert_int_equal(word(rig, 0), 0x09);
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_FEATURE, 1, 0), HOST_STALL);
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_FEATURE, 50, 0), HOST_STALL);
	assert_int_equal(host_standard(rig, TO_INTERFACE, SET_FEATURE, 0, 0x0100), 0);
	assert_int_equal(host_standard(rig, TO_INTERFACE, SET_FEATURE, 0, 0x0200), HOST_STALL);
	assert_int_equal(host_standard(rig, TO_INTERFACE, SET_FEATURE, 0, 0x0102), HOST_STALL);
	assert_int_equal(get(rig, TO_INTERFACE, GET_STATUS, 0, 1, 2), 2);
	assert_int_equal(get(rig, TO_INTERFACE, GET_STATUS, 0, 2, 2), HOST_STALL);
	host_enumerate(rig, NFOD_USB_HIGH);
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_FEATURE, 48, 0), HOST_STALL);
	assert_int_equal(host_standard(rig, TO_INTERFACE, SET_FEATURE, 0, 0), HOST_STALL);
	rig_free(rig);
}

static int test_mode(struct rig *rig, uint8_t recipient, uint8_t request, uint16_t index)
{
	rig->test_mode = 0;
	return host_standard(rig, recipient, request, 2, index);
}

/* In every state at high speed, even without an address; nowhere else, and for good. */
static void electrical_tests(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });
	struct nfod_usb_port_ops cannot = *rig->fw->board.usb;

	(void)state;
	nfod_usb_reset(rig->fw, NFOD_USB_HIGH);
	for (uint32_t selector = 0; selector < 256; selector++) {
		bool good = selector >= 1 && selector <= 4;
		uint16_t index = (uint16_t)(selector << 8);

		assert_int_equal(test_mode(rig, TO_DEVICE, SET_FEATURE, index),
				 good ? 0 : HOST_STALL);
		assert_int_equal(rig->test_mode, good ? selector : 0);
		assert_int_equal(test_mode(rig, TO_DEVICE, SET_FEATURE, index | 1), HOST_STALL);
		assert_int_equal(test_mode(rig, TO_DEVICE, SET_FEATURE, index | 0x80), HOST_STALL);
		assert_int_equal(test_mode(rig, TO_DEVICE, CLEAR_FEATURE, index), HOST_STALL);
		assert_int_equal(test_mode(rig, TO_INTERFACE, SET_FEATURE, index), HOST_STALL);
		assert_int_equal(test_mode(rig, TO_ENDPOINT, SET_FEATURE, index), HOST_STALL);
		assert_int_equal(rig->test_mode, 0);
	}
	host_enumerate(rig, NFOD_USB_HIGH);
	assert_int_equal(test_mode(rig, TO_DEVICE, SET_FEATURE, 0x0400), 0);
	assert_int_equal(rig->test_mode, NFOD_USB_TEST_PACKET);
	host_enumerate(rig, NFOD_USB_FULL);
	assert_int_equal(test_mode(rig, TO_DEVICE, SET_FEATURE, 0x0400), HOST_STALL);
	host_enumerate(rig, NFOD_USB_SUPER);
	assert_int_equal(test_mode(rig, TO_DEVICE, SET_FEATURE, 0x0400), HOST_STALL);
	assert_int_equal(rig->test_mode, 0);
	/* Another board's controller. */
	cannot.test_mode = NULL;
	rig->fw->board.usb = &cannot;
	host_enumerate(rig, NFOD_USB_HIGH);
	assert_int_equal(test_mode(rig, TO_DEVICE, SET_FEATURE, 0x0400), HOST_STALL);
	rig_free(rig);
}

static void latencies(void **state)
{
	struct rig *rig = start(NFOD_USB_SUPER);
	struct rig_setup sel = { TO_DEVICE, SET_SEL, 0, 0, 6 };
	uint8_t data[6] = { 1, 2, 3 };

	(void)state;
	assert_int_equal(host_control(rig, &sel, data), 0);
	sel.length = 5;
	assert_int_equal(host_control(rig, &sel, data), HOST_STALL);
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_ISOCH_DELAY, 40, 0), 0);
	host_enumerate(rig, NFOD_USB_HIGH);
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_ISOCH_DELAY, 40, 0), HOST_STALL);
	rig_free(rig);
}

static void what_is_not_there_is_stalled(void **state)
{
	struct rig *rig = start(NFOD_USB_SUPER);

	(void)state;
	assert_int_equal(get(rig, TO_ENDPOINT, SYNCH_FRAME, 0, 0x82, 2), HOST_STALL);
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_DESCRIPTOR, DEVICE, 0), HOST_STALL);
	assert_int_equal(get(rig, TO_DEVICE, 99, 0, 0, 2), HOST_STALL);
	assert_int_equal(get(rig, 0x20, GET_STATUS, 0, 0, 2), HOST_STALL);
	assert_int_equal(get(rig, 0x60, GET_STATUS, 0, 0, 2), HOST_STALL);
	assert_int_equal(host_standard(rig, TO_ENDPOINT, SET_CONFIGURATION, 1, 0), HOST_STALL);
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_INTERFACE, 1, 0), HOST_STALL);
	rig_free(rig);
}

/* Mostly of the kind that there is something to, at times anything at all. */
static struct rig_setup random_setup(struct rig *rig)
{
	struct rig_setup setup = {
		.type = (uint8_t)(rig_random(rig) & 0xe3),
		.request = (uint8_t)rig_below(rig, 64),
		.value = (uint16_t)(rig_random(rig) & 0x1f03),
		.index = (uint16_t)(rig_random(rig) & 0x83),
		.length = (uint16_t)(rig_below(rig, 4) ? rig_below(rig, 64) : 0),
	};

	if (rig_below(rig, 8))
		return setup;
	setup.value = (uint16_t)rig_random(rig);
	setup.index = (uint16_t)rig_random(rig);
	if (setup.type & IN)
		setup.length = (uint16_t)rig_random(rig);
	return setup;
}

/* Whatever set-up bytes come, there is one answer, and the books stay right. */
static void random_requests(void **state)
{
	static const enum nfod_usb_speed speeds[] = { NFOD_USB_SUPER, NFOD_USB_HIGH,
						      NFOD_USB_FULL };
	uint8_t data[64] = { 0 };

	(void)state;
	for (uint32_t n = 0; n < 3; n++) {
		struct rig *rig = start(speeds[n]);

		for (uint32_t times = 0; times < 70000; times++) {
			struct rig_setup setup = random_setup(rig);

			data[rig_below(rig, sizeof(data))] = (uint8_t)rig_random(rig);
			host_control(rig, &setup, data);
			if (times % 64)
				continue;
			rig_step(rig);
			rig_check(rig);
		}
		/* And it still answers as it should. */
		host_enumerate(rig, speeds[n]);
		assert_int_equal(descriptor(rig, DEVICE, 64), 18);
		rig_free(rig);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings),	   cmocka_unit_test(addresses),
		cmocka_unit_test(configurations),  cmocka_unit_test(interfaces),
		cmocka_unit_test(endpoint_halt),   cmocka_unit_test(transfers_survive_a_halt),
		cmocka_unit_test(device_features), cmocka_unit_test(electrical_tests),
		cmocka_unit_test(latencies),	   cmocka_unit_test(what_is_not_there_is_stalled),
		cmocka_unit_test(random_requests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
