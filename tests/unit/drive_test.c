// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Loading, ejecting, locking, discs that come, go and are no good. */
#include "host.h"

static uint8_t data[16 * NFOD_BLOCK_BYTES];

static uint8_t medium_state(struct rig *rig)
{
	return host_identify(rig)->medium_state;
}

static struct nfod_record write_some(struct rig *rig)
{
	struct nfod_command command = host_command(rig, NFOD_OP_WRITE, 0, 40, 16);

	memset(data, 0x77, sizeof(data));
	return host_do(rig, &command, data);
}

static void expect_event(struct rig *rig, uint8_t event, uint32_t detail)
{
	struct nfod_record record;

	assert_true(host_event(rig, &record));
	assert_int_equal(record.status, event);
	assert_int_equal(record.detail, detail);
	assert_int_equal(record.slot, NFOD_NO_SLOT);
	assert_int_equal(record.epoch, rig->fw->link.epoch);
}

static void set_sense(struct rig *rig, uint32_t bits, bool on)
{
	if (on)
		rig->fe.sense |= bits;
	else
		rig->fe.sense &= ~bits;
	nfod_fw_poll(rig->fw, rig->now);
}

static void a_disc_in_the_drive_is_loaded_at_power_up(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });
	const struct nfod_identify *identify;
	uint64_t start = rig->now;

	(void)state;
	host_enumerate(rig, NFOD_USB_SUPER);
	nfod_fw_poll(rig->fw, rig->now);
	assert_int_equal(medium_state(rig), NFOD_MEDIUM_LOADING);
	rig_settle(rig);
	assert_in_range(rig->now - start, RIG_S, 3 * RIG_S);
	identify = host_identify(rig);
	assert_int_equal(identify->medium_state, NFOD_MEDIUM_READY);
	assert_int_equal(identify->medium, 1);
	assert_true(identify->capacity == rig->info.user_blocks);
	assert_int_equal(identify->recording, NFOD_RECORDING_PHASE_CHANGE);
	assert_string_equal(identify->disc_id, "UNIT-0001");
	assert_string_equal(identify->serial, "UNIT-TEST");
	assert_int_equal(identify->boot, rig->board.boot);
	assert_int_equal(identify->flags, NFOD_ID_WRITE_CACHE);
	assert_int_equal(identify->max_blocks, DISC_MAX_BLOCKS);
	assert_int_equal(identify->slots, NFOD_MAX_SLOTS);
	rig_free(rig);
}

static void eject_flushes_stops_and_opens(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	write_some(rig);
	assert_int_equal(host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0), 0);
	assert_int_equal(write_some(rig).status, NFOD_ST_NO_MEDIUM);
	rig_settle(rig);
	assert_false(rig->fe.sense & NFOD_FE_SENSE_DOOR_CLOSED);
	expect_event(rig, NFOD_EV_REMOVED, 2);
	assert_int_equal(medium_state(rig), NFOD_MEDIUM_NONE);
	assert_true(host_identify(rig)->capacity == 0);
	assert_string_equal(host_identify(rig)->disc_id, "");
	assert_true(kin_speed(&rig->fw->kin, rig->now) == 0.0);
	assert_int_equal(host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0), 0);
	assert_int_equal(host_order(rig, NFOD_REQ_LOAD, 0, NULL, 0), 0);
	rig_settle(rig);
	assert_int_equal(medium_state(rig), NFOD_MEDIUM_READY);
	expect_event(rig, NFOD_EV_INSERTED, 3);
	for (uint32_t n = 0; n < sizeof(data) / NFOD_BLOCK_BYTES; n++)
		assert_memory_equal(rig_block(rig, 40 + n), data + n * NFOD_BLOCK_BYTES,
				    NFOD_BLOCK_BYTES);
	rig_check(rig);
	rig_free(rig);
}

static void the_disc_is_at_rest_before_the_tray_opens(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0);
	while (rig->fe.sense & NFOD_FE_SENSE_DOOR_CLOSED)
		rig_step(rig);
	assert_true(kin_speed(&rig->fw->kin, rig->now) == 0.0);
	rig_free(rig);
}

static void a_locked_door_stays_shut(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	(void)state;
	host_start(rig, NFOD_ALT_PLAIN);
	assert_int_equal(host_order(rig, NFOD_REQ_LOCK, 2, NULL, 0), HOST_STALL);
	assert_int_equal(host_order(rig, NFOD_REQ_LOCK, 1, NULL, 0), 0);
	assert_true(host_identify(rig)->flags & NFOD_ID_LOCKED);
	assert_int_equal(host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0), HOST_STALL);
	set_sense(rig, NFOD_FE_SENSE_BUTTON, true);
	rig_settle(rig);
	expect_event(rig, NFOD_EV_EJECT_REQUEST, 0);
	set_sense(rig, NFOD_FE_SENSE_BUTTON, false);
	assert_int_equal(medium_state(rig), NFOD_MEDIUM_READY);
	assert_int_equal(host_order(rig, NFOD_REQ_LOCK, 0, NULL, 0), 0);
	set_sense(rig, NFOD_FE_SENSE_BUTTON, true);
	rig_settle(rig);
	expect_event(rig, NFOD_EV_REMOVED, 2);
	assert_false(rig->fe.sense & NFOD_FE_SENSE_DOOR_CLOSED);
	rig_free(rig);
}

static void a_bus_reset_unlocks(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	(void)state;
	host_start(rig, NFOD_ALT_PLAIN);
	host_order(rig, NFOD_REQ_LOCK, 1, NULL, 0);
	assert_int_equal(host_link_reset(rig, 9), 0);
	assert_true(host_identify(rig)->flags & NFOD_ID_LOCKED);
	host_enumerate(rig, NFOD_USB_SUPER);
	assert_false(host_identify(rig)->flags & NFOD_ID_LOCKED);
	rig_free(rig);
}

static void a_disc_snatched_under_load(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });
	struct nfod_command command;
	struct nfod_record record;

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	write_some(rig);
	for (uint16_t n = 1; n < 20; n++) {
		command = host_command(rig, n % 3 ? NFOD_OP_READ : NFOD_OP_FLUSH, n,
				       n % 3 ? n * 150 : 0, n % 3 ? 20 : 0);
		host_send(rig, &command, NULL);
	}
	rig_step(rig);
	set_sense(rig, NFOD_FE_SENSE_DISC, false);
	for (uint16_t n = 1; n < 20; n++) {
		assert_true(host_answer(rig, n, &record, NULL));
		assert_true(record.status == NFOD_ST_NO_MEDIUM || record.status == NFOD_ST_OK);
	}
	expect_event(rig, NFOD_EV_REMOVED, 2);
	rig_settle(rig);
	rig_check(rig);
	assert_true(host_identify(rig)->lost >= 16);
	rig_put_leadin(rig);
	set_sense(rig, NFOD_FE_SENSE_DISC, true);
	rig_settle(rig);
	expect_event(rig, NFOD_EV_INSERTED, 3);
	command = host_command(rig, NFOD_OP_FLUSH, 1, 0, 0);
	assert_int_equal(host_do(rig, &command, NULL).status, NFOD_ST_OK);
	rig_free(rig);
}

static void bad_disc(const char *what, void (*spoil)(struct rig *rig), uint32_t fault)
{
	struct rig *rig = rig_new(&(struct rig_options){ .no_disc = true });
	struct nfod_command command;

	host_start(rig, NFOD_ALT_STREAMS);
	assert_int_equal(medium_state(rig), NFOD_MEDIUM_NONE);
	spoil(rig);
	set_sense(rig, NFOD_FE_SENSE_DISC, true);
	rig_settle(rig);
	if (medium_state(rig) != NFOD_MEDIUM_FAULT)
		fail_msg("a disc with bad %s was taken", what);
	assert_int_equal(host_identify(rig)->fault, fault);
	assert_true(host_identify(rig)->capacity == 0);
	expect_event(rig, NFOD_EV_FAULT, fault);
	command = host_command(rig, NFOD_OP_READ, 0, 0, 1);
	assert_int_equal(host_do(rig, &command, data).status, NFOD_ST_HARDWARE);
	assert_int_equal(host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0), 0);
	rig_settle(rig);
	assert_int_equal(medium_state(rig), NFOD_MEDIUM_NONE);
	assert_int_equal(host_identify(rig)->fault, NFOD_FAULT_NONE);
	rig_check(rig);
	rig_free(rig);
}

static void unreadable(struct rig *rig)
{
	rig->bad[0] = 1;
}

static void empty(struct rig *rig)
{
	memset(rig->cluster[0], 0, NFOD_BLOCK_BYTES);
}

static void one_bit_off(struct rig *rig)
{
	rig->cluster[0][600] ^= 4;
}

static void useless_discs_are_refused(void **state)
{
	(void)state;
	bad_disc("lead-in sector", unreadable, NFOD_FAULT_UNREADABLE);
	bad_disc("magic", empty, NFOD_FAULT_FORMAT);
	bad_disc("checksum", one_bit_off, NFOD_FAULT_FORMAT);
}

static void other_bad_sectors_of_the_leadin_do_not_matter(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	(void)state;
	rig->bad[0] = 0xfffe;
	host_start(rig, NFOD_ALT_STREAMS);
	assert_int_equal(medium_state(rig), NFOD_MEDIUM_READY);
	rig_free(rig);
}

static void boards_are_checked(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });
	void *memory = rig->fw;
	struct nfod_board board = rig->board;

	(void)state;
	board.buffer_pages = NFOD_FW_MIN_PAGES - 1;
	assert_null(nfod_fw_init(memory, &board, 0));
	board.buffer_pages = NFOD_FW_MAX_PAGES + 1;
	assert_null(nfod_fw_init(memory, &board, 0));
	board = rig->board;
	board.serial = "";
	assert_null(nfod_fw_init(memory, &board, 0));
	board = rig->board;
	rig->fe.version++;
	assert_null(nfod_fw_init(memory, &board, 0));
	rig->fe.version--;
	rig->fe.magic++;
	assert_null(nfod_fw_init(memory, &board, 0));
	rig_free(rig);
}

static void the_engine_is_told_the_serial_number(void **state)
{
	static const char longer[] = "0123456789012345678901234567890123456789";
	struct rig *rig = rig_new(&(struct rig_options){ 0 });
	struct nfod_board board = rig->board;

	(void)state;
	assert_string_equal(rig->fe.serial, board.serial);
	board.serial = longer;
	assert_non_null(nfod_fw_init(rig->fw, &board, 0));
	assert_int_equal(rig->fe.serial[NFOD_FE_SERIAL - 1], 0);
	assert_memory_equal(rig->fe.serial, longer, NFOD_FE_SERIAL - 1);
	rig_free(rig);
}

static void requests_are_checked(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });
	struct rig_setup setup = { 0xc1, NFOD_REQ_IDENTIFY, 0, NFOD_IF_MANAGE, 64 };

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	assert_int_equal(host_control(rig, &setup, NULL), 64);
	setup.length = 1000;
	assert_int_equal(host_control(rig, &setup, NULL), 256);
	setup.request = NFOD_REQ_STATUS;
	assert_int_equal(host_control(rig, &setup, NULL), 512);
	setup.request = NFOD_REQ_SLOT;
	assert_int_equal(host_control(rig, &setup, NULL), 32);
	setup.value = 1;
	setup.request = NFOD_REQ_IDENTIFY;
	assert_int_equal(host_control(rig, &setup, NULL), HOST_STALL);
	setup.request = NFOD_REQ_STATUS;
	assert_int_equal(host_control(rig, &setup, NULL), HOST_STALL);
	setup.value = 0;
	setup.index = 2;
	assert_int_equal(host_control(rig, &setup, NULL), HOST_STALL);
	setup.index = 0x100;
	assert_int_equal(host_control(rig, &setup, NULL), HOST_STALL);
	setup.index = 0;
	setup.type = 0xc0;
	assert_int_equal(host_control(rig, &setup, NULL), HOST_STALL);
	setup.type = 0xc1;
	setup.request = 0x20;
	assert_int_equal(host_control(rig, &setup, NULL), HOST_STALL);
	for (uint8_t request = NFOD_REQ_ABORT; request <= NFOD_REQ_LOCK; request++) {
		setup = (struct rig_setup){ 0x41, request, 0, NFOD_IF_MANAGE, 0 };
		assert_int_equal(host_control(rig, &setup, NULL), HOST_STALL);
		setup.index = NFOD_IF_DISK;
		setup.value = 7;
		assert_int_equal(host_control(rig, &setup, NULL), HOST_STALL);
	}
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_disc_in_the_drive_is_loaded_at_power_up),
		cmocka_unit_test(eject_flushes_stops_and_opens),
		cmocka_unit_test(the_disc_is_at_rest_before_the_tray_opens),
		cmocka_unit_test(a_locked_door_stays_shut),
		cmocka_unit_test(a_bus_reset_unlocks),
		cmocka_unit_test(a_disc_snatched_under_load),
		cmocka_unit_test(useless_discs_are_refused),
		cmocka_unit_test(other_bad_sectors_of_the_leadin_do_not_matter),
		cmocka_unit_test(boards_are_checked),
		cmocka_unit_test(the_engine_is_told_the_serial_number),
		cmocka_unit_test(requests_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
