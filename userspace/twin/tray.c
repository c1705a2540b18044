// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "twin/tray.h"

#include <stdio.h>
#include <string.h>

#include "twin/twin.h"

#define MOTOR_NS (800 * TWIN_MS)
#define HAND_NS (300 * TWIN_MS)
#define BUTTON_NS (200 * TWIN_MS)

static bool moving(const struct tray *tray)
{
	return tray->state == TRAY_OPENING || tray->state == TRAY_CLOSING;
}

const char *tray_name(const struct tray *tray)
{
	static const char *const names[] = {
		[TRAY_CLOSED] = "closed",
		[TRAY_OPENING] = "opening",
		[TRAY_OPEN] = "open",
		[TRAY_CLOSING] = "closing",
	};

	return names[tray->state];
}

static void put_under_head(struct twin *twin, struct disc *disc)
{
	if (disc == twin->engine.disc)
		return;
	engine_take_disc(&twin->engine, disc);
	flight_disc(twin);
}

void tray_sense(struct twin *twin)
{
	const struct tray *tray = &twin->tray;
	uint32_t sense = 0;

	if (tray->disc)
		sense |= NFOD_FE_SENSE_DISC;
	if (tray->state == TRAY_CLOSED)
		sense |= NFOD_FE_SENSE_DOOR_CLOSED;
	if (tray->released_at)
		sense |= NFOD_FE_SENSE_BUTTON;
	twin->fe->sense = sense;
	put_under_head(twin, tray->state == TRAY_CLOSED ? tray->disc : NULL);
	twin->work = true;
}

static void move(struct twin *twin, enum tray_state state, uint64_t duration)
{
	twin->tray.state = state;
	twin->tray.moved_at = twin->now + duration;
	tray_sense(twin);
}

static void put_away(struct disc *disc, const char *path)
{
	if (disc && disc_close(disc))
		twin_say("%s could not be written back: the disc may be damaged", path);
}

static void insert_next(struct twin *twin)
{
	struct tray *tray = &twin->tray;

	put_away(tray->disc, tray->path);
	tray->disc = tray->next;
	tray->next = NULL;
	memcpy(tray->path, tray->next_path, sizeof(tray->path));
	move(twin, TRAY_CLOSING, HAND_NS);
}

/* The order stands in a register of its own and is taken out of it. */
void tray_doorbell(struct twin *twin)
{
	struct tray *tray = &twin->tray;
	uint32_t order = twin->fe->tray;

	twin->fe->tray = 0;
	if (order == NFOD_FE_TRAY_OPEN &&
	    (tray->state == TRAY_CLOSED || tray->state == TRAY_CLOSING))
		move(twin, TRAY_OPENING, MOTOR_NS);
	else if (order == NFOD_FE_TRAY_CLOSE &&
		 (tray->state == TRAY_OPEN || tray->state == TRAY_OPENING))
		move(twin, TRAY_CLOSING, MOTOR_NS);
}

static void arrive(struct twin *twin)
{
	struct tray *tray = &twin->tray;

	tray->state = tray->state == TRAY_OPENING ? TRAY_OPEN : TRAY_CLOSED;
	tray_sense(twin);
	if (tray->state == TRAY_OPEN && tray->next)
		insert_next(twin);
}

void tray_run(struct twin *twin)
{
	struct tray *tray = &twin->tray;

	if (moving(tray) && tray->moved_at <= twin->now)
		arrive(twin);
	if (tray->released_at && tray->released_at <= twin->now) {
		tray->released_at = 0;
		tray_sense(twin);
	}
}

uint64_t tray_deadline(const struct twin *twin)
{
	const struct tray *tray = &twin->tray;
	uint64_t deadline = moving(tray) ? tray->moved_at : TWIN_NEVER;

	if (tray->released_at && tray->released_at < deadline)
		deadline = tray->released_at;
	return deadline;
}

void tray_press_button(struct twin *twin)
{
	twin->tray.released_at = twin->now + BUTTON_NS;
	tray_sense(twin);
}

void tray_force_open(struct twin *twin)
{
	if (twin->tray.state == TRAY_CLOSED || twin->tray.state == TRAY_CLOSING)
		move(twin, TRAY_OPENING, HAND_NS);
}

void tray_load(struct twin *twin, struct disc *disc, const char *path)
{
	struct tray *tray = &twin->tray;

	put_away(tray->next, tray->next_path);
	tray->next = disc;
	snprintf(tray->next_path, sizeof(tray->next_path), "%s", path);
	if (tray->state == TRAY_OPEN)
		insert_next(twin);
	else
		tray_force_open(twin);
}

void tray_place(struct twin *twin, struct disc *disc, const char *path)
{
	twin->tray.disc = disc;
	snprintf(twin->tray.path, sizeof(twin->tray.path), "%s", path);
	tray_sense(twin);
}

void tray_free(struct tray *tray)
{
	put_away(tray->next, tray->next_path);
	put_away(tray->disc, tray->path);
}
