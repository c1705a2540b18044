// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "drive/calibrate.h"

#include "fw.h"

/* The last cluster before the user's on this side of the first zone. */
static void find_place(const struct nfod_fw *fw, uint8_t side, struct place *place)
{
	const struct nfod_zone *zone = &fw->disc.map.info.zone[0];

	map_place(&fw->disc.map, &fw->fig, zone->first + side * zone->clusters + zone->lead - 1,
		  place);
}

static void go(struct nfod_fw *fw)
{
	const struct calibration *cal = &fw->drive.calibration;
	struct place place;

	find_place(fw, cal->side, &place);
	motion_hover(fw, &place, plan_gap(&fw->plan, cal->side, cal->point));
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

/* Back to the gap that is read and written at. */
static void leave(struct nfod_fw *fw)
{
	struct place place;

	find_place(fw, NFOD_GROOVE, &place);
	rec_stay(fw, &place);
}

static struct refusal end_side(struct nfod_fw *fw)
{
	struct calibration *cal = &fw->drive.calibration;
	struct refusal no =
		plan_measured(&fw->plan, &fw->fig, &fw->disc.map.info, cal->side, cal->ges_q15);

	cal->point = 0;
	if (!no.fault && ++cal->side < NFOD_SIDES)
		go(fw);
	else if (!no.fault && motion_flies(fw))
		leave(fw);
	return no;
}

/**
 * calibrate_next() - take the sample that is due, go on to the next
 *
 * Return: why the disc cannot be taken.
 */
struct refusal calibrate_next(struct nfod_fw *fw)
{
	struct calibration *cal = &fw->drive.calibration;

	cal->ges_q15[cal->point] = motion_signal_q15(fw);
	if (++cal->point == PLAN_POINTS)
		return end_side(fw);
	go(fw);
	return (struct refusal){ .fault = NFOD_FAULT_NONE };
}
