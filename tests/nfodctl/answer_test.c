// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Hostile answers: each is refused, with a reason that names the field. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answer.h"
#include "sample.h"

#define SEED 0x6e666f64u
#define CASES 200000

static void refuse_identify(const struct nfod_identify *bad, const char *word)
{
	struct nfod_identify id;
	char why[NFODCTL_WHY] = "";

	assert_false(answer_identify(bad, sizeof(*bad), &id, why));
	if (!strstr(why, word))
		fail_msg("\"%s\" does not name \"%s\"", why, word);
	assert_null(strchr(why, '\n'));
}

static void refuse_status(const struct nfod_drive_status *bad, const char *word)
{
	struct nfod_drive_status status;
	char why[NFODCTL_WHY] = "";

	assert_false(answer_status(bad, sizeof(*bad), &status, why));
	if (!strstr(why, word))
		fail_msg("\"%s\" does not name \"%s\"", why, word);
	assert_null(strchr(why, '\n'));
}

static void identify_good_answer_is_taken(void **state)
{
	struct nfod_identify good = sample_identify();
	struct nfod_identify id;
	char why[NFODCTL_WHY] = "";

	(void)state;
	assert_true(answer_identify(&good, sizeof(good), &id, why));
	assert_memory_equal(&good, &id, sizeof(id));
	assert_string_equal(why, "");
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

static void identify_every_short_answer_is_refused(void **state)
{
	struct nfod_identify good = sample_identify();
	struct nfod_identify id;
	char why[NFODCTL_WHY];

	(void)state;
	for (size_t len = 0; len < sizeof(good); len++)
		assert_false(answer_identify(&good, len, &id, why));
}

static void identify_wrong_head_is_refused(void **state)
{
	struct nfod_identify bad = sample_identify();

	(void)state;
	bad.magic ^= 1;
	refuse_identify(&bad, "magic");
	bad = sample_identify();
	bad.version = NFOD_WIRE_VERSION + 1;
	refuse_identify(&bad, "version 2");
	bad = sample_identify();
	bad.length = sizeof(bad) - 1;
	refuse_identify(&bad, "length");
}

static void identify_wrong_limits_are_refused(void **state)
{
	struct nfod_identify bad = sample_identify();

	(void)state;
	bad.block_bytes = 512;
	refuse_identify(&bad, "block_bytes");
	bad = sample_identify();
	bad.cluster_blocks = 0;
	refuse_identify(&bad, "cluster_blocks");
	bad = sample_identify();
	bad.max_blocks = 0;
	refuse_identify(&bad, "max_blocks");
	bad.max_blocks = NFOD_MAX_TRANSFER_BLOCKS + 1;
	refuse_identify(&bad, "max_blocks");
	bad = sample_identify();
	bad.max_range_blocks = 0;
	refuse_identify(&bad, "max_range_blocks");
	bad = sample_identify();
	bad.slots = 0;
	refuse_identify(&bad, "slots");
	bad.slots = NFOD_MAX_SLOTS + 1;
	refuse_identify(&bad, "slots");
}

static void identify_absurd_medium_is_refused(void **state)
{
	struct nfod_identify bad = sample_identify();

	(void)state;
	bad.medium_state = NFOD_MEDIUM_FAULT + 1;
	refuse_identify(&bad, "medium_state");
	bad = sample_identify();
	bad.medium_state = NFOD_MEDIUM_NONE;
	refuse_identify(&bad, "capacity");
	bad = sample_identify();
	bad.capacity = 0;
	refuse_identify(&bad, "capacity");
	bad.capacity = UINT64_MAX;
	refuse_identify(&bad, "capacity");
	bad = sample_identify();
	bad.recording = NFOD_RECORDING_NONE;
	refuse_identify(&bad, "recording");
	bad.recording = 3;
	refuse_identify(&bad, "recording");
	bad = sample_identify();
	bad.fault = NFOD_FAULT_COUNT;
	refuse_identify(&bad, "fault");
}

static void identify_unknown_flags_are_refused(void **state)
{
	struct nfod_identify bad = sample_identify();

	(void)state;
	bad.flags |= 0x8000;
	refuse_identify(&bad, "flags");
	bad.flags = 0;
	refuse_identify(&bad, "write cache");
}

static void identify_terminal_escapes_are_refused(void **state)
{
	struct nfod_identify bad = sample_identify();

	(void)state;
	memcpy(bad.serial, "\033[2J", 4);
	refuse_identify(&bad, "serial");
	bad = sample_identify();
	bad.model[0] = (char)0xff;
	refuse_identify(&bad, "model");
	bad = sample_identify();
	bad.firmware[0] = '\n';
	refuse_identify(&bad, "firmware");
	bad = sample_identify();
	bad.disc_id[39] = 'x';
	refuse_identify(&bad, "disc_id");
	bad = sample_identify();
	memset(bad.serial, 0, sizeof(bad.serial));
	refuse_identify(&bad, "serial");
}

static void identify_every_reserved_byte_is_checked(void **state)
{
	struct nfod_identify bad = sample_identify();

	(void)state;
	bad.reserved0 = 1;
	refuse_identify(&bad, "reserved");
	for (size_t i = 0; i < sizeof(bad.reserved); i++) {
		bad = sample_identify();
		bad.reserved[i] = 0x80;
		refuse_identify(&bad, "reserved");
	}
}

static void status_good_answer_is_taken(void **state)
{
	struct nfod_drive_status good = sample_status();
	struct nfod_drive_status status;
	char why[NFODCTL_WHY] = "";

	(void)state;
	assert_true(answer_status(&good, sizeof(good), &status, why));
	assert_memory_equal(&good, &status, sizeof(status));
}

static void status_every_short_answer_is_refused(void **state)
{
	struct nfod_drive_status good = sample_status();
	struct nfod_drive_status status;
	char why[NFODCTL_WHY];

	(void)state;
	for (size_t len = 0; len < sizeof(good); len++)
		assert_false(answer_status(&good, len, &status, why));
}

static void status_wrong_head_is_refused(void **state)
{
	struct nfod_drive_status bad = sample_status();

	(void)state;
	bad.magic = NFOD_IDENTIFY_MAGIC;
	refuse_status(&bad, "magic");
	bad = sample_status();
	bad.version = 0;
	refuse_status(&bad, "version 0");
	bad = sample_status();
	bad.length = 0;
	refuse_status(&bad, "length");
}

static void status_absurd_values_are_refused(void **state)
{
	struct nfod_drive_status bad = sample_status();

	(void)state;
	bad.dirty_pages = bad.cache_pages + 1;
	refuse_status(&bad, "dirty_pages");
	bad = sample_status();
	bad.read_hits = bad.blocks_read + 1;
	refuse_status(&bad, "read_hits");
	bad = sample_status();
	bad.symbols_corrected = bad.symbols_read + 1;
	refuse_status(&bad, "symbols_corrected");
	bad = sample_status();
	bad.refused = NFOD_FAULT_COUNT;
	refuse_status(&bad, "refused");
	bad = sample_status();
	bad.zone = 64;
	refuse_status(&bad, "zone");
	bad = sample_status();
	bad.side = 2;
	refuse_status(&bad, "side");
	bad = sample_status();
	bad.spinning = 2;
	refuse_status(&bad, "spinning");
}

static void status_every_reserved_byte_is_checked(void **state)
{
	struct nfod_drive_status bad = sample_status();

	(void)state;
	bad.reserved0 = 1;
	refuse_status(&bad, "reserved");
	for (size_t i = 0; i < sizeof(bad.reserved); i++) {
		bad = sample_status();
		bad.reserved[i] = 1;
		refuse_status(&bad, "reserved");
	}
}

static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* Whatever bytes come: what is taken keeps what the rest of the tool relies on. */
static void identify_random_bytes_never_pass_unchecked(void **state)
{
	uint32_t seed = SEED;
	unsigned int taken = 0;

	(void)state;
	for (unsigned int i = 0; i < CASES; i++) {
		struct nfod_identify bytes = sample_identify();
		struct nfod_identify id;
		char why[NFODCTL_WHY];
		size_t at = next_random(&seed) % sizeof(bytes);

		((uint8_t *)&bytes)[at] = (uint8_t)next_random(&seed);
		if (!answer_identify(&bytes, sizeof(bytes), &id, why))
			continue;
		taken++;
		assert_in_range(id.max_blocks, 1, NFOD_MAX_TRANSFER_BLOCKS);
		assert_in_range(id.slots, 1, NFOD_MAX_SLOTS);
		assert_in_range(id.capacity, 1, UINT64_MAX / NFOD_BLOCK_BYTES);
		assert_int_equal(id.reserved0, 0);
		for (size_t n = 0; n < sizeof(id.serial); n++)
			assert_true(!id.serial[n] || (id.serial[n] >= ' ' && id.serial[n] <= '~'));
	}
	assert_in_range(taken, CASES / 20, CASES / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identify_good_answer_is_taken),
		cmocka_unit_test(identify_longer_answer_is_taken),
		cmocka_unit_test(identify_every_short_answer_is_refused),
		cmocka_unit_test(identify_wrong_head_is_refused),
		cmocka_unit_test(identify_wrong_limits_are_refused),
		cmocka_unit_test(identify_absurd_medium_is_refused),
		cmocka_unit_test(identify_unknown_flags_are_refused),
		cmocka_unit_test(identify_terminal_escapes_are_refused),
		cmocka_unit_test(identify_every_reserved_byte_is_checked),
		cmocka_unit_test(identify_random_bytes_never_pass_unchecked),
		cmocka_unit_test(status_good_answer_is_taken),
		cmocka_unit_test(status_every_short_answer_is_refused),
		cmocka_unit_test(status_wrong_head_is_refused),
		cmocka_unit_test(status_absurd_values_are_refused),
		cmocka_unit_test(status_every_reserved_byte_is_checked),
	};

	return cmocka_run_group_tests_name("answers", tests, NULL, NULL);
}
