// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The mutator: does it reach every kind, stay alive under all of them, and do
 * the same again from the same seed (every test ends in a replay)?
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "drive.h"
#include "fixture.h"
#include "redir.h"

#define COMMANDS 400u

static struct rig rig;
static struct drive drive;
static uint8_t data[16 * NFOD_BLOCK_BYTES];

static void set(const char *knob, const char *value)
{
	if (!rig_order(&rig, "set %s %s", knob, value))
		fail_msg("%s", rig.answer);
}

static long cases(void)
{
	assert_true(rig_order(&rig, "get hostile-cases"));
	return strtol(rig.answer, NULL, 10);
}

/* Take a transfer back, whatever has become of it. */
static void drop(uint32_t id)
{
	if (!rig_answered(&rig, id))
		rig_cancel(&rig, id);
	rig_wait(&rig, id);
	rig_forget(&rig, id);
}

static void clear_halts(void)
{
	rig_control(&rig, 0x02, 1, 0, NFOD_EP_COMMAND, NULL, 0);
	rig_control(&rig, 0x02, 1, 0, NFOD_EP_DATA, NULL, 0);
	rig_control(&rig, 0x02, 1, 0, NFOD_EP_NOTIFY, NULL, 0);
}

/* One read, and notices, of which anything may come back. */
static bool provoke(uint16_t slot)
{
	struct nfod_command command = drive_command(&drive, NFOD_OP_READ, slot, slot, 1);
	uint32_t answer = rig_in(&rig, NFOD_EP_DATA, (uint16_t)(slot + 1),
				 NFOD_BLOCK_BYTES + sizeof(struct nfod_record));
	uint32_t notice = rig_in(&rig, NFOD_EP_NOTIFY, 0, sizeof(struct nfod_record));
	uint32_t out = rig_out(&rig, &command, sizeof(command));
	struct rig_transfer *transfer;
	struct nfod_record record;
	bool right = false;

	if (rig_answered(&rig, answer)) {
		transfer = rig_wait(&rig, answer);
		if (transfer->status == RIG_OK &&
		    transfer->len == NFOD_BLOCK_BYTES + sizeof(record)) {
			memcpy(&record, transfer->data + NFOD_BLOCK_BYTES, sizeof(record));
			right = record.magic == NFOD_RECORD_MAGIC && record.slot == slot &&
				record.kind == NFOD_REC_STATUS && record.status == NFOD_ST_OK &&
				record.epoch == command.epoch &&
				record.sequence == command.sequence &&
				record.data_len == NFOD_BLOCK_BYTES;
		}
	}
	drop(answer);
	drop(notice);
	drop(out);
	return right;
}

static void link_reset(void)
{
	set("hostile", "off");
	clear_halts();
	assert_true(drive_link_reset(&drive));
}

static void take_back_notices(void)
{
	for (int i = 0; i < DRIVE_NOTIFY; i++) {
		drop(drive.notify[i]);
		drive.notify[i] = 0;
	}
}

/* Return: how many answers were not what was asked for. */
static uint32_t provoke_often(const char *hostile)
{
	uint32_t wrong = 0;

	set("hostile-rate", "400");
	for (uint32_t i = 0; i < COMMANDS; i += NFOD_MAX_SLOTS) {
		char seeded[128];

		link_reset();
		take_back_notices();
		snprintf(seeded, sizeof(seeded), "%u%s", i + 1, hostile);
		set("hostile", seeded);
		for (uint16_t slot = 0; slot < NFOD_MAX_SLOTS; slot++)
			wrong += !provoke(slot);
	}
	link_reset();
	return wrong;
}

static void all_kinds_together(void **state)
{
	uint32_t wrong;

	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	wrong = provoke_often("");
	assert_true(wrong > 0);
	assert_true(cases() >= COMMANDS / 10);
	/* And nothing of it is left. */
	assert_int_equal(drive_read(&drive, 0, 16, data), NFOD_ST_OK);
	fixture_end(&rig);
}

static void each_kind_alone(void **state)
{
	static const char *const kinds[] = {
		":slot",  ":epoch", ":sequence", ":magic",  ":kind",	":status", ":data-len",
		":short", ":long",  ":stale",	 ":stream", ":silence", ":stall",
	};

	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		long before = cases();

		if (!provoke_often(kinds[i]) || cases() == before)
			fail_msg("%s changes nothing", kinds[i]);
	}
	fixture_end(&rig);
}

static void unasked_records(void **state)
{
	struct nfod_record record;

	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	set("hostile-rate", "1000");
	set("hostile", "3:flood");
	assert_int_equal(drive_read(&drive, 0, 1, data), NFOD_ST_OK);
	record = drive_notice(&drive);
	assert_int_equal(record.magic, NFOD_RECORD_MAGIC);
	link_reset();
	fixture_end(&rig);
}

/* Return: how many of many answers to IDENTIFY are not like the first. */
static int wrong_identities(void)
{
	struct nfod_identify first = drive.identify, other;
	int wrong = 0;

	for (int i = 0; i < 200; i++) {
		int got = rig_control(&rig, 0xc1, NFOD_REQ_IDENTIFY, 0, 0, &other, sizeof(other));

		wrong += got != sizeof(other) || memcmp(&first, &other, sizeof(other));
	}
	return wrong;
}

static void lies_about_itself(void **state)
{
	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	drive_identify(&drive);
	set("hostile-rate", "500");
	assert_int_equal(wrong_identities(), 0);
	set("hostile", "8:identify,control");
	assert_in_range(wrong_identities(), 50, 150);
	set("hostile", "off");
	assert_int_equal(wrong_identities(), 0);
	fixture_end(&rig);
}

static void garbled_descriptors(void **state)
{
	uint8_t first[18], other[18];
	int wrong = 0;

	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	assert_int_equal(rig_control(&rig, 0x80, 6, 0x0100, 0, first, sizeof(first)), 18);
	set("hostile-rate", "500");
	set("hostile", "8:descriptor");
	for (int i = 0; i < 200; i++) {
		int got = rig_control(&rig, 0x80, 6, 0x0100, 0, other, sizeof(other));

		wrong += got != sizeof(other) || memcmp(first, other, sizeof(first));
	}
	assert_in_range(wrong, 50, 150);
	fixture_end(&rig);
}

static void hostile_from_the_start_plain(void **state)
{
	const char *const options[] = { "--set", "hostile=77:all", "--set", "hostile-rate=300",
					NULL };
	uint8_t answer[512];

	(void)state;
	fixture_begin(&rig, &rig_usbip, options);
	for (int i = 0; i < 300; i++) {
		rig_control(&rig, 0x00, 9, 1, 0, NULL, 0);
		rig_control(&rig, 0x80, 6, 0x0200, 0, answer, sizeof(answer));
		rig_control(&rig, 0xc1, NFOD_REQ_STATUS, 0, 1, answer, sizeof(answer));
	}
	assert_true(cases() > 50);
	fixture_end(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_kinds_together),
		cmocka_unit_test(each_kind_alone),
		cmocka_unit_test(unasked_records),
		cmocka_unit_test(lies_about_itself),
		cmocka_unit_test(garbled_descriptors),
		cmocka_unit_test(hostile_from_the_start_plain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
