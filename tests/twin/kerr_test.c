// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The magneto-optical reference disc at the light that its film bears: the channel reads it,
 * and fidelity model says the same of it.
 */
#include <math.h>
#include <stdlib.h>

#include "cmocka_all.h"
#include "track.h"

#define ROUNDS 2u

static struct track *track;

static int set_up(void **state)
{
	(void)state;
	track = track_new("mo-reference.nfm");
	track_fill(track, 1.0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	track_free(track);
	return 0;
}

/* Every codeword can be corrected; the code lives with 4.2e-3. */
static void both_sides_are_read(void **state)
{
	(void)state;
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		struct track_read read = track_read(track, side, FIDELITY_WAVEFORM, 0, 0, ROUNDS);

		if (getenv("SHOW"))
			print_message("side %u: %.1e, mlse %.0f, amplitude %.0f\n", side,
				      read.wrong / read.symbols, read.mlse, read.amplitude);
		assert_true(read.failed == 0.0);
		assert_true(read.wrong / read.symbols < 4.2e-3);
	}
}

static double mlse(unsigned int side, double light)
{
	double spread;

	track->light = light;
	spread = track_read(track, side, FIDELITY_WAVEFORM, 0, 0, 1).mlse;
	track->light = 1.0;
	return spread;
}

/* Little light drowns in the amplifiers; of much the film gets too warm to show anything. */
static void the_light_that_is_stated_is_about_the_best(void **state)
{
	const struct nfod_disc_info *info = disc_info(track->engine.disc);

	(void)state;
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		double stated = mlse(side, 1.0);

		assert_in_range(info->film.side[side].read_uw, 500, 2000);
		assert_true(mlse(side, 0.5) > 1.05 * stated);
		assert_true(mlse(side, 1.6) > 1.05 * stated);
		assert_true(mlse(side, 0.8) < 1.1 * stated && mlse(side, 1.2) < 1.1 * stated);
	}
}

static void light_of_an_unknown_disc_is_too_little(void **state)
{
	struct track_read read;

	(void)state;
	track->light = 0.12;
	read = track_read(track, NFOD_GROOVE, FIDELITY_WAVEFORM, 0, 0, 1);
	track->light = 1.0;
	assert_true(read.failed > 0.9 * TRACK_COUNT * NFOD_FE_CODEWORDS);
}

/* Within the model's 15 % and what counting leaves uncertain. */
static void the_model_is_the_waveforms(void **state)
{
	(void)state;
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		struct track_read wave = track_read(track, side, FIDELITY_WAVEFORM, 0, 0, ROUNDS);
		struct track_read model = track_read(track, side, FIDELITY_MODEL, 0, 0, ROUNDS);

		if (getenv("SHOW"))
			print_message("side %u: model %.0f, waveform %.0f; mlse %.0f, %.0f\n", side,
				      model.wrong, wave.wrong, model.mlse, wave.mlse);
		assert_true(fabs(model.wrong - wave.wrong) <=
			    0.15 * fmax(model.wrong, wave.wrong) +
				    3 * sqrt(model.wrong + wave.wrong + 1));
		assert_true(fabs(model.mlse / wave.mlse - 1) < 0.05);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_sides_are_read),
		cmocka_unit_test(the_light_that_is_stated_is_about_the_best),
		cmocka_unit_test(light_of_an_unknown_disc_is_too_little),
		cmocka_unit_test(the_model_is_the_waveforms),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
