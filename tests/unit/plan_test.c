// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* How discs are flown and recorded, and which are not taken, with what reason. */
#include "host.h"

#include "disc/film.h"

typedef void (*spoiler)(struct rig *rig);

static struct nfod_disc_side *side_of(struct rig *rig, uint32_t side)
{
	return &rig->info.film.side[side];
}

static const struct nfod_drive_status *status_of(struct rig *rig)
{
	static struct nfod_drive_status status;

	assert_int_equal(host_get(rig, NFOD_REQ_STATUS, 0, sizeof(status)), sizeof(status));
	memcpy(&status, rig->reply, sizeof(status));
	return &status;
}

/* A drive without a disc, then this disc goes in. */
static struct rig *insert(spoiler spoil)
{
	struct rig *rig = rig_new(&(struct rig_options){ .no_disc = true });

	host_start(rig, NFOD_ALT_STREAMS);
	if (spoil)
		spoil(rig);
	rig_seal(&rig->info);
	rig_put_leadin(rig);
	rig->fe.sense |= NFOD_FE_SENSE_DISC;
	nfod_fw_poll(rig->fw, rig->now);
	rig_settle(rig);
	return rig;
}

/* ---- a disc that is taken ---- */

static void a_good_disc_is_flown_as_it_says(void **state)
{
	struct rig *rig = insert(NULL);
	const struct nfod_drive_status *status = status_of(rig);

	(void)state;
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_READY);
	assert_int_equal(status->refused, NFOD_FAULT_NONE);
	assert_int_equal(status->head_na_milli, 1500);
	assert_int_equal(status->disc_na_milli, 1500);
	assert_int_equal(status->runout_nm, 18000);
	for (uint32_t n = 0; n < NFOD_SIDES; n++) {
		assert_int_equal(status->gap_pm[n], 25000);
		assert_int_equal(status->stated_ppm_nm[n], side_of(rig, n)->slope_ppm_nm);
		assert_in_range(status->set_point_q15[n], side_of(rig, n)->set_point_q15 - 2u,
				side_of(rig, n)->set_point_q15 + 2u);
		assert_int_equal((int16_t)status->crosstalk_cdb[n], -2600);
	}
	/* Of the curve: 10 from 20 to 30 nm on the groove, 13 on the land. */
	assert_in_range(status->slope_ppm_nm[NFOD_GROOVE], 9700, 10200);
	assert_in_range(status->slope_ppm_nm[NFOD_LAND], 12700, 13200);
	rig_free(rig);
}

static void see_less(struct rig *rig)
{
	for (uint32_t n = 0; n < NFOD_GES_POINTS; n++)
		rig->seen[NFOD_LAND][n] = (uint16_t)(rig->seen[NFOD_LAND][n] * 97 / 100);
}

static void what_is_measured_corrects_what_is_stated(void **state)
{
	struct rig *rig = insert(see_less);
	uint16_t stated = side_of(rig, NFOD_LAND)->set_point_q15;

	(void)state;
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_READY);
	assert_in_range(status_of(rig)->set_point_q15[NFOD_LAND], stated * 96 / 100,
			stated * 98 / 100);
	rig_free(rig);
}

static void record_optically(struct rig *rig)
{
	rig->info.recording = NFOD_RECORDING_MAGNETO_OPTICAL;
	for (uint32_t n = 0; n < NFOD_SIDES; n++) {
		side_of(rig, n)->bias_uw = 0;
		side_of(rig, n)->field_oe = 200;
	}
}

/* The rig compares the strategy with the recording kind at each write. */
static void each_kind_is_recorded_in_its_way(void **state)
{
	static uint8_t data[NFOD_CLUSTER_BYTES];
	static const spoiler kinds[] = { NULL, record_optically };

	(void)state;
	for (uint32_t n = 0; n < 2; n++) {
		struct rig *rig = insert(kinds[n]);
		struct nfod_command command = host_command(rig, NFOD_OP_WRITE, 0, 0, 16);

		command.flags = NFOD_CMD_FUA;
		assert_int_equal(host_do(rig, &command, data).status, NFOD_ST_OK);
		assert_int_equal(rig->fe.order.field_oe, n ? 200 : 0);
		/* As the lead-in has it for 2x. */
		assert_int_equal(rig->fe.order.write_uw, 3600);
		assert_int_equal(rig->fe.order.erase_uw, 2100);
		assert_int_equal(rig->fe.strategy[NFOD_LAND].kind, rig->fe.order.strategy);
		assert_int_equal(rig->fe.order.read_uw, 120);
		rig_free(rig);
	}
}

static void an_idle_drive_has_its_head_parked(void **state)
{
	struct rig *rig = insert(NULL);

	(void)state;
	assert_int_equal(rig->fe.order.mode, NFOD_FE_HEAD_NEAR);
	assert_int_equal(host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0), 0);
	rig_settle(rig);
	assert_int_equal(rig->fe.order.mode, NFOD_FE_HEAD_PARKED);
	assert_int_equal(rig->fe.order.read_uw, 0);
	assert_int_equal(status_of(rig)->disc_na_milli, 0);
	rig_free(rig);
}

/* ---- discs that are not ---- */

/**
 * struct refused_disc - one that must not be taken
 * @what: is wrong with it
 * @spoil: makes it so
 * @fault: enum nfod_fault
 * @least: figure, at least
 * @most: figure, at most
 * @limit: as told
 */
struct refused_disc {
	const char *what;
	spoiler spoil;
	uint32_t fault;
	uint32_t least;
	uint32_t most;
	uint32_t limit;
};

static void other_optics(struct rig *rig)
{
	rig->info.film.na_milli = 1700;
}

static void warped(struct rig *rig)
{
	rig->axial_pp_nm = 132000;
}

static void warped_outside(struct rig *rig)
{
	rig->info.film.axial_pp_nm = 60001;
}

static void flat_signal(struct rig *rig)
{
	side_of(rig, NFOD_GROOVE)->slope_ppm_nm = 4000;
}

static void no_slope(struct rig *rig)
{
	side_of(rig, NFOD_LAND)->slope_ppm_nm = 0;
}

/* Half the slope about the same set point, which the lead-in does not admit. */
static void flatter_than_stated(struct rig *rig)
{
	uint16_t *seen = rig->seen[NFOD_GROOVE];
	uint32_t middle = film_signal(seen, 25000);

	for (uint32_t n = 0; n < NFOD_GES_POINTS; n++)
		seen[n] = (uint16_t)(middle + (seen[n] - (int32_t)middle) / 3);
}

static void falling_signal(struct rig *rig)
{
	for (uint32_t n = 0; n < NFOD_GES_POINTS; n++)
		rig->seen[NFOD_LAND][n] = (uint16_t)(20000 - 100 * n);
}

static void another_signal(struct rig *rig)
{
	for (uint32_t n = 0; n < NFOD_GES_POINTS; n++)
		rig->seen[NFOD_LAND][n] = (uint16_t)(rig->seen[NFOD_LAND][n] + 3500);
}

static void false_bottom(struct rig *rig)
{
	side_of(rig, NFOD_LAND)->ges_q15[20] = side_of(rig, NFOD_LAND)->set_point_q15;
}

static void beyond_hand_over(struct rig *rig)
{
	side_of(rig, NFOD_LAND)->hand_over_q15 = side_of(rig, NFOD_LAND)->set_point_q15;
}

static void marks_like_gaps(struct rig *rig)
{
	side_of(rig, NFOD_GROOVE)->state_pm = -10001;
}

static void rough(struct rig *rig)
{
	rig->info.film.ra_pm = 3801;
}

static void wavy(struct rig *rig)
{
	rig->info.film.topography_pm = 1001;
}

static void mountainous(struct rig *rig)
{
	rig->info.film.tallest_pm = 400001;
}

static void cold(struct rig *rig)
{
	side_of(rig, NFOD_LAND)->write_2x_uw = 8001;
}

static void coercive(struct rig *rig)
{
	record_optically(rig);
	side_of(rig, NFOD_GROOVE)->field_oe = 251;
}

static const struct refused_disc refused_discs[] = {
	{ "aperture", other_optics, NFOD_FAULT_OPTICS, 1700, 1700, 1500 },
	{ "run-out as seen", warped, NFOD_FAULT_RUNOUT, 132000, 132000, 60000 },
	{ "run-out as stated", warped_outside, NFOD_FAULT_RUNOUT, 60001, 60001, 60000 },
	/* 5 % of 0.385 over 0.4 %/nm, and three times 0.23 nm. */
	{ "flat signal", flat_signal, NFOD_FAULT_GAP_SIGNAL, 5300, 5700, 5000 },
	{ "no slope", no_slope, NFOD_FAULT_GAP_SIGNAL, 100000, UINT32_MAX, 1000 },
	{ "less slope than stated", flatter_than_stated, NFOD_FAULT_GAP_SIGNAL, 6000, 7500, 5000 },
	{ "falling signal", falling_signal, NFOD_FAULT_GAP_SIGNAL, UINT32_MAX, UINT32_MAX, 5000 },
	{ "another signal", another_signal, NFOD_FAULT_GAP_SIGNAL, 8000, 9000, 5000 },
	{ "false bottom", false_bottom, NFOD_FAULT_GAP_SIGNAL, 55000, 55000, 6000 },
	{ "hand-over below the set point", beyond_hand_over, NFOD_FAULT_GAP_SIGNAL, 252000, 252000,
	  6000 },
	{ "states", marks_like_gaps, NFOD_FAULT_STATE, 10001, 10001, 10000 },
	{ "roughness", rough, NFOD_FAULT_SURFACE, 19005, 19005, 19000 },
	{ "topography", wavy, NFOD_FAULT_SURFACE, 1001, 1001, 1000 },
	{ "protrusion", mountainous, NFOD_FAULT_SURFACE, 400001, 400001, 400000 },
	{ "power", cold, NFOD_FAULT_POWER, 8001, 8001, 8000 },
	{ "field", coercive, NFOD_FAULT_FIELD, 251, 251, 250 },
};

static void expect_fault_event(struct rig *rig, uint32_t fault)
{
	struct nfod_record record;

	assert_true(host_event(rig, &record));
	assert_int_equal(record.status, NFOD_EV_FAULT);
	assert_int_equal(record.detail, fault);
	assert_false(host_event(rig, &record));
}

static void expect_refused(const struct refused_disc *disc)
{
	struct rig *rig = insert(disc->spoil);
	const struct nfod_drive_status *status = status_of(rig);
	const struct nfod_identify *identify;

	if (status->refused != disc->fault || status->figure < disc->least ||
	    status->figure > disc->most || status->limit != disc->limit)
		fail_msg("%s: fault %u, figure %u, limit %u", disc->what, status->refused,
			 status->figure, status->limit);
	identify = host_identify(rig);
	assert_int_equal(identify->medium_state, NFOD_MEDIUM_FAULT);
	assert_int_equal(identify->fault, disc->fault);
	assert_true(identify->capacity == 0);
	assert_int_equal(identify->recording, NFOD_RECORDING_NONE);
	expect_fault_event(rig, disc->fault);
	assert_int_equal(rig->fe.order.mode, NFOD_FE_HEAD_PARKED);
	rig_check(rig);
	rig_free(rig);
}

static void discs_are_refused_with_figure_and_limit(void **state)
{
	(void)state;
	for (uint32_t n = 0; n < sizeof(refused_discs) / sizeof(refused_discs[0]); n++)
		expect_refused(&refused_discs[n]);
}

static void a_warped_disc_is_refused_from_afar(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ .no_disc = true });

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	warped(rig);
	rig->fe.sense |= NFOD_FE_SENSE_DISC;
	nfod_fw_poll(rig->fw, rig->now);
	while (!rig_is_quiet(rig)) {
		assert_int_not_equal(rig->fe.order.mode, NFOD_FE_HEAD_NEAR);
		rig_step(rig);
	}
	assert_int_equal(host_identify(rig)->fault, NFOD_FAULT_RUNOUT);
	rig_free(rig);
}

static void a_refused_disc_can_be_tried_again(void **state)
{
	struct rig *rig = insert(warped);

	(void)state;
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_FAULT);
	rig->axial_pp_nm = 20000;
	assert_int_equal(host_order(rig, NFOD_REQ_LOAD, 0, NULL, 0), 0);
	rig_settle(rig);
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_READY);
	assert_int_equal(status_of(rig)->refused, NFOD_FAULT_NONE);
	rig_free(rig);
}

static void just_within_the_limits(struct rig *rig)
{
	rig->info.film.axial_pp_nm = rig->axial_pp_nm = 60000;
	rig->info.film.na_milli = 1520;
	rig->info.film.ra_pm = 3800;
	rig->info.film.tallest_pm = 400000;
	side_of(rig, NFOD_LAND)->state_pm = 10000;
}

static void limits_themselves_are_borne(void **state)
{
	struct rig *rig = insert(just_within_the_limits);

	(void)state;
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_READY);
	rig_free(rig);
}

static void a_rejected_disc_may_still_fly(void **state)
{
	struct rig *rig;

	(void)state;
	rig = rig_new(&(struct rig_options){ .no_disc = true });
	rig->info.flags |= NFOD_DISC_REJECTED;
	rig->info.film.rejects = NFOD_REJECT_CROSSTALK;
	rig_seal(&rig->info);
	rig_put_leadin(rig);
	rig->fe.sense |= NFOD_FE_SENSE_DISC;
	host_start(rig, NFOD_ALT_STREAMS);
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_READY);
	assert_int_equal(status_of(rig)->rejects, NFOD_REJECT_CROSSTALK);
	rig_free(rig);
}

static void a_head_that_does_not_answer_is_a_fault(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ .no_disc = true });

	(void)state;
	rig->head_dead = true;
	rig->fe.sense |= NFOD_FE_SENSE_DISC;
	host_start(rig, NFOD_ALT_STREAMS);
	rig_settle(rig);
	assert_int_equal(host_identify(rig)->fault, NFOD_FAULT_ENGINE);
	rig_free(rig);
}

/* The engine counts; the drive adds up. */
static void errors_are_counted(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });
	static uint8_t data[NFOD_CLUSTER_BYTES];
	struct nfod_command command;
	uint64_t before, read;

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	command = host_command(rig, NFOD_OP_WRITE, 0, 160, 16);
	command.flags = NFOD_CMD_FUA;
	assert_int_equal(host_do(rig, &command, data).status, NFOD_ST_OK);
	host_again(rig, NFOD_ALT_STREAMS);
	before = status_of(rig)->symbols_corrected;
	read = status_of(rig)->symbols_read;
	rig->corrected = 17;
	command = host_command(rig, NFOD_OP_READ, 0, 160, 16);
	assert_int_equal(host_do(rig, &command, data).status, NFOD_ST_OK);
	assert_int_equal(status_of(rig)->symbols_corrected - before, 17);
	assert_int_equal(status_of(rig)->symbols_read - read, NFOD_FE_SYMBOLS);
	rig->fe.sample.contacts = 3;
	assert_int_equal(status_of(rig)->contacts, 3);
	rig_free(rig);
}

/* There is nothing to count in film that nobody has written, and zeroes are what it holds. */
static void blank_film_reads_as_zeroes(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });
	static uint8_t data[NFOD_CLUSTER_BYTES], zeroes[NFOD_CLUSTER_BYTES];
	struct nfod_command command;
	uint64_t read;

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	read = status_of(rig)->symbols_read;
	memset(data, 0xaa, sizeof(data));
	command = host_command(rig, NFOD_OP_READ, 0, 160, 16);
	assert_int_equal(host_do(rig, &command, data).status, NFOD_ST_OK);
	assert_memory_equal(data, zeroes, sizeof(data));
	assert_int_equal(status_of(rig)->symbols_read, read);
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_disc_is_flown_as_it_says),
		cmocka_unit_test(what_is_measured_corrects_what_is_stated),
		cmocka_unit_test(each_kind_is_recorded_in_its_way),
		cmocka_unit_test(an_idle_drive_has_its_head_parked),
		cmocka_unit_test(discs_are_refused_with_figure_and_limit),
		cmocka_unit_test(a_warped_disc_is_refused_from_afar),
		cmocka_unit_test(a_refused_disc_can_be_tried_again),
		cmocka_unit_test(limits_themselves_are_borne),
		cmocka_unit_test(a_rejected_disc_may_still_fly),
		cmocka_unit_test(a_head_that_does_not_answer_is_a_fault),
		cmocka_unit_test(errors_are_counted),
		cmocka_unit_test(blank_film_reads_as_zeroes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
