// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/medium.h"
#include "press/design.h"
#include "press/info.h"
#include "press/press.h"

static cJSON *zone(const struct nfod_zone *zone)
{
	cJSON *json = cJSON_CreateObject();

	cJSON_AddNumberToObject(json, "radius_nm", zone->radius_nm);
	cJSON_AddNumberToObject(json, "turns", zone->turns);
	cJSON_AddNumberToObject(json, "first", zone->first);
	cJSON_AddNumberToObject(json, "clusters", zone->clusters);
	cJSON_AddNumberToObject(json, "user", zone->user);
	cJSON_AddNumberToObject(json, "lead", zone->lead);
	cJSON_AddNumberToObject(json, "clusters_per_turn", zone->clusters_per_turn_q16 / 65536.0);
	return json;
}

static void add_zones(cJSON *json, const struct nfod_disc_info *info)
{
	cJSON *zones = cJSON_AddArrayToObject(json, "zones");

	for (uint32_t i = 0; i < info->zones; i++)
		cJSON_AddItemToArray(zones, zone(&info->zone[i]));
}

static void add_layout(cJSON *json, const struct image *image)
{
	const struct nfod_disc_info *info = &image->info;
	char seed[24];

	/* As text: a JSON number holds 53 bits. */
	snprintf(seed, sizeof(seed), "%" PRIu64, info->seed);
	cJSON_AddStringToObject(json, "disc_id", info->disc_id);
	cJSON_AddStringToObject(json, "label", info->label);
	cJSON_AddStringToObject(json, "seed", seed);
	cJSON_AddStringToObject(json, "recording", recording_name(info->recording));
	cJSON_AddBoolToObject(json, "light", info->flags & NFOD_DISC_LIGHT);
	cJSON_AddBoolToObject(json, "read_only", info->flags & NFOD_DISC_READ_ONLY);
	cJSON_AddBoolToObject(json, "rejected", info->flags & NFOD_DISC_REJECTED);
	cJSON_AddNumberToObject(json, "user_blocks", (double)info->user_blocks);
	cJSON_AddNumberToObject(json, "clusters", info->clusters);
	cJSON_AddNumberToObject(json, "stored_bytes", (double)image->stored_bytes);
	cJSON_AddNumberToObject(json, "track_pitch_nm", info->track_pitch_nm);
	cJSON_AddNumberToObject(json, "step_nm", info->step_nm);
	cJSON_AddNumberToObject(json, "cell_pm", info->cell_pm);
	cJSON_AddNumberToObject(json, "velocity_um_s", info->velocity_um_s);
	cJSON_AddNumberToObject(json, "gap_nm", info->gap_nm);
}

static cJSON *curve(const uint16_t *q15)
{
	cJSON *json = cJSON_CreateArray();

	for (unsigned int i = 0; i < NFOD_GES_POINTS; i++)
		cJSON_AddItemToArray(json, cJSON_CreateNumber(q15[i] / (double)NFOD_Q15_ONE));
	return json;
}

static void add_side(cJSON *film, const char *name, const struct nfod_disc_side *side)
{
	const double one = NFOD_Q15_ONE;
	cJSON *json = cJSON_AddObjectToObject(film, name);

	cJSON_AddNumberToObject(json, "film_nm", side->film_pm / 1e3);
	cJSON_AddNumberToObject(json, "gap_nm", side->gap_pm / 1e3);
	cJSON_AddNumberToObject(json, "set_point", side->set_point_q15 / one);
	cJSON_AddNumberToObject(json, "hand_over", side->hand_over_q15 / one);
	cJSON_AddNumberToObject(json, "slope_ppm_nm", side->slope_ppm_nm);
	cJSON_AddNumberToObject(json, "state_nm", side->state_pm / 1e3);
	cJSON_AddNumberToObject(json, "crosstalk_db", side->crosstalk_cdb / 100.0);
	cJSON_AddNumberToObject(json, "modulation", side->modulation_q15 / one);
	cJSON_AddNumberToObject(json, "push_pull",
				side->push_pull_sign * (side->push_pull_q15 / one));
	cJSON_AddNumberToObject(json, "read_mw", side->read_uw / 1e3);
	cJSON_AddNumberToObject(json, "bias_mw", side->bias_uw / 1e3);
	cJSON_AddNumberToObject(json, "erase_mw", side->erase_uw / 1e3);
	cJSON_AddNumberToObject(json, "write_mw", side->write_uw / 1e3);
	cJSON_AddNumberToObject(json, "field_oe", side->field_oe);
	cJSON_AddNumberToObject(json, "erase_2x_mw", side->erase_2x_uw / 1e3);
	cJSON_AddNumberToObject(json, "write_2x_mw", side->write_2x_uw / 1e3);
	cJSON_AddItemToObject(json, "ges", curve(side->ges_q15));
	cJSON_AddItemToObject(json, "ges_written", curve(side->written_q15));
}

static void add_rejects(cJSON *json, uint32_t rejects)
{
	cJSON *list = cJSON_AddArrayToObject(json, "rejects");

	for (uint32_t bit = 1; bit <= NFOD_REJECT_KNOWN; bit <<= 1)
		if (rejects & bit)
			cJSON_AddItemToArray(list, cJSON_CreateString(reject_words(bit)));
}

static void add_film(cJSON *disc, const struct nfod_disc_film *film)
{
	cJSON *json = cJSON_AddObjectToObject(disc, "film");

	cJSON_AddNumberToObject(json, "na", film->na_milli / 1e3);
	add_rejects(json, film->rejects);
	cJSON_AddNumberToObject(json, "axial_pp_nm", film->axial_pp_nm);
	cJSON_AddNumberToObject(json, "radial_pp_nm", film->radial_pp_nm);
	cJSON_AddNumberToObject(json, "protrusions", film->protrusions);
	cJSON_AddNumberToObject(json, "tallest_nm", film->tallest_pm / 1e3);
	cJSON_AddNumberToObject(json, "limit_nm", film->limit_pm / 1e3);
	cJSON_AddNumberToObject(json, "ra_nm", film->ra_pm / 1e3);
	cJSON_AddNumberToObject(json, "topography_nm", film->topography_pm / 1e3);
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		add_side(json, side_name(side), &film->side[side]);
}

static void add_map(cJSON *disc, const struct protrusion_map *map)
{
	struct protrusion_count count = protrusion_map_count(map);
	cJSON *json = cJSON_AddObjectToObject(disc, "bump_map");

	cJSON_AddNumberToObject(json, "listed", count.listed);
	cJSON_AddNumberToObject(json, "found", count.found);
	cJSON_AddNumberToObject(json, "highest_nm", count.highest_nm);
	cJSON_AddNumberToObject(json, "rest_nm", count.rest_nm);
	cJSON_AddNumberToObject(json, "bad_sectors", count.bad);
}

static void add_text(cJSON *json, const char *name, const char *text, size_t room)
{
	char copy[96];

	/* Sealed text may still lack its final zero. */
	snprintf(copy, sizeof(copy), "%.*s", (int)room, text);
	cJSON_AddStringToObject(json, name, copy);
}

static cJSON *step(const struct nfod_step_record *record)
{
	cJSON *json = cJSON_CreateObject();

	add_text(json, "step", record->name, sizeof(record->name));
	add_text(json, "note", record->note, sizeof(record->note));
	cJSON_AddBoolToObject(json, "done", record->done != 0);
	cJSON_AddNumberToObject(json, "step_nm", record->step_nm);
	cJSON_AddNumberToObject(json, "film_nm", record->film_nm);
	cJSON_AddNumberToObject(json, "film_sigma_nm", record->film_sigma_nm);
	cJSON_AddNumberToObject(json, "ra_nm", record->ra_nm);
	cJSON_AddNumberToObject(json, "protrusions", record->protrusions);
	cJSON_AddNumberToObject(json, "tallest_nm", record->tallest_nm);
	cJSON_AddNumberToObject(json, "axial_um", record->axial_um);
	cJSON_AddNumberToObject(json, "celsius", record->celsius);
	return json;
}

static cJSON *layer(const struct nfod_layer_record *record)
{
	cJSON *json = cJSON_CreateObject();

	add_text(json, "material", record->material, sizeof(record->material));
	cJSON_AddNumberToObject(json, "thickness_nm", record->thickness_nm);
	cJSON_AddNumberToObject(json, "spread", record->spread);
	cJSON_AddNumberToObject(json, "n_erased", record->index[0]);
	cJSON_AddNumberToObject(json, "k_erased", record->index[1]);
	cJSON_AddNumberToObject(json, "n_written", record->index[2]);
	cJSON_AddNumberToObject(json, "k_written", record->index[3]);
	return json;
}

static void add_records(cJSON *json, const struct examined *disc)
{
	const struct nfod_step_record *record = disc->section[NFOD_SECTION_STEP].records;
	const struct nfod_layer_record *film = disc->section[NFOD_SECTION_LAYER].records;
	cJSON *layers = cJSON_AddArrayToObject(json, "layers");
	cJSON *line = cJSON_AddArrayToObject(json, "line");

	for (size_t i = 0; i < disc->section[NFOD_SECTION_LAYER].count; i++)
		cJSON_AddItemToArray(layers, layer(&film[i]));
	for (size_t i = 0; i < disc->section[NFOD_SECTION_STEP].count; i++)
		cJSON_AddItemToArray(line, step(&record[i]));
}

static void add_sections(cJSON *json, const struct examined *disc)
{
	cJSON *sections = cJSON_AddObjectToObject(json, "sections");

	for (uint32_t kind = 1; kind < NFOD_SECTION_KINDS; kind++)
		if (medium_find_section(&disc->image.header, kind))
			cJSON_AddNumberToObject(sections, medium_section_name(kind),
						(double)disc->section[kind].count);
}

int info_print_json(const struct examined *disc)
{
	cJSON *json = cJSON_CreateObject();
	char *text;

	add_layout(json, &disc->image);
	add_film(json, &disc->image.info.film);
	add_map(json, &disc->map);
	add_records(json, disc);
	add_sections(json, disc);
	add_zones(json, &disc->image.info);
	text = cJSON_Print(json);
	cJSON_Delete(json);
	if (!text)
		return -1;
	puts(text);
	free(text);
	return 0;
}
