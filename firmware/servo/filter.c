// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/filter.h"

#include "servo/trig.h"

/* Bilinear and prewarped: at @hz (1 - z^-1) / (1 + z^-1) is j times this. */
static float warp(float rate, float hz)
{
	return trig_tan(TRIG_PI * hz / rate);
}

void section_lead(struct section *s, float rate, float zero_hz, float pole_hz)
{
	float zero = 1.0f / warp(rate, zero_hz);
	float pole = 1.0f / warp(rate, pole_hz);
	float a0 = 1.0f + pole;

	*s = (struct section){
		.b0 = (1.0f + zero) / a0,
		.b1 = (1.0f - zero) / a0,
		.a1 = (1.0f - pole) / a0,
	};
}

void section_integral(struct section *s, float rate, float corner_hz)
{
	float k = warp(rate, corner_hz);

	*s = (struct section){ .b0 = 1.0f + k, .b1 = k - 1.0f, .a1 = -1.0f };
}

/* (n2 + n1 s + 1) / (1 + d1 s + s2) at unit frequency, with n2 in front of s squared. */
static void second_order(struct section *s, float k, float n2, float n1, float d1)
{
	float q = k * k;
	float a0 = 1.0f + d1 * k + q;

	*s = (struct section){
		.b0 = (n2 + n1 * k + q) / a0,
		.b1 = 2.0f * (q - n2) / a0,
		.b2 = (n2 - n1 * k + q) / a0,
		.a1 = 2.0f * (q - 1.0f) / a0,
		.a2 = (1.0f - d1 * k + q) / a0,
	};
}

void section_notch(struct section *s, float rate, float hz, float zeta, float depth)
{
	second_order(s, warp(rate, hz), 1.0f, 2.0f * depth * zeta, 2.0f * zeta);
}

void section_low(struct section *s, float rate, float hz, float zeta)
{
	second_order(s, warp(rate, hz), 0.0f, 0.0f, 2.0f * zeta);
}

void section_response(const struct section *s, float rate, float hz, float *re, float *im)
{
	float w = TRIG_TURN * hz / rate;
	float c1 = trig_cos(w);
	float s1 = trig_sin(w);
	/* Near 0 the sums of coefficients cancel: 1 - cos in its own right. */
	float v = 2.0f * trig_sin(0.5f * w) * trig_sin(0.5f * w);
	float c2 = 1.0f - 2.0f * s1 * s1;
	float s2 = 2.0f * s1 * c1;
	float n_re = (s->b0 + s->b1 + s->b2) - s->b1 * v - s->b2 * (1.0f - c2);
	float n_im = -s->b1 * s1 - s->b2 * s2;
	float d_re = (1.0f + s->a1 + s->a2) - s->a1 * v - s->a2 * (1.0f - c2);
	float d_im = -s->a1 * s1 - s->a2 * s2;
	float q = d_re * d_re + d_im * d_im;

	*re = (n_re * d_re + n_im * d_im) / q;
	*im = (n_im * d_re - n_re * d_im) / q;
}
