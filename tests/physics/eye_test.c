// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* What the optics show: by the image's curves, by the physics' tilt, and in counts. */
#include "near.h"
#include "nfod/medium.h"
#include "physics/spot.h"
#include "plant/eye.h"
#include "plant/noise.h"
#include "plant_bench.h"

#define LAND 0.5
#define GROOVE 0.0
#define QUADRANTS 4

static struct eye_view look(const struct eye *eye, double gap_nm, double phase)
{
	struct eye_place place = { .gap = gap_nm * NM, .phase = phase, .tracks = true };
	struct eye_view view;

	eye_look(eye, &place, &view);
	return view;
}

static struct eye *open_eye(struct bench *bench, bool upside_down)
{
	struct eye *eye = calloc(1, sizeof(*eye));

	assert_non_null(eye);
	eye_init(eye, &bench->fig, &bench->surface, &bench->info, upside_down);
	return eye;
}

static void gap_curves_are_the_images(void **state)
{
	struct bench *bench = bench_new();
	struct eye *eye = open_eye(bench, false);
	const double far = 0.3 - 0.2 * exp(-300.0 / 40.0);

	(void)state;
	for (unsigned int i = 0; i < GAPS; i++) {
		double gap = (double)GAP_STEP_NM * i;

		for (unsigned int q = 0; q < QUADRANTS; q++) {
			assert_near((double)look(eye, gap, LAND).ges[q],
				    surface_ges(&bench->surface, gap, NFOD_LAND, 0.5), 1e-5);
			assert_near((double)look(eye, gap, GROOVE).ges[q],
				    surface_ges(&bench->surface, gap, NFOD_GROOVE, 0.5), 1e-5);
		}
		assert_near((double)look(eye, gap, LAND).sum, (0.3 - 0.2 * exp(-gap / 40.0)) / far,
			    1e-4);
	}
	/* Between the image's points it is nearer to what they were taken from. */
	for (double gap = 0.5; gap < 290; gap += 1)
		assert_near((double)look(eye, gap, LAND).ges[0], bench_ges(gap, NFOD_LAND), 3e-3);
	/* Between tracks it is between them. */
	assert_near((double)look(eye, 20, 0.25).ges[0],
		    (bench_ges(20, NFOD_LAND) + bench_ges(20, NFOD_GROOVE)) / 2, 1e-4);
	assert_near((double)look(eye, 2000, LAND).ges[0], 1, 1e-6);
	assert_near((double)look(eye, 400e3, LAND).ges[0], 1, 1e-6);
	free(eye);
	bench_free(bench);
}

/* A disc as the reference one; land 40 nm of film, groove 88. */
static void add_layers(struct bench *bench)
{
	static const struct nfod_layer_record layer[] = {
		{ "Al", 1, 1, { 0.50f, 4.90f, 0.50f, 4.90f }, 80, 0 },
		{ "ZnS-SiO2", 2, 1, { 2.31f, 0, 2.31f, 0 }, 25, 0 },
		{ "GST", 3, 1, { 2.076f, 2.971f, 2.816f, 2.191f }, 14, 0 },
		{ "SiN", 4, 1, { 2.07f, 0, 2.07f, 0 }, 60, 0 },
		{ "SiO2", 5, 3, { 1.47f, 0, 1.47f, 0 }, 40, 0 },
	};

	bench->surface.layers = sizeof(layer) / sizeof(layer[0]);
	bench->surface.layer = malloc(sizeof(layer));
	memcpy(bench->surface.layer, layer, sizeof(layer));
	bench->info.film.side[NFOD_LAND].film_pm = 40000;
	bench->info.film.side[NFOD_GROOVE].film_pm = 88000;
}

/* Half the difference of the halves, of @tilt rad: [0] outer less inner, [1] ahead less behind. */
static void halves(const struct eye *eye, double gap_nm, double phase, const double tilt[2],
		   double half[2])
{
	struct eye_place place = {
		.gap = gap_nm * NM, .phase = phase, .tracks = true, .tilt = { tilt[0], tilt[1] }
	};
	struct eye_view view;

	eye_look(eye, &place, &view);
	half[0] = (double)(view.ges[0] + view.ges[1] - view.ges[2] - view.ges[3]) / 4;
	half[1] = (double)(view.ges[0] + view.ges[3] - view.ges[1] - view.ges[2]) / 4;
}

static void tilt_shows_as_the_spot_says(void **state)
{
	/* Documentation/physics.md, "The spot"; per mrad. */
	static const struct {
		double gap_nm, across[2], along[2];
	} told[] = {
		{ 10, { 0.00065, 0.00075 }, { 0.00082, 0.00032 } },
		{ 25, { 0.00108, 0.00131 }, { 0.00020, 0.00006 } },
		{ 40, { 0.00106, 0.00135 }, { -0.00007, 0.00008 } },
		{ 70, { 0.00070, 0.00085 }, { -0.00026, 0.00013 } },
	};
	struct bench *bench = bench_new();
	struct eye *frozen = open_eye(bench, false), *own;

	(void)state;
	add_layers(bench);
	own = open_eye(bench, false);
	for (unsigned int i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		for (unsigned int side = 0; side < NFOD_SIDES; side++) {
			double phase = side == NFOD_LAND ? LAND : GROOVE, half[2];
			const struct eye *eyes[] = { frozen, own };

			for (unsigned int e = 0; e < 2; e++) {
				halves(eyes[e], told[i].gap_nm, phase, (double[]){ 1e-3, 0 }, half);
				assert_near(half[0], told[i].across[side], 5e-5);
				assert_near(half[1], 0, 1e-6);
				/* Nearer ahead is further away behind: the other way round. */
				halves(eyes[e], told[i].gap_nm, phase, (double[]){ 0, -1e-3 },
				       half);
				assert_near(half[1], told[i].along[side], 5e-5);
				assert_near(half[0], 0, 1e-6);
			}
		}
	}
	free(frozen);
	free(own);
	bench_free(bench);
}

static void push_pull_turns_from_groove_to_land(void **state)
{
	struct bench *bench = bench_new();
	struct eye *eye = open_eye(bench, false);

	(void)state;
	for (double nm = -80; nm <= 80; nm += 5) {
		double wanted = 0.25 * sin(2 * M_PI * nm / 360), phase = nm / 360;

		assert_near((double)look(eye, 25, phase < 0 ? phase + 1 : phase).push_pull, wanted,
			    2e-3);
		assert_near((double)look(eye, 25, 0.5 + phase).push_pull, -wanted, 2e-3);
	}
	/* It is less from further away. */
	assert_near((double)look(eye, 100, 0.25).push_pull, 0.25 * 0.104 / 0.258, 2e-3);
	assert_true(look(eye, 1500, 0.25).push_pull < 1e-4f);
	bench->info.film.side[NFOD_GROOVE].push_pull_sign = -1;
	free(eye);
	eye = open_eye(bench, false);
	assert_near((double)look(eye, 25, 0.25).push_pull, -0.25, 2e-3);
	free(eye);
	bench_free(bench);
}

static void focus_is_an_s(void **state)
{
	struct bench *bench = bench_new();
	struct eye *eye = open_eye(bench, false);
	double most = 0, least = 0, at_most = 0, at_least = 0;

	(void)state;
	for (double gap = -100; gap < 40e3; gap += 20) {
		double focus = (double)look(eye, gap, LAND).focus;

		if (focus > most) {
			most = focus;
			at_most = gap;
		}
		if (focus < least) {
			least = focus;
			at_least = gap;
		}
	}
	assert_near(at_most, 300 + 2000, 60);
	assert_near(most, 1, 0.01);
	/* The other peak would be inside the disc. */
	assert_near(at_least, -100, 1e-9);
	assert_near((double)look(eye, 300, LAND).focus, 0, 1e-3);
	assert_near((double)look(eye, 310, LAND).focus - (double)look(eye, 290, LAND).focus,
		    20.0 / 2000 * sqrt(exp(1)), 1e-3);
	assert_near((double)look(eye, 300 + 6000, LAND).focus, 3 * exp(-4), 0.01);
	assert_near((double)look(eye, 20e3, LAND).focus, 0, 1e-6);
	assert_near((double)look(eye, 300, LAND).sum, 1, 0.01);
	assert_near((double)look(eye, 20e3, LAND).sum, 0.02, 1e-3);
	free(eye);
	bench_free(bench);
}

/* Bare plastic: a little light, no tracks, and a gap signal that is not that of any film. */
static void upside_down_shows_no_disc(void **state)
{
	struct bench *bench = bench_new();
	struct eye *eye = open_eye(bench, true);
	const double face = pow((1.622 - 1) / (1.622 + 1), 2) / (0.3 - 0.2 * exp(-300.0 / 40.0));

	(void)state;
	assert_near((double)look(eye, 2300, LAND).focus, face, 0.01);
	assert_near((double)look(eye, 300, LAND).sum, face, 0.01);
	assert_near((double)look(eye, 25, 0.25).push_pull, 0, 1e-9);
	assert_true(look(eye, 1, 0.25).ges[0] < 0.1f);
	assert_true(look(eye, 1000, 0.25).ges[0] > 0.95f);
	free(eye);
	bench_free(bench);
}

/* ---- in counts ---- */

static double mean_ges(const struct bench *bench)
{
	const uint16_t *ges = bench->fe.block.ges;

	return (ges[0] + ges[1] + ges[2] + ges[3]) / 4.0;
}

static void counts_are_those_of_the_figures(void **state)
{
	struct bench *bench = bench_new();
	const struct plant_truth *truth;

	(void)state;
	bench_quiet(bench);
	bench_start(bench, 1);
	truth = plant_truth(bench->plant);
	bench_hover(bench, 20e-9, 3);
	for (unsigned int i = 0; i < 20000; i++) {
		double land, wanted, far = 0.3 - 0.2 * exp(-300.0 / 40.0), sum;

		bench->gap = 20e-9 + i * 2e-12;
		bench_tick(bench);
		land = 0.5 - 0.5 * cos(2 * M_PI * (truth->offset / NM / 360 + truth->land / 2.0));
		wanted = bench_ges(truth->gap / NM, NFOD_GROOVE);
		wanted += land * (bench_ges(truth->gap / NM, NFOD_LAND) - wanted);
		assert_near(mean_ges(bench) / 40000, wanted, 1e-3);
		sum = bench->fe.block.sum;
		assert_near(sum / 30000, (0.3 - 0.2 * exp(-truth->gap / NM / 40)) / far, 0.01);
		assert_near(bench->fe.block.push_pull / sum,
			    (truth->land ? -1 : 1) * sin(2 * M_PI * truth->offset / NM / 360) *
				    0.25 *
				    (truth->gap < 25e-9 ? 1 + (25e-9 - truth->gap) / 44e-9 :
							  exp((25e-9 - truth->gap) / 45e-9)),
			    0.02);
	}
	bench_free(bench);
}

/* Moments, tails, and nothing in common with the others or with the draw before. */
static void deviates_are_nearly_normal(void **state)
{
	enum {
		N = 62500,
		M = NOISE_DEVIATES,
	};
	double sum = 0, square = 0, fourth = 0, most = 0, with[M * M] = { 0 };
	struct noise noise;
	float before[M] = { 0 };

	(void)state;
	noise_init(&noise, 7);
	for (unsigned int i = 0; i < N; i++) {
		float now[M];

		noise_draw(&noise, now);
		for (unsigned int k = 0; k < M; k++) {
			double z = (double)now[k];

			sum += z;
			square += z * z;
			fourth += z * z * z * z;
			most = fmax(most, fabs(z));
			for (unsigned int m = 0; m < M; m++)
				with[M * k + m] += z * (double)(m < k ? now[m] : before[m]);
		}
		memcpy(before, now, sizeof(before));
	}
	assert_near(sum / N / M, 0, 5e-3);
	assert_near(square / N / M, 1, 7e-3);
	assert_near(fourth / N / M, 2.85, 0.03);
	assert_true(most > 3.8 && most < 4.9);
	for (unsigned int k = 0; k < M * M; k++)
		assert_near(with[k] / N, 0, 0.02);
}

static void noise_is_that_of_the_figures(void **state)
{
	enum {
		COUNT = 20000
	};
	struct bench *bench = bench_new();
	double sum[5] = { 0 }, square[5] = { 0 };
	const double wanted[5] = {
		/* A quadrant far away: its own noise, the laser's, and 12 bits sampled 16 times. */
		sqrt(pow(40000 * 140e-6, 2) + pow(40000 * 60e-6, 2) + 16.0 * 16 / 12 / 16),
		sqrt(16.0 * 16 / 12 / 16 + pow(30000 * 0.02 * 60e-6, 2)),
		32767 * 10.0 / 2000 * sqrt(exp(1)),
		2,
		sqrt(16.0 * 16 / 12 / 16),
	};

	(void)state;
	bench_start(bench, 1);
	bench_run(bench, 0.2);
	for (unsigned int i = 0; i < COUNT; i++) {
		double value[5];

		bench_tick(bench);
		value[0] = bench->fe.block.ges[2];
		value[1] = bench->fe.block.sum;
		value[2] = bench->fe.block.focus;
		value[3] = bench->fe.block.accel[0];
		value[4] = bench->fe.block.laser;
		for (unsigned int k = 0; k < 5; k++) {
			sum[k] += value[k] / COUNT;
			square[k] += value[k] * value[k] / COUNT;
		}
	}
	for (unsigned int k = 0; k < 5; k++)
		/* Whole counts add a twelfth. */
		assert_near(sqrt(square[k] - sum[k] * sum[k]),
			    sqrt(wanted[k] * wanted[k] + 1 / 12.0), 0.03 * wanted[k] + 0.02);
	assert_near(sum[4], 30000, 1);
	bench_free(bench);
}

/* On a track, at the gap for reading: push-pull as nm, and marks in the gap signal. */
static void tracks_show_their_noise(void **state)
{
	enum {
		COUNT = 20000
	};
	struct bench *bench = bench_new();
	double off = 0, off2 = 0, ges = 0, ges2 = 0, mean;

	(void)state;
	bench->fig.tilt_static_radial_mrad = bench->fig.tilt_static_tangential_mrad = 0;
	bench_start(bench, 1);
	/* It stands on the groove with which zone 1 begins. */
	bench_hover(bench, 25e-9, 0);
	for (unsigned int i = 0; i < COUNT; i++) {
		double nm;

		bench_tick(bench);
		nm = asin(bench->fe.block.push_pull / (double)bench->fe.block.sum / 0.25) * 360 /
		     (2 * M_PI);
		mean = mean_ges(bench);
		off += nm / COUNT;
		off2 += nm * nm / COUNT;
		ges += mean / COUNT;
		ges2 += mean * mean / COUNT;
	}
	assert_near(off, 3, 0.02);
	/* Of 30000 counts of sum some 0.6 are left there: the converters' steps add. */
	assert_near(sqrt(off2 - off * off), 0.12, 0.015);
	/* Noise of the laser and of marks is common to the quadrants, their own is halved. */
	assert_near(sqrt(ges2 - ges * ges),
		    sqrt(pow(ges * 60e-6, 2) + pow(40000 * 400e-6, 2) +
			 (pow(40000 * 140e-6, 2) + 16.0 / 12) / 4),
		    0.5);
	bench_free(bench);
}

static void lens_and_warmth_change_all_but_the_monitor(void **state)
{
	struct bench *bench = bench_new();
	double ges, sum, focus;

	(void)state;
	bench_quiet(bench);
	bench_start(bench, 1);
	bench_hover(bench, 1000e-9, 0);
	ges = mean_ges(bench);
	sum = bench->fe.block.sum;
	focus = bench->fe.block.focus;
	plant_contaminate(bench->plant, 0.6);
	bench_tick(bench);
	assert_near(mean_ges(bench), 0.6 * ges, 2);
	assert_near(bench->fe.block.sum, 0.6 * sum, 2);
	assert_near(bench->fe.block.focus, 0.6 * focus, 0.01 * focus);
	assert_int_equal(bench->fe.block.laser, 30000);
	plant_contaminate(bench->plant, 1);
	plant_temperature(bench->plant, 45);
	bench_tick(bench);
	bench_tick(bench);
	assert_near(mean_ges(bench), 1.01 * ges, 2);
	assert_near(bench->fe.block.sum, 1.01 * sum, 2);
	assert_int_equal(bench->fe.block.laser, 30000);
	assert_int_equal(bench->fe.block.celsius, 4500);
	bench_free(bench);
}

/* The same at any gap and behind any dirt; it goes with light and warmth. */
static void lens_itself_returns_light(void **state)
{
	struct bench *bench = bench_new();
	double ges[4];

	(void)state;
	bench_quiet(bench);
	bench->fig.stray_ppm = 20000;
	bench->fig.stray_spread_ppm = 5000;
	bench_start(bench, 1);
	bench_hover(bench, 1000e-9, 0);
	for (unsigned int i = 0; i < 4; i++)
		ges[i] = bench->fe.block.ges[i] - 40000.0;
	assert_near(mean_ges(bench), 40800, 400);
	assert_true(fabs(ges[0] - ges[1]) > 20 && fabs(ges[0] - ges[2]) > 20);
	plant_contaminate(bench->plant, 0.5);
	bench_tick(bench);
	for (unsigned int i = 0; i < 4; i++)
		assert_near(bench->fe.block.ges[i], 20000 + ges[i], 2);
	plant_contaminate(bench->plant, 1);
	bench_hover(bench, 20e-9, 0);
	for (unsigned int i = 0; i < 4; i++)
		assert_near(bench->fe.block.ges[i] - ges[i], bench->fe.block.ges[0] - ges[0], 2);
	/* 1 % per degree, and the gain 500 ppm. */
	bench_hover(bench, 1000e-9, 0);
	plant_temperature(bench->plant, 35);
	bench_tick(bench);
	bench_tick(bench);
	for (unsigned int i = 0; i < 4; i++)
		assert_near(bench->fe.block.ges[i], 1.005 * (40000 + 1.1 * ges[i]), 2);
	bench_free(bench);
}

static void no_disc_shows_nothing(void **state)
{
	struct bench *bench = bench_new();

	(void)state;
	bench_quiet(bench);
	bench_start(bench, 1);
	bench_hover(bench, 50e-9, 0);
	assert_int_equal(plant_insert(bench->plant, NULL, NULL), 0);
	assert_false(plant_has_disc(bench->plant));
	bench_run(bench, 0.001);
	assert_near(mean_ges(bench), 40000, 1);
	assert_near(bench->fe.block.sum, 600, 10);
	assert_int_equal(bench->fe.block.focus, 0);
	assert_false(bench->fe.block.status & NFOD_FE_ADDRESS);
	assert_true(plant_truth(bench->plant)->gap > 1e-3);
	bench_free(bench);
}

static void encoder_tells_the_angle_of_a_tick_ago(void **state)
{
	struct bench *bench = bench_new();
	double before = 0, worst = 0;

	(void)state;
	bench_start(bench, 1);
	bench->speed = 100;
	for (unsigned int i = 0; i < 100000; i++) {
		double now = bench_tick(bench)->angle;
		double told = bench->fe.block.angle / 4294967296.0 - before;

		before = now;
		/* Slower than a line in a millisecond there are only lines. */
		if (plant_truth(bench->plant)->speed < 10)
			continue;
		told -= floor(told + 0.5);
		worst = fmax(worst, fabs(told));
	}
	assert_true(worst > 3.3e-5 && worst < 4.1e-5);
	bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gap_curves_are_the_images),
		cmocka_unit_test(tilt_shows_as_the_spot_says),
		cmocka_unit_test(push_pull_turns_from_groove_to_land),
		cmocka_unit_test(focus_is_an_s),
		cmocka_unit_test(upside_down_shows_no_disc),
		cmocka_unit_test(counts_are_those_of_the_figures),
		cmocka_unit_test(deviates_are_nearly_normal),
		cmocka_unit_test(noise_is_that_of_the_figures),
		cmocka_unit_test(tracks_show_their_noise),
		cmocka_unit_test(lens_and_warmth_change_all_but_the_monitor),
		cmocka_unit_test(lens_itself_returns_light),
		cmocka_unit_test(no_disc_shows_nothing),
		cmocka_unit_test(encoder_tells_the_angle_of_a_tick_ago),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
