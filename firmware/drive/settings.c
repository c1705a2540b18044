// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

/* What the drive knows again when power comes back, as far as its board can keep it. */

#include "drive/drive.h"
#include "fw.h"

static bool is_light(uint32_t ppm)
{
	return ppm >= NFOD_SETTINGS_LIGHT_LEAST && ppm <= NFOD_SETTINGS_LIGHT_MOST;
}

/**
 * settings_init() - take up what was kept
 *
 * A value that cannot be is none.
 */
void settings_init(struct nfod_fw *fw)
{
	struct nfod_settings *settings = &fw->drive.settings;

	if (!fw->board.keeper)
		return;
	*settings = fw->board.keeper->settings;
	if (settings->verify && settings->verify <= NFOD_VERIFY_POLICIES)
		fw->rec.verify.policy = (uint8_t)(settings->verify - 1);
	if (is_light(settings->light_ppm))
		fw->servo.sup.far_sum = 1e-6f * (float)settings->light_ppm;
}

static void keep(struct nfod_fw *fw)
{
	const struct nfod_keeper *keeper = fw->board.keeper;

	if (keeper)
		fw->drive.unkept = !keeper->keep(keeper->ctx, &fw->drive.settings);
}

/**
 * settings_poll() - the first light that a drive sees is what later light is compared with
 */
void settings_poll(struct nfod_fw *fw)
{
	struct nfod_settings *settings = &fw->drive.settings;
	float light;

	if (is_light(settings->light_ppm))
		return;
	light = 1e6f * fw->servo.sup.far_sum;
	if (light < (float)NFOD_SETTINGS_LIGHT_LEAST || light > (float)NFOD_SETTINGS_LIGHT_MOST)
		return;
	settings->light_ppm = (uint32_t)light;
	keep(fw);
}

/**
 * settings_set_verify() - by the host; what is as it was is not written again
 */
void settings_set_verify(struct nfod_fw *fw, uint8_t policy)
{
	struct nfod_settings *settings = &fw->drive.settings;

	fw->rec.verify.policy = policy;
	if (settings->verify == policy + 1 && !settings->lost && !fw->drive.unkept)
		return;
	settings->verify = (uint8_t)(policy + 1);
	settings->lost = 0;
	keep(fw);
}

/**
 * settings_state() - whether they are kept: enum nfod_settings_state
 */
uint8_t settings_state(const struct nfod_fw *fw)
{
	if (!fw->board.keeper)
		return NFOD_SETTINGS_NOWHERE;
	if (fw->drive.unkept)
		return NFOD_SETTINGS_UNKEPT;
	return fw->drive.settings.lost ? NFOD_SETTINGS_LOST : NFOD_SETTINGS_KEPT;
}
