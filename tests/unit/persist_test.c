// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* What gets to the disc, when, and what is said when it cannot. */
#include "host.h"

static uint8_t data[DISC_MAX_BLOCKS * NFOD_BLOCK_BYTES];
static uint8_t back[DISC_MAX_BLOCKS * NFOD_BLOCK_BYTES];

static struct rig *start(void)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	host_start(rig, NFOD_ALT_STREAMS);
	memset(data, 0x3c, sizeof(data));
	return rig;
}

static struct nfod_record do_op(struct rig *rig, uint8_t op, uint8_t flags, uint64_t lba,
				uint32_t blocks)
{
	struct nfod_command command = host_command(rig, op, 0, lba, blocks);

	command.flags = flags;
	return host_do(rig, &command, op == NFOD_OP_WRITE ? data : back);
}

static uint8_t flush(struct rig *rig)
{
	return do_op(rig, NFOD_OP_FLUSH, 0, 0, 0).status;
}

/* As it was written at @seed; what was written is on the disc, and not in the cache. */
static struct rig *start_with(uint64_t lba, uint32_t blocks, uint8_t content)
{
	struct rig *rig = start();

	memset(data, content, sizeof(data));
	for (; blocks; blocks -= 16, lba += 16) {
		host_wait_credit(rig, 16 * NFOD_BLOCK_BYTES);
		do_op(rig, NFOD_OP_WRITE, 0, lba, 16);
	}
	assert_int_equal(flush(rig), NFOD_ST_OK);
	host_again(rig, NFOD_ALT_STREAMS);
	memset(data, 0x3c, sizeof(data));
	return rig;
}

static void flush_puts_all_on_the_disc(void **state)
{
	struct rig *rig = start();

	(void)state;
	for (uint32_t n = 0; n < 60; n++) {
		host_wait_credit(rig, NFOD_BLOCK_BYTES);
		do_op(rig, NFOD_OP_WRITE, 0, n * 37, 1);
	}
	assert_int_equal(flush(rig), NFOD_ST_OK);
	host_again(rig, NFOD_ALT_STREAMS);
	for (uint32_t n = 0; n < 60; n++)
		assert_memory_equal(rig_block(rig, n * 37), data, NFOD_BLOCK_BYTES);
	rig_free(rig);
}

static void fua_writes_no_more_than_its_own(void **state)
{
	struct rig *rig = start();
	uint32_t before = rig->written_count;

	(void)state;
	for (uint32_t n = 0; n < 40; n++)
		do_op(rig, NFOD_OP_WRITE, 0, n * 64, 1);
	assert_int_equal(do_op(rig, NFOD_OP_WRITE, NFOD_CMD_FUA, 20, 30).status, NFOD_ST_OK);
	/* One whole cluster, and one of the log that names it and has parts of two others. */
	assert_int_equal(rig->written_count - before, 2);
	assert_int_equal(rig->fw->cache.dirty_blocks, 40);
	for (uint32_t n = 20; n < 50; n++)
		assert_memory_equal(rig_block(rig, n), data, NFOD_BLOCK_BYTES);
	rig_free(rig);
}

static void blocks_are_merged_into_clusters(void **state)
{
	struct rig *rig = start();
	uint32_t before = rig->written_count;
	uint64_t read = rig->fw->count.clusters_read;

	(void)state;
	for (uint32_t n = 0; n < 16 * 10; n++)
		do_op(rig, NFOD_OP_WRITE, 0, 320 + (n * 7) % 160, 1);
	assert_int_equal(flush(rig), NFOD_ST_OK);
	assert_int_equal(rig->written_count - before, 11);
	assert_int_equal(rig->fw->count.clusters_read, read);
	rig_free(rig);
}

/* Nothing is read for it, and wherever the sectors are, a reader sees one cluster. */
static void the_rest_of_a_cluster_stays(void **state)
{
	struct rig *rig = start_with(160, 16, 0x11);
	uint64_t read = rig->fw->count.clusters_read;

	(void)state;
	do_op(rig, NFOD_OP_WRITE, 0, 165, 2);
	assert_int_equal(flush(rig), NFOD_ST_OK);
	assert_int_equal(rig->fw->count.clusters_read, read);
	assert_int_not_equal(rig_place(rig, 165), rig_place(rig, 160));
	host_again(rig, NFOD_ALT_STREAMS);
	assert_int_equal(do_op(rig, NFOD_OP_READ, 0, 160, 16).status, NFOD_ST_OK);
	for (uint32_t n = 0; n < 16; n++) {
		memset(data, n == 5 || n == 6 ? 0x3c : 0x11, NFOD_BLOCK_BYTES);
		assert_memory_equal(back + n * NFOD_BLOCK_BYTES, data, NFOD_BLOCK_BYTES);
		assert_memory_equal(rig_block(rig, 160 + n), data, NFOD_BLOCK_BYTES);
	}
	rig_free(rig);
}

static void a_disc_that_was_protected_can_be_read(void **state)
{
	struct rig *rig = start_with(160, 16, 0x11);
	uint32_t written = rig->written_count;

	(void)state;
	rig->info.flags |= NFOD_DISC_READ_ONLY;
	rig_seal(&rig->info);
	rig_put_leadin(rig);
	host_again(rig, NFOD_ALT_STREAMS);
	assert_int_equal(do_op(rig, NFOD_OP_READ, 0, 160, 1).status, NFOD_ST_OK);
	assert_int_equal(back[0], 0x11);
	assert_int_equal(do_op(rig, NFOD_OP_WRITE, 0, 160, 1).status, NFOD_ST_READ_ONLY);
	rig_settle(rig);
	assert_int_equal(rig->written_count, written);
	rig_free(rig);
}

static void quiet_drives_write_by_themselves(void **state)
{
	struct rig *rig = start();
	uint32_t before = rig->written_count;

	(void)state;
	do_op(rig, NFOD_OP_WRITE, 0, 100, 3);
	rig_run(rig, 100 * RIG_MS);
	assert_int_equal(rig->written_count, before);
	rig_run(rig, 3 * RIG_S);
	assert_true(rig->written_count > before);
	assert_int_equal(rig->fw->cache.dirty_blocks, 0);
	assert_true(disc_is_clean(rig->fw));
	rig_free(rig);
}

static void sleeping_hosts_hurry_the_drive(void **state)
{
	struct rig *rig = start();

	(void)state;
	do_op(rig, NFOD_OP_WRITE, 0, 100, 3);
	nfod_usb_suspend(rig->fw, true);
	rig_run(rig, 300 * RIG_MS);
	assert_false(disc_is_owed(rig->fw));
	nfod_usb_suspend(rig->fw, false);
	rig_free(rig);
}

/* A flush ends though the host goes on writing, always just ahead of the head. */
static void flush_ends_under_steady_writing(void **state)
{
	struct rig *rig = start();
	struct nfod_command command;
	struct nfod_record record;
	uint64_t lba = 0;
	uint32_t before, written;

	(void)state;
	do_op(rig, NFOD_OP_WRITE, 0, rig->info.user_blocks - 1, 1);
	for (uint32_t n = 0; n < 30; n++, lba += 16)
		do_op(rig, NFOD_OP_WRITE, 0, lba, 16);
	before = rig->fw->cache.dirty_clusters;
	written = rig->written_count;
	command = host_command(rig, NFOD_OP_FLUSH, 9, 0, 0);
	host_send(rig, &command, NULL);
	while (!host_answer(rig, 9, &record, NULL)) {
		lba = rig->fw->disc.hand * 16 % 3000;
		host_wait_credit(rig, 16 * NFOD_BLOCK_BYTES);
		do_op(rig, NFOD_OP_WRITE, 0, lba, 16);
		rig_run(rig, 5 * RIG_MS);
		assert_true(rig->written_count - written < 2 * before + 10);
	}
	assert_int_equal(record.status, NFOD_ST_OK);
	assert_memory_equal(rig_block(rig, rig->info.user_blocks - 1), data, NFOD_BLOCK_BYTES);
	rig_free(rig);
}

static void read_one(struct rig *rig, uint16_t slot, uint64_t lba)
{
	struct nfod_command command = host_command(rig, NFOD_OP_READ, slot, lba, 1);

	host_send(rig, &command, NULL);
}

/* And so does a read behind the head, though other readers are always ahead of it. */
static void no_read_starves(void **state)
{
	struct rig *rig = start_with(0, 2048, 0x11);
	struct nfod_record record;
	uint64_t lba = 320;

	(void)state;
	do_op(rig, NFOD_OP_READ, 0, 160, 1);
	for (uint16_t n = 1; n <= 8; n++, lba += 16)
		read_one(rig, n, lba);
	read_one(rig, 9, 0);
	while (!host_answer(rig, 9, &record, back)) {
		rig_step(rig);
		for (uint16_t n = 1; n <= 8; n++) {
			if (!host_answer(rig, n, &record, back))
				continue;
			read_one(rig, n, lba);
			lba += 16;
			assert_true(lba < 320 + 100 * 16);
		}
	}
	rig_free(rig);
}

/* Reads go first, but do not keep a flush waiting for ever. */
static void reads_do_not_starve_a_flush(void **state)
{
	struct rig *rig = start_with(992, 2016, 0x11);
	struct nfod_command command;
	struct nfod_record record;
	uint32_t reads = 0;

	(void)state;
	for (uint32_t n = 0; n < 5; n++)
		do_op(rig, NFOD_OP_WRITE, 0, n * 160, 16);
	command = host_command(rig, NFOD_OP_FLUSH, 9, 0, 0);
	host_send(rig, &command, NULL);
	for (uint16_t n = 10; n < 30; n++) {
		command = host_command(rig, NFOD_OP_READ, n, 1000 + rig_below(rig, 2000), 1);
		host_send(rig, &command, NULL);
	}
	while (!host_answer(rig, 9, &record, NULL)) {
		rig_step(rig);
		for (uint16_t n = 10; n < 30; n++) {
			if (!host_answer(rig, n, &record, back))
				continue;
			reads++;
			command =
				host_command(rig, NFOD_OP_READ, n, 1000 + rig_below(rig, 2000), 1);
			host_send(rig, &command, NULL);
		}
		assert_true(reads < 400);
	}
	rig_free(rig);
}

static void only_reads_of_bad_sectors_fail(void **state)
{
	struct rig *rig = start_with(144, 32, 0);
	struct nfod_record record;

	(void)state;
	rig->bad[rig_place(rig, 160)] = 1 << 3 | 1 << 9;
	record = do_op(rig, NFOD_OP_READ, 0, 160, 3);
	assert_int_equal(record.status, NFOD_ST_OK);
	record = do_op(rig, NFOD_OP_READ, 0, 155, 16);
	assert_int_equal(record.status, NFOD_ST_MEDIUM_ERROR);
	assert_int_equal(record.detail, 8);
	assert_int_equal(record.data_len, 16 * NFOD_BLOCK_BYTES);
	memset(data, 0, sizeof(data));
	assert_memory_equal(back, data, 16 * NFOD_BLOCK_BYTES);
	record = do_op(rig, NFOD_OP_READ, 0, 164, 5);
	assert_int_equal(record.status, NFOD_ST_OK);
	record = do_op(rig, NFOD_OP_READ, 0, 169, 1);
	assert_int_equal(record.status, NFOD_ST_MEDIUM_ERROR);
	assert_int_equal(record.detail, 0);
	rig->bad[rig_place(rig, 160)] = 0;
	record = do_op(rig, NFOD_OP_READ, 0, 160, 16);
	assert_int_equal(record.status, NFOD_ST_OK);
	rig_check(rig);
	rig_free(rig);
}

/* What is written beside bad sectors needs none of them. */
static void bad_sectors_do_no_harm_to_others(void **state)
{
	struct rig *rig = start_with(160, 16, 0x11);
	struct nfod_record record;

	(void)state;
	rig->bad[rig_place(rig, 160)] = 1 << 3;
	do_op(rig, NFOD_OP_WRITE, 0, 165, 2);
	assert_int_equal(flush(rig), NFOD_ST_OK);
	assert_int_equal(host_identify(rig)->lost, 0);
	record = do_op(rig, NFOD_OP_READ, 0, 160, 16);
	assert_int_equal(record.status, NFOD_ST_MEDIUM_ERROR);
	assert_int_equal(record.detail, 3);
	do_op(rig, NFOD_OP_WRITE, 0, 163, 1);
	assert_int_equal(flush(rig), NFOD_ST_OK);
	rig_settle(rig);
	record = do_op(rig, NFOD_OP_READ, 0, 160, 16);
	assert_int_equal(record.status, NFOD_ST_OK);
	rig_free(rig);
}

static void a_whole_cluster_heals_bad_sectors(void **state)
{
	struct rig *rig = start_with(160, 16, 0x11);

	(void)state;
	rig->bad[rig_place(rig, 160)] = 0xffff;
	do_op(rig, NFOD_OP_WRITE, 0, 160, 16);
	assert_int_equal(flush(rig), NFOD_ST_OK);
	host_again(rig, NFOD_ALT_STREAMS);
	assert_int_equal(do_op(rig, NFOD_OP_READ, 0, 160, 16).status, NFOD_ST_OK);
	rig_free(rig);
}

static void spoil_all(struct rig *rig)
{
	memset(rig->unwritable, 1, rig->info.clusters * sizeof(*rig->unwritable));
}

static void expect_fault(struct rig *rig, uint32_t fault)
{
	struct nfod_record record;

	assert_true(host_event(rig, &record));
	assert_int_equal(record.status, NFOD_EV_FAULT);
	assert_int_equal(record.detail, fault);
}

/* A disc that takes nothing more is read-only; what it holds can be read. */
static void losses_are_told_once_and_counted(void **state)
{
	struct rig *rig = start_with(320, 16, 0x11);
	const struct nfod_drive_status *status = (const struct nfod_drive_status *)rig->reply;

	(void)state;
	spoil_all(rig);
	do_op(rig, NFOD_OP_WRITE, 0, 160, 16);
	do_op(rig, NFOD_OP_WRITE, 0, 190, 2);
	rig_settle(rig);
	assert_int_equal(host_identify(rig)->lost, 18);
	assert_true(host_identify(rig)->flags & NFOD_ID_READ_ONLY);
	expect_fault(rig, NFOD_FAULT_MANAGEMENT);
	expect_fault(rig, NFOD_FAULT_WRITE);
	host_get(rig, NFOD_REQ_STATUS, 0, 512);
	assert_int_not_equal(status->read_only, NFOD_CAUSE_NONE);
	assert_in_range(rig->fw->store.defects, 1, 40);
	assert_int_equal(flush(rig), NFOD_ST_WRITE_ERROR);
	assert_int_equal(flush(rig), NFOD_ST_OK);
	assert_int_equal(do_op(rig, NFOD_OP_WRITE, NFOD_CMD_FUA, 161, 2).status, NFOD_ST_READ_ONLY);
	assert_int_equal(do_op(rig, NFOD_OP_READ, 0, 320, 16).status, NFOD_ST_OK);
	assert_int_equal(back[0], 0x11);
	assert_int_equal(host_identify(rig)->lost, 18);
	rig_check(rig);
	assert_int_equal(host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0), 0);
	rig_settle(rig);
	assert_false(rig->fe.sense & NFOD_FE_SENSE_DOOR_CLOSED);
	rig_free(rig);
}

/* One that cannot be written costs a place, and nothing else. */
static void what_cannot_be_written_goes_elsewhere(void **state)
{
	struct rig *rig = start();
	uint32_t home = layout_home(&rig->fw->store.lay, 10);

	(void)state;
	rig->unwritable[home] = true;
	do_op(rig, NFOD_OP_WRITE, 0, 160, 16);
	assert_int_equal(flush(rig), NFOD_ST_OK);
	assert_int_equal(host_identify(rig)->lost, 0);
	assert_int_not_equal(rig_place(rig, 160), home);
	assert_memory_equal(rig_block(rig, 160), data, NFOD_BLOCK_BYTES);
	assert_int_equal(rig->fw->store.defects, 1);
	host_again(rig, NFOD_ALT_STREAMS);
	assert_int_equal(rig->fw->store.defects, 1);
	assert_memory_equal(rig_block(rig, 160), data, NFOD_BLOCK_BYTES);
	rig_check(rig);
	rig_free(rig);
}

/* A flush whose failure the host has not heard of does not count as told. */
static void an_unheard_failure_is_told_again(void **state)
{
	struct rig *rig = start();
	struct nfod_command command;

	(void)state;
	spoil_all(rig);
	do_op(rig, NFOD_OP_WRITE, 0, 160, 16);
	command = host_command(rig, NFOD_OP_FLUSH, 3, 0, 0);
	host_send(rig, &command, NULL);
	rig_settle(rig);
	assert_non_null(rig_find_in(rig, NFOD_EP_DATA, 4));
	assert_int_equal(host_link_reset(rig, HOST_EPOCH + 5), 0);
	host_open(rig, NFOD_ALT_STREAMS);
	assert_int_equal(flush(rig), NFOD_ST_WRITE_ERROR);
	assert_int_equal(flush(rig), NFOD_ST_OK);
	rig_free(rig);
}

static void a_transient_failure_is_retried(void **state)
{
	struct rig *rig = start();
	uint32_t cluster = layout_home(&rig->fw->store.lay, 10);

	(void)state;
	rig->unwritable[cluster] = true;
	do_op(rig, NFOD_OP_WRITE, 0, 160, 16);
	nfod_usb_suspend(rig->fw, true);
	while (!rig->fw->rec.waiting.count || !rig->fw->rec.job[rig->fw->rec.waiting.at[0]].tries)
		rig_step(rig);
	rig->unwritable[cluster] = false;
	rig_settle(rig);
	assert_int_equal(flush(rig), NFOD_ST_OK);
	assert_int_equal(host_identify(rig)->lost, 0);
	rig_free(rig);
}

static void a_silent_engine_is_a_fault(void **state)
{
	struct rig *rig = start_with(1600, 16, 0x11);
	struct nfod_record record;

	(void)state;
	do_op(rig, NFOD_OP_WRITE, 0, 160, 1);
	rig->engine_dead = true;
	record = do_op(rig, NFOD_OP_READ, 0, 1600, 16);
	assert_int_equal(record.status, NFOD_ST_HARDWARE);
	assert_int_equal(record.detail, NFOD_FAULT_ENGINE);
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_FAULT);
	assert_int_equal(host_identify(rig)->fault, NFOD_FAULT_ENGINE);
	assert_int_equal(host_identify(rig)->lost, 1);
	assert_int_equal(do_op(rig, NFOD_OP_READ, 0, 0, 1).status, NFOD_ST_HARDWARE);
	rig_settle(rig);
	rig_check(rig);
	assert_int_equal(host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0), 0);
	rig_settle(rig);
	assert_false(rig->fe.sense & NFOD_FE_SENSE_DOOR_CLOSED);
	assert_int_equal(host_identify(rig)->fault, NFOD_FAULT_ENGINE);
	assert_int_equal(host_order(rig, NFOD_REQ_LOAD, 0, NULL, 0), HOST_STALL);
	rig->engine_dead = false;
	rig_power_cut(rig);
	rig->fe.sense |= NFOD_FE_SENSE_DOOR_CLOSED;
	rig_power_up(rig);
	host_start(rig, NFOD_ALT_STREAMS);
	assert_int_equal(do_op(rig, NFOD_OP_READ, 0, 0, 1).status, NFOD_ST_OK);
	rig_free(rig);
}

/*
 * 128 KiB reads at depth 8 find the next cluster under the head every time, also when
 * the board polls late.
 */
static void sequential_reads_stream(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ .zones = 1, .clusters = 400 });
	uint64_t lba[8], next = 0, begin;
	struct nfod_record record;
	double turns;

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	begin = rig->fw->count.rotate_ns;
	for (uint16_t n = 0; n < 8; n++, next += 32) {
		struct nfod_command command = host_command(rig, NFOD_OP_READ, n, next, 32);

		lba[n] = next;
		host_send(rig, &command, NULL);
	}
	while (next < 300 * 16) {
		rig_late_step(rig, 3 * RIG_MS / 2);
		for (uint16_t n = 0; n < 8; n++) {
			struct nfod_command command = host_command(rig, NFOD_OP_READ, n, next, 32);

			if (!host_answer(rig, n, &record, back))
				continue;
			assert_int_equal(record.status, NFOD_ST_OK);
			lba[n] = next;
			next += 32;
			host_send(rig, &command, NULL);
		}
	}
	/* After the first one nothing was waited for: less than two turns in all. */
	turns = (double)(rig->fw->count.rotate_ns - begin) * 1e-9 *
		kin_speed(&rig->fw->kin, rig->now) / 6.283185307179586;
	assert_true(turns < 2.0);
	assert_true(lba[0] > 0);
	rig_free(rig);
}

/* One read at a time of a host that thinks in between streams as well, read ahead. */
static void reading_ahead_streams(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ .zones = 1, .clusters = 400 });
	uint64_t before;
	double turns;

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	for (uint32_t n = 0; n < 5; n++)
		do_op(rig, NFOD_OP_READ, 0, n * 16, 16);
	before = rig->fw->count.rotate_ns;
	for (uint32_t n = 5; n < 300; n++) {
		rig_run(rig, 4 * RIG_MS);
		assert_int_equal(do_op(rig, NFOD_OP_READ, 0, n * 16, 16).status, NFOD_ST_OK);
	}
	turns = (double)(rig->fw->count.rotate_ns - before) * 1e-9 *
		kin_speed(&rig->fw->kin, rig->now) / 6.283185307179586;
	assert_true(turns < 2.0);
	rig_free(rig);
}

/* Written on and on, the head waits for nothing but a log cluster now and then. */
static void sequential_writes_stream(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ .zones = 1, .clusters = 400 });
	uint64_t begin, transfer;
	double part;

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	begin = rig->now;
	transfer = rig->fw->count.transfer_ns;
	for (uint32_t n = 0; n < 90; n++) {
		host_wait_credit(rig, 64 * NFOD_BLOCK_BYTES);
		assert_int_equal(do_op(rig, NFOD_OP_WRITE, 0, n * 64, 64).status, NFOD_ST_OK);
	}
	assert_int_equal(flush(rig), NFOD_ST_OK);
	part = (double)(rig->fw->count.transfer_ns - transfer) / (double)(rig->now - begin);
	print_message("%.1f Mbit/s, %.1f %% of the time writing\n",
		      90 * 64 * NFOD_BLOCK_BYTES * 8e3 / (double)(rig->now - begin), 100 * part);
	assert_true(part > 0.9);
	rig_free(rig);
}

/* Small writes anywhere, each flushed by itself, cost a cluster of the log each. */
static void small_flushed_writes_are_soon_safe(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ .zones = 3, .clusters = 200 });
	uint64_t begin;
	double mean_ms;

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	begin = rig->now;
	for (uint32_t n = 0; n < 100; n++) {
		do_op(rig, NFOD_OP_WRITE, 0, rig_below(rig, 10000), 1);
		assert_int_equal(flush(rig), NFOD_ST_OK);
	}
	mean_ms = (double)(rig->now - begin) * 1e-6 / 100;
	print_message("%.1f ms each\n", mean_ms);
	/* Reading a cluster, and writing it a turn later, would take a turn and a half and the way. */
	assert_true(mean_ms < 25.0);
	rig_free(rig);
}

/* A board that is never in time loses turns, not commands. */
static void late_boards_get_on(void **state)
{
	struct rig *rig = start();
	struct nfod_command command;
	struct nfod_record record;

	(void)state;
	for (uint32_t n = 0; n < 20; n++) {
		uint32_t steps = 0;

		command = host_command(rig, NFOD_OP_READ, 3, n * 150, 1);
		host_send(rig, &command, NULL);
		while (!host_answer(rig, 3, &record, back)) {
			uint64_t next = nfod_fw_next_deadline(rig->fw);

			if (next != NFOD_FW_NEVER && next > rig->now)
				rig->now = next;
			rig_late_step(rig, 3 * RIG_MS);
			assert_true(steps++ < 50);
		}
		assert_int_equal(record.status, NFOD_ST_OK);
	}
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flush_puts_all_on_the_disc),
		cmocka_unit_test(fua_writes_no_more_than_its_own),
		cmocka_unit_test(blocks_are_merged_into_clusters),
		cmocka_unit_test(the_rest_of_a_cluster_stays),
		cmocka_unit_test(a_disc_that_was_protected_can_be_read),
		cmocka_unit_test(quiet_drives_write_by_themselves),
		cmocka_unit_test(sleeping_hosts_hurry_the_drive),
		cmocka_unit_test(flush_ends_under_steady_writing),
		cmocka_unit_test(no_read_starves),
		cmocka_unit_test(reads_do_not_starve_a_flush),
		cmocka_unit_test(only_reads_of_bad_sectors_fail),
		cmocka_unit_test(bad_sectors_do_no_harm_to_others),
		cmocka_unit_test(a_whole_cluster_heals_bad_sectors),
		cmocka_unit_test(losses_are_told_once_and_counted),
		cmocka_unit_test(what_cannot_be_written_goes_elsewhere),
		cmocka_unit_test(an_unheard_failure_is_told_again),
		cmocka_unit_test(a_transient_failure_is_retried),
		cmocka_unit_test(a_silent_engine_is_a_fault),
		cmocka_unit_test(late_boards_get_on),
		cmocka_unit_test(sequential_reads_stream),
		cmocka_unit_test(reading_ahead_streams),
		cmocka_unit_test(sequential_writes_stream),
		cmocka_unit_test(small_flushed_writes_are_soon_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
