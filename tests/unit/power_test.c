// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Power calibration, on film whose marks depend on the light that they were written with. */
#include "host.h"

#include <math.h>

#define LEAD 16u
/* What the lead-ins of these discs recommend is right at this temperature. */
#define RIGHT_C 25.0

/**
 * struct film - what the disc is really like
 * @off: power that it wants over what the lead-in says
 * @balance: erase power that it wants over that, ditto
 * @width: of the window, part of the power
 * @floor: symbol errors at best
 * @dark: there is no signal to look at
 * @bad: of the area's places, bit by bit, those that are always bad
 * @worn: zone whose areas are always bad, counted from 1
 * @torn: one write of a trial in so many leaves what was there; 0 = none
 * @unread: and one reading sees nothing
 * @mark: what was written, by cluster
 * @trials: clusters of the areas written
 * @readings: and read
 */
static struct film {
	double off;
	double balance;
	double width;
	double floor;
	bool dark;
	uint32_t bad;
	uint32_t worn;
	uint32_t torn;
	uint32_t unread;
	struct {
		double rate;
		double asymmetry;
		uint32_t cycles;
		uint16_t write_uw;
		uint16_t erase_uw;
	} mark[1024];
	uint32_t trials;
	uint32_t readings;
} film;

static const struct nfod_zone *zone_of(const struct rig *rig, uint32_t cluster, uint32_t *side,
				       uint32_t *index)
{
	const struct nfod_zone *zone = &rig->info.zone[rig->info.zones];

	do {
		zone--;
	} while (cluster < zone->first);
	*side = cluster - zone->first >= zone->clusters;
	*index = cluster - zone->first - *side * zone->clusters;
	return zone;
}

static bool is_in_area(const struct rig *rig, uint32_t cluster)
{
	uint32_t side, index;
	const struct nfod_zone *zone = zone_of(rig, cluster, &side, &index);
	struct run area = layout_test(zone, side);

	return cluster - area.first < area.count;
}

/* Power that is right at 2x and the temperature of the moment. */
static double right_uw(const struct rig *rig, uint32_t side, double celsius)
{
	double warm = 1 - (celsius - RIGHT_C) / (600 - RIGHT_C);

	return rig->info.film.side[side].write_2x_uw * film.off * warm;
}

static void write_film(struct rig *rig, const struct nfod_fe_desc *desc)
{
	uint32_t side, index;
	const struct nfod_fe_order *order = &rig->fe.order;
	const struct nfod_disc_side *told =
		(zone_of(rig, desc->cluster, &side, &index), &rig->info.film.side[side]);
	double right = right_uw(rig, side, rig->fe.block.celsius * 1e-2);
	double erase = right * told->erase_2x_uw / told->write_2x_uw * film.balance;
	double x = order->write_uw / right - 1, y = order->erase_uw / erase - 1;
	double decades = 2.6 * (x * x + y * y) / (film.width * film.width);

	assert_true(desc->cluster < 1024);
	film.mark[desc->cluster].rate = fmin(film.floor * pow(10, decades), 0.5);
	film.mark[desc->cluster].asymmetry = 100 * x;
	film.mark[desc->cluster].cycles++;
	film.mark[desc->cluster].write_uw = order->write_uw;
	film.mark[desc->cluster].erase_uw = order->erase_uw;
	if (is_in_area(rig, desc->cluster) && film.worn &&
	    zone_of(rig, desc->cluster, &side, &index) == &rig->info.zone[film.worn - 1])
		film.mark[desc->cluster].rate = 0.1;
	if (is_in_area(rig, desc->cluster) && film.bad >> desc->cluster % 8 & 1)
		film.mark[desc->cluster].rate = 0.1;
	if (!is_in_area(rig, desc->cluster))
		return;
	film.trials++;
	if (film.torn && film.trials % film.torn == 0)
		rig->control[desc->cluster] = 0;
}

static void read_film(struct rig *rig, struct nfod_fe_desc *desc)
{
	double wrong = film.mark[desc->cluster].rate * NFOD_FE_SYMBOLS;
	double chance = ((double)rig_below(rig, 2001) - 1000) / 1000;

	if (!is_in_area(rig, desc->cluster))
		return;
	if (film.unread && ++film.readings % film.unread == 0) {
		desc->report.flags = 0;
		desc->bad_sectors = 0xffff;
		return;
	}
	if (wrong > 4500) {
		desc->report.failed_codewords = NFOD_FE_CODEWORDS;
		desc->bad_sectors = 0xffff;
	} else {
		desc->report.wrong = (uint32_t)fmax(wrong + 1.7 * sqrt(wrong) * chance, 0);
		desc->report.symbols = NFOD_FE_SYMBOLS;
	}
	if (!film.dark) {
		desc->report.amplitude = 300;
		desc->report.asymmetry =
			(int16_t)lround(film.mark[desc->cluster].asymmetry + chance);
	}
}

/* Room for calibration on each side. */
static void lay_areas(struct nfod_disc_info *info)
{
	for (uint32_t n = 0; n < info->zones; n++) {
		struct nfod_zone *zone = &info->zone[n];
		uint32_t more = LEAD - zone->lead;

		zone->lead = LEAD;
		zone->user -= more;
		info->user_blocks -= (uint64_t)NFOD_SIDES * NFOD_CLUSTER_BLOCKS * more;
	}
}

static struct rig *start(uint32_t flags)
{
	struct rig *rig = rig_new(&(struct rig_options){ .no_disc = true, .flags = flags });

	lay_areas(&rig->info);
	rig_seal(&rig->info);
	rig_put_leadin(rig);
	rig->read = read_film;
	rig->write = write_film;
	rig->fe.block.celsius = (int16_t)(RIGHT_C * 100);
	host_start(rig, NFOD_ALT_STREAMS);
	rig->fe.sense |= NFOD_FE_SENSE_DISC;
	nfod_fw_poll(rig->fw, rig->now);
	rig_settle(rig);
	return rig;
}

static void take_film(double off, double balance)
{
	film = (struct film){ .off = off, .balance = balance, .width = 0.1, .floor = 1e-5 };
}

static struct rig *start_on(double off, double balance)
{
	take_film(off, balance);
	return start(0);
}

static uint8_t data[DISC_MAX_BLOCKS * NFOD_BLOCK_BYTES];

static uint8_t do_op(struct rig *rig, uint8_t op, uint64_t lba, uint32_t blocks)
{
	struct nfod_command command = host_command(rig, op, 0, lba, blocks);

	return host_do(rig, &command, data).status;
}

/* A cluster of each side of each zone. */
static void write_everywhere(struct rig *rig)
{
	uint64_t lba = 0;

	for (uint32_t n = 0; n < rig->info.zones; n++)
		for (uint32_t side = 0; side < NFOD_SIDES; side++) {
			assert_int_equal(do_op(rig, NFOD_OP_WRITE, lba, NFOD_CLUSTER_BLOCKS),
					 NFOD_ST_OK);
			lba += (uint64_t)NFOD_CLUSTER_BLOCKS * rig->info.zone[n].user;
		}
	assert_int_equal(do_op(rig, NFOD_OP_FLUSH, 0, 0), NFOD_ST_OK);
}

/* The user's clusters were written with what is right, give or take. */
static void check_powers(const struct rig *rig, double part)
{
	uint32_t found = 0, side, index;

	for (uint32_t n = 1; n < rig->info.clusters; n++) {
		if (!film.mark[n].cycles || is_in_area(rig, n))
			continue;
		zone_of(rig, n, &side, &index);
		assert_true(fabs(film.mark[n].write_uw / right_uw(rig, side, RIGHT_C) - 1) < part);
		found++;
	}
	assert_true(found);
}

static void powers_are_found(void **state)
{
	(void)state;
	for (double off = 0.7; off < 1.31; off += 0.1) {
		struct rig *rig = start_on(off, 1.0);

		write_everywhere(rig);
		check_powers(rig, 0.025);
		rig_free(rig);
	}
}

static void erase_power_is_found_apart(void **state)
{
	(void)state;
	for (double balance = 0.92; balance < 1.09; balance += 0.04) {
		struct rig *rig = start_on(0.9, balance);
		double ratio;

		write_everywhere(rig);
		ratio = (double)rig->info.film.side[0].erase_2x_uw /
			rig->info.film.side[0].write_2x_uw;
		for (uint32_t n = 1; n < rig->info.clusters; n++)
			if (film.mark[n].cycles && !is_in_area(rig, n))
				assert_true(fabs(film.mark[n].erase_uw / ratio / balance /
							 film.mark[n].write_uw -
						 1) < 0.06);
		rig_free(rig);
	}
}

static void land_and_groove_are_tried_apart(void **state)
{
	struct rig *rig = start_on(1.0, 1.0);
	const struct nfod_power *found = rig->fw->store.power;

	(void)state;
	rig->info.film.side[NFOD_LAND].write_2x_uw =
		rig->info.film.side[NFOD_LAND].write_2x_uw * 9u / 10u;
	rig->info.film.side[NFOD_LAND].erase_2x_uw =
		rig->info.film.side[NFOD_LAND].erase_2x_uw * 9u / 10u;
	write_everywhere(rig);
	assert_in_range(found[NFOD_GROOVE].power, 975, 1025);
	assert_in_range(found[NFOD_LAND].power, 880, 930);
	rig_free(rig);
}

static void places_wear_alike(void **state)
{
	struct rig *rig = start_on(0.9, 1.0);

	(void)state;
	write_everywhere(rig);
	for (uint32_t n = 0; n < rig->info.zones * NFOD_SIDES; n++) {
		struct run area = layout_test(&rig->info.zone[n / 2], n % 2);

		assert_int_equal(area.count, LAYOUT_TESTS);
		for (uint32_t at = 0; at < area.count; at++)
			assert_int_equal(film.mark[area.first + at].cycles,
					 film.mark[area.first].cycles);
	}
	rig_free(rig);
}

static void reading_asks_for_no_trials(void **state)
{
	struct rig *rig = start_on(1.0, 1.0);
	uint32_t runs = rig->fw->power.runs;

	(void)state;
	film.trials = 0;
	assert_int_equal(do_op(rig, NFOD_OP_READ, 0, 16), NFOD_ST_OK);
	rig_run(rig, 10 * RIG_S);
	assert_int_equal(film.trials, 0);
	assert_int_equal(rig->fw->power.runs, runs);
	rig_free(rig);
}

static void a_protected_disc_is_never_written(void **state)
{
	struct rig *rig;

	(void)state;
	film = (struct film){ .off = 1.0, .balance = 1.0, .width = 0.1, .floor = 1e-5 };
	rig = start(NFOD_DISC_READ_ONLY);
	assert_int_not_equal(do_op(rig, NFOD_OP_WRITE, 0, 1), NFOD_ST_OK);
	rig->fe.block.celsius = 5000;
	rig_run(rig, 10 * RIG_S);
	assert_int_equal(rig->written_count, 0);
	rig_free(rig);
}

static void without_a_signal_what_is_told_stays(void **state)
{
	struct rig *rig;

	(void)state;
	film = (struct film){
		.off = 1.0, .balance = 1.0, .width = 100, .floor = 1e-9, .dark = true
	};
	rig = start(0);
	write_everywhere(rig);
	check_powers(rig, 0.001);
	assert_int_equal(film.trials, LAYOUT_TESTS);
	rig_free(rig);
}

static void a_flaw_in_the_area_is_passed_over(void **state)
{
	(void)state;
	for (uint32_t place = 0; place < 8; place++) {
		struct rig *rig;

		take_film(1.1, 1.0);
		film.bad = 1u << place;
		rig = start(0);
		write_everywhere(rig);
		check_powers(rig, 0.04);
		rig_free(rig);
	}
}

/* Each of the disc's turns passes below it. */
static void a_scratch_over_the_area_is_passed_over(void **state)
{
	(void)state;
	for (uint32_t place = 0; place < 7; place++) {
		struct rig *rig;

		take_film(1.1, 1.0);
		film.bad = 3u << place;
		rig = start(0);
		write_everywhere(rig);
		check_powers(rig, 0.05);
		assert_false(rig->fw->power.hopeless);
		rig_free(rig);
	}
}

static void trials_that_fail_are_done_elsewhere(void **state)
{
	(void)state;
	for (uint32_t one_in = 2; one_in < 6; one_in++) {
		struct rig *rig;

		take_film(1.1, 1.0);
		film.torn = one_in;
		film.unread = one_in + 3;
		rig = start(0);
		write_everywhere(rig);
		check_powers(rig, 0.05);
		assert_int_equal(rig->fw->store.health.uncalibrated, 0);
		rig_free(rig);
	}
}

/* The disc is not to blame: what the lead-in says holds. */
static void trials_that_nobody_sees_say_nothing(void **state)
{
	(void)state;
	for (uint32_t n = 0; n < 2; n++) {
		struct rig *rig;

		take_film(1.2, 1.0);
		film.torn = n;
		film.unread = !n;
		rig = start(0);
		write_everywhere(rig);
		for (uint32_t at = 1; at < rig->info.clusters; at++)
			if (film.mark[at].cycles && !is_in_area(rig, at))
				assert_in_range(film.mark[at].write_uw,
						rig->info.film.side[0].write_2x_uw - 2,
						rig->info.film.side[0].write_2x_uw + 2);
		assert_int_equal(rig->fw->store.state, NFOD_STORE_READY);
		assert_int_equal(rig->fw->store.power[0].state, NFOD_POWER_UNSEEN);
		assert_true(rig->fw->store.health.uncalibrated);
		rig_free(rig);
	}
}

/* One is worn out, the others tell how the disc wants it. */
static void a_bad_area_does_not_speak_for_the_disc(void **state)
{
	(void)state;
	for (uint32_t zone = 0; zone < 3; zone++) {
		struct rig *rig;

		take_film(1.15, 1.0);
		film.worn = zone + 1;
		rig = start(0);
		write_everywhere(rig);
		check_powers(rig, 0.025);
		assert_false(rig->fw->power.hopeless);
		assert_int_equal(rig->fw->store.power[2 * zone].state, NFOD_POWER_BAD);
		rig_free(rig);
	}
}

static void an_area_that_is_lost_takes_its_neighbours_powers(void **state)
{
	struct rig *rig = start_on(1.15, 1.0);

	(void)state;
	for (uint32_t side = 0; side < NFOD_SIDES; side++) {
		struct run area = layout_test(&rig->info.zone[1], side);

		for (uint32_t at = 0; at < area.count; at++)
			rig->unwritable[area.first + at] = true;
	}
	write_everywhere(rig);
	check_powers(rig, 0.025);
	assert_false(rig->fw->power.hopeless);
	assert_true(rig->fw->power.failed[0] & 2);
	rig_free(rig);
}

/* ---- temperature ---- */

static void warm(struct rig *rig, double celsius)
{
	rig->fe.block.celsius = (int16_t)lround(celsius * 100);
}

static void powers_follow_a_little_warmth(void **state)
{
	struct rig *rig = start_on(1.0, 1.0);
	struct place place;
	double cold, hot;

	(void)state;
	write_everywhere(rig);
	map_place(&rig->fw->disc.map, &rig->fw->fig, rig->info.zone[1].first, &place);
	cold = power_light(rig->fw, &place)->write_uw;
	warm(rig, RIGHT_C + 4);
	hot = power_light(rig->fw, &place)->write_uw;
	assert_true(fabs(hot / cold - (1 - 4.0 / 575)) < 0.001);
	rig_free(rig);
}

static void warmth_is_tried_again_when_it_is_quiet(void **state)
{
	struct rig *rig = start_on(1.0, 1.0);
	uint32_t runs;

	(void)state;
	write_everywhere(rig);
	rig_run(rig, 10 * RIG_S);
	runs = rig->fw->power.runs;
	assert_int_equal(runs, NFOD_SIDES * rig->info.zones);
	warm(rig, RIGHT_C + 8);
	nfod_fw_poll(rig->fw, rig->now);
	rig_run(rig, 20 * RIG_S);
	assert_int_equal(rig->fw->power.runs, 2 * runs);
	assert_int_equal(rig->fw->store.power[0].celsius, 3300);
	rig_free(rig);
}

static void far_off_nothing_is_written_before(void **state)
{
	struct rig *rig = start_on(1.0, 1.0);
	uint32_t runs;

	(void)state;
	write_everywhere(rig);
	runs = rig->fw->power.runs;
	warm(rig, RIGHT_C + 25);
	memset(film.mark, 0, sizeof(film.mark));
	assert_int_equal(do_op(rig, NFOD_OP_WRITE, 0, 1), NFOD_ST_OK);
	assert_int_equal(do_op(rig, NFOD_OP_FLUSH, 0, 0), NFOD_ST_OK);
	assert_true(rig->fw->power.runs > runs);
	for (uint32_t n = 1; n < rig->info.clusters; n++)
		if (film.mark[n].cycles && !is_in_area(rig, n))
			assert_true(film.mark[n].rate < 1e-4);
	rig_free(rig);
}

/* ---- what is kept ---- */

static void plug_in_again(struct rig *rig)
{
	rig_power_cut(rig);
	rig_power_up(rig);
	host_start(rig, NFOD_ALT_STREAMS);
	rig_settle(rig);
	film.trials = 0;
}

static void a_known_disc_is_not_tried_again(void **state)
{
	struct rig *rig = start_on(1.1, 0.96);
	struct nfod_power found[NFOD_ROOT_POWERS];
	uint32_t said;

	(void)state;
	write_everywhere(rig);
	rig_run(rig, 10 * RIG_S);
	memcpy(found, rig->fw->store.power, sizeof(found));
	said = rig->fw->store.health.power_uw[NFOD_LAND];
	plug_in_again(rig);
	assert_memory_equal(found, rig->fw->store.power, sizeof(found));
	assert_int_equal(said, rig->fw->store.health.power_uw[NFOD_LAND]);
	assert_true(fabs(said / right_uw(rig, NFOD_LAND, RIGHT_C) - 1) < 0.025);
	memset(film.mark, 0, sizeof(film.mark));
	write_everywhere(rig);
	check_powers(rig, 0.025);
	assert_int_equal(film.trials, 0);
	rig_free(rig);
}

static void another_drives_powers_do_not_count(void **state)
{
	struct rig *rig = start_on(1.1, 1.0);

	(void)state;
	write_everywhere(rig);
	rig_run(rig, 10 * RIG_S);
	rig->board.serial = "another";
	film.off = 0.85;
	plug_in_again(rig);
	memset(film.mark, 0, sizeof(film.mark));
	write_everywhere(rig);
	check_powers(rig, 0.025);
	rig_free(rig);
}

/* Cold in the morning: what was found in the evening holds nearly, and is found anew later. */
static void a_known_disc_may_come_in_cold(void **state)
{
	struct rig *rig = start_on(1.0, 1.0);

	(void)state;
	write_everywhere(rig);
	rig_run(rig, 10 * RIG_S);
	warm(rig, RIGHT_C - 10);
	plug_in_again(rig);
	assert_int_equal(do_op(rig, NFOD_OP_WRITE, 0, 1), NFOD_ST_OK);
	assert_int_equal(do_op(rig, NFOD_OP_FLUSH, 0, 0), NFOD_ST_OK);
	assert_int_equal(film.trials, 0);
	rig_run(rig, 10 * RIG_S);
	assert_true(film.trials);
	rig_free(rig);
}

/* ---- film that no power writes ---- */

static bool was_told(struct rig *rig, uint32_t fault)
{
	struct nfod_record record;

	while (host_event(rig, &record))
		if (record.status == NFOD_EV_FAULT && record.detail == fault)
			return true;
	return false;
}

static void a_hopeless_disc_is_told_of(void **state)
{
	struct rig *rig;

	(void)state;
	film = (struct film){ .off = 1.0, .balance = 1.0, .width = 0.1, .floor = 3e-2 };
	rig = start(0);
	do_op(rig, NFOD_OP_WRITE, 0, 1);
	do_op(rig, NFOD_OP_FLUSH, 0, 0);
	assert_true(rig->fw->power.hopeless);
	assert_true(was_told(rig, NFOD_FAULT_POWER));
	rig_free(rig);
}

static void a_window_that_is_too_narrow_is_none(void **state)
{
	struct rig *rig;

	(void)state;
	film = (struct film){ .off = 1.0, .balance = 1.0, .width = 0.02, .floor = 1e-5 };
	rig = start(0);
	do_op(rig, NFOD_OP_WRITE, 0, 1);
	do_op(rig, NFOD_OP_FLUSH, 0, 0);
	assert_true(rig->fw->power.hopeless);
	rig_free(rig);
}

/* Trials stop with the disc, and the next disc begins anew. */
static void a_disc_may_go_at_any_time(void **state)
{
	(void)state;
	for (uint64_t after = 20; after < 900; after += 55) {
		struct rig *rig = start_on(0.9, 1.0);
		struct nfod_command command = host_command(rig, NFOD_OP_WRITE, 0, 0, 1);

		host_send(rig, &command, data);
		command = host_command(rig, NFOD_OP_FLUSH, 1, 0, 0);
		host_send(rig, &command, NULL);
		rig_run(rig, after * RIG_MS);
		rig->fe.sense &= ~NFOD_FE_SENSE_DISC;
		nfod_fw_poll(rig->fw, rig->now);
		rig_settle(rig);
		assert_false(rig->fw->power.run.active);
		rig->fe.sense |= NFOD_FE_SENSE_DISC;
		nfod_fw_poll(rig->fw, rig->now);
		rig_settle(rig);
		rig_free(rig);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(powers_are_found),
		cmocka_unit_test(erase_power_is_found_apart),
		cmocka_unit_test(land_and_groove_are_tried_apart),
		cmocka_unit_test(places_wear_alike),
		cmocka_unit_test(reading_asks_for_no_trials),
		cmocka_unit_test(a_protected_disc_is_never_written),
		cmocka_unit_test(without_a_signal_what_is_told_stays),
		cmocka_unit_test(a_flaw_in_the_area_is_passed_over),
		cmocka_unit_test(a_scratch_over_the_area_is_passed_over),
		cmocka_unit_test(trials_that_fail_are_done_elsewhere),
		cmocka_unit_test(trials_that_nobody_sees_say_nothing),
		cmocka_unit_test(a_bad_area_does_not_speak_for_the_disc),
		cmocka_unit_test(an_area_that_is_lost_takes_its_neighbours_powers),
		cmocka_unit_test(powers_follow_a_little_warmth),
		cmocka_unit_test(warmth_is_tried_again_when_it_is_quiet),
		cmocka_unit_test(far_off_nothing_is_written_before),
		cmocka_unit_test(a_known_disc_is_not_tried_again),
		cmocka_unit_test(another_drives_powers_do_not_count),
		cmocka_unit_test(a_known_disc_may_come_in_cold),
		cmocka_unit_test(a_hopeless_disc_is_told_of),
		cmocka_unit_test(a_window_that_is_too_narrow_is_none),
		cmocka_unit_test(a_disc_may_go_at_any_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
