// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/medium.h"
#include "lib/random.h"
#include "nfod/wire.h"
#include "press/geometry.h"
#include "press/press.h"
#include "press/reference.h"

static void name_disc(char *id, size_t size, uint64_t seed)
{
	struct random random = { .state = seed };
	uint64_t number = random_next(&random);

	snprintf(id, size, "NFOD-%08" PRIX32 "-%08" PRIX32, (uint32_t)(number >> 32),
		 (uint32_t)number);
}

#define TABLE_POINTS 14

/* Gap error signal of the reference disc in percent of the far-field value. */
static const struct {
	uint16_t gap_nm;
	uint16_t ges_percent[NFOD_SIDES];
} nominal[TABLE_POINTS] = {
	{ 0, { 16, 6 } },    { 5, { 19, 8 } },	   { 10, { 24, 11 } },	{ 15, { 29, 16 } },
	{ 20, { 34, 21 } },  { 25, { 39, 28 } },   { 30, { 44, 34 } },	{ 40, { 52, 47 } },
	{ 50, { 59, 58 } },  { 80, { 73, 80 } },   { 100, { 79, 87 } }, { 150, { 89, 95 } },
	{ 200, { 96, 98 } }, { 252, { 100, 99 } },
};

static uint16_t nominal_ges(unsigned int side, unsigned int gap_nm)
{
	unsigned int i = 1, span, part, low, high;

	while (i < TABLE_POINTS - 1 && nominal[i].gap_nm < gap_nm)
		i++;
	span = nominal[i].gap_nm - nominal[i - 1].gap_nm;
	part = gap_nm - nominal[i - 1].gap_nm;
	low = nominal[i - 1].ges_percent[side];
	high = nominal[i].ges_percent[side];
	return (uint16_t)((low * (span - part) + high * part) * NFOD_Q15_ONE / (100 * span));
}

static void nominal_side(struct nfod_disc_side *side, unsigned int which, uint32_t recording)
{
	for (unsigned int i = 0; i < NFOD_GES_POINTS; i++) {
		side->ges_q15[i] = nominal_ges(which, i * NFOD_GES_STEP_NM);
		side->written_q15[i] = side->ges_q15[i];
	}
	side->film_pm = which == NFOD_LAND ? 40000 : 88000;
	side->gap_pm = REF_GAP * 1000;
	side->set_point_q15 = nominal_ges(which, REF_GAP);
	side->hand_over_q15 = NFOD_Q15_ONE * 9 / 10;
	side->slope_ppm_nm = which == NFOD_LAND ? 13000 : 10000;
	side->crosstalk_cdb = -2500;
	side->modulation_q15 = NFOD_Q15_ONE / 4;
	side->push_pull_q15 = NFOD_Q15_ONE / 4;
	side->push_pull_sign = which == NFOD_LAND ? -1 : 1;
	side->read_uw = 120;
	side->bias_uw = 100;
	side->erase_uw = 1500;
	side->write_uw = 3200;
	side->field_oe = recording == NFOD_RECORDING_MAGNETO_OPTICAL ? 200 : 0;
}

static void nominal_film(struct nfod_disc_film *film, uint32_t recording)
{
	film->na_milli = REF_NA_MILLI;
	film->axial_pp_nm = 20000;
	film->radial_pp_nm = 30000;
	film->limit_pm = 14000;
	film->ra_pm = 700;
	film->topography_pm = 400;
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		nominal_side(&film->side[side], side, recording);
}

static int describe(struct nfod_disc_info *info, const struct press_order *order)
{
	uint64_t blocks = (order->user_bytes + NFOD_BLOCK_BYTES - 1) / NFOD_BLOCK_BYTES;

	memset(info, 0, sizeof(*info));
	geometry_full(info);
	if (blocks > info->user_blocks) {
		fprintf(stderr,
			"nfod-press: a disc holds at most %" PRIu64
			" MiB; ask for less with --size\n",
			info->user_blocks * NFOD_BLOCK_BYTES >> 20);
		return -1;
	}
	if (blocks)
		geometry_fit(info, blocks);
	info->magic = NFOD_DISC_MAGIC;
	info->version = NFOD_DISC_VERSION;
	info->bytes = sizeof(*info);
	info->flags = order->read_only ? NFOD_DISC_READ_ONLY : 0;
	info->recording = order->recording;
	info->track_pitch_nm = REF_TRACK_PITCH;
	info->step_nm = REF_STEP;
	info->cell_pm = REF_CELL_PM;
	info->velocity_um_s = REF_VELOCITY_UM_S;
	info->gap_nm = REF_GAP;
	info->seed = order->seed;
	nominal_film(&info->film, order->recording);
	name_disc(info->disc_id, sizeof(info->disc_id), order->seed);
	snprintf(info->label, sizeof(info->label), "%s", order->label);
	disc_seal(info);
	return 0;
}

static void head(struct nfod_medium *header, const struct nfod_disc_info *info)
{
	memset(header, 0, sizeof(*header));
	header->magic = NFOD_MEDIUM_MAGIC;
	header->version = NFOD_MEDIUM_VERSION;
	header->header_bytes = sizeof(*header);
	header->cluster_bytes = NFOD_CLUSTER_BYTES;
	header->clusters = info->clusters;
	header->cluster_offset = NFOD_MEDIUM_ALIGN;
	header->seed = info->seed;
	memcpy(header->disc_id, info->disc_id, sizeof(header->disc_id));
	medium_seal(header);
}

static int write_at(int fd, const void *data, size_t len, off_t at)
{
	ssize_t done = pwrite(fd, data, len, at);

	if (done < 0)
		return -1;
	if ((size_t)done == len)
		return 0;
	errno = ENOSPC;
	return -1;
}

static int fill(int fd, const struct nfod_medium *header, const struct nfod_disc_info *info)
{
	off_t length = (off_t)(header->cluster_offset + header->clusters * header->cluster_bytes);

	if (ftruncate(fd, length))
		return -1;
	if (write_at(fd, header, sizeof(*header), 0))
		return -1;
	if (write_at(fd, info, sizeof(*info), (off_t)header->cluster_offset))
		return -1;
	return fsync(fd);
}

static int sync_directory(const char *path)
{
	char *copy = strdup(path);
	int fd, result;

	if (!copy)
		return -1;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(copy);
	if (fd < 0)
		return -1;
	result = fsync(fd);
	close(fd);
	/* Some file systems cannot sync a directory, and need not. */
	return result && errno != EINVAL ? -1 : 0;
}

static int make_file(const struct press_order *order, const struct nfod_medium *header,
		     const struct nfod_disc_info *info, char *temporary)
{
	int fd = mkstemp(temporary);
	int result;

	if (fd < 0)
		return -1;
	result = fchmod(fd, 0644) || fill(fd, header, info) ? -1 : 0;
	if (close(fd))
		result = -1;
	if (!result)
		result = rename(temporary, order->path);
	if (!result)
		return sync_directory(order->path);
	result = errno;
	unlink(temporary);
	errno = result;
	return -1;
}

static void announce(const struct press_order *order, const struct nfod_disc_info *info)
{
	printf("%s: disc %s, %s, %" PRIu64 " MiB in %u zones, seed %" PRIu64 "\n", order->path,
	       info->disc_id, recording_name(info->recording),
	       info->user_blocks * NFOD_BLOCK_BYTES >> 20, info->zones, info->seed);
}

enum press_exit press_blank(const struct press_order *order)
{
	struct nfod_disc_info info;
	struct nfod_medium header;
	char temporary[4096];

	if (describe(&info, order))
		return PRESS_FAILED;
	head(&header, &info);
	if (!order->force && !access(order->path, F_OK)) {
		fprintf(stderr,
			"nfod-press: %s is there already; --force replaces it "
			"and all that is on it\n",
			order->path);
		return PRESS_FAILED;
	}
	if (snprintf(temporary, sizeof(temporary), "%s.XXXXXX", order->path) >=
	    (int)sizeof(temporary)) {
		fprintf(stderr, "nfod-press: the file's name is too long\n");
		return PRESS_FAILED;
	}
	if (make_file(order, &header, &info, temporary)) {
		fprintf(stderr, "nfod-press: cannot make %s: %s\n", order->path, strerror(errno));
		return PRESS_FAILED;
	}
	announce(order, &info);
	return PRESS_OK;
}
