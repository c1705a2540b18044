// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/lens.h"

#include "servo/filter.h"
#include "servo/trig.h"

/* Near its end a glide slows down in proportion, with this time constant. */
#define GLIDE_END_S 1e-3f

void lens_init(struct lens *lens, const struct nfod_figures *fig)
{
	float w = TRIG_TURN * fig->gap_resonance_hz;

	*lens = (struct lens){
		.per_volt = w * w * fig->gap_mm_per_v * 1e-3f,
		.spring = w * w,
		.damping = 2.0f * fig->gap_damping * w,
		.stop = (fig->gap_stop_um - nfod_lens_rest_um(fig)) * 1e-6f,
		.tick_s = 1.0f / fig->tick_hz,
	};
}

static void stop_at_end(struct lens *lens)
{
	if (lens->at <= lens->stop)
		return;
	lens->at = lens->stop;
	if (lens->speed > 0.0f)
		lens->speed = 0.0f;
}

void lens_follow(struct lens *lens, float volts, float frame, float ticks)
{
	float seconds = ticks * lens->tick_s;
	float accel = lens->per_volt * volts - lens->spring * lens->at -
		      lens->damping * lens->speed - frame;

	lens->speed += accel * seconds;
	lens->at += lens->speed * seconds;
	stop_at_end(lens);
}

float lens_glide(struct lens *lens, float target, float most, float accel)
{
	float way = target - lens->at;
	float left = absf(way);
	float speed = __builtin_sqrtf(1.6f * accel * left);
	float change;

	if (speed > left / GLIDE_END_S)
		speed = left / GLIDE_END_S;
	if (speed > most)
		speed = most;
	change = clampf((way < 0.0f ? -speed : speed) - lens->speed, -accel * lens->tick_s,
			accel * lens->tick_s);
	lens->speed += change;
	lens->at += lens->speed * lens->tick_s;
	stop_at_end(lens);
	return (change / lens->tick_s + lens->damping * lens->speed + lens->spring * lens->at) /
	       lens->per_volt;
}

/* 1 over (w0^2 - w^2 + 2 zeta w0 w i), times @gain, added to what is there. */
static void add_mode(float w, float w0, float zeta, float gain, float *re, float *im)
{
	float d_re = (w0 - w) * (w0 + w);
	float d_im = 2.0f * zeta * w0 * w;
	float q = gain / (d_re * d_re + d_im * d_im);

	*re += d_re * q;
	*im -= d_im * q;
}

void lens_response(const struct nfod_figures *fig, float hz, float *re, float *im)
{
	float w = TRIG_TURN * hz;
	float w0 = TRIG_TURN * fig->gap_resonance_hz;
	float gain = w0 * w0 * fig->gap_mm_per_v * 1e6f;

	*re = 0.0f;
	*im = 0.0f;
	add_mode(w, w0, fig->gap_damping, gain, re, im);
	add_mode(w, TRIG_TURN * fig->gap_mode_hz, fig->gap_mode_damping,
		 gain * fig->gap_mode_residue, re, im);
}

void delay_response(const struct nfod_figures *fig, float hz, float *re, float *im)
{
	float half = TRIG_PI * hz / fig->tick_hz;
	float hold = half > 1e-3f ? trig_sin(half) / half : 1.0f;
	float phase = TRIG_TURN * hz * fig->delay_us * 1e-6f;

	*re = hold * trig_cos(phase);
	*im = -hold * trig_sin(phase);
}
