/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_PHYSICS_GAUSS_H
#define NFOD_PHYSICS_GAUSS_H

#define GAUSS_MOST 128

/**
 * gauss_legendre() - points and weights of Gauss and Legendre in -1..1, ascending
 * @count: how many, 2..GAUSS_MOST
 */
void gauss_legendre(unsigned int count, double *at, double *weight);

#endif
