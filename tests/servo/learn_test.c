// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Learned run-out: the transform against sums in double precision; notes of a turn; and
 * over the plant: what feedback alone leaves against theory, how fast and how far
 * learning goes in every corner of the actuators' tolerances, and that what is known
 * holds at another speed, another radius and after a seek.
 */
#include <complex.h>
#include <string.h>

#include "engine/disc.h"
#include "hover.h"
#include "lib/random.h"
#include "servo/fourier.h"

#define ZONE 6
#define RPM 2244.0

/* ---- the transform ---- */

static void transform_is_the_sum(void **state)
{
	static struct fourier fourier;
	struct random random = { 3 };
	double in[FOURIER_MOST];

	(void)state;
	fourier_init(&fourier);
	for (unsigned int bits = 3; bits <= FOURIER_MOST_BITS; bits++) {
		unsigned int size = 1u << bits;

		for (unsigned int n = 0; n < size; n++) {
			fourier.re[n] = (float)random_normal(&random);
			in[n] = (double)fourier.re[n];
		}
		fourier_forward(&fourier, bits);
		for (unsigned int k = 0; k <= size / 2; k++) {
			double complex sum = 0.0;

			for (unsigned int n = 0; n < size; n++)
				sum += in[n] * cexp(-2.0 * M_PI * I * n * k / size);
			sum -= (double)fourier.re[k] + I * (double)fourier.im[k];
			assert_true(cabs(sum) < 3e-5 * sqrt(size));
		}
	}
}

static void back_is_the_sum(void **state)
{
	static struct fourier fourier;
	struct random random = { 4 };
	double complex in[FOURIER_MOST / 2];

	(void)state;
	fourier_init(&fourier);
	for (unsigned int bits = 3; bits <= FOURIER_MOST_BITS; bits++) {
		unsigned int size = 1u << bits;

		for (unsigned int k = 0; k < size / 2; k++) {
			fourier.re[k] = (float)random_normal(&random);
			fourier.im[k] = k ? (float)random_normal(&random) : 0.0f;
			in[k] = (double)fourier.re[k] + I * (double)fourier.im[k];
		}
		fourier_back(&fourier, bits);
		for (unsigned int n = 0; n < size; n++) {
			double sum = 0.0;

			for (unsigned int k = 0; k < size / 2; k++)
				sum += creal(in[k] * cexp(2.0 * M_PI * I * n * k / size));
			assert_true(fabs(sum - (double)fourier.re[n]) < 3e-5 * sqrt(size));
		}
	}
}

/* ---- notes ---- */

static struct servo servo;

static void begin_notes(void)
{
	memset(&servo, 0, sizeof(servo));
	servo_init(&servo, &NFOD_FIGURES_REFERENCE, NULL, 0);
	servo.spindle.speed = (float)(RPM * HOVER_RPM);
	servo.sled.position = 30e-3f;
	servo.gap.flying = true;
	servo.learn.on[LEARN_GAP] = true;
}

/* So many turns of an error that is 2 nm cos(7 a + 1). */
static void note(double turns)
{
	double step = RPM / 60.0 / HOVER_RATE;

	for (double done = 0.0; done < turns; done += step) {
		double angle;
		float error;

		servo.ticks++;
		servo.spindle.angle += (uint32_t)(step * 4294967296.0);
		angle = servo.spindle.angle / 4294967296.0 * 2.0 * M_PI;
		error = (float)(2.0 * cos(7.0 * angle + 1.0));
		if (learn_gather(&servo.learn, LEARN_GAP, servo.ticks, error))
			learn_note(&servo, LEARN_GAP, error);
	}
}

static void a_turn_becomes_shape(void **state)
{
	struct learn_shape shape;
	struct phasor loop;
	double complex found, want;

	(void)state;
	begin_notes();
	note(1.3);
	assert_true(servo.learn.turn_done[LEARN_GAP]);
	assert_true(learn_poll(&servo));
	assert_false(servo.learn.turn_done[LEARN_GAP]);
	assert_int_equal(servo.learn.report[LEARN_GAP].turns, 1);
	assert_true(fabs((double)servo.learn.report[LEARN_GAP].rms_nm - sqrt(2.0)) < 1e-3);
	assert_true(fabs((double)servo.learn.report[LEARN_GAP].repeatable_nm - sqrt(2.0)) < 1e-3);
	assert_true(fabs((double)servo.learn.report[LEARN_GAP].peak_nm - 2.0) < 1e-3);
	gap_response(&servo, (float)(7.0 * RPM / 60.0), &loop.re, &loop.im);
	learn_shape_at(&servo.learn, LEARN_GAP, 30e-3f, &shape);
	found = (double)shape.re[6] + I * (double)shape.im[6];
	want = 2.0 * cexp(I) * (1.0 + (double)loop.re + I * (double)loop.im);
	/* A part of it, and nothing but that harmonic was in the error. */
	assert_true(cabs(found) > 0.2 * cabs(want) && cabs(found) < 0.75 * cabs(want));
	assert_true(fabs(carg(found / want)) < 2e-3);
	for (int i = 0; i < LEARN_HARMONICS; i++) {
		double other = hypot((double)shape.re[i], (double)shape.im[i]);

		gap_response(&servo, (float)((i + 1) * RPM / 60.0), &loop.re, &loop.im);
		other /= hypot(1.0 + (double)loop.re, (double)loop.im);
		assert_true(i == 6 || other < 0.01);
	}
}

static void broken_turns_do_not_count(void **state)
{
	(void)state;
	begin_notes();
	note(0.8);
	servo.ticks += 5;
	note(0.8);
	while (learn_poll(&servo))
		;
	assert_int_equal(servo.learn.report[LEARN_GAP].turns, 0);
	/* Nor those of another loop than that which began them. */
	note(0.5);
	servo.gap.flying = false;
	servo.ticks += 50;
	note(0.7);
	learn_poll(&servo);
	assert_int_equal(servo.learn.report[LEARN_GAP].turns, 0);
	note(1.3);
	learn_poll(&servo);
	assert_int_equal(servo.learn.report[LEARN_GAP].turns, 1);
	/* Nor while margins are measured, nor when it is not wanted. */
	servo.margin.running = true;
	note(1.3);
	learn_poll(&servo);
	servo.margin.running = false;
	servo.learn.on[LEARN_GAP] = false;
	note(1.3);
	learn_poll(&servo);
	assert_int_equal(servo.learn.report[LEARN_GAP].turns, 1);
}

/* ---- over the plant ---- */

/* The disc's own axial harmonic at a radius, by its image. */
static double complex disc_axial(const struct rig *rig, double radius_mm, unsigned int harmonic)
{
	const struct surface *surface = disc_surface(rig->disc);
	double complex inner = 0.0, outer = 0.0;
	double inner_mm = 0.0, outer_mm = 1e3;

	for (size_t i = 0; i < surface->runouts; i++) {
		const struct nfod_runout_record *record = &surface->runout[i];
		double complex value =
			(double)record->axial_nm * cexp(I * (double)record->axial_phase);

		if (record->harmonic != harmonic)
			continue;
		if ((double)record->radius_mm <= radius_mm &&
		    (double)record->radius_mm > inner_mm) {
			inner_mm = (double)record->radius_mm;
			inner = value;
		}
		if ((double)record->radius_mm > radius_mm && (double)record->radius_mm < outer_mm) {
			outer_mm = (double)record->radius_mm;
			outer = value;
		}
	}
	return inner + (outer - inner) * (radius_mm - inner_mm) / (outer_mm - inner_mm);
}

static double radius_mm(const struct rig *rig)
{
	return 1e3 * plant_truth(rig->plant)->radius;
}

/* Nothing known, and a turn for the tables' end to be over. */
static void forget(struct rig *rig)
{
	hover_learn(rig, false);
	learn_forget(rig->servo);
	hover_turns(rig, 3.0);
}

static double repeatable(const struct rig *rig, enum learn_axis axis)
{
	return (double)rig->servo->learn.report[axis].repeatable_nm;
}

static void feedback_alone_is_as_designed(void **state)
{
	struct rig_options options = hover_options(true);
	struct rig *rig = hover_new(&options, ZONE, RPM);
	double square = 0.0, want;

	(void)state;
	forget(rig);
	hover_turns(rig, 2.0);
	for (unsigned int n = 1; n <= 64; n++) {
		struct phasor l;
		double complex d = disc_axial(rig, radius_mm(rig), n);

		gap_response(rig->servo, (float)(n * RPM / 60.0), &l.re, &l.im);
		d /= 1.0 + (double)l.re + I * (double)l.im;
		square += creal(d) * creal(d) + cimag(d) * cimag(d);
	}
	want = sqrt(square / 2.0);
	print_message("feedback alone leaves %.3f nm of run-out, theory %.3f\n",
		      repeatable(rig, LEARN_GAP), want);
	assert_true(fabs(repeatable(rig, LEARN_GAP) / want - 1.0) < 0.15);
	rig_free(rig);
}

static void shape_is_the_discs(void **state)
{
	struct rig_options options = hover_options(true);
	struct rig *rig = hover_new(&options, ZONE, RPM);
	struct learn_shape shape;

	(void)state;
	forget(rig);
	hover_learn(rig, true);
	hover_turns(rig, 25.0);
	assert_true(learn_shape_at(&rig->servo->learn, LEARN_GAP, learn_radius(rig->servo),
				   &shape) > 20);
	/*
	 * The first is next to the resonance, where little drive is much height. What
	 * texture is in the error of a turn, some hundredths of a nanometre, is taken for
	 * shape as many times as the loop is stiff; and what of it repeats is shape.
	 */
	for (unsigned int n = 2; n <= 50; n++) {
		double complex want = disc_axial(rig, radius_mm(rig), n);
		double complex found = (double)shape.re[n - 1] + I * (double)shape.im[n - 1];
		struct phasor l;
		double allowed;

		gap_response(rig->servo, (float)(n * RPM / 60.0), &l.re, &l.im);
		allowed = 0.03 * cabs(want) + 0.15 + 0.02 * hypot(1.0 + (double)l.re, (double)l.im);
		if (cabs(found - want) > allowed)
			fail_msg("harmonic %u: %.3f nm off %.3f nm", n, cabs(found - want),
				 cabs(want));
	}
	assert_true(fabs((double)learn_pp_nm(rig->servo, LEARN_GAP, learn_radius(rig->servo)) /
				 (2.0 * cabs(disc_axial(rig, radius_mm(rig), 1))) -
			 1.0) < 0.25);
	rig_free(rig);
}

static void corner(double gain, double resonance, bool quiet)
{
	struct rig_options options = hover_options(quiet);
	struct nfod_figures *plant = &options.plant;
	double gap, track, after_gap[4], after_track[4];
	struct hover_error error;
	struct rig *rig;

	plant->gap_mm_per_v *= (float)gain;
	plant->track_mm_per_v *= (float)gain;
	plant->gap_resonance_hz *= (float)resonance;
	plant->track_resonance_hz *= (float)resonance;
	plant->gap_mode_hz *= (float)resonance;
	plant->track_mode_hz *= (float)resonance;
	rig = hover_new(&options, ZONE, RPM);
	forget(rig);
	gap = repeatable(rig, LEARN_GAP);
	track = repeatable(rig, LEARN_TRACK);
	hover_learn(rig, true);
	for (int n = 0; n < 4; n++) {
		static const double turns[] = { 4.0, 8.0, 12.0, 20.0 };

		hover_turns(rig, turns[n]);
		after_gap[n] = repeatable(rig, LEARN_GAP);
		after_track[n] = repeatable(rig, LEARN_TRACK);
	}
	error = hover_error(rig, 2.0);
	print_message("gain %.2f, resonance %.2f: gap %.3f -> %.3f %.3f %.3f %.3f nm, "
		      "track %.3f -> %.3f %.3f %.3f %.3f nm; all in all %.3f and %.3f nm rms\n",
		      gain, resonance, gap, after_gap[0], after_gap[1], after_gap[2], after_gap[3],
		      track, after_track[0], after_track[1], after_track[2], after_track[3],
		      error.gap_rms, error.track_rms);
	/* Uneven tracks do not repeat within the turns that are averaged here. */
	if (quiet) {
		assert_true(after_gap[0] < 0.35 * gap && after_track[0] < 0.35 * track);
		assert_true(after_gap[1] < 0.06 && after_gap[2] < 0.03 && after_gap[3] < 0.03);
		assert_true(after_track[1] < 0.06 && after_track[2] < 0.03 &&
			    after_track[3] < 0.03);
	}
	assert_true(error.gap_rms < 0.7 && error.track_rms < 1.8);
	rig_free(rig);
}

static void converges_in_all_corners(void **state)
{
	(void)state;
	corner(1.0, 1.0, true);
	corner(1.1, 1.06, true);
	corner(1.1, 0.94, true);
	corner(0.9, 1.06, true);
	corner(0.9, 0.94, true);
	corner(1.1, 0.94, false);
	corner(0.9, 1.06, false);
}

/* Mean square of what the turn after arrival has, learning off. */
static struct hover_error first_turn(struct rig *rig, unsigned int zone, double rpm)
{
	struct hover_error error;

	hover_go(rig, zone, rpm);
	error = hover_error(rig, 1.0);
	return error;
}

static double gap_of_first_turn(struct rig *rig, unsigned int zone, double rpm)
{
	first_turn(rig, zone, rpm);
	return (double)rig->servo->learn.report[LEARN_GAP].repeatable_nm;
}

static void known_at_another_speed_and_radius(void **state)
{
	struct rig_options options = hover_options(true);
	struct rig *rig = hover_new(&options, ZONE, RPM);
	double before, slower, further, back;
	uint32_t turns;

	(void)state;
	forget(rig);
	before = repeatable(rig, LEARN_GAP);
	hover_learn(rig, true);
	hover_turns(rig, 25.0);
	slower = gap_of_first_turn(rig, ZONE, 1800.0);
	/* Twelve millimetres further out nothing has been learned yet. */
	further = gap_of_first_turn(rig, ZONE + 12, RPM);
	hover_learn(rig, true);
	hover_turns(rig, 15.0);
	back = gap_of_first_turn(rig, ZONE, RPM);
	print_message("unlearned %.3f nm; learned and then slower %.3f, 12 mm on %.3f, back "
		      "again %.3f\n",
		      before, slower, further, back);
	assert_true(slower < 0.2 * before);
	assert_true(further < 0.6 * before);
	assert_true(back < 0.1 * before);
	turns = rig->servo->learn.report[LEARN_GAP].turns;
	learn_forget(rig->servo);
	assert_true(turns > 30 && !rig->servo->learn.report[LEARN_GAP].turns);
	assert_true(learn_pp_nm(rig->servo, LEARN_GAP, 30e-3f) == 0.0f);
	rig_free(rig);
}

/* Far above the disc: a few harmonics, and with them the tilt of the disc. */
static void far_focus_is_a_beginning(void **state)
{
	struct rig_options options = hover_options(false);
	struct rig *rig = rig_new(&options);
	struct servo_target target = rig_target(rig, ZONE, NFOD_GROOVE, 100, 0.0);
	double before, after;
	struct learn_shape shape;

	(void)state;
	servo_look(rig->servo, &target);
	assert_true(rig_until(rig, rig_is_there, 4.0));
	hover_turns(rig, 2.0);
	forget(rig);
	before = repeatable(rig, LEARN_GAP);
	rig->servo->learn.on[LEARN_GAP] = true;
	hover_turns(rig, 12.0);
	after = repeatable(rig, LEARN_GAP);
	learn_shape_at(&rig->servo->learn, LEARN_GAP, learn_radius(rig->servo), &shape);
	print_message("far focus: %.1f nm repeat, then %.1f nm\n", before, after);
	for (unsigned int n = 1; n <= LEARN_FEW; n++) {
		double complex want = disc_axial(rig, radius_mm(rig), n);
		double complex found = (double)shape.re[n - 1] + I * (double)shape.im[n - 1];

		assert_true(cabs(found - want) < 0.35 * cabs(want) + 2.0);
	}
	for (unsigned int n = LEARN_FEW + 1; n <= LEARN_HARMONICS; n++)
		assert_true(shape.re[n - 1] == 0.0f && shape.im[n - 1] == 0.0f);
	/* By seed .76 to .84 of it. */
	assert_true(after < 0.9 * before);
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(transform_is_the_sum),
		cmocka_unit_test(back_is_the_sum),
		cmocka_unit_test(a_turn_becomes_shape),
		cmocka_unit_test(broken_turns_do_not_count),
		cmocka_unit_test(feedback_alone_is_as_designed),
		cmocka_unit_test(shape_is_the_discs),
		cmocka_unit_test(converges_in_all_corners),
		cmocka_unit_test(known_at_another_speed_and_radius),
		cmocka_unit_test(far_focus_is_a_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
