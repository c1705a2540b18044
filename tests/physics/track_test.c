// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Land and groove by the scalar model: limits that are known, and the reference discs. */
#include <math.h>
#include <string.h>

#include "cmocka_all.h"
#include "nfod/format.h"
#include "physics/spot.h"
#include "track_discs.h"

static const struct optics head = OPTICS_REFERENCE;

static struct track_figures figures(const struct relief *relief, enum track_contrast contrast)
{
	struct track_figures figures;

	track_scalar(&head, relief, DISC_GAP_NM, contrast, &figures);
	return figures;
}

static void stacks_of_both_sides(void **state)
{
	struct relief relief = disc_phase_change(48);
	struct film_stack land, groove;

	(void)state;
	relief.dip_nm = 5;
	track_stack(&relief, NFOD_LAND, &land);
	track_stack(&relief, NFOD_GROOVE, &groove);
	assert_memory_equal(&land, &relief.land, sizeof(land));
	assert_float_equal(groove.thickness_nm[1], DISC_GAP_NM + 5, 1e-12);
	assert_float_equal(groove.thickness_nm[2], 40 + 48 - 5, 1e-12);
	assert_float_equal(groove.thickness_nm[3], land.thickness_nm[3], 0);
}

/*
 * Tracks too fine to diffract into a slow beam: the amplitude is a r_own + (1 - a) r_other,
 * and the published formula must come out, with a the part of the area. A written mark
 * a little darker in amplitude, at the same phase.
 */
static void published_formula(void **state)
{
	const struct optics slow = { 405, 1.5, 0.02, 1 };
	double a = 0.836, step;
	struct relief relief = { .pitch_nm = 60, .wall_deg = 90, .land_fraction = a };

	(void)state;
	/* Lens, gap and film of one glass: nothing reflects but a near-perfect mirror. */
	relief.land = (struct film_stack){ .wavelength_nm = 405, .layers = 3 };
	relief.land.index[0] = relief.land.index[1] = relief.land.index[2] = 1.5;
	relief.land.thickness_nm[2] = 100;
	relief.land.thickness_nm[3] = 10000;
	relief.recording_layer = 3;
	relief.land.index[3] = relief.land.index[4] = 300 + 0.3 * I;
	relief.written = 300.01 + 0.3 * I;
	for (step = 0; step <= 80; step += 10) {
		double psi = 4 * M_PI * 1.5 * step / 405;
		double expected = (1 - a) * (a * cos(psi) + 1 - a) / (a * (a + (1 - a) * cos(psi)));
		struct track_figures f;

		relief.step_nm = step;
		track_scalar(&slow, &relief, 0, CONTRAST_REFLECTION, &f);
		assert_float_equal(pow(10, f.crosstalk_db[NFOD_LAND] / 20), fabs(expected), 1e-3);
	}
}

static void flat_disc_is_the_spot(void **state)
{
	struct relief relief = disc_phase_change(0);
	const double gap[] = { DISC_GAP_NM };
	struct gap_point erased, written;
	struct track_figures f = figures(&relief, CONTRAST_REFLECTION);

	(void)state;
	/* No step: both sides alike, no push-pull, and crosstalk is the light beside the track. */
	assert_float_equal(f.crosstalk_db[0], f.crosstalk_db[1], 1e-9);
	assert_float_equal(f.push_pull, 0, 1e-9);
	assert_in_range((int)-f.crosstalk_db[0], 11, 17);
	/* One mark over all is what plane layers say. */
	relief.land_fraction = 1;
	f = figures(&relief, CONTRAST_REFLECTION);
	spot_gap_curve(&head, &relief.land, gap, 1, &erased);
	relief.land.index[relief.recording_layer] = relief.written;
	spot_gap_curve(&head, &relief.land, gap, 1, &written);
	assert_float_equal(f.modulation[NFOD_LAND], fabs(written.sum / erased.sum - 1), 1e-3);
}

/* A surface that follows the relief has the gap's part of the step in air. */
static void dip_matters(void **state)
{
	struct relief relief = disc_phase_change(48);
	struct track_figures buried = figures(&relief, CONTRAST_REFLECTION), open;

	(void)state;
	relief.dip_nm = 12;
	open = figures(&relief, CONTRAST_REFLECTION);
	assert_true(fabs(open.crosstalk_db[0] - buried.crosstalk_db[0]) > 0.5);
	assert_true(buried.push_pull > 0.05);
}

static void best_step_is_found(void **state)
{
	const enum track_contrast contrasts[] = { CONTRAST_REFLECTION, CONTRAST_MAGNETISATION };
	unsigned int i, side;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct relief relief = i ? disc_magneto_optical(48) : disc_phase_change(48);
		struct track_step best;
		struct track_figures f;
		double step;

		track_best_step(&head, &relief, DISC_GAP_NM, contrasts[i], 20, 90, &best);
		for (step = 20; step <= 90; step += 2.5) {
			relief.step_nm = step;
			f = figures(&relief, contrasts[i]);
			for (side = 0; side < TRACK_SIDES; side++)
				assert_true(f.crosstalk_db[side] >= best.side_db[side] - 1e-6);
			assert_true(fmax(f.crosstalk_db[0], f.crosstalk_db[1]) >=
				    best.worst_db - 1e-6);
		}
		relief.step_nm = best.step_nm;
		f = figures(&relief, contrasts[i]);
		assert_float_equal(fmax(f.crosstalk_db[0], f.crosstalk_db[1]), best.worst_db, 0.2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stacks_of_both_sides),	 cmocka_unit_test(published_formula),
		cmocka_unit_test(flat_disc_is_the_spot), cmocka_unit_test(dip_matters),
		cmocka_unit_test(best_step_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
