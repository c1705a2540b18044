/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * What may stand in each block of the disk. Every block that is written says
 * where it belongs and how often that place had been written before, so that a
 * block which comes back can be judged without a copy of it.
 */
#ifndef NFOD_LOAD_ORACLE_H
#define NFOD_LOAD_ORACLE_H

#include <stdbool.h>
#include <stdint.h>

#define BLOCK_BYTES 4096

/**
 * struct oracle_block - what is known of a block
 * @issued: generation that was last sent to it; 0 = never written
 * @acked: latest generation that the disk has said to have
 * @synced: latest that was on the medium for sure
 * @zeroed: latest generation that was zeroes
 */
struct oracle_block {
	uint32_t issued;
	uint32_t acked;
	uint32_t synced;
	uint32_t zeroed;
};

/**
 * struct oracle - all blocks of the disk, kept in a file between programs
 * @count: of blocks
 * @block: by number
 */
struct oracle {
	uint64_t count;
	struct oracle_block *block;
};

int oracle_open(struct oracle *oracle, const char *path, uint64_t count);

/* Contents of block @lba in generation @generation. */
void oracle_fill(void *block, uint64_t lba, uint32_t generation);

/**
 * oracle_flaw() - judge what came back
 * @synced: only what was on the medium counts: the drive has lost its memory
 *
 * Return: NULL or what is wrong with it.
 */
const char *oracle_flaw(const struct oracle *oracle, uint64_t lba, const void *block, bool synced);

/* The block has been judged and is all there is: what it could have held is lost. */
void oracle_adopt(const struct oracle *oracle, uint64_t lba, const void *block);

#endif
