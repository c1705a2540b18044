// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "press/design.h"
#include "press/sweep.h"

#define POINTS_SHOWN 64u
#define Z_95 1.959963984540054

void wilson_interval(uint64_t passed, uint64_t rows, double z, double *low, double *high)
{
	double n = (double)rows;
	double p = (double)passed / n;
	double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
	double half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));

	*low = fmax(0, middle - half);
	*high = fmin(1, middle + half);
}

static void count_missed(struct sweep_tally *tally, uint32_t rejects)
{
	unsigned int bit;

	for (bit = 0; bit < 32; bit++)
		tally->missed[bit] += rejects >> bit & 1;
}

/* The last two columns are rejects and pass; both are empty in a row without figures. */
int sweep_tally_add(struct sweep_tally *tally, const char *row)
{
	const char *pass = strrchr(row, ',');
	const char *rejects;
	unsigned long value;
	char *end;

	if (!pass || pass == row)
		return -1;
	rejects = memrchr(row, ',', (size_t)(pass - row));
	if (!rejects)
		return -1;
	if (rejects + 1 == pass && !pass[1]) {
		tally->impossible++;
		return 0;
	}
	value = strtoul(rejects + 1, &end, 10);
	if (end != pass || (strcmp(pass, ",0") && strcmp(pass, ",1")))
		return -1;
	tally->rows++;
	tally->passed += pass[1] == '1';
	count_missed(tally, (uint32_t)value);
	return 0;
}

static void print_fraction(const struct sweep_tally *tally)
{
	double low, high;

	if (!tally->rows) {
		printf("none is possible\n");
		return;
	}
	wilson_interval(tally->passed, tally->rows, Z_95, &low, &high);
	printf("yield %.2f %% (%" PRIu64 " of %" PRIu64 "; 95 %%: %.2f to %.2f %%)\n",
	       100.0 * (double)tally->passed / (double)tally->rows, tally->passed, tally->rows,
	       100 * low, 100 * high);
}

static void print_missed(const struct sweep_tally *tally)
{
	unsigned int bit;

	for (bit = 0; bit < 32; bit++) {
		const char *words = reject_words(1u << bit);

		if (tally->missed[bit])
			printf("  %" PRIu64 " missed: %s\n", tally->missed[bit],
			       words ? words : "unknown limit");
	}
	if (tally->impossible)
		printf("  %" PRIu64 " are not possible: the recipe's rules refuse them\n",
		       tally->impossible);
}

/* Print "NAME=VALUE" of the columns behind the index. */
static void print_point(const char *heading, const char *row, unsigned int axes)
{
	unsigned int i;

	for (i = 0; i < axes; i++) {
		heading += strcspn(heading, ",") + 1;
		row += strcspn(row, ",") + 1;
		printf("  %.*s=%.*s", (int)strcspn(heading, ","), heading, (int)strcspn(row, ","),
		       row);
	}
}

/* Rows of a point follow each other, also in a part. Return: behind the last of them. */
static uint64_t end_of_point(const struct sweep_part *part, uint64_t n)
{
	uint64_t point = sweep_part_index(part, n) / part->samples;

	do
		n++;
	while (n < sweep_part_rows(part) && sweep_part_index(part, n) / part->samples == point);
	return n;
}

static void add_rows(struct sweep_tally *tally, char *const *row, uint64_t from, uint64_t to)
{
	memset(tally, 0, sizeof(*tally));
	for (; from < to; from++)
		sweep_tally_add(tally, row[from]);
}

static void print_points(const struct sweep_part *part, const char *heading, char *const *row)
{
	struct sweep_tally tally;
	uint64_t n, end;

	for (n = 0; n < sweep_part_rows(part); n = end) {
		end = end_of_point(part, n);
		add_rows(&tally, row, n, end);
		print_point(heading, row[n], part->axes);
		printf(": ");
		print_fraction(&tally);
	}
}

void sweep_yield(const struct sweep_part *part, const char *heading, char *const *row)
{
	struct sweep_tally tally;

	add_rows(&tally, row, 0, sweep_part_rows(part));
	print_fraction(&tally);
	print_missed(&tally);
	if (part->axes && part->samples > 1 && part->rows / part->samples <= POINTS_SHOWN)
		print_points(part, heading, row);
}
