// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Bulk IN endpoints: a queue of transfers, of which the controller has a chunk of the first one
 * in hand.
 */
#include "otg_core.h"

_Static_assert(EPTSIZ_MOST_PACKETS *OTG_PACKET <= EPTSIZ_MOST_BYTES,
	       "a chunk of so many packets fits its register in bytes, too");

static void forget(struct otg_in *in)
{
	in->first = NULL;
	in->end = &in->first;
}

static uint32_t packets_of(uint32_t bytes, uint32_t packet)
{
	return bytes ? (bytes + packet - 1) / packet : 1;
}

static struct otg_cursor cursor_at(const struct nfod_usb_in *in)
{
	struct otg_cursor at = { .segment = in->segment, .offset = in->done };

	while (at.offset > at.segment->len) {
		at.offset -= at.segment->len;
		at.segment++;
	}
	return at;
}

static bool is_enabled(uint32_t ep)
{
	return otg_read(OTG_DIEPCTL(ep)) & EPCTL_EPENA;
}

/* In the manual's order: no packet is cut off, for NAK takes effect between two of them. */
static void disable(uint32_t ep)
{
	otg_change(OTG_DIEPCTL(ep), 0, EPCTL_SNAK);
	if (!otg_wait(OTG_DIEPINT(ep), EPINT_INEPNE, EPINT_INEPNE, OTG_LOOKS, OTG_IN_HANGS))
		return;
	/* Its last packet may have gone by now. */
	if (!is_enabled(ep))
		return;
	otg_change(OTG_DIEPCTL(ep), 0, EPCTL_SNAK | EPCTL_EPDIS);
	otg_wait(OTG_DIEPINT(ep), EPINT_EPDISD, EPINT_EPDISD, OTG_LOOKS, OTG_IN_HANGS);
	otg_write(OTG_DIEPINT(ep), EPINT_EPDISD);
}

/**
 * otg_disable_in() - the endpoint ends what it is doing, and its FIFO is empty
 */
void otg_disable_in(uint32_t ep)
{
	otg_clear(OTG_DIEPEMPMSK, DAINT_IN(ep));
	if (is_enabled(ep))
		disable(ep);
	otg_flush_in(ep);
}

void otg_in_reset(void)
{
	for (uint32_t ep = 0; ep < OTG_ENDPOINTS; ep++) {
		otg.in[ep].open = false;
		otg.in[ep].halted = false;
		otg.in[ep].busy = false;
	}
}

/**
 * otg_in_start() - give the controller a chunk if it has none
 */
void otg_in_start(uint32_t ep)
{
	struct otg_in *in = &otg.in[ep];
	const struct nfod_usb_in *first = in->first;
	uint32_t most;

	if (!in->open || in->halted || in->busy || !first)
		return;
	most = EPTSIZ_MOST_PACKETS * in->packet;
	in->chunk = first->len - first->done;
	if (in->chunk > most)
		in->chunk = most;
	in->written = 0;
	in->at = cursor_at(first);
	in->busy = true;
	otg_write(OTG_DIEPTSIZ(ep), EPTSIZ_AT(packets_of(in->chunk, in->packet), in->chunk));
	otg_change(OTG_DIEPCTL(ep), 0, EPCTL_EPENA | EPCTL_CNAK);
	if (in->chunk)
		otg_set(OTG_DIEPEMPMSK, DAINT_IN(ep));
}

static void fill(uint32_t ep)
{
	struct otg_in *in = &otg.in[ep];

	while (in->written < in->chunk) {
		uint32_t left = in->chunk - in->written;
		uint32_t len = left < in->packet ? left : in->packet;
		uint32_t room = 4 * (otg_read(OTG_DTXFSTS(ep)) & DTXFSTS_INEPTFSAV);

		if (room < len)
			return;
		otg_put_packet(ep, &in->at, len);
		in->written += len;
	}
	otg_clear(OTG_DIEPEMPMSK, DAINT_IN(ep));
}

static void retire_first(struct otg_in *in)
{
	struct nfod_usb_in *first = in->first;

	in->first = first->next;
	if (!in->first)
		in->end = &in->first;
	first->next = NULL;
	*otg.taken_end = first;
	otg.taken_end = &first->next;
}

/* The host has taken the chunk. */
static void complete(uint32_t ep)
{
	struct otg_in *in = &otg.in[ep];

	otg_write(OTG_DIEPINT(ep), EPINT_XFRC);
	if (!in->busy)
		return;
	in->busy = false;
	in->first->done += in->chunk;
	if (in->first->done == in->first->len)
		retire_first(in);
	otg_in_start(ep);
}

void otg_in_interrupt(uint32_t ep)
{
	if (otg_read(OTG_DIEPINT(ep)) & EPINT_XFRC)
		complete(ep);
	if (otg_read(OTG_DIEPEMPMSK) & DAINT_IN(ep))
		fill(ep);
}

/* Take the chunk back; what the host has of it, it has. */
static void stop(uint32_t ep)
{
	struct otg_in *in = &otg.in[ep];
	uint32_t left;

	otg_disable_in(ep);
	if (!in->busy)
		return;
	in->busy = false;
	left = EPTSIZ_PKTCNT(otg_read(OTG_DIEPTSIZ(ep)));
	in->first->done += left ? (packets_of(in->chunk, in->packet) - left) * in->packet :
				  in->chunk;
	if (!left && in->first->done == in->first->len)
		retire_first(in);
	otg_write(OTG_DIEPINT(ep), EPINT_XFRC);
}

void otg_in_open(uint32_t ep, uint16_t packet)
{
	struct otg_in *in = &otg.in[ep];

	otg_in_close(ep);
	in->open = true;
	in->halted = false;
	in->packet = packet;
	otg_write(OTG_DIEPCTL(ep), EPCTL_USBAEP | EPCTL_BULK | EPCTL_TXFNUM_AT(ep) | EPCTL_SD0PID |
					   EPCTL_SNAK | packet);
	otg_set(OTG_DAINTMSK, DAINT_IN(ep));
}

void otg_in_close(uint32_t ep)
{
	otg_in_drop(ep);
	otg.in[ep].open = false;
	otg_change(OTG_DIEPCTL(ep), EPCTL_USBAEP | EPCTL_STALL, 0);
	otg_clear(OTG_DAINTMSK, DAINT_IN(ep));
}

void otg_in_stall(uint32_t ep, bool halt)
{
	struct otg_in *in = &otg.in[ep];

	if (!in->open)
		return;
	stop(ep);
	in->halted = halt;
	if (halt) {
		otg_change(OTG_DIEPCTL(ep), 0, EPCTL_STALL);
		return;
	}
	otg_change(OTG_DIEPCTL(ep), EPCTL_STALL, 0);
	otg_change(OTG_DIEPCTL(ep), 0, EPCTL_SD0PID);
	otg_in_start(ep);
}

void otg_in_queue(struct nfod_usb_in *transfer)
{
	struct otg_in *in = &otg.in[transfer->ep & 0x0fu];

	transfer->next = NULL;
	transfer->done = 0;
	*in->end = transfer;
	in->end = &transfer->next;
	otg_in_start(transfer->ep & 0x0fu);
}

/* Of those that the user has not been told of. */
static void drop_taken(uint32_t ep)
{
	struct nfod_usb_in **link = &otg.taken;

	while (*link) {
		if (((*link)->ep & 0x0fu) == ep)
			*link = (*link)->next;
		else
			link = &(*link)->next;
	}
	otg.taken_end = link;
}

/**
 * otg_in_drop() - give all transfers back to the user, without a word
 */
void otg_in_drop(uint32_t ep)
{
	stop(ep);
	forget(&otg.in[ep]);
	drop_taken(ep);
}

static struct nfod_usb_in *next_taken(void)
{
	struct nfod_usb_in *first;

	otg_hold();
	first = otg.taken;
	if (first)
		otg.taken = first->next;
	if (!otg.taken)
		otg.taken_end = &otg.taken;
	otg_release();
	return first;
}

void otg_in_report(const struct otg_user *user, void *ctx)
{
	struct nfod_usb_in *in;

	while ((in = next_taken()))
		user->in_done(ctx, in);
}
