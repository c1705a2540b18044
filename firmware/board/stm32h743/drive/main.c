// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The drive: the servo from its interrupt, everything else from the main loop.
 */
#include "nfod_fw.h"

#include "boot/fault.h"
#include "boot/settings.h"
#include "h743.h"
#include "otg.h"

/* So long the front-end may be without a tick, or its ticks without an answer, and be fed. */
#define SILENT_NS 10000000u

static _Alignas(32) uint8_t memory[NFOD_FW_BYTES];
static struct nfod_fw *fw;
static struct boot boot;
static struct settings settings;
/* What the host is told of it. */
static struct nfod_firmware told;
static uint64_t start_ns;
/* Ticks that were answered; the servo's alone. */
static volatile uint32_t answered;

static void doorbell(void *ctx)
{
	(void)ctx;
	h743_window()->doorbell = 1;
}

void board_servo(void)
{
	h743_block_taken();
	nfod_fw_servo_tick(fw);
	answered++;
}

static void power_up(void)
{
	const struct nfod_board board = {
		.usb = &otg_ops,
		.doorbell = doorbell,
		.hold_servo = board_hold_servo,
		.fe = &h743_window()->fe,
		.block = &h743_block,
		.buffer = (void *)(uintptr_t)H743_SDRAM,
		.buffer_pages = H743_SDRAM_BYTES / H743_PAGE_BYTES,
		.boot = h743_random(),
		.serial = h743_serial(),
		.firmware = &told,
		.keeper = &settings.keeper,
		.fault = fault_good(&board_fault) ? &board_fault : NULL,
	};

	start_ns = h743_now_ns();
	fw = nfod_fw_init(memory, &board, start_ns);
	if (!fw)
		__builtin_trap();
}

/* An image on trial that runs well has passed it, and faults before are not in a row any more. */
static void confirm(void)
{
	fault_end_row(&board_fault);
	if (nfod_fw_is_well(fw))
		boot_prove(&boot, &told);
}

/* The main loop gets round, and the front-end's ticks are answered, as far as there are any. */
static void watch_health(uint64_t now_ns)
{
	static uint32_t seen;
	static uint64_t seen_ns;

	if (answered != seen || nfod_fw_servo_rests(fw)) {
		seen = answered;
		seen_ns = now_ns;
	}
	if (now_ns - seen_ns < SILENT_NS)
		board_feed();
	if (now_ns - start_ns >= NFOD_FW_TRIAL_NS)
		confirm();
}

static void leave(void)
{
	uint64_t back_ns = h743_now_ns() + NFOD_FW_AWAY_NS;

	while (h743_now_ns() < back_ns)
		board_feed();
	h743_dfu(&boot, board_running_slot());
}

int main(void)
{
	h743_pins();
	h743_time_start();
	h743_memory();
	boot_open(&boot, &board_flash, &h743_identity);
	boot_tell(&boot, board_running_slot(), &told);
	/* May erase; later on it only programs words, 0.2 ms each, while the servo runs from ITCM. */
	settings_open(&settings, &board_flash);
	if (!otg_init())
		__builtin_trap();
	power_up();
	h743_pages_start();
	h743_blocks_start();
	h743_allow(H743_IRQ_OTG_HS, H743_PRIORITY_USB);
	for (;;) {
		uint64_t now_ns = h743_now_ns();

		otg_power(h743_vbus());
		otg_poll(&otg_drive, fw);
		nfod_fw_poll(fw, now_ns);
		watch_health(now_ns);
		if (nfod_fw_has_left(fw))
			leave();
	}
}
