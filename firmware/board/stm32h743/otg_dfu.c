// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The drive in DFU mode as the controller's user: it has no endpoint but the control endpoint. */
#include "boot/device.h"
#include "otg.h"

static void reset(void *ctx, enum nfod_usb_speed speed)
{
	dfu_device_reset(ctx, speed);
}

static void suspend(void *ctx, bool suspended)
{
	(void)ctx;
	(void)suspended;
}

static void control(void *ctx, const uint8_t setup[8], const void *data, uint32_t len)
{
	dfu_device_control(ctx, setup, data, len);
}

const struct otg_user otg_dfu = {
	.reset = reset,
	.suspend = suspend,
	.control = control,
};
