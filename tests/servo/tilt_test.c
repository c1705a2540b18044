// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Tilt: the loop as designed; gains measured by swinging against what the plant shows for
 * a standing order; what is held with half a milliradian of misalignment on both axes, on
 * groove and land, in the corners of the actuators; that nothing drifts while nothing is
 * seen; and that a head which is far askew is levelled before it goes down, and again when
 * it has been parked.
 */
#include <complex.h>

#include "hover.h"

#define ZONE 6
#define RPM 2244.0
#define HELD_MRAD 0.2

static void loop_is_as_designed(void **state)
{
	static struct servo servo;
	double crossover = 0.0, phase = 0.0, gain_db = 100.0, worst = 0.0;
	double last_gain = 1e3, last_im = -1.0;

	(void)state;
	servo_init(&servo, &NFOD_FIGURES_REFERENCE, NULL, 0);
	for (double hz = 2.0; hz < 3e3; hz *= 1.002) {
		struct phasor l;
		double gain;

		tilt_response(&servo, (float)hz, &l.re, &l.im);
		gain = hypot((double)l.re, (double)l.im);
		if (gain < 1.0 && last_gain >= 1.0) {
			assert_true(crossover == 0.0);
			crossover = hz;
			phase = 180.0 + atan2((double)l.im, (double)l.re) * 180.0 / M_PI;
		}
		if (l.im > 0.0f && last_im < 0.0 && l.re < 0.0f)
			gain_db = fmin(gain_db, -20.0 * log10(gain));
		worst = fmax(worst, -20.0 * log10(hypot(1.0 + (double)l.re, (double)l.im)));
		last_gain = gain;
		last_im = (double)l.im;
	}
	print_message("tilt: crossover %.1f Hz, phase margin %.0f degrees, gain margin %.1f dB, "
		      "worst %.1f dB\n",
		      crossover, phase, gain_db, worst);
	assert_true(fabs(crossover / 50.0 - 1.0) < 0.1);
	assert_true(phase > 60.0 && gain_db > 12.0 && worst < 3.0);
}

/* Means over whole turns: quadrant difference and true tilt of an axis. */
static void look_at(struct rig *rig, enum tilt_axis axis, double *difference, double *mrad)
{
	uint64_t ticks = (uint64_t)(4.0 * hover_turn(rig) * HOVER_RATE);
	const float *q = rig->servo->seen.quadrant;

	*difference = 0.0;
	*mrad = 0.0;
	for (uint64_t n = 0; n < ticks; n++) {
		double upper, lower;

		rig_tick(rig);
		upper = (double)q[0] - (double)q[2];
		lower = (double)q[1] - (double)q[3];
		*difference += 0.25 * (axis == TILT_RADIAL ? upper + lower : upper - lower) /
			       (double)ticks;
		*mrad += 1e3 * plant_truth(rig->plant)->tilt[axis] / (double)ticks;
	}
}

/* Quadrant difference per mrad by a standing order, both ways. */
static double true_gain(struct rig *rig, enum tilt_axis axis)
{
	struct tilt *tilt = &rig->servo->tilt;
	double difference[2], mrad[2];

	for (int way = 0; way < 2; way++) {
		tilt->feed_mrad[axis] = way ? 0.2f : -0.2f;
		hover_turns(rig, 6.0);
		look_at(rig, axis, &difference[way], &mrad[way]);
	}
	tilt->feed_mrad[axis] = 0.0f;
	return (difference[1] - difference[0]) / (mrad[1] - mrad[0]);
}

static void gains_are_found(void **state)
{
	struct rig_options options = hover_options(false);
	struct rig *rig = hover_new(&options, ZONE, RPM);
	struct tilt *tilt = &rig->servo->tilt;

	(void)state;
	for (int axis = 0; axis < TILT_AXES; axis++)
		tilt->on[axis] = false;
	for (int axis = 0; axis < TILT_AXES; axis++) {
		double want = true_gain(rig, (enum tilt_axis)axis);
		double found = (double)tilt->gain[NFOD_GROOVE][axis];

		print_message("%s: %.6f per mrad found, %.6f by a standing order\n",
			      axis == TILT_RADIAL ? "radial" : "tangential", found, want);
		assert_true(fabs(found / want - 1.0) < (axis == TILT_RADIAL ? 0.05 : 0.3));
	}
	rig_free(rig);
}

static void held(uint8_t side, double gain, double resonance)
{
	struct rig_options options = hover_options(false);
	struct servo_target target;
	struct hover_error error;
	struct rig *rig;

	options.plant.tilt_static_radial_mrad = 0.5f;
	options.plant.tilt_static_tangential_mrad = 0.5f;
	options.plant.tilt_mrad_per_v *= (float)gain;
	options.plant.tilt_resonance_hz *= (float)resonance;
	rig = rig_new(&options);
	/* As a drive comes from the lead-in, which is a groove: a land alone does not show it. */
	assert_true(rig_fly(rig));
	rig_run(rig, 0.1);
	target = rig_target(rig, ZONE, side, 100, 0.0);
	servo_follow(rig->servo, &target);
	assert_true(rig_until(rig, rig_is_there, 6.0));
	servo_release(rig->servo);
	rig_run(rig, 1.0);
	error = hover_error(rig, 10.0);
	print_message("%s, gain %.1f, resonance %.2f: radial %.3f mean %.3f peak, tangential "
		      "%.3f mean %.3f peak mrad\n",
		      side == NFOD_LAND ? "land" : "groove", gain, resonance, error.tilt_mean[0],
		      error.tilt_peak[0], error.tilt_mean[1], error.tilt_peak[1]);
	assert_true(error.tilt_peak[0] < HELD_MRAD);
	assert_true(error.tilt_peak[1] < HELD_MRAD);
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	rig_free(rig);
}

static void both_axes_are_held(void **state)
{
	(void)state;
	held(NFOD_GROOVE, 1.0, 1.0);
	held(NFOD_LAND, 1.0, 1.0);
	held(NFOD_GROOVE, 1.1, 0.94);
	held(NFOD_GROOVE, 0.9, 1.06);
}

static void nothing_moves_unseen(void **state)
{
	struct rig_options options = hover_options(false);
	struct rig *rig = hover_new(&options, ZONE, RPM);
	struct servo *servo = rig->servo;
	struct servo_target target = rig_target(rig, ZONE, NFOD_GROOVE, 100, 0.0);
	float kept[TILT_AXES];

	(void)state;
	rig_run(rig, 0.3);
	servo_look(servo, &target);
	assert_true(rig_until(rig, rig_is_there, 4.0));
	for (int axis = 0; axis < TILT_AXES; axis++)
		kept[axis] = servo->tilt.integral[axis];
	rig_run(rig, 0.2);
	for (int axis = 0; axis < TILT_AXES; axis++) {
		assert_true(kept[axis] != 0.0f);
		assert_true(servo->tilt.integral[axis] == kept[axis]);
		assert_true(servo->tilt.estimate_mrad[axis] == 0.0f);
	}
	rig_free(rig);
}

/* A head mounted so far askew that its edge would touch at the gap for reading. */
static struct rig *fly_askew(double radial, double tangential, unsigned int side)
{
	struct rig_options options = rig_defaults();
	struct servo_target target;
	struct rig *rig;

	options.plant.tilt_static_radial_mrad = (float)radial;
	options.plant.tilt_static_tangential_mrad = (float)tangential;
	rig = rig_new(&options);
	target = rig_target(rig, 0, side, 100, 0.0);
	servo_follow(rig->servo, &target);
	if (!rig_until(rig, rig_is_there, 4.0))
		fail_msg("%.1f, %.1f mrad: state %d, fault %u", radial, tangential,
			 rig->servo->sup.state, rig->servo->sup.fault);
	return rig;
}

static void levelled_from_above(double radial, double tangential, unsigned int side)
{
	struct rig *rig = fly_askew(radial, tangential, side);
	const struct plant_truth *truth = plant_truth(rig->plant);

	print_message("%.1f, %.1f mrad: there after %.2f s, %.2f and %.2f mrad left\n", radial,
		      tangential, (double)rig->ticks / HOVER_RATE, 1e3 * truth->tilt[0],
		      1e3 * truth->tilt[1]);
	assert_int_equal(truth->contacts, 0);
	/* Over a land alone light from the lens itself passes for tangential tilt. */
	assert_true(fabs(truth->tilt[0]) < 0.2e-3);
	assert_true(fabs(truth->tilt[1]) < (side == NFOD_LAND ? 0.5e-3 : 0.2e-3));
	rig_free(rig);
}

static void askew_heads_do_not_touch(void **state)
{
	(void)state;
	levelled_from_above(2.0, 0.2, NFOD_GROOVE);
	levelled_from_above(-2.0, 0.2, NFOD_LAND);
	levelled_from_above(0.3, 2.0, NFOD_GROOVE);
	levelled_from_above(0.3, -2.0, NFOD_LAND);
	levelled_from_above(-1.3, 1.3, NFOD_GROOVE);
}

static void level_after_parking(void **state)
{
	struct rig *rig = fly_askew(1.5, 0.2, NFOD_GROOVE);
	const struct plant_truth *truth = plant_truth(rig->plant);

	(void)state;
	servo_park(rig->servo);
	assert_true(rig_until(rig, rig_is_there, 8.0));
	assert_true(rig_fly(rig));
	assert_true(rig->servo->tilt.on[TILT_RADIAL]);
	assert_true(fabs(truth->tilt[0]) < 0.2e-3 && fabs(truth->tilt[1]) < 0.2e-3);
	assert_int_equal(truth->contacts, 0);
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loop_is_as_designed),	    cmocka_unit_test(gains_are_found),
		cmocka_unit_test(both_axes_are_held),	    cmocka_unit_test(nothing_moves_unseen),
		cmocka_unit_test(askew_heads_do_not_touch), cmocka_unit_test(level_after_parking),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
