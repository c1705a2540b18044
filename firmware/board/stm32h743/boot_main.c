// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The boot loader: chooses an image and hands over, or takes one by USB.
 *
 * The lamp is lit while option bytes are not as they should be, and in recovery.
 */
#include "boot/fault.h"
#include "h743.h"

int main(void)
{
	static struct boot boot;
	struct boot_choice choice;

	h743_reset_cause();
	h743_pins();
	h743_time_start();
	h743_lamp(h743_options() != 0);
	boot_open(&boot, &board_flash, &h743_identity);
	choice = boot_choose(&boot, fault_row(&board_fault));
	board_watch(BOARD_PATIENCE_MS);
	if (choice.slot == NFOD_SLOT_NONE) {
		h743_lamp(true);
		h743_dfu(&boot, NFOD_SLOT_NONE);
	}
	board_run(choice.entry);
}
