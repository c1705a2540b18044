/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: signals: what the head sees, in units that loops can use
 */
#ifndef FW_SERVO_SIGNAL_H
#define FW_SERVO_SIGNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"
#include "nfod/format.h"
#include "nfod/frontend.h"

/* Gap error signal against gap is kept as gap at even steps of the signal. */
#define SIGNAL_LEVELS 128
/* And the far-field focus likewise, from its zero to its peak. */
#define SIGNAL_FOCUS_LEVELS 32

/**
 * struct seen - one tick's signals; what is slow is read by signal_read_slow(), quadrants
 *	by signal_read_quadrants()
 * @ges: gap error signal over its far-field value, mean of the quadrants, light
 *	normalised
 * @quadrant: each quadrant over its own far-field value; slow
 * @gap_nm: by the curve of the side that is followed; beyond its end the end
 * @near: the signal says something about the gap
 * @sum: parallel-polarised return over its far-field value
 * @push_pull: (left - right)/sum
 * @track_nm: off-track from push-pull, sign and gain of the side that is followed,
 *	positive = spot too far outside; true within +-45 nm
 * @focus: far-field focus, counts; signal_focus_nm() makes nm of them
 * @in_focus_range: the S-curve says something
 * @angle: of the spindle, turns * 2^32
 * @sled_m: sled position; slow
 * @crossings: grooves crossed, outwards positive
 * @crossing_m_s: radial speed of the spot over the tracks
 * @accel_z: m/s2, away from the disc positive
 * @accel_r: m/s2, outwards positive
 * @dark: so little light that nothing above is said
 * @light: monitor over what it ought to show; 1 = as ordered
 * @status: of the block
 * @contacts: of the block
 * @supply_v: V; slow, as all that follows
 * @celsius: of the head
 * @address_angle: of the spindle when @addressed, @zone, @side and @turn were read
 * @addressed: @zone, @side, @turn were read from the wobble
 */
struct seen {
	float ges;
	float gap_nm;
	bool near;
	float sum;
	float push_pull;
	float track_nm;
	int16_t focus;
	bool in_focus_range;
	uint32_t angle;
	int32_t crossings;
	float crossing_m_s;
	float accel_z;
	float accel_r;
	bool dark;
	float light;
	uint32_t status;
	uint32_t contacts;
	float quadrant[4];
	float sled_m;
	float supply_v;
	float celsius;
	uint32_t address_angle;
	bool addressed;
	uint16_t zone;
	uint8_t side;
	int32_t turn;
};

/**
 * struct gap_curve - of one side of this disc
 * @gap_nm: at signal n / (SIGNAL_LEVELS - 1), the last one twice
 * @fading: push-pull's amplitude at 25 nm over that there
 * @least: signal at gap 0
 * @most: signal from which on the gap is not known
 */
struct gap_curve {
	float gap_nm[SIGNAL_LEVELS + 1];
	float fading[SIGNAL_LEVELS];
	float least;
	float most;
};

/**
 * struct signal - scales and offsets, calibrated at load and with temperature
 * @curve: by side, two sets: @curves picks the one in use, so that a new one goes over
 *	at once
 * @curves: index of the set in use
 * @side: enum nfod_side that is followed or to be caught
 * @between: share of the other kind of track under the spot, 0..1, as far as is known
 * @ges_weight: by quadrant, by its far-field counts
 * @ges_read: mean over the far field for 1 of four weighed counts
 * @ges_written: ditto at write power
 * @sum_scale: over its far-field counts
 * @back_scale: of the sum by the figures, never calibrated: light that comes back
 * @fading: push-pull's amplitude at 25 nm over that at the present gap, as track.h has it
 * @focus_scale: levels of the table per count
 * @focus_nm: by level, the last one twice
 * @pp_scale: by side, nm per (left - right)/sum
 * @pp_offset: by side, of (left - right)/sum
 * @write_scale: gap signal at write power over that at read power
 * @light_scale: monitor counts to 1 at read power
 * @groove_m: from one groove to the next
 * @sled_scale: m of a step of the sled's sensor
 */
struct signal {
	uint8_t curves;
	uint8_t side;
	float between;
	uint32_t ges_weight[4];
	float ges_read;
	float ges_written;
	float sum_scale;
	float back_scale;
	float focus_scale;
	float fading;
	float pp_scale[NFOD_SIDES];
	float pp_offset[NFOD_SIDES];
	float write_scale;
	float light_scale;
	float groove_m;
	float sled_scale;
	float focus_nm[SIGNAL_FOCUS_LEVELS + 2];
	struct gap_curve curve[2][NFOD_SIDES];
};

/* Scales by the figures, curves by the reference disc. */
void signal_init(struct signal *signal, const struct nfod_figures *fig);

/* A block becomes struct seen; bounded, no division by a sensor without a floor. */
void signal_read(const struct signal *signal, const volatile struct nfod_fe_block *block,
		 struct seen *seen);
/* What need not be known at every tick, after signal_read(). */
void signal_read_slow(const struct signal *signal, const volatile struct nfod_fe_block *block,
		      struct seen *seen);
/* Nor this; by itself, since one tick is not to do all that is slow. */
void signal_read_quadrants(const struct signal *signal, const volatile struct nfod_fe_block *block,
			   struct seen *seen);

/**
 * signal_focus_nm() - far-field focus, 0 at focus, positive = too far
 * @counts: seen.focus
 * @sum: seen.sum
 *
 * True within 0.8 of focus_range_nm, farther away less and less.
 */
float signal_focus_nm(const struct signal *signal, int16_t counts, float sum);

/* Quadrants' scales, 1 over far-field counts, are set and told. */
void signal_weigh(struct signal *signal, const float ges_scale[4]);
float signal_ges_scale(const struct signal *signal, unsigned int quadrant);

/**
 * signal_set_curves() - this disc's gap error signal
 * @ges_q15: by side, NFOD_GES_POINTS at steps of NFOD_GES_STEP_NM, 32768 = far field; NULL:
 *	the reference disc's
 * @written_q15: the same over written film; the loop goes by the mean
 *
 * Return: false, nothing changed, when a curve does not rise where it is needed.
 */
bool signal_set_curves(struct signal *signal, const uint16_t *ges_q15[NFOD_SIDES],
		       const uint16_t *written_q15[NFOD_SIDES]);
/* The same in two steps: in the set that is not in use; and use it, if that is true. */
bool signal_make_curves(struct signal *signal, const uint16_t *ges_q15[NFOD_SIDES],
			const uint16_t *written_q15[NFOD_SIDES]);
void signal_use_curves(struct signal *signal);

/* Gap over the side that is followed at a signal, and the other way round. */
float signal_gap_of(const struct signal *signal, float ges);
float signal_at_gap(const struct signal *signal, float gap_nm);

/* Gap between two others at which groove and land give the same signal; else the greater. */
float signal_alike_nm(const struct signal *signal, float least_nm, float most_nm);

#endif
