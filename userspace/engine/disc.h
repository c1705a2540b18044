/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * A disc under the head: clusters in an image file. The file is read and written
 * rather than mapped: a full file system is then a failed write and not a bus
 * error, and reading a hole allocates nothing.
 */
#ifndef NFOD_ENGINE_DISC_H
#define NFOD_ENGINE_DISC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "engine/surface.h"
#include "nfod/format.h"
#include "nfod/medium.h"
#include "nfod/wire.h"

struct disc;
struct passage_place;

/**
 * struct disc_watch - told what a cluster held before it was first touched
 * @first_touch: @contents are struct nfod_recorded, or NULL when all are zero
 * @ctx: handed back
 */
struct disc_watch {
	void (*first_touch)(void *ctx, uint32_t cluster, const void *contents);
	void *ctx;
};

/**
 * disc_open() - take an image
 * @path: file; locked, so that no other drive plays it
 * @protect: as if its write-protect tab were set
 * @why: what is wrong with it
 * @size: of @why
 *
 * Return: the disc, or NULL with @why.
 */
struct disc *disc_open(const char *path, bool protect, char *why, size_t size);

/**
 * disc_scratch() - a disc in memory, all zeroes but for its front
 * @front: struct nfod_medium and sections, as disc_front() gave them
 * @bytes: of these
 * @protect: as above
 */
struct disc *disc_scratch(const void *front, size_t bytes, bool protect);

/* All that lies before the clusters, for free(); NULL when it cannot be had. */
void *disc_front(const struct disc *disc, size_t *bytes);

/* A scratch disc that was pressed like this one, with nothing recorded. */
struct disc *disc_twin(const struct disc *disc);

/**
 * disc_close() - put everything on stable storage and let go
 *
 * Return: 0, or -1 when the file could not be synced.
 */
int disc_close(struct disc *disc);

void disc_set_watch(struct disc *disc, const struct disc_watch *watch);
/* Show the lead-in to the watch at once. */
void disc_touch_leadin(struct disc *disc);
/* The surface under the head. */
struct surface *disc_surface(struct disc *disc);
/* The lead-in as it was when the disc came in; NULL when it is no good. */
const struct nfod_disc_info *disc_info(const struct disc *disc);
const struct nfod_medium *disc_header(const struct disc *disc);
bool disc_protected(const struct disc *disc);

/**
 * disc_read_leadin() - what is pressed into physical cluster 0
 * @sector: 16 pieces of 4 KiB
 *
 * Return: 0 or -1.
 */
int disc_read_leadin(struct disc *disc, const struct iovec *sector);

/* A cluster's film, any but cluster 0's. Return: 0 or -1. */
int disc_load(struct disc *disc, uint32_t cluster, struct nfod_recorded *film);
int disc_store(struct disc *disc, uint32_t cluster, const struct nfod_recorded *film);

/* The same for what comes before its cells. */
int disc_load_marks(struct disc *disc, uint32_t cluster, struct nfod_recorded *film);
int disc_store_marks(struct disc *disc, uint32_t cluster, const struct nfod_recorded *film);

/**
 * disc_preset() - put something on a scratch disc without touching it
 * @film: sizeof(struct nfod_recorded); of cluster 0 its bytes as they are pressed
 *
 * Return: 0 or -1.
 */
int disc_preset(struct disc *disc, uint32_t cluster, const void *film);

/**
 * disc_track() - the stretch of track that a cluster is on
 *
 * Return: false when the lead-in is no good.
 */
bool disc_track(const struct disc *disc, uint32_t cluster, struct surface_track *track,
		unsigned int *side);

/**
 * disc_place() - where a cluster is in its zone
 *
 * Return: false when the lead-in is no good, or the cluster in no zone.
 */
bool disc_place(const struct disc *disc, uint32_t cluster, struct passage_place *place);

/* Clusters of one neighbouring track that a cluster can have beside it. */
#define DISC_BESIDE 2u

/**
 * disc_beside() - what lies beside a cluster on a neighbouring track
 * @outer: the outer one
 * @n: below DISC_BESIDE
 * @at: set to the cells by which it begins behind that cluster
 *
 * Return: cluster, or 0 when there is none, or only the lead-in, which is not recorded.
 */
uint32_t disc_beside(const struct disc *disc, uint32_t cluster, bool outer, unsigned int n,
		     int32_t *at);

/* Has the track at this place been written? */
bool disc_is_recorded(struct disc *disc, uint32_t radius_nm, unsigned int side);

#endif
