// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Everything at once that can go wrong: bad and unwritable clusters, discs that are
 * snatched, ejected and put back, buses that are reset, hosts that sleep, engines that
 * stop for a while, boards that are late. No data are looked at (oracle_test.c does
 * that): every command ends, the books stay right, and afterwards the drive works.
 */
#include <stdio.h>

#include "host.h"

struct chaos {
	struct rig *rig;
	bool busy[NFOD_MAX_SLOTS];
	uint32_t sequence[NFOD_MAX_SLOTS];
	uint32_t epoch;
	uint32_t status[NFOD_ST_COUNT];
	uint8_t data[DISC_MAX_BLOCKS * NFOD_BLOCK_BYTES];
};

static void send_random(struct chaos *chaos)
{
	struct rig *rig = chaos->rig;
	uint16_t slot = (uint16_t)rig_below(rig, NFOD_MAX_SLOTS);
	uint8_t op = (uint8_t)(1 + rig_below(rig, 5));
	uint32_t blocks = op == NFOD_OP_FLUSH ? 0 : 1 + rig_below(rig, DISC_MAX_BLOCKS);
	struct nfod_command command =
		host_command(rig, op, slot, blocks ? rig_below(rig, 3700) : 0, blocks);

	if (chaos->busy[slot] || !rig->fw->link.live ||
	    (op == NFOD_OP_WRITE && rig->fw->link.sent + command.data_len > rig->fw->link.told))
		return;
	if (op == NFOD_OP_WRITE || op == NFOD_OP_WRITE_ZEROES)
		command.flags = rig_below(rig, 3) ? 0 : NFOD_CMD_FUA;
	chaos->busy[slot] = true;
	chaos->sequence[slot] = command.sequence;
	host_send(rig, &command, chaos->data);
}

static void note_answer(struct chaos *chaos, const struct nfod_record *record)
{
	assert_true(record->slot < NFOD_MAX_SLOTS);
	assert_true(chaos->busy[record->slot]);
	assert_int_equal(chaos->sequence[record->slot], record->sequence);
	assert_true(record->status < NFOD_ST_COUNT);
	chaos->busy[record->slot] = false;
	chaos->status[record->status]++;
}

static void take_some(struct chaos *chaos)
{
	struct rig *rig = chaos->rig;
	uint16_t stream = (uint16_t)(1 + rig_below(rig, NFOD_MAX_SLOTS));
	struct nfod_record record;

	if (rig->streams && host_take(rig, NFOD_EP_DATA, stream, &record, chaos->data))
		note_answer(chaos, &record);
	if (!host_take(rig, NFOD_EP_NOTIFY, 0, &record, NULL))
		return;
	if (record.kind == NFOD_REC_READY)
		assert_true(host_take(rig, NFOD_EP_DATA, 0, &record, chaos->data));
	if (record.kind == NFOD_REC_STATUS || record.kind == NFOD_REC_DONE)
		note_answer(chaos, &record);
}

static void open_link(struct chaos *chaos)
{
	assert_int_equal(host_link_reset(chaos->rig, ++chaos->epoch), 0);
	host_open(chaos->rig, (uint8_t)rig_below(chaos->rig, 2));
	memset(chaos->busy, 0, sizeof(chaos->busy));
}

static void spoil_cluster(struct rig *rig)
{
	uint32_t n = 2 + rig_below(rig, rig->info.clusters - 2);

	if (!rig_below(rig, 64))
		memset(rig->unwritable, 1, rig->info.clusters * sizeof(*rig->unwritable));
	else if (rig_below(rig, 4))
		rig->bad[n] = (uint16_t)rig_random(rig);
	else
		rig->unwritable[n] = true;
}

static void mend_all(struct rig *rig)
{
	memset(rig->bad, 0, rig->info.clusters * sizeof(*rig->bad));
	memset(rig->unwritable, 0, rig->info.clusters * sizeof(*rig->unwritable));
	rig->fe.sense |= NFOD_FE_SENSE_DISC | NFOD_FE_SENSE_DOOR_CLOSED;
	rig->fe.sense &= ~NFOD_FE_SENSE_BUTTON;
}

static void put_back(struct rig *rig)
{
	mend_all(rig);
	host_order(rig, NFOD_REQ_LOAD, 0, NULL, 0);
	rig_run(rig, 3 * RIG_S);
}

static void mishap(struct chaos *chaos)
{
	struct rig *rig = chaos->rig;

	switch (rig_below(rig, 40)) {
	case 0:
		rig->fe.sense ^= NFOD_FE_SENSE_DISC;
		break;
	case 1:
		rig->fe.sense ^= NFOD_FE_SENSE_DOOR_CLOSED;
		break;
	case 2:
		rig->fe.sense ^= NFOD_FE_SENSE_BUTTON;
		break;
	case 3:
		host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0);
		break;
	case 4:
	case 5:
		host_order(rig, NFOD_REQ_LOAD, 0, NULL, 0);
		break;
	case 6:
		host_order(rig, NFOD_REQ_LOCK, (uint16_t)rig_below(rig, 2), NULL, 0);
		break;
	case 7:
		nfod_usb_suspend(rig->fw, rig_below(rig, 2));
		break;
	case 8:
		open_link(chaos);
		break;
	case 9:
		host_enumerate(rig, (enum nfod_usb_speed)NFOD_USB_SUPER);
		open_link(chaos);
		break;
	case 10:
		rig_run(rig, 3 * RIG_S);
		break;
	default:
		if (drive_has_disc(rig->fw))
			spoil_cluster(rig);
		else
			put_back(rig);
	}
}

static void random_step(struct chaos *chaos)
{
	uint32_t what = rig_below(chaos->rig, 64);

	if (what < 28)
		send_random(chaos);
	else if (what < 50)
		take_some(chaos);
	else if (what < 61)
		rig_step(chaos->rig);
	else if (what < 63)
		rig_late_step(chaos->rig, rig_below(chaos->rig, 30000000));
	else
		mishap(chaos);
}

static void drain(struct chaos *chaos)
{
	for (uint32_t n = 0; n < 20000; n++) {
		take_some(chaos);
		rig_step(chaos->rig);
	}
	for (uint32_t n = 0; n < NFOD_MAX_SLOTS; n++)
		assert_false(chaos->busy[n]);
}

/* Whatever has been: with a good disc in it, the drive is as good as new. */
static void works_again(struct chaos *chaos)
{
	struct rig *rig = chaos->rig;
	struct nfod_command command;

	rig->fe.sense &= ~NFOD_FE_SENSE_DISC;
	nfod_usb_suspend(rig->fw, false);
	rig_run(rig, RIG_S);
	mend_all(rig);
	rig_blank(rig);
	rig_settle(rig);
	open_link(chaos);
	host_order(rig, NFOD_REQ_LOAD, 0, NULL, 0);
	rig_settle(rig);
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_READY);
	command = host_command(rig, NFOD_OP_FLUSH, 0, 0, 0);
	host_do(rig, &command, NULL);
	host_wait_credit(rig, DISC_MAX_BLOCKS * NFOD_BLOCK_BYTES);
	memset(chaos->data, 0x42, sizeof(chaos->data));
	command = host_command(rig, NFOD_OP_WRITE, 0, 1000, DISC_MAX_BLOCKS);
	assert_int_equal(host_do(rig, &command, chaos->data).status, NFOD_ST_OK);
	command = host_command(rig, NFOD_OP_FLUSH, 0, 0, 0);
	assert_int_equal(host_do(rig, &command, NULL).status, NFOD_ST_OK);
	assert_memory_equal(rig_block(rig, 1100), chaos->data, NFOD_BLOCK_BYTES);
	assert_int_equal(rig->fw->cache.dirty_blocks, 0);
	rig_check(rig);
}

static void run(struct chaos *chaos, uint64_t seed)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	chaos->rig = rig;
	chaos->epoch = HOST_EPOCH;
	memset(chaos->busy, 0, sizeof(chaos->busy));
	rig->random = seed;
	host_start(rig, NFOD_ALT_STREAMS);
	for (uint32_t n = 0; n < 60000; n++) {
		random_step(chaos);
		if (n % 32 == 0)
			rig_check(rig);
		if (n % 20000 == 19999)
			drain(chaos);
	}
	works_again(chaos);
	rig_free(rig);
}

static void drives_outlive_everything(void **state)
{
	static const uint8_t wanted[] = { NFOD_ST_OK, NFOD_ST_NO_MEDIUM, NFOD_ST_MEDIUM_ERROR,
					  NFOD_ST_WRITE_ERROR };
	struct chaos *chaos = calloc(1, sizeof(*chaos));

	(void)state;
	assert_non_null(chaos);
	for (uint64_t seed = 100; seed < 106; seed++)
		run(chaos, seed);
	for (uint32_t n = 0; n < NFOD_ST_COUNT; n++)
		printf("# status %u: %u\n", n, chaos->status[n]);
	for (uint32_t n = 0; n < sizeof(wanted); n++)
		assert_true(chaos->status[wanted[n]] > 20);
	free(chaos);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drives_outlive_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
