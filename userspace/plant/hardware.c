// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "plant/hardware.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FULL 32767
/* How long the hardware pulls the head away by itself. */
#define PULL_S 300e-6

void hardware_init(struct hardware *hardware, const struct nfod_figures *fig)
{
	double tick_us = 1e6 / (double)fig->tick_hz;

	memset(hardware, 0, sizeof(*hardware));
	hardware->patience = (uint32_t)fmax(round((double)fig->watchdog_us / tick_us), 1.0);
	hardware->hold_up = (uint32_t)round((double)fig->hold_up_ms * 1e3 / tick_us);
	hardware->energy = hardware->hold_up;
	hardware->pull = (uint32_t)round(PULL_S * (double)fig->tick_hz);
	hardware->step = exp2(fmax(16.0 - (double)fig->dac_bits, 0.0));
	hardware->coarse = hardware->step > 1.0;
}

/* Part of full drive, by the nearest of the converter's steps. */
static double convert(const struct hardware *hardware, int value)
{
	if (hardware->coarse) {
		value = (int)(hardware->step * round(value / hardware->step));
		value = value > FULL ? FULL : value;
	}
	return (value < -FULL ? -FULL : value) * (1.0 / FULL);
}

static void watch(struct hardware *hardware, const volatile struct nfod_frontend *fe)
{
	uint32_t tick = fe->drive.tick;

	if (tick != hardware->answered) {
		hardware->answered = tick;
		hardware->silent = 0;
		hardware->armed = true;
	} else if (hardware->armed && ++hardware->silent > hardware->patience) {
		hardware->held |= NFOD_FE_WATCHDOG;
	}
}

/* Return: whether there is anything left to drive with. */
static bool feed(struct hardware *hardware, const struct nfod_figures *fig, double volts)
{
	if (volts >= (double)fig->supply_low_v) {
		hardware->energy = hardware->hold_up;
		return true;
	}
	hardware->held |= NFOD_FE_SUPPLY_LOW;
	if (hardware->energy)
		hardware->energy--;
	return hardware->energy > 0;
}

static void release(struct hardware *hardware, const struct nfod_figures *fig, double volts)
{
	if (!hardware->held || !(hardware->control & NFOD_FE_RETRACT))
		return;
	if (hardware->silent <= 1)
		hardware->held &= ~(uint32_t)NFOD_FE_WATCHDOG;
	if (volts >= (double)fig->supply_low_v)
		hardware->held &= ~(uint32_t)NFOD_FE_SUPPLY_LOW;
}

static void remember(struct hardware *hardware, const volatile struct nfod_frontend *fe)
{
	hardware->control = fe->drive.control;
	hardware->gate_low = fe->drive.gate_low;
	hardware->gate_high = fe->drive.gate_high;
	hardware->gate_track = fe->drive.gate_track;
	hardware->read_uw = fe->order.read_uw;
	hardware->write_uw = fe->order.write_uw;
	hardware->writing = fe->produced != fe->consumed &&
			    fe->desc[fe->consumed % NFOD_FE_DESCS].op != NFOD_FE_READ;
}

static double light(struct hardware *hardware, const struct nfod_figures *fig)
{
	double most = (double)fig->laser_most_uw;
	double power = hardware->read_uw;

	if (!(hardware->control & NFOD_FE_LASER) || hardware->status & NFOD_FE_RETRACTED)
		return 0.0;
	if (hardware->read_uw > most || (hardware->writing && hardware->write_uw > most))
		hardware->status |= NFOD_FE_LASER_LIMITED;
	power = (power < most ? power : most) * (double)fig->laser_life;
	if (power > 0.0)
		hardware->status |= NFOD_FE_LASER_LIT;
	return power;
}

/*
 * Full drive while the firmware orders it. By itself the hardware pulls for PULL_S only:
 * that is 4 um and 30 mm/s, from where the spring swings the lens clear of the disc. A pull
 * that lasted until the energy is out would let it swing back from the stop.
 */
static double gap_drive(struct hardware *hardware, const volatile struct nfod_frontend *fe)
{
	hardware->pulled = hardware->held ? hardware->pulled + 1 : 0;
	hardware->taken = hardware->held &&
			  (hardware->taken || hardware->control & NFOD_FE_RETRACT);
	if (hardware->control & NFOD_FE_RETRACT)
		return 1.0;
	if (!hardware->held)
		return convert(hardware, fe->drive.gap);
	if (hardware->pulled <= hardware->pull)
		return 1.0;
	return hardware->taken && hardware->silent <= hardware->patience ?
		       convert(hardware, fe->drive.gap) :
		       0.0;
}

void hardware_take(struct hardware *hardware, const struct nfod_figures *fig,
		   const volatile struct nfod_frontend *fe, double volts, struct hardware_out *out)
{
	bool alive = feed(hardware, fig, volts);

	hardware->status = 0;
	watch(hardware, fe);
	remember(hardware, fe);
	release(hardware, fig, volts);
	hardware->status |= hardware->held;
	if (hardware->held || hardware->control & NFOD_FE_RETRACT)
		hardware->status |= NFOD_FE_RETRACTED;
	if (!alive) {
		memset(out, 0, sizeof(*out));
		return;
	}
	out->gap = (double)fig->gap_volts * gap_drive(hardware, fe);
	out->track = (double)fig->track_volts * convert(hardware, fe->drive.track);
	for (unsigned int axis = 0; axis < 2; axis++)
		out->tilt[axis] = (double)fig->tilt_volts * convert(hardware, fe->drive.tilt[axis]);
	out->sled = convert(hardware, fe->drive.sled);
	out->spindle = convert(hardware, fe->drive.spindle);
	out->light_uw = light(hardware, fig);
}

bool hardware_gate(const struct hardware *hardware, const struct nfod_figures *fig,
		   const volatile struct nfod_fe_block *block)
{
	double sum = block->ges[0] + block->ges[1] + block->ges[2] + block->ges[3];
	double monitor = block->laser;
	double mean = monitor > 0.0 ? sum / 4.0 * (double)fig->laser_counts / monitor : 0.0;

	if (!(hardware->control & NFOD_FE_GATE) || !(hardware->status & NFOD_FE_LASER_LIT))
		return false;
	return mean >= hardware->gate_low && mean <= hardware->gate_high &&
	       abs(block->push_pull) <= (int)hardware->gate_track;
}
