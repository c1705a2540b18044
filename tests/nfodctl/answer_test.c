// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Hostile answers about drive and disc: each is refused, with a reason that names the field. */
#include "hostile.h"
#include "sample.h"

#define SEED 0x6e666f64u
#define CASES 200000

#define ID(field, value) REFUSE(&identify, struct nfod_identify, field, value)
#define ID_AS(field, value, word) REFUSE_AS(&identify, struct nfod_identify, field, value, word)
#define STATUS(field, value) REFUSE(&status, struct nfod_drive_status, field, value)
#define STATUS_AS(field, value, word) \
	REFUSE_AS(&status, struct nfod_drive_status, field, value, word)

static size_t good_identify(void *bytes)
{
	struct nfod_identify good = sample_identify();

	memcpy(bytes, &good, sizeof(good));
	return sizeof(good);
}

static bool take_identify(const void *bytes, size_t len, char *why)
{
	struct nfod_identify id;

	if (!answer_identify(bytes, len, &id, why))
		return false;
	assert_memory_equal(bytes, &id, sizeof(id));
	return true;
}

static const struct hostile identify = { good_identify, take_identify };

static size_t good_status(void *bytes)
{
	struct nfod_drive_status good = sample_status();

	memcpy(bytes, &good, sizeof(good));
	return sizeof(good);
}

static bool take_status(const void *bytes, size_t len, char *why)
{
	struct nfod_drive_status status;

	if (!answer_status(bytes, len, &status, why))
		return false;
	assert_memory_equal(bytes, &status, sizeof(status));
	return true;
}

static const struct hostile status = { good_status, take_status };

static void identify_lengths(void **state)
{
	(void)state;
	hostile_lengths(&identify);
}

static void identify_longer_answer_is_taken(void **state)
{
	struct {
		struct nfod_identify id;
		char more[64];
	} longer = { .id = sample_identify(), .more = "from a later revision" };
	struct nfod_identify id;
	char why[NFODCTL_WHY];

	(void)state;
	longer.id.length = sizeof(longer);
	assert_true(answer_identify(&longer, sizeof(longer), &id, why));
}

static void identify_wrong_head_is_refused(void **state)
{
	(void)state;
	ID(magic, NFOD_IDENTIFY_MAGIC ^ 1);
	ID_AS(version, NFOD_WIRE_VERSION + 1, "version 2");
	ID(length, sizeof(struct nfod_identify) - 1);
}

static void identify_wrong_limits_are_refused(void **state)
{
	(void)state;
	ID(block_bytes, 512);
	ID(cluster_blocks, 0);
	ID(max_blocks, 0);
	ID(max_blocks, NFOD_MAX_TRANSFER_BLOCKS + 1);
	ID(max_range_blocks, 0);
	ID(slots, 0);
	ID(slots, NFOD_MAX_SLOTS + 1);
}

static void identify_absurd_medium_is_refused(void **state)
{
	(void)state;
	ID(medium_state, NFOD_MEDIUM_FAULT + 1);
	ID_AS(medium_state, NFOD_MEDIUM_NONE, "capacity");
	ID(capacity, 0);
	ID(capacity, UINT64_MAX);
	ID(recording, NFOD_RECORDING_NONE);
	ID(recording, 3);
	ID(fault, NFOD_FAULT_COUNT);
}

static void identify_unknown_flags_are_refused(void **state)
{
	(void)state;
	ID(flags, sample_identify().flags | 0x8000);
	ID_AS(flags, 0, "write cache");
}

static void refuse_byte(size_t at, char byte, const char *word)
{
	hostile_bytes(&identify, at, &byte, 1, word);
}

static void identify_terminal_escapes_are_refused(void **state)
{
	static const char nothing[sizeof(((struct nfod_identify *)0)->serial)];

	(void)state;
	hostile_bytes(&identify, offsetof(struct nfod_identify, serial), "\033[2J", 4, "serial");
	refuse_byte(offsetof(struct nfod_identify, model), (char)0xff, "model");
	refuse_byte(offsetof(struct nfod_identify, firmware), '\n', "firmware");
	refuse_byte(offsetof(struct nfod_identify, disc_id) + 39, 'x', "disc_id");
	hostile_bytes(&identify, offsetof(struct nfod_identify, serial), nothing, sizeof(nothing),
		      "serial");
}

static void identify_every_reserved_byte_is_checked(void **state)
{
	(void)state;
	REFUSE_RESERVED(&identify, struct nfod_identify, reserved0);
	REFUSE_RESERVED(&identify, struct nfod_identify, reserved);
}

static void status_lengths(void **state)
{
	(void)state;
	hostile_lengths(&status);
}

static void status_wrong_head_is_refused(void **state)
{
	(void)state;
	STATUS(magic, NFOD_IDENTIFY_MAGIC);
	STATUS_AS(version, 0, "version 0");
	STATUS(length, 0);
}

static void status_absurd_values_are_refused(void **state)
{
	struct nfod_drive_status good = sample_status();

	(void)state;
	STATUS(dirty_pages, good.cache_pages + 1);
	STATUS(read_hits, good.blocks_read + 1);
	STATUS(symbols_corrected, good.symbols_read + 1);
	STATUS(refused, NFOD_FAULT_COUNT);
	STATUS(read_only, NFOD_CAUSE_COUNT);
	STATUS(zone, 64);
	STATUS(side, 2);
	STATUS(spinning, 2);
}

static void status_every_reserved_byte_is_checked(void **state)
{
	(void)state;
	REFUSE_RESERVED(&status, struct nfod_drive_status, reserved);
}

/* What is taken keeps what the rest of the tool relies on. */
static void is_checked(const void *bytes, size_t len)
{
	struct nfod_identify id;

	assert_int_equal(len, sizeof(id));
	memcpy(&id, bytes, sizeof(id));
	assert_in_range(id.max_blocks, 1, NFOD_MAX_TRANSFER_BLOCKS);
	assert_in_range(id.slots, 1, NFOD_MAX_SLOTS);
	assert_in_range(id.capacity, 1, UINT64_MAX / NFOD_BLOCK_BYTES);
	assert_int_equal(id.reserved0, 0);
	for (size_t n = 0; n < sizeof(id.serial); n++)
		assert_true(!id.serial[n] || (id.serial[n] >= ' ' && id.serial[n] <= '~'));
}

static void identify_random_bytes_never_pass_unchecked(void **state)
{
	unsigned int taken =
		hostile_chance(&identify, SEED, CASES, sizeof(struct nfod_identify), is_checked);

	(void)state;
	assert_in_range(taken, CASES / 20, CASES / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identify_lengths),
		cmocka_unit_test(identify_longer_answer_is_taken),
		cmocka_unit_test(identify_wrong_head_is_refused),
		cmocka_unit_test(identify_wrong_limits_are_refused),
		cmocka_unit_test(identify_absurd_medium_is_refused),
		cmocka_unit_test(identify_unknown_flags_are_refused),
		cmocka_unit_test(identify_terminal_escapes_are_refused),
		cmocka_unit_test(identify_every_reserved_byte_is_checked),
		cmocka_unit_test(identify_random_bytes_never_pass_unchecked),
		cmocka_unit_test(status_lengths),
		cmocka_unit_test(status_wrong_head_is_refused),
		cmocka_unit_test(status_absurd_values_are_refused),
		cmocka_unit_test(status_every_reserved_byte_is_checked),
	};

	return cmocka_run_group_tests_name("answers", tests, NULL, NULL);
}
