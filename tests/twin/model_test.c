// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Fidelity model against waveform on the reference disc: as many symbols wrong and
 * corrected, codewords as bad, and the same said of the signal.
 */
#include <math.h>
#include <stdlib.h>

#include "cmocka_all.h"
#include "track.h"

#define ROUNDS 2u
/*
 * Rates agree within this and three times what counting leaves uncertain. The aim is 10 %,
 * which most points keep (Documentation/recording.md, "Fidelities").
 */
#define RATE_OFF 0.15

static const struct {
	double gap_nm;
	double offset_nm;
} places[] = { { 0, 0 }, { 3, 0 }, { -6, 0 }, { 0, 10 }, { 0, -15 }, { 3, 8 } };

static void rates_agree(double model, double waveform)
{
	double uncertain = 3 * sqrt(model + waveform + 1);

	if (getenv("SHOW"))
		print_message("  %.0f against %.0f\n", model, waveform);
	assert_true(fabs(model - waveform) <= RATE_OFF * fmax(model, waveform) + uncertain);
}

static void compare(struct track *track, unsigned int side, double gap_nm, double offset_nm)
{
	struct track_read wave =
		track_read(track, side, FIDELITY_WAVEFORM, gap_nm, offset_nm, ROUNDS);
	struct track_read model =
		track_read(track, side, FIDELITY_MODEL, gap_nm, offset_nm, ROUNDS);

	if (getenv("SHOW"))
		print_message(
			"side %u, gap %+.0f, offset %+.0f: mlse %.0f, %.0f; worst %.1f, %.1f\n",
			side, gap_nm, offset_nm, model.mlse, wave.mlse,
			model.worst / ROUNDS / TRACK_COUNT, wave.worst / ROUNDS / TRACK_COUNT);
	rates_agree(model.wrong, wave.wrong);
	assert_true(fabs(model.mlse / wave.mlse - 1) < 0.05);
	assert_true(fabs(model.amplitude / wave.amplitude - 1) < 0.05);
	assert_true(fabs(model.asymmetry - wave.asymmetry) < 20);
	assert_true(fabs(model.worst - wave.worst) <= 1.5 * ROUNDS * TRACK_COUNT);
}

static void the_model_is_the_waveforms(void **state)
{
	struct track *track = track_new("pc-reference.nfm");

	(void)state;
	track_fill(track, 1.0);
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		for (unsigned int n = 0; n < sizeof(places) / sizeof(places[0]); n++)
			compare(track, side, places[n].gap_nm, places[n].offset_nm);
	track_free(track);
}

static void where_nothing_is_written_beside_it_agrees_too(void **state)
{
	struct track *track = track_new("pc-reference.nfm");

	(void)state;
	for (unsigned int n = 0; n < TRACK_COUNT; n++)
		track_write(track, NFOD_GROOVE, TRACK_FIRST + n, 1.0);
	compare(track, NFOD_GROOVE, 0, 0);
	compare(track, NFOD_GROOVE, 8, 0);
	track_free(track);
}

/* Over all that is read; the disc was written before. */
static void below_a_fingerprint_it_agrees_too(void **state)
{
	static const double light[] = { 0.95, 0.9, 0.85, 0.8, 0.75, 0.7 };
	struct track *track = track_new("pc-reference.nfm");
	struct blemish *blemish = track->engine.blemishes[BLEMISH_FINGERPRINT].blemish;

	(void)state;
	track_fill(track, 1.0);
	track->engine.blemishes[BLEMISH_FINGERPRINT].count = 1;
	blemish->width = 1.0;
	blemish->from[0] = 1e-6;
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		for (unsigned int n = 0; n < sizeof(light) / sizeof(light[0]); n++) {
			blemish->light = light[n];
			compare(track, side, 0, 0);
		}
	track_free(track);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_model_is_the_waveforms),
		cmocka_unit_test(below_a_fingerprint_it_agrees_too),
		cmocka_unit_test(where_nothing_is_written_beside_it_agrees_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
