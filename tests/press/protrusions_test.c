// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The map of protrusions in the lead-in: what the inspection found is what is told, the
 * highest first; what is damaged is noticed.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "lib/random.h"
#include "press/protrusions.h"

#define LIMIT_NM 10.0
#define PLACES (NFOD_BUMPS_SECTORS * NFOD_BUMPS_EACH)

static struct nfod_protrusion_record *found(size_t count)
{
	struct nfod_protrusion_record *record = calloc(count + 1, sizeof(*record));
	struct random random = { .state = 21 };

	assert_non_null(record);
	for (size_t n = 0; n < count; n++)
		record[n] = (struct nfod_protrusion_record){
			.radius_nm = 24000000u + random_below(&random, 34000000),
			.angle = random_below(&random, UINT32_MAX),
			.height_nm = (float)(2.0 + 98.0 * random_unit(&random)),
			.width_nm = 800.0f,
		};
	return record;
}

static size_t above(const struct nfod_protrusion_record *record, size_t count, double limit_nm)
{
	size_t sum = 0;

	for (size_t n = 0; n < count; n++)
		sum += record[n].height_nm > limit_nm;
	return sum;
}

static const struct nfod_bump *entry(const struct protrusion_map *map, size_t n)
{
	return &map->sector[n / NFOD_BUMPS_EACH].bump[n % NFOD_BUMPS_EACH];
}

static bool is_of(const struct nfod_bump *bump, const struct nfod_protrusion_record *record)
{
	return bump->angle == record->angle &&
	       fabs(bump->radius_um * 1e3 - record->radius_nm) <= 500.0 &&
	       bump->height_nm >= record->height_nm && bump->height_nm < record->height_nm + 1.0f;
}

static void what_was_found_is_told(void **state)
{
	const size_t count = 1500;
	struct nfod_protrusion_record *record = found(count);
	struct protrusion_map map;
	struct protrusion_count told;
	size_t listed = 0;

	(void)state;
	assert_int_equal(protrusion_map_make(&map, record, count, LIMIT_NM), 0);
	told = protrusion_map_count(&map);
	assert_int_equal(told.listed, above(record, count, LIMIT_NM));
	assert_int_equal(told.found, told.listed);
	assert_int_equal(told.good, (told.listed + NFOD_BUMPS_EACH - 1) / NFOD_BUMPS_EACH);
	assert_int_equal(told.bad, 0);
	assert_int_equal(told.rest_nm, 0);
	assert_int_equal(told.highest_nm, entry(&map, 0)->height_nm);
	for (size_t n = 1; n < told.listed; n++)
		assert_true(entry(&map, n)->height_nm <= entry(&map, n - 1)->height_nm);
	for (size_t i = 0; i < count; i++)
		for (size_t n = 0; n < told.listed; n++)
			listed += is_of(entry(&map, n), &record[i]);
	assert_int_equal(listed, told.listed);
	free(record);
}

static void too_many_leave_the_lowest(void **state)
{
	const size_t count = 12000;
	struct nfod_protrusion_record *record = found(count);
	struct protrusion_map map;
	struct protrusion_count told;

	(void)state;
	assert_int_equal(protrusion_map_make(&map, record, count, LIMIT_NM), 0);
	told = protrusion_map_count(&map);
	assert_int_equal(told.listed, PLACES);
	assert_int_equal(told.good, NFOD_BUMPS_SECTORS);
	assert_int_equal(told.found, above(record, count, LIMIT_NM));
	assert_true(told.found > PLACES);
	assert_true(told.rest_nm > LIMIT_NM);
	assert_true(told.rest_nm <= entry(&map, PLACES - 1)->height_nm);
	assert_true(above(record, count, told.rest_nm) <= PLACES);
	free(record);
}

static void damage_is_noticed(void **state)
{
	struct nfod_protrusion_record *record = found(1500);
	struct protrusion_map whole, map;
	struct random random = { .state = 22 };
	uint32_t listed;

	(void)state;
	assert_int_equal(protrusion_map_make(&whole, record, 1500, LIMIT_NM), 0);
	listed = protrusion_map_count(&whole).listed;
	for (unsigned int n = 0; n < 300; n++) {
		uint32_t at = random_below(&random, sizeof(map));
		struct protrusion_count told;

		map = whole;
		((uint8_t *)&map)[at] ^= (uint8_t)(1 + random_below(&random, 255));
		told = protrusion_map_count(&map);
		assert_int_equal(told.bad, 1);
		assert_int_equal(told.listed,
				 listed - whole.sector[at / sizeof(struct nfod_bumps)].count);
	}
	free(record);
}

static void nothing_is_told_as_well(void **state)
{
	struct nfod_protrusion_record *record = found(100);
	struct protrusion_map map, empty;

	(void)state;
	assert_int_equal(protrusion_map_make(&map, record, 100, 200.0), 0);
	protrusion_map_empty(&empty);
	assert_memory_equal(&map, &empty, sizeof(map));
	assert_int_equal(protrusion_map_count(&map).good, 1);
	assert_int_equal(protrusion_map_count(&map).listed, 0);
	memset(&map, 0, sizeof(map));
	assert_int_equal(protrusion_map_count(&map).good, 0);
	assert_int_equal(protrusion_map_count(&map).bad, 0);
	free(record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_found_is_told),
		cmocka_unit_test(too_many_leave_the_lowest),
		cmocka_unit_test(damage_is_noticed),
		cmocka_unit_test(nothing_is_told_as_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
