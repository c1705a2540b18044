// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * DFU mode: after an image has left the bus for it, and of a boot loader that finds none.
 */
#include "boot/device.h"
#include "boot_key.h"
#include "lockstep.h"
#include "mps2.h"

const struct boot_identity mps2_identity = {
	.hardware = NFOD_HARDWARE_OF(NFOD_HARDWARE_MPS2, BOOT_HARDWARE_NUMBER),
	.keys = sizeof(boot_key) / sizeof(boot_key[0]),
	.key = boot_key,
};

/* What is being erased is erased to its end. */
static void start_anew(void)
{
	while (board_flash.poll(board_flash.ctx) == FLASH_ERASING)
		;
	board_reset();
}

static void poll(struct dfu_device *device)
{
	LOCKSTEP->deadline_ns = dfu_device_poll(device, LOCKSTEP->now_ns);
	if (dfu_device_is_over(device))
		start_anew();
}

/* There are no endpoints that anything could come on, and nothing flies. */
static void obey(struct dfu_device *device)
{
	switch (LOCKSTEP->call) {
	case NFOD_LOCKSTEP_POLL:
		return poll(device);
	case NFOD_LOCKSTEP_RESET:
		return dfu_device_reset(device, (enum nfod_usb_speed)LOCKSTEP->number);
	case NFOD_LOCKSTEP_CONTROL:
		return dfu_device_control(device, LOCKSTEP->setup,
					  LOCKSTEP->len ? LOCKSTEP->to_image : NULL, LOCKSTEP->len);
	default:
		return;
	}
}

static void next_call(void)
{
	board_feed();
	lockstep_ask(NFOD_LOCKSTEP_DONE);
	LOCKSTEP->result = 0;
}

void mps2_dfu(struct boot *boot, uint32_t running, uint64_t from_ns)
{
	static struct dfu_device device;

	LOCKSTEP->rests = true;
	LOCKSTEP->deadline_ns = from_ns;
	do
		next_call();
	while (LOCKSTEP->now_ns < from_ns);
	dfu_device_init(&device, &lockstep_usb, NULL, LOCKSTEP->serial, boot, running);
	for (;;) {
		obey(&device);
		next_call();
	}
}
