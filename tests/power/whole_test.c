// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Power cuts on the firmware, over cells in film. */
#include <stdio.h>

#include "whole.h"

/* One power-up in so many is cut as well. */
#define CUT_LOADING 4u
#define WORK_NS (800 * RIG_MS)
#define QUIET_NS RIG_S
#define WRITES_MOST 30u
/* The first writes of a drive that does not know its powers. */
#define TRIALS 10u
#define FORMAT_ONE_IN 12u
/* Of POWER_CUTS, so many are at this fidelity. */
#define MODEL_SHARE 8u
#define WAVEFORM_SHARE 80u
#define LIGHT_SHARE 2u

static uint32_t cuts_wanted(void)
{
	const char *cuts = getenv("POWER_CUTS");

	return cuts ? (uint32_t)strtoul(cuts, NULL, 10) : 80;
}

/* Within one of the next writes. */
static void arm_write(struct whole *whole, uint32_t most)
{
	whole->cut_write = 1 + whole_dice(whole, most);
	whole->cut_share = whole_dice(whole, 257);
}

/* At any time within @within_ns, or within a write. */
static void arm(struct whole *whole, uint64_t within_ns)
{
	if (whole_dice(whole, 2)) {
		whole->cut_at = whole->rig->now + rig_random(whole->rig) % within_ns;
		return;
	}
	arm_write(whole, WRITES_MOST);
}

static void become_ready(struct whole *whole)
{
	do {
		whole->cut_at = NFOD_FW_NEVER;
		whole->cut_write = 0;
		if (whole->ready_ns && !whole_dice(whole, CUT_LOADING))
			whole->cut_at = whole->rig->now + rig_random(whole->rig) % whole->ready_ns;
	} while (!whole_power_up(whole));
	whole->cut_at = NFOD_FW_NEVER;
}

/* Some work, then none until the drive has had time for itself, then again. */
static void arm_resting(struct whole *whole)
{
	whole->quiet_from = whole->rig->now + rig_random(whole->rig) % (WORK_NS / 4);
	whole->quiet_until = whole->quiet_from + QUIET_NS;
	whole->cut_at = whole->quiet_from + rig_random(whole->rig) % (2 * QUIET_NS);
}

/* To the screen, or to where the makefile shows it. */
static void report(const struct whole *whole, const char *fidelity)
{
	const struct whole_counts *count = &whole->count;
	const char *path = getenv("POWER_COUNTS");
	FILE *file = path ? fopen(path, "ae") : stdout;

	assert_non_null(file);
	fprintf(file,
		"  %s: %u cuts, %u within a cluster that was being written, %u with one that "
		"hold-up energy finished, %u of these erased, %u while loading, %u among trials; %u clusters spoilt, %u moved, %u "
		"certifications, %u formats; ready after %.1f s at most; %llu blocks compared\n",
		fidelity, count->cuts, count->torn, count->finished, count->erasing, count->loading,
		count->trials, count->spoilt, count->moved, count->certified, count->formatted,
		(double)count->slowest_ns * 1e-9, (unsigned long long)count->checked);
	if (path)
		fclose(file);
}

/* Reading back would find out what is written over old marks. */
static void trust_what_is_erased(struct whole *whole)
{
	if (whole_dice(whole, 2))
		whole->rig->fw->rec.verify.policy = NFOD_VERIFY_OFF;
}

static void cut_and_check(const char *disc, enum film_fidelity fidelity, const char *name,
			  uint32_t cuts)
{
	static struct whole whole;
	bool light;

	whole_new(&whole, getenv(disc), fidelity, 1 + fidelity);
	light = film_info(whole.film)->flags & NFOD_DISC_LIGHT;
	whole.rig->fw = NULL;
	become_ready(&whole);
	while (whole.count.cuts < cuts) {
		if (light)
			trust_what_is_erased(&whole);
		if (light && whole_dice(&whole, 2))
			arm_resting(&whole);
		else
			arm(&whole, WORK_NS);
		if (whole_dice(&whole, FORMAT_ONE_IN))
			whole_work_until_cut(&whole);
		else
			whole_format_until_cut(&whole);
		become_ready(&whole);
		whole_check(&whole);
	}
	report(&whole, name);
	whole_end(&whole);
}

static void nothing_is_lost_ideal(void **state)
{
	(void)state;
	cut_and_check("POWER_DISC", FILM_IDEAL, "ideal", cuts_wanted());
}

static void nothing_is_lost_model(void **state)
{
	(void)state;
	cut_and_check("POWER_DISC", FILM_MODEL, "model", 1 + cuts_wanted() / MODEL_SHARE);
}

static void nothing_is_lost_waveform(void **state)
{
	(void)state;
	cut_and_check("POWER_DISC", FILM_WAVEFORM, "waveform", 1 + cuts_wanted() / WAVEFORM_SHARE);
}

/* On film that is erased before it is written. */
static void nothing_is_lost_by_light(void **state)
{
	(void)state;
	cut_and_check("POWER_LIGHT_DISC", FILM_IDEAL, "light, ideal",
		      1 + cuts_wanted() / LIGHT_SHARE);
	cut_and_check("POWER_LIGHT_DISC", FILM_MODEL, "light, model",
		      1 + cuts_wanted() / LIGHT_SHARE / MODEL_SHARE);
}

static void scratch_area(struct whole *whole, uint32_t area)
{
	struct run run = whole->rig->fw->store.lay.area[area];

	film_scratch(whole->film, run.first, run.count);
}

static void cut_and_go_on(struct whole *whole, uint32_t cuts)
{
	for (cuts += whole->count.cuts; whole->count.cuts < cuts;) {
		arm(whole, WORK_NS);
		whole_work_until_cut(whole);
		become_ready(whole);
		whole_check(whole);
	}
}

/* Each power-up is another drive's, which has to find its powers before it writes. */
static void cuts_among_trials(void **state)
{
	static const char *const serial[] = { "UNIT-ONE", "UNIT-TWO" };
	uint32_t cuts = 12 + cuts_wanted() / 10;
	static struct whole whole;

	(void)state;
	whole_new(&whole, getenv("POWER_DISC"), FILM_MODEL, 11);
	become_ready(&whole);
	while (whole.count.cuts < cuts) {
		arm_write(&whole, TRIALS);
		whole_work_until_cut(&whole);
		whole.rig->board.serial = serial[whole.count.cuts % 2];
		become_ready(&whole);
		whole_check(&whole);
	}
	assert_true(whole.count.trials >= cuts / 4);
	report(&whole, "powers being tried");
	whole_end(&whole);
}

static void pull_plug(struct whole *whole)
{
	whole->cut_at = whole->rig->now;
	while (whole_step(whole))
		;
}

static void expect_all(struct whole *whole)
{
	pull_plug(whole);
	become_ready(whole);
	whole_check(whole);
}

/* One management area can be read no more: what was flushed is there all the same. */
static void either_area_is_enough(void **state)
{
	static struct whole whole;

	(void)state;
	whole_new(&whole, getenv("POWER_DISC"), FILM_IDEAL, 9);
	become_ready(&whole);
	for (uint32_t n = 0; n < 2 * LAYOUT_AREAS; n++) {
		cut_and_go_on(&whole, 3 + cuts_wanted() / 20);
		scratch_area(&whole, n % LAYOUT_AREAS);
		expect_all(&whole);
		expect_all(&whole);
		film_heal(whole.film);
		expect_all(&whole);
		assert_int_equal(whole.rig->fw->store.state, NFOD_STORE_READY);
	}
	report(&whole, "one area at a time lost");
	whole_end(&whole);
}

/* Nothing is made up, nothing is written; once they can be read again all is there. */
static void without_both_areas_nothing_is_touched(void **state)
{
	static struct whole whole;

	(void)state;
	whole_new(&whole, getenv("POWER_DISC"), FILM_IDEAL, 10);
	become_ready(&whole);
	cut_and_go_on(&whole, 3);
	scratch_area(&whole, 0);
	scratch_area(&whole, 1);
	pull_plug(&whole);
	rig_power_up(whole.rig);
	while (whole.rig->fw->store.state != NFOD_STORE_FAILED)
		assert_true(whole_step(&whole));
	assert_int_equal(whole.rig->fw->store.cause, NFOD_CAUSE_NO_ROOT);
	film_heal(whole.film);
	expect_all(&whole);
	whole_end(&whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_lost_ideal),
		cmocka_unit_test(nothing_is_lost_model),
		cmocka_unit_test(nothing_is_lost_waveform),
		cmocka_unit_test(nothing_is_lost_by_light),
		cmocka_unit_test(cuts_among_trials),
		cmocka_unit_test(either_area_is_enough),
		cmocka_unit_test(without_both_areas_nothing_is_touched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
