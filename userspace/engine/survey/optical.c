// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/survey/optical.h"

#include "nfod/wire.h"
#include "physics/material.h"
#include "physics/writing.h"

/* Contrast of phase-change grains and their size (judgement; physics.md, "Reading"). */
#define FILM_NOISE 0.1
#define GRAIN_NM 15.0
/* Played at twice the speed that the lead-in names. */
#define SPEED 2.0

static void take_relief(struct relief *relief, const struct writing_disc *writing,
			const struct nfod_disc_info *info,
			const struct nfod_surface_record *surface)
{
	*relief = (struct relief){
		.land = writing->stack,
		.recording_layer = writing->recording,
		.written = writing->written,
		.q = writing->material[writing->recording]->q,
		.pitch_nm = info->track_pitch_nm,
		.step_nm = info->step_nm,
		.dip_nm = surface->dip_nm,
		.wall_deg = surface->wall_deg,
		.land_fraction = surface->land_fraction,
	};
}

int optical_disc(struct readout_disc *disc, const struct nfod_disc_info *info,
		 const struct nfod_layer_record *layer, size_t layers,
		 const struct nfod_surface_record *texture)
{
	bool optical = info->recording == NFOD_RECORDING_MAGNETO_OPTICAL;
	struct writing_disc writing;
	char why[128];

	*disc = (struct readout_disc){
		.optics = OPTICS_REFERENCE,
		.contrast = optical ? CONTRAST_MAGNETISATION : CONTRAST_REFLECTION,
		.cell_nm = info->cell_pm * 1e-3,
		.roughness_nm = texture->sigma_nm,
		.correlation_nm = texture->correlation_um * 1e3,
		.film_noise = optical ? 0.0 : FILM_NOISE,
		.grain_nm = GRAIN_NM,
	};
	for (unsigned int n = 0; n < NFOD_SIDES; n++) {
		disc->gap_nm[n] = info->film.side[n].gap_pm * 1e-3;
		disc->crosstalk[n] = texture->crosstalk[n];
		if (optical)
			disc->kelvin_mw[n] = WRITING_READ_K * 1e3 / info->film.side[n].read_uw;
	}
	if (writing_disc_make(&writing, &disc->optics, layer, layers, info, NFOD_LAND, why,
			      sizeof(why)))
		return -1;
	disc->curie_c = writing.material[writing.recording]->change_c;
	take_relief(&disc->relief, &writing, info, texture);
	return 0;
}

struct readout_drive optical_drive(const struct nfod_disc_info *info, double read_mw)
{
	struct readout_drive drive = readout_reference;

	drive.read_mw = read_mw;
	drive.velocity_m_s = SPEED * info->velocity_um_s * 1e-6;
	return drive;
}
