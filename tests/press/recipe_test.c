// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Recipes: the shipped ones, broken ones, chance ones; values by their path.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "lib/random.h"
#include "nfod/wire.h"
#include "press/recipe_keys.h"

#define MUTATIONS 2000
#define PARENT "pc-reference"

static struct recipe *must_read(const char *path)
{
	char why[RECIPE_WHY] = "";
	struct recipe *recipe = recipe_read(path, why, sizeof(why));

	if (!recipe)
		fail_msg("%s", why);
	return recipe;
}

static struct recipe *must_parse(const char *text)
{
	char why[RECIPE_WHY] = "";
	struct recipe *recipe = recipe_parse("x", text, strlen(text), why, sizeof(why));

	if (!recipe)
		fail_msg("%s", why);
	return recipe;
}

static void shipped_recipes_parse(void **state)
{
	static const char *const expected[] = {
		"first-surface-na170", "mo-light",	    "mo-reference", "pc-reference",
		"spoiled-hot-bake",    "spoiled-no-polish", "spoiled-step", "spoiled-thick-film",
	};
	struct recipe *recipe;
	const char *name;
	size_t n;

	(void)state;
	for (n = 0; (name = recipe_shipped(n)); n++) {
		assert_true(n < 8);
		assert_string_equal(name, expected[n]);
		recipe = must_read(name);
		assert_string_equal(recipe->name, name);
		assert_int_equal(recipe->text_bytes, strlen(recipe->text));
		recipe_free(recipe);
	}
	assert_int_equal(n, 8);
}

static void reference_is_the_reference_drive(void **state)
{
	struct recipe *recipe = must_read(PARENT);

	(void)state;
	assert_int_equal(recipe->recording, NFOD_RECORDING_PHASE_CHANGE);
	assert_int_equal(recipe->contrast, CONTRAST_REFLECTION);
	assert_true(recipe->optics.na == 1.5 && recipe->optics.wavelength_nm == 405);
	assert_true(recipe->gap_nm == 25 && recipe->pitch_nm == 180 && recipe->step_nm == 52);
	assert_int_equal(recipe->layers, 4);
	assert_ptr_equal(recipe_backing(recipe), &recipe->layer[3]);
	assert_ptr_equal(recipe_recording_layer(recipe), &recipe->layer[2]);
	assert_true(recipe_formed_nm(recipe) == 80 + 25 + 14);
	assert_true(recipe->truncate && recipe->has_film && recipe->polish);
	assert_true(recipe->polish_set.pressure_pa == 20000);
	assert_true(recipe->polish_set.contact >= 1e-3 && recipe->polish_set.contact <= 1e-2);
	recipe_free(recipe);
}

/* Lines of @a's values that are not in @b's. */
static void count_changes(const char *a, const char *b, char *first, size_t size, int *count)
{
	char line[128];

	for (*count = 0; *a; a += strcspn(a, "\n") + 1) {
		snprintf(line, sizeof(line), "%.*s", (int)strcspn(a, "\n"), a);
		if (!strncmp(line, "name", 4) || !strncmp(line, "label", 5) || strstr(b, line))
			continue;
		if (!(*count)++)
			snprintf(first, size, "%s", line);
	}
}

static void spoiled_ones_differ_by_one_fault(void **state)
{
	static const struct {
		const char *parent;
		const char *spoiled;
		const char *key;
	} pairs[] = {
		{ PARENT, "spoiled-no-polish", "\tenabled = false;" },
		{ PARENT, "spoiled-hot-bake", "\tbake_c = 200;" },
		{ PARENT, "spoiled-step", "\tstep_nm = 29;" },
		{ "first-surface-na170", "spoiled-thick-film", "\tsolids = " },
	};
	struct recipe *parent, *spoiled;
	char first[128] = "";
	int count;
	size_t n;

	(void)state;
	for (n = 0; n < sizeof(pairs) / sizeof(pairs[0]); n++) {
		parent = must_read(pairs[n].parent);
		spoiled = must_read(pairs[n].spoiled);
		assert_int_equal(recipe_restate(parent), 0);
		assert_int_equal(recipe_restate(spoiled), 0);
		count_changes(spoiled->text, parent->text, first, sizeof(first), &count);
		assert_int_equal(count, 1);
		assert_int_equal(strncmp(first, pairs[n].key, strlen(pairs[n].key)), 0);
		recipe_free(parent);
		recipe_free(spoiled);
	}
}

/**
 * struct broken - pc-reference with one thing changed
 * @old: text that is replaced where it first stands; "" = put in front
 * @new: by this
 * @at: text on whose line the message points; NULL = where @old begins
 * @why: how the message ends, or a part of it
 */
struct broken {
	const char *old;
	const char *new;
	const char *at;
	const char *why;
};

#define GST "{ material = \"GST\"; role = \"recording\"; thickness_nm = 14; spread = 0.02; }"
#define BACKING "{ material = \"SiN\"; role = \"backing\"; thickness_nm = 60; spread = 0.02; }"
#define SIN "{ material = \"SiN\"; role = \"dielectric\"; thickness_nm = 5; }"

static const struct broken broken_ones[] = {
	{ "na = 1.50", "nna = 1.50", NULL, "head.nna: unknown key; did you mean \"na\"?" },
	{ "step_nm", "steb_nm", NULL, "mastering.steb_nm: unknown key; did you mean \"step_nm\"?" },
	{ "polish:", "polsh:", NULL, "polsh: unknown key; did you mean \"polish\"?" },
	{ "tape =", "colour =", NULL,
	  "colour: unknown key; known are enabled, tape, pressure_kpa, " },
	{ "thickness_nm", "thick", NULL, "layers.[0].thick: unknown key" },
	{ "role", "rolle", NULL, "layers.[0].rolle: unknown key; did you mean \"role\"?" },
	{ "name = \"pc-reference\";", "", "#", "name: missing; add it" },
	{ "na = 1.50;", "", "head:", "head.na: missing; add it" },
	{ "role = \"reflector\";", "", NULL, "layers.[0].role: missing; add it" },
	{ "tape = \"diamond-100nm\";", "", "polish:", "polish.tape: missing; add it" },
	{ "material = \"PC\";", "", "substrate:", "substrate.material: missing; add it" },
	{ "head: {\n\tna = 1.50;\n\tgap_nm = 25;\n};", "", "#", "head.na: missing; add it" },
	{ "na = 1.50", "na = \"1.50\"", NULL, "head.na: not a number; give one from 0.5 to 2" },
	{ "na = 1.50", "na = true", NULL, "head.na: not a number" },
	{ "na = 1.50", "na = [ 1.5 ]", NULL, "head.na: not a number" },
	{ "tape = \"diamond-100nm\"", "tape = 3", NULL, "polish.tape: not a text; put it in" },
	{ "height_nm = 12", "enabled = 1; height_nm = 12", NULL,
	  "truncation.enabled: not a switch; give true or false" },
	{ "step_nm = 52", "step_nm = 4900", NULL, "4900 is out of range; give 5 to 150 nm" },
	{ "step_nm = 52", "step_nm = -48", NULL, "step_nm: -48 is out of range" },
	{ "step_nm = 52", "step_nm = 1e999", NULL, "step_nm: inf is out of range" },
	{ "step_nm = 52", "step_nm = 99999999999L", NULL, "step_nm: 1e+11 is out of range" },
	{ "step_nm = 52", "step_nm = nan", NULL, "syntax error" },
	{ "bake_c = 110", "bake_c = 2000", NULL,
	  "film.bake_c: 2000 is out of range; give 20 to 450 C" },
	{ "thickness_nm = 14", "thickness_nm = 0", NULL,
	  "layers.[2].thickness_nm: 0 is out of range" },
	{ "\"GST\"", "\"GTS\"", NULL, "no material is called \"GTS\"; did you mean \"GST\"?" },
	{ "\"GST\"", "\"unobtainium\"", NULL, "no material is called \"unobtainium\"; there are " },
	{ "\"GST\"", "\"a\nb\"", NULL, "no material is called \"a?b\"" },
	{ "\"diamond-100nm\"", "\"diamond-10nm\"", NULL, "did you mean \"diamond-100nm\"?" },
	{ "\"recording\"", "\"recorder\"", NULL, "no role is called \"recorder\"; did you mean" },
	{ "\"reflection\"", "\"colour\"", NULL,
	  "no contrast is called \"colour\"; there are reflection" },
	{ "material = \"PC\"", "material = \"Al\"", NULL,
	  "substrate.material: Al cannot serve as substrate; these can: glass, PC" },
	{ "material = \"Al\"", "material = \"SiN\"", NULL,
	  "SiN cannot serve as reflector; these can: Al" },
	{ "\"GST\"", "\"TbFeCo\"", NULL, "TbFeCo cannot serve as phase-change recording layer" },
	{ "\"GST\"", "\"PC\"", NULL, "layers.[2].material: PC cannot serve as phase-change" },
	{ "\"PSZ\"", "\"SiO2\"", NULL, "film.material: SiO2 cannot serve as flattening film" },
	{ "\"SiN\"", "\"PSZ\"", NULL, "layers.[3].material: PSZ cannot serve as dielectric layer" },
	{ "\"phase-change\"", "\"magneto-optical\"", "\"GST\"",
	  "GST cannot serve as magneto-optical" },
	{ "\"reflection\"", "\"magnetisation\"", NULL,
	  "contrast: phase-change discs are read by \"reflection\"; set it so" },
	{ "contrast = \"reflection\";", "contrast = \"reflection\"; modulation = \"light\";", NULL,
	  "modulation: only magneto-optical film is erased before it is written; leave this out" },
	{ "contrast = \"reflection\";", "contrast = \"reflection\"; modulation = \"coil\";", NULL,
	  "no modulation is called \"coil\"; there are field, light" },
	{ GST ",", "",
	  "layers:", "layers: no recording layer; give one layer the role \"recording\"" },
	{ GST, GST "," GST, NULL, "layers.[3].role: a second recording layer; keep one of them" },
	{ BACKING, BACKING ", " SIN, NULL, "layers.[3].role: the backing layer must be the last" },
	{ BACKING, BACKING ", " BACKING, NULL,
	  "layers.[3].role: the backing layer must be the last" },
	{ BACKING, SIN "," SIN "," SIN "," SIN "," SIN "," SIN,
	  "layers:", "layers: 9 films; 8 at most, leave some out" },
	{ GST, "14", NULL, "layers.[2]: not a layer; write { ... }" },
	{ "head: {", "head = 5; spoilt: {", NULL, "" },
	{ "wall_deg = 70;\n\tland_fraction = 0.56", "wall_deg = 30; land_fraction = 0.25", NULL,
	  "mastering.wall_deg: walls of 90 nm leave 0 nm of land or groove" },
	{ "pc-reference\"", "0123456789012345678901234567890123\"", NULL,
	  "name: too long; 31 bytes" },
	{ "name = \"pc-reference", "name = \"\t", NULL, "name: unprintable; give words in UTF-8" },
	{ "name = \"pc-reference", "name = \"\xff\xfe", NULL, "name: unprintable; give words" },
	{ "name = \"pc-reference", "name = \"", NULL, "name: empty; give words" },
	{ "na = 1.50;", "na = 1.50; na = 1.6;", NULL,
	  "duplicate setting name; write KEY = VALUE;" },
	{ "na = 1.50;", "na 1.50;", NULL, "syntax error; write KEY = VALUE; or SECTION: { ... };" },
	{ "head: {", "@include \"/etc/passwd\"\nhead: {", NULL, "@include is not allowed; put" },
	{ "head: {", " \t@include \"x\"\nhead: {", NULL, "@include is not allowed" },
};

static char *read_shipped_text(const char *name)
{
	struct recipe *recipe = must_read(name);
	char *text = strdup(recipe->text);

	recipe_free(recipe);
	assert_non_null(text);
	return text;
}

static char *replace(const char *text, const char *old, const char *new)
{
	const char *at = strstr(text, old);
	char *made = malloc(strlen(text) + strlen(new) + 1);

	assert_non_null(at);
	assert_non_null(made);
	sprintf(made, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
	return made;
}

static unsigned int line_at(const char *text, const char *old)
{
	const char *end = strstr(text, old);
	unsigned int line = 1;

	for (; text < end; text++)
		line += *text == '\n';
	return line;
}

static void expect_broken(const char *text, const struct broken *broken)
{
	unsigned int line = line_at(text, broken->at ? broken->at : broken->old);
	char *spoilt = replace(text, broken->old, broken->new);
	char why[RECIPE_WHY] = "", place[32];
	struct recipe *recipe;

	recipe = recipe_parse("a.conf", spoilt, strlen(spoilt), why, sizeof(why));
	if (recipe)
		fail_msg("\"%s\" was taken", broken->new);
	snprintf(place, sizeof(place), "a.conf:%u: ", line);
	if (strncmp(why, place, strlen(place)) || !strstr(why, broken->why) || strchr(why, '\n'))
		fail_msg("\"%s\": said \"%s\", not \"%s%s\"", broken->new, why, place, broken->why);
	free(spoilt);
}

static void broken_recipes_are_refused(void **state)
{
	char *text = read_shipped_text(PARENT);
	size_t n;

	(void)state;
	for (n = 0; n < sizeof(broken_ones) / sizeof(broken_ones[0]); n++)
		expect_broken(text, &broken_ones[n]);
	free(text);
}

static void whole_files_are_refused(void **state)
{
	char why[RECIPE_WHY];
	char *blank = calloc(1, 70000);

	(void)state;
	assert_non_null(blank);
	assert_null(recipe_parse("a", "", 0, why, sizeof(why)));
	assert_string_equal(why, "a:1: name: missing; add it");
	assert_null(recipe_parse("a", "name = \"x\"\n\0;", 13, why, sizeof(why)));
	assert_string_equal(why, "a:2: a zero byte; recipes are text");
	memset(blank, '\n', 70000);
	assert_null(recipe_parse("a", blank, 70000, why, sizeof(why)));
	assert_string_equal(why, "a:1: longer than 65536 bytes; this is no recipe");
	assert_null(recipe_parse("a", blank, 65536, why, sizeof(why)));
	assert_string_equal(why, "a:1: name: missing; add it");
	assert_null(recipe_read("/nowhere/a", why, sizeof(why)));
	assert_non_null(strstr(why, "/nowhere/a: No such file or directory; give a recipe's"));
	assert_non_null(strstr(why, "pc-reference"));
	assert_null(recipe_read("/", why, sizeof(why)));
	assert_non_null(strstr(why, "Is a directory"));
	/* A short buffer is filled, not overrun. */
	assert_null(recipe_parse("a", "", 0, why, 6));
	assert_string_equal(why, "a:1: ");
	free(blank);
}

static void defaults_stand_in(void **state)
{
	char *text = read_shipped_text(PARENT), *less, *inspection;
	struct recipe *recipe;

	(void)state;
	less = replace(text, "spread = 0.02; ", "");
	inspection = strstr(less, "inspection:");
	assert_non_null(inspection);
	*inspection = 0;
	recipe = must_parse(less);
	assert_true(recipe->layer[0].spread == 0.02);
	assert_int_equal(recipe->layer[0].deposition, DEPOSIT_SPUTTER);
	assert_true(recipe->limits.ra_nm == 1 && recipe->limits.crosstalk_db == -22);
	recipe_free(recipe);
	free(less);
	free(text);
}

/* One byte flipped, a piece cut off or out, or a line doubled. */
static size_t mutate(char *text, size_t bytes, struct random *random)
{
	size_t at = random_next(random) % bytes, line;

	switch (random_next(random) % 4) {
	case 0:
		text[at] ^= (char)(1 << random_next(random) % 8);
		return bytes;
	case 1:
		return at;
	case 2:
		line = random_next(random) % (bytes - at);
		memmove(text + at, text + at + line, bytes - at - line);
		return bytes - line;
	default:
		while (at && text[at - 1] != '\n')
			at--;
		line = strcspn(text + at, "\n") + 1;
		memmove(text + at + line, text + at, bytes - at);
		return bytes + line;
	}
}

static void mutations_are_told_or_taken(void **state)
{
	char *text = read_shipped_text(PARENT), *mutant;
	struct random random = { 3 };
	size_t length = strlen(text), bytes;
	unsigned int n, taken = 0;
	char why[RECIPE_WHY];
	struct recipe *recipe;

	(void)state;
	for (n = 0; n < MUTATIONS; n++) {
		mutant = calloc(1, 2 * length);
		assert_non_null(mutant);
		memcpy(mutant, text, length);
		bytes = mutate(mutant, length, &random);
		if (n % 2)
			bytes = bytes ? mutate(mutant, bytes, &random) : 0;
		*why = 0;
		recipe = recipe_parse("m", mutant, bytes, why, sizeof(why));
		assert_true(recipe || !strncmp(why, "m:", 2));
		assert_null(strchr(why, '\n'));
		if (recipe) {
			struct recipe_fault fault;

			taken++;
			assert_int_equal(recipe_check(recipe, &fault), 0);
			recipe_free(recipe);
		}
		free(mutant);
	}
	/* Some only touch comments or doubled values; most are faults. */
	assert_in_range(taken, MUTATIONS / 20, MUTATIONS / 2);
	free(text);
}

static void path_of(const struct recipe_key *key, unsigned int layer, char *path, size_t size)
{
	if (!strcmp(key->section, KEY_LAYERS))
		snprintf(path, size, KEY_LAYERS ".[%u].%s", layer, key->name);
	else
		snprintf(path, size, "%s%s%s", key->section, *key->section ? "." : "", key->name);
}

static void round_trip(struct recipe *recipe, const struct recipe_key *key, const char *path)
{
	double before, after, wanted;
	char why[RECIPE_WHY];

	if (key->kind != KEY_NUMBER && key->kind != KEY_SWITCH) {
		assert_int_equal(recipe_get(recipe, path, &before), -1);
		assert_int_equal(recipe_set(recipe, path, 1, why, sizeof(why)), -1);
		assert_non_null(strstr(why, "not a number but a word"));
		return;
	}
	assert_int_equal(recipe_get(recipe, path, &before), 0);
	wanted = key->kind == KEY_SWITCH ? !before : before * 1.01;
	if (recipe_set(recipe, path, wanted, why, sizeof(why)))
		fail_msg("%s", why);
	assert_null(recipe->text);
	assert_int_equal(recipe_get(recipe, path, &after), 0);
	assert_true(fabs(after - wanted) <= 1e-15 * fabs(wanted));
	if (recipe_set(recipe, path, before, why, sizeof(why)))
		fail_msg("%s", why);
}

static void every_path_goes_both_ways(void **state)
{
	struct recipe *recipe = must_read(PARENT);
	struct recipe *same = must_read(PARENT);
	const struct recipe_key *key;
	char path[KEY_PATH];
	size_t n;

	(void)state;
	for (n = 0; (key = key_at(n)); n++) {
		path_of(key, 1, path, sizeof(path));
		round_trip(recipe, key, path);
	}
	assert_int_equal(recipe_restate(recipe), 0);
	assert_int_equal(recipe_restate(same), 0);
	assert_string_equal(recipe->text, same->text);
	recipe_free(recipe);
	recipe_free(same);
}

static void bad_paths_are_told(void **state)
{
	static const struct {
		const char *path;
		double value;
		const char *why;
	} cases[] = {
		{ "mastering.step", 48, "mastering.step: unknown key; did you mean \"step_nm\"?" },
		{ "masterin.step_nm", 48, "unknown key; did you mean \"mastering\"?" },
		{ "layers.[4].thickness_nm", 9, "no such layer; there are layers.[0] to .[3]" },
		{ "layers.[-1].thickness_nm", 9, "no such layer" },
		{ "layers.2.thickness_nm", 9, "no such layer" },
		{ "layers.[2]x.thickness_nm", 9, "no such layer" },
		{ "layers.[2]", 9, "unknown key" },
		{ "layers", 9, "unknown key" },
		{ "", 9, "unknown key" },
		{ ".", 9, "unknown key" },
		{ "mastering.step_nm", 1e9, "1e+09 is out of range; give 5 to 150 nm" },
		{ "mastering.step_nm", NAN, "nan is out of range" },
		{ "mastering.step_nm", INFINITY, "inf is out of range" },
		{ "polish.enabled", 2, "a switch; give 0 or 1" },
		{ "film.material", 2, "not a number but a word" },
		{ "mastering.wall_deg", 30, "= 30: mastering.wall_deg: walls of 90 nm leave 0 nm" },
	};
	struct recipe *recipe = must_read(PARENT);
	char why[RECIPE_WHY];
	double value;
	size_t n;

	(void)state;
	assert_int_equal(recipe_set(recipe, "mastering.land_fraction", 0.25, why, sizeof(why)), 0);
	assert_int_equal(recipe_restate(recipe), 0);
	for (n = 0; n < sizeof(cases) / sizeof(cases[0]); n++) {
		assert_int_equal(
			recipe_set(recipe, cases[n].path, cases[n].value, why, sizeof(why)), -1);
		if (!strstr(why, cases[n].why))
			fail_msg("%s: said \"%s\"", cases[n].path, why);
	}
	assert_int_equal(recipe_get(recipe, "polish.speed", &value), -1);
	/* None of them changed anything. */
	assert_non_null(recipe->text);
	assert_true(recipe->step_nm == 52 && recipe->wall_deg == 70);
	recipe_free(recipe);
}

static void restated_text_reads_back(void **state)
{
	struct recipe *recipe, *again;
	char *first, why[RECIPE_WHY];
	const char *name;
	size_t n;

	(void)state;
	for (n = 0; (name = recipe_shipped(n)); n++) {
		recipe = must_read(name);
		/* A number that needs all its digits. */
		assert_int_equal(recipe_set(recipe, "layers.[0].thickness_nm", 100.0 / 3, why,
					    sizeof(why)),
				 0);
		assert_int_equal(recipe_restate(recipe), 0);
		again = must_parse(recipe->text);
		assert_true(again->layer[0].thickness_nm == 100.0 / 3);
		first = recipe->text;
		assert_int_equal(recipe_restate(again), 0);
		assert_string_equal(first, again->text);
		recipe_free(recipe);
		recipe_free(again);
	}
}

static void switched_off_needs_no_values(void **state)
{
	char *text = read_shipped_text(PARENT), *off;
	struct recipe *recipe, *again;
	char why[RECIPE_WHY];

	(void)state;
	off = replace(text, "height_nm = 12;", "enabled = false;");
	recipe = must_parse(off);
	assert_false(recipe->truncate);
	assert_int_equal(recipe_set(recipe, "truncation.enabled", 1, why, sizeof(why)), -1);
	assert_non_null(strstr(why, "truncation.height_nm: missing; add it"));
	assert_false(recipe->truncate);
	assert_int_equal(recipe_restate(recipe), 0);
	again = must_parse(recipe->text);
	assert_false(again->truncate);
	recipe_free(again);
	assert_int_equal(recipe_set(recipe, "truncation.height_nm", 9, why, sizeof(why)), 0);
	assert_int_equal(recipe_set(recipe, "truncation.enabled", 1, why, sizeof(why)), 0);
	recipe_free(recipe);
	free(off);
	free(text);
}

static void copies_are_alike_and_apart(void **state)
{
	struct recipe *recipe = must_read(PARENT);
	struct recipe *copy = recipe_copy(recipe), *second;
	char why[RECIPE_WHY];

	(void)state;
	assert_non_null(copy);
	assert_string_equal(copy->text, recipe->text);
	assert_ptr_not_equal(copy->text, recipe->text);
	assert_int_equal(recipe_set(copy, "mastering.step_nm", 50, why, sizeof(why)), 0);
	assert_true(recipe->step_nm == 52);
	assert_non_null(recipe->text);
	second = recipe_copy(copy);
	assert_non_null(second);
	assert_true(second->step_nm == 50 && !second->text);
	recipe_free(recipe);
	recipe_free(copy);
	recipe_free(second);
}

static void files_are_read(void **state)
{
	char path[] = "/tmp/recipe_testXXXXXX", why[RECIPE_WHY];
	char *text = read_shipped_text(PARENT);
	struct recipe *recipe;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	recipe = recipe_read(path, why, sizeof(why));
	close(fd);
	unlink(path);
	assert_non_null(recipe);
	assert_string_equal(recipe->text, text);
	recipe_free(recipe);
	free(text);
}

/* "| `path` | range unit | default |", as the documentation has it. */
static void documented_row(const struct recipe_key *key, char *row, size_t size)
{
	char path[KEY_PATH], least[16], most[16];

	snprintf(path, sizeof(path), "%s%s%s", key->section, *key->section ? "." : "", key->name);
	if (key->kind != KEY_NUMBER) {
		snprintf(row, size, "| `%s` | ", path);
		return;
	}
	snprintf(least, sizeof(least), "%g", key->least);
	snprintf(most, sizeof(most), "%g", key->most);
	if (key->required)
		snprintf(row, size, "| `%s` | %s..%s%s%s | needed |", path, least, most,
			 *key->unit ? " " : "", key->unit);
	else
		snprintf(row, size, "| `%s` | %s..%s%s%s | %g |", path, least, most,
			 *key->unit ? " " : "", key->unit, key->fallback);
}

static void documentation_knows_all(void **state)
{
	FILE *file = fopen("Documentation/recipes.md", "r");
	const struct recipe_key *key;
	const struct tape *tape;
	char row[128];
	char *text;
	size_t n;

	(void)state;
	assert_non_null(file);
	text = calloc(1, 65536);
	assert_non_null(text);
	assert_in_range(fread(text, 1, 65535, file), 4000, 65534);
	fclose(file);
	for (n = 0; (key = key_at(n)); n++) {
		documented_row(key, row, sizeof(row));
		if (!strstr(text, row))
			fail_msg("Documentation/recipes.md lacks \"%s\"", row);
	}
	for (n = 0; (tape = tape_at(n)); n++) {
		snprintf(row, sizeof(row), "| `%s` | %g | %g nm |", tape->name, tape->contact,
			 tape->finish_nm);
		if (!strstr(text, row))
			fail_msg("Documentation/recipes.md lacks \"%s\"", row);
	}
	for (n = 0; material_at(n); n++) {
		snprintf(row, sizeof(row), "`%s`", material_at(n)->name);
		if (material_at(n)->roles && !strstr(text, row))
			fail_msg("Documentation/recipes.md lacks material %s", row);
	}
	for (n = 0; recipe_shipped(n); n++) {
		snprintf(row, sizeof(row), "| `%s` |", recipe_shipped(n));
		if (!strstr(text, row))
			fail_msg("Documentation/recipes.md lacks \"%s\"", row);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shipped_recipes_parse),
		cmocka_unit_test(reference_is_the_reference_drive),
		cmocka_unit_test(spoiled_ones_differ_by_one_fault),
		cmocka_unit_test(broken_recipes_are_refused),
		cmocka_unit_test(whole_files_are_refused),
		cmocka_unit_test(defaults_stand_in),
		cmocka_unit_test(mutations_are_told_or_taken),
		cmocka_unit_test(every_path_goes_both_ways),
		cmocka_unit_test(bad_paths_are_told),
		cmocka_unit_test(restated_text_reads_back),
		cmocka_unit_test(switched_off_needs_no_values),
		cmocka_unit_test(copies_are_alike_and_apart),
		cmocka_unit_test(files_are_read),
		cmocka_unit_test(documentation_knows_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
