// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* What a head meets over a disc, and what that costs. */
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "engine/quality.h"
#include "engine/surface.h"
#include "lib/crc32c.h"
#include "nfod/frontend.h"
#include "nfod/wire.h"

#define PI 3.14159265358979

/* ---- an image's front, section by section ---- */

struct front {
	struct nfod_medium header;
	unsigned int sections;
	uint64_t end;
	int fd;
};

static void front_begin(struct front *front)
{
	memset(front, 0, sizeof(*front));
	front->end = NFOD_MEDIUM_HEADER_BYTES;
	front->fd = memfd_create("front", MFD_CLOEXEC);
	assert_true(front->fd >= 0);
}

static void front_add(struct front *front, uint32_t kind, const void *records, uint32_t bytes,
		      uint32_t count)
{
	front->header.section[front->sections++] = (struct nfod_section){
		.kind = kind,
		.record_bytes = bytes,
		.count = count,
		.crc = crc32c(records, (size_t)bytes * count),
		.offset = front->end,
	};
	assert_int_equal(pwrite(front->fd, records, (size_t)bytes * count, (off_t)front->end),
			 bytes * count);
	front->end += ((uint64_t)bytes * count + 15) / 16 * 16;
}

#define FRONT_ADD(front, kind, records)                               \
	front_add(front, kind, records, (uint32_t)sizeof(*(records)), \
		  (uint32_t)(sizeof(records) / sizeof(*(records))))

static int front_load(struct front *front, struct surface *surface,
		      const struct nfod_disc_info *info)
{
	char why[128];
	int result = surface_load(surface, front->fd, &front->header, info, why, sizeof(why));

	close(front->fd);
	return result;
}

/* ---- surface ---- */

static void gap_signals_are_those_of_the_section(void **state)
{
	static const struct nfod_gap_record gaps[] = {
		{ .gap_nm = 0, .ges = { { 0.1f, 0.1f }, { 0, 0 } }, .sum = { { 2, 2 }, { 1, 1 } } },
		{ .gap_nm = 20,
		  .ges = { { 0.3f, 0.2f }, { 0.4f, 0 } },
		  .sum = { { 2, 2 }, { 3, 3 } } },
		{ .gap_nm = 250, .ges = { { 1, 1 }, { 1, 1 } }, .sum = { { 2, 2 }, { 3, 3 } } },
	};
	struct surface surface;
	struct front front;

	(void)state;
	front_begin(&front);
	FRONT_ADD(&front, NFOD_SECTION_GAP, gaps);
	assert_int_equal(front_load(&front, &surface, NULL), 0);
	assert_true(fabs(surface_ges(&surface, 10, NFOD_GROOVE, 0) - 0.2) < 1e-6);
	assert_true(fabs(surface_ges(&surface, 10, NFOD_GROOVE, 1) - 0.15) < 1e-6);
	assert_true(fabs(surface_ges(&surface, 20, NFOD_LAND, 0.5) - 0.2) < 1e-6);
	assert_true(fabs(surface_ges(&surface, 9999, NFOD_LAND, 0) - 1.0) < 1e-6);
	assert_true(fabs(surface_light_slope(&surface, 10, NFOD_GROOVE)) < 1e-9);
	assert_true(fabs(surface_light_slope(&surface, 10, NFOD_LAND) - 0.05) < 1e-9);
	surface_free(&surface);
}

static void without_sections_a_disc_is_as_its_lead_in_says(void **state)
{
	struct nfod_disc_info info = { .magic = NFOD_DISC_MAGIC };
	struct surface_track track = { .radius_nm = 24e6, .turns = 1.0 };
	struct surface surface;
	struct front front;
	double at[4];

	(void)state;
	for (unsigned int i = 0; i < NFOD_GES_POINTS; i++)
		info.film.side[NFOD_LAND].ges_q15[i] = (uint16_t)(512 * i);
	front_begin(&front);
	assert_int_equal(front_load(&front, &surface, &info), 0);
	assert_true(fabs(surface_ges(&surface, 26, NFOD_LAND, 0) - 6.5 / 64) < 1e-6);
	assert_true(surface_light_slope(&surface, 26, NFOD_LAND) == 0.0);
	assert_true(surface_axial_pp(&surface, 24e6) == 0.0);
	assert_int_equal(surface_touch(&surface, &track, 1.0, at, 4), 0);
	surface_free(&surface);
	front_begin(&front);
	assert_int_equal(front_load(&front, &surface, NULL), 0);
	assert_true(surface_ges(&surface, 26, NFOD_LAND, 0) == 1.0);
	surface_free(&surface);
}

static void runout_is_that_of_the_rings(void **state)
{
	static const struct nfod_runout_record rings[] = {
		{ .radius_mm = 20, .harmonic = 1, .axial_nm = 1000 },
		{ .radius_mm = 20, .harmonic = 3, .axial_nm = 100 },
		{ .radius_mm = 40, .harmonic = 1, .axial_nm = 3000 },
	};
	struct surface surface;
	struct front front;

	(void)state;
	front_begin(&front);
	FRONT_ADD(&front, NFOD_SECTION_RUNOUT, rings);
	assert_int_equal(front_load(&front, &surface, NULL), 0);
	assert_true(fabs(surface_axial_pp(&surface, 20e6) - 2200) < 1);
	assert_true(fabs(surface_axial_pp(&surface, 10e6) - 2200) < 1);
	assert_true(fabs(surface_axial_pp(&surface, 40e6) - 6000) < 1);
	assert_true(fabs(surface_axial_pp(&surface, 50e6) - 6000) < 1);
	assert_true(fabs(surface_axial_pp(&surface, 30e6) - (4000 + 100)) < 1);
	surface_free(&surface);
}

#define QUARTER (1u << 30)

static void bumps_are_touched_where_they_are(void **state)
{
	static const struct nfod_protrusion_record bumps[] = {
		{ .radius_nm = 23979999, .angle = QUARTER, .height_nm = 30 },
		{ .radius_nm = 23980001, .angle = QUARTER, .height_nm = 30 },
		{ .radius_nm = 24000000, .angle = 0, .height_nm = 18 },
		{ .radius_nm = 24000000, .angle = QUARTER / 2, .height_nm = 16 },
		{ .radius_nm = 24000000, .angle = 2 * QUARTER, .height_nm = 30 },
		{ .radius_nm = 24020001, .angle = QUARTER, .height_nm = 30 },
	};
	struct surface_track track = { .radius_nm = 24e6, .angle = 0.9, .turns = 0.4 };
	struct surface surface;
	struct front front;
	double at[8];

	(void)state;
	front_begin(&front);
	FRONT_ADD(&front, NFOD_SECTION_PROTRUSION, bumps);
	assert_int_equal(front_load(&front, &surface, NULL), 0);
	assert_int_equal(surface_touch(&surface, &track, 17, at, 8), 2);
	assert_true(fabs(at[0] - 0.35 / 0.4) < 1e-9);
	assert_true(fabs(at[1] - 0.1 / 0.4) < 1e-9);
	assert_int_equal(surface.damaged, 2);
	assert_int_equal(surface_touch(&surface, &track, 17, at, 1), 1);
	assert_int_equal(surface.damaged, 2);
	assert_int_equal(surface_touch(&surface, &track, 15, at, 8), 3);
	assert_int_equal(surface.damaged, 3);
	track.angle = 0.6;
	track.turns = 0.2;
	assert_int_equal(surface_touch(&surface, &track, 0, at, 8), 0);
	surface_free(&surface);
}

static void refuse(uint32_t kind, const void *records, uint32_t bytes, uint32_t count)
{
	struct surface surface;
	struct front front;

	front_begin(&front);
	front_add(&front, kind, records, bytes, count);
	assert_int_equal(front_load(&front, &surface, NULL), -1);
}

static void senseless_sections_are_refused(void **state)
{
	struct nfod_gap_record gap[2] = { { .gap_nm = 10 }, { .gap_nm = 10 } };
	struct nfod_runout_record runout[2] = { { .radius_mm = 30, .harmonic = 1 },
						{ .radius_mm = 29, .harmonic = 1 } };
	struct nfod_protrusion_record bump[2] = { { .radius_nm = 9 }, { .radius_nm = 8 } };
	struct nfod_surface_record texture = { .sigma_nm = NAN };

	(void)state;
	refuse(NFOD_SECTION_GAP, gap, sizeof(gap[0]), 2);
	gap[1].gap_nm = 11;
	gap[1].ges[1][1] = INFINITY;
	refuse(NFOD_SECTION_GAP, gap, sizeof(gap[0]), 2);
	refuse(NFOD_SECTION_RUNOUT, runout, sizeof(runout[0]), 2);
	runout[1] = (struct nfod_runout_record){ .radius_mm = 30, .harmonic = 0 };
	refuse(NFOD_SECTION_RUNOUT, runout, sizeof(runout[0]), 2);
	refuse(NFOD_SECTION_PROTRUSION, bump, sizeof(bump[0]), 2);
	bump[1] = (struct nfod_protrusion_record){ .radius_nm = 9, .height_nm = NAN };
	refuse(NFOD_SECTION_PROTRUSION, bump, sizeof(bump[0]), 2);
	refuse(NFOD_SECTION_SURFACE, &texture, sizeof(texture), 1);
}

static void damaged_sections_are_refused(void **state)
{
	static const struct nfod_protrusion_record bumps[] = { { .radius_nm = 1 } };
	struct surface surface;
	struct front front;

	(void)state;
	front_begin(&front);
	FRONT_ADD(&front, NFOD_SECTION_PROTRUSION, bumps);
	front.header.section[0].crc ^= 1;
	assert_int_equal(front_load(&front, &surface, NULL), -1);
	front_begin(&front);
	FRONT_ADD(&front, NFOD_SECTION_PROTRUSION, bumps);
	front.header.section[0].count = 99;
	assert_int_equal(front_load(&front, &surface, NULL), -1);
}

/* ---- quality ---- */

static void lifts_end_with_the_cluster(void **state)
{
	double length = 2 * PI * 24e6 / 3.63;
	struct quality_lift first = quality_lift_at(0.0, length);
	struct quality_lift last = quality_lift_at(1.0, length);

	(void)state;
	assert_int_equal(first.first, 0);
	assert_true(first.count > 0);
	assert_int_equal(last.first + last.count, NFOD_FE_SYMBOLS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gap_signals_are_those_of_the_section),
		cmocka_unit_test(without_sections_a_disc_is_as_its_lead_in_says),
		cmocka_unit_test(runout_is_that_of_the_rings),
		cmocka_unit_test(bumps_are_touched_where_they_are),
		cmocka_unit_test(senseless_sections_are_refused),
		cmocka_unit_test(damaged_sections_are_refused),
		cmocka_unit_test(lifts_end_with_the_cluster),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
