// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Plays a recorded flight to the servo on a Cortex-M7: every answer must have the same
 * bits as on the machine that recorded it. Counts the instructions of each tick.
 */
#include <stdbool.h>
#include <string.h>

#include "host.h"
#include "servo/servo.h"
#include "servo/states.h"
#include "stream.h"

#define CHUNK 512u
#define CLOCK_MASK 0xffffffu
#define TRACE_BYTES (64u * 1024u)

/**
 * struct tally - instructions
 * @calls: counted
 * @sum: of all
 * @worst: of one
 */
struct tally {
	uint32_t calls;
	uint64_t sum;
	uint32_t worst;
};

static struct servo servo;
static uint32_t trace[TRACE_BYTES / 4];
static uint8_t buffer[CHUNK * sizeof(struct stream_record)];
static uint32_t filled, taken;
static int file;
static uint32_t asking;
static struct tally tick_tally, state_tally[NFOD_SERVO_COUNT], poll_tally;

static void take(void *to, uint32_t bytes)
{
	uint8_t *byte = to;

	while (bytes--) {
		if (taken == filled) {
			filled = host_read(file, buffer, sizeof(buffer));
			taken = 0;
			if (!filled) {
				host_say("m7: flight ends too early\n");
				host_exit(1);
			}
		}
		*byte++ = buffer[taken++];
	}
}

/* Instructions since then, without the few that it takes to ask. */
static uint32_t passed(uint32_t since)
{
	uint32_t clocks = (host_clock() - since) & CLOCK_MASK;
	uint32_t instructions = clocks * 5 / 8;

	return instructions - (instructions < asking ? instructions : asking);
}

static void count(struct tally *tally, uint32_t instructions)
{
	tally->calls++;
	tally->sum += instructions;
	if (instructions > tally->worst)
		tally->worst = instructions;
}

static void poll(void)
{
	bool again = true;

	while (again) {
		uint32_t since = host_clock();

		again = servo_poll(&servo);
		count(&poll_tally, passed(since));
	}
}

/* tests/servo/m7/profile counts from the first of these to the second. */
__attribute__((noipa)) static bool tick_following(const struct nfod_fe_block *block,
						  struct nfod_fe_drive *drive)
{
	return servo_tick(&servo, block, drive);
}

__attribute__((noipa)) static void ticked(uint8_t state, uint32_t instructions)
{
	count(&tick_tally, instructions);
	count(&state_tally[state], instructions);
}

static bool answers_alike(const struct nfod_fe_block *block, const struct nfod_fe_drive *wanted)
{
	static struct nfod_fe_drive drive;
	uint8_t state = servo.sup.state;
	uint32_t since = host_clock();
	bool asked = state == NFOD_SERVO_FOLLOW ? tick_following(block, &drive) :
						  servo_tick(&servo, block, &drive);

	ticked(state, passed(since));
	if (asked || servo.ticks >= servo_deadline(&servo))
		poll();
	return !memcmp(&drive, wanted, sizeof(drive));
}

static void set_curves(void)
{
	static struct stream_curves curves;
	const uint16_t *erased[NFOD_SIDES] = { curves.erased[0], curves.erased[1] };
	const uint16_t *written[NFOD_SIDES] = { curves.written[0], curves.written[1] };

	take(&curves, sizeof(curves));
	signal_set_curves(&servo.signal, erased, written);
}

/* Return: false at the end. */
static bool play(void)
{
	static struct stream_record record;

	take(&record, sizeof(record));
	switch (record.kind) {
	case STREAM_TICK:
		if (answers_alike(&record.tick.block, &record.tick.drive))
			return true;
		host_say("m7: another answer than on the recording machine in tick ");
		host_say_number(tick_tally.calls);
		host_say("\n");
		host_exit(1);
	case STREAM_CURVES:
		set_curves();
		return true;
	case STREAM_FOLLOW:
		servo_follow(&servo, &record.target);
		return true;
	case STREAM_RELEASE:
		servo_release(&servo);
		return true;
	default:
		return false;
	}
}

static void tell(const char *what, const struct tally *tally)
{
	host_say(what);
	host_say(": ");
	host_say_number(tally->calls ? (uint32_t)(tally->sum / tally->calls) : 0);
	host_say(" mean ");
	host_say_number(tally->worst);
	host_say(" worst of ");
	host_say_number(tally->calls);
	host_say("\n");
}

int main(void)
{
	file = host_open("flight.bin");
	if (file < 0) {
		host_say("m7: no flight.bin here\n");
		return 1;
	}
	asking = passed(host_clock());
	servo_init(&servo, &NFOD_FIGURES_REFERENCE, trace, sizeof(trace));
	servo.guard.door_closed = true;
	while (play())
		;
	tell("tick", &tick_tally);
	for (uint8_t state = 0; state < NFOD_SERVO_COUNT; state++)
		if (state_tally[state].calls)
			tell(sup_state_name((enum nfod_servo_state)state), &state_tally[state]);
	tell("poll", &poll_tally);
	return 0;
}
