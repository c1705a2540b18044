// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Where the power goes. What a layer absorbs is the integral of |E|^2 over it times the
 * imaginary part of its permittivity, not a difference of fluxes: weak absorption keeps
 * its digits, and that all adds up to 1 proves something.
 */
#include "physics/film.h"
#include "physics/film_march.h"

/**
 * struct film_media - what both polarisations share, by medium
 * @c: kz / k0
 * @z: c / index^2
 * @h: phase through it, one way; 1 for the first half-space, 0 for the last
 */
struct film_media {
	double complex c[FILM_LAYERS + 2];
	double complex z[FILM_LAYERS + 2];
	double complex h[FILM_LAYERS + 2];
};

/**
 * struct film_ray - one polarisation, by medium; see film_march.h and film_enter()
 * @forward: forward wave at the near face, per unit of the incident one
 * @back: reflection at the far face
 */
struct film_ray {
	double complex forward[FILM_LAYERS + 2];
	double complex back[FILM_LAYERS + 2];
};

static double complex root(double complex index, double na, double least)
{
	double complex square = (index - na) * (index + na);

	if (cimag(index) <= 0)
		square = CMPLX(creal(square), 0.0);
	return csqrt(cabs(square) < least ? least : square);
}

static void set_media(const struct film_stack *stack, double na, struct film_media *media)
{
	double k = film_wavenumber(stack);
	unsigned int j;

	for (j = 0; j <= stack->layers + 1; j++) {
		bool is_layer = film_is_layer(stack, j);
		double complex eps = stack->index[j] * stack->index[j];

		media->c[j] = root(stack->index[j], na, is_layer ? FILM_GRAZING : FILM_NOT_ZERO);
		media->z[j] = media->c[j] / eps;
		media->h[j] = is_layer ? cexp(CMPLX(0, k * stack->thickness_nm[j]) * media->c[j]) :
					 !j;
	}
}

/* @near and @far weigh sum and difference between medium j and j + 1 (at their index j). */
static void trace(unsigned int layers, const double complex *near, const double complex *far,
		  const double complex *h, struct film_ray *ray)
{
	double complex d[FILM_LAYERS + 2];
	double complex n = 0.0;
	double complex gather = 1.0;
	unsigned int j;

	d[layers + 1] = 1.0;
	ray->back[layers + 1] = 0.0;
	for (j = layers + 1; j > 0; j--) {
		double complex back = n * h[j] * h[j];
		double complex a = near[j - 1] * (d[j] + back);
		double complex b = far[j - 1] * (d[j] - back);

		n = a - b;
		d[j - 1] = a + b;
		ray->back[j - 1] = n / d[j - 1];
	}
	ray->forward[0] = 1.0;
	for (j = 0; j <= layers; j++) {
		gather *= 2.0 * near[j] * h[j];
		ray->forward[j + 1] = gather * (d[j + 1] / d[0]);
	}
}

/**
 * struct film_square - integral of |E|^2 over a layer
 * @alike: of forward and backward wave, each by itself
 * @crossed: of their interference
 */
struct film_square {
	double alike;
	double crossed;
};

static void integrate(const struct film_ray *ray, const struct film_media *media, unsigned int j,
		      double k, double thickness, struct film_square *square)
{
	double fade = k * cimag(media->c[j]);
	double turn = k * creal(media->c[j]) * thickness;
	double complex forward = ray->forward[j];
	double complex backward = forward * ray->back[j] * media->h[j];
	double sizes = creal(forward * conj(forward)) + creal(backward * conj(backward));
	double length = fade > 0 ? -expm1(-2.0 * fade * thickness) / (2.0 * fade) : thickness;
	double sinc = turn > 0 ? sin(turn) / turn : 1.0;

	square->alike = sizes * length;
	square->crossed =
		2.0 * creal(forward * conj(backward)) * exp(-fade * thickness) * thickness * sinc;
}

static void share(const struct film_stack *stack, const struct film_ray *ray,
		  const struct film_media *media, double na, double normal,
		  struct film_power *power)
{
	double k = film_wavenumber(stack);
	unsigned int j;

	power->reflected = creal(ray->back[0] * conj(ray->back[0]));
	power->absorbed[0] = 0.0;
	power->absorbed[stack->layers + 1] = 0.0;
	for (j = 1; j <= stack->layers; j++) {
		double loss = k * cimag(stack->index[j] * stack->index[j]) / creal(media->c[0]);
		double steep = normal * na / cabs(media->c[j]);
		struct film_square square;

		integrate(ray, media, j, k, stack->thickness_nm[j], &square);
		power->absorbed[j] = loss * ((1.0 + steep * steep) * square.alike +
					     (1.0 - steep * steep) * square.crossed);
	}
}

void film_power(const struct film_stack *stack, double na, struct film_power *s,
		struct film_power *p)
{
	unsigned int last = stack->layers + 1;
	struct film_media media;
	struct film_ray ray;
	double complex cosine;
	unsigned int j;
	double size;

	set_media(stack, na, &media);
	trace(stack->layers, media.c, media.c + 1, media.h, &ray);
	share(stack, &ray, &media, na, 0.0, s);
	size = cabs(ray.forward[last]);
	s->transmitted = size * size * creal(media.c[last]) / creal(media.c[0]);

	trace(stack->layers, media.z + 1, media.z, media.h, &ray);
	cosine = media.c[0] / stack->index[0];
	for (j = 0; j <= last; j++)
		ray.forward[j] *= cosine;
	share(stack, &ray, &media, na, 1.0, p);
	/* Along z flows re(conj(E_x) H_y) = |E_x|^2 re(1 / z). */
	size = cabs(ray.forward[last]);
	p->transmitted = size * size * creal(1.0 / media.z[last]) / creal(media.c[0]);
}
