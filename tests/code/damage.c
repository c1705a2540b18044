// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "damage.h"

#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"

struct damage *damage_new(uint64_t seed)
{
	struct damage *damage = calloc(1, sizeof(*damage));

	assert_non_null(damage);
	damage->code = cluster_code_new();
	assert_non_null(damage->code);
	damage->random.state = seed;
	damage->number = 12345;
	damage->control = (struct nfod_cluster_control){
		.epoch = 0x123456789aull,
		.strategy = 1,
		.write_uw = 5000,
		.serial = "NF0001",
	};
	damage_write(damage);
	return damage;
}

void damage_free(struct damage *damage)
{
	cluster_code_free(damage->code);
	free(damage);
}

int damage_set_up(void **state)
{
	*state = damage_new(1);
	return 0;
}

int damage_tear_down(void **state)
{
	damage_free(*state);
	return 0;
}

void damage_encode(struct damage *damage)
{
	const uint8_t *sector[CLUSTER_SECTORS];

	for (unsigned int i = 0; i < CLUSTER_SECTORS; i++)
		sector[i] = damage->sector[i];
	memset(damage->level, 0, sizeof(damage->level));
	memset(damage->doubt, 0, sizeof(damage->doubt));
	damage->count = NFOD_CLUSTER_CELLS;
	cluster_encode(damage->code, damage->number, &damage->control, sector, damage->level);
}

void damage_write(struct damage *damage)
{
	uint8_t *byte = damage->sector[0];

	for (unsigned int i = 0; i < sizeof(damage->sector); i += 8) {
		uint64_t word = random_next(&damage->random);

		memcpy(byte + i, &word, 8);
	}
	damage_encode(damage);
}

static uint16_t read_cells(struct damage *damage, const uint8_t *doubt)
{
	struct cluster_cells cells = {
		.level = damage->level,
		.doubt = doubt,
		.count = damage->count,
	};
	uint8_t *sector[CLUSTER_SECTORS];
	uint16_t bad;

	for (unsigned int i = 0; i < CLUSTER_SECTORS; i++)
		sector[i] = damage->read[i];
	memset(damage->read, 0xa5, sizeof(damage->read));
	bad = cluster_decode(damage->code, damage->number, &cells, sector, &damage->report);
	assert_int_equal(bad, damage->report.bad_sectors);
	for (unsigned int i = 0; i < CLUSTER_SECTORS; i++)
		if (!(bad >> i & 1))
			assert_memory_equal(damage->read[i], damage->sector[i],
					    CLUSTER_SECTOR_BYTES);
	return bad;
}

uint16_t damage_read(struct damage *damage)
{
	return read_cells(damage, NULL);
}

uint16_t damage_read_doubting(struct damage *damage)
{
	return read_cells(damage, damage->doubt);
}

uint32_t damage_frame(unsigned int frame)
{
	return NFOD_RUN_IN_CELLS + frame * NFOD_FRAME_CELLS;
}

/* Each 45 bits have a free one in front of them, and two bits have three cells. */
uint32_t damage_byte(unsigned int frame, unsigned int byte)
{
	return damage_frame(frame) + NFOD_SYNC_CELLS + (8 * byte + 8 * byte / 45 + 1) * 3 / 2;
}

unsigned int damage_cell(const struct damage *damage, uint32_t cell)
{
	return damage->level[cell / 8] >> (7 - cell % 8) & 1;
}

void damage_flip(struct damage *damage, uint32_t cell)
{
	damage->level[cell / 8] ^= (uint8_t)(0x80 >> cell % 8);
}

void damage_burst(struct damage *damage, uint32_t first, uint32_t count)
{
	for (uint32_t i = first; i < first + count; i++)
		if (random_next(&damage->random) & 1)
			damage_flip(damage, i);
}

void damage_noise(struct damage *damage, double rate)
{
	double per_cell = -log1p(-rate);
	double at = 0.0;

	for (;;) {
		at += floor(random_exponential(&damage->random) / per_cell);
		if (at >= damage->count)
			return;
		damage_flip(damage, (uint32_t)at);
		at += 1.0;
	}
}

static void set_cell(struct damage *damage, uint32_t cell, unsigned int level)
{
	if (damage_cell(damage, cell) != level)
		damage_flip(damage, cell);
}

void damage_copy(struct damage *damage, uint32_t to, const struct damage *other, uint32_t from,
		 uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		set_cell(damage, to + i, damage_cell(other, from + i));
}

/* Eight cells from any place on. */
static uint8_t eight_at(const struct damage *damage, uint32_t cell)
{
	const uint8_t *byte = damage->level + cell / 8;

	return (uint8_t)((byte[0] << 8 | byte[1]) >> (8 - cell % 8));
}

void damage_drop(struct damage *damage, uint32_t first, uint32_t count)
{
	uint32_t i = first;

	damage->count -= count;
	for (; i % 8; i++)
		set_cell(damage, i, damage_cell(damage, i + count));
	for (; i + 8 <= damage->count; i += 8)
		damage->level[i / 8] = eight_at(damage, i + count);
	for (; i < damage->count; i++)
		set_cell(damage, i, damage_cell(damage, i + count));
}

void damage_insert(struct damage *damage, uint32_t first, uint32_t count)
{
	uint32_t i;

	damage->count += count;
	assert_true(damage->count <= 8 * DAMAGE_CELL_BYTES);
	i = damage->count;
	for (; i % 8; i--)
		set_cell(damage, i - 1, damage_cell(damage, i - 1 - count));
	for (; i >= first + count + 8; i -= 8)
		damage->level[i / 8 - 1] = eight_at(damage, i - 8 - count);
	for (; i > first + count; i--)
		set_cell(damage, i - 1, damage_cell(damage, i - 1 - count));
	/* What is there too much is as the cell behind it. */
	for (; i > first; i--)
		set_cell(damage, i - 1, damage_cell(damage, first + count));
}
