// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Clock recovery: the signal between samples, at cells. Between runs of three cells and
 * more the target goes from -2 to 2 or back in one cell: of two neighbours on either side
 * of zero, decided to be such a step, the sum tells how late they were taken (8 for a
 * cell) and how far off the middle is. A proportional and an integral part correct place
 * and rate, more strongly while the error is large.
 */
#include <math.h>

#include "engine/channel/channel.h"
#include "lib/resample.h"

/* Sum of both neighbours for a cell of lateness. */
#define LATE_UNITS 8.0f
/* Part of the error that is corrected in a block, and of it what the rate gets. */
#define GAIN_HELD 0.06f
#define GAIN_CATCH 0.40f
#define RATE_HELD 0.0009f
#define RATE_CATCH 0.04f
#define OFFSET_GAIN 0.04f
/* Mean size of errors, cells, above which the clock has to be caught. */
#define CAUGHT 0.17f
#define ERROR_MEMORY 0.95f
/* Further than this no disc's speed is off. */
#define DRIFT_MOST ((int64_t)1 << 32) / 45
/* The equaliser lags behind the samples' clock by as much, for whole lanes. */
#define LAG 8u

/**
 * struct crossings - of a block
 * @late: sum of lateness, units
 * @high: sum of level, units
 * @count: of them
 */
struct crossings {
	float late;
	float high;
	float count;
};

static float total(lanes_float lanes)
{
	float sum = 0;

	for (int i = 0; i < LANES; i++)
		sum += lanes[i];
	return sum;
}

LANES_INLINE lanes_float where(lanes_i32 mask, lanes_float value)
{
	return (lanes_float)((lanes_i32)value & mask);
}

LANES_HOT static void find_crossings(const float *signal, struct crossings *crossings)
{
	lanes_float late = { 0 }, high = { 0 }, count = { 0 };

	for (uint32_t i = 0; i < CLOCK_BLOCK; i += LANES) {
		lanes_float before = lanes_load(signal + i - 1), after = lanes_load(signal + i);
		lanes_float step = after - before, sum = after + before;
		lanes_i32 rise = step > 0, across = before * after < 0;
		lanes_float size = lanes_select(rise, step, -step);

		across &= (size > STEP_LEAST) & (size < STEP_MOST);
		late += where(across, lanes_select(rise, sum, -sum));
		high += where(across, sum);
		count += where(across, lanes_all(1));
	}
	*crossings = (struct crossings){ total(late), total(high), total(count) };
}

static void correct(struct clock *clock, float late)
{
	bool caught = clock->error < CAUGHT;
	int64_t most = DRIFT_MOST;

	clock->place -= (uint64_t)(int64_t)((caught ? GAIN_HELD : GAIN_CATCH) * late * 0x1p32f);
	clock->drift -= (int64_t)((caught ? RATE_HELD : RATE_CATCH) / CLOCK_BLOCK * late * 0x1p32f);
	if (clock->drift > most)
		clock->drift = most;
	if (clock->drift < -most)
		clock->drift = -most;
	clock->error = ERROR_MEMORY * clock->error + (1 - ERROR_MEMORY) * fabsf(late);
}

LANES_HOT static void take_samples(struct detector *detector, float *raw)
{
	struct clock *clock = &detector->clock;
	uint64_t step = (uint64_t)(((int64_t)1 << 32) + clock->drift);

	for (uint32_t i = 0; i < CLOCK_BLOCK; i += LANES) {
		lanes_store(raw + i,
			    resample_run(detector->sample, clock->place, step) - clock->offset);
		clock->place += LANES * step;
	}
}

/* Counts in a unit of the target: what the equaliser does to a long mark. */
static float counts(const struct equaliser *equaliser)
{
	float sum = 0;

	for (int i = 0; i < EQUALISER_TAPS; i++)
		sum += equaliser->tap[i];
	return sum > 0 ? 1 / sum : 0;
}

static void run_block(struct detector *detector, uint32_t at)
{
	struct clock *clock = &detector->clock;
	float *raw = detector->raw + CHANNEL_MARGIN + at;
	float *signal = detector->signal + CHANNEL_MARGIN + at - LAG;
	struct crossings crossings;

	take_samples(detector, raw);
	equaliser_run(&detector->equaliser, raw - LAG, signal, CLOCK_BLOCK);
	find_crossings(signal, &crossings);
	detector->phase[at / CLOCK_BLOCK] = 0;
	if (!(crossings.count > 0))
		return;
	detector->phase[at / CLOCK_BLOCK] = crossings.late / crossings.count / LATE_UNITS;
	correct(clock, detector->phase[at / CLOCK_BLOCK]);
	clock->offset +=
		OFFSET_GAIN * crossings.high / crossings.count / 2 * counts(&detector->equaliser);
}

static void run_silence(struct detector *detector, uint32_t at)
{
	memset(detector->raw + CHANNEL_MARGIN + at, 0, CLOCK_BLOCK * sizeof(float));
	equaliser_run(&detector->equaliser, detector->raw + CHANNEL_MARGIN + at - LAG,
		      detector->signal + CHANNEL_MARGIN + at - LAG, CLOCK_BLOCK);
}

void clock_run(struct detector *detector, uint32_t until)
{
	for (uint32_t at = detector->cells; at < until + LAG; at += CLOCK_BLOCK) {
		if (detector->clock.place >> 32 < detector->samples + CHANNEL_MARGIN) {
			run_block(detector, at);
			detector->heard = at + CLOCK_BLOCK;
		} else {
			run_silence(detector, at);
		}
		detector->cells = at + CLOCK_BLOCK;
	}
}
