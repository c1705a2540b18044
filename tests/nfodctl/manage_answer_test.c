// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Hostile answers about the disc's upkeep: each is refused, with a reason that names the field. */
#include "hostile.h"
#include "nfod/container.h"
#include "nfod/format.h"
#include "sample.h"

#define SEED 0x5eedu
#define CASES 50000
#define ASKED 77u

#define HEALTH(field, value) REFUSE(&health, struct nfod_health_status, field, value)
#define LOCATION(field, value) REFUSE(&location, struct nfod_location, field, value)

static size_t good_health(void *bytes)
{
	struct nfod_health_status good = sample_health();

	memcpy(bytes, &good, sizeof(good));
	return sizeof(good);
}

static bool take_health(const void *bytes, size_t len, char *why)
{
	struct nfod_health_status taken;

	if (!answer_health(bytes, len, &taken, why))
		return false;
	assert_memory_equal(bytes, &taken, sizeof(taken));
	return true;
}

static const struct hostile health = { good_health, take_health };

static size_t good_location(void *bytes)
{
	struct nfod_location good = sample_location(ASKED);

	memcpy(bytes, &good, sizeof(good));
	return sizeof(good);
}

static bool take_location(const void *bytes, size_t len, char *why)
{
	struct nfod_location taken;

	if (!answer_location(bytes, len, ASKED, &taken, why))
		return false;
	assert_memory_equal(bytes, &taken, sizeof(taken));
	return true;
}

static const struct hostile location = { good_location, take_location };

static size_t good_firmware(void *bytes)
{
	struct nfod_firmware good = sample_firmware();

	memcpy(bytes, &good, sizeof(good));
	return sizeof(good);
}

static bool take_firmware(const void *bytes, size_t len, char *why)
{
	struct nfod_firmware taken;

	if (!answer_firmware(bytes, len, &taken, why))
		return false;
	assert_memory_equal(bytes, &taken, sizeof(taken));
	return true;
}

static const struct hostile firmware = { good_firmware, take_firmware };

static size_t good_fault(void *bytes)
{
	struct nfod_fault_report good = sample_fault();

	memcpy(bytes, &good, sizeof(good));
	return sizeof(good);
}

static bool take_fault(const void *bytes, size_t len, char *why)
{
	struct nfod_fault_report taken;

	if (!answer_fault(bytes, len, &taken, why))
		return false;
	assert_memory_equal(bytes, &taken, sizeof(taken));
	return true;
}

static const struct hostile fault = { good_fault, take_fault };

static void lengths(void **state)
{
	(void)state;
	hostile_lengths(&health);
	hostile_lengths(&location);
	hostile_lengths(&firmware);
	hostile_lengths(&fault);
}

static void absurd_health_is_refused(void **state)
{
	const struct nfod_health_status good = sample_health();

	(void)state;
	HEALTH(magic, NFOD_STATUS_MAGIC);
	REFUSE_AS(&health, struct nfod_health_status, version, 9, "version 9");
	HEALTH(length, sizeof(good) - 1);
	HEALTH(state, NFOD_STORE_STATES);
	HEALTH(cause, NFOD_CAUSE_COUNT);
	HEALTH(verify, NFOD_VERIFY_POLICIES);
	HEALTH(certify, 4);
	HEALTH(clusters, NFOD_CLUSTERS_MOST + 1);
	HEALTH(user_clusters, good.clusters + 1);
	HEALTH(defects_primary, good.defects_most + 1);
	HEALTH(defects_secondary, good.defects_most - good.defects_primary + 1);
	HEALTH(spare_zone, NFOD_MAX_ZONES);
	HEALTH(spare_left, good.spare + 1);
	HEALTH(spare, good.clusters + 1);
	HEALTH(log, good.clusters + 1);
	HEALTH(log_used, good.log + 1);
	HEALTH(log_bad, good.log + 1);
	HEALTH(certify_end, good.clusters + 1);
	HEALTH(certify_next, good.certify_end + 1);
	HEALTH(certify_first, good.certify_next + 1);
	HEALTH(certify_found, good.certify_next - good.certify_first + 1);
	REFUSE_AS(&health, struct nfod_health_status, reserved0, 1, "reserved");
	REFUSE_RESERVED(&health, struct nfod_health_status, reserved1);
	REFUSE_AS(&health, struct nfod_health_status, settings, NFOD_SETTINGS_STATES, "settings");
	REFUSE_RESERVED(&health, struct nfod_health_status, disc.reserved);
}

static void absurd_places_are_refused(void **state)
{
	(void)state;
	LOCATION(magic, NFOD_HEALTH_MAGIC);
	REFUSE_AS(&location, struct nfod_location, version, 9, "version 9");
	LOCATION(length, sizeof(struct nfod_location) - 1);
	LOCATION(user_cluster, ASKED + 1);
	REFUSE_AS(&location, struct nfod_location, sector[2].cluster, 0, "cluster");
	REFUSE_AS(&location, struct nfod_location, sector[2].cluster, NFOD_CLUSTERS_MOST + 1,
		  "cluster");
	REFUSE_AS(&location, struct nfod_location, sector[15].zone, NFOD_MAX_ZONES, "zone");
	REFUSE_AS(&location, struct nfod_location, sector[4].side, 2, "side");
	REFUSE_AS(&location, struct nfod_location, sector[4].sector, NFOD_CLUSTER_BLOCKS, "sector");
	/* The last but one is nowhere. */
	REFUSE_AS(&location, struct nfod_location, sector[14].radius_nm, 1, "nowhere");
	REFUSE_AS(&location, struct nfod_location, sector[14].angle, 1, "nowhere");
	REFUSE_AS(&location, struct nfod_location, sector[14].zone, 1, "nowhere");
	REFUSE_AS(&location, struct nfod_location, sector[14].side, 1, "nowhere");
	REFUSE_AS(&location, struct nfod_location, sector[14].sector, 1, "nowhere");
}

static void absurd_firmware_is_refused(void **state)
{
	(void)state;
	REFUSE(&firmware, struct nfod_firmware, magic, NFOD_HEALTH_MAGIC);
	REFUSE_AS(&firmware, struct nfod_firmware, version, 9, "version 9");
	REFUSE(&firmware, struct nfod_firmware, length, 63);
	REFUSE(&firmware, struct nfod_firmware, slot, NFOD_SLOTS);
	REFUSE(&firmware, struct nfod_firmware, trial, 2);
	REFUSE(&firmware, struct nfod_firmware, verdict, NFOD_REFUSALS);
	REFUSE(&firmware, struct nfod_firmware, other_refusal, NFOD_REFUSALS);
	REFUSE_AS(&firmware, struct nfod_firmware, reserved0, 1, "reserved");
	REFUSE_RESERVED(&firmware, struct nfod_firmware, reserved);
}

static void absurd_faults_are_refused(void **state)
{
	(void)state;
	REFUSE(&fault, struct nfod_fault_report, magic, NFOD_HEALTH_MAGIC);
	REFUSE_AS(&fault, struct nfod_fault_report, version, 9, "version 9");
	REFUSE(&fault, struct nfod_fault_report, length, 271);
	REFUSE(&fault, struct nfod_fault_report, present, 2);
	REFUSE_AS(&fault, struct nfod_fault_report, present, 0, "not there");
	REFUSE_RESERVED(&fault, struct nfod_fault_report, reserved);
	REFUSE_AS(&fault, struct nfod_fault_report, record.magic, 0, "record");
	REFUSE_AS(&fault, struct nfod_fault_report, record.version, 2, "version");
	REFUSE_AS(&fault, struct nfod_fault_report, record.bytes, 260, "length");
	REFUSE_AS(&fault, struct nfod_fault_report, record.cause, 0, "cause");
	REFUSE_AS(&fault, struct nfod_fault_report, record.cause, NFOD_FAULT_CAUSES, "cause");
	REFUSE_AS(&fault, struct nfod_fault_report, record.stacked, NFOD_FAULT_STACK + 1,
		  "stacked");
}

static void health_keeps(const void *bytes, size_t len)
{
	struct nfod_health_status taken;

	assert_int_equal(len, sizeof(taken));
	memcpy(&taken, bytes, sizeof(taken));
	assert_true(taken.spare_left <= taken.spare && taken.log_used <= taken.log);
	assert_true(taken.certify_first <= taken.certify_next &&
		    taken.certify_next <= taken.certify_end);
	assert_true(taken.defects_primary + taken.defects_secondary <= taken.defects_most);
}

static void location_keeps(const void *bytes, size_t len)
{
	struct nfod_location taken;

	assert_int_equal(len, sizeof(taken));
	memcpy(&taken, bytes, sizeof(taken));
	for (unsigned int n = 0; n < NFOD_CLUSTER_BLOCKS; n++)
		assert_true(taken.sector[n].sector < NFOD_CLUSTER_BLOCKS);
}

static void chance_gets_nothing_absurd_through(void **state)
{
	(void)state;
	assert_true(hostile_chance(&health, SEED, CASES, 80, health_keeps) > CASES / 20);
	assert_true(hostile_chance(&location, SEED, CASES, sizeof(struct nfod_location),
				   location_keeps) > CASES / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths),
		cmocka_unit_test(absurd_health_is_refused),
		cmocka_unit_test(absurd_places_are_refused),
		cmocka_unit_test(absurd_firmware_is_refused),
		cmocka_unit_test(absurd_faults_are_refused),
		cmocka_unit_test(chance_gets_nothing_absurd_through),
	};

	return cmocka_run_group_tests_name("upkeep answers", tests, NULL, NULL);
}
