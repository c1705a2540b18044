// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "recorder/power.h"

#include <string.h>

#include "fw.h"

_Static_assert(NFOD_ROOT_POWERS == NFOD_SIDES * NFOD_MAX_ZONES, "one for each");

/* Areas of one kind of track that must say that no power is good (j). */
#define BAD_MOST 3u
/* So many times figures.h's recal_k and a write does not go before new trials (j). */
#define FAR_OFF 3.0f
/* Film melts at 600 C, loses its magnetisation at 190 (d). */
#define MELT_C 600.0f
#define CURIE_C 190.0f
/* Temperatures must differ by so much to learn from: powers are found to a percent or two (j). */
#define LEARN_K 15.0f
/* A change of temperature that is worth a look whether trials are due, 1/100 degree (j). */
#define LOOK 50

/* What the lead-in recommends, and at what temperature. */
static const struct nfod_power recommended = { .power = 1000, .balance = 1000, .celsius = 2500 };

static struct nfod_power *known_at(struct nfod_fw *fw, uint16_t zone, uint8_t side)
{
	return &fw->store.power[zone * NFOD_SIDES + side];
}

static uint64_t bit(uint16_t zone)
{
	return 1ull << zone;
}

static int16_t head_celsius(const struct nfod_fw *fw)
{
	return fw->board.block->celsius;
}

/**
 * power_forget() - the disc is gone, another may come
 */
void power_forget(struct nfod_fw *fw)
{
	struct power *power = &fw->power;

	*power = (struct power){ .runs = power->runs, .ns = power->ns };
}

/**
 * power_stop() - the recorder's jobs are cancelled, trials among them
 */
void power_stop(struct nfod_fw *fw)
{
	fw->power.run.active = false;
}

/* ---- what is written with ---- */

/* The zone's own, or else that of the nearest one where any was found. */
static const struct nfod_power *nearest(const struct nfod_fw *fw, uint16_t zone, uint8_t side)
{
	const struct nfod_power *all = &fw->store.power[side];
	uint32_t zones = fw->disc.map.info.zones, n;

	for (n = 0; n < zones; n++) {
		if (n <= zone && all[(zone - n) * NFOD_SIDES].state == NFOD_POWER_FOUND)
			return &all[(zone - n) * NFOD_SIDES];
		if (zone + n < zones && all[(zone + n) * NFOD_SIDES].state == NFOD_POWER_FOUND)
			return &all[(zone + n) * NFOD_SIDES];
	}
	return NULL;
}

static const struct nfod_power *best_known(const struct nfod_fw *fw, uint16_t zone, uint8_t side)
{
	const struct nfod_power *known = nearest(fw, zone, side);

	return known ? known : &recommended;
}

/* Warmer film needs less: what is missing to the temperature that matters. */
static float per_kelvin(const struct nfod_fw *fw, uint8_t side, float celsius)
{
	bool magnetic = fw->disc.map.info.recording == NFOD_RECORDING_MAGNETO_OPTICAL;

	if (fw->power.per_k[side] < 0.0f)
		return fw->power.per_k[side];
	return -1.0f / ((magnetic ? CURIE_C : MELT_C) - celsius);
}

static float at_temperature(const struct nfod_fw *fw, uint8_t side, const struct nfod_power *known)
{
	float kelvin = (float)(head_celsius(fw) - known->celsius) * 1e-2f;
	float change = kelvin * per_kelvin(fw, side, (float)known->celsius * 1e-2f);

	return (float)known->power * 1e-3f * clampf(1.0f + change, 0.5f, 1.5f);
}

/**
 * power_light() - set points at a place
 *
 * Return: valid until asked for another place of that side.
 */
const struct side_plan *power_light(struct nfod_fw *fw, const struct place *place)
{
	struct side_plan *light = &fw->power.light[place->side];
	const struct nfod_power *known = best_known(fw, place->zone, place->side);

	power_scale(fw, light, place->side, at_temperature(fw, place->side, known),
		    (float)known->balance * 1e-3f);
	return light;
}

/**
 * power_drift() - how much warmer the head is than when the powers for a place were found,
 * 1/100 degree
 */
int32_t power_drift(const struct nfod_fw *fw, const struct place *place)
{
	return head_celsius(fw) - best_known(fw, place->zone, place->side)->celsius;
}

/* ---- where trials are due ---- */

static float kelvin_off(struct nfod_fw *fw, uint16_t zone, uint8_t side)
{
	float kelvin = (float)(head_celsius(fw) - known_at(fw, zone, side)->celsius) * 1e-2f;

	return kelvin < 0.0f ? -kelvin : kelvin;
}

/* Film that is erased first is written as the lead-in says. */
static bool has_area(const struct nfod_fw *fw, uint16_t zone, uint8_t side)
{
	return !plan_is_by_light(&fw->plan) && power_area(fw, zone, side).count;
}

static bool needs_trials(struct nfod_fw *fw, uint16_t zone, uint8_t side, float kelvin)
{
	const struct power *power = &fw->power;

	if (power->mute || power->failed[side] & bit(zone) || !has_area(fw, zone, side))
		return false;
	return known_at(fw, zone, side)->state != NFOD_POWER_FOUND ||
	       kelvin_off(fw, zone, side) > kelvin;
}

/* If a zone's area was bad and nothing is known from elsewhere, that is what is asked next. */
static bool asks_elsewhere(struct nfod_fw *fw, uint16_t zone, uint8_t side)
{
	return known_at(fw, zone, side)->state == NFOD_POWER_BAD && !nearest(fw, zone, side);
}

/* Where trials are due before a write goes to a zone. */
static bool find_area(struct nfod_fw *fw, uint16_t *zone, uint8_t side)
{
	float kelvin = FAR_OFF * fw->fig.recal_k;
	uint32_t zones = fw->disc.map.info.zones, n;
	uint16_t from = *zone;

	if (needs_trials(fw, from, side, kelvin))
		return true;
	if (!asks_elsewhere(fw, from, side))
		return false;
	for (n = 1; n < zones; n++) {
		*zone = (uint16_t)((from + n) % zones);
		if (needs_trials(fw, *zone, side, kelvin))
			return true;
	}
	return false;
}

static void begin(struct nfod_fw *fw, uint16_t zone, uint8_t side)
{
	const struct nfod_power *known = best_known(fw, zone, side);

	power_begin(fw, zone, side, known != &recommended, at_temperature(fw, side, known),
		    (float)known->balance * 1e-3f);
}

static void note_used(struct power *power, const struct place *place)
{
	if (power->used[place->side] & bit(place->zone))
		return;
	power->used[place->side] |= bit(place->zone);
	power->look = true;
}

/**
 * power_admits() - whether a write may go to a place now
 *
 * If not, trials have been begun that it waits for.
 */
bool power_admits(struct nfod_fw *fw, const struct place *place)
{
	uint16_t zone = place->zone;

	if (fw->power.run.active)
		return false;
	if (!fw->power.hopeless && find_area(fw, &zone, place->side)) {
		begin(fw, zone, place->side);
		return false;
	}
	note_used(&fw->power, place);
	return true;
}

/* ---- what came of them ---- */

/* Two calibrations of one place at two temperatures. */
static void learn(struct nfod_fw *fw, const struct nfod_power *before)
{
	const struct power_run *run = &fw->power.run;
	float kelvin = (float)(run->celsius - before->celsius) * 1e-2f;
	float *per_k = &fw->power.per_k[run->side];
	float usual = per_kelvin(fw, run->side, (float)before->celsius * 1e-2f);
	float seen;

	if (before->state != NFOD_POWER_FOUND || (kelvin < LEARN_K && kelvin > -LEARN_K))
		return;
	seen = (run->power / ((float)before->power * 1e-3f) - 1.0f) / kelvin;
	*per_k = 0.5f * (usual + clampf(seen, 3.0f * usual, usual / 3.0f));
}

static uint16_t thousandths(float value)
{
	return (uint16_t)clampf(value * 1e3f + 0.5f, 1.0f, 9999.0f);
}

static void note_found(struct nfod_fw *fw)
{
	const struct power_run *run = &fw->power.run;
	struct nfod_power *known = known_at(fw, run->zone, run->side);
	float write_uw = (float)fw->plan.side[run->side].write_uw;

	learn(fw, known);
	*known = (struct nfod_power){
		.power = thousandths(run->power),
		.balance = thousandths(run->balance),
		.low = run->window.open_low ? 0 : thousandths(run->window.low),
		.high = run->window.open_high ? 0 : thousandths(run->window.high),
		.celsius = run->celsius,
		.state = NFOD_POWER_FOUND,
	};
	fw->store.health.calibrations++;
	fw->store.health.power_uw[run->side] = (uint32_t)(write_uw * run->power + 0.5f);
}

static uint32_t count_bad(struct nfod_fw *fw, uint8_t side)
{
	uint32_t bad = 0;
	uint16_t zone;

	for (zone = 0; zone < fw->disc.map.info.zones; zone++)
		bad += known_at(fw, zone, side)->state == NFOD_POWER_BAD;
	return bad;
}

static uint32_t count_areas(const struct nfod_fw *fw, uint8_t side)
{
	uint32_t areas = 0;
	uint16_t zone;

	for (zone = 0; zone < fw->disc.map.info.zones; zone++)
		areas += has_area(fw, zone, side);
	return areas;
}

static void give_up_disc(struct nfod_fw *fw)
{
	fw->power.hopeless = true;
	store_stop(&fw->store, NFOD_CAUSE_POWER);
	drive_tell_fault(fw, NFOD_FAULT_POWER);
}

/* What was found before is better than nothing. */
static void note_failed(struct nfod_fw *fw, enum nfod_power_state state)
{
	const struct power_run *run = &fw->power.run;
	struct nfod_power *known = known_at(fw, run->zone, run->side);
	uint32_t areas = count_areas(fw, run->side);

	fw->power.failed[run->side] |= bit(run->zone);
	fw->store.health.uncalibrated++;
	if (known->state != NFOD_POWER_FOUND)
		*known = (struct nfod_power){ .state = (uint16_t)state };
	if (!nearest(fw, run->zone, run->side) &&
	    count_bad(fw, run->side) >= (areas < BAD_MOST ? areas : BAD_MOST))
		give_up_disc(fw);
}

/**
 * power_settle() - the trials under way are over
 */
void power_settle(struct nfod_fw *fw, enum nfod_power_state state)
{
	struct power_run *run = &fw->power.run;

	if (state == NFOD_POWER_FOUND)
		note_found(fw);
	else
		note_failed(fw, state);
	fw->power.ns += fw->now - run->begin_ns;
	run->active = false;
}

/* ---- again ---- */

static bool is_quiet(const struct nfod_fw *fw)
{
	return disc_is_clean(fw) && disc_is_quiet(fw);
}

static bool is_worth_a_look(struct nfod_fw *fw)
{
	struct power *power = &fw->power;
	int32_t change = head_celsius(fw) - power->looked;

	if (!power->look && change < LOOK && change > -LOOK)
		return false;
	power->looked = head_celsius(fw);
	power->look = false;
	return true;
}

/* A side of a zone that is written and has become warmer or colder since its trials. */
static bool find_drifted(struct nfod_fw *fw, uint16_t *zone, uint8_t *side)
{
	for (*side = 0; *side < NFOD_SIDES; (*side)++)
		for (*zone = 0; *zone < fw->disc.map.info.zones; (*zone)++)
			if (fw->power.used[*side] & bit(*zone) &&
			    needs_trials(fw, *zone, *side, fw->fig.recal_k))
				return true;
	return false;
}

/**
 * power_poll() - get on with trials
 *
 * Return: whether anything changed.
 */
bool power_poll(struct nfod_fw *fw)
{
	struct power *power = &fw->power;
	uint16_t zone;
	uint8_t side;

	if (power->run.active)
		return power_run(fw);
	if (power->drifted ? !is_quiet(fw) : !is_worth_a_look(fw))
		return false;
	power->drifted = !power->hopeless && drive_has_disc(fw) && find_drifted(fw, &zone, &side);
	if (!power->drifted || !is_quiet(fw))
		return false;
	begin(fw, zone, side);
	return true;
}

/**
 * power_deadline() - when power_poll() has something to do by itself
 */
uint64_t power_deadline(const struct nfod_fw *fw)
{
	uint64_t due = fw->disc.busy_ns + DISC_IDLE_NS;

	return fw->power.drifted && due > fw->now ? due : NFOD_FW_NEVER;
}
