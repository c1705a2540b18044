// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Long ways: plan, both stages on it, and the catch at its end.
 */
#include "radial.h"

#define RPM 2244.0
#define PP_NM 30000.0
#define GROOVE_M 360e-9
#define STROKE_M 34e-3

/**
 * struct result - of a seek
 * @plan: s
 * @arrived: s
 * @locked: s
 * @missed: grooves
 * @lens: greatest way off the middle, m
 */
struct result {
	double plan;
	double arrived;
	double locked;
	double missed;
	double lens;
};

static bool moving(const struct seek *seek)
{
	return seek->taken != seek->number || seek->state == SEEK_MOVE;
}

static struct result seek_by(struct radial *r, int32_t grooves)
{
	struct servo *servo = r->servo;
	struct result result = { 0 };
	double from = floor(r->place + 0.5), seconds = 0.0;

	track_order(&servo->track, TRACK_OFF, NFOD_GROOVE, 0);
	seek_begin(&servo->seek, grooves);
	for (; moving(&servo->seek) && seconds < 0.2; seconds += r->tick_s) {
		radial_tick(r);
		result.lens = fmax(result.lens, fabs(radial_lens(r)));
	}
	assert_int_equal(servo->seek.state, SEEK_ARRIVED);
	result.plan = servo->seek.planned_ticks * r->tick_s;
	result.arrived = seconds;
	assert_true(radial_catch(r, NFOD_GROOVE, 20e-3));
	result.locked = seconds + servo->track.report.ticks * r->tick_s;
	result.missed = floor(r->place + 0.5) - from - grooves;
	return result;
}

static struct radial *on_track(const struct nfod_figures *fig, double start, uint64_t seed)
{
	struct radial *r = radial_new(fig, RPM, PP_NM, seed);

	r->sled.position = start;
	radial_turn_to(r, radial_turns(r));
	r->servo->sled.mode = SLED_FOLLOW;
	assert_true(radial_catch(r, NFOD_GROOVE, 10e-3));
	radial_run(r, 3e-3);
	return r;
}

static void test_known_ways(void **state)
{
	static const struct {
		const char *name;
		double way;
	} ways[] = { { "shortest", 101 * GROOVE_M },
		     { "one zone", 1e-3 },
		     { "1/3 stroke", STROKE_M / 3.0 },
		     { "full stroke", STROKE_M } };

	(void)state;
	for (unsigned int i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct nfod_figures fig = NFOD_FIGURES_REFERENCE;
		struct radial *r = on_track(&fig, 24e-3, 30 + i);
		struct result result = seek_by(r, (int32_t)(ways[i].way / GROOVE_M));
		double least = 2.0 * sqrt(ways[i].way / (double)fig.sled_accel);

		print_message("%s: %.1f ms (plan %.1f, bang-bang %.1f), missed by %.0f\n",
			      ways[i].name, result.locked * 1e3, result.plan * 1e3, least * 1e3,
			      result.missed);
		assert_true(result.locked < 1.12 * least + 4e-3);
		radial_free(r);
	}
}

static void test_random_ways(void **state)
{
	struct random random = { 77 };
	double mean = 0.0, least = 0.0, worst = 0.0, lens = 0.0;
	unsigned int n = 24;

	(void)state;
	for (unsigned int i = 0; i < n; i++) {
		struct nfod_figures fig = NFOD_FIGURES_REFERENCE;
		double from = 24e-3 + STROKE_M * random_unit(&random);
		double to = 24e-3 + STROKE_M * random_unit(&random);
		struct radial *r = on_track(&fig, from, 50 + i);
		struct result result = seek_by(r, (int32_t)((to - from) / GROOVE_M));

		mean += result.locked / n;
		least += 2.0 * sqrt(fabs(to - from) / (double)fig.sled_accel) / n;
		worst = fmax(worst, fabs(result.missed));
		lens = fmax(lens, result.lens);
		assert_true(result.arrived <= result.plan + 7e-3);
		radial_free(r);
	}
	print_message("random seeks: mean %.1f ms (bang-bang %.1f), missed by %.0f at most, "
		      "lens %.0f um off\n",
		      mean * 1e3, least * 1e3, worst, lens * 1e6);
	assert_true(mean < 60e-3);
	assert_true(worst <= 50.0);
}

/* Neither magnet is as strong as its data sheet says. */
static void test_weak_and_strong_drives(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 8; i++) {
		struct nfod_figures fig = NFOD_FIGURES_REFERENCE;
		struct radial *r;
		struct result result;

		fig.track_mm_per_v *= i & 1 ? 0.9f : 1.1f;
		fig.sled_accel *= i & 2 ? 0.9f : 1.1f;
		r = on_track(&fig, 41e-3, 80 + i);
		result = seek_by(r, i & 4 ? -30000 : 30000);
		print_message(
			"actuator x %.1f, sled x %.1f: %.1f ms, missed by %.0f, lens %.0f um\n",
			i & 1 ? 0.9 : 1.1, i & 2 ? 0.9 : 1.1, result.locked * 1e3, result.missed,
			result.lens * 1e6);
		assert_true(fabs(result.missed) <= 50.0);
		assert_true(result.lens < (double)fig.track_field_um * 1e-6);
		radial_free(r);
	}
}

/* Land or groove under the spot is known while thousands of them go by: the gap needs it. */
static void test_knows_what_lies_under_it_on_the_way(void **state)
{
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;
	struct radial *r = on_track(&fig, 41e-3, 96);
	struct servo *servo = r->servo;
	double square = 0.0, fastest = 0.0;
	long n = 0;

	(void)state;
	track_order(&servo->track, TRACK_OFF, NFOD_GROOVE, 0);
	seek_begin(&servo->seek, 40000);
	do {
		double expected = (double)servo->track.land, share;

		radial_tick(r);
		share = 0.5 - 0.5 * cos(2.0 * M_PI * r->place);
		square += (expected - share) * (expected - share);
		fastest = fmax(fastest, r->sled.speed);
		n++;
	} while (moving(&servo->seek));
	print_message("share of land is known to %.3f rms, up to %.2f m/s\n", sqrt(square / n),
		      fastest);
	assert_true(fastest > 0.5);
	assert_true(sqrt(square / n) < 0.1);
	radial_free(r);
}

/* It cannot do what was planned, and is not asked for it again. */
static void test_a_weak_sled_is_asked_for_less(void **state)
{
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;
	struct radial *r;
	struct seek *seek;

	(void)state;
	fig.sled_accel *= 0.8f;
	r = on_track(&fig, 41e-3, 95);
	seek = &r->servo->seek;
	seek_begin(seek, 30000);
	do
		radial_tick(r);
	while (moving(seek));
	assert_int_equal(seek->state, SEEK_FAILED);
	radial_run(r, 0.3);
	assert_true(radial_catch(r, NFOD_GROOVE, 20e-3));
	radial_run(r, 0.1);
	assert_true(fabs(seek_by(r, -30000).missed) <= 50.0);
	radial_free(r);
}

/* What was planned adds up to the way, to a fraction of a nanometre, and to rest. */
static void test_plan_ends_exactly(void **state)
{
	static const int32_t ways[] = { 1, -7, 101, 2778, -31481, 94444 };
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;

	(void)state;
	for (unsigned int i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct radial *r = radial_new(&fig, RPM, PP_NM, 9);
		struct seek *seek = &r->servo->seek;
		double accel = 0.0;

		seek_begin(seek, ways[i]);
		do {
			radial_tick(r);
			seek->state = SEEK_MOVE;
			r->servo->track.spot = true;
			accel = fmax(accel, fabs((double)seek->ref_accel));
		} while (seek->ticks + 1 < seek->planned_ticks);
		assert_true(seek->planned_ticks > 0);
		assert_true(llabs(seek->plan.left) < llabs(seek->plan.speed) + (1ll << 36));
		assert_true(accel <= (double)fig.sled_accel);
		radial_free(r);
	}
}

static void test_a_stuck_sled_is_told(void **state)
{
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;
	struct radial *r = on_track(&fig, 40e-3, 90);
	struct seek *seek = &r->servo->seek;

	(void)state;
	r->still = true;
	seek_begin(seek, 20000);
	for (unsigned int i = 0; i < 20000 && moving(seek); i++) {
		radial_tick(r);
		if (!i)
			assert_int_equal(seek->state, SEEK_MOVE);
	}
	assert_int_equal(seek->state, SEEK_FAILED);
	radial_free(r);
}

static void test_a_seek_that_is_called_off_ends(void **state)
{
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;
	struct radial *r = on_track(&fig, 40e-3, 91);

	(void)state;
	seek_begin(&r->servo->seek, 20000);
	radial_run(r, 5e-3);
	assert_int_equal(r->servo->seek.state, SEEK_MOVE);
	track_order(&r->servo->track, TRACK_OFF, NFOD_GROOVE, 0);
	radial_run(r, 1e-3);
	assert_int_equal(r->servo->seek.state, SEEK_FAILED);
	radial_run(r, 0.2);
	assert_true(fabs(r->sled.speed) < 1e-3);
	radial_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_ways),
		cmocka_unit_test(test_random_ways),
		cmocka_unit_test(test_weak_and_strong_drives),
		cmocka_unit_test(test_knows_what_lies_under_it_on_the_way),
		cmocka_unit_test(test_a_weak_sled_is_asked_for_less),
		cmocka_unit_test(test_plan_ends_exactly),
		cmocka_unit_test(test_a_stuck_sled_is_told),
		cmocka_unit_test(test_a_seek_that_is_called_off_ends),
	};

	return cmocka_run_group_tests_name("seek", tests, NULL, NULL);
}
