/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* A cluster of random data, and what may happen to its cells. */
#ifndef NFOD_TESTS_CODE_DAMAGE_H
#define NFOD_TESTS_CODE_DAMAGE_H

#include "engine/code/cluster_code.h"
#include "lib/random.h"

#define DAMAGE_CELL_BYTES (NFOD_CLUSTER_CELL_BYTES + 1024u)

/**
 * struct damage - a cluster that was written and what is read of it
 * @code: working memory
 * @random: of data and damage
 * @number: of the cluster
 * @control: written with it
 * @sector: data
 * @read: what came back, of which sectors that are bad have not been touched
 * @level: cells; damage is done to these
 * @doubt: doubtful cells, used by damage_read_doubting()
 * @count: of cells
 * @report: of reading
 */
struct damage {
	struct cluster_code *code;
	struct random random;
	uint32_t number;
	struct nfod_cluster_control control;
	uint8_t sector[CLUSTER_SECTORS][CLUSTER_SECTOR_BYTES];
	uint8_t read[CLUSTER_SECTORS][CLUSTER_SECTOR_BYTES];
	uint8_t level[DAMAGE_CELL_BYTES];
	uint8_t doubt[DAMAGE_CELL_BYTES];
	uint32_t count;
	struct cluster_report report;
};

struct damage *damage_new(uint64_t seed);
/* The same as a fixture: a test's state is a new one. */
int damage_set_up(void **state);
int damage_tear_down(void **state);
#define DAMAGE_TEST(test) cmocka_unit_test_setup_teardown(test, damage_set_up, damage_tear_down)

void damage_free(struct damage *damage);

/* New data, encoded. */
void damage_write(struct damage *damage);
/* The same data, encoded anew. */
void damage_encode(struct damage *damage);

/*
 * Decode. Return: sectors that are bad; the test fails if a sector is called good and is not
 * what was written.
 */
uint16_t damage_read(struct damage *damage);
uint16_t damage_read_doubting(struct damage *damage);

/* First cell of a frame's sync. */
uint32_t damage_frame(unsigned int frame);

/* First cell of one of its bytes, give or take two. */
uint32_t damage_byte(unsigned int frame, unsigned int byte);

unsigned int damage_cell(const struct damage *damage, uint32_t cell);
void damage_flip(struct damage *damage, uint32_t cell);
/* Cells become random. */
void damage_burst(struct damage *damage, uint32_t first, uint32_t count);
/* Cells become those of another place. */
void damage_copy(struct damage *damage, uint32_t to, const struct damage *other, uint32_t from,
		 uint32_t count);
/* Flip every cell with that probability. */
void damage_noise(struct damage *damage, double rate);
/* The clock loses or gains cells at a place. */
void damage_drop(struct damage *damage, uint32_t first, uint32_t count);
void damage_insert(struct damage *damage, uint32_t first, uint32_t count);

#endif
