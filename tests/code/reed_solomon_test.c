// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The codes against libfec, frozen numbers and their own limits. */
#include <stdbool.h>
#include <string.h>

#include <fec.h>

#include "cmocka_all.h"
#include "engine/code/galois.h"
#include "engine/code/reed_solomon.h"
#include "lib/random.h"

#define PARITY 32u
#define MOST 255u

struct shape {
	unsigned int length;
	unsigned int parity;
};

/* The cluster's two, the longest one, small ones. */
static const struct shape shapes[] = {
	{ 248, 32 }, { 62, 32 }, { 255, 32 }, { 40, 10 }, { 20, 7 }, { 3, 1 },
};
#define SHAPES (sizeof(shapes) / sizeof(shapes[0]))

static void fill(struct random *random, uint8_t *byte, size_t count)
{
	while (count--)
		*byte++ = (uint8_t)random_next(random);
}

static void hello_world_has_its_check_symbols(void **state)
{
	static const char text[] = "hello world";
	static const uint8_t want[] = { 0xed, 0x25, 0x54, 0xc4, 0xfd, 0xfd, 0x89, 0xf3, 0xa8, 0xaa };
	uint8_t row[sizeof(text) - 1][RS_LANES] = { 0 };
	uint8_t check[sizeof(want)][RS_LANES];
	struct rs_code code;

	(void)state;
	rs_init(&code, sizeof(want));
	for (unsigned int i = 0; i < sizeof(row) / RS_LANES; i++)
		row[i][5] = (uint8_t)text[i];
	rs_encode(&code, row[0], sizeof(row) / RS_LANES, RS_LANES, check[0]);
	for (unsigned int i = 0; i < sizeof(want); i++) {
		assert_int_equal(check[i][5], want[i]);
		assert_int_equal(check[i][4], 0);
	}
}

/* Both ways of encoding, in every lane. */
static void encodes_as_libfec(void **state)
{
	static uint8_t row[MOST][2 * RS_LANES], check[PARITY][2 * RS_LANES];
	static uint8_t plain[PARITY][2 * RS_LANES];
	struct random random = { 1 };

	(void)state;
	for (unsigned int s = 0; s < SHAPES; s++) {
		unsigned int parity = shapes[s].parity, rows = shapes[s].length - parity;
		void *oracle =
			init_rs_char(8, 0x11d, 0, 1, (int)parity, (int)(MOST - shapes[s].length));
		struct rs_code code;

		assert_non_null(oracle);
		rs_init(&code, parity);
		fill(&random, row[0], sizeof(row));
		rs_encode(&code, row[0], rows, 2 * RS_LANES, check[0]);
		rs_encode_plain(&code, row[0], rows, 2 * RS_LANES, plain[0]);
		assert_memory_equal(check, plain, parity * 2 * RS_LANES);
		for (unsigned int lane = 0; lane < 2 * RS_LANES; lane++) {
			uint8_t data[MOST], want[PARITY];

			for (unsigned int k = 0; k < rows; k++)
				data[k] = row[k][lane];
			encode_rs_char(oracle, data, want);
			for (unsigned int j = 0; j < parity; j++)
				assert_int_equal(check[j][lane], want[j]);
		}
		free_rs_char(oracle);
	}
}

/**
 * struct trial - a codeword that was damaged
 */
struct trial {
	struct rs_code code;
	unsigned int length;
	uint8_t sent[MOST];
	uint8_t received[MOST];
	uint8_t erasure[PARITY];
	unsigned int erasures;
};

static void encode_one(const struct trial *trial, uint8_t *word)
{
	uint8_t row[MOST][RS_LANES] = { 0 }, check[PARITY][RS_LANES];
	unsigned int rows = trial->length - trial->code.parity;

	for (unsigned int k = 0; k < rows; k++)
		row[k][0] = word[k];
	rs_encode(&trial->code, row[0], rows, RS_LANES, check[0]);
	for (unsigned int j = 0; j < trial->code.parity; j++)
		word[rows + j] = check[j][0];
}

static void start(struct trial *trial, struct random *random, const struct shape *shape)
{
	rs_init(&trial->code, shape->parity);
	trial->length = shape->length;
	trial->erasures = 0;
	fill(random, trial->sent, trial->length);
	encode_one(trial, trial->sent);
	memcpy(trial->received, trial->sent, MOST);
}

/* Wrong symbols, then erased ones, which are wrong or not, all in different places. */
static void spoil(struct trial *trial, struct random *random, unsigned int errors,
		  unsigned int erasures)
{
	bool used[MOST] = { false };

	for (unsigned int i = 0; i < errors + erasures;) {
		unsigned int at = random_below(random, trial->length);

		if (used[at])
			continue;
		used[at] = true;
		if (i < errors) {
			trial->received[at] ^= (uint8_t)(1 + random_below(random, 255));
		} else {
			trial->received[at] = (uint8_t)random_next(random);
			trial->erasure[trial->erasures++] = (uint8_t)at;
		}
		i++;
	}
}

static void apply(uint8_t *word, const struct rs_correction *correction)
{
	for (unsigned int i = 0; i < correction->count; i++)
		word[correction->position[i]] ^= correction->value[i];
}

/* Both ways. */
static int solve(struct trial *trial, struct rs_correction *correction)
{
	uint8_t syndrome[PARITY], again[MOST], remainder[PARITY];
	unsigned int rows = trial->length - trial->code.parity;
	struct rs_correction plain;
	int result;

	memcpy(again, trial->received, MOST);
	encode_one(trial, again);
	for (unsigned int j = 0; j < trial->code.parity; j++)
		remainder[j] = again[rows + j] ^ trial->received[rows + j];
	rs_syndromes(&trial->code, remainder, 1, syndrome);
	result = rs_solve(&trial->code, syndrome, trial->length, trial->erasure, trial->erasures,
			  correction);
	assert_int_equal(rs_solve_plain(&trial->code, syndrome, trial->length, trial->erasure,
					trial->erasures, &plain),
			 result);
	if (!result) {
		uint8_t fixed[MOST] = { 0 }, also_fixed[MOST] = { 0 };

		apply(fixed, correction);
		apply(also_fixed, &plain);
		assert_memory_equal(fixed, also_fixed, MOST);
	}
	return result;
}

/* Every mix of errors and erasures up to the limit. */
static void corrects_up_to_capacity(void **state)
{
	struct random random = { 2 };
	struct trial trial;

	(void)state;
	for (unsigned int s = 0; s < SHAPES; s++) {
		unsigned int parity = shapes[s].parity;

		for (unsigned int erasures = 0; erasures <= parity; erasures++) {
			for (unsigned int errors = 0; 2 * errors + erasures <= parity; errors++) {
				struct rs_correction correction;

				if (errors + erasures > shapes[s].length)
					continue;
				start(&trial, &random, &shapes[s]);
				spoil(&trial, &random, errors, erasures);
				assert_int_equal(solve(&trial, &correction), 0);
				apply(trial.received, &correction);
				assert_memory_equal(trial.received, trial.sent, trial.length);
			}
		}
	}
}

/*
 * libfec also takes corrections in front of a shortened code's first symbol, and one error more
 * than the check symbols allow: such a word is none, or too far from what was received.
 */
static bool is_within_reach(const struct trial *trial, const uint8_t *word)
{
	unsigned int rows = trial->length - trial->code.parity, errors = 0;
	uint8_t again[MOST];

	memcpy(again, word, MOST);
	encode_one(trial, again);
	if (memcmp(again + rows, word + rows, trial->code.parity))
		return false;
	for (unsigned int i = 0; i < trial->length; i++)
		if (!memchr(trial->erasure, (int)i, trial->erasures))
			errors += word[i] != trial->received[i];
	return 2 * errors + trial->erasures <= trial->code.parity;
}

/* What libfec makes of it, this makes of it, right or wrong. */
static void agrees_with_libfec_beyond_capacity(void **state)
{
	struct random random = { 3 };
	unsigned int failed = 0, wrong = 0;

	(void)state;
	for (unsigned int i = 0; i < 20000; i++) {
		const struct shape *shape = &shapes[i % 2];
		unsigned int erasures = random_below(&random, 33);
		unsigned int errors = (32 - erasures) / 2 + random_below(&random, 4);
		void *oracle = init_rs_char(8, 0x11d, 0, 1, (int)shape->parity,
					    (int)(MOST - shape->length));
		struct rs_correction correction;
		uint8_t word[MOST];
		int places[MOST], want;
		struct trial trial;

		start(&trial, &random, shape);
		spoil(&trial, &random, errors, erasures);
		memcpy(word, trial.received, MOST);
		for (unsigned int j = 0; j < erasures; j++)
			places[j] = trial.erasure[j];
		want = decode_rs_char(oracle, word, places, (int)erasures);
		free_rs_char(oracle);
		if (solve(&trial, &correction)) {
			assert_true(want < 0 || !is_within_reach(&trial, word));
			failed++;
			continue;
		}
		assert_true(want >= 0);
		apply(trial.received, &correction);
		assert_memory_equal(trial.received, word, trial.length);
		wrong += memcmp(word, trial.sent, trial.length) != 0;
	}
	/* Both kinds have been seen. */
	assert_true(failed > 1000 && wrong > 100);
}

static void field_is_a_field(void **state)
{
	(void)state;
	assert_int_equal(galois_mul(0x80, 2), 0x1d);
	for (unsigned int a = 0; a < 256; a++) {
		for (unsigned int b = 1; b < 256; b++) {
			uint8_t product = galois_mul((uint8_t)a, (uint8_t)b);

			assert_int_equal(product, galois_mul((uint8_t)b, (uint8_t)a));
			assert_int_equal(galois_div(product, (uint8_t)b), a);
		}
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(field_is_a_field),
		cmocka_unit_test(hello_world_has_its_check_symbols),
		cmocka_unit_test(encodes_as_libfec),
		cmocka_unit_test(corrects_up_to_capacity),
		cmocka_unit_test(agrees_with_libfec_beyond_capacity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
