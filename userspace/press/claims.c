// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Criteria of the claims: Documentation/claims.md says why each is as it is.
 */
#include "press/claims.h"

#include <complex.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "nfod/wire.h"

/* Claim 1 and 19: what "represents", "buries" and "transmits" ask for. */
#define LEAST_COPIED 0.9
#define GREATEST_RESIDUE 0.1
#define GREATEST_LOSS 0.02
/* Contact fractions that flying tape has: below lies a felt pad, above a lap. */
#define LEAST_CONTACT 1e-3
#define GREATEST_CONTACT 1e-2
/* Claim 13: so far from the best attainable crosstalk. */
#define NEAR_BEST_DB 3.0
/* A null is deeper than this within less than the 3 nm that a stamper may err by. */
#define ATTAINABLE_DB -30.0

struct claim;

typedef void (*claim_judge)(const struct design *design, const struct claim *claim,
			    struct claim_result *result);

/**
 * struct claim - one row of the table
 * @depends: 1 or 19; 0 for those themselves
 * @kind: of its criterion
 * @title: in a few words
 * @decides: step or part that decides; the judge may know better
 * @of_film: says something of the flattening film, so fails without one
 * @judge: criterion
 * @limit: for those that have one
 */
struct claim {
	unsigned int depends;
	enum claim_kind kind;
	const char *title;
	const char *decides;
	bool of_film;
	claim_judge judge;
	double limit;
};

static double distance(double inside, double limit)
{
	return inside / fmax(fabs(limit), 1e-300);
}

static void figure(struct claim_result *result, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void limit(struct claim_result *result, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void figure(struct claim_result *result, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf(result->figure, sizeof(result->figure), format, list);
	va_end(list);
}

static void limit(struct claim_result *result, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf(result->limit, sizeof(result->limit), format, list);
	va_end(list);
}

/* A figure that is no number fails every comparison, and so the claim. */
static void verdict(struct claim_result *result, bool holds)
{
	result->own = holds ? CLAIM_HOLDS : CLAIM_FAILS;
}

static void at_most(struct claim_result *result, const char *name, double value, double most,
		    const char *unit)
{
	verdict(result, value <= most);
	result->margin = distance(most - value, most);
	figure(result, "%s%.4g%s", name, value, unit);
	limit(result, "<= %.4g%s", most, unit);
}

static void at_least(struct claim_result *result, const char *name, double value, double least,
		     const char *unit)
{
	verdict(result, value >= least);
	result->margin = distance(value - least, least);
	figure(result, "%s%.4g%s", name, value, unit);
	limit(result, ">= %.4g%s", least, unit);
}

static void structural(struct claim_result *result, bool holds, const char *found,
		       const char *wanted)
{
	verdict(result, holds);
	figure(result, "%s", found);
	limit(result, "%s", wanted);
}

static void not_applicable(struct claim_result *result, const char *why)
{
	result->own = CLAIM_NOT_APPLICABLE;
	figure(result, "%s", why);
	limit(result, "-");
}

static const struct workpiece *after(const struct design *design, enum line_step step)
{
	return &design->line[step].piece;
}

/*
 * Claims 1 and 19: a list of demands; the first that is not met decides.
 */
static void relief_is_moulded(const struct design *design, struct claim_result *result)
{
	result->decides = "mould";
	verdict(result, design->line[STEP_MOULD].done && after(design, STEP_MOULD)->step_nm > 0);
	figure(result, "relief %.3g nm", after(design, STEP_MOULD)->step_nm);
	limit(result, "> 0 nm");
}

static void films_copy_relief(const struct design *design, struct claim_result *result)
{
	result->decides = "sputter";
	at_least(result, "copied relief ",
		 after(design, STEP_SPUTTER)->step_nm / after(design, STEP_MOULD)->step_nm,
		 LEAST_COPIED, "");
}

static void recording_layer_is_there(const struct design *design, struct claim_result *result)
{
	const struct recipe_layer *layer = recipe_recording_layer(design->recipe);

	result->decides = "layers";
	structural(result, layer != NULL, layer ? layer->material->name : "no recording layer",
		   "a recording layer");
}

static void film_is_there(const struct design *design, struct claim_result *result)
{
	result->decides = "spin";
	verdict(result, design->line[STEP_SPIN].done && after(design, STEP_SPIN)->film_nm > 0);
	figure(result, "film over land %.3g nm", after(design, STEP_SPIN)->film_nm);
	limit(result, "> 0 nm");
}

static void film_transmits(const struct design *design, struct claim_result *result)
{
	double k = cimag(design->recipe->spin.film->index[STATE_ERASED]);
	double depth = design->greatest_film_nm / design->recipe->optics.wavelength_nm;

	result->decides = "film";
	at_most(result, "light lost in the film ", 1 - exp(-4 * M_PI * k * depth), GREATEST_LOSS,
		"");
}

static void film_is_hard(const struct design *design, struct claim_result *result)
{
	result->decides = "bake";
	at_least(result, "hardness ", design->piece.hardness_gpa, 1.0, " GPa");
}

static void surface_is_polished(const struct design *design, struct claim_result *result)
{
	bool done = design->line[STEP_POLISH].done;

	result->decides = "polish";
	structural(result, done, done ? "polished" : "not polished", "polished");
}

static void surface_is_smooth(const struct design *design, struct claim_result *result)
{
	result->decides = "polish";
	at_most(result, "Ra ", roughness_ra(&design->piece.texture), 1.0, " nm");
}

static void relief_is_buried(const struct design *design, struct claim_result *result)
{
	result->decides = "polish";
	at_most(result, "relief left ",
		fabs(design->piece.step_nm) / after(design, STEP_SPUTTER)->step_nm,
		GREATEST_RESIDUE, "");
}

static void medium(const struct design *design, const struct claim *claim,
		   struct claim_result *result)
{
	static void (*const demand[])(const struct design *, struct claim_result *) = {
		relief_is_moulded,   films_copy_relief, recording_layer_is_there,
		film_is_there,	     film_transmits,	film_is_hard,
		surface_is_polished, surface_is_smooth, relief_is_buried,
	};
	double margin = INFINITY;
	size_t i;

	(void)claim;
	for (i = 0; i < sizeof(demand) / sizeof(*demand); i++) {
		result->margin = NAN;
		demand[i](design, result);
		margin = fmin(margin, result->margin); /* passes NANs over */
		if (result->own == CLAIM_FAILS)
			return;
	}
	result->margin = margin;
	result->decides = "polish";
	figure(result, "Ra %.3g nm, %.3g GPa", roughness_ra(&design->piece.texture),
	       design->piece.hardness_gpa);
	limit(result, "Ra <= 1 nm, >= 1 GPa");
}

static void reflector(const struct design *design, const struct claim *claim,
		      struct claim_result *result)
{
	const struct recipe *recipe = design->recipe;
	const struct recipe_layer *layer;
	unsigned int i;

	(void)claim;
	for (i = 0; i < recipe->layers; i++) {
		layer = &recipe->layer[i];
		if (layer->role == LAYER_RECORDING)
			break;
		if (layer->role != LAYER_REFLECTOR)
			continue;
		verdict(result, layer->thickness_nm > 0);
		figure(result, "%s %.3g nm", layer->material->name, layer->thickness_nm);
		limit(result, "below the recording layer");
		return;
	}
	not_applicable(result, "no reflection film");
}

static void film_inorganic(const struct design *design, const struct claim *claim,
			   struct claim_result *result)
{
	const struct material *film = design->recipe->spin.film;

	(void)claim;
	structural(result, design->recipe->has_film && !(film->roles & MATERIAL_ORGANIC),
		   film->name, "inorganic");
}

static void cured_below(const struct design *design, const struct claim *claim,
			struct claim_result *result)
{
	at_most(result, "", design->recipe->bake_c, claim->limit, " C");
}

static void cured_below_on_organic(const struct design *design, const struct claim *claim,
				   struct claim_result *result)
{
	if (!(design->recipe->substrate->roles & MATERIAL_ORGANIC)) {
		not_applicable(result, "substrate is not organic");
		return;
	}
	cured_below(design, claim, result);
}

static void spin_coated(const struct design *design, const struct claim *claim,
			struct claim_result *result)
{
	(void)claim;
	verdict(result, design->line[STEP_SPIN].done &&
				(design->recipe->spin.film->roles & MATERIAL_FLATTENING));
	figure(result, "%s at %.0f rpm", design->recipe->spin.film->name, design->recipe->spin.rpm);
	limit(result, "spin-coated");
}

static void spin_coated_inorganic(const struct design *design, const struct claim *claim,
				  struct claim_result *result)
{
	spin_coated(design, claim, result);
	if (design->recipe->spin.film->roles & MATERIAL_ORGANIC)
		verdict(result, false);
	limit(result, "spin-coated, inorganic");
}

static void spin_coated_silica(const struct design *design, const struct claim *claim,
			       struct claim_result *result)
{
	spin_coated(design, claim, result);
	if (!(design->recipe->spin.film->roles & MATERIAL_SILICA))
		verdict(result, false);
	limit(result, "spin-coated, mainly SiO2");
}

static void sputtered(const struct design *design, const struct claim *claim,
		      struct claim_result *result)
{
	const struct recipe *recipe = design->recipe;
	unsigned int films = 0, i;

	(void)claim;
	for (i = 0; i < recipe->layers; i++)
		films += recipe->layer[i].deposition == DEPOSIT_SPUTTER;
	verdict(result, design->line[STEP_SPUTTER].done && films);
	figure(result, "%u of %u films", films, recipe->layers);
	limit(result, ">= 1 sputtered");
}

static void film_at_most(const struct design *design, const struct claim *claim,
			 struct claim_result *result)
{
	at_most(result, "", design->greatest_film_nm, claim->limit, " nm");
}

static void film_below_formed(const struct design *design, const struct claim *claim,
			      struct claim_result *result)
{
	(void)claim;
	at_most(result, "", design->greatest_film_nm, design->formed_nm, " nm");
}

static void protrusions_eliminated(const struct design *design, const struct claim *claim,
				   struct claim_result *result)
{
	bool logged = design->line[STEP_TRUNCATE].done || design->line[STEP_POLISH].done;
	double expected = design->damaging_expected;

	verdict(result, logged && expected < claim->limit);
	result->margin = logged ? distance(claim->limit - expected, claim->limit) : NAN;
	figure(result, logged ? "%.3g above 14 nm" : "%.3g above 14 nm, none eliminated", expected);
	limit(result, "< %.3g on the data area", claim->limit);
}

static void crosstalk(const struct design *design, const struct claim *claim,
		      struct claim_result *result)
{
	double groove = design->side[NFOD_GROOVE].crosstalk_db;
	double land = design->side[NFOD_LAND].crosstalk_db;
	double near_best = fmax(design->best.worst_db, ATTAINABLE_DB) + NEAR_BEST_DB;
	double most = fmin(claim->limit, near_best);
	double worst = groove > land || isnan(groove) ? groove : land;

	verdict(result, groove <= most && land <= most);
	result->margin = distance(most - worst, most);
	figure(result, "groove %.1f, land %.1f dB", groove, land);
	if (near_best < claim->limit)
		limit(result, "<= %.1f dB, %.0f from best %.0f nm", most, NEAR_BEST_DB,
		      design->best.step_nm);
	else
		limit(result, "<= %.1f dB", most);
}

static void backing(const struct design *design, const struct claim *claim,
		    struct claim_result *result)
{
	const struct recipe_layer *layer = recipe_backing(design->recipe);

	(void)claim;
	if (!layer) {
		not_applicable(result, "no backing layer");
		return;
	}
	verdict(result, layer->material->roles & MATERIAL_DIELECTRIC && layer->thickness_nm > 0 &&
				layer == &design->recipe->layer[design->recipe->layers - 1]);
	figure(result, "%s %.3g nm", layer->material->name, layer->thickness_nm);
	limit(result, "dielectric, under the film");
}

static void backing_gains(const struct design *design, const struct claim *claim, double with,
			  double without, const char *unit, struct claim_result *result)
{
	double gain = with / without;

	if (!recipe_backing(design->recipe)) {
		not_applicable(result, "no backing layer");
		return;
	}
	verdict(result, gain >= claim->limit);
	result->margin = distance(gain - claim->limit, claim->limit);
	figure(result, "%.3f x (%.3g, bare %.3g%s)", gain, with, without, unit);
	limit(result, ">= %.3g x", claim->limit);
}

static void backing_irradiates(const struct design *design, const struct claim *claim,
			       struct claim_result *result)
{
	backing_gains(design, claim, design->absorbed, design->absorbed_bare, "", result);
}

static void backing_hardens(const struct design *design, const struct claim *claim,
			    struct claim_result *result)
{
	backing_gains(design, claim, design->hardness_gpa, design->hardness_bare_gpa, " GPa",
		      result);
}

static double reflectance(const struct design *design, enum film_state state)
{
	return (design->side[NFOD_GROOVE].at_gap[state].sum +
		design->side[NFOD_LAND].at_gap[state].sum) /
	       2;
}

static void changes_phase(const struct design *design, const struct claim *claim,
			  struct claim_result *result)
{
	double crystalline = reflectance(design, STATE_ERASED);
	double amorphous = reflectance(design, STATE_WRITTEN);

	(void)claim;
	if (design->recipe->recording != NFOD_RECORDING_PHASE_CHANGE) {
		not_applicable(result, "magneto-optical: see 18, 34");
		return;
	}
	verdict(result,
		recipe_recording_layer(design->recipe)->material->roles & MATERIAL_PHASE_CHANGE &&
			crystalline > amorphous);
	result->margin = distance(crystalline - amorphous, amorphous);
	figure(result, "R %.3f crystalline, %.3f amorphous", crystalline, amorphous);
	limit(result, "crystalline above amorphous");
}

static void changes_magnetisation(const struct design *design, const struct claim *claim,
				  struct claim_result *result)
{
	const struct material *material;
	double rotation = fmin(fabs(design->side[NFOD_GROOVE].kerr.rotation_deg),
			       fabs(design->side[NFOD_LAND].kerr.rotation_deg));

	(void)claim;
	if (design->recipe->recording != NFOD_RECORDING_MAGNETO_OPTICAL) {
		not_applicable(result, "phase change: see 17, 33");
		return;
	}
	material = recipe_recording_layer(design->recipe)->material;
	verdict(result, material->roles & MATERIAL_MAGNETO_OPTICAL && rotation > 0);
	figure(result, "%s, Kerr %.3f deg", material->name, rotation);
	limit(result, "rotation seen on both sides");
}

static double damaging_after(const struct design *design, enum line_step step)
{
	return protrusions_expected(&after(design, step)->bumps, DESIGN_DAMAGING_NM,
				    DESIGN_AREA_CM2);
}

static void truncated_first(const struct design *design, const struct claim *claim,
			    struct claim_result *result)
{
	double before = damaging_after(design, STEP_MOULD);
	double now = damaging_after(design, STEP_TRUNCATE);

	(void)claim;
	if (!design->line[STEP_TRUNCATE].done) {
		structural(result, false, "not truncated", "before the film");
		return;
	}
	verdict(result, now < before);
	result->margin = distance(before - now, before);
	figure(result, "%.3g to %.3g above %.0f nm", before, now, DESIGN_DAMAGING_NM);
	limit(result, "fewer, before the film");
}

static void tape_polished(const struct design *design, const struct claim *claim,
			  struct claim_result *result)
{
	double contact = design->recipe->polish_set.contact;
	double ra = roughness_ra(&design->piece.texture);

	if (!design->line[STEP_POLISH].done) {
		structural(result, false, "not polished", "flying tape");
		return;
	}
	verdict(result,
		contact >= LEAST_CONTACT && contact <= GREATEST_CONTACT && ra <= claim->limit);
	result->margin = distance(claim->limit - ra, claim->limit);
	figure(result, "contact %.2g, Ra %.3g nm", contact, ra);
	limit(result, "%.0e..%.0e, Ra <= %.3g nm", LEAST_CONTACT, GREATEST_CONTACT, claim->limit);
}

#define STRUCTURAL CLAIM_STRUCTURAL
#define NUMERIC CLAIM_NUMERIC
#define COUNTERFACTUAL CLAIM_COUNTERFACTUAL

static const struct claim claims[CLAIMS] = {
	/* clang-format off */
	{ 0, NUMERIC, "medium: relief, films, polished film", "polish", false, medium, 0 },
	{ 1, STRUCTURAL, "reflection film on the substrate", "layers", false, reflector, 0 },
	{ 1, STRUCTURAL, "film is inorganic", "film", true, film_inorganic, 0 },
	{ 1, NUMERIC, "film forms at 150 C or less", "bake", true, cured_below, 150 },
	{ 1, NUMERIC, "same, on an organic substrate", "bake", true, cured_below_on_organic, 150 },
	{ 1, STRUCTURAL, "film is spin-coated", "spin", true, spin_coated, 0 },
	{ 1, STRUCTURAL, "a formed film is sputtered", "sputter", false, sputtered, 0 },
	{ 1, NUMERIC, "film at most 400 nm", "spin", true, film_at_most, 400 },
	{ 1, NUMERIC, "film at most the formed films", "spin", true, film_below_formed, 0 },
	{ 1, NUMERIC, "film at most 100 nm", "spin", true, film_at_most, 100 },
	{ 1, STRUCTURAL, "film is spin-coated silica", "film", true, spin_coated_silica, 0 },
	{ 1, NUMERIC, "no protrusion that damages the optics", "polish", false,
	  protrusions_eliminated, 1 },
	{ 1, NUMERIC, "step chosen for little crosstalk", "mastering", false, crosstalk, -22 },
	{ 1, STRUCTURAL, "dielectric backing layer", "layers", false, backing, 0 },
	{ 1, COUNTERFACTUAL, "backing: more light absorbed", "layers", false,
	  backing_irradiates, 1.02 },
	{ 1, COUNTERFACTUAL, "backing: harder surface", "layers", false, backing_hardens, 1.1 },
	{ 1, NUMERIC, "recording by change of phase", "layers", false, changes_phase, 0 },
	{ 1, STRUCTURAL, "recording by magnetisation", "layers", false, changes_magnetisation, 0 },
	{ 0, NUMERIC, "method: mould, coat, flatten, polish", "polish", false, medium, 0 },
	{ 19, NUMERIC, "truncation before the film", "truncate", false, truncated_first, 0 },
	{ 19, NUMERIC, "polishing by flying tape", "polish", false, tape_polished, 0.8 },
	{ 19, STRUCTURAL, "forms a reflection film", "layers", false, reflector, 0 },
	{ 19, STRUCTURAL, "forms a film by sputtering", "sputter", false, sputtered, 0 },
	{ 19, NUMERIC, "forms the film at 150 C or less", "bake", true, cured_below, 150 },
	{ 19, NUMERIC, "same, on an organic substrate", "bake", true, cured_below_on_organic, 150 },
	{ 19, STRUCTURAL, "spins on inorganic material", "film", true, spin_coated_inorganic, 0 },
	{ 19, NUMERIC, "forms the film to 400 nm or less", "spin", true, film_at_most, 400 },
	{ 19, NUMERIC, "forms it to the formed films or less", "spin", true, film_below_formed, 0 },
	{ 19, STRUCTURAL, "spins on silica", "film", true, spin_coated_silica, 0 },
	{ 19, NUMERIC, "step chosen for little crosstalk", "mastering", false, crosstalk, -22 },
	{ 19, STRUCTURAL, "forms a backing layer before the film", "layers", false, backing, 0 },
	{ 19, COUNTERFACTUAL, "which hardens the surface", "layers", false, backing_hardens, 1.1 },
	{ 19, NUMERIC, "recording layer that changes phase", "layers", false, changes_phase, 0 },
	{ 19, STRUCTURAL, "recording layer that magnetises", "layers", false,
	  changes_magnetisation, 0 },
	/* clang-format on */
};

static void judge(const struct design *design, unsigned int index, struct claim_result *result)
{
	const struct claim *claim = &claims[index];

	memset(result, 0, sizeof(*result));
	result->number = index + 1;
	result->depends = claim->depends;
	result->kind = claim->kind;
	result->title = claim->title;
	result->decides = claim->decides;
	result->margin = NAN;
	if (claim->of_film && !design->recipe->has_film)
		structural(result, false, "no flattening film", "a flattening film");
	else
		claim->judge(design, claim, result);
	result->verdict = result->own;
}

void claims_judge(const struct design *design, struct claim_result result[CLAIMS])
{
	unsigned int i;

	for (i = 0; i < CLAIMS; i++) {
		judge(design, i, &result[i]);
		if (result[i].depends && result[result[i].depends - 1].own == CLAIM_FAILS &&
		    result[i].own == CLAIM_HOLDS)
			result[i].verdict = CLAIM_FAILS;
	}
}

unsigned int claims_count(const struct claim_result result[CLAIMS], enum claim_verdict verdict)
{
	unsigned int count = 0, i;

	for (i = 0; i < CLAIMS; i++)
		count += result[i].verdict == verdict;
	return count;
}
