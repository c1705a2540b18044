// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The power goes at each operation of an update of the emulated board. What that leaves is
 * the flash; so the operations of one run are written down, and the drive is powered up
 * with the flash as each cut leaves it. UPDATE_EVERY=1: each of them, not each Nth.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "inner.h"
#include "trace.h"
#include "twin/twin.h"
#include "updater.h"

#define OLD 2u
#define NEW 3u
#define SLOT_NEW 0u
#define EVERY_UNLESS_TOLD 400u
/* Of the operations at the beginning and the end, each in any case. */
#define ENDS 4u
/* Of the cuts: with the whole drive; as they happen; with the update after it cut as well. */
#define WHOLE_DRIVES 13u
#define REAL_CUTS 97u
#define SECOND_UPDATES 139u
#define SECOND_CUTS 12u
/* What is uncertain for more than a word's sake is so in many ways. */
#define SEEDS 8u
#define SEEDS_UNLESS_TOLD 1u
#define OPERATIONS_MOST 64u
#define PAIR_BYTES (2u * NFOD_FLASH_WORD)
#define PAIRS_LEFT 31u

static struct updater it;
static struct trace update;
static struct trace second;
static uint8_t cells[FLASH_CELLS_BYTES];
static uint8_t left[FLASH_CELLS_BYTES];
static uint8_t image[NFOD_FLASH_SECTORS * NFOD_FLASH_SECTOR_BYTES];

static uint32_t every(void)
{
	const char *told = getenv("UPDATE_EVERY");
	uint32_t number = told ? (uint32_t)strtoul(told, NULL, 10) : EVERY_UNLESS_TOLD;

	assert_true(number > 0);
	return number;
}

static uint32_t seeds(void)
{
	return getenv("UPDATE_EVERY") ? SEEDS : SEEDS_UNLESS_TOLD;
}

/* Return: whether cut number @cut is one of each @share of those that were asked for. */
static bool is_due(uint32_t cut, uint32_t share)
{
	return cut % (every() * share) == 0 || cut <= ENDS || cut + ENDS > update.operations;
}

static uint64_t seed_of(uint32_t cut, uint32_t turn)
{
	return (uint64_t)cut << 32 | turn;
}

static struct flash *flash(void)
{
	return &inner_twin(&it.rig)->flash;
}

static uint32_t sector_of(const struct trace_operation *operation)
{
	return operation->erase ? operation->at : operation->at / NFOD_FLASH_SECTOR_BYTES;
}

static bool in_slot(const struct trace_operation *operation)
{
	return sector_of(operation) - nfod_slot_sector(SLOT_NEW) < NFOD_SLOT_SECTORS;
}

/* ---- the run ---- */

/* Return: operations until the new image is in and noted. Behind: trial, its start, confirmed. */
static uint32_t staged(const struct trace *trace)
{
	return trace->operations - 6;
}

static void record(struct trace *trace)
{
	trace_begin(trace, flash());
	updater_update(&it, &it.release[NEW - 1]);
	updater_expect(&it, NEW);
	trace_end(flash());
	/* Two words each, and before them that the last sector is in. */
	for (uint32_t n = 0; n < 8; n++)
		assert_false(in_slot(&trace->operation[staged(trace) - 2 + n]));
	assert_true(in_slot(&trace->operation[staged(trace) - 3]));
}

static int set_up(void **state)
{
	(void)state;
	if (updater_choose_board(&it))
		return -1;
	assert_non_null(it.mps2);
	updater_set_up(&it);
	assert_int_equal(drive_flush(&it.drive), NFOD_ST_OK);
	assert_int_equal(rig_stop(&it.rig), 0);
	inner_start(&it.rig, it.firmware);
	assert_false(updater_enumerate(&it));
	updater_update(&it, &it.release[OLD - 1]);
	updater_expect(&it, OLD);
	record(&update);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	inner_stop(&it.rig);
	rig_remove(&it.rig);
	return updater_leave_board(&it);
}

/* ---- after a cut ---- */

static bool is_powered(void)
{
	return inner_twin(&it.rig)->powered;
}

static void put(const uint8_t *with, uint64_t seed)
{
	if (is_powered())
		assert_true(rig_order(&it.rig, "power off"));
	inner_put_flash(&it.rig, with, seed);
}

static void power_on(const uint8_t *with, uint64_t seed)
{
	put(with, seed);
	assert_true(rig_order(&it.rig, "power on"));
}

/* As soon as it answers. */
static struct nfod_firmware ask(void)
{
	struct nfod_firmware firmware;

	while (!inner_twin(&it.rig)->port.present)
		rig_receive(&it.rig, 0);
	it.rig.usb->reset(&it.rig);
	assert_true(rig_control(&it.rig, 0x00, 0x09, 1, 0, NULL, 0) >= 0);
	assert_int_equal(rig_control(&it.rig, 0xc1, NFOD_REQ_FIRMWARE, 0, NFOD_IF_MANAGE, &firmware,
				     sizeof(firmware)),
			 sizeof(firmware));
	return firmware;
}

/* A cut in the midst of the trial's entry may leave either version. */
static void check(const struct nfod_firmware *firmware, const struct trace *trace, uint32_t cut)
{
	uint32_t version = firmware->image_version >> 24;

	if (cut <= staged(trace))
		assert_int_equal(version, OLD);
	else if (cut > staged(trace) + 2)
		assert_int_equal(version, NEW);
	else
		assert_true(version == OLD || version == NEW);
	assert_int_equal(firmware->slot, version == NEW ? SLOT_NEW : !SLOT_NEW);
	assert_true(!firmware->trial || version == NEW);
}

/* It confirms itself, and has its data. Return: version. */
static uint32_t check_drive(const struct trace *trace, uint32_t cut)
{
	struct nfod_firmware firmware;

	assert_false(updater_enumerate(&it));
	firmware = updater_firmware(&it);
	check(&firmware, trace, cut);
	assert_int_equal(firmware.trial, 0);
	updater_check_disc(&it);
	return firmware.image_version >> 24;
}

/* Return: operations that the drive does to its flash by itself when it finds @cells. */
static uint32_t recover(uint32_t cut, uint64_t seed)
{
	struct nfod_firmware firmware;

	put(cells, seed);
	trace_begin(&second, flash());
	assert_true(rig_order(&it.rig, "power on"));
	firmware = ask();
	trace_end(flash());
	check(&firmware, &update, cut);
	assert_true(second.operations <= OPERATIONS_MOST);
	return second.operations;
}

/* The power goes at each of @operations of a recovery. */
static void cut_recovery(uint32_t cut, uint64_t seed, uint32_t operations)
{
	for (uint32_t n = 1; n <= operations; n++) {
		struct nfod_firmware firmware;

		put(cells, seed);
		flash()->cut_after = n;
		assert_true(rig_order(&it.rig, "power on"));
		while (is_powered())
			rig_receive(&it.rig, 0);
		memcpy(left, flash()->file, sizeof(left));
		power_on(left, seed + n);
		firmware = ask();
		check(&firmware, &update, cut);
	}
}

/* ---- flashes that have been seen ---- */

static uint64_t seen[1u << 16];
static uint32_t distinct;

static uint64_t digest(uint64_t from, const void *data, size_t bytes)
{
	const uint64_t *word = data;

	for (size_t n = 0; n < bytes / sizeof(*word); n++)
		from = (from ^ word[n]) * 0x9e3779b97f4a7c15ull ^ from >> 29;
	return from;
}

/* Return: whether this is the first time that @cells are like this, and read like this. */
static bool is_new(uint64_t seed)
{
	struct flash shown = { 0 };
	uint64_t now = digest(1, cells, sizeof(cells));

	flash_map(&shown, cells, seed);
	flash_show(&shown, image);
	now = digest(now, image, sizeof(image));
	for (uint32_t n = 0; n < distinct; n++)
		if (seen[n] == now)
			return false;
	assert_true(distinct < sizeof(seen) / sizeof(seen[0]));
	seen[distinct++] = now;
	return true;
}

/* ---- tests ---- */

/**
 * struct tally - what was done
 * @cuts: operations that were cut
 * @states: times that there was a flash to be started with
 * @again: and cuts in what the drive did then
 */
struct tally {
	uint32_t cuts;
	uint32_t states;
	uint32_t again;
};

static void start_after(uint32_t cut, bool torn, uint32_t turn, struct tally *tally)
{
	uint64_t seed = seed_of(cut, 2 * turn);
	uint32_t operations;

	trace_cut(&update, cut - 1, torn, seed, cells);
	tally->states++;
	if (!is_new(seed + 1))
		return;
	operations = recover(cut, seed + 1);
	cut_recovery(cut, seed + 1, operations);
	tally->again += operations;
}

/* In the midst of a word of an image, and of everything else in many ways and just before it. */
static void power_goes_at_each(void **state)
{
	struct tally tally = { 0 };

	(void)state;
	for (uint32_t cut = 1; cut <= update.operations; cut++) {
		const struct trace_operation *operation = &update.operation[cut - 1];
		bool word = !operation->erase && in_slot(operation);

		if (word && !is_due(cut, 1))
			continue;
		for (uint32_t turn = 0; turn < (word ? 1 : seeds()); turn++)
			start_after(cut, true, turn, &tally);
		if (!word)
			start_after(cut, false, SEEDS, &tally);
		tally.cuts++;
	}
	print_message("%u of %u operations cut: %u flashes, %u of them distinct; "
		      "%u cuts in what the drive did to them\n",
		      tally.cuts, update.operations, tally.states, distinct, tally.again);
}

/* It reads its disc, and takes what it has not got yet. */
static void whole_drive_after_cuts(void **state)
{
	uint32_t cuts = 0;

	(void)state;
	for (uint32_t cut = 1; cut <= update.operations; cut++) {
		if (!is_due(cut, WHOLE_DRIVES))
			continue;
		trace_cut(&update, cut - 1, true, seed_of(cut, 100), cells);
		power_on(cells, seed_of(cut, 101));
		if (check_drive(&update, cut) == OLD) {
			updater_update(&it, &it.release[NEW - 1]);
			updater_expect(&it, NEW);
		}
		cuts++;
	}
	print_message("%u whole drives\n", cuts);
}

/* The update again, cut at @cut; as far as it gets. */
static void update_until(uint32_t cut)
{
	const struct release *release = &it.release[NEW - 1];

	updater_detach(&it);
	flash()->cut_after = cut;
	flash()->random.state = seed_of(cut, 200);
	if (updater_send(&it, release, release_blocks(release)) && updater_finish(&it, release)) {
		it.rig.usb->reset(&it.rig);
		rig_control(&it.rig, 0x00, 0x09, 1, 0, NULL, 0);
	}
	while (is_powered())
		rig_receive(&it.rig, 0);
}

/* What this test starts drives with is what there is after a cut. */
static void cuts_leave_what_was_reckoned(void **state)
{
	uint32_t cuts = 0;

	(void)state;
	for (uint32_t cut = 1; cut <= update.operations; cut++) {
		if (!is_due(cut, REAL_CUTS) && !update.operation[cut - 1].erase)
			continue;
		power_on(update.start, 0);
		assert_false(updater_enumerate(&it));
		update_until(cut);
		trace_cut(&update, cut - 1, true, seed_of(cut, 200), cells);
		assert_memory_equal(flash()->file, cells, sizeof(cells));
		cuts++;
	}
	print_message("%u cuts as they happen\n", cuts);
}

static uint32_t second_cut(uint32_t cut, uint32_t turn)
{
	struct random random = { .state = seed_of(cut, turn) };

	return turn < ENDS ? second.operations - turn :
			     1 + random_below(&random, second.operations);
}

/* The update after a cut is cut as well. */
static void updates_after_cuts_are_cut(void **state)
{
	uint32_t cuts = 0;

	(void)state;
	for (uint32_t cut = 1; cut <= staged(&update); cut++) {
		if (cut % (every() * SECOND_UPDATES) && cut != 2 && cut != staged(&update) - 3)
			continue;
		trace_cut(&update, cut - 1, true, seed_of(cut, 300), cells);
		power_on(cells, seed_of(cut, 301));
		assert_int_equal(check_drive(&update, cut), OLD);
		record(&second);
		for (uint32_t turn = 0; turn < SECOND_CUTS; turn++) {
			uint32_t again = second_cut(cut, turn);
			struct nfod_firmware firmware;

			trace_cut(&second, again - 1, true, seed_of(again, 302), cells);
			power_on(cells, seed_of(again, 303));
			firmware = ask();
			check(&firmware, &second, again);
			cuts++;
		}
	}
	print_message("%u second cuts\n", cuts);
}

/* Return: offset in @image of the first free pair of the journal in use. */
static uint32_t journal_end(void)
{
	uint32_t at = NFOD_JOURNAL_FIRST * NFOD_FLASH_SECTOR_BYTES;

	if (image[at] == 0xff)
		at += NFOD_FLASH_BANK * NFOD_FLASH_SECTOR_BYTES;
	assert_int_not_equal(image[at], 0xff);
	while (image[at] != 0xff || image[at + NFOD_FLASH_WORD] != 0xff)
		at += PAIR_BYTES;
	return at;
}

/* @cells, with the newest entry again and again until the sector has to be changed. */
static void fill_journal(void)
{
	struct flash full = { 0 };
	uint32_t at, end;

	memcpy(cells, update.start, sizeof(cells));
	flash_map(&full, cells, 0);
	flash_show(&full, image);
	at = journal_end();
	end = at - at % NFOD_FLASH_SECTOR_BYTES + NFOD_FLASH_SECTOR_BYTES - PAIRS_LEFT * PAIR_BYTES;
	for (uint32_t to = at; to < end; to += NFOD_FLASH_WORD)
		assert_true(full.port.program(&full, to, image + at - NFOD_FLASH_WORD));
}

static void boot_loader_changes_the_journal(void **state)
{
	uint32_t operations;

	(void)state;
	fill_journal();
	operations = recover(1, 0);
	assert_int_equal(operations, 3);
	assert_true(second.operation[0].erase);
	for (uint32_t seed = 0; seed < seeds(); seed++)
		cut_recovery(1, seed, operations);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_leave_what_was_reckoned),
		cmocka_unit_test(power_goes_at_each),
		cmocka_unit_test(boot_loader_changes_the_journal),
		cmocka_unit_test(whole_drive_after_cuts),
		cmocka_unit_test(updates_after_cuts_are_cut),
	};

	return cmocka_run_group_tests_name("update_cuts", tests, set_up, tear_down);
}
