// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "servo/trace.h"

#include <string.h>

#include "servo/servo.h"

#define RPM_OF_RAD_S 9.5492966f
#define TURN_OF_ANGLE 2.3283064e-10f

void trace_init(struct trace *trace, void *memory, uint32_t bytes)
{
	memset(trace, 0, sizeof(*trace));
	trace->memory = memory;
	trace->bytes = bytes;
}

/* Where a signal lies as a float, or NULL when it has to be calculated. */
static const float *place_of(const struct servo *servo, uint8_t signal)
{
	switch (signal) {
	case NFOD_TRACE_GAP_NM:
		return &servo->seen.gap_nm;
	case NFOD_TRACE_GAP_SET_NM:
		return &servo->gap.report.set_nm;
	case NFOD_TRACE_GAP_VOLTS:
		return &servo->out.gap;
	case NFOD_TRACE_GES:
		return &servo->seen.ges;
	case NFOD_TRACE_TRACK_NM:
		return &servo->seen.track_nm;
	case NFOD_TRACE_TRACK_VOLTS:
		return &servo->out.track;
	case NFOD_TRACE_SUM:
		return &servo->seen.sum;
	case NFOD_TRACE_TILT_RADIAL_MRAD:
		return &servo->tilt.estimate_mrad[TILT_RADIAL];
	case NFOD_TRACE_TILT_TANGENTIAL_MRAD:
		return &servo->tilt.estimate_mrad[TILT_TANGENTIAL];
	case NFOD_TRACE_CROSSING_M_S:
		return &servo->seen.crossing_m_s;
	case NFOD_TRACE_SLED_VOLTS:
		return &servo->out.sled;
	case NFOD_TRACE_ACCEL_M_S2:
		return &servo->seen.accel_z;
	default:
		return NULL;
	}
}

static float calculated(const struct servo *servo, uint32_t signal)
{
	switch (signal) {
	case NFOD_TRACE_ANGLE_TURNS:
		return TURN_OF_ANGLE * (float)servo->spindle.angle;
	case NFOD_TRACE_SPEED_RPM:
		return RPM_OF_RAD_S * servo->spindle.speed;
	case NFOD_TRACE_RADIUS_MM:
		return 1e3f * (servo->sled.position + servo->track.report.lens_m);
	case NFOD_TRACE_STATE:
		return (float)servo->sup.state;
	case NFOD_TRACE_FEED_GAP_VOLTS:
		return learn_feed(&servo->learn, LEARN_GAP);
	case NFOD_TRACE_FEED_TRACK_VOLTS:
		return learn_feed(&servo->learn, LEARN_TRACK);
	case NFOD_TRACE_FOCUS_NM:
		return signal_focus_nm(&servo->signal, servo->seen.focus, servo->seen.sum);
	case NFOD_TRACE_MAY:
		return (float)(servo->guard.may_read + 2 * servo->guard.may_write);
	default:
		return 0.0f;
	}
}

static bool all_zero(const uint8_t *byte, uint32_t count)
{
	while (count--)
		if (*byte++)
			return false;
	return true;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t room_of(const struct trace *trace, uint32_t channels)
{
	return trace->bytes / (channels * (uint32_t)sizeof(float));
}

static bool makes_sense(const struct nfod_trace_setup *setup)
{
	if (!setup->channels || setup->channels > NFOD_TRACE_CHANNELS ||
	    setup->trigger >= NFOD_TRIGGER_COUNT || !setup->every)
		return false;
	for (uint32_t n = 0; n < setup->channels; n++)
		if (setup->signal[n] >= NFOD_TRACE_SIGNALS)
			return false;
	if (!all_zero(setup->signal + setup->channels, NFOD_TRACE_CHANNELS - setup->channels) ||
	    !all_zero(setup->reserved, sizeof(setup->reserved)))
		return false;
	if (setup->trigger == NFOD_TRIGGER_NOW && setup->before)
		return false;
	return true;
}

static void choose(struct servo *servo, uint32_t channel, uint8_t signal)
{
	struct trace *trace = &servo->trace;

	trace->source[channel] = place_of(servo, signal);
	if (trace->source[channel])
		return;
	trace->source[channel] = &trace->value[signal];
	trace->made |= 1u << signal;
}

static void set_running(struct servo *servo, bool running)
{
	door_hold(servo->door);
	servo->trace.running = running;
	door_let_go(servo->door);
}

static void set_up(struct servo *servo, const struct nfod_trace_setup *setup, uint32_t records)
{
	struct trace *trace = &servo->trace;

	trace->setup = *setup;
	trace->channels = setup->channels;
	trace->made = 0;
	for (uint32_t n = 0; n < setup->channels; n++)
		choose(servo, n, setup->signal[n]);
	trace->at = trace->memory;
	trace->end = trace->memory + records * setup->channels;
	trace->skip = 1;
	trace->before = setup->before;
	trace->written = 0;
	trace->left = records - setup->before;
	trace->kept = trace->left;
	/* What lasts already is not what is waited for. */
	trace->was = true;
	trace->triggered = setup->trigger == NFOD_TRIGGER_NOW;
}

bool trace_start(struct servo *servo, const struct nfod_trace_setup *setup)
{
	uint32_t records, room;

	if (!makes_sense(setup))
		return false;
	room = room_of(&servo->trace, setup->channels);
	records = setup->records ? setup->records : room;
	if (!records || records > room || setup->before >= records)
		return false;
	set_running(servo, false);
	set_up(servo, setup, records);
	set_running(servo, true);
	return true;
}

static bool holds(const struct servo *servo)
{
	switch (servo->trace.setup.trigger) {
	case NFOD_TRIGGER_RETRACT:
		return servo->guard.retracting;
	case NFOD_TRIGGER_SEEK:
		return servo->seek.state == SEEK_MOVE;
	case NFOD_TRIGGER_JUMP:
		return servo->track.report.mode == TRACK_JUMP;
	default:
		return servo->gap.report.mode == GAP_CLOSE &&
		       servo->seen.ges <= servo->fig.hand_over;
	}
}

static void watch(struct servo *servo)
{
	struct trace *trace = &servo->trace;
	bool is = holds(servo);

	if (is && !trace->was) {
		trace->triggered = true;
		trace->kept = trace->left + trace->written;
	}
	trace->was = is;
}

/* Out of the way of ticks that have nothing to calculate, or nothing to record. */
__attribute__((noinline)) static void calculate(struct servo *servo)
{
	struct trace *trace = &servo->trace;

	for (uint32_t made = trace->made; made; made &= made - 1) {
		uint32_t signal = (uint32_t)__builtin_ctz(made);

		trace->value[signal] = calculated(servo, signal);
	}
}

static void stop(struct servo *servo)
{
	struct trace *trace = &servo->trace;

	trace->first_tick = servo->ticks - (uint64_t)(trace->kept - 1) * trace->setup.every;
	trace->running = false;
}

static void record(struct servo *servo)
{
	struct trace *trace = &servo->trace;
	float *to = trace->at;

	if (trace->made)
		calculate(servo);
	for (uint32_t n = 0; n < trace->channels; n++)
		*to++ = *trace->source[n];
	trace->at = to == trace->end ? trace->memory : to;
	if (!trace->triggered)
		trace->written += trace->written < trace->before;
	else if (!--trace->left)
		stop(servo);
}

__attribute__((noinline)) static void run(struct servo *servo)
{
	struct trace *trace = &servo->trace;

	if (!trace->triggered)
		watch(servo);
	if (--trace->skip)
		return;
	trace->skip = trace->setup.every;
	record(servo);
}

void trace_tick(struct servo *servo)
{
	if (servo->trace.running)
		run(servo);
}

/* Copy records out of the ring, which begins anew at its end. */
static void copy_out(const struct trace *trace, uint32_t first, uint32_t records, uint8_t *to)
{
	uint32_t ring = (uint32_t)(trace->end - trace->memory) / trace->channels;
	uint32_t next = (uint32_t)(trace->at - trace->memory) / trace->channels;
	uint32_t bytes = trace->channels * (uint32_t)sizeof(float);
	uint32_t from = (next + ring - trace->kept + first) % ring;
	uint32_t straight = smaller(ring - from, records);

	memcpy(to, trace->memory + from * trace->channels, straight * bytes);
	memcpy(to + straight * bytes, trace->memory, (records - straight) * bytes);
}

/* How far it is; once it does not run it stays so. */
static void tell_progress(const struct servo *servo, struct nfod_trace_chunk *head)
{
	const struct trace *trace = &servo->trace;

	door_hold(servo->door);
	head->total = trace->triggered ? trace->kept - trace->left : trace->written;
	head->done = trace->channels && !trace->running;
	head->triggered = trace->triggered;
	door_let_go(servo->door);
}

uint32_t trace_answer(const struct servo *servo, uint16_t chunk, void *to)
{
	const struct trace *trace = &servo->trace;
	uint32_t bytes = trace->channels * (uint32_t)sizeof(float);
	struct nfod_trace_chunk head = {
		.magic = NFOD_TRACE_MAGIC,
		.chunk = chunk,
		.channels = (uint16_t)trace->channels,
		.every = trace->setup.every,
		.tick_hz = (uint32_t)servo->fig.tick_hz,
	};

	tell_progress(servo, &head);
	if (head.done) {
		uint32_t most = NFOD_TRACE_CHUNK_BYTES / bytes;
		uint32_t first = chunk * most;

		head.first_tick = trace->first_tick;
		if (first < trace->kept)
			head.records = smaller(trace->kept - first, most);
		copy_out(trace, first, head.records, (uint8_t *)to + sizeof(head));
	}
	memcpy(to, &head, sizeof(head));
	return (uint32_t)sizeof(head) + head.records * bytes;
}
