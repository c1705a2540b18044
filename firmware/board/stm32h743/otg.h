/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: USB at high speed: OTG_HS with an external ULPI transceiver
 *
 * The controller's driver behind usb/port.h. The board has switched on the clocks (OTG_HS and
 * OTG_HS ULPI), the twelve pins of the transceiver and its 60 MHz clock; it calls
 * otg_interrupt() from the interrupt OTG_HS, and otg_poll() from its main loop.
 *
 * The interrupt moves packets between FIFO RAM and memory; the firmware's core is called from
 * otg_poll() only. What both touch is guarded by the controller's own interrupt mask (GINT in
 * GAHBCFG): no other interrupt, the servo's least of all, ever waits for USB.
 *
 * Packets are moved by the processor, not by the controller's DMA. It costs 128 loads and
 * stores for 512 bytes; in return every buffer is seen through the one data cache that the
 * firmware itself sees it through, so that pages in external RAM, records in any memory and
 * replies on the stack need neither alignment to cache lines nor maintenance: there is no
 * second master, and nothing to be coherent with. Registers and FIFO RAM must be device memory
 * (the processor's own map makes them so).
 */
#ifndef FW_STM32H743_OTG_H
#define FW_STM32H743_OTG_H

#include "usb/port.h"

/**
 * struct otg_user - who is called for what the host does: the functions of usb/port.h
 */
struct otg_user {
	void (*reset)(void *ctx, enum nfod_usb_speed speed);
	void (*suspend)(void *ctx, bool suspended);
	void (*control)(void *ctx, const uint8_t setup[8], const void *data, uint32_t len);
	uint32_t (*out)(void *ctx, uint8_t ep, const void *data, uint32_t len, bool end);
	void (*in_done)(void *ctx, struct nfod_usb_in *in);
};

/* The drive (ctx: struct nfod_fw), and the drive in DFU mode (ctx: struct dfu_device). */
extern const struct otg_user otg_drive;
extern const struct otg_user otg_dfu;

/**
 * enum otg_error - what the controller did not do in its time
 * @OTG_AHB_BUSY: never idle on the bus: its clock is off
 * @OTG_NO_PHY_CLOCK: never out of reset: no 60 MHz from the transceiver
 * @OTG_NOT_DEVICE: never a device
 * @OTG_FLUSH_HANGS: a FIFO that is never empty
 * @OTG_IN_HANGS: an IN endpoint that does not end
 * @OTG_OUT_HANGS: an OUT endpoint that does not end
 * @OTG_OUT_OF_STEP: a packet that nothing was ready for
 */
enum otg_error {
	OTG_GOOD,
	OTG_AHB_BUSY,
	OTG_NO_PHY_CLOCK,
	OTG_NOT_DEVICE,
	OTG_FLUSH_HANGS,
	OTG_IN_HANGS,
	OTG_OUT_HANGS,
	OTG_OUT_OF_STEP,
};

/* The board's device controller; its context is not looked at, as there is only one. */
extern const struct nfod_usb_port_ops otg_ops;

/**
 * otg_init() - from reset to a device that is off the bus
 *
 * Before anybody calls otg_ops; again when another user begins.
 *
 * Return: false: see otg_first_error().
 */
bool otg_init(void);

/**
 * otg_power() - whether the host gives power (VBUS)
 *
 * A drive that has its own supply may not pull up the bus without it. Off at first.
 */
void otg_power(bool present);

/**
 * otg_interrupt() - the controller's interrupt
 */
void otg_interrupt(void);

/**
 * otg_poll() - tell the user what has happened
 */
void otg_poll(const struct otg_user *user, void *ctx);

/**
 * otg_first_error() - since otg_init()
 */
enum otg_error otg_first_error(void);

/**
 * otg_error_words() - the same for people
 */
const char *otg_error_words(enum otg_error error);

#endif
