// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The lead-in's word on its film: no nonsense is taken, whatever the numbers. */
#include "rig.h"

#include "disc/film.h"

#define CASES 30000u

static const struct nfod_figures reference = NFOD_FIGURES_REFERENCE;

static bool taken(struct nfod_disc_info *info)
{
	struct map map;

	rig_seal(info);
	return map_parse(&map, info);
}

#define REFUSED(change)                                       \
	do {                                                  \
		struct nfod_disc_info info = good;            \
		struct nfod_disc_film *film = &info.film;     \
		struct nfod_disc_side *side = &film->side[1]; \
                                                              \
		(void)side;                                   \
		change;                                       \
		if (taken(&info))                             \
			fail_msg("taken with " #change);      \
	} while (0)

static void every_field_of_a_film_is_checked(void **state)
{
	struct nfod_disc_info good;

	(void)state;
	rig_geometry(&good, 3, 40, 0);
	assert_true(taken(&good));
	REFUSED(film->na_milli = 0);
	REFUSED(film->na_milli = 2501);
	REFUSED(film->rejects = NFOD_REJECT_KNOWN + 1);
	REFUSED(info.flags = NFOD_DISC_REJECTED);
	REFUSED(film->axial_pp_nm = UINT32_MAX);
	REFUSED(film->radial_pp_nm = UINT32_MAX);
	REFUSED(film->tallest_pm = UINT32_MAX);
	REFUSED(film->limit_pm = UINT32_MAX);
	REFUSED(film->ra_pm = UINT32_MAX);
	REFUSED(film->topography_pm = UINT32_MAX);
	REFUSED(film->reserved[0] = 1);
	REFUSED(film->reserved[2] = 1);
	REFUSED(side->ges_q15[0] = 0xffff);
	REFUSED(side->ges_q15[63] = 41000);
	REFUSED(side->written_q15[40] = 0xffff);
	REFUSED(memset(side->written_q15, 0, sizeof(side->written_q15)));
	REFUSED({
		memset(side->ges_q15, 0, sizeof(side->ges_q15));
		memset(side->written_q15, 0, sizeof(side->written_q15));
		side->set_point_q15 = 0;
	});
	REFUSED(side->film_pm = UINT32_MAX);
	REFUSED(side->gap_pm = 0);
	REFUSED(side->gap_pm = 9999);
	REFUSED(side->gap_pm = UINT32_MAX);
	REFUSED(side->gap_pm = 40000);
	REFUSED(side->set_point_q15 = 0);
	REFUSED(side->set_point_q15 += 1000);
	REFUSED(side->hand_over_q15 = NFOD_Q15_ONE + 1);
	REFUSED(side->crosstalk_cdb = INT16_MIN);
	REFUSED(side->crosstalk_cdb = INT16_MAX);
	REFUSED(side->modulation_q15 = NFOD_Q15_ONE + 1);
	REFUSED(side->push_pull_q15 = NFOD_Q15_ONE + 1);
	REFUSED(side->push_pull_sign = 0);
	REFUSED(side->push_pull_sign = 2);
	REFUSED(side->read_uw = 0);
	REFUSED(side->read_uw = side->write_uw + 1);
	REFUSED(side->bias_uw = side->write_uw + 1);
	REFUSED(side->erase_uw = side->write_uw + 1);
	REFUSED(side->erase_2x_uw = side->write_2x_uw + 1);
	REFUSED(side->write_2x_uw = side->read_uw - 1);
	REFUSED(side->field_oe = 1);
	REFUSED(info.recording = NFOD_RECORDING_MAGNETO_OPTICAL);
	REFUSED(side->reserved[0] = 1);
	REFUSED(side->reserved[2] = 1);
	REFUSED(film->side[0].reserved[1] = 1);
	REFUSED(film->side[0].set_point_q15 = 0);
}

static void curves_are_joined_by_lines(void **state)
{
	uint16_t curve[NFOD_GES_POINTS];

	(void)state;
	for (uint32_t n = 0; n < NFOD_GES_POINTS; n++)
		curve[n] = (uint16_t)(100 * n);
	assert_int_equal(film_signal(curve, 0), 0);
	assert_int_equal(film_signal(curve, 4000), 100);
	assert_int_equal(film_signal(curve, 25000), 625);
	assert_int_equal(film_signal(curve, FILM_LAST_GAP_PM), 6300);
	assert_int_equal(film_signal(curve, FILM_LAST_GAP_PM - 1), 6300);
	assert_int_equal(film_signal(curve, UINT32_MAX), 6300);
	curve[1] = UINT16_MAX;
	assert_in_range(film_signal(curve, 3999), 65000, UINT16_MAX);
}

/* A word of the film becomes anything. */
static void disturb(struct rig *rig, struct nfod_disc_info *info)
{
	uint16_t *word = (uint16_t *)&info->film;
	uint32_t words = sizeof(info->film) / sizeof(*word);

	for (uint32_t n = rig_below(rig, 4) + 1; n--;)
		word[rig_below(rig, words)] = (uint16_t)(rig_random(rig) >> rig_below(rig, 49));
}

static void expect_sound(const struct medium_plan *plan, const struct nfod_disc_info *info)
{
	assert_true(plan->strategy == NFOD_STRATEGY_TRAIN);
	for (uint32_t n = 0; n < NFOD_SIDES; n++) {
		const struct side_plan *side = &plan->side[n];

		assert_in_range(side->gap_pm, 10000, 100000);
		assert_int_equal(side->gap_pm, info->film.side[n].gap_pm);
		assert_in_range(side->write_uw, 1, (uint32_t)reference.laser_most_uw);
		assert_in_range(side->read_uw, 1, (uint32_t)reference.laser_most_uw);
		assert_true(side->bias_uw <= side->write_uw && side->erase_uw <= side->write_uw);
		assert_true(side->field_oe <= reference.coil_most_oe);
		assert_true(side->set_point_q15 < info->film.side[n].hand_over_q15);
	}
	assert_in_range(plan_gap(plan, NFOD_GROOVE, 0), 6000, 100000);
}

/* Whatever passes the checks of format and plan leads the head nowhere foolish. */
static void random_films(void **state)
{
	struct rig rig = { .random = 11 };
	struct nfod_disc_info good, info;
	uint32_t refused[NFOD_FAULT_COUNT] = { 0 };
	struct medium_plan plan;
	struct map map;

	(void)state;
	rig_geometry(&good, 3, 40, 0);
	for (uint32_t n = 0; n < CASES; n++) {
		struct refusal no = { .fault = NFOD_FAULT_FORMAT };

		info = good;
		disturb(&rig, &info);
		rig_seal(&info);
		if (map_parse(&map, &info))
			no = plan_make(&plan, &reference, &map.info, 1500);
		assert_in_range(no.fault, NFOD_FAULT_NONE, NFOD_FAULT_COUNT - 1);
		refused[no.fault]++;
		if (!no.fault)
			expect_sound(&plan, &info);
	}
	assert_true(refused[NFOD_FAULT_NONE] > CASES / 100);
	assert_true(refused[NFOD_FAULT_FORMAT] > CASES / 100);
	assert_true(refused[NFOD_FAULT_GAP_SIGNAL] > 0);
}

/* Whatever the head sees, too. */
static void random_measurements(void **state)
{
	struct rig rig = { .random = 12 };
	struct nfod_disc_info info;
	struct medium_plan plan;
	uint32_t kept = 0;

	(void)state;
	rig_geometry(&info, 3, 40, 0);
	assert_int_equal(plan_make(&plan, &reference, &info, 1500).fault, NFOD_FAULT_NONE);
	for (uint32_t n = 0; n < CASES; n++) {
		uint8_t side = (uint8_t)rig_below(&rig, NFOD_SIDES);
		struct medium_plan own = plan;
		uint32_t ges[PLAN_POINTS];
		struct refusal no;

		for (uint32_t i = 0; i < PLAN_POINTS; i++)
			ges[i] = film_signal(info.film.side[side].ges_q15,
					     plan_gap(&plan, side, i)) +
				 rig_below(&rig, 800) - 400;
		if (!rig_below(&rig, 4))
			ges[rig_below(&rig, PLAN_POINTS)] =
				(uint32_t)(rig_random(&rig) >> (32 + rig_below(&rig, 32)));
		no = plan_measured(&own, &reference, &info, side, ges);
		assert_true(!no.fault || no.fault == NFOD_FAULT_GAP_SIGNAL);
		if (no.fault)
			continue;
		kept++;
		assert_in_range(own.side[side].set_point_q15, 1, NFOD_Q15_ONE);
		assert_in_range(own.side[side].slope_ppm_nm, 3000, UINT16_MAX);
	}
	assert_true(kept > CASES / 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_of_a_film_is_checked),
		cmocka_unit_test(curves_are_joined_by_lines),
		cmocka_unit_test(random_films),
		cmocka_unit_test(random_measurements),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
