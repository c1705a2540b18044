/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: thin films
 *
 * Plane waves in a stack of plane layers, at any angle, also beyond the critical
 * one. A wave is named by @na = n sin(angle) in any layer, which is the same in all
 * (Snell). Fields go as exp(i(kx - wt)), so absorbing media have index n + ik, k > 0,
 * and the root of kz is the one that decays.
 *
 * Method: reflection is carried from the far side to the near one by the Airy
 * recursion r = (f + g e^2ib) / (1 + f g e^2ib); |e^2ib| <= 1, so that thick
 * evanescent and absorbing layers cannot overflow. Batches of angles are held
 * as arrays of reals, so that the compiler vectorises; nothing is allocated. An
 * angle's result does not depend on the others in its batch, nor on the machine's
 * vectors. Arrays of results may be written to beyond @count.
 *
 * Range: passive media (k >= 0), index[0] lossless, na < index[0], layers up to 1 mm.
 * Errors are some 1e-13; a few 1e-10 where na is within 1e-9 of a layer's index.
 *
 * Sign: r_p is that of the electric field along the plane of incidence, such that
 * r_p == r_s at normal incidence.
 */
#ifndef NFOD_PHYSICS_FILM_H
#define NFOD_PHYSICS_FILM_H

#include <complex.h>

#define FILM_LAYERS 16 /* at most, between the two half-spaces */
#define FILM_LANES 64 /* angles in a batch */

/**
 * struct film_stack - half-space, layers, half-space
 * @wavelength_nm: in vacuum
 * @layers: number of layers between the half-spaces, 0..FILM_LAYERS
 * @index: [0] is where light comes from, [1..layers], [layers + 1] where it goes
 * @thickness_nm: of [1..layers]; the others are not looked at
 */
struct film_stack {
	double wavelength_nm;
	unsigned int layers;
	double complex index[FILM_LAYERS + 2];
	double thickness_nm[FILM_LAYERS + 2];
};

/**
 * struct film_lanes - a complex number for each angle of a batch
 */
struct film_lanes {
	double re[FILM_LANES];
	double im[FILM_LANES];
};

/**
 * struct film_waves - amplitudes at a stack's near side, by polarisation
 * @s: electric field across the plane of incidence
 * @p: in the plane of incidence
 */
struct film_waves {
	struct film_lanes s;
	struct film_lanes p;
};

/**
 * film_reflect() - amplitude reflection of a stack
 * @stack: the stack
 * @na: @count angles, 0 <= na < re(index[0])
 * @count: 1..FILM_LANES
 * @r: amplitudes, [0..count-1] of each array are set
 */
void film_reflect(const struct film_stack *stack, const double *na, unsigned int count,
		  struct film_waves *r);

/**
 * film_behind() - reflection of what lies behind layer @layer, seen from inside it
 *
 * @layer: 0..layers
 *
 * Ratio of the backward to the forward wave at the far face of @layer; layer 0
 * gives film_reflect(). For gap curves: what lies behind the air gap need be
 * computed only once. @na may exceed the layer's index; an evanescent wave's ratio may
 * be greater than 1.
 */
void film_behind(const struct film_stack *stack, unsigned int layer, const double *na,
		 unsigned int count, struct film_waves *r);

/**
 * film_through() - put half-space @index0 and a layer in front of a reflection
 * @stack: for wavelength, index[0], index[1]
 * @thickness_nm: of layer 1
 * @behind: film_behind(stack, 1, ...)
 * @r: film_reflect() of the stack with that thickness
 */
void film_through(const struct film_stack *stack, double thickness_nm, const double *na,
		  unsigned int count, const struct film_waves *behind, struct film_waves *r);

/**
 * struct film_power - where a plane wave's power goes; all sum to 1
 * @reflected: R
 * @transmitted: T into the last half-space (0 when evanescent there)
 * @absorbed: [1..layers], within each layer
 */
struct film_power {
	double reflected;
	double transmitted;
	double absorbed[FILM_LAYERS + 2];
};

/**
 * film_power() - reflection, transmission and absorption per layer
 * @na: one angle, 0 <= na < index[0]
 * @s: powers of an s wave
 * @p: of a p wave
 */
void film_power(const struct film_stack *stack, double na, struct film_power *s,
		struct film_power *p);

/**
 * struct film_fields - electric field at one depth, per unit incident amplitude
 * @s: across the plane of incidence
 * @px: of a p wave: in the plane of incidence and of the layers
 * @pz: of a p wave: along z
 *
 * Phases are those at the stack's near face. The incident p wave of amplitude 1 has
 * px = cos(angle), pz = -sin(angle): z points into the stack, x the way the wave goes.
 */
struct film_fields {
	struct film_lanes s;
	struct film_lanes px;
	struct film_lanes pz;
};

/**
 * film_fields() - electric field within a layer
 * @layer: 1..layers + 1
 * @depth_nm: from the layer's near side
 */
void film_fields(const struct film_stack *stack, unsigned int layer, double depth_nm,
		 const double *na, unsigned int count, struct film_fields *e);

/**
 * film_kerr() - cross-polarised amplitude of a layer magnetised along z
 * @layer: the magnetic layer, 1..layers + 1
 * @q: its Voigt constant: eps_xy = i q index^2 = -eps_yx
 * @r: @s = r_ps (s in, p out), @p = r_sp = -r_ps, first order in q
 *
 * Both per unit amplitude of the incident wave; the p wave that goes out counts by its
 * amplitude with the sign of its x component, as r_p does. r_pp and r_ss do not change
 * in this order.
 *
 * Source: first-order perturbation by reciprocity (Lorentz), r_ps proportional to
 * the integral of E_s E_px over the layer; exact 4x4 theory is the tests' oracle.
 */
void film_kerr(const struct film_stack *stack, unsigned int layer, double complex q,
	       const double *na, unsigned int count, struct film_waves *r);

#endif
