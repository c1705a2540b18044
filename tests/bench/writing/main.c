// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "writing.h"
#include "writing_discs.h"

#define USAGE                                                                             \
	"usage: bench-writing [--pictures FOLDER]\n"                                      \
	"What writing leaves on the reference discs: optimum, marks, windows, erasing,\n" \
	"neighbours, wear. With --pictures maps and curves are drawn into FOLDER.\n"

static const struct {
	const char *name;
	const char *file;
	bool magnetic;
	unsigned int side;
	unsigned int kind;
} subjects[] = {
	{ "phase change, land, pulse train", "pc", false, NFOD_LAND, NFOD_STRATEGY_TRAIN },
	{ "phase change, groove, pulse train", NULL, false, NFOD_GROOVE, NFOD_STRATEGY_TRAIN },
	{ "phase change, land, castle", NULL, false, NFOD_LAND, NFOD_STRATEGY_CASTLE },
	{ "magneto-optical, land, field", "mo", true, NFOD_LAND, NFOD_STRATEGY_CLOCKED },
	{ "magneto-optical, land, light", NULL, true, NFOD_LAND, NFOD_STRATEGY_LIGHT },
};

#define SUBJECTS (sizeof(subjects) / sizeof(*subjects))

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int make_subject(struct subject *subject, size_t which)
{
	double start = seconds(), optimised;

	*subject = (struct subject){ .name = subjects[which].name,
				     .file = subjects[which].file,
				     .magnetic = subjects[which].magnetic,
				     .side = subjects[which].side };
	writing_strategy_start(&subject->strategy, subjects[which].kind);
	if (reference_disc(subject->magnetic, subject->side, &subject->disc) ||
	    writing_optimise(&subject->disc, SPEED_2X, &subject->strategy, &subject->optimum)) {
		fprintf(stderr, "bench-writing: %s: no powers write this disc\n", subject->name);
		return -1;
	}
	optimised = seconds();
	if (writing_law_make(&subject->law, &subject->disc, &subject->strategy,
			     &subject->optimum.power, SPEED_2X)) {
		fprintf(stderr, "bench-writing: %s: no law; is memory short?\n", subject->name);
		return -1;
	}
	table_optimum(subject);
	printf("  optimised in %.1f s, law in %.1f s of processor time\n", optimised - start,
	       seconds() - optimised);
	return 0;
}

static void time_law(const struct subject *subject)
{
	static const struct marks old = { .contrast = MARKS_ONE, .noise = MARKS_ONE };
	struct writing_pass pass = subject_pass(subject);
	double start = seconds();
	unsigned int i, sum = 0;

	for (i = 0; i < 1000000; i++) {
		struct marks after;

		pass.gap_nm = 20 + i % 10;
		writing_law_write(&subject->law, &pass, &old, &after);
		sum += after.contrast;
	}
	start = seconds() - start;
	printf("  law: %.2f us a stretch, %.0f clusters a second (%u)\n", start,
	       1e6 / (start * MARKS_STRETCHES), sum & 1);
}

static int report(const struct subject *subject, const char *folder)
{
	table_strategy(subject);
	if (table_marks(subject))
		return -1;
	table_windows(subject);
	if (table_speeds(subject))
		return -1;
	if (!subject->magnetic) {
		table_calibration(subject);
		table_symbol_errors(subject);
		table_erasing(subject);
	}
	table_beside(subject);
	table_wear(subject);
	time_law(subject);
	if (!folder || !subject->file)
		return 0;
	return draw_heat(subject, folder) || draw_marks(subject, folder) ||
	       draw_windows(subject, folder);
}

int main(int argc, char **argv)
{
	const char *folder = NULL;
	struct subject subject;
	size_t i;
	int bad;

	if (argc == 3 && !strcmp(argv[1], "--pictures")) {
		folder = argv[2];
	} else if (argc != 1) {
		fputs(USAGE, argc == 2 && !strcmp(argv[1], "--help") ? stdout : stderr);
		return argc == 2 && !strcmp(argv[1], "--help") ? 0 : 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 0; i < SUBJECTS; i++) {
		if (make_subject(&subject, i))
			return 1;
		bad = report(&subject, folder);
		if (bad)
			return 1;
	}
	return 0;
}
