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
/* Those that the present track meets, by angle, for the tick. */
#define BUMPS_NEAR 16

/**
 * struct bump - one
 * @radius_nm: where
 * @angle: turns * 2^32
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
 * struct bumps - the map
 * @list: by ascending radius
 * @count: of them
 * @near: for this radius, two sets; by angle: window in which to be up
 * @near_count: ditto
 * @set: the tick's
 * @lift_nm: set point's rise in this tick
 * @full: more were found than fit
 */
struct bumps {
	struct bump list[BUMPS_MOST];
	uint32_t count;
	struct bump_window {
		uint32_t from;
		uint32_t until;
		float lift_nm;
	} near[2][BUMPS_NEAR];
	uint8_t near_count[2];
	uint8_t set;
	float lift_nm;
	bool full;
};

struct servo;

void bumps_forget(struct bumps *bumps);
/* Return: false when the map is full. */
bool bumps_add(struct bumps *bumps, const struct bump *bump);
/* The supervisor's part: windows for the radius at hand; whether they changed. */
bool bumps_poll(struct servo *servo);
/* The tick's part: rise of the set point now, nm. */
float bumps_lift(struct servo *servo);

#endif
