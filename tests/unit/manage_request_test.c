// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The requests for the disc's upkeep: what is taken, what is stalled, and what comes of it. */
#include "host.h"

#define NEW_MEDIUM 2u

static uint8_t data[16 * NFOD_BLOCK_BYTES];
static uint8_t zeroes[16 * NFOD_BLOCK_BYTES];

static struct rig *drive_new(const struct rig_options *options)
{
	struct rig *rig = rig_new(options);

	host_start(rig, NFOD_ALT_STREAMS);
	return rig;
}

static struct rig *ready(void)
{
	return drive_new(&(struct rig_options){ 0 });
}

static int ask_at(struct rig *rig, uint8_t request, uint16_t value, uint16_t index)
{
	const struct rig_setup setup = { 0xc1, request, value, index, NFOD_USB_EP0_BYTES };

	return host_control(rig, &setup, NULL);
}

static int tell_at(struct rig *rig, uint8_t request, uint16_t value, uint16_t index,
		   const void *bytes, uint16_t length)
{
	const struct rig_setup setup = { 0x41, request, value, index, length };

	return host_control(rig, &setup, bytes);
}

static int tell(struct rig *rig, uint8_t request, const void *bytes, uint16_t length)
{
	return tell_at(rig, request, 0, NFOD_IF_MANAGE, bytes, length);
}

static struct nfod_health_status health_of(struct rig *rig)
{
	struct nfod_health_status health;

	assert_int_equal(ask_at(rig, NFOD_REQ_HEALTH, 0, NFOD_IF_MANAGE), sizeof(health));
	memcpy(&health, rig->reply, sizeof(health));
	assert_int_equal(health.magic, NFOD_HEALTH_MAGIC);
	assert_int_equal(health.length, sizeof(health));
	return health;
}

static struct nfod_location_sector place_of(struct rig *rig, uint64_t lba)
{
	uint32_t cluster = (uint32_t)(lba / NFOD_CLUSTER_BLOCKS);
	struct nfod_location location;

	assert_int_equal(ask_at(rig, NFOD_REQ_LOCATE, (uint16_t)cluster,
				(uint16_t)(cluster >> 16 << 8 | NFOD_IF_MANAGE)),
			 sizeof(location));
	memcpy(&location, rig->reply, sizeof(location));
	assert_int_equal(location.magic, NFOD_LOCATE_MAGIC);
	assert_int_equal(location.user_cluster, cluster);
	return location.sector[lba % NFOD_CLUSTER_BLOCKS];
}

static void write_flushed(struct rig *rig, uint64_t lba, uint32_t blocks)
{
	struct nfod_command command = host_command(rig, NFOD_OP_WRITE, 0, lba, blocks);

	memset(data, 0x5c, sizeof(data));
	assert_int_equal(host_do(rig, &command, data).status, NFOD_ST_OK);
	command = host_command(rig, NFOD_OP_FLUSH, 0, 0, 0);
	assert_int_equal(host_do(rig, &command, NULL).status, NFOD_ST_OK);
}

static struct nfod_record read_back(struct rig *rig, uint64_t lba)
{
	struct nfod_command command = host_command(rig, NFOD_OP_READ, 0, lba, 16);

	memset(data, 0xee, sizeof(data));
	return host_do(rig, &command, data);
}

static int format(struct rig *rig, uint32_t magic, uint32_t medium)
{
	const struct nfod_format_order order = { .magic = magic, .medium = medium };

	return tell(rig, NFOD_REQ_FORMAT, &order, sizeof(order));
}

static int certify(struct rig *rig, uint32_t first, uint32_t count, bool full)
{
	const struct nfod_certify_order order = { .first = first, .count = count, .full = full };

	return tell(rig, NFOD_REQ_CERTIFY, &order, sizeof(order));
}

static void bytes_lie_as_they_are_said_to(void **state)
{
	static const uint32_t magic[] = { NFOD_HEALTH_MAGIC, NFOD_LOCATE_MAGIC, NFOD_FORMAT_MAGIC };
	static const uint8_t expected[16] = { 4, 3, 2, 1, 0x40, 0, 0, 0, 1 };
	const struct nfod_certify_order order = { .first = 0x01020304, .count = 64, .full = 1 };

	(void)state;
	assert_memory_equal(magic, "NFHENFLONFFO", sizeof(magic));
	assert_memory_equal(&order, expected, sizeof(expected));
}

static void health_tells_of_the_disc(void **state)
{
	struct rig *rig = ready();
	struct nfod_health_status health = health_of(rig);

	(void)state;
	assert_int_equal(health.state, NFOD_STORE_READY);
	assert_int_equal(health.cause, NFOD_CAUSE_NONE);
	assert_int_equal(health.medium, host_identify(rig)->medium);
	assert_int_equal(health.verify, NFOD_VERIFY_SUSPICION);
	assert_int_equal(health.clusters, rig->info.clusters);
	assert_int_equal(health.user_clusters, rig->info.user_blocks / NFOD_CLUSTER_BLOCKS);
	assert_true(health.log > 0 && health.spare > 0);
	assert_int_equal(health.spare_left, health.spare);
	assert_int_equal(health.defects_primary + health.defects_secondary, 0);
	write_flushed(rig, 32, 16);
	health = health_of(rig);
	assert_int_equal(health.disc.clusters, 1);
	assert_int_equal(health.log_used, 0);
	write_flushed(rig, 320, 1);
	assert_int_equal(health_of(rig).log_used, 1);
	assert_int_equal(ask_at(rig, NFOD_REQ_HEALTH, 1, NFOD_IF_MANAGE), HOST_STALL);
	rig_free(rig);
}

static void the_diary_outlives_the_power(void **state)
{
	struct rig *rig = ready();
	uint64_t before;

	(void)state;
	write_flushed(rig, 32, 16);
	rig->corrected = 7;
	host_again(rig, NFOD_ALT_STREAMS);
	assert_int_equal(read_back(rig, 32).status, NFOD_ST_OK);
	before = health_of(rig).disc.corrected;
	assert_true(before >= 7);
	rig_settle(rig);
	assert_int_equal(host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0), 0);
	rig_settle(rig);
	assert_int_equal(host_order(rig, NFOD_REQ_LOAD, 0, NULL, 0), 0);
	rig_settle(rig);
	assert_true(health_of(rig).disc.corrected >= before);
	assert_in_range(health_of(rig).disc.loads, 2, 3);
	rig_free(rig);
}

static void health_without_a_disc_is_empty(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ .no_disc = true });
	struct nfod_health_status health;

	(void)state;
	host_enumerate(rig, NFOD_USB_SUPER);
	health = health_of(rig);
	assert_int_equal(health.state, NFOD_STORE_EMPTY);
	assert_int_equal(health.clusters, 0);
	assert_int_equal(ask_at(rig, NFOD_REQ_LOCATE, 0, NFOD_IF_MANAGE), HOST_STALL);
	assert_int_equal(format(rig, NFOD_FORMAT_MAGIC, 0), HOST_STALL);
	assert_int_equal(certify(rig, 0, 10, false), HOST_STALL);
	rig_free(rig);
}

static void a_write_protected_disc_says_so(void **state)
{
	struct rig *rig = drive_new(&(struct rig_options){ .flags = NFOD_DISC_READ_ONLY });
	struct nfod_health_status health = health_of(rig);

	(void)state;
	assert_int_equal(health.state, NFOD_STORE_READ_ONLY);
	assert_int_equal(health.cause, NFOD_CAUSE_PROTECTED);
	assert_int_equal(format(rig, NFOD_FORMAT_MAGIC, health.medium), HOST_STALL);
	rig_free(rig);
}

/* First block of the user's in a zone. */
static uint64_t first_in(const struct rig *rig, uint32_t zone)
{
	uint64_t clusters = 0;

	for (uint32_t n = 0; n < zone; n++)
		clusters += NFOD_SIDES * rig->info.zone[n].user;
	return clusters * NFOD_CLUSTER_BLOCKS;
}

static void bad_clusters_shrink_the_spare(void **state)
{
	struct rig *rig = ready();
	struct nfod_health_status before = health_of(rig), after;
	uint64_t lba = first_in(rig, before.spare_zone);
	uint32_t home;

	(void)state;
	write_flushed(rig, lba, 16);
	home = place_of(rig, lba).cluster;
	rig->unwritable[home + 1] = true;
	write_flushed(rig, lba + 16, 16);
	after = health_of(rig);
	assert_int_equal(after.defects_secondary, 1);
	assert_int_equal(after.disc.write_failures, before.disc.write_failures + 1);
	assert_int_equal(after.spare_zone, before.spare_zone);
	assert_int_equal(after.spare_left, before.spare_left - 1);
	assert_int_not_equal(place_of(rig, lba + 16).cluster, home + 1);
	rig_free(rig);
}

static void blocks_are_where_they_are_said_to_be(void **state)
{
	uint32_t clusters;
	struct rig *rig = ready();

	(void)state;
	clusters = (uint32_t)(rig->info.user_blocks / NFOD_CLUSTER_BLOCKS);
	assert_int_equal(place_of(rig, 160).cluster, NFOD_NOWHERE);
	write_flushed(rig, 160, 16);
	for (uint64_t lba = 160; lba < 176; lba++) {
		struct nfod_location_sector at = place_of(rig, lba);

		assert_memory_equal(rig->cluster[at.cluster] + at.sector * NFOD_BLOCK_BYTES, data,
				    NFOD_BLOCK_BYTES);
		assert_true(at.radius_nm >= rig->info.zone[at.zone].radius_nm);
	}
	assert_int_equal(ask_at(rig, NFOD_REQ_LOCATE, (uint16_t)clusters, NFOD_IF_MANAGE),
			 HOST_STALL);
	assert_int_equal(ask_at(rig, NFOD_REQ_LOCATE, 0, 0xff00 | NFOD_IF_MANAGE), HOST_STALL);
	assert_int_equal(ask_at(rig, NFOD_REQ_LOCATE, 0, NFOD_IF_DISK), HOST_STALL);
	assert_int_equal(ask_at(rig, NFOD_REQ_LOCATE, 0, 0x100 | NFOD_IF_DISK), HOST_STALL);
	rig_free(rig);
}

static void expect_event(struct rig *rig, uint8_t event, uint32_t detail)
{
	struct nfod_record record;

	assert_true(host_event(rig, &record));
	assert_int_equal(record.status, event);
	assert_int_equal(record.detail, detail);
}

static void format_empties_the_disc(void **state)
{
	struct rig *rig = ready();
	struct nfod_command command;
	uint32_t medium = host_identify(rig)->medium;

	(void)state;
	write_flushed(rig, 48, 16);
	assert_int_equal(format(rig, NFOD_FORMAT_MAGIC, medium), 0);
	assert_int_equal(health_of(rig).state, NFOD_STORE_LOADING);
	expect_event(rig, NFOD_EV_REMOVED, medium + 1);
	command = host_command(rig, NFOD_OP_READ, 0, 48, 16);
	assert_int_not_equal(host_do(rig, &command, data).status, NFOD_ST_OK);
	rig_settle(rig);
	expect_event(rig, NFOD_EV_INSERTED, medium + NEW_MEDIUM);
	assert_int_equal(health_of(rig).state, NFOD_STORE_READY);
	assert_int_equal(read_back(rig, 48).status, NFOD_ST_OK);
	assert_memory_equal(data, zeroes, sizeof(data));
	assert_int_equal(place_of(rig, 48).cluster, NFOD_NOWHERE);
	write_flushed(rig, 48, 16);
	assert_int_equal(read_back(rig, 48).status, NFOD_ST_OK);
	assert_int_equal(data[0], 0x5c);
	rig_free(rig);
}

static void format_keeps_the_defects(void **state)
{
	struct rig *rig = ready();
	uint32_t home;

	(void)state;
	write_flushed(rig, 0, 16);
	home = place_of(rig, 0).cluster;
	rig->unwritable[home + 1] = true;
	write_flushed(rig, 16, 16);
	assert_int_equal(health_of(rig).defects_secondary, 1);
	assert_int_equal(format(rig, NFOD_FORMAT_MAGIC, host_identify(rig)->medium), 0);
	rig_settle(rig);
	assert_int_equal(health_of(rig).defects_primary, 1);
	assert_int_equal(health_of(rig).defects_secondary, 0);
	rig_free(rig);
}

static void a_format_is_there_after_a_power_cut(void **state)
{
	struct rig *rig = ready();

	(void)state;
	write_flushed(rig, 48, 16);
	assert_int_equal(format(rig, NFOD_FORMAT_MAGIC, host_identify(rig)->medium), 0);
	rig_settle(rig);
	rig_power_cut(rig);
	rig_power_up(rig);
	host_start(rig, NFOD_ALT_STREAMS);
	assert_int_equal(read_back(rig, 48).status, NFOD_ST_OK);
	assert_memory_equal(data, zeroes, sizeof(data));
	rig_free(rig);
}

static void a_disc_in_use_is_not_formatted(void **state)
{
	struct rig *rig = ready();
	uint32_t medium = host_identify(rig)->medium;

	(void)state;
	write_flushed(rig, 48, 16);
	assert_int_equal(host_order(rig, NFOD_REQ_LOCK, 1, NULL, 0), 0);
	assert_int_equal(format(rig, NFOD_FORMAT_MAGIC, medium), HOST_STALL);
	assert_int_equal(host_order(rig, NFOD_REQ_LOCK, 0, NULL, 0), 0);
	assert_int_equal(format(rig, NFOD_FORMAT_MAGIC, medium + 1), HOST_STALL);
	assert_int_equal(format(rig, NFOD_FORMAT_MAGIC + 1, medium), HOST_STALL);
	assert_int_equal(read_back(rig, 48).status, NFOD_ST_OK);
	assert_int_equal(data[0], 0x5c);
	assert_int_equal(host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0), 0);
	assert_int_equal(format(rig, NFOD_FORMAT_MAGIC, medium), HOST_STALL);
	rig_free(rig);
}

/* Both areas' roots gone, and what is behind them: nothing is guessed. */
static void a_disc_without_roots_can_be_formatted(void **state)
{
	struct rig *rig = ready();
	uint32_t medium;

	(void)state;
	write_flushed(rig, 48, 16);
	rig_power_cut(rig);
	for (uint32_t n = 1; n < rig->info.clusters; n++)
		if (!memcmp(rig->cluster[n], "NFODNPGE", 8))
			rig->bad[n] = 0xffff;
	rig_power_up(rig);
	host_enumerate(rig, NFOD_USB_SUPER);
	host_open(rig, NFOD_ALT_STREAMS);
	rig_settle(rig);
	assert_int_equal(host_identify(rig)->fault, NFOD_FAULT_MANAGEMENT);
	assert_int_equal(health_of(rig).state, NFOD_STORE_FAILED);
	assert_int_equal(health_of(rig).cause, NFOD_CAUSE_NO_ROOT);
	medium = host_identify(rig)->medium;
	assert_int_equal(format(rig, NFOD_FORMAT_MAGIC, medium), 0);
	memset(rig->bad, 0, rig->info.clusters * sizeof(*rig->bad));
	rig_settle(rig);
	assert_int_equal(health_of(rig).state, NFOD_STORE_READY);
	rig_free(rig);
}

static void certification_finds_bad_clusters(void **state)
{
	struct rig *rig = ready();
	struct nfod_health_status health;
	uint32_t home;

	(void)state;
	write_flushed(rig, 0, 16);
	home = place_of(rig, 0).cluster;
	rig->unwritable[home + 3] = true;
	assert_int_equal(certify(rig, home, 8, true), 0);
	assert_int_equal(health_of(rig).certify, NFOD_CERTIFY_BUSY | NFOD_CERTIFY_FULL);
	assert_int_equal(certify(rig, home, 8, true), HOST_STALL);
	rig_settle(rig);
	health = health_of(rig);
	assert_int_equal(health.certify, NFOD_CERTIFY_FULL);
	assert_int_equal(health.certify_first, home);
	assert_int_equal(health.certify_next, home + 8);
	assert_int_equal(health.certify_found, 1);
	rig->bad[home + 5] = 1;
	assert_int_equal(certify(rig, home, 8, false), 0);
	rig_settle(rig);
	assert_int_equal(health_of(rig).certify_found, 1);
	assert_int_equal(health_of(rig).defects_primary, 2);
	assert_int_equal(read_back(rig, 0).status, NFOD_ST_OK);
	assert_int_equal(data[0], 0x5c);
	rig_free(rig);
}

static void certification_can_be_ended(void **state)
{
	struct rig *rig = ready();
	struct nfod_health_status health;

	(void)state;
	assert_int_equal(certify(rig, 1, rig->info.clusters - 1, true), 0);
	rig_run(rig, RIG_S);
	assert_int_equal(certify(rig, 0, 0, false), 0);
	rig_settle(rig);
	health = health_of(rig);
	assert_false(health.certify & NFOD_CERTIFY_BUSY);
	assert_in_range(health.certify_next, 2, rig->info.clusters - 1);
	assert_int_equal(certify(rig, 1, rig->info.clusters - 1, true), 0);
	assert_int_equal(host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0), 0);
	rig_run(rig, 20 * RIG_S);
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_NONE);
	rig_free(rig);
}

static void policies_are_kept_to_three(void **state)
{
	struct rig *rig = ready();
	uint8_t byte = 0;

	(void)state;
	for (uint16_t policy = 0; policy < NFOD_VERIFY_POLICIES; policy++) {
		assert_int_equal(tell_at(rig, NFOD_REQ_VERIFY, policy, NFOD_IF_MANAGE, NULL, 0), 0);
		assert_int_equal(health_of(rig).verify, policy);
	}
	assert_int_equal(tell_at(rig, NFOD_REQ_VERIFY, NFOD_VERIFY_POLICIES, NFOD_IF_MANAGE, NULL,
				 0),
			 HOST_STALL);
	assert_int_equal(tell_at(rig, NFOD_REQ_VERIFY, 0x100, NFOD_IF_MANAGE, NULL, 0), HOST_STALL);
	assert_int_equal(tell_at(rig, NFOD_REQ_VERIFY, 0, NFOD_IF_MANAGE, &byte, 1), HOST_STALL);
	assert_int_equal(health_of(rig).verify, NFOD_VERIFY_ALWAYS);
	rig_free(rig);
}

static void malformed_orders_are_stalled(void **state)
{
	struct rig *rig = ready();
	uint32_t medium = host_identify(rig)->medium;
	struct nfod_format_order empty = { .magic = NFOD_FORMAT_MAGIC, .medium = medium };
	struct nfod_certify_order try = { .first = 1, .count = 4 };

	(void)state;
	assert_int_equal(tell(rig, NFOD_REQ_FORMAT, &empty, sizeof(empty) - 1), HOST_STALL);
	assert_int_equal(tell(rig, NFOD_REQ_FORMAT, NULL, 0), HOST_STALL);
	assert_int_equal(tell_at(rig, NFOD_REQ_FORMAT, 1, NFOD_IF_MANAGE, &empty, sizeof(empty)),
			 HOST_STALL);
	assert_int_equal(tell_at(rig, NFOD_REQ_FORMAT, 0, NFOD_IF_DISK, &empty, sizeof(empty)),
			 HOST_STALL);
	empty.reserved[1] = 1;
	assert_int_equal(tell(rig, NFOD_REQ_FORMAT, &empty, sizeof(empty)), HOST_STALL);
	assert_int_equal(tell(rig, NFOD_REQ_CERTIFY, &try, sizeof(try) - 1), HOST_STALL);
	assert_int_equal(tell_at(rig, NFOD_REQ_CERTIFY, 1, NFOD_IF_MANAGE, &try, sizeof(try)),
			 HOST_STALL);
	assert_int_equal(tell_at(rig, NFOD_REQ_CERTIFY, 0, NFOD_IF_DISK, &try, sizeof(try)),
			 HOST_STALL);
	try.full = 2;
	assert_int_equal(tell(rig, NFOD_REQ_CERTIFY, &try, sizeof(try)), HOST_STALL);
	try = (struct nfod_certify_order){ .count = 4, .reserved = { [6] = 1 } };
	assert_int_equal(tell(rig, NFOD_REQ_CERTIFY, &try, sizeof(try)), HOST_STALL);
	try = (struct nfod_certify_order){ .first = 2, .count = rig->info.clusters - 1 };
	assert_int_equal(tell(rig, NFOD_REQ_CERTIFY, &try, sizeof(try)), HOST_STALL);
	try = (struct nfod_certify_order){ .first = UINT32_MAX, .count = 2 };
	assert_int_equal(tell(rig, NFOD_REQ_CERTIFY, &try, sizeof(try)), HOST_STALL);
	assert_int_equal(ask_at(rig, NFOD_REQ_HEALTH, 0, NFOD_IF_DISK), HOST_STALL);
	assert_int_equal(health_of(rig).medium, medium);
	assert_int_equal(health_of(rig).certify, 0);
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_lie_as_they_are_said_to),
		cmocka_unit_test(health_tells_of_the_disc),
		cmocka_unit_test(the_diary_outlives_the_power),
		cmocka_unit_test(health_without_a_disc_is_empty),
		cmocka_unit_test(a_write_protected_disc_says_so),
		cmocka_unit_test(bad_clusters_shrink_the_spare),
		cmocka_unit_test(blocks_are_where_they_are_said_to_be),
		cmocka_unit_test(format_empties_the_disc),
		cmocka_unit_test(format_keeps_the_defects),
		cmocka_unit_test(a_format_is_there_after_a_power_cut),
		cmocka_unit_test(a_disc_in_use_is_not_formatted),
		cmocka_unit_test(a_disc_without_roots_can_be_formatted),
		cmocka_unit_test(certification_finds_bad_clusters),
		cmocka_unit_test(certification_can_be_ended),
		cmocka_unit_test(policies_are_kept_to_three),
		cmocka_unit_test(malformed_orders_are_stalled),
	};

	return cmocka_run_group_tests_name("upkeep requests", tests, NULL, NULL);
}
