// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* What a compliance tester asks for with an oscilloscope on the lines. */
#include "usb/device.h"

static bool is_mode(uint32_t selector)
{
	/* Force_Enable, the next one, is for ports of hubs. */
	return selector >= NFOD_USB_TEST_J && selector <= NFOD_USB_TEST_PACKET;
}

bool usb_electrical_test(const struct nfod_usb_port_ops *port, void *ctx, enum nfod_usb_speed speed,
			 const struct usb_setup *setup)
{
	uint32_t selector = setup->index >> 8;

	if (!port->test_mode || speed != NFOD_USB_HIGH || setup->index & 0xffu ||
	    !is_mode(selector))
		return false;
	port->test_mode(ctx, (enum nfod_usb_test_mode)selector);
	return true;
}
