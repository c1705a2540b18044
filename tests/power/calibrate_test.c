// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Power calibration of the firmware on film whose marks are what the law of writing makes of
 * light: with a laser that gives more or less than was ordered, and on warm film.
 */
#include <math.h>

#include "whole.h"

#define ROOM_C 25.0
/* Film of the reference disc melts there. */
#define MELT_C 615.0
#define BLOCKS 16u

static struct whole whole;
static uint8_t block[BLOCKS * NFOD_BLOCK_BYTES];

/**
 * struct setting - how it is
 * @laser: light over what is ordered
 * @celsius: of head and film
 */
struct setting {
	double laser;
	double celsius;
};

static const struct setting settings[] = {
	{ 1.00, 25 }, { 1.08, 25 }, { 0.92, 25 }, { 1.00, 40 }, { 1.08, 40 },
};

#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

static void plug_in(void)
{
	whole.cut_at = NFOD_FW_NEVER;
	assert_true(whole_power_up(&whole));
}

static void begin(const struct setting *setting, uint64_t seed)
{
	whole_new(&whole, getenv("POWER_DISC"), FILM_MODEL, seed);
	film_laser(whole.film, setting->laser);
	whole.rig->fe.block.celsius = (int16_t)lround(setting->celsius * 100);
	plug_in();
}

static struct nfod_record carry_out(uint8_t op, uint64_t lba, uint32_t blocks)
{
	struct nfod_command command = host_command(whole.rig, op, 0, lba, blocks);
	struct nfod_record record;

	if (op == NFOD_OP_WRITE)
		host_wait_credit(whole.rig, blocks * NFOD_BLOCK_BYTES);
	host_send(whole.rig, &command, block);
	while (!host_answer(whole.rig, 0, &record, block))
		assert_true(whole_step(&whole));
	return record;
}

static void write_all(void)
{
	for (uint32_t lba = 0; lba < whole.blocks; lba += BLOCKS) {
		for (uint32_t n = 0; n < sizeof(block); n++)
			block[n] = (uint8_t)whole_dice(&whole, 256);
		assert_int_equal(carry_out(NFOD_OP_WRITE, lba, BLOCKS).status, NFOD_ST_OK);
	}
	assert_int_equal(carry_out(NFOD_OP_FLUSH, 0, 0).status, NFOD_ST_OK);
}

/* Wrong symbols of what is on the disc. */
static double errors(void)
{
	whole.rig->fw = NULL;
	plug_in();
	film_errors(whole.film);
	for (uint32_t lba = 0; lba < whole.blocks; lba += BLOCKS)
		assert_int_equal(carry_out(NFOD_OP_READ, lba, BLOCKS).status, NFOD_ST_OK);
	return film_errors(whole.film);
}

/* Power ordered for a side over what would be best there. */
static double off(const struct setting *setting, uint32_t side)
{
	const struct nfod_disc_info *info = film_info(whole.film);
	double best = info->film.side[side].write_2x_uw / setting->laser *
		      (MELT_C - setting->celsius) / (MELT_C - ROOM_C);
	struct place place;

	map_place(&whole.rig->fw->disc.map, &whole.rig->fw->fig,
		  info->zone[0].first + side * info->zone[0].clusters + info->zone[0].lead, &place);
	return power_light(whole.rig->fw, &place)->write_uw / best - 1;
}

/* The last of these are written over marks like them. */
static void write_often(void)
{
	for (unsigned int pass = 0; pass < 4; pass++)
		write_all();
}

static void powers_are_near_the_best(void **state)
{
	(void)state;
	for (unsigned int n = 0; n < SETTINGS; n++) {
		begin(&settings[n], 1);
		write_often();
		for (uint32_t side = 0; side < NFOD_SIDES; side++)
			assert_true(fabs(off(&settings[n], side)) < 0.06);
		assert_true(errors() < 5e-5);
		assert_int_equal(whole.rig->fw->power.runs, 0);
		whole_end(&whole);
	}
}

/* As if what the lead-in says had been found. */
static void take_for_granted(void)
{
	struct store *store = &whole.rig->fw->store;

	for (uint32_t n = 0; n < NFOD_ROOT_POWERS; n++)
		store->power[n] = (struct nfod_power){
			.power = 1000,
			.balance = 1000,
			.celsius = whole.rig->fe.block.celsius,
			.state = NFOD_POWER_FOUND,
		};
	whole.rig->fw->rec.verify.policy = NFOD_VERIFY_OFF;
}

static void without_calibration_more_is_wrong(void **state)
{
	static const struct setting far_off[] = { { 0.88, 25 }, { 1.12, 40 } };

	(void)state;
	for (unsigned int n = 0; n < 2; n++) {
		double rate[2];

		for (unsigned int granted = 0; granted < 2; granted++) {
			begin(&far_off[n], 1);
			if (granted)
				take_for_granted();
			write_often();
			rate[granted] = errors();
			whole_end(&whole);
		}
		print_message("laser %.2f, %.0f degrees: %.1e of the symbols wrong, %.1e without\n",
			      far_off[n].laser, far_off[n].celsius, rate[0], rate[1]);
		assert_true(rate[1] > 5 * rate[0] + 2e-6);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(powers_are_near_the_best),
		cmocka_unit_test(without_calibration_more_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
