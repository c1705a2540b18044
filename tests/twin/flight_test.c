// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The whole drive in the air: a host's messages, the firmware, its servo, the plant over a
 * pressed disc. Every test ends in a replay that must fly the same way to the last bit.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "drive.h"
#include "fixture.h"
#include "redir.h"
#include "nfod/format.h"

#define BLOCKS 64u
#define PLACES 24u

static struct rig rig;
static struct drive drive;
static uint8_t wrote[BLOCKS * NFOD_BLOCK_BYTES];
static uint8_t read_back[BLOCKS * NFOD_BLOCK_BYTES];

static void fly(const char *const *options)
{
	fixture_fly(&rig, &rig_redir, options);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
}

static void write_at(uint64_t lba, uint32_t blocks, uint32_t generation)
{
	drive_pattern(wrote, lba, blocks, generation);
	assert_int_equal(drive_write(&drive, lba, blocks, wrote, 0), NFOD_ST_OK);
}

static void check_at(uint64_t lba, uint32_t blocks, uint32_t generation)
{
	drive_pattern(wrote, lba, blocks, generation);
	memset(read_back, 0xee, sizeof(read_back));
	assert_int_equal(drive_read(&drive, lba, blocks, read_back), NFOD_ST_OK);
	assert_memory_equal(read_back, wrote, (size_t)blocks * NFOD_BLOCK_BYTES);
}

/* Places all over the disc, none near another. */
static uint64_t place(uint32_t n)
{
	uint64_t blocks = drive.identify.capacity;

	return (n * 7919u % PLACES) * (blocks / PLACES) + n * BLOCKS;
}

/* So that all places must be read from the disc, whole clusters of it. */
static void fill_places(uint64_t (*at)(uint32_t n))
{
	for (uint32_t n = 0; n < PLACES; n++)
		write_at(at(n), NFOD_CLUSTER_BLOCKS, n);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	drive_restart(&drive);
}

/* Return: the fault that the drive names, or NFOD_FAULT_NONE when it reads. */
static uint32_t fault_at(uint64_t lba)
{
	struct nfod_command command = drive_command(&drive, NFOD_OP_READ, 0, lba, 1);
	uint32_t transfer = drive_send(&drive, &command, NULL);
	struct nfod_record record = drive_answer(&drive, &command, transfer, read_back);

	if (record.status == NFOD_ST_OK)
		return NFOD_FAULT_NONE;
	assert_int_equal(record.status, NFOD_ST_HARDWARE);
	return record.detail;
}

/* Return: the last fault that the drive has told of by itself. */
static uint32_t fault_told(void)
{
	uint32_t fault = NFOD_FAULT_NONE;

	while (rig.transfer[drive.notify[0] % RIG_TRANSFERS].answered) {
		struct nfod_record record = drive_notice(&drive);

		if (record.kind == NFOD_REC_EVENT && record.status == NFOD_EV_FAULT)
			fault = record.detail;
	}
	return fault;
}

static void no_contacts(void)
{
	assert_int_equal(rig_number(&rig, "contacts"), 0);
	assert_int_equal(rig_number(&rig, "damaged_places"), 0);
}

/* ---- fair weather ---- */

static void disc_is_ready(void **state)
{
	(void)state;
	fly(NULL);
	assert_true(drive.identify.capacity > 0);
	assert_true(rig_number(&rig, "rpm") > 500);
	no_contacts();
	fixture_end(&rig);
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	fly(NULL);
	write_at(5, 1, 1);
	write_at(100, BLOCKS, 2);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	check_at(100, BLOCKS, 2);
	assert_true(rig_number(&rig, "clusters_written") > 4);
	drive_restart(&drive);
	check_at(5, 1, 1);
	check_at(100, BLOCKS, 2);
	no_contacts();
	fixture_end(&rig);
}

static void all_over_the_disc(void **state)
{
	(void)state;
	fly(NULL);
	for (uint32_t n = 0; n < PLACES; n++)
		write_at(place(n), 8, n);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	drive_restart(&drive);
	for (uint32_t n = PLACES; n--;)
		check_at(place(n), 8, n);
	no_contacts();
	fixture_end(&rig);
}

/* ---- foul weather ---- */

static void a_shock_loses_nothing(void **state)
{
	(void)state;
	fly(NULL);
	for (uint32_t n = 0; n < 8; n++) {
		write_at(place(n), 16, n);
		assert_true(rig_order(&rig, "set shock %s 1", n % 2 ? "radial 4" : "axial 10"));
		assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	}
	assert_true(rig_number(&rig, "retracts") > 0);
	drive_restart(&drive);
	for (uint32_t n = 0; n < 8; n++) {
		assert_true(rig_order(&rig, "set shock axial 10 1"));
		check_at(place(n), 16, n);
	}
	fixture_end(&rig);
}

/* It grows until the loop cannot level it any more. */
static void tilt_is_named_and_passes(void **state)
{
	uint32_t fault = NFOD_FAULT_NONE;
	double mrad = 0.0;

	(void)state;
	fly(NULL);
	fill_places(place);
	for (uint32_t n = 1; !fault && mrad < 6.0; n++) {
		assert_true(rig_order(&rig, "set tilt %g 0", mrad += 0.25));
		fault = fault_at(place(n));
	}
	/* Whichever first meets what cannot be levelled. */
	assert_true(fault == NFOD_FAULT_TILT || fault == NFOD_FAULT_PULL_IN ||
		    fault == NFOD_FAULT_SEEK);
	assert_true(mrad > 1.0);
	assert_true(rig_order(&rig, "set tilt 0 0"));
	for (uint32_t n = 0; n < PLACES; n++)
		check_at(place(n), NFOD_CLUSTER_BLOCKS, n);
	fixture_end(&rig);
}

/*
 * Who reads when it happens is told, who reads later waits; the drive tells of it in any case,
 * unless it was at rest until it was over.
 */
static void supply_is_named_and_passes(void **state)
{
	uint32_t fault = NFOD_FAULT_NONE;

	(void)state;
	fly(NULL);
	fill_places(place);
	for (uint32_t n = 0; !fault && n < PLACES; n++) {
		assert_true(rig_order(&rig, "set supply 3.6 500"));
		fault = fault_at(place(n));
		if (!fault)
			fault = fault_told();
	}
	assert_int_equal(fault, NFOD_FAULT_SUPPLY);
	for (uint32_t n = 0; n < PLACES; n++)
		check_at(place(n), NFOD_CLUSTER_BLOCKS, n);
	no_contacts();
	fixture_end(&rig);
}

/* ---- power ---- */

/* The power goes in the middle of the nth of four clusters. */
static void cut_while_writing(unsigned int cluster, bool hold_up)
{
	static uint8_t message[sizeof(wrote) + sizeof(struct nfod_command)];
	struct nfod_command command = drive_command(&drive, NFOD_OP_WRITE, 1, 4096, BLOCKS);

	assert_true(rig_order(&rig, "set hold-up %s", hold_up ? "on" : "off"));
	assert_true(rig_order(&rig, "set power-cut-after-clusters %u", cluster));
	drive_pattern(wrote, 4096, BLOCKS, 10 + cluster);
	command.flags = NFOD_CMD_FUA;
	memcpy(message, wrote, sizeof(wrote));
	memcpy(message + sizeof(wrote), &command, sizeof(command));
	rig_out(&rig, message, sizeof(message));
	redir_await(&rig, false);
	assert_int_equal(rig_number(&rig, "power"), 0);
}

static void a_power_cut_parks_the_head(void **state)
{
	(void)state;
	fly(NULL);
	write_at(256, BLOCKS, 1);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	for (unsigned int cut = 1; cut <= 3; cut++) {
		cut_while_writing(cut, cut == 1);
		while (!rig_number(&rig, "idle"))
			;
		assert_true(rig_number(&rig, "gap_nm") > 100000);
		assert_true(rig_order(&rig, "power on"));
		drive_reopen(&drive);
		check_at(256, BLOCKS, 1);
	}
	no_contacts();
	fixture_end(&rig);
}

/* ---- discs that cannot be flown over ---- */

static void upside_down_is_refused(void **state)
{
	const char *const options[] = { "--set", "upside-down=on", NULL };

	(void)state;
	fixture_fly(&rig, &rig_redir, options);
	drive_connect(&drive, &rig, NFOD_ALT_STREAMS);
	assert_false(drive_judges_disc(&drive));
	assert_int_equal(drive.identify.fault, NFOD_FAULT_FOCUS);
	fixture_end(&rig);
}

/* ---- the press' map of bumps ---- */

/* A fresh disc: the drive writes its management areas, of which the inner one is there. */
static bool format_over_bumps(const char *disc, struct nfod_servo_status *status)
{
	bool ready;

	fixture_fly_over(&rig, &rig_redir, disc, NULL);
	drive_connect(&drive, &rig, NFOD_ALT_STREAMS);
	ready = drive_judges_disc(&drive);
	drive_servo(&drive, status);
	return ready;
}

/* All over the first 3 mm of the band, where the bumps are. */
static uint64_t bumpy(uint32_t n)
{
	return 20000 + n * 36000;
}

/* Whole clusters, in an order that seeks across the bumps both ways. */
static void write_and_read_over_bumps(void)
{
	fill_places(bumpy);
	for (uint32_t n = 0; n < PLACES; n++)
		check_at(bumpy(n * 7 % PLACES), NFOD_CLUSTER_BLOCKS, n * 7 % PLACES);
}

/* From the first second on, for the map is on the disc and not to be found out. */
static void mapped_bumps_are_flown_over(void **state)
{
	struct nfod_servo_status status;

	(void)state;
	assert_true(format_over_bumps("bumps-mapped", &status));
	write_and_read_over_bumps();
	drive_servo(&drive, &status);
	print_message("mapped: %u on the map, %u lifts, %d contacts, %d retracts\n", status.bumps,
		      status.bump_lifts, (int)rig_number(&rig, "contacts"),
		      (int)rig_number(&rig, "retracts"));
	assert_int_equal(status.bumps, 120);
	assert_int_equal(status.own_bumps, 0);
	assert_int_equal(status.bump_sectors_bad, 0);
	assert_true(status.bump_lifts > 100);
	assert_int_equal(rig_number(&rig, "retracts"), 0);
	/* Two lifts in one cluster are borne, three are not. */
	assert_true(drive_health(&drive).defects_secondary < PLACES / 4);
	no_contacts();
	fixture_end(&rig);
}

/* Each is touched once; what is then known of it is enough to write between them, and over. */
static void the_same_without_a_map_are_touched(void **state)
{
	struct nfod_servo_status servo;

	(void)state;
	assert_true(format_over_bumps("bumps-unmapped", &servo));
	print_message("unmapped: %u on the map, %u contacts\n", servo.bumps, servo.contacts);
	assert_true(rig_number(&rig, "contacts") > 0);
	assert_true(servo.own_bumps > 0);
	assert_int_equal(servo.bumps, servo.own_bumps);
	for (uint32_t n = 0; n < 4; n++)
		write_at(bumpy(n), NFOD_CLUSTER_BLOCKS, n);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	drive_restart(&drive);
	for (uint32_t n = 0; n < 4; n++)
		check_at(bumpy(n), NFOD_CLUSTER_BLOCKS, n);
	fixture_end(&rig);
}

static void a_bump_too_high_is_refused(void **state)
{
	struct nfod_drive_status status;

	(void)state;
	fixture_fly_over(&rig, &rig_redir, "bumps-high", NULL);
	drive_connect(&drive, &rig, NFOD_ALT_STREAMS);
	assert_false(drive_judges_disc(&drive));
	assert_int_equal(drive.identify.fault, NFOD_FAULT_PROTRUSION);
	drive_status(&drive, &status);
	assert_int_equal(status.refused, NFOD_FAULT_PROTRUSION);
	no_contacts();
	fixture_end(&rig);
}

/* ---- Kerr readout ---- */

/* Some whole clusters and a part of one, and back from the disc. */
static void record_by_field(const char *const *options)
{
	rig_copy(&rig, &rig_redir, "mo-reference", options);
	rig_connect(&rig);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	for (uint32_t n = 0; n < 3; n++)
		write_at(place(n), BLOCKS, n);
	write_at(100, 1, 7);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	drive_restart(&drive);
	for (uint32_t n = 0; n < 3; n++)
		check_at(place(n), BLOCKS, n);
	check_at(100, 1, 7);
	no_contacts();
	assert_int_equal(rig_stop(&rig), 0);
	rig_remove(&rig);
}

static void a_magneto_optical_disc_is_written_and_read(void **state)
{
	static const char *const options[][5] = {
		{ "--servo", "full", "--fidelity", "waveform", NULL },
		{ "--servo", "kinematic", "--fidelity", "waveform", NULL },
		{ "--servo", "kinematic", "--fidelity", "model", NULL },
	};

	(void)state;
	for (unsigned int n = 0; n < sizeof(options) / sizeof(options[0]); n++)
		record_by_field(options[n]);
}

/* ---- pace ---- */

static void real_pace_flies_as_well(void **state)
{
	const char *const options[] = { "--pace", "real", NULL };

	(void)state;
	fly(options);
	write_at(100, BLOCKS, 2);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	check_at(100, BLOCKS, 2);
	no_contacts();
	fixture_end(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(disc_is_ready),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(all_over_the_disc),
		cmocka_unit_test(a_shock_loses_nothing),
		cmocka_unit_test(tilt_is_named_and_passes),
		cmocka_unit_test(supply_is_named_and_passes),
		cmocka_unit_test(a_power_cut_parks_the_head),
		cmocka_unit_test(upside_down_is_refused),
		cmocka_unit_test(mapped_bumps_are_flown_over),
		cmocka_unit_test(the_same_without_a_map_are_touched),
		cmocka_unit_test(a_bump_too_high_is_refused),
		cmocka_unit_test(a_magneto_optical_disc_is_written_and_read),
		cmocka_unit_test(real_pace_flies_as_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
