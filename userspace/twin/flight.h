/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The head really flies (--servo full): the plant's ticks are the clock, and the
 * firmware's servo answers each of them.
 */
#ifndef NFOD_TWIN_FLIGHT_H
#define NFOD_TWIN_FLIGHT_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"
#include "plant/plant.h"

struct twin;

/**
 * struct flight - the part of the drive that flies
 * @plant: NULL with a kinematic servo
 * @firmware: figures that the firmware's loops are designed by
 * @drive: figures of this very drive
 * @disc: on the spindle
 * @upside_down: the next disc is put in so
 * @ticks: since the start, those that were left out included
 * @next_at: time of the next one
 * @resting: ticks in a row in which nothing moved and nothing was wanted
 * @polled_by: deadline of the firmware as it was after its last poll: ticks change what it
 *	would say, and must not change when it is polled
 * @horizon: time beyond which nobody has been yet: the wall clock's; TWIN_NEVER when
 *	time is free
 * @parked_at: without power, when the head has come away
 * @retracts: times that the head was pulled away
 * @retracted: it is, in this tick
 * @g2_hz: of the shaking, as the knob was set
 * @supply_v: ditto
 * @celsius: ditto
 * @tilt_mrad: ditto
 * @lost_light: by the lens
 * @shock: the last one, as the knob was set
 */
struct flight {
	struct plant *plant;
	struct nfod_figures firmware;
	struct nfod_figures drive;
	struct disc *disc;
	bool upside_down;
	uint64_t ticks;
	uint64_t next_at;
	uint32_t resting;
	uint64_t polled_by;
	uint64_t horizon;
	uint64_t parked_at;
	uint64_t retracts;
	bool retracted;
	double g2_hz;
	double supply_v;
	double celsius;
	double tilt_mrad[2];
	double lost_light;
	char shock[48];
};

/* The reference drive, kinematic. */
void flight_init(struct flight *flight);
void flight_free(struct flight *flight);

/* Fly from now on. Return: 0 or -1 (out of memory). */
int flight_begin(struct twin *twin);
/* Return: whether the head flies. */
bool flight_is_on(const struct twin *twin);

/* The disc in the closed tray is another one, or none. */
void flight_disc(struct twin *twin);
/* Power comes. */
void flight_power_on(struct twin *twin);
/* The supply is gone; what energy is left is used up here. */
void flight_power_off(struct twin *twin);

/**
 * flight_run() - ticks pass
 * @due: of whatever else there is to do
 *
 * Return: whether something has to be done now; else there are more ticks to come.
 */
bool flight_run(struct twin *twin, uint64_t due);

/* Ticks pass, come what may, until @now. */
void flight_reach(struct twin *twin, uint64_t now);

/* Time of the next tick, TWIN_NEVER at rest. */
uint64_t flight_next_tick(const struct twin *twin);
/* It comes in the midst of a call: whoever is called answers it by himself. */
void flight_tick(struct twin *twin);

/* A call has taken until @then; ticks have come in its midst, as far as anybody answers them. */
void flight_pass(struct twin *twin, uint64_t then);

/* Time passes until @then, though nobody answers. */
void flight_wait(struct twin *twin, uint64_t then);

/* Not at rest: there are ticks to come, wanted or not. */
bool flight_goes_on(const struct twin *twin);

/* Time of the next tick that cannot be left out, or TWIN_NEVER. */
uint64_t flight_deadline(const struct twin *twin);

/* The state of the plant goes into the digest. */
void flight_digest(struct twin *twin);

#endif
