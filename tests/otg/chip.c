// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Registers, reset and interrupts. */
#include "chip_internal.h"

#include <string.h>

#include "otg.h"

struct chip chip;
struct chip_trouble chip_trouble;
struct chip_counts chip_counts;
static uint64_t dice;

uint64_t chip_random(void)
{
	uint64_t x = dice += 0x9e3779b97f4a7c15ull;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ x >> 27) * 0x94d049bb133111ebull;
	return x ^ x >> 31;
}

/*
 * Bits that the driver is responsible for come up with others than it wants. Which transceiver
 * was chosen outlives a reset.
 */
static void reset_core(void)
{
	bool serving = chip.serving;
	uint32_t phy = chip_plain(OTG_GUSBCFG) & GUSBCFG_PHYSEL;

	memset(&chip, 0, sizeof(chip));
	chip.serving = serving;
	chip.interrupts = GINT_CMOD;
	chip.plain[OTG_GUSBCFG / 4] = phy | GUSBCFG_TRDT_AT(5) | GUSBCFG_HNPCAP | GUSBCFG_SRPCAP;
	chip.plain[OTG_GRXFSIZ / 4] = 0x400;
	chip.plain[OTG_DIEPTXF0 / 4] = DIEPTXF_AT(0x400, 0x400);
	chip.plain[OTG_DCFG / 4] = 0x02200000u;
	chip.in[0].ctl = chip.out[0].ctl = EPCTL_USBAEP;
}

void chip_power_on(uint64_t seed)
{
	dice = seed;
	chip_trouble = (struct chip_trouble){ 0 };
	memset(&chip, 0, sizeof(chip));
	reset_core();
	chip.plain[OTG_GCCFG / 4] = GCCFG_PWRDWN;
	chip.plain[OTG_GUSBCFG / 4] |= GUSBCFG_PHYSEL;
	chip_counts = (struct chip_counts){ 0 };
}

/* ---- interrupts ---- */

static uint32_t in_interrupts(uint32_t ep)
{
	const struct chip_ep *in = &chip.in[ep];
	uint32_t all = in->interrupt;

	/* TXFELVL = 0: half empty */
	if (in->words <= chip_in_depth(ep) / 2)
		all |= EPINT_TXFE;
	return all;
}

static uint32_t all_endpoints(void)
{
	uint32_t all = 0;

	for (uint32_t ep = 0; ep < CHIP_EPS; ep++) {
		uint32_t mask = chip_plain(OTG_DIEPMSK);

		if (chip_plain(OTG_DIEPEMPMSK) & DAINT_IN(ep))
			mask |= EPINT_TXFE;
		if (in_interrupts(ep) & mask)
			all |= DAINT_IN(ep);
		if (chip.out[ep].interrupt & chip_plain(OTG_DOEPMSK))
			all |= DAINT_OUT(ep);
	}
	return all;
}

static uint32_t all_interrupts(void)
{
	uint32_t all = chip.interrupts;
	uint32_t endpoints = all_endpoints() & chip_plain(OTG_DAINTMSK);

	if (chip.entries && !chip.left)
		all |= GINT_RXFLVL;
	if (chip.nak_effective)
		all |= GINT_GONAKEFF;
	if (endpoints & 0xffffu)
		all |= GINT_IEPINT;
	if (endpoints >> 16)
		all |= GINT_OEPINT;
	return all;
}

static bool is_asking(void)
{
	return chip_plain(OTG_GAHBCFG) & GAHBCFG_GINT && all_interrupts() & chip_plain(OTG_GINTMSK);
}

static void serve(void)
{
	chip.serving = true;
	chip_counts.interrupts++;
	otg_interrupt();
	chip.serving = false;
}

void chip_interrupt(void)
{
	uint32_t times = 0;

	while (is_asking()) {
		if (++times > 1000)
			fail_msg("interrupts without end: %08x", all_interrupts());
		serve();
	}
}

/* Between any two accesses; also just after it was forbidden. */
static void interrupt_now_and_then(void)
{
	if (!chip_trouble.jitter || chip.serving || chip_random() % 8)
		return;
	if (is_asking() || chip_random() % 8 == 0)
		serve();
}

/* ---- registers ---- */

static void count_down(uint32_t *looks)
{
	if (*looks)
		--*looks;
}

static uint32_t reset_status(void)
{
	uint32_t status = chip_trouble.no_ahb ? 0 : GRSTCTL_AHBIDL;

	if (!chip_trouble.no_phy) {
		if (chip.reset_in == 1)
			reset_core();
		count_down(&chip.reset_in);
		count_down(&chip.flush_in);
	}
	if (chip.reset_in)
		status |= GRSTCTL_CSRST;
	if (chip.flush_in)
		status |= GRSTCTL_TXFFLSH | GRSTCTL_RXFFLSH;
	return status;
}

static uint32_t interrupt_status(void)
{
	if (chip.device_in == 1 && !chip_trouble.no_device)
		chip.interrupts &= ~GINT_CMOD;
	if (chip.device_in > 1)
		chip.device_in--;
	return all_interrupts();
}

static const struct {
	uint32_t offset;
	uint32_t bits;
} kept[] = {
	{ OTG_GOTGCTL, GOTGCTL_BVALOEN | GOTGCTL_BVALOVAL },
	{ OTG_GAHBCFG, 0x1bf },
	{ OTG_GUSBCFG, 0x63fa3fdf },
	{ OTG_GINTMSK, ~0u },
	{ OTG_GRXFSIZ, 0xffff },
	{ OTG_DIEPTXF0, ~0u },
	{ OTG_GCCFG, 0x007f0000 },
	{ OTG_GLPMCFG, 0x01ff1fff },
	{ OTG_DIEPTXF(1), ~0u },
	{ OTG_DIEPTXF(2), ~0u },
	{ OTG_DIEPTXF(3), ~0u },
	{ OTG_DCFG, 0x0300dff7 | 0x02200000 },
	{ OTG_DIEPMSK, 0x277b },
	{ OTG_DOEPMSK, 0x735b },
	{ OTG_DAINTMSK, ~0u },
	{ OTG_DIEPEMPMSK, 0xffff },
	{ OTG_PCGCCTL, 0x3 },
};

/* Return: bits that a register keeps, 0 when it is no such one. */
static uint32_t kept_bits(uint32_t offset)
{
	for (uint32_t n = 0; n < sizeof(kept) / sizeof(kept[0]); n++)
		if (kept[n].offset == offset)
			return kept[n].bits;
	return 0;
}

/**
 * struct place - of a register of an endpoint
 * @side: the endpoint, NULL when it is none of an endpoint
 * @ep: its number
 * @in: its direction
 * @at: offset in the endpoint's registers
 */
struct place {
	struct chip_ep *side;
	uint32_t ep;
	bool in;
	uint32_t at;
};

static struct place place_of(uint32_t offset)
{
	struct place place = { .in = offset < OTG_DOEPCTL(0), .at = offset % 0x20u };
	uint32_t first = place.in ? OTG_DIEPCTL(0) : OTG_DOEPCTL(0);

	if (offset < first || offset >= first + 0x20u * CHIP_EPS)
		return place;
	place.ep = (offset - first) / 0x20u;
	place.side = place.in ? &chip.in[place.ep] : &chip.out[place.ep];
	return place;
}

static uint32_t read_endpoint(const struct place *place)
{
	const struct chip_ep *side = place->side;

	switch (place->at) {
	case 0x00:
		return side->ctl | (place->ep ? side->pid << 16 : 0);
	case 0x08:
		return place->in ? in_interrupts(place->ep) : side->interrupt;
	case 0x10:
		return side->size;
	case 0x18:
		if (place->in)
			return chip_in_depth(place->ep) - side->words;
		break;
	}
	fail_msg("register %02x of endpoint %u was read: there is none", place->at, place->ep);
	return 0;
}

static uint32_t read_register(uint32_t offset)
{
	struct place place = place_of(offset);

	switch (offset) {
	case OTG_GRSTCTL:
		return reset_status();
	case OTG_GINTSTS:
		return interrupt_status();
	case OTG_GRXSTSP:
		return chip_pop();
	case OTG_DCTL:
		return chip_plain(OTG_DCTL);
	case OTG_DSTS:
		return chip_plain(OTG_DSTS);
	case OTG_DAINT:
		return all_endpoints();
	}
	if (offset >= OTG_FIFO(0) && offset < OTG_FIFO(0) + 4)
		return chip_pop_word();
	if (place.side)
		return read_endpoint(&place);
	if (!kept_bits(offset))
		fail_msg("register %03x was read: there is none", offset);
	return chip_plain(offset);
}

uint32_t otg_read(uint32_t offset)
{
	interrupt_now_and_then();
	chip_counts.reads++;
	chip_look();
	return read_register(offset);
}

static void write_reset(uint32_t value)
{
	if (value & GRSTCTL_CSRST)
		chip.reset_in = 5;
	if (!(value & (GRSTCTL_TXFFLSH | GRSTCTL_RXFFLSH)))
		return;
	if (chip.flush_in)
		fail_msg("a FIFO is flushed, and the flush before is not over");
	chip.flush_in = 4;
	chip_flush(value);
}

uint32_t chip_test_mode(void)
{
	return (chip_plain(OTG_DCTL) & DCTL_TCTL) / DCTL_TCTL_AT(1);
}

/* Test_J to Test_Packet, at high speed, and not before the host may look away. */
static void check_test_mode(uint32_t value)
{
	uint32_t mode = (value & DCTL_TCTL) / DCTL_TCTL_AT(1);

	if (mode == chip_test_mode())
		return;
	if (chip_test_mode())
		fail_msg("test mode %u is left without power-up", chip_test_mode());
	if (mode > NFOD_USB_TEST_PACKET)
		fail_msg("a device has no test mode %u", mode);
	if (DSTS_ENUMSPD(chip_plain(OTG_DSTS)) != ENUMSPD_HIGH)
		fail_msg("test mode %u on a bus at full speed", mode);
	if (!chip.acknowledged)
		fail_msg("test mode %u before the end of the status stage", mode);
}

static void write_control(uint32_t value)
{
	check_test_mode(value);
	if (value & DCTL_SGONAK && !chip.nak_asked) {
		chip.nak_asked = true;
		chip_push(PKTSTS_GLOBAL_OUT_NAK, 0, NULL, 0);
	}
	if (value & DCTL_CGONAK) {
		chip.nak_asked = false;
		chip.nak_effective = false;
	}
	chip.plain[OTG_DCTL / 4] = value & (DCTL_SDIS | DCTL_TCTL);
}

/* While the status stage waits, a new address waits with it. */
static void note_address(uint32_t value)
{
	chip.next_address = value >> 4 & 127u;
	chip.addressed = true;
	if (chip.in[0].ctl & EPCTL_EPENA)
		return;
	chip.address = chip.next_address;
	chip.addressed = false;
}

static void write_kept(uint32_t offset, uint32_t value)
{
	uint32_t bits = kept_bits(offset);

	if (!bits || value & ~bits)
		fail_msg("%08x was written to register %03x, which has no such bits", value,
			 offset);
	if (offset == OTG_DCFG && (value ^ chip_plain(OTG_DCFG)) & DCFG_DAD)
		note_address(value);
	if (offset == OTG_GUSBCFG && value & GUSBCFG_FDMOD && !chip.device_in)
		chip.device_in = 1000;
	chip.plain[offset / 4] = value;
}

static void write_endpoint(const struct place *place, uint32_t value)
{
	switch (place->at) {
	case 0x00:
		if (place->in)
			chip_write_in(place->ep, value);
		else
			chip_write_out(place->ep, value);
		return;
	case 0x08:
		place->side->interrupt &= ~value;
		return;
	case 0x10:
		place->side->size = value;
		return;
	}
	fail_msg("register %02x of endpoint %u was written: there is none", place->at, place->ep);
}

void otg_write(uint32_t offset, uint32_t value)
{
	struct place place = place_of(offset);

	interrupt_now_and_then();
	chip_counts.writes++;
	if (offset == OTG_GRSTCTL)
		write_reset(value);
	else if (offset == OTG_GINTSTS)
		chip.interrupts &= ~value | GINT_CMOD;
	else if (offset == OTG_DCTL)
		write_control(value);
	else if (offset >= OTG_FIFO(0))
		chip_load_word((offset - OTG_FIFO(0)) / 0x1000u, value);
	else if (place.side)
		write_endpoint(&place, value);
	else
		write_kept(offset, value);
}

void otg_barrier(void)
{
	interrupt_now_and_then();
}

uint32_t chip_register(uint32_t offset)
{
	struct place place = place_of(offset);

	return place.side ? read_endpoint(&place) : chip_plain(offset);
}
