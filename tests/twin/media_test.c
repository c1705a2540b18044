// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Blemishes, from the film to what the drive says of it: what can be corrected is, what reads
 * badly is moved, what grows is moved in time, and a disc without spare is read-only.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "drive.h"
#include "fixture.h"
#include "nfod/wire_manage.h"
#include "redir.h"

#define BLOCKS NFOD_CLUSTER_BLOCKS
#define LENGTH (BLOCKS * NFOD_BLOCK_BYTES)
#define LBA 1600u
/* Part of a turn that lies between a cluster's beginning and the blemish. */
#define INTO 0.03

static struct rig rig;
static struct drive drive;
static uint8_t data[LENGTH], back[LENGTH];

/* A small disc, which has less to be used up. */
static void begin(void)
{
	const char *const options[] = { "--log", "log", NULL };

	rig_start(&rig, &rig_redir, "16M", options);
	rig_connect(&rig);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
}

static struct nfod_location_sector place(uint64_t lba)
{
	struct nfod_location location;

	assert_int_equal(rig_control(&rig, 0xc1, NFOD_REQ_LOCATE,
				     (uint16_t)(lba / NFOD_CLUSTER_BLOCKS), NFOD_IF_MANAGE,
				     &location, sizeof(location)),
			 sizeof(location));
	return location.sector[lba % NFOD_CLUSTER_BLOCKS];
}

static void write_cluster(uint64_t lba)
{
	drive_pattern(data, lba, BLOCKS, 1);
	assert_int_equal(drive_write(&drive, lba, BLOCKS, data, 0), NFOD_ST_OK);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
}

static void read_good(uint64_t lba)
{
	drive_pattern(data, lba, BLOCKS, 1);
	assert_int_equal(drive_read(&drive, lba, BLOCKS, back), NFOD_ST_OK);
	assert_memory_equal(back, data, LENGTH);
}

static void await_rest(void)
{
	while (!rig_number(&rig, "idle"))
		usleep(1000);
}

/* Angle on the disc behind a cluster's beginning, 0..1. */
static double behind(const struct nfod_location_sector *at, double turns)
{
	double angle = at->angle / 4294967296.0 + turns;

	return angle - (int)angle;
}

/* A radial scratch of this width over the cluster that holds a block. */
static void scratch(uint64_t lba, double width_um)
{
	struct nfod_location_sector at = place(lba);
	double radius = at.radius_nm * 1e-6;
	double angle = behind(&at, INTO);

	if (!rig_order(&rig, "set scratch %.6f %.6f %.6f %.6f %.0f", radius - 0.2, angle,
		       radius + 0.2, angle, width_um))
		fail_msg("%s", rig.answer);
}

static void a_scratch_is_corrected(void **state)
{
	struct nfod_location_sector before;
	struct nfod_drive_status status;
	uint64_t clean;

	(void)state;
	begin();
	write_cluster(LBA);
	before = place(LBA);
	drive_restart(&drive);
	read_good(LBA);
	drive_status(&drive, &status);
	clean = status.symbols_corrected;
	drive_restart(&drive);
	scratch(LBA, 80.0);
	read_good(LBA);
	drive_status(&drive, &status);
	/* A cluster is 41.5 mm long and has 75,392 symbols: 145, and those of frames torn by it. */
	assert_in_range(status.symbols_corrected - clean, 100, 700);
	assert_int_equal(status.sectors_lost, 0);
	await_rest();
	assert_int_equal(place(LBA).cluster, before.cluster);
	assert_int_equal(drive_health(&drive).defects_secondary, 0);
	fixture_end(&rig);
}

static void a_wide_scratch_has_its_cluster_moved(void **state)
{
	struct nfod_location_sector before;
	struct nfod_health_status told;

	(void)state;
	begin();
	write_cluster(LBA);
	before = place(LBA);
	drive_restart(&drive);
	scratch(LBA, 4200.0);
	read_good(LBA);
	await_rest();
	assert_int_not_equal(place(LBA).cluster, before.cluster);
	told = drive_health(&drive);
	assert_in_range(told.disc.reassigned, 1, 8);
	assert_in_range(told.defects_secondary, 1, 8);
	assert_true(told.spare_left < told.spare);
	assert_int_equal(told.state, NFOD_STORE_READY);
	drive_restart(&drive);
	read_good(LBA);
	assert_int_equal(drive_health(&drive).disc.reassigned, told.disc.reassigned);
	fixture_end(&rig);
}

/* At each reading it is wider; the drive moves the data while they can still be read. */
static void a_growing_defect_does_not_outrun_the_drive(void **state)
{
	struct nfod_location_sector first;
	double angle;
	int readings = 0;

	(void)state;
	begin();
	write_cluster(LBA);
	first = place(LBA);
	angle = behind(&first, INTO);
	assert_true(rig_order(&rig, "set defect %.6f %.6f 40 6", first.radius_nm * 1e-6, angle));
	while (place(LBA).cluster == first.cluster) {
		assert_true(++readings < 20);
		drive_restart(&drive);
		read_good(LBA);
		await_rest();
	}
	assert_true(readings > 2);
	drive_restart(&drive);
	read_good(LBA);
	assert_true(drive_health(&drive).defects_secondary > 0);
	fixture_end(&rig);
}

static int verify(uint16_t policy)
{
	return rig_control(&rig, 0x41, NFOD_REQ_VERIFY, policy, NFOD_IF_MANAGE, NULL, 0);
}

/* Most of the disc's face is gone; what was written before, on the rest, is not. */
static void a_disc_without_spare_is_read_only(void **state)
{
	struct nfod_location_sector good;
	struct nfod_health_status told;
	int status = NFOD_ST_OK;
	double angle;

	(void)state;
	begin();
	write_cluster(LBA);
	good = place(LBA);
	angle = behind(&good, 0.5);
	assert_true(verify(NFOD_VERIFY_ALWAYS) >= 0);
	if (!rig_order(&rig, "set fingerprint %.6f %.6f 30 0", good.radius_nm * 1e-6, angle))
		fail_msg("%s", rig.answer);
	for (uint64_t lba = 0; status == NFOD_ST_OK && lba < drive.identify.capacity;
	     lba += BLOCKS) {
		if (lba == LBA)
			continue;
		drive_pattern(data, lba, BLOCKS, 2);
		status = drive_write(&drive, lba, BLOCKS, data, NFOD_CMD_FUA);
	}
	assert_int_not_equal(status, NFOD_ST_OK);
	told = drive_health(&drive);
	assert_int_equal(told.state, NFOD_STORE_READ_ONLY);
	assert_int_equal(told.cause, NFOD_CAUSE_SPARE);
	assert_true(told.defects_secondary > told.spare);
	drive_identify(&drive);
	assert_true(drive.identify.flags & NFOD_ID_READ_ONLY);
	assert_int_equal(drive.identify.medium_state, NFOD_MEDIUM_READY);
	assert_int_equal(drive_write(&drive, LBA, BLOCKS, data, 0), NFOD_ST_READ_ONLY);
	read_good(LBA);
	drive_restart(&drive);
	read_good(LBA);
	fixture_end(&rig);
}

static void bad_film_is_found_by_certification(void **state)
{
	struct nfod_certify_order order = { .full = 1 };
	struct nfod_health_status told;

	(void)state;
	begin();
	write_cluster(LBA);
	scratch(LBA, 6000.0);
	order.first = place(LBA).cluster - 20;
	order.count = 40;
	assert_true(rig_control(&rig, 0x41, NFOD_REQ_CERTIFY, 0, NFOD_IF_MANAGE, &order,
				sizeof(order)) >= 0);
	do {
		await_rest();
		told = drive_health(&drive);
	} while (told.certify & NFOD_CERTIFY_BUSY);
	assert_true(told.certify_found > 0);
	assert_int_equal(told.defects_primary, told.certify_found);
	fixture_end(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_scratch_is_corrected),
		cmocka_unit_test(a_wide_scratch_has_its_cluster_moved),
		cmocka_unit_test(a_growing_defect_does_not_outrun_the_drive),
		cmocka_unit_test(a_disc_without_spare_is_read_only),
		cmocka_unit_test(bad_film_is_found_by_certification),
	};

	return cmocka_run_group_tests_name("media", tests, NULL, NULL);
}
