// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <cjson/cJSON.h>
#include <inttypes.h>
#include <string.h>

#include "judge.h"
#include "nfod/format.h"
#include "report.h"
#include "units.h"

/* cJSON's numbers are doubles: counters of 64 bits go in as their digits. */
void json_u64(cJSON *object, const char *name, uint64_t value)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRIu64, value);
	cJSON_AddRawToObject(object, name, digits);
}

/* A full field has no terminating zero. */
static void add_text(cJSON *object, const char *name, const char *text, size_t size)
{
	char copy[64] = "";

	memcpy(copy, text, strnlen(text, size < sizeof(copy) ? size : sizeof(copy) - 1));
	cJSON_AddStringToObject(object, name, copy);
}

static cJSON *place_object(const struct place *place)
{
	cJSON *object = cJSON_CreateObject();

	json_u64(object, "bus", place->bus);
	json_u64(object, "address", place->address);
	if (place->mbit_s)
		json_u64(object, "speed_mbit_s", place->mbit_s);
	else
		cJSON_AddNullToObject(object, "speed_mbit_s");
	return object;
}

static void add_drive(cJSON *object, const struct nfod_identify *id)
{
	add_text(object, "serial", id->serial, sizeof(id->serial));
	add_text(object, "model", id->model, sizeof(id->model));
	add_text(object, "firmware", id->firmware, sizeof(id->firmware));
	cJSON_AddStringToObject(object, "fault", word_fault(id->fault));
}

cJSON *json_drive(const struct place *place, const struct nfod_identify *id)
{
	cJSON *object = place_object(place);

	add_drive(object, id);
	return object;
}

static void add_medium(cJSON *object, const struct nfod_identify *id)
{
	cJSON *medium = cJSON_AddObjectToObject(object, "medium");

	cJSON_AddStringToObject(medium, "state", word_medium(id->medium_state));
	cJSON_AddStringToObject(medium, "recording", word_recording(id->recording));
	cJSON_AddBoolToObject(medium, "read_only", id->flags & NFOD_ID_READ_ONLY);
	cJSON_AddBoolToObject(medium, "locked", id->flags & NFOD_ID_LOCKED);
	add_text(medium, "disc_id", id->disc_id, sizeof(id->disc_id));
	json_u64(medium, "blocks", id->capacity);
	json_u64(medium, "bytes", id->capacity * NFOD_BLOCK_BYTES);
}

cJSON *json_list(const struct list_entry *entry, unsigned int count)
{
	cJSON *list = cJSON_CreateArray();

	for (unsigned int i = 0; i < count; i++) {
		cJSON *object = place_object(&entry[i].place);

		if (entry[i].why[0]) {
			cJSON_AddStringToObject(object, "error", entry[i].why);
		} else if (entry[i].dfu) {
			add_text(object, "serial", entry[i].id.serial, sizeof(entry[i].id.serial));
			cJSON_AddBoolToObject(object, "dfu", true);
		} else {
			add_drive(object, &entry[i].id);
			add_medium(object, &entry[i].id);
		}
		cJSON_AddItemToArray(list, object);
	}
	return list;
}

static void add_refusal(cJSON *object, const struct nfod_drive_status *status)
{
	char words[NFODCTL_JUDGEMENT];
	cJSON *refusal;

	cJSON_AddStringToObject(object, "read_only_cause", word_cause(status->read_only));
	if (!status->refused) {
		cJSON_AddNullToObject(object, "refusal");
		return;
	}
	refusal = cJSON_AddObjectToObject(object, "refusal");
	cJSON_AddStringToObject(refusal, "fault", word_fault(status->refused));
	cJSON_AddStringToObject(refusal, "words", judge_refusal(words, status));
	json_u64(refusal, "figure", status->figure);
	json_u64(refusal, "limit", status->limit);
}

static void add_side(cJSON *object, const struct nfod_drive_status *status, unsigned int which)
{
	cJSON *side = cJSON_AddObjectToObject(object, word_side(which));

	json_u64(side, "gap_pm", status->gap_pm[which]);
	json_u64(side, "set_point_q15", status->set_point_q15[which]);
	json_u64(side, "slope_ppm_nm", status->slope_ppm_nm[which]);
	json_u64(side, "stated_ppm_nm", status->stated_ppm_nm[which]);
	cJSON_AddNumberToObject(side, "crosstalk_db", crosstalk_db(status, which));
}

static void add_flight(cJSON *object, const struct nfod_drive_status *status)
{
	cJSON *flight = cJSON_AddObjectToObject(object, "flight");
	cJSON *rejects;

	json_u64(flight, "head_na_milli", status->head_na_milli);
	json_u64(flight, "disc_na_milli", status->disc_na_milli);
	json_u64(flight, "runout_nm", status->runout_nm);
	add_side(flight, status, NFOD_GROOVE);
	add_side(flight, status, NFOD_LAND);
	rejects = cJSON_AddArrayToObject(flight, "rejects");
	for (unsigned int bit = 0; bit < 32; bit++)
		if (status->rejects >> bit & 1)
			cJSON_AddItemToArray(rejects, cJSON_CreateString(word_reject(bit)));
	add_refusal(flight, status);
}

static void add_reading(cJSON *object, const struct nfod_drive_status *status)
{
	cJSON *reading = cJSON_AddObjectToObject(object, "reading");
	char words[NFODCTL_JUDGEMENT];

	json_u64(reading, "symbols", status->symbols_read);
	json_u64(reading, "corrected", status->symbols_corrected);
	cJSON_AddNumberToObject(reading, "error_rate", symbol_error_rate(status));
	json_u64(reading, "sectors_lost", status->sectors_lost);
	json_u64(reading, "contacts", status->contacts);
	cJSON_AddStringToObject(reading, "judgement", judge_reading(words, status));
}

cJSON *json_info(const struct place *place, const struct nfod_identify *id,
		 const struct nfod_drive_status *status)
{
	cJSON *object = json_drive(place, id);
	cJSON *limits;
	cJSON *counters;

	json_u64(object, "protocol", id->version);
	add_medium(object, id);
	add_flight(object, status);
	limits = cJSON_AddObjectToObject(object, "limits");
	json_u64(limits, "block_bytes", id->block_bytes);
	json_u64(limits, "cluster_blocks", id->cluster_blocks);
	json_u64(limits, "max_blocks", id->max_blocks);
	json_u64(limits, "max_range_blocks", id->max_range_blocks);
	json_u64(limits, "slots", id->slots);
	counters = cJSON_AddObjectToObject(object, "counters");
	json_u64(counters, "boot", id->boot);
	json_u64(counters, "medium", id->medium);
	json_u64(counters, "epoch", id->epoch);
	json_u64(counters, "credit_bytes", id->credit);
	json_u64(counters, "lost_blocks", id->lost);
	return object;
}

static void add_head(cJSON *object, const struct nfod_drive_status *status)
{
	cJSON *head = cJSON_AddObjectToObject(object, "head");

	cJSON_AddBoolToObject(head, "parked", !status->radius_nm);
	json_u64(head, "radius_nm", status->radius_nm);
	json_u64(head, "zone", status->zone);
	cJSON_AddStringToObject(head, "side", word_side(status->side));
	cJSON_AddBoolToObject(head, "spinning", status->spinning);
	json_u64(head, "speed_mrpm", status->speed_mrpm);
}

static void add_latency(cJSON *object, const char *name, const uint32_t *histogram)
{
	struct latency latency = latency_of(histogram);
	cJSON *item = cJSON_AddObjectToObject(object, name);
	cJSON *buckets;

	json_u64(item, "commands", latency.commands);
	json_u64(item, "p50_us", (uint64_t)latency.p50_us);
	json_u64(item, "p90_us", (uint64_t)latency.p90_us);
	json_u64(item, "p99_us", (uint64_t)latency.p99_us);
	buckets = cJSON_AddArrayToObject(item, "log2_us");
	for (unsigned int n = 0; n < NFOD_HISTOGRAM_BUCKETS; n++)
		cJSON_AddItemToArray(buckets, cJSON_CreateNumber(histogram[n]));
}

static void add_counts(cJSON *object, const struct nfod_drive_status *status)
{
	json_u64(object, "uptime_us", status->uptime_us);
	json_u64(object, "blocks_read", status->blocks_read);
	json_u64(object, "blocks_written", status->blocks_written);
	json_u64(object, "read_hits", status->read_hits);
	json_u64(object, "clusters_read", status->clusters_read);
	json_u64(object, "clusters_written", status->clusters_written);
	json_u64(object, "flushes", status->flushes);
	json_u64(object, "seeks", status->seeks);
	json_u64(object, "seek_us", status->seek_us);
	json_u64(object, "rotate_us", status->rotate_us);
	json_u64(object, "transfer_us", status->transfer_us);
	json_u64(object, "medium_errors", status->medium_errors);
	json_u64(object, "aborts", status->aborts);
	json_u64(object, "link_resets", status->link_resets);
}

cJSON *json_status(const struct place *place, const struct nfod_identify *id,
		   const struct nfod_drive_status *status)
{
	cJSON *object = json_drive(place, id);
	cJSON *cache;

	add_medium(object, id);
	add_counts(object, status);
	cache = cJSON_AddObjectToObject(object, "cache");
	json_u64(cache, "pages", status->cache_pages);
	json_u64(cache, "dirty_pages", status->dirty_pages);
	add_head(object, status);
	add_reading(object, status);
	add_flight(object, status);
	add_latency(object, "read", status->read_us);
	add_latency(object, "write", status->write_us);
	return object;
}
