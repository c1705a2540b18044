// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* What the code of a cluster costs and what it is good for, as tables for recording.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "damage.h"
#include "miscorrection.h"

#define USER_BYTES (CLUSTER_SECTORS * CLUSTER_SECTOR_BYTES)
/* A symbol has 12 cells, and a flipped cell spoils a little more than one symbol. */
#define CELLS_PER_SYMBOL 12.0
#define CELL_NM 43.0
#define CODEWORD_SYMBOLS 248u
#define CORRECTABLE 16u
#define SECTOR_CODEWORDS (CLUSTER_CODEWORDS / CLUSTER_SECTORS)

#define COST_ROUNDS 200u
#define NOISE_CLUSTERS 400u
#define BURST_CLUSTERS 100u
#define FAILING 1000000ul
#define ERASURES_MOST 28u

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The best of many rounds, since others use the machine. */
static double least_time(struct damage *damage, void (*work)(struct damage *damage))
{
	double least = 1e9;

	for (unsigned int i = 0; i < COST_ROUNDS; i++) {
		double begin = seconds(), took;

		work(damage);
		took = seconds() - begin;
		if (took < least)
			least = took;
	}
	return least;
}

static void read_it(struct damage *damage)
{
	damage_read(damage);
}

static void print_cost(const char *what, double took)
{
	printf("| %s | %.0f | %.0f | %.1f |\n", what, took * 1e6, USER_BYTES / took * 1e-6,
	       took / USER_BYTES * 1e9);
}

static void bench_cost(struct damage *damage)
{
	static const double rates[] = { 2e-4, 1e-3, 4e-3, 1e-2 };
	char what[64];

	printf("| | us a cluster | MB/s of user data | ns a byte |\n");
	printf("| --- | --- | --- | --- |\n");
	print_cost("encode", least_time(damage, damage_encode));
	print_cost("decode, clean", least_time(damage, read_it));
	for (unsigned int i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		damage_encode(damage);
		damage_noise(damage, rates[i] / CELLS_PER_SYMBOL);
		damage_read(damage);
		snprintf(what, sizeof(what), "decode, symbol error rate %.1e",
			 (double)damage->report.wrong / damage->report.symbols);
		print_cost(what, least_time(damage, read_it));
	}
	damage_encode(damage);
	damage_burst(damage, damage_frame(100), 54 * NFOD_FRAME_CELLS);
	print_cost("decode, burst of 54 frames", least_time(damage, read_it));
	damage_burst(damage, 0, NFOD_CLUSTER_CELLS);
	print_cost("decode, nothing but noise", least_time(damage, read_it));
}

/* More than CORRECTABLE of a codeword's symbols are wrong. */
static double codeword_failure(double rate)
{
	double term = pow(1.0 - rate, CODEWORD_SYMBOLS), sum = 0.0;

	for (unsigned int k = 0; k < CODEWORD_SYMBOLS; k++) {
		term *= (CODEWORD_SYMBOLS - k) / (k + 1.0) * rate / (1.0 - rate);
		if (k + 1 > CORRECTABLE)
			sum += term;
	}
	return sum;
}

static void bench_noise(struct damage *damage)
{
	static const double rates[] = { 2e-4, 4e-3, 1e-2, 1.5e-2, 2e-2, 2.5e-2, 3e-2, 3.5e-2 };
	/* Symbols that a flipped cell spoils. */
	double spoils = 0.0;

	printf("| symbol error rate | codewords failed | expected | sectors bad | expected |\n");
	printf("| --- | --- | --- | --- | --- |\n");
	for (unsigned int i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		double flips = rates[i] / CELLS_PER_SYMBOL, rate, expected;
		unsigned long wrong = 0, symbols = 0, failed = 0, bad = 0;

		for (unsigned int j = 0; j < NOISE_CLUSTERS; j++) {
			damage_write(damage);
			damage_noise(damage, flips);
			bad += (unsigned long)__builtin_popcount(damage_read(damage));
			wrong += damage->report.wrong;
			symbols += damage->report.symbols;
			failed += damage->report.failed_codewords;
		}
		/* Where codewords fail their errors are not known: go on from before. */
		if (!failed)
			spoils = log1p(-(double)wrong / (double)symbols) / log1p(-flips);
		rate = -expm1(spoils * log1p(-flips));
		expected = codeword_failure(rate);
		printf("| %.2e | %.1e | %.1e | %.1e | %.1e |\n", rate,
		       (double)failed / (NOISE_CLUSTERS * CLUSTER_CODEWORDS), expected,
		       (double)bad / (NOISE_CLUSTERS * CLUSTER_SECTORS),
		       -expm1(SECTOR_CODEWORDS * log1p(-expected)));
	}
}

/* Clusters of which all sectors are good, in percent. */
static double readable(struct damage *damage, unsigned int frames, double rate, unsigned int lost)
{
	unsigned int good = 0;

	for (unsigned int i = 0; i < BURST_CLUSTERS; i++) {
		uint32_t cells = frames * NFOD_FRAME_CELLS;
		uint32_t last = damage_frame(NFOD_FRAMES) - cells - damage_frame(0);
		uint32_t first = damage_frame(0) + random_below(&damage->random, last);

		damage_write(damage);
		damage_noise(damage, rate / CELLS_PER_SYMBOL);
		damage_burst(damage, first, cells);
		if (lost)
			damage_drop(damage, first + cells / 2, lost);
		good += !damage_read(damage);
	}
	return 100.0 * good / BURST_CLUSTERS;
}

static void bench_bursts(struct damage *damage)
{
	printf("| frames | mm | alone | 2e-4 beside | 4e-3 beside | clock slips by 7 in it |\n");
	printf("| --- | --- | --- | --- | --- | --- |\n");
	for (unsigned int frames = 32; frames <= 66; frames += frames < 48 ? 8 : 2)
		printf("| %u | %.2f | %.0f | %.0f | %.0f | %.0f |\n", frames,
		       frames * NFOD_FRAME_CELLS * CELL_NM * 1e-6, readable(damage, frames, 0.0, 0),
		       readable(damage, frames, 2e-4, 0), readable(damage, frames, 4e-3, 0),
		       readable(damage, frames, 0.0, 7));
}

static void bench_miscorrection(struct random *random)
{
	printf("| erasures | failing codewords | corrected wrongly | part | expected | past the "
	       "sector check |\n");
	printf("| --- | --- | --- | --- | --- | --- |\n");
	for (unsigned int erasures = 0; erasures <= ERASURES_MOST; erasures++) {
		struct miscorrection count = miscorrection_count(random, erasures, FAILING);

		printf("| %u | %lu | %lu | %.1e | %.1e | %lu |\n", erasures, count.failing,
		       count.wrong, (double)count.wrong / (double)count.failing,
		       miscorrection_expected(erasures), count.passed);
	}
}

int main(void)
{
	struct damage *damage = damage_new(31);

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("## Cost\n\n");
	bench_cost(damage);
	printf("\n## Random errors\n\n");
	bench_noise(damage);
	printf("\n## A burst of random cells: readable clusters, percent\n\n");
	bench_bursts(damage);
	printf("\n## Wrong corrections\n\n");
	bench_miscorrection(&damage->random);
	damage_free(damage);
	return 0;
}
