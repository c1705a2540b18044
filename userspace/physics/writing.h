/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: writing
 *
 * What light and field leave in the recording layer. The full simulation (write_run.h)
 * heats the stack, melts, quenches and crystallises the film point by point, or freezes
 * its magnetisation; the law here is fitted to it once per disc, side, strategy and speed,
 * and answers in a microsecond for each stretch that passes under the head.
 *
 * Powers are those on the disc, as ordered in frontend.h; temperatures are in degrees C.
 */
#ifndef NFOD_PHYSICS_WRITING_H
#define NFOD_PHYSICS_WRITING_H

#include <stdbool.h>
#include <stddef.h>

#include "nfod/medium.h"
#include "nfod/strategy.h"
#include "physics/film.h"
#include "physics/marks.h"
#include "physics/material.h"
#include "physics/optics.h"

/**
 * struct writing_disc - one side of a disc, as writing sees it
 * @optics: of the head
 * @stack: under the head, film erased: [0] the lens, [1] the gap at its set point
 * @written: index of the recording layer when written
 * @material: of each layer, [0..stack.layers + 1]
 * @recording: the recording layer
 * @magnetic: it is magneto-optical
 * @pitch_nm: to the neighbouring track
 * @cell_nm: length of a channel cell
 */
struct writing_disc {
	struct optics optics;
	struct film_stack stack;
	double complex written;
	const struct material *material[FILM_LAYERS + 2];
	unsigned int recording;
	bool magnetic;
	double pitch_nm;
	double cell_nm;
};

/**
 * writing_disc_make() - from what an image says
 * @layer: @layers films from the substrate up; the substrate is taken as polycarbonate
 * @info: lead-in
 * @side: enum nfod_side
 *
 * Return: 0, or -1 with @why (unknown material, no recording layer, too many).
 */
int writing_disc_make(struct writing_disc *disc, const struct optics *optics,
		      const struct nfod_layer_record *layer, size_t layers,
		      const struct nfod_disc_info *info, unsigned int side, char *why, size_t size);

/**
 * struct writing_power - light and field of a pass
 * @bias_mw: between pulses
 * @erase_mw: over spaces
 * @write_mw: in pulses
 * @field_oe: of the coil; 0 on phase change
 */
struct writing_power {
	double bias_mw;
	double erase_mw;
	double write_mw;
	double field_oe;
};

/**
 * struct writing_table - what another table of pulses does than the one of a law
 * @lead_nm: leading edges come so much later
 * @trail_nm: ditto
 * @spread_nm: rms of what is left
 * @light: of its pulses over those of the law's
 */
struct writing_table {
	double lead_nm;
	double trail_nm;
	double spread_nm;
	double light;
};

/**
 * struct writing_pass - how the head passes over one stretch
 * @power: light and field
 * @table: of pulses; NULL = the law's own
 * @velocity: of the track, m/s
 * @gap_nm: air gap
 * @offset_nm: off the track's centre, positive = outwards
 * @tilt_mrad: of the lens against the disc
 * @celsius: of the disc
 * @cycles: times that this place has been written before
 */
struct writing_pass {
	struct writing_power power;
	const struct writing_table *table;
	double velocity;
	double gap_nm;
	double offset_nm;
	double tilt_mrad;
	double celsius;
	double cycles;
};

/**
 * writing_law_make() - fit the law of one side
 * @law: filled
 * @strategy: with which will be written
 * @nominal: light and field about which the law is fitted
 * @velocity: ditto; what is asked for may differ by a third
 *
 * Return: 0, or -1 when memory is short, the strategy is not this disc's, or such light
 * leaves nothing.
 */
int writing_law_make(struct nfod_writing_law *law, const struct writing_disc *disc,
		     const struct nfod_strategy *strategy, const struct writing_power *nominal,
		     double velocity);

/* Whether a law that came from elsewhere can be asked at all. */
bool writing_law_holds(const struct nfod_writing_law *law);

/**
 * writing_compare() - what a table does where another one was expected
 * @strategy: of the law's kind
 */
void writing_compare(const struct nfod_writing_law *law, const struct nfod_strategy *strategy,
		     struct writing_table *table);

/**
 * writing_law_write() - one stretch is written
 * @before: what was there; all zeroes = blank
 * @after: what is there now, may be @before
 */
void writing_law_write(const struct nfod_writing_law *law, const struct writing_pass *pass,
		       const struct marks *before, struct marks *after);

/**
 * writing_law_erase() - one stretch passes under steady erase power (and erasing field)
 */
void writing_law_erase(const struct nfod_writing_law *law, const struct writing_pass *pass,
		       const struct marks *before, struct marks *after);

/**
 * writing_law_beside() - a neighbouring track is written
 * @outwards: the head passes on the outer neighbour of these marks
 * @chance: 0..1, even: one pass takes less than struct marks can say, so that it is rounded
 *	up as often as it should
 * @marks: changed by what its heat does here
 */
void writing_law_beside(const struct nfod_writing_law *law, const struct writing_pass *pass,
			bool outwards, double chance, struct marks *marks);

/* Width that one pass takes off such marks' near edge, nm. */
double writing_law_beside_nm(const struct nfod_writing_law *law, const struct writing_pass *pass,
			     bool outwards, const struct marks *marks);

/**
 * writing_mix() - a stretch that changed its writer half way: power cut, shut gate
 * @part: of it, from its beginning, that is @first
 */
struct marks writing_mix(const struct marks *first, const struct marks *then, double part);

/**
 * writing_strategy_start() - a plain table, before compensation
 * @kind: enum nfod_strategy_kind
 */
void writing_strategy_start(struct nfod_strategy *strategy, unsigned int kind);

/**
 * struct writing_optimum - what compensation found
 * @power: optimum
 * @worst_cells: edge that is furthest off after compensation, cells
 * @rms_cells: all edges
 * @half_width_nm: of a long mark
 */
struct writing_optimum {
	struct writing_power power;
	double worst_cells;
	double rms_cells;
	double half_width_nm;
};

/**
 * writing_powers() - find powers for a table as it is
 *
 * Return: 0, or -1 when the disc cannot be written so.
 */
int writing_powers(const struct writing_disc *disc, double velocity,
		   const struct nfod_strategy *strategy, struct writing_power *power);

/* What the light that is stated for reading warms the film by, K. */
#define WRITING_READ_K 85.0

/**
 * writing_read_mw() - most light that a disc bears when it is read, at a speed and faster
 *
 * Steady light warms the film by WRITING_READ_K, to 150 degrees C on a disc of 65: phase change
 * does not crystallise there, and what is magnetised keeps a kilooersted of coercivity.
 */
double writing_read_mw(const struct writing_disc *disc, double velocity);

/**
 * writing_optimise() - find powers and compensate a table for a disc
 * @strategy: compensated; its kind says how
 *
 * Return: 0, or -1 when the disc cannot be written so.
 */
int writing_optimise(const struct writing_disc *disc, double velocity,
		     struct nfod_strategy *strategy, struct writing_optimum *optimum);

#endif
