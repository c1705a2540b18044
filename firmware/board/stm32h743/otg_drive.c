// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The drive as the controller's user. */
#include "otg.h"

static void reset(void *ctx, enum nfod_usb_speed speed)
{
	nfod_usb_reset(ctx, speed);
}

static void suspend(void *ctx, bool suspended)
{
	nfod_usb_suspend(ctx, suspended);
}

static void control(void *ctx, const uint8_t setup[8], const void *data, uint32_t len)
{
	nfod_usb_control(ctx, setup, data, len);
}

static uint32_t out(void *ctx, uint8_t ep, const void *data, uint32_t len, bool end)
{
	return nfod_usb_out(ctx, ep, data, len, end);
}

static void in_done(void *ctx, struct nfod_usb_in *in)
{
	nfod_usb_in_done(ctx, in);
}

const struct otg_user otg_drive = {
	.reset = reset,
	.suspend = suspend,
	.control = control,
	.out = out,
	.in_done = in_done,
};
