/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The boot loader of the host's board. It chooses a slot of the flash as any boot loader
 * does; but what runs then is the firmware in this program, whatever the slot holds: the
 * image gives its version and its signature, not its code.
 */
#ifndef NFOD_TWIN_LOADER_H
#define NFOD_TWIN_LOADER_H

#include "boot/boot.h"
#include "boot/device.h"
#include "boot/settings.h"
#include "nfod_fw.h"
#include "twin/board.h"
#include "twin/flash.h"

/**
 * enum loader_mode - what runs
 * @LOADER_FIRMWARE: the firmware
 * @LOADER_AWAY: nothing is on the bus, for a moment
 * @LOADER_DFU: DFU mode, or recovery
 */
enum loader_mode {
	LOADER_FIRMWARE,
	LOADER_AWAY,
	LOADER_DFU,
};

/**
 * struct loader - its state
 * @flash: of the board; without a file there is nothing to choose
 * @setup: of the board
 * @boot: what is in flash
 * @settings: ditto
 * @running: slot that was chosen, NFOD_SLOT_NONE = recovery
 * @told: what the firmware is told of it
 * @mode: enum loader_mode
 * @due: when it is to be called
 * @device: in LOADER_DFU
 */
struct loader {
	struct flash *flash;
	struct nfod_board setup;
	struct boot boot;
	struct settings settings;
	uint8_t running;
	struct nfod_firmware told;
	enum loader_mode mode;
	uint64_t due;
	struct dfu_device device;
};

/* Power-up. Return: the board that the firmware is to be started on, NULL = recovery. */
const struct nfod_board *loader_start(struct loader *loader, const struct nfod_board *setup,
				      uint64_t now);
void loader_power_off(struct loader *loader);

/* Get on; @fw becomes NULL when DFU mode begins. */
enum board_wish loader_poll(struct loader *loader, struct nfod_fw **fw, uint64_t now);

#endif
