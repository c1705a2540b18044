// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * nfod-press make: press a disc and show how it went down the line.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nfod/wire.h"
#include "press/image.h"
#include "press/press.h"
#include "press/pressing.h"

#define WHY 512
#define BAR 24

const char press_make_help[] =
	"usage: nfod-press make RECIPE -o DISC.nfm [OPTIONS]\n"
	"\n"
	"Sends a disc down the line and writes it as an image. RECIPE is a file or the name of\n"
	"a shipped recipe (nfod-press recipes). Shows the disc after every step: land above\n"
	"groove, flattening film (mean and sigma), roughness, protrusions above the inspection\n"
	"limit that are expected on the data area, height that one of them exceeds, run-out.\n"
	"A disc that fails inspection is made all the same, and says so; the exit status is 0.\n"
	"\n"
	"  -o, --output FILE    file to make\n"
	"  --seed N             same recipe and seed, same bytes (default: random)\n"
	"  --size N[K|M|G]      at least so many bytes for the user, of the smallest\n"
	"                       possible radius (default: whole disc)\n"
	"  --quick              tracks by the scalar model only, seconds faster\n"
	"  --force              replace a file that is there\n";

/**
 * struct make_order - what make is asked for
 * @recipe: file or name
 * @path: file to make
 * @force: replace what is there
 * @pressing: which disc
 */
struct make_order {
	const char *recipe;
	const char *path;
	bool force;
	struct pressing_order pressing;
};

enum make_option {
	MAKE_SEED = 256,
	MAKE_SIZE,
	MAKE_QUICK,
	MAKE_FORCE,
};

/**
 * struct display - progress for people
 * @terminal: standard output is one
 * @limit_nm: protrusions above it are counted
 */
struct display {
	bool terminal;
	double limit_nm;
};

static void show_bar(const char *name, double fraction)
{
	int full = (int)(fraction * BAR + 0.5);
	char bar[BAR + 1];

	memset(bar, '.', BAR);
	memset(bar, '#', (size_t)full);
	bar[BAR] = '\0';
	printf("\r[%s] %3.0f %%  %s\033[K", bar, fraction * 100.0, name);
	fflush(stdout);
}

static void show_head(const struct display *display)
{
	char above[16];

	snprintf(above, sizeof(above), ">%.0f nm", display->limit_nm);
	printf("%-9s %5s %13s %6s %8s %8s %8s\n", "line", "step", "film, sigma", "Ra", above,
	       "tallest", "run-out");
	printf("%-9s %5s %13s %6s %8s %8s %8s\n", "", "nm", "nm", "nm", "expected", "nm", "um");
}

/* Told after each step: its line takes the place of the bar. */
static void show_step(void *ctx, const struct line_entry *entry, double fraction)
{
	const struct display *display = ctx;
	const struct workpiece *piece = &entry->piece;

	printf("%s%-9s %5.1f %6.1f %6.1f %6.2f %8.2f %8.1f %8.1f  %s\n",
	       display->terminal ? "\r\033[K" : "", line_step_name(entry->step), piece->step_nm,
	       piece->film_nm, line_film_sigma_nm(piece), roughness_ra(&piece->texture),
	       protrusions_expected(&piece->bumps, display->limit_nm, DESIGN_AREA_CM2),
	       line_tallest_nm(piece), piece->axial_pp_nm / 1e3, entry->note);
	if (display->terminal && entry->step + 1 < LINE_STEPS)
		show_bar(line_step_name(entry->step + 1), fraction);
}

static void show_side(const struct pressing *pressing, const char *name, unsigned int which)
{
	const struct side_design *side = &pressing->design.side[which];

	printf("%-9s film %.1f nm, gap signal %.3f, slope %.2f %%/nm, crosstalk %.1f dB, "
	       "modulation %.1f %%\n",
	       name, side->film_nm, side->at_gap[STATE_ERASED].ges, side->ges_slope * 100.0,
	       side->crosstalk_db, side->modulation * 100.0);
}

static void show_disc(const struct pressing *pressing, const char *path)
{
	const struct nfod_disc_info *info = &pressing->info;

	show_side(pressing, "groove", NFOD_GROOVE);
	show_side(pressing, "land", NFOD_LAND);
	printf("this disc film sigma %.1f nm, %zu protrusions above %.0f nm, tallest %.1f nm, "
	       "run-out %.1f um axial, %.1f um radial\n",
	       pressing_film_sigma_nm(pressing), pressing->rejects,
	       pressing->recipe->limits.protrusion_nm, pressing_tallest_nm(pressing),
	       info->film.axial_pp_nm / 1e3, info->film.radial_pp_nm / 1e3);
	printf("%s: disc %s, %s, %" PRIu64 " MiB in %u zones, seed %" PRIu64 "\n", path,
	       info->disc_id, recording_name(info->recording),
	       info->user_blocks * NFOD_BLOCK_BYTES >> 20, info->zones, info->seed);
	printf("inspection: %s\n", pressing->design.line[STEP_INSPECT].note);
	if (info->flags & NFOD_DISC_REJECTED)
		printf("REJECTED\n");
}

static enum press_exit make(const struct make_order *order)
{
	struct display display = { .terminal = isatty(STDOUT_FILENO) };
	struct pressing *pressing;
	struct recipe *recipe;
	char why[WHY] = "";
	int result;

	recipe = recipe_read(order->recipe, why, sizeof(why));
	if (!recipe)
		return press_failed(why);
	if (image_check_place(order->path, order->force, why, sizeof(why))) {
		recipe_free(recipe);
		return press_failed(why);
	}
	display.limit_nm = recipe->limits.protrusion_nm;
	show_head(&display);
	pressing = pressing_make(recipe, &order->pressing, show_step, &display, why, sizeof(why));
	if (!pressing)
		return press_failed(why);
	result = pressing_write(pressing, order->path, order->force, why, sizeof(why));
	if (!result)
		show_disc(pressing, order->path);
	pressing_free(pressing);
	return result ? press_failed(why) : PRESS_OK;
}

static int take_option(struct make_order *order, int option)
{
	switch (option) {
	case 'o':
		order->path = optarg;
		return 0;
	case MAKE_SEED:
		return press_parse_seed(optarg, &order->pressing.seed);
	case MAKE_SIZE:
		return press_parse_size(optarg, &order->pressing.user_bytes);
	case MAKE_QUICK:
		order->pressing.rigorous = false;
		return 0;
	default:
		order->force = true;
		return 0;
	}
}

enum press_exit press_make(int argc, char **argv)
{
	static const struct option options[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "seed", required_argument, NULL, MAKE_SEED },
		{ "size", required_argument, NULL, MAKE_SIZE },
		{ "quick", no_argument, NULL, MAKE_QUICK },
		{ "force", no_argument, NULL, MAKE_FORCE },
		{ NULL, 0, NULL, 0 },
	};
	struct make_order order = { .pressing.rigorous = true };
	int option;

	if (press_random_seed(&order.pressing.seed))
		return PRESS_FAILED;
	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		if (option == '?')
			return press_bad_option(argv);
		if (take_option(&order, option))
			return press_usage(argv[0], "bad value", optarg);
	}
	if (optind + 1 != argc)
		return press_usage(argv[0], "needs one recipe", NULL);
	if (!order.path)
		return press_usage(argv[0], "needs -o FILE", NULL);
	order.recipe = argv[optind];
	return make(&order);
}
