// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "twin/fault.h"

#include <stdlib.h>
#include <string.h>

#include "twin/port_internal.h"
#include "twin/twin.h"

#define VENDOR_INTERFACE_OUT 0x41

void faults_init(struct faults *faults)
{
	memset(faults, 0, sizeof(*faults));
	faults->hold_up = true;
	source_list_init(&faults->held);
	source_list_init(&faults->delayed);
}

static bool is_answer(const struct source *source)
{
	return source->kind == NFOD_REC_STATUS || source->kind == NFOD_REC_READY ||
	       source->kind == NFOD_REC_DONE;
}

/* A look at the record that ends the message. */
static void identify(struct source *source)
{
	struct nfod_record record;

	source->slot = NFOD_NO_SLOT;
	if (source->len < sizeof(record))
		return;
	source_read(source, source->len - sizeof(record), &record, sizeof(record));
	source->kind = record.kind;
	source->slot = record.slot;
}

void fault_submit(struct twin *twin, struct nfod_usb_in *in)
{
	struct source *source = calloc(1, sizeof(*source));

	if (!source)
		twin_die("out of memory for an answer");
	source->origin = in;
	source->ep = in->ep;
	source->stream = in->stream;
	source->len = in->len;
	identify(source);
	if (twin->hostile.on)
		hostile_submit(twin, source);
	else
		fault_forward(twin, source);
}

static bool drops(struct faults *faults, const struct source *source)
{
	if (source->kind == NFOD_REC_EVENT && faults->drop_events) {
		faults->drop_events--;
		return true;
	}
	if (source->kind == NFOD_REC_CREDIT && faults->drop_credits) {
		faults->drop_credits--;
		return true;
	}
	return false;
}

static bool hangs(struct faults *faults, const struct source *source)
{
	if (faults->hang == HANG_OFF || !is_answer(source))
		return false;
	if (faults->hang == HANG_NEXT) {
		faults->hang = HANG_SLOT;
		faults->hang_slot = source->slot;
	}
	return faults->hang == HANG_ANY || faults->hang_slot == source->slot;
}

static void shorten(struct faults *faults, struct source *source)
{
	if (!faults->short_bytes || source->len <= sizeof(struct nfod_record))
		return;
	if (source->len > faults->short_bytes)
		source->len = (uint32_t)faults->short_bytes;
	faults->short_bytes = 0;
}

/* Also without a delay while others wait: none overtakes another. */
static void postpone(struct twin *twin, struct source *source)
{
	struct faults *faults = &twin->faults;
	uint64_t due = twin->now + faults->delay_ns;

	if (faults->delayed.first && due < faults->delayed_until)
		due = faults->delayed_until;
	faults->delayed_until = due;
	source->due = due;
	source_push(&faults->delayed, source);
}

void fault_forward(struct twin *twin, struct source *source)
{
	struct faults *faults = &twin->faults;

	if (drops(faults, source)) {
		port_retire(twin, source);
		return;
	}
	shorten(faults, source);
	if (hangs(faults, source))
		source_push(&faults->held, source);
	else if (faults->delay_ns || faults->delayed.first)
		postpone(twin, source);
	else
		port_queue(twin, source);
}

void fault_run(struct twin *twin)
{
	struct source_list *list = &twin->faults.delayed;

	while (list->first && list->first->due <= twin->now)
		port_queue(twin, source_pop(list));
}

uint64_t fault_deadline(const struct twin *twin)
{
	const struct source *first = twin->faults.delayed.first;

	return first ? first->due : TWIN_NEVER;
}

void fault_release(struct twin *twin)
{
	struct source_list *list = &twin->faults.held;

	while (list->first)
		port_queue(twin, source_pop(list));
}

void fault_abort(struct faults *faults)
{
	if (faults->freeze == FREEZE_UNTIL_ABORT)
		faults->freeze = FREEZE_OFF;
}

static void drop_endpoint(struct source_list *list, uint8_t ep)
{
	struct source *all = list->first;

	source_list_init(list);
	while (all) {
		struct source *source = all;

		all = source->next;
		if (source->ep == ep)
			source_free(source);
		else
			source_push(list, source);
	}
}

void fault_flush(struct twin *twin, uint8_t ep)
{
	struct endpoint *endpoint = port_endpoint(&twin->port, ep);

	drop_endpoint(&twin->faults.held, ep);
	drop_endpoint(&twin->faults.delayed, ep);
	drop_endpoint(&twin->hostile.held, ep);
	drop_endpoint(&twin->port.taken, ep);
	for (unsigned int i = 0; i < PORT_PIPES; i++)
		drop_endpoint(&endpoint->pipe[i].device, ep);
}

bool fault_refuses(const struct faults *faults, const uint8_t setup[8])
{
	if (setup[0] != VENDOR_INTERFACE_OUT)
		return false;
	return (setup[1] == NFOD_REQ_ABORT && faults->abort_fails) ||
	       (setup[1] == NFOD_REQ_LINK_RESET && faults->link_reset_fails);
}

uint32_t fault_piece(struct faults *faults, uint32_t left, uint16_t max_packet)
{
	uint32_t packets = left / max_packet;

	if (!faults->pieces || !packets)
		return left;
	packets = random_below(&faults->pieces_random, packets + 1);
	return packets ? packets * max_packet : left;
}
