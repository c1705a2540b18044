/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * A flight as the servo has lived it: what it was told, every block of samples and the
 * drives with which it answered. Recorded on this machine, played again to the same
 * servo on a Cortex-M7 (tests/servo/m7), which must answer with the same bits.
 */
#ifndef NFOD_TESTS_SERVO_STREAM_H
#define NFOD_TESTS_SERVO_STREAM_H

#include <stdint.h>

#include "nfod/format.h"
#include "nfod/frontend.h"
#include "servo/supervisor.h"

/**
 * enum stream_kind - what a record is
 * @STREAM_TICK: a block and its answer
 * @STREAM_CURVES: signal_set_curves()
 * @STREAM_FOLLOW: servo_follow()
 * @STREAM_RELEASE: servo_release()
 * @STREAM_END: the last one
 */
enum stream_kind {
	STREAM_TICK,
	STREAM_CURVES,
	STREAM_FOLLOW,
	STREAM_RELEASE,
	STREAM_END,
};

/**
 * struct stream_record - one
 * @kind: enum stream_kind
 * @tick: TICK
 * @target: FOLLOW
 */
struct stream_record {
	uint32_t kind;
	union {
		struct {
			struct nfod_fe_block block;
			struct nfod_fe_drive drive;
		} tick;
		struct servo_target target;
	};
};

struct stream_curves {
	uint16_t erased[NFOD_SIDES][NFOD_GES_POINTS];
	uint16_t written[NFOD_SIDES][NFOD_GES_POINTS];
};

_Static_assert(sizeof(struct stream_record) == 100, "the same on both machines");
_Static_assert(sizeof(struct stream_curves) == 512, "the same on both machines");

#endif
