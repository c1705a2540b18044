// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <math.h>
#include <stdio.h>

#include "writing.h"

/* A mark's length may be off by so much, or its contrast, before the window ends (j). */
#define LENGTH_CELLS 0.25
#define CONTRAST_LEAST 0.75
#define RESIDUE_MOST 0.15
#define SEARCH_STEP 0.002

struct writing_pass subject_pass(const struct subject *subject)
{
	return (struct writing_pass){ .power = subject->optimum.power,
				      .velocity = subject->law.velocity,
				      .gap_nm = subject->law.gap_nm,
				      .celsius = 25 };
}

void table_optimum(const struct subject *subject)
{
	const struct writing_optimum *optimum = &subject->optimum;

	printf("%s: bias %.2f, erase %.3f, write %.3f mW, %.0f Oe; marks %.0f nm wide; edges off "
	       "by %.4f cell rms, %.3f at most (1/32 is 0.0313)\n",
	       subject->name, optimum->power.bias_mw, optimum->power.erase_mw,
	       optimum->power.write_mw, optimum->power.field_oe, 2 * optimum->half_width_nm,
	       optimum->rms_cells, optimum->worst_cells);
}

void table_strategy(const struct subject *subject)
{
	const struct nfod_strategy *strategy = &subject->strategy;
	unsigned int n;

	printf("  table in 1/32 cell: middle %u, cool %u, field %d\n", strategy->middle,
	       strategy->cool, strategy->field);
	if (strategy->kind == NFOD_STRATEGY_CLOCKED)
		return;
	for (n = 0; n < NFOD_STRATEGY_RUNS; n++) {
		const struct nfod_strategy_run *run = &strategy->run[n];

		printf("  %uT: start %3d %3d %3d, first %2u, last %2u, end %3d %3d %3d\n",
		       n + NFOD_RUN_LEAST, run->start[0], run->start[1], run->start[2], run->first,
		       run->last, run->end[0], run->end[1], run->end[2]);
	}
}

/* Mean length of the marks of so many cells. */
static double length_of(const struct write_survey *survey, unsigned int cells, double cell_nm)
{
	double sum = 0;
	unsigned int count = 0, i;

	for (i = 0; i < survey->count; i++) {
		const struct write_mark *mark = &survey->mark[i];

		if (mark->cells == cells) {
			sum += cells * cell_nm + mark->trail_nm - mark->lead_nm;
			count++;
		}
	}
	return count ? sum / count : 0;
}

/* How warm steady light makes the film: what reading may do. */
static void print_warmth(const struct writing_bench *bench)
{
	const float *kelvin = thermal_track_at(&bench->stage.heat, THERMAL_EVER);
	float most = 0;
	unsigned int i;

	for (i = 0; i < bench->stage.heat.window.columns; i++)
		most = fmaxf(most, kelvin[i]);
	printf("  steady light warms the film by %.0f K/mW: 0.12 mW to %.0f C, %.2f mW to 120 C\n",
	       most * 1e-3, 25 + 0.12 * most * 1e-3, (120 - 25) / (most * 1e-3));
}

int table_marks(const struct subject *subject)
{
	struct writing_bench *bench = writing_bench_make(&subject->disc, subject->law.velocity);
	static struct write_pattern pattern;
	unsigned int n;
	double part;

	if (!bench)
		return -1;
	print_warmth(bench);
	write_pattern_data(&pattern, 300, 1);
	printf("  marks by the full simulation (nm; ideal 2T 86 ... 8T 344)\n  power  signal  width");
	for (n = NFOD_RUN_LEAST; n <= NFOD_RUN_MOST; n++)
		printf("     %uT", n);
	printf("\n");
	for (part = 0.7; part < 1.35; part += 0.1) {
		struct writing_power power = subject->optimum.power;

		power.write_mw *= part;
		if (writing_bench_write(bench, &subject->strategy, &power, &pattern))
			break;
		printf("  %5.2f  %6.3f  %5.0f", part, bench->survey.signal,
		       2 * bench->survey.half_width_nm);
		for (n = NFOD_RUN_LEAST; n <= NFOD_RUN_MOST; n++)
			printf("  %5.0f", length_of(&bench->survey, n, subject->disc.cell_nm));
		printf("\n");
	}
	writing_bench_free(bench);
	return 0;
}

const struct knob_of knobs[KNOBS] = {
	{ "write power", "%", 100, 0.5 }, { "erase power", "%", 100, 0.5 },
	{ "all powers", "%", 100, 0.5 },  { "gap", "nm", 1, 24 },
	{ "speed", "%", 100, 0.33 },	  { "off track", "nm", 1, 60 },
	{ "disc's heat", "K", 1, 100 },
};

static bool good(const struct subject *subject, const struct writing_pass *pass)
{
	static const struct marks blank, old = { .contrast = MARKS_ONE, .noise = MARKS_ONE };
	bool overwrites = subject->strategy.kind != NFOD_STRATEGY_LIGHT;
	struct nfod_law_marks marks;
	struct marks after;

	law_marks_at(&subject->law, pass, &marks);
	writing_law_write(&subject->law, pass, overwrites ? &old : &blank, &after);
	return fabs(marks.trail_nm - marks.lead_nm) < LENGTH_CELLS * subject->disc.cell_nm &&
	       after.contrast > CONTRAST_LEAST * MARKS_ONE &&
	       after.residue < RESIDUE_MOST * MARKS_ONE;
}

void knob_turn(struct writing_pass *pass, enum knob knob, double to)
{
	switch (knob) {
	case KNOB_WRITE:
		pass->power.write_mw *= 1 + to;
		break;
	case KNOB_ALL:
		pass->power.write_mw *= 1 + to;
		pass->power.bias_mw *= 1 + to;
		pass->power.erase_mw *= 1 + to;
		break;
	case KNOB_ERASE:
		pass->power.erase_mw *= 1 + to;
		break;
	case KNOB_GAP:
		pass->gap_nm += to;
		break;
	case KNOB_SPEED:
		pass->velocity *= 1 + to;
		break;
	case KNOB_TRACK:
		pass->offset_nm += to;
		break;
	default:
		pass->celsius += to;
	}
}

static double edge_of(const struct subject *subject, enum knob knob, double most)
{
	double part;

	for (part = 0; part < 1; part += SEARCH_STEP) {
		struct writing_pass pass = subject_pass(subject);

		knob_turn(&pass, knob, part * most);
		if (!good(subject, &pass))
			break;
	}
	return part * most;
}

void table_windows(const struct subject *subject)
{
	unsigned int i;

	printf("  windows: mean length off by less than %.2f cell, contrast above %.2f, residue "
	       "below %.2f\n",
	       LENGTH_CELLS, CONTRAST_LEAST, RESIDUE_MOST);
	for (i = 0; i < KNOBS; i++)
		printf("    %-12s %+.1f .. %+.1f %s\n", knobs[i].name,
		       knobs[i].scale * edge_of(subject, i, -knobs[i].most),
		       knobs[i].scale * edge_of(subject, i, knobs[i].most), knobs[i].unit);
}

void table_erasing(const struct subject *subject)
{
	const struct nfod_writing_law *law = &subject->law;
	unsigned int i;

	printf("  an old mark's signal left after one pass, by erase power and speed\n"
	       "  power  x0.75   x1.00   x1.33   30 nm aside\n");
	for (i = 0; i < LAW_ERASES; i++)
		printf("  %5.2f  %.4f  %.4f  %.4f  %.4f\n", law_erase_at[i], law->left[0][i],
		       law->left[1][i], law->left[2][i], law->aside[2][i]);
}

void table_beside(const struct subject *subject)
{
	static const struct marks old = { .contrast = MARKS_ONE, .noise = MARKS_ONE };
	double power, offset;

	printf("  taken off a neighbour's mark by one pass, nm, by powers and by offset towards "
	       "it\n  power       0 nm      10 nm      20 nm\n");
	for (power = 0.8; power < 1.25; power += 0.1) {
		printf("  %5.2f", power);
		for (offset = 0; offset < 25; offset += 10) {
			struct writing_pass pass = subject_pass(subject);

			knob_turn(&pass, KNOB_ALL, power - 1);
			pass.offset_nm = -offset;
			printf("  %9.2e", writing_law_beside_nm(&subject->law, &pass, true, &old));
		}
		printf("\n");
	}
}

void table_wear(const struct subject *subject)
{
	static const struct marks blank;
	double cycles, power;

	printf("  wear: contrast and noise after so many cycles, at power x 1.0 and x 1.1\n");
	for (cycles = 1e3; cycles < 2e6; cycles *= 10) {
		printf("  %8.0f", cycles);
		for (power = 1; power < 1.15; power += 0.1) {
			struct writing_pass pass = subject_pass(subject);
			struct marks marks;

			knob_turn(&pass, KNOB_ALL, power - 1);
			pass.cycles = cycles;
			writing_law_write(&subject->law, &pass, &blank, &marks);
			printf("   %.2f %.2f", marks.contrast / (double)MARKS_ONE,
			       marks.noise / (double)MARKS_ONE);
		}
		printf("\n");
	}
}

/* Beside the root of speed, which is what heat alone would ask for. */
int table_speeds(const struct subject *subject)
{
	double speed, nominal = subject->law.velocity;

	printf("  best powers by speed, over those at %.2f m/s\n"
	       "  speed   root  write  erase\n",
	       nominal);
	for (speed = 0.5; speed < 1.3; speed += 0.25) {
		struct nfod_strategy strategy;
		struct writing_optimum best;

		writing_strategy_start(&strategy, subject->strategy.kind);
		if (writing_optimise(&subject->disc, speed * nominal, &strategy, &best))
			return -1;
		printf("  %5.2f  %5.3f  %5.3f  %5.3f\n", speed, sqrt(speed),
		       best.power.write_mw / subject->optimum.power.write_mw,
		       subject->optimum.power.erase_mw > 0 ?
			       best.power.erase_mw / subject->optimum.power.erase_mw :
			       0);
	}
	return 0;
}
