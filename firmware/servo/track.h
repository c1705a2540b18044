/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the tracking loop
 *
 * Holds the spot on a track, jumps from one to others near by, and changes between groove
 * and land. Long ways are seek.h's, which leaves the spot somewhere for CATCH.
 *
 *	OFF     actuator held in its middle against shaking (no light on tracks)
 *	CATCH   lets tracks go by at an even speed and listens to push-pull until its phase
 *		is known, then brings the spot to rest on the next track of the ordered side
 *	FOLLOW  on a track; with the spiral it wanders outwards, the sled follows
 *	JUMP    by order.tracks, counted in half periods: odd ones change the side
 *
 * Once the loop is closed there is one law for all: the spot is held on a reference, which
 * is the track itself, or a way that ends on it. Push-pull is a sine of the off-track; it
 * is unrolled by predicting its phase, so that the loop stays closed while tracks go by,
 * and a shock of some tracks is pulled back to the track that it came from.
 *
 * Mode CATCH or FOLLOW may be ordered while seek.h has the spot; it begins when the seek
 * has arrived.
 */
#ifndef FW_SERVO_TRACK_H
#define FW_SERVO_TRACK_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"
#include "nfod/format.h"
#include "servo/filter.h"

enum track_mode {
	TRACK_OFF,
	TRACK_CATCH,
	TRACK_FOLLOW,
	TRACK_JUMP,
};

/**
 * enum track_trouble - why not
 * @TRACK_NO_TROUBLE: it is, or is on its way
 * @TRACK_NO_CATCH: no lock within a turn or so; mode OFF
 * @TRACK_LOST: off track for too long; mode OFF
 * @TRACK_JUMPED_WRONG: the jump did not end on the track that was wanted, by the counter
 *	(FOLLOW then), or was ordered where there is no track to start from
 */
enum track_trouble {
	TRACK_NO_TROUBLE,
	TRACK_NO_CATCH,
	TRACK_LOST,
	TRACK_JUMPED_WRONG,
};

/**
 * struct track_order - the supervisor's
 * @number: raised by each
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
 * @error_nm: off-track of this tick; JUMP, CATCH: from the way
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

/**
 * struct track_way - from somewhere to the track at 0: fifth order in time, ends at rest
 * @ticks: gone
 * @total: its length; 0 = none
 * @per: 1 / @total
 * @c: coefficients of the parts of time
 */
struct track_way {
	uint32_t ticks;
	uint32_t total;
	float per;
	float c[6];
};

/**
 * struct track_listen - the push-pull while tracks go by: an oscillator of the crossing
 *	rate's frequency that leans on it
 * @c: cosine part, amplitude 1 as designed
 * @s: sine part, which is what push-pull shows
 * @miss: mean square of what it does not explain
 * @doubt: the same over fewer ticks
 * @turned: turns of the phase in the last few milliseconds
 */
struct track_listen {
	float c;
	float s;
	float miss;
	float doubt;
	float turned;
};

/**
 * struct track - the axis
 * @order: to it
 * @report: from it
 * @gain: of the loop, V/nm
 * @trim: of the loop's gain, by side, measured; 1 = as designed
 * @effort: volts that the actuator takes over those by the figures, measured
 * @lead: of the controller
 * @notch: at the parasitic mode
 * @integral: part of what goes into @hold that it gathers in a tick
 * @hold: V: integral action; what the spring needs
 * @volts_per_accel: V per m/s2
 * @spring: acceleration per travel, 1/s2
 * @aside_nm: where the spot is held while it follows, off the track's centre, outwards
 *	positive; the supervisor's
 * @error_nm: from the reference, expected at the next tick
 * @drift_nm: of it, per tick
 * @way: reference while there is one
 * @ref_nm: reference as the spot is to show it at the next tick
 * @sine: of the phase that push-pull is to have then
 * @cosine: ditto
 * @listen: while catching
 * @listening: loop is open
 * @listen_ticks: so long
 * @spot: seek.h's plan is followed by the crossing counter
 * @fading: push-pull's amplitude at 25 nm over that at the present gap
 * @side: enum nfod_side that is followed
 * @land: share of the other side's kind of track that will lie under the spot at the next
 *	tick; 0.5 when that is not known
 * @from: crossing counter at the start of a jump
 * @waited: ticks that an ordered jump has waited for a lift to pass
 * @ticks: in the present mode
 * @settled_ticks: in a row
 * @lost_ticks: in a row
 * @lens_m: actuator off the sled's middle
 * @drive: of the last tick, V
 */
struct track {
	struct track_order order;
	struct track_report report;
	float gain;
	float trim[NFOD_SIDES];
	float effort;
	struct section lead;
	struct section notch;
	float integral;
	float hold;
	float volts_per_accel;
	float spring;
	float aside_nm;
	float error_nm;
	float drift_nm;
	struct track_way way;
	float ref_nm;
	float sine;
	float cosine;
	struct track_listen listen;
	bool listening;
	uint32_t listen_ticks;
	bool spot;
	float fading;
	uint8_t side;
	float land;
	int32_t from;
	uint32_t waited;
	uint32_t ticks;
	uint32_t settled_ticks;
	uint32_t lost_ticks;
	float lens_m;
	float drive;
};

struct servo;

void track_init(struct track *track, const struct nfod_figures *fig);
/* One tick; the voltage it wants. */
float track_tick(struct servo *servo);
/* What is slow, one in SERVO_SLOW ticks: the lens' place, how strong push-pull is. */
void track_look(struct servo *servo);
/* The actuator has been found to take so many times the volts of the figures. */
void track_set_effort(struct track *track, float effort);
/* Open loop at a frequency as designed, plant, delay and hold included. */
void track_response(const struct servo *servo, float hz, float *re, float *im);
void track_order(struct track *track, uint8_t mode, uint8_t side, int32_t tracks);

#endif
