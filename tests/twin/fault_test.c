// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The twin's faults: each does what it says, and nothing once it is off. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "drive.h"
#include "fixture.h"
#include "redir.h"

#define BLOCKS 16u
#define LENGTH (BLOCKS * NFOD_BLOCK_BYTES)

static struct rig rig;
static struct drive drive;
static uint8_t data[LENGTH];

static void begin(uint8_t alternate)
{
	fixture_begin(&rig, &rig_redir, NULL);
	drive_open(&drive, &rig, alternate);
}

static void set(const char *knob, const char *value)
{
	if (!rig_order(&rig, "set %s %s", knob, value))
		fail_msg("%s", rig.answer);
}

static void write_ok(uint64_t lba, uint32_t blocks)
{
	drive_pattern(data, lba, blocks, 1);
	assert_int_equal(drive_write(&drive, lba, blocks, data, 0), NFOD_ST_OK);
}

static void read_ok(void)
{
	assert_int_equal(drive_read(&drive, 40, 1, data), NFOD_ST_OK);
}

/* ---- knobs as such ---- */

static void every_knob_reads_back(void **state)
{
	static const char *const knobs[][2] = {
		{ "hang", "next" },
		{ "hang", "17" },
		{ "hang", "any" },
		{ "freeze", "until-abort" },
		{ "freeze", "on" },
		{ "delay", "250" },
		{ "medium-error", "100 16" },
		{ "write-error", "0 1" },
		{ "engine-hang", "on" },
		{ "drop-events", "3" },
		{ "drop-credits", "4" },
		{ "short", "100" },
		{ "abort-fails", "on" },
		{ "link-reset-fails", "on" },
		{ "silence", "on" },
		{ "unplug-after", "1000" },
		{ "power-cut-after", "1001" },
		{ "power-cut-after-clusters", "1002" },
		{ "write-protect", "on" },
		{ "hold-up", "off" },
		{ "pieces", "12" },
		{ "hostile", "5:slot,epoch,descriptor" },
		{ "scratch", "30 0.25 31.5 0.26 40, 40 0.5 40 0.51 5" },
		{ "fingerprint", "seed 5 3" },
		{ "defect", "35 0.125 80 2.5" },
		{ "hostile-rate", "77" },
	};

	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	for (size_t i = 0; i < sizeof(knobs) / sizeof(knobs[0]); i++) {
		set(knobs[i][0], knobs[i][1]);
		assert_string_equal(rig.answer, knobs[i][1]);
		assert_true(rig_order(&rig, "get %s", knobs[i][0]));
		assert_string_equal(rig.answer, knobs[i][1]);
		assert_true(rig_order(&rig, "list"));
		assert_non_null(strstr(rig.answer, knobs[i][0]));
		if (strcmp(knobs[i][0], "hostile-rate") && strcmp(knobs[i][0], "hold-up"))
			set(knobs[i][0], "off");
	}
	fixture_end(&rig);
}

static void refused(const char *line, const char *says)
{
	assert_false(rig_order(&rig, "%s", line));
	if (!strstr(rig.answer, says))
		fail_msg("\"%s\" is answered by \"%s\"", line, rig.answer);
}

static void bad_orders_are_refused(void **state)
{
	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	refused("set bogus 1", "there are hang freeze");
	refused("get bogus", "there are hang freeze");
	refused("set hang 32", "0..31");
	refused("set hang -1", "0..31");
	refused("set delay soon", "milliseconds");
	refused("set medium-error 5", "FIRST COUNT");
	refused("set medium-error 5 0", "FIRST COUNT");
	refused("set medium-error 5 6 7", "FIRST COUNT");
	refused("set engine-hang maybe", "on or off");
	refused("set stall 0x05", "0x82");
	refused("set hostile 1:bogus", "kinds are slot");
	refused("set hostile-rate 1001", "0..1000");
	refused("set hostile-cases 1", "only be read");
	refused("set scratch 30 0.2 50 0.2", "MM TURNS MM TURNS UM");
	refused("set fingerprint 30 0.2 5 2", "MM TURNS MM LIGHT");
	refused("set defect here", "MM TURNS UM GROWTH");
	refused("set hang", "KNOB VALUE");
	refused("frobnicate", "there are power on");
	refused("", "there are power on");
	refused("load", "PATH");
	refused("load /nonexistent", "No such file");
	refused("power off please", "nothing more");
	fixture_end(&rig);
}

static void faults_from_the_start(void **state)
{
	const char *const options[] = { "--set", "write-protect=on", "--hold-up", "off", NULL };

	(void)state;
	fixture_begin(&rig, &rig_redir, options);
	assert_true(rig_order(&rig, "get hold-up"));
	assert_string_equal(rig.answer, "off");
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	assert_int_equal(drive_write(&drive, 40, 1, data, 0), NFOD_ST_READ_ONLY);
	fixture_end(&rig);
}

/* ---- answers ---- */

static void hanging_slot(void **state)
{
	uint8_t alternate = *(const uint8_t *)*state;
	struct nfod_command stuck, other;
	uint32_t transfer, last;

	begin(alternate);
	write_ok(40, 1);
	set("hang", "9");
	stuck = drive_command(&drive, NFOD_OP_READ, 9, 40, 1);
	transfer = drive_send(&drive, &stuck, NULL);
	last = drive.notify[0];
	assert_false(rig_answered(&rig, transfer ? transfer : last));
	other = drive_command(&drive, NFOD_OP_READ, 8, 40, 1);
	assert_int_equal(
		drive_answer(&drive, &other, drive_send(&drive, &other, NULL), data).status,
		NFOD_ST_OK);
	set("hang", "off");
	assert_int_equal(drive_answer(&drive, &stuck, transfer, data).status, NFOD_ST_OK);
	fixture_end(&rig);
}

static void next_answer_hangs(void **state)
{
	struct nfod_command stuck;
	uint32_t transfer;

	(void)state;
	begin(NFOD_ALT_STREAMS);
	set("hang", "next");
	stuck = drive_command(&drive, NFOD_OP_FLUSH, 21, 0, 0);
	transfer = drive_send(&drive, &stuck, NULL);
	assert_false(rig_answered(&rig, transfer));
	assert_true(rig_order(&rig, "get hang"));
	assert_string_equal(rig.answer, "21");
	rig_cancel(&rig, transfer);
	rig_wait(&rig, transfer);
	rig_forget(&rig, transfer);
	/* A link reset takes the hanging answer with it. */
	assert_true(drive_link_reset(&drive));
	set("hang", "off");
	read_ok();
	fixture_end(&rig);
}

static void delayed_answers(void **state)
{
	long before;

	(void)state;
	begin(NFOD_ALT_PLAIN);
	read_ok();
	before = rig_number(&rig, "now_us");
	set("delay", "700");
	read_ok();
	assert_true(rig_number(&rig, "now_us") - before >= 700000);
	set("delay", "off");
	read_ok();
	fixture_end(&rig);
}

static void dropped_event(void **state)
{
	struct nfod_record record;

	(void)state;
	begin(NFOD_ALT_STREAMS);
	set("drop-events", "1");
	assert_true(rig_order(&rig, "eject"));
	while (rig_number(&rig, "idle") == 0)
		usleep(1000);
	assert_true(rig_order(&rig, "get drop-events"));
	assert_string_equal(rig.answer, "off");
	assert_true(rig_control(&rig, 0x41, NFOD_REQ_LOAD, 0, 0, NULL, 0) >= 0);
	do {
		record = drive_notice(&drive);
	} while (record.kind != NFOD_REC_EVENT);
	assert_int_equal(record.status, NFOD_EV_INSERTED);
	fixture_end(&rig);
}

static void short_answer(void **state)
{
	struct nfod_command command;
	uint32_t transfer;

	(void)state;
	begin(NFOD_ALT_STREAMS);
	set("short", "1000");
	command = drive_command(&drive, NFOD_OP_READ, 0, 0, 4);
	transfer = drive_send(&drive, &command, NULL);
	assert_int_equal(rig_wait(&rig, transfer)->status, RIG_OK);
	assert_int_equal(rig_wait(&rig, transfer)->len, 1000);
	rig_forget(&rig, transfer);
	read_ok();
	fixture_end(&rig);
}

static void stalled_endpoint(void **state)
{
	struct nfod_command command;
	uint32_t transfer;

	(void)state;
	begin(NFOD_ALT_STREAMS);
	set("stall", "0x82");
	command = drive_command(&drive, NFOD_OP_READ, 0, 40, 1);
	transfer = drive_send(&drive, &command, NULL);
	assert_int_equal(rig_wait(&rig, transfer)->status, RIG_STALL);
	rig_forget(&rig, transfer);
	assert_true(rig_order(&rig, "get stall"));
	assert_string_equal(rig.answer, "0x82");
	assert_true(rig_control(&rig, 0x02, 1, 0, NFOD_EP_DATA, NULL, 0) >= 0);
	assert_true(rig_order(&rig, "get stall"));
	assert_string_equal(rig.answer, "off");
	assert_true(drive_link_reset(&drive));
	read_ok();
	fixture_end(&rig);
}

static int abort_slot(const struct nfod_command *command)
{
	struct nfod_abort request = {
		.slot = command->slot,
		.epoch = command->epoch,
		.sequence = command->sequence,
	};

	return rig_control(&rig, 0x41, NFOD_REQ_ABORT, command->slot, 0, &request, sizeof(request));
}

static void requests_that_fail(void **state)
{
	struct nfod_command command;

	(void)state;
	begin(NFOD_ALT_STREAMS);
	command = drive_command(&drive, NFOD_OP_READ, 4, 0, 1);
	set("abort-fails", "on");
	assert_int_equal(abort_slot(&command), -1);
	set("abort-fails", "off");
	assert_int_not_equal(abort_slot(&command), -1);
	set("link-reset-fails", "on");
	assert_false(drive_link_reset(&drive));
	set("link-reset-fails", "off");
	assert_true(drive_link_reset(&drive));
	read_ok();
	fixture_end(&rig);
}

static void frozen_main_loop(void **state)
{
	struct nfod_command command;
	uint32_t transfer;

	(void)state;
	begin(NFOD_ALT_STREAMS);
	set("freeze", "until-abort");
	command = drive_command(&drive, NFOD_OP_READ, 4, 5000, 1);
	transfer = drive_send(&drive, &command, NULL);
	assert_false(rig_answered(&rig, transfer));
	assert_int_not_equal(abort_slot(&command), -1);
	assert_int_equal(drive_answer(&drive, &command, transfer, NULL).status, NFOD_ST_ABORTED);
	read_ok();
	fixture_end(&rig);
}

static void silent_device(void **state)
{
	struct nfod_command command;
	uint32_t out;

	(void)state;
	begin(NFOD_ALT_STREAMS);
	set("silence", "on");
	command = drive_command(&drive, NFOD_OP_FLUSH, 0, 0, 0);
	out = rig_out(&rig, &command, sizeof(command));
	assert_false(rig_answered(&rig, out));
	set("silence", "off");
	assert_int_equal(rig_wait(&rig, out)->status, RIG_OK);
	assert_true(drive_link_reset(&drive));
	read_ok();
	fixture_end(&rig);
}

static void out_in_pieces(void **state)
{
	static uint8_t read_back[LENGTH];

	(void)state;
	begin(NFOD_ALT_STREAMS);
	set("pieces", "99");
	for (uint32_t i = 0; i < 20; i++) {
		write_ok(i * BLOCKS, BLOCKS);
		assert_int_equal(drive_read(&drive, i * BLOCKS, BLOCKS, read_back), NFOD_ST_OK);
		assert_memory_equal(data, read_back, LENGTH);
	}
	fixture_end(&rig);
}

/* ---- the medium ---- */

/* The drive forgets what it knows, and what was flushed is on the disc. */
static void begin_again(void)
{
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	assert_true(rig_order(&rig, "power off"));
	redir_await(&rig, false);
	assert_true(rig_order(&rig, "power on"));
	redir_await(&rig, true);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
}

static void unreadable_blocks(void **state)
{
	struct nfod_command command;
	struct nfod_record record;

	(void)state;
	begin(NFOD_ALT_STREAMS);
	write_ok(992, 16);
	begin_again();
	set("medium-error", "1003 2");
	command = drive_command(&drive, NFOD_OP_READ, 0, 1000, 8);
	record = drive_answer(&drive, &command, drive_send(&drive, &command, NULL), data);
	assert_int_equal(record.status, NFOD_ST_MEDIUM_ERROR);
	assert_int_equal(record.detail, 3);
	assert_int_equal(record.data_len, 8 * NFOD_BLOCK_BYTES);
	assert_int_equal(drive_read(&drive, 1000, 3, data), NFOD_ST_OK);
	assert_int_equal(drive_read(&drive, 1005, 3, data), NFOD_ST_OK);
	set("medium-error", "off");
	assert_int_equal(drive_read(&drive, 1000, 8, data), NFOD_ST_OK);
	fixture_end(&rig);
}

/* Some clusters cost nothing but themselves; with none left the disc is read-only. */
static void unwritable_clusters(void **state)
{
	(void)state;
	begin(NFOD_ALT_STREAMS);
	set("write-error", "100 20");
	write_ok(2000, 16);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	set("write-error", "0 10000000");
	write_ok(2000, 1);
	assert_int_equal(drive_flush(&drive), NFOD_ST_WRITE_ERROR);
	drive_identify(&drive);
	assert_true(drive.identify.flags & NFOD_ID_READ_ONLY);
	set("write-error", "off");
	begin_again();
	write_ok(2000, 1);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	fixture_end(&rig);
}

static void engine_that_hangs(void **state)
{
	(void)state;
	begin(NFOD_ALT_STREAMS);
	write_ok(3000, 1);
	begin_again();
	set("engine-hang", "on");
	assert_int_not_equal(drive_read(&drive, 3000, 1, data), NFOD_ST_OK);
	drive_identify(&drive);
	assert_int_equal(drive.identify.fault, NFOD_FAULT_ENGINE);
	fixture_end(&rig);
}

static void protected_from_the_start(void **state)
{
	const char *const options[] = { "--set", "write-protect=on", NULL };

	(void)state;
	fixture_begin(&rig, &rig_redir, options);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	assert_true(drive.identify.flags & NFOD_ID_READ_ONLY);
	drive_pattern(data, 0, 1, 1);
	assert_int_equal(drive_write(&drive, 0, 1, data, 0), NFOD_ST_READ_ONLY);
	read_ok();
	fixture_end(&rig);
}

/* ---- cuts at an exact point ---- */

static void cut_after_transfers(const char *knob, const char *again, bool power)
{
	uint32_t boot;

	begin(NFOD_ALT_STREAMS);
	boot = drive.identify.boot;
	set(knob, "4");
	read_ok();
	/* The second read's command is the third transfer, its answer the fourth. */
	read_ok();
	redir_await(&rig, false);
	assert_int_equal(rig_number(&rig, "power"), !power);
	assert_true(rig_order(&rig, "get %s", knob));
	assert_string_equal(rig.answer, "off");
	assert_true(rig_order(&rig, "%s", again));
	redir_await(&rig, true);
	redir_reset(&rig);
	memset(drive.notify, 0, sizeof(drive.notify));
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	assert_int_equal(drive.identify.boot != boot, power);
	read_ok();
	fixture_end(&rig);
}

static void unplug_after_transfers(void **state)
{
	(void)state;
	cut_after_transfers("unplug-after", "plug", false);
}

static void power_cut_after_transfers(void **state)
{
	(void)state;
	cut_after_transfers("power-cut-after", "power on", true);
}

int main(void)
{
	static uint8_t plain = NFOD_ALT_PLAIN, streams = NFOD_ALT_STREAMS;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_knob_reads_back),
		cmocka_unit_test(bad_orders_are_refused),
		cmocka_unit_test(faults_from_the_start),
		{ "hanging_slot_plain", hanging_slot, NULL, NULL, &plain },
		{ "hanging_slot_streams", hanging_slot, NULL, NULL, &streams },
		cmocka_unit_test(next_answer_hangs),
		cmocka_unit_test(delayed_answers),
		cmocka_unit_test(dropped_event),
		cmocka_unit_test(short_answer),
		cmocka_unit_test(stalled_endpoint),
		cmocka_unit_test(requests_that_fail),
		cmocka_unit_test(frozen_main_loop),
		cmocka_unit_test(silent_device),
		cmocka_unit_test(out_in_pieces),
		cmocka_unit_test(unreadable_blocks),
		cmocka_unit_test(unwritable_clusters),
		cmocka_unit_test(engine_that_hangs),
		cmocka_unit_test(protected_from_the_start),
		cmocka_unit_test(unplug_after_transfers),
		cmocka_unit_test(power_cut_after_transfers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
