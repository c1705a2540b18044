/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * What light and field leave in the film under the head, and beside it: the law of writing
 * (physics/writing.h) for each stretch of a cluster that passes.
 */
#ifndef NFOD_ENGINE_WRITING_H
#define NFOD_ENGINE_WRITING_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/disc.h"
#include "lib/random.h"
#include "nfod/medium.h"
#include "physics/marks.h"
#include "physics/writing.h"

/**
 * struct writing - how the head passes over one cluster
 * @law: of the disc's side; NULL = marks come out as good as can be
 * @table: what the drive's table does where @law expects another
 * @pass: by stretch
 * @dark: by stretch: no light gets to most of it
 * @random: rounds what is less than marks can say
 */
struct writing {
	const struct nfod_writing_law *law;
	struct writing_table table;
	struct writing_pass pass[MARKS_STRETCHES];
	bool dark[MARKS_STRETCHES];
	struct random *random;
};

/**
 * writing_lay() - the first cells of a cluster are written, or erased
 * @film: of the cluster; its marks are changed
 * @cells: so many
 * @erases: no marks are to be left
 */
void writing_lay(const struct writing *writing, struct nfod_recorded *film, uint32_t cells,
		 bool erases);

/**
 * writing_beside() - what that does to the tracks on either side
 *
 * Return: 0, or -1 when the disc takes nothing.
 */
int writing_beside(const struct writing *writing, struct disc *disc, uint32_t cluster,
		   uint32_t cells);

#endif
