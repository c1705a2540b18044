// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Endpoints, between what the driver orders and what the host sends. */
#include "chip_internal.h"

#include <string.h>

#define KEPT_CTL 0x03eeffffu
#define SETUP_RESERVE 13u
/* So long does the controller take, seen from a driver that asks. */
#define LOOKS 20u

uint32_t chip_packet(const struct chip_ep *side, uint32_t ep)
{
	static const uint32_t control[] = { 64, 32, 16, 8 };

	return ep ? side->ctl & EPCTL_MPSIZ : control[side->ctl & 3u];
}

/* ---- orders ---- */

static void check_size(const struct chip_ep *side, uint32_t ep)
{
	uint32_t bytes = side->size & EPTSIZ_MOST_BYTES;
	uint32_t packets = EPTSIZ_PKTCNT(side->size);
	uint32_t packet = chip_packet(side, ep);

	assert_true(packet > 0 && packet <= (DSTS_ENUMSPD(chip_plain(OTG_DSTS)) ? 64 : 512));
	assert_int_equal(packets, bytes ? (bytes + packet - 1) / packet : 1);
	assert_true(ep || bytes <= 127);
}

static void enable_in(uint32_t ep)
{
	struct chip_ep *in = &chip.in[ep];

	if (in->ctl & EPCTL_EPENA)
		fail_msg("IN endpoint %u was enabled twice", ep);
	if (in->words)
		fail_msg("IN endpoint %u was enabled with %u words left in its FIFO", ep,
			 in->words);
	assert_true(in->ctl & EPCTL_USBAEP);
	chip_check_layout();
	assert_true(chip_in_depth(ep) * 4 >= chip_packet(in, ep));
	check_size(in, ep);
	in->ctl |= EPCTL_EPENA;
	in->total = in->size & EPTSIZ_MOST_BYTES;
	in->loaded = 0;
	in->moved = 0;
}

static void change_nak(struct chip_ep *side, uint32_t value)
{
	if (value & EPCTL_SNAK) {
		side->ctl |= EPCTL_NAKSTS;
		side->nak_in = LOOKS;
	} else if (value & EPCTL_CNAK) {
		side->ctl &= ~EPCTL_NAKSTS;
		side->interrupt &= ~EPINT_INEPNE;
		side->nak_in = 0;
	}
}

static void change_pid(struct chip_ep *side, uint32_t ep, uint32_t value)
{
	if (!(value & EPCTL_SD0PID))
		return;
	if (!ep || side->ctl & EPCTL_EPENA)
		fail_msg("data toggle of endpoint %u set while it is enabled", ep);
	side->pid = 0;
}

/* Endpoint 0 is active for ever, and only a set-up packet ends its STALL. */
static void keep(struct chip_ep *side, uint32_t ep, uint32_t value)
{
	uint32_t state = side->ctl & (EPCTL_EPENA | EPCTL_NAKSTS);

	if (!ep)
		state |= EPCTL_USBAEP | (side->ctl & EPCTL_STALL);
	side->ctl = (value & KEPT_CTL & ~EPCTL_NAKSTS & ~(1u << 16)) | state;
}

void chip_write_in(uint32_t ep, uint32_t value)
{
	struct chip_ep *in = &chip.in[ep];
	bool effective = in->interrupt & EPINT_INEPNE;

	change_pid(in, ep, value);
	keep(in, ep, value);
	change_nak(in, value);
	if (value & EPCTL_EPENA)
		enable_in(ep);
	if (value & EPCTL_EPDIS) {
		if (!effective)
			fail_msg("IN endpoint %u disabled before NAK took effect", ep);
		in->end_in = LOOKS;
	}
}

static void enable_out(uint32_t ep)
{
	struct chip_ep *out = &chip.out[ep];

	if (ep && out->ctl & EPCTL_EPENA)
		fail_msg("OUT endpoint %u was enabled twice", ep);
	assert_true(out->ctl & EPCTL_USBAEP);
	chip_check_layout();
	check_size(out, ep);
	out->ctl |= EPCTL_EPENA;
}

void chip_write_out(uint32_t ep, uint32_t value)
{
	struct chip_ep *out = &chip.out[ep];

	change_pid(out, ep, value);
	keep(out, ep, value);
	change_nak(out, value);
	if (value & EPCTL_EPENA)
		enable_out(ep);
	if (value & EPCTL_EPDIS) {
		if (!ep || !chip.nak_effective)
			fail_msg("OUT endpoint %u disabled without global NAK", ep);
		out->end_in = LOOKS;
	}
}

static void look_at(struct chip_ep *side)
{
	if (chip_trouble.in_hangs)
		return;
	if (side->nak_in && !--side->nak_in)
		side->interrupt |= EPINT_INEPNE;
	if (side->end_in && !--side->end_in) {
		side->ctl &= ~EPCTL_EPENA;
		side->interrupt |= EPINT_EPDISD;
	}
}

/* Time passes: the driver has looked. */
void chip_look(void)
{
	for (uint32_t ep = 0; ep < CHIP_EPS; ep++) {
		look_at(&chip.in[ep]);
		if (chip.out[ep].end_in)
			look_at(&chip.out[ep]);
	}
}

/* ---- the bus ---- */

bool chip_is_attached(void)
{
	uint32_t valid = GOTGCTL_BVALOEN | GOTGCTL_BVALOVAL;

	return !(chip_plain(OTG_DCTL) & DCTL_SDIS) && (chip_plain(OTG_GOTGCTL) & valid) == valid &&
	       !(chip_plain(OTG_GUSBCFG) & GUSBCFG_PHYSEL) && !(chip.interrupts & GINT_CMOD);
}

void chip_bus_reset_begins(void)
{
	assert_true(chip_is_attached());
	if (chip_test_mode())
		return;
	chip.interrupts |= GINT_USBRST;
	chip.asleep = false;
	chip.set_up = false;
	chip.acknowledged = false;
	for (uint32_t ep = 1; ep < CHIP_EPS; ep++) {
		chip.in[ep].ctl &= ~EPCTL_USBAEP;
		chip.out[ep].ctl &= ~EPCTL_USBAEP;
	}
	chip.in[0].ctl &= ~EPCTL_STALL;
	chip.out[0].ctl &= ~EPCTL_STALL;
}

void chip_bus_reset_ends(bool high)
{
	if (chip_test_mode())
		return;
	chip.plain[OTG_DSTS / 4] = high ? 0 : 1u << 1;
	chip.interrupts |= GINT_ENUMDNE;
	/* By now the driver has cleared the address. */
	assert_int_equal(chip_plain(OTG_DCFG) & DCFG_DAD, 0);
	chip.address = 0;
	chip.addressed = false;
}

void chip_bus_reset(bool high)
{
	chip_bus_reset_begins();
	chip_interrupt();
	chip_bus_reset_ends(high);
	chip_interrupt();
}

void chip_sleep(void)
{
	chip.asleep = true;
	chip.interrupts |= GINT_USBSUSP;
}

void chip_wake(void)
{
	chip.asleep = false;
	chip.interrupts |= GINT_WKUPINT;
}

static bool hears(uint8_t address)
{
	return chip_is_attached() && !chip.asleep && !chip_test_mode() && address == chip.address;
}

enum chip_answer chip_lpm(uint8_t address)
{
	uint32_t config = chip_plain(OTG_GLPMCFG);

	if (!hears(address) || !(config & GLPMCFG_LPMEN))
		return CHIP_SILENCE;
	return config & GLPMCFG_LPMACK ? CHIP_ACK : CHIP_NAK;
}

/* The set-up phase of a control transfer ends with the next token. */
static void end_set_up(uint32_t ep)
{
	if (ep || !chip.set_up)
		return;
	chip.set_up = false;
	chip_push(PKTSTS_SETUP_DONE, 0, NULL, 0);
}

static enum chip_answer nak(void)
{
	chip_counts.naks++;
	return CHIP_NAK;
}

enum chip_answer chip_setup(uint8_t address, const uint8_t setup[8])
{
	uint32_t count = chip.out[0].size >> 29 & 3u;

	if (!hears(address) || chip_out_words() + 4 > chip_out_depth())
		return CHIP_SILENCE;
	if (count)
		chip.out[0].size -= 1u << 29;
	else
		chip.out[0].interrupt |= EPINT_B2BSTUP;
	chip_push(PKTSTS_SETUP_DATA, 0, setup, 8);
	chip.set_up = true;
	chip.to_host = setup[0] & 0x80;
	chip.acknowledged = false;
	chip.in[0].ctl = (chip.in[0].ctl & ~EPCTL_STALL) | EPCTL_NAKSTS;
	chip.out[0].ctl = (chip.out[0].ctl & ~EPCTL_STALL) | EPCTL_NAKSTS;
	chip.in[0].pid = chip.out[0].pid = 1;
	return CHIP_ACK;
}

static bool has_room(uint32_t len)
{
	uint32_t words = (len + 3) / 4 + 2;

	return chip_out_words() + words + SETUP_RESERVE <= chip_out_depth();
}

static void accept(uint32_t ep, const void *data, uint32_t len)
{
	struct chip_ep *out = &chip.out[ep];

	chip_push(PKTSTS_OUT_DATA, ep, data, len);
	out->pid ^= 1;
	out->size -= 1u << 19;
	out->size -= len;
	if (len == chip_packet(out, ep) && EPTSIZ_PKTCNT(out->size))
		return;
	out->ctl |= EPCTL_NAKSTS;
	chip_push(PKTSTS_OUT_DONE, ep, NULL, 0);
}

enum chip_answer chip_out(uint8_t address, uint8_t ep, uint32_t pid, const void *data, uint32_t len)
{
	struct chip_ep *out = &chip.out[ep];

	if (!hears(address) || !(out->ctl & EPCTL_USBAEP))
		return CHIP_SILENCE;
	end_set_up(ep);
	if (out->ctl & EPCTL_STALL)
		return CHIP_STALL;
	/* Heard before: its handshake was lost (USB 2.0, table 8-16). */
	if (pid != out->pid)
		return CHIP_ACK;
	if (out->ctl & EPCTL_NAKSTS || !(out->ctl & EPCTL_EPENA) || chip.nak_asked ||
	    !has_room(len))
		return nak();
	assert_true(len <= chip_packet(out, ep));
	accept(ep, data, len);
	return CHIP_ACK;
}

static void taken(uint32_t ep, uint32_t len)
{
	struct chip_ep *in = &chip.in[ep];
	uint32_t words = (len + 3) / 4;

	in->words -= words;
	memmove(in->fifo, in->fifo + words, in->words * sizeof(in->fifo[0]));
	in->moved += len;
	in->pid ^= 1;
	in->size -= 1u << 19;
	if (EPTSIZ_PKTCNT(in->size))
		return;
	in->ctl &= ~EPCTL_EPENA;
	in->interrupt |= EPINT_XFRC;
	if (ep)
		return;
	chip.acknowledged = !chip.to_host;
	if (chip.addressed) {
		chip.address = chip.next_address;
		chip.addressed = false;
	}
}

enum chip_answer chip_in(uint8_t address, uint8_t ep, uint32_t *pid, void *to, uint32_t *len,
			 bool acked)
{
	struct chip_ep *in = &chip.in[ep];
	uint32_t left = in->total - in->moved;
	uint32_t packet = chip_packet(in, ep);

	/* Whoever it is for. */
	if (chip_test_mode() == NFOD_USB_TEST_SE0_NAK)
		return nak();
	if (!hears(address) || !(in->ctl & EPCTL_USBAEP))
		return CHIP_SILENCE;
	end_set_up(ep);
	if (in->ctl & EPCTL_STALL)
		return CHIP_STALL;
	*len = left < packet ? left : packet;
	if (in->ctl & EPCTL_NAKSTS || !(in->ctl & EPCTL_EPENA) || in->loaded - in->moved < *len)
		return nak();
	memcpy(to, in->fifo, *len);
	*pid = in->pid;
	if (acked)
		taken(ep, *len);
	return CHIP_ACK;
}
