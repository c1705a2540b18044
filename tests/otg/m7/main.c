// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What a packet costs the drive's processor: the driver over the model of its controller, on an
 * emulated Cortex-M7. Between the marks 128 packets of 512 bytes go each way, with an interrupt
 * and a turn of the main loop for each: the most that they can cost.
 */
#include "servo/m7/host.h"

#include "bench.h"
#include "otg.h"

#define PACKETS 128u
#define PACKET 512u

static struct bench bench;
static uint8_t bytes[PACKETS * PACKET];

_Noreturn void rig_fails(const char *what)
{
	host_say(what);
	host_exit(1);
	for (;;)
		;
}

static void reset(void *ctx, enum nfod_usb_speed speed)
{
	(void)ctx;
	(void)speed;
	otg_ops.ep_open(ctx, 0x01, PACKET, 0);
	otg_ops.ep_open(ctx, 0x82, PACKET, 0);
}

static uint32_t out(void *ctx, uint8_t ep, const void *data, uint32_t len, bool end)
{
	(void)ctx;
	(void)ep;
	(void)data;
	(void)end;
	return len;
}

static void in_done(void *ctx, struct nfod_usb_in *in)
{
	(void)ctx;
	(void)in;
}

static const struct otg_user user = { .reset = reset, .out = out, .in_done = in_done };

static void pump(void *ctx)
{
	chip_interrupt();
	otg_poll(&user, ctx);
}

__attribute__((noinline)) void mark_in(void);
__attribute__((noinline)) void mark_out(void);
__attribute__((noinline)) void mark_end(void);

void mark_in(void)
{
	__asm__ volatile("");
}

void mark_out(void)
{
	__asm__ volatile("");
}

void mark_end(void)
{
	__asm__ volatile("");
}

static void say_accesses(const char *way, const struct chip_counts *before)
{
	host_say(way);
	host_say_number((uint32_t)(chip_counts.reads - before->reads) / PACKETS);
	host_say(" reads and ");
	host_say_number((uint32_t)(chip_counts.writes - before->writes) / PACKETS);
	host_say(" writes of registers and FIFO RAM\n");
}

static void to_the_host(void)
{
	static const struct nfod_usb_segment piece = { bytes, sizeof(bytes) };
	static struct nfod_usb_in in = {
		.segment = &piece, .segments = 1, .ep = 0x82, .len = sizeof(bytes)
	};
	struct chip_counts before = chip_counts;
	static uint8_t got[sizeof(bytes)];

	mark_in();
	otg_ops.ep_in(NULL, &in);
	assert_int_equal(bench_in(&bench, 0x82, got, sizeof(got)), (int)sizeof(got));
	mark_end();
	say_accesses("a packet to the host:   ", &before);
}

static void from_the_host(void)
{
	struct chip_counts before = chip_counts;

	mark_out();
	assert_int_equal(bench_out(&bench, 0x01, bytes, sizeof(bytes)), (int)sizeof(bytes));
	mark_end();
	say_accesses("a packet from the host: ", &before);
}

int main(void)
{
	chip_power_on(1);
	bench_init(&bench, pump, NULL);
	assert_true(otg_init());
	otg_power(true);
	otg_ops.connect(NULL, true);
	bench_reset(&bench);
	to_the_host();
	from_the_host();
	assert_int_equal(otg_first_error(), OTG_GOOD);
	return 0;
}
