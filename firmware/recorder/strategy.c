// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Found by compensating plain tables on the reference discs at 2x until edges lay right
 * (Documentation/recording.md, "Writing").
 */
#include "recorder/strategy.h"

#include "nfod/frontend.h"

/* clang-format off */
static const struct nfod_strategy table[][NFOD_SIDES] = {
	[NFOD_STRATEGY_TRAIN] = {
		[NFOD_GROOVE] = {
			.kind = NFOD_STRATEGY_TRAIN,
			.middle = 12,
			.cool = 20,
			.run = {
				{ { 38, 38, 38 }, { -16, -16, -16 }, 16, 12 },
				{ { 36, 36, 36 }, { -17, -17, -17 }, 16, 12 },
				{ { 37, 37, 37 }, { -17, -17, -18 }, 16, 12 },
				{ { 37, 37, 37 }, { -16, -18, -16 }, 16, 12 },
				{ { 38, 38, 38 }, { -17, -17, -17 }, 16, 12 },
				{ { 38, 38, 38 }, { -17, -16, -16 }, 16, 12 },
				{ { 38, 38, 38 }, { -16, -15, -15 }, 16, 12 },
			},
		},
		[NFOD_LAND] = {
			.kind = NFOD_STRATEGY_TRAIN,
			.middle = 12,
			.cool = 20,
			.run = {
				{ { 37, 37, 37 }, { -15, -15, -15 }, 16, 12 },
				{ { 35, 35, 35 }, { -17, -17, -17 }, 16, 12 },
				{ { 36, 36, 36 }, { -16, -16, -16 }, 16, 12 },
				{ { 36, 36, 36 }, { -15, -15, -15 }, 16, 12 },
				{ { 37, 37, 37 }, { -16, -16, -16 }, 16, 12 },
				{ { 36, 37, 37 }, { -16, -16, -16 }, 16, 12 },
				{ { 36, 37, 37 }, { -16, -16, -16 }, 16, 12 },
			},
		},
	},
	[NFOD_STRATEGY_CASTLE] = {
		[NFOD_GROOVE] = {
			.kind = NFOD_STRATEGY_CASTLE,
			.middle = 27,
			.cool = 24,
			.run = {
				{ { 43, 43, 43 }, { -15, -15, -17 }, 16, 12 },
				{ { 47, 47, 46 }, { -28, -29, -29 }, 16, 12 },
				{ { 33, 30, 31 }, { -32, -33, -33 }, 16, 12 },
				{ { 23, 22, 22 }, { -32, -33, -33 }, 16, 12 },
				{ { 18, 19, 19 }, { -33, -33, -33 }, 16, 12 },
				{ { 16, 14, 15 }, { -30, -33, -32 }, 16, 12 },
				{ { 12, 12, 11 }, { -29, -31, -31 }, 16, 12 },
			},
		},
		[NFOD_LAND] = {
			.kind = NFOD_STRATEGY_CASTLE,
			.middle = 27,
			.cool = 24,
			.run = {
				{ { 44, 44, 44 }, { -15, -15, -16 }, 16, 12 },
				{ { 45, 45, 45 }, { -25, -27, -27 }, 16, 12 },
				{ { 31, 28, 29 }, { -31, -32, -31 }, 16, 12 },
				{ { 20, 19, 19 }, { -29, -33, -33 }, 16, 12 },
				{ { 14, 15, 15 }, { -31, -33, -33 }, 16, 12 },
				{ { 11, 9, 11 }, { -27, -31, -31 }, 16, 12 },
				{ { 7, 7, 7 }, { -26, -30, -30 }, 16, 12 },
			},
		},
	},
	[NFOD_STRATEGY_CLOCKED] = {
		[NFOD_GROOVE] = {
			.kind = NFOD_STRATEGY_CLOCKED,
			.middle = 12,
			.cool = 37,
			.field = 23,
		},
		[NFOD_LAND] = {
			.kind = NFOD_STRATEGY_CLOCKED,
			.middle = 12,
			.cool = 36,
			.field = 22,
		},
	},
	[NFOD_STRATEGY_LIGHT] = {
		[NFOD_GROOVE] = {
			.kind = NFOD_STRATEGY_LIGHT,
			.middle = 12,
			.cool = 20,
			.run = {
				{ { 27, 27, 26 }, { -30, -31, -31 }, 16, 12 },
				{ { 28, 29, 28 }, { -42, -43, -43 }, 16, 12 },
				{ { 31, 28, 28 }, { -41, -44, -42 }, 16, 12 },
				{ { 29, 30, 28 }, { -41, -43, -43 }, 16, 12 },
				{ { 30, 30, 29 }, { -44, -43, -43 }, 16, 12 },
				{ { 31, 29, 29 }, { -44, -44, -42 }, 16, 12 },
				{ { 30, 30, 29 }, { -42, -44, -43 }, 16, 12 },
			},
		},
		[NFOD_LAND] = {
			.kind = NFOD_STRATEGY_LIGHT,
			.middle = 12,
			.cool = 20,
			.run = {
				{ { 27, 27, 26 }, { -30, -31, -31 }, 16, 12 },
				{ { 28, 29, 28 }, { -43, -43, -43 }, 16, 12 },
				{ { 31, 28, 28 }, { -43, -44, -42 }, 16, 12 },
				{ { 29, 30, 27 }, { -43, -43, -44 }, 16, 12 },
				{ { 30, 29, 29 }, { -43, -44, -44 }, 16, 12 },
				{ { 30, 29, 29 }, { -44, -44, -42 }, 16, 12 },
				{ { 30, 30, 29 }, { -42, -43, -43 }, 16, 12 },
			},
		},
	},
};
/* clang-format on */

#define KINDS (sizeof(table) / sizeof(table[0]))

/**
 * strategy_table() - how such marks are written on one kind of track
 * @kind: enum nfod_strategy_kind, not NONE
 * @side: enum nfod_side
 *
 * Return: NULL when there is none.
 */
const struct nfod_strategy *strategy_table(uint32_t kind, uint32_t side)
{
	if (kind == NFOD_STRATEGY_NONE || kind >= KINDS || side >= NFOD_SIDES)
		return NULL;
	return &table[kind][side];
}

/**
 * strategy_set() - give the front-end the tables of a way of writing
 */
void strategy_set(volatile struct nfod_frontend *fe, uint32_t kind)
{
	uint32_t side;

	for (side = 0; side < NFOD_SIDES; side++)
		fe->strategy[side] = *strategy_table(kind, side);
}
