// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/passage.h"

#include <math.h>
#include <string.h>

#include "engine/recording.h"

#define ELSEWHERE 2.0
/* Two clusters' ends and beginnings are the same but for rounding. */
#define SAME_TURNS 1e-9
/* A disc that turns more slowly than this, or not at all, is waited for as if it did. */
#define SLOWEST_HZ 1.0
/* The clock runs on for so long without wobble: some mm, more than any lift. */
#define COAST_TURNS (1.0 / 32)

static bool is_seen(const struct plant_truth *truth, const volatile struct nfod_frontend *fe)
{
	return fe->drive.control & NFOD_FE_READABLE && !(fe->block.status & NFOD_FE_RETRACTED) &&
	       truth->gap > 0.0 && truth->gap < QUALITY_GAP_MOST_NM * 1e-9 &&
	       fabs(truth->offset) < QUALITY_OFFSET_MOST_NM * 1e-9;
}

static double ahead_of(const struct passage *passage, const struct plant_truth *truth)
{
	double ahead = truth->turn + truth->angle - passage->place.start;

	if (truth->zone != passage->place.zone ||
	    truth->land != (passage->place.side == NFOD_LAND) || fabs(ahead) > 1.0)
		return ELSEWHERE;
	return ahead;
}

/* One cluster after the other: the same clock. */
static bool goes_on(const struct passage_place *last, const struct passage_place *next)
{
	return last->zone == next->zone && last->side == next->side &&
	       fabs(last->start + last->turns - next->start) < SAME_TURNS;
}

void passage_await(struct passage *passage, const struct passage_place *place)
{
	double unseen = goes_on(&passage->place, place) ? passage->unseen : ELSEWHERE;

	memset(passage, 0, sizeof(*passage));
	passage->place = *place;
	passage->unseen = unseen;
}

static void await(struct passage *passage, double ahead, bool seen, double moved, double tick_s)
{
	passage->unseen = seen && fabs(ahead) <= 0.5 ? 0.0 : passage->unseen + fabs(moved);
	seen |= passage->coasts && passage->unseen < COAST_TURNS;
	if (seen && ahead >= 0.0 && ahead < moved + SAME_TURNS) {
		passage->state = PASSAGE_UNDER;
		passage->passed = ahead - moved;
		return;
	}
	passage->turned += fmax(fabs(moved), SLOWEST_HZ * tick_s);
	if (passage->turned > NFOD_FE_TURNS_MOST)
		passage->state = PASSAGE_MISSED;
}

/* Symbols that are lost; one more stretch, or the last one grows. */
static void lose(struct quality_lift list[QUALITY_LIFTS], unsigned int *lifts, uint32_t first,
		 uint32_t count)
{
	struct quality_lift *last = *lifts ? &list[*lifts - 1] : NULL;

	if (last && (last->first + last->count == first || *lifts == QUALITY_LIFTS))
		last->count = first + count - last->first;
	else
		list[(*lifts)++] = (struct quality_lift){ first, count };
}

/* A spot that is elsewhere shuts the gate, too: it would write over something else. */
static void note_gate(struct passage *passage, bool seen, uint32_t status)
{
	if (passage->gate_shut || (seen && status & NFOD_FE_GATE_OPEN))
		return;
	passage->gate_shut = true;
	passage->shut_at = passage->done;
}

static void note_spot(struct passage *passage, uint32_t symbols, const struct plant_truth *truth)
{
	struct passage_spot *spot = &passage->spot[recording_cell(symbols) / NFOD_FRAME_CELLS];

	spot->gap_nm += (float)(truth->gap * 1e9);
	spot->offset_nm += (float)(truth->offset * 1e9);
	spot->radial_mrad += (float)(truth->tilt[0] * 1e3);
	spot->light_uw += (float)truth->power_uw;
	spot->ticks++;
}

static void pass(struct passage *passage, double ahead, bool seen, bool open,
		 const struct plant_truth *truth, double moved)
{
	uint32_t before = passage->done;

	passage->passed += fmax(moved, 0.0);
	passage->done = (uint32_t)(fmin(passage_part(passage), 1.0) * NFOD_FE_SYMBOLS);
	if (passage->passed >= passage->place.turns)
		passage->state = PASSAGE_OVER;
	/* Another turn's track is not this one, however well it is followed. */
	seen = seen && fabs(ahead - passage->passed) <= 0.5;
	passage->unseen = seen ? 0.0 : passage->unseen + fabs(moved);
	if (before >= NFOD_FE_SYMBOLS || passage->done == before)
		return;
	if (!seen || !open)
		lose(passage->hole, &passage->holes, before, passage->done - before);
	if (!seen) {
		lose(passage->lift, &passage->lifts, before, passage->done - before);
		return;
	}
	note_spot(passage, before, truth);
}

void passage_tick(struct passage *passage, const struct plant_truth *truth,
		  const volatile struct nfod_frontend *fe, double moved, double tick_s)
{
	double ahead = ahead_of(passage, truth);
	bool seen = is_seen(truth, fe);

	if (passage->state == PASSAGE_AWAITED)
		await(passage, ahead, seen, moved, tick_s);
	if (passage->state == PASSAGE_UNDER) {
		note_gate(passage, seen, fe->block.status);
		passage->seconds += tick_s;
		pass(passage, ahead, seen, fe->block.status & NFOD_FE_GATE_OPEN, truth, moved);
	}
}

double passage_part(const struct passage *passage)
{
	return passage->passed / passage->place.turns;
}

void passage_settle(struct passage *passage)
{
	for (unsigned int n = 0; n < MARKS_STRETCHES; n++) {
		struct passage_spot *spot = &passage->spot[n];
		float ticks = (float)spot->ticks;

		if (!spot->ticks)
			continue;
		spot->gap_nm /= ticks;
		spot->offset_nm /= ticks;
		spot->radial_mrad /= ticks;
		spot->light_uw /= ticks;
	}
}
