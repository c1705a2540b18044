// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The plant: what is done to it: blows, shaking, its own sled, tilt, and rest. */
#include "near.h"
#include "plant_bench.h"

#define GRAVITY 9.80665
#define LASER NFOD_FE_LASER

static void shock_is_a_half_sine(void **state)
{
	struct bench *bench = bench_new();
	double sum = 0, most = 0, gap;

	(void)state;
	bench_quiet(bench);
	bench_start(bench, 1);
	bench->mute = true;
	bench_run(bench, 0.001);
	gap = plant_truth(bench->plant)->gap;
	plant_shock(bench->plant, PLANT_AXIAL, 5.0, 5e-3);
	for (unsigned int i = 0; i < 1000; i++) {
		bench_tick(bench);
		sum += bench->fe.block.accel[0] * 1e-3 * GRAVITY * TICK;
		most = fmax(most, bench->fe.block.accel[0]);
		assert_int_equal(bench->fe.block.accel[1], 0);
	}
	assert_near(sum, 2 / M_PI * 5 * GRAVITY * 5e-3, 1e-3 * sum);
	assert_near(most, 5000, 1);
	/* Pushed away from the disc, the drive takes the disc along, but not the lens. */
	assert_true(plant_truth(bench->plant)->gap < gap - 100e-6);
	bench_tick(bench);
	assert_int_equal(bench->fe.block.accel[0], 0);
	bench_free(bench);
}

/* Power of the accelerometer between two frequencies, g2: bins of 1 Hz. */
static double band_power(const double *accel, unsigned int count, double low, double high)
{
	double power = 0, bin = 1 / (count * TICK);

	for (double hz = low; hz < high; hz += bin) {
		double re = 0, im = 0, turn = 2 * M_PI * hz * TICK, c = 1, s = 0;

		for (unsigned int i = 0; i < count; i++) {
			double next = c * cos(turn) - s * sin(turn);

			re += accel[i] * c;
			im += accel[i] * s;
			s = c * sin(turn) + s * cos(turn);
			c = next;
		}
		power += 2 * (re * re + im * im) / ((double)count * count);
	}
	return power;
}

static void vibration_has_its_density(void **state)
{
	enum {
		COUNT = 200000
	};
	struct bench *bench = bench_new();
	double *accel = calloc(COUNT, sizeof(*accel));

	(void)state;
	bench_quiet(bench);
	bench_start(bench, 1);
	bench->mute = true;
	plant_vibrate(bench->plant, 0.01);
	for (unsigned int i = 0; i < COUNT; i++) {
		bench_tick(bench);
		accel[i] = bench->fe.block.accel[1] * 1e-3;
	}
	/* 200 bins: 7 % of chance. */
	assert_near(band_power(accel, COUNT, 50, 250), 0.01 * 200, 0.2 * 2);
	assert_true(band_power(accel, COUNT, 2000, 2050) < 0.01 * 50 * 0.02);
	assert_true(band_power(accel, COUNT, 1, 3) < 0.01 * 2 * 0.1);
	plant_vibrate(bench->plant, 0);
	bench_run(bench, 2.0);
	assert_int_equal(bench->fe.block.accel[1], 0);
	free(accel);
	bench_free(bench);
}

static double worst_accel(double mount_hz)
{
	struct bench *bench = bench_new();
	double most = 0;

	bench_quiet(bench);
	bench->fig.mount_hz = (float)mount_hz;
	bench_start(bench, 1);
	bench->mute = true;
	plant_shock(bench->plant, PLANT_AXIAL, 10.0, 1e-3);
	for (unsigned int i = 0; i < 20000; i++) {
		bench_tick(bench);
		most = fmax(most, fabs((double)bench->fe.block.accel[0]));
	}
	bench_free(bench);
	return most;
}

/* A blow of impulse J gives rubber feet about J omega: 10 g ms at 30 Hz are 1.2 g. */
static void mounts_soften_blows(void **state)
{
	(void)state;
	assert_near(worst_accel(0), 10000, 2);
	assert_near(worst_accel(30), 10000 * 2 / M_PI * 1e-3 * 2 * M_PI * 30, 300);
}

/* What hangs on the sled is left behind when that starts. */
static void sled_shakes_the_actuator(void **state)
{
	struct bench *bench = bench_new();
	const struct plant_truth *truth;
	/* Ordered at the first tick, on its way after the delay: 199 ticks of force. */
	double time = 200 * TICK, accel = 30 - 0.6;

	(void)state;
	bench_start(bench, 1);
	truth = plant_truth(bench->plant);
	bench->sled = 32767;
	bench->mute = false;
	bench_tick(bench);
	bench_run(bench, time - TICK / 2);
	assert_near(truth->sled - 22e-3, accel * time * time / 2, 0.02 * accel * time * time);
	assert_near(truth->radius - truth->sled, -accel * time * time / 2,
		    0.05 * accel * time * time / 2);
	bench_free(bench);
}

/* The drive is pushed inwards: the sled stays behind, outwards, until friction has it. */
static void shock_throws_the_sled(void **state)
{
	struct bench *bench = bench_new();
	double speed = 2 / M_PI * 2 * GRAVITY * 5e-3 - 0.6 * 5e-3;

	(void)state;
	bench_start(bench, 1);
	plant_shock(bench->plant, PLANT_RADIAL, -2, 5e-3);
	bench_run(bench, 5e-3);
	assert_near(plant_truth(bench->plant)->sled_speed, speed, 0.02 * speed);
	bench_run(bench, 0.3);
	assert_true(plant_truth(bench->plant)->sled_speed == 0);
	assert_true(plant_truth(bench->plant)->sled > 23e-3);
	bench_free(bench);
}

static void tilt_adds_up(void **state)
{
	struct bench *bench = bench_new();
	const struct plant_truth *truth;

	(void)state;
	bench_start(bench, 1);
	truth = plant_truth(bench->plant);
	bench_run(bench, 0.001);
	assert_near(truth->tilt[0], 0.3e-3, 1e-6);
	assert_near(truth->tilt[1], 0.2e-3, 1e-6);
	plant_tilt(bench->plant, 0.4, -0.1);
	bench_run(bench, 0.001);
	assert_near(truth->tilt[0], 0.7e-3, 1e-6);
	assert_near(truth->tilt[1], 0.1e-3, 1e-6);
	/* 0.1 V of 2 mrad/V once it has settled. */
	bench->fe.drive.tilt[0] = (int16_t)(-32767 * 0.1 / 1.5);
	bench->fe.drive.tilt[1] = (int16_t)(32767 * 0.2 / 1.5);
	bench_run(bench, 0.3);
	assert_near(truth->tilt[0], 0.5e-3, 1e-6);
	assert_near(truth->tilt[1], 0.5e-3, 1e-6);
	bench_free(bench);
}

/* The tip over a disc that slopes is tilted against it. */
static void slope_is_tilt(void **state)
{
	struct bench *bench = bench_new();
	const struct plant_truth *truth;

	(void)state;
	bench_quiet(bench);
	bench_runout(bench, 20, 30);
	bench_start(bench, 1);
	truth = plant_truth(bench->plant);
	bench->speed = 30;
	for (unsigned int i = 0; i < 200000; i++) {
		double ring, angle, around, outwards;

		bench_tick(bench);
		if (i % 101)
			continue;
		ring = (truth->radius * 1e3 - 20) / 2;
		angle = 2 * M_PI * truth->angle;
		around = runout_axial(&bench->runout, ring, angle + 1e-4) -
			 runout_axial(&bench->runout, ring, angle - 1e-4);
		outwards = runout_axial(&bench->runout, 2, angle) -
			   runout_axial(&bench->runout, 1, angle);
		assert_near(truth->tilt[1], around * NM / 2e-4 / truth->radius, 1e-6);
		assert_near(truth->tilt[0], outwards * NM / 2e-3, 1e-9);
	}
	bench_free(bench);
}

static void rests_when_nothing_moves(void **state)
{
	struct bench *bench = bench_new();

	(void)state;
	bench_start(bench, 1);
	bench->mute = true;
	bench_run(bench, 0.001);
	assert_true(plant_rests(bench->plant));
	plant_shock(bench->plant, PLANT_AXIAL, 1.0, 1e-3);
	bench_tick(bench);
	assert_false(plant_rests(bench->plant));
	bench_run(bench, 1.0);
	assert_true(plant_rests(bench->plant));
	bench->fe.drive.control = LASER;
	bench_tick(bench);
	assert_false(plant_rests(bench->plant));
	bench->fe.drive.control = 0;
	bench->fe.drive.spindle = 32767;
	bench_run(bench, 0.01);
	assert_false(plant_rests(bench->plant));
	bench->fe.drive.spindle = 0;
	bench_run(bench, 0.01);
	assert_false(plant_rests(bench->plant));
	bench_run(bench, 3.0);
	assert_true(plant_rests(bench->plant));
	bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shock_is_a_half_sine),
		cmocka_unit_test(vibration_has_its_density),
		cmocka_unit_test(mounts_soften_blows),
		cmocka_unit_test(sled_shakes_the_actuator),
		cmocka_unit_test(shock_throws_the_sled),
		cmocka_unit_test(tilt_adds_up),
		cmocka_unit_test(slope_is_tilt),
		cmocka_unit_test(rests_when_nothing_moves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
