// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Lead-ins, honest and hostile, and where they say that things are. */
#include "disc/crc32c.h"
#include "disc/map.h"
#include "rig.h"

static const struct nfod_figures reference = NFOD_FIGURES_REFERENCE;

static void crc_of_the_standard(void **state)
{
	(void)state;
	assert_int_equal(crc32c("123456789", 9), 0xe3069283);
}

static uint32_t crc_by_bits(const uint8_t *data, uint32_t len)
{
	uint32_t crc = ~0u;

	while (len--) {
		crc ^= *data++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78u : 0);
	}
	return ~crc;
}

/* By words or by bytes, wherever they lie. */
static void crc_is_that_of_the_bits(void **state)
{
	uint8_t data[600];

	(void)state;
	for (uint32_t n = 0; n < sizeof(data); n++)
		data[n] = (uint8_t)(n * 2654435761u >> 24);
	for (uint32_t at = 0; at < 4; at++)
		for (uint32_t len = 0; len < 300; len++)
			assert_int_equal(crc32c(data + at, len), crc_by_bits(data + at, len));
}

/* Every user cluster has a physical one of its own, in ascending order, and the
 * lead areas and spares have none.
 */
static void check_bijection(uint32_t zones, uint32_t clusters)
{
	struct nfod_disc_info info;
	struct place place;
	struct map map;
	uint32_t last = 0;

	rig_geometry(&info, zones, clusters, 0);
	assert_true(map_parse(&map, &info));
	assert_int_equal((uint64_t)map_clusters(&map) * NFOD_CLUSTER_BLOCKS, info.user_blocks);
	for (uint32_t n = 0; n < map_clusters(&map); n++) {
		uint32_t physical = map_physical(&map, n);
		const struct nfod_zone *zone;

		assert_true(physical > last && physical < info.clusters);
		last = physical;
		map_place(&map, &reference, physical, &place);
		zone = &info.zone[place.zone];
		assert_int_equal(zone->first + place.side * zone->clusters + place.index, physical);
		assert_true(place.index >= zone->lead && place.index < zone->lead + zone->user);
	}
}

static void every_block_has_its_place(void **state)
{
	(void)state;
	check_bijection(1, 4);
	check_bijection(1, 1000);
	check_bijection(3, 40);
	check_bijection(34, 333);
	check_bijection(NFOD_MAX_ZONES / 2, 5000);
}

static void close_to(double a, double b, double tolerance)
{
	assert_true(a - b < tolerance && b - a < tolerance);
}

static void places_follow_the_spiral(void **state)
{
	struct nfod_disc_info info;
	struct place place, next;
	struct map map;

	(void)state;
	rig_geometry(&info, 3, 400, 0);
	assert_true(map_parse(&map, &info));
	map_place(&map, &reference, 0, &place);
	close_to(place.radius, 24e-3, 1e-12);
	close_to(place.angle, 0.0, 1e-12);
	close_to(place.turns, 1 / 3.6, 1e-5);
	close_to(place.speed, 2 * 2.82 / 24e-3, 1e-9);
	for (uint32_t n = 0; n + 1 < 400; n++) {
		double turn;

		map_place(&map, &reference, n, &place);
		map_place(&map, &reference, n + 1, &next);
		close_to(place.end_radius, next.radius, 1e-15);
		turn = place.angle + place.turns;
		close_to(turn - (int)turn, next.angle, 1e-9);
		assert_int_equal(next.turn, place.turn + (int)turn);
		close_to(place.radius, 24e-3 + 2 * (place.turn + place.angle) * 180e-9, 1e-12);
		close_to(next.radius - place.radius, place.turns * 360e-9, 1e-15);
	}
	map_place(&map, &reference, info.zone[1].first + info.zone[1].clusters, &place);
	assert_int_equal(place.side, NFOD_LAND);
	close_to(place.radius, 25e-3 + 180e-9, 1e-12);
}

static bool taken(struct nfod_disc_info *info)
{
	struct map map;
	bool taken;

	rig_seal(info);
	taken = map_parse(&map, info);
	if (!taken)
		assert_int_equal(map.info.user_blocks, 0);
	return taken;
}

#define REFUSED(change)                                  \
	do {                                             \
		struct nfod_disc_info info = good;       \
		change;                                  \
		if (taken(&info))                        \
			fail_msg("taken with " #change); \
	} while (0)

static void magnetic_film_may_want_to_be_erased_first(void **state)
{
	struct nfod_disc_info good;

	(void)state;
	rig_geometry(&good, 3, 40, NFOD_DISC_LIGHT);
	assert_true(taken(&good));
	assert_int_equal(plan_strategy(&good), NFOD_STRATEGY_LIGHT);
	good.flags = 0;
	assert_int_equal(plan_strategy(&good), NFOD_STRATEGY_CLOCKED);
}

static void every_field_of_a_leadin_is_checked(void **state)
{
	struct nfod_disc_info good;

	(void)state;
	rig_geometry(&good, 3, 40, 0);
	assert_true(taken(&good));
	REFUSED(info.magic++);
	REFUSED(info.version++);
	REFUSED(info.bytes--);
	REFUSED(info.flags = 2);
	REFUSED(info.flags = NFOD_DISC_LIGHT);
	REFUSED(info.flags = NFOD_DISC_KNOWN + 1);
	REFUSED(info.recording = 0);
	REFUSED(info.recording = 3);
	REFUSED(info.zones = 0);
	REFUSED(info.zones = 2);
	REFUSED(info.zones = 4);
	REFUSED(info.zones = NFOD_MAX_ZONES + 1);
	REFUSED(info.zones = UINT32_MAX);
	REFUSED(info.clusters++);
	REFUSED(info.user_blocks++);
	REFUSED(info.user_blocks = 0);
	REFUSED(info.track_pitch_nm = 0);
	REFUSED(info.track_pitch_nm = 5000);
	REFUSED(info.velocity_um_s = 0);
	REFUSED(info.velocity_um_s = UINT32_MAX);
	REFUSED(info.reserved0 = 1);
	REFUSED(info.reserved1 = 1);
	REFUSED(info.reserved[71] = 1);
	REFUSED(memset(info.disc_id, 'x', sizeof(info.disc_id)));
	REFUSED(info.disc_id[3] = '\n');
	REFUSED(info.disc_id[30] = 'x');
	REFUSED(info.zone[0].lead = 0);
	REFUSED(info.zone[1].radius_nm = info.zone[0].radius_nm);
	REFUSED(info.zone[0].radius_nm = 1000);
	REFUSED(info.zone[2].radius_nm = 70000000);
	REFUSED(info.zone[2].turns = UINT32_MAX);
	REFUSED(info.zone[2].turns = 1);
	REFUSED(info.zone[1].first++);
	REFUSED(info.zone[1].clusters = 0);
	REFUSED(info.zone[1].clusters = UINT32_MAX);
	REFUSED(info.zone[1].user = UINT32_MAX);
	REFUSED(info.zone[1].lead = UINT32_MAX);
	REFUSED(info.zone[1].clusters_per_turn_q16 = 0);
	REFUSED(info.zone[1].clusters_per_turn_q16 = UINT32_MAX);
	REFUSED(info.zone[1].reserved = 1);
	REFUSED(info.zone[3].user = 1);
	REFUSED(info.zone[NFOD_MAX_ZONES - 1].reserved = 1);
}

static void a_flipped_bit_is_found(void **state)
{
	struct nfod_disc_info info;
	struct map map;

	(void)state;
	rig_geometry(&info, 3, 40, 0);
	for (uint32_t bit = 0; bit < sizeof(info) * 8; bit += 11) {
		uint8_t *byte = (uint8_t *)&info + bit / 8;

		*byte ^= (uint8_t)(1 << bit % 8);
		assert_false(map_parse(&map, &info));
		*byte ^= (uint8_t)(1 << bit % 8);
	}
	assert_true(map_parse(&map, &info));
}

/* Lead-ins of random numbers with a right checksum: whatever is taken must map. */
static void random_leadins(void **state)
{
	struct rig rig = { .random = 7 };
	struct nfod_disc_info good, info;
	struct map map;
	uint32_t kept = 0;

	(void)state;
	rig_geometry(&good, 3, 40, 0);
	for (uint32_t n = 0; n < 20000; n++) {
		uint32_t *word = (uint32_t *)&info.zone[rig_below(&rig, 3)];
		struct place place;

		info = good;
		for (uint32_t i = 0; i <= rig_below(&rig, 3); i++)
			word[rig_below(&rig, 7)] =
				(uint32_t)(rig_random(&rig) >> (32 + rig_below(&rig, 32)));
		rig_seal(&info);
		if (!map_parse(&map, &info))
			continue;
		kept++;
		for (uint32_t i = 0; i < 8; i++) {
			uint32_t cluster = map_physical(&map, rig_below(&rig, map_clusters(&map)));

			assert_true(cluster && cluster < info.clusters);
			map_place(&map, &reference, cluster, &place);
			assert_true(place.zone < info.zones);
			assert_true(place.angle >= 0.0 && place.angle < 1.0);
			assert_true(place.radius > 0.015 && place.radius < 0.0601);
		}
	}
	assert_true(kept > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(crc_of_the_standard),
		cmocka_unit_test(crc_is_that_of_the_bits),
		cmocka_unit_test(every_block_has_its_place),
		cmocka_unit_test(places_follow_the_spiral),
		cmocka_unit_test(magnetic_film_may_want_to_be_erased_first),
		cmocka_unit_test(every_field_of_a_leadin_is_checked),
		cmocka_unit_test(a_flipped_bit_is_found),
		cmocka_unit_test(random_leadins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
