/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* The reference discs as reliefs, for tests. */
#ifndef TESTS_PHYSICS_TRACK_DISCS_H
#define TESTS_PHYSICS_TRACK_DISCS_H

#include "physics/material.h"
#include "physics/track.h"

#define DISC_GAP_NM 25.0

struct disc_layer {
	const char *material;
	double nm;
};

static inline struct relief disc_make(const struct disc_layer *layer, unsigned int layers,
				      const char *recording, double step_nm)
{
	struct relief relief = {
		.pitch_nm = 180,
		.step_nm = step_nm,
		.wall_deg = 65,
		.land_fraction = 0.5,
	};
	struct film_stack *stack = &relief.land;
	const struct material *film = material_find(recording);
	unsigned int i;

	stack->wavelength_nm = OPTICS_REFERENCE.wavelength_nm;
	stack->layers = layers + 1;
	stack->index[0] = OPTICS_REFERENCE.index;
	stack->index[1] = 1;
	stack->thickness_nm[1] = DISC_GAP_NM;
	for (i = 0; i < layers; i++) {
		const struct material *material = material_find(layer[i].material);

		stack->index[i + 2] = material->index[STATE_ERASED];
		stack->thickness_nm[i + 2] = layer[i].nm;
		if (material == film)
			relief.recording_layer = i + 2;
	}
	stack->index[layers + 2] = material_find("PC")->index[STATE_ERASED];
	relief.written = film->index[STATE_WRITTEN];
	relief.q = film->q;
	return relief;
}

static inline struct relief disc_phase_change(double step_nm)
{
	static const struct disc_layer layer[] = {
		{ "PSZ", 40 }, { "SiN", 60 }, { "GST", 14 }, { "ZnS-SiO2", 25 }, { "Al", 80 },
	};

	return disc_make(layer, 5, "GST", step_nm);
}

static inline struct relief disc_magneto_optical(double step_nm)
{
	static const struct disc_layer layer[] = {
		{ "PSZ", 40 }, { "SiN", 60 }, { "TbFeCo", 22 }, { "SiN", 20 }, { "Al", 40 },
	};

	return disc_make(layer, 5, "TbFeCo", step_nm);
}

#endif
