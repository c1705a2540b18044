// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "host.h"

/**
 * host_control() - a control transfer
 *
 * Return: length of the answer in rig->reply, or HOST_STALL.
 */
int host_control(struct rig *rig, const struct rig_setup *setup, const void *data)
{
	uint8_t raw[8] = {
		setup->type,
		setup->request,
		(uint8_t)setup->value,
		(uint8_t)(setup->value >> 8),
		(uint8_t)setup->index,
		(uint8_t)(setup->index >> 8),
		(uint8_t)setup->length,
		(uint8_t)(setup->length >> 8),
	};
	bool in = setup->type & USB_IN;

	rig->answer = RIG_NOTHING;
	rig->reply_len = 0;
	nfod_usb_control(rig->fw, raw, in || !setup->length ? NULL : data, in ? 0 : setup->length);
	assert_int_not_equal(rig->answer, RIG_NOTHING);
	if (rig->answer == RIG_STALL)
		return HOST_STALL;
	assert_int_equal(rig->answer, in ? RIG_REPLY : RIG_ACK);
	assert_true(rig->reply_len <= setup->length);
	return (int)rig->reply_len;
}

/**
 * host_get() - a vendor request that asks
 */
int host_get(struct rig *rig, uint8_t request, uint16_t value, uint16_t length)
{
	struct rig_setup setup = { 0xc1, request, value, NFOD_IF_DISK, length };

	return host_control(rig, &setup, NULL);
}

/**
 * host_order() - a vendor request that tells
 */
int host_order(struct rig *rig, uint8_t request, uint16_t value, const void *data, uint16_t length)
{
	struct rig_setup setup = { 0x41, request, value, NFOD_IF_DISK, length };

	return host_control(rig, &setup, data);
}

/**
 * host_standard() - a standard request without data stage
 */
int host_standard(struct rig *rig, uint8_t recipient, uint8_t request, uint16_t value,
		  uint16_t index)
{
	struct rig_setup setup = { recipient, request, value, index, 0 };

	return host_control(rig, &setup, NULL);
}

void host_enumerate(struct rig *rig, enum nfod_usb_speed speed)
{
	nfod_usb_reset(rig->fw, speed);
	rig->address = 0;
	assert_int_equal(host_standard(rig, USB_TO_DEVICE, 5, 7, 0), 0);
	assert_int_equal(rig->address, 7);
	assert_int_equal(host_standard(rig, USB_TO_DEVICE, 9, 1, 0), 0);
}

int host_link_reset(struct rig *rig, uint32_t epoch)
{
	struct nfod_link_reset order = { .epoch = epoch };

	return host_order(rig, NFOD_REQ_LINK_RESET, 0, &order, sizeof(order));
}

void host_open(struct rig *rig, uint8_t alt)
{
	assert_int_equal(host_standard(rig, USB_TO_INTERFACE, 11, alt, NFOD_IF_DISK), 0);
}

/**
 * host_start() - from power-up to a link that takes commands, with a disc if there
 * is one
 */
void host_start(struct rig *rig, uint8_t alt)
{
	host_enumerate(rig, NFOD_USB_SUPER);
	rig_settle(rig);
	assert_int_equal(host_link_reset(rig, HOST_EPOCH), 0);
	host_open(rig, alt);
	rig_settle(rig);
}

/**
 * host_again() - the power goes and comes back: the cache is empty
 */
void host_again(struct rig *rig, uint8_t alt)
{
	rig_power_cut(rig);
	rig_power_up(rig);
	host_start(rig, alt);
}

const struct nfod_identify *host_identify(struct rig *rig)
{
	assert_int_equal(host_get(rig, NFOD_REQ_IDENTIFY, 0, 256), 256);
	return (const struct nfod_identify *)rig->reply;
}

struct nfod_command host_command(struct rig *rig, uint8_t op, uint16_t slot, uint64_t lba,
				 uint32_t blocks)
{
	static uint32_t sequence;

	return (struct nfod_command){
		.magic = NFOD_COMMAND_MAGIC,
		.op = op,
		.slot = slot,
		.epoch = rig->fw->link.epoch,
		.sequence = ++sequence,
		.lba = lba,
		.blocks = blocks,
		.data_len = op == NFOD_OP_READ || op == NFOD_OP_WRITE ? blocks * NFOD_BLOCK_BYTES :
									0,
		.medium = rig->fw->drive.medium,
	};
}

static uint32_t piece_of(struct rig *rig, uint32_t left)
{
	uint32_t most = left < 5000 ? left : 5000;

	return rig->cut_pieces ? 1 + rig_below(rig, most) : left;
}

/**
 * host_bytes() - one message on EP1, in random pieces if the rig says so
 */
void host_bytes(struct rig *rig, const void *data, uint32_t len)
{
	const uint8_t *byte = data;

	do {
		uint32_t n = piece_of(rig, len);
		uint32_t taken = nfod_usb_out(rig->fw, NFOD_EP_COMMAND, byte, n, n == len);

		assert_int_equal(taken, n);
		byte += n;
		len -= n;
	} while (len);
}

void host_send(struct rig *rig, const struct nfod_command *command, const void *data)
{
	uint32_t len = command->op == NFOD_OP_WRITE ? command->data_len : 0;
	uint8_t *message = malloc(len + sizeof(*command));

	assert_non_null(message);
	if (len)
		memcpy(message, data, len);
	memcpy(message + len, command, sizeof(*command));
	host_bytes(rig, message, len + sizeof(*command));
	free(message);
}

/**
 * host_take() - collect the first transfer of an endpoint and stream
 * @data: what stands in front of the record; may be NULL
 */
bool host_take(struct rig *rig, uint8_t ep, uint16_t stream, struct nfod_record *record, void *data)
{
	static uint8_t bytes[DISC_MAX_BLOCKS * NFOD_BLOCK_BYTES + sizeof(*record)];
	struct nfod_usb_in *in = rig_find_in(rig, ep, stream);
	uint32_t len;

	if (!in)
		return false;
	len = rig_collect(rig, in, bytes, sizeof(bytes)) - (uint32_t)sizeof(*record);
	memcpy(record, bytes + len, sizeof(*record));
	assert_int_equal(record->magic, NFOD_RECORD_MAGIC);
	if (record->kind == NFOD_REC_STATUS)
		assert_int_equal(record->data_len, len);
	else
		assert_int_equal(len, 0);
	if (data)
		memcpy(data, bytes, len);
	return true;
}

/* Setting 0: go through EP3 up to this slot's last record. */
static bool plain_answer(struct rig *rig, uint16_t slot, struct nfod_record *record, void *data)
{
	while (host_take(rig, NFOD_EP_NOTIFY, 0, record, NULL)) {
		if (record->slot != slot)
			continue;
		if (record->kind == NFOD_REC_READY)
			return host_take(rig, NFOD_EP_DATA, 0, record, data);
		return true;
	}
	return false;
}

/**
 * host_answer() - the end of the command in a slot, if it has come
 */
bool host_answer(struct rig *rig, uint16_t slot, struct nfod_record *record, void *data)
{
	if (rig->streams)
		return host_take(rig, NFOD_EP_DATA, (uint16_t)(slot + 1), record, data);
	return plain_answer(rig, slot, record, data);
}

/**
 * host_wait_credit() - let time pass until a write of so many bytes may be sent;
 * takes what comes on EP3 meanwhile
 */
void host_wait_credit(struct rig *rig, uint32_t len)
{
	uint32_t steps = 0;

	while (rig->fw->link.told < rig->fw->link.sent + len) {
		struct nfod_record record;

		if (host_take(rig, NFOD_EP_NOTIFY, 0, &record, NULL))
			continue;
		assert_true(steps++ < 1000000);
		assert_false(rig_is_quiet(rig));
		rig_step(rig);
	}
}

/**
 * host_do() - one command from its message to its record
 * @data: of a write, or for a read
 */
struct nfod_record host_do(struct rig *rig, const struct nfod_command *command, void *data)
{
	struct nfod_record record;
	uint32_t steps = 0;

	host_send(rig, command, data);
	while (!host_answer(rig, command->slot, &record, data)) {
		assert_true(steps++ < 1000000);
		rig_step(rig);
	}
	assert_int_equal(record.slot, command->slot);
	assert_int_equal(record.sequence, command->sequence);
	assert_int_equal(record.epoch, command->epoch);
	return record;
}

/**
 * host_event() - the next EVENT on EP3, if there is one
 */
bool host_event(struct rig *rig, struct nfod_record *record)
{
	while (host_take(rig, NFOD_EP_NOTIFY, 0, record, NULL))
		if (record->kind == NFOD_REC_EVENT)
			return true;
	return false;
}
