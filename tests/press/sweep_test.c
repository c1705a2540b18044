// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Sweeps: plans, rows, logs that were cut off anywhere, parts that are altered, yields.
 */
#include "cmocka_all.h"

#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "press/simplex.h"
#include "press/sweep.h"

#define STEP "mastering.step_nm"
#define LAYER "layers.[1].thickness_nm"

static void begin_plan(struct sweep_plan *plan)
{
	char why[256];

	memset(plan, 0, sizeof(*plan));
	plan->recipe = recipe_read("pc-reference", why, sizeof(why));
	if (!plan->recipe)
		fail_msg("%s", why);
	plan->samples = 1;
	plan->seed = 7;
}

static void close_plan(struct sweep_plan *plan)
{
	char why[512];

	if (sweep_plan_close(plan, why, sizeof(why)))
		fail_msg("%s", why);
}

static void add_vary(struct sweep_plan *plan, const char *text)
{
	char why[512];

	if (sweep_plan_vary(plan, text, why, sizeof(why)))
		fail_msg("%s", why);
}

static void add_tolerance(struct sweep_plan *plan, const char *text)
{
	char why[512];

	if (sweep_plan_tolerance(plan, text, why, sizeof(why)))
		fail_msg("%s", why);
}

static void value_of_row(const struct sweep_plan *plan, uint64_t index, double *value)
{
	struct recipe *recipe;

	assert_int_equal(sweep_recipe(plan, index, value, &recipe), 0);
	assert_non_null(recipe);
	recipe_free(recipe);
}

static void grid_visits_every_point_once(void **state)
{
	double value[SWEEP_PARAMETERS];
	struct sweep_plan plan;
	uint64_t i;

	(void)state;
	begin_plan(&plan);
	add_vary(&plan, STEP "=40:56:5");
	add_vary(&plan, LAYER "=20:26:3");
	close_plan(&plan);
	assert_int_equal(sweep_rows(&plan), 15);
	for (i = 0; i < 15; i++) {
		value_of_row(&plan, i, value);
		assert_true(fabs(value[0] - (40 + 4.0 * (double)(i / 3))) < 1e-12);
		assert_true(fabs(value[1] - (20 + 3.0 * (double)(i % 3))) < 1e-12);
	}
	recipe_free(plan.recipe);
}

/* Mean and spread of the draws, within five standard errors. */
static void tolerances_have_their_law(void **state)
{
	const double n = 4000;
	double sum = 0, squares = 0, most = 0, sum_layer = 0, cross = 0;
	double value[SWEEP_PARAMETERS], nominal, layer;
	struct sweep_plan plan;
	uint64_t i;

	(void)state;
	begin_plan(&plan);
	add_tolerance(&plan, STEP "=1.5");
	add_tolerance(&plan, LAYER "=2:uniform");
	plan.samples = (uint64_t)n;
	close_plan(&plan);
	assert_int_equal(recipe_get(plan.recipe, STEP, &nominal), 0);
	assert_int_equal(recipe_get(plan.recipe, LAYER, &layer), 0);
	for (i = 0; i < plan.samples; i++) {
		value_of_row(&plan, i, value);
		sum += value[0] - nominal;
		squares += (value[0] - nominal) * (value[0] - nominal);
		sum_layer += value[1] - layer;
		most = fmax(most, fabs(value[1] - layer));
		cross += (value[0] - nominal) * (value[1] - layer);
	}
	assert_true(fabs(sum / n) < 5 * 1.5 / sqrt(n));
	assert_true(fabs(squares / n / (1.5 * 1.5) - 1) < 5 * sqrt(2 / n));
	assert_true(fabs(sum_layer / n) < 5 * 2 / sqrt(3) / sqrt(n));
	assert_true(most <= 2 && most > 1.99);
	/* One does not follow the other. */
	assert_true(fabs(cross / n) < 5 * 1.5 * 2 / sqrt(3) / sqrt(n));
	recipe_free(plan.recipe);
}

/* All points of the grid see the same deviations; another seed gives others. */
static void draws_follow_seed_and_sample(void **state)
{
	double a[SWEEP_PARAMETERS], b[SWEEP_PARAMETERS];
	struct sweep_plan plan;

	(void)state;
	begin_plan(&plan);
	add_vary(&plan, LAYER "=20:26:3");
	add_tolerance(&plan, STEP "=1.5");
	plan.samples = 10;
	close_plan(&plan);
	value_of_row(&plan, 3, a);
	value_of_row(&plan, 13, b);
	assert_true(a[0] != b[0] && a[1] == b[1]);
	value_of_row(&plan, 4, b);
	assert_true(a[0] == b[0] && a[1] != b[1]);
	plan.seed++;
	value_of_row(&plan, 3, b);
	assert_true(a[1] != b[1]);
	recipe_free(plan.recipe);
}

/* A value of the grid that also has a tolerance: both are told. */
static void grid_and_draw_have_columns(void **state)
{
	double value[SWEEP_PARAMETERS];
	struct sweep_plan plan;
	char heading[4096];

	(void)state;
	begin_plan(&plan);
	add_vary(&plan, STEP "=40:56:5");
	add_tolerance(&plan, STEP "=1.5");
	plan.samples = 2;
	close_plan(&plan);
	assert_int_equal(plan.parameters, 2);
	value_of_row(&plan, 3, value);
	assert_true(value[0] == 44);
	assert_true(value[1] != 44 && fabs(value[1] - 44) < 8);
	sweep_heading(&plan, heading, sizeof(heading));
	assert_int_equal(strncmp(heading, "index," STEP "," STEP " drawn,", 44), 0);
	recipe_free(plan.recipe);
}

/* Draws beyond what the recipe's rules allow are drawn anew, or the row is impossible. */
static void impossible_values(void **state)
{
	double value[SWEEP_PARAMETERS];
	struct recipe *recipe;
	struct sweep_plan plan;
	char row[SWEEP_ROW];
	struct sweep_tally tally = { 0 };
	uint64_t i;

	(void)state;
	begin_plan(&plan);
	add_tolerance(&plan, LAYER "=200");
	plan.samples = 50;
	close_plan(&plan);
	for (i = 0; i < plan.samples; i++) {
		value_of_row(&plan, i, value);
		assert_true(value[0] >= 1 && value[0] <= 500);
	}
	plan.spread[0].width = 1e9;
	assert_int_equal(sweep_recipe(&plan, 1, value, &recipe), 0);
	assert_null(recipe);
	assert_int_equal(sweep_row(&plan, 1, row), 0);
	assert_int_equal(sweep_tally_add(&tally, row), 0);
	assert_int_equal(tally.impossible, 1);
	assert_int_equal(tally.rows, 0);
	recipe_free(plan.recipe);
}

static void refuse_plan(const char *vary, const char *tolerance, uint64_t samples,
			const char *words)
{
	struct sweep_plan plan;
	char why[512] = "";
	int failed = 0;

	begin_plan(&plan);
	plan.samples = samples;
	if (vary)
		failed |= sweep_plan_vary(&plan, vary, why, sizeof(why));
	if (!failed && tolerance)
		failed |= sweep_plan_tolerance(&plan, tolerance, why, sizeof(why));
	if (!failed)
		failed |= sweep_plan_close(&plan, why, sizeof(why));
	if (!failed || !strstr(why, words) || strchr(why, '\n'))
		fail_msg("%s %s: \"%s\" lacks \"%s\"", vary ? vary : "-",
			 tolerance ? tolerance : "-", why, words);
	recipe_free(plan.recipe);
}

static void refuse_twice(void)
{
	struct sweep_plan plan;
	char why[512];

	begin_plan(&plan);
	add_vary(&plan, STEP "=40:56:5");
	add_vary(&plan, STEP "=40:50:3");
	assert_int_equal(sweep_plan_close(&plan, why, sizeof(why)), -1);
	assert_non_null(strstr(why, "--vary " STEP ": given twice"));
	recipe_free(plan.recipe);
}

static void bad_plans_are_refused(void **state)
{
	(void)state;
	refuse_plan(NULL, NULL, 1, "nothing varies");
	refuse_plan(STEP "=40:56:5", NULL, 2, "--tolerance");
	refuse_plan(STEP, NULL, 1, "PATH=FROM:TO:STEPS");
	refuse_plan("=1:2:3", NULL, 1, "PATH=FROM:TO:STEPS");
	refuse_plan(STEP "=40:56", NULL, 1, "PATH=FROM:TO:STEPS");
	refuse_plan(STEP "=40:56:1", NULL, 1, "2 or more");
	refuse_plan(STEP "=40:56:-3", NULL, 1, "2 or more");
	refuse_plan(STEP "=40:nan:3", NULL, 1, "PATH=FROM:TO:STEPS");
	refuse_plan(STEP "=40:56:3x", NULL, 1, "PATH=FROM:TO:STEPS");
	refuse_plan(STEP "=40:5600:3", NULL, 1, "5600");
	refuse_plan("no.such=1:2:3", NULL, 1, "no");
	refuse_plan("layers.[9].thickness_nm=1:2:3", NULL, 1, "layer");
	refuse_plan(STEP "=40:56:20000000", NULL, 1, "STEPS");
	refuse_plan(STEP "=40:56:5000000", STEP "=1", 3, "rows");
	refuse_plan(NULL, STEP "=0", 2, "above zero");
	refuse_plan(NULL, STEP "=-1", 2, "above zero");
	refuse_plan(NULL, STEP "=1:flat", 2, "uniform");
	refuse_plan(NULL, STEP "=inf", 2, "above zero");
	refuse_plan(NULL, "no.such=1", 2, "no");
	refuse_plan(NULL, "name=1", 2, "name");
	refuse_twice();
}

static void enter_directory(char *directory)
{
	strcpy(directory, "/tmp/nfod-sweep-XXXXXX");
	assert_non_null(mkdtemp(directory));
	assert_int_equal(chdir(directory), 0);
}

static void leave_directory(const char *directory)
{
	unlink("out.rows");
	unlink("out.csv");
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(directory), 0);
}

static struct sweep_part part_of(unsigned int number, unsigned int parts, uint64_t rows)
{
	struct sweep_part part = {
		.number = number, .parts = parts, .rows = rows, .samples = 2, .axes = 1
	};

	strcpy(part.identity, "recipe 01234567 vary a=1:2:3");
	return part;
}

static void row_text(const struct sweep_part *part, uint64_t n, char *row)
{
	snprintf(row, SWEEP_ROW, "%" PRIu64 ",%" PRIu64 ".5,0,%d", sweep_part_index(part, n), n,
		 n % 3 == 0);
}

static void open_log(struct sweep_log *log, const struct sweep_part *part)
{
	char why[4096];

	if (sweep_log_open(log, "out", part, why, sizeof(why)))
		fail_msg("%s", why);
}

static off_t write_rows(const struct sweep_part *part, uint64_t from, uint64_t to)
{
	struct sweep_log log;
	char row[SWEEP_ROW];
	off_t bytes;

	open_log(&log, part);
	for (; from < to; from++) {
		row_text(part, from, row);
		assert_int_equal(sweep_log_add(&log, from, row), 0);
	}
	bytes = lseek(log.fd, 0, SEEK_END);
	sweep_log_close(&log);
	return bytes;
}

static void assert_rows(const struct sweep_log *log)
{
	char row[SWEEP_ROW];
	uint64_t n;

	for (n = 0; n < sweep_part_rows(&log->part); n++) {
		row_text(&log->part, n, row);
		assert_string_equal(log->row[n], row);
	}
}

/* Wherever a log was cut off, what is there is taken, and the rest can follow. */
static void log_goes_on_from_any_byte(void **state)
{
	struct sweep_part part = part_of(2, 3, 20);
	struct sweep_log log;
	char directory[32], row[SWEEP_ROW];
	uint64_t n, before = 0;
	off_t bytes, cut;

	(void)state;
	enter_directory(directory);
	bytes = write_rows(&part, 0, 6);
	for (cut = bytes; cut >= 0; cut--) {
		unlink("out.rows");
		write_rows(&part, 0, 6);
		assert_int_equal(truncate("out.rows", cut), 0);
		open_log(&log, &part);
		if (cut == bytes)
			assert_int_equal(log.count, 6);
		else
			assert_true(log.count <= before);
		before = log.count;
		for (n = 0; n < sweep_part_rows(&part); n++) {
			row_text(&part, n, row);
			if (!log.row[n])
				assert_int_equal(sweep_log_add(&log, n, row), 0);
		}
		sweep_log_close(&log);
		open_log(&log, &part);
		assert_int_equal(log.count, sweep_part_rows(&part));
		assert_rows(&log);
		sweep_log_close(&log);
	}
	assert_int_equal(before, 0);
	leave_directory(directory);
}

/* A byte that turned over costs its row, not a wrong one. */
static void altered_rows_are_not_taken(void **state)
{
	struct sweep_part part = part_of(1, 1, 5);
	struct sweep_log log;
	char directory[32], why[4096], byte;
	off_t bytes, at;
	int fd;

	(void)state;
	enter_directory(directory);
	bytes = write_rows(&part, 0, 5);
	for (at = 0; at < bytes; at++) {
		unlink("out.rows");
		write_rows(&part, 0, 5);
		fd = open("out.rows", O_RDWR);
		assert_int_equal(pread(fd, &byte, 1, at), 1);
		byte ^= 0x11;
		assert_int_equal(pwrite(fd, &byte, 1, at), 1);
		close(fd);
		if (sweep_log_open(&log, "out", &part, why, sizeof(why))) {
			assert_non_null(strstr(why, "another sweep"));
			continue;
		}
		assert_true(log.count == 4 || log.count == 3);
		sweep_log_close(&log);
	}
	leave_directory(directory);
}

static void log_belongs_to_one_sweep(void **state)
{
	struct sweep_part part = part_of(1, 2, 6), other = part_of(2, 2, 6);
	struct sweep_log log, second;
	char directory[32], why[4096];

	(void)state;
	enter_directory(directory);
	write_rows(&part, 0, 2);
	assert_int_equal(sweep_log_open(&log, "out", &other, why, sizeof(why)), -1);
	assert_non_null(strstr(why, "another sweep"));
	other = part;
	strcat(other.identity, " seed 2");
	assert_int_equal(sweep_log_open(&log, "out", &other, why, sizeof(why)), -1);
	open_log(&log, &part);
	assert_int_equal(log.count, 2);
	assert_int_equal(sweep_log_open(&second, "out", &part, why, sizeof(why)), -1);
	assert_non_null(strstr(why, "is writing"));
	sweep_log_close(&log);
	leave_directory(directory);
}

static void make_rows(const struct sweep_part *part, char **row)
{
	uint64_t n;

	for (n = 0; n < sweep_part_rows(part); n++) {
		row[n] = malloc(SWEEP_ROW);
		assert_non_null(row[n]);
		row_text(part, n, row[n]);
	}
}

static void part_reads_back_or_is_refused(void **state)
{
	struct sweep_part part = part_of(3, 3, 20);
	struct sweep_csv csv;
	char directory[32], why[4096];
	char *row[8];
	off_t bytes;
	uint64_t n;
	int fd;

	(void)state;
	enter_directory(directory);
	make_rows(&part, row);
	assert_int_equal(sweep_csv_write("out.csv", &part, "index,a,rejects,pass", row, why,
					 sizeof(why)),
			 0);
	assert_int_equal(sweep_csv_read(&csv, "out.csv", why, sizeof(why)), 0);
	assert_string_equal(csv.heading, "index,a,rejects,pass");
	assert_int_equal(csv.part.number, 3);
	assert_int_equal(csv.part.rows, 20);
	assert_string_equal(csv.part.identity, part.identity);
	for (n = 0; n < sweep_part_rows(&part); n++)
		assert_string_equal(csv.row[n], row[n]);
	sweep_csv_free(&csv);
	fd = open("out.csv", O_RDWR);
	for (bytes = lseek(fd, 0, SEEK_END) - 1; bytes >= 0; bytes--) {
		assert_int_equal(ftruncate(fd, bytes), 0);
		assert_int_equal(sweep_csv_read(&csv, "out.csv", why, sizeof(why)), -1);
	}
	close(fd);
	for (n = 0; n < sweep_part_rows(&part); n++)
		free(row[n]);
	leave_directory(directory);
}

static void parts_cover_all_rows_once(void **state)
{
	bool seen[20] = { false };
	unsigned int parts, number;
	uint64_t n, all;

	(void)state;
	for (parts = 1; parts <= 25; parts++) {
		memset(seen, 0, sizeof(seen));
		for (number = 1, all = 0; number <= parts; number++) {
			struct sweep_part part = part_of(number, parts, 20);

			all += sweep_part_rows(&part);
			for (n = 0; n < sweep_part_rows(&part); n++) {
				assert_true(sweep_part_index(&part, n) < 20);
				assert_false(seen[sweep_part_index(&part, n)]);
				seen[sweep_part_index(&part, n)] = true;
			}
		}
		assert_int_equal(all, 20);
	}
}

/* Against figures of the literature: Wilson's interval of 0, 5 and 10 of 10. */
static void wilson_is_wilsons(void **state)
{
	double low, high;

	(void)state;
	wilson_interval(0, 10, 1.96, &low, &high);
	assert_true(fabs(low) < 1e-12 && fabs(high - 0.2775) < 1e-4);
	wilson_interval(5, 10, 1.96, &low, &high);
	assert_true(fabs(low - 0.2366) < 1e-4 && fabs(high - 0.7634) < 1e-4);
	wilson_interval(10, 10, 1.96, &low, &high);
	assert_true(fabs(low - 0.7225) < 1e-4 && fabs(high - 1) < 1e-12);
}

static void tally_counts_what_was_missed(void **state)
{
	struct sweep_tally tally = { 0 };

	(void)state;
	assert_int_equal(sweep_tally_add(&tally, "0,1.5,3,0,1"), 0);
	assert_int_equal(sweep_tally_add(&tally, "1,1.5,3,6,0"), 0);
	assert_int_equal(sweep_tally_add(&tally, "2,1.5,3,4,0"), 0);
	assert_int_equal(sweep_tally_add(&tally, "3,1.5,,,"), 0);
	assert_int_equal(tally.rows, 3);
	assert_int_equal(tally.passed, 1);
	assert_int_equal(tally.impossible, 1);
	assert_int_equal(tally.missed[1], 1);
	assert_int_equal(tally.missed[2], 2);
	assert_int_equal(sweep_tally_add(&tally, "4,1.5,3,4,2"), -1);
	assert_int_equal(sweep_tally_add(&tally, "4"), -1);
	assert_int_equal(sweep_tally_add(&tally, "4,x,1"), -1);
}

/* Rosenbrock's valley, whose floor is at (1, 1, 1). */
static struct score rosenbrock(void *ctx, const double *x)
{
	double sum = 0;
	int i;

	++*(unsigned int *)ctx;
	for (i = 0; i < 2; i++)
		sum += 100 * pow(x[i + 1] - x[i] * x[i], 2) + pow(1 - x[i], 2);
	return (struct score){ .merit = -sum };
}

static void simplex_finds_the_valleys_floor(void **state)
{
	unsigned int calls = 0;
	struct simplex_task task = { .rate = rosenbrock,
				     .ctx = &calls,
				     .axes = 3,
				     .size = 0.5,
				     .least = 1e-7,
				     .rates = 5000 };
	double x[SIMPLEX_AXES] = { -1.2, 1, 0.5 };
	int i;

	(void)state;
	simplex_search(&task, x);
	for (i = 0; i < 3; i++)
		assert_true(fabs(x[i] - 1) < 1e-4);
	assert_true(calls <= 5000 + 4);
}

/* The greatest x + y on a disc of radius 1, which is a constraint. */
static struct score disc(void *ctx, const double *x)
{
	(void)ctx;
	return (struct score){
		.violation = fmax(0, x[0] * x[0] + x[1] * x[1] - 1),
		.merit = x[0] + x[1],
	};
}

static void simplex_keeps_a_constraint(void **state)
{
	struct simplex_task task = {
		.rate = disc, .axes = 2, .size = 1, .least = 1e-9, .rates = 500
	};
	double x[SIMPLEX_AXES] = { 5, -3 };
	struct score score;
	int i;

	(void)state;
	for (i = 0; i < 8; i++)
		score = simplex_search(&task, x);
	assert_true(score.violation == 0);
	assert_true(score.merit > sqrt(2) - 1e-2 && score.merit <= sqrt(2) + 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grid_visits_every_point_once),
		cmocka_unit_test(tolerances_have_their_law),
		cmocka_unit_test(draws_follow_seed_and_sample),
		cmocka_unit_test(grid_and_draw_have_columns),
		cmocka_unit_test(impossible_values),
		cmocka_unit_test(bad_plans_are_refused),
		cmocka_unit_test(log_goes_on_from_any_byte),
		cmocka_unit_test(altered_rows_are_not_taken),
		cmocka_unit_test(log_belongs_to_one_sweep),
		cmocka_unit_test(part_reads_back_or_is_refused),
		cmocka_unit_test(parts_cover_all_rows_once),
		cmocka_unit_test(wilson_is_wilsons),
		cmocka_unit_test(tally_counts_what_was_missed),
		cmocka_unit_test(simplex_finds_the_valleys_floor),
		cmocka_unit_test(simplex_keeps_a_constraint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
