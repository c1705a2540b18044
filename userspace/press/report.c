// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "press/report.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "press/image.h"
#include "press/press.h"
#include "press/save.h"

#define WHY 512

const char press_report_help[] =
	"usage: nfod-press report RECIPE|DISC.nfm -o REPORT.html|REPORT.pdf [OPTIONS]\n"
	"\n"
	"Draws what an engineer would want to see of a disc: cross-section, gap error signal,\n"
	"crosstalk against step, height map, protrusions, flattening film, texture, and tables\n"
	"of the line, the claims and the lead-in. The file's name says whether it becomes one\n"
	"page of HTML with all pictures inside, or PDF. A recipe's disc is pressed in memory.\n"
	"The same disc gives the same bytes. A file that is there is replaced.\n"
	"\n"
	"  -o, --output FILE    file to write\n"
	"  --seed N             of the disc, when it is a recipe's (default: 1)\n"
	"  --quick              tracks of a recipe's disc by the scalar model only, seconds faster\n";

/**
 * struct report_order - what is asked for
 * @source: recipe or disc image
 * @path: file to write
 * @pressing: which disc of a recipe
 */
struct report_order {
	const char *source;
	const char *path;
	struct pressing_order pressing;
};

typedef int (*report_writer)(const struct report *report, FILE *file, char *why, size_t size);

/* Return: what writes such a file, or NULL. */
static report_writer writer_for(const char *path)
{
	const char *suffix = strrchr(path, '.');

	if (suffix && !strcmp(suffix, ".html"))
		return report_html;
	return suffix && !strcmp(suffix, ".pdf") ? report_pdf : NULL;
}

static struct pressing *take(const struct report_order *order, char *why, size_t size)
{
	struct recipe *recipe;

	if (image_is(order->source))
		return pressing_load(order->source, why, size);
	recipe = recipe_read(order->source, why, size);
	return recipe ? pressing_make(recipe, &order->pressing, NULL, NULL, why, size) : NULL;
}

static int write_report(const struct report *report, const char *path, char *why, size_t size)
{
	struct save save;

	if (save_begin(&save, path, why, size))
		return -1;
	if (!writer_for(path)(report, save.file, why, size))
		return save_commit(&save, why, size);
	save_abandon(&save);
	return -1;
}

static enum press_exit make_report(const struct report_order *order)
{
	struct pressing *pressing;
	struct report report;
	char why[WHY] = "";
	int failed;

	pressing = take(order, why, sizeof(why));
	if (!pressing)
		return press_failed(why);
	report.pressing = pressing;
	claims_judge(&pressing->design, report.claim);
	failed = write_report(&report, order->path, why, sizeof(why));
	pressing_free(pressing);
	return failed ? press_failed(why) : PRESS_OK;
}

enum report_option {
	REPORT_SEED = 256,
	REPORT_QUICK,
};

static int take_option(struct report_order *order, int option)
{
	switch (option) {
	case 'o':
		order->path = optarg;
		return 0;
	case REPORT_SEED:
		return press_parse_seed(optarg, &order->pressing.seed);
	default:
		order->pressing.rigorous = false;
		return 0;
	}
}

enum press_exit press_report(int argc, char **argv)
{
	static const struct option options[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "seed", required_argument, NULL, REPORT_SEED },
		{ "quick", no_argument, NULL, REPORT_QUICK },
		{ NULL, 0, NULL, 0 },
	};
	struct report_order order = { .pressing = { .seed = 1, .rigorous = true } };
	int option;

	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		if (option == '?')
			return press_bad_option(argv);
		if (take_option(&order, option))
			return press_usage(argv[0], "bad value", optarg);
	}
	if (optind + 1 != argc)
		return press_usage(argv[0], "needs one recipe or disc image", NULL);
	if (!order.path)
		return press_usage(argv[0], "needs -o FILE", NULL);
	if (!writer_for(order.path))
		return press_usage(argv[0], "name the file .html or .pdf", order.path);
	order.source = argv[optind];
	return make_report(&order);
}
