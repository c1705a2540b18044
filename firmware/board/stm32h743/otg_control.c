// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The control endpoint: a set-up packet ends whatever was before it.
 */
#include <string.h>

#include "otg_core.h"

#define SETUP_BYTES 8u
#define SETUPS_IN_A_ROW 3u
#define TO_HOST 0x80u

static uint32_t length_of(const uint8_t setup[8])
{
	return setup[6] | (uint32_t)setup[7] << 8;
}

static void arm_out(struct otg_control *control)
{
	control->armed = true;
	otg_write(OTG_DOEPTSIZ(0),
		  EPTSIZ_STUPCNT_AT(SETUPS_IN_A_ROW) | EPTSIZ_AT(1, OTG_EP0_PACKET));
	otg_change(OTG_DOEPCTL(0), EPCTL_STALL, EPCTL_EPENA | EPCTL_CNAK);
}

static void send(struct otg_control *control)
{
	uint32_t left = control->wanted - control->moved;

	control->sending = left < OTG_EP0_PACKET ? left : OTG_EP0_PACKET;
	otg_write(OTG_DIEPTSIZ(0), EPTSIZ_AT(1, control->sending));
	otg_change(OTG_DIEPCTL(0), EPCTL_STALL, EPCTL_EPENA | EPCTL_CNAK);
	/* Its FIFO is empty: a packet is what it has room for. */
	otg_put_packet(0, &control->at, control->sending);
}

static void stall(struct otg_control *control)
{
	control->stage = OTG_IDLE;
	otg_change(OTG_DIEPCTL(0), 0, EPCTL_STALL);
	otg_change(OTG_DOEPCTL(0), 0, EPCTL_STALL);
}

static void begin(struct otg_control *control)
{
	control->waits = false;
	control->test = 0;
	memcpy(control->setup, control->next, SETUP_BYTES);
	control->wanted = length_of(control->setup);
	control->moved = 0;
	if (control->setup[0] & TO_HOST || !control->wanted) {
		control->stage = OTG_READY;
	} else if (control->wanted > NFOD_USB_EP0_BYTES) {
		stall(control);
	} else {
		control->stage = OTG_DATA_OUT;
		arm_out(control);
	}
}

/* Nothing more of the transfer: it is over, or the host has begun another. */
static void end(struct otg_control *control)
{
	if (control->stage == OTG_DATA_IN || control->stage == OTG_STATUS_IN)
		otg_disable_in(0);
	otg_write(OTG_DIEPINT(0), EPINT_XFRC);
	control->stage = OTG_IDLE;
}

void otg_control_reset(void)
{
	struct otg_control *control = &otg.control;

	control->stage = OTG_IDLE;
	control->armed = false;
	control->waits = false;
	control->fresh = false;
	control->whole = false;
	control->stale = control->in_user;
	otg_write(OTG_DOEPTSIZ(0), EPTSIZ_STUPCNT_AT(SETUPS_IN_A_ROW));
}

/*
 * Of several the last one counts. By it the controller has set NAK in both directions: nothing of
 * the transfer before may clear that any more.
 */
void otg_control_setup_packet(void)
{
	otg_get_packet(otg.control.next, SETUP_BYTES);
	otg.control.fresh = true;
	otg.control.whole = false;
}

/* No other set-up packet has come behind it. */
void otg_control_setup_end(void)
{
	otg.control.whole = otg.control.fresh;
}

static void setup_done(struct otg_control *control)
{
	otg_write(OTG_DOEPTSIZ(0), EPTSIZ_STUPCNT_AT(SETUPS_IN_A_ROW));
	control->fresh = false;
	control->whole = false;
	end(control);
	/* Its buffer is in the user's hands: the host waits, by NAK. */
	if (control->in_user) {
		control->stale = true;
		control->waits = true;
	} else {
		begin(control);
	}
}

static void take_out(struct otg_control *control, uint32_t len)
{
	uint32_t room = control->wanted - control->moved;

	if (len > room) {
		otg_drop_packet(len);
		stall(control);
		return;
	}
	otg_get_packet(control->data + control->moved, len);
	control->moved += len;
	if (len < OTG_EP0_PACKET || control->moved == control->wanted)
		control->stage = OTG_READY;
}

void otg_control_packet(uint32_t len)
{
	struct otg_control *control = &otg.control;

	control->armed = false;
	if (control->stage == OTG_DATA_OUT) {
		take_out(control, len);
		return;
	}
	/* The host has what it wants, though it may not be all. */
	otg_drop_packet(len);
	if (control->stage == OTG_DATA_IN || control->stage == OTG_STATUS_OUT)
		end(control);
}

void otg_control_out_interrupt(void)
{
	struct otg_control *control = &otg.control;
	uint32_t why = otg_read(OTG_DOEPINT(0));

	otg_write(OTG_DOEPINT(0), why & (EPINT_XFRC | EPINT_STUP));
	if (why & EPINT_XFRC && control->stage == OTG_DATA_OUT && !control->armed &&
	    !control->fresh)
		arm_out(control);
	if (control->whole)
		setup_done(control);
}

/* The host has the acknowledgement: what it asked for is only now its to see. */
static void end_status(struct otg_control *control)
{
	control->stage = OTG_IDLE;
	if (control->test)
		otg_set(OTG_DCTL, DCTL_TCTL_AT(control->test));
	control->test = 0;
}

static void sent(struct otg_control *control)
{
	control->moved += control->sending;
	if (control->stage == OTG_STATUS_IN) {
		end_status(control);
	} else if (control->moved < control->wanted) {
		send(control);
	} else if (control->zero) {
		control->zero = false;
		send(control);
	} else {
		control->stage = OTG_STATUS_OUT;
	}
}

void otg_control_in_interrupt(void)
{
	struct otg_control *control = &otg.control;

	if (!(otg_read(OTG_DIEPINT(0)) & EPINT_XFRC))
		return;
	otg_write(OTG_DIEPINT(0), EPINT_XFRC);
	if (!control->fresh && (control->stage == OTG_DATA_IN || control->stage == OTG_STATUS_IN))
		sent(control);
}

bool otg_control_is_ready(void)
{
	return otg.control.stage == OTG_READY;
}

/* Return: whether there is one. */
static bool hand_over(struct otg_control *control, uint8_t setup[8])
{
	otg_hold();
	control->in_user = control->stage == OTG_READY;
	control->stale = false;
	memcpy(setup, control->setup, SETUP_BYTES);
	otg_release();
	return control->in_user;
}

static void take_back(struct otg_control *control)
{
	otg_hold();
	control->in_user = false;
	if (control->waits)
		begin(control);
	otg_release();
}

/**
 * otg_control_serve() - have the user answer a transfer
 */
void otg_control_serve(const struct otg_user *user, void *ctx)
{
	struct otg_control *control = &otg.control;
	uint8_t setup[8];
	uint32_t len;

	if (!hand_over(control, setup))
		return;
	len = setup[0] & TO_HOST ? 0 : control->moved;
	user->control(ctx, setup, len ? control->data : NULL, len);
	take_back(control);
}

static void send_status(struct otg_control *control)
{
	control->wanted = control->moved = 0;
	control->stage = OTG_STATUS_IN;
	send(control);
}

/* Whether the host still wants the answer. */
static bool is_wanted(const struct otg_control *control)
{
	otg_empty_fifo();
	return !control->stale && !control->fresh;
}

void otg_control_ack(void)
{
	if (is_wanted(&otg.control))
		send_status(&otg.control);
}

void otg_control_stall(void)
{
	if (is_wanted(&otg.control))
		stall(&otg.control);
}

void otg_control_test(enum nfod_usb_test_mode mode)
{
	otg.control.test = (uint8_t)mode;
}

void otg_control_reply(const void *data, uint32_t len)
{
	struct otg_control *control = &otg.control;

	if (!is_wanted(control))
		return;
	if (!control->wanted) {
		send_status(control);
		return;
	}
	memcpy(control->data, data, len);
	control->piece = (struct nfod_usb_segment){ control->data, len };
	control->at = (struct otg_cursor){ .segment = &control->piece };
	control->zero = len && len < control->wanted && len % OTG_EP0_PACKET == 0;
	control->wanted = len;
	control->moved = 0;
	control->stage = OTG_DATA_IN;
	/* The host may be content with less, and say so at any time. */
	arm_out(control);
	send(control);
}
