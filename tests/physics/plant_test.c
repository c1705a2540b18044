// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The plant: disc under the head, and contacts. */
#include "near.h"
#include "physics/texture.h"
#include "plant_bench.h"

#define INNER_NM 22000000.0
#define LASER NFOD_FE_LASER

/* ---- disc ---- */

/* Place on the disc itself, nm: the tracks go in and out with it. */
static double disc_radius(const struct bench *bench, const struct plant_truth *truth)
{
	return truth->radius / NM - runout_radial(&bench->runout, (truth->radius * 1e3 - 20) / 2,
						  2 * M_PI * truth->angle);
}

static void height_is_the_run_out(void **state)
{
	struct bench *bench = bench_new();

	(void)state;
	bench_runout(bench, 20, 30);
	bench_start(bench, 1);
	bench->speed = SPEED_2X;
	for (unsigned int i = 0; i < 300000; i++) {
		const struct plant_truth *truth;

		bench->sled = i >= 150000 && i < 170000 ? 3000 : 0;
		truth = bench_tick(bench);
		if (i % 37)
			continue;
		assert_near(truth->height / NM,
			    runout_axial(&bench->runout, (truth->radius * 1e3 - 20) / 2,
					 2 * M_PI * truth->angle),
			    0.01);
	}
	assert_true(plant_truth(bench->plant)->radius > 23e-3);
	bench_free(bench);
}

/* Texture is there for a head that is near, the same at every turn. */
static void texture_is_under_the_head(void **state)
{
	enum {
		PLACES = 100
	};
	struct bench *bench = bench_new();
	const struct plant_truth *truth;
	double first[PLACES], square = 0;
	unsigned int seen[PLACES] = { 0 }, again = 0, ticks = 100000;
	struct texture texture;

	(void)state;
	bench_runout(bench, 0, 30);
	assert_int_equal(texture_init(&texture, 5e-9, bench->info.seed), 0);
	bench->surface.texture.topography_nm = 5.0f;
	bench_start(bench, 1);
	truth = plant_truth(bench->plant);
	bench_hover(bench, 100e-9, 60);
	for (unsigned int i = 0; i < ticks; i++) {
		unsigned int place = (unsigned int)(bench_tick(bench)->angle * PLACES);

		square += truth->height * truth->height;
		if (i % 11 == 0)
			assert_near(truth->height,
				    texture_exact(&texture, disc_radius(bench, truth) * NM,
						  truth->angle),
				    1.5e-9);
		/* A tick is 6.6 um of the disc, the shortest wave 40. */
		if (fabs(truth->angle * PLACES - place) * 2 * M_PI * truth->radius > PLACES * 3e-6)
			continue;
		if (!seen[place]++)
			first[place] = truth->height;
		else
			again++;
		assert_near(truth->height, first[place], 3e-9);
	}
	assert_near(sqrt(square / ticks), 5e-9, 0.5e-9);
	assert_true(again > 80);
	texture_free(&texture);
	bench_free(bench);
}

static void tracks_are_where_the_lead_in_has_them(void **state)
{
	struct bench *bench = bench_new();
	unsigned int lands = 0, zones = 0;

	(void)state;
	bench_runout(bench, 0, 30);
	bench_start(bench, 1);
	bench->speed = 60;
	for (unsigned int i = 0; i < 300000; i++) {
		const struct plant_truth *truth;
		double wanted;

		bench->sled = i < 30000 ? 1500 : i >= 200000 && i < 230000 ? -1500 : 0;
		truth = bench_tick(bench);
		wanted = bench->info.zone[truth->zone].radius_nm +
			 PITCH_NM * (2 * (truth->turn + truth->angle) + truth->land);
		assert_near(truth->offset / NM, disc_radius(bench, truth) - wanted, 0.01);
		assert_near(truth->offset / NM, 0, PITCH_NM / 2 + 1e-3);
		lands += truth->land;
		zones |= 1u << truth->zone;
	}
	assert_true(lands > 100000 && lands < 200000);
	/* Out over all of them and back. */
	assert_int_equal(zones, 7);
	assert_true(plant_truth(bench->plant)->zone < 2);
	bench_free(bench);
}

/* How far the track that the head is over lies beside where the lead-in has it, m. */
static double beside(struct bench *bench, const struct plant_truth *truth)
{
	double even = bench->info.zone[truth->zone].radius_nm +
		      PITCH_NM * (2 * (truth->turn + truth->angle) + truth->land);

	return disc_radius(bench, truth) * NM - even * NM - truth->offset;
}

/* The same for every drive, and as much as the figure says. */
static void tracks_are_as_they_were_mastered(void **state)
{
	enum {
		COUNT = 400000
	};
	struct bench *one = bench_new(), *other = bench_new();
	double square = 0;

	(void)state;
	one->fig.track_jitter_nm = other->fig.track_jitter_nm = 3;
	one->fig.track_jitter_um = other->fig.track_jitter_um = 500;
	bench_start(one, 1);
	bench_start(other, 2);
	bench_hover(one, 1e-6, 60);
	bench_hover(other, 1e-6, 60);
	for (unsigned int i = 0; i < COUNT; i++) {
		double here = beside(one, bench_tick(one));

		assert_near(here, beside(other, bench_tick(other)), 1e-15);
		square += here * here / COUNT;
	}
	/* From groove to land it falls to 3 / sqrt 2; 6 / sqrt 6 on the average. */
	assert_near(sqrt(square), 2.45e-9, 0.2e-9);
	bench_free(one);
	bench_free(other);
}

/* Only what turns wanders; then the disc rises and falls and its tracks go out and in. */
static void bearings_wander(void **state)
{
	enum {
		COUNT = 400000
	};
	struct bench *bench = bench_new();
	double height = 0, radial = 0;

	(void)state;
	bench->fig.wander_axial_nm = 7;
	bench->fig.wander_radial_nm = 4;
	bench_start(bench, 1);
	bench_run(bench, 0.01);
	assert_true(plant_truth(bench->plant)->height == 0);
	assert_near(beside(bench, plant_truth(bench->plant)), 0, 1e-15);
	bench->speed = 60;
	bench_run(bench, 0.1);
	for (unsigned int i = 0; i < COUNT; i++) {
		const struct plant_truth *truth = bench_tick(bench);

		height += pow(truth->height, 2) / COUNT;
		radial += pow(beside(bench, truth), 2) / COUNT;
	}
	assert_near(sqrt(height), 7e-9, 0.7e-9);
	assert_near(sqrt(radial), 4e-9, 0.4e-9);
	bench_free(bench);
}

/* Grooves crossed = way outwards on the disc less what the spiral has come along. */
static void crossings_are_counted(void **state)
{
	struct bench *bench = bench_new();
	double from, wound = 0, angle;
	int32_t first, most = 0;

	(void)state;
	bench_runout(bench, 0.1, 30);
	bench_start(bench, 1);
	bench_hover(bench, 90e-9, 30);
	first = bench->fe.block.crossings;
	from = disc_radius(bench, plant_truth(bench->plant));
	angle = plant_truth(bench->plant)->angle;
	for (unsigned int i = 0; i < 40000; i++) {
		const struct plant_truth *truth;
		double wanted;

		bench->sled = i < 10000 ? 3000 : i < 15000 ? 0 : i < 30000 ? -3500 : 0;
		truth = bench_tick(bench);
		wound += truth->angle - angle - floor(truth->angle - angle);
		angle = truth->angle;
		wanted = (disc_radius(bench, truth) - from) / (2 * PITCH_NM) - wound;
		assert_near(bench->fe.block.crossings - first, wanted, 1.5);
		most = bench->fe.block.crossings - first > most ?
			       bench->fe.block.crossings - first :
			       most;
	}
	assert_true(most > 5000);
	/* In the dark nothing is counted. */
	bench->control = 0;
	bench_run(bench, 2 * TICK);
	first = bench->fe.block.crossings;
	bench->sled = 3000;
	bench_run(bench, 0.05);
	assert_int_equal(bench->fe.block.crossings, first);
	assert_int_equal(bench->fe.block.crossing_hz, 0);
	bench_free(bench);
}

static void rate_is_that_of_crossing(void **state)
{
	struct bench *bench = bench_new();
	const struct plant_truth *truth;

	(void)state;
	bench_start(bench, 1);
	bench_hover(bench, 90e-9, 0);
	bench->sled = 3000;
	bench_run(bench, 0.05);
	truth = plant_truth(bench->plant);
	assert_true(truth->sled_speed > 0.05);
	assert_near(bench->fe.block.crossing_hz, truth->sled_speed / (2 * PITCH_NM * NM),
		    0.03 * bench->fe.block.crossing_hz);
	/* Read across the tracks? Not so fast. */
	assert_false(bench->fe.block.status & NFOD_FE_ADDRESS);
	bench_free(bench);
}

static void address_takes_a_while(void **state)
{
	struct bench *bench = bench_new();
	unsigned int ticks = 0;

	(void)state;
	bench_quiet(bench);
	bench_start(bench, 1);
	bench_hover(bench, 50e-9, 0);
	/* The sled stands at its stop, where zone 1 begins with a groove. */
	assert_true(bench->fe.block.status & NFOD_FE_ADDRESS);
	assert_int_equal(bench->fe.block.zone, 1);
	assert_int_equal(bench->fe.block.side, NFOD_GROOVE);
	assert_int_equal(bench->fe.block.turn, 0);
	bench->control = 0;
	bench_run(bench, 0.001);
	assert_false(bench->fe.block.status & NFOD_FE_ADDRESS);
	bench->control = LASER;
	while (!(bench->fe.block.status & NFOD_FE_ADDRESS)) {
		bench_tick(bench);
		assert_true(++ticks < 100);
	}
	assert_near(ticks * TICK, 100e-6, 10e-6);
	bench_free(bench);
}

static void same_seed_same_blocks(void **state)
{
	struct bench *one = bench_new(), *same = bench_new(), *other = bench_new();
	bool differs = false;

	(void)state;
	bench_runout(one, 20, 30);
	bench_runout(same, 20, 30);
	bench_runout(other, 20, 30);
	one->surface.texture.topography_nm = same->surface.texture.topography_nm = 0.3f;
	other->surface.texture.topography_nm = 0.3f;
	bench_start(one, 1);
	bench_start(same, 1);
	bench_start(other, 2);
	one->speed = same->speed = other->speed = 50;
	plant_vibrate(one->plant, 1e-6);
	plant_vibrate(same->plant, 1e-6);
	plant_vibrate(other->plant, 1e-6);
	for (unsigned int i = 0; i < 60000; i++) {
		one->gap = same->gap = other->gap = i < 30000 ? 2e-6 : 100e-9;
		bench_tick(one);
		bench_tick(same);
		bench_tick(other);
		assert_memory_equal(&one->fe.block, &same->fe.block, sizeof(one->fe.block));
		differs |= memcmp(&one->fe.block, &other->fe.block, sizeof(one->fe.block)) != 0;
	}
	assert_true(differs);
	assert_true(plant_truth(one->plant)->gap < 1e-6);
	bench_free(one);
	bench_free(same);
	bench_free(other);
}

/* ---- contacts ---- */

/**
 * struct bump - one on a disc, and a tip that passes
 * @off_nm: outside the spot
 * @angle: turns
 * @height_nm: the tip's middle is at 40 nm
 * @tip_um: diameter
 * @tilt: mrad, radial and tangential
 */
struct bump {
	double off_nm;
	double angle;
	double height_nm;
	double tip_um;
	double tilt[2];
};

/* Passes of the bump while contacts are counted. */
static unsigned int fly_over(struct bench *bench, double bump_angle, double seconds)
{
	unsigned int passes = 0;
	double before = 0, behind = 0;

	for (double at = 0; at < seconds || behind < 0.5 || behind > 0.6; at += TICK) {
		behind = bench_tick(bench)->angle - bump_angle;
		behind -= floor(behind);
		passes += behind < before;
		before = behind;
	}
	return passes;
}

/* Does it touch, and so at every turn? */
static bool touches(const struct bump *bump)
{
	struct bench *bench = bench_new();
	unsigned int passes, contacts;

	bench_quiet(bench);
	bench->fig.tip_um = (float)bump->tip_um;
	bench->fig.tilt_static_radial_mrad = (float)bump->tilt[0];
	bench->fig.tilt_static_tangential_mrad = (float)bump->tilt[1];
	/* Too far away to be met. */
	bench_protrude(bench, INNER_NM - 25000, bump->angle, 500);
	bench_protrude(bench, INNER_NM + bump->off_nm, bump->angle, bump->height_nm);
	bench_start(bench, 1);
	bench_hover(bench, 40e-9, SPEED_2X);
	/* Until half a turn behind it. */
	fly_over(bench, bump->angle, 0);
	contacts = plant_truth(bench->plant)->contacts;
	passes = fly_over(bench, bump->angle, 0.15);
	contacts = plant_truth(bench->plant)->contacts - contacts;
	assert_true(passes >= 5);
	assert_true(contacts == 0 || contacts == passes);
	assert_int_equal(bench->surface.touched[0], contacts ? 2 : 0);
	assert_int_equal(bench->surface.damaged, contacts ? 1 : 0);
	assert_int_equal(bench->surface.scratches, 0);
	assert_true((plant_truth(bench->plant)->head_damage > 0) == (contacts > 0));
	bench_free(bench);
	return contacts > 0;
}

/* The disc moves by 26 um in a tick, the tip is 10 um wide: no sample sees the bump. */
static void bump_between_ticks_is_met(void **state)
{
	(void)state;
	assert_true(touches(&(struct bump){ 2500, 0.5, 60, 10, { 0, 0 } }));
	assert_false(touches(&(struct bump){ 2500, 0.5, 30, 10, { 0, 0 } }));
	assert_false(touches(&(struct bump){ 6000, 0.5, 60, 10, { 0, 0 } }));
	/* Where a turn ends. */
	assert_true(touches(&(struct bump){ -2500, 1e-5, 60, 10, { 0, 0 } }));
	assert_true(touches(&(struct bump){ 2500, 1 - 1e-5, 60, 10, { 0, 0 } }));
}

/* A rim that is lowered by 0.7 mrad: 18 um from the middle 13 nm. */
static void tilted_tip_meets_more_on_one_side(void **state)
{
	(void)state;
	assert_false(touches(&(struct bump){ 18000, 0.5, 32, 40, { 0, 0 } }));
	assert_true(touches(&(struct bump){ 18000, 0.5, 32, 40, { 0.7, 0 } }));
	assert_false(touches(&(struct bump){ 18000, 0.5, 32, 40, { -0.7, 0 } }));
	assert_true(touches(&(struct bump){ -18000, 0.5, 32, 40, { -0.7, 0 } }));
	/* Ahead or behind, all that passes the middle passes the lower rim. */
	assert_true(touches(&(struct bump){ 0, 0.5, 32, 40, { 0, 0.7 } }));
	assert_true(touches(&(struct bump){ 0, 0.5, 32, 40, { 0, -0.7 } }));
	assert_false(touches(&(struct bump){ 18000, 0.5, 32, 40, { 0, 0.7 } }));
}

/* On an eccentric disc it is the disc's own radius that counts. */
static void bumps_go_with_an_eccentric_disc(void **state)
{
	struct bench *bench = bench_new();
	double there, aside;

	(void)state;
	bench_quiet(bench);
	bench_runout(bench, 0, 60);
	there = runout_radial(&bench->runout, 1, 2 * M_PI * 0.2);
	aside = runout_radial(&bench->runout, 1, 2 * M_PI * 0.45);
	assert_true(fmax(fabs(there), fabs(aside)) > 12000);
	bench->fig.tip_um = 10;
	if (there > 0) {
		bench_protrude(bench, INNER_NM - there, 0.2, 60);
		bench_protrude(bench, INNER_NM + 8000 - fmin(aside, 0), 0.45, 60);
	} else {
		bench_protrude(bench, INNER_NM - 8000 - fmax(aside, 0), 0.45, 60);
		bench_protrude(bench, INNER_NM - there, 0.2, 60);
	}
	bench_start(bench, 1);
	bench_hover(bench, 40e-9, SPEED_2X);
	bench_run(bench, 0.06);
	assert_int_equal(bench->surface.touched[0], there > 0 ? 1 : 2);
	bench_free(bench);
}

static void landing_is_one_contact_and_its_energy(void **state)
{
	struct bench *bench = bench_new();
	const struct plant_truth *truth;
	double speed = 0, mass, energy;

	(void)state;
	bench_quiet(bench);
	bench_start(bench, 1);
	truth = plant_truth(bench->plant);
	bench_hover(bench, 2e-6, 0);
	bench->gap = -500e-9;
	while (!truth->contacts) {
		speed = truth->lens_speed;
		bench_tick(bench);
	}
	/* At first the tip alone: two modes of like mass share the blow. */
	mass = (double)bench->fig.lens_mg * 1e-6 / 2;
	energy = truth->head_damage;
	assert_true(speed < -1e-3);
	/* Its speed may have changed since the last tick, by a tick of both modes' drive. */
	assert_true(energy > mass / 2 * pow(fabs(speed) - 250 * TICK, 2));
	assert_true(energy < mass / 2 * pow(fabs(speed) + 250 * TICK, 2));
	bench_run(bench, 0.01);
	/* The rest follows, but for what rings away. */
	assert_true(truth->head_damage > 1.5 * energy);
	assert_int_equal(truth->contacts, 1);
	assert_int_equal(bench->surface.scratches, 1);
	assert_int_equal(bench->fe.block.contacts, 1);
	assert_near(truth->gap, 0, 1e-12);
	/* Away and down again is another one. */
	bench->gap = 2e-6;
	bench_run(bench, 0.01);
	bench->gap = -500e-9;
	bench_run(bench, 0.02);
	assert_int_equal(truth->contacts, 2);
	bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(height_is_the_run_out),
		cmocka_unit_test(texture_is_under_the_head),
		cmocka_unit_test(tracks_are_where_the_lead_in_has_them),
		cmocka_unit_test(tracks_are_as_they_were_mastered),
		cmocka_unit_test(bearings_wander),
		cmocka_unit_test(crossings_are_counted),
		cmocka_unit_test(rate_is_that_of_crossing),
		cmocka_unit_test(address_takes_a_while),
		cmocka_unit_test(same_seed_same_blocks),
		cmocka_unit_test(bump_between_ticks_is_met),
		cmocka_unit_test(tilted_tip_meets_more_on_one_side),
		cmocka_unit_test(bumps_go_with_an_eccentric_disc),
		cmocka_unit_test(landing_is_one_contact_and_its_energy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
