// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "cases.h"

#define GAIN 0.10
#define DETUNE 0.06

static void gain(struct nfod_figures *plant, double by)
{
	plant->gap_mm_per_v *= (float)by;
	plant->track_mm_per_v *= (float)by;
}

static void detune(struct nfod_figures *plant, double by)
{
	plant->gap_mode_hz *= (float)by;
	plant->track_mode_hz *= (float)by;
}

static void strong(struct nfod_figures *plant)
{
	gain(plant, 1.0 + GAIN);
}

static void weak(struct nfod_figures *plant)
{
	gain(plant, 1.0 - GAIN);
}

static void stiff(struct nfod_figures *plant)
{
	detune(plant, 1.0 + DETUNE);
}

static void soft(struct nfod_figures *plant)
{
	detune(plant, 1.0 - DETUNE);
}

static void strong_and_soft(struct nfod_figures *plant)
{
	strong(plant);
	soft(plant);
}

/* The reference drive's limit for the head as mounted, about both axes. */
static void askew(struct nfod_figures *plant)
{
	plant->tilt_static_radial_mrad = 0.5f;
	plant->tilt_static_tangential_mrad = 0.5f;
}

static void aged(struct nfod_figures *plant)
{
	plant->laser_life = 0.5f;
}

/* 1e-4 g2/Hz from 10 to 500 Hz is 0.22 g rms: a lorry's loading floor. */
static void shake(struct plant *plant)
{
	plant_vibrate(plant, 1e-4);
}

const struct bench_case bench_cases[] = {
	{ "nominal", "reference drive and disc at 2x", "pc-reference", 0, NULL, NULL },
	{ "gain+10", "actuators 10 % stronger", "pc-reference", 0, strong, NULL },
	{ "gain-10", "actuators 10 % weaker", "pc-reference", 0, weak, NULL },
	{ "mode+6", "parasitic modes 6 % higher", "pc-reference", 0, stiff, NULL },
	{ "mode-6", "parasitic modes 6 % lower", "pc-reference", 0, soft, NULL },
	{ "corner", "gain +10 %, modes -6 %", "pc-reference", 0, strong_and_soft, NULL },
	{ "runout-40", "axial run-out of 40 um", "runout-40", 0, NULL, NULL },
	{ "warped", "disc warped to 55 um", "runout-55", 0, NULL, NULL },
	{ "tilt", "head mounted 0.5 mrad askew about both axes", "pc-reference", 0, askew, NULL },
	{ "laser", "half of the light has aged away", "pc-reference", 0, aged, NULL },
	{ "vibration", "0.22 g rms from 10 to 500 Hz", "pc-reference", 0, NULL, shake },
	{ "600rpm", "600 rpm", "pc-reference", 600, NULL, NULL },
	{ "1122rpm", "1122 rpm, 1x", "pc-reference", 1122, NULL, NULL },
	{ "3000rpm", "3000 rpm", "pc-reference", 3000, NULL, NULL },
};

const size_t bench_case_count = sizeof(bench_cases) / sizeof(bench_cases[0]);
