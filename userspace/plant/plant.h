/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the plant
 *
 * What the servo holds: spindle, sled, head and the disc under it, and the sensors
 * through which all that is seen. One call of plant_tick() is one servo tick of exact
 * linear dynamics; chance comes from the seed; nothing depends on wall time. Laws of
 * single parts are in physics/ (actuator.h, motor.h, surface.h, spot.h); here they meet.
 *
 * Signs: height and gap grow away from the disc, radius and track offset outwards,
 * angle forwards. All truth is in metres, radians, seconds, volts; the registers in the
 * units of frontend.h.
 */
#ifndef NFOD_PLANT_PLANT_H
#define NFOD_PLANT_PLANT_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/surface.h"
#include "nfod/figures.h"
#include "nfod/format.h"
#include "nfod/frontend.h"

struct plant;

/**
 * struct plant_truth - how things really are after a tick
 * @gap: of the spot in the tip's middle, over the smooth disc, m; 10 mm when there is none
 * @clearance: least distance of the tip from anything under it during this tick, m; not
 *	positive on contact
 * @offset: of the spot from the centre of the nearest track of either kind, m
 * @land: that track is a land
 * @zone: it belongs to; counted from 0
 * @turn: whole turns from the zone's beginning on its spiral
 * @radius: of the spot, m
 * @angle: of the disc under it, turns 0..1
 * @speed: rad/s
 * @tilt: of the tip against the disc under it, [0] radial, [1] tangential, rad
 * @height: of the disc under the spot, run-out and topography, m
 * @sled: position, m
 * @sled_speed: m/s
 * @lens_speed: axial, m/s
 * @contacts: since plant_init()
 * @head_damage: sum of contact energies, J
 * @power_uw: light on the disc
 */
struct plant_truth {
	double gap;
	double clearance;
	double offset;
	bool land;
	uint16_t zone;
	int32_t turn;
	double radius;
	double angle;
	double speed;
	double tilt[2];
	double height;
	double sled;
	double sled_speed;
	double lens_speed;
	uint32_t contacts;
	double head_damage;
	double power_uw;
};

/**
 * plant_new() - a head parked over an empty spindle
 * @figures: of this very drive (not necessarily what its firmware believes)
 * @seed: of all chance in it
 *
 * Return: NULL when memory is short.
 */
struct plant *plant_new(const struct nfod_figures *figures, uint64_t seed);
void plant_free(struct plant *plant);

/**
 * plant_insert() - put a disc on the spindle
 * @surface: of it, kept by reference: contacts are marked there
 * @info: its lead-in: where tracks and zones are; kept by reference
 *
 * Not while something spins. NULL for both takes the disc off.
 * Return: 0, or -1 when memory is short.
 */
int plant_insert(struct plant *plant, struct surface *surface, const struct nfod_disc_info *info);
bool plant_has_disc(const struct plant *plant);

/**
 * plant_tick() - one tick passes
 * @fe: what fe->drive orders is put out after the delay; fe->block is filled in at the
 *	tick's end, tick number raised last
 */
void plant_tick(struct plant *plant, volatile struct nfod_frontend *fe);

/* The electronics lose power, or get it (again): guards reset, actuators free. */
void plant_power(struct plant *plant, bool on);

const struct plant_truth *plant_truth(const struct plant *plant);

/* Nothing moves and nothing is lit: ticks may be left out. */
bool plant_rests(const struct plant *plant);

/* ---- what can be done to it ---- */

/**
 * enum plant_axis - direction of a disturbance
 * @PLANT_AXIAL: along the gap, away from the disc
 * @PLANT_RADIAL: along the sled, outwards
 */
enum plant_axis {
	PLANT_AXIAL,
	PLANT_RADIAL,
};

/* The drive is hit: half sine of @g (peak) and @seconds, from now on. */
void plant_shock(struct plant *plant, enum plant_axis axis, double g, double seconds);
/* It stands on something that shakes: @g2_hz flat from 10 to 500 Hz, both axes; 0 = still. */
void plant_vibrate(struct plant *plant, double g2_hz);
/* The supply changes to @volts for @seconds (0 = for good). */
void plant_supply(struct plant *plant, double volts, double seconds);
void plant_temperature(struct plant *plant, double celsius);
/* Disc or head is clamped askew by so much more, mrad. */
void plant_tilt(struct plant *plant, double radial_mrad, double tangential_mrad);
/* So much of the light still gets through the lens, 0..1. */
void plant_contaminate(struct plant *plant, double left);
/* The disc lies upside down: no film where the light ends. */
void plant_turn_over(struct plant *plant, bool upside_down);

#endif
