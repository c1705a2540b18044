// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The sled: gets there, stands there, and comes after the lens without shaking it.
 */
#include "radial.h"

#define RPM 2244.0

static struct radial *with_friction(double m_s2)
{
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;

	fig.sled_friction_m_s2 = (float)m_s2;
	return radial_new(&fig, RPM, 30000.0, 5);
}

static const double frictions[] = { 0.1, 0.6, 1.5 };

#define FRICTIONS (sizeof(frictions) / sizeof(frictions[0]))

static void go(struct radial *r, double place)
{
	struct sled *sled = &r->servo->sled;
	double from = r->sled.position, beyond = 0.0, way = place > from ? 1.0 : -1.0, at = 0.0;

	sled->mode = SLED_GO;
	sled->target_m = (float)place;
	for (unsigned int i = 0; i < 40000; i++) {
		radial_tick(r);
		beyond = fmax(beyond, way * (r->sled.position - place));
		if (!sled->there)
			at = i * r->tick_s;
	}
	print_message("%.2f to %.2f mm: %.1f ms, off %.2f um, beyond %.2f um\n", from * 1e3,
		      place * 1e3, at * 1e3, (r->sled.position - place) * 1e6, beyond * 1e6);
	assert_true(sled->there);
	assert_true(fabs(r->sled.position - place) < 4e-6);
	assert_true(beyond < 20e-6);
}

static void test_goes_to_a_place(void **state)
{
	static const double places[] = { 0.041, 0.0239, 0.0581, 0.05805 };

	(void)state;
	for (unsigned int f = 0; f < FRICTIONS; f++) {
		struct radial *r = with_friction(frictions[f]);

		for (unsigned int i = 0; i < sizeof(places) / sizeof(places[0]); i++)
			go(r, places[i]);
		radial_free(r);
	}
}

/* Dry friction and a loop that goes on pushing would make it hunt. */
static void test_stands_still_where_it_is(void **state)
{
	(void)state;
	for (unsigned int f = 0; f < FRICTIONS; f++) {
		struct radial *r = with_friction(frictions[f]);
		double at;

		go(r, 0.0405);
		at = r->sled.position;
		for (unsigned int i = 0; i < 40000; i++) {
			radial_tick(r);
			assert_true(r->servo->sled.drive == 0.0f);
		}
		assert_true(r->sled.position == at);
		radial_free(r);
	}
}

static void test_follows_the_spiral(void **state)
{
	(void)state;
	for (unsigned int f = 0; f < FRICTIONS; f++) {
		struct radial *r = with_friction(frictions[f]);
		double most = 0.0, square = 0.0, mean = 0.0;
		long n = 200000;

		r->servo->sled.mode = SLED_FOLLOW;
		r->servo->learn.on[LEARN_TRACK] = true;
		assert_true(radial_catch(r, NFOD_GROOVE, 10e-3));
		radial_run(r, 0.5);
		for (long i = 0; i < n; i++) {
			radial_tick(r);
			most = fmax(most, fabs(r->offset));
			square += r->offset * r->offset;
			mean += radial_lens(r) / n;
		}
		print_message("friction %.1f: lens %.1f um off, track %.3f nm rms, %.2f peak\n",
			      frictions[f], mean * 1e6, sqrt(square / n) * 1e9, most * 1e9);
		assert_true(r->sled.position - RADIAL_START > 10e-6);
		assert_true(fabs(mean) < 8e-6);
		assert_true(most < 3e-9);
		radial_free(r);
	}
}

/* After a long jump the lens is brought back to its middle, and stays on its track. */
static void test_comes_after_a_jump(void **state)
{
	struct radial *r = with_friction(0.6);

	(void)state;
	r->servo->sled.mode = SLED_FOLLOW;
	assert_true(radial_catch(r, NFOD_GROOVE, 10e-3));
	radial_run(r, 5e-3);
	track_order(&r->servo->track, TRACK_JUMP, NFOD_GROOVE, 400);
	radial_run(r, 4e-3);
	assert_int_equal(r->servo->track.report.mode, TRACK_FOLLOW);
	radial_run(r, 50e-3);
	assert_int_equal(r->servo->track.report.mode, TRACK_FOLLOW);
	assert_true(fabs((double)r->servo->track.lens_m) < 8e-6);
	assert_true(fabs(radial_lens(r)) < 25e-6);
	radial_free(r);
}

/* The actuator hangs on the sled: a sled on the move must not shake off the track. */
static void test_sled_on_the_move_does_not_shake_the_lens(void **state)
{
	struct radial *r = with_friction(0.6);
	double most = 0.0;

	(void)state;
	assert_true(radial_catch(r, NFOD_GROOVE, 10e-3));
	radial_run(r, 10e-3);
	r->servo->sled.mode = SLED_GO;
	r->servo->sled.target_m = (float)(RADIAL_START + 60e-6);
	for (unsigned int i = 0; i < 8000; i++) {
		radial_tick(r);
		most = fmax(most, fabs(r->offset));
	}
	print_message("sled moved by %.0f um: %.2f nm off track at most\n",
		      (r->sled.position - RADIAL_START) * 1e6, most * 1e9);
	assert_int_equal(r->servo->track.report.mode, TRACK_FOLLOW);
	assert_true(most < 6e-9);
	radial_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_goes_to_a_place),
		cmocka_unit_test(test_stands_still_where_it_is),
		cmocka_unit_test(test_follows_the_spiral),
		cmocka_unit_test(test_comes_after_a_jump),
		cmocka_unit_test(test_sled_on_the_move_does_not_shake_the_lens),
	};

	return cmocka_run_group_tests_name("sled", tests, NULL, NULL);
}
