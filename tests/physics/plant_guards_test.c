// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The plant: what the hardware does by itself, whatever the firmware orders. */
#include "near.h"
#include "plant_bench.h"

#define LASER NFOD_FE_LASER
/* Without current, m: the neutral height less what gravity takes. */
#define REST 245e-6

static void retract_is_as_fast_as_the_figures_say(void **state)
{
	struct bench *bench = bench_new();
	const struct plant_truth *truth;
	double from;

	(void)state;
	bench_quiet(bench);
	bench_runout(bench, 5, 30);
	bench_start(bench, 1);
	bench_hover(bench, 25e-9, SPEED_2X);
	truth = plant_truth(bench->plant);
	assert_near(truth->gap, 25e-9, 12e-9);
	from = truth->gap;
	/* This answers the block that was seen just now. */
	bench->fe.drive.control |= NFOD_FE_RETRACT;
	bench->control |= NFOD_FE_RETRACT;
	bench_run(bench, 99.9e-6);
	assert_true(truth->gap - from >= 0.4e-6);
	assert_true(bench->fe.block.status & NFOD_FE_RETRACTED);
	assert_false(bench->fe.block.status & NFOD_FE_LASER_LIT);
	bench_run(bench, 149.9e-6);
	assert_true(truth->gap - from >= 2e-6);
	assert_int_equal(truth->contacts, 0);
	bench_free(bench);
}

static void watchdog_takes_it_away(void **state)
{
	struct bench *bench = bench_new();
	unsigned int ticks = 0;

	(void)state;
	bench_start(bench, 1);
	bench_hover(bench, 25e-9, 0);
	bench->mute = true;
	while (!(bench->fe.block.status & NFOD_FE_RETRACTED)) {
		bench_tick(bench);
		assert_true(++ticks < 20);
	}
	assert_near(ticks * TICK, 50e-6, 10.1e-6);
	assert_true(bench->fe.block.status & NFOD_FE_WATCHDOG);
	assert_false(bench->fe.block.status & NFOD_FE_LASER_LIT);
	bench_run(bench, 300e-6);
	assert_true(plant_truth(bench->plant)->gap > 2e-6);
	assert_int_equal(plant_truth(bench->plant)->contacts, 0);
	/* Answering again is not enough; taking over is. */
	bench->mute = false;
	bench_run(bench, 100e-6);
	assert_true(bench->fe.block.status & NFOD_FE_WATCHDOG);
	bench->control = LASER | NFOD_FE_RETRACT;
	bench_run(bench, 100e-6);
	assert_false(bench->fe.block.status & NFOD_FE_WATCHDOG);
	assert_true(bench->fe.block.status & NFOD_FE_RETRACTED);
	bench->control = LASER;
	bench_run(bench, 100e-6);
	assert_false(bench->fe.block.status & NFOD_FE_RETRACTED);
	assert_true(bench->fe.block.status & NFOD_FE_LASER_LIT);
	bench_free(bench);
}

static void supply_parks_it_on_what_is_left(void **state)
{
	struct bench *bench = bench_new();

	(void)state;
	bench_start(bench, 1);
	bench_hover(bench, 25e-9, 0);
	plant_supply(bench->plant, 3.0, 0);
	bench_run(bench, 2 * TICK);
	assert_int_equal(bench->fe.block.supply_mv, 3000);
	assert_true(bench->fe.block.status & NFOD_FE_SUPPLY_LOW);
	assert_true(bench->fe.block.status & NFOD_FE_RETRACTED);
	assert_false(bench->fe.block.status & NFOD_FE_LASER_LIT);
	/* Pulled out of reach, then it hangs on its spring. */
	bench_run(bench, 0.5e-3);
	assert_true(plant_truth(bench->plant)->gap > 5e-6);
	bench_run(bench, 0.018);
	assert_true(plant_truth(bench->plant)->gap > 100e-6);
	assert_int_equal(plant_truth(bench->plant)->contacts, 0);
	/* As long as there is energy the sled can be driven. */
	bench->sled = 10000;
	bench_run(bench, 0.001);
	assert_true(plant_truth(bench->plant)->sled_speed > 5e-3);
	bench_run(bench, 1.0);
	assert_near(plant_truth(bench->plant)->gap, REST, 1e-6);
	assert_true(plant_truth(bench->plant)->sled_speed == 0);
	assert_true(plant_truth(bench->plant)->sled < 30e-3);
	bench->sled = 0;
	/* It comes back for good, and is flown again after a retract of its own. */
	plant_supply(bench->plant, 5.0, 0);
	bench->control = NFOD_FE_RETRACT;
	bench_run(bench, 2 * TICK);
	bench->control = LASER;
	bench_run(bench, 2 * TICK);
	assert_int_equal(bench->fe.block.status & (NFOD_FE_RETRACTED | NFOD_FE_SUPPLY_LOW), 0);
	/* A drop for a while ends by itself. */
	plant_supply(bench->plant, 4.5, 1e-3);
	bench_run(bench, 0.9e-3);
	assert_int_equal(bench->fe.block.supply_mv, 4500);
	bench_run(bench, 0.2e-3);
	assert_int_equal(bench->fe.block.supply_mv, 5000);
	bench_free(bench);
}

static void power_off_is_the_end_of_ticks(void **state)
{
	struct bench *bench = bench_new();
	uint32_t tick;

	(void)state;
	bench_start(bench, 1);
	bench_hover(bench, 100e-9, 20);
	tick = bench->fe.block.tick;
	plant_power(bench->plant, false);
	bench_run(bench, 1.0);
	assert_int_equal(bench->fe.block.tick, tick);
	assert_true(plant_truth(bench->plant)->speed < 19);
	assert_near(plant_truth(bench->plant)->gap, REST, 1e-6);
	plant_power(bench->plant, true);
	bench_run(bench, 0.01);
	assert_int_equal(bench->fe.block.tick, tick + 2000);
	bench_free(bench);
}

static void laser_has_its_limit(void **state)
{
	struct bench *bench = bench_new();

	(void)state;
	bench_quiet(bench);
	bench_start(bench, 1);
	bench_run(bench, 0.001);
	assert_near(plant_truth(bench->plant)->power_uw, 120, 1e-6);
	assert_int_equal(bench->fe.block.laser, 30000);
	bench->fe.order.read_uw = 9000;
	bench_run(bench, 0.001);
	assert_near(plant_truth(bench->plant)->power_uw, 8000, 1e-6);
	assert_true(bench->fe.block.status & NFOD_FE_LASER_LIMITED);
	bench_free(bench);
	bench = bench_new();
	bench_quiet(bench);
	bench->fig.laser_life = 0.5f;
	bench_start(bench, 1);
	bench_run(bench, 0.001);
	assert_near(plant_truth(bench->plant)->power_uw, 60, 1e-6);
	assert_int_equal(bench->fe.block.laser, 15000);
	assert_false(bench->fe.block.status & NFOD_FE_LASER_LIMITED);
	bench_free(bench);
}

static int mean_ges(const struct bench *bench)
{
	const uint16_t *ges = bench->fe.block.ges;

	return (ges[0] + ges[1] + ges[2] + ges[3]) / 4;
}

static void write_gate_has_its_windows(void **state)
{
	struct bench *bench = bench_new();
	int ges, written;

	(void)state;
	bench_quiet(bench);
	bench_start(bench, 1);
	bench_hover(bench, 25e-9, 0);
	ges = mean_ges(bench);
	bench->fe.drive.gate_low = (uint16_t)(ges - 1000);
	bench->fe.drive.gate_high = (uint16_t)(ges + 1000);
	bench->fe.drive.gate_track = 1000;
	bench_run(bench, 2 * TICK);
	assert_false(bench->fe.block.status & NFOD_FE_GATE_OPEN);
	bench->control = LASER | NFOD_FE_GATE;
	bench_run(bench, 2 * TICK);
	assert_true(bench->fe.block.status & NFOD_FE_GATE_OPEN);
	/* At write power the scale is another one. */
	bench->fe.order.write_uw = 3400;
	bench->fe.desc[0].op = NFOD_FE_WRITE;
	bench->fe.produced = 1;
	bench_run(bench, 3 * TICK);
	written = mean_ges(bench);
	assert_near(written, 1.01 * ges, 20);
	assert_near(plant_truth(bench->plant)->power_uw, 3400, 1e-6);
	bench->fe.produced = 0;
	bench->fe.drive.gate_high = (uint16_t)(ges - 500);
	bench_run(bench, 2 * TICK);
	assert_false(bench->fe.block.status & NFOD_FE_GATE_OPEN);
	bench->fe.drive.gate_high = (uint16_t)(ges + 1000);
	bench_run(bench, 2 * TICK);
	assert_true(bench->fe.block.status & NFOD_FE_GATE_OPEN);
	/* 50 nm outside the track. */
	plant_shock(bench->plant, PLANT_RADIAL, -0.2, 1e-3);
	bench_run(bench, 0.7e-3);
	assert_false(bench->fe.block.status & NFOD_FE_GATE_OPEN);
	bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(retract_is_as_fast_as_the_figures_say),
		cmocka_unit_test(watchdog_takes_it_away),
		cmocka_unit_test(supply_parks_it_on_what_is_left),
		cmocka_unit_test(power_off_is_the_end_of_ticks),
		cmocka_unit_test(laser_has_its_limit),
		cmocka_unit_test(write_gate_has_its_windows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
