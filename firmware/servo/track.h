/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the tracking loop
 *
 * Holds the spot on a track, jumps from one to others near by, and changes between groove
 * and land. Long ways are seek.h's, which leaves the spot somewhere for CATCH.
 *
 *	OFF     actuator held in its middle against shaking (no light on tracks)
 *	CATCH   waits for the crossing speed to be low enough, closes on the nearest track
 *		of the ordered side
 *	FOLLOW  on a track; with the spiral it wanders outwards, the sled follows
 *	JUMP    by order.tracks, counted in half periods: odd ones change the side
 */
#ifndef FW_SERVO_TRACK_H
#define FW_SERVO_TRACK_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"
#include "servo/filter.h"

enum track_mode {
	TRACK_OFF,
	TRACK_CATCH,
	TRACK_FOLLOW,
	TRACK_JUMP,
};

/**
 * enum track_trouble - why not
 * @TRACK_NO_CATCH: no lock within a turn
 * @TRACK_LOST: off track for too long
 * @TRACK_JUMPED_WRONG: the jump did not end on a track
 */
enum track_trouble {
	TRACK_NO_TROUBLE,
	TRACK_NO_CATCH,
	TRACK_LOST,
	TRACK_JUMPED_WRONG,
};

/**
 * struct track_order - the supervisor's
 * @number: raised last
 * @mode: OFF, FOLLOW (which goes by CATCH) or JUMP
 * @side: enum nfod_side to be on afterwards
 * @tracks: JUMP: half periods (180 nm), outwards positive
 */
struct track_order {
	uint32_t number;
	uint8_t mode;
	uint8_t side;
	int32_t tracks;
};

/**
 * struct track_report - the tick's
 * @number: order that it belongs to
 * @mode: where it is
 * @trouble: enum track_trouble
 * @settled: off-track within the read window for settle time
 * @error_nm: off-track of this tick
 * @ticks: that the last catch or jump took until settled
 * @lens_m: where the actuator stands off the sled's middle, by its drive, slow part
 */
struct track_report {
	uint32_t number;
	uint8_t mode;
	uint8_t trouble;
	bool settled;
	float error_nm;
	uint32_t ticks;
	float lens_m;
};

#define TRACK_SECTIONS 4

/**
 * struct track - the axis
 * @gain: of the loop, V/nm
 * @trim: gain correction, measured
 * @section: integral, lead, notch, ...
 * @ticks: in the present mode
 * @settled_ticks: in a row
 * @lost_ticks: in a row
 * @jump: state of a jump: distance left and speed planned
 * @lens_m: low-passed model of the actuator's position
 */
struct track {
	struct track_order order;
	struct track_report report;
	float gain;
	float trim;
	struct section section[TRACK_SECTIONS];
	uint32_t ticks;
	uint32_t settled_ticks;
	uint32_t lost_ticks;
	struct track_jump {
		int32_t from;
		float way_m;
		float done_m;
		float speed;
	} jump;
	float lens_m;
	float lens_speed;
};

struct servo;

void track_init(struct track *track, const struct nfod_figures *fig);
float track_tick(struct servo *servo);
void track_response(const struct servo *servo, float hz, float *re, float *im);
void track_order(struct track *track, uint8_t mode, uint8_t side, int32_t tracks);

#endif
