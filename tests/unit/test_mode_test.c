// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The test setting: source, sink and the control endpoint's buffer. */
#include "host.h"

enum {
	TO_DEVICE = 0x00,
	TO_INTERFACE = 0x01,
	TO_ENDPOINT = 0x02,
	VENDOR_OUT = 0x40,
	VENDOR_IN = 0xc0,
	CLEAR_FEATURE = 1,
	SET_INTERFACE = 11,
	SET_CONFIGURATION = 9,
};

static uint8_t bytes[3 * NFOD_TEST_BYTES];

static struct rig *start(enum nfod_usb_speed speed)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	host_enumerate(rig, speed);
	assert_int_equal(host_standard(rig, TO_INTERFACE, SET_INTERFACE, test_alt(rig->fw), 0), 0);
	return rig;
}

static void fill(uint32_t len, uint32_t packet)
{
	for (uint32_t n = 0; n < len; n++)
		bytes[n] = nfod_test_byte(n % packet);
}

static void read_source(enum nfod_usb_speed speed, uint32_t packet)
{
	struct rig *rig = start(speed);
	uint8_t got[TEST_SEGMENTS * TEST_PACKET_MOST];

	for (uint32_t turn = 0; turn < 5; turn++) {
		struct nfod_usb_in *in = rig_find_in(rig, NFOD_EP_DATA, 0);
		uint32_t len = rig_collect(rig, in, got, sizeof(got));

		assert_int_equal(len, TEST_SEGMENTS * packet);
		for (uint32_t n = 0; n < len; n++)
			assert_int_equal(got[n], nfod_test_byte(n % packet));
	}
	assert_int_equal(rig->in_count, TEST_TRANSFERS);
	rig_free(rig);
}

static void source_never_ends(void **state)
{
	(void)state;
	read_source(NFOD_USB_SUPER, 1024);
	read_source(NFOD_USB_HIGH, 512);
	read_source(NFOD_USB_FULL, 64);
}

static void write_sink(enum nfod_usb_speed speed, uint32_t packet)
{
	struct rig *rig = start(speed);

	fill(sizeof(bytes), packet);
	for (uint32_t len = 0; len < 2 * packet + 7; len += 5) {
		uint32_t cut = len / 3;

		assert_int_equal(nfod_usb_out(rig->fw, NFOD_EP_COMMAND, bytes, cut, false), cut);
		assert_int_equal(nfod_usb_out(rig->fw, NFOD_EP_COMMAND, bytes + cut, len - cut,
					      len % packet || !len),
				 len - cut);
		assert_false(rig->halted[1]);
	}
	rig_free(rig);
}

static void sink_takes_any_length(void **state)
{
	(void)state;
	write_sink(NFOD_USB_SUPER, 1024);
	write_sink(NFOD_USB_HIGH, 512);
	write_sink(NFOD_USB_FULL, 64);
}

/* Whichever byte it is. */
static void sink_stalls_at_a_wrong_byte(void **state)
{
	struct rig *rig = start(NFOD_USB_SUPER);

	(void)state;
	for (uint32_t wrong = 0; wrong < 1500; wrong += 13) {
		fill(1500, 1024);
		bytes[wrong] ^= 0x40;
		nfod_usb_out(rig->fw, NFOD_EP_COMMAND, bytes, 1500, true);
		assert_true(rig->halted[1]);
		assert_int_equal(nfod_usb_out(rig->fw, NFOD_EP_COMMAND, bytes, 8, true), 0);
		host_standard(rig, TO_ENDPOINT, CLEAR_FEATURE, 0, NFOD_EP_COMMAND);
		fill(1500, 1024);
		assert_int_equal(nfod_usb_out(rig->fw, NFOD_EP_COMMAND, bytes, 1500, true), 1500);
		assert_false(rig->halted[1]);
	}
	rig_free(rig);
}

/* Pattern 0, which measurements are made with: whole packets of it, and no other byte. */
static void sink_takes_zeroes(void **state)
{
	struct rig *rig = start(NFOD_USB_HIGH);

	(void)state;
	fill(1536, 512);
	memset(bytes + 512, 0, 512);
	assert_int_equal(nfod_usb_out(rig->fw, NFOD_EP_COMMAND, bytes, 1530, true), 1530);
	assert_false(rig->halted[1]);
	for (uint32_t other = 0; other < 512; other++) {
		memset(bytes, 0, 512);
		bytes[other] = nfod_test_byte(other) ? nfod_test_byte(other) : 1;
		nfod_usb_out(rig->fw, NFOD_EP_COMMAND, bytes, 512, false);
		assert_int_equal(rig->halted[1], 1);
		host_standard(rig, TO_ENDPOINT, CLEAR_FEATURE, 0, NFOD_EP_COMMAND);
	}
	rig_free(rig);
}

static int write_buffer(struct rig *rig, uint16_t len)
{
	const struct rig_setup setup = { VENDOR_OUT, NFOD_REQ_TEST_WRITE, 0, 0, len };

	return host_control(rig, &setup, bytes);
}

static int read_buffer(struct rig *rig, uint16_t len)
{
	const struct rig_setup setup = { VENDOR_IN, NFOD_REQ_TEST_READ, 0, 0, len };

	return host_control(rig, &setup, NULL);
}

static void buffer_gives_back(void **state)
{
	struct rig *rig = start(NFOD_USB_HIGH);

	(void)state;
	assert_int_equal(read_buffer(rig, 64), 0);
	for (uint16_t len = 0; len <= NFOD_TEST_BYTES; len += 31) {
		memset(bytes, len + 1, sizeof(bytes));
		assert_int_equal(write_buffer(rig, len), 0);
		assert_int_equal(read_buffer(rig, NFOD_TEST_BYTES), len);
		assert_memory_equal(rig->reply, bytes, len);
	}
	assert_int_equal(write_buffer(rig, NFOD_TEST_BYTES), 0);
	assert_int_equal(write_buffer(rig, NFOD_TEST_BYTES + 1), HOST_STALL);
	assert_int_equal(read_buffer(rig, 7), 7);
	rig_free(rig);
}

/* Nobody's disc is taken away under him. */
static void not_while_the_disc_is_in_use(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });
	struct nfod_command command;

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	assert_int_equal(write_buffer(rig, 8), HOST_STALL);
	assert_int_equal(read_buffer(rig, 8), HOST_STALL);
	assert_int_equal(host_order(rig, NFOD_REQ_LOCK, 1, NULL, 0), 0);
	assert_int_equal(host_standard(rig, TO_INTERFACE, SET_INTERFACE, 2, 0), HOST_STALL);
	command = host_command(rig, NFOD_OP_FLUSH, 6, 0, 0);
	assert_int_equal(host_do(rig, &command, NULL).status, NFOD_ST_OK);
	assert_int_equal(host_order(rig, NFOD_REQ_LOCK, 0, NULL, 0), 0);
	assert_int_equal(host_standard(rig, TO_INTERFACE, SET_INTERFACE, 2, 0), 0);
	rig_free(rig);
}

/* What had been acknowledged is there afterwards, and the link goes on. */
static void disc_knows_nothing_of_it(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });
	uint8_t data[4 * NFOD_BLOCK_BYTES], back[sizeof(data)];
	struct nfod_command command;

	(void)state;
	memset(data, 0x3c, sizeof(data));
	host_start(rig, NFOD_ALT_STREAMS);
	command = host_command(rig, NFOD_OP_WRITE, 0, 40, 4);
	assert_int_equal(host_do(rig, &command, data).status, NFOD_ST_OK);
	assert_int_equal(host_standard(rig, TO_INTERFACE, SET_INTERFACE, 2, 0), 0);
	assert_false(rig->open[3]);
	fill(sizeof(bytes), 1024);
	for (uint32_t n = 0; n < 100; n++) {
		nfod_usb_out(rig->fw, NFOD_EP_COMMAND, bytes, sizeof(bytes), false);
		rig_step(rig);
		rig_check(rig);
	}
	/* A command is no pattern. */
	nfod_usb_out(rig->fw, NFOD_EP_COMMAND, &command, sizeof(command), true);
	assert_true(rig->halted[1]);
	host_again(rig, NFOD_ALT_STREAMS);
	command = host_command(rig, NFOD_OP_READ, 0, 40, 4);
	assert_int_equal(host_do(rig, &command, back).status, NFOD_ST_OK);
	assert_memory_equal(back, data, sizeof(data));
	rig_check(rig);
	rig_free(rig);
}

static void a_reset_ends_it(void **state)
{
	struct rig *rig = start(NFOD_USB_SUPER);

	(void)state;
	assert_true(test_is_on(rig->fw));
	assert_int_equal(host_standard(rig, TO_DEVICE, SET_CONFIGURATION, 1, 0), 0);
	assert_false(test_is_on(rig->fw));
	assert_int_equal(rig->in_count, 0);
	assert_int_equal(host_standard(rig, TO_INTERFACE, SET_INTERFACE, 2, 0), 0);
	nfod_usb_reset(rig->fw, NFOD_USB_HIGH);
	assert_false(test_is_on(rig->fw));
	assert_int_equal(rig->in_count, 0);
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(source_never_ends),
		cmocka_unit_test(sink_takes_any_length),
		cmocka_unit_test(sink_stalls_at_a_wrong_byte),
		cmocka_unit_test(sink_takes_zeroes),
		cmocka_unit_test(buffer_gives_back),
		cmocka_unit_test(not_while_the_disc_is_in_use),
		cmocka_unit_test(disc_knows_nothing_of_it),
		cmocka_unit_test(a_reset_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
