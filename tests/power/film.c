// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "film.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/engine.h"

#define WHY 200

/**
 * struct film - engine and disc
 * @spoilt: clusters that are said not to take what is written
 * @symbols: read, in codewords that could be corrected
 * @wrong: of these
 */
struct film {
	struct engine engine;
	struct disc *disc;
	bool *spoilt;
	uint64_t symbols;
	uint64_t wrong;
};

static const enum engine_fidelity fidelities[] = {
	[FILM_IDEAL] = FIDELITY_IDEAL,
	[FILM_MODEL] = FIDELITY_MODEL,
	[FILM_WAVEFORM] = FIDELITY_WAVEFORM,
};

/* What is pressed comes from a file, what is recorded stays in memory. */
static struct disc *take_disc(const char *image)
{
	char why[WHY] = "";
	struct disc *pressed = disc_open(image, true, why, sizeof(why));
	struct disc *disc;

	if (!pressed) {
		fprintf(stderr, "%s\n", why);
		return NULL;
	}
	disc = disc_twin(pressed);
	disc_close(pressed);
	return disc;
}

struct film *film_new(const char *image, enum film_fidelity fidelity, uint64_t seed)
{
	struct film *film = calloc(1, sizeof(*film));

	if (!film || engine_init(&film->engine))
		return NULL;
	film->disc = take_disc(image);
	if (!film->disc)
		return NULL;
	film->spoilt = calloc(disc_info(film->disc)->clusters, sizeof(*film->spoilt));
	if (!film->spoilt)
		return NULL;
	film->engine.fidelity = fidelities[fidelity];
	film->engine.random.state = seed;
	engine_take_disc(&film->engine, film->disc);
	return film;
}

void film_end(struct film *film)
{
	engine_exit(&film->engine);
	disc_close(film->disc);
	free(film->spoilt);
	free(film);
}

const struct nfod_disc_info *film_info(const struct film *film)
{
	return disc_info(film->disc);
}

void film_plug(struct film *film, volatile struct nfod_frontend *fe, void *buffer, uint32_t pages)
{
	film->engine.fe = fe;
	film->engine.buffer = buffer;
	film->engine.pages = pages;
}

void film_doorbell(struct film *film, uint64_t now)
{
	engine_doorbell(&film->engine, now);
}

void film_spoil(struct film *film, uint32_t cluster)
{
	film->spoilt[cluster] = true;
}

void film_scratch(struct film *film, uint32_t first, uint32_t count)
{
	for (uint32_t n = 0; n < count; n++)
		for (unsigned int sector = 0; sector < NFOD_CLUSTER_BLOCKS; sector++)
			engine_harm(&film->engine, first + n, sector);
}

void film_heal(struct film *film)
{
	engine_heal(&film->engine);
}

void film_laser(struct film *film, double part)
{
	film->engine.laser_off = part - 1;
}

double film_errors(struct film *film)
{
	double rate = film->symbols ? (double)film->wrong / (double)film->symbols : 0;

	film->symbols = 0;
	film->wrong = 0;
	return rate;
}

/* It may be readable all the same: that is known later than that it was not good. */
static void judge(struct film *film)
{
	volatile struct nfod_frontend *fe = film->engine.fe;
	volatile struct nfod_fe_desc *desc = &fe->desc[(fe->consumed - 1) % NFOD_FE_DESCS];

	if (desc->op == NFOD_FE_READ) {
		film->symbols += desc->report.symbols;
		film->wrong += desc->report.wrong;
	}
	if (desc->op == NFOD_FE_WRITE && film->spoilt[desc->cluster])
		desc->result = NFOD_FE_WRITE_FAILED;
}

void film_run(struct film *film, uint64_t now)
{
	while (engine_run(&film->engine, now))
		judge(film);
}

uint64_t film_deadline(const struct film *film)
{
	return engine_deadline(&film->engine);
}

uint64_t film_began(const struct film *film)
{
	return film->engine.busy ? film->engine.started : 0;
}

void film_cut(struct film *film, uint64_t now, bool hold_up)
{
	engine_power_cut(&film->engine, now, hold_up);
}
