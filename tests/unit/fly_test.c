// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The drive over a head that is flown: when clusters are begun, what faults do. */
#include <stddef.h>

#include "disc/crc32c.h"
#include "flight.h"

static uint8_t data[64 * NFOD_BLOCK_BYTES];
static uint8_t back[64 * NFOD_BLOCK_BYTES];

static struct nfod_record do_op(struct rig *rig, uint8_t op, uint8_t flags, uint64_t lba,
				uint32_t blocks)
{
	struct nfod_command command = host_command(rig, op, 0, lba, blocks);

	command.flags = flags;
	return host_do(rig, &command, op == NFOD_OP_WRITE ? data : back);
}

static void fill(uint8_t byte)
{
	memset(data, byte, sizeof(data));
}

/* A drive whose disc holds a block, and whose cache does not. */
static struct rig *flight_over(uint64_t lba, uint8_t byte)
{
	struct rig *rig = flight_start();

	fill(byte);
	assert_int_equal(do_op(rig, NFOD_OP_WRITE, NFOD_CMD_FUA, lba, 1).status, NFOD_ST_OK);
	host_again(rig, NFOD_ALT_STREAMS);
	return rig;
}

static void expect_event(struct rig *rig, uint8_t event, uint32_t detail)
{
	struct nfod_record record;

	assert_true(host_event(rig, &record));
	assert_int_equal(record.status, event);
	assert_int_equal(record.detail, detail);
}

static void expect_no_event(struct rig *rig)
{
	struct nfod_record record;

	assert_false(host_event(rig, &record));
}

static void expect_blocks(struct rig *rig, uint32_t first, uint32_t count)
{
	for (uint32_t n = 0; n < count; n++)
		assert_memory_equal(rig_block(rig, first + n), data, NFOD_BLOCK_BYTES);
}

static void end(struct rig *rig)
{
	rig_check(rig);
	rig_free(rig);
}

/* ---- as it should be ---- */

static void a_disc_is_loaded_read_and_written(void **state)
{
	struct rig *rig = flight_over(900, 0x17);

	(void)state;
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_READY);
	assert_int_equal(fake.curves, 1);
	assert_int_equal(rig->fw->drive.runout_nm, 21000);
	fill(0x42);
	assert_int_equal(do_op(rig, NFOD_OP_WRITE, NFOD_CMD_FUA, 40, 64).status, NFOD_ST_OK);
	expect_blocks(rig, 40, 64);
	assert_int_equal(do_op(rig, NFOD_OP_READ, 0, 900, 1).status, NFOD_ST_OK);
	assert_int_equal(back[77], 0x17);
	end(rig);
}

/* The slope that was seen over each side of tracks is the fake's. */
static void the_gap_signal_is_measured_in_flight(void **state)
{
	struct rig *rig = flight_start();

	(void)state;
	for (uint32_t n = 0; n < NFOD_SIDES; n++)
		assert_in_range(rig->fw->plan.side[n].slope_ppm_nm, 11400, 11600);
	end(rig);
}

/* 8 clusters on end: one is waited for, the rest comes by behind it; then one of the log. */
static void clusters_that_follow_stream(void **state)
{
	struct rig *rig = flight_start();
	uint32_t begun = flight.begun, waited = flight.waited;

	(void)state;
	fill(0x11);
	for (uint32_t n = 0; n < 2; n++)
		assert_int_equal(do_op(rig, NFOD_OP_WRITE, 0, n * 64, 64).status, NFOD_ST_OK);
	assert_int_equal(do_op(rig, NFOD_OP_FLUSH, 0, 0, 0).status, NFOD_ST_OK);
	assert_int_equal(flight.begun - begun, 9);
	assert_int_equal(flight.waited - waited, 2);
	end(rig);
}

/* Idle, the head keeps coming by where it stopped, and what is there next is near. */
static void an_idle_head_waits_for_the_next_cluster(void **state)
{
	struct rig *rig = flight_over(160, 0x17);
	const struct servo_target *target = &rig->fw->servo.sup.target;
	struct place next;

	(void)state;
	do_op(rig, NFOD_OP_READ, 0, 160, 1);
	rig_run(rig, RIG_S);
	map_place(&rig->fw->disc.map, &rig->fw->fig, rig_place(rig, 160) + 1, &next);
	assert_false(rig->fw->servo.sup.running);
	assert_true(servo_is_there(&rig->fw->servo));
	assert_true(nfod_fw_next_deadline(rig->fw) == NFOD_FW_NEVER);
	assert_false(nfod_fw_servo_rests(rig->fw));
	assert_int_equal(target->turn, next.turn);
	assert_int_equal(target->zone, next.zone);
	assert_true(target->angle == (uint32_t)(next.angle * 4294967296.0));
	end(rig);
}

static void the_write_gate_is_shut_between_writes(void **state)
{
	struct rig *rig = flight_start();

	(void)state;
	assert_false(rig->fw->servo.guard.write_wanted);
	assert_int_equal(do_op(rig, NFOD_OP_WRITE, NFOD_CMD_FUA, 0, 16).status, NFOD_ST_OK);
	assert_false(rig->fw->servo.guard.write_wanted);
	end(rig);
}

static void the_trace_has_pages_of_its_own(void **state)
{
	struct rig *rig = flight_start();
	const uint8_t *last = (uint8_t *)rig->board.buffer +
			      (size_t)rig->board.buffer_pages * NFOD_BLOCK_BYTES - 1;

	(void)state;
	assert_int_equal(rig->fw->pool.total + rig->fw->disc.store_pages,
			 rig->board.buffer_pages - NFOD_FW_TRACE_PAGES);
	for (uint32_t n = 0; n < 40; n++)
		do_op(rig, NFOD_OP_WRITE, NFOD_CMD_FUA, n * 64, 64);
	assert_int_equal(*last, 0x5a);
	assert_int_equal(last[1 - (int)(NFOD_FW_TRACE_PAGES * NFOD_BLOCK_BYTES)], 0x5a);
	end(rig);
}

static void the_servo_is_reported(void **state)
{
	struct rig *rig = flight_start();
	struct nfod_servo_status status;
	struct nfod_shape shape;

	(void)state;
	fake_retract(&rig->fw->servo, GUARD_SHOCK);
	rig_settle(rig);
	drive_servo_status(rig->fw, &status);
	assert_int_equal(status.magic, NFOD_SERVO_MAGIC);
	assert_int_equal(status.length, sizeof(status));
	assert_int_equal(status.state, NFOD_SERVO_FOLLOW);
	assert_int_equal(status.retracts[NFOD_RETRACT_SHOCK], 1);
	assert_int_equal(status.last_retract, NFOD_RETRACT_SHOCK);
	assert_int_equal(status.runout_nm, 21000);
	assert_int_equal(status.radial_nm, 30000);
	assert_in_range(status.speed_mrpm, 2000000, 2300000);
	assert_in_range(status.radius_nm, 24000000, 26100000);
	assert_true(status.ticks > 100000);
	drive_shape(rig->fw, 1, &shape);
	assert_int_equal(shape.axis, 1);
	assert_int_equal(shape.turns, 7);
	assert_int_equal((int32_t)shape.re_pm[0], -17250);
	assert_in_range(shape.im_pm[NFOD_SHAPE_HARMONICS - 1], 24000, 26100);
	end(rig);
}

static void a_head_that_is_not_flown_says_so(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });
	struct nfod_servo_status status;
	struct nfod_shape shape;

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	do_op(rig, NFOD_OP_READ, 0, 160, 1);
	drive_servo_status(rig->fw, &status);
	assert_int_equal(status.state, NFOD_SERVO_KINEMATIC);
	assert_int_equal(status.gap_pm, 25000);
	assert_in_range(status.radius_nm, 24000000, 26100000);
	drive_shape(rig->fw, 0, &shape);
	assert_int_equal(shape.harmonics, 0);
	end(rig);
}

/* ---- pulled away ---- */

static void what_a_retract_spoils_is_done_again(void **state)
{
	struct rig *rig = flight_start();

	(void)state;
	fill(0x98);
	assert_int_equal(do_op(rig, NFOD_OP_WRITE, NFOD_CMD_FUA, 624, 48).status, NFOD_ST_OK);
	host_again(rig, NFOD_ALT_STREAMS);
	fill(0x99);
	flight.spoil = layout_home(&rig->fw->store.lay, 20);
	flight.spoils = 5;
	assert_int_equal(do_op(rig, NFOD_OP_WRITE, NFOD_CMD_FUA, 304, 48).status, NFOD_ST_OK);
	assert_int_equal(flight.spoils, 0);
	flight.spoil = rig_place(rig, 640);
	flight.spoils = 5;
	assert_int_equal(do_op(rig, NFOD_OP_READ, 0, 624, 48).status, NFOD_ST_OK);
	assert_int_equal(flight.spoils, 0);
	expect_blocks(rig, 304, 48);
	assert_int_equal(host_identify(rig)->lost, 0);
	expect_no_event(rig);
	end(rig);
}

static void but_not_for_ever(void **state)
{
	struct rig *rig = flight_over(320, 0x17);
	struct nfod_record record;

	(void)state;
	flight.spoil = rig_place(rig, 320);
	flight.spoils = 1000;
	record = do_op(rig, NFOD_OP_READ, 0, 320, 1);
	assert_int_equal(record.status, NFOD_ST_MEDIUM_ERROR);
	expect_event(rig, NFOD_EV_FAULT, NFOD_FAULT_PROTRUSION);
	assert_in_range(1000 - flight.spoils, 3, 20);
	/* What is written there goes elsewhere. */
	assert_int_equal(do_op(rig, NFOD_OP_WRITE, NFOD_CMD_FUA, 320, 16).status, NFOD_ST_OK);
	assert_int_equal(do_op(rig, NFOD_OP_READ, 0, 320, 16).status, NFOD_ST_OK);
	end(rig);
}

/* While a tilt is levelled, say. */
static void a_shut_gate_is_waited_for(void **state)
{
	struct rig *rig = flight_start();

	(void)state;
	fill(0x77);
	flight.spoil = layout_home(&rig->fw->store.lay, 20);
	flight.shuts = 8;
	assert_int_equal(do_op(rig, NFOD_OP_WRITE, NFOD_CMD_FUA, 304, 48).status, NFOD_ST_OK);
	assert_int_equal(flight.shuts, 0);
	expect_blocks(rig, 304, 48);
	expect_no_event(rig);
	assert_int_equal(rig->fw->store.defects, 0);
	/* But not for ever: then it goes elsewhere. */
	flight.spoil = layout_home(&rig->fw->store.lay, 40);
	flight.shuts = 9;
	assert_int_equal(do_op(rig, NFOD_OP_WRITE, NFOD_CMD_FUA, 640, 16).status, NFOD_ST_OK);
	assert_int_equal(flight.shuts, 0);
	assert_int_equal(rig->fw->store.defects, 1);
	expect_blocks(rig, 640, 16);
	end(rig);
}

/* ---- faults ---- */

static uint32_t send_many(struct rig *rig, uint16_t first, uint16_t last)
{
	for (uint16_t n = first; n <= last; n++) {
		struct nfod_command command = host_command(rig,
							   n % 4 ? NFOD_OP_READ : NFOD_OP_FLUSH, n,
							   n % 4 ? n * 130 : 0, n % 4 ? 8 : 0);

		host_send(rig, &command, NULL);
	}
	return last - first + 1;
}

static void break_down(struct rig *rig, uint32_t fault)
{
	fake_fail(&rig->fw->servo, fault);
	nfod_fw_poll(rig->fw, rig->now);
}

static void expect_all(struct rig *rig, uint16_t first, uint16_t last, uint8_t status,
		       uint32_t detail)
{
	struct nfod_record record;

	for (uint16_t n = first; n <= last; n++) {
		assert_true(host_answer(rig, n, &record, back));
		if (record.status == NFOD_ST_OK)
			continue;
		assert_int_equal(record.status, status);
		assert_int_equal(record.detail, detail);
	}
}

static void leave_dirty(struct rig *rig, uint8_t byte)
{
	fill(byte);
	assert_int_equal(do_op(rig, NFOD_OP_WRITE, 0, 40, 64).status, NFOD_ST_OK);
	assert_int_equal(do_op(rig, NFOD_OP_WRITE, 0, 1003, 5).status, NFOD_ST_OK);
}

static void expect_on_disc(struct rig *rig)
{
	expect_blocks(rig, 40, 64);
	expect_blocks(rig, 1003, 5);
	assert_int_equal(host_identify(rig)->lost, 0);
}

static void expect_ill(struct rig *rig, uint32_t fault)
{
	const struct nfod_identify *identify = host_identify(rig);

	assert_int_equal(identify->medium_state, NFOD_MEDIUM_READY);
	assert_int_equal(identify->medium, 1);
	assert_true(identify->capacity == rig->info.user_blocks);
	assert_int_equal(identify->fault, fault);
	assert_int_equal(do_op(rig, NFOD_OP_READ, 0, 0, 1).status, NFOD_ST_HARDWARE);
	assert_int_equal(do_op(rig, NFOD_OP_FLUSH, 0, 0, 0).detail, fault);
}

/* A fault while much is under way: all of that ends with its name, nothing is lost. */
static void a_fault_that_passes_costs_no_data(void **state)
{
	struct rig *rig = flight_start();

	(void)state;
	for (uint32_t steps = 1; steps < 60; steps += 7) {
		leave_dirty(rig, (uint8_t)steps);
		send_many(rig, 1, 20);
		for (uint32_t n = 0; n < steps * 3; n++)
			rig_step(rig);
		break_down(rig, NFOD_FAULT_SUPPLY);
		expect_all(rig, 1, 20, NFOD_ST_HARDWARE, NFOD_FAULT_SUPPLY);
		expect_event(rig, NFOD_EV_FAULT, NFOD_FAULT_SUPPLY);
		rig_run(rig, 3 * RIG_S);
		expect_ill(rig, NFOD_FAULT_SUPPLY);
		rig_check(rig);
		fake.cause = NFOD_FAULT_NONE;
		rig_settle(rig);
		expect_event(rig, NFOD_EV_INSERTED, 1);
		expect_no_event(rig);
		assert_int_equal(host_identify(rig)->fault, NFOD_FAULT_NONE);
		assert_int_equal(do_op(rig, NFOD_OP_FLUSH, 0, 0, 0).status, NFOD_ST_OK);
		expect_on_disc(rig);
	}
	end(rig);
}

/* What only asks waits for the next try; what would be acknowledged is refused. */
static void reads_wait_for_a_fault_to_pass(void **state)
{
	struct rig *rig = flight_over(900, 0x17);
	struct nfod_command command;
	struct nfod_record record;

	(void)state;
	leave_dirty(rig, 0x19);
	break_down(rig, NFOD_FAULT_TILT);
	assert_int_equal(do_op(rig, NFOD_OP_WRITE, 0, 900, 1).status, NFOD_ST_HARDWARE);
	assert_int_equal(do_op(rig, NFOD_OP_WRITE_ZEROES, 0, 0, 64).detail, NFOD_FAULT_TILT);
	command = host_command(rig, NFOD_OP_READ, 3, 900, 1);
	host_send(rig, &command, NULL);
	command = host_command(rig, NFOD_OP_FLUSH, 4, 0, 0);
	host_send(rig, &command, NULL);
	rig_run(rig, 500 * RIG_MS);
	assert_false(host_answer(rig, 3, &record, back));
	fake.cause = NFOD_FAULT_NONE;
	rig_settle(rig);
	assert_true(host_answer(rig, 3, &record, back));
	assert_int_equal(record.status, NFOD_ST_OK);
	assert_int_equal(back[5], 0x17);
	assert_true(host_answer(rig, 4, &record, NULL));
	assert_int_equal(record.status, NFOD_ST_OK);
	expect_on_disc(rig);
	end(rig);
}

/* Reads that hit dirty blocks after the fault see what was written before it. */
static void the_cache_is_the_same_afterwards(void **state)
{
	struct rig *rig = flight_start();

	(void)state;
	leave_dirty(rig, 0x6b);
	break_down(rig, NFOD_FAULT_SHOCK);
	fake.cause = NFOD_FAULT_NONE;
	while (rig->fw->drive.state != DRIVE_READY)
		rig_step(rig);
	assert_true(disc_is_owed(rig->fw));
	assert_int_equal(do_op(rig, NFOD_OP_READ, 0, 40, 64).status, NFOD_ST_OK);
	assert_memory_equal(back, data, 64 * NFOD_BLOCK_BYTES);
	end(rig);
}

static void a_fault_that_stays_is_given_up(void **state)
{
	struct rig *rig = flight_start();

	(void)state;
	leave_dirty(rig, 0x31);
	break_down(rig, NFOD_FAULT_TEMPERATURE);
	rig_settle(rig);
	assert_int_equal(rig->fw->drive.state, DRIVE_FAULT);
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_FAULT);
	assert_int_equal(host_identify(rig)->medium, 1);
	assert_int_equal(rig->fw->servo.sup.state, NFOD_SERVO_PARKED);
	/* Even so: somebody turns the heating off, and asks. */
	fake.cause = NFOD_FAULT_NONE;
	assert_int_equal(host_order(rig, NFOD_REQ_LOAD, 0, NULL, 0), 0);
	rig_settle(rig);
	assert_int_equal(host_identify(rig)->medium, 1);
	assert_int_equal(do_op(rig, NFOD_OP_FLUSH, 0, 0, 0).status, NFOD_ST_OK);
	expect_on_disc(rig);
	end(rig);
}

/* Should it be another disc after all, it must not get what was meant for the first. */
static void another_disc_gets_nothing(void **state)
{
	struct rig *rig = flight_start();

	(void)state;
	leave_dirty(rig, 0x77);
	break_down(rig, NFOD_FAULT_SUPPLY);
	strcpy(rig->info.disc_id, "UNIT-0002");
	rig_seal(&rig->info);
	rig_blank(rig);
	fake.cause = NFOD_FAULT_NONE;
	rig_settle(rig);
	assert_int_equal(host_identify(rig)->medium, 3);
	assert_int_equal(host_identify(rig)->lost, 69);
	assert_int_equal(rig_block(rig, 40)[0], 0);
	assert_int_equal(do_op(rig, NFOD_OP_READ, 0, 40, 1).status, NFOD_ST_OK);
	end(rig);
}

static void what_comes_from_outside_is_waited_for_in_loading(void **state)
{
	struct rig *rig = flight_new(&(struct rig_options){ 0 });

	(void)state;
	host_enumerate(rig, NFOD_USB_SUPER);
	rig_run(rig, 900 * RIG_MS);
	break_down(rig, NFOD_FAULT_SHOCK);
	rig_run(rig, 3 * RIG_S);
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_FAULT);
	assert_int_equal(host_identify(rig)->fault, NFOD_FAULT_SHOCK);
	fake.cause = NFOD_FAULT_NONE;
	rig_settle(rig);
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_READY);
	end(rig);
}

/* Wherever loading is: the reason is kept, the head away, the disc at rest. */
static void a_disc_that_cannot_be_flown_is_refused(void **state)
{
	(void)state;
	for (uint64_t at = 1; at < 3000; at += 150) {
		struct rig *rig = flight_new(&(struct rig_options){ 0 });

		host_enumerate(rig, NFOD_USB_SUPER);
		rig_run(rig, at * RIG_MS);
		if (rig->fw->drive.state == DRIVE_READY) {
			end(rig);
			return;
		}
		break_down(rig, NFOD_FAULT_TILT);
		rig_settle(rig);
		assert_int_equal(rig->fw->drive.state, DRIVE_FAULT);
		assert_int_equal(host_identify(rig)->fault, NFOD_FAULT_TILT);
		assert_int_equal(rig->fw->drive.refusal.figure, 4000);
		assert_int_equal(rig->fw->drive.refusal.limit, 4200);
		assert_int_equal(rig->fw->servo.sup.state, NFOD_SERVO_PARKED);
		assert_true(nfod_fw_servo_rests(rig->fw));
		end(rig);
	}
	fail_msg("the disc was never ready");
}

/* ---- the press' map of bumps ---- */

static struct nfod_bumps *bump_sector(struct rig *rig, uint32_t sector)
{
	return (struct nfod_bumps *)(rig->cluster[0] + (size_t)sector * NFOD_BLOCK_BYTES);
}

static void seal_bumps(struct nfod_bumps *bumps)
{
	bumps->crc = crc32c(bumps, offsetof(struct nfod_bumps, crc));
}

/* As the press would put it: the highest first, a hundred in each of the first sectors. */
static void put_bumps(struct rig *rig, uint16_t sectors, uint16_t highest_nm)
{
	for (uint16_t sector = 1; sector <= sectors; sector++) {
		struct nfod_bumps *bumps = bump_sector(rig, sector);

		*bumps = (struct nfod_bumps){
			.magic = NFOD_BUMPS_MAGIC,
			.version = NFOD_BUMPS_VERSION,
			.count = 100,
			.found = 100u * sectors,
			.sector = sector,
		};
		for (uint32_t n = 0; n < bumps->count; n++)
			bumps->bump[n] = (struct nfod_bump){
				.angle = n << 24,
				.radius_um = (uint16_t)(24000 + 1000 * sector + 9 * n),
				.height_nm = (uint16_t)(highest_nm - sector),
			};
		seal_bumps(bumps);
	}
}

static struct rig *flight_over_bumps(uint16_t sectors, uint16_t highest_nm)
{
	struct rig *rig = flight_new(&(struct rig_options){ 0 });

	put_bumps(rig, sectors, highest_nm);
	return rig;
}

static void the_press_map_is_taken(void **state)
{
	struct rig *rig = flight_over_bumps(3, 60);
	const struct bumps *bumps = &rig->fw->servo.bumps;
	struct nfod_servo_status status;

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_READY);
	assert_int_equal(bumps->count, 300);
	assert_int_equal(bumps->told_nm, 59);
	assert_int_equal(bumps->list[0].radius_nm, 25000000);
	assert_int_equal(bumps->list[0].height_nm, 59);
	assert_int_equal(bumps->list[299].radius_nm, 27891000);
	assert_int_equal(bumps->list[299].angle, 99u << 24);
	assert_false(bumps->list[299].own);
	drive_servo_status(rig->fw, &status);
	assert_int_equal(status.bumps, 300);
	assert_int_equal(status.own_bumps, 0);
	assert_int_equal(status.bump_sectors_bad, 0);
	/* Loaded again, after a fault or anew, it is known once. */
	break_down(rig, NFOD_FAULT_SUPPLY);
	rig_run(rig, 2 * RIG_S);
	fake.cause = NFOD_FAULT_NONE;
	rig_settle(rig);
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_READY);
	assert_int_equal(bumps->count, 300);
	end(rig);
}

static void damaged_parts_of_the_map_are_done_without(void **state)
{
	struct rig *rig = flight_over_bumps(4, 60);
	struct nfod_servo_status status;

	(void)state;
	bump_sector(rig, 1)->bump[7].angle ^= 4;
	bump_sector(rig, 3)->count = UINT16_MAX;
	seal_bumps(bump_sector(rig, 3));
	rig->bad[0] = 1u << 4;
	host_start(rig, NFOD_ALT_STREAMS);
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_READY);
	assert_int_equal(rig->fw->servo.bumps.count, 100);
	assert_int_equal(rig->fw->servo.bumps.told_nm, 58);
	drive_servo_status(rig->fw, &status);
	assert_int_equal(status.bump_sectors_bad, 3);
	end(rig);
}

static void more_bumps_than_fit_leave_the_highest(void **state)
{
	struct rig *rig = flight_over_bumps(15, 60);
	const struct bumps *bumps = &rig->fw->servo.bumps;

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_READY);
	assert_int_equal(bumps->count, BUMPS_TOLD);
	for (uint32_t n = 0; n < bumps->count; n++)
		assert_true(bumps->list[n].height_nm >= 60 - 8);
	end(rig);
}

static void what_cannot_be_flown_over_is_refused(void **state)
{
	struct rig *rig = flight_over_bumps(1, 201);

	(void)state;
	host_enumerate(rig, NFOD_USB_SUPER);
	rig_settle(rig);
	assert_int_equal(rig->fw->drive.state, DRIVE_FAULT);
	assert_int_equal(host_identify(rig)->fault, NFOD_FAULT_PROTRUSION);
	assert_int_equal(rig->fw->drive.refusal.figure, 200000);
	assert_int_equal(rig->fw->drive.refusal.limit, 103000);
	assert_int_equal(rig->fw->servo.sup.state, NFOD_SERVO_PARKED);
	/* Another disc comes in. */
	memset(bump_sector(rig, 1), 0, NFOD_BLOCK_BYTES);
	rig->fe.sense &= ~NFOD_FE_SENSE_DISC;
	nfod_fw_poll(rig->fw, rig->now);
	rig_settle(rig);
	rig->fe.sense |= NFOD_FE_SENSE_DISC;
	nfod_fw_poll(rig->fw, rig->now);
	rig_settle(rig);
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_READY);
	assert_int_equal(rig->fw->servo.bumps.count, 0);
	end(rig);
}

static void a_disc_without_slope_is_refused(void **state)
{
	struct rig *rig = flight_new(&(struct rig_options){ 0 });

	(void)state;
	fake.no_curves = true;
	host_enumerate(rig, NFOD_USB_SUPER);
	rig_settle(rig);
	assert_int_equal(host_identify(rig)->fault, NFOD_FAULT_GAP_SIGNAL);
	assert_int_equal(rig->fw->servo.sup.state, NFOD_SERVO_PARKED);
	end(rig);
}

/* ---- ejecting ---- */

static bool is_shut(const struct rig *rig)
{
	return rig->fe.sense & NFOD_FE_SENSE_DOOR_CLOSED;
}

static void expect_on_disc_again(struct rig *rig)
{
	assert_int_equal(host_order(rig, NFOD_REQ_LOAD, 0, NULL, 0), 0);
	rig_settle(rig);
	expect_on_disc(rig);
}

static void the_tray_waits_for_head_and_disc(void **state)
{
	struct rig *rig = flight_start();

	(void)state;
	leave_dirty(rig, 0x2d);
	assert_int_equal(host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0), 0);
	while (is_shut(rig)) {
		assert_false(rig->fw->drive.state == DRIVE_STOPPING &&
			     rig->fw->servo.sup.wish != SERVO_PARK);
		rig_step(rig);
	}
	assert_int_equal(rig->fw->servo.sup.state, NFOD_SERVO_PARKED);
	assert_true(rig->fw->servo.spindle.stopped);
	expect_on_disc_again(rig);
	end(rig);
}

static void a_disc_that_turns_on_stays_in(void **state)
{
	struct rig *rig = flight_start();

	(void)state;
	fake.never_stops = true;
	assert_int_equal(host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0), 0);
	rig_run(rig, 20 * RIG_S);
	assert_true(is_shut(rig));
	assert_int_equal(host_identify(rig)->fault, NFOD_FAULT_SPIN);
	fake.never_stops = false;
	assert_int_equal(host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0), 0);
	rig_settle(rig);
	assert_false(is_shut(rig));
	end(rig);
}

/* What is owed to the disc is waited for, as long as there is hope. */
static void an_eject_in_a_fault_waits_for_the_cache(void **state)
{
	struct rig *rig = flight_start();

	(void)state;
	leave_dirty(rig, 0x53);
	break_down(rig, NFOD_FAULT_SUPPLY);
	assert_int_equal(host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0), 0);
	rig_run(rig, 5 * RIG_S);
	assert_true(is_shut(rig));
	fake.cause = NFOD_FAULT_NONE;
	rig_settle(rig);
	assert_false(is_shut(rig));
	assert_int_equal(host_identify(rig)->medium, 2);
	expect_on_disc_again(rig);
	end(rig);
}

static void an_eject_without_hope_says_what_is_lost(void **state)
{
	struct rig *rig = flight_start();

	(void)state;
	leave_dirty(rig, 0x53);
	break_down(rig, NFOD_FAULT_SUPPLY);
	assert_int_equal(host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0), 0);
	rig_settle(rig);
	assert_false(is_shut(rig));
	assert_int_equal(host_identify(rig)->lost, 69);
	end(rig);
}

static void a_disc_snatched_in_a_fault(void **state)
{
	struct rig *rig = flight_start();

	(void)state;
	leave_dirty(rig, 0x53);
	break_down(rig, NFOD_FAULT_SUPPLY);
	rig_run(rig, RIG_S / 2);
	rig->fe.sense &= ~NFOD_FE_SENSE_DISC;
	nfod_fw_poll(rig->fw, rig->now);
	fake.cause = NFOD_FAULT_NONE;
	rig_settle(rig);
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_NONE);
	assert_int_equal(host_identify(rig)->lost, 69);
	rig->fe.sense |= NFOD_FE_SENSE_DISC;
	nfod_fw_poll(rig->fw, rig->now);
	rig_settle(rig);
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_READY);
	assert_int_equal(host_identify(rig)->fault, NFOD_FAULT_NONE);
	end(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_disc_is_loaded_read_and_written),
		cmocka_unit_test(the_gap_signal_is_measured_in_flight),
		cmocka_unit_test(clusters_that_follow_stream),
		cmocka_unit_test(an_idle_head_waits_for_the_next_cluster),
		cmocka_unit_test(the_write_gate_is_shut_between_writes),
		cmocka_unit_test(the_trace_has_pages_of_its_own),
		cmocka_unit_test(the_servo_is_reported),
		cmocka_unit_test(a_head_that_is_not_flown_says_so),
		cmocka_unit_test(what_a_retract_spoils_is_done_again),
		cmocka_unit_test(but_not_for_ever),
		cmocka_unit_test(a_shut_gate_is_waited_for),
		cmocka_unit_test(a_fault_that_passes_costs_no_data),
		cmocka_unit_test(reads_wait_for_a_fault_to_pass),
		cmocka_unit_test(the_cache_is_the_same_afterwards),
		cmocka_unit_test(a_fault_that_stays_is_given_up),
		cmocka_unit_test(another_disc_gets_nothing),
		cmocka_unit_test(what_comes_from_outside_is_waited_for_in_loading),
		cmocka_unit_test(a_disc_that_cannot_be_flown_is_refused),
		cmocka_unit_test(the_press_map_is_taken),
		cmocka_unit_test(damaged_parts_of_the_map_are_done_without),
		cmocka_unit_test(more_bumps_than_fit_leave_the_highest),
		cmocka_unit_test(what_cannot_be_flown_over_is_refused),
		cmocka_unit_test(a_disc_without_slope_is_refused),
		cmocka_unit_test(the_tray_waits_for_head_and_disc),
		cmocka_unit_test(a_disc_that_turns_on_stays_in),
		cmocka_unit_test(an_eject_in_a_fault_waits_for_the_cache),
		cmocka_unit_test(an_eject_without_hope_says_what_is_lost),
		cmocka_unit_test(a_disc_snatched_in_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
