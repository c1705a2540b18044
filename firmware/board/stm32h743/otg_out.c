// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The bulk OUT endpoint: packets wait in a ring until the user has room.
 */
#include "otg_core.h"

static void empty(struct otg_out *out)
{
	out->cleared++;
	out->head = 0;
	out->count = 0;
	out->taken = 0;
	out->refused = false;
}

void otg_out_reset(void)
{
	otg.out.open = false;
	otg.out.halted = false;
	otg.out.armed = false;
	empty(&otg.out);
}

/* Ready for as many packets as there is room for. */
static void arm(void)
{
	struct otg_out *out = &otg.out;
	uint32_t room = OTG_RING_PACKETS - out->count;

	if (!out->open || out->halted || out->armed || !room)
		return;
	out->armed = true;
	otg_write(OTG_DOEPTSIZ(OTG_OUT_EP), EPTSIZ_AT(room, room * out->packet));
	otg_change(OTG_DOEPCTL(OTG_OUT_EP), 0, EPCTL_EPENA | EPCTL_CNAK);
}

void otg_out_packet(uint32_t len)
{
	struct otg_out *out = &otg.out;
	uint32_t at = (out->head + out->count) % OTG_RING_PACKETS;

	if (out->count == OTG_RING_PACKETS || len > OTG_PACKET) {
		otg_fail(OTG_OUT_OF_STEP);
		otg_drop_packet(len);
		return;
	}
	otg_get_packet(out->ring[at], len);
	out->len[at] = (uint16_t)len;
	out->count++;
}

void otg_out_interrupt(void)
{
	if (!(otg_read(OTG_DOEPINT(OTG_OUT_EP)) & EPINT_XFRC))
		return;
	otg_write(OTG_DOEPINT(OTG_OUT_EP), EPINT_XFRC);
	otg.out.armed = false;
	arm();
}

/* All OUT packets meet NAK; what came before has been read. */
static bool begin_global_nak(void)
{
	uint32_t looks = OTG_LOOKS;

	otg_set(OTG_DCTL, DCTL_SGONAK);
	do {
		otg_empty_fifo();
		if (otg_read(OTG_GINTSTS) & GINT_GONAKEFF)
			return true;
	} while (--looks);
	otg_fail(OTG_OUT_HANGS);
	return false;
}

static bool is_enabled(void)
{
	return otg_read(OTG_DOEPCTL(OTG_OUT_EP)) & EPCTL_EPENA;
}

/* It can only be disabled while no packet can come. */
static void disable(void)
{
	/* Its last packet may have been among those that were read. */
	if (begin_global_nak() && is_enabled()) {
		otg_change(OTG_DOEPCTL(OTG_OUT_EP), 0, EPCTL_SNAK | EPCTL_EPDIS);
		otg_wait(OTG_DOEPINT(OTG_OUT_EP), EPINT_EPDISD, EPINT_EPDISD, OTG_LOOKS,
			 OTG_OUT_HANGS);
	}
	otg_set(OTG_DCTL, DCTL_CGONAK);
}

static void stop(uint32_t with)
{
	otg_empty_fifo();
	if (is_enabled())
		disable();
	otg_write(OTG_DOEPINT(OTG_OUT_EP), EPINT_EPDISD | EPINT_XFRC);
	if (with)
		otg_change(OTG_DOEPCTL(OTG_OUT_EP), 0, with);
	otg.out.armed = false;
}

void otg_out_open(uint16_t packet)
{
	struct otg_out *out = &otg.out;

	otg_out_close();
	out->open = true;
	out->halted = false;
	out->packet = packet;
	otg_write(OTG_DOEPCTL(OTG_OUT_EP),
		  EPCTL_USBAEP | EPCTL_BULK | EPCTL_SD0PID | EPCTL_SNAK | packet);
	otg_set(OTG_DAINTMSK, DAINT_OUT(OTG_OUT_EP));
	arm();
}

void otg_out_close(void)
{
	stop(0);
	empty(&otg.out);
	otg.out.open = false;
	otg_change(OTG_DOEPCTL(OTG_OUT_EP), EPCTL_USBAEP | EPCTL_STALL, 0);
	otg_clear(OTG_DAINTMSK, DAINT_OUT(OTG_OUT_EP));
}

void otg_out_stall(bool halt)
{
	struct otg_out *out = &otg.out;

	if (!out->open)
		return;
	stop(halt ? EPCTL_STALL : 0);
	out->halted = halt;
	if (halt) {
		empty(out);
		return;
	}
	otg_change(OTG_DOEPCTL(OTG_OUT_EP), EPCTL_STALL, 0);
	otg_change(OTG_DOEPCTL(OTG_OUT_EP), 0, EPCTL_SD0PID);
	arm();
}

/**
 * struct run - packets that lie one behind the other
 * @data: what the user has not taken of them
 * @len: bytes of it
 * @packets: how many
 * @end: the last one is short
 * @cleared: see struct otg_out
 */
struct run {
	const uint8_t *data;
	uint32_t len;
	uint32_t packets;
	bool end;
	uint32_t cleared;
};

static bool next_run(struct run *run)
{
	const struct otg_out *out = &otg.out;
	uint32_t most = OTG_RING_PACKETS - out->head;

	*run = (struct run){ .data = out->ring[out->head] + out->taken, .cleared = out->cleared };
	if (!out->open || out->halted || out->refused)
		return false;
	if (most > out->count)
		most = out->count;
	/* Packets of full speed do not touch. */
	if (most && out->packet < OTG_PACKET)
		most = 1;
	while (run->packets < most && !run->end) {
		uint16_t len = out->len[out->head + run->packets++];

		run->len += len;
		run->end = len < out->packet;
	}
	run->len -= out->taken;
	return run->packets;
}

static void take_from_ring(const struct run *run, uint32_t bytes)
{
	struct otg_out *out = &otg.out;

	if (out->cleared != run->cleared)
		return;
	out->refused = bytes < run->len;
	bytes += out->taken;
	for (uint32_t n = run->packets; n && bytes >= out->len[out->head]; n--) {
		bytes -= out->len[out->head];
		out->head = (out->head + 1) % OTG_RING_PACKETS;
		out->count--;
	}
	out->taken = bytes;
	arm();
}

static bool take_run(struct run *run)
{
	bool any;

	otg_hold();
	any = next_run(run);
	otg_release();
	return any;
}

/**
 * otg_out_offer() - what the user has not seen, as far as it has room
 */
void otg_out_offer(const struct otg_user *user, void *ctx)
{
	struct run run;

	while (take_run(&run)) {
		uint32_t taken = user->out(ctx, OTG_OUT_EP, run.data, run.len, run.end);

		otg_hold();
		take_from_ring(&run, taken);
		otg_release();
	}
}
