/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the twin's channel engine on a pressed disc, whose film is in memory
 *
 * Firmware and engine both have words of their own for discs, so neither sees the other.
 */
#ifndef TESTS_POWER_FILM_H
#define TESTS_POWER_FILM_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/format.h"
#include "nfod/frontend.h"

enum film_fidelity {
	FILM_IDEAL,
	FILM_MODEL,
	FILM_WAVEFORM,
};

struct film;

struct film *film_new(const char *image, enum film_fidelity fidelity, uint64_t seed);
void film_end(struct film *film);
const struct nfod_disc_info *film_info(const struct film *film);

/* The supply has come, with these registers and this buffer RAM. */
void film_plug(struct film *film, volatile struct nfod_frontend *fe, void *buffer, uint32_t pages);
void film_doorbell(struct film *film, uint64_t now);
void film_run(struct film *film, uint64_t now);
uint64_t film_deadline(const struct film *film);
/* When the engine began with what it works on; 0 = it rests. */
uint64_t film_began(const struct film *film);
/* From now on the cluster is said not to take what is written. */
void film_spoil(struct film *film, uint32_t cluster);
/* From now on nothing that is in these clusters can be read; until film_heal(). */
void film_scratch(struct film *film, uint32_t first, uint32_t count);
void film_heal(struct film *film);
/* The laser gives so many times what is ordered. */
void film_laser(struct film *film, double part);
/* Part of the symbols that were wrong in what was read since this was last asked. */
double film_errors(struct film *film);
/* The supply goes; @hold_up: after the cluster under the head. */
void film_cut(struct film *film, uint64_t now, bool hold_up);

#endif
