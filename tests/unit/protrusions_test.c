// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The press' map of bumps, honest and hostile, sector by sector. */
#include <stddef.h>

#include "disc/crc32c.h"
#include "disc/protrusions.h"
#include "rig.h"

#define ROUNDS 20000u

static void seal(struct nfod_bumps *bumps)
{
	bumps->crc = crc32c(bumps, offsetof(struct nfod_bumps, crc));
}

static struct nfod_bumps a_sector(uint16_t sector, uint16_t count)
{
	struct nfod_bumps bumps = {
		.magic = NFOD_BUMPS_MAGIC,
		.version = NFOD_BUMPS_VERSION,
		.count = count,
		.found = 5000,
		.sector = sector,
	};

	for (uint32_t n = 0; n < count; n++)
		bumps.bump[n] = (struct nfod_bump){
			.angle = n << 22,
			.radius_um = (uint16_t)(24000 + n),
			.height_nm = (uint16_t)(90 - n / 10),
		};
	seal(&bumps);
	return bumps;
}

static void honest_sectors_hold(void **state)
{
	struct nfod_bumps bumps = { 0 };

	(void)state;
	assert_int_equal(protrusions_parse(&bumps, 1), PROTRUSIONS_NONE);
	for (uint16_t sector = 1; sector <= NFOD_BUMPS_SECTORS; sector++) {
		bumps = a_sector(sector, NFOD_BUMPS_EACH);
		assert_int_equal(protrusions_parse(&bumps, sector), PROTRUSIONS_GOOD);
		assert_int_equal(protrusions_parse(&bumps, sector + 1u), PROTRUSIONS_DAMAGED);
	}
	bumps = a_sector(1, 0);
	assert_int_equal(protrusions_parse(&bumps, 1), PROTRUSIONS_GOOD);
}

#define REFUSED(change)                                                              \
	do {                                                                         \
		struct nfod_bumps bumps = a_sector(3, 100);                          \
		change;                                                              \
		seal(&bumps);                                                        \
		assert_int_equal(protrusions_parse(&bumps, 3), PROTRUSIONS_DAMAGED); \
	} while (0)

static void every_field_is_checked(void **state)
{
	(void)state;
	REFUSED(bumps.magic++);
	REFUSED(bumps.version++);
	REFUSED(bumps.count = NFOD_BUMPS_EACH + 1);
	REFUSED(bumps.count = UINT16_MAX);
	REFUSED(bumps.count = 101);
	REFUSED(bumps.count = 99);
	REFUSED(bumps.found = 99);
	REFUSED(bumps.sector = 4);
	REFUSED(bumps.reserved[0] = 1);
	REFUSED(bumps.reserved[2] = 1);
	REFUSED(bumps.bump[50].height_nm = 0);
	REFUSED(bumps.bump[50].radius_um = 0);
	REFUSED(bumps.bump[100].angle = 1);
	REFUSED(bumps.bump[NFOD_BUMPS_EACH - 1].height_nm = 1);
}

static void a_flipped_bit_is_found(void **state)
{
	struct nfod_bumps bumps = a_sector(3, 100);
	uint8_t *byte = (uint8_t *)&bumps;

	(void)state;
	for (size_t n = 0; n < sizeof(bumps); n += 3) {
		byte[n] ^= (uint8_t)(1u << n % 8);
		assert_int_equal(protrusions_parse(&bumps, 3), PROTRUSIONS_DAMAGED);
		byte[n] ^= (uint8_t)(1u << n % 8);
	}
	assert_int_equal(protrusions_parse(&bumps, 3), PROTRUSIONS_GOOD);
}

/* Nonsense with a good check value: what is taken can be gone through. */
static void random_sectors(void **state)
{
	struct rig rig = { .random = 5 };
	uint32_t good = 0;

	(void)state;
	for (uint32_t n = 0; n < ROUNDS; n++) {
		struct nfod_bumps bumps =
			a_sector(7, (uint16_t)rig_below(&rig, NFOD_BUMPS_EACH + 1));
		uint8_t *byte = (uint8_t *)&bumps;

		for (uint32_t flips = rig_below(&rig, 3); flips; flips--)
			byte[rig_below(&rig, n % 2 ? 28 : sizeof(bumps))] ^=
				(uint8_t)rig_below(&rig, 256);
		seal(&bumps);
		if (protrusions_parse(&bumps, 7) != PROTRUSIONS_GOOD)
			continue;
		good++;
		assert_true(bumps.count <= NFOD_BUMPS_EACH);
		for (uint32_t i = 0; i < bumps.count; i++)
			assert_true(bumps.bump[i].height_nm && bumps.bump[i].radius_um);
	}
	assert_in_range(good, ROUNDS / 4, ROUNDS - ROUNDS / 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(honest_sectors_hold),
		cmocka_unit_test(every_field_is_checked),
		cmocka_unit_test(a_flipped_bit_is_found),
		cmocka_unit_test(random_sectors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
