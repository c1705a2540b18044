// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * nfod-press info: check an image and describe it.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/medium.h"
#include "nfod/wire.h"
#include "press/design.h"
#include "press/image.h"
#include "press/info.h"
#include "press/press.h"

#define WHY 256

const char press_info_help[] =
	"usage: nfod-press info [--json] DISC.nfm\n"
	"\n"
	"Checks a disc image (header, sections, lead-in) and describes it: layout, "
	"how it is to\n"
	"be flown over and recorded, what inspection found, how it was made.\n"
	"\n"
	"  --json               the same as JSON, with zone table and gap curves\n";

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

const char *side_name(unsigned int side)
{
	return side == NFOD_LAND ? "land" : "groove";
}

static int load_sections(struct examined *disc, char *why, size_t size)
{
	for (uint32_t kind = 1; kind < NFOD_SECTION_KINDS; kind++)
		if (medium_read_section(disc->image.fd, &disc->image.header, kind,
					&disc->section[kind].records, &disc->section[kind].count,
					why, size))
			return -1;
	return 0;
}

static void release(struct examined *disc)
{
	for (uint32_t kind = 1; kind < NFOD_SECTION_KINDS; kind++)
		free(disc->section[kind].records);
	image_close(&disc->image);
}

static int load(struct examined *disc, const char *path, char *why, size_t size)
{
	memset(disc, 0, sizeof(*disc));
	if (image_open(&disc->image, path, why, size))
		return -1;
	if (!load_sections(disc, why, size) && !image_read_map(&disc->image, &disc->map, why, size))
		return 0;
	release(disc);
	return -1;
}

static void print_layout(const char *path, const struct image *image)
{
	const struct nfod_disc_info *info = &image->info;
	const struct nfod_zone *last = &info->zone[info->zones - 1];

	printf("file          %s, %" PRIu64 " MiB stored\n", path, image->stored_bytes >> 20);
	printf("disc          %s, seed %" PRIu64 "\n", info->disc_id, info->seed);
	if (info->label[0])
		printf("label         %s\n", info->label);
	printf("recording     %s%s%s\n", recording_name(info->recording),
	       info->flags & NFOD_DISC_LIGHT ? ", erased, then written by light" : "",
	       info->flags & NFOD_DISC_READ_ONLY ? ", read-only" : "");
	printf("capacity      %" PRIu64 " blocks of 4 KiB, %.2f GB\n", info->user_blocks,
	       (double)info->user_blocks * NFOD_BLOCK_BYTES / 1e9);
	printf("zones         %u from r = %.1f mm to %.3f mm\n", info->zones,
	       info->zone[0].radius_nm / 1e6,
	       (last->radius_nm + (double)last->turns * 2 * info->track_pitch_nm) / 1e6);
	printf("clusters      %u of 64 KiB, %.2f to %.2f a turn\n", info->clusters,
	       info->zone[0].clusters_per_turn_q16 / 65536.0,
	       last->clusters_per_turn_q16 / 65536.0);
	printf("tracks        pitch %u nm, step %u nm, cell %.1f nm, gap %u nm, NA "
	       "%.2f\n",
	       info->track_pitch_nm, info->step_nm, info->cell_pm / 1e3, info->gap_nm,
	       info->film.na_milli / 1e3);
}

static void print_side(const struct nfod_disc_side *side, const char *name)
{
	printf("%-13s film %.1f nm, gap %.1f nm at level %.3f, slope %.2f %%/nm, states "
	       "%+.2f nm apart\n",
	       name, side->film_pm / 1e3, side->gap_pm / 1e3, side->set_point_q15 / 32768.0,
	       side->slope_ppm_nm / 1e4, side->state_pm / 1e3);
	printf("%-13s crosstalk %.1f dB, modulation %.1f %%, push-pull %s%.3f\n", "",
	       side->crosstalk_cdb / 100.0, side->modulation_q15 / 327.68,
	       side->push_pull_sign < 0 ? "-" : "+", side->push_pull_q15 / 32768.0);
	printf("%-13s read %.2f mW, bias %.2f, erase %.2f, write %.2f; at 2x erase %.2f, write %.2f",
	       "", side->read_uw / 1e3, side->bias_uw / 1e3, side->erase_uw / 1e3,
	       side->write_uw / 1e3, side->erase_2x_uw / 1e3, side->write_2x_uw / 1e3);
	if (side->field_oe)
		printf(", field %u Oe", side->field_oe);
	putchar('\n');
}

static void print_film(const struct nfod_disc_film *film)
{
	print_side(&film->side[NFOD_GROOVE], "groove");
	print_side(&film->side[NFOD_LAND], "land");
	printf("surface       Ra %.2f nm, topography %.2f nm, run-out %.1f um axial, "
	       "%.1f um "
	       "radial\n",
	       film->ra_pm / 1e3, film->topography_pm / 1e3, film->axial_pp_nm / 1e3,
	       film->radial_pp_nm / 1e3);
	printf("protrusions   %u above %.0f nm, tallest %.1f nm\n", film->protrusions,
	       film->limit_pm / 1e3, film->tallest_pm / 1e3);
}

static void print_map(const struct protrusion_map *map)
{
	struct protrusion_count count = protrusion_map_count(map);

	printf("bump map      ");
	if (count.listed)
		printf("%u of %u, highest %u nm", count.listed, count.found, count.highest_nm);
	else
		printf("%s", count.good ? "empty" : "none");
	if (count.rest_nm)
		printf("; the rest up to %u nm", count.rest_nm);
	if (count.bad)
		printf("; %u sectors damaged, drives do without them", count.bad);
	putchar('\n');
}

static void print_line(const struct examined *disc)
{
	const struct nfod_step_record *step = disc->section[NFOD_SECTION_STEP].records;
	char note[160];

	reject_note(disc->image.info.film.rejects, note, sizeof(note));
	printf("inspection    %s\n", step ? note : "none: an ideal disc");
	for (size_t i = 0; i < disc->section[NFOD_SECTION_STEP].count; i++)
		printf("%-13s %-12.16s %.80s\n", i ? "" : "line", step[i].name, step[i].note);
}

static void print_sections(const struct examined *disc)
{
	bool any = false;

	printf("sections     ");
	for (uint32_t kind = 1; kind < NFOD_SECTION_KINDS; kind++) {
		if (!medium_find_section(&disc->image.header, kind))
			continue;
		printf(" %s %zu", medium_section_name(kind), disc->section[kind].count);
		any = true;
	}
	puts(any ? "" : " none");
}

enum press_exit press_info(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 },
	};
	char flaw[WHY] = "";
	struct examined disc;
	bool json = false;
	int option, result = 0;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == '?')
			return press_bad_option(argv);
		json = true;
	}
	if (optind + 1 != argc)
		return press_usage(argv[0], "needs one disc image", NULL);
	if (load(&disc, argv[optind], flaw, sizeof(flaw))) {
		fprintf(stderr, "nfod-press: %s: %s\n", argv[optind], flaw);
		return PRESS_FAILED;
	}
	if (json) {
		result = info_print_json(&disc);
	} else {
		print_layout(argv[optind], &disc.image);
		print_film(&disc.image.info.film);
		print_map(&disc.map);
		print_line(&disc);
		print_sections(&disc);
	}
	release(&disc);
	return result ? press_failed("out of memory") : PRESS_OK;
}
