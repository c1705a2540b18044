// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "otg_core.h"

/* Clocks of the transceiver between the host's packet and the answer, with a bus as fast as this. */
#define TRDT_HIGH 9u
#define TRDT_FULL 6u

struct otg otg;

static const char *const words[] = {
	[OTG_GOOD] = "good",
	[OTG_AHB_BUSY] = "USB controller is not clocked: OTG_HS is off in the board's clock tree",
	[OTG_NO_PHY_CLOCK] = "USB controller stays in reset: no 60 MHz from the ULPI transceiver",
	[OTG_NOT_DEVICE] = "USB controller does not become a device",
	[OTG_FLUSH_HANGS] = "USB controller does not empty a FIFO",
	[OTG_IN_HANGS] = "USB controller does not end an IN transfer",
	[OTG_OUT_HANGS] = "USB controller does not end an OUT transfer",
	[OTG_OUT_OF_STEP] = "USB controller gave a packet that nothing was ready for",
};

const char *otg_error_words(enum otg_error error)
{
	return words[error];
}

enum otg_error otg_first_error(void)
{
	return otg.error;
}

void otg_fail(enum otg_error error)
{
	if (!otg.error)
		otg.error = error;
}

bool otg_wait(uint32_t offset, uint32_t mask, uint32_t value, uint32_t looks, enum otg_error error)
{
	while (looks--)
		if ((otg_read(offset) & mask) == value)
			return true;
	otg_fail(error);
	return false;
}

/*
 * An interrupt that is under way to the processor when GINT falls still comes: it then finds
 * GINT clear, and leaves.
 */
void otg_hold(void)
{
	otg_write(OTG_GAHBCFG, 0);
	otg_barrier();
}

void otg_release(void)
{
	otg_barrier();
	otg_write(OTG_GAHBCFG, GAHBCFG_GINT);
}

/* ---- from reset to the bus ---- */

static bool reset_core(void)
{
	if (!otg_wait(OTG_GRSTCTL, GRSTCTL_AHBIDL, GRSTCTL_AHBIDL, OTG_LOOKS, OTG_AHB_BUSY))
		return false;
	otg_write(OTG_GRSTCTL, GRSTCTL_CSRST);
	return otg_wait(OTG_GRSTCTL, GRSTCTL_CSRST, 0, OTG_LOOKS, OTG_NO_PHY_CLOCK) &&
	       otg_wait(OTG_GRSTCTL, GRSTCTL_AHBIDL, GRSTCTL_AHBIDL, OTG_LOOKS, OTG_AHB_BUSY);
}

/*
 * The transceiver is outside and does not drive VBUS. Its clock goes on while the bus sleeps:
 * the drive has its own supply, and FIFOs are not emptied without that clock.
 */
static void choose_phy(void)
{
	otg_clear(OTG_GCCFG, GCCFG_PWRDWN | GCCFG_VBDEN);
	otg_clear(OTG_GUSBCFG, GUSBCFG_PHYSEL | GUSBCFG_TSDPS | GUSBCFG_ULPIFSLS |
				       GUSBCFG_ULPIEVBUSD | GUSBCFG_ULPIEVBUSI | GUSBCFG_SRPCAP |
				       GUSBCFG_HNPCAP);
	otg_set(OTG_GUSBCFG, GUSBCFG_ULPICSM);
}

static void set_turnaround(uint32_t clocks)
{
	uint32_t config = otg_read(OTG_GUSBCFG) & ~GUSBCFG_TRDT;

	otg_write(OTG_GUSBCFG, config | GUSBCFG_TRDT_AT(clocks));
}

static bool become_device(void)
{
	otg_clear(OTG_GUSBCFG, GUSBCFG_FHMOD);
	otg_set(OTG_GUSBCFG, GUSBCFG_FDMOD | GUSBCFG_TOCAL);
	return otg_wait(OTG_GINTSTS, GINT_CMOD, 0, OTG_LOOKS_MODE, OTG_NOT_DEVICE);
}

static void set_up_device(void)
{
	set_turnaround(TRDT_HIGH);
	/* Whether there is VBUS the board knows: otg_power(). */
	otg_set(OTG_GOTGCTL, GOTGCTL_BVALOEN | GOTGCTL_BVALOVAL);
	otg_clear(OTG_DCFG, DCFG_DSPD);
	otg_set(OTG_DCFG, DCFG_NZLSOHSK | DCFG_XCVRDLY);
	otg_write(OTG_PCGCCTL, 0);
	/* The host may ask for short sleeps of the link, and hears "not yet". */
	otg_write(OTG_GLPMCFG, GLPMCFG_LPMEN);
	otg_lay_fifos();
	otg_flush_in(GRSTCTL_ALL_FIFOS);
	otg_flush_out();
}

static void allow_interrupts(void)
{
	otg_write(OTG_GINTSTS, ~0u);
	otg_write(OTG_DIEPMSK, EPINT_XFRC);
	otg_write(OTG_DOEPMSK, EPINT_XFRC | EPINT_STUP);
	otg_write(OTG_GINTMSK, GINT_RXFLVL | GINT_USBSUSP | GINT_USBRST | GINT_ENUMDNE |
				       GINT_IEPINT | GINT_OEPINT | GINT_WKUPINT);
	otg_release();
}

static void clear_state(void)
{
	bool powered = otg.powered;

	otg = (struct otg){ .powered = powered };
	otg.taken_end = &otg.taken;
	for (uint32_t ep = 0; ep < OTG_ENDPOINTS; ep++)
		otg.in[ep].end = &otg.in[ep].first;
}

bool otg_init(void)
{
	otg_hold();
	clear_state();
	choose_phy();
	if (!reset_core())
		return false;
	otg_set(OTG_DCTL, DCTL_SDIS);
	choose_phy();
	if (!become_device())
		return false;
	set_up_device();
	allow_interrupts();
	return otg.error == OTG_GOOD;
}

/* ---- the interrupt ---- */

/* The host has begun a reset: nothing that is under way will be ended. */
static void forget_bus(void)
{
	otg_change(OTG_DOEPCTL(0), 0, EPCTL_SNAK);
	otg_change(OTG_DOEPCTL(OTG_OUT_EP), 0, EPCTL_SNAK);
	for (uint32_t ep = 0; ep < OTG_ENDPOINTS; ep++) {
		otg_disable_in(ep);
		otg_write(OTG_DIEPINT(ep), EPINT_XFRC);
	}
	otg_flush_out();
	otg_clear(OTG_DCFG, DCFG_DAD);
	otg_write(OTG_DOEPINT(0), EPINT_XFRC | EPINT_STUP);
	otg_write(OTG_DOEPINT(OTG_OUT_EP), EPINT_XFRC);
	otg_write(OTG_DAINTMSK, DAINT_IN(0) | DAINT_OUT(0));
	otg_in_reset();
	otg_out_reset();
	otg_control_reset();
}

/* The reset is over. */
static void note_speed(void)
{
	otg.full = DSTS_ENUMSPD(otg_read(OTG_DSTS)) != ENUMSPD_HIGH;
	set_turnaround(otg.full ? TRDT_FULL : TRDT_HIGH);
	/* 64 bytes are the 0 of endpoint 0, in both directions. */
	otg_change(OTG_DIEPCTL(0), EPCTL_MPSIZ, 0);
	otg.reset = true;
	otg.suspended = false;
}

static void serve_bus(uint32_t why)
{
	otg_write(OTG_GINTSTS, why & (GINT_USBRST | GINT_ENUMDNE | GINT_USBSUSP | GINT_WKUPINT));
	if (why & GINT_USBRST)
		forget_bus();
	if (why & GINT_ENUMDNE)
		note_speed();
	if (why & GINT_USBSUSP)
		otg.suspended = true;
	if (why & GINT_WKUPINT)
		otg.suspended = false;
}

static void serve_endpoints(void)
{
	uint32_t who = otg_read(OTG_DAINT) & otg_read(OTG_DAINTMSK);

	if (who & DAINT_OUT(0))
		otg_control_out_interrupt();
	if (who & DAINT_OUT(OTG_OUT_EP))
		otg_out_interrupt();
	if (who & DAINT_IN(0))
		otg_control_in_interrupt();
	for (uint32_t ep = 1; ep < OTG_ENDPOINTS; ep++)
		if (who & DAINT_IN(ep))
			otg_in_interrupt(ep);
}

void otg_interrupt(void)
{
	if (!(otg_read(OTG_GAHBCFG) & GAHBCFG_GINT))
		return;
	serve_bus(otg_read(OTG_GINTSTS));
	otg_empty_fifo();
	serve_endpoints();
}

/* ---- the main loop ---- */

static bool take_reset(enum nfod_usb_speed *speed)
{
	bool reset;

	otg_hold();
	reset = otg.reset;
	*speed = otg.full ? NFOD_USB_FULL : NFOD_USB_HIGH;
	otg.reset = false;
	if (reset)
		otg.told_suspended = false;
	otg_release();
	return reset;
}

static void report_bus(const struct otg_user *user, void *ctx)
{
	enum nfod_usb_speed speed;

	if (take_reset(&speed))
		user->reset(ctx, speed);
	if (otg.suspended == otg.told_suspended)
		return;
	otg.told_suspended = !otg.told_suspended;
	user->suspend(ctx, otg.told_suspended);
}

/* OUT data that came before a set-up packet go before it. */
void otg_poll(const struct otg_user *user, void *ctx)
{
	bool control;

	otg_in_report(user, ctx);
	report_bus(user, ctx);
	control = otg_control_is_ready();
	otg_out_offer(user, ctx);
	if (control)
		otg_control_serve(user, ctx);
}

/* ---- calls of the user ---- */

static void pull(void)
{
	if (otg.wanted && otg.powered)
		otg_clear(OTG_DCTL, DCTL_SDIS);
	else
		otg_set(OTG_DCTL, DCTL_SDIS);
}

void otg_power(bool present)
{
	if (present == otg.powered)
		return;
	otg_hold();
	otg.powered = present;
	pull();
	if (!present) {
		forget_bus();
		otg.reset = true;
		otg.suspended = false;
	}
	otg_release();
}

static void be_seen(void *ctx, bool on)
{
	(void)ctx;
	otg_hold();
	otg.wanted = on;
	pull();
	otg_release();
}

/* The controller itself waits with it for the end of the status stage. */
static void take_address(void *ctx, uint8_t address)
{
	(void)ctx;
	otg_hold();
	if (!otg.control.stale)
		otg_write(OTG_DCFG, (otg_read(OTG_DCFG) & ~DCFG_DAD) | DCFG_DAD_AT(address));
	otg_release();
}

static void reply(void *ctx, const void *data, uint32_t len)
{
	(void)ctx;
	otg_hold();
	otg_control_reply(data, len);
	otg_release();
}

static void acknowledge(void *ctx)
{
	(void)ctx;
	otg_hold();
	otg_control_ack();
	otg_release();
}

static void refuse(void *ctx)
{
	(void)ctx;
	otg_hold();
	otg_control_stall();
	otg_release();
}

static void be_tested(void *ctx, enum nfod_usb_test_mode mode)
{
	(void)ctx;
	otg_hold();
	otg_control_test(mode);
	otg_release();
}

static void open_endpoint(void *ctx, uint8_t ep, uint16_t max_packet, uint16_t streams)
{
	(void)ctx;
	(void)streams;
	otg_hold();
	if (ep == OTG_OUT_EP)
		otg_out_open(max_packet);
	else
		otg_in_open(ep & 0x0fu, max_packet);
	otg_release();
}

static void close_endpoint(void *ctx, uint8_t ep)
{
	(void)ctx;
	otg_hold();
	if (ep == OTG_OUT_EP)
		otg_out_close();
	else
		otg_in_close(ep & 0x0fu);
	otg_release();
}

static void halt_endpoint(void *ctx, uint8_t ep, bool halt)
{
	(void)ctx;
	otg_hold();
	if (ep == OTG_OUT_EP)
		otg_out_stall(halt);
	else
		otg_in_stall(ep & 0x0fu, halt);
	otg_release();
}

static void queue_in(void *ctx, struct nfod_usb_in *in)
{
	(void)ctx;
	otg_hold();
	otg_in_queue(in);
	otg_release();
}

static void take_back(void *ctx, uint8_t ep)
{
	(void)ctx;
	otg_hold();
	otg_in_drop(ep & 0x0fu);
	otg_in_start(ep & 0x0fu);
	otg_release();
}

static void offer_again(void *ctx, uint8_t ep)
{
	(void)ctx;
	(void)ep;
	otg_hold();
	otg.out.refused = false;
	otg_release();
}

const struct nfod_usb_port_ops otg_ops = {
	.connect = be_seen,
	.set_address = take_address,
	.ep0_reply = reply,
	.ep0_ack = acknowledge,
	.ep0_stall = refuse,
	.test_mode = be_tested,
	.ep_open = open_endpoint,
	.ep_close = close_endpoint,
	.ep_stall = halt_endpoint,
	.ep_in = queue_in,
	.ep_flush = take_back,
	.ep_out_ready = offer_again,
};
