// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "chip_internal.h"

#include <string.h>

/* ---- OUT ---- */

uint32_t chip_out_words(void)
{
	uint32_t words = (chip.left + 3) / 4;

	for (uint32_t n = 0; n < chip.entries; n++)
		words += 1 + (chip.entry[(chip.first + n) % CHIP_ENTRIES].len + 3) / 4;
	return words;
}

uint32_t chip_out_depth(void)
{
	return chip_plain(OTG_GRXFSIZ);
}

void chip_push(uint32_t pktsts, uint32_t ep, const void *data, uint32_t len)
{
	uint32_t at = (chip.first + chip.entries) % CHIP_ENTRIES;
	struct chip_entry *entry = &chip.entry[at];

	assert_true(chip.entries < CHIP_ENTRIES);
	assert_true(len <= sizeof(entry->data));
	memset(entry, 0, sizeof(*entry));
	entry->status = ep | len << 4 | pktsts << 17;
	entry->len = len;
	if (len)
		memcpy(entry->data, data, len);
	chip.entries++;
	assert_true(chip_out_words() <= chip_out_depth());
	if (chip_out_words() > chip_counts.most_out_words)
		chip_counts.most_out_words = chip_out_words();
}

/* What an entry stands for happens when it is read. */
static void raise(uint32_t status)
{
	uint32_t ep = GRXSTS_EPNUM(status);

	switch (GRXSTS_PKTSTS(status)) {
	case PKTSTS_OUT_DONE:
		chip.out[ep].ctl &= ~EPCTL_EPENA;
		chip.out[ep].interrupt |= EPINT_XFRC;
		break;
	case PKTSTS_SETUP_DONE:
		chip.out[ep].interrupt |= EPINT_STUP;
		break;
	case PKTSTS_GLOBAL_OUT_NAK:
		chip.nak_effective = chip.nak_asked && !chip_trouble.out_hangs;
		break;
	}
}

uint32_t chip_pop(void)
{
	if (!chip.entries)
		fail_msg("GRXSTSP was read, and there is nothing");
	if (chip.left)
		fail_msg("GRXSTSP was read with %u bytes of the packet before left", chip.left);
	chip.data = chip.entry[chip.first];
	chip.first = (chip.first + 1) % CHIP_ENTRIES;
	chip.entries--;
	chip.left = chip.data.len;
	chip.word = 0;
	raise(chip.data.status);
	return chip.data.status;
}

uint32_t chip_pop_word(void)
{
	if (!chip.left)
		fail_msg("OUT FIFO was read past the packet's end");
	chip.left -= chip.left < 4 ? chip.left : 4;
	return chip.data.data[chip.word++];
}

/* ---- IN ---- */

static uint32_t fifo_of(uint32_t ep)
{
	return chip.in[ep].ctl >> 22 & 15u;
}

static uint32_t layout_of(uint32_t fifo)
{
	return chip_plain(fifo ? OTG_DIEPTXF(fifo) : OTG_DIEPTXF0);
}

uint32_t chip_in_depth(uint32_t ep)
{
	return layout_of(fifo_of(ep)) >> 16;
}

void chip_load_word(uint32_t ep, uint32_t word)
{
	struct chip_ep *in = &chip.in[ep];

	if (!(in->ctl & EPCTL_EPENA))
		fail_msg("IN FIFO %u was written, and the endpoint is not enabled", ep);
	if (in->loaded >= in->total)
		fail_msg("IN FIFO %u was written past the transfer's end", ep);
	if (in->words == chip_in_depth(ep))
		fail_msg("IN FIFO %u overflowed", ep);
	in->fifo[in->words++] = word;
	/* A word that ends a packet is filled up. */
	in->loaded += in->total - in->loaded < 4 ? in->total - in->loaded : 4;
}

static void flush_one(uint32_t ep)
{
	struct chip_ep *in = &chip.in[ep];

	if (in->ctl & EPCTL_EPENA && !(in->ctl & EPCTL_NAKSTS))
		fail_msg("IN FIFO %u was flushed while the endpoint sends", ep);
	in->words = 0;
}

void chip_flush(uint32_t order)
{
	uint32_t fifo = order >> 6 & 31u;

	if (order & GRSTCTL_TXFFLSH)
		for (uint32_t ep = 0; ep < CHIP_EPS; ep++)
			if (fifo == GRSTCTL_ALL_FIFOS || fifo_of(ep) == fifo)
				flush_one(ep);
	if (order & GRSTCTL_RXFFLSH) {
		chip.entries = 0;
		chip.left = 0;
	}
}

/* FIFOs are where no other one is. */
void chip_check_layout(void)
{
	uint32_t end = chip_out_depth();

	assert_true(end >= 16);
	for (uint32_t fifo = 0; fifo < 4; fifo++) {
		uint32_t start = layout_of(fifo) & 0xffffu;
		uint32_t words = layout_of(fifo) >> 16;

		assert_true(start >= end);
		assert_true(words >= 16);
		end = start + words;
	}
	assert_true(end <= CHIP_RAM_WORDS);
}
