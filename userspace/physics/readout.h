/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the signal that marks make
 *
 * From cells and film state of a track and its two neighbours to the samples of the
 * data converter. The light's part (readout_kernel) is the scalar model of track.h with
 * the marks' change of signal resolved along the track; the rest is convolution, noise of
 * named causes, the anti-alias filter and a clock that is not the disc's.
 *
 * Deterministic by seed: elementwise or strictly ordered arithmetic, the same bits
 * whatever the width of the machine's vectors.
 */
#ifndef NFOD_PHYSICS_READOUT_H
#define NFOD_PHYSICS_READOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "physics/marks.h"
#include "physics/optics.h"
#include "physics/track.h"

/* Cells on either side of a place that its signal still knows of. */
#define READOUT_REACH 8
#define READOUT_TAPS (2 * READOUT_REACH + 1)

enum readout_track {
	READOUT_OWN,
	READOUT_INNER,
	READOUT_OUTER,
	READOUT_TRACKS
};

/**
 * struct readout_disc - what is read
 * @optics: the head's
 * @relief: of tracks and films
 * @contrast: how marks are seen
 * @cell_nm: length of a channel cell
 * @gap_nm: recommended gap, by side; the focus is learnt there and stays
 * @crosstalk: of the neighbours in step with long marks, by side, parts of the own signal, as
 *	the grating model has it; 0 = as the scalar model has it
 * @roughness_nm: rms of the surface
 * @correlation_nm: its correlation length
 * @film_noise: rms contrast between grains of the recording layer over a mark's
 * @grain_nm: their size
 * @kelvin_mw: by side, what a mW of read light warms magnetic film by; 0 = not known
 * @curie_c: of it
 */
struct readout_disc {
	struct optics optics;
	struct relief relief;
	enum track_contrast contrast;
	double cell_nm;
	double gap_nm[TRACK_SIDES];
	double crosstalk[TRACK_SIDES];
	double roughness_nm;
	double correlation_nm;
	double film_noise;
	double grain_nm;
	double kelvin_mw[TRACK_SIDES];
	double curie_c;
};

/**
 * struct readout_drive - what the light meets behind the disc
 * @velocity_m_s: of the disc
 * @read_mw: light on the disc
 * @efficiency: part of the returning light that the data diodes get
 * @crossed: part that they get of the light of the other polarisation (magneto-optical; a
 *	leaky polarising beam splitter); the gap diodes have the rest
 * @celsius: of the disc where no light is
 * @responsivity_a_w: theirs
 * @rin_db_hz: laser noise over its power, in 1 Hz
 * @common_mode_db: what the differential detector leaves of it (magneto-optical)
 * @amplifier_pa: current noise of each amplifier's input, pA per root Hz
 * @gap_channel: the gap signal is converted as fast as the data, and what it shows of the
 *	surface is taken out of them
 */
struct readout_drive {
	double velocity_m_s;
	double read_mw;
	double efficiency;
	double crossed;
	double celsius;
	double responsivity_a_w;
	double rin_db_hz;
	double common_mode_db;
	double amplifier_pa;
	bool gap_channel;
};

/* Figures and their sources: Documentation/physics.md, "Reading". */
extern const struct readout_drive readout_reference;

/**
 * struct readout_kernel - response to one written cell, at one gap and offset
 * @tap: by track: change of signal at cells -READOUT_REACH.. after the marked cell, parts
 *	of the incident power, mark = positive
 * @light: of film half written, parallel, part of the incident power
 * @crossed: of the other polarisation, where it falls on the data diodes (magneto-optical)
 */
struct readout_kernel {
	float tap[READOUT_TRACKS][READOUT_TAPS];
	float light;
	float crossed;
};

/**
 * readout_kernel() - the light's part by itself
 * @side: enum nfod_side that is read
 * @gap_nm: where the head is
 * @offset_nm: of the head from the track's centre, outwards positive
 */
void readout_kernel(const struct readout_disc *disc, unsigned int side, double gap_nm,
		    double offset_nm, struct readout_kernel *kernel);

struct readout; /* kernels against gap and offset, and noise, of one side */

/* Return: for readout_free(), or NULL when memory is short. */
struct readout *readout_new(const struct readout_disc *disc, unsigned int side,
			    const struct readout_drive *drive);
void readout_free(struct readout *readout);

/**
 * readout_light() - the same tracks by another drive or other light
 */
void readout_light(struct readout *readout, const struct readout_drive *drive);

/* Variance of all that is white at the converter, over that of a long mark's swing. */
double readout_white(const struct readout *readout);

/**
 * struct readout_piece - a cluster on a track
 * @cells: NFOD_CLUSTER_CELL_BYTES; NULL = never written
 * @marks: MARKS_STRETCHES of them
 * @at: cell of the scan beside which its first cell lies, may be negative
 */
struct readout_piece {
	const uint8_t *cells;
	const struct marks *marks;
	int32_t at;
};

/* Clusters of one track that a scan may meet. */
#define READOUT_PIECES 3

/**
 * struct readout_place - where the head is while a stretch of NFOD_FRAME_CELLS passes
 * @gap_nm: air gap
 * @offset_nm: from the track's centre, outwards positive
 * @radial_mrad: tilt that brings the outer side nearer to the disc; one along the track does
 *	to first order nothing
 * @speed: of the disc under it over what the converter's clock believes, 1 = right
 */
struct readout_place {
	float gap_nm;
	float offset_nm;
	float radial_mrad;
	float speed;
};

/**
 * struct readout_scan - a passage of the head
 * @piece: clusters by track, in order and not overlapping
 * @place: by stretch
 * @cells: to pass over, at most NFOD_CLUSTER_CELLS
 * @seed: of the noise
 */
struct readout_scan {
	struct readout_piece piece[READOUT_TRACKS][READOUT_PIECES];
	const struct readout_place *place;
	uint32_t cells;
	uint64_t seed;
};

/* Samples that a scan may give: as many as cells and speed errors of 2 % more. */
#define READOUT_SAMPLES_MOST (NFOD_CLUSTER_CELLS + NFOD_CLUSTER_CELLS / 50 + 64)

/**
 * readout_waveform() - what the data converter gives
 * @sample: filled; about one for each cell, mark = positive; the first lies at cell 0
 * @most: room in @sample
 *
 * The readout's scratch is used: one scan at a time. Return: how many samples.
 */
size_t readout_waveform(struct readout *readout, const struct readout_scan *scan, int8_t *sample,
			size_t most);

#endif
