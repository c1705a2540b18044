// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "answer.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "nfod/container.h"
#include "nfod/format.h"

/* So that a capacity in bytes, and arithmetic with it, stays in 64 bits. */
#define MAX_CAPACITY (UINT64_MAX / 4 / NFOD_BLOCK_BYTES)

__attribute__((format(printf, 2, 3))) static bool refuse(char *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, NFODCTL_WHY, format, args);
	va_end(args);
	return false;
}

static bool all_zero(const void *data, size_t len)
{
	const unsigned char *byte = data;

	while (len--)
		if (*byte++)
			return false;
	return true;
}

static bool check_head(uint32_t magic, uint32_t expected, unsigned int version, unsigned int length,
		       size_t size, char *why)
{
	if (magic != expected)
		return refuse(why,
			      "magic is 0x%08" PRIx32 " instead of 0x%08" PRIx32
			      "; this is no nfod drive",
			      magic, expected);
	if (version != NFOD_WIRE_VERSION)
		return refuse(why,
			      "drive speaks protocol version %u, this nfodctl version %d; "
			      "update the older of the two",
			      version, NFOD_WIRE_VERSION);
	if (length < size)
		return refuse(why, "length field says %u bytes, %zu is the least", length, size);
	return true;
}

static bool check_received(size_t len, size_t size, char *why)
{
	if (len < size)
		return refuse(why, "answer has %zu bytes instead of %zu", len, size);
	return true;
}

static bool check_range(const char *field, uint32_t value, uint32_t least, uint32_t most, char *why)
{
	if (value < least || value > most)
		return refuse(why, "%s is %" PRIu32 ", allowed are %" PRIu32 " to %" PRIu32, field,
			      value, least, most);
	return true;
}

/* Printable ASCII, then zeroes: what is shown must not drive a terminal. */
static bool check_text(const char *field, const char *text, size_t size, char *why)
{
	size_t used = strnlen(text, size);

	for (size_t i = 0; i < used; i++)
		if (text[i] < ' ' || text[i] > '~')
			return refuse(why, "%s has a character 0x%02x at %zu", field,
				      (unsigned char)text[i], i);
	if (!all_zero(text + used, size - used))
		return refuse(why, "%s is not padded with zeroes", field);
	return true;
}

static bool check_texts(const struct nfod_identify *id, char *why)
{
	if (!check_text("serial", id->serial, sizeof(id->serial), why) ||
	    !check_text("model", id->model, sizeof(id->model), why) ||
	    !check_text("firmware", id->firmware, sizeof(id->firmware), why) ||
	    !check_text("disc_id", id->disc_id, sizeof(id->disc_id), why))
		return false;
	if (!id->serial[0])
		return refuse(why, "serial is empty");
	return true;
}

static bool check_limits(const struct nfod_identify *id, char *why)
{
	return check_range("block_bytes", id->block_bytes, NFOD_BLOCK_BYTES, NFOD_BLOCK_BYTES,
			   why) &&
	       check_range("cluster_blocks", id->cluster_blocks, NFOD_CLUSTER_BLOCKS,
			   NFOD_CLUSTER_BLOCKS, why) &&
	       check_range("max_blocks", id->max_blocks, 1, NFOD_MAX_TRANSFER_BLOCKS, why) &&
	       check_range("max_range_blocks", id->max_range_blocks, 1, UINT32_MAX, why) &&
	       check_range("slots", id->slots, 1, NFOD_MAX_SLOTS, why);
}

static bool check_medium(const struct nfod_identify *id, char *why)
{
	bool ready = id->medium_state == NFOD_MEDIUM_READY;

	if (!check_range("medium_state", id->medium_state, NFOD_MEDIUM_NONE, NFOD_MEDIUM_FAULT,
			 why) ||
	    !check_range("recording", id->recording, NFOD_RECORDING_NONE,
			 NFOD_RECORDING_MAGNETO_OPTICAL, why) ||
	    !check_range("fault", id->fault, NFOD_FAULT_NONE, NFOD_FAULT_COUNT - 1, why))
		return false;
	if (!ready && id->capacity)
		return refuse(why, "capacity is %" PRIu64 " blocks without a ready disc",
			      id->capacity);
	if (ready && (!id->capacity || id->capacity > MAX_CAPACITY))
		return refuse(why, "capacity of the ready disc is %" PRIu64 " blocks",
			      id->capacity);
	if (ready && id->recording == NFOD_RECORDING_NONE)
		return refuse(why, "recording kind of the ready disc is missing");
	return true;
}

static bool check_flags(const struct nfod_identify *id, char *why)
{
	unsigned int known = NFOD_ID_READ_ONLY | NFOD_ID_LOCKED | NFOD_ID_WRITE_CACHE;

	if (id->flags & ~known)
		return refuse(why, "flags are 0x%04x, known are 0x%04x", id->flags, known);
	if (!(id->flags & NFOD_ID_WRITE_CACHE))
		return refuse(why, "flags lack the write cache");
	return true;
}

bool answer_identify(const void *data, size_t len, struct nfod_identify *id, char *why)
{
	if (!check_received(len, sizeof(*id), why))
		return false;
	memcpy(id, data, sizeof(*id));
	if (!check_head(id->magic, NFOD_IDENTIFY_MAGIC, id->version, id->length, sizeof(*id), why))
		return false;
	if (id->reserved0 || !all_zero(id->reserved, sizeof(id->reserved)))
		return refuse(why, "reserved bytes are not zero");
	return check_limits(id, why) && check_medium(id, why) && check_flags(id, why) &&
	       check_texts(id, why);
}

bool answer_status(const void *data, size_t len, struct nfod_drive_status *status, char *why)
{
	if (!check_received(len, sizeof(*status), why))
		return false;
	memcpy(status, data, sizeof(*status));
	if (!check_head(status->magic, NFOD_STATUS_MAGIC, status->version, status->length,
			sizeof(*status), why))
		return false;
	if (!all_zero(status->reserved, sizeof(status->reserved)))
		return refuse(why, "reserved bytes are not zero");
	if (status->read_hits > status->blocks_read)
		return refuse(why, "read_hits is %" PRIu64 " of %" PRIu64 " blocks read",
			      status->read_hits, status->blocks_read);
	if (status->symbols_corrected > status->symbols_read)
		return refuse(why, "symbols_corrected is %" PRIu64 " of %" PRIu64 " symbols read",
			      status->symbols_corrected, status->symbols_read);
	return check_range("refused", status->refused, NFOD_FAULT_NONE, NFOD_FAULT_COUNT - 1,
			   why) &&
	       check_range("read_only", status->read_only, NFOD_CAUSE_NONE, NFOD_CAUSE_COUNT - 1,
			   why) &&
	       check_range("dirty_pages", status->dirty_pages, 0, status->cache_pages, why) &&
	       check_range("zone", status->zone, 0, NFOD_MAX_ZONES - 1, why) &&
	       check_range("side", status->side, NFOD_GROOVE, NFOD_LAND, why) &&
	       check_range("spinning", status->spinning, 0, 1, why);
}

bool answer_servo(const void *data, size_t len, struct nfod_servo_status *servo, char *why)
{
	if (!check_received(len, sizeof(*servo), why))
		return false;
	memcpy(servo, data, sizeof(*servo));
	if (!check_head(servo->magic, NFOD_SERVO_MAGIC, servo->version, servo->length,
			sizeof(*servo), why))
		return false;
	if (!all_zero(servo->reserved, sizeof(servo->reserved)))
		return refuse(why, "reserved bytes are not zero");
	return check_range("state", servo->state, 0, NFOD_SERVO_COUNT - 1, why) &&
	       check_range("side", servo->side, NFOD_GROOVE, NFOD_LAND, why) &&
	       check_range("last_retract", servo->last_retract, 0, NFOD_RETRACT_COUNT - 1, why) &&
	       check_range("may", servo->may, 0, 3, why) &&
	       check_range("fault", servo->fault, NFOD_FAULT_NONE, NFOD_FAULT_COUNT - 1, why) &&
	       check_range("own_bumps", servo->own_bumps, 0, servo->bumps, why) &&
	       check_range("bump_sectors_bad", servo->bump_sectors_bad, 0, NFOD_BUMPS_SECTORS, why);
}

bool answer_shape(const void *data, size_t len, unsigned int axis, struct nfod_shape *shape,
		  char *why)
{
	if (!check_received(len, sizeof(*shape), why))
		return false;
	memcpy(shape, data, sizeof(*shape));
	if (shape->magic != NFOD_SHAPE_MAGIC)
		return refuse(why, "magic is 0x%08" PRIx32 " instead of 0x%08x", shape->magic,
			      NFOD_SHAPE_MAGIC);
	return check_range("axis", shape->axis, axis, axis, why) &&
	       check_range("harmonics", shape->harmonics, 0, NFOD_SHAPE_HARMONICS, why);
}

/* No disc, no figures of it. */
static bool check_reserve(const struct nfod_health_status *health, char *why)
{
	uint32_t defects = health->defects_most;

	return check_range("user_clusters", health->user_clusters, 0, health->clusters, why) &&
	       check_range("defects_primary", health->defects_primary, 0, defects, why) &&
	       check_range("defects_secondary", health->defects_secondary, 0,
			   defects - health->defects_primary, why) &&
	       check_range("spare_zone", health->spare_zone, 0, NFOD_MAX_ZONES - 1, why) &&
	       check_range("spare", health->spare, 0, health->clusters, why) &&
	       check_range("spare_left", health->spare_left, 0, health->spare, why) &&
	       check_range("log", health->log, 0, health->clusters, why) &&
	       check_range("log_used", health->log_used, 0, health->log, why) &&
	       check_range("log_bad", health->log_bad, 0, health->log, why);
}

static bool check_certify(const struct nfod_health_status *health, char *why)
{
	return check_range("certify", health->certify, 0, NFOD_CERTIFY_BUSY | NFOD_CERTIFY_FULL,
			   why) &&
	       check_range("certify_end", health->certify_end, 0, health->clusters, why) &&
	       check_range("certify_next", health->certify_next, 0, health->certify_end, why) &&
	       check_range("certify_first", health->certify_first, 0, health->certify_next, why) &&
	       check_range("certify_found", health->certify_found, 0,
			   health->certify_next - health->certify_first, why);
}

bool answer_health(const void *data, size_t len, struct nfod_health_status *health, char *why)
{
	if (!check_received(len, sizeof(*health), why))
		return false;
	memcpy(health, data, sizeof(*health));
	if (!check_head(health->magic, NFOD_HEALTH_MAGIC, health->version, health->length,
			sizeof(*health), why))
		return false;
	if (health->reserved0 || !all_zero(health->reserved1, sizeof(health->reserved1)) ||
	    !all_zero(health->disc.reserved, sizeof(health->disc.reserved)))
		return refuse(why, "reserved bytes are not zero");
	return check_range("state", health->state, 0, NFOD_STORE_STATES - 1, why) &&
	       check_range("cause", health->cause, 0, NFOD_CAUSE_COUNT - 1, why) &&
	       check_range("verify", health->verify, 0, NFOD_VERIFY_POLICIES - 1, why) &&
	       check_range("settings", health->settings, 0, NFOD_SETTINGS_STATES - 1, why) &&
	       check_range("clusters", health->clusters, 0, NFOD_CLUSTERS_MOST, why) &&
	       check_reserve(health, why) && check_certify(health, why);
}

bool answer_firmware(const void *data, size_t len, struct nfod_firmware *firmware, char *why)
{
	if (!check_received(len, sizeof(*firmware), why))
		return false;
	memcpy(firmware, data, sizeof(*firmware));
	if (!check_head(firmware->magic, NFOD_FIRMWARE_MAGIC, firmware->version, firmware->length,
			sizeof(*firmware), why))
		return false;
	if (firmware->reserved0 || !all_zero(firmware->reserved, sizeof(firmware->reserved)))
		return refuse(why, "reserved bytes are not zero");
	return check_range("slot", firmware->slot, 0, NFOD_SLOTS - 1, why) &&
	       check_range("trial", firmware->trial, 0, 1, why) &&
	       check_range("verdict", firmware->verdict, 0, NFOD_REFUSALS - 1, why) &&
	       check_range("other_refusal", firmware->other_refusal, 0, NFOD_REFUSALS - 1, why);
}

static bool check_record(const struct nfod_fault_record *record, char *why)
{
	return check_range("record", record->magic, NFOD_FAULT_MAGIC, NFOD_FAULT_MAGIC, why) &&
	       check_range("its version", record->version, NFOD_FAULT_VERSION, NFOD_FAULT_VERSION,
			   why) &&
	       check_range("its length", record->bytes, sizeof(*record), sizeof(*record), why) &&
	       check_range("cause", record->cause, 1, NFOD_FAULT_CAUSES - 1, why) &&
	       check_range("stacked", record->stacked, 0, NFOD_FAULT_STACK, why);
}

bool answer_fault(const void *data, size_t len, struct nfod_fault_report *report, char *why)
{
	if (!check_received(len, sizeof(*report), why))
		return false;
	memcpy(report, data, sizeof(*report));
	if (!check_head(report->magic, NFOD_FAULT_REPORT_MAGIC, report->version, report->length,
			sizeof(*report), why))
		return false;
	if (!all_zero(report->reserved, sizeof(report->reserved)))
		return refuse(why, "reserved bytes are not zero");
	if (!check_range("present", report->present, 0, 1, why))
		return false;
	if (report->present)
		return check_record(&report->record, why);
	if (!all_zero(&report->record, sizeof(report->record)))
		return refuse(why, "a fault that is not there has a record");
	return true;
}

static bool check_place(const struct nfod_location_sector *at, char *why)
{
	if (at->cluster != NFOD_NOWHERE)
		return check_range("cluster", at->cluster, 1, NFOD_CLUSTERS_MOST, why) &&
		       check_range("zone", at->zone, 0, NFOD_MAX_ZONES - 1, why) &&
		       check_range("side", at->side, NFOD_GROOVE, NFOD_LAND, why) &&
		       check_range("sector", at->sector, 0, NFOD_CLUSTER_BLOCKS - 1, why);
	if (at->radius_nm || at->angle || at->zone || at->side || at->sector)
		return refuse(why, "a block that is nowhere has a place");
	return true;
}

bool answer_location(const void *data, size_t len, uint32_t user_cluster,
		     struct nfod_location *location, char *why)
{
	if (!check_received(len, sizeof(*location), why))
		return false;
	memcpy(location, data, sizeof(*location));
	if (!check_head(location->magic, NFOD_LOCATE_MAGIC, location->version, location->length,
			sizeof(*location), why) ||
	    !check_range("user_cluster", location->user_cluster, user_cluster, user_cluster, why))
		return false;
	for (unsigned int n = 0; n < NFOD_CLUSTER_BLOCKS; n++)
		if (!check_place(&location->sector[n], why))
			return false;
	return true;
}

/* The recording that is asked for may have been replaced by somebody else's. */
static bool check_same(const struct nfod_trace_chunk *head, const struct nfod_trace_setup *setup,
		       char *why)
{
	if (head->channels != setup->channels || head->every != setup->every ||
	    head->total > setup->records)
		return refuse(why, "this is another recording than the one that was started; "
				   "does somebody else use the trace, or did the drive restart?");
	return true;
}

static bool check_trace_head(const struct nfod_trace_chunk *head, unsigned int chunk, char *why)
{
	if (head->magic != NFOD_TRACE_MAGIC)
		return refuse(why, "magic is 0x%08" PRIx32 " instead of 0x%08x", head->magic,
			      NFOD_TRACE_MAGIC);
	return check_range("chunk", head->chunk, chunk, chunk, why) &&
	       check_range("done", head->done, 0, 1, why) &&
	       check_range("triggered", head->triggered, head->done, 1, why) &&
	       check_range("tick_hz", head->tick_hz, 1000, 10000000, why);
}

static bool check_records(const struct nfod_trace_chunk *head, size_t len, char *why)
{
	uint32_t bytes = head->channels * (uint32_t)sizeof(float);
	uint32_t most = NFOD_TRACE_CHUNK_BYTES / bytes;
	uint32_t first = head->chunk * most;
	uint32_t left = first < head->total ? head->total - first : 0;
	uint32_t due = left < most ? left : most;

	if (!head->done)
		due = 0;
	if (!check_range("total", head->total, head->done, UINT32_MAX, why) ||
	    !check_range("records", head->records, due, due, why))
		return false;
	if (len != sizeof(*head) + due * bytes)
		return refuse(why, "answer has %zu bytes instead of %zu", len,
			      sizeof(*head) + due * bytes);
	return true;
}

bool answer_trace(const void *data, size_t len, const struct nfod_trace_setup *setup,
		  unsigned int chunk, struct nfod_trace_chunk *head, char *why)
{
	if (!check_received(len, sizeof(*head), why))
		return false;
	memcpy(head, data, sizeof(*head));
	return check_trace_head(head, chunk, why) && check_same(head, setup, why) &&
	       check_records(head, len, why);
}
