// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The controller's 4 KiB of FIFO RAM, in words of 32 bits.
 */
#include <string.h>

#include "otg_core.h"

/*
 * What the reference manual asks of the FIFO for everything that comes in: 5 words for the
 * control endpoint and 8 more, so that three set-up packets find room whatever else is there; each
 * packet with a word of status; two words for the end of a transfer on each OUT endpoint; one for
 * the global NAK.
 */
#define SETUP_WORDS (5u * 1u + 8u)
#define PACKET_WORDS (OTG_PACKET / 4u)
#define OUT_PACKETS 3u
#define OUT_WORDS (SETUP_WORDS + OUT_PACKETS * (PACKET_WORDS + 1u) + 2u * 2u + 1u)
/* One for each IN endpoint, 16 words at least; also for that of number 1, which there is not. */
#define IN0_WORDS (OTG_EP0_PACKET / 4u)
#define IN1_WORDS 16u
#define IN2_WORDS (3u * PACKET_WORDS)
#define IN3_WORDS PACKET_WORDS
#define IN0_START OUT_WORDS
#define IN1_START (IN0_START + IN0_WORDS)
#define IN2_START (IN1_START + IN1_WORDS)
#define IN3_START (IN2_START + IN2_WORDS)
#define ALL_WORDS (IN3_START + IN3_WORDS)

/* There are 1024, of which the part keeps some for DMA, according to its own GHWCFG3. */
_Static_assert(ALL_WORDS <= 952u, "as much FIFO RAM as there is");
_Static_assert(IN0_WORDS >= 16u && IN2_WORDS >= PACKET_WORDS && IN3_WORDS >= PACKET_WORDS,
	       "a packet finds room in its FIFO");
/* TXFE comes when a FIFO is half empty: then there is room for a packet. */
_Static_assert(IN2_WORDS / 2u >= PACKET_WORDS, "no interrupt for nothing");

void otg_lay_fifos(void)
{
	otg_write(OTG_GRXFSIZ, OUT_WORDS);
	otg_write(OTG_DIEPTXF0, DIEPTXF_AT(IN0_START, IN0_WORDS));
	otg_write(OTG_DIEPTXF(1), DIEPTXF_AT(IN1_START, IN1_WORDS));
	otg_write(OTG_DIEPTXF(2), DIEPTXF_AT(IN2_START, IN2_WORDS));
	otg_write(OTG_DIEPTXF(3), DIEPTXF_AT(IN3_START, IN3_WORDS));
}

void otg_flush_in(uint32_t fifo)
{
	otg_write(OTG_GRSTCTL, GRSTCTL_TXFFLSH | GRSTCTL_TXFNUM_AT(fifo));
	otg_wait(OTG_GRSTCTL, GRSTCTL_TXFFLSH, 0, OTG_LOOKS, OTG_FLUSH_HANGS);
}

void otg_flush_out(void)
{
	otg_write(OTG_GRSTCTL, GRSTCTL_RXFFLSH);
	otg_wait(OTG_GRSTCTL, GRSTCTL_RXFFLSH, 0, OTG_LOOKS, OTG_FLUSH_HANGS);
}

/* Up to four bytes, over the ends of pieces. */
static uint32_t gather(struct otg_cursor *at, uint32_t len)
{
	uint32_t word = 0;

	for (uint32_t n = 0; n < len; n++) {
		while (at->offset == at->segment->len) {
			at->segment++;
			at->offset = 0;
		}
		word |= (uint32_t)((const uint8_t *)at->segment->data)[at->offset++] << 8 * n;
	}
	return word;
}

/* As many whole words as lie in one piece. Return: bytes. */
static uint32_t put_words(uint32_t ep, struct otg_cursor *at, uint32_t len)
{
	const uint8_t *from = (const uint8_t *)at->segment->data + at->offset;
	uint32_t left = at->segment->len - at->offset;
	uint32_t some = (len < left ? len : left) & ~3u;

#pragma GCC unroll 4
	for (uint32_t n = 0; n < some; n += 4) {
		uint32_t word;

		__builtin_memcpy(&word, from + n, sizeof(word));
		otg_write(OTG_FIFO(ep), word);
	}
	at->offset += some;
	return some;
}

/**
 * otg_put_packet() - a packet for the host, which finds room in the endpoint's FIFO
 */
void otg_put_packet(uint32_t ep, struct otg_cursor *at, uint32_t len)
{
	while (len) {
		uint32_t some = len < 4 ? len : 4;

		len -= put_words(ep, at, len);
		if (!len)
			return;
		some = len < 4 ? len : 4;
		otg_write(OTG_FIFO(ep), gather(at, some));
		len -= some;
	}
}

/**
 * otg_get_packet() - the packet from the host whose status has been read
 */
void otg_get_packet(uint8_t *to, uint32_t len)
{
	uint32_t whole = len & ~3u;
	uint32_t last;

#pragma GCC unroll 4
	for (uint32_t n = 0; n < whole; n += 4) {
		uint32_t word = otg_read(OTG_FIFO(0));

		__builtin_memcpy(to + n, &word, sizeof(word));
	}
	if (whole == len)
		return;
	last = otg_read(OTG_FIFO(0));
	memcpy(to + whole, &last, len - whole);
}

void otg_drop_packet(uint32_t len)
{
	for (uint32_t n = 0; n < len; n += 4)
		otg_read(OTG_FIFO(0));
}

static void take_data(uint32_t ep, uint32_t len)
{
	if (!ep)
		otg_control_packet(len);
	else if (ep == OTG_OUT_EP)
		otg_out_packet(len);
	else
		otg_drop_packet(len);
}

static void take_entry(uint32_t status)
{
	switch (GRXSTS_PKTSTS(status)) {
	case PKTSTS_SETUP_DATA:
		otg_control_setup_packet();
		break;
	case PKTSTS_OUT_DATA:
		take_data(GRXSTS_EPNUM(status), GRXSTS_BCNT(status));
		break;
	case PKTSTS_SETUP_DONE:
		otg_control_setup_end();
		break;
	case PKTSTS_OUT_DONE:
	case PKTSTS_GLOBAL_OUT_NAK:
		/* Being read, these raise the interrupts that they stand for. */
		break;
	default:
		otg_fail(OTG_OUT_OF_STEP);
	}
}

/**
 * otg_empty_fifo() - everything that has come from the host
 */
void otg_empty_fifo(void)
{
	while (otg_read(OTG_GINTSTS) & GINT_RXFLVL)
		take_entry(otg_read(OTG_GRXSTSP));
}
