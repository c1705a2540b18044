// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <cjson/cJSON.h>

#include "flight.h"
#include "report.h"
#include "units.h"

static void add_margins(cJSON *object, const struct nfod_loop_status *loop)
{
	cJSON *margins;

	if (!loop->crossover_hz) {
		cJSON_AddNullToObject(object, "margins");
		return;
	}
	margins = cJSON_AddObjectToObject(object, "margins");
	json_u64(margins, "crossover_hz", loop->crossover_hz);
	cJSON_AddNumberToObject(margins, "gain_db", loop->gain_margin_cdb / 1e2);
	cJSON_AddNumberToObject(margins, "phase_deg", loop->phase_margin_cdeg / 1e2);
	cJSON_AddNumberToObject(margins, "worst_db", loop->worst_cdb / 1e2);
}

static cJSON *add_loop(cJSON *object, const char *name, const struct nfod_loop_status *loop)
{
	cJSON *item = cJSON_AddObjectToObject(object, name);
	double rms = flight_nm(loop->rms_pm);
	double peak = flight_nm(loop->peak_pm);

	cJSON_AddNumberToObject(item, "rms_nm", rms);
	cJSON_AddNumberToObject(item, "three_sigma_nm", 3 * rms);
	cJSON_AddNumberToObject(item, "peak_nm", peak);
	cJSON_AddNumberToObject(item, "repeatable_nm", flight_nm(loop->repeatable_pm));
	cJSON_AddNumberToObject(item, "rms_percent_of_track", flight_percent(rms));
	cJSON_AddNumberToObject(item, "three_sigma_percent_of_track", flight_percent(3 * rms));
	cJSON_AddNumberToObject(item, "peak_percent_of_track", flight_percent(peak));
	json_u64(item, "learned_turns", loop->learned_turns);
	cJSON_AddNumberToObject(item, "gain_trim_percent", flight_trim(loop));
	add_margins(item, loop);
	return item;
}

static void add_loops(cJSON *object, const struct nfod_servo_status *servo)
{
	cJSON *gap = add_loop(object, "gap", &servo->gap);
	cJSON *track = add_loop(object, "track", &servo->track);
	cJSON *tilt = cJSON_AddObjectToObject(object, "tilt");

	cJSON_AddNumberToObject(gap, "seen_nm", flight_nm(servo->gap_pm));
	cJSON_AddNumberToObject(gap, "wanted_nm", flight_nm(servo->set_pm));
	cJSON_AddNumberToObject(track, "off_nm", flight_signed(servo->track_pm, 1e3));
	cJSON_AddNumberToObject(tilt, "radial_mrad", flight_signed(servo->tilt_urad[0], 1e3));
	cJSON_AddNumberToObject(tilt, "tangential_mrad", flight_signed(servo->tilt_urad[1], 1e3));
}

static void add_safety(cJSON *object, const struct nfod_servo_status *servo)
{
	cJSON *retracts, *bumps;

	json_u64(object, "contacts", servo->contacts);
	json_u64(object, "contacts_predicted", servo->predicted);
	retracts = cJSON_AddObjectToObject(object, "retracts");
	json_u64(retracts, "all", flight_retracts(servo));
	json_u64(retracts, "recovered", servo->retracts[NFOD_RETRACT_NONE]);
	cJSON_AddStringToObject(retracts, "last", word_retract(servo->last_retract));
	for (unsigned int n = 1; n < NFOD_RETRACT_COUNT; n++)
		json_u64(retracts, word_retract(n), servo->retracts[n]);
	bumps = cJSON_AddObjectToObject(object, "bumps");
	json_u64(bumps, "mapped", servo->bumps);
	json_u64(bumps, "own", servo->own_bumps);
	json_u64(bumps, "lifts", servo->bump_lifts);
	json_u64(bumps, "bad_sectors", servo->bump_sectors_bad);
}

static void add_moves(cJSON *object, const struct nfod_servo_status *servo)
{
	json_u64(object, "ready_us", servo->ready_us);
	json_u64(object, "pull_in_us", servo->pull_in_us);
	cJSON_AddNumberToObject(object, "overshoot_nm", flight_nm(servo->overshoot_pm));
	json_u64(object, "seeks", servo->seeks);
	json_u64(object, "seek_us", servo->seek_us);
	json_u64(object, "longest_seek_us", servo->longest_seek_us);
	json_u64(object, "jumps", servo->jumps);
	json_u64(object, "jump_us", servo->jump_us);
}

static void add_around(cJSON *object, const struct nfod_servo_status *servo)
{
	cJSON_AddNumberToObject(object, "head_celsius", (int16_t)servo->celsius_c / 1e2);
	json_u64(object, "recalibrations", servo->recalibrations);
	cJSON_AddNumberToObject(object, "supply_v", servo->supply_mv / 1e3);
	json_u64(object, "far_light_ppm", servo->far_light_ppm);
	json_u64(object, "worst_tick", servo->worst_tick);
}

static void add_shape(cJSON *object, const char *name, const struct nfod_shape *shape)
{
	cJSON *item = cJSON_AddObjectToObject(object, name);
	cJSON *amplitudes, *crests;

	json_u64(item, "radius_nm", shape->radius_nm);
	json_u64(item, "turns", shape->turns);
	amplitudes = cJSON_AddArrayToObject(item, "amplitude_nm");
	crests = cJSON_AddArrayToObject(item, "crest_turns");
	for (unsigned int n = 1; n <= shape->harmonics; n++) {
		cJSON_AddItemToArray(amplitudes, cJSON_CreateNumber(flight_amplitude(shape, n)));
		cJSON_AddItemToArray(crests, cJSON_CreateNumber(flight_crest(shape, n)));
	}
}

cJSON *json_servo(const struct place *place, const struct nfod_identify *id,
		  const struct servo_report *report)
{
	const struct nfod_servo_status *servo = &report->servo;
	cJSON *object = json_drive(place, id);
	cJSON *shape;

	cJSON_AddStringToObject(object, "state", word_servo_state(servo->state));
	cJSON_AddBoolToObject(object, "flies", !flight_is_kinematic(servo));
	cJSON_AddStringToObject(object, "servo_fault", word_fault(servo->fault));
	cJSON_AddStringToObject(object, "side", word_side(servo->side));
	cJSON_AddBoolToObject(object, "may_read", servo->may & 1);
	cJSON_AddBoolToObject(object, "may_write", servo->may & 2);
	json_u64(object, "ticks", servo->ticks);
	json_u64(object, "speed_mrpm", servo->speed_mrpm);
	json_u64(object, "radius_nm", servo->radius_nm);
	json_u64(object, "runout_nm", servo->runout_nm);
	json_u64(object, "radial_runout_nm", servo->radial_nm);
	if (flight_is_kinematic(servo))
		return object;
	add_loops(object, servo);
	add_safety(object, servo);
	add_moves(object, servo);
	add_around(object, servo);
	shape = cJSON_AddObjectToObject(object, "shape");
	add_shape(shape, "axial", &report->shape[FLIGHT_AXIAL]);
	add_shape(shape, "radial", &report->shape[FLIGHT_RADIAL]);
	return object;
}
