/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: Fourier sums of a turn
 *
 * Transforms of real points in single precision without a library of mathematics, for the
 * main loop.
 */
#ifndef FW_SERVO_FOURIER_H
#define FW_SERVO_FOURIER_H

#define FOURIER_MOST_BITS 9
#define FOURIER_MOST (1 << FOURIER_MOST_BITS)

/**
 * struct fourier - roots of unity and room to work in
 * @root: cos(2 pi n / FOURIER_MOST)
 * @re: points, or coefficients, of which there are half as many
 * @im: of coefficients
 */
struct fourier {
	float root[FOURIER_MOST];
	float re[FOURIER_MOST];
	float im[FOURIER_MOST / 2 + 1];
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

/*
 * X[k] = sum x[n] exp(-2 pi i n k / N), in place, of N = 2^@bits points in @re: k up to N / 2.
 * At least eight points, as below.
 */
void fourier_forward(struct fourier *fourier, unsigned int bits);

/* x[n] = the real part of sum X[k] exp(2 pi i n k / N), k less than N / 2, X[0] real: no 1/N. */
void fourier_back(struct fourier *fourier, unsigned int bits);

#endif
