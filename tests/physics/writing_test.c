// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Pulses, melting, crystals and magnetisation, and the law against the full simulation. */
#include <stdlib.h>

#include "lib/random.h"
#include "physics/write_pulses.h"
#include "physics/write_step.h"
#include "physics/writing_bench.h"
#include "physics/writing_law.h"
#include "recorder/strategy.h"
#include "spot_discs.h"
#include "writing_discs.h"

#define UNITS NFOD_STRATEGY_UNITS

/* ---- pulses ---- */

static unsigned int pulses_of(const struct nfod_strategy *strategy, unsigned int n)
{
	static const struct writing_power power = { 1, 2, 4, 0 };
	static float mw[64 * UNITS];
	uint8_t cell[64] = { 0 };
	unsigned int i, pulses = 0;

	memset(cell + 10, 1, n);
	write_pulses_render(strategy, &power, cell, 64, mw);
	for (i = 1; i < 64 * UNITS; i++)
		pulses += mw[i] == 4 && mw[i - 1] != 4;
	return pulses;
}

static void mark_of_n_cells_has_n_minus_1_pulses(void **state)
{
	struct nfod_strategy strategy;
	unsigned int n;

	(void)state;
	writing_strategy_start(&strategy, NFOD_STRATEGY_TRAIN);
	for (n = 2; n <= 12; n++)
		assert_int_equal(pulses_of(&strategy, n), n - 1);
	writing_strategy_start(&strategy, NFOD_STRATEGY_CASTLE);
	for (n = 4; n <= 12; n++)
		assert_int_equal(pulses_of(&strategy, n), 2);
}

static void pulses_are_where_the_table_says(void **state)
{
	static const struct writing_power power = { 1, 2, 4, 0 };
	struct nfod_strategy strategy;
	static float mw[40 * UNITS];
	uint8_t cell[40] = { 0 };

	(void)state;
	writing_strategy_start(&strategy, NFOD_STRATEGY_TRAIN);
	strategy.cool = 20;
	strategy.run[3] = (struct nfod_strategy_run){
		.start = { 3, 7, 11 }, .end = { -5, -9, -13 }, .first = 16, .last = 12
	};
	/* A mark of 5 behind a space of 3, before one of 2. */
	memset(cell + 5, 1, 2);
	memset(cell + 10, 1, 5);
	memset(cell + 17, 1, 4);
	write_pulses_render(&strategy, &power, cell, 40, mw);
	assert_true(mw[10 * UNITS + 6] == 2 && mw[10 * UNITS + 7] == 4);
	assert_true(mw[10 * UNITS + 22] == 4 && mw[10 * UNITS + 23] == 1);
	assert_true(mw[15 * UNITS - 18] == 1 && mw[15 * UNITS - 17] == 4);
	assert_true(mw[15 * UNITS - 6] == 4 && mw[15 * UNITS - 5] == 1);
	assert_true(mw[15 * UNITS + 14] == 1 && mw[15 * UNITS + 15] == 2);
}

static void edges_add_up_to_the_power(void **state)
{
	static const struct writing_power power = { 0.1, 0.8, 1.9, 0 };
	static float mw[WRITE_PATTERN_CELLS * UNITS];
	static struct write_edge edge[WRITE_PATTERN_CELLS * UNITS];
	static struct write_pattern pattern;
	struct nfod_strategy strategy;
	unsigned int kind, i, at, edges;

	(void)state;
	write_pattern_all(&pattern);
	for (kind = NFOD_STRATEGY_TRAIN; kind <= NFOD_STRATEGY_LIGHT; kind++) {
		double now;

		writing_strategy_start(&strategy, kind);
		write_pulses_render(&strategy, &power, pattern.cell, pattern.cells, mw);
		edges = write_pulses_edges(mw, pattern.cells * UNITS, edge);
		for (i = 0, at = 0, now = mw[0]; i < pattern.cells * UNITS; i++) {
			if (at < edges && edge[at].unit == (int)i)
				now += edge[at++].step_mw;
			assert_near(now, mw[i], 1e-5);
		}
		assert_int_equal(at, edges);
	}
}

static void strategies_are_for_their_discs(void **state)
{
	struct nfod_strategy strategy = { 0 };

	(void)state;
	assert_false(write_pulses_fit(&strategy, false));
	strategy.kind = NFOD_STRATEGY_CLOCKED;
	assert_true(write_pulses_fit(&strategy, true));
	assert_false(write_pulses_fit(&strategy, false));
	strategy.kind = NFOD_STRATEGY_CASTLE;
	assert_false(write_pulses_fit(&strategy, true));
	strategy.kind = 77;
	assert_false(write_pulses_fit(&strategy, true));
}

static void patterns_keep_to_the_code(void **state)
{
	static struct write_pattern pattern;
	unsigned int kind, i, run;

	(void)state;
	for (kind = 0; kind < 3; kind++) {
		if (kind == 2)
			write_pattern_all(&pattern);
		else
			write_pattern_data(&pattern, 600, kind);
		for (i = 11, run = 1; i < pattern.cells - 10; i++, run++) {
			if (pattern.cell[i] == pattern.cell[i - 1])
				continue;
			if (i > 12)
				assert_in_range(run, NFOD_RUN_LEAST, NFOD_RUN_MOST);
			run = 0;
		}
	}
}

/* ---- film ---- */

static void crystals_grow_fastest_in_between(void **state)
{
	double celsius, most = 0, at = 0;

	(void)state;
	assert_true(crystal_growth(120) == 0 && crystal_growth(CRYSTAL_MELT_C) == 0);
	assert_true(crystal_forming(CRYSTAL_MELT_C + 1) == 0);
	for (celsius = 100; celsius < CRYSTAL_MELT_C; celsius++) {
		double here = crystal_growth(celsius);

		assert_true(here >= 0);
		if (here > most) {
			most = here;
			at = celsius;
		}
	}
	/* 3 m/s at 670 K. */
	assert_near(most, 3, 1e-9);
	assert_near(at, 397, 1);
	assert_near(crystal_forming(420) * 45e-9, 1, 1e-9);
	/* At room temperature a mark keeps: less than a nanometre in a hundred years. */
	assert_true(crystal_growth(85) * 3.2e9 < 1e-9);
}

/**
 * struct hot_plate - film that is as hot everywhere
 */
struct hot_plate {
	struct write_stage stage;
	struct write_film film;
	float *celsius;
};

#define PLATE_CELLS 4u

static void plate_make(struct hot_plate *plate)
{
	*plate = (struct hot_plate){ .stage = { .cell_nm = 43,
						.divisions = WRITE_DIVISIONS,
						.rows = 14,
						.row_nm = 10,
						.read_nm = 140 } };
	plate->stage.heat.window = (struct thermal_window){ 43.0 / WRITE_DIVISIONS, 0,
							    PLATE_CELLS * WRITE_DIVISIONS, 10, 14 };
	crystal_tabulate(&plate->stage.crystal);
	assert_int_equal(write_film_make(&plate->film, &plate->stage, PLATE_CELLS), 0);
	plate->celsius = calloc(14 * plate->film.columns, sizeof(float));
	assert_non_null(plate->celsius);
}

static void plate_heat(struct hot_plate *plate, double celsius, double seconds)
{
	struct write_step step = { .stage = &plate->stage,
				   .film = &plate->film,
				   .celsius = plate->celsius,
				   .to = plate->film.columns,
				   .seconds = 0.5e-9 };
	unsigned int i;

	for (i = 0; i < 14 * plate->film.columns; i++)
		plate->celsius[i] = (float)celsius;
	for (; seconds > 0; seconds -= step.seconds)
		write_step_phase(&step);
}

static void plate_free(struct hot_plate *plate)
{
	write_film_free(&plate->film);
	free(plate->celsius);
}

/* A stripe loses u t on either side. */
static void border_moves_as_crystals_grow(void **state)
{
	struct hot_plate plate;

	(void)state;
	plate_make(&plate);
	write_film_fill(&plate.film, &plate.stage, 70);
	assert_near(write_half_width(&plate.stage, &plate.film, 20), 70, 1);
	plate_heat(&plate, 500, 20e-9);
	assert_near(write_half_width(&plate.stage, &plate.film, 20),
		    (70 - 1.7 * 20) * exp(-pow(crystal_forming(500) * 20e-9, 3)), 1.5);
	plate_free(&plate);
}

/* 45 ns at 420 degrees leave 1/e. */
static void crystals_form_within(void **state)
{
	struct hot_plate plate;

	(void)state;
	plate_make(&plate);
	write_film_fill(&plate.film, &plate.stage, 1000);
	plate_heat(&plate, 420, 45e-9);
	assert_near(write_signal(&plate.stage, &plate.film, 20), exp(-1), 0.02);
	plate_free(&plate);
}

static void film_melts_and_keeps(void **state)
{
	struct hot_plate plate;

	(void)state;
	plate_make(&plate);
	plate_heat(&plate, CRYSTAL_MELT_C - 10, 20e-9);
	assert_near(write_signal(&plate.stage, &plate.film, 20), 0, 1e-9);
	plate_heat(&plate, CRYSTAL_MELT_C + 10, 1e-9);
	assert_near(write_signal(&plate.stage, &plate.film, 20), 1, 1e-9);
	/* Quenched at once, and cool since. */
	plate_heat(&plate, 60, 1e-6);
	assert_near(write_signal(&plate.stage, &plate.film, 20), 1, 1e-9);
	plate_free(&plate);
}

static void coercivity_equals_the_field(void **state)
{
	double field;

	(void)state;
	assert_near(write_freeze_c(0), 190, 1e-9);
	for (field = 25; field <= 400; field *= 2) {
		double celsius = write_freeze_c(field), cold = (celsius - 25) / (190 - 25);

		assert_near(10e3 * pow(1 - cold, 1.5), field, 1e-6 * field);
		assert_near(write_freeze_c(-field), celsius, 1e-12);
	}
}

/* ---- discs ---- */

static void disc_is_read_from_its_image(void **state)
{
	struct nfod_layer_record record[DISC_FILMS];
	struct nfod_disc_info info;
	struct writing_disc disc;
	char why[WHY];

	(void)state;
	assert_int_equal(reference_disc(false, NFOD_GROOVE, &disc), 0);
	assert_int_equal(disc.recording, 4);
	assert_int_equal(disc.stack.layers, 6);
	assert_near(disc.stack.thickness_nm[2], 88, 1e-9);
	assert_near(disc.stack.thickness_nm[1], 25, 1e-9);
	assert_string_equal(disc.material[7]->name, "PC");
	assert_near(creal(disc.written), 2.816, 1e-6);
	lead_in(false, &info);
	film_records(false, record);
	memcpy(record[1].material, "Unobtainium12345", 16);
	assert_int_equal(
		writing_disc_make(&disc, &reference, record, DISC_FILMS, &info, 0, why, WHY), -1);
	assert_non_null(strstr(why, "Unobtainium12345"));
	film_records(false, record);
	record[2].role = 2;
	assert_int_equal(
		writing_disc_make(&disc, &reference, record, DISC_FILMS, &info, 0, why, WHY), -1);
	assert_non_null(strstr(why, "records"));
	assert_int_equal(writing_disc_make(&disc, &reference, record, 100, &info, 0, why, WHY), -1);
}

/**
 * struct sample - a disc with its optimum and law, made once
 */
struct sample {
	struct writing_disc disc;
	struct nfod_strategy strategy;
	struct writing_optimum optimum;
	struct nfod_writing_law law;
	struct writing_bench *bench;
};

enum {
	PHASE,
	FIELD,
	LIGHT,
	SAMPLES
};

static struct sample sample[SAMPLES];

static int make_samples(void **state)
{
	static const unsigned int kind[SAMPLES] = { NFOD_STRATEGY_TRAIN, NFOD_STRATEGY_CLOCKED,
						    NFOD_STRATEGY_LIGHT };
	unsigned int i;

	(void)state;
	for (i = 0; i < SAMPLES; i++) {
		struct sample *now = &sample[i];

		writing_strategy_start(&now->strategy, kind[i]);
		if (reference_disc(i != PHASE, NFOD_LAND, &now->disc) ||
		    writing_optimise(&now->disc, SPEED_2X, &now->strategy, &now->optimum))
			return -1;
		now->bench = writing_bench_make(&now->disc, SPEED_2X);
		if (writing_law_make(&now->law, &now->disc, &now->strategy, &now->optimum.power,
				     SPEED_2X) ||
		    !now->bench)
			return -1;
	}
	return 0;
}

static int free_samples(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < SAMPLES; i++) {
		writing_bench_free(sample[i].bench);
	}
	return 0;
}

static struct writing_pass pass_of(const struct sample *now)
{
	return (struct writing_pass){
		.power = now->optimum.power, .velocity = SPEED_2X, .gap_nm = 25, .celsius = 25
	};
}

/* rms of all edges, each length of mark between each class of spaces. */
static void edges_are_where_they_should_be(void **state)
{
	(void)state;
	assert_true(sample[PHASE].optimum.rms_cells < 1.0 / 32);
	assert_true(sample[FIELD].optimum.rms_cells < 0.06);
	assert_true(sample[LIGHT].optimum.rms_cells < 1.0 / 12);
	assert_near(sample[PHASE].optimum.half_width_nm, 51.3, 3);
	assert_near(sample[FIELD].optimum.half_width_nm, 70, 5);
}

/* The firmware's table for the reference disc's land is what compensation finds there. */
static void firmware_has_the_compensated_table(void **state)
{
	const struct nfod_strategy *table = strategy_table(NFOD_STRATEGY_TRAIN, NFOD_LAND);

	(void)state;
	assert_memory_equal(&sample[PHASE].strategy, table, sizeof(*table));
	assert_null(strategy_table(NFOD_STRATEGY_NONE, NFOD_LAND));
	assert_null(strategy_table(NFOD_STRATEGY_LIGHT + 1, NFOD_LAND));
	assert_null(strategy_table(NFOD_STRATEGY_TRAIN, NFOD_SIDES));
}

/* Powers for a table as it is are those of the table's own compensation, nearly. */
static void powers_are_found_for_a_table(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < SAMPLES; i++) {
		struct writing_power power;

		assert_int_equal(
			writing_powers(&sample[i].disc, SPEED_2X, &sample[i].strategy, &power), 0);
		assert_near(power.write_mw / sample[i].optimum.power.write_mw, 1, 0.03);
		assert_near(power.erase_mw, sample[i].optimum.power.erase_mw, 1e-9);
	}
	/* 85 K on a disc that is hot already. */
	assert_near(writing_read_mw(&sample[PHASE].disc, SPEED_2X), 0.127, 0.005);
}

/* A table whose pulses all come a quarter of a cell later. */
static void other_tables_move_edges(void **state)
{
	struct nfod_strategy later = sample[PHASE].strategy;
	struct writing_table table;
	unsigned int n, k;

	(void)state;
	writing_compare(&sample[PHASE].law, &later, &table);
	assert_near(table.lead_nm, 0, 1e-9);
	assert_near(table.spread_nm, 0, 1e-9);
	assert_near(table.light, 1, 1e-9);
	for (n = 0; n < NFOD_STRATEGY_RUNS; n++) {
		for (k = 0; k < NFOD_STRATEGY_SPACES; k++) {
			later.run[n].start[k] = (int8_t)(later.run[n].start[k] + 8);
			later.run[n].end[k] = (int8_t)(later.run[n].end[k] + 8);
		}
	}
	writing_compare(&sample[PHASE].law, &later, &table);
	assert_near(table.lead_nm, sample[PHASE].disc.cell_nm / 4, 0.01);
	assert_near(table.trail_nm, sample[PHASE].disc.cell_nm / 4, 0.01);
	assert_near(table.light, 1, 0.02);
}

static void laws_out_of_order_are_known(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < SAMPLES; i++) {
		struct nfod_writing_law law = sample[i].law;

		assert_true(writing_law_holds(&law));
		law.left[1][3] = NAN;
		assert_false(writing_law_holds(&law));
		law = sample[i].law;
		law.write_mw = 0;
		assert_false(writing_law_holds(&law));
		law = sample[i].law;
		law.magnetic = !law.magnetic;
		assert_false(writing_law_holds(&law));
		law = sample[i].law;
		law.freeze_c = 20;
		assert_false(writing_law_holds(&law));
	}
}

static void finer_points_change_little(void **state)
{
	const struct sample *now = &sample[PHASE];
	struct write_order order = { &now->strategy, now->optimum.power, 25, NULL };
	static struct write_survey survey[2];
	static struct write_pattern pattern;
	unsigned int i, j;

	(void)state;
	write_pattern_data(&pattern, 100, 1);
	order.cell = pattern.cell;
	for (i = 0; i < 2; i++) {
		struct write_stage stage;
		struct write_film film;

		assert_int_equal(write_stage_make(&stage, &now->disc, &now->bench->heat, SPEED_2X,
						  WRITE_DIVISIONS << i),
				 0);
		assert_int_equal(write_film_make(&film, &stage, pattern.cells), 0);
		assert_int_equal(write_run(&stage, &order, &film), 0);
		write_survey(&stage, &film, pattern.cell, &survey[i]);
		write_film_free(&film);
		write_stage_free(&stage);
	}
	assert_true(survey[0].count > 6 && survey[0].count == survey[1].count);
	assert_near(survey[0].signal, survey[1].signal, 0.02);
	for (j = 0; j < survey[0].count; j++) {
		assert_near(survey[0].mark[j].lead_nm, survey[1].mark[j].lead_nm, 3.5);
		assert_near(survey[0].mark[j].trail_nm, survey[1].mark[j].trail_nm, 3.5);
	}
}

/* Data that the law has not seen, at powers and speeds between those that it knows. */
static void compare(const struct sample *now, double write, double erase, double speed,
		    double tolerance_nm)
{
	struct writing_pass pass = pass_of(now);
	static struct write_pattern pattern;
	struct nfod_law_marks marks, found;

	write_pattern_data(&pattern, 300, 77);
	pass.power.write_mw *= write;
	pass.power.erase_mw *= erase;
	pass.velocity *= speed;
	law_marks_at(&now->law, &pass, &marks);
	assert_int_equal(writing_bench_speed(now->bench, &now->disc, pass.velocity), 0);
	assert_int_equal(writing_bench_write(now->bench, &now->strategy, &pass.power, &pattern), 0);
	law_summarise(&now->bench->survey, &found);
	assert_near(marks.half_width_nm, found.half_width_nm, 2.5);
	assert_near(marks.lead_nm, found.lead_nm, tolerance_nm);
	assert_near(marks.trail_nm, found.trail_nm, tolerance_nm);
}

static void law_agrees_with_the_simulation(void **state)
{
	/* Edges of LIGHT depend on more of the data before them than the table knows. */
	static const double tolerance_nm[SAMPLES] = { 1, 3, 6 };
	struct random random = { .state = 4 };
	unsigned int i, j;

	(void)state;
	for (i = 0; i < SAMPLES; i++) {
		for (j = 0; j < 4; j++) {
			double write = 0.92 + 0.16 * random_unit(&random);
			double erase = 0.92 + 0.16 * random_unit(&random);
			double speed = 0.92 + 0.16 * random_unit(&random);

			compare(&sample[i], write, erase, speed, tolerance_nm[i]);
		}
	}
}

static void more_light_writes_more(void **state)
{
	static const struct marks blank;
	unsigned int i;

	(void)state;
	for (i = 0; i < SAMPLES; i++) {
		struct writing_pass pass = pass_of(&sample[i]);
		struct marks near, nominal, far, weak;

		writing_law_write(&sample[i].law, &pass, &blank, &nominal);
		/* Phase-change marks are narrower than what shows most. */
		assert_near(nominal.contrast / (double)MARKS_ONE, i == PHASE ? 0.9 : 1, 0.02);
		assert_int_equal(nominal.residue, 0);
		assert_in_range(nominal.noise, MARKS_ONE, MARKS_ONE);
		pass.gap_nm = 18;
		writing_law_write(&sample[i].law, &pass, &blank, &near);
		pass.gap_nm = 32;
		writing_law_write(&sample[i].law, &pass, &blank, &far);
		assert_true(near.contrast > nominal.contrast && far.contrast < nominal.contrast);
		/* A warm disc needs less. */
		pass.celsius = 60;
		writing_law_write(&sample[i].law, &pass, &blank, &near);
		assert_true(near.contrast > far.contrast);
		pass = pass_of(&sample[i]);
		pass.power.write_mw *= 0.3;
		writing_law_write(&sample[i].law, &pass, &blank, &weak);
		assert_true(weak.contrast < MARKS_ONE / 3);
	}
}

static void old_marks_are_left_over(void **state)
{
	static const struct marks old = { .contrast = MARKS_ONE, .noise = MARKS_ONE };
	struct writing_pass pass = pass_of(&sample[PHASE]);
	struct marks good, weak, aside, fast;

	(void)state;
	writing_law_write(&sample[PHASE].law, &pass, &old, &good);
	assert_true(good.residue < MARKS_ONE / 8);
	pass.power.erase_mw *= 0.7;
	writing_law_write(&sample[PHASE].law, &pass, &old, &weak);
	assert_true(weak.residue > MARKS_ONE / 3);
	pass = pass_of(&sample[PHASE]);
	pass.offset_nm = 25;
	writing_law_write(&sample[PHASE].law, &pass, &old, &aside);
	assert_true(aside.residue > good.residue);
	assert_int_equal(aside.offset, 25);
	pass = pass_of(&sample[PHASE]);
	pass.velocity *= 1.25;
	writing_law_write(&sample[PHASE].law, &pass, &old, &fast);
	assert_true(fast.residue > good.residue);
	/* A field overwrites all, steady light nothing; that takes a turn of its own. */
	pass = pass_of(&sample[FIELD]);
	writing_law_write(&sample[FIELD].law, &pass, &old, &good);
	assert_int_equal(good.residue, 0);
	pass = pass_of(&sample[LIGHT]);
	writing_law_write(&sample[LIGHT].law, &pass, &old, &good);
	assert_int_equal(good.residue, MARKS_ONE / 2);
	writing_law_erase(&sample[LIGHT].law, &pass, &old, &weak);
	assert_int_equal(weak.residue, 0);
	assert_int_equal(weak.contrast, 0);
}

static void film_wears(void **state)
{
	static const struct marks blank;
	struct writing_pass pass = pass_of(&sample[PHASE]);
	struct marks new, old, field;

	(void)state;
	writing_law_write(&sample[PHASE].law, &pass, &blank, &new);
	pass.cycles = 1e5;
	writing_law_write(&sample[PHASE].law, &pass, &blank, &old);
	assert_true(old.contrast < new.contrast &&old.noise > new.noise);
	pass = pass_of(&sample[FIELD]);
	pass.cycles = 1e6;
	writing_law_write(&sample[FIELD].law, &pass, &blank, &field);
	assert_true(field.contrast > 0.9 * MARKS_ONE);
}

static void neighbours_suffer(void **state)
{
	static const struct marks old = { .contrast = MARKS_ONE, .noise = MARKS_ONE };
	const struct nfod_writing_law *law = &sample[PHASE].law;
	struct writing_pass pass = pass_of(&sample[PHASE]);
	double nominal = writing_law_beside_nm(law, &pass, true, &old), much;
	struct marks beside = old;
	unsigned int i;

	(void)state;
	assert_true(nominal > 0 && nominal < 1);
	/* The same on either side, but not when the head is aside. */
	assert_near(writing_law_beside_nm(law, &pass, false, &old), nominal, 1e-12);
	pass.offset_nm = -15;
	assert_true(writing_law_beside_nm(law, &pass, true, &old) > nominal);
	assert_true(writing_law_beside_nm(law, &pass, false, &old) < nominal);
	pass.power.write_mw *= 1.2;
	much = writing_law_beside_nm(law, &pass, true, &old);
	assert_true(much > 3 * nominal);
	/* Rounding by chance takes on the average what it should. */
	for (i = 0; i < 100; i++)
		writing_law_beside(law, &pass, true, (i + 0.5) / 100, &beside);
	assert_true(beside.contrast < old.contrast);
	assert_true(beside.offset < 0);
	/* A field of 200 Oe turns nothing over there. */
	pass = pass_of(&sample[FIELD]);
	assert_near(writing_law_beside_nm(&sample[FIELD].law, &pass, true, &old), 0, 1e-12);
}

static void half_a_stretch_is_a_mean(void **state)
{
	static const struct marks a = { 128, 0, -40, 8, 16, -10, 128, 0 };
	static const struct marks b = { 0, 64, 0, 0, 0, 10, 160, 0 };
	struct marks mean = writing_mix(&a, &b, 0.25);

	(void)state;
	assert_int_equal(mean.contrast, 32);
	assert_int_equal(mean.residue, 48);
	assert_int_equal(mean.lead, -10);
	assert_int_equal(mean.trail, 2);
	assert_int_equal(mean.sigma, 4);
	assert_int_equal(mean.offset, 5);
	assert_int_equal(mean.noise, 152);
	mean = writing_mix(&a, &b, 1);
	assert_memory_equal(&mean, &a, sizeof(a));
}

/* Whatever the circumstances, the answer is an answer, and the same one again. */
static void odd_passes_have_answers(void **state)
{
	struct random random = { .state = 9 };
	unsigned int i;

	(void)state;
	for (i = 0; i < 30000; i++) {
		const struct nfod_writing_law *law = &sample[i % SAMPLES].law;
		struct writing_pass pass = {
			.power = { random_unit(&random), 3 * random_unit(&random),
				   8 * random_unit(&random), 400 * random_unit(&random) },
			.velocity = 20 * random_unit(&random),
			.gap_nm = 400 * random_unit(&random) - 20,
			.offset_nm = 400 * random_unit(&random) - 200,
			.tilt_mrad = 4 * random_unit(&random) - 2,
			.celsius = 700 * random_unit(&random) - 50,
			.cycles = 1e7 * random_unit(&random)
		};
		struct marks before = { .contrast = (uint8_t)random_below(&random, 256),
					.offset = (int8_t)random_below(&random, 256) };
		struct marks after, again;

		writing_law_write(law, &pass, &before, &after);
		writing_law_write(law, &pass, &before, &again);
		assert_memory_equal(&after, &again, sizeof(after));
		assert_int_equal(after.reserved, 0);
		assert_true(after.noise >= MARKS_ONE);
		writing_law_beside(law, &pass, i & 1, random_unit(&random), &after);
		assert_true(after.contrast <= again.contrast);
	}
}

static void wrong_strategies_have_no_law(void **state)
{
	struct nfod_writing_law law;
	struct nfod_strategy strategy;
	struct writing_optimum optimum;

	(void)state;
	writing_strategy_start(&strategy, NFOD_STRATEGY_CLOCKED);
	assert_int_equal(writing_law_make(&law, &sample[PHASE].disc, &strategy,
					  &sample[PHASE].optimum.power, SPEED_2X),
			 -1);
	assert_int_equal(writing_optimise(&sample[PHASE].disc, SPEED_2X, &strategy, &optimum), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mark_of_n_cells_has_n_minus_1_pulses),
		cmocka_unit_test(pulses_are_where_the_table_says),
		cmocka_unit_test(edges_add_up_to_the_power),
		cmocka_unit_test(strategies_are_for_their_discs),
		cmocka_unit_test(patterns_keep_to_the_code),
		cmocka_unit_test(crystals_grow_fastest_in_between),
		cmocka_unit_test(border_moves_as_crystals_grow),
		cmocka_unit_test(crystals_form_within),
		cmocka_unit_test(film_melts_and_keeps),
		cmocka_unit_test(coercivity_equals_the_field),
		cmocka_unit_test(disc_is_read_from_its_image),
		cmocka_unit_test(edges_are_where_they_should_be),
		cmocka_unit_test(firmware_has_the_compensated_table),
		cmocka_unit_test(powers_are_found_for_a_table),
		cmocka_unit_test(other_tables_move_edges),
		cmocka_unit_test(laws_out_of_order_are_known),
		cmocka_unit_test(finer_points_change_little),
		cmocka_unit_test(law_agrees_with_the_simulation),
		cmocka_unit_test(more_light_writes_more),
		cmocka_unit_test(old_marks_are_left_over),
		cmocka_unit_test(film_wears),
		cmocka_unit_test(neighbours_suffer),
		cmocka_unit_test(half_a_stretch_is_a_mean),
		cmocka_unit_test(odd_passes_have_answers),
		cmocka_unit_test(wrong_strategies_have_no_law),
	};

	return cmocka_run_group_tests(tests, make_samples, free_samples);
}
