/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Systematic Reed-Solomon codes over GF(256), roots alpha^0 up. Codewords lie side by side:
 * row k holds symbol k of all of them, so that one instruction works on many.
 */
#ifndef NFOD_ENGINE_CODE_REED_SOLOMON_H
#define NFOD_ENGINE_CODE_REED_SOLOMON_H

#include <stdint.h>

#define RS_PARITY_MOST 32u
/* Codewords side by side are a multiple of this. */
#define RS_LANES 32u

/**
 * struct rs_code - a code of any length
 * @parity: check symbols, 1..RS_PARITY_MOST
 * @generator: polynomial, without its leading 1: coefficient of x^0 first
 */
struct rs_code {
	unsigned int parity;
	uint8_t generator[RS_PARITY_MOST];
};

/**
 * struct rs_correction - what to do to a codeword
 * @count: symbols to change
 * @position: of each, 0 = the first of the codeword
 * @value: to be added to it; may be 0 where an erased symbol was right
 */
struct rs_correction {
	unsigned int count;
	uint8_t position[RS_PARITY_MOST];
	uint8_t value[RS_PARITY_MOST];
};

void rs_init(struct rs_code *code, unsigned int parity);

/**
 * rs_encode() - check symbols of codewords side by side
 * @row: @rows rows of @lanes symbols each
 * @lanes: codewords, a multiple of RS_LANES
 * @check: filled, code->parity rows
 */
void rs_encode(const struct rs_code *code, const uint8_t *row, unsigned int rows,
	       unsigned int lanes, uint8_t *check);

/* The same without the instructions that not every processor has. */
void rs_encode_plain(const struct rs_code *code, const uint8_t *row, unsigned int rows,
		     unsigned int lanes, uint8_t *check);

/**
 * rs_syndromes() - of one codeword, from its remainder
 * @remainder: check symbols as encoded anew, plus (exclusive or) those received
 * @stride: from one to the next
 * @syndrome: filled, code->parity
 */
void rs_syndromes(const struct rs_code *code, const uint8_t *remainder, unsigned int stride,
		  uint8_t *syndrome);

/**
 * rs_solve() - find errors and fill erasures
 * @syndrome: code->parity of them
 * @length: of the codeword, up to 255
 * @erasure: positions of erased symbols
 * @erasures: how many, up to code->parity
 * @correction: filled
 *
 * Return: 0, or -1 when there is no codeword with so many erasures and no more than
 * (parity - erasures) / 2 errors.
 */
int rs_solve(const struct rs_code *code, const uint8_t *syndrome, unsigned int length,
	     const uint8_t *erasure, unsigned int erasures, struct rs_correction *correction);

/* The same without the instructions that not every processor has. */
int rs_solve_plain(const struct rs_code *code, const uint8_t *syndrome, unsigned int length,
		   const uint8_t *erasure, unsigned int erasures, struct rs_correction *correction);

#endif
