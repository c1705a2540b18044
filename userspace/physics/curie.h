/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_PHYSICS_CURIE_H
#define NFOD_PHYSICS_CURIE_H

/**
 * curie_left() - what a warm film still has of its Kerr effect at room temperature
 * @curie_c: its Curie point, above room temperature
 *
 * The iron's sublattice turns the light; its magnetisation is the mean field's for spins of
 * one half, m = tanh(m Tc / T). Return: 0..; 0 at the Curie point and beyond.
 */
double curie_left(double celsius, double curie_c);

#endif
