/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: whose fault a touch is
 *
 * A bump is met out of the blue: the gap was as it should be, nothing shook the drive, its
 * supply was full. What is touched then is on the map at once. A touch that a shock or a falling
 * supply may have brought about says little of the disc: its place is suspected only, and
 * is cleared of that when the head has passed it a few times without lifting.
 */
#ifndef FW_SERVO_BLAME_H
#define FW_SERVO_BLAME_H

#include <stdbool.h>
#include <stdint.h>

#define BLAME_SUSPECTS 8

/**
 * enum blame - what has pulled the head away
 * @BLAME_ELSE: shock, supply, or what came of them
 * @BLAME_FLIGHT: the gap was not held yet
 * @BLAME_DISC: something that stands out of it
 */
enum blame {
	BLAME_ELSE,
	BLAME_FLIGHT,
	BLAME_DISC,
};

/**
 * struct blame_suspect - a place that was touched for perhaps another reason
 * @angle: turns * 2^32
 * @radius_m: of the spot then
 * @passes: since then, without event
 */
struct blame_suspect {
	uint32_t angle;
	float radius_m;
	uint32_t passes;
};

/**
 * struct blames - what is known to judge by
 * @upset: tick at which shock or supply last disturbed
 * @unsettled: tick at which the gap was last not held
 * @upset_known: @upset means something
 * @excused: the head is coming back from what the disc is not to blame for
 * @angle: of the disc at the last look
 * @contacts: that were counted before the head was pulled away
 * @suspect: the oldest gives way to the next
 * @count: of them
 */
struct blames {
	uint64_t upset;
	uint64_t unsettled;
	bool upset_known;
	bool excused;
	uint32_t angle;
	uint32_t contacts;
	struct blame_suspect suspect[BLAME_SUSPECTS];
	uint32_t count;
};

struct servo;

/* The supervisor's look at what else may move the head; at every poll. */
void blame_watch(struct servo *servo);
/* Whether the disc has been touched since all was well, and nobody was told. */
bool blame_touched(struct servo *servo);
/* Whose fault the retract is that has just happened near the disc, with a touch or without. */
enum blame blame_retract(struct servo *servo, bool touched);
/* What was touched was low: the head is still about where the model of the lens has it. */
bool blame_was_knock(const struct servo *servo);
/* A place is suspected. Return: whether it was already. */
bool blame_suspect(struct blames *blames, uint32_t angle, float radius_m);
/* The same place, as far as the tip reaches. */
bool blame_same_place(uint32_t angle, float radius_m, uint32_t other_angle, float other_radius_m);

#endif
