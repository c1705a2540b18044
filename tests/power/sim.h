/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a disc in memory, a store on it, and somebody who pulls the plug
 *
 * The disc knows nothing but whole clusters: written, never written, or torn by a cut. A torn
 * one cannot be read, or reads now and then: as what was being written, or as what was there
 * before. Orders of the store are carried out in any order, one at a time. An oracle knows of
 * each block what was flushed and what came later.
 */
#ifndef TESTS_POWER_SIM_H
#define TESTS_POWER_SIM_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

#define SIM_DEPTH 6u
#define SIM_VERSIONS 24u
#define SIM_PUTS 8u

/* Pages of the caller's: those of each put, and one for small writes. */
#define SIM_PAGES ((SIM_PUTS + 1u) * STORE_SECTORS)

enum sim_state {
	SIM_BLANK,
	SIM_GOOD,
	SIM_TORN,
};

/**
 * enum sim_cut - when, in the life of an order
 * @SIM_BEFORE: not begun
 * @SIM_WITHIN: a write is torn; a read has not happened
 * @SIM_AFTER: done, but the store was not told
 */
enum sim_cut {
	SIM_BEFORE,
	SIM_WITHIN,
	SIM_AFTER,
	SIM_CUTS,
};

/**
 * struct sim_cluster - one of the disc
 * @state: enum sim_state
 * @odds: of 256 readings of a torn one so many are good
 * @bad: writes fail
 * @unreadable: sectors that are scratched
 * @data: what it reads as, if at all; NULL = zeroes
 */
struct sim_cluster {
	uint8_t state;
	uint8_t odds;
	bool bad;
	uint16_t unreadable;
	uint8_t *data;
};

/**
 * struct sim_block - what a block may read as
 * @version: of its content, oldest first; the first is the one that must not be lost;
 *	0 = zeroes
 * @stamp: when it was given to the store
 * @count: entries used
 * @damaged: the disc was harmed where it was: may be unreadable
 */
struct sim_block {
	uint32_t version[SIM_VERSIONS];
	uint32_t stamp[SIM_VERSIONS];
	uint32_t count;
	bool damaged;
};

/**
 * struct sim - all of it
 * @cut_in: orders until the next cut; 0 = none
 * @cut: how
 * @cut_writes: only those that write count
 * @fail_one_in: writes that fail, for good; 0 = none
 * @fails_left: of these, how many more
 * @tears_new: what is torn is as it was to be, for who can read it
 * @torn: the cluster that was torn last
 * @doubts: readings of torn clusters that were good
 * @reassigns_left: user clusters that may yet be said to read badly
 */
struct sim {
	struct nfod_disc_info info;
	struct sim_cluster *cluster;
	struct sim_block *block;
	uint32_t users;
	uint8_t *ram;
	uint32_t ram_pages;
	struct store *store;
	struct store_io *io[SIM_DEPTH];
	uint32_t ios;
	uint64_t seed;
	uint32_t cut_in;
	enum sim_cut cut;
	bool cut_writes;
	bool off;
	uint32_t fail_one_in;
	uint32_t fails_left;
	bool tears_new;
	uint32_t torn;
	uint64_t doubts;
	uint32_t reassigns_left;
	uint32_t clock;
	uint32_t flush_ticket;
	uint32_t flush_clock;
	bool flushing;
	uint32_t put_user[SIM_PUTS];
	bool put_busy[SIM_PUTS];
	uint64_t orders;
	uint64_t reads;
	uint64_t writes;
	uint64_t cuts[SIM_CUTS];
	uint64_t nested;
	uint64_t checked;
	uint32_t load_most;
	char trouble[200];
};

struct sim_shape {
	uint32_t zones;
	uint32_t clusters;
	uint32_t lead;
	uint32_t user;
};

void sim_new(struct sim *sim, const struct sim_shape *shape, uint64_t seed);
void sim_end(struct sim *sim);
uint32_t sim_random(struct sim *sim, uint32_t below);
bool sim_power_on(struct sim *sim);
bool sim_load(struct sim *sim);
bool sim_step(struct sim *sim);
bool sim_settle(struct sim *sim);
void sim_plug_out(struct sim *sim);

enum store_answer sim_write(struct sim *sim, uint32_t user, uint16_t dirty, bool whole);
enum store_answer sim_discard(struct sim *sim, uint32_t user);
void sim_flush(struct sim *sim);
void sim_harm(struct sim *sim, uint32_t user);

bool sim_check_user(struct sim *sim, uint32_t user, bool after_cut);
bool sim_check(struct sim *sim, bool after_cut);

#endif
