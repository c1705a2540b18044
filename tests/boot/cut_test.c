// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The power goes at every flash operation of an update and its trial, once and twice: at each
 * power-up an image runs, whole, and in the end the new one does.
 */
#include <stdio.h>
#include <string.h>

#include "cmocka_all.h"

#include "rig.h"

/* Which slot runs, and journal entries already there: so many that a sector change is due. */
static const struct {
	uint32_t slot;
	uint32_t entries;
} beginnings[] = { { 0, 0 }, { 1, 20 } };
/* Power-ups that a life of one or two cuts may take. */
#define STARTS_MOST 12u
/* States of a life, and how often a journal is opened before anything else happens. */
#define STATES_MOST 32u
#define LOOKS 4u

/**
 * struct life - a drive while it is updated
 * @model: its flash
 * @file: the old firmware and the new one
 * @security: highest number that the drive was seen to ask for
 * @seen: what the journal said at power-up, each state once
 * @states: how many
 * @confirms: the new one finds itself healthy
 */
struct life {
	struct model model;
	struct file file[2];
	uint32_t security;
	struct boot_state seen[STATES_MOST];
	uint32_t states;
	bool confirms;
};

static void assert_security(struct life *life, const struct boot *boot)
{
	assert_true(boot->journal.state.security >= life->security);
	life->security = boot->journal.state.security;
}

/* Return: which of the two firmwares runs. */
static uint32_t runs(const struct life *life, const struct boot_choice *choice)
{
	assert_int_not_equal(choice->slot, NFOD_SLOT_NONE);
	for (uint32_t n = 0; n < 2; n++)
		if (rig_holds(&life->model, choice->slot, &life->file[n]))
			return n;
	fail_msg("slot %u was chosen and holds neither firmware", choice->slot);
	return 0;
}

static bool same_state(const struct boot_state *one, const struct boot_state *other)
{
	size_t from = offsetof(struct boot_state, security);

	return !memcmp((const uint8_t *)one + from, (const uint8_t *)other + from,
		       offsetof(struct boot_state, crc) - from);
}

/*
 * A journal never goes back: what a torn entry says may come to light late, but once it was
 * seen it stays, whatever the dice say of uncertain words.
 */
static void assert_journal_goes_on(struct life *life)
{
	for (uint32_t looks = 0; looks < LOOKS; looks++) {
		struct boot boot;
		uint32_t n = 0;

		boot_open(&boot, &life->model.port, &rig_identity);
		while (n < life->states && !same_state(&life->seen[n], &boot.journal.state))
			n++;
		assert_true(n + 1 >= life->states);
		assert_true(n < STATES_MOST);
		life->seen[n] = boot.journal.state;
		life->states = n + 1;
	}
}

/* From one power-up to the next. Return: whether all is done. */
static bool live(struct life *life)
{
	struct boot boot;
	struct boot_choice choice;
	uint32_t version;

	assert_journal_goes_on(life);
	choice = rig_start(&boot, &life->model);
	version = runs(life, &choice);
	assert_security(life, &boot);
	if (version == 1 && life->confirms) {
		assert_true(boot_confirm(&boot, choice.slot));
		assert_security(life, &boot);
	} else if (version == 0 && boot.journal.state.verdict != NFOD_REFUSED_UNHEALTHY) {
		assert_int_equal(rig_update(&boot, choice.slot, life->file[1].bytes,
					    life->file[1].len, UPDATE_BLOCK_BYTES),
				 NFOD_REFUSED_NOT);
	}
	return life->confirms ?
		       version == 1 && !choice.trial :
		       version == 0 && boot.journal.state.verdict == NFOD_REFUSED_UNHEALTHY;
}

/* Return: whether it lived on to the end, or the power went. */
static bool live_on(struct life *life)
{
	jmp_buf dark;

	life->model.dark = &dark;
	if (setjmp(dark)) {
		life->model.cut_at = MODEL_NEVER;
		life->model.polls = 0;
		return false;
	}
	for (uint32_t starts = 0; !live(life); starts++)
		assert_true(starts < STARTS_MOST);
	return true;
}

/* What a confirmation writes, again and again, until the journal is as full as that. */
static void fill_journal(struct life *life, uint32_t entries)
{
	struct boot boot;

	boot_open(&boot, &life->model.port, &rig_identity);
	while (entries--)
		assert_true(journal_append(&boot.journal, &boot.journal.state));
}

static void assert_clean(const struct life *life)
{
	for (uint32_t slot = 0; slot < NFOD_SLOTS; slot++)
		for (uint32_t n = 0; n < NFOD_SLOT_SECTORS; n++)
			assert_int_equal(life->model.abuse[nfod_slot_sector(slot) + n], 0);
}

/* The old firmware, from the slot that it is in into the other one. */
static void move_over(struct life *life)
{
	struct boot boot;

	rig_start(&boot, &life->model);
	assert_int_equal(rig_update(&boot, 0, life->file[0].bytes, life->file[0].len,
				    UPDATE_BLOCK_BYTES),
			 NFOD_REFUSED_NOT);
	assert_int_equal(rig_start(&boot, &life->model).slot, 1);
	assert_true(boot_confirm(&boot, 1));
}

static void set_up(struct life *life, uint32_t slot, uint32_t entries)
{
	memset(life, 0, sizeof(*life));
	model_init(&life->model, RIG_SECTOR, 1);
	life->file[0] = rig_pack(&life->model, &rig_old);
	life->file[1] = rig_pack(&life->model, &rig_new);
	life->confirms = true;
	rig_install(&life->model, &life->file[0]);
	if (slot)
		move_over(life);
	fill_journal(life, entries);
	life->model.ops = 0;
}

static void tear_down(struct life *life)
{
	model_free(&life->model);
	for (uint32_t n = 0; n < 2; n++)
		free(life->file[n].bytes);
}

static void begin_at(struct life *life, const struct model *start, uint64_t cut_at, uint32_t kind)
{
	model_copy(&life->model, start);
	life->model.cut_at = cut_at;
	life->model.cut_within = kind > 0;
	life->model.dice = cut_at * 4 + kind;
	life->security = rig_old.security;
	life->states = 0;
}

/* Each operation, just before it and in its midst. Return: operations of a clean run. */
static uint64_t cut_everywhere(struct life *life, uint32_t second_cuts, uint32_t kinds)
{
	struct model start;
	uint64_t ops;

	model_init(&start, RIG_SECTOR, 1);
	model_copy(&start, &life->model);
	assert_true(live_on(life));
	ops = life->model.ops;
	for (uint64_t cut = 0; cut < ops; cut++) {
		for (uint32_t kind = 0; kind < kinds; kind++) {
			begin_at(life, &start, cut, kind);
			assert_false(live_on(life));
			for (uint32_t n = 0; n < second_cuts; n++) {
				life->model.cut_at = life->model.ops + 1 +
						     model_random(&life->model, n ? 400 : 20);
				life->model.cut_within = n % 2 == 0;
				live_on(life);
			}
			life->model.cut_at = MODEL_NEVER;
			assert_true(live_on(life));
			assert_clean(life);
		}
	}
	printf("# %llu operations of the clean run, cut at each\n", (unsigned long long)ops);
	model_free(&start);
	return ops;
}

static void cut_lives(uint32_t second_cuts, uint32_t kinds, bool confirms)
{
	struct life life;

	for (uint32_t n = 0; n < sizeof(beginnings) / sizeof(beginnings[0]); n++) {
		set_up(&life, beginnings[n].slot, beginnings[n].entries);
		life.confirms = confirms;
		assert_true(cut_everywhere(&life, second_cuts, kinds) >
			    RIG_IMAGE / NFOD_FLASH_WORD);
		tear_down(&life);
	}
}

static void power_cut_at_every_operation(void **state)
{
	(void)state;
	cut_lives(0, 2, true);
}

static void power_cut_twice(void **state)
{
	(void)state;
	cut_lives(2, 2, true);
}

static void power_cut_while_a_trial_is_in_vain(void **state)
{
	(void)state;
	cut_lives(1, 2, false);
}

/* What is complete is not erased again: a cut costs a sector, not an update. */
static void resumes_where_it_was(void **state)
{
	struct life life;
	struct model start;
	const uint32_t *erased = life.model.erased + nfod_slot_sector(1);

	(void)state;
	set_up(&life, 0, 0);
	model_init(&start, RIG_SECTOR, 1);
	model_copy(&start, &life.model);
	/* In the second sector: an entry, then a sector and its entry, then some words. */
	begin_at(&life, &start, 2 + 1 + RIG_SECTOR / NFOD_FLASH_WORD + 2 + 1 + 20, 1);
	assert_false(live_on(&life));
	assert_true(live_on(&life));
	assert_int_equal(erased[0], 1);
	assert_int_equal(erased[1], 2);
	assert_int_equal(erased[2], 1);
	model_free(&start);
	tear_down(&life);
}

/* Sectors as large as they are: some of the cuts, and the count of operations. */
static void real_sectors(void **state)
{
	struct firmware large[2] = { rig_old, rig_new };
	struct life life;
	struct model start;
	uint64_t ops;

	(void)state;
	memset(&life, 0, sizeof(life));
	life.confirms = true;
	model_init(&life.model, NFOD_FLASH_SECTOR_BYTES, 1);
	for (uint32_t n = 0; n < 2; n++) {
		large[n].image_bytes = 256 * 1024;
		life.file[n] = rig_pack(&life.model, &large[n]);
	}
	rig_install(&life.model, &life.file[0]);
	life.model.ops = 0;
	model_init(&start, NFOD_FLASH_SECTOR_BYTES, 1);
	model_copy(&start, &life.model);
	assert_true(live_on(&life));
	ops = life.model.ops;
	printf("# 256 KiB: %llu operations\n", (unsigned long long)ops);
	for (uint64_t cut = 0; cut < ops; cut += 997) {
		begin_at(&life, &start, cut, 1 + cut % 3);
		assert_false(live_on(&life));
		assert_true(live_on(&life));
		assert_clean(&life);
	}
	model_free(&start);
	tear_down(&life);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(power_cut_at_every_operation),
		cmocka_unit_test(power_cut_twice),
		cmocka_unit_test(power_cut_while_a_trial_is_in_vain),
		cmocka_unit_test(resumes_where_it_was),
		cmocka_unit_test(real_sectors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
