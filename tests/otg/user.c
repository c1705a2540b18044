// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "user.h"

#include <stdlib.h>
#include <string.h>

static void reset(void *ctx, enum nfod_usb_speed speed)
{
	struct user *user = ctx;

	user->resets++;
	user->speed = speed;
	otg_ops.ep_close(NULL, 0x01);
	otg_ops.ep_close(NULL, 0x82);
	otg_ops.ep_close(NULL, 0x83);
}

static void suspend(void *ctx, bool suspended)
{
	struct user *user = ctx;

	if (suspended)
		user->sleeps++;
	else
		user->wakes++;
}

static void answer(struct user *user)
{
	uint32_t wanted = user->setup[6] | (uint32_t)user->setup[7] << 8;

	if (user->setup[1] == USER_REFUSE) {
		otg_ops.ep0_stall(NULL);
	} else if (user->setup[0] & 0x80) {
		otg_ops.ep0_reply(NULL, user->echo,
				  user->echo_len < wanted ? user->echo_len : wanted);
	} else {
		if (user->setup[1] == USER_TEST)
			otg_ops.test_mode(NULL, user->setup[2]);
		otg_ops.ep0_ack(NULL);
		if (user->setup[1] == USER_ADDRESS)
			otg_ops.set_address(NULL, user->setup[2]);
	}
}

static void control(void *ctx, const uint8_t setup[8], const void *data, uint32_t len)
{
	struct user *user = ctx;

	user->controls++;
	memcpy(user->setup, setup, 8);
	assert_true(len <= sizeof(user->control));
	assert_int_equal(!data, !len);
	if (user->in_control)
		user->in_control(user);
	/* What is being dealt with does not change under the user's hands. */
	user->control_len = len;
	if (len)
		memcpy(user->control, data, len);
	answer(user);
}

static uint32_t out(void *ctx, uint8_t ep, const void *data, uint32_t len, bool end)
{
	struct user *user = ctx;
	uint32_t taken = len < user->room ? len : user->room;

	assert_int_equal(ep, 0x01);
	assert_true(user->out_len + taken <= USER_BYTES);
	if (user->in_out)
		user->in_out(user);
	memcpy(user->out + user->out_len, data, taken);
	user->out_len += taken;
	user->room -= taken;
	if (end && taken == len) {
		assert_true(user->end_count < USER_DONE);
		user->ends[user->end_count++] = user->out_len;
	}
	return taken;
}

static void in_done(void *ctx, struct nfod_usb_in *in)
{
	struct user *user = ctx;

	assert_true(user->done_count < USER_DONE);
	user->done[user->done_count++] = in;
}

const struct otg_user user_calls = {
	.reset = reset,
	.suspend = suspend,
	.control = control,
	.out = out,
	.in_done = in_done,
};

void user_pump(void *ctx)
{
	chip_interrupt();
	otg_poll(&user_calls, ctx);
}

void user_open(const struct user *user)
{
	uint16_t packet = user->speed == NFOD_USB_FULL ? 64 : 512;

	otg_ops.ep_open(NULL, 0x01, packet, 0);
	otg_ops.ep_open(NULL, 0x82, packet, 0);
	otg_ops.ep_open(NULL, 0x83, packet, 0);
}

/* From a reset of the bus to a configured device. */
void user_start(struct user *user)
{
	const struct bench_setup address = { 0, USER_ADDRESS, 23, 0, 0 };

	bench_reset(&user->bench);
	assert_int_equal(bench_control(&user->bench, &address, NULL), 0);
	user->bench.address = 23;
	user_open(user);
}

struct user *user_new(uint64_t seed)
{
	struct user *user = calloc(1, sizeof(*user));

	assert_non_null(user);
	chip_power_on(seed);
	bench_init(&user->bench, user_pump, user);
	user->room = USER_BYTES;
	assert_true(otg_init());
	assert_false(chip_is_attached());
	otg_power(true);
	assert_false(chip_is_attached());
	otg_ops.connect(NULL, true);
	assert_true(chip_is_attached());
	user_start(user);
	assert_int_equal(user->resets, 1);
	return user;
}

void user_free(struct user *user)
{
	assert_int_equal(otg_first_error(), OTG_GOOD);
	free(user);
}
