// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "drive.h"

#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "redir.h"

#define OUT_INTERFACE 0x41
#define IN_INTERFACE 0xc1
#define RECORD_BYTES 32u
/* Only what hangs is to end by it: a minute and more, however slow the machine. */
#define PATIENCE 20000

void drive_identify(struct drive *drive)
{
	struct nfod_identify *identify = &drive->identify;

	assert_int_equal(rig_control(drive->rig, IN_INTERFACE, NFOD_REQ_IDENTIFY, 0, NFOD_IF_DISK,
				     identify, sizeof(*identify)),
			 sizeof(*identify));
	assert_int_equal(identify->magic, NFOD_IDENTIFY_MAGIC);
	if (identify->epoch == drive->epoch)
		drive->credit = identify->credit;
}

bool drive_judges_disc(struct drive *drive)
{
	for (int i = 0; i < PATIENCE; i++) {
		drive_identify(drive);
		if (drive->identify.medium_state == NFOD_MEDIUM_READY)
			return true;
		if (drive->identify.medium_state == NFOD_MEDIUM_FAULT)
			return false;
		rig_receive(drive->rig, 5);
	}
	fail_msg("no disc: state %u, fault %u", drive->identify.medium_state,
		 drive->identify.fault);
	return false;
}

void drive_await_disc(struct drive *drive)
{
	if (!drive_judges_disc(drive))
		fail_msg("disc refused: fault %u", drive->identify.fault);
}

static void post_notices(struct drive *drive)
{
	for (int i = 0; i < DRIVE_NOTIFY; i++)
		drive->notify[i] = rig_in(drive->rig, NFOD_EP_NOTIFY, 0, RECORD_BYTES);
}

/* As a driver does it: take all transfers back before the link is reset. */
static void take_back_notices(struct drive *drive)
{
	for (int i = 0; i < DRIVE_NOTIFY; i++) {
		if (!drive->notify[i])
			continue;
		rig_cancel(drive->rig, drive->notify[i]);
		rig_wait(drive->rig, drive->notify[i]);
		rig_forget(drive->rig, drive->notify[i]);
		drive->notify[i] = 0;
	}
}

bool drive_link_reset(struct drive *drive)
{
	struct nfod_link_reset reset = { .epoch = drive->epoch + 1 };

	take_back_notices(drive);
	if (rig_control(drive->rig, OUT_INTERFACE, NFOD_REQ_LINK_RESET, 0, NFOD_IF_DISK, &reset,
			sizeof(reset)) < 0)
		return false;
	drive->epoch = reset.epoch;
	drive->sent = 0;
	assert_true(rig_control(drive->rig, 0x01, 0x0b, drive->alternate, NFOD_IF_DISK, NULL, 0) >=
		    0);
	post_notices(drive);
	drive_identify(drive);
	assert_int_equal(drive->identify.epoch, drive->epoch);
	return true;
}

void drive_connect(struct drive *drive, struct rig *rig, uint8_t alternate)
{
	memset(drive, 0, sizeof(*drive));
	drive->rig = rig;
	drive->alternate = alternate;
	drive->epoch = 41;
	assert_true(rig_control(rig, 0x00, 0x09, 1, 0, NULL, 0) >= 0);
	assert_true(rig_control(rig, 0x01, 0x0b, alternate, NFOD_IF_DISK, NULL, 0) >= 0);
	assert_true(drive_link_reset(drive));
}

void drive_open(struct drive *drive, struct rig *rig, uint8_t alternate)
{
	drive_connect(drive, rig, alternate);
	drive_await_disc(drive);
}

void drive_reopen(struct drive *drive)
{
	redir_await(drive->rig, true);
	redir_reset(drive->rig);
	memset(drive->notify, 0, sizeof(drive->notify));
	drive_open(drive, drive->rig, drive->alternate);
}

void drive_restart(struct drive *drive)
{
	assert_true(rig_order(drive->rig, "power off"));
	redir_await(drive->rig, false);
	assert_true(rig_order(drive->rig, "power on"));
	drive_reopen(drive);
}

void drive_servo(struct drive *drive, struct nfod_servo_status *servo)
{
	assert_int_equal(rig_control(drive->rig, IN_INTERFACE, NFOD_REQ_SERVO, 0, NFOD_IF_MANAGE,
				     servo, sizeof(*servo)),
			 sizeof(*servo));
}

struct nfod_health_status drive_health(struct drive *drive)
{
	struct nfod_health_status health;

	assert_int_equal(rig_control(drive->rig, IN_INTERFACE, NFOD_REQ_HEALTH, 0, NFOD_IF_MANAGE,
				     &health, sizeof(health)),
			 sizeof(health));
	assert_int_equal(health.magic, NFOD_HEALTH_MAGIC);
	return health;
}

void drive_status(struct drive *drive, struct nfod_drive_status *status)
{
	assert_int_equal(rig_control(drive->rig, IN_INTERFACE, NFOD_REQ_STATUS, 0, NFOD_IF_MANAGE,
				     status, sizeof(*status)),
			 sizeof(*status));
	assert_int_equal(status->magic, NFOD_STATUS_MAGIC);
}

struct nfod_command drive_command(struct drive *drive, uint8_t op, uint16_t slot, uint64_t lba,
				  uint32_t blocks)
{
	bool moves = op == NFOD_OP_READ || op == NFOD_OP_WRITE;
	struct nfod_command command = {
		.magic = NFOD_COMMAND_MAGIC,
		.op = op,
		.slot = slot,
		.epoch = drive->epoch,
		.sequence = ++drive->sequence,
		.lba = lba,
		.blocks = blocks,
		.data_len = moves ? blocks * NFOD_BLOCK_BYTES : 0,
		.medium = drive->identify.medium,
	};

	return command;
}

static void await_credit(struct drive *drive, uint32_t len)
{
	while (drive->sent + len > drive->credit)
		drive_notice(drive);
	drive->sent += len;
}

uint32_t drive_send(struct drive *drive, const struct nfod_command *command, const void *data)
{
	uint32_t out_len = command->op == NFOD_OP_WRITE ? command->data_len : 0;
	uint32_t in_len = command->op == NFOD_OP_READ ? command->data_len : 0;
	uint8_t *message = malloc(out_len + sizeof(*command));
	uint32_t answer = 0, out;

	assert_non_null(message);
	if (drive->alternate == NFOD_ALT_STREAMS)
		answer = rig_in(drive->rig, NFOD_EP_DATA, (uint16_t)(command->slot + 1),
				in_len + RECORD_BYTES);
	if (out_len) {
		await_credit(drive, out_len);
		memcpy(message, data, out_len);
	}
	memcpy(message + out_len, command, sizeof(*command));
	out = rig_out(drive->rig, message, out_len + (uint32_t)sizeof(*command));
	free(message);
	assert_int_equal(rig_wait(drive->rig, out)->status, RIG_OK);
	rig_forget(drive->rig, out);
	return answer;
}

static struct nfod_record take_record(struct drive *drive, uint32_t transfer, void *data)
{
	struct rig_transfer *done = rig_wait(drive->rig, transfer);
	struct nfod_record record;

	assert_int_equal(done->status, RIG_OK);
	assert_true(done->len >= RECORD_BYTES);
	memcpy(&record, done->data + done->len - RECORD_BYTES, RECORD_BYTES);
	assert_int_equal(record.magic, NFOD_RECORD_MAGIC);
	if (data)
		memcpy(data, done->data, done->len - RECORD_BYTES);
	rig_forget(drive->rig, transfer);
	if (record.credit > drive->credit)
		drive->credit = record.credit;
	return record;
}

struct nfod_record drive_notice(struct drive *drive)
{
	struct nfod_record record = take_record(drive, drive->notify[0], NULL);

	memmove(drive->notify, drive->notify + 1, sizeof(drive->notify) - sizeof(drive->notify[0]));
	drive->notify[DRIVE_NOTIFY - 1] = rig_in(drive->rig, NFOD_EP_NOTIFY, 0, RECORD_BYTES);
	return record;
}

struct nfod_record drive_answer(struct drive *drive, const struct nfod_command *command,
				uint32_t transfer, void *data)
{
	struct nfod_record record;

	if (transfer)
		return take_record(drive, transfer, data);
	do {
		record = drive_notice(drive);
	} while (record.slot != command->slot);
	if (record.kind != NFOD_REC_READY)
		return record;
	transfer = rig_in(drive->rig, NFOD_EP_DATA, 0, record.data_len + RECORD_BYTES);
	return take_record(drive, transfer, data);
}

static int carry_out(struct drive *drive, const struct nfod_command *command, const void *out,
		     void *in)
{
	uint32_t transfer = drive_send(drive, command, out);
	struct nfod_record record = drive_answer(drive, command, transfer, in);

	assert_int_equal(record.slot, command->slot);
	assert_int_equal(record.epoch, command->epoch);
	assert_int_equal(record.sequence, command->sequence);
	return record.status;
}

int drive_read(struct drive *drive, uint64_t lba, uint32_t blocks, void *data)
{
	struct nfod_command command = drive_command(drive, NFOD_OP_READ, 3, lba, blocks);

	return carry_out(drive, &command, NULL, data);
}

int drive_write(struct drive *drive, uint64_t lba, uint32_t blocks, const void *data, uint8_t flags)
{
	struct nfod_command command = drive_command(drive, NFOD_OP_WRITE, 5, lba, blocks);

	command.flags = flags;
	return carry_out(drive, &command, data, NULL);
}

int drive_flush(struct drive *drive)
{
	struct nfod_command command = drive_command(drive, NFOD_OP_FLUSH, 7, 0, 0);

	return carry_out(drive, &command, NULL, NULL);
}

void drive_pattern(uint8_t *data, uint64_t lba, uint32_t blocks, uint32_t generation)
{
	uint64_t *word = (uint64_t *)data;

	for (uint32_t i = 0; i < blocks * NFOD_BLOCK_BYTES / sizeof(*word); i++)
		word[i] = (lba << 32 | generation) * 0x9e3779b97f4a7c15ull + i;
}
