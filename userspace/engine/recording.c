// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/recording.h"

#include <stdlib.h>
#include <string.h>

/* Below this nothing is found there, MARKS_ONE = 1 (j). */
#define RESIDUE_MOST (MARKS_ONE / 4)

_Static_assert(CLUSTER_SECTORS == NFOD_FE_PAGES, "a page for each sector");
_Static_assert(sizeof(((struct nfod_recorded *)0)->marks) == MARKS_STRETCHES * sizeof(struct marks),
	       "marks of a whole cluster");

struct recording *recording_new(void)
{
	struct recording *recording = calloc(1, sizeof(*recording));

	if (!recording)
		return NULL;
	recording->code = cluster_code_new();
	if (recording->code)
		return recording;
	free(recording);
	return NULL;
}

void recording_free(struct recording *recording)
{
	if (recording)
		cluster_code_free(recording->code);
	free(recording);
}

static void encode(struct recording *recording, uint32_t cluster,
		   const struct nfod_cluster_control *control, const struct iovec *sector)
{
	const uint8_t *bytes[CLUSTER_SECTORS];

	for (unsigned int n = 0; n < CLUSTER_SECTORS; n++)
		bytes[n] = sector[n].iov_base;
	cluster_encode(recording->code, cluster, control, bytes, recording->level);
}

static void lay_cells(struct nfod_recorded *film, const uint8_t *level, uint32_t cells)
{
	uint8_t last = (uint8_t) ~(0xffu >> cells % 8);

	memcpy(film->cell, level, cells / 8);
	if (last)
		film->cell[cells / 8] =
			(uint8_t)((film->cell[cells / 8] & ~last) | (level[cells / 8] & last));
}

/* Return: whether there is anything to be changed; -1 when the film cannot be had. */
static int begin(struct recording *recording, struct disc *disc, uint32_t cluster, uint32_t cells)
{
	if (disc_load(disc, cluster, &recording->film))
		return -1;
	return cells != 0;
}

static int end(struct recording *recording, struct disc *disc, uint32_t cluster,
	       const struct writing *writing, uint32_t cells)
{
	recording->film.cycles++;
	return disc_store(disc, cluster, &recording->film) ||
			       writing_beside(writing, disc, cluster, cells) ?
		       -1 :
		       0;
}

static void keep_stretch(const struct blemish_stretch *stretch, const uint8_t *film, uint8_t *level)
{
	for (uint32_t n = stretch->first; n < stretch->end; n++) {
		uint8_t bit = (uint8_t)(0x80u >> n % 8);

		level[n / 8] = (uint8_t)((level[n / 8] & ~bit) | (film[n / 8] & bit));
	}
}

/* Where no light gets to the film nothing is written. */
static void keep_hidden(struct recording *recording)
{
	for (unsigned int n = 0; n < recording->belows; n++)
		if (!(recording->below[n].light > 0.0))
			keep_stretch(&recording->below[n], recording->film.cell, recording->level);
}

/* A steady field turns film over and never back. */
static void keep_marks(struct recording *recording, const struct disc *disc)
{
	const struct nfod_disc_info *info = disc_info(disc);

	if (!info || !(info->flags & NFOD_DISC_LIGHT))
		return;
	for (unsigned int n = 0; n < NFOD_CLUSTER_CELL_BYTES; n++)
		recording->level[n] |= recording->film.cell[n];
}

int recording_write(struct recording *recording, struct disc *disc, uint32_t cluster,
		    const struct writing *writing, const struct nfod_cluster_control *control,
		    const struct iovec *sector, uint32_t cells)
{
	int result = begin(recording, disc, cluster, cells);

	if (result <= 0)
		return result;
	encode(recording, cluster, control, sector);
	keep_marks(recording, disc);
	keep_hidden(recording);
	lay_cells(&recording->film, recording->level, cells);
	writing_lay(writing, &recording->film, cells, false);
	return end(recording, disc, cluster, writing, cells);
}

int recording_erase(struct recording *recording, struct disc *disc, uint32_t cluster,
		    const struct writing *writing, uint32_t cells)
{
	int result = begin(recording, disc, cluster, cells);

	if (result <= 0)
		return result;
	/* Film as it was pressed has nothing to be erased. */
	if (!recording->film.cycles)
		return writing_beside(writing, disc, cluster, cells);
	memset(recording->level, 0, NFOD_CLUSTER_CELL_BYTES);
	keep_hidden(recording);
	lay_cells(&recording->film, recording->level, cells);
	writing_lay(writing, &recording->film, cells, true);
	return end(recording, disc, cluster, writing, cells);
}

/* What is left of marks that were erased well enough is no signal. */
static bool holds_marks(const struct nfod_recorded *film)
{
	struct marks marks;

	for (unsigned int n = 0; n < NFOD_CLUSTER_CELL_BYTES; n++)
		if (film->cell[n])
			return true;
	for (unsigned int n = 0; n < MARKS_STRETCHES; n++) {
		memcpy(&marks, film->marks[n], sizeof(marks));
		if (marks.contrast || marks.residue > RESIDUE_MOST)
			return true;
	}
	return false;
}

int recording_scan(struct recording *recording, struct disc *disc, uint32_t cluster)
{
	if (disc_load(disc, cluster, &recording->film))
		return -1;
	memcpy(recording->level, recording->film.cell, NFOD_CLUSTER_CELL_BYTES);
	recording->count = NFOD_CLUSTER_CELLS;
	if (recording->doubtful)
		memset(recording->doubt, 0, sizeof(recording->doubt));
	recording->doubtful = false;
	return recording->film.cycles && holds_marks(&recording->film);
}

uint16_t recording_decode(struct recording *recording, uint32_t cluster, const struct iovec *sector,
			  struct cluster_report *report)
{
	const struct cluster_cells cells = {
		.level = recording->level,
		.doubt = recording->doubtful ? recording->doubt : NULL,
		.count = recording->count,
	};
	uint8_t *bytes[CLUSTER_SECTORS];

	for (unsigned int n = 0; n < CLUSTER_SECTORS; n++)
		bytes[n] = sector[n].iov_base;
	return cluster_decode(recording->code, cluster, &cells, bytes, report);
}
