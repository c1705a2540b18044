// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/disc.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/passage.h"
#include "lib/medium.h"

/* The rest of a cluster's room stays a hole. */
#define RECORDED_BYTES ((ssize_t)offsetof(struct nfod_recorded, room))
#define MARKS_BYTES ((ssize_t)offsetof(struct nfod_recorded, cell))

/**
 * struct disc - an image that is open
 * @fd: file, or memory
 * @header: checked
 * @info: lead-in as it was when the disc came in
 * @has_info: it is a good one
 * @surface: what a head meets
 * @protect: shows itself read-only
 * @watch: see there
 * @touched: bit set: @watch knows the cluster
 */
struct disc {
	int fd;
	struct nfod_medium header;
	struct nfod_disc_info info;
	bool has_info;
	struct surface surface;
	bool protect;
	struct disc_watch watch;
	uint64_t *touched;
};

static bool bit_test(const uint64_t *bits, uint32_t n)
{
	return bits[n / 64] >> n % 64 & 1;
}

static void bit_set(uint64_t *bits, uint32_t n)
{
	bits[n / 64] |= 1ull << n % 64;
}

static off_t cluster_at(const struct disc *disc, uint32_t cluster)
{
	return (off_t)(disc->header.cluster_offset +
		       (uint64_t)cluster * sizeof(struct nfod_recorded));
}

static struct disc *disc_new(int fd, bool protect)
{
	struct disc *disc = calloc(1, sizeof(*disc));

	if (!disc)
		return NULL;
	disc->fd = fd;
	disc->protect = protect;
	return disc;
}

static int make_map(struct disc *disc)
{
	disc->touched = calloc(disc->header.clusters / 64 + 1, sizeof(*disc->touched));
	return disc->touched ? 0 : -1;
}

static void disc_free(struct disc *disc)
{
	close(disc->fd);
	surface_free(&disc->surface);
	free(disc->touched);
	free(disc);
}

/* A disc without a good lead-in plays, too: the firmware will refuse it. */
static void read_info(struct disc *disc)
{
	char why[128];

	disc->has_info = pread(disc->fd, &disc->info, sizeof(disc->info), cluster_at(disc, 0)) ==
				 sizeof(disc->info) &&
			 !disc_check(&disc->info, why, sizeof(why)) &&
			 disc->info.clusters == disc->header.clusters;
}

static int load(struct disc *disc, char *why, size_t size)
{
	read_info(disc);
	surface_free(&disc->surface);
	return surface_load(&disc->surface, disc->fd, &disc->header,
			    disc->has_info ? &disc->info : NULL, why, size);
}

static int check_file(struct disc *disc, char *why, size_t size)
{
	struct stat st;

	if (fstat(disc->fd, &st)) {
		snprintf(why, size, "%s", strerror(errno));
		return -1;
	}
	if (flock(disc->fd, LOCK_EX | LOCK_NB)) {
		snprintf(why, size, "another drive has this disc; stop that one first");
		return -1;
	}
	if (pread(disc->fd, &disc->header, sizeof(disc->header), 0) < 0) {
		snprintf(why, size, "%s", strerror(errno));
		return -1;
	}
	return medium_check(&disc->header, (uint64_t)st.st_size, why, size);
}

struct disc *disc_open(const char *path, bool protect, char *why, size_t size)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	struct disc *disc;

	if (fd < 0 && (errno == EACCES || errno == EROFS || errno == EPERM)) {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		protect = true;
	}
	disc = fd < 0 ? NULL : disc_new(fd, protect);
	if (!disc) {
		snprintf(why, size, "%s", strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	if (!check_file(disc, why, size)) {
		disc->header.disc_id[sizeof(disc->header.disc_id) - 1] = '\0';
		snprintf(why, size, "out of memory");
		if (!load(disc, why, size) && !make_map(disc))
			return disc;
	}
	disc_free(disc);
	return NULL;
}

static int fill_scratch(struct disc *disc, const void *front, size_t bytes)
{
	char why[128];

	memcpy(&disc->header, front, sizeof(disc->header));
	if (medium_check(&disc->header, (uint64_t)cluster_at(disc, (uint32_t)disc->header.clusters),
			 why, sizeof(why)) ||
	    disc->header.cluster_offset != bytes ||
	    ftruncate(disc->fd, cluster_at(disc, (uint32_t)disc->header.clusters)) ||
	    pwrite(disc->fd, front, bytes, 0) != (ssize_t)bytes)
		return -1;
	return make_map(disc);
}

struct disc *disc_scratch(const void *front, size_t bytes, bool protect)
{
	int fd = bytes < sizeof(struct nfod_medium) ? -1 : memfd_create("disc", MFD_CLOEXEC);
	struct disc *disc;

	if (fd < 0)
		return NULL;
	disc = disc_new(fd, protect);
	if (!disc) {
		close(fd);
		return NULL;
	}
	if (fill_scratch(disc, front, bytes)) {
		disc_free(disc);
		return NULL;
	}
	return disc;
}

void *disc_front(const struct disc *disc, size_t *bytes)
{
	void *front = malloc(disc->header.cluster_offset);

	*bytes = disc->header.cluster_offset;
	if (front && pread(disc->fd, front, *bytes, 0) == (ssize_t)*bytes)
		return front;
	free(front);
	return NULL;
}

int disc_close(struct disc *disc)
{
	int result = fsync(disc->fd);

	disc_free(disc);
	return result;
}

void disc_set_watch(struct disc *disc, const struct disc_watch *watch)
{
	disc->watch = *watch;
}

struct surface *disc_surface(struct disc *disc)
{
	return &disc->surface;
}

const struct nfod_disc_info *disc_info(const struct disc *disc)
{
	return disc->has_info ? &disc->info : NULL;
}

const struct nfod_medium *disc_header(const struct disc *disc)
{
	return &disc->header;
}

bool disc_protected(const struct disc *disc)
{
	return disc->protect;
}

static bool all_zero(const uint8_t *data, size_t len)
{
	return !data[0] && !memcmp(data, data + 1, len - 1);
}

static int note_first_touch(struct disc *disc, uint32_t cluster)
{
	struct nfod_recorded film;

	if (!disc->watch.first_touch || bit_test(disc->touched, cluster))
		return 0;
	if (pread(disc->fd, &film, sizeof(film), cluster_at(disc, cluster)) != sizeof(film))
		return -1;
	bit_set(disc->touched, cluster);
	disc->watch.first_touch(disc->watch.ctx, cluster,
				all_zero((const uint8_t *)&film, sizeof(film)) ? NULL : &film);
	return 0;
}

void disc_touch_leadin(struct disc *disc)
{
	note_first_touch(disc, 0);
}

/* What the tab says is seen in the lead-in, where a drive looks. */
static void show_tab(const struct iovec *sector)
{
	struct nfod_disc_info *info = sector->iov_base;

	if (info->magic != NFOD_DISC_MAGIC)
		return;
	info->flags |= NFOD_DISC_READ_ONLY;
	disc_seal(info);
}

int disc_read_leadin(struct disc *disc, const struct iovec *sector)
{
	if (note_first_touch(disc, 0) || preadv(disc->fd, sector, NFOD_CLUSTER_BLOCKS,
						cluster_at(disc, 0)) != NFOD_CLUSTER_BYTES)
		return -1;
	if (disc->protect)
		show_tab(sector);
	return 0;
}

static int load_film(struct disc *disc, uint32_t cluster, struct nfod_recorded *film, ssize_t bytes)
{
	if (!cluster || note_first_touch(disc, cluster))
		return -1;
	return pread(disc->fd, film, (size_t)bytes, cluster_at(disc, cluster)) == bytes ? 0 : -1;
}

static int store_film(struct disc *disc, uint32_t cluster, const struct nfod_recorded *film,
		      ssize_t bytes)
{
	if (!cluster || disc->protect || note_first_touch(disc, cluster))
		return -1;
	return pwrite(disc->fd, film, (size_t)bytes, cluster_at(disc, cluster)) == bytes ? 0 : -1;
}

int disc_load(struct disc *disc, uint32_t cluster, struct nfod_recorded *film)
{
	return load_film(disc, cluster, film, RECORDED_BYTES);
}

int disc_store(struct disc *disc, uint32_t cluster, const struct nfod_recorded *film)
{
	return store_film(disc, cluster, film, RECORDED_BYTES);
}

int disc_load_marks(struct disc *disc, uint32_t cluster, struct nfod_recorded *film)
{
	return load_film(disc, cluster, film, MARKS_BYTES);
}

int disc_store_marks(struct disc *disc, uint32_t cluster, const struct nfod_recorded *film)
{
	return store_film(disc, cluster, film, MARKS_BYTES);
}

int disc_preset(struct disc *disc, uint32_t cluster, const void *film)
{
	if (pwrite(disc->fd, film, sizeof(struct nfod_recorded), cluster_at(disc, cluster)) !=
	    sizeof(struct nfod_recorded))
		return -1;
	return cluster ? 0 : load(disc, (char[128]){ "" }, 128);
}

struct disc *disc_twin(const struct disc *disc)
{
	struct nfod_recorded leadin;
	struct disc *twin = NULL;
	size_t bytes;
	void *front = disc_front(disc, &bytes);

	if (front &&
	    pread(disc->fd, &leadin, sizeof(leadin), cluster_at(disc, 0)) == sizeof(leadin))
		twin = disc_scratch(front, bytes, false);
	free(front);
	if (twin && disc_preset(twin, 0, &leadin)) {
		disc_free(twin);
		return NULL;
	}
	return twin;
}

static const struct nfod_zone *zone_of(const struct disc *disc, uint32_t cluster)
{
	for (uint32_t i = 0; i < disc->info.zones; i++) {
		const struct nfod_zone *zone = &disc->info.zone[i];

		if (cluster - zone->first < zone->clusters * NFOD_SIDES)
			return zone;
	}
	return NULL;
}

bool disc_track(const struct disc *disc, uint32_t cluster, struct surface_track *track,
		unsigned int *side)
{
	const struct nfod_zone *zone = disc->has_info ? zone_of(disc, cluster) : NULL;
	double turns, middle;

	if (!zone)
		return false;
	*side = cluster - zone->first >= zone->clusters;
	turns = 65536.0 / zone->clusters_per_turn_q16;
	middle = (cluster - zone->first - *side * zone->clusters + 0.5) * turns;
	track->radius_nm =
		zone->radius_nm + (NFOD_SIDES * middle + *side) * disc->info.track_pitch_nm;
	track->angle = fmod(middle - 0.5 * turns, 1.0);
	track->turns = turns;
	return true;
}

bool disc_place(const struct disc *disc, uint32_t cluster, struct passage_place *place)
{
	const struct nfod_zone *zone = disc->has_info ? zone_of(disc, cluster) : NULL;

	if (!zone)
		return false;
	place->zone = (unsigned int)(zone - disc->info.zone);
	place->side = cluster - zone->first >= zone->clusters;
	place->turns = 65536.0 / zone->clusters_per_turn_q16;
	place->start = (cluster - zone->first - place->side * zone->clusters) * place->turns;
	return true;
}

/*
 * A land lies outside the groove of the same turn, and inside the groove of the next; both
 * spirals begin at the same angle, so the former's clusters begin side by side.
 */
uint32_t disc_beside(const struct disc *disc, uint32_t cluster, bool outer, unsigned int n,
		     int32_t *at)
{
	const struct nfod_zone *zone = disc->has_info ? zone_of(disc, cluster) : NULL;
	double turn, index, beside, first;
	bool land;

	if (!zone)
		return 0;
	turn = zone->clusters_per_turn_q16 / 65536.0;
	land = cluster - zone->first >= zone->clusters;
	index = cluster - zone->first - land * zone->clusters;
	beside = index;
	if (land == outer)
		beside += land ? turn : -turn;
	first = floor(beside) + n;
	if (first < 0.0 || first >= zone->clusters || first - beside >= 1.0)
		return 0;
	*at = (int32_t)lround((first - beside) * NFOD_CLUSTER_CELLS);
	return zone->first + !land * zone->clusters + (uint32_t)first;
}

static bool is_blank(struct disc *disc, uint32_t cluster)
{
	uint32_t cycles;

	return note_first_touch(disc, cluster) ||
	       pread(disc->fd, &cycles, sizeof(cycles),
		     cluster_at(disc, cluster) + (off_t)offsetof(struct nfod_recorded, cycles)) !=
		       sizeof(cycles) ||
	       !cycles;
}

bool disc_is_recorded(struct disc *disc, uint32_t radius_nm, unsigned int side)
{
	const struct nfod_zone *zone = disc->has_info ? &disc->info.zone[disc->info.zones] : NULL;
	double turns;

	while (zone && zone > disc->info.zone) {
		zone--;
		if (zone->radius_nm > radius_nm)
			continue;
		turns = (radius_nm - zone->radius_nm - side * disc->info.track_pitch_nm) /
			(double)(NFOD_SIDES * disc->info.track_pitch_nm);
		turns = fmax(turns, 0.0) * zone->clusters_per_turn_q16 / 65536.0;
		if (turns >= zone->clusters)
			return false;
		return !is_blank(disc, zone->first + side * zone->clusters + (uint32_t)turns);
	}
	return false;
}
