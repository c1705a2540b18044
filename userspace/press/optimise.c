// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "press/optimise.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "press/press.h"
#include "press/save.h"

/* A limit counts as reached when it is so near. */
#define REACHED (OPTIMISE_GUARD + 0.01)
#define KEPT_MOST SIMPLEX_AXES
#define STARTS_MOST 1000

const char press_optimise_help[] =
	"usage: nfod-press optimise RECIPE [-o BETTER.conf] [OPTIONS]\n"
	"\n"
	"Finds the thicknesses of all films, the step and the share of the land that give the\n"
	"greatest product of a mark's signal (change of the returned power by a mark, part of\n"
	"the incident power; magneto-optical: the Kerr detector's) and the gap signal's slope,\n"
	"each on the worse side of the tracks, while every claim keeps 2 % from its limit,\n"
	"inspection would pass the disc and the film covers what truncation leaves standing.\n"
	"Values become twice or half as large at most. The search goes by the scalar track model\n"
	"first, then by the grating's. Says what changed, which limits were\n"
	"reached, and what each of them costs.\n"
	"  -o, --output FILE    recipe to make\n"
	"  --keep PATH          leave that value as it is, e.g. layers.[0].thickness_nm\n"
	"  --starts N           search also from N places drawn at random (default 4)\n"
	"  --seed N             of these (default 1)\n"
	"  --force              replace a file that is there\n"
	"Exit status: 0 all claims that apply hold, 3 one does not, 1 trouble, 2 bad usage.\n";

enum optimise_option {
	OPT_KEEP = 256,
	OPT_STARTS,
	OPT_SEED,
	OPT_FORCE,
};

/**
 * struct order - what the command line says
 */
struct order {
	const char *output;
	const char *kept[KEPT_MOST];
	unsigned int keeps;
	uint64_t starts;
	uint64_t seed;
	bool force;
};

/**
 * struct outcome - the design before and after
 */
struct outcome {
	struct design before;
	struct design after;
	struct claim_result claim_before[CLAIMS];
	struct claim_result claim[CLAIMS];
};

static enum press_exit fail(const char *why)
{
	fprintf(stderr, "nfod-press: optimise: %s\n", why);
	return PRESS_FAILED;
}

static void print_values(const struct optimum *optimum)
{
	unsigned int i;

	printf("%-36s %10s %10s\n", "value", "before", "after");
	for (i = 0; i < optimum->axes; i++)
		printf("%-36s %10.5g %10.5g%s\n", optimum->variable[i].path,
		       optimum->variable[i].nominal, optimum_value(optimum, i),
		       optimum_at_edge(optimum, i) ? "  (edge of the search)" : "");
}

static void print_figure(const char *name, int digits, double before, double after)
{
	printf("%-36s %10.*f %10.*f  %+.1f %%\n", name, digits, before, digits, after,
	       100 * (after / before - 1));
}

static double worse_crosstalk(const struct design *design)
{
	return fmax(design->side[NFOD_GROOVE].crosstalk_db, design->side[NFOD_LAND].crosstalk_db);
}

static void print_figures(const struct outcome *outcome)
{
	const struct design *a = &outcome->before, *b = &outcome->after;

	printf("\n%-36s %10s %10s\n", "figure, worse side", "before", "after");
	print_figure("mark signal, % of the light", 3, 100 * design_signal(a),
		     100 * design_signal(b));
	print_figure("gap signal slope, ppm/nm", 0, 1e6 * design_slope(a), 1e6 * design_slope(b));
	print_figure("their product", 1, 1e6 * design_signal(a) * design_slope(a),
		     1e6 * design_signal(b) * design_slope(b));
	printf("%-36s %10.1f %10.1f\n", "crosstalk, dB", worse_crosstalk(a), worse_crosstalk(b));
	printf("%-36s %10.1f %10.1f\n", "film over the land, nm", a->piece.film_nm,
	       b->piece.film_nm);
	printf("%-36s %10.1f %10.1f\n", "film where it is thickest, nm", a->greatest_film_nm,
	       b->greatest_film_nm);
	printf("%-36s %10.1f %10.1f\n", "formed films, nm", a->formed_nm, b->formed_nm);
	printf("%-36s %10.3f %10.3f\n", "absorbed in the recording layer", a->absorbed,
	       b->absorbed);
	printf("%-36s %10u %10u\n", "claims that fail",
	       claims_count(outcome->claim_before, CLAIM_FAILS),
	       claims_count(outcome->claim, CLAIM_FAILS));
}

/* Claims that ask for the same, as 9 and 28 do. */
static uint64_t like(const struct claim_result *result, unsigned int which)
{
	uint64_t bits = 0;
	unsigned int i;

	for (i = 0; i < CLAIMS; i++) {
		if (result[i].margin == result[which].margin)
			bits |= 1ull << i;
	}
	return bits;
}

static void print_numbers(uint64_t bits)
{
	const char *gap = "  claim ";
	unsigned int i;

	for (i = 0; i < CLAIMS; i++) {
		if (!(bits >> i & 1))
			continue;
		printf("%s%u", gap, i + 1);
		gap = ", ";
	}
}

static void print_reached(const struct optimum *optimum, const struct claim_result *result)
{
	uint64_t told = 0;
	unsigned int i;

	printf("limits reached by the scalar track model\n");
	for (i = 0; i < CLAIMS; i++) {
		const struct claim_result *claim = &result[i];

		if (!(claim->margin < REACHED) || told >> i & 1)
			continue;
		told |= like(result, i);
		print_numbers(like(result, i));
		printf(" (%s): %s, limit %s; without it the product could be %.1f %% greater\n",
		       claim->title, claim->figure, claim->limit,
		       100 * optimum_price(optimum, like(result, i)));
	}
	if (!told)
		printf("  none of the claims': the optimum lies between them\n");
}

static enum press_exit save_recipe(const struct recipe *recipe, const char *path)
{
	char why[RECIPE_WHY];
	struct save save;

	if (save_begin(&save, path, why, sizeof(why)))
		return fail(why);
	fwrite(recipe->text, 1, recipe->text_bytes, save.file);
	if (save_commit(&save, why, sizeof(why)))
		return fail(why);
	printf("\n%s: written\n", path);
	return PRESS_OK;
}

/* By the grating model, as check judges. */
static int judge(const struct recipe *recipe, struct design *design, struct claim_result *result)
{
	design_evaluate(design, recipe);
	if (design_rigorous(design, &GRATING_QUICK))
		return -1;
	claims_judge(design, result);
	return 0;
}

static int judge_both(struct outcome *outcome, const struct recipe *before,
		      const struct recipe *after)
{
	return judge(before, &outcome->before, outcome->claim_before) ||
			       judge(after, &outcome->after, outcome->claim) ?
		       -1 :
		       0;
}

static enum press_exit report(const struct optimum *optimum, struct recipe *better,
			      const char *output)
{
	struct outcome *outcome = calloc(1, sizeof(*outcome));
	enum press_exit result = PRESS_OK;

	if (!outcome || recipe_restate(better)) {
		free(outcome);
		return fail("out of memory");
	}
	if (judge_both(outcome, optimum->recipe, better)) {
		free(outcome);
		return fail("the grating model failed on the tracks");
	}
	print_values(optimum);
	print_figures(outcome);
	if (output)
		result = save_recipe(better, output);
	if (!result && claims_count(outcome->claim, CLAIM_FAILS))
		result = PRESS_UNMET;
	free(outcome);
	return result;
}

/* By the scalar model, with what limits cost, then the grating's. Return: or NULL. */
static struct recipe *search(struct optimum *optimum, const struct order *order)
{
	struct claim_result result[CLAIMS];
	struct recipe *better;
	struct design design;

	optimum_search(optimum, (unsigned int)order->starts, order->seed);
	better = optimum_recipe(optimum);
	if (!better)
		return NULL;
	design_evaluate(&design, better);
	claims_judge(&design, result);
	print_reached(optimum, result);
	recipe_free(better);
	return optimum_refine(optimum) ? NULL : optimum_recipe(optimum);
}

static enum press_exit optimise(const struct recipe *recipe, const struct order *order)
{
	struct optimum optimum;
	struct recipe *better;
	enum press_exit result;
	unsigned int i;

	optimum_begin(&optimum, recipe);
	for (i = 0; i < order->keeps; i++) {
		if (optimum_keep(&optimum, order->kept[i]))
			return press_usage("optimise", "--keep: not a value that may change",
					   order->kept[i]);
	}
	if (!optimum.axes)
		return press_usage("optimise", "nothing is left to change", NULL);
	better = search(&optimum, order);
	if (!better)
		return fail("out of memory, or the grating model failed on the tracks");
	printf("\n%s: %u designs rated\n\n", recipe->name, optimum.rated);
	result = report(&optimum, better, order->output);
	recipe_free(better);
	return result;
}

static enum press_exit carry_out(const struct order *order, const char *path)
{
	char why[RECIPE_WHY];
	enum press_exit result;
	struct recipe *recipe;

	if (order->output && !order->force && !access(order->output, F_OK)) {
		snprintf(why, sizeof(why), "%.200s is there already; --force replaces it",
			 order->output);
		return fail(why);
	}
	recipe = recipe_read(path, why, sizeof(why));
	if (!recipe) {
		fprintf(stderr, "nfod-press: %s\n", why);
		return PRESS_FAILED;
	}
	result = optimise(recipe, order);
	recipe_free(recipe);
	return result;
}

static int take_option(struct order *order, int option)
{
	switch (option) {
	case 'o':
		order->output = optarg;
		return 0;
	case OPT_KEEP:
		if (order->keeps == KEPT_MOST)
			return -1;
		order->kept[order->keeps++] = optarg;
		return 0;
	case OPT_STARTS:
		return press_parse_seed(optarg, &order->starts) || order->starts > STARTS_MOST;
	case OPT_SEED:
		return press_parse_seed(optarg, &order->seed);
	default:
		order->force = true;
		return 0;
	}
}

enum press_exit press_optimise(int argc, char **argv)
{
	static const struct option options[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "keep", required_argument, NULL, OPT_KEEP },
		{ "starts", required_argument, NULL, OPT_STARTS },
		{ "seed", required_argument, NULL, OPT_SEED },
		{ "force", no_argument, NULL, OPT_FORCE },
		{ NULL, 0, NULL, 0 },
	};
	struct order order = { .starts = 4, .seed = 1 };
	int option;

	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		if (option == '?')
			return press_bad_option(argv);
		if (take_option(&order, option))
			return press_usage("optimise", "bad value", optarg);
	}
	if (optind + 1 != argc)
		return press_usage("optimise", "needs one recipe", NULL);
	return carry_out(&order, argv[optind]);
}
