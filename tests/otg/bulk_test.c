// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Bulk endpoints: packets, NAK, halts, resets; and a random host. */
#include "user.h"

#include <stdlib.h>
#include <string.h>

#include "otg_regs.h"

#define MOST (600u * 1024u)

/**
 * struct transfer - IN, with its bytes
 * @lent: to the controller
 */
struct transfer {
	struct nfod_usb_in in;
	struct nfod_usb_segment segment[4];
	bool lent;
};

static uint8_t source[MOST];

static void fill(uint8_t *bytes, uint32_t len)
{
	for (uint32_t n = 0; n < len; n++)
		bytes[n] = (uint8_t)chip_random();
}

/* What is left of a piece of an earlier transfer must not be seen, nor what lies behind it. */
static struct nfod_usb_segment piece_of(struct nfod_usb_segment old, const uint8_t *data,
					uint32_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	assert_non_null(copy);
	memcpy(copy, data, len);
	free((void *)old.data);
	return (struct nfod_usb_segment){ copy, len };
}

/* In up to four pieces, of which some may be empty. */
static void queue(struct transfer *transfer, uint8_t ep, const uint8_t *data, uint32_t len,
		  uint32_t pieces)
{
	uint32_t done = 0;

	transfer->in = (struct nfod_usb_in){ .ep = ep, .len = len };
	transfer->in.segment = transfer->segment;
	transfer->in.segments = (uint16_t)pieces;
	for (uint32_t n = 0; n < pieces; n++) {
		uint32_t some = n + 1 == pieces ? len - done :
						  (uint32_t)(chip_random() % (len - done + 1));

		transfer->segment[n] = piece_of(transfer->segment[n], data + done, some);
		done += some;
	}
	otg_ops.ep_in(NULL, &transfer->in);
}

static void expect_in(struct user *user, uint8_t ep, uint32_t len, uint32_t pieces)
{
	static struct transfer transfer;
	static uint8_t got[MOST];
	uint32_t before = user->done_count = 0;

	fill(source, len);
	queue(&transfer, ep, source, len, pieces);
	assert_int_equal(bench_in(&user->bench, ep, got, len), len);
	assert_memory_equal(got, source, len);
	user_pump(user);
	assert_int_equal(user->done_count, before + 1);
	assert_ptr_equal(user->done[before], &transfer.in);
	assert_int_equal(transfer.in.done, len);
}

static const uint32_t lengths[] = { 0,	  1,	2,    3,    4,	  5,	63,   64,   65,
				    511,  512,	513,  515,  516,  1023, 1024, 1025, 1535,
				    1536, 1537, 2047, 2048, 2049, 4096, 4160, 8191, 8192 };

static void to_the_host(void **state)
{
	struct user *user = user_new(1);

	(void)state;
	for (uint32_t n = 0; n < sizeof(lengths) / sizeof(lengths[0]); n++)
		for (uint32_t pieces = 1; pieces <= 4; pieces++) {
			expect_in(user, 0x82, lengths[n], pieces);
			expect_in(user, 0x83, lengths[n], pieces);
		}
	user_free(user);
}

/* A read of 128 blocks with its record is longer than the controller counts. */
static void longest_transfer(void **state)
{
	struct user *user = user_new(2);

	(void)state;
	expect_in(user, 0x82, 128 * 4096 + 64, 2);
	expect_in(user, 0x82, 1023 * 512, 1);
	expect_in(user, 0x82, 1023 * 512 + 1, 1);
	expect_in(user, 0x82, 1024 * 512, 1);
	user_free(user);
}

static void expect_out(struct user *user, uint32_t len)
{
	fill(source, len);
	user->out_len = 0;
	user->end_count = 0;
	user->room = USER_BYTES;
	assert_int_equal(bench_out(&user->bench, 0x01, source, len), len);
	user_pump(user);
	assert_int_equal(user->out_len, len);
	assert_memory_equal(user->out, source, len);
	if (len % 512 || !len) {
		assert_int_equal(user->end_count, 1);
		assert_int_equal(user->ends[0], len);
	} else {
		assert_int_equal(user->end_count, 0);
	}
}

static void from_the_host(void **state)
{
	struct user *user = user_new(3);

	(void)state;
	for (uint32_t n = 0; n < sizeof(lengths) / sizeof(lengths[0]); n++)
		expect_out(user, lengths[n]);
	expect_out(user, 64 * 4096 + 32);
	user_free(user);
}

/* The user takes nothing: the ring fills, then there is NAK, and not a byte is lost. */
static void no_room(void **state)
{
	struct user *user = user_new(4);
	uint32_t sent = 0;

	(void)state;
	fill(source, MOST);
	user->room = 0;
	while (!bench_out_packet(&user->bench, 0x01, source + 512 * sent, 512)) {
		sent++;
		assert_true(sent < 100);
		user_pump(user);
	}
	assert_int_equal(sent, 16);
	for (uint32_t n = 0; n < 10; n++) {
		user_pump(user);
		assert_int_equal(bench_out_packet(&user->bench, 0x01, source + 512 * sent, 512),
				 BENCH_TIMEOUT);
	}
	/* Nothing is offered again before the user says so. */
	user->room = 1000;
	user_pump(user);
	assert_int_equal(user->out_len, 0);
	otg_ops.ep_out_ready(NULL, 0x01);
	user_pump(user);
	assert_int_equal(user->out_len, 1000);
	assert_int_equal(bench_out_packet(&user->bench, 0x01, source + 512 * sent, 512), 0);
	sent++;
	assert_int_equal(bench_out_packet(&user->bench, 0x01, source, 512), BENCH_TIMEOUT);
	user->room = USER_BYTES;
	otg_ops.ep_out_ready(NULL, 0x01);
	user_pump(user);
	assert_int_equal(bench_out_packet(&user->bench, 0x01, NULL, 0), 0);
	user_pump(user);
	assert_int_equal(user->out_len, 512 * sent);
	assert_memory_equal(user->out, source, 512 * sent);
	assert_int_equal(user->ends[0], 512 * sent);
	user_free(user);
}

/* Nobody looks at the interrupt: FIFO RAM fills, and holds as many packets as it is laid out
 * for, with room for set-up packets left. */
static void fifo_is_full(void **state)
{
	struct user *user = user_new(5);
	const struct bench_setup setup = { 0x41, USER_DATA, 0, 0, 0 };
	uint32_t sent = 0;

	(void)state;
	fill(source, 4096);
	while (!bench_out_packet(&user->bench, 0x01, source + 512 * sent, 512))
		sent++;
	assert_int_equal(sent, 3);
	for (uint32_t n = 0; n < 3; n++)
		bench_send_setup(&user->bench, &setup);
	assert_true(chip_counts.most_out_words <= chip_register(OTG_GRXFSIZ));
	assert_int_equal(bench_control(&user->bench, &setup, NULL), 0);
	assert_int_equal(user->out_len, 512 * 3);
	assert_memory_equal(user->out, source, 512 * 3);
	user_free(user);
}

static void layout_of_fifo_ram(void **state)
{
	struct user *user = user_new(6);
	uint32_t end = chip_register(OTG_GRXFSIZ);

	(void)state;
	assert_true(end >= 13 + 129 + 2 * 2 + 1);
	for (uint32_t fifo = 0; fifo < 4; fifo++) {
		uint32_t place = chip_register(fifo ? OTG_DIEPTXF(fifo) : OTG_DIEPTXF0);

		assert_int_equal(place & 0xffff, end);
		assert_true(place >> 16 >= 16);
		end += place >> 16;
	}
	assert_true(end <= 952);
	user_free(user);
}

static void halted_in(void **state)
{
	struct user *user = user_new(7);
	static struct transfer transfer;
	uint8_t got[4096];

	(void)state;
	for (uint32_t packets = 0; packets < 8; packets++) {
		fill(source, 4096);
		queue(&transfer, 0x82, source, 4096, 1);
		user_pump(user);
		if (packets)
			assert_int_equal(bench_in(&user->bench, 0x82, got, 512 * packets),
					 512 * packets);
		otg_ops.ep_stall(NULL, 0x82, true);
		user_pump(user);
		assert_int_equal(bench_in_packet(&user->bench, 0x82, got), BENCH_STALL);
		assert_int_equal(bench_in_packet(&user->bench, 0x82, got), BENCH_STALL);
		assert_int_equal(bench_in_packet(&user->bench, 0x83, got), BENCH_TIMEOUT);
		/* The toggle begins anew, the transfer goes on where it was. */
		otg_ops.ep_stall(NULL, 0x82, false);
		user->bench.in_pid[2] = 0;
		assert_int_equal(bench_in(&user->bench, 0x82, got + 512 * packets,
					  4096 - 512 * packets),
				 4096 - 512 * packets);
		assert_memory_equal(got + 512 * packets, source + 512 * packets,
				    4096 - 512 * packets);
		user_pump(user);
		assert_int_equal(user->done_count, packets + 1);
	}
	user_free(user);
}

/* The host has taken the last packet, and nobody has noticed before the halt. */
static void halted_at_the_end(void **state)
{
	struct user *user = user_new(8);
	static struct transfer transfer;
	uint8_t got[512];

	(void)state;
	queue(&transfer, 0x82, source, 512, 1);
	user_pump(user);
	assert_int_equal(bench_in_packet(&user->bench, 0x82, got), 512);
	otg_ops.ep_stall(NULL, 0x82, true);
	user_pump(user);
	assert_int_equal(user->done_count, 1);
	otg_ops.ep_stall(NULL, 0x82, false);
	user->bench.in_pid[2] = 0;
	expect_in(user, 0x82, 700, 1);
	user_free(user);
}

static void halted_out(void **state)
{
	struct user *user = user_new(9);

	(void)state;
	for (uint32_t n = 0; n < 6; n++) {
		expect_out(user, 700 + n * 512);
		/* Packets that wait are lost with the halt, in the ring as in FIFO RAM. */
		user->room = n & 1 ? 0 : USER_BYTES;
		for (uint32_t packets = 0; packets < n; packets++) {
			assert_int_equal(bench_out_packet(&user->bench, 0x01, source, 512), 0);
			if (n & 2)
				user_pump(user);
			if (packets == 2 && !(n & 2))
				break;
		}
		user->room = 0;
		user->out_len = 0;
		otg_ops.ep_stall(NULL, 0x01, true);
		user->room = USER_BYTES;
		user_pump(user);
		assert_int_equal(user->out_len, 0);
		assert_int_equal(bench_out_packet(&user->bench, 0x01, source, 512), BENCH_STALL);
		otg_ops.ep_stall(NULL, 0x01, false);
		user->bench.out_pid[1] = 0;
	}
	expect_out(user, 512);
	user_free(user);
}

static void halt_now(struct user *user)
{
	user->in_out = NULL;
	otg_ops.ep_stall(NULL, 0x01, true);
}

/* As the firmware does it when a message makes no sense: from within its own call. */
static void halted_by_the_user(void **state)
{
	struct user *user = user_new(14);

	(void)state;
	for (uint32_t packets = 1; packets <= 3; packets++) {
		for (uint32_t n = 0; n < packets; n++)
			assert_int_equal(bench_out_packet(&user->bench, 0x01, source, 512), 0);
		user->in_out = halt_now;
		user_pump(user);
		assert_null(user->in_out);
		assert_int_equal(bench_out_packet(&user->bench, 0x01, source, 512), BENCH_STALL);
		otg_ops.ep_stall(NULL, 0x01, false);
		user->bench.out_pid[1] = 0;
		expect_out(user, 16 * 512 + 3);
	}
	user_free(user);
}

/* CLEAR_FEATURE without a halt: only the toggles begin anew. */
static void toggle_alone(void **state)
{
	struct user *user = user_new(10);

	(void)state;
	expect_out(user, 1);
	expect_in(user, 0x82, 1, 1);
	otg_ops.ep_stall(NULL, 0x01, false);
	otg_ops.ep_stall(NULL, 0x82, false);
	user->bench.out_pid[1] = user->bench.in_pid[2] = 0;
	expect_out(user, 513);
	expect_in(user, 0x82, 513, 1);
	user_free(user);
}

static void flushed(void **state)
{
	struct user *user = user_new(11);
	static struct transfer transfer[3];
	uint8_t got[8192];

	(void)state;
	for (uint32_t packets = 0; packets < 9; packets++) {
		for (uint32_t n = 0; n < 3; n++)
			queue(&transfer[n], 0x82, source, 2048, 1);
		for (uint32_t n = 0; n < packets; n++) {
			chip_interrupt();
			bench_in_packet(&user->bench, 0x82, got);
		}
		chip_interrupt();
		otg_ops.ep_flush(NULL, 0x82);
		/* Neither sent nor reported. */
		user_pump(user);
		assert_int_equal(user->done_count, 0);
		assert_int_equal(bench_in_packet(&user->bench, 0x82, got), BENCH_TIMEOUT);
		expect_in(user, 0x82, 1500, 2);
		user->done_count = 0;
		expect_in(user, 0x83, 64, 1);
		user->done_count = 0;
	}
	user_free(user);
}

static void closed(void **state)
{
	struct user *user = user_new(12);
	static struct transfer transfer;

	(void)state;
	for (uint32_t n = 0; n < 4; n++) {
		queue(&transfer, 0x82, source, 2048, 1);
		user_pump(user);
		user->room = 0;
		for (uint32_t packets = 0; packets < n; packets++)
			assert_int_equal(bench_out_packet(&user->bench, 0x01, source, 512), 0);
		/* As SET_INTERFACE does it. */
		user_open(user);
		user->bench.out_pid[1] = user->bench.in_pid[2] = user->bench.in_pid[3] = 0;
		user_pump(user);
		expect_out(user, 600);
		expect_in(user, 0x82, 600, 1);
		assert_int_equal(user->done_count, 1);
		user->done_count = 0;
	}
	user_free(user);
}

static void reset_in_mid_transfer(void **state)
{
	struct user *user = user_new(13);
	static struct transfer transfer;
	uint8_t got[4096];

	(void)state;
	for (uint32_t n = 0; n < 10; n++) {
		queue(&transfer, 0x82, source, 4096, 2);
		user->done_count = 0;
		user->out_len = 0;
		chip_interrupt();
		for (uint32_t packets = 0; packets < n; packets++) {
			bench_in_packet(&user->bench, 0x82, got);
			bench_out_packet(&user->bench, 0x01, source, 512);
			if (n & 1)
				chip_interrupt();
		}
		user_start(user);
		/* A transfer that was not taken is not reported. */
		assert_int_equal(user->done_count, n >= 8 && n & 1);
		user->done_count = 0;
		expect_out(user, 600);
		expect_in(user, 0x82, 600, 1);
	}
	user_free(user);
}

/* The user hears of the speed, and no packet is longer than 64 bytes there. */
static void full_speed(void **state)
{
	struct user *user = user_new(21);

	(void)state;
	assert_int_equal(user->speed, NFOD_USB_HIGH);
	user->bench.full = true;
	user_start(user);
	assert_int_equal(user->speed, NFOD_USB_FULL);
	for (uint32_t n = 0; n < sizeof(lengths) / sizeof(lengths[0]); n++) {
		if (lengths[n] % 64)
			expect_out(user, lengths[n]);
		expect_in(user, 0x82, lengths[n], 2);
	}
	expect_in(user, 0x82, 1023 * 64 + 1, 1);
	user->bench.full = false;
	user_start(user);
	expect_out(user, 515);
	expect_in(user, 0x82, 515, 1);
	user_free(user);
}

/* ---- a random host ---- */

#define TRANSFERS 8u
#define IN_FLIGHT_BYTES 6000u

/**
 * struct oracle - what must arrive
 * @transfer: IN transfers of an endpoint, in order
 * @data: their bytes
 * @queued: transfers so far
 * @taken: of these, whole at the host
 * @at: bytes of the next one that the host has
 * @sent: OUT bytes that the host has sent, from the user's position 0
 * @sent_len: so many
 * @again: the next packet met NAK
 * @len: its length
 */
struct oracle {
	struct transfer transfer[2][TRANSFERS];
	uint8_t data[2][TRANSFERS][IN_FLIGHT_BYTES];
	uint32_t queued[2];
	uint32_t taken[2];
	uint32_t at[2];
	uint8_t sent[USER_BYTES];
	uint32_t sent_len;
	bool again;
	uint32_t len;
};

static struct oracle oracle;

static uint32_t random_length(uint32_t most)
{
	static const uint32_t edge[] = { 0, 64, 512, 1024, 1536, 2048, 4096 };
	uint64_t dice = chip_random();
	uint32_t len = dice & 1 ? edge[dice >> 1 & 3] + (uint32_t)(dice >> 8 & 3) - 1 :
				  (uint32_t)(dice >> 8) % most;

	return len <= most ? len : 0;
}

static void queue_something(uint32_t which)
{
	uint32_t n = oracle.queued[which] % TRANSFERS;
	uint32_t len = random_length(IN_FLIGHT_BYTES);

	if (oracle.transfer[which][n].lent)
		return;
	fill(oracle.data[which][n], len);
	queue(&oracle.transfer[which][n], (uint8_t)(0x82 + which), oracle.data[which][n], len,
	      1 + (uint32_t)(chip_random() % 4));
	oracle.transfer[which][n].lent = true;
	oracle.queued[which]++;
}

static void collect(struct user *user)
{
	for (uint32_t n = 0; n < user->done_count; n++) {
		struct transfer *transfer = (struct transfer *)user->done[n];

		assert_true(transfer->lent);
		transfer->lent = false;
	}
	user->done_count = 0;
}

static void take_something(struct user *user, uint32_t which)
{
	uint32_t n = oracle.taken[which] % TRANSFERS;
	uint8_t packet[512];
	int len = bench_in_packet(&user->bench, (uint8_t)(0x82 + which), packet);

	if (len < 0)
		return;
	assert_true(oracle.taken[which] < oracle.queued[which]);
	assert_true(oracle.at[which] + (uint32_t)len <= oracle.transfer[which][n].in.len);
	assert_memory_equal(packet, oracle.data[which][n] + oracle.at[which], (size_t)len);
	oracle.at[which] += (uint32_t)len;
	if (oracle.at[which] < oracle.transfer[which][n].in.len)
		return;
	oracle.taken[which]++;
	oracle.at[which] = 0;
}

static void send_something(struct user *user)
{
	uint8_t *packet = oracle.sent + oracle.sent_len;

	if (oracle.sent_len + 512 > USER_BYTES)
		return;
	/* One that met NAK is sent again as it was: the device may have it already. */
	if (!oracle.again) {
		oracle.len = chip_random() & 1 ? 512 : (uint32_t)(chip_random() % 513);
		fill(packet, oracle.len);
	}
	oracle.again = bench_out_packet(&user->bench, 0x01, packet, oracle.len) != 0;
	if (!oracle.again)
		oracle.sent_len += oracle.len;
}

static void ask_something(struct user *user)
{
	uint16_t length = (uint16_t)random_length(700);
	struct bench_setup setup = { chip_random() & 1 ? 0xc1 : 0x41, USER_DATA, 0, 0, length };
	uint8_t data[700];

	if (chip_random() % 4 == 0) {
		bench_send_setup(&user->bench, &setup);
		return;
	}
	fill(data, length);
	fill(user->echo, length);
	user->echo_len = length;
	assert_int_equal(bench_control(&user->bench, &setup, data), length);
	assert_memory_equal(data, setup.type & 0x80 ? user->echo : user->control, length);
}

static void make_room(struct user *user)
{
	if (chip_random() & 1)
		user->room = (uint32_t)(chip_random() % 3000);
	otg_ops.ep_out_ready(NULL, 0x01);
	if (user->end_count > USER_DONE / 2)
		user->end_count = 0;
}

static void forget(uint32_t which)
{
	oracle.queued[which] = oracle.taken[which] = oracle.at[which] = 0;
	for (uint32_t n = 0; n < TRANSFERS; n++)
		oracle.transfer[which][n].lent = false;
}

static void begin_anew(struct user *user)
{
	user_start(user);
	forget(0);
	forget(1);
	oracle.sent_len = 0;
	oracle.again = false;
	user->out_len = 0;
	user->done_count = 0;
}

static void halt_something(struct user *user)
{
	uint32_t which = (uint32_t)(chip_random() % 2);
	uint8_t ep = (uint8_t)(0x82 + which);

	otg_ops.ep_stall(NULL, ep, chip_random() & 1);
	otg_ops.ep_stall(NULL, ep, false);
	user->bench.in_pid[2 + which] = 0;
}

static void flush_something(struct user *user)
{
	uint32_t which = (uint32_t)(chip_random() % 2);

	collect(user);
	/* What the host has of a transfer, it has. */
	otg_ops.ep_flush(NULL, (uint8_t)(0x82 + which));
	forget(which);
}

static void step(struct user *user)
{
	switch (chip_random() % 64) {
	case 0:
		ask_something(user);
		break;
	case 1:
		if (chip_random() % 16 == 0)
			begin_anew(user);
		break;
	case 2:
		halt_something(user);
		break;
	case 3:
		flush_something(user);
		break;
	case 4 ... 7:
		make_room(user);
		break;
	case 8 ... 15:
		otg_poll(&user_calls, user);
		break;
	case 16 ... 23:
		chip_interrupt();
		break;
	case 24 ... 35:
		queue_something((uint32_t)(chip_random() % 2));
		break;
	case 36 ... 49:
		take_something(user, (uint32_t)(chip_random() % 2));
		break;
	default:
		send_something(user);
	}
	collect(user);
	/* A packet whose handshake was lost has come, too. */
	assert_true(user->out_len <= oracle.sent_len + (oracle.again ? oracle.len : 0));
	assert_memory_equal(user->out, oracle.sent, user->out_len);
}

static void settle(struct user *user)
{
	user->room = USER_BYTES;
	otg_ops.ep_out_ready(NULL, 0x01);
	for (uint32_t n = 0; n < 1000; n++) {
		if (oracle.again)
			send_something(user);
		user->end_count = 0;
		collect(user);
		user_pump(user);
		take_something(user, n % 2);
	}
	assert_int_equal(user->out_len, oracle.sent_len);
	assert_memory_equal(user->out, oracle.sent, user->out_len);
	for (uint32_t which = 0; which < 2; which++)
		assert_int_equal(oracle.queued[which], oracle.taken[which]);
	for (uint32_t n = 0; n < TRANSFERS; n++)
		assert_false(oracle.transfer[0][n].lent || oracle.transfer[1][n].lent);
}

static void random_host(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 12; seed++) {
		struct user *user = user_new(seed);

		begin_anew(user);
		chip_trouble.jitter = seed % 2;
		user->bench.lossy = seed % 3 ? 20 : 0;
		for (uint32_t n = 0; n < 6000; n++)
			step(user);
		settle(user);
		user_free(user);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(to_the_host),	 cmocka_unit_test(longest_transfer),
		cmocka_unit_test(from_the_host), cmocka_unit_test(no_room),
		cmocka_unit_test(fifo_is_full),	 cmocka_unit_test(layout_of_fifo_ram),
		cmocka_unit_test(halted_in),	 cmocka_unit_test(halted_at_the_end),
		cmocka_unit_test(halted_out),	 cmocka_unit_test(halted_by_the_user),
		cmocka_unit_test(toggle_alone),	 cmocka_unit_test(flushed),
		cmocka_unit_test(closed),	 cmocka_unit_test(reset_in_mid_transfer),
		cmocka_unit_test(full_speed),	 cmocka_unit_test(random_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
