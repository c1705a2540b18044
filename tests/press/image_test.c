// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Images: what was pressed is what is loaded; what was altered is refused, or was not
 * looked at by anybody. Nothing crashes the loader, not even nonsense with good check values.
 */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "lib/crc32c.h"
#include "lib/medium.h"
#include "lib/random.h"
#include "press/image.h"
#include "press/leadin.h"
#include "press/pressing.h"

#define CORRUPTIONS 3000u
#define HOSTILE 300u
/* Half a millimetre of band: enough for protrusions. */
#define USER_BYTES (1u << 30)
#define LEADIN_BYTES sizeof(struct nfod_disc_info)

/**
 * struct bench - a pressed disc and its image
 * @directory: for files
 * @path: of the image
 * @pressing: what it was made from
 * @bytes: head of the image: header, sections, lead-in
 * @length: of @bytes
 */
struct bench {
	char directory[64];
	char path[96];
	struct pressing *pressing;
	uint8_t *bytes;
	size_t length;
};

static struct pressing *press(const char *name, uint64_t seed)
{
	struct pressing_order order = { .seed = seed, .user_bytes = USER_BYTES };
	char why[RECIPE_WHY] = "";
	struct recipe *recipe = recipe_read(name, why, sizeof(why));
	struct pressing *pressing;

	if (!recipe)
		fail_msg("%s", why);
	pressing = pressing_make(recipe, &order, NULL, NULL, why, sizeof(why));
	if (!pressing)
		fail_msg("%s", why);
	return pressing;
}

static void read_head(struct bench *bench)
{
	struct nfod_medium header;
	int fd = open(bench->path, O_RDONLY);

	assert_true(fd >= 0);
	assert_int_equal(pread(fd, &header, sizeof(header), 0), sizeof(header));
	bench->length = header.cluster_offset + LEADIN_BYTES;
	bench->bytes = malloc(bench->length);
	assert_non_null(bench->bytes);
	assert_int_equal(pread(fd, bench->bytes, bench->length, 0), bench->length);
	close(fd);
}

static int set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	char why[256] = "";

	assert_non_null(bench);
	strcpy(bench->directory, "/tmp/nfod-image-XXXXXX");
	assert_non_null(mkdtemp(bench->directory));
	snprintf(bench->path, sizeof(bench->path), "%s/disc.nfm", bench->directory);
	/* One with protrusions. */
	bench->pressing = press("spoiled-no-polish", 7);
	if (pressing_write(bench->pressing, bench->path, false, why, sizeof(why)))
		fail_msg("%s", why);
	read_head(bench);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	unlink(bench->path);
	rmdir(bench->directory);
	pressing_free(bench->pressing);
	free(bench->bytes);
	free(bench);
	return 0;
}

static void put_head(const struct bench *bench, const uint8_t *bytes)
{
	int fd = open(bench->path, O_WRONLY);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, bench->length, 0), bench->length);
	close(fd);
}

static bool same_disc(const struct pressing *a, const struct pressing *b)
{
	return !memcmp(&a->info, &b->info, sizeof(a->info)) && a->seed == b->seed &&
	       !memcmp(a->film_nm, b->film_nm, sizeof(a->film_nm)) &&
	       !memcmp(&a->runout, &b->runout, sizeof(a->runout)) && a->rejects == b->rejects &&
	       a->protrusions == b->protrusions &&
	       !memcmp(a->protrusion, b->protrusion, a->protrusions * sizeof(*a->protrusion)) &&
	       a->recipe->text_bytes == b->recipe->text_bytes &&
	       !memcmp(a->recipe->text, b->recipe->text, a->recipe->text_bytes);
}

static void round_trip(void **state)
{
	const struct bench *bench = *state;
	char why[256] = "";
	struct pressing *loaded = pressing_load(bench->path, why, sizeof(why));

	if (!loaded)
		fail_msg("%s", why);
	assert_true(same_disc(bench->pressing, loaded));
	assert_memory_equal(&bench->pressing->design.piece, &loaded->design.piece,
			    sizeof(loaded->design.piece));
	assert_string_equal(bench->pressing->design.line[STEP_INSPECT].note,
			    loaded->design.line[STEP_INSPECT].note);
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		const struct side_design *made = &bench->pressing->design.side[side];
		const struct side_design *got = &loaded->design.side[side];

		assert_memory_equal(made->at_gap, got->at_gap, sizeof(made->at_gap));
		assert_true(fabs(made->crosstalk_db - got->crosstalk_db) <= 0.0051);
		assert_true(fabs(fabs(made->modulation) - got->modulation) <= 1e-4);
	}
	pressing_free(loaded);
}

static void same_seed_same_disc(void **state)
{
	struct pressing *first = press("pc-reference", 3);
	struct pressing *second = press("pc-reference", 3);
	struct pressing *other = press("pc-reference", 4);

	(void)state;
	assert_true(same_disc(first, second));
	assert_false(same_disc(first, other));
	assert_memory_equal(&first->design.piece, &other->design.piece,
			    sizeof(first->design.piece));
	assert_memory_not_equal(first->film_nm, other->film_nm, sizeof(first->film_nm));
	assert_memory_not_equal(&first->runout, &other->runout, sizeof(first->runout));
	pressing_free(first);
	pressing_free(second);
	pressing_free(other);
}

/* Over many discs chance gives what the design expects. */
static void chance_has_its_mean(void **state)
{
	double squares = 0.0, expected = 0.0, rejects = 0.0, mean_rejects = 0.0;
	const unsigned int discs = 60;

	(void)state;
	for (unsigned int i = 0; i < discs; i++) {
		struct pressing *pressing = press("spoiled-no-polish", 1000 + i);
		double outer_cm = leadin_outer_nm(&pressing->info) / 1e7;
		double inner_cm = pressing->info.zone[0].radius_nm / 1e7;
		double area = M_PI * (outer_cm * outer_cm - inner_cm * inner_cm);
		double sigma = pressing_film_sigma_nm(pressing);

		squares += sigma * sigma / discs;
		expected = line_film_sigma_nm(&pressing->design.piece);
		rejects += (double)pressing->rejects;
		mean_rejects += protrusions_expected(&pressing->design.piece.bumps,
						     pressing->recipe->limits.protrusion_nm, area);
		pressing_free(pressing);
	}
	assert_true(sqrt(squares) > 0.8 * expected && sqrt(squares) < 1.25 * expected);
	assert_true(fabs(rejects - mean_rejects) < 4.0 * sqrt(mean_rejects) + 1.0);
}

static void flip(struct random *random, uint8_t *bytes, size_t length)
{
	unsigned int times = 1 + random_below(random, 8);

	while (times--)
		bytes[random_below(random, (uint32_t)length)] ^=
			(uint8_t)(1 + random_below(random, 255));
}

static bool one_line(const char *why)
{
	return *why && !strchr(why, '\n');
}

static void corruption_is_refused_or_harmless(void **state)
{
	const struct bench *bench = *state;
	struct random random = { .state = 11 };
	uint8_t *bytes = malloc(bench->length);
	unsigned int refused = 0;

	assert_non_null(bytes);
	for (unsigned int i = 0; i < CORRUPTIONS; i++) {
		char why[512] = "";
		struct pressing *loaded;

		memcpy(bytes, bench->bytes, bench->length);
		flip(&random, bytes, bench->length);
		put_head(bench, bytes);
		loaded = pressing_load(bench->path, why, sizeof(why));
		if (loaded)
			assert_true(same_disc(bench->pressing, loaded));
		else
			assert_true(one_line(why));
		refused += !loaded;
		pressing_free(loaded);
	}
	put_head(bench, bench->bytes);
	free(bytes);
	/* Most of the file means something. */
	assert_true(refused > CORRUPTIONS / 2);
}

/* Give all that is in the file good check values, so far as the table can be followed. */
static void seal_all(uint8_t *bytes, size_t length)
{
	struct nfod_medium *header = (struct nfod_medium *)bytes;

	for (unsigned int i = 0; i < NFOD_MEDIUM_SECTIONS; i++) {
		struct nfod_section *section = &header->section[i];
		uint64_t size = (uint64_t)section->count * section->record_bytes;

		if (section->offset < length && size <= length - section->offset)
			section->crc = crc32c(bytes + section->offset, size);
	}
	medium_seal(header);
	disc_seal((struct nfod_disc_info *)(bytes + length - LEADIN_BYTES));
}

/* Where to write nonsense: the table of sections, any section, the lead-in. */
static void write_nonsense(struct random *random, uint8_t *bytes, size_t length)
{
	const struct nfod_medium *header = (const struct nfod_medium *)bytes;
	const struct nfod_section *section =
		&header->section[random_below(random, NFOD_SECTION_KINDS - 1)];

	switch (random_below(random, 3)) {
	case 0:
		flip(random, bytes + offsetof(struct nfod_medium, section),
		     9 * sizeof(struct nfod_section));
		break;
	case 1:
		flip(random, bytes + section->offset,
		     (size_t)section->count * section->record_bytes);
		break;
	default:
		flip(random, bytes + length - LEADIN_BYTES, LEADIN_BYTES);
		break;
	}
}

static void sealed_nonsense_does_no_harm(void **state)
{
	const struct bench *bench = *state;
	struct random random = { .state = 12 };
	uint8_t *bytes = malloc(bench->length);
	unsigned int refused = 0;

	assert_non_null(bytes);
	for (unsigned int i = 0; i < HOSTILE; i++) {
		char why[512] = "";
		struct pressing *loaded;

		memcpy(bytes, bench->bytes, bench->length);
		write_nonsense(&random, bytes, bench->length);
		seal_all(bytes, bench->length);
		put_head(bench, bytes);
		loaded = pressing_load(bench->path, why, sizeof(why));
		if (!loaded)
			assert_true(one_line(why));
		refused += !loaded;
		pressing_free(loaded);
	}
	put_head(bench, bench->bytes);
	free(bytes);
	assert_true(refused > HOSTILE / 4);
}

/* One alteration, sealed; the loader says what about it. */
struct nonsense {
	uint32_t kind;
	size_t offset;
	float value;
	const char *words;
};

static void nonsense_is_named(void **state)
{
	static const struct nonsense nonsense[] = {
		{ NFOD_SECTION_THICKNESS, offsetof(struct nfod_thickness_record, film_nm), NAN,
		  "thickness map" },
		{ NFOD_SECTION_THICKNESS, offsetof(struct nfod_thickness_record, film_nm), -1.0f,
		  "thickness map" },
		{ NFOD_SECTION_RUNOUT, offsetof(struct nfod_runout_record, axial_nm), INFINITY,
		  "run-out" },
		{ NFOD_SECTION_RUNOUT, offsetof(struct nfod_runout_record, radial_phase), NAN,
		  "run-out" },
		{ NFOD_SECTION_PROTRUSION, offsetof(struct nfod_protrusion_record, height_nm), NAN,
		  "protrusions" },
		{ NFOD_SECTION_PROTRUSION, offsetof(struct nfod_protrusion_record, radius_nm), 0.0f,
		  "protrusions" },
		{ NFOD_SECTION_RECIPE, 0, NAN, "disc.nfm" },
	};
	const struct bench *bench = *state;
	uint8_t *bytes = malloc(bench->length);

	assert_non_null(bytes);
	for (unsigned int i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
		const struct nfod_section *section;
		char why[512] = "";

		memcpy(bytes, bench->bytes, bench->length);
		section = medium_find_section((struct nfod_medium *)bytes, nonsense[i].kind);
		assert_non_null(section);
		memcpy(bytes + section->offset + nonsense[i].offset, &nonsense[i].value,
		       sizeof(float));
		seal_all(bytes, bench->length);
		put_head(bench, bytes);
		assert_null(pressing_load(bench->path, why, sizeof(why)));
		if (!strstr(why, nonsense[i].words))
			fail_msg("%s", why);
	}
	put_head(bench, bench->bytes);
	free(bytes);
}

/* A disc may be without protrusions; how it is written and read is the twin's business. */
static bool may_be_missing(uint32_t kind)
{
	return kind == NFOD_SECTION_NONE || kind == NFOD_SECTION_PROTRUSION ||
	       kind == NFOD_SECTION_WRITING || kind == NFOD_SECTION_READING;
}

static void missing_sections_are_named(void **state)
{
	const struct bench *bench = *state;
	uint8_t *bytes = malloc(bench->length);

	assert_non_null(bytes);
	for (unsigned int i = 0; i < NFOD_SECTION_KINDS - 1; i++) {
		struct nfod_medium *header = (struct nfod_medium *)bytes;
		struct pressing *loaded;
		char why[512] = "";
		uint32_t kind;

		memcpy(bytes, bench->bytes, bench->length);
		kind = header->section[i].kind;
		memset(&header->section[i], 0, sizeof(header->section[i]));
		medium_seal(header);
		put_head(bench, bytes);
		loaded = pressing_load(bench->path, why, sizeof(why));
		if (may_be_missing(kind))
			assert_non_null(loaded);
		else if (!strstr(why, medium_section_name(kind)))
			fail_msg("section %u: %s", kind, why);
		pressing_free(loaded);
	}
	put_head(bench, bench->bytes);
	free(bytes);
}

static void table_of_sections_is_checked(void **state)
{
	const struct bench *bench = *state;
	struct nfod_medium good, header;
	char why[256];

	memcpy(&good, bench->bytes, sizeof(good));
	assert_int_equal(medium_check_sections(&good, why, sizeof(why)), 0);
	header = good;
	header.section[1].kind = header.section[0].kind;
	header.section[1].record_bytes = header.section[0].record_bytes;
	assert_int_equal(medium_check_sections(&header, why, sizeof(why)), -1);
	header = good;
	header.section[1].offset = header.section[0].offset;
	assert_int_equal(medium_check_sections(&header, why, sizeof(why)), -1);
	header = good;
	header.section[1].offset += 8;
	assert_int_equal(medium_check_sections(&header, why, sizeof(why)), -1);
	header = good;
	header.section[0].offset = 0;
	assert_int_equal(medium_check_sections(&header, why, sizeof(why)), -1);
	header = good;
	header.section[8].count = UINT32_MAX;
	assert_int_equal(medium_check_sections(&header, why, sizeof(why)), -1);
	header = good;
	header.section[8].offset = UINT64_MAX - 15;
	assert_int_equal(medium_check_sections(&header, why, sizeof(why)), -1);
	header = good;
	header.section[3].record_bytes++;
	assert_int_equal(medium_check_sections(&header, why, sizeof(why)), -1);
	header = good;
	header.section[31].kind = NFOD_SECTION_KINDS;
	assert_int_equal(medium_check_sections(&header, why, sizeof(why)), -1);
	header = good;
	header.section[31].count = 1;
	assert_int_equal(medium_check_sections(&header, why, sizeof(why)), -1);
}

static void film_of_lead_in_is_checked(void **state)
{
	const struct bench *bench = *state;
	const struct nfod_disc_info *good = &bench->pressing->info;
	struct nfod_disc_info info[12];
	char why[256];

	assert_int_equal(disc_check(good, why, sizeof(why)), 0);
	for (unsigned int i = 0; i < 12; i++)
		info[i] = *good;
	info[0].film.na_milli = 399;
	info[1].film.na_milli = 2501;
	info[2].film.side[0].ges_q15[5] = 50000;
	memset(info[3].film.side[1].written_q15, 0, sizeof(info[3].film.side[1].written_q15));
	info[4].film.side[1].push_pull_sign = 0;
	info[5].film.reserved[2] = 1;
	info[6].film.side[0].reserved[2] = 1;
	info[7].film.rejects = NFOD_REJECT_KNOWN + 1;
	info[8].film.side[1].modulation_q15 = NFOD_Q15_ONE + 1;
	info[9].film.side[0].field_oe = 200;
	info[10].film.side[0].read_uw = 0;
	info[11].film.side[1].gap_pm = 9999;
	for (unsigned int i = 0; i < 12; i++) {
		disc_seal(&info[i]);
		if (!disc_check(&info[i], why, sizeof(why)))
			fail_msg("alteration %u passed", i);
		assert_non_null(strstr(why, "impossible film"));
	}
	for (unsigned int i = 0; i < 2; i++) {
		info[i] = *good;
		info[i].flags |= i ? NFOD_DISC_KNOWN + 1 : NFOD_DISC_LIGHT;
		disc_seal(&info[i]);
		assert_int_equal(disc_check(&info[i], why, sizeof(why)), -1);
		assert_non_null(strstr(why, "flags"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip),
		cmocka_unit_test(same_seed_same_disc),
		cmocka_unit_test(chance_has_its_mean),
		cmocka_unit_test(corruption_is_refused_or_harmless),
		cmocka_unit_test(sealed_nonsense_does_no_harm),
		cmocka_unit_test(nonsense_is_named),
		cmocka_unit_test(missing_sections_are_named),
		cmocka_unit_test(table_of_sections_is_checked),
		cmocka_unit_test(film_of_lead_in_is_checked),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
