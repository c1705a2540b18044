/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* A flattening film between spin coater and oven. */
#ifndef NFOD_PHYSICS_PROCESS_CURE_H
#define NFOD_PHYSICS_PROCESS_CURE_H

#include "physics/process.h"

/*
 * Solids, by volume, at which a drying film stops to flow (Bornside, Macosko, Scriven
 * 1987: freezes with 20..30 % of solvent left).
 */
#define FREEZE_SOLIDS 0.80
/* Thickness that a dry film loses when it is fully cured (j, 5..10 % for silica). */
#define CURE_SHRINKAGE 0.06

/**
 * cure_film() - state index and hardness of the film
 * @degree: 0 = dried, 1 = cured
 */
void cure_film(struct workpiece *piece, const struct material *film, double degree);

#endif
