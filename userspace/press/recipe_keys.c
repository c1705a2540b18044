// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lib/nearest.h"
#include "nfod/wire.h"
#include "press/recipe_keys.h"

static const struct key_choice recordings[] = {
	{ "phase-change", NFOD_RECORDING_PHASE_CHANGE },
	{ "magneto-optical", NFOD_RECORDING_MAGNETO_OPTICAL },
	{ NULL, 0 },
};

static const struct key_choice contrasts[] = {
	{ "reflection", CONTRAST_REFLECTION },
	{ "magnetisation", CONTRAST_MAGNETISATION },
	{ NULL, 0 },
};

static const struct key_choice modulations[] = {
	{ "field", MODULATION_FIELD },
	{ "light", MODULATION_LIGHT },
	{ NULL, 0 },
};

static const struct key_choice roles[] = {
	{ "reflector", LAYER_REFLECTOR },
	{ "dielectric", LAYER_DIELECTRIC },
	{ "recording", LAYER_RECORDING },
	{ "backing", LAYER_BACKING },
	{ NULL, 0 },
};

static const struct key_choice depositions[] = {
	{ "sputter", DEPOSIT_SPUTTER },
	{ "evaporate", DEPOSIT_EVAPORATE },
	{ NULL, 0 },
};

#define AT(member) .offset = offsetof(struct recipe, member)
#define IN_LAYER(member) .offset = offsetof(struct recipe_layer, member)
#define NUMBER_AS(lowest, highest, of, factor) \
	.kind = KEY_NUMBER, .scale = (factor), .least = (lowest), .most = (highest), .unit = (of)
#define NUMBER(lowest, highest, of) NUMBER_AS(lowest, highest, of, 1)
#define NEEDED .required = true
#define ELSE(value) .fallback = (value)
#define TEXT(member) .kind = KEY_TEXT, AT(member), .room = sizeof(((struct recipe *)NULL)->member)

static const struct recipe_key keys[] = {
	{ "", "name", TEXT(name), NEEDED },
	{ "", "label", TEXT(label) },
	{ "", "recording", KEY_CHOICE, NEEDED, AT(recording), .choice = recordings },
	{ "", "contrast", KEY_CHOICE, NEEDED, AT(contrast), .choice = contrasts },
	{ "", "modulation", KEY_CHOICE, AT(modulation), .choice = modulations, .word = "field" },

	{ "head", "na", NUMBER(0.5, 2.0, ""), NEEDED, AT(optics.na) },
	{ "head", "gap_nm", NUMBER(10, 100, "nm"), NEEDED, AT(gap_nm) },

	{ "substrate", "material", KEY_MATERIAL, NEEDED, AT(substrate) },
	{ "substrate", "thickness_mm", NUMBER(0.3, 3, "mm"), NEEDED, AT(substrate_mm) },
	{ "substrate", "axial_um", NUMBER(0.1, 200, "um"), NEEDED, AT(substrate_axial_um) },
	{ "substrate", "radial_um", NUMBER(0.1, 200, "um"), NEEDED, AT(substrate_radial_um) },

	{ "mastering", "pitch_nm", NUMBER(80, 800, "nm"), NEEDED, AT(pitch_nm) },
	{ "mastering", "step_nm", NUMBER(5, 150, "nm"), NEEDED, AT(step_nm) },
	{ "mastering", "wall_deg", NUMBER(30, 90, "degrees"), NEEDED, AT(wall_deg) },
	{ "mastering", "land_fraction", NUMBER(0.2, 0.8, ""), AT(land_fraction), ELSE(0.5) },

	{ KEY_LAYERS, "material", KEY_MATERIAL, NEEDED, IN_LAYER(material) },
	{ KEY_LAYERS, "role", KEY_CHOICE, NEEDED, IN_LAYER(role), .choice = roles },
	{ KEY_LAYERS, "deposition", KEY_CHOICE, IN_LAYER(deposition), .choice = depositions,
	  .word = "sputter" },
	{ KEY_LAYERS, "thickness_nm", NUMBER(1, 500, "nm"), NEEDED, IN_LAYER(thickness_nm) },
	{ KEY_LAYERS, "spread", NUMBER(0, 0.2, ""), IN_LAYER(spread), ELSE(0.02) },

	{ "film", "enabled", KEY_SWITCH, AT(has_film), ELSE(1) },
	{ "film", "material", KEY_MATERIAL, NEEDED, AT(spin.film) },
	{ "film", "solids", NUMBER(0.001, 0.9, ""), NEEDED, AT(spin.solids) },
	{ "film", "viscosity_mpas", NUMBER(0.2, 1000, "mPa s"), NEEDED, AT(spin.viscosity_mpas) },
	{ "film", "spin_rpm", NUMBER(100, 12000, "rpm"), NEEDED, AT(spin.rpm) },
	{ "film", "spin_s", NUMBER(1, 600, "s"), NEEDED, AT(spin.seconds) },
	{ "film", "bake_c", NUMBER(20, 450, "C"), NEEDED, AT(bake_c) },
	{ "film", "bake_min", NUMBER(0, 1440, "min"), NEEDED, AT(bake_minutes) },

	{ "truncation", "enabled", KEY_SWITCH, AT(truncate), ELSE(1) },
	{ "truncation", "height_nm", NUMBER(2, 200, "nm"), NEEDED, AT(truncate_nm) },

	{ "polish", "enabled", KEY_SWITCH, AT(polish), ELSE(1) },
	{ "polish", "tape", KEY_TAPE, NEEDED, AT(tape),
	  .room = sizeof(((struct recipe *)0)->tape) },
	{ "polish", "pressure_kpa", NUMBER_AS(0.1, 500, "kPa", 1e3), NEEDED,
	  AT(polish_set.pressure_pa) },
	{ "polish", "speed_m_s", NUMBER(0.01, 50, "m/s"), NEEDED, AT(polish_set.speed_m_s) },
	{ "polish", "time_s", NUMBER(0.001, 60, "s"), NEEDED, AT(polish_set.seconds) },

	{ "inspection", "ra_nm", NUMBER(0.05, 20, "nm"), AT(limits.ra_nm), ELSE(1) },
	{ "inspection", "protrusion_nm", NUMBER(1, 200, "nm"), AT(limits.protrusion_nm), ELSE(10) },
	{ "inspection", "protrusions", NUMBER(0, 1e6, ""), AT(limits.protrusions), ELSE(1) },
	{ "inspection", "crosstalk_db", NUMBER(-60, 0, "dB"), AT(limits.crosstalk_db), ELSE(-22) },
	{ "inspection", "slope_ppm_nm", NUMBER(0, 60000, "ppm/nm"), AT(limits.slope_ppm_nm),
	  ELSE(7000) },
	{ "inspection", "axial_um", NUMBER(0.1, 500, "um"), AT(limits.axial_um), ELSE(30) },
	{ "inspection", "film_sigma_nm", NUMBER(0.1, 100, "nm"), AT(limits.film_sigma_nm),
	  ELSE(5) },
	{ "inspection", "hardness_gpa", NUMBER(0, 50, "GPa"), AT(limits.hardness_gpa), ELSE(1) },
	{ "inspection", "modulation", NUMBER(0, 2, ""), AT(limits.modulation), ELSE(0.1) },
};

const struct recipe_key *key_at(size_t n)
{
	return n < sizeof(keys) / sizeof(keys[0]) ? &keys[n] : NULL;
}

const struct recipe_key *key_find(const char *section, const char *name)
{
	const struct recipe_key *key;
	size_t n;

	for (n = 0; (key = key_at(n)); n++) {
		if (!strcmp(key->section, section) && !strcmp(key->name, name))
			return key;
	}
	return NULL;
}

bool key_is_section(const char *name)
{
	const struct recipe_key *key;
	size_t n;

	for (n = 0; (key = key_at(n)); n++) {
		if (*key->section && !strcmp(key->section, name))
			return true;
	}
	return false;
}

void *key_place(const struct recipe_key *key, void *base)
{
	return (char *)base + key->offset;
}

const void *key_value(const struct recipe_key *key, const void *base)
{
	return (const char *)base + key->offset;
}

int key_store_number(const struct recipe_key *key, void *base, double value,
		     struct recipe_fault *fault)
{
	if (!isfinite(value) || value < key->least || value > key->most) {
		snprintf(fault->what, sizeof(fault->what), "%g is out of range; give %g to %g%s%s",
			 value, key->least, key->most, *key->unit ? " " : "", key->unit);
		return -1;
	}
	*(double *)key_place(key, base) = value * key->scale;
	return 0;
}

int key_store_switch(const struct recipe_key *key, void *base, bool value)
{
	*(bool *)key_place(key, base) = value;
	return 0;
}

/* Add a word to a list in a message; what does not fit is left out. */
static void add_word(char *list, size_t size, const char *word)
{
	size_t used = strlen(list);

	snprintf(list + used, size - used, "%s%s", used ? ", " : "", word);
}

static const char *choice_name(const void *choice, size_t n)
{
	return ((const struct key_choice *)choice)[n].name;
}

static const char *tape_name(const void *unused, size_t n)
{
	(void)unused;
	return tape_at(n) ? tape_at(n)->name : NULL;
}

static const char *material_name(const void *unused, size_t n)
{
	(void)unused;
	return material_at(n) ? material_at(n)->name : NULL;
}

#define CANDIDATES 64

/* Say which words there are instead, or which one was meant. */
static void unknown_word(const char *word, const char *noun,
			 const char *(*name_at)(const void *, size_t), const void *from,
			 struct recipe_fault *fault)
{
	const char *candidate[CANDIDATES];
	char list[128] = "";
	unsigned int n;
	int nearest;

	for (n = 0; n < CANDIDATES && (candidate[n] = name_at(from, n)); n++)
		add_word(list, sizeof(list), candidate[n]);
	nearest = nearest_word(word, candidate, n);
	if (nearest >= 0)
		snprintf(fault->what, sizeof(fault->what),
			 "no %s is called \"%.40s\"; did you mean \"%s\"?", noun, word,
			 candidate[nearest]);
	else
		snprintf(fault->what, sizeof(fault->what),
			 "no %s is called \"%.24s\"; there are %s", noun, word, list);
}

static int store_choice(const struct recipe_key *key, void *base, const char *word,
			struct recipe_fault *fault)
{
	const struct key_choice *choice;

	for (choice = key->choice; choice->name; choice++) {
		if (!strcmp(choice->name, word)) {
			memcpy(key_place(key, base), &choice->value, sizeof(choice->value));
			return 0;
		}
	}
	unknown_word(word, key->name, choice_name, key->choice, fault);
	return -1;
}

static int store_material(const struct recipe_key *key, void *base, const char *word,
			  struct recipe_fault *fault)
{
	const struct material *material = material_find(word);

	if (!material) {
		unknown_word(word, "material", material_name, NULL, fault);
		return -1;
	}
	*(const struct material **)key_place(key, base) = material;
	return 0;
}

static int store_tape(const struct recipe_key *key, struct recipe *recipe, const char *word,
		      struct recipe_fault *fault)
{
	const struct tape *tape = tape_find(word);

	if (!tape) {
		unknown_word(word, "tape", tape_name, NULL, fault);
		return -1;
	}
	snprintf(key_place(key, recipe), key->room, "%s", word);
	recipe->polish_set.contact = tape->contact;
	recipe->polish_set.finish_nm = tape->finish_nm;
	return 0;
}

/* Bytes that follow the first byte of a UTF-8 sequence, or -1. */
static int utf8_tail(unsigned char first)
{
	if (first < 0x80)
		return first < 0x20 || first == 0x7f ? -1 : 0;
	if (first >= 0xc2 && first < 0xe0)
		return 1;
	if (first >= 0xe0 && first < 0xf0)
		return 2;
	return first >= 0xf0 && first < 0xf5 ? 3 : -1;
}

/* UTF-8 without control characters; the lead-in takes nothing else. */
static bool text_is_clean(const char *text)
{
	const unsigned char *byte = (const unsigned char *)text;
	int tail;

	while (*byte) {
		for (tail = utf8_tail(*byte++); tail > 0; tail--) {
			if ((*byte++ & 0xc0) != 0x80)
				return false;
		}
		if (tail < 0)
			return false;
	}
	return true;
}

static int store_text(const struct recipe_key *key, void *base, const char *word,
		      struct recipe_fault *fault)
{
	if (strlen(word) >= key->room) {
		snprintf(fault->what, sizeof(fault->what), "too long; %zu bytes at most",
			 key->room - 1);
		return -1;
	}
	if (!text_is_clean(word) || (key->required && !*word)) {
		snprintf(fault->what, sizeof(fault->what),
			 "%s; give words in UTF-8 without control characters",
			 *word ? "unprintable" : "empty");
		return -1;
	}
	snprintf(key_place(key, base), key->room, "%s", word);
	return 0;
}

int key_store_word(const struct recipe_key *key, void *base, const char *word,
		   struct recipe_fault *fault)
{
	switch (key->kind) {
	case KEY_CHOICE:
		return store_choice(key, base, word, fault);
	case KEY_MATERIAL:
		return store_material(key, base, word, fault);
	case KEY_TAPE:
		return store_tape(key, base, word, fault);
	default:
		return store_text(key, base, word, fault);
	}
}

void key_store_default(const struct recipe_key *key, void *base)
{
	struct recipe_fault unused;

	if (key->kind == KEY_NUMBER)
		*(double *)key_place(key, base) = key->fallback * key->scale;
	else if (key->kind == KEY_SWITCH)
		*(bool *)key_place(key, base) = key->fallback != 0;
	else if (key->word)
		key_store_word(key, base, key->word, &unused);
}

double key_number(const struct recipe_key *key, const void *base)
{
	return *(const double *)key_value(key, base) / key->scale;
}

static const char *choice_word(const struct recipe_key *key, const void *base)
{
	const struct key_choice *choice;
	uint32_t value;

	memcpy(&value, key_value(key, base), sizeof(value));
	for (choice = key->choice; choice->name && choice->value != value; choice++)
		;
	return choice->name;
}

const char *key_word(const struct recipe_key *key, const void *base)
{
	const struct material *material;

	switch (key->kind) {
	case KEY_CHOICE:
		return choice_word(key, base);
	case KEY_MATERIAL:
		material = *(const struct material *const *)key_value(key, base);
		return material ? material->name : NULL;
	default:
		return key_value(key, base);
	}
}

bool key_is_set(const struct recipe_key *key, const void *base)
{
	const char *word;

	if (key->kind == KEY_SWITCH)
		return true;
	if (key->kind == KEY_NUMBER)
		return key_number(key, base) >= key->least && key_number(key, base) <= key->most;
	word = key_word(key, base);
	return word && (*word || !key->required);
}

bool key_section_off(const struct recipe *recipe, const char *section)
{
	const struct recipe_key *enabled = key_find(section, "enabled");

	return enabled && !*(const bool *)key_value(enabled, recipe);
}

void key_unknown(const char *section, const char *name, struct recipe_fault *fault)
{
	const char *candidate[CANDIDATES];
	char list[160] = "";
	const struct recipe_key *key;
	unsigned int count = 0;
	int nearest;
	size_t n;

	for (n = 0; (key = key_at(n)) && count < CANDIDATES; n++) {
		const char *word = strcmp(key->section, section) ? NULL : key->name;

		/* At the top, sections are keys, too. */
		if (!word && !*section && (!count || strcmp(candidate[count - 1], key->section)))
			word = key->section;
		if (!word)
			continue;
		candidate[count++] = word;
		add_word(list, sizeof(list), word);
	}
	nearest = nearest_word(name, candidate, count);
	if (nearest >= 0)
		snprintf(fault->what, sizeof(fault->what), "unknown key; did you mean \"%s\"?",
			 candidate[nearest]);
	else
		snprintf(fault->what, sizeof(fault->what), "unknown key; known are %s", list);
}
