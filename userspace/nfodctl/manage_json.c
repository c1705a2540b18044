// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "manage.h"

#include <cjson/cJSON.h>

#include "nfod/format.h"
#include "units.h"

static void add_reserve(cJSON *object, const struct nfod_health_status *health)
{
	cJSON *spare = cJSON_AddObjectToObject(object, "spare");
	cJSON *defects = cJSON_AddObjectToObject(object, "defects");
	cJSON *log = cJSON_AddObjectToObject(object, "log");

	json_u64(spare, "zone", health->spare_zone);
	json_u64(spare, "left", health->spare_left);
	json_u64(spare, "whole", health->spare);
	json_u64(defects, "primary", health->defects_primary);
	json_u64(defects, "secondary", health->defects_secondary);
	json_u64(defects, "most", health->defects_most);
	json_u64(log, "clusters", health->log);
	json_u64(log, "used", health->log_used);
	json_u64(log, "bad", health->log_bad);
}

static void add_certify(cJSON *object, const struct nfod_health_status *health)
{
	cJSON *certify = cJSON_AddObjectToObject(object, "certify");

	cJSON_AddBoolToObject(certify, "busy", health->certify & NFOD_CERTIFY_BUSY);
	cJSON_AddBoolToObject(certify, "full", health->certify & NFOD_CERTIFY_FULL);
	json_u64(certify, "first", health->certify_first);
	json_u64(certify, "next", health->certify_next);
	json_u64(certify, "end", health->certify_end);
	json_u64(certify, "found", health->certify_found);
}

static void add_diary(cJSON *object, const struct nfod_health *disc)
{
	cJSON *powers, *steps;

	json_u64(object, "loads", disc->loads);
	json_u64(object, "unclean", disc->unclean);
	json_u64(object, "checkpoints", disc->checkpoints);
	json_u64(object, "log_clusters", disc->log_clusters);
	json_u64(object, "clusters", disc->clusters);
	json_u64(object, "merged", disc->merged);
	json_u64(object, "reassigned", disc->reassigned);
	json_u64(object, "write_failures", disc->write_failures);
	json_u64(object, "read_failures", disc->read_failures);
	json_u64(object, "contacts", disc->contacts);
	json_u64(object, "corrected", disc->corrected);
	json_u64(object, "retries", disc->retries);
	json_u64(object, "verified", disc->verified);
	json_u64(object, "refused", disc->refused);
	json_u64(object, "calibrations", disc->calibrations);
	json_u64(object, "uncalibrated", disc->uncalibrated);
	steps = cJSON_AddObjectToObject(object, "retry_steps");
	for (unsigned int step = 0; step < NFOD_RETRIES; step++) {
		cJSON *item = cJSON_AddObjectToObject(steps, word_retry(step));

		json_u64(item, "tried", disc->tried[step]);
		json_u64(item, "helped", disc->helped[step]);
	}
	powers = cJSON_AddObjectToObject(object, "power_uw");
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		json_u64(powers, word_side(side), disc->power_uw[side]);
}

cJSON *json_health(const struct place *place, const struct nfod_identify *id,
		   const struct nfod_health_status *health)
{
	cJSON *object = json_drive(place, id);

	cJSON_AddStringToObject(object, "state", word_store(health->state));
	cJSON_AddStringToObject(object, "cause", word_cause(health->cause));
	cJSON_AddStringToObject(object, "verify", word_verify(health->verify));
	cJSON_AddStringToObject(object, "settings", word_settings(health->settings));
	json_u64(object, "clusters", health->clusters);
	json_u64(object, "user_clusters", health->user_clusters);
	add_reserve(object, health);
	add_certify(object, health);
	add_diary(cJSON_AddObjectToObject(object, "diary"), &health->disc);
	return object;
}

cJSON *json_location(uint64_t lba, const struct nfod_location *location)
{
	const struct nfod_location_sector *at = &location->sector[lba % NFOD_CLUSTER_BLOCKS];
	cJSON *object = cJSON_CreateObject();

	json_u64(object, "block", lba);
	if (at->cluster == NFOD_NOWHERE) {
		cJSON_AddNullToObject(object, "cluster");
		return object;
	}
	json_u64(object, "cluster", at->cluster);
	json_u64(object, "sector", at->sector);
	json_u64(object, "zone", at->zone);
	cJSON_AddStringToObject(object, "side", word_side(at->side));
	json_u64(object, "radius_nm", at->radius_nm);
	cJSON_AddNumberToObject(object, "angle_turns", at->angle / 4294967296.0);
	return object;
}

static void add_words(cJSON *object, const char *name, const uint32_t *word, uint32_t count)
{
	cJSON *array = cJSON_AddArrayToObject(object, name);

	for (uint32_t n = 0; n < count; n++)
		cJSON_AddItemToArray(array, cJSON_CreateNumber(word[n]));
}

struct cJSON *json_fault(const struct place *place, const struct nfod_identify *id,
			 const struct nfod_fault_report *report)
{
	const struct nfod_fault_record *record = &report->record;
	cJSON *object = json_drive(place, id);

	cJSON_AddBoolToObject(object, "present", report->present);
	if (!report->present)
		return object;
	cJSON_AddStringToObject(object, "cause", nfod_fault_words(record->cause));
	json_u64(object, "faults", record->faults);
	json_u64(object, "pc", record->pc);
	json_u64(object, "lr", record->lr);
	json_u64(object, "sp", record->sp);
	json_u64(object, "psr", record->psr);
	json_u64(object, "exc_return", record->exc_return);
	json_u64(object, "cfsr", record->cfsr);
	json_u64(object, "hfsr", record->hfsr);
	json_u64(object, "mmfar", record->mmfar);
	json_u64(object, "bfar", record->bfar);
	json_u64(object, "vectors", record->vectors);
	add_words(object, "r", record->r, 13);
	add_words(object, "stack", record->stack, record->stacked);
	return object;
}
