// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Shocks that throw the sled: how soon the head is back on its track, and that a seek
 * arrives all the same.
 */
#include <math.h>

#include "hover.h"
#include "lib/random.h"
#include "rig.h"

#define BACK_MS 50.0
#define SEEKS 40

static bool follow(struct rig *rig)
{
	if (!rig_fly(rig))
		return false;
	servo_release(rig->servo);
	rig_run(rig, 0.3);
	return rig_is_there(rig);
}

/* From the shock's end until it is back for good. */
static double off_track_ms(struct rig *rig, double seconds)
{
	uint64_t off = 0, ticks = (uint64_t)((seconds + 0.12) * HOVER_RATE);

	for (uint64_t n = 0; n < ticks; n++) {
		rig_tick(rig);
		if (!rig_is_there(rig))
			off = n + 1;
	}
	return 1e3 * ((double)off / HOVER_RATE - seconds);
}

static void a_thrown_sled_is_brought_back(void **state)
{
	static const struct {
		double g;
		double ms;
	} shock[] = { { 8.0, 11.0 }, { -8.0, 8.0 }, { 8.0, 5.0 }, { 6.7, 5.4 }, { 7.3, 4.6 } };
	struct rig_options options = rig_defaults();
	struct rig *rig = rig_new(&options);
	double ms;

	(void)state;
	for (unsigned int n = 0; n < sizeof(shock) / sizeof(shock[0]); n++) {
		assert_true(follow(rig));
		plant_shock(rig->plant, PLANT_RADIAL, shock[n].g, 1e-3 * shock[n].ms);
		ms = off_track_ms(rig, 1e-3 * shock[n].ms);
		print_message("%.1f g for %.1f ms: back after %.1f ms\n", shock[n].g, shock[n].ms,
			      ms);
		assert_true(ms < BACK_MS);
	}
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	rig_free(rig);
}

/* What the lens is believed to do while it follows nothing is about what it does. */
static void a_loose_lens_is_known(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = rig_new(&options);
	double worst = 0.0;

	(void)state;
	assert_true(follow(rig));
	plant_shock(rig->plant, PLANT_RADIAL, 8.0, 11e-3);
	for (int n = 0; n < 5000; n++) {
		const struct plant_truth *truth = plant_truth(rig->plant);
		double seen = (double)rig->servo->track.lens_m;

		rig_tick(rig);
		if (rig->servo->sup.state == NFOD_SERVO_FOCUS)
			worst = fmax(worst, fabs(seen - (truth->radius - truth->sled)));
	}
	print_message("lens %.0f um from where it is believed\n", 1e6 * worst);
	assert_true(worst > 0.0 && worst < 100e-6);
	rig_free(rig);
}

/* The plate is hit while the head is under way, @hits times before it is there again. */
static void shake_seeks(enum plant_axis axis, double g, unsigned int hits, uint64_t seed)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = rig_new(&options);
	struct random random = { seed };

	assert_true(rig_fly(rig));
	for (int n = 0; n < SEEKS; n++) {
		struct servo_target target =
			rig_target(rig, (unsigned int)(random_next(&random) % 30),
				   (unsigned int)(random_next(&random) & 1),
				   (int32_t)(random_next(&random) % 2000), random_unit(&random));

		servo_follow(rig->servo, &target);
		for (unsigned int hit = 0; hit < hits; hit++) {
			rig_run(rig, 0.03 * random_unit(&random));
			plant_shock(rig->plant, axis, n & 1 ? g : -g,
				    1e-3 * (0.5 + 7.0 * random_unit(&random)));
		}
		assert_true(rig_until(rig, rig_is_there, 0.6));
	}
	print_message("%.0f g, %u on each way: %u contacts\n", g, hits,
		      plant_truth(rig->plant)->contacts);
	/* More than 8 g towards the disc, or again while it comes back: that may end on it. */
	if (hits == 1 && (axis == PLANT_RADIAL || g <= 8.0))
		assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	rig_free(rig);
}

static void a_shaken_seek_arrives(void **state)
{
	(void)state;
	shake_seeks(PLANT_RADIAL, 12.0, 1, 1);
}

/* Each throws the head off the disc; that it has arrived each time is what counts. */
static void shaken_off_again_and_again_it_arrives(void **state)
{
	(void)state;
	shake_seeks(PLANT_AXIAL, 8.0, 1, 1);
	shake_seeks(PLANT_AXIAL, 8.0, 1, 2);
	shake_seeks(PLANT_AXIAL, 8.0, 1, 3);
	shake_seeks(PLANT_AXIAL, 10.0, 1, 2);
	shake_seeks(PLANT_AXIAL, 10.0, 2, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thrown_sled_is_brought_back),
		cmocka_unit_test(a_loose_lens_is_known),
		cmocka_unit_test(a_shaken_seek_arrives),
		cmocka_unit_test(shaken_off_again_and_again_it_arrives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
