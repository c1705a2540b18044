// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * A blank disc is the ideal one of the reference design: described as the
 * recipe would have it, without a line's log, maps or protrusions.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/medium.h"
#include "nfod/wire.h"
#include "press/design.h"
#include "press/image.h"
#include "press/leadin.h"
#include "press/press.h"
#include "press/recipe.h"

#define WHY 320

const char press_blank_help[] =
	"usage: nfod-press blank -o DISC.nfm [OPTIONS]\n"
	"\n"
	"Makes a disc with nothing on it: the ideal one of the reference design, "
	"without maps,\n"
	"protrusions or a recipe of its own.\n"
	"\n"
	"  -o, --output FILE    file to make\n"
	"  --size N[K|M|G]      at least so many bytes for the user, of the "
	"smallest\n"
	"                       possible radius (default: whole disc)\n"
	"  --recording KIND     pc: phase change (default); mo: magneto-optical, written by a\n"
	"                       field; mo-light: magneto-optical, erased, then written by light\n"
	"  --seed N             same seed, same disc (default: random)\n"
	"  --label TEXT         words for people, up to 63 bytes\n"
	"  --read-only          drives refuse to write it\n"
	"  --force              replace a file that is there\n";

/**
 * struct blank_order - what disc is wanted
 * @path: file to make
 * @recipe: of which design
 * @force: replace a file that is there
 * @leadin: the rest
 */
struct blank_order {
	const char *path;
	const char *recipe;
	bool force;
	struct leadin_order leadin;
};

enum blank_option {
	BLANK_SIZE = 256,
	BLANK_RECORDING,
	BLANK_SEED,
	BLANK_LABEL,
	BLANK_READ_ONLY,
	BLANK_FORCE,
};

static int describe(struct nfod_disc_info *info, const struct blank_order *order, char *why,
		    size_t size)
{
	struct recipe *recipe = recipe_read(order->recipe, why, size);
	struct design design;
	int result;

	if (!recipe)
		return -1;
	design_evaluate(&design, recipe);
	/* Nobody inspects an ideal disc. */
	design.rejects = 0;
	result = leadin_make(info, &design, &order->leadin, why, size);
	recipe_free(recipe);
	return result;
}

static enum press_exit blank(const struct blank_order *order)
{
	struct nfod_disc_info info;
	struct protrusion_map map;
	char why[WHY] = "";

	protrusion_map_empty(&map);
	if (describe(&info, order, why, sizeof(why)) ||
	    image_write(order->path, &info, &map, NULL, 0, order->force, why, sizeof(why)))
		return press_failed(why);
	printf("%s: disc %s, %s, %" PRIu64 " MiB in %u zones, seed %" PRIu64 "\n", order->path,
	       info.disc_id, recording_name(info.recording),
	       info.user_blocks * NFOD_BLOCK_BYTES >> 20, info.zones, info.seed);
	return PRESS_OK;
}

static int take_recording(struct blank_order *order, const char *text)
{
	if (!strcmp(text, "pc"))
		order->recipe = "pc-reference";
	else if (!strcmp(text, "mo"))
		order->recipe = "mo-reference";
	else if (!strcmp(text, "mo-light"))
		order->recipe = "mo-light";
	else
		return -1;
	return 0;
}

static int take_option(struct blank_order *order, int option)
{
	switch (option) {
	case 'o':
		order->path = optarg;
		return 0;
	case BLANK_SIZE:
		return press_parse_size(optarg, &order->leadin.user_bytes);
	case BLANK_RECORDING:
		return take_recording(order, optarg);
	case BLANK_SEED:
		return press_parse_seed(optarg, &order->leadin.seed);
	case BLANK_LABEL:
		order->leadin.label = optarg;
		return strlen(optarg) < sizeof(((struct nfod_disc_info *)0)->label) ? 0 : -1;
	case BLANK_READ_ONLY:
		order->leadin.read_only = true;
		return 0;
	default:
		order->force = true;
		return 0;
	}
}

enum press_exit press_blank(int argc, char **argv)
{
	static const struct option options[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "size", required_argument, NULL, BLANK_SIZE },
		{ "recording", required_argument, NULL, BLANK_RECORDING },
		{ "seed", required_argument, NULL, BLANK_SEED },
		{ "label", required_argument, NULL, BLANK_LABEL },
		{ "read-only", no_argument, NULL, BLANK_READ_ONLY },
		{ "force", no_argument, NULL, BLANK_FORCE },
		{ NULL, 0, NULL, 0 },
	};
	struct blank_order order = { .recipe = "pc-reference", .leadin.label = "" };
	int option;

	if (press_random_seed(&order.leadin.seed))
		return PRESS_FAILED;
	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		if (option == '?')
			return press_bad_option(argv);
		if (take_option(&order, option))
			return press_usage(argv[0], "bad value", optarg);
	}
	if (optind < argc)
		return press_usage(argv[0], "too many words", argv[optind]);
	if (!order.path)
		return press_usage(argv[0], "needs -o FILE", NULL);
	return blank(&order);
}
