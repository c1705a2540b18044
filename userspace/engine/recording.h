/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Clusters as they are recorded: sectors become cells, cells get into the film as far as
 * the write gate lets them, and what is read from the film becomes sectors again.
 */
#ifndef NFOD_ENGINE_RECORDING_H
#define NFOD_ENGINE_RECORDING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

#include "engine/blemish.h"
#include "engine/code/cluster_code.h"
#include "engine/disc.h"
#include "engine/writing.h"
#include "nfod/frontend.h"
#include "nfod/medium.h"

/**
 * struct recording - working memory for one cluster at a time
 * @code: of the cluster code
 * @film: of the cluster
 * @level: cells, as they are to be written or have been read
 * @doubt: cells that were read without being sure, packed likewise
 * @doubtful: there are any
 * @count: cells that were read
 * @below: stretches of the cluster that lie below blemishes, or over which the write gate is
 *	shut: no light either
 * @belows: how many
 */
struct recording {
	struct cluster_code *code;
	struct nfod_recorded film;
	uint8_t level[CLUSTER_CELLS_MOST / 8];
	uint8_t doubt[CLUSTER_CELLS_MOST / 8];
	bool doubtful;
	uint32_t count;
	struct blemish_stretch below[BLEMISH_STRETCHES];
	unsigned int belows;
};

/* Return: for recording_free(), or NULL when memory is short. */
struct recording *recording_new(void);
void recording_free(struct recording *recording);

/* Cell that passes when so many of NFOD_FE_SYMBOLS have. */
static inline uint32_t recording_cell(uint32_t symbols)
{
	const uint64_t cells = (uint64_t)NFOD_FRAMES * NFOD_FRAME_CELLS;

	return NFOD_RUN_IN_CELLS + (uint32_t)(symbols * cells / NFOD_FE_SYMBOLS);
}

/**
 * recording_write() - sectors to film
 * @writing: how the head passes
 * @control: noted with them
 * @cells: so many get there, then the gate shuts; the film behind keeps what it had
 *
 * Return: 0, or -1 when the disc takes nothing.
 */
int recording_write(struct recording *recording, struct disc *disc, uint32_t cluster,
		    const struct writing *writing, const struct nfod_cluster_control *control,
		    const struct iovec *sector, uint32_t cells);

/**
 * recording_erase() - no marks on the first @cells of the film; one that was never written
 * stays so
 *
 * Return: 0, or -1 when the disc takes nothing.
 */
int recording_erase(struct recording *recording, struct disc *disc, uint32_t cluster,
		    const struct writing *writing, uint32_t cells);

/**
 * recording_scan() - a cluster's film to @level, without doubt
 *
 * Return: whether there is anything on the film; -1 when it cannot be had.
 */
int recording_scan(struct recording *recording, struct disc *disc, uint32_t cluster);

/**
 * recording_decode() - @level and @doubt to sectors
 *
 * Return: bit n = sector n is not good.
 */
uint16_t recording_decode(struct recording *recording, uint32_t cluster, const struct iovec *sector,
			  struct cluster_report *report);

#endif
