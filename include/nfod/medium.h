/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: disc image (.nfm), version 1
 *
 * What the press makes and the twin plays: the disc as a thing, not as a drive
 * sees it. The file is sparse and little-endian:
 *
 *	0		struct nfod_medium
 *	cluster_offset	clusters * cluster_bytes: what is recorded, in the order
 *			of the physical cluster numbers of format.h; a hole is
 *			film never written, which reads as zeroes
 *
 * The press writes the lead-in (physical cluster 0) like a drive would.
 */
#ifndef NFOD_MEDIUM_H
#define NFOD_MEDIUM_H

#include <stddef.h>
#include <stdint.h>

#define NFOD_MEDIUM_MAGIC 0x31304d464e444f46ull /* "FODNFM01" */
#define NFOD_MEDIUM_VERSION 1
#define NFOD_MEDIUM_HEADER_BYTES 4096u
#define NFOD_MEDIUM_CLUSTER_OFFSET 65536u

/**
 * struct nfod_medium - header of a disc image
 * @magic: NFOD_MEDIUM_MAGIC
 * @version: NFOD_MEDIUM_VERSION; another version is refused by name
 * @header_bytes: NFOD_MEDIUM_HEADER_BYTES
 * @crc: CRC-32C of the header's bytes with this field zero
 * @cluster_bytes: 65536
 * @clusters: number of clusters that follow
 * @cluster_offset: where they begin in the file
 * @seed: seed of the pressing
 * @disc_id: as in the lead-in
 * @reserved: zero
 *
 * The file's length must be cluster_offset + clusters * cluster_bytes.
 */
struct nfod_medium {
	uint64_t magic;
	uint32_t version;
	uint32_t header_bytes;
	uint32_t crc;
	uint32_t cluster_bytes;
	uint64_t clusters;
	uint64_t cluster_offset;
	uint64_t seed;
	char disc_id[40];
	uint8_t reserved[4008];
};

_Static_assert(sizeof(struct nfod_medium) == NFOD_MEDIUM_HEADER_BYTES,
	       "size of struct nfod_medium");

#endif
