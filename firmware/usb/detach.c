// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

/*
 * The DFU interface at run time: it is there to be detached. The drive then writes what it
 * has acknowledged, parks the head, stops the disc, and leaves the bus by itself; what comes
 * back in its place is the board's affair (boot/device.h).
 */
#include <string.h>

#include "fw.h"
#include "nfod/dfu.h"

/**
 * detach_is_offered() - whether there is a DFU interface
 */
bool detach_is_offered(const struct nfod_fw *fw)
{
	return fw->board.firmware;
}

static bool is_for_us(const struct nfod_fw *fw, const struct usb_setup *setup)
{
	return detach_is_offered(fw) && usb_is_configured(fw) && setup->index == NFOD_IF_DFU &&
	       (setup->type & USB_RECIPIENT_MASK) == USB_TO_INTERFACE;
}

static uint8_t state(const struct nfod_fw *fw)
{
	return fw->drive.leave ? NFOD_DFU_APP_DETACH : NFOD_DFU_APP_IDLE;
}

bool detach_in(const struct nfod_fw *fw, const struct usb_setup *setup, uint8_t *to, uint32_t *len)
{
	if (!is_for_us(fw, setup) || setup->value)
		return false;
	switch (setup->request) {
	case NFOD_DFU_GETSTATUS:
		memset(to, 0, NFOD_DFU_STATUS_BYTES);
		to[4] = state(fw);
		*len = NFOD_DFU_STATUS_BYTES;
		return setup->length == NFOD_DFU_STATUS_BYTES;
	case NFOD_DFU_GETSTATE:
		to[0] = state(fw);
		*len = 1;
		return setup->length == 1;
	default:
		return false;
	}
}

/* wValue is a time within which the host would reset the bus: it need not. */
bool detach_out(struct nfod_fw *fw, const struct usb_setup *setup)
{
	return is_for_us(fw, setup) && setup->request == NFOD_DFU_DETACH && !setup->length &&
	       drive_leave(fw);
}

/**
 * detach_poll() - off the bus, once the mechanics are ready for it
 */
void detach_poll(struct nfod_fw *fw)
{
	if (fw->usb.left || fw->drive.state != DRIVE_AWAY)
		return;
	fw->usb.left = true;
	fw->board.usb->connect(fw->board.ctx, false);
}

bool nfod_fw_has_left(const struct nfod_fw *fw)
{
	return fw->usb.left;
}
