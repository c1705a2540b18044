/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * What is measured of a drive in the air, by the plant's truth, not by its signals.
 */
#ifndef NFOD_BENCH_SERVO_MEASURE_H
#define NFOD_BENCH_SERVO_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

#include "cases.h"

/**
 * struct residual - error over a stretch of time
 * @rms: nm
 * @peak: nm
 */
struct residual {
	double rms;
	double peak;
};

/**
 * struct flight - one side of a disc
 * @gap: held less wanted
 * @track: off-track
 * @retracts: while measuring
 * @contacts: ditto
 * @lost: the head was not on its track at some time
 */
struct flight {
	struct residual gap;
	struct residual track;
	uint32_t retracts;
	uint32_t contacts;
	bool lost;
};

/**
 * struct loading - from parked to flying
 * @readable_s: drive time to the first track that is followed
 * @pull_in_ms: hand-over to settled, mean of several
 * @overshoot_nm: the worst of them, by truth
 */
struct loading {
	double readable_s;
	double pull_in_ms;
	double overshoot_nm;
};

/**
 * struct moves - seeks of one kind
 * @count: tried
 * @failed: did not arrive
 * @mean_ms: motion, settling, lock
 * @worst_ms: ditto
 * @access_ms: mean with the wait for the place to come round
 */
struct moves {
	unsigned int count;
	unsigned int failed;
	double mean_ms;
	double worst_ms;
	double access_ms;
};

/**
 * struct hazards - flights over bumps, or shocks
 * @count: of them
 * @contacts: touches of lens and disc
 * @predicted: of these, seen coming by the firmware
 * @unavoidable: bumps that no controller could have cleared unknown (hazards.c)
 * @touched: bumps that were, once or more
 * @false_bumps: on the drive's map, but not on the disc
 * @retracts: by the guard
 * @back_ms: mean time off the track, from the shock's end
 * @worst_ms: ditto
 * @stranded: never came back
 */
struct hazards {
	unsigned int count;
	unsigned int contacts;
	unsigned int predicted;
	unsigned int unavoidable;
	unsigned int touched;
	unsigned int false_bumps;
	unsigned int retracts;
	double back_ms;
	double worst_ms;
	unsigned int stranded;
};

/* A drive of this case, switched on, with its disc in. */
struct rig *measure_begin(const struct bench_case *bench, uint64_t seed);

/* From parked to the first groove. Return: false when it does not get there. */
bool measure_loading(struct rig *rig, const struct bench_case *bench, struct loading *loading);

/* @seconds on one side, after @learning seconds there. */
void measure_flight(struct rig *rig, const struct bench_case *bench, unsigned int side,
		    double learning, double seconds, struct flight *flight);

/* Seeks by @grooves tracks there and back; 0 = random places and sides. */
void measure_moves(struct rig *rig, const struct bench_case *bench, unsigned int count,
		   int64_t grooves, uint64_t seed, struct moves *moves);

/* Loop margins as the firmware measures them in place. */
bool measure_margins(struct rig *rig, enum margin_loop loop, struct margin_report *report);

/*
 * @count bumps of 15 to 60 nm met head-on, known to the drive or not, with a shock of up to
 * @g in each turn.
 */
void measure_bumps(unsigned int count, bool mapped, double g, uint64_t seed,
		   struct hazards *hazards);

/* @count half sines of up to @g and 0.5 to 11 ms, either axis. */
void measure_shocks(unsigned int count, double g, uint64_t seed, struct hazards *hazards);

#endif
