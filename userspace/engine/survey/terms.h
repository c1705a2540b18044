/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: what the laws of reading are sums of
 *
 * Noise of independent causes adds by its power. So the spread of the detector's
 * likelihoods, squared, is a sum of terms, one cause after the other, each against gap and
 * offset; what is measured is what each of them weighs (struct nfod_reading_law).
 * Documentation/recording.md, "Fidelities".
 */
#ifndef NFOD_ENGINE_SURVEY_TERMS_H
#define NFOD_ENGINE_SURVEY_TERMS_H

#include "nfod/medium.h"
#include "physics/marks.h"

/**
 * struct reading_state - a stretch of track that is read
 * @gap_nm: air gap over the one that the law is about
 * @offset_nm: of the head off the track's centre, outwards positive
 * @light: white noise power over that of the law's light
 * @marks: what is in the film
 * @beside: contrast of the marks on the tracks beside it, [0] inner, [1] outer, MARKS_ONE = 1
 */
struct reading_state {
	double gap_nm;
	double offset_nm;
	double light;
	struct marks marks;
	double beside[2];
};

/**
 * terms_spread() - of the square of a spread
 * @crosstalk: set to the first of those that are the neighbours'; all behind it are, too
 */
void terms_spread(const struct reading_state *state, double term[NFOD_READING_SPREAD_TERMS],
		  unsigned int *crosstalk);

/**
 * terms_rate() - of the logarithm of a rate
 * @state: where the head is
 * @spread: squared, positive
 * @other: that of the other kind
 * @crosstalk: part of it that the neighbours have
 */
void terms_rate(const struct reading_state *state, double spread, double other, double crosstalk,
		double term[NFOD_READING_RATE_TERMS]);

/* Of amplitude and asymmetry. */
void terms_level(const struct reading_state *state, double term[NFOD_READING_LEVEL_TERMS]);

/* Noise power of other light, over that of the law's own. */
double terms_light(const struct nfod_reading_law *law, double read_mw);

#endif
