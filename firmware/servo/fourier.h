/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: Fourier sums of a turn
 *
 * A radix-2 transform in single precision without a library of mathematics, for the main
 * loop: some 60 us of a Cortex-M7 for 512 points.
 */
#ifndef FW_SERVO_FOURIER_H
#define FW_SERVO_FOURIER_H

#define FOURIER_MOST_BITS 9
#define FOURIER_MOST (1 << FOURIER_MOST_BITS)

/**
 * struct fourier - roots of unity and room to work in
 * @root: cos(2 pi n / FOURIER_MOST)
 * @re: points, in and out
 * @im: ditto
 */
struct fourier {
	float root[FOURIER_MOST];
	float re[FOURIER_MOST];
	float im[FOURIER_MOST];
};

/**
 * struct phasor - a complex number
 */
struct phasor {
	float re;
	float im;
};

static inline struct phasor phasor_times(struct phasor a, struct phasor b)
{
	return (struct phasor){ a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re };
}

static inline struct phasor phasor_scaled(struct phasor a, float by)
{
	return (struct phasor){ a.re * by, a.im * by };
}

static inline float phasor_square(struct phasor a)
{
	return a.re * a.re + a.im * a.im;
}

static inline struct phasor phasor_inverse(struct phasor a)
{
	float square = phasor_square(a);

	return (struct phasor){ a.re / square, -a.im / square };
}

void fourier_init(struct fourier *fourier);

/* X[k] = sum x[n] exp(-2 pi i n k / 2^bits), in place, on the first 2^bits points. */
void fourier_forward(struct fourier *fourier, unsigned int bits);

/* x[n] = sum X[k] exp(2 pi i n k / 2^bits): no 1/N. */
void fourier_back(struct fourier *fourier, unsigned int bits);

#endif
