// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Settings outlive power: cuts at each operation, rot, a full sector, flash that fails.
 */
#include "cmocka_all.h"

#include "boot/settings.h"
#include "model.h"

#define SECTOR 4096u
#define PAIRS (SECTOR / (2 * NFOD_FLASH_WORD))
#define SECOND (NFOD_SETTINGS_FIRST + NFOD_FLASH_BANK)

/**
 * struct drive - its flash, and what it knows
 */
struct drive {
	struct model model;
	struct settings settings;
};

static void set_up(struct drive *drive, uint64_t seed)
{
	model_init(&drive->model, SECTOR, seed);
	settings_open(&drive->settings, &drive->model.port);
}

static void power_up(struct drive *drive)
{
	drive->model.cut_at = MODEL_NEVER;
	drive->model.polls = 0;
	settings_open(&drive->settings, &drive->model.port);
}

static bool keep(struct drive *drive, uint32_t light)
{
	struct nfod_settings settings = drive->settings.keeper.settings;

	settings.light_ppm = light;
	settings.verify = (uint8_t)(light % 3 + 1);
	settings.lost = 0;
	return drive->settings.keeper.keep(drive->settings.keeper.ctx, &settings);
}

static uint32_t light(const struct drive *drive)
{
	const struct nfod_settings *settings = &drive->settings.keeper.settings;

	if (settings->light_ppm)
		assert_int_equal(settings->verify, settings->light_ppm % 3 + 1);
	else
		assert_int_equal(settings->verify, 0);
	return settings->light_ppm;
}

static bool lost(const struct drive *drive)
{
	return drive->settings.keeper.settings.lost;
}

static void nothing_was_ever_set(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive, 1);
	assert_int_equal(light(&drive), 0);
	assert_false(lost(&drive));
	assert_int_equal(drive.model.ops, 0);
	model_free(&drive.model);
}

/* Reading writes nothing. */
static void outlive_power(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive, 2);
	for (uint32_t n = 1; n < 20; n++) {
		uint64_t ops;

		assert_true(keep(&drive, n));
		ops = drive.model.ops;
		power_up(&drive);
		power_up(&drive);
		assert_int_equal(light(&drive), n);
		assert_int_equal(drive.model.ops, ops);
	}
	model_free(&drive.model);
}

/* Return: whether it has come back. */
static bool keep_until(struct drive *drive, uint64_t cut_at, bool within)
{
	jmp_buf dark;

	drive->model.dark = &dark;
	drive->model.cut_within = within;
	if (setjmp(dark))
		return false;
	drive->model.cut_at = cut_at;
	return keep(drive, 200);
}

/* Power-ups, the first ones of them cut short as well; in the end, what is there stays. */
static void recover(struct drive *drive, uint64_t cut_at, bool within)
{
	jmp_buf dark;
	uint32_t found;

	drive->model.dark = &dark;
	drive->model.polls = 0;
	drive->model.cut_within = within;
	if (!setjmp(dark)) {
		drive->model.cut_at = drive->model.ops + cut_at;
		settings_open(&drive->settings, &drive->model.port);
	}
	power_up(drive);
	found = light(drive);
	for (uint32_t n = 0; n < 5; n++) {
		power_up(drive);
		assert_int_equal(light(drive), found);
		assert_false(lost(drive));
	}
}

static void cut(uint32_t before, uint64_t first, uint64_t second, bool within, uint64_t seed)
{
	struct drive drive;
	bool kept;

	set_up(&drive, seed);
	for (uint32_t n = 0; n < before; n++)
		assert_true(keep(&drive, 100 + n));
	kept = keep_until(&drive, drive.model.ops + first, within);
	recover(&drive, second, within);
	if (kept)
		assert_int_equal(light(&drive), 200);
	else if (light(&drive) != 200)
		assert_int_equal(light(&drive), before ? 100 + before - 1 : 0);
	assert_true(keep(&drive, 300));
	power_up(&drive);
	assert_int_equal(light(&drive), 300);
	model_free(&drive.model);
}

/* With the first entry, some, and so many that the sector changes at the next power-up. */
static void power_cut_at_each_operation(void **state)
{
	static const uint32_t before[] = { 0, 1, 2, 7, PAIRS - 32, PAIRS - 31, PAIRS - 30 };

	(void)state;
	for (uint32_t n = 0; n < sizeof(before) / sizeof(before[0]); n++)
		for (uint64_t first = 0; first < 4; first++)
			for (uint64_t second = 0; second < 6; second++)
				for (uint64_t seed = 0; seed < 40; seed++)
					cut(before[n], first, second, seed & 1, seed);
}

static uint8_t *byte_of(struct drive *drive, uint32_t sector, uint32_t at)
{
	return drive->model.data + (size_t)sector * SECTOR + at;
}

/* An entry of two words outlives the loss of either. */
static void one_word_rots(void **state)
{
	(void)state;
	for (uint32_t at = 0; at < 2 * NFOD_FLASH_WORD; at++) {
		struct drive drive;

		set_up(&drive, at);
		assert_true(keep(&drive, 7));
		assert_true(keep(&drive, 8));
		*byte_of(&drive, SECOND, 2 * NFOD_FLASH_WORD + at) ^= (uint8_t)(1u << at % 8);
		power_up(&drive);
		assert_int_equal(light(&drive), 8);
		assert_false(lost(&drive));
		model_free(&drive.model);
	}
}

/* The one before counts, or the defaults do, and it is told until somebody sets one. */
static void both_words_rot(void **state)
{
	(void)state;
	for (uint32_t entries = 1; entries < 4; entries++) {
		struct drive drive;

		set_up(&drive, entries);
		for (uint32_t n = 1; n <= entries; n++)
			assert_true(keep(&drive, n));
		for (uint32_t word = 0; word < 2; word++)
			*byte_of(&drive, SECOND,
				 (2 * (entries - 1) + word) * NFOD_FLASH_WORD + 9) ^= 4;
		power_up(&drive);
		assert_int_equal(light(&drive), entries - 1);
		assert_true(lost(&drive));
		power_up(&drive);
		assert_true(lost(&drive));
		assert_true(keep(&drive, 50));
		power_up(&drive);
		assert_int_equal(light(&drive), 50);
		assert_false(lost(&drive));
		model_free(&drive.model);
	}
}

/* Whatever turns: settings that somebody set, or none; a drive that comes up and keeps new ones. */
static void bits_turn(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 3000; seed++) {
		struct drive drive;
		uint32_t entries, flips;

		set_up(&drive, seed);
		entries = 1 + model_random(&drive.model, 6);
		flips = 1 + model_random(&drive.model, 40);
		for (uint32_t n = 1; n <= entries; n++)
			assert_true(keep(&drive, n));
		while (flips--)
			*byte_of(&drive, SECOND,
				 model_random(&drive.model, entries * 2 * NFOD_FLASH_WORD)) ^=
				(uint8_t)(1u << model_random(&drive.model, 8));
		power_up(&drive);
		assert_in_range(light(&drive), 0, entries);
		if (light(&drive) < entries)
			assert_true(lost(&drive));
		assert_true(keep(&drive, 77));
		power_up(&drive);
		assert_int_equal(light(&drive), 77);
		model_free(&drive.model);
	}
}

static void full_sector(void **state)
{
	struct drive drive;
	uint32_t n = 0;

	(void)state;
	set_up(&drive, 3);
	while (keep(&drive, n + 1))
		n++;
	assert_int_equal(n, PAIRS);
	power_up(&drive);
	assert_int_equal(light(&drive), n);
	assert_true(keep(&drive, 500));
	power_up(&drive);
	assert_int_equal(light(&drive), 500);
	assert_int_equal(drive.model.erased[NFOD_SETTINGS_FIRST], 1);
	model_free(&drive.model);
}

/* Both sectors wear alike, once in half a sector of entries; nothing is written over. */
static void wear_is_shared(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive, 4);
	for (uint32_t n = 1; n <= 40 * PAIRS; n++) {
		assert_true(keep(&drive, n));
		power_up(&drive);
		assert_int_equal(light(&drive), n);
	}
	assert_in_range(drive.model.erased[NFOD_SETTINGS_FIRST], 35, 45);
	assert_in_range(drive.model.erased[SECOND], 35, 45);
	assert_int_equal(drive.model.abuse[NFOD_SETTINGS_FIRST] + drive.model.abuse[SECOND], 0);
	model_free(&drive.model);
}

/* A word that does not take: the next one does. */
static void flash_fails(void **state)
{
	(void)state;
	for (uint64_t op = 0; op < 2; op++) {
		struct drive drive;

		set_up(&drive, op);
		assert_true(keep(&drive, 1));
		drive.model.fails_at = drive.model.ops + op;
		assert_true(keep(&drive, 2));
		assert_true(drive.model.failed);
		power_up(&drive);
		assert_int_equal(light(&drive), 2);
		model_free(&drive.model);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_was_ever_set),
		cmocka_unit_test(outlive_power),
		cmocka_unit_test(power_cut_at_each_operation),
		cmocka_unit_test(one_word_rots),
		cmocka_unit_test(both_words_rot),
		cmocka_unit_test(bits_turn),
		cmocka_unit_test(full_sector),
		cmocka_unit_test(wear_is_shared),
		cmocka_unit_test(flash_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
