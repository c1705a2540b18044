// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "bench.h"

#include <string.h>

#define EP0_PACKET 64u
#define TO_HOST 0x80u

void bench_init(struct bench *bench, void (*pump)(void *ctx), void *ctx)
{
	*bench = (struct bench){ .pump = pump, .ctx = ctx };
	bench->patience = BENCH_PATIENCE;
}

void bench_reset(struct bench *bench)
{
	chip_bus_reset(!bench->full);
	bench->packet = bench->full ? 64 : 512;
	bench->address = 0;
	memset(bench->in_pid, 0, sizeof(bench->in_pid));
	memset(bench->out_pid, 0, sizeof(bench->out_pid));
	bench->pump(bench->ctx);
}

static bool handshake_is_lost(const struct bench *bench)
{
	return bench->lossy && chip_random() % bench->lossy == 0;
}

/* ---- packets ---- */

void bench_raw_setup(const struct bench_setup *setup, uint8_t raw[8])
{
	raw[0] = setup->type;
	raw[1] = setup->request;
	raw[2] = (uint8_t)setup->value;
	raw[3] = (uint8_t)(setup->value >> 8);
	raw[4] = (uint8_t)setup->index;
	raw[5] = (uint8_t)(setup->index >> 8);
	raw[6] = (uint8_t)setup->length;
	raw[7] = (uint8_t)(setup->length >> 8);
}

void bench_send_setup(struct bench *bench, const struct bench_setup *setup)
{
	uint8_t raw[8];

	bench_raw_setup(setup, raw);
	/* A lost handshake brings the same packet once more. */
	do {
		assert_int_equal(chip_setup(bench->address, raw), CHIP_ACK);
	} while (handshake_is_lost(bench));
	bench->in_pid[0] = bench->out_pid[0] = 1;
}

static int result_of(enum chip_answer answer)
{
	switch (answer) {
	case CHIP_ACK:
		return 0;
	case CHIP_STALL:
		return BENCH_STALL;
	default:
		return BENCH_TIMEOUT;
	}
}

int bench_out_packet(struct bench *bench, uint8_t ep, const void *data, uint32_t len)
{
	uint32_t *pid = &bench->out_pid[ep];
	enum chip_answer answer;

	do {
		answer = chip_out(bench->address, ep, *pid, data, len);
	} while (answer == CHIP_ACK && handshake_is_lost(bench));
	assert_int_not_equal(answer, CHIP_SILENCE);
	if (answer == CHIP_ACK)
		*pid ^= 1;
	return result_of(answer);
}

int bench_in_packet(struct bench *bench, uint8_t ep, void *to)
{
	uint32_t *expected = &bench->in_pid[ep & 3];
	enum chip_answer answer;
	uint32_t pid = 0;
	uint32_t len = 0;
	bool lost;

	do {
		lost = handshake_is_lost(bench);
		answer = chip_in(bench->address, ep & 0x0f, &pid, to, &len, !lost);
	} while (answer == CHIP_ACK && lost);
	assert_int_not_equal(answer, CHIP_SILENCE);
	if (answer != CHIP_ACK)
		return result_of(answer);
	assert_int_equal(pid, *expected);
	*expected ^= 1;
	return (int)len;
}

/* ---- transfers ---- */

static int out_patiently(struct bench *bench, uint8_t ep, const void *data, uint32_t len)
{
	int result = BENCH_TIMEOUT;

	for (uint32_t n = 0; n < bench->patience && result == BENCH_TIMEOUT; n++) {
		result = bench_out_packet(bench, ep, data, len);
		bench->pump(bench->ctx);
	}
	return result;
}

static int in_patiently(struct bench *bench, uint8_t ep, void *to)
{
	int result = BENCH_TIMEOUT;

	for (uint32_t n = 0; n < bench->patience && result == BENCH_TIMEOUT; n++) {
		result = bench_in_packet(bench, ep, to);
		bench->pump(bench->ctx);
	}
	return result;
}

static uint32_t packet_of(const struct bench *bench, uint8_t ep)
{
	return ep & 0x0f ? bench->packet : EP0_PACKET;
}

int bench_out(struct bench *bench, uint8_t ep, const void *data, uint32_t len)
{
	uint32_t done = 0;

	do {
		uint32_t left = len - done;
		uint32_t some = left < packet_of(bench, ep) ? left : packet_of(bench, ep);
		int result = out_patiently(bench, ep, (const uint8_t *)data + done, some);

		if (result < 0)
			return result;
		done += some;
	} while (done < len);
	return (int)done;
}

int bench_in(struct bench *bench, uint8_t ep, void *to, uint32_t size)
{
	uint32_t done = 0;

	do {
		uint8_t packet[512];
		int len = in_patiently(bench, ep, packet);

		if (len < 0)
			return len;
		assert_true((uint32_t)len <= size - done);
		memcpy((uint8_t *)to + done, packet, (uint32_t)len);
		done += (uint32_t)len;
		if ((uint32_t)len < packet_of(bench, ep))
			break;
	} while (done < size);
	return (int)done;
}

static int status_stage(struct bench *bench, bool in)
{
	uint8_t packet[EP0_PACKET];
	int result;

	bench->in_pid[0] = bench->out_pid[0] = 1;
	if (!in)
		return out_patiently(bench, 0, NULL, 0);
	result = in_patiently(bench, 0x80, packet);
	assert_true(result <= 0);
	return result;
}

int bench_control(struct bench *bench, const struct bench_setup *setup, void *data)
{
	bool in = setup->type & TO_HOST && setup->length;
	int moved = 0;
	int status;

	bench_send_setup(bench, setup);
	bench->pump(bench->ctx);
	if (in)
		moved = bench_in(bench, 0x80, data, setup->length);
	else if (setup->length)
		moved = bench_out(bench, 0, data, setup->length);
	if (moved < 0)
		return moved;
	status = status_stage(bench, !in);
	return status < 0 ? status : moved;
}
