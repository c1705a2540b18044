// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Pupil quadrants under a tilted lens. The model tilts the lens; here, too, the disc is
 * tilted under an upright one, in another way altogether: by the waves in the gap, that
 * meet a turned mirror, and by differences instead of slopes.
 */
#include "physics/focus.h"
#include "physics/gauss.h"
#include "physics/spot.h"
#include "spot_discs.h"

#define MRAD 1e-3

static void tilt(const struct film_stack *stack, double gap_nm, double x_mrad, double y_mrad,
		 double ges[SPOT_QUADRANTS])
{
	spot_tilt(&reference, stack, gap_nm, RECORDING, x_mrad, y_mrad, ges);
}

/* ---- the disc tilted instead ---- */

struct vector {
	double complex x, y, z;
};

/* Polarisations of a plane wave: across the plane of incidence, and in it. */
struct basis {
	struct vector s, p;
	double complex kz;
};

/**
 * struct oracle - an upright lens over a tilted disc
 * @depth_nm: focus below the tip
 * @tilt: of the disc, about x and y
 * @disc: what is behind the gap, with the gap as half-space
 */
struct oracle {
	const struct optics *optics;
	double gap_nm;
	double depth_nm;
	double tilt[2];
	struct film_stack disc;
};

static struct vector add(struct vector a, double complex factor, struct vector b)
{
	return (struct vector){ a.x + factor * b.x, a.y + factor * b.y, a.z + factor * b.z };
}

static double complex dot(struct vector a, struct vector b)
{
	return a.x * b.x + a.y * b.y + a.z * b.z;
}

static struct vector turn(const double tilt[2], struct vector e)
{
	return (struct vector){ tilt[1] * e.z, -tilt[0] * e.z, tilt[0] * e.y - tilt[1] * e.x };
}

static struct basis basis_of(double kx, double ky, double index, double way)
{
	double na = hypot(kx, ky), c = kx / na, s = ky / na;
	double square = index * index - na * na;
	double complex kz = square > 0 ? sqrt(square) : I * sqrt(-square);

	return (struct basis){ .s = { -s, c, 0 },
			       .p = { kz / index * c, kz / index * s, way * na / index },
			       .kz = kz };
}

static void mirror(const struct oracle *oracle, double kx, double ky, double complex kz,
		   double complex *s, double complex *p)
{
	double na = hypot(kx, ky);
	double k0 = 2 * M_PI / oracle->optics->wavelength_nm;
	double complex back = cexp(2 * I * k0 * kz * oracle->gap_nm);
	struct film_waves r;

	film_behind(&oracle->disc, 1, &na, 1, &r);
	*s = lane_of(&r.s, 0) * back;
	*p = lane_of(&r.p, 0) * back;
}

static void face(double index, const struct basis *lens, const struct basis *air, double complex *s,
		 double complex *p)
{
	*s = (lens->kz - air->kz) / (lens->kz + air->kz);
	*p = (index * index * air->kz - lens->kz) / (index * index * air->kz + lens->kz);
}

/* Amplitude of the incident beam at the pupil's point. */
static double complex beam(const struct oracle *oracle, double complex kz)
{
	double k0 = 2 * M_PI / oracle->optics->wavelength_nm;

	return cexp(-I * k0 * kz * oracle->depth_nm) / csqrt(kz);
}

/* Going down in the gap, all of it that goes back and forth taken together. */
static struct vector down(const struct oracle *oracle, double kx, double ky)
{
	double index = oracle->optics->index, na = hypot(kx, ky);
	struct basis lens = basis_of(kx, ky, index, -1), air = basis_of(kx, ky, 1, -1);
	double complex s, p, fs, fp, wave = beam(oracle, lens.kz);
	struct vector zero = { 0, 0, 0 };

	mirror(oracle, kx, ky, air.kz, &s, &p);
	face(index, &lens, &air, &fs, &fp);
	return add(add(zero, -ky / na * wave * (1 + fs) / (1 + fs * s), air.s),
		   kx / na * wave * lens.kz / index * (1 + fp) / (1 + fp * p) / air.kz, air.p);
}

/* What an upright disc makes of @e. */
static struct vector disc(const struct oracle *oracle, double kx, double ky, struct vector e)
{
	struct basis air = basis_of(kx, ky, 1, -1), up = basis_of(kx, ky, 1, 1);
	double complex s, p;
	struct vector zero = { 0, 0, 0 };

	mirror(oracle, kx, ky, air.kz, &s, &p);
	return add(add(zero, s * dot(air.s, e), air.s), p * dot(air.p, e), up.p);
}

static struct vector down_flow(const struct oracle *oracle, double kx, double ky)
{
	struct vector zero = { 0, 0, 0 };

	return add(zero, basis_of(kx, ky, 1, -1).kz, down(oracle, kx, ky));
}

static struct vector up_flow(const struct oracle *oracle, double kx, double ky)
{
	struct vector zero = { 0, 0, 0 };

	return add(zero, basis_of(kx, ky, 1, 1).kz, disc(oracle, kx, ky, down(oracle, kx, ky)));
}

/* Change per unit of the disc's tilt as the wave moves by m = (tilt y, -tilt x). */
static struct vector moved(const struct oracle *oracle, double kx, double ky,
			   struct vector (*field)(const struct oracle *, double, double))
{
	static const double factor[] = { 1.0 / 12, -8.0 / 12, 8.0 / 12, -1.0 / 12 };
	static const int steps[] = { -2, -1, 1, 2 };
	double step = fmin(1e-4, fabs(hypot(kx, ky) - 1) / 20);
	struct vector sum = { 0, 0, 0 };
	unsigned int i;

	for (i = 0; i < 4; i++)
		sum = add(sum, factor[i] / step,
			  field(oracle, kx + oracle->tilt[1] * steps[i] * step,
				ky - oracle->tilt[0] * steps[i] * step));
	return sum;
}

/* Crossed field in the pupil: untilted, and its change. */
static void crossed(const struct oracle *oracle, double kx, double ky, double complex *still,
		    double complex *change)
{
	double index = oracle->optics->index, na = hypot(kx, ky), c = kx / na, s = ky / na;
	struct basis lens = basis_of(kx, ky, index, 1), air = basis_of(kx, ky, 1, 1);
	struct vector going = down(oracle, kx, ky), before, after;
	double complex rs, rp, fs, fp, root = csqrt(lens.kz), s_out, p_out, wave;

	mirror(oracle, kx, ky, air.kz, &rs, &rp);
	face(index, &lens, &air, &fs, &fp);
	before = add(turn(oracle->tilt, going), -1, moved(oracle, kx, ky, down_flow));
	after = add(turn(oracle->tilt, disc(oracle, kx, ky, going)), 1,
		    moved(oracle, kx, ky, up_flow));
	after = add(after, -1, disc(oracle, kx, ky, before));
	s_out = dot(air.s, after) * (1 - fs) / (1 + fs * rs);
	p_out = dot(air.p, after) * air.kz * (1 - fp) / (1 + fp * rp) / (lens.kz / index);
	*change = root * (p_out * s + s_out * c);
	wave = beam(oracle, lens.kz) * root;
	*still = wave * s * c * ((fp + rp) / (1 + fp * rp) - (fs + rs) / (1 + fs * rs));
}

#define RINGS 40
#define SPOKES 16

/* Relative change of the first quadrant's crossed power per unit tilt. */
static double quadrant_slope(const struct oracle *oracle)
{
	double radius[RINGS], ring[RINGS], azimuth[SPOKES], spoke[SPOKES];
	double cut = fmin(1, oracle->optics->na), power = 0, slope = 0;
	double complex still, change;
	unsigned int zone, i, j;

	gauss_legendre(RINGS, radius, ring);
	gauss_legendre(SPOKES, azimuth, spoke);
	for (zone = 0; zone < (oracle->optics->na > 1 ? 2 : 1); zone++)
		for (i = 0; i < RINGS; i++) {
			double lower = zone ? cut : 0, upper = zone ? oracle->optics->na : cut;
			double u = M_PI * (1 + radius[i]) / 4;
			double na = lower + (upper - lower) * sin(u) * sin(u);
			double weight = na * ring[i] * (upper - lower) * sin(2 * u);

			for (j = 0; j < SPOKES; j++) {
				double a = M_PI * (1 + azimuth[j]) / 4;

				crossed(oracle, na * cos(a), na * sin(a), &still, &change);
				power += weight * spoke[j] * size2(still);
				slope += weight * spoke[j] * 2 * creal(change * conj(still));
			}
		}
	return slope / power;
}

static void agrees_with_a_tilted_disc(const struct optics *optics, double film_nm, double gap_nm)
{
	struct film_stack stack = phase_change(film_nm, CRYSTALLINE);
	struct oracle oracle = { .optics = optics, .gap_nm = gap_nm, .disc = stack };
	double ges[SPOT_QUADRANTS], still;
	struct focus focus;

	stack.thickness_nm[1] = gap_nm;
	focus_make(&focus, optics, &stack, RECORDING, RADIAL_ORDER);
	oracle.depth_nm = focus.depth_nm;
	spot_tilt(optics, &stack, gap_nm, RECORDING, 0, 0, ges);
	still = ges[0];
	/* A lens tilted one way is a disc tilted the other way. */
	oracle.tilt[0] = -1;
	spot_tilt(optics, &stack, gap_nm, RECORDING, 1, 0, ges);
	assert_near((ges[0] / still - 1) / MRAD, quadrant_slope(&oracle), 2e-3);
	oracle.tilt[0] = 0;
	oracle.tilt[1] = -1;
	spot_tilt(optics, &stack, gap_nm, RECORDING, 0, 1, ges);
	assert_near((ges[0] / still - 1) / MRAD, quadrant_slope(&oracle), 2e-3);
}

static void tilting_the_disc_is_the_same(void **state)
{
	struct optics low = reference;

	(void)state;
	low.na = 0.9;
	agrees_with_a_tilted_disc(&low, LAND_NM, 50);
	agrees_with_a_tilted_disc(&low, GROOVE_NM, 300);
	agrees_with_a_tilted_disc(&reference, LAND_NM, 25);
	agrees_with_a_tilted_disc(&reference, GROOVE_NM, 25);
	agrees_with_a_tilted_disc(&reference, LAND_NM, 80);
}

/* ---- laws ---- */

/* With nothing to be tilted against, tilt is nothing: turn and face cancel. */
static void tilt_in_air_is_nothing(void **state)
{
	struct film_stack air = bare(LENS, 1, 1);
	double ges[SPOT_QUADRANTS];
	unsigned int i;

	(void)state;
	spot_tilt(&reference, &air, 25, 2, 500, -300, ges);
	for (i = 0; i < SPOT_QUADRANTS; i++)
		assert_near(ges[i], 1, 1e-9);
}

static void upright_quadrants_are_the_whole(void **state)
{
	struct film_stack stack = phase_change(GROOVE_NM, CRYSTALLINE);
	double ges[SPOT_QUADRANTS], gap = 25;
	struct gap_point point;
	unsigned int i;

	(void)state;
	spot_gap_curve(&reference, &stack, &gap, 1, &point);
	tilt(&stack, gap, 0, 0, ges);
	for (i = 0; i < SPOT_QUADRANTS; i++)
		assert_near(ges[i], point.ges, 1e-15);
	tilt(&stack, gap, 0.7, -1.1, ges);
	assert_near((ges[0] + ges[1] + ges[2] + ges[3]) / 4, point.ges, 1e-14);
}

static void tilt_has_a_sign_and_an_axis(void **state)
{
	struct film_stack stack = phase_change(LAND_NM, CRYSTALLINE);
	double there[SPOT_QUADRANTS], back[SPOT_QUADRANTS], twice[SPOT_QUADRANTS];
	double y[SPOT_QUADRANTS], both[SPOT_QUADRANTS], still[SPOT_QUADRANTS];
	unsigned int i;

	(void)state;
	tilt(&stack, 25, 0, 0, still);
	tilt(&stack, 25, 1, 0, there);
	tilt(&stack, 25, -1, 0, back);
	tilt(&stack, 25, 2, 0, twice);
	tilt(&stack, 25, 0, 1, y);
	tilt(&stack, 25, 1, 1, both);
	for (i = 0; i < SPOT_QUADRANTS; i++) {
		assert_near(there[i] + back[i], 2 * still[i], 1e-14);
		assert_near(twice[i] - still[i], 2 * (there[i] - still[i]), 1e-14);
		assert_near(both[i] - still[i], there[i] + y[i] - 2 * still[i], 1e-14);
	}
	/* About x: +y against -y; about y: +x against -x. */
	assert_near(there[0], there[1], 1e-15);
	assert_near(there[2], there[3], 1e-15);
	assert_near(y[0], y[3], 1e-15);
	assert_near(y[1], y[2], 1e-15);
	assert_true(fabs(there[0] - there[3]) > 1e-4);
}

/*
 * The beam is focused behind the tip, so that light of the pupil's +y half meets the tip
 * on its -y side. A lens whose +y side is near the disc has a wider gap there: more signal.
 */
static void the_pupil_sees_the_wedge_upside_down(void **state)
{
	struct film_stack stack = phase_change(LAND_NM, CRYSTALLINE);
	double ges[SPOT_QUADRANTS];

	(void)state;
	tilt(&stack, 25, 1, 0, ges);
	assert_true(ges[0] > ges[3] && ges[1] > ges[2]);
	assert_near((ges[0] - ges[3]) / (ges[0] + ges[3]), 4.8e-3, 5e-5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tilting_the_disc_is_the_same),
		cmocka_unit_test(tilt_in_air_is_nothing),
		cmocka_unit_test(upright_quadrants_are_the_whole),
		cmocka_unit_test(tilt_has_a_sign_and_an_axis),
		cmocka_unit_test(the_pupil_sees_the_wedge_upside_down),
	};

	return cmocka_run_group_tests_name("tilt", tests, NULL, NULL);
}
