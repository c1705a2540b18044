// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The guard's triggers by signals set by hand, and its retracts over the plant. */
#include <math.h>
#include <string.h>

#include "cmocka_all.h"
#include "vertical.h"

static struct servo servo;

/* Following a track at 25 nm, all well. */
static int well(void **state)
{
	(void)state;
	servo_init(&servo, &NFOD_FIGURES_REFERENCE, NULL, 0);
	servo.gap.report.mode = GAP_NEAR;
	servo.gap.report.settled = true;
	servo.gap.flying = true;
	servo.gap.order.gap_nm = 25;
	servo.gap.observer.nm = 25;
	servo.gap.observer.push = 0.4f * servo.gap.nm_per_volt;
	profile_hold(&servo.gap.profile, 25);
	servo.track.report.mode = TRACK_FOLLOW;
	servo.track.report.settled = true;
	servo.seen.near = true;
	servo.seen.gap_nm = 25;
	servo.seen.sum = 1;
	servo.seen.supply_v = servo.fig.supply_v;
	servo.spindle.speed = 235;
	servo.guard.door_closed = true;
	servo.guard.laser = true;
	servo.guard.ticks = 1000;
	return 0;
}

/* With all that is slow in every tick. */
static uint16_t control(void)
{
	guard_look(&servo);
	return guard_tick(&servo);
}

static bool tick(void)
{
	return control() & NFOD_FE_RETRACT;
}

static void assert_retracts(enum guard_reason reason, unsigned int ticks)
{
	while (--ticks)
		assert_false(tick());
	assert_true(tick());
	assert_true(servo.guard.retracting);
	assert_int_equal(servo.guard.reason, reason);
	assert_int_equal(servo.guard.count[reason], 1);
	/* Full drive in the very same tick. */
	assert_float_equal(servo.out.gap, servo.fig.gap_volts, 0.0f);
}

static void all_well_is_left_alone(void **state)
{
	(void)state;
	for (unsigned int n = 0; n < 1000; n++)
		assert_false(tick());
}

static void too_near_for_two_samples(void **state)
{
	(void)state;
	servo.seen.gap_nm = 9.5f;
	assert_false(tick());
	servo.seen.gap_nm = 10.5f;
	assert_false(tick());
	servo.seen.gap_nm = 9.5f;
	assert_retracts(GUARD_GAP, 2);
}

static void contact_ahead(void **state)
{
	(void)state;
	servo.gap.observer.rate = -2.3f; /* in 54 us */
	assert_false(tick());
	servo.gap.observer.rate = -2.6f;
	assert_retracts(GUARD_AHEAD, 1);
	assert_int_equal(servo.guard.predicted, 0);
}

static void contact_that_cannot_be_avoided(void **state)
{
	(void)state;
	servo.gap.observer.nm = 12;
	servo.gap.observer.rate = -6;
	assert_retracts(GUARD_AHEAD, 1);
	assert_int_equal(servo.guard.predicted, 1);
}

static void a_planned_descent_is_no_fall(void **state)
{
	(void)state;
	profile_hold(&servo.gap.profile, 90);
	profile_go(&servo.gap.profile, 25, 50);
	servo.gap.report.set_nm = 90;
	for (unsigned int n = 0; n < 60; n++) {
		float set;

		profile_step(&servo.gap.profile);
		set = profile_at(&servo.gap.profile, servo.gap.late);
		servo.gap.set_rate = set - servo.gap.report.set_nm;
		servo.gap.report.set_nm = set;
		servo.gap.observer.nm = set;
		servo.gap.observer.rate = servo.gap.set_rate;
		assert_false(tick());
	}
}

static void a_shock(void **state)
{
	(void)state;
	servo.seen.accel_z = -5.5f * 9.81f;
	assert_false(tick());
	servo.seen.accel_z = -6.5f * 9.81f;
	assert_retracts(GUARD_SHOCK, 1);
}

static void falling_supply(void **state)
{
	(void)state;
	servo.seen.supply_v = servo.fig.supply_low_v - 0.05f;
	assert_retracts(GUARD_SUPPLY, 1);
}

static void the_hardware_did_it(void **state)
{
	(void)state;
	servo.seen.status = NFOD_FE_RETRACTED | NFOD_FE_WATCHDOG;
	assert_retracts(GUARD_HARDWARE, 1);
}

static void an_edge_too_low(void **state)
{
	(void)state;
	servo.tilt.estimate_mrad[TILT_RADIAL] = 1.15f;
	assert_retracts(GUARD_TILT, 5);
}

static void the_door(void **state)
{
	(void)state;
	servo.guard.door_closed = false;
	assert_retracts(GUARD_OPEN, 1);
	assert_false(control() & NFOD_FE_LASER);
}

static void a_touch(void **state)
{
	(void)state;
	servo.seen.contacts = 1;
	assert_retracts(GUARD_GAP, 1);
}

static void far_away_nothing_has_to_be_saved(void **state)
{
	(void)state;
	servo.gap.report.mode = GAP_OFF;
	servo.gap.flying = false;
	servo.seen.gap_nm = 5;
	servo.seen.accel_z = 100;
	servo.gap.observer.rate = -5;
	for (unsigned int n = 0; n < 10; n++)
		assert_false(tick());
}

static void light_wants_door_spin_and_focus(void **state)
{
	(void)state;
	assert_true(control() & NFOD_FE_LASER);
	servo.guard.laser = false;
	assert_false(control() & NFOD_FE_LASER);
	servo.guard.laser = true;
	servo.spindle.speed = 1;
	assert_false(control() & NFOD_FE_LASER);
	servo.spindle.speed = 235;
	servo.gap.flying = false;
	assert_false(control() & NFOD_FE_LASER);
	servo.focus.state = FOCUS_SEARCH;
	assert_true(control() & NFOD_FE_LASER);
}

static uint16_t at(float gap_nm, float track_nm)
{
	servo.seen.gap_nm = gap_nm;
	servo.seen.track_nm = track_nm;
	return control() & (NFOD_FE_READABLE | NFOD_FE_GATE);
}

static void windows_of_reading_and_writing(void **state)
{
	(void)state;
	assert_int_equal(at(25, 0), NFOD_FE_READABLE);
	servo.guard.write_wanted = true;
	assert_int_equal(at(25, 0), NFOD_FE_READABLE | NFOD_FE_GATE);
	servo.gap.order.gap_nm = 25.5f; /* the hardware has not been told yet */
	assert_false(guard_tick(&servo) & NFOD_FE_GATE);
	assert_int_equal(at(25, 0), NFOD_FE_READABLE | NFOD_FE_GATE);
	servo.gap.order.gap_nm = 25;
	assert_false(guard_tick(&servo) & NFOD_FE_GATE);
	assert_int_equal(at(30.5f, -19), NFOD_FE_READABLE | NFOD_FE_GATE);
	assert_int_equal(at(19.5f, 0), NFOD_FE_READABLE);
	assert_int_equal(at(18.5f, 0), 0);
	assert_int_equal(at(31.5f, 0), 0);
	assert_int_equal(at(25, 21), NFOD_FE_READABLE);
	assert_int_equal(at(25, 41), 0);
	servo.gap.report.settled = false;
	assert_int_equal(at(25, 0), 0);
}

/* Where the spot is held beside the track's middle, it may read there, and not write. */
static void beside_the_middle_nothing_is_written(void **state)
{
	(void)state;
	servo.guard.write_wanted = true;
	at(25, 0);
	assert_int_equal(at(25, 0), NFOD_FE_READABLE | NFOD_FE_GATE);
	servo.track.aside_nm = 12;
	assert_int_equal(at(25, 12), NFOD_FE_READABLE);
	assert_int_equal(at(25, 51), NFOD_FE_READABLE);
	assert_int_equal(at(25, 53), 0);
	assert_int_equal(at(25, -29), 0);
	servo.track.aside_nm = 0;
	assert_int_equal(at(25, 0), NFOD_FE_READABLE | NFOD_FE_GATE);
}

static void the_gate_knows_its_windows(void **state)
{
	float far = servo.fig.ges_counts;

	(void)state;
	at(25, 0);
	at(25, 0);
	assert_true(fabsf(servo.guard.gate_low / far - signal_at_gap(&servo.signal, 20)) < 1e-3f);
	assert_true(fabsf(servo.guard.gate_high / far - signal_at_gap(&servo.signal, 32)) < 1e-3f);
	assert_true(servo.guard.gate_track > 0);
}

/* ---- over the plant ---- */

static void a_retract_is_as_fast_as_physics(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig;
	double from;

	(void)state;
	rig = vertical_new(&options, 600);
	vertical_close(rig, 25);
	rig->servo->guard.door_closed = false;
	vertical_tick(rig);
	assert_true(rig->fe.drive.control & NFOD_FE_RETRACT);
	from = plant_truth(rig->plant)->gap;
	vertical_run(rig, 100e-6);
	assert_true(plant_truth(rig->plant)->gap - from >= 0.4e-6);
	vertical_run(rig, 150e-6);
	assert_true(plant_truth(rig->plant)->gap - from >= 2e-6);
	rig_free(rig);
}

static void it_waits_above_the_disc_and_comes_back(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = vertical_new(&options, 2244);

	(void)state;
	vertical_close(rig, 55);
	plant_shock(rig->plant, PLANT_AXIAL, 8, 3e-3);
	assert_true(vertical_until(rig, vertical_retracting, 3e-3));
	vertical_run(rig, 0.02);
	assert_true(plant_truth(rig->plant)->gap > 5e-6);
	assert_true(plant_truth(rig->plant)->gap < 150e-6);
	guard_release(&rig->servo->guard);
	vertical_close(rig, 55);
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	rig_free(rig);
}

static void nothing_is_retracted_without_need(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig;

	(void)state;
	rig = rig_new(&options);
	assert_true(rig_fly(rig));
	servo_release(rig->servo);
	rig_run(rig, 20);
	for (unsigned int n = 0; n < GUARD_REASONS; n++)
		assert_int_equal(rig->servo->guard.count[n], 0);
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(all_well_is_left_alone, well),
		cmocka_unit_test_setup(too_near_for_two_samples, well),
		cmocka_unit_test_setup(contact_ahead, well),
		cmocka_unit_test_setup(contact_that_cannot_be_avoided, well),
		cmocka_unit_test_setup(a_planned_descent_is_no_fall, well),
		cmocka_unit_test_setup(a_shock, well),
		cmocka_unit_test_setup(falling_supply, well),
		cmocka_unit_test_setup(the_hardware_did_it, well),
		cmocka_unit_test_setup(an_edge_too_low, well),
		cmocka_unit_test_setup(the_door, well),
		cmocka_unit_test_setup(a_touch, well),
		cmocka_unit_test_setup(far_away_nothing_has_to_be_saved, well),
		cmocka_unit_test_setup(light_wants_door_spin_and_focus, well),
		cmocka_unit_test_setup(windows_of_reading_and_writing, well),
		cmocka_unit_test_setup(beside_the_middle_nothing_is_written, well),
		cmocka_unit_test_setup(the_gate_knows_its_windows, well),
		cmocka_unit_test(a_retract_is_as_fast_as_physics),
		cmocka_unit_test(it_waits_above_the_disc_and_comes_back),
		cmocka_unit_test(nothing_is_retracted_without_need),
	};

	return cmocka_run_group_tests_name("guard", tests, NULL, NULL);
}
