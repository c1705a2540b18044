/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: filters
 *
 * Second-order sections in transposed direct form II, and the few shapes that the loops
 * are made of. Designs are by the bilinear transform, frequencies prewarped.
 */
#ifndef FW_SERVO_FILTER_H
#define FW_SERVO_FILTER_H

/*
 * None of these is asked about what is not a number. Cortex-M7 has an instruction for
 * each, which is slow by way of a library elsewhere.
 */
static inline float greater(float a, float b)
{
#ifdef __arm__
	return __builtin_fmaxf(a, b);
#else
	return a > b ? a : b;
#endif
}

static inline float lesser(float a, float b)
{
#ifdef __arm__
	return __builtin_fminf(a, b);
#else
	return a < b ? a : b;
#endif
}

static inline float clampf(float x, float least, float most)
{
	return lesser(greater(x, least), most);
}

static inline float absf(float x)
{
	return __builtin_fabsf(x);
}

/**
 * struct section - b0 + b1 z^-1 + b2 z^-2 over 1 + a1 z^-1 + a2 z^-2
 */
struct section {
	float b0, b1, b2, a1, a2;
	float s1, s2;
};

static inline float section_step(struct section *s, float x)
{
	float y = s->b0 * x + s->s1;

	s->s1 = s->b1 * x - s->a1 * y + s->s2;
	s->s2 = s->b2 * x - s->a2 * y;
	return y;
}

/* The same of the first order. */
static inline float section_step_first(struct section *s, float x)
{
	float y = s->b0 * x + s->s1;

	s->s1 = s->b1 * x - s->a1 * y;
	return y;
}

/* And of integral action, which gathers no more than @most. */
static inline float section_step_integral(struct section *s, float x, float most)
{
	float y = s->b0 * x + s->s1;

	s->s1 = clampf(s->b1 * x + y, -most, most);
	return y;
}

static inline void section_reset(struct section *s)
{
	s->s1 = 0.0f;
	s->s2 = 0.0f;
}

/* (1 + s/wz) / (1 + s/wp): a lead when zero < pole, a lag when not. @rate in Hz, as all. */
void section_lead(struct section *s, float rate, float zero_hz, float pole_hz);
/* (s + wi) / s: integral action below @corner_hz. */
void section_integral(struct section *s, float rate, float corner_hz);
/* (s2 + 2 depth zeta w s + w2) / (s2 + 2 zeta w s + w2). */
void section_notch(struct section *s, float rate, float hz, float zeta, float depth);
void section_low(struct section *s, float rate, float hz, float zeta);

/**
 * section_response() - gain and phase at a frequency
 * @re: real part
 * @im: imaginary part
 */
void section_response(const struct section *s, float rate, float hz, float *re, float *im);

#endif
