/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: wander of a spindle's bearings
 *
 * What does not repeat from turn to turn: the axis moves along itself and sideways, as
 * white noise moves a mass on a spring with a damping of 0.7,
 *
 *	x'' = -w^2 x - 1.4 w x' + n,  <x^2> = <n^2> / (2.8 w^3)
 *
 * so evenly up to w and by 12 dB per octave less beyond it.
 */
#ifndef NFOD_PHYSICS_WANDER_H
#define NFOD_PHYSICS_WANDER_H

/* Along the axis and across it, side by side. */
typedef double wander_pair __attribute__((vector_size(16)));

/**
 * struct wander - with its state
 * @kick: speed that a deviate of 1 gives in a tick, m/s
 * @spring: speed that is lost in a tick per position, 1/s
 * @drag: ditto, per speed
 * @tick_s: length of a tick
 * @speed: m/s
 * @place: [0] along the axis, away from the disc positive, [1] outwards where the head is, m
 */
struct wander {
	wander_pair kick;
	double spring;
	double drag;
	double tick_s;
	wander_pair speed;
	wander_pair place;
};

/* @rms: of @place; @hz: up to which it is even. */
void wander_init(struct wander *wander, const double rms[2], double hz, double tick_s);

/* A tick passes; @deviate of mean 0 and variance 1. */
static inline void wander_step(struct wander *wander, wander_pair deviate)
{
	wander->speed += wander->kick * deviate - wander->spring * wander->place -
			 wander->drag * wander->speed;
	wander->place += wander->tick_s * wander->speed;
}

#endif
