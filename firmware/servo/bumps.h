/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: map of bumps
 *
 * What stands out of the disc, from the press' inspection and from own retracts and
 * contacts. Consulted so that a mapped bump is flown over: the set point rises in
 * time before it and comes down after it, on every track that the tip passes it on.
 */
#ifndef FW_SERVO_BUMPS_H
#define FW_SERVO_BUMPS_H

#include <stdbool.h>
#include <stdint.h>

#define BUMPS_MOST 1024
/* When there are so many, the press' map gets no more room: it is for what is found here. */
#define BUMPS_TOLD 768
/* Those that the present track meets, by angle, for the tick. */
#define BUMPS_NEAR 16

/**
 * struct bump - one
 * @radius_nm: where
 * @angle: turns * 2^32, as the spindle counts
 * @height_nm: above the surface
 * @own: found by this drive, not by the press
 */
struct bump {
	uint32_t radius_nm;
	uint32_t angle;
	uint16_t height_nm;
	bool own;
};

/**
 * struct bump_window - one lift
 * @from: angle at which it begins
 * @span: angle that it lasts
 * @ramp: of this the rise, and the same the fall
 * @per_ramp: 1 / @ramp
 * @ahead: angle that passes while the drive puts something out
 * @lift_nm: at the top
 * @bend_nm: by which the parasitic mode goes before it, likewise
 * @volts: feed-forward at 1 of the rise's second derivative by @ramp
 */
struct bump_window {
	uint32_t from;
	uint32_t span;
	uint32_t ramp;
	float per_ramp;
	uint32_t ahead;
	float lift_nm;
	float bend_nm;
	float volts;
};

/**
 * struct bumps - the map
 * @list: by ascending radius
 * @count: of them
 * @near: two sets for this radius, speed and gap, by angle
 * @near_count: ditto
 * @set: which of them is the tick's
 * @generation: of @set; the tick looks where it is in a new one
 * @seen: generation that the tick has looked at
 * @next: window that comes or that the head is in
 * @inside: it is
 * @fade: how far a head that came into the middle of it has come up, 0..1
 * @next_tick: when bumps_lift() is expected again; else the head has to find its place
 * @lift_nm: set point's rise in this tick
 * @volts: acceleration for it, fed forward
 * @lifts: flown over since power-up
 * @near_radius: that @near was made for, m
 * @near_speed: ditto, rad/s
 * @near_free: ditto: height that needs no lift, nm
 * @stale: the list has changed since
 * @full: more were found than fit
 * @told_nm: the highest that the press told of, with room on the list or without
 */
struct bumps {
	struct bump list[BUMPS_MOST];
	uint32_t count;
	struct bump_window near[2][BUMPS_NEAR];
	uint8_t near_count[2];
	uint8_t set;
	uint8_t generation;
	uint8_t seen;
	uint8_t next;
	bool inside;
	float fade;
	uint32_t next_tick;
	float lift_nm;
	float volts;
	uint32_t lifts;
	float near_radius;
	float near_speed;
	float near_free;
	bool stale;
	bool full;
	uint16_t told_nm;
};

struct servo;

void bumps_forget(struct bumps *bumps);
/**
 * bumps_add() - put one on the map
 *
 * One that is already there (as near as the drive can tell them apart) keeps its place
 * and the greater height.
 *
 * Return: false when the map is full.
 */
bool bumps_add(struct bumps *bumps, const struct bump *bump);
/**
 * bumps_tell() - put one on the map that the press has found
 *
 * What finds no room is touched once, so the highest should come first.
 */
void bumps_tell(struct bumps *bumps, const struct bump *bump);
/* The supervisor's part: windows for the radius at hand; whether they changed. */
bool bumps_poll(struct servo *servo);
/* The tick's part: rise of the set point now, nm; what the drive needs is in @volts. */
float bumps_lift(struct servo *servo);
/* Whether there is any, or one is left that has to be forgotten. */
static inline bool bumps_wait(const struct bumps *bumps)
{
	return bumps->near_count[bumps->set] || bumps->inside;
}
/* Whether the head is in a lift, or will come into one in so many ticks. */
bool bumps_within(const struct servo *servo, float ticks);

/* Whether the head has to be lifted over a stretch of track, at the gap that is held. */
bool bumps_over(const struct servo *servo, float radius_m, uint32_t from, uint32_t span);

/* The highest that can be flown over when @gap_nm is held, nm above the surface. */
float bumps_height_most(float gap_nm);

#endif
