/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: gauge: calibration at load and with temperature
 *
 * The tick sums what is seen over a whole turn, so that run-out, eccentricity
 *and the disc's own unevenness average out; the supervisor makes scales and
 *offsets of the sums:
 *
 *	FAR	far-field light by quadrant, and the sum; run-out, by the
 *voltages with which the focus follows it over what the actuator makes of them
 *	TRACKS	push-pull while tracks are crossed: its middle and amplitude
 *	LEAN	quadrants on a track from above: how much the head is askew
 *
 * and then, on the track, finds how strong both loops are and how far the
 * actuators go for a volt, and brings tilt and learned run-out to rest before
 * the head is said to be there.
 */
#ifndef FW_SERVO_GAUGE_H
#define FW_SERVO_GAUGE_H

#include <stdbool.h>
#include <stdint.h>

/* Of a turn, for run-out. */
#define GAUGE_BINS 64

enum gauge_what {
	GAUGE_FAR,
	GAUGE_TRACKS,
	GAUGE_LEAN,
};

/**
 * enum gauge_step - on the track
 * @GAUGE_RUNOUT: the first turns are learned
 * @GAUGE_TILT: what the quadrants see of tilt is measured, and meanwhile the
 *	loops' strength
 * @GAUGE_TILT_AGAIN: ditto on the other side, where nothing else is new
 * @GAUGE_LEVEL: the head is levelled, learning goes on
 */
enum gauge_step {
	GAUGE_RUNOUT,
	GAUGE_TILT,
	GAUGE_TILT_AGAIN,
	GAUGE_LEVEL,
};

/**
 * struct gauge - state
 * @running: the tick sums; raised by the supervisor, cleared by the tick, which leaves the
 *	rest alone then
 * @done: it has; cleared by the supervisor
 * @what: enum gauge_what
 * @ticks: summed so far
 * @enough: whole turn
 * @quadrant: sums
 * @sum: ditto
 * @least: of push-pull
 * @most: ditto
 * @swing_nm: ditto, greatest off-track seen either way
 * @volts: of the gap actuator by angle: sums
 * @count: ditto, of samples
 * @step: enum gauge_step
 * @turn: at which it began
 */
struct gauge {
	bool running;
	bool done;
	uint8_t what;
	uint32_t ticks;
	uint32_t enough;
	float quadrant[4];
	float sum;
	float least;
	float most;
	float swing_nm;
	float volts[GAUGE_BINS];
	uint16_t count[GAUGE_BINS];
	uint8_t step;
	uint32_t turn;
};

struct servo;

void gauge_begin(struct servo *servo, enum gauge_what what);
/* Whether a turn of this kind has been summed; once. */
bool gauge_have(struct servo *servo, enum gauge_what what);
/* The tick's part, while it runs. */
void gauge_tick(struct servo *servo);
/* What a turn seen from afar says of light and run-out. */
void gauge_take_far(struct servo *servo);
/* What a turn across tracks says of push-pull. */
void gauge_take_tracks(struct servo *servo);
/* And how the quadrants differ, by enum tilt_axis. */
void gauge_take_lean(const struct servo *servo, float lean[2]);

/* Whether errors are learned of now. */
void gauge_learn(struct servo *servo, bool on);

/* On the track: tilt and run-out. Return: whether they are at rest. */
void gauge_begin_near(struct servo *servo);
bool gauge_near(struct servo *servo);

#endif
