// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/medium.h"
#include "nfod/wire.h"
#include "press/press.h"

/**
 * struct image - an image's own words, checked
 */
struct image {
	struct nfod_medium header;
	struct nfod_disc_info info;
	uint64_t stored_bytes;
};

const char *recording_name(uint32_t recording)
{
	switch (recording) {
	case NFOD_RECORDING_PHASE_CHANGE:
		return "phase change";
	case NFOD_RECORDING_MAGNETO_OPTICAL:
		return "magneto-optical";
	default:
		return "unknown";
	}
}

static int read_at(int fd, void *data, size_t len, off_t at, char *why, size_t size)
{
	ssize_t done = pread(fd, data, len, at);

	if (done == (ssize_t)len)
		return 0;
	snprintf(why, size, "%s", done < 0 ? strerror(errno) : "truncated");
	return -1;
}

/* The lead-in and the header were made in one go and must agree. */
static int check_pair(const struct image *image, char *why, size_t size)
{
	if (image->header.clusters == image->info.clusters &&
	    !memcmp(image->header.disc_id, image->info.disc_id, sizeof(image->header.disc_id)))
		return 0;
	snprintf(why, size, "lead-in belongs to another disc");
	return -1;
}

static int load(int fd, struct image *image, char *why, size_t size)
{
	struct stat st;

	memset(image, 0, sizeof(*image));
	if (fstat(fd, &st)) {
		snprintf(why, size, "%s", strerror(errno));
		return -1;
	}
	image->stored_bytes = (uint64_t)st.st_blocks * 512;
	if ((size_t)st.st_size >= sizeof(image->header) &&
	    read_at(fd, &image->header, sizeof(image->header), 0, why, size))
		return -1;
	if (medium_check(&image->header, (uint64_t)st.st_size, why, size))
		return -1;
	if (read_at(fd, &image->info, sizeof(image->info), (off_t)image->header.cluster_offset, why,
		    size))
		return -1;
	if (disc_check(&image->info, why, size))
		return -1;
	return check_pair(image, why, size);
}

static cJSON *json_zone(const struct nfod_zone *zone)
{
	cJSON *json = cJSON_CreateObject();

	cJSON_AddNumberToObject(json, "radius_nm", zone->radius_nm);
	cJSON_AddNumberToObject(json, "turns", zone->turns);
	cJSON_AddNumberToObject(json, "first", zone->first);
	cJSON_AddNumberToObject(json, "clusters", zone->clusters);
	cJSON_AddNumberToObject(json, "user", zone->user);
	cJSON_AddNumberToObject(json, "lead", zone->lead);
	cJSON_AddNumberToObject(json, "clusters_per_turn", zone->clusters_per_turn_q16 / 65536.0);
	return json;
}

static cJSON *json_disc(const struct image *image)
{
	const struct nfod_disc_info *info = &image->info;
	cJSON *json = cJSON_CreateObject();
	cJSON *zones;
	char seed[24];

	/* As text: a JSON number holds 53 bits. */
	snprintf(seed, sizeof(seed), "%" PRIu64, info->seed);
	cJSON_AddStringToObject(json, "disc_id", info->disc_id);
	cJSON_AddStringToObject(json, "label", info->label);
	cJSON_AddStringToObject(json, "seed", seed);
	cJSON_AddStringToObject(json, "recording", recording_name(info->recording));
	cJSON_AddBoolToObject(json, "read_only", info->flags & NFOD_DISC_READ_ONLY);
	cJSON_AddNumberToObject(json, "user_blocks", (double)info->user_blocks);
	cJSON_AddNumberToObject(json, "clusters", info->clusters);
	cJSON_AddNumberToObject(json, "stored_bytes", (double)image->stored_bytes);
	cJSON_AddNumberToObject(json, "track_pitch_nm", info->track_pitch_nm);
	cJSON_AddNumberToObject(json, "step_nm", info->step_nm);
	cJSON_AddNumberToObject(json, "cell_pm", info->cell_pm);
	cJSON_AddNumberToObject(json, "velocity_um_s", info->velocity_um_s);
	cJSON_AddNumberToObject(json, "gap_nm", info->gap_nm);
	zones = cJSON_AddArrayToObject(json, "zones");
	for (uint32_t i = 0; i < info->zones; i++)
		cJSON_AddItemToArray(zones, json_zone(&info->zone[i]));
	return json;
}

static int print_json(const struct image *image)
{
	cJSON *json = json_disc(image);
	char *text = cJSON_Print(json);

	cJSON_Delete(json);
	if (!text)
		return -1;
	puts(text);
	free(text);
	return 0;
}

static void print_text(const char *path, const struct image *image)
{
	const struct nfod_disc_info *info = &image->info;
	const struct nfod_zone *last = &info->zone[info->zones - 1];

	printf("file          %s, %" PRIu64 " MiB stored\n", path, image->stored_bytes >> 20);
	printf("disc          %s, seed %" PRIu64 "\n", info->disc_id, info->seed);
	if (info->label[0])
		printf("label         %s\n", info->label);
	printf("recording     %s%s\n", recording_name(info->recording),
	       info->flags & NFOD_DISC_READ_ONLY ? ", read-only" : "");
	printf("capacity      %" PRIu64 " blocks of 4 KiB, %.2f GB\n", info->user_blocks,
	       (double)info->user_blocks * NFOD_BLOCK_BYTES / 1e9);
	printf("zones         %u from r = %.1f mm to %.3f mm\n", info->zones,
	       info->zone[0].radius_nm / 1e6,
	       (last->radius_nm + (double)last->turns * 2 * info->track_pitch_nm) / 1e6);
	printf("clusters      %u of 64 KiB, %.2f to %.2f a turn\n", info->clusters,
	       info->zone[0].clusters_per_turn_q16 / 65536.0,
	       last->clusters_per_turn_q16 / 65536.0);
	printf("tracks        pitch %u nm, step %u nm, cell %.1f nm, gap %u nm\n",
	       info->track_pitch_nm, info->step_nm, info->cell_pm / 1e3, info->gap_nm);
}

enum press_exit press_info(const char *path, bool json)
{
	char why[160] = "";
	struct image image;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int result;

	if (fd < 0) {
		fprintf(stderr, "nfod-press: %s: %s\n", path, strerror(errno));
		return PRESS_FAILED;
	}
	result = load(fd, &image, why, sizeof(why));
	close(fd);
	if (result) {
		fprintf(stderr, "nfod-press: %s: %s\n", path, why);
		return PRESS_FAILED;
	}
	/* Sealed text may still lack its final zero. */
	image.info.disc_id[sizeof(image.info.disc_id) - 1] = '\0';
	image.info.label[sizeof(image.info.label) - 1] = '\0';
	if (json)
		return print_json(&image) ? PRESS_FAILED : PRESS_OK;
	print_text(path, &image);
	return PRESS_OK;
}
