/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: what the fields of struct nfod_servo_status are in units
 */
#ifndef NFODCTL_FLIGHT_H
#define NFODCTL_FLIGHT_H

#include <stdbool.h>

#include "nfod/wire.h"
#include "nfod/wire_servo.h"

/* Of groove and of land. */
#define TRACK_NM 180.0

enum flight_axis {
	FLIGHT_AXIAL,
	FLIGHT_RADIAL,
};

bool flight_is_kinematic(const struct nfod_servo_status *servo);
double flight_nm(uint32_t pm);
double flight_percent(double nm);
double flight_signed(uint32_t raw, double scale);
/* The loop's gain over the designed one, percent. */
double flight_trim(const struct nfod_loop_status *loop);
/* Since power-up, for every reason. */
uint32_t flight_retracts(const struct nfod_servo_status *servo);
/* Size of harmonic n (1 ..) of a shape, nm, and where its crest lies, turns 0..1. */
double flight_amplitude(const struct nfod_shape *shape, unsigned int n);
double flight_crest(const struct nfod_shape *shape, unsigned int n);

#endif
