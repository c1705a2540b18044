// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#include "plant/plant.h"
#include "twin/command.h"
#include "twin/twin.h"

#define TWO_PI 6.283185307179586

static void add_drive(cJSON *json, const struct twin *twin)
{
	cJSON_AddStringToObject(json, "serial", twin->serial);
	cJSON_AddStringToObject(json, "served", twin->host ? twin->host->where : "nowhere");
	cJSON_AddBoolToObject(json, "power", twin->powered);
	cJSON_AddBoolToObject(json, "plugged", twin->port.plugged);
	cJSON_AddBoolToObject(json, "present", twin->port.present);
	cJSON_AddNumberToObject(json, "configuration", twin->port.configuration);
	cJSON_AddNumberToObject(json, "alternate", twin->port.alternate[NFOD_IF_DISK]);
	cJSON_AddNumberToObject(json, "transfers_waiting", twin->port.transfers);
}

static void add_flash(cJSON *json, const struct flash *flash)
{
	cJSON *object, *erased;

	if (!flash->file)
		return;
	object = cJSON_AddObjectToObject(json, "flash");
	cJSON_AddNumberToObject(object, "flash_operations", (double)flash->operations);
	cJSON_AddNumberToObject(object, "most_erased", flash_wear(flash));
	erased = cJSON_AddArrayToObject(object, "erased");
	for (uint32_t sector = 0; sector < NFOD_FLASH_SECTORS; sector++)
		cJSON_AddItemToArray(erased, cJSON_CreateNumber(flash_erased(flash, sector)));
}

static void add_disc(cJSON *json, const struct twin *twin)
{
	const struct tray *tray = &twin->tray;

	cJSON_AddStringToObject(json, "tray", tray_name(tray));
	if (!tray->disc) {
		cJSON_AddNullToObject(json, "disc");
		return;
	}
	cJSON_AddStringToObject(json, "disc", tray->path);
	cJSON_AddStringToObject(json, "disc_id", disc_header(tray->disc)->disc_id);
	cJSON_AddBoolToObject(json, "protected", disc_protected(tray->disc));
	cJSON_AddNumberToObject(json, "damaged_places", (double)disc_surface(tray->disc)->damaged);
}

/* Of a board that counts them. */
static void add_instructions(cJSON *json, const struct board *board)
{
	if (!board->longest_poll)
		return;
	cJSON_AddNumberToObject(json, "longest_poll", (double)board->longest_poll);
	cJSON_AddNumberToObject(json, "ticks_within_calls", (double)board->ticks.within);
	cJSON_AddNumberToObject(json, "ticks_missed", (double)board->ticks.missed);
	cJSON_AddNumberToObject(json, "latest_tick", (double)board->ticks.latest);
}

static uint64_t contacts_of(const struct twin *twin)
{
	return flight_is_on(twin) ? plant_truth(twin->flight.plant)->contacts :
				    twin->engine.contacts;
}

/* What no drive knows of itself. */
static void add_truth(cJSON *json, const struct twin *twin)
{
	const struct plant_truth *truth;
	cJSON *object;

	if (!flight_is_on(twin))
		return;
	truth = plant_truth(twin->flight.plant);
	object = cJSON_AddObjectToObject(json, "truth");
	cJSON_AddNumberToObject(object, "ticks", (double)twin->flight.ticks);
	cJSON_AddNumberToObject(object, "gap_nm", truth->gap * 1e9);
	cJSON_AddNumberToObject(object, "offset_nm", truth->offset * 1e9);
	cJSON_AddBoolToObject(object, "land", truth->land);
	cJSON_AddNumberToObject(object, "zone", truth->zone);
	cJSON_AddNumberToObject(object, "turn", truth->turn);
	cJSON_AddNumberToObject(object, "radius_mm", truth->radius * 1e3);
	cJSON_AddNumberToObject(object, "rpm", truth->speed * 60.0 / TWO_PI);
	cJSON_AddNumberToObject(object, "radial_mrad", truth->tilt[0] * 1e3);
	cJSON_AddNumberToObject(object, "tangential_mrad", truth->tilt[1] * 1e3);
	cJSON_AddNumberToObject(object, "light_uw", truth->power_uw);
	cJSON_AddNumberToObject(object, "contacts", truth->contacts);
	cJSON_AddNumberToObject(object, "head_damage_nj", truth->head_damage * 1e9);
	cJSON_AddNumberToObject(object, "retracts", (double)twin->flight.retracts);
	cJSON_AddBoolToObject(object, "rests", !flight_goes_on(twin));
}

static void add_counters(cJSON *json, const struct twin *twin)
{
	const struct twin_counters *counters = &twin->counters;

	cJSON_AddNumberToObject(json, "bulk_transfers", (double)counters->bulk_transfers);
	cJSON_AddNumberToObject(json, "bytes_out", (double)counters->bytes_out);
	cJSON_AddNumberToObject(json, "bytes_in", (double)counters->bytes_in);
	cJSON_AddNumberToObject(json, "control_transfers", (double)counters->control_transfers);
	cJSON_AddNumberToObject(json, "cancelled", (double)counters->cancelled);
	cJSON_AddNumberToObject(json, "clusters_read", (double)twin->engine.clusters_read);
	cJSON_AddNumberToObject(json, "clusters_written", (double)twin->engine.clusters_written);
	cJSON_AddNumberToObject(json, "engine_errors", (double)twin->engine.errors);
	cJSON_AddNumberToObject(json, "contacts", (double)contacts_of(twin));
	cJSON_AddNumberToObject(json, "corrected_symbols", (double)twin->engine.corrected);
	cJSON_AddNumberToObject(json, "power_cuts", (double)counters->power_cuts);
	cJSON_AddNumberToObject(json, "slips", (double)counters->slips);
	cJSON_AddNumberToObject(json, "hostile_cases", (double)twin->hostile.cases);
}

void status_json(const struct twin *twin, char *text, size_t size)
{
	cJSON *json = cJSON_CreateObject();
	char *printed;

	cJSON_AddNumberToObject(json, "now_us", (double)(twin->now / 1000));
	cJSON_AddNumberToObject(json, "steps", (double)twin->step);
	cJSON_AddBoolToObject(json, "idle", !twin->work && twin_deadline(twin) == TWIN_NEVER);
	add_drive(json, twin);
	add_disc(json, twin);
	add_counters(json, twin);
	add_flash(json, &twin->flash);
	add_instructions(json, twin->board);
	add_truth(json, twin);
	printed = cJSON_PrintUnformatted(json);
	cJSON_Delete(json);
	snprintf(text, size, "%s", printed ? printed : "{}");
	free(printed);
}
