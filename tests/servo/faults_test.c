// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What goes wrong with a drive or a disc leads to the fault that says so, with the head
 * parked and dark; what can be borne is borne.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "rig.h"
#include "servo/states.h"

#define TICK_HZ 200e3

static bool is_faulty(const struct rig *rig)
{
	return rig->servo->sup.state == NFOD_SERVO_FAULT;
}

static bool is_settled(const struct rig *rig)
{
	return is_faulty(rig) || rig_is_there(rig);
}

/* Where the lead-in of any disc is, by figures alone. */
static struct servo_target somewhere(void)
{
	return (struct servo_target){
		.radius_m = 24.036e-3f,
		.turn = 100,
		.speed = 235.0f,
		.speed_limit = 300.0f,
		.gap_nm = 25.0f,
		.blind = true,
	};
}

static void assert_parked(struct rig *rig)
{
	const struct plant_truth *truth = plant_truth(rig->plant);

	rig_run(rig, 0.05);
	assert_true(truth->gap > 100e-6);
	assert_true(truth->power_uw == 0.0);
	assert_true(rig->servo->spindle.target == 0.0f);
	rig_run(rig, 1.5);
	assert_true(truth->speed < 20.0);
}

static void assert_fault(struct rig *rig, uint32_t fault)
{
	const struct supervisor *sup = &rig->servo->sup;

	print_message("fault %u: figure %u, limit %u, contacts %u\n", sup->fault, sup->figure,
		      sup->limit, plant_truth(rig->plant)->contacts);
	assert_true(is_faulty(rig));
	assert_int_equal(sup->fault, fault);
	assert_parked(rig);
	/* It stays so until another wish comes. */
	assert_true(is_faulty(rig));
}

static void load(struct rig *rig, double seconds)
{
	struct servo_target target = somewhere();

	servo_follow(rig->servo, &target);
	rig_until(rig, is_settled, seconds);
}

static void refused(struct rig *rig, uint32_t fault)
{
	load(rig, 8.0);
	assert_fault(rig, fault);
	rig_free(rig);
}

/* ---- discs ---- */

static void no_disc(void **state)
{
	struct rig_options options = rig_defaults();

	(void)state;
	options.image = NULL;
	refused(rig_new(&options), NFOD_FAULT_FOCUS);
}

static void upside_down_disc(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = rig_new(&options);

	(void)state;
	plant_turn_over(rig->plant, true);
	load(rig, 8.0);
	assert_fault(rig, NFOD_FAULT_FOCUS);
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	rig_free(rig);
}

/* The disc is put in again with a surface that has been changed. */
static void put_in(struct rig *rig)
{
	assert_int_equal(plant_insert(rig->plant, disc_surface(rig->disc), rig->info), 0);
}

static void no_reflectivity_slope(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = rig_new(&options);
	struct surface *surface = disc_surface(rig->disc);

	(void)state;
	for (size_t n = 0; n < surface->gaps; n++)
		surface->gap[n] = surface->gap[surface->gaps - 1];
	for (size_t n = 0; n < surface->gaps; n++)
		surface->gap[n].gap_nm = 4.0f * (float)n;
	put_in(rig);
	load(rig, 8.0);
	assert_fault(rig, NFOD_FAULT_PULL_IN);
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	rig_free(rig);
}

static void protrusion_too_tall(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = rig_new(&options);
	struct surface *surface = disc_surface(rig->disc);
	struct nfod_protrusion_record ridge[64];

	(void)state;
	memset(ridge, 0, sizeof(ridge));
	for (unsigned int n = 0; n < 64; n++) {
		ridge[n].radius_nm = 24000000u + 2000u * n;
		ridge[n].angle = 1u << 30;
		ridge[n].height_nm = 800.0f;
		ridge[n].width_nm = 30000.0f;
	}
	surface->protrusion = ridge;
	surface->protrusions = 64;
	surface->touched = calloc(1, sizeof(*surface->touched));
	put_in(rig);
	load(rig, 12.0);
	assert_fault(rig, NFOD_FAULT_PROTRUSION);
	plant_insert(rig->plant, NULL, NULL);
	surface->protrusion = NULL;
	surface->protrusions = 0;
	rig_free(rig);
}

/* ---- drives ---- */

static void spindle_stalls(void **state)
{
	struct rig_options options = rig_defaults();

	(void)state;
	options.plant.spindle_torque_mnm = 0.1f;
	options.plant.spindle_drag_mnm = 100.0f;
	refused(rig_new(&options), NFOD_FAULT_SPIN);
}

static void sled_is_stuck(void **state)
{
	struct rig_options options = rig_defaults();

	(void)state;
	options.plant.sled_friction_m_s2 = 20.0f;
	options.plant.sled_accel = 1.0f;
	refused(rig_new(&options), NFOD_FAULT_SEEK);
}

static void laser_has_died(void **state)
{
	struct rig_options options = rig_defaults();

	(void)state;
	options.plant.laser_life = 0.1f;
	refused(rig_new(&options), NFOD_FAULT_LASER);
}

static void tracks_are_not_held(void **state)
{
	struct rig_options options = rig_defaults();

	(void)state;
	options.plant.track_volts = 0.1f;
	refused(rig_new(&options), NFOD_FAULT_TRACKING);
}

static void too_much_tilt(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = rig_new(&options);

	(void)state;
	plant_tilt(rig->plant, 4.0, 0.0);
	refused(rig, NFOD_FAULT_TILT);
}

static void lens_is_dirty(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = rig_new(&options);

	(void)state;
	assert_true(rig_fly(rig));
	assert_int_equal(rig->servo->sup.warning.fault, NFOD_FAULT_NONE);
	servo_park(rig->servo);
	assert_true(rig_until(rig, rig_is_there, 5.0));
	servo_forget(rig->servo);
	plant_contaminate(rig->plant, 0.45);
	assert_true(rig_fly(rig));
	print_message("lens: %u ppm of the light, limit %u\n", rig->servo->sup.warning.figure,
		      rig->servo->sup.warning.limit);
	assert_int_equal(rig->servo->sup.warning.fault, NFOD_FAULT_LENS);
	assert_true(plant_truth(rig->plant)->gap > 23e-9 && plant_truth(rig->plant)->gap < 27e-9);
	rig_free(rig);
}

/* As it is when power comes: nothing is known of a clean one. */
static void lens_was_dirty(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = rig_new(&options);

	(void)state;
	plant_contaminate(rig->plant, 0.6);
	assert_true(rig_fly(rig));
	assert_int_equal(rig->servo->sup.warning.fault, NFOD_FAULT_LENS);
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	rig_free(rig);
}

/* What is known of a clean one has outlived power: without it, this light would do. */
static void lens_was_cleaner_before_power_went(void **state)
{
	(void)state;
	for (uint32_t known = 0; known < 2; known++) {
		struct rig_options options = rig_defaults();
		struct rig *rig = rig_new(&options);

		rig->servo->sup.far_sum = known ? 1.25f : 0.0f;
		plant_contaminate(rig->plant, 0.8);
		assert_true(rig_fly(rig));
		assert_int_equal(rig->servo->sup.warning.fault,
				 known ? NFOD_FAULT_LENS : NFOD_FAULT_NONE);
		rig_free(rig);
	}
}

/* Most that the gap was off while the head flew on, nm. */
static double gap_error_nm(struct rig *rig, double seconds)
{
	double gap_nm = rig->info->film.side[NFOD_GROOVE].gap_pm * 1e-3, most = 0.0;
	uint64_t until = rig->ticks + (uint64_t)(seconds * (double)rig->servo->fig.tick_hz);

	while (rig->ticks < until) {
		rig_tick(rig);
		most = fmax(most, fabs(plant_truth(rig->plant)->gap * 1e9 - gap_nm));
	}
	return most;
}

/*
 * Kerr readout takes ten times the light of a disc that is not known: the diodes' range
 * goes with it, at once, and the loops notice nothing.
 */
static void light_is_changed_in_flight(void **state)
{
	static const uint16_t light_uw[] = { 1200, 120, 900, 1300, 60, 120 };
	struct rig_options options = rig_defaults();
	struct rig *rig = rig_new(&options);

	(void)state;
	assert_true(rig_fly(rig));
	rig_run(rig, 0.1);
	for (unsigned int i = 0; i < sizeof(light_uw) / sizeof(light_uw[0]); i++) {
		rig->fe.order.read_uw = light_uw[i];
		assert_in_range(1e3 * gap_error_nm(rig, 0.03), 0, 3000);
		assert_true(rig_is_there(rig));
		assert_in_range(rig->fe.block.laser, 0.98 * rig->servo->fig.laser_counts,
				1.02 * rig->servo->fig.laser_counts);
	}
	assert_int_equal(rig->servo->sup.fault, NFOD_FAULT_NONE);
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	rig_free(rig);
}

/* ---- around ---- */

static struct rig *fly(void)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = rig_new(&options);

	assert_true(rig_fly(rig));
	return rig;
}

static void fly_again(struct rig *rig)
{
	assert_true(rig_fly(rig));
	assert_int_equal(rig->servo->sup.fault, NFOD_FAULT_NONE);
	rig_free(rig);
}

static void supply_falls(void **state)
{
	struct rig *rig = fly();

	(void)state;
	plant_supply(rig->plant, 3.9, 0.2);
	assert_true(rig_until(rig, is_faulty, 0.01));
	assert_fault(rig, NFOD_FAULT_SUPPLY);
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	fly_again(rig);
}

static void too_hot(void **state)
{
	struct rig *rig = fly();

	(void)state;
	plant_temperature(rig->plant, 80.0);
	assert_true(rig_until(rig, is_faulty, 0.01));
	assert_fault(rig, NFOD_FAULT_TEMPERATURE);
	plant_temperature(rig->plant, 30.0);
	rig_run(rig, 1e-3);
	fly_again(rig);
}

static void shaken_on_and_on(void **state)
{
	struct rig *rig = fly();

	(void)state;
	for (int n = 0; n < 200 && !is_faulty(rig); n++) {
		plant_shock(rig->plant, PLANT_AXIAL, 8.0, 1e-3);
		rig_run(rig, 0.03);
	}
	assert_fault(rig, NFOD_FAULT_SHOCK);
	fly_again(rig);
}

/* So many ticks nobody answers. */
static void sleep_ticks(struct rig *rig, unsigned int ticks)
{
	while (ticks--)
		plant_tick(rig->plant, &rig->fe);
}

static void ticks_are_missed(void **state)
{
	struct rig *rig = fly();

	(void)state;
	sleep_ticks(rig, 30);
	rig_run(rig, 0.001);
	assert_false(rig_is_there(rig));
	assert_true(rig_until(rig, rig_is_there, 1.0));
	for (int n = 0; n < 200 && !is_faulty(rig); n++) {
		sleep_ticks(rig, 30);
		rig_run(rig, 0.001);
		rig_until(rig, is_settled, 0.5);
	}
	assert_fault(rig, NFOD_FAULT_WATCHDOG);
	fly_again(rig);
}

/* Whoever opens the door parks the head; it is no fault. */
static void door_opens(void **state)
{
	struct rig *rig = fly();

	(void)state;
	rig->servo->guard.door_closed = false;
	rig_run(rig, 0.001);
	assert_true(plant_truth(rig->plant)->power_uw == 0.0);
	assert_true(rig_until(rig, rig_is_there, 5.0));
	assert_int_equal(rig->servo->sup.state, NFOD_SERVO_PARKED);
	assert_int_equal(rig->servo->sup.fault, NFOD_FAULT_NONE);
	rig->servo->guard.door_closed = true;
	fly_again(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_disc),
		cmocka_unit_test(upside_down_disc),
		cmocka_unit_test(no_reflectivity_slope),
		cmocka_unit_test(protrusion_too_tall),
		cmocka_unit_test(spindle_stalls),
		cmocka_unit_test(sled_is_stuck),
		cmocka_unit_test(laser_has_died),
		cmocka_unit_test(tracks_are_not_held),
		cmocka_unit_test(too_much_tilt),
		cmocka_unit_test(lens_is_dirty),
		cmocka_unit_test(lens_was_dirty),
		cmocka_unit_test(lens_was_cleaner_before_power_went),
		cmocka_unit_test(light_is_changed_in_flight),
		cmocka_unit_test(supply_falls),
		cmocka_unit_test(too_hot),
		cmocka_unit_test(shaken_on_and_on),
		cmocka_unit_test(ticks_are_missed),
		cmocka_unit_test(door_opens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
