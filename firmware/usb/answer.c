// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

/*
 * Records and data on their way to the host. Data are sent from the pages that
 * the cache has them in.
 */
#include <string.h>

#include "fw.h"

/* A record with the newest credit in it. */
static void fill_record(struct nfod_fw *fw, struct nfod_record *record, uint8_t kind,
			uint8_t status)
{
	credit_update(fw);
	fw->link.told = fw->link.credit;
	*record = (struct nfod_record){
		.magic = NFOD_RECORD_MAGIC,
		.kind = kind,
		.status = status,
		.slot = NFOD_NO_SLOT,
		.epoch = fw->link.epoch,
		.credit = fw->link.credit,
	};
}

static void fill_answer(struct nfod_fw *fw, struct nfod_record *record, uint8_t kind,
			const struct command *command, uint32_t data_len)
{
	const struct answer *answer = &fw->link.answer[command->slot];

	fill_record(fw, record, kind, command->status);
	record->slot = command->slot;
	record->epoch = answer->epoch;
	record->sequence = answer->sequence;
	record->detail = command->detail;
	record->data_len = data_len;
}

static void fill_transfer(struct nfod_usb_in *in, const struct nfod_usb_segment *segment,
			  uint16_t segments, uint8_t ep)
{
	uint16_t n;

	*in = (struct nfod_usb_in){
		.segment = segment,
		.segments = segments,
		.ep = ep,
	};
	for (n = 0; n < segments; n++)
		in->len += segment[n].len;
}

static void send_note(struct nfod_fw *fw, struct note *note)
{
	note->busy = true;
	note->segment.data = &note->record;
	note->segment.len = sizeof(note->record);
	fill_transfer(&note->in, &note->segment, 1, NFOD_EP_NOTIFY);
	fw->board.usb->ep_in(fw->board.ctx, &note->in);
}

/* Bytes that go before the record of a read, however it ended. */
static uint32_t answer_len(const struct answer *answer, const struct command *command)
{
	if (command->op != NFOD_OP_READ || answer->data_len % NFOD_BLOCK_BYTES ||
	    answer->data_len > DISC_MAX_BLOCKS * NFOD_BLOCK_BYTES)
		return 0;
	return answer->data_len;
}

static uint16_t fill_data(struct nfod_fw *fw, struct answer *answer, const struct command *command,
			  uint32_t len)
{
	uint16_t n;

	for (n = 0; n < len / NFOD_BLOCK_BYTES; n++) {
		uint16_t page = command->status == NFOD_ST_OK ? command->page[n] : PAGE_ZERO;

		answer->segment[n].data = pool_data(&fw->pool, page);
		answer->segment[n].len = NFOD_BLOCK_BYTES;
	}
	return n;
}

/* EP2: data, if any, and STATUS. */
static void send_status(struct nfod_fw *fw, const struct command *command)
{
	struct answer *answer = &fw->link.answer[command->slot];
	uint32_t len = answer_len(answer, command);
	uint16_t n = fill_data(fw, answer, command, len);

	fill_answer(fw, &answer->record, NFOD_REC_STATUS, command, len);
	answer->segment[n].data = &answer->record;
	answer->segment[n].len = sizeof(answer->record);
	answer->busy = true;
	fill_transfer(&answer->in, answer->segment, (uint16_t)(n + 1), NFOD_EP_DATA);
	if (fw->link.alt == NFOD_ALT_STREAMS)
		answer->in.stream = (uint16_t)(command->slot + 1);
	fw->board.usb->ep_in(fw->board.ctx, &answer->in);
}

/* EP3: READY or DONE. */
static void send_slot_note(struct nfod_fw *fw, const struct command *command, uint8_t kind,
			   uint32_t data_len)
{
	struct answer *answer = &fw->link.answer[command->slot];

	fill_answer(fw, &answer->note.record, kind, command, data_len);
	send_note(fw, &answer->note);
}

/**
 * link_answer() - the command has ended: tell the host
 */
void link_answer(struct nfod_fw *fw, struct command *command)
{
	const struct answer *answer = &fw->link.answer[command->slot];

	if (fw->link.alt == NFOD_ALT_STREAMS) {
		send_status(fw, command);
	} else if (command->op == NFOD_OP_READ && command->status == NFOD_ST_OK) {
		send_slot_note(fw, command, NFOD_REC_READY, answer->data_len);
		send_status(fw, command);
	} else {
		send_slot_note(fw, command, NFOD_REC_DONE, 0);
	}
}

static void send_event(struct nfod_fw *fw, uint32_t event)
{
	struct link *link = &fw->link;
	struct note *note = &link->event_note[event];

	link->event_pending &= ~(1u << event);
	fill_record(fw, &note->record, NFOD_REC_EVENT, (uint8_t)event);
	note->record.detail = link->event_detail[event];
	send_note(fw, note);
}

/**
 * link_event() - something happened that the host should know
 *
 * Of events of one kind only the newest waits; nobody hears of any while the
 * link is silent, for IDENTIFY tells as much.
 */
void link_event(struct nfod_fw *fw, enum nfod_event event, uint32_t detail)
{
	struct link *link = &fw->link;

	if (!link->live)
		return;
	link->event_detail[event] = detail;
	link->event_pending |= 1u << event;
	if (!link->event_note[event].busy)
		send_event(fw, event);
}

/**
 * credit_tell() - send CREDIT if the host may be waiting for it
 */
void credit_tell(struct nfod_fw *fw)
{
	struct note *note = &fw->link.credit_note;

	if (!fw->link.live || note->busy || !credit_is_untold(fw))
		return;
	fill_record(fw, &note->record, NFOD_REC_CREDIT, 0);
	send_note(fw, note);
}

static bool event_done(struct nfod_fw *fw, const struct nfod_usb_in *in)
{
	struct link *link = &fw->link;
	uint32_t n;

	for (n = 0; n <= NFOD_EV_FAULT; n++) {
		if (in != &link->event_note[n].in)
			continue;
		link->event_note[n].busy = false;
		if (link->event_pending & 1u << n)
			send_event(fw, n);
		return true;
	}
	return false;
}

static void answer_done(struct nfod_fw *fw, const struct nfod_usb_in *in)
{
	uint32_t slot = (uint32_t)(((uintptr_t)in - (uintptr_t)fw->link.answer) /
				   sizeof(fw->link.answer[0]));
	struct answer *answer = &fw->link.answer[slot];

	if (in == &answer->in)
		answer->busy = false;
	else
		answer->note.busy = false;
	if (!answer->busy && !answer->note.busy)
		disc_collected(fw, &fw->disc.command[slot]);
}

void nfod_usb_in_done(struct nfod_fw *fw, struct nfod_usb_in *in)
{
	if (test_in_done(fw, in))
		return;
	if (in == &fw->link.credit_note.in)
		fw->link.credit_note.busy = false;
	else if (!event_done(fw, in))
		answer_done(fw, in);
	credit_update(fw);
	credit_tell(fw);
}
