// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The control endpoint, and the way from power to the bus. */
#include "user.h"

#include <stdlib.h>
#include <string.h>

#include "otg_regs.h"

static void fill(uint8_t *bytes, uint32_t len)
{
	for (uint32_t n = 0; n < len; n++)
		bytes[n] = (uint8_t)chip_random();
}

static struct bench_setup asking(uint16_t length)
{
	return (struct bench_setup){ 0xc1, USER_DATA, 0x1234, 0x5678, length };
}

static struct bench_setup telling(uint16_t length)
{
	return (struct bench_setup){ 0x41, USER_DATA, 0x4321, 0x8765, length };
}

static void expect_reply(struct user *user, uint32_t have, uint16_t asked)
{
	struct bench_setup setup = asking(asked);
	uint32_t wanted = have < asked ? have : asked;
	uint8_t got[NFOD_USB_EP0_BYTES];
	uint8_t raw[8];

	fill(user->echo, have);
	user->echo_len = have;
	assert_int_equal(bench_control(&user->bench, &setup, got), wanted);
	assert_memory_equal(got, user->echo, wanted);
	bench_raw_setup(&setup, raw);
	assert_memory_equal(user->setup, raw, 8);
}

/* Packets of 64: at every boundary, and the packet without data where the host cannot know. */
static void data_to_the_host(void **state)
{
	static const uint32_t have[] = { 0,   1,   2,	3,   4,	  5,	63,   64,  65,
					 127, 128, 129, 511, 512, 4032, 4095, 4096 };
	struct user *user = user_new(1);

	(void)state;
	for (uint32_t n = 0; n < sizeof(have) / sizeof(have[0]); n++) {
		expect_reply(user, have[n], 4096);
		expect_reply(user, have[n], 64);
		expect_reply(user, have[n], 65);
		expect_reply(user, have[n], 1);
		if (have[n])
			expect_reply(user, have[n], (uint16_t)have[n]);
	}
	user_free(user);
}

static void expect_data(struct user *user, uint16_t len)
{
	struct bench_setup setup = telling(len);
	uint8_t data[NFOD_USB_EP0_BYTES];
	uint32_t before = user->controls;

	fill(data, len);
	assert_int_equal(bench_control(&user->bench, &setup, data), len);
	assert_int_equal(user->controls, before + 1);
	assert_int_equal(user->control_len, len);
	assert_memory_equal(user->control, data, len);
}

static void data_from_the_host(void **state)
{
	static const uint16_t len[] = { 0, 1, 3, 4, 5, 63, 64, 65, 127, 128, 129, 512, 4095, 4096 };
	struct user *user = user_new(2);

	(void)state;
	for (uint32_t n = 0; n < sizeof(len) / sizeof(len[0]); n++)
		expect_data(user, len[n]);
	user_free(user);
}

/* Refused without the user ever seeing it; the next request works. */
static void more_than_the_port_takes(void **state)
{
	struct user *user = user_new(3);
	struct bench_setup setup = telling(NFOD_USB_EP0_BYTES + 1);
	uint8_t data[NFOD_USB_EP0_BYTES + 1] = { 0 };
	uint32_t before = user->controls;

	(void)state;
	assert_int_equal(bench_control(&user->bench, &setup, data), BENCH_STALL);
	assert_int_equal(user->controls, before);
	expect_data(user, 100);
	user_free(user);
}

static void refused(void **state)
{
	struct user *user = user_new(4);
	struct bench_setup in = { 0xc1, USER_REFUSE, 0, 0, 64 };
	struct bench_setup out = { 0x41, USER_REFUSE, 0, 0, 64 };
	struct bench_setup none = { 0x41, USER_REFUSE, 0, 0, 0 };
	uint8_t data[64] = { 0 };

	(void)state;
	assert_int_equal(bench_control(&user->bench, &in, data), BENCH_STALL);
	assert_int_equal(bench_control(&user->bench, &out, data), BENCH_STALL);
	assert_int_equal(bench_control(&user->bench, &none, NULL), BENCH_STALL);
	/* Only a set-up packet ends it. */
	assert_int_equal(bench_in_packet(&user->bench, 0x80, data), BENCH_STALL);
	assert_int_equal(bench_out_packet(&user->bench, 0, NULL, 0), BENCH_STALL);
	expect_reply(user, 70, 100);
	user_free(user);
}

static void no_data_though_to_the_host(void **state)
{
	struct user *user = user_new(5);
	struct bench_setup setup = asking(0);

	(void)state;
	assert_int_equal(bench_control(&user->bench, &setup, NULL), 0);
	expect_data(user, 7);
	user_free(user);
}

/* The host breaks off and asks for something else, at every point of a data stage. */
static void new_set_up_in_data_to_the_host(void **state)
{
	struct user *user = user_new(6);

	(void)state;
	for (uint32_t packets = 0; packets <= 4; packets++) {
		struct bench_setup setup = asking(256);
		uint8_t packet[64];

		fill(user->echo, 256);
		user->echo_len = 256;
		bench_send_setup(&user->bench, &setup);
		user_pump(user);
		/* The first token ends the set-up stage. */
		assert_int_equal(bench_in_packet(&user->bench, 0x80, packet), BENCH_TIMEOUT);
		user_pump(user);
		for (uint32_t n = 0; n < packets; n++) {
			assert_int_equal(bench_in_packet(&user->bench, 0x80, packet), 64);
			assert_memory_equal(packet, user->echo + 64 * n, 64);
			if (n + 1 < packets)
				user_pump(user);
		}
		expect_reply(user, 100, 200);
		expect_data(user, 100);
	}
	user_free(user);
}

static void new_set_up_in_data_from_the_host(void **state)
{
	struct user *user = user_new(7);
	uint8_t packet[64] = { 0 };

	(void)state;
	for (uint32_t packets = 0; packets < 4; packets++) {
		struct bench_setup setup = telling(256);
		uint32_t before = user->controls;

		bench_send_setup(&user->bench, &setup);
		user_pump(user);
		assert_int_equal(bench_out_packet(&user->bench, 0, packet, 64), BENCH_TIMEOUT);
		for (uint32_t n = 0; n < packets; n++) {
			user_pump(user);
			assert_int_equal(bench_out_packet(&user->bench, 0, packet, 64), 0);
		}
		assert_int_equal(user->controls, before);
		expect_data(user, 200);
		assert_int_equal(user->controls, before + 1);
	}
	user_free(user);
}

/* Status before all data: the host has what it wants. */
static void status_comes_early(void **state)
{
	struct user *user = user_new(8);
	struct bench_setup setup = asking(256);
	uint8_t packet[64];

	(void)state;
	user->echo_len = 256;
	bench_send_setup(&user->bench, &setup);
	assert_int_equal(bench_in(&user->bench, 0x80, packet, 64), 64);
	user->bench.out_pid[0] = 1;
	assert_int_equal(bench_out(&user->bench, 0, NULL, 0), 0);
	assert_int_equal(bench_in_packet(&user->bench, 0x80, packet), BENCH_TIMEOUT);
	expect_reply(user, 256, 256);
	expect_data(user, 64);
	user_free(user);
}

/* Handshakes that get lost bring set-up packets again; the last of several counts. */
static void set_up_packets_back_to_back(void **state)
{
	struct user *user = user_new(9);

	(void)state;
	for (uint16_t times = 2; times <= 6; times++) {
		uint32_t before = user->controls;

		for (uint16_t n = 1; n < times; n++) {
			struct bench_setup setup = telling((uint16_t)(n * 8));

			bench_send_setup(&user->bench, &setup);
			if (n % 2)
				chip_interrupt();
		}
		expect_reply(user, 90, 91);
		assert_int_equal(user->controls, before + 1);
	}
	user_free(user);
}

static struct bench_setup next_setup;

static void host_changes_its_mind(struct user *user)
{
	uint8_t packet[64];

	user->in_control = NULL;
	bench_send_setup(&user->bench, &next_setup);
	chip_interrupt();
	assert_int_equal(bench_in_packet(&user->bench, 0x80, packet), BENCH_TIMEOUT);
	chip_interrupt();
	assert_int_equal(bench_out_packet(&user->bench, 0, packet, 64), BENCH_TIMEOUT);
	chip_interrupt();
}

/* A request comes while the user is still dealing with the one before: that one's answer is
 * not the new one's. */
static void new_set_up_while_the_user_works(void **state)
{
	static const uint8_t types[] = { 0xc1, 0x41 };
	struct user *user = user_new(10);

	(void)state;
	for (uint32_t n = 0; n < 2; n++) {
		struct bench_setup first = { types[n], USER_DATA, 1, 0, 64 };
		uint8_t data[128];
		uint8_t got[128];

		fill(data, sizeof(data));
		user->echo_len = 64;
		next_setup = telling(128);
		user->in_control = host_changes_its_mind;
		bench_send_setup(&user->bench, &first);
		if (n)
			assert_int_equal(bench_out(&user->bench, 0, data, 64), 64);
		else
			assert_int_equal(bench_in_packet(&user->bench, 0x80, got), BENCH_TIMEOUT);
		user_pump(user);
		assert_null(user->in_control);
		/* The new one waits for its data. */
		user->bench.out_pid[0] = 1;
		assert_int_equal(bench_out(&user->bench, 0, data, 128), 128);
		assert_int_equal(bench_in(&user->bench, 0x80, got, 64), 0);
		assert_memory_equal(user->control, data, 128);
		expect_reply(user, 10, 10);
	}
	user_free(user);
}

/* Pending when the answer is given: nobody has seen the new set-up packet yet. */
static void unseen_set_up_beats_the_answer(void **state)
{
	struct user *user = user_new(11);
	struct bench_setup first = asking(64);

	(void)state;
	user->echo_len = 64;
	next_setup = telling(0);
	user->in_control = host_changes_its_mind;
	chip_trouble.jitter = true;
	bench_send_setup(&user->bench, &first);
	user_pump(user);
	chip_trouble.jitter = false;
	user->in_control = NULL;
	expect_data(user, 0);
	user_free(user);
}

static void has_all_data(struct user *user)
{
	assert_int_equal(user->out_len, 700);
	user->in_control = NULL;
}

/* A message that came before a request is seen before it. */
static void data_before_the_request(void **state)
{
	struct user *user = user_new(20);
	const struct bench_setup setup = asking(8);
	uint8_t data[700] = { 0 };

	(void)state;
	assert_int_equal(bench_out_packet(&user->bench, 0x01, data, 512), 0);
	assert_int_equal(bench_out_packet(&user->bench, 0x01, data, 188), 0);
	bench_send_setup(&user->bench, &setup);
	assert_int_equal(bench_in_packet(&user->bench, 0x80, data), BENCH_TIMEOUT);
	user->in_control = has_all_data;
	user_pump(user);
	assert_null(user->in_control);
	user_free(user);
}

static void address_after_the_status_stage(void **state)
{
	struct user *user = user_new(12);
	struct bench_setup setup = { 0, USER_ADDRESS, 77, 0, 0 };

	(void)state;
	assert_int_equal(bench_control(&user->bench, &setup, NULL), 0);
	user->bench.address = 77;
	expect_data(user, 9);
	bench_reset(&user->bench);
	expect_data(user, 9);
	user_free(user);
}

static void reset_in_mid_transfer(void **state)
{
	struct user *user = user_new(13);

	(void)state;
	for (uint32_t n = 0; n < 12; n++) {
		struct bench_setup setup = n & 1 ? telling(256) : asking(256);
		uint8_t packet[64];

		user->echo_len = 256;
		bench_send_setup(&user->bench, &setup);
		for (uint32_t done = 0; done < n / 2; done++) {
			user_pump(user);
			if (n & 1)
				bench_out_packet(&user->bench, 0, packet, 64);
			else
				bench_in_packet(&user->bench, 0x80, packet);
		}
		if (n & 2)
			user_pump(user);
		user_start(user);
		expect_reply(user, 70, 80);
		expect_data(user, 130);
	}
	user_free(user);
}

/* A whole request that nobody has looked at dies with the reset. */
static void reset_before_anybody_looks(void **state)
{
	struct user *user = user_new(19);
	struct bench_setup setup = asking(64);
	uint32_t before = user->controls;
	uint8_t packet[64];

	(void)state;
	bench_send_setup(&user->bench, &setup);
	assert_int_equal(bench_in_packet(&user->bench, 0x80, packet), BENCH_TIMEOUT);
	user_start(user);
	/* The address. */
	assert_int_equal(user->controls, before + 1);
	user_free(user);
}

static void reset_while_the_user_works_now(struct user *user)
{
	user->in_control = NULL;
	chip_bus_reset(true);
}

static void reset_while_the_user_works(void **state)
{
	struct user *user = user_new(14);
	struct bench_setup setup = { 0, USER_ADDRESS, 99, 0, 0 };
	uint8_t packet[64];

	(void)state;
	user->in_control = reset_while_the_user_works_now;
	bench_send_setup(&user->bench, &setup);
	assert_int_equal(bench_in_packet(&user->bench, 0x80, packet), BENCH_TIMEOUT);
	user_pump(user);
	/* Neither address nor status of the request that died with the reset. */
	assert_int_equal(chip_register(OTG_DCFG) & DCFG_DAD, 0);
	user->bench.address = 0;
	assert_int_equal(bench_in_packet(&user->bench, 0x80, packet), BENCH_TIMEOUT);
	user_start(user);
	expect_data(user, 9);
	user_free(user);
}

static void sleeps_and_wakes(void **state)
{
	struct user *user = user_new(15);

	(void)state;
	chip_sleep();
	user_pump(user);
	user_pump(user);
	assert_int_equal(user->sleeps, 1);
	assert_int_equal(user->wakes, 0);
	chip_wake();
	user_pump(user);
	assert_int_equal(user->wakes, 1);
	expect_data(user, 9);
	/* A reset wakes without a word of its own. */
	chip_sleep();
	user_pump(user);
	user_start(user);
	assert_int_equal(user->sleeps, 2);
	assert_int_equal(user->wakes, 1);
	chip_sleep();
	user_pump(user);
	assert_int_equal(user->sleeps, 3);
	user_free(user);
}

/* The drive's descriptors say that it knows of link power management. */
static void short_sleeps(void **state)
{
	struct user *user = user_new(22);

	(void)state;
	assert_int_equal(chip_lpm(user->bench.address), CHIP_NAK);
	expect_data(user, 9);
	user_free(user);
}

static void off_the_bus(void **state)
{
	struct user *user = user_new(16);
	uint32_t resets = user->resets;

	(void)state;
	otg_ops.connect(NULL, false);
	assert_false(chip_is_attached());
	otg_ops.connect(NULL, true);
	assert_true(chip_is_attached());
	/* No power from the host: no pull-up, and it is as after a reset. */
	otg_power(false);
	assert_false(chip_is_attached());
	user_pump(user);
	assert_int_equal(user->resets, resets + 1);
	otg_ops.connect(NULL, false);
	otg_power(true);
	assert_false(chip_is_attached());
	otg_ops.connect(NULL, true);
	user_start(user);
	expect_data(user, 9);
	user_free(user);
}

static void expect_trouble(const struct chip_trouble *trouble, enum otg_error error)
{
	chip_power_on(1);
	chip_trouble = *trouble;
	assert_false(otg_init());
	assert_int_equal(otg_first_error(), error);
	assert_true(strlen(otg_error_words(error)) > 10);
	assert_false(chip_is_attached());
}

static void hardware_that_is_not_there(void **state)
{
	(void)state;
	expect_trouble(&(struct chip_trouble){ .no_ahb = true }, OTG_AHB_BUSY);
	expect_trouble(&(struct chip_trouble){ .no_phy = true }, OTG_NO_PHY_CLOCK);
	expect_trouble(&(struct chip_trouble){ .no_device = true }, OTG_NOT_DEVICE);
}

static void hardware_that_hangs(void **state)
{
	struct user *user = user_new(17);
	struct nfod_usb_segment piece = { user->echo, 4096 };
	struct nfod_usb_in in = { .segment = &piece, .segments = 1, .ep = 0x82, .len = 4096 };

	(void)state;
	otg_ops.ep_in(NULL, &in);
	user_pump(user);
	chip_trouble.in_hangs = true;
	chip_trouble.out_hangs = true;
	otg_ops.ep_stall(NULL, 0x82, true);
	assert_int_equal(otg_first_error(), OTG_IN_HANGS);
	/* The first one stays. */
	otg_ops.ep_stall(NULL, 0x01, true);
	assert_int_equal(otg_first_error(), OTG_IN_HANGS);
	free(user);
	user = user_new(18);
	chip_trouble.out_hangs = true;
	otg_ops.ep_stall(NULL, 0x01, true);
	assert_int_equal(otg_first_error(), OTG_OUT_HANGS);
	free(user);
}

/* ---- electrical tests ---- */

static struct bench_setup testing(uint16_t mode)
{
	return (struct bench_setup){ 0x40, USER_TEST, mode, 0, 0 };
}

/* As far as the status stage, which the host has not had. */
static void ask_for_test(struct user *user, uint16_t mode)
{
	struct bench_setup setup = testing(mode);
	uint8_t packet[64];

	bench_send_setup(&user->bench, &setup);
	assert_int_equal(bench_in_packet(&user->bench, 0x80, packet), BENCH_TIMEOUT);
	user_pump(user);
}

/* Only when the host has had its acknowledgement; from then on it has no device any more. */
static void test_modes(void **state)
{
	(void)state;
	for (uint16_t mode = NFOD_USB_TEST_J; mode <= NFOD_USB_TEST_PACKET; mode++) {
		struct bench_setup setup = testing(mode);
		struct user *user = user_new(30 + mode);
		enum chip_answer answer = mode == NFOD_USB_TEST_SE0_NAK ? CHIP_NAK : CHIP_SILENCE;
		uint8_t bytes[64], raw[8];
		uint32_t pid, len;

		chip_trouble.jitter = mode & 1;
		user->bench.lossy = mode & 2 ? 2 : 0;
		ask_for_test(user, mode);
		assert_int_equal(chip_in(23, 0, &pid, bytes, &len, false), CHIP_ACK);
		user_pump(user);
		assert_int_equal(chip_test_mode(), 0);
		assert_int_equal(bench_control(&user->bench, &setup, NULL), 0);
		assert_int_equal(chip_test_mode(), mode);
		bench_raw_setup(&setup, raw);
		assert_int_equal(chip_setup(23, raw), CHIP_SILENCE);
		assert_int_equal(chip_in(5, 0, &pid, bytes, &len, true), answer);
		/* Neither a reset nor a cable ends it. */
		chip_bus_reset(true);
		user_pump(user);
		otg_power(false);
		otg_power(true);
		assert_int_equal(chip_test_mode(), mode);
		assert_true(otg_init());
		assert_int_equal(chip_test_mode(), 0);
		user_free(user);
	}
}

static void ask_again(struct user *user)
{
	struct bench_setup setup = telling(0);

	user->in_control = NULL;
	bench_send_setup(&user->bench, &setup);
}

static void reset_the_bus(struct user *user)
{
	user->in_control = NULL;
	chip_bus_reset(true);
}

/* A host that does something else instead is not met by a test at the end of that. */
static void test_mode_given_up(void **state)
{
	static void (*const in_control[])(struct user *) = { NULL, ask_again, reset_the_bus };
	const struct bench_setup none = telling(0);

	(void)state;
	for (uint32_t n = 0; n < 6; n++) {
		struct user *user = user_new(40 + n);

		user->in_control = in_control[n / 2];
		ask_for_test(user, NFOD_USB_TEST_PACKET);
		if (n & 1)
			user_start(user);
		else if (n / 2 == 2)
			user->bench.address = 0;
		assert_int_equal(bench_control(&user->bench, &none, NULL), 0);
		assert_int_equal(chip_test_mode(), 0);
		expect_reply(user, 70, 100);
		user_free(user);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(data_to_the_host),
		cmocka_unit_test(data_from_the_host),
		cmocka_unit_test(more_than_the_port_takes),
		cmocka_unit_test(refused),
		cmocka_unit_test(no_data_though_to_the_host),
		cmocka_unit_test(new_set_up_in_data_to_the_host),
		cmocka_unit_test(new_set_up_in_data_from_the_host),
		cmocka_unit_test(status_comes_early),
		cmocka_unit_test(set_up_packets_back_to_back),
		cmocka_unit_test(new_set_up_while_the_user_works),
		cmocka_unit_test(unseen_set_up_beats_the_answer),
		cmocka_unit_test(data_before_the_request),
		cmocka_unit_test(address_after_the_status_stage),
		cmocka_unit_test(reset_in_mid_transfer),
		cmocka_unit_test(reset_before_anybody_looks),
		cmocka_unit_test(reset_while_the_user_works),
		cmocka_unit_test(sleeps_and_wakes),
		cmocka_unit_test(short_sleeps),
		cmocka_unit_test(off_the_bus),
		cmocka_unit_test(hardware_that_is_not_there),
		cmocka_unit_test(hardware_that_hangs),
		cmocka_unit_test(test_modes),
		cmocka_unit_test(test_mode_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
