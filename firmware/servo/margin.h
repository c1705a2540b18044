/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: loop margins, measured in place
 *
 * A small sine is added where an axis' drive leaves the controller, and the tick sums what
 * goes in and what comes back against sine and cosine: their ratio is the open loop at
 * that frequency. A sweep over a few gives crossover, gain and phase margin.
 *
 * Run-out is at multiples of the turn, so each point lies halfway between two of them and
 * lasts two turns: over these both are blind to each other. Where the loops are stiff next to
 * nothing of the sine is left behind it, and what does not repeat with the turn (the spiral
 * above all, which is a ramp) would be taken for it: slow points last four turns, seen through
 * a raised cosine, under which neither ramps nor multiples of the turn show.
 */
#ifndef FW_SERVO_MARGIN_H
#define FW_SERVO_MARGIN_H

#include <stdbool.h>
#include <stdint.h>

#define MARGIN_POINTS 24

/**
 * enum margin_loop - which
 */
enum margin_loop {
	MARGIN_GAP,
	MARGIN_TRACK,
	MARGIN_LOOPS,
};

/**
 * struct margin_report - of one loop
 * @points: measured
 * @hz: frequencies
 * @re: open loop
 * @im: ditto
 * @crossover_hz: |L| = 1
 * @gain_db: margin
 * @phase_deg: margin
 * @worst_db: greatest |1 / (1 + L)|
 */
struct margin_report {
	uint32_t points;
	float hz[MARGIN_POINTS];
	float re[MARGIN_POINTS];
	float im[MARGIN_POINTS];
	float crossover_hz;
	float gain_db;
	float phase_deg;
	float worst_db;
};

/**
 * struct margin - a sweep under way
 * @running: the supervisor's
 * @loop: enum margin_loop
 * @point: index
 * @ticks: until this point is over
 * @period: ticks that are summed
 * @c: oscillator
 * @s: ditto
 * @dc: its step
 * @ds: ditto
 * @wc: the same for the window, once round in a period; 0 = none
 * @ws: ditto
 * @dwc: its step
 * @dws: ditto
 * @amplitude: of the sine, V
 * @sum: correlations of this point: before the injection against c and s, behind it
 * @probe: no sweep, but one point for margin_probe()
 * @strength: of each loop over its design, by the last probe; 0 = none
 * @point_done: the tick has finished @point; the supervisor clears it
 */
struct margin {
	bool running;
	uint8_t loop;
	uint32_t point;
	uint32_t ticks;
	uint32_t period;
	float c, s, dc, ds;
	float wc, ws, dwc, dws;
	float amplitude;
	float sum[4];
	bool probe;
	float strength[MARGIN_LOOPS];
	bool point_done;
	struct margin_report report[MARGIN_LOOPS];
};

struct servo;

/* The loop is closed and stays so; nothing else is done with it meanwhile. */
void margin_begin(struct servo *servo, enum margin_loop loop);
void margin_stop(struct servo *servo);
/* Go on after margin_stop(), with the point that was under way. */
void margin_resume(struct servo *servo);
/**
 * margin_probe() - how strong a loop is over its design, near its crossover
 *
 * One point, two turns long; margin.strength has it when margin.running has gone, unless
 * margin_stop() came before: then it stays 0.
 */
void margin_probe(struct servo *servo, enum margin_loop loop);
/* The tick, between the two halves: @volts, all that leaves the controller and adds to its
 * feed-forward; returns it with the sine on top.
 */
float margin_tick(struct servo *servo, enum margin_loop loop, float volts);
/* The supervisor's part; whether a sweep has just ended. */
bool margin_poll(struct servo *servo);

/**
 * margin_judge() - crossover and margins from the points of a sweep
 *
 * Between points magnitude goes by the logarithm and phase straight with the logarithm
 * of frequency. Gain margin is that of the crossing of -180 degrees with the least.
 */
void margin_judge(struct margin_report *report);

#endif
