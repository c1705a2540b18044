/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The reference disc nfod-ref-1: how it is laid out and driven. What it is made of, its
 * pitch, step and gap are in recipes/. Lengths are nanometres unless the name says
 * otherwise.
 */
#ifndef NFOD_PRESS_REFERENCE_H
#define NFOD_PRESS_REFERENCE_H

#define REF_INNER_RADIUS 24000000u
#define REF_OUTER_RADIUS 58000000u
#define REF_ZONE_WIDTH 1000000u
#define REF_CELL_PM 43000u
#define REF_VELOCITY_UM_S 2820000u
/* 64 KiB with its code, sync and addresses: 41.5 mm of track. */
#define REF_CLUSTER_CELLS NFOD_CLUSTER_CELLS

/*
 * Laser powers at 1x and the level at which approach hands over to the gap loop. They
 * hold for a phase-change film that melts at REF_MELT_C and takes up REF_ABSORBED of the
 * light; other discs get powers in proportion.
 */
#define REF_READ_MW 0.12
#define REF_BIAS_MW 0.10
#define REF_ERASE_MW 0.63
#define REF_ERASE_2X_MW 0.85
#define REF_WRITE_MW 2.1
#define REF_FIELD_OE 200
#define REF_MELT_C 615.0
#define REF_ABSORBED 0.656
#define REF_HAND_OVER 0.90

/* One cluster in so many is kept back on each side of a zone. */
#define REF_RESERVE 16u
/*
 * Clusters before the user data: 8 for power calibration, a turn behind them and before them
 * one in the first zone, with the lead-in, and three in the others, where a head that comes
 * from the zone before may go astray by two. A turn has 3.6 to 8.8 clusters.
 */
#define REF_LEAD_FIRST 16u
#define REF_LEAD 44u

#endif
