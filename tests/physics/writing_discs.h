/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* The reference discs for writing, as their images have them. */
#ifndef NFOD_TESTS_PHYSICS_WRITING_DISCS_H
#define NFOD_TESTS_PHYSICS_WRITING_DISCS_H

#include <stdio.h>
#include <string.h>

#include "nfod/wire.h"
#include "physics/writing.h"
#include "physics/spot.h"

#define SPEED_2X 5.64
#define WHY 128

static inline struct nfod_layer_record film_record(const char *name, uint32_t role,
						   double thickness_nm)
{
	const struct material *material = material_find(name);
	struct nfod_layer_record record = { .role = role, .thickness_nm = (float)thickness_nm };
	unsigned int i;

	memcpy(record.material, name, strlen(name));
	for (i = 0; i < 2; i++) {
		record.index[2 * i] = (float)creal(material->index[i]);
		record.index[2 * i + 1] = (float)cimag(material->index[i]);
	}
	return record;
}

#define DISC_FILMS 5

/* Films from the substrate up; roles as the press has them. */
static inline void film_records(bool magnetic, struct nfod_layer_record record[DISC_FILMS])
{
	record[0] = film_record("Al", 1, magnetic ? 200 : 80);
	record[1] = film_record(magnetic ? "SiN" : "ZnS-SiO2", 2, magnetic ? 3 : 25);
	record[2] = film_record(magnetic ? "TbFeCo" : "GST", 3, magnetic ? 16.5 : 14);
	record[3] = film_record("SiN", 4, magnetic ? 50 : 60);
	record[4] = film_record("PSZ", 5, magnetic ? 37 : 40);
}

static inline void lead_in(bool magnetic, struct nfod_disc_info *info)
{
	*info = (struct nfod_disc_info){
		.recording = magnetic ? NFOD_RECORDING_MAGNETO_OPTICAL :
					NFOD_RECORDING_PHASE_CHANGE,
		.track_pitch_nm = 180,
		.cell_pm = 43000,
	};
	info->film.side[NFOD_LAND].film_pm = magnetic ? 37000 : 40000;
	info->film.side[NFOD_GROOVE].film_pm = magnetic ? 83000 : 88000;
	info->film.side[NFOD_LAND].gap_pm = 25000;
	info->film.side[NFOD_GROOVE].gap_pm = 25000;
}

/* Return: 0, or -1 having said why. */
static inline int reference_disc(bool magnetic, unsigned int side, struct writing_disc *disc)
{
	static const struct optics optics = OPTICS_REFERENCE;
	struct nfod_layer_record record[DISC_FILMS];
	struct nfod_disc_info info;
	char why[WHY] = "";

	film_records(magnetic, record);
	lead_in(magnetic, &info);
	if (!writing_disc_make(disc, &optics, record, DISC_FILMS, &info, side, why, WHY))
		return 0;
	fprintf(stderr, "reference disc: %s\n", why);
	return -1;
}

#endif
