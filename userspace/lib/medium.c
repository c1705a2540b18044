// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "lib/medium.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/crc32c.h"
#include "nfod/wire.h"

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
	if (medium_check_length(header, file_bytes, why, size))
		return -1;
	return medium_check_sections(header, why, size);
}

/* What each kind of section consists of, and the word for it in messages. */
static const struct {
	uint32_t record_bytes;
	const char *name;
} section_kind[NFOD_SECTION_KINDS] = {
	[NFOD_SECTION_LAYER] = { sizeof(struct nfod_layer_record), "layer" },
	[NFOD_SECTION_GAP] = { sizeof(struct nfod_gap_record), "gap" },
	[NFOD_SECTION_CROSSTALK] = { sizeof(struct nfod_crosstalk_record), "crosstalk" },
	[NFOD_SECTION_THICKNESS] = { sizeof(struct nfod_thickness_record), "thickness" },
	[NFOD_SECTION_RUNOUT] = { sizeof(struct nfod_runout_record), "runout" },
	[NFOD_SECTION_PROTRUSION] = { sizeof(struct nfod_protrusion_record), "protrusion" },
	[NFOD_SECTION_SURFACE] = { sizeof(struct nfod_surface_record), "surface" },
	[NFOD_SECTION_STEP] = { sizeof(struct nfod_step_record), "step" },
	[NFOD_SECTION_RECIPE] = { 1, "recipe" },
	[NFOD_SECTION_READING] = { sizeof(struct nfod_reading_law), "reading" },
	[NFOD_SECTION_WRITING] = { sizeof(struct nfod_writing_law), "writing" },
};

const char *medium_section_name(uint32_t kind)
{
	return kind < NFOD_SECTION_KINDS ? section_kind[kind].name : NULL;
}

uint32_t medium_record_bytes(uint32_t kind)
{
	return kind < NFOD_SECTION_KINDS ? section_kind[kind].record_bytes : 0;
}

static uint64_t section_end(const struct nfod_section *section)
{
	return section->offset + (uint64_t)section->count * section->record_bytes;
}

/* Return: what is wrong with an entry of the table, or NULL. */
static const char *section_flaw(const struct nfod_medium *header,
				const struct nfod_section *section)
{
	static const struct nfod_section unused;

	if (section->kind == NFOD_SECTION_NONE)
		return memcmp(section, &unused, sizeof(unused)) ? "has an entry without a kind" :
								  NULL;
	if (section->kind >= NFOD_SECTION_KINDS)
		return "names an unknown kind of section";
	if (section->record_bytes != section_kind[section->kind].record_bytes)
		return "has records of another size";
	if (section->offset % NFOD_SECTION_ALIGN || section->offset < NFOD_MEDIUM_HEADER_BYTES ||
	    section->offset > header->cluster_offset ||
	    section_end(section) > header->cluster_offset)
		return "has a section out of place";
	if (section->kind == NFOD_SECTION_SURFACE && section->count != 1)
		return "has more or less than one surface";
	if (section->kind == NFOD_SECTION_WRITING && section->count != NFOD_SIDES)
		return "has a law of writing for more or less than two sides";
	if (section->kind == NFOD_SECTION_READING && section->count && section->count != NFOD_SIDES)
		return "has a law of reading for more or less than two sides";
	return NULL;
}

static bool sections_clash(const struct nfod_section *a, const struct nfod_section *b)
{
	if (!a->kind || !b->kind)
		return false;
	return a->kind == b->kind || (a->offset < section_end(b) && b->offset < section_end(a));
}

int medium_check_sections(const struct nfod_medium *header, char *why, size_t size)
{
	const struct nfod_section *section = header->section;
	const char *flaw = NULL;

	for (unsigned int i = 0; i < NFOD_MEDIUM_SECTIONS && !flaw; i++) {
		flaw = section_flaw(header, &section[i]);
		for (unsigned int k = 0; k < i && !flaw; k++)
			if (sections_clash(&section[i], &section[k]))
				flaw = "has sections twice or on top of each other";
	}
	if (!flaw)
		return 0;
	snprintf(why, size, "its table of sections %s; take another copy", flaw);
	return -1;
}

const struct nfod_section *medium_find_section(const struct nfod_medium *header, uint32_t kind)
{
	for (unsigned int i = 0; i < NFOD_MEDIUM_SECTIONS; i++)
		if (header->section[i].kind == kind)
			return &header->section[i];
	return NULL;
}

static int read_whole(int fd, void *data, size_t len, off_t at)
{
	size_t done = 0;

	while (done < len) {
		ssize_t got = pread(fd, (char *)data + done, len - done, at + (off_t)done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (!got) {
			errno = ENODATA;
			return -1;
		}
		done += (size_t)got;
	}
	return 0;
}

int medium_read_section(int fd, const struct nfod_medium *header, uint32_t kind, void **records,
			size_t *count, char *why, size_t size)
{
	const struct nfod_section *section = medium_find_section(header, kind);
	size_t bytes;

	*records = NULL;
	*count = 0;
	if (!section || !section->count)
		return 0;
	bytes = (size_t)section->count * section->record_bytes;
	*records = malloc(bytes);
	if (!*records) {
		snprintf(why, size, "out of memory");
		return -1;
	}
	if (read_whole(fd, *records, bytes, (off_t)section->offset)) {
		snprintf(why, size, "section %s cannot be read: %s", medium_section_name(kind),
			 strerror(errno));
	} else if (crc32c(*records, bytes) != section->crc) {
		snprintf(why, size, "section %s is damaged (check value); take another copy",
			 medium_section_name(kind));
	} else {
		*count = section->count;
		return 0;
	}
	free(*records);
	*records = NULL;
	return -1;
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

/* Ranges as in Documentation/disc-format.md, which drives judge by, too. */
#define NA_MILLI_MIN 400u
#define NA_MILLI_MAX 2500u
#define RUNOUT_MAX_NM 10000000u
#define HEIGHT_MAX_PM 100000000u
#define FILM_MAX_PM 10000000u
#define GAP_MIN_PM 10000u
#define GAP_MAX_PM 100000u
#define CURVE_MAX ((uint32_t)(NFOD_Q15_ONE * DISC_CURVE_MAX))
#define CROSSTALK_MIN_CDB (-12000)
#define CROSSTALK_MAX_CDB 2000

static bool curve_fits(const uint16_t *curve)
{
	uint32_t sum = 0;

	for (unsigned int i = 0; i < NFOD_GES_POINTS; i++) {
		if (curve[i] > CURVE_MAX)
			return false;
		sum += curve[i];
	}
	return sum;
}

static bool signals_fit(const struct nfod_disc_side *side)
{
	return curve_fits(side->ges_q15) && curve_fits(side->written_q15) &&
	       side->gap_pm >= GAP_MIN_PM && side->gap_pm <= GAP_MAX_PM &&
	       side->set_point_q15 <= CURVE_MAX && side->hand_over_q15 <= NFOD_Q15_ONE &&
	       side->modulation_q15 <= NFOD_Q15_ONE && side->push_pull_q15 <= NFOD_Q15_ONE &&
	       side->crosstalk_cdb >= CROSSTALK_MIN_CDB &&
	       side->crosstalk_cdb <= CROSSTALK_MAX_CDB &&
	       (side->push_pull_sign == 1 || side->push_pull_sign == -1);
}

static bool powers_fit(const struct nfod_disc_side *side, uint32_t recording)
{
	bool magnetic = recording == NFOD_RECORDING_MAGNETO_OPTICAL;

	return side->read_uw && side->read_uw <= side->write_uw &&
	       side->bias_uw <= side->write_uw && side->erase_uw <= side->write_uw &&
	       side->read_uw <= side->write_2x_uw && side->erase_2x_uw <= side->write_2x_uw &&
	       magnetic == (side->field_oe != 0);
}

static bool side_fits(const struct nfod_disc_side *side, uint32_t recording)
{
	static const uint16_t zero[sizeof(side->reserved) / sizeof(side->reserved[0])];

	return signals_fit(side) && powers_fit(side, recording) && side->film_pm <= FILM_MAX_PM &&
	       !memcmp(side->reserved, zero, sizeof(zero));
}

static bool film_fits(const struct nfod_disc_film *film, uint32_t recording)
{
	static const uint32_t zero[sizeof(film->reserved) / sizeof(film->reserved[0])];

	return film->na_milli >= NA_MILLI_MIN && film->na_milli <= NA_MILLI_MAX &&
	       !(film->rejects & ~NFOD_REJECT_KNOWN) && film->axial_pp_nm <= RUNOUT_MAX_NM &&
	       film->radial_pp_nm <= RUNOUT_MAX_NM && film->tallest_pm <= HEIGHT_MAX_PM &&
	       film->limit_pm <= HEIGHT_MAX_PM && film->ra_pm <= HEIGHT_MAX_PM &&
	       film->topography_pm <= HEIGHT_MAX_PM &&
	       !memcmp(film->reserved, zero, sizeof(zero)) &&
	       side_fits(&film->side[NFOD_GROOVE], recording) &&
	       side_fits(&film->side[NFOD_LAND], recording);
}

static bool flags_fit(const struct nfod_disc_info *info)
{
	return !(info->flags & ~NFOD_DISC_KNOWN) &&
	       (info->recording == NFOD_RECORDING_MAGNETO_OPTICAL ||
		!(info->flags & NFOD_DISC_LIGHT));
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
	if (!flags_fit(info)) {
		snprintf(why, size, "lead-in has flags that are not known");
		return -1;
	}
	if (!info->zones || info->zones > NFOD_MAX_ZONES || disc_check_zones(info) ||
	    info->user_blocks != disc_user_blocks(info)) {
		snprintf(why, size, "lead-in's zone table does not add up");
		return -1;
	}
	if (!film_fits(&info->film, info->recording)) {
		snprintf(why, size, "lead-in describes an impossible film");
		return -1;
	}
	return 0;
}
