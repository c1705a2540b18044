/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the door between main loop and tick
 *
 * The tick may come anywhere in the main loop, so what both touch, and at least one of
 * them writes, the main loop touches only while it holds the tick back; there are no
 * exceptions. servo.h says who holds. Holds are short: what takes long is done in between,
 * on what the tick does not touch just then.
 */
#ifndef FW_SERVO_DOOR_H
#define FW_SERVO_DOOR_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct door - whether the tick can come
 * @hold: the board's, as in struct nfod_board; NULL = ticks never come within another call
 * @ctx: handed back
 * @held: it cannot
 */
struct door {
	void (*hold)(void *ctx, bool hold);
	void *ctx;
	bool held;
};

/**
 * door_hold() - no tick from here on
 * @door: NULL = there is none, as where a servo is flown alone
 *
 * Not nested. What was read before is read anew behind it.
 */
static inline void door_hold(struct door *door)
{
	if (!door)
		return;
	if (door->hold)
		door->hold(door->ctx, true);
	if (door->held)
		__builtin_trap();
	door->held = true;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
}

/**
 * door_let_go() - one that has waited comes now
 */
static inline void door_let_go(struct door *door)
{
	if (!door)
		return;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	if (!door->held)
		__builtin_trap();
	door->held = false;
	if (door->hold)
		door->hold(door->ctx, false);
}

#endif
