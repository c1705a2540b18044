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

/* At any time within @within_ns, or within a write. */
static void arm(struct whole *whole, uint64_t within_ns)
{
	if (whole_dice(whole, 2)) {
		whole->cut_at = whole->rig->now + rig_random(whole->rig) % within_ns;
		return;
	}
	whole->cut_write = 1 + whole_dice(whole, WRITES_MOST);
	whole->cut_share = whole_dice(whole, 257);
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
		"hold-up energy finished, %u of these erased, %u while loading; %u clusters spoilt, %u moved, %u "
		"certifications, %u formats; ready after %.1f s at most; %llu blocks compared\n",
		fidelity, count->cuts, count->torn, count->finished, count->erasing, count->loading,
		count->spoilt, count->moved, count->certified, count->formatted,
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_lost_ideal),
		cmocka_unit_test(nothing_is_lost_model),
		cmocka_unit_test(nothing_is_lost_waveform),
		cmocka_unit_test(nothing_is_lost_by_light),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
