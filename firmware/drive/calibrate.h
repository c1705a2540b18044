/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: measuring the disc at loading
 *
 * Orders the head to gaps around the set point over clusters that are kept for that,
 * groove and then land, and reads the gap error signal over a turn at each.
 */
#ifndef FW_DRIVE_CALIBRATE_H
#define FW_DRIVE_CALIBRATE_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/format.h"
#include "recorder/plan.h"

/**
 * struct calibration - how far it is
 * @side: being measured; NFOD_SIDES when done
 * @point: ditto
 * @ges_q15: as measured
 */
struct calibration {
	uint8_t side;
	uint8_t point;
	uint32_t ges_q15[PLAN_POINTS];
};

struct nfod_fw;

void calibrate_begin(struct nfod_fw *fw);
bool calibrate_is_done(const struct nfod_fw *fw);
struct refusal calibrate_next(struct nfod_fw *fw);

#endif
