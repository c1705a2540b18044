// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "drive/calibrate.h"

#include "fw.h"

/* The last cluster before the user's on this side of the first zone. */
static void find_place(const struct nfod_fw *fw, uint8_t side, struct place *place)
{
	const struct nfod_zone *zone = &fw->disc.map.info.zone[0];

	map_place(&fw->disc.map, zone->first + side * zone->clusters + zone->lead - 1, place);
}

static void go(struct nfod_fw *fw)
{
	struct calibration *cal = &fw->drive.calibration;
	struct kinematic *kin = &fw->kin;
	struct place place;
	double seconds;

	find_place(fw, cal->side, &place);
	seconds =
		REF_SIGNAL_SETTLE + kin_move_time(kin->radius, place.radius, kin->side, place.side);
	cal->due_ns = kin_when_turned(kin, fw->now + (uint64_t)(seconds * 1e9), 1.0);
	kin->radius = place.radius;
	kin->side = place.side;
	head_near(fw, &place, plan_gap(&fw->plan, cal->side, cal->point));
}

/**
 * calibrate_begin() - the lead-in has been read and its plan made
 */
void calibrate_begin(struct nfod_fw *fw)
{
	fw->drive.calibration = (struct calibration){ 0 };
	rec_leave(fw);
	go(fw);
}

bool calibrate_is_done(const struct nfod_fw *fw)
{
	return fw->drive.calibration.side == NFOD_SIDES;
}

static struct refusal end_side(struct nfod_fw *fw)
{
	struct calibration *cal = &fw->drive.calibration;
	struct refusal no = plan_measured(&fw->plan, &fw->disc.map.info, cal->side, cal->ges_q15);

	cal->point = 0;
	if (!no.fault && ++cal->side < NFOD_SIDES)
		go(fw);
	return no;
}

/**
 * calibrate_next() - take the sample that is due, go on to the next
 *
 * Return: why the disc cannot be taken, or the drive not work.
 */
struct refusal calibrate_next(struct nfod_fw *fw)
{
	struct calibration *cal = &fw->drive.calibration;

	if (!head_is_there(fw))
		return (struct refusal){ .fault = NFOD_FAULT_ENGINE };
	cal->ges_q15[cal->point] = fw->board.fe->sample.ges_q15;
	if (++cal->point == PLAN_POINTS)
		return end_side(fw);
	go(fw);
	return (struct refusal){ .fault = NFOD_FAULT_NONE };
}
