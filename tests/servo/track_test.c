// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The tracking loop over an eccentric spiral: margins, catching, jumping, losing.
 */
#include <complex.h>

#include "radial.h"

#define RPM 2244.0
#define PP_NM 30000.0
/* Longer than any catch or jump may take. */
#define WAIT_S 10e-3

static const struct corner {
	float gain;
	float mode;
} corners[] = {
	{ 1.0f, 1.0f }, { 0.9f, 0.94f }, { 0.9f, 1.06f }, { 1.1f, 0.94f }, { 1.1f, 1.06f },
};

#define CORNERS (sizeof(corners) / sizeof(corners[0]))

static struct nfod_figures at_corner(unsigned int i)
{
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;

	fig.track_mm_per_v *= corners[i].gain;
	fig.track_mode_hz *= corners[i].mode;
	return fig;
}

/* ---- design ---- */

/* The loop as designed around a plant that is not. */
static struct servo *designed_for(const struct nfod_figures *plant)
{
	struct nfod_figures reference = NFOD_FIGURES_REFERENCE;
	struct servo *servo = calloc(1, sizeof(*servo));

	assert_non_null(servo);
	track_init(&servo->track, &reference);
	servo->fig = *plant;
	return servo;
}

static double complex open_loop(const struct servo *servo, double hz)
{
	float re, im;

	track_response(servo, (float)hz, &re, &im);
	return (double)re + I * (double)im;
}

static void find_margins(const struct servo *servo, double *gain_db, double *phase_deg)
{
	double complex before = open_loop(servo, 300.0);

	*gain_db = *phase_deg = 1e3;
	for (double hz = 301.0; hz < 95e3; hz *= 1.0005) {
		double complex l = open_loop(servo, hz);

		if ((cabs(before) - 1.0) * (cabs(l) - 1.0) < 0.0)
			*phase_deg = fmin(*phase_deg, fabs(carg(-l)) * 180.0 / M_PI);
		if (cimag(before) * cimag(l) < 0.0 && creal(l) < 0.0)
			*gain_db = fmin(*gain_db, fabs(20.0 * log10(cabs(l))));
		before = l;
	}
}

static void test_margins_in_all_corners(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < CORNERS; i++) {
		struct nfod_figures plant = at_corner(i);
		struct servo *servo = designed_for(&plant);
		double gain_db, phase_deg;

		find_margins(servo, &gain_db, &phase_deg);
		print_message("gain x %.2f, mode x %.2f: %.1f dB, %.1f degrees\n",
			      (double)corners[i].gain, (double)corners[i].mode, gain_db, phase_deg);
		assert_true(gain_db >= 6.0);
		assert_true(phase_deg >= 30.0);
		free(servo);
	}
}

static void test_crossover_is_where_it_was_asked_for(void **state)
{
	struct nfod_figures plant = NFOD_FIGURES_REFERENCE;
	struct servo *servo = designed_for(&plant);

	(void)state;
	assert_true(fabs(cabs(open_loop(servo, (double)plant.track_crossover_hz)) - 1.0) < 1e-3);
	free(servo);
}

/* ---- following ---- */

static double rms_over(struct radial *r, double seconds, double *peak)
{
	long n = lrint(seconds / r->tick_s);
	double sum = 0.0;

	*peak = 0.0;
	for (long i = 0; i < n; i++) {
		radial_tick(r);
		sum += r->offset * r->offset;
		*peak = fmax(*peak, fabs(r->offset));
	}
	return sqrt(sum / n);
}

/* What is left of the run-out's harmonics by the loop as designed, m rms. */
static double residual_by_theory(const struct servo *servo, uint64_t seed)
{
	struct runout *runout = calloc(1, sizeof(*runout));
	double sum = 0.0;

	assert_non_null(runout);
	runout_make(runout, 20000.0, PP_NM, seed);
	for (unsigned int n = 1; n <= RUNOUT_HARMONICS; n++) {
		double complex l = open_loop(servo, n * RPM / 60.0);
		double left = 1e-9 * runout->radial[1][n - 1].amplitude_nm / cabs(1.0 + l);

		sum += left * left / 2.0;
	}
	free(runout);
	return sqrt(sum);
}

static void test_residual_is_that_of_theory(void **state)
{
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;
	struct radial *r;
	double rms, peak, theory;

	(void)state;
	fig.pp_noise_nm = 0.0f;
	r = radial_new(&fig, RPM, PP_NM, 11);
	assert_true(radial_catch(r, NFOD_GROOVE, WAIT_S));
	radial_run(r, 0.05);
	rms = rms_over(r, 3 * 60.0 / RPM, &peak);
	theory = residual_by_theory(r->servo, 11);
	print_message("residual %.3f nm rms, by theory %.3f\n", rms * 1e9, theory * 1e9);
	assert_true(fabs(rms / theory - 1.0) < 0.15);
	radial_free(r);
}

static void test_learned_residual_is_small(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < CORNERS; i++) {
		struct nfod_figures fig = at_corner(i);
		struct radial *r = radial_new(&fig, RPM, PP_NM, 12);
		double rms, peak;

		r->servo->sled.mode = SLED_FOLLOW;
		r->servo->learn.on[LEARN_TRACK] = true;
		assert_true(radial_catch(r, i & 1, WAIT_S));
		radial_run(r, 0.5);
		rms = rms_over(r, 0.2, &peak);
		print_message("learned: %.3f nm rms, %.2f nm peak\n", rms * 1e9, peak * 1e9);
		assert_true(rms < 1.8e-9);
		assert_true(peak < 8e-9);
		radial_free(r);
	}
}

/* A retry reads beside the track's middle, without letting go of it. */
static void test_held_beside_the_middle(void **state)
{
	const float aside_nm[] = { 12.0f, -12.0f, 0.0f };
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;

	(void)state;
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		struct radial *r = radial_new(&fig, RPM, PP_NM, 13);

		r->servo->sled.mode = SLED_FOLLOW;
		r->servo->learn.on[LEARN_TRACK] = true;
		assert_true(radial_catch(r, (uint8_t)side, WAIT_S));
		radial_run(r, 0.3);
		for (unsigned int n = 0; n < 3; n++) {
			double sum = 0.0;
			long ticks = lrint(60.0 / RPM / r->tick_s);

			r->servo->track.aside_nm = aside_nm[n];
			radial_run(r, 5e-3);
			for (long i = 0; i < ticks; i++) {
				radial_tick(r);
				sum += r->offset;
			}
			assert_true(fabs(sum / (double)ticks * 1e9 - (double)aside_nm[n]) < 0.5);
			assert_true(r->servo->track.report.settled);
			assert_int_equal(r->land, side);
		}
		radial_free(r);
	}
}

/* ---- catching ---- */

static void catch_at(const struct nfod_figures *fig, double rpm, double pp_nm, unsigned int i,
		     unsigned int of)
{
	struct radial *r = radial_new(fig, rpm, pp_nm, 100 + i);
	unsigned int side = i & 1;

	radial_turn_to(r, (double)i / of);
	radial_run(r, 0.5e-3);
	if (!radial_catch(r, side, WAIT_S))
		fail_msg("%.0f rpm, %.0f nm: no catch at %u/%u of a turn", rpm, pp_nm, i, of);
	assert_int_equal(r->land, side);
	assert_true(fabs(r->offset) < 40e-9);
	radial_free(r);
}

static void test_catches_at_any_angle(void **state)
{
	static const struct {
		double rpm;
		double pp_nm;
	} discs[] = { { 2244, 30e3 }, { 2244, 40e3 }, { 2244, 200 }, { 600, 20e3 }, { 3000, 30e3 } };

	(void)state;
	for (unsigned int d = 0; d < sizeof(discs) / sizeof(discs[0]); d++) {
		struct nfod_figures fig = NFOD_FIGURES_REFERENCE;

		for (unsigned int i = 0; i < 24; i++)
			catch_at(&fig, discs[d].rpm, discs[d].pp_nm, i, 24);
	}
}

static void test_catches_in_all_corners(void **state)
{
	(void)state;
	for (unsigned int c = 0; c < CORNERS; c++) {
		struct nfod_figures fig = at_corner(c);

		for (unsigned int i = 0; i < 20; i++)
			catch_at(&fig, RPM, PP_NM, i, 20);
	}
}

static void test_nothing_to_catch_in_the_dark(void **state)
{
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;
	struct radial *r = radial_new(&fig, RPM, PP_NM, 13);

	(void)state;
	r->dark = true;
	assert_false(radial_catch(r, NFOD_LAND, 0.2));
	assert_int_equal(r->servo->track.report.mode, TRACK_OFF);
	assert_int_equal(r->servo->track.report.trouble, TRACK_NO_CATCH);
	radial_free(r);
}

/* ---- jumping ---- */

/* Return: ms that it took. */
static double jump(struct radial *r, int tracks)
{
	struct track *track = &r->servo->track;
	long from = lrint(floor(2.0 * r->place + 0.5)), to;

	track_order(track, TRACK_JUMP, (uint8_t)((track->side + (tracks & 1)) & 1), tracks);
	for (long n = 0; n < lrint(WAIT_S / r->tick_s); n++) {
		radial_tick(r);
		if (track->report.number == track->order.number &&
		    track->report.mode == TRACK_FOLLOW && track->report.settled)
			break;
	}
	to = lrint(floor(2.0 * r->place + 0.5));
	assert_int_equal(track->report.mode, TRACK_FOLLOW);
	assert_int_equal(track->report.trouble, TRACK_NO_TROUBLE);
	assert_int_equal(to - from, tracks);
	assert_int_equal(r->land, track->side);
	return track->report.ticks * r->tick_s * 1e3;
}

static void test_jumps_land_where_they_should(void **state)
{
	static const int ways[] = {
		1, -1, 2, -2, 3, -5, 8, -13, 21, -50, 101, -200, 333, -500, 500
	};

	(void)state;
	for (unsigned int c = 0; c < CORNERS; c++) {
		struct nfod_figures fig = at_corner(c);
		struct radial *r = radial_new(&fig, RPM, PP_NM, 20 + c);

		r->servo->sled.mode = SLED_FOLLOW;
		assert_true(radial_catch(r, c & 1, WAIT_S));
		radial_run(r, 2e-3);
		for (unsigned int i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
			double ms = jump(r, ways[i]);

			if (!c)
				print_message("jump of %d: %.3f ms\n", ways[i], ms);
			if (abs(ways[i]) <= 2)
				assert_true(ms <= 0.5);
			radial_run(r, 7.3e-3);
		}
		radial_free(r);
	}
}

static void test_jumps_from_nowhere_and_out_of_reach_are_refused(void **state)
{
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;
	struct radial *r = radial_new(&fig, RPM, PP_NM, 14);
	struct track *track = &r->servo->track;

	(void)state;
	track_order(track, TRACK_JUMP, NFOD_GROOVE, 2);
	radial_tick(r);
	assert_int_equal(track->report.mode, TRACK_OFF);
	assert_int_equal(track->report.trouble, TRACK_JUMPED_WRONG);
	assert_true(radial_catch(r, NFOD_GROOVE, WAIT_S));
	track_order(track, TRACK_JUMP, NFOD_GROOVE, 600);
	radial_tick(r);
	assert_int_equal(track->report.mode, TRACK_FOLLOW);
	assert_int_equal(track->report.trouble, TRACK_JUMPED_WRONG);
	radial_free(r);
}

/* The head stays in place on the spiral by a jump back every turn. */
static void test_still_jumps_stay_in_place(void **state)
{
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;
	struct radial *r = radial_new(&fig, RPM, PP_NM, 15);
	double from;

	(void)state;
	r->servo->sled.mode = SLED_FOLLOW;
	assert_true(radial_catch(r, NFOD_LAND, WAIT_S));
	from = r->place + radial_turns(r);
	for (unsigned int turn = 0; turn < 40; turn++) {
		radial_run(r, 60.0 / RPM);
		jump(r, -2);
	}
	assert_true(fabs(r->place + radial_turns(r) - from) < 3.0);
	assert_true(fabs(radial_lens(r)) < 25e-6);
	radial_free(r);
}

/* ---- losing ---- */

static void shake(struct radial *r, double g, double seconds)
{
	long n = lrint(seconds / r->tick_s);

	for (long i = 0; i < n; i++) {
		r->push = 9.81 * g * sin(M_PI * i / n);
		radial_tick(r);
	}
	r->push = 0.0;
}

static void test_a_small_shock_leaves_it_on_its_track(void **state)
{
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;
	struct radial *r = radial_new(&fig, RPM, PP_NM, 16);
	double turned, from;

	(void)state;
	assert_true(radial_catch(r, NFOD_GROOVE, WAIT_S));
	radial_run(r, 5e-3);
	from = floor(r->place + 0.5);
	turned = radial_turns(r);
	shake(r, 3.0, 1e-3);
	radial_run(r, 5e-3);
	assert_int_equal(r->servo->track.report.mode, TRACK_FOLLOW);
	assert_true(r->servo->track.report.settled);
	assert_true(floor(r->place + 0.5) == from);
	assert_true(radial_turns(r) > turned);
	radial_free(r);
}

static void test_a_great_shock_is_owned_up_to_and_caught_after(void **state)
{
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;
	struct radial *r = radial_new(&fig, RPM, PP_NM, 17);

	(void)state;
	r->servo->sled.mode = SLED_FOLLOW;
	assert_true(radial_catch(r, NFOD_GROOVE, WAIT_S));
	shake(r, 12.0, 1e-3);
	assert_int_equal(r->servo->track.report.mode, TRACK_OFF);
	assert_int_equal(r->servo->track.report.trouble, TRACK_LOST);
	assert_true(radial_catch(r, NFOD_GROOVE, 50e-3));
	assert_false(r->land);
	radial_free(r);
}

/* ---- determinism ---- */

static uint64_t hash_of_a_flight(void)
{
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;
	struct radial *r = radial_new(&fig, RPM, PP_NM, 18);
	uint64_t hash = 14695981039346656037ull;

	track_order(&r->servo->track, TRACK_FOLLOW, NFOD_LAND, 0);
	for (unsigned int i = 0; i < 20000; i++) {
		if (i == 8000)
			track_order(&r->servo->track, TRACK_JUMP, NFOD_GROOVE, -7);
		radial_tick(r);
		hash = (hash ^ (uint16_t)r->fe.drive.track) * 1099511628211ull;
		hash = (hash ^ (uint16_t)r->fe.drive.sled) * 1099511628211ull;
		hash = (hash ^ (uint16_t)r->fe.drive.spindle) * 1099511628211ull;
	}
	radial_free(r);
	return hash;
}

static void test_the_same_seed_flies_the_same_bit_by_bit(void **state)
{
	(void)state;
	assert_true(hash_of_a_flight() == hash_of_a_flight());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_margins_in_all_corners),
		cmocka_unit_test(test_crossover_is_where_it_was_asked_for),
		cmocka_unit_test(test_residual_is_that_of_theory),
		cmocka_unit_test(test_learned_residual_is_small),
		cmocka_unit_test(test_catches_at_any_angle),
		cmocka_unit_test(test_held_beside_the_middle),
		cmocka_unit_test(test_catches_in_all_corners),
		cmocka_unit_test(test_nothing_to_catch_in_the_dark),
		cmocka_unit_test(test_jumps_land_where_they_should),
		cmocka_unit_test(test_jumps_from_nowhere_and_out_of_reach_are_refused),
		cmocka_unit_test(test_still_jumps_stay_in_place),
		cmocka_unit_test(test_a_small_shock_leaves_it_on_its_track),
		cmocka_unit_test(test_a_great_shock_is_owned_up_to_and_caught_after),
		cmocka_unit_test(test_the_same_seed_flies_the_same_bit_by_bit),
	};

	return cmocka_run_group_tests_name("track", tests, NULL, NULL);
}
