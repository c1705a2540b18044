/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Head electronics: takes the firmware's orders to the drivers, and overrules them: what
 * must hold also when the firmware does not run.
 *
 * A retract by the hardware itself (watchdog, supply) is held until the firmware has
 * ordered a retract of its own, and so taken the matter over, and the cause has gone.
 */
#ifndef NFOD_PLANT_HARDWARE_H
#define NFOD_PLANT_HARDWARE_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"
#include "nfod/frontend.h"

/**
 * struct hardware_out - what the drivers are told
 * @gap: V
 * @track: V
 * @tilt: V
 * @sled: -1..1
 * @spindle: ditto
 * @light_uw: that leaves the laser for the disc
 */
struct hardware_out {
	double gap;
	double track;
	double tilt[2];
	double sled;
	double spindle;
	double light_uw;
};

/**
 * struct hardware - state
 * @status: of the block: RETRACTED, WATCHDOG, SUPPLY_LOW, LASER_LIT, LASER_LIMITED
 * @held: retracted by itself, NFOD_FE_WATCHDOG or _SUPPLY_LOW
 * @pulled: ticks since then
 * @pull: of these, how many at full drive
 * @taken: the firmware has ordered a retract since then: the actuator is its own again
 * @armed: the firmware has answered once: the watchdog runs
 * @answered: drive.tick of its last answer
 * @silent: ticks since
 * @patience: ticks that it may be silent
 * @energy: ticks of hold-up left
 * @hold_up: ditto when full
 * @control: of the last answer
 * @gate_low: ditto, as the next two
 * @gate_high: counts
 * @gate_track: counts
 * @read_uw: ordered
 * @write_uw: ordered
 * @writing: the channel engine has a cluster to write
 * @step: of the converters out, of 32767
 * @coarse: that is more than one
 */
struct hardware {
	uint32_t status;
	uint32_t held;
	uint32_t pulled;
	uint32_t pull;
	bool taken;
	bool armed;
	uint32_t answered;
	uint32_t silent;
	uint32_t patience;
	uint32_t energy;
	uint32_t hold_up;
	uint32_t control;
	uint32_t gate_low;
	uint32_t gate_high;
	uint32_t gate_track;
	uint32_t read_uw;
	uint32_t write_uw;
	bool writing;
	double step;
	bool coarse;
};

void hardware_init(struct hardware *hardware, const struct nfod_figures *fig);

/**
 * hardware_take() - take over what the firmware has answered
 * @volts: supply
 */
void hardware_take(struct hardware *hardware, const struct nfod_figures *fig,
		   const volatile struct nfod_frontend *fe, double volts, struct hardware_out *out);

/* Whether the write gate is open, with the signals of this block. */
bool hardware_gate(const struct hardware *hardware, const struct nfod_figures *fig,
		   const volatile struct nfod_fe_block *block);

#endif
