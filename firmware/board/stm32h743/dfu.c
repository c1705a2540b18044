// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What a drive of this kind is, and the drive in DFU mode.
 */
#include "boot/device.h"
#include "boot_key.h"
#include "h743.h"
#include "otg.h"
#include "regs.h"

#define UNIQUE_WORDS 3u
#define SERIAL_DIGITS (8u * UNIQUE_WORDS)

const struct boot_identity h743_identity = {
	.hardware = NFOD_HARDWARE_OF(NFOD_HARDWARE_STM32H743, BOOT_HARDWARE_NUMBER),
	.keys = sizeof(boot_key) / sizeof(boot_key[0]),
	.key = boot_key,
};

const char *h743_serial(void)
{
	static char serial[SERIAL_DIGITS + 1];

	for (uint32_t digit = 0; digit < SERIAL_DIGITS; digit++) {
		uint32_t word = reg_read(UNIQUE_ID + 4u * (digit / 8u));

		serial[digit] = "0123456789ABCDEF"[word >> 4u * (7u - digit % 8u) & 15u];
	}
	return serial;
}

/* Of a controller that does not start nothing can be had: the watchdog starts the board anew. */
void h743_dfu(struct boot *boot, uint32_t running)
{
	static struct dfu_device device;

	if (!otg_init())
		__builtin_trap();
	h743_allow(H743_IRQ_OTG_HS, H743_PRIORITY_USB);
	dfu_device_init(&device, &otg_ops, NULL, h743_serial(), boot, running);
	while (!dfu_device_is_over(&device)) {
		board_feed();
		otg_power(h743_vbus());
		otg_poll(&otg_dfu, &device);
		dfu_device_poll(&device, h743_now_ns());
	}
	otg_ops.connect(NULL, false);
	board_reset();
}
