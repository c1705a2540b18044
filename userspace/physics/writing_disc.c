// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* A disc as light and heat see it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "nfod/wire.h"
#include "physics/spot.h"
#include "physics/writing_disc.h"

/* struct nfod_layer_record.role */
#define ROLE_RECORDING 3
#define ROLE_FLATTENING 5

#define GAP_LAYER 1

static int take_layer(struct writing_disc *disc, unsigned int at,
		      const struct nfod_layer_record *record, char *why, size_t size)
{
	char name[sizeof(record->material) + 1] = "";

	memcpy(name, record->material, sizeof(record->material));
	disc->material[at] = material_find(name);
	if (!disc->material[at]) {
		snprintf(why, size, "no material is called %s; press the disc anew", name);
		return -1;
	}
	disc->stack.index[at] = CMPLX(record->index[0], record->index[1]);
	disc->stack.thickness_nm[at] = record->thickness_nm;
	if (record->role == ROLE_RECORDING) {
		disc->recording = at;
		disc->written = CMPLX(record->index[2], record->index[3]);
	}
	return 0;
}

int writing_disc_make(struct writing_disc *disc, const struct optics *optics,
		      const struct nfod_layer_record *layer, size_t layers,
		      const struct nfod_disc_info *info, unsigned int side, char *why, size_t size)
{
	unsigned int last = (unsigned int)layers + 2, i;

	if (layers + 1 > FILM_LAYERS) {
		snprintf(why, size, "%zu films are more than %d", layers, FILM_LAYERS - 1);
		return -1;
	}
	*disc = (struct writing_disc){
		.optics = *optics,
		.stack = { .wavelength_nm = optics->wavelength_nm, .layers = last - 1 },
		.magnetic = info->recording == NFOD_RECORDING_MAGNETO_OPTICAL,
		.pitch_nm = info->track_pitch_nm,
		.cell_nm = info->cell_pm / 1e3,
	};
	disc->material[0] = material_find("S-LAH79");
	disc->material[GAP_LAYER] = material_find("air");
	disc->material[last] = material_find("PC");
	disc->stack.index[0] = optics->index;
	disc->stack.index[GAP_LAYER] = disc->material[GAP_LAYER]->index[STATE_ERASED];
	disc->stack.index[last] = disc->material[last]->index[STATE_ERASED];
	disc->stack.thickness_nm[GAP_LAYER] = info->film.side[side].gap_pm / 1e3;
	for (i = 0; i < layers; i++) {
		if (take_layer(disc, last - 1 - i, &layer[i], why, size))
			return -1;
		if (layer[i].role == ROLE_FLATTENING)
			disc->stack.thickness_nm[last - 1 - i] =
				info->film.side[side].film_pm / 1e3;
	}
	if (!disc->recording) {
		snprintf(why, size, "none of the films records; press the disc anew");
		return -1;
	}
	return 0;
}

void writing_spot(const struct writing_disc *disc, double gap_nm, struct spot *spot)
{
	spot_in_layer(&disc->optics, &disc->stack, gap_nm, disc->recording, spot);
}

void writing_profile(const struct writing_disc *disc, double intensity[WRITING_PROFILE])
{
	double x[WRITING_PROFILE], across[WRITING_PROFILE];
	double gap = disc->stack.thickness_nm[GAP_LAYER];
	unsigned int i;

	for (i = 0; i < WRITING_PROFILE; i++)
		x[i] = i * WRITING_PROFILE_NM;
	spot_line(&disc->optics, &disc->stack, gap, disc->recording, 0, x, WRITING_PROFILE,
		  intensity);
	spot_line(&disc->optics, &disc->stack, gap, disc->recording, M_PI / 2, x, WRITING_PROFILE,
		  across);
	for (i = 0; i < WRITING_PROFILE; i++)
		intensity[i] = (intensity[i] + across[i]) / 2;
}

void writing_stack(const struct writing_disc *disc, struct thermal_stack *heat)
{
	unsigned int last = disc->stack.layers + 1, i;
	const struct material *air = disc->material[GAP_LAYER];
	struct spot spot;

	writing_spot(disc, disc->stack.thickness_nm[GAP_LAYER], &spot);
	*heat = (struct thermal_stack){
		.layers = last - GAP_LAYER,
		.observed = disc->recording - GAP_LAYER - 1,
		.conductance = air->conductivity /
			       ((disc->stack.thickness_nm[GAP_LAYER] + AIR_JUMP_NM) * 1e-9),
	};
	for (i = GAP_LAYER + 1; i <= last; i++)
		heat->layer[i - GAP_LAYER - 1] = (struct thermal_layer){
			.thickness_nm = i < last ? disc->stack.thickness_nm[i] : SUBSTRATE_NM,
			.conductivity = disc->material[i]->conductivity,
			.heat_capacity = disc->material[i]->heat_capacity,
			.cell_nm = i == disc->recording ? RECORDING_CELL_NM : FILM_CELL_NM,
		};
	heat->layer[heat->observed].absorbed = spot.absorbed;
	/* What gets through the recording layer is taken up by the metal at the bottom. */
	heat->layer[heat->layers - 2].absorbed += spot.absorbed_below;
}

int writing_heat(const struct writing_disc *disc, struct thermal *thermal)
{
	double intensity[WRITING_PROFILE];
	struct thermal_stack stack;
	struct thermal_light light;

	writing_stack(disc, &stack);
	writing_profile(disc, intensity);
	/* Intensity has no finer structure than the pupil across. */
	thermal_light_profile(&light, intensity, WRITING_PROFILE, WRITING_PROFILE_NM,
			      4e9 * M_PI * disc->optics.na / disc->optics.wavelength_nm);
	return thermal_make(thermal, &stack, &light);
}
