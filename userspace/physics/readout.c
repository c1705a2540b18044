// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * From marks to samples: levels of cells, their edges and film noise; the light's
 * response; noise of surface, laser, light and electronics; the converter and its clock.
 * All in the converter's counts.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/resample.h"
#include "physics/curie.h"
#include "physics/readout.h"
#include "physics/readout_noise.h"
#include "physics/spot.h"
#include "physics/surface.h"

/* Kernels are kept against gap and offset. */
#define GAP_FIRST_NM 5.0
#define GAP_STEP_NM 5.0
#define GAPS 12
#define OFFSET_MOST_NM 60.0
#define OFFSET_STEP_NM 12.0
#define OFFSETS 11

/* A long mark against a long space at the recommended gap, of 256 counts. */
#define SWING_COUNTS 160.0
#define COUNT_MOST 127.0f

/* Room before and behind the cells of a scan. */
#define MARGIN 64u
/* From node to node of the surface's noise. */
#define NODE_MOST 32u
#define NODE_LEAST 6.0
#define ROOM (MARKS_STRETCHES * NFOD_FRAME_CELLS + 2 * MARGIN + 2 * LANES * NODE_MOST)
/* Levels are ready so far ahead of the signal, and the signal of its samples. */
#define AHEAD (4 * LANES)

/*
 * Remains of older data are not white: they have runs, whose noise near the middle of the
 * band has about this part of the cells' rms more.
 */
#define RESIDUE_RUNS 1.7f
#define ELECTRON 1.602176634e-19
/* Film at its Curie point shows nothing; noise stays finite. */
#define LEFT_LEAST 1e-3
/* Of the light's response across the surface (Gaussian), nm. */
#define SPOT_FWHM_NM 142.0
#define FWHM_SIGMAS 2.3548200450309493

const struct readout_drive readout_reference = {
	.velocity_m_s = 2.82,
	.read_mw = 0.12,
	.efficiency = 0.5,
	.crossed = 0.65,
	.celsius = 25,
	.responsivity_a_w = 0.25,
	.rin_db_hz = -125,
	.common_mode_db = 30,
	.amplifier_pa = 0.9,
	.gap_channel = true,
};

/**
 * struct readout_texture - noise of the surface, in nodes joined by straight lines
 * @cells: from node to node
 * @sigma: of a node, counts; 0 = none
 * @fast: rms in a cell, 1 = mark against space, when nodes would be too near
 */
struct readout_texture {
	unsigned int cells;
	float sigma;
	float fast;
};

/**
 * struct readout - one side of a disc under a drive
 * @disc: under it
 * @side: enum nfod_side
 * @middle: kernel at the recommended gap in the track's middle, in light
 * @kernel: in counts
 * @cell_nm: length of a cell
 * @pitch_nm: of the tracks
 * @film: rms of film noise in a cell, 1 = mark against space
 * @white: rms of all that is white at the converter, counts
 * @texture: of the surface
 * @cell: own cells as they were meant, -1/2 or 1/2
 * @move: what edges take from either side, own cells
 * @level: as written, by track
 * @surface: noise of it, by cell
 * @signal: before the converter, by cell
 */
struct readout {
	struct readout_disc disc;
	unsigned int side;
	struct readout_kernel middle;
	struct readout_kernel kernel[GAPS][OFFSETS];
	double cell_nm;
	double pitch_nm;
	float film;
	float white;
	struct readout_texture texture;
	float cell[ROOM];
	float move[ROOM];
	float level[READOUT_TRACKS][ROOM];
	float surface[ROOM];
	float signal[ROOM];
};

static double swing(const struct readout_kernel *kernel, unsigned int track)
{
	double sum = 0;

	for (unsigned int i = 0; i < READOUT_TAPS; i++)
		sum += kernel->tap[track][i];
	return sum;
}

/*
 * What the grating model says of long marks is right, where the scalar model is near its null:
 * the rest is added as light that the spot sees of the neighbours, in the spot's shape.
 */
static double crosstalk_missing(const struct readout_disc *disc, unsigned int side,
				const struct readout_kernel *middle)
{
	double own = swing(middle, READOUT_OWN);
	double others = (swing(middle, READOUT_INNER) + swing(middle, READOUT_OUTER)) / own;

	return disc->crosstalk[side] != 0 ? (disc->crosstalk[side] - others) / 2 : 0;
}

static void scale_kernel(struct readout_kernel *kernel, double missing, double counts)
{
	for (unsigned int i = 0; i < READOUT_TAPS; i++) {
		double own = kernel->tap[READOUT_OWN][i];

		kernel->tap[READOUT_OWN][i] = (float)(own * counts);
		for (unsigned int track = READOUT_INNER; track < READOUT_TRACKS; track++)
			kernel->tap[track][i] =
				(float)((kernel->tap[track][i] + missing * own) * counts);
	}
}

/* ---- noise ---- */

/* Film noise of a cell's area of independent grains. */
static double film_noise(const struct readout_disc *disc)
{
	return disc->film_noise * disc->grain_nm / sqrt(disc->cell_nm * disc->relief.pitch_nm);
}

static bool is_magnetic(const struct readout_disc *disc)
{
	return disc->contrast == CONTRAST_MAGNETISATION;
}

/* Incident light to current of a diode that gets all of it. */
static double amperes(const struct readout_drive *drive)
{
	return drive->read_mw * 1e-3 * drive->responsivity_a_w;
}

/* Of the data diodes, both together when the detector is differential. */
static double current_of(const struct readout_drive *drive, const struct readout_kernel *kernel)
{
	return amperes(drive) * (drive->efficiency * (double)kernel->light +
				 drive->crossed * (double)kernel->crossed);
}

/*
 * Current that a long mark changes by. The differential detector sees the product of both
 * polarisations' fields, and film that the light has warmed.
 */
static double swing_of(const struct readout_disc *disc, const struct readout_drive *drive,
		       unsigned int side, const struct readout_kernel *kernel)
{
	double current = amperes(drive) * fabs(swing(kernel, READOUT_OWN));

	if (!is_magnetic(disc))
		return current * drive->efficiency;
	current *= sqrt(drive->efficiency * drive->crossed);
	if (disc->kelvin_mw[side] > 0)
		current *= fmax(curie_left(drive->celsius + disc->kelvin_mw[side] * drive->read_mw,
					   disc->curie_c),
				LEFT_LEAST);
	return current;
}

/*
 * Noise of light and electronics over the swing: laser, shots, amplifiers; two of each when
 * the detector is differential.
 */
static double white_noise(const struct readout_disc *disc, const struct readout_drive *drive,
			  unsigned int side, const struct readout_kernel *kernel)
{
	bool differential = is_magnetic(disc);
	double current = current_of(drive, kernel);
	double laser_db = drive->rin_db_hz - (differential ? drive->common_mode_db : 0);
	double amplifier = drive->amplifier_pa * 1e-12;
	double band = drive->velocity_m_s / (disc->cell_nm * 1e-9) / 2;
	double density = pow(10, laser_db / 10) * current * current + 2 * ELECTRON * current +
			 (differential ? 2 : 1) * amplifier * amplifier;

	return sqrt(density * band) / swing_of(disc, drive, side, kernel);
}

/* Change of light by a nm of surface, over the swing: film thicker, gap narrower. */
static double surface_slope(const struct readout_disc *disc, const struct readout_drive *drive,
			    unsigned int side, const struct readout_kernel *middle)
{
	struct readout_disc high = *disc;
	struct readout_kernel kernel;
	double slope;

	high.relief.land.thickness_nm[2] += 1;
	readout_kernel(&high, side, disc->gap_nm[side] - 1, 0, &kernel);
	slope = fabs(current_of(drive, &kernel) - current_of(drive, middle)) /
		swing_of(disc, drive, side, middle);
	if (is_magnetic(disc))
		slope *= pow(10, -drive->common_mode_db / 20);
	return slope;
}

/* Heights as the spot sees them: density along the track at a frequency (per um). */
static double seen_density(const struct roughness *surface, double along)
{
	const double sigma_um = SPOT_FWHM_NM * 1e-3 / FWHM_SIGMAS, step = 0.02;
	double sum = 0;

	for (double across = step / 2; across < 8; across += step) {
		double square = across * across + along * along;

		sum += roughness_psd(surface, sqrt(square)) *
		       exp(-4 * M_PI * M_PI * sigma_um * sigma_um * square);
	}
	return 2 * step * sum;
}

/*
 * Density of what the gap channel makes of the surface's height by its own noise, nm2 um:
 * crossed light of this gap, and what of it changes with the surface.
 */
static double gap_channel_noise(const struct readout_disc *disc, const struct readout_drive *drive,
				unsigned int side)
{
	double gap_nm = disc->gap_nm[side], amplifier = drive->amplifier_pa * 1e-12;
	double part = amperes(drive) * (1 - drive->crossed);
	struct gap_point middle, high;
	double current, slope, density;
	struct film_stack stack;

	track_stack(&disc->relief, side, &stack);
	spot_gap_curve(&disc->optics, &stack, &gap_nm, 1, &middle);
	stack.thickness_nm[2] += 1;
	gap_nm -= 1;
	spot_gap_curve(&disc->optics, &stack, &gap_nm, 1, &high);
	current = part * middle.ges_power;
	slope = part * (high.ges_power - middle.ges_power);
	density = pow(10, drive->rin_db_hz / 10) * current * current + 2 * ELECTRON * current +
		  amplifier * amplifier;
	return density / (slope * slope) * drive->velocity_m_s * 1e6 / 2;
}

/* What is left of a density when noise of another is all that hinders its removal. */
static double left_of(double density, double noise)
{
	return noise < INFINITY ? density * noise / (density + noise) : density;
}

/*
 * Nodes with the same variance and the same density of slow noise; what is so quick that only
 * the spot smoothes it is noise of cells.
 */
static void make_texture(struct readout_texture *texture, const struct readout_disc *disc,
			 double counts_per_nm, double noise)
{
	const struct roughness surface = { .sigma_nm = disc->roughness_nm,
					   .correlation_um = disc->correlation_nm * 1e-3,
					   .exponent = 4 };
	double slow = left_of(seen_density(&surface, 0), noise), variance = 0, cells = 0;

	for (double along = 0.05; along < 8; along += 0.1)
		variance += 2 * 0.1 * left_of(seen_density(&surface, along), noise);
	if (variance > 0)
		cells = 2 * slow / (3 * variance * disc->cell_nm * 1e-3);
	*texture = (struct readout_texture){ 0 };
	if (cells < NODE_LEAST) {
		texture->fast =
			(float)(counts_per_nm / SWING_COUNTS * sqrt(slow / (disc->cell_nm * 1e-3)));
		return;
	}
	texture->cells = 4 * (unsigned int)fmin(lround(cells / 4), NODE_MOST / 4);
	texture->sigma = (float)(counts_per_nm * sqrt(1.5 * variance));
}

struct readout *readout_new(const struct readout_disc *disc, unsigned int side,
			    const struct readout_drive *drive)
{
	struct readout *readout = calloc(1, sizeof(*readout));
	struct readout_kernel *middle;
	double counts, missing;

	if (!readout)
		return NULL;
	readout->disc = *disc;
	readout->side = side;
	middle = &readout->middle;
	readout->cell_nm = disc->cell_nm;
	readout->pitch_nm = disc->relief.pitch_nm;
	readout_kernel(disc, side, disc->gap_nm[side], 0, middle);
	missing = crosstalk_missing(disc, side, middle);
	counts = SWING_COUNTS / swing(middle, READOUT_OWN);
	for (unsigned int i = 0; i < GAPS; i++)
		for (unsigned int j = 0; j < OFFSETS; j++) {
			readout_kernel(disc, side, GAP_FIRST_NM + i * GAP_STEP_NM,
				       j * OFFSET_STEP_NM - OFFSET_MOST_NM, &readout->kernel[i][j]);
			scale_kernel(&readout->kernel[i][j], missing, counts);
		}
	readout->film = (float)film_noise(disc);
	readout_light(readout, drive);
	return readout;
}

void readout_light(struct readout *readout, const struct readout_drive *drive)
{
	const struct readout_disc *disc = &readout->disc;
	unsigned int side = readout->side;

	readout->white = (float)(SWING_COUNTS * white_noise(disc, drive, side, &readout->middle));
	make_texture(&readout->texture, disc,
		     SWING_COUNTS * surface_slope(disc, drive, side, &readout->middle),
		     drive->gap_channel ? gap_channel_noise(disc, drive, side) : INFINITY);
	memset(readout->surface, 0, sizeof(readout->surface));
}

double readout_white(const struct readout *readout)
{
	double part = (double)readout->white / SWING_COUNTS;

	return part * part;
}

void readout_free(struct readout *readout)
{
	free(readout);
}

/* ---- the light's response where the head is ---- */

/* Point of a grid before a place, and the part of the way to the next. */
static unsigned int grid(double at, unsigned int points, double *part)
{
	double n = fmin(fmax(at, 0), points - 1.001);

	*part = n - floor(n);
	return (unsigned int)n;
}

static void taps_at(const struct readout *readout, double gap_nm, double offset_nm,
		    unsigned int track, float tap[READOUT_TAPS])
{
	double down, right;
	unsigned int i = grid((gap_nm - GAP_FIRST_NM) / GAP_STEP_NM, GAPS, &down);
	unsigned int j = grid((offset_nm + OFFSET_MOST_NM) / OFFSET_STEP_NM, OFFSETS, &right);
	const struct readout_kernel *near = &readout->kernel[i][j];
	const struct readout_kernel *far = &readout->kernel[i + 1][j];
	const float weight[4] = { (float)((1 - down) * (1 - right)), (float)((1 - down) * right),
				  (float)(down * (1 - right)), (float)(down * right) };

	for (unsigned int n = 0; n < READOUT_TAPS; n++)
		tap[n] = weight[0] * near[0].tap[track][n] + weight[1] * near[1].tap[track][n] +
			 weight[2] * far[0].tap[track][n] + weight[3] * far[1].tap[track][n];
}

/*
 * A disc tilted about the track is nearer on one side. Marks beside the track's middle are
 * seen as from a head that is off the other way.
 */
static void kernel_at(const struct readout *readout, const struct readout_place *place,
		      double marks_nm, float tap[READOUT_TRACKS][READOUT_TAPS])
{
	static const double beside[READOUT_TRACKS] = { 0, -1, 1 };

	for (unsigned int track = 0; track < READOUT_TRACKS; track++) {
		double across = (double)place->radial_mrad * 1e-3 * beside[track];
		double offset = (double)place->offset_nm - (track == READOUT_OWN ? marks_nm : 0);

		taps_at(readout, (double)place->gap_nm - across * readout->pitch_nm, offset, track,
			tap[track]);
	}
}

/* ---- cells ---- */

/**
 * struct span - cells of a scan: [from, to), with -MARGIN counted as 0 as in all arrays
 */
struct span {
	uint32_t from;
	uint32_t to;
};

/* Eight cells at a time; up to seven more than @count are written. */
LANES_HOT static void unpack(const uint8_t *cells, uint32_t first, float contrast, float *level,
			     uint32_t count)
{
	const lanes_i32 place = { 128, 64, 32, 16, 8, 4, 2, 1 };
	const unsigned int shift = 8 - first % 8;
	const uint8_t *byte = cells + first / 8;
	uint32_t i = 0;

	for (; i + LANES < count; i += LANES, byte++) {
		int32_t eight = (byte[0] << 8 | byte[1]) >> shift;
		lanes_i32 marked = (((lanes_i32){ 0 } + eight) & place) != 0;

		lanes_store(level + i,
			    contrast * (-0.5f - __builtin_convertvector(marked, lanes_float)));
	}
	for (first += i; i < count; i++, first++)
		level[i] = contrast * ((float)(cells[first / 8] >> (7 - first % 8) & 1) - 0.5f);
}

/* Part of a span that a piece covers, in the piece's own cells, and where that begins. */
static uint32_t covered(const struct readout_piece *piece, struct span span, uint32_t *first,
			uint32_t *to)
{
	int64_t from = (int64_t)span.from - MARGIN - piece->at;
	int64_t end = (int64_t)span.to - MARGIN - piece->at;

	from = from < 0 ? 0 : from;
	end = end > NFOD_CLUSTER_CELLS ? NFOD_CLUSTER_CELLS : end;
	*first = (uint32_t)from;
	*to = (uint32_t)(from + piece->at + MARGIN);
	return end > from && piece->cells ? (uint32_t)(end - from) : 0;
}

/* Film never written has no level: it changes nothing. */
static void lay_cells(const struct readout_piece piece[READOUT_PIECES], struct span span,
		      float *level)
{
	uint32_t first, to, count, done = span.from;

	for (unsigned int i = 0; i < READOUT_PIECES; i++) {
		count = covered(&piece[i], span, &first, &to);
		if (!count)
			continue;
		memset(level + done, 0, (to - done) * sizeof(*level));
		unpack(piece[i].cells, first, 1, level + to, count);
		done = to + count;
	}
	memset(level + done, 0, (span.to + LANES - done) * sizeof(*level));
}

/**
 * struct strength - what one stretch of marks makes of levels
 * @contrast: factor
 * @mean: mean move of edges to either side, half cells
 * @difference: of edges into marks against those out of them
 * @jitter: rms
 * @film: rms of film noise
 */
struct strength {
	float contrast;
	float mean;
	float difference;
	float jitter;
	float film;
};

static struct strength strength_of(const struct readout *readout, const struct marks *marks)
{
	float step = 1 / ((float)readout->cell_nm * MARKS_STEPS_PER_NM);
	float residue = (float)marks->residue / MARKS_ONE / 2 * RESIDUE_RUNS;
	float film = readout->film * (float)marks->noise / MARKS_ONE;

	return (struct strength){
		.contrast = (float)marks->contrast / MARKS_ONE,
		.mean = (float)(marks->lead + marks->trail) / 4 * step,
		.difference = (float)(marks->lead - marks->trail) / 4 * step,
		.jitter = (float)marks->sigma / 2 * step,
		.film = sqrtf(film * film + residue * residue +
			      readout->texture.fast * readout->texture.fast),
	};
}

/*
 * An edge that is late by a part of a cell takes that much of the step away from the cells
 * on both sides of it, half from each: @move is what the edge after each cell takes. Two
 * loops, since a machine waits for what it has just stored when it reads across it.
 */
LANES_HOT static void write_own(const struct strength *strength, const float *cell, float *move,
				float *level, uint32_t count, struct noise *noise)
{
	for (uint32_t i = 0; i < count; i += LANES) {
		lanes_float step = lanes_load(cell + i + 1) - lanes_load(cell + i);
		lanes_float normal[2], late;

		noise_normals(noise, normal);
		late = strength->mean + strength->difference * step + strength->jitter * normal[0];
		lanes_store(move + i, step * late);
		lanes_store(level + i, strength->film * normal[1]);
	}
	for (uint32_t i = 0; i < count; i += LANES) {
		lanes_float moved = lanes_load(move + i) + lanes_load(move + i - 1);

		lanes_store(level + i, lanes_load(level + i) +
					       strength->contrast * (lanes_load(cell + i) - moved));
	}
}

static const struct marks unwritten;

/**
 * struct segment - cells of one track whose marks are of one stretch
 * @cells: of the cluster, NULL = never written
 * @first: which of them
 * @marks: what became of them
 * @count: how many
 */
struct segment {
	const uint8_t *cells;
	uint32_t first;
	const struct marks *marks;
	uint32_t count;
};

static uint32_t least(uint32_t a, int64_t b)
{
	return b < a ? (uint32_t)b : a;
}

/* What lies from one cell on, up to another at most. */
static struct segment segment_at(const struct readout_piece piece[READOUT_PIECES], uint32_t cell,
				 uint32_t to)
{
	struct segment segment = { NULL, 0, &unwritten, to - cell };

	for (unsigned int i = 0; i < READOUT_PIECES; i++) {
		int64_t in = (int64_t)cell - MARGIN - piece[i].at;

		if (!piece[i].cells || in >= NFOD_CLUSTER_CELLS)
			continue;
		if (in < 0) {
			segment.count = least(segment.count, -in);
			break;
		}
		segment.cells = piece[i].cells;
		segment.first = (uint32_t)in;
		segment.marks = &piece[i].marks[in / NFOD_FRAME_CELLS];
		segment.count = least(segment.count, NFOD_FRAME_CELLS - in % NFOD_FRAME_CELLS);
		segment.count = least(segment.count, NFOD_CLUSTER_CELLS - in);
		break;
	}
	return segment;
}

static void write_levels(struct readout *readout, const struct readout_scan *scan, struct span span,
			 struct noise *noise)
{
	for (uint32_t at = span.from; at < span.to;) {
		struct segment segment = segment_at(scan->piece[READOUT_OWN], at, span.to);
		struct strength strength = strength_of(readout, segment.marks);

		write_own(&strength, readout->cell + at, readout->move + at,
			  readout->level[READOUT_OWN] + at, segment.count, noise);
		at += segment.count;
	}
}

/* Of neighbours only contrast matters. */
static void write_neighbour(struct readout *readout, const struct readout_scan *scan,
			    unsigned int track, struct span span)
{
	for (uint32_t at = span.from; at < span.to;) {
		struct segment segment = segment_at(scan->piece[track], at, span.to);
		float *level = readout->level[track] + at;

		if (segment.cells)
			unpack(segment.cells, segment.first,
			       (float)segment.marks->contrast / MARKS_ONE, level, segment.count);
		else
			memset(level, 0, segment.count * sizeof(*level));
		at += segment.count;
	}
}

/* ---- signal ---- */

/* Taps are the same on both sides. */
LANES_INLINE lanes_float response(const float *level, const float tap[READOUT_TAPS])
{
	lanes_float sum = tap[READOUT_REACH] * lanes_load(level);

	for (int i = 1; i <= READOUT_REACH; i++)
		sum += tap[READOUT_REACH + i] * (lanes_load(level - i) + lanes_load(level + i));
	return sum;
}

LANES_HOT static void convolve(struct readout *readout, const struct span *span,
			       float tap[READOUT_TRACKS][READOUT_TAPS])
{
	for (uint32_t i = span->from; i < span->to; i += LANES) {
		lanes_float sum = lanes_load(readout->surface + i);

		for (int track = 0; track < READOUT_TRACKS; track++)
			sum += response(readout->level[track] + i, tap[track]);
		lanes_store(readout->signal + i, sum);
	}
}

/**
 * struct surface_walk - along the surface
 * @laid: cells that have its noise
 * @node: the last one
 */
struct surface_walk {
	uint32_t laid;
	float node;
};

typedef float lanes4 __attribute__((vector_size(16)));

/* Straight from one node to the next. */
LANES_INLINE void lay_line(float *to, float from, float slope, unsigned int cells)
{
	const lanes4 number = { 0, 1, 2, 3 };
	lanes4 value = from + slope * number, step = (lanes4){ 0 } + 4 * slope;

	for (unsigned int i = 0; i < cells; i += 4, value += step)
		memcpy(to + i, &value, sizeof(value));
}

LANES_HOT static void lay_surface(struct readout *readout, struct surface_walk *walk, uint32_t to,
				  struct noise *noise)
{
	const struct readout_texture *texture = &readout->texture;

	while (walk->laid < to && texture->sigma > 0) {
		lanes_float normal[2];

		noise_normals(noise, normal);
		for (int i = 0; i < 2 * LANES; i++) {
			float node = texture->sigma * normal[i / LANES][i % LANES];

			lay_line(readout->surface + walk->laid, walk->node,
				 (node - walk->node) / (float)texture->cells, texture->cells);
			walk->node = node;
			walk->laid += texture->cells;
		}
	}
}

/* ---- converter ---- */

/**
 * struct clock - the converter's, against cells
 * @place: of the next sample, from array cell 0, cells * 2^32
 * @step: to the one after it
 */
struct clock {
	uint64_t place;
	uint64_t step;
};

LANES_INLINE void convert(lanes_float value, int8_t *sample)
{
	lanes_i8 count;

	/* To the nearest: truncation of what has been made positive. */
	value = lanes_clamp(value, COUNT_MOST) + (COUNT_MOST + 0.5f);
	count = __builtin_convertvector(__builtin_convertvector(value, lanes_i32) - (int)COUNT_MOST,
					lanes_i8);
	memcpy(sample, &count, sizeof(count));
}

/* Samples up to a cell; whole lots of sixteen. */
LANES_HOT static size_t sample_until(const struct readout *readout, struct clock *clock,
				     uint32_t end, int8_t *sample, size_t most, struct noise *noise)
{
	size_t count = 0;

	while (clock->place >> 32 < end && count + 2 * LANES <= most) {
		lanes_float normal[2];

		noise_normals(noise, normal);
		for (int i = 0; i < 2; i++) {
			convert(resample_run(readout->signal, clock->place, clock->step) +
					readout->white * normal[i],
				sample + count);
			clock->place += LANES * clock->step;
			count += LANES;
		}
	}
	return count;
}

/**
 * struct sources - of chance, each its own
 */
struct sources {
	struct noise film;
	struct noise surface;
	struct noise light;
};

static void seed_sources(struct sources *sources, uint64_t seed)
{
	struct random random = { seed };

	noise_seed(&sources->film, random_next(&random));
	noise_seed(&sources->surface, random_next(&random));
	noise_seed(&sources->light, random_next(&random));
}

static uint32_t stretch_at(const struct readout_scan *scan, uint32_t cell)
{
	uint32_t last = (scan->cells - 1) / NFOD_FRAME_CELLS;
	uint32_t stretch = cell < MARGIN ? 0 : (cell - MARGIN) / NFOD_FRAME_CELLS;

	return stretch < last ? stretch : last;
}

/* How far the own marks of a stretch are off their track. */
static double marks_offset(const struct readout_scan *scan, uint32_t cell)
{
	return segment_at(scan->piece[READOUT_OWN], cell, cell + 1).marks->offset;
}

/* Cells and their levels, up to one; a little ahead of the signal. */
static void lay_until(struct readout *readout, const struct readout_scan *scan, uint32_t from,
		      uint32_t to, struct noise *noise)
{
	struct span span = { from, to };

	lay_cells(scan->piece[READOUT_OWN], (struct span){ from, to + 1 }, readout->cell);
	write_levels(readout, scan, span, noise);
	write_neighbour(readout, scan, READOUT_INNER, span);
	write_neighbour(readout, scan, READOUT_OUTER, span);
}

size_t readout_waveform(struct readout *readout, const struct readout_scan *scan, int8_t *sample,
			size_t most)
{
	struct clock clock = { .place = (uint64_t)MARGIN << 32 };
	const uint32_t end = MARGIN + scan->cells;
	struct surface_walk walk = { 0 };
	uint32_t laid = LANES, at, to;
	struct sources sources;
	size_t count = 0;

	seed_sources(&sources, scan->seed);
	memset(readout->move, 0, sizeof(*readout->move) * MARGIN);
	for (at = MARGIN - LANES; at < end + AHEAD; at = to) {
		const struct readout_place *place = &scan->place[stretch_at(scan, at)];
		float tap[READOUT_TRACKS][READOUT_TAPS];
		struct span span;

		to = at < MARGIN ? MARGIN : at + NFOD_FRAME_CELLS;
		span = (struct span){ at, to };
		lay_until(readout, scan, laid, to + AHEAD, &sources.film);
		laid = to + AHEAD;
		kernel_at(readout, place, marks_offset(scan, at), tap);
		lay_surface(readout, &walk, to + LANES, &sources.surface);
		convolve(readout, &span, tap);
		clock.step = (uint64_t)((double)place->speed * 4294967296.0);
		count += sample_until(readout, &clock, to - AHEAD < end ? to - AHEAD : end,
				      sample + count, most - count, &sources.light);
	}
	return count;
}
