// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "twin/flight.h"

#include <math.h>
#include <string.h>

#include "twin/twin.h"

/* Ticks in one go, before the sockets are looked after: 5 ms. */
#define TICKS_MOST 1000u
/* So many ticks without motion, and they are left out from then on. */
#define TICKS_TO_REST 200u
/* Without power the head's spring takes so long to bring it away. */
#define PARKING_NS (20 * TWIN_MS)

/* A disc whose lead-in says nothing has no tracks that anybody could follow. */
static const struct nfod_disc_info no_tracks = { .track_pitch_nm = 180 };

void flight_init(struct flight *flight)
{
	flight->firmware = NFOD_FIGURES_REFERENCE;
	flight->drive = NFOD_FIGURES_REFERENCE;
	flight->horizon = TWIN_NEVER;
	flight->celsius = 25.0;
}

void flight_free(struct flight *flight)
{
	if (flight->plant)
		plant_free(flight->plant);
}

bool flight_is_on(const struct twin *twin)
{
	return twin->flight.plant;
}

static double tick_seconds(const struct flight *flight)
{
	return 1.0 / (double)flight->drive.tick_hz;
}

/* Ticks stand on a grid that begins with time. */
static uint64_t tick_time(const struct flight *flight, uint64_t tick)
{
	return (uint64_t)((double)tick * 1e9 / (double)flight->drive.tick_hz);
}

static void leave_out(struct twin *twin, uint64_t until)
{
	struct flight *flight = &twin->flight;

	twin->now = until;
	flight->ticks = (uint64_t)((double)until * (double)flight->drive.tick_hz * 1e-9);
	while (tick_time(flight, flight->ticks) > until)
		flight->ticks--;
	while (tick_time(flight, flight->ticks + 1) <= until)
		flight->ticks++;
	flight->next_at = tick_time(flight, flight->ticks + 1);
}

/* ---- disc and power ---- */

void flight_disc(struct twin *twin)
{
	struct flight *flight = &twin->flight;
	struct disc *disc = twin->engine.disc;
	const struct nfod_disc_info *info = disc ? disc_info(disc) : NULL;

	if (!flight->plant || disc == flight->disc)
		return;
	flight->disc = disc;
	plant_turn_over(flight->plant, flight->upside_down);
	if (plant_insert(flight->plant, disc ? disc_surface(disc) : NULL,
			 !disc || info ? info : &no_tracks))
		twin_die("out of memory for a disc");
}

int flight_begin(struct twin *twin)
{
	struct flight *flight = &twin->flight;

	if (flight->plant)
		return 0;
	flight->plant = plant_new(&flight->drive, random_next(&twin->noise));
	if (!flight->plant)
		return -1;
	flight->supply_v = (double)flight->drive.supply_v;
	leave_out(twin, twin->now);
	twin->engine.flies = true;
	twin->engine.disc = NULL;
	tray_sense(twin);
	return 0;
}

void flight_power_on(struct twin *twin)
{
	struct flight *flight = &twin->flight;

	if (!flight->plant)
		return;
	twin->fe->features |= NFOD_FE_FLIES;
	plant_power(flight->plant, true);
	flight->resting = 0;
}

/* ---- time ---- */

static bool is_left_alone(const struct twin *twin)
{
	return !twin->runs || twin->board->ops->servo_rests(twin->board);
}

static void count_rest(struct twin *twin)
{
	struct flight *flight = &twin->flight;

	if (is_left_alone(twin) && plant_rests(flight->plant))
		flight->resting++;
	else
		flight->resting = 0;
}

/* Until somebody wants something of it. */
static bool rests(const struct twin *twin)
{
	return twin->flight.resting >= TICKS_TO_REST && is_left_alone(twin);
}

static void watch_retracts(struct flight *flight, uint32_t status)
{
	bool retracted = status & NFOD_FE_RETRACTED;

	flight->retracts += retracted && !flight->retracted;
	flight->retracted = retracted;
}

/* All of a tick but its answer. Return: whether somebody has to look at what it brought. */
static bool bring_tick(struct twin *twin)
{
	struct flight *flight = &twin->flight;
	enum engine_event event;

	plant_tick(flight->plant, twin->fe);
	twin->now = flight->next_at;
	flight->next_at = tick_time(flight, ++flight->ticks + 1);
	watch_retracts(flight, twin->fe->block.status);
	event = engine_tick(&twin->engine, plant_truth(flight->plant), tick_seconds(flight));
	if (event == ENGINE_CUT)
		twin_cut_soon(twin, TWIN_CUT_POWER);
	return event != ENGINE_NOTHING;
}

/* Return: the same. */
static bool tick(struct twin *twin)
{
	bool wanted = bring_tick(twin);

	if (twin->runs)
		wanted |= twin->board->ops->servo_tick(twin->board);
	count_rest(twin);
	return wanted;
}

/* Who is called has something to do, and does not rest. */
void flight_tick(struct twin *twin)
{
	twin->flight.resting = 0;
	twin->work |= bring_tick(twin);
}

uint64_t flight_next_tick(const struct twin *twin)
{
	return flight_goes_on(twin) ? twin->flight.next_at : TWIN_NEVER;
}

bool flight_run(struct twin *twin, uint64_t due)
{
	struct flight *flight = &twin->flight;
	uint64_t limit = due < flight->horizon ? due : flight->horizon;

	for (unsigned int left = TICKS_MOST; twin->now < due; left--) {
		if (rests(twin) || flight->next_at > limit) {
			if (due > flight->horizon || due == TWIN_NEVER)
				return false;
			leave_out(twin, due);
		} else if (!left) {
			return false;
		} else if (tick(twin)) {
			return true;
		}
	}
	return true;
}

void flight_reach(struct twin *twin, uint64_t now)
{
	struct flight *flight = &twin->flight;

	while (!rests(twin) && flight->next_at <= now)
		if (tick(twin))
			twin->work = true;
	if (now > twin->now)
		leave_out(twin, now);
}

void flight_wait(struct twin *twin, uint64_t then)
{
	if (flight_is_on(twin))
		flight_reach(twin, then);
	else
		twin->now = then;
}

void flight_pass(struct twin *twin, uint64_t then)
{
	if (twin->runs && flight_goes_on(twin) && then > twin->flight.next_at)
		then = twin->flight.next_at;
	if (then <= twin->now)
		return;
	if (twin->runs && flight_goes_on(twin))
		twin->now = then;
	else
		flight_wait(twin, then);
}

bool flight_goes_on(const struct twin *twin)
{
	return twin->flight.plant && !rests(twin);
}

uint64_t flight_deadline(const struct twin *twin)
{
	const struct flight *flight = &twin->flight;
	bool awaited = engine_needs_ticks(&twin->engine) || twin->now < flight->parked_at;

	if (!flight_goes_on(twin) || (!awaited && flight->horizon == TWIN_NEVER))
		return TWIN_NEVER;
	return flight->next_at;
}

/* ---- the end of power ---- */

static bool is_passing(const struct engine *engine)
{
	return engine_needs_ticks(engine) && engine->passage.state == PASSAGE_UNDER;
}

/*
 * With hold-up energy the cluster under the head is finished, if it lasts so long; then, or
 * at once, the head is let go and its spring takes it away from the disc.
 */
void flight_power_off(struct twin *twin)
{
	struct flight *flight = &twin->flight;
	uint64_t end = twin->now + (uint64_t)((double)flight->drive.hold_up_ms * TWIN_MS);

	if (!flight->plant)
		return;
	twin->fe->produced = twin->fe->consumed + twin->engine.busy;
	while (twin->faults.hold_up && is_passing(&twin->engine) && twin->now < end)
		tick(twin);
	plant_power(flight->plant, false);
	memset((void *)&twin->fe->drive, 0, sizeof(twin->fe->drive));
	flight->resting = 0;
	flight->parked_at = twin->now + PARKING_NS;
}

void flight_digest(struct twin *twin)
{
	const struct plant_truth *truth;
	uint64_t bits;

	if (!flight_is_on(twin))
		return;
	truth = plant_truth(twin->flight.plant);
	memcpy(&bits, &truth->gap, sizeof(bits));
	digest_word(&twin->digest, bits);
	memcpy(&bits, &truth->offset, sizeof(bits));
	digest_word(&twin->digest, bits);
}
