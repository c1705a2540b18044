// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "twin/loader.h"

#include "boot_key.h"

static const struct boot_identity identity = {
	.hardware = NFOD_HARDWARE_HOST,
	.keys = sizeof(boot_key) / sizeof(boot_key[0]),
	.key = boot_key,
};

static void begin_dfu(struct loader *loader, uint64_t now)
{
	const struct nfod_board *setup = &loader->setup;

	loader->mode = LOADER_DFU;
	loader->due = now;
	dfu_device_init(&loader->device, setup->usb, setup->ctx, setup->serial, &loader->boot,
			loader->running);
}

const struct nfod_board *loader_start(struct loader *loader, const struct nfod_board *setup,
				      uint64_t now)
{
	loader->setup = *setup;
	loader->mode = LOADER_FIRMWARE;
	loader->due = NFOD_FW_NEVER;
	if (!loader->flash->file)
		return &loader->setup;
	flash_power_on(loader->flash);
	boot_open(&loader->boot, &loader->flash->port, &identity);
	settings_open(&loader->settings, &loader->flash->port);
	loader->running = boot_choose(&loader->boot, 0).slot;
	if (loader->running == NFOD_SLOT_NONE) {
		begin_dfu(loader, now);
		return NULL;
	}
	boot_tell(&loader->boot, loader->running, &loader->told);
	if (loader->told.trial)
		loader->due = now + NFOD_FW_TRIAL_NS;
	loader->setup.firmware = &loader->told;
	loader->setup.keeper = &loader->settings.keeper;
	return &loader->setup;
}

void loader_power_off(struct loader *loader)
{
	if (loader->flash->file)
		flash_power_off(loader->flash);
}

static void watch_trial(struct loader *loader, const struct nfod_fw *fw, uint64_t now)
{
	if (now >= loader->due)
		loader->due = NFOD_FW_NEVER;
	if (nfod_fw_is_well(fw))
		boot_prove(&loader->boot, &loader->told);
}

static void poll_firmware(struct loader *loader, struct nfod_fw **fw, uint64_t now)
{
	watch_trial(loader, *fw, now);
	if (!nfod_fw_has_left(*fw))
		return;
	*fw = NULL;
	loader->mode = LOADER_AWAY;
	loader->due = now + NFOD_FW_AWAY_NS;
}

static enum board_wish poll_dfu(struct loader *loader, uint64_t now)
{
	loader->due = dfu_device_poll(&loader->device, now);
	return dfu_device_is_over(&loader->device) ? BOARD_WANTS_RESTART : BOARD_WANTS_NOTHING;
}

enum board_wish loader_poll(struct loader *loader, struct nfod_fw **fw, uint64_t now)
{
	enum board_wish wish = BOARD_WANTS_NOTHING;

	if (loader->flash->dark)
		return BOARD_LOSES_POWER;
	if (loader->mode == LOADER_DFU)
		wish = poll_dfu(loader, now);
	else if (loader->mode == LOADER_AWAY && now >= loader->due)
		begin_dfu(loader, now);
	else if (loader->mode == LOADER_FIRMWARE && loader->flash->file)
		poll_firmware(loader, fw, now);
	return loader->flash->dark ? BOARD_LOSES_POWER : wish;
}
