/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * A plant over a disc made by hand, and a hand that holds its lens by what it cannot
 * know: for tests of what is under the lens, not of loops.
 */
#ifndef NFOD_TESTS_PHYSICS_PLANT_BENCH_H
#define NFOD_TESTS_PHYSICS_PLANT_BENCH_H

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "physics/surface.h"
#include "plant/plant.h"

#define TICK 5e-6
#define NM 1e-9
#define GAPS 151
#define GAP_STEP_NM 2.0f
#define PITCH_NM 180
#define SPEED_2X 235.0

/**
 * struct bench - all of it
 * @gap: that the hand holds, m
 * @speed: that the spindle is brought to, rad/s
 * @sled: drive of the sled, of 32767
 * @control: what the firmware orders
 * @mute: the firmware does not answer
 * @wind: integral of the hand
 * @last: error before
 */
struct bench {
	struct nfod_figures fig;
	struct nfod_disc_info info;
	struct surface surface;
	struct runout runout;
	struct plant *plant;
	struct nfod_frontend fe;
	double gap;
	double speed;
	int sled;
	uint16_t control;
	bool mute;
	double wind;
	double last;
};

static inline double bench_ges(double gap_nm, unsigned int side)
{
	return side == NFOD_LAND ? 1.0 - 0.94 * exp(-pow(gap_nm / 46.0, 1.2)) :
				   1.0 - 0.84 * exp(-pow(gap_nm / 60.0, 1.0));
}

static inline void bench_disc(struct bench *bench)
{
	struct nfod_disc_info *info = &bench->info;

	info->track_pitch_nm = PITCH_NM;
	info->zones = 3;
	info->seed = 77;
	for (unsigned int i = 0; i < info->zones; i++)
		info->zone[i] =
			(struct nfod_zone){ .radius_nm = 21000000 + i * 1000000, .turns = 2777 };
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		info->film.side[side] = (struct nfod_disc_side){
			.gap_pm = 25000,
			.push_pull_q15 = 8192,
			.push_pull_sign = side == NFOD_LAND ? -1 : 1,
		};
	bench->surface.gap = calloc(GAPS, sizeof(*bench->surface.gap));
	bench->surface.gaps = GAPS;
	for (unsigned int i = 0; i < GAPS; i++) {
		struct nfod_gap_record *gap = &bench->surface.gap[i];

		gap->gap_nm = GAP_STEP_NM * (float)i;
		for (unsigned int side = 0; side < NFOD_SIDES; side++) {
			gap->ges[side][0] = (float)bench_ges(gap->gap_nm, side) - 0.01f;
			gap->ges[side][1] = (float)bench_ges(gap->gap_nm, side) + 0.01f;
			gap->sum[side][0] = gap->sum[side][1] =
				(float)(0.3 - 0.2 * exp(-gap->gap_nm / 40.0));
		}
	}
}

/* Run-out of the reference disc by so much, um peak to peak; as an image keeps it. */
static inline void bench_runout(struct bench *bench, double axial_um, double radial_um)
{
	struct nfod_runout_record *record;

	bench->surface.runouts = RUNOUT_RINGS * RUNOUT_HARMONICS;
	record = calloc(bench->surface.runouts, sizeof(*record));
	bench->surface.runout = record;
	runout_make(&bench->runout, axial_um * 1e3, radial_um * 1e3, 5);
	for (unsigned int i = 0; i < bench->surface.runouts; i++) {
		unsigned int ring = i / RUNOUT_HARMONICS, n = i % RUNOUT_HARMONICS;
		struct harmonic *axial = &bench->runout.axial[ring][n];
		struct harmonic *radial = &bench->runout.radial[ring][n];

		record[i] = (struct nfod_runout_record){
			.radius_mm = 20.0f + 2.0f * (float)ring,
			.harmonic = n + 1,
			.axial_nm = (float)axial->amplitude_nm,
			.axial_phase = (float)axial->phase,
			.radial_nm = (float)radial->amplitude_nm,
			.radial_phase = (float)radial->phase,
		};
		*axial = (struct harmonic){ record[i].axial_nm, record[i].axial_phase };
		*radial = (struct harmonic){ record[i].radial_nm, record[i].radial_phase };
	}
}

static inline void bench_protrude(struct bench *bench, double radius_nm, double angle,
				  double height_nm)
{
	struct surface *surface = &bench->surface;
	size_t n = surface->protrusions++;

	surface->protrusion =
		realloc(surface->protrusion, surface->protrusions * sizeof(*surface->protrusion));
	surface->protrusion[n] = (struct nfod_protrusion_record){ (uint32_t)radius_nm,
								  (uint32_t)(angle * 4294967296.0),
								  (float)height_nm, 200.0f };
}

/* Bearings that do not wander, a perfect master, nothing that the lens itself returns. */
static inline void bench_even(struct bench *bench)
{
	struct nfod_figures *fig = &bench->fig;

	fig->wander_axial_nm = fig->wander_radial_nm = 0;
	fig->track_jitter_nm = 0;
	fig->stray_ppm = fig->stray_spread_ppm = 0;
}

/* No noise, no offsets, nothing askew. */
static inline void bench_quiet(struct bench *bench)
{
	struct nfod_figures *fig = &bench->fig;

	fig->tilt_static_radial_mrad = fig->tilt_static_tangential_mrad = 0;
	fig->ges_noise_ppm = fig->laser_noise_ppm = fig->quadrant_spread_ppm = 0;
	fig->pp_noise_nm = fig->pp_offset_nm = fig->focus_noise_nm = fig->data_noise_ppm = 0;
	fig->accel_noise_mg = 0;
	fig->adc_bits = 24;
}

static inline struct bench *bench_new(void)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	assert_non_null(bench);
	bench->fig = NFOD_FIGURES_REFERENCE;
	bench_even(bench);
	bench->fe.order.read_uw = (uint16_t)bench->fig.read_uw;
	bench->gap = 200e-6;
	bench->control = NFOD_FE_LASER;
	bench_disc(bench);
	return bench;
}

/* The drive as its figures are now, with the disc in it. */
static inline void bench_start(struct bench *bench, uint64_t seed)
{
	bench->surface.touched = calloc(bench->surface.protrusions / 64 + 1, sizeof(uint64_t));
	bench->plant = plant_new(&bench->fig, seed);
	assert_non_null(bench->plant);
	assert_int_equal(plant_insert(bench->plant, &bench->surface, &bench->info), 0);
}

static inline void bench_free(struct bench *bench)
{
	plant_free(bench->plant);
	surface_free(&bench->surface);
	free(bench);
}

/* A loop of some 2 kHz on the true gap; from afar it comes by its spring. */
static inline double bench_hand(struct bench *bench)
{
	const double omega = 2 * M_PI * 2000, accel = pow(2 * M_PI * 40, 2) * 1e-3;
	double error = plant_truth(bench->plant)->gap - bench->gap;
	double rate = (error - bench->last) / TICK;
	double volts = -(omega * omega / 3 * error + omega * rate + bench->wind) / accel;

	bench->last = error;
	if (fabs(volts) < bench->fig.gap_volts)
		bench->wind += pow(omega, 3) / 30 * error * TICK;
	return fmin(fmax(volts, -bench->fig.gap_volts), bench->fig.gap_volts);
}

static inline const struct plant_truth *bench_tick(struct bench *bench)
{
	const struct plant_truth *truth = plant_truth(bench->plant);

	plant_tick(bench->plant, &bench->fe);
	if (bench->mute)
		return truth;
	bench->fe.drive.gap = (int16_t)(32767 * bench_hand(bench) / bench->fig.gap_volts);
	bench->fe.drive.spindle = truth->speed < bench->speed ? 32767 : 0;
	bench->fe.drive.sled = (int16_t)bench->sled;
	bench->fe.drive.control = bench->control;
	bench->fe.drive.tick = bench->fe.block.tick;
	return truth;
}

static inline void bench_run(struct bench *bench, double seconds)
{
	for (long tick = lround(seconds / TICK); tick > 0; tick--)
		bench_tick(bench);
}

/* Lens at a gap, approached gently; disc turning. */
static inline void bench_hover(struct bench *bench, double gap, double speed)
{
	bench->speed = speed;
	for (unsigned int i = 0; plant_truth(bench->plant)->speed < speed; i++) {
		bench_tick(bench);
		assert_true(i < 400000);
	}
	while (bench->gap > gap + 0.1e-9) {
		bench->gap -= (bench->gap - gap) * 5e-4;
		bench_tick(bench);
	}
	bench->gap = gap;
	bench_run(bench, 0.01);
}

#endif
