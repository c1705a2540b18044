// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Tables of the report, and its list of parts.
 */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "nfod/wire.h"
#include "press/press.h"
#include "press/report.h"

const struct report_part report_parts[] = {
	{ "section", "Cross-section", caption_section, NULL, draw_section, 760, 430 },
	{ "line", "Down the line", caption_line, fill_line, NULL, 0, 0 },
	{ "gap", "Gap error signal", caption_gap, NULL, draw_gap, 760, 360 },
	{ "crosstalk", "Crosstalk against step", caption_crosstalk, NULL, draw_crosstalk, 760,
	  360 },
	{ "height", "Height of the surface", caption_height, NULL, draw_height, 760, 380 },
	{ "protrusions", "Protrusions", caption_protrusions, NULL, draw_protrusions, 760, 380 },
	{ "film", "Flattening film", caption_film, NULL, draw_film, 760, 380 },
	{ "texture", "Texture", caption_texture, NULL, draw_texture, 760, 360 },
	{ "claims", "Claims", caption_claims, fill_claims, NULL, 0, 0 },
	{ "disc", "Lead-in: the disc", caption_disc, fill_disc, NULL, 0, 0 },
	{ "sides", "Lead-in: groove and land", caption_sides, fill_sides, NULL, 0, 0 },
};

const unsigned int report_part_count = sizeof(report_parts) / sizeof(report_parts[0]);

void report_headline(const struct report *report, char *text, size_t size)
{
	const struct recipe *recipe = report->pressing->recipe;

	snprintf(text, size, "%s%s%s", recipe->name, *recipe->label ? ": " : "", recipe->label);
}

void report_verdict(const struct report *report, char *text, size_t size)
{
	const struct pressing *pressing = report->pressing;
	char note[160];

	reject_note(pressing->info.film.rejects, note, sizeof(note));
	snprintf(text, size,
		 "Recording: %s. Lens: NA %.2f at %.0f nm. Seed: %" PRIu64
		 ". Inspection: %s. Claims: %u hold, %u fail, %u do not apply.",
		 recording_name(pressing->info.recording), pressing->recipe->optics.na,
		 pressing->recipe->gap_nm, pressing->seed, note,
		 claims_count(report->claim, CLAIM_HOLDS), claims_count(report->claim, CLAIM_FAILS),
		 claims_count(report->claim, CLAIM_NOT_APPLICABLE));
}

static void set_head(struct report_table *table, unsigned int columns, const char *const *head,
		     const char *right)
{
	memset(table, 0, sizeof(*table));
	table->columns = columns;
	for (unsigned int n = 0; n < columns; n++) {
		table->head[n] = head[n];
		table->right[n] = right[n] == 'r';
	}
}

__attribute__((format(printf, 3, 4))) static void put(struct report_table *table,
						      unsigned int column, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(table->cell[table->rows][column], sizeof(table->cell[0][0]), format, args);
	va_end(args);
}

/* Many as a whole number, few with what matters. */
static void put_count(struct report_table *table, unsigned int column, double count)
{
	if (count >= 100)
		put(table, column, "%.0f", count);
	else
		put(table, column, "%.3g", count);
}

void caption_line(const struct report *report, char *text, size_t size)
{
	snprintf(
		text, size,
		"The disc after each step. Protrusions: expected number above %.0f nm on %.0f cm². "
		"Tallest: height that one of them is expected to exceed.",
		report->pressing->recipe->limits.protrusion_nm, DESIGN_AREA_CM2);
}

void fill_line(const struct report *report, struct report_table *table)
{
	static const char *const head[] = { "step",	    "step height / nm", "film / nm",
					    "Ra / nm",	    "protrusions",	"tallest / nm",
					    "run-out / µm", "hottest / °C",	"what was done" };
	const struct pressing *pressing = report->pressing;

	set_head(table, 9, head, "lrrrrrrrl");
	for (unsigned int step = 0; step < LINE_STEPS; step++, table->rows++) {
		const struct line_entry *entry = &pressing->design.line[step];
		const struct workpiece *piece = &entry->piece;

		put(table, 0, "%s", line_step_name(entry->step));
		put(table, 1, "%.1f", piece->step_nm);
		if (piece->film_nm > 0)
			put(table, 2, "%.1f ± %.1f", piece->film_nm, line_film_sigma_nm(piece));
		else
			put(table, 2, "–");
		put(table, 3, "%.2f", roughness_ra(&piece->texture));
		put_count(table, 4,
			  protrusions_expected(&piece->bumps,
					       pressing->recipe->limits.protrusion_nm,
					       DESIGN_AREA_CM2));
		put(table, 5, "%.1f", line_tallest_nm(piece));
		put(table, 6, "%.1f", piece->axial_pp_nm / 1e3);
		put(table, 7, "%.0f", piece->hottest_c);
		put(table, 8, "%s", entry->note);
	}
}

void caption_claims(const struct report *report, char *text, size_t size)
{
	snprintf(
		text, size,
		"The patent's 34 claims, judged on this disc's design: %u hold, %u fail, %u do not "
		"apply. A number in brackets is the claim whose failure is inherited.",
		claims_count(report->claim, CLAIM_HOLDS), claims_count(report->claim, CLAIM_FAILS),
		claims_count(report->claim, CLAIM_NOT_APPLICABLE));
}

static void put_verdict(struct report_table *table, const struct claim_result *result)
{
	if (result->verdict == CLAIM_NOT_APPLICABLE)
		put(table, 2, "n. a.");
	else if (result->verdict == CLAIM_HOLDS)
		put(table, 2, "holds");
	else if (result->own == CLAIM_HOLDS)
		put(table, 2, "FAILS (%u)", result->depends);
	else
		put(table, 2, "FAILS");
}

void fill_claims(const struct report *report, struct report_table *table)
{
	static const char *const head[] = {
		"claim", "", "verdict", "figure", "limit", "decided by"
	};

	set_head(table, 6, head, "rlllll");
	for (unsigned int n = 0; n < CLAIMS; n++, table->rows++) {
		const struct claim_result *result = &report->claim[n];

		put(table, 0, "%u", result->number);
		put(table, 1, "%s", result->title);
		put_verdict(table, result);
		put(table, 3, "%s", result->figure);
		put(table, 4, "%s", result->limit);
		put(table, 5, "%s", result->decides);
	}
}

void caption_disc(const struct report *report, char *text, size_t size)
{
	(void)report;
	snprintf(text, size, "What the press writes onto the disc for every drive to read.");
}

__attribute__((format(printf, 3, 4))) static void put_row(struct report_table *table,
							  const char *name, const char *format, ...)
{
	va_list args;

	put(table, 0, "%s", name);
	va_start(args, format);
	vsnprintf(table->cell[table->rows][1], sizeof(table->cell[0][0]), format, args);
	va_end(args);
	table->rows++;
}

void fill_disc(const struct report *report, struct report_table *table)
{
	static const char *const head[] = { "quantity", "value" };
	const struct nfod_disc_info *info = &report->pressing->info;
	const struct nfod_disc_film *film = &info->film;

	set_head(table, 2, head, "lr");
	put_row(table, "serial number", "%.40s", info->disc_id);
	put_row(table, "recording", "%s%s", recording_name(info->recording),
		info->flags & NFOD_DISC_LIGHT ? ", erased, then written by light" : "");
	put_row(table, "capacity", "%.3f GB in %u zones",
		(double)info->user_blocks * NFOD_BLOCK_BYTES / 1e9, info->zones);
	put_row(table, "track pitch, land to groove", "%u nm", info->track_pitch_nm);
	put_row(table, "step", "%u nm", info->step_nm);
	put_row(table, "channel cell", "%.1f nm", info->cell_pm / 1e3);
	put_row(table, "speed at 1x", "%.2f m/s", info->velocity_um_s / 1e6);
	put_row(table, "air gap", "%u nm", info->gap_nm);
	put_row(table, "numerical aperture", "%.3f", film->na_milli / 1e3);
	put_row(table, "run-out, axial", "%.2f µm", film->axial_pp_nm / 1e3);
	put_row(table, "run-out, radial", "%.2f µm", film->radial_pp_nm / 1e3);
	put_row(table, "roughness Ra", "%.2f nm", film->ra_pm / 1e3);
	put_row(table, "topography", "%.2f nm rms", film->topography_pm / 1e3);
	put_row(table, "protrusions above the limit", "%u", film->protrusions);
	put_row(table, "limit for protrusions", "%.1f nm", film->limit_pm / 1e3);
	put_row(table, "tallest protrusion", "%.1f nm", film->tallest_pm / 1e3);
}

void caption_sides(const struct report *report, char *text, size_t size)
{
	(void)report;
	snprintf(text, size, "How to fly over and record each kind of track; powers are for 1x.");
}

/* One row of both sides; %scale brings the lead-in's unit to the table's. */
static void put_sides(struct report_table *table, const char *name, const char *unit, int digits,
		      double groove, double land)
{
	put(table, 0, "%s", name);
	put(table, 1, "%.*f", digits, groove);
	put(table, 2, "%.*f", digits, land);
	put(table, 3, "%s", unit);
	table->rows++;
}

#define BOTH(member, scale) side[0].member *(scale), side[1].member *(scale)

void fill_sides(const struct report *report, struct report_table *table)
{
	static const char *const head[] = { "quantity", "groove", "land", "unit" };
	const struct nfod_disc_side *side = report->pressing->info.film.side;
	const double q15 = 1.0 / NFOD_Q15_ONE;

	set_head(table, 4, head, "lrrl");
	put_sides(table, "flattening film", "nm", 1, BOTH(film_pm, 1e-3));
	put_sides(table, "air gap", "nm", 1, BOTH(gap_pm, 1e-3));
	put_sides(table, "set point", "of far field", 3, BOTH(set_point_q15, q15));
	put_sides(table, "hand-over level", "of far field", 3, BOTH(hand_over_q15, q15));
	put_sides(table, "slope", "%/nm", 3, BOTH(slope_ppm_nm, 1e-4));
	put_sides(table, "feigned gap, erased to written", "nm", 2, BOTH(state_pm, 1e-3));
	put_sides(table, "crosstalk", "dB", 1, BOTH(crosstalk_cdb, 1e-2));
	put_sides(table, "modulation", "of the signal", 3, BOTH(modulation_q15, q15));
	put_sides(table, "push-pull", "of the sum", 3, BOTH(push_pull_q15, q15));
	put_sides(table, "push-pull sign", "", 0, BOTH(push_pull_sign, 1));
	put_sides(table, "read power", "mW", 3, BOTH(read_uw, 1e-3));
	put_sides(table, "bias power", "mW", 3, BOTH(bias_uw, 1e-3));
	put_sides(table, "erase power at 1x", "mW", 3, BOTH(erase_uw, 1e-3));
	put_sides(table, "erase power at 2x", "mW", 3, BOTH(erase_2x_uw, 1e-3));
	put_sides(table, "write power at 1x", "mW", 3, BOTH(write_uw, 1e-3));
	put_sides(table, "write power at 2x", "mW", 3, BOTH(write_2x_uw, 1e-3));
	if (report->pressing->info.recording == NFOD_RECORDING_MAGNETO_OPTICAL)
		put_sides(table, "write field", "Oe", 0, BOTH(field_oe, 1));
}
