// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/writing.h"

#include <string.h>

/* As good as they can be: grains of 15 nm leave edges uncertain by 2 nm (judgement). */
static const struct marks good = {
	.contrast = MARKS_ONE,
	.sigma = 2 * MARKS_STEPS_PER_NM,
	.noise = MARKS_ONE,
};

static struct marks lay_stretch(const struct writing *writing, unsigned int stretch,
				const struct marks *before, uint32_t cycles, bool erases)
{
	static const struct marks erased = { .noise = MARKS_ONE };
	struct writing_pass pass = writing->pass[stretch];
	struct marks after;

	if (!writing->law)
		return erases ? erased : good;
	pass.cycles = cycles;
	if (erases)
		writing_law_erase(writing->law, &pass, before, &after);
	else
		writing_law_write(writing->law, &pass, before, &after);
	return after;
}

void writing_lay(const struct writing *writing, struct nfod_recorded *film, uint32_t cells,
		 bool erases)
{
	for (unsigned int n = 0; n * NFOD_FRAME_CELLS < cells; n++) {
		uint32_t here = cells - n * NFOD_FRAME_CELLS;
		struct marks before, after;

		if (writing->dark[n])
			continue;
		memcpy(&before, film->marks[n], sizeof(before));
		after = lay_stretch(writing, n, &before, film->cycles, erases);
		if (here < NFOD_FRAME_CELLS && cells < NFOD_CLUSTER_CELLS)
			after = writing_mix(&after, &before, here / (double)NFOD_FRAME_CELLS);
		memcpy(film->marks[n], &after, sizeof(after));
	}
}

/**
 * heat_neighbour() - warm the marks of one cluster beside the one that is written
 * @at: cells by which it begins behind that
 * @cells: that were written
 *
 * Return: whether anything changed.
 */
static bool heat_neighbour(const struct writing *writing, struct nfod_recorded *film, int32_t at,
			   uint32_t cells, bool outwards)
{
	bool changed = false;

	for (unsigned int n = 0; n < MARKS_STRETCHES; n++) {
		int32_t middle = at + (int32_t)(n * NFOD_FRAME_CELLS + NFOD_FRAME_CELLS / 2);
		struct marks before, after;

		if (middle < 0 || middle >= (int32_t)cells ||
		    writing->dark[middle / (int32_t)NFOD_FRAME_CELLS])
			continue;
		memcpy(&before, film->marks[n], sizeof(before));
		if (!before.contrast)
			continue;
		after = before;
		writing_law_beside(writing->law, &writing->pass[middle / NFOD_FRAME_CELLS],
				   outwards, random_unit(writing->random), &after);
		changed |= memcmp(&before, &after, sizeof(after)) != 0;
		memcpy(film->marks[n], &after, sizeof(after));
	}
	return changed;
}

static int heat(const struct writing *writing, struct disc *disc, uint32_t beside, int32_t at,
		uint32_t cells, bool outwards)
{
	struct nfod_recorded film;

	if (disc_load_marks(disc, beside, &film))
		return -1;
	if (!film.cycles || !heat_neighbour(writing, &film, at, cells, outwards))
		return 0;
	return disc_store_marks(disc, beside, &film);
}

int writing_beside(const struct writing *writing, struct disc *disc, uint32_t cluster,
		   uint32_t cells)
{
	for (unsigned int n = 0; writing->law && n < 2 * DISC_BESIDE; n++) {
		bool outer = n >= DISC_BESIDE;
		int32_t at;
		uint32_t beside = disc_beside(disc, cluster, outer, n % DISC_BESIDE, &at);

		/* The head passes inside of what is on the outer track. */
		if (beside && heat(writing, disc, beside, at, cells, !outer))
			return -1;
	}
	return 0;
}
