/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the tracks as a grating
 *
 * Fourier modal method for one Bloch family of plane waves at a time. x is across the
 * tracks, y along them, z into the disc; fields are exp(i(kx x + ky y + kz z - wt)), wave
 * vectors in units of k0, H in units of E over the impedance of vacuum. In each slice
 * the modes fall apart into those without Ex and those without Hx, whose matrices
 *
 *	Kx Kx - [eps]			and	(Kx [eps]^-1 Kx - 1) [1/eps]^-1
 *
 * know nothing of ky (so that one eigenvalue problem serves a whole column of the
 * pupil) and take Ex, which jumps at walls, by the inverse rule (Li 1996). What is carried
 * from the substrate up is the admittance H = Y E of all that lies below; through a slice
 * by its reflection between decaying exponentials, so that nothing overflows.
 */
#ifndef NFOD_PHYSICS_GRATING_H
#define NFOD_PHYSICS_GRATING_H

#include <complex.h>

#include "physics/grating_matrix.h"
#include "physics/grating_relief.h"
#include "physics/track_pupil.h"

/* Polarisation in the pupil. */
enum grating_pol {
	POL_ACROSS,
	POL_ALONG,
	POLS
};

/**
 * struct grating_modes - modes of one slice at one kx0
 * @uniform: one permittivity all over: plane waves, none of the rest but @permittivity
 * @mu_s: eigenvalues: kz^2 = -mu - ky^2, of modes without Ex
 * @mu_p: ditto, of modes without Hx
 * @w: Ey of modes without Ex
 * @v: Ex of modes without Hx
 * @u: their Dx
 * @t: their Ey over ky / mu_p
 * @w_inverse: of @w
 * @v_inverse: of @v
 * @u_inverse: of @u
 */
struct grating_modes {
	bool uniform;
	double complex permittivity;
	double complex *mu_s;
	double complex *mu_p;
	struct matrix w;
	struct matrix v;
	struct matrix u;
	struct matrix t;
	struct matrix w_inverse;
	struct matrix v_inverse;
	struct matrix u_inverse;
};

/**
 * struct grating_pass - what a slice leaves behind for fields inside it
 * @bottom: reflection at the slice's bottom, between modes
 * @enter: (1 + reflection at its top)^-1
 */
struct grating_pass {
	struct matrix bottom;
	struct matrix enter;
};

/**
 * struct grating_jones - scattering of a family, power-normalised
 * @r: [out][in][leaving][incident], polarisations and waves of the family
 */
struct grating_jones {
	double complex r[POLS][POLS][PUPIL_ORDERS][PUPIL_ORDERS];
};

/**
 * struct grating - a disc being computed
 * @optics: the head
 * @relief: the disc
 * @n: orders kept, -n/2..n/2
 * @k0: in 1/nm
 * @kx: of the orders
 * @ky: of the family
 * @slices: from the substrate up
 * @first: the lowest slice with recording layer, or @slices
 * @marking: which ones are computed
 * @modes: [slice][marking]; slices without recording layer have only the first
 * @y: admittance of the disc by marking, 2n x 2n
 * @lattice: lambda / period
 * @gap: modes of the air gap
 * @pass: by slice, and [slices] for the air gap; only with @fields
 * @fields: fields inside are wanted (erased disc)
 * @lens: scratch admittance
 * @tip: tangential E at the lens tip for each wave of a family and polarisation
 */
struct grating {
	const struct optics *optics;
	const struct relief *relief;
	unsigned int n;
	double k0;
	double lattice;
	double *kx;
	double ky;
	unsigned int slices;
	unsigned int first;
	struct slice *slice;
	bool marking[GRATING_MARKINGS];
	struct grating_modes (*modes)[GRATING_MARKINGS];
	struct matrix y[GRATING_MARKINGS];
	bool fields;
	struct grating_modes gap;
	struct grating_pass *pass;
	struct matrix tip;
	struct matrix lens;
	struct matrix work[4];
	double complex *vector[7];
	double complex *eigen;
	double *pool;
	size_t pool_used;
};

/**
 * grating_new() - prepare a disc
 * @marking: which markings will be asked for
 * @fields: grating_kerr() will be asked for
 *
 * Return: for grating_free(), or NULL when memory is short or the effort too much.
 */
struct grating *grating_new(const struct optics *optics, const struct relief *relief,
			    const struct grating_effort *effort,
			    const bool marking[GRATING_MARKINGS], bool fields);
void grating_free(struct grating *grating);

/**
 * grating_column() - solve the slices' modes for one kx0
 *
 * Return: 0, or -1 when the solver failed.
 */
int grating_column(struct grating *grating, double kx0);

/**
 * grating_row() - admittance of the disc for one ky
 *
 * Return: 0, or -1 when a matrix has no inverse.
 */
int grating_row(struct grating *grating, double ky);

/**
 * grating_scatter() - put air gap and lens over the disc
 * @gap_nm: above the land
 *
 * Return: 0, or -1 as above.
 */
int grating_scatter(struct grating *grating, enum grating_marking marking, double gap_nm,
		    const struct pupil_family *family, struct grating_jones *jones);

/**
 * grating_kerr() - what magnetisation along z adds to the scattering of an erased disc
 * @kerr: by side of the recording layer that is magnetised, first order in q
 *
 * By reciprocity, from the fields of light and of light that comes the other way, which
 * by the tracks' symmetry are the same ones. After grating_scatter() of that gap.
 */
int grating_kerr(struct grating *grating, double gap_nm, const struct pupil_family *family,
		 struct grating_jones kerr[TRACK_SIDES]);

/* grating_modes.c */
int grating_modes_solve(struct grating *grating, const struct slice *slice,
			enum grating_marking marking, struct grating_modes *modes);
/* kz of the modes: those without Ex, then those without Hx; uniform: by order, twice. */
void grating_modes_kz(const struct grating *grating, const struct grating_modes *modes,
		      double complex *kz);
/* q = V^-1 y W: admittance seen by the modes. */
void grating_modes_enter(struct grating *grating, const struct grating_modes *modes,
			 const double complex *kz, struct matrix y, struct matrix q);
/* y = V q W^-1: and back. */
void grating_modes_leave(struct grating *grating, const struct grating_modes *modes,
			 const double complex *kz, struct matrix q, struct matrix y);
/* Amplitudes of modes from tangential E, and back; @columns of them. */
void grating_modes_amplitudes(struct grating *grating, const struct grating_modes *modes,
			      struct matrix e, struct matrix amplitude, unsigned int columns);
void grating_modes_field(struct grating *grating, const struct grating_modes *modes,
			 struct matrix amplitude, struct matrix e, unsigned int columns);

/* grating_march.c: carry the admittance through a slice, from its bottom to its top. */
int grating_march(struct grating *grating, const struct grating_modes *modes, double thickness_nm,
		  struct matrix y, struct grating_pass *pass);

#endif
