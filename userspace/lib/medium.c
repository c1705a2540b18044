// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "lib/medium.h"

#include <stdio.h>
#include <string.h>

#include "lib/crc32c.h"

#define BLOCKS_PER_CLUSTER 16u

static uint32_t medium_crc(const struct nfod_medium *header)
{
	struct nfod_medium copy = *header;

	copy.crc = 0;
	return crc32c(&copy, sizeof(copy));
}

void medium_seal(struct nfod_medium *header)
{
	header->crc = medium_crc(header);
}

static int medium_check_length(const struct nfod_medium *header, uint64_t file_bytes, char *why,
			       size_t size)
{
	uint64_t want;

	if (!header->clusters || header->clusters > UINT32_MAX || !header->cluster_offset ||
	    header->cluster_offset % NFOD_MEDIUM_ALIGN ||
	    header->cluster_offset > NFOD_MEDIUM_MAX_OFFSET ||
	    header->cluster_bytes != MEDIUM_CLUSTER_BYTES) {
		snprintf(why, size, "its header describes an impossible disc");
		return -1;
	}
	want = header->cluster_offset + header->clusters * header->cluster_bytes;
	if (file_bytes == want)
		return 0;
	snprintf(why, size,
		 "file is %llu bytes long but should be %llu: truncated or "
		 "altered; take another copy",
		 (unsigned long long)file_bytes, (unsigned long long)want);
	return -1;
}

int medium_check(const struct nfod_medium *header, uint64_t file_bytes, char *why, size_t size)
{
	if (file_bytes < sizeof(*header) || header->magic != NFOD_MEDIUM_MAGIC) {
		snprintf(why, size, "not a disc image; nfod-press blank makes one");
		return -1;
	}
	if (header->version != NFOD_MEDIUM_VERSION) {
		snprintf(why, size,
			 "image version %u, this program knows version %u; use "
			 "the program that made it",
			 header->version, NFOD_MEDIUM_VERSION);
		return -1;
	}
	if (header->header_bytes != sizeof(*header) || header->crc != medium_crc(header)) {
		snprintf(why, size, "header is damaged (check value); take another copy");
		return -1;
	}
	return medium_check_length(header, file_bytes, why, size);
}

static uint32_t disc_crc(const struct nfod_disc_info *info)
{
	struct nfod_disc_info copy = *info;

	copy.crc = 0;
	return crc32c(&copy, sizeof(copy));
}

void disc_seal(struct nfod_disc_info *info)
{
	info->crc = disc_crc(info);
}

uint64_t disc_user_blocks(const struct nfod_disc_info *info)
{
	uint64_t clusters = 0;

	for (uint32_t i = 0; i < info->zones; i++)
		clusters += info->zone[i].user;
	return clusters * NFOD_SIDES * BLOCKS_PER_CLUSTER;
}

static int disc_check_zones(const struct nfod_disc_info *info)
{
	uint64_t first = 0;

	for (uint32_t i = 0; i < info->zones; i++) {
		const struct nfod_zone *zone = &info->zone[i];

		if (zone->first != first || !zone->turns || !zone->clusters_per_turn_q16 ||
		    (uint64_t)zone->lead + zone->user > zone->clusters)
			return -1;
		first += (uint64_t)zone->clusters * NFOD_SIDES;
	}
	return first == info->clusters ? 0 : -1;
}

int disc_check(const struct nfod_disc_info *info, char *why, size_t size)
{
	if (info->magic != NFOD_DISC_MAGIC) {
		snprintf(why, size, "lead-in is missing or overwritten");
		return -1;
	}
	if (info->version != NFOD_DISC_VERSION) {
		snprintf(why, size, "lead-in version %u, known is %u", info->version,
			 NFOD_DISC_VERSION);
		return -1;
	}
	if (info->bytes != sizeof(*info) || info->crc != disc_crc(info)) {
		snprintf(why, size, "lead-in is damaged (check value)");
		return -1;
	}
	if (!info->zones || info->zones > NFOD_MAX_ZONES || disc_check_zones(info) ||
	    info->user_blocks != disc_user_blocks(info)) {
		snprintf(why, size, "lead-in's zone table does not add up");
		return -1;
	}
	return 0;
}
