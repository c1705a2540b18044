// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The light's response against the scalar model across the tracks, and the samples'. */
#include <math.h>
#include <string.h>

#include "cmocka_all.h"
#include "passage.h"

static double total(const float *tap)
{
	double sum = 0;

	for (int i = 0; i < READOUT_TAPS; i++)
		sum += (double)tap[i];
	return sum;
}

static double response(const float *tap, double frequency)
{
	double sum = 0;

	for (int i = -READOUT_REACH; i <= READOUT_REACH; i++)
		sum += (double)tap[i + READOUT_REACH] * cos(2 * M_PI * frequency * i);
	return sum;
}

/*
 * Over the signal of an erased disc a long mark changes what track_scalar() says, but for the
 * square of its contrast: that one has erased tracks beside it, this one half written ones.
 */
static void long_marks_are_modulation(void **state)
{
	(void)state;
	for (int disc = 0; disc < 2; disc++) {
		struct passage *passage = passage_new(disc, NFOD_LAND, 1);
		const struct readout_disc *under = &passage->disc;
		struct track_figures figures;

		track_scalar(&under->optics, &under->relief, 25, under->contrast, &figures);
		for (unsigned int side = 0; side < NFOD_SIDES; side++) {
			struct readout_kernel kernel;
			double own, others, erased;

			readout_kernel(under, side, 25, 0, &kernel);
			own = fabs(total(kernel.tap[READOUT_OWN]));
			others =
				total(kernel.tap[READOUT_INNER]) + total(kernel.tap[READOUT_OUTER]);
			/* Light is that of film half written, on all tracks. */
			erased = (double)kernel.light + (own - others) / 2;
			if (disc == PASSAGE_PHASE_CHANGE)
				assert_true(fabs(own / erased / figures.modulation[side] - 1) <
					    0.07);
			print_message("disc %d side %u: %.4f of the light\n", disc, side, own);
		}
		passage_free(passage);
	}
}

/* No light is finer than the lens: 2 NA / wavelength. */
static void lens_cuts_off(void **state)
{
	struct passage *passage = passage_new(PASSAGE_PHASE_CHANGE, NFOD_LAND, 1);
	struct readout_kernel kernel;
	const float *own = kernel.tap[READOUT_OWN];

	(void)state;
	readout_kernel(&passage->disc, NFOD_LAND, 25, 0, &kernel);
	for (double frequency = 0.34; frequency <= 0.5; frequency += 0.02)
		assert_true(fabs(response(own, frequency) / total(own)) < 0.012);
	/* Runs of two cells are seen, barely. */
	assert_true(response(own, 0.25) / total(own) > 0.05);
	assert_true(response(own, 0.25) / total(own) < 0.25);
	passage_free(passage);
}

/* Inwards and outwards are mirror images. */
static void sides_are_mirrored(void **state)
{
	struct passage *passage = passage_new(PASSAGE_MAGNETO_OPTICAL, NFOD_GROOVE, 1);
	struct readout_kernel in, out;

	(void)state;
	readout_kernel(&passage->disc, NFOD_GROOVE, 22, -17, &in);
	readout_kernel(&passage->disc, NFOD_GROOVE, 22, 17, &out);
	for (int i = 0; i < READOUT_TAPS; i++) {
		assert_float_equal(in.tap[READOUT_OWN][i], out.tap[READOUT_OWN][i], 1e-7);
		assert_float_equal(in.tap[READOUT_INNER][i], out.tap[READOUT_OUTER][i], 1e-7);
	}
	passage_free(passage);
}

/* A wider gap means less of a mark; so does the track's edge. */
static void marks_fade(void **state)
{
	struct passage *passage = passage_new(PASSAGE_PHASE_CHANGE, NFOD_LAND, 1);
	struct readout_kernel here, wide, beside;

	(void)state;
	readout_kernel(&passage->disc, NFOD_LAND, 25, 0, &here);
	readout_kernel(&passage->disc, NFOD_LAND, 45, 0, &wide);
	readout_kernel(&passage->disc, NFOD_LAND, 25, 50, &beside);
	assert_true(fabs(total(wide.tap[READOUT_OWN])) < fabs(total(here.tap[READOUT_OWN])));
	assert_true(fabs(total(beside.tap[READOUT_OWN])) < fabs(total(here.tap[READOUT_OWN])));
	assert_true(fabs(total(beside.tap[READOUT_OUTER])) > fabs(total(here.tap[READOUT_OUTER])));
	passage_free(passage);
}

static double rms(const struct passage *passage)
{
	double sum = 0;

	for (size_t i = 0; i < passage->samples; i++)
		sum += (double)passage->sample[i] * passage->sample[i];
	return sqrt(sum / (double)passage->samples);
}

/* With nothing written noise is what is left, and each cause adds to it. */
static void noises_add(void **state)
{
	struct passage *passage = passage_new(PASSAGE_PHASE_CHANGE, NFOD_LAND, 1);
	double silent, amplifier, laser, surface;

	(void)state;
	passage_silence(passage);
	passage->scan.piece[READOUT_OWN][0].cells = NULL;
	passage_wave(passage);
	silent = rms(passage);
	passage->drive.read_mw = 0.12;
	passage->drive.amplifier_pa = 1.5;
	passage_renew(passage);
	passage_wave(passage);
	amplifier = rms(passage);
	passage->drive.rin_db_hz = -115;
	passage_renew(passage);
	passage_wave(passage);
	laser = rms(passage);
	passage->disc.roughness_nm = 0.8;
	passage->drive.gap_channel = false;
	passage_renew(passage);
	passage_wave(passage);
	surface = rms(passage);
	print_message("counts: %.2f, amplifier and shots %.2f, laser %.2f, surface %.2f\n", silent,
		      amplifier, laser, surface);
	assert_true(silent < 1e-6);
	/* 1.5 pA in 32.8 MHz over 160 counts of swing, and shots. */
	assert_true(amplifier > 0.8 && amplifier < 1.8);
	assert_true(laser > 2 * amplifier);
	assert_true(surface > 1.2 * laser);
	passage_free(passage);
}

/* As many samples as the disc's speed says. */
static void clock_counts(void **state)
{
	struct passage *passage = passage_new(PASSAGE_PHASE_CHANGE, NFOD_LAND, 1);

	(void)state;
	passage_place(passage, &(struct readout_place){ .gap_nm = 25, .speed = 0.99f });
	passage_wave(passage);
	assert_true(fabs((double)passage->samples - NFOD_CLUSTER_CELLS / 0.99) < 16);
	passage_free(passage);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_marks_are_modulation),
		cmocka_unit_test(lens_cuts_off),
		cmocka_unit_test(sides_are_mirrored),
		cmocka_unit_test(marks_fade),
		cmocka_unit_test(noises_add),
		cmocka_unit_test(clock_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
