// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <cjson/cJSON.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "press/claims.h"
#include "press/image.h"
#include "press/press.h"
#include "press/pressing.h"

const char press_check_help[] =
	"usage: nfod-press check [OPTIONS] RECIPE|DISC.nfm\n"
	"\n"
	"Judges a recipe, or the design of a disc, by the patent's 34 claims: what was\n"
	"measured, against which limit, which step decides. FAILS (1) and FAILS (19) are\n"
	"failures inherited from the claim that this one depends on; n.a. is what a disc\n"
	"of this kind does not have.\n"
	"  --json       the same as JSON\n"
	"  --quick      crosstalk by the scalar model, in no time\n"
	"Exit status: 0 all claims that apply hold, 3 one does not, 1 it could not be\n"
	"judged, 2 bad usage.\n";

/**
 * struct subject - what is judged
 * @recipe: read from a file, else NULL
 * @pressing: disc loaded from an image, else NULL
 * @design: of one of them
 */
struct subject {
	struct recipe *recipe;
	struct pressing *pressing;
	struct design design;
};

static int take(struct subject *subject, const char *path, char *why, size_t size)
{
	if (image_is(path)) {
		subject->pressing = pressing_load(path, why, size);
		if (!subject->pressing)
			return -1;
		subject->design = subject->pressing->design;
		return 0;
	}
	subject->recipe = recipe_read(path, why, size);
	if (!subject->recipe)
		return -1;
	design_evaluate(&subject->design, subject->recipe);
	return 0;
}

static int refine(struct subject *subject)
{
	if (!design_rigorous(&subject->design, &GRATING_QUICK))
		return 0;
	fprintf(stderr, "nfod-press: check: the grating model failed on these tracks; "
			"--quick does without\n");
	return -1;
}

static void release(struct subject *subject)
{
	if (subject->pressing)
		pressing_free(subject->pressing);
	if (subject->recipe)
		recipe_free(subject->recipe);
}

static const char *verdict_name(enum claim_verdict verdict)
{
	static const char *const name[] = {
		[CLAIM_HOLDS] = "holds",
		[CLAIM_FAILS] = "FAILS",
		[CLAIM_NOT_APPLICABLE] = "n.a.",
	};

	return name[verdict];
}

static const char *kind_name(enum claim_kind kind)
{
	static const char *const name[] = {
		[CLAIM_STRUCTURAL] = "structural",
		[CLAIM_NUMERIC] = "numeric",
		[CLAIM_COUNTERFACTUAL] = "counterfactual",
	};

	return name[kind];
}

static void print_row(const struct claim_result *result)
{
	char verdict[16];

	if (result->verdict == CLAIM_FAILS && result->own == CLAIM_HOLDS)
		snprintf(verdict, sizeof(verdict), "FAILS (%u)", result->depends);
	else
		snprintf(verdict, sizeof(verdict), "%s", verdict_name(result->verdict));
	printf("%5u  %-38s %-10s  %-36s %-30s %s\n", result->number, result->title, verdict,
	       result->figure, result->limit, result->decides);
}

static void print_table(const struct recipe *recipe, const struct claim_result *result)
{
	unsigned int i;

	printf("%s: %s, %s\n\n", recipe->name, recipe->label, recording_name(recipe->recording));
	printf("%5s  %-38s %-10s  %-36s %-30s %s\n", "claim", "", "verdict", "figure", "limit",
	       "decided by");
	for (i = 0; i < CLAIMS; i++)
		print_row(&result[i]);
	printf("\n%u hold, %u fail, %u not applicable\n", claims_count(result, CLAIM_HOLDS),
	       claims_count(result, CLAIM_FAILS), claims_count(result, CLAIM_NOT_APPLICABLE));
}

static cJSON *row_json(const struct claim_result *result)
{
	cJSON *row = cJSON_CreateObject();

	cJSON_AddNumberToObject(row, "claim", result->number);
	if (result->depends)
		cJSON_AddNumberToObject(row, "depends", result->depends);
	cJSON_AddStringToObject(row, "kind", kind_name(result->kind));
	cJSON_AddStringToObject(row, "verdict", verdict_name(result->verdict));
	cJSON_AddStringToObject(row, "own", verdict_name(result->own));
	cJSON_AddStringToObject(row, "title", result->title);
	cJSON_AddStringToObject(row, "figure", result->figure);
	cJSON_AddStringToObject(row, "limit", result->limit);
	if (isfinite(result->margin))
		cJSON_AddNumberToObject(row, "margin", result->margin);
	cJSON_AddStringToObject(row, "decided_by", result->decides);
	return row;
}

static int print_json(const struct recipe *recipe, const struct claim_result *result)
{
	cJSON *root = cJSON_CreateObject();
	cJSON *claims;
	char *text;
	unsigned int i;

	cJSON_AddStringToObject(root, "recipe", recipe->name);
	cJSON_AddStringToObject(root, "label", recipe->label);
	cJSON_AddStringToObject(root, "recording", recording_name(recipe->recording));
	claims = cJSON_AddArrayToObject(root, "claims");
	for (i = 0; i < CLAIMS; i++)
		cJSON_AddItemToArray(claims, row_json(&result[i]));
	cJSON_AddNumberToObject(root, "hold", claims_count(result, CLAIM_HOLDS));
	cJSON_AddNumberToObject(root, "fail", claims_count(result, CLAIM_FAILS));
	cJSON_AddNumberToObject(root, "not_applicable", claims_count(result, CLAIM_NOT_APPLICABLE));
	text = cJSON_Print(root);
	cJSON_Delete(root);
	if (!text) {
		fprintf(stderr, "nfod-press: check: out of memory\n");
		return -1;
	}
	puts(text);
	free(text);
	return 0;
}

static enum press_exit judge(const struct design *design, bool json)
{
	struct claim_result result[CLAIMS];

	claims_judge(design, result);
	if (!json)
		print_table(design->recipe, result);
	else if (print_json(design->recipe, result))
		return PRESS_FAILED;
	return claims_count(result, CLAIM_FAILS) ? PRESS_UNMET : PRESS_OK;
}

enum press_exit press_check(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "quick", no_argument, NULL, 'q' },
		{ NULL, 0, NULL, 0 },
	};
	struct subject subject = { .recipe = NULL };
	char why[RECIPE_WHY];
	bool json = false, quick = false;
	enum press_exit result = PRESS_FAILED;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == '?')
			return press_bad_option(argv);
		if (option == 'j')
			json = true;
		else
			quick = true;
	}
	if (optind + 1 != argc)
		return press_usage("check", "needs one recipe or disc image", NULL);
	if (take(&subject, argv[optind], why, sizeof(why)))
		fprintf(stderr, "nfod-press: %s\n", why);
	else if (quick || !refine(&subject))
		result = judge(&subject.design, json);
	release(&subject);
	return result;
}
