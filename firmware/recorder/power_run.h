/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: trials of power calibration
 *
 * All light together, first coarsely, then finely, then the erase power alone (or the
 * field); where something is known already, finely only. Each stage writes the eight
 * clusters of the area, with a power of its own each, and reads them. What could not be
 * written or read whole, and what was bad for no reason of power, is tried again in another
 * place of the area.
 */
#ifndef FW_RECORDER_POWER_RUN_H
#define FW_RECORDER_POWER_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/management.h"
#include "recorder/plan.h"
#include "recorder/power_fit.h"
#include "store/layout.h"

/**
 * enum power_stage - what is being tried
 * @POWER_COARSE: all light, far apart
 * @POWER_FINE: ditto, close together
 * @POWER_BALANCE: the erase power alone, or the field
 */
enum power_stage {
	POWER_COARSE,
	POWER_FINE,
	POWER_BALANCE,
};

/**
 * struct power_run - trials under way
 * @active: they are
 * @zone: where
 * @side: ditto
 * @stage: enum power_stage
 * @round: times that trials of this stage were done again elsewhere
 * @shifts: times that the coarse trials had to be done at other powers
 * @reading: written; being read
 * @turn: places of the area that have had theirs
 * @under_way: trials in the recorder's hands
 * @known: it began from what was known of this side
 * @middle: of the trials
 * @power: as chosen so far, over what is recommended
 * @balance: ditto
 * @window: of it
 * @celsius: of the head, 1/100 degree
 * @begin_ns: when it began
 * @trial: by ascending power
 * @light: of each
 */
struct power_run {
	bool active;
	uint16_t zone;
	uint8_t side;
	uint8_t stage;
	uint8_t round;
	uint8_t shifts;
	bool reading;
	uint8_t turn;
	uint8_t under_way;
	bool known;
	float middle;
	float power;
	float balance;
	struct power_window window;
	int16_t celsius;
	uint64_t begin_ns;
	struct power_trial trial[LAYOUT_TESTS];
	struct side_plan light[LAYOUT_TESTS];
};

struct nfod_fw;
struct job;

struct run power_area(const struct nfod_fw *fw, uint16_t zone, uint8_t side);
void power_scale(const struct nfod_fw *fw, struct side_plan *light, uint8_t side, float power,
		 float balance);
void power_begin(struct nfod_fw *fw, uint16_t zone, uint8_t side, bool known, float power,
		 float balance);
bool power_run(struct nfod_fw *fw);
void power_job_done(struct nfod_fw *fw, struct job *job);

#endif
