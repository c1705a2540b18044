// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "usb/link.h"

#include <stddef.h>
#include <string.h>

#include "fw.h"

static const uint8_t endpoints[] = { NFOD_EP_COMMAND, NFOD_EP_DATA, NFOD_EP_NOTIFY };

void link_init(struct nfod_fw *fw)
{
	credit_begin(fw);
}

static void drop_commands(struct nfod_fw *fw)
{
	uint32_t n;

	for (n = 0; n < NFOD_MAX_SLOTS; n++) {
		struct answer *answer = &fw->link.answer[n];

		if (fw->disc.command[n].state != NFOD_SLOT_FREE)
			disc_forget(fw, &fw->disc.command[n]);
		answer->busy = false;
		answer->note.busy = false;
		answer->abort = false;
	}
}

static void drop_notes(struct link *link)
{
	uint32_t n;

	link->credit_note.busy = false;
	for (n = 0; n <= NFOD_EV_FAULT; n++)
		link->event_note[n].busy = false;
	link->event_pending = 0;
}

/* The transfers must have been taken back from the port before. */
static void fall_silent(struct nfod_fw *fw)
{
	fw->link.live = false;
	message_drop(fw);
	drop_commands(fw);
	drop_notes(&fw->link);
}

/**
 * link_close() - the endpoints go away
 */
void link_close(struct nfod_fw *fw)
{
	uint32_t n;

	for (n = 0; n < sizeof(endpoints); n++)
		if (usb_is_configured(fw))
			fw->board.usb->ep_close(fw->board.ctx, endpoints[n]);
	fall_silent(fw);
}

/**
 * link_open() - the endpoints of an alternate setting come up, empty
 */
void link_open(struct nfod_fw *fw, uint8_t alt)
{
	uint16_t packet = usb_bulk_packet(fw);
	uint32_t n;

	link_close(fw);
	fw->link.alt = alt;
	for (n = 0; n < sizeof(endpoints) && usb_has_endpoint(fw, endpoints[n]); n++) {
		bool streams = alt == NFOD_ALT_STREAMS && endpoints[n] == NFOD_EP_DATA;

		fw->board.usb->ep_open(fw->board.ctx, endpoints[n], packet,
				       streams ? NFOD_MAX_SLOTS : 0);
	}
	fw->link.told = 0;
	if (test_is_on(fw))
		test_open(fw);
	else
		fw->link.live = fw->link.epoch;
	fw->work = true;
}

/**
 * link_forget() - back to where the link was at power-up
 */
void link_forget(struct nfod_fw *fw)
{
	link_close(fw);
	fw->link.epoch = 0;
	credit_begin(fw);
}

/**
 * link_reset() - the host begins anew: silence until the next SET_INTERFACE
 */
void link_reset(struct nfod_fw *fw, uint32_t epoch)
{
	fw->board.usb->ep_flush(fw->board.ctx, NFOD_EP_DATA);
	fw->board.usb->ep_flush(fw->board.ctx, NFOD_EP_NOTIFY);
	fall_silent(fw);
	fw->link.epoch = epoch;
	fw->count.link_resets++;
	credit_begin(fw);
}

struct verdict {
	uint8_t status;
	uint32_t detail;
};

#define INVALID(field) ((struct verdict){ NFOD_ST_INVALID, offsetof(struct nfod_command, field) })
#define VERDICT(status, detail) ((struct verdict){ status, detail })
#define GOOD VERDICT(NFOD_ST_OK, 0)

static struct verdict judge_reserved(const struct nfod_command *wire)
{
	uint32_t n;

	for (n = 0; n < sizeof(wire->reserved); n++)
		if (wire->reserved[n])
			return VERDICT(NFOD_ST_INVALID,
				       (uint32_t)offsetof(struct nfod_command, reserved) + n);
	return GOOD;
}

static uint32_t most_blocks(uint8_t op)
{
	switch (op) {
	case NFOD_OP_READ:
	case NFOD_OP_WRITE:
		return DISC_MAX_BLOCKS;
	case NFOD_OP_DISCARD:
	case NFOD_OP_WRITE_ZEROES:
		return DISC_MAX_RANGE_BLOCKS;
	default:
		return 0;
	}
}

static uint8_t legal_flags(uint8_t op)
{
	return op == NFOD_OP_WRITE || op == NFOD_OP_WRITE_ZEROES ? NFOD_CMD_FUA : 0;
}

static bool has_data(uint8_t op)
{
	return op == NFOD_OP_READ || op == NFOD_OP_WRITE;
}

static struct verdict judge_range(const struct nfod_command *wire, uint32_t arrived)
{
	bool ranged = wire->op != NFOD_OP_FLUSH;
	uint32_t data_len = has_data(wire->op) ? wire->blocks * NFOD_BLOCK_BYTES : 0;
	uint32_t carried = wire->op == NFOD_OP_WRITE ? wire->blocks : 0;

	if (!ranged && wire->lba)
		return INVALID(lba);
	if (wire->blocks > most_blocks(wire->op) || (ranged && !wire->blocks))
		return INVALID(blocks);
	if (wire->data_len != data_len || arrived != carried)
		return INVALID(data_len);
	return GOOD;
}

/* Whether the command is well formed, wherever it may be meant for. */
static struct verdict judge_form(const struct nfod_command *wire, uint32_t arrived)
{
	struct verdict verdict;

	if (wire->op < NFOD_OP_READ || wire->op > NFOD_OP_WRITE_ZEROES)
		return INVALID(op);
	if (wire->flags & ~legal_flags(wire->op))
		return INVALID(flags);
	verdict = judge_range(wire, arrived);
	return verdict.status == NFOD_ST_OK ? judge_reserved(wire) : verdict;
}

static bool changes_disc(uint8_t op)
{
	return op == NFOD_OP_WRITE || op == NFOD_OP_DISCARD || op == NFOD_OP_WRITE_ZEROES;
}

/* Whether it can be done with the disc that is in. */
static struct verdict judge_disc(const struct nfod_fw *fw, const struct nfod_command *wire)
{
	uint64_t capacity = disc_capacity(fw);
	uint8_t status = drive_admits(fw, changes_disc(wire->op));

	if (status != NFOD_ST_OK)
		return VERDICT(status, status == NFOD_ST_HARDWARE ? fw->drive.fault : 0);
	if (wire->medium != fw->drive.medium)
		return VERDICT(NFOD_ST_MEDIUM_CHANGED, 0);
	if (wire->lba > capacity || wire->blocks > capacity - wire->lba)
		return VERDICT(NFOD_ST_RANGE, 0);
	if (changes_disc(wire->op) && disc_read_only(fw) != NFOD_CAUSE_NONE)
		return VERDICT(NFOD_ST_READ_ONLY, 0);
	return GOOD;
}

static bool was_aborted(struct answer *answer, const struct nfod_command *wire)
{
	bool match = answer->abort && answer->abort_epoch == wire->epoch &&
		     answer->abort_sequence == wire->sequence;

	answer->abort = false;
	return match;
}

static struct verdict judge(struct nfod_fw *fw, const struct nfod_command *wire)
{
	const struct assembly *assembly = &fw->link.assembly;
	struct verdict verdict = judge_form(wire, assembly->blocks);

	if (was_aborted(&fw->link.answer[wire->slot], wire))
		return VERDICT(NFOD_ST_ABORTED, 0);
	if (verdict.status == NFOD_ST_OK && assembly->swallow)
		return VERDICT(NFOD_ST_NO_CREDIT, 0);
	return verdict.status == NFOD_ST_OK ? judge_disc(fw, wire) : verdict;
}

static bool slot_is_free(const struct nfod_fw *fw, uint32_t slot)
{
	return fw->disc.command[slot].state == NFOD_SLOT_FREE && !fw->link.answer[slot].note.busy;
}

/* A message that no slot can be answered for: the link is out of step. */
static bool is_nonsense(const struct nfod_fw *fw, const struct nfod_command *wire)
{
	return wire->magic != NFOD_COMMAND_MAGIC || wire->slot >= NFOD_MAX_SLOTS ||
	       (wire->epoch == fw->link.epoch && !slot_is_free(fw, wire->slot));
}

static void take_command(struct nfod_fw *fw, const struct nfod_command *wire)
{
	struct command *command = &fw->disc.command[wire->slot];
	struct answer *answer = &fw->link.answer[wire->slot];

	command->op = wire->op;
	command->flags = wire->flags;
	command->lba = wire->lba;
	command->blocks = wire->blocks;
	command->arrived_ns = fw->now;
	answer->epoch = wire->epoch;
	answer->sequence = wire->sequence;
	answer->data_len = wire->data_len;
}

/**
 * link_command() - the message in the assembly is complete
 */
void link_command(struct nfod_fw *fw, const struct nfod_command *wire)
{
	struct assembly *assembly = &fw->link.assembly;
	struct verdict verdict;

	if (is_nonsense(fw, wire)) {
		message_drop(fw);
		usb_halt(fw, NFOD_EP_COMMAND);
		return;
	}
	if (wire->epoch != fw->link.epoch) {
		message_drop(fw);
		return;
	}
	verdict = judge(fw, wire);
	take_command(fw, wire);
	if (verdict.status == NFOD_ST_OK)
		assembly->pages = 0;
	message_drop(fw);
	if (wire->op == NFOD_OP_WRITE)
		credit_spend(fw, wire->data_len);
	if (verdict.status != NFOD_ST_OK) {
		disc_refuse(fw, &fw->disc.command[wire->slot], verdict.status, verdict.detail);
		return;
	}
	disc_execute(fw, &fw->disc.command[wire->slot], assembly->page);
}

static bool is_current(const struct answer *answer, const struct nfod_abort *abort)
{
	return answer->epoch == abort->epoch && answer->sequence == abort->sequence;
}

/**
 * link_abort() - end a command, now or when it comes
 *
 * Return: false when the request makes no sense.
 */
bool link_abort(struct nfod_fw *fw, const struct nfod_abort *abort)
{
	struct command *command;
	struct answer *answer;

	if (abort->slot >= NFOD_MAX_SLOTS || abort->epoch != fw->link.epoch)
		return false;
	command = &fw->disc.command[abort->slot];
	answer = &fw->link.answer[abort->slot];
	if (command->state != NFOD_SLOT_FREE && is_current(answer, abort)) {
		if (command->state != NFOD_SLOT_ANSWERED)
			disc_finish(fw, command, NFOD_ST_ABORTED, 0);
		return true;
	}
	answer->abort = true;
	answer->abort_epoch = abort->epoch;
	answer->abort_sequence = abort->sequence;
	return true;
}

/**
 * link_slot_status() - how the command in a slot is getting on
 */
void link_slot_status(const struct nfod_fw *fw, uint16_t slot, struct nfod_slot_status *status)
{
	const struct command *command = &fw->disc.command[slot];
	const struct answer *answer = &fw->link.answer[slot];

	*status = (struct nfod_slot_status){
		.magic = NFOD_SLOT_MAGIC,
		.slot = slot,
		.state = command->state,
	};
	if (command->state == NFOD_SLOT_FREE)
		return;
	status->epoch = answer->epoch;
	status->sequence = answer->sequence;
	status->progress = command->state == NFOD_SLOT_ANSWERED ? command->progress : fw->progress;
}
