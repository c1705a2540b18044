// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Which image runs: trials, fall-back, the security number, recovery, and the journal that
 * all of it is kept in.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"

#include "rig.h"

/**
 * struct drive - with files of the old and the new firmware
 */
struct drive {
	struct model model;
	struct boot boot;
	struct boot_choice choice;
	struct file old, new;
};

static void set_up(struct drive *drive)
{
	memset(drive, 0, sizeof(*drive));
	model_init(&drive->model, RIG_SECTOR, 1);
	drive->old = rig_pack(&drive->model, &rig_old);
	drive->new = rig_pack(&drive->model, &rig_new);
	rig_install(&drive->model, &drive->old);
	drive->choice = rig_start(&drive->boot, &drive->model);
	assert_int_equal(drive->choice.slot, 0);
}

/* The new one is no more secure than the old one: there is a way back. */
static void set_up_as_secure(struct drive *drive)
{
	struct firmware firmware = rig_new;

	set_up(drive);
	free(drive->new.bytes);
	firmware.security = rig_old.security;
	drive->new = rig_pack(&drive->model, &firmware);
}

static void tear_down(struct drive *drive)
{
	model_free(&drive->model);
	free(drive->old.bytes);
	free(drive->new.bytes);
}

static enum nfod_refusal update(struct drive *drive, const struct file *file)
{
	return rig_update(&drive->boot, drive->choice.slot, file->bytes, file->len,
			  UPDATE_BLOCK_BYTES);
}

static void start(struct drive *drive, uint32_t slot, bool trial)
{
	drive->choice = rig_start(&drive->boot, &drive->model);
	assert_int_equal(drive->choice.slot, slot);
	assert_int_equal(drive->choice.trial, trial);
}

static void spoil(struct drive *drive, uint32_t slot)
{
	drive->model.data[flash_slot(&drive->model.port, slot) + 5000] ^= 1;
}

static uint8_t verdict(const struct drive *drive)
{
	return drive->boot.journal.state.verdict;
}

static void good_update(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
	start(&drive, 1, true);
	assert_int_equal(drive.choice.entry, drive.model.port.base +
						     flash_slot(&drive.model.port, 1) +
						     NFOD_CONTAINER_BYTES);
	assert_true(boot_confirm(&drive.boot, 1));
	start(&drive, 1, false);
	assert_int_equal(drive.boot.journal.state.security, rig_new.security);
	assert_true(rig_holds(&drive.model, 1, &drive.new));
	tear_down(&drive);
}

/* A start without a trial writes nothing, nor does saying twice that all is well. */
static void quiet_start(void **state)
{
	struct drive drive;
	uint64_t ops;

	(void)state;
	set_up(&drive);
	ops = drive.model.ops;
	start(&drive, 0, false);
	assert_true(boot_confirm(&drive.boot, 0));
	assert_int_equal(drive.model.ops, ops);
	tear_down(&drive);
}

static void trial_in_vain(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
	for (uint32_t n = 0; n < BOOT_TRIES; n++)
		start(&drive, 1, true);
	start(&drive, 0, false);
	assert_int_equal(verdict(&drive), NFOD_REFUSED_UNHEALTHY);
	assert_int_equal(drive.boot.journal.state.security, rig_old.security);
	/* What failed is not run again, also when the other one goes bad. */
	spoil(&drive, 0);
	start(&drive, NFOD_SLOT_NONE, false);
	assert_int_equal(drive.choice.refusal[0], NFOD_REFUSED_DIGEST);
	assert_int_equal(drive.choice.refusal[1], NFOD_REFUSED_UNHEALTHY);
	tear_down(&drive);
}

static void trial_that_rots(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
	spoil(&drive, 1);
	start(&drive, 0, false);
	assert_int_equal(verdict(&drive), NFOD_REFUSED_DIGEST);
	tear_down(&drive);
}

/* The image that could come back must not be overwritten before it is not needed. */
static void no_update_on_trial(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
	start(&drive, 1, true);
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_TRIAL);
	assert_true(rig_holds(&drive.model, 0, &drive.old));
	assert_true(boot_confirm(&drive.boot, 1));
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
	start(&drive, 0, true);
	assert_true(rig_holds(&drive.model, 0, &drive.new));
	tear_down(&drive);
}

/* Once confirmed there is no way back below its security number, neither by file nor by slot. */
static void no_way_back(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
	start(&drive, 1, true);
	assert_true(boot_confirm(&drive.boot, 1));
	assert_int_equal(update(&drive, &drive.old), NFOD_REFUSED_SECURITY);
	assert_true(rig_holds(&drive.model, 0, &drive.old));
	spoil(&drive, 1);
	start(&drive, NFOD_SLOT_NONE, false);
	assert_int_equal(drive.choice.refusal[0], NFOD_REFUSED_SECURITY);
	tear_down(&drive);
}

static void falls_back_on_the_other_slot(void **state)
{
	struct drive drive;

	(void)state;
	set_up_as_secure(&drive);
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
	start(&drive, 1, true);
	assert_true(boot_confirm(&drive.boot, 1));
	spoil(&drive, 1);
	start(&drive, 0, false);
	assert_true(boot_confirm(&drive.boot, 0));
	/* And is mended from there. */
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
	start(&drive, 1, true);
	tear_down(&drive);
}

/* Sends a file and goes away without a word. */
static void send_all_but_the_end(struct drive *drive, const struct file *file)
{
	static struct update update;

	update_start(&update, &drive->boot, drive->choice.slot);
	for (uint32_t at = 0; at < file->len; at += 64) {
		assert_true(update_block(&update, file->bytes + at, 64));
		while (update_poll(&update))
			;
	}
	assert_int_equal(update.phase, UPDATE_HEADER);
}

/* Whatever the journal said before: an image that was never tried does not run untried. */
static void nothing_runs_before_its_trial(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	send_all_but_the_end(&drive, &drive.new);
	start(&drive, 0, false);
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
	start(&drive, 1, true);
	assert_true(boot_confirm(&drive.boot, 1));
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
	start(&drive, 0, true);
	assert_true(boot_confirm(&drive.boot, 0));
	spoil(&drive, 0);
	start(&drive, 1, false);
	send_all_but_the_end(&drive, &drive.new);
	start(&drive, 1, false);
	tear_down(&drive);
}

/* An update that follows another one at once takes its trial away. */
static void second_update_before_a_start(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
	send_all_but_the_end(&drive, &drive.old);
	start(&drive, 0, false);
	assert_int_equal(verdict(&drive), NFOD_REFUSED_NOT);
	tear_down(&drive);
}

/* Put there by a programmer that took one slot for the other. */
static void image_of_the_other_slot(void **state)
{
	struct drive drive;
	uint8_t *data;

	(void)state;
	set_up(&drive);
	data = drive.model.data;
	memcpy(data + flash_slot(&drive.model.port, 1), data + flash_slot(&drive.model.port, 0),
	       NFOD_SLOT_SECTORS * RIG_SECTOR);
	spoil(&drive, 0);
	start(&drive, NFOD_SLOT_NONE, false);
	assert_int_equal(drive.choice.refusal[1], NFOD_REFUSED_PLACE);
	tear_down(&drive);
}

static void recovery(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	spoil(&drive, 0);
	start(&drive, NFOD_SLOT_NONE, false);
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
	start(&drive, 0, true);
	assert_true(boot_confirm(&drive.boot, 0));
	start(&drive, 0, false);
	tear_down(&drive);
}

/* Only one image, and it does not work: recovery, not the same again for ever. */
static void recovery_after_a_trial_in_vain(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	spoil(&drive, 0);
	start(&drive, NFOD_SLOT_NONE, false);
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
	for (uint32_t n = 0; n < BOOT_TRIES; n++)
		start(&drive, 0, true);
	start(&drive, NFOD_SLOT_NONE, false);
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
	start(&drive, 0, true);
	tear_down(&drive);
}

static uint32_t slot_after(struct drive *drive, uint32_t faults)
{
	boot_open(&drive->boot, &drive->model.port, &rig_identity);
	drive->choice = boot_choose(&drive->boot, faults);
	return drive->choice.slot;
}

/* A confirmed image that crashes whenever it starts does not keep the drive from being mended. */
static void faults_in_a_row(void **state)
{
	struct drive drive;

	(void)state;
	set_up_as_secure(&drive);
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
	start(&drive, 1, true);
	assert_true(boot_confirm(&drive.boot, 1));
	assert_int_equal(slot_after(&drive, BOOT_FAULTS - 1), 1);
	assert_int_equal(slot_after(&drive, BOOT_FAULTS), 0);
	assert_int_equal(drive.choice.refusal[1], NFOD_REFUSED_FAULTS);
	assert_int_equal(slot_after(&drive, 2 * BOOT_FAULTS - 1), 0);
	assert_int_equal(slot_after(&drive, 2 * BOOT_FAULTS), NFOD_SLOT_NONE);
	assert_int_equal(drive.choice.refusal[0], NFOD_REFUSED_FAULTS);
	spoil(&drive, 0);
	assert_int_equal(slot_after(&drive, BOOT_FAULTS), NFOD_SLOT_NONE);
	/* The power went meanwhile: nothing is held against it. */
	assert_int_equal(slot_after(&drive, 0), 1);
	tear_down(&drive);
}

/* Flashed by a programmer: an image in a slot, and a journal without an entry. */
static void journal_of_nothing(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	for (uint32_t n = 0; n < NFOD_JOURNALS; n++)
		memset(drive.model.data + (NFOD_JOURNAL_FIRST + n * NFOD_FLASH_BANK) * RIG_SECTOR,
		       0xff, RIG_SECTOR);
	start(&drive, 0, false);
	assert_true(boot_confirm(&drive.boot, 0));
	start(&drive, 0, false);
	assert_int_equal(drive.boot.journal.state.confirmed, 0);
	assert_int_equal(drive.boot.journal.state.security, rig_old.security);
	tear_down(&drive);
}

/* Round and round: both sectors wear alike, and the state stays. */
static void journal_goes_round(void **state)
{
	struct drive drive;
	uint32_t first = NFOD_JOURNAL_FIRST, second = NFOD_JOURNAL_FIRST + NFOD_FLASH_BANK;

	(void)state;
	set_up(&drive);
	for (uint32_t n = 0; n < 60; n++) {
		uint32_t slot = !drive.choice.slot;

		assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
		start(&drive, slot, true);
		assert_true(boot_confirm(&drive.boot, slot));
	}
	assert_true(drive.model.erased[first] >= 5);
	assert_in_range(drive.model.erased[first] - drive.model.erased[second] + 1, 0, 2);
	assert_int_equal(drive.model.abuse[first] + drive.model.abuse[second], 0);
	tear_down(&drive);
}

static void full_journal(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	while (journal_append(&drive.boot.journal, &drive.boot.journal.state))
		;
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_JOURNAL);
	start(&drive, 0, false);
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
	tear_down(&drive);
}

/* A journal that takes nothing: no trial, since it could not be counted, but a drive that runs. */
static void journal_worn_out(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	assert_int_equal(update(&drive, &drive.new), NFOD_REFUSED_NOT);
	boot_open(&drive.boot, &drive.model.port, &rig_identity);
	drive.boot.journal.next = RIG_SECTOR / (2 * NFOD_FLASH_WORD);
	drive.model.fails_at = drive.model.ops;
	drive.choice = boot_choose(&drive.boot, 0);
	assert_true(drive.model.failed);
	assert_int_equal(drive.choice.slot, 0);
	assert_false(drive.choice.trial);
	start(&drive, 1, true);
	tear_down(&drive);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_update),
		cmocka_unit_test(quiet_start),
		cmocka_unit_test(trial_in_vain),
		cmocka_unit_test(trial_that_rots),
		cmocka_unit_test(no_update_on_trial),
		cmocka_unit_test(no_way_back),
		cmocka_unit_test(falls_back_on_the_other_slot),
		cmocka_unit_test(nothing_runs_before_its_trial),
		cmocka_unit_test(second_update_before_a_start),
		cmocka_unit_test(image_of_the_other_slot),
		cmocka_unit_test(recovery),
		cmocka_unit_test(recovery_after_a_trial_in_vain),
		cmocka_unit_test(faults_in_a_row),
		cmocka_unit_test(journal_of_nothing),
		cmocka_unit_test(journal_goes_round),
		cmocka_unit_test(full_journal),
		cmocka_unit_test(journal_worn_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
