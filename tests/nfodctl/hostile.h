/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Answers that are not what they should be, whatever they are to: each is refused with a
 * reason that names the field. A test says how a good one is made and who looks at it, and
 * then what is spoilt in it.
 */
#ifndef NFODCTL_TEST_HOSTILE_H
#define NFODCTL_TEST_HOSTILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "answer.h"
#include "cmocka_all.h"

/* A good answer has no more bytes than this. */
#define HOSTILE_MOST 4096

/**
 * struct hostile - a kind of answer
 * @good: writes a good one; its length
 * @take: whether it is taken; why not
 */
struct hostile {
	size_t (*good)(void *bytes);
	bool (*take)(const void *bytes, size_t len, char *why);
};

static inline void hostile_named(const char *why, const char *word)
{
	if (!strstr(why, word))
		fail_msg("\"%s\" does not name \"%s\"", why, word);
	assert_null(strchr(why, '\n'));
}

/* As long as it says, it is taken; any shorter it is not. */
static inline void hostile_lengths(const struct hostile *kind)
{
	_Alignas(8) uint8_t bytes[HOSTILE_MOST];
	char why[NFODCTL_WHY] = "";
	size_t good = kind->good(bytes);

	assert_true(kind->take(bytes, good, why));
	assert_string_equal(why, "");
	for (size_t len = 0; len < good; len++)
		assert_false(kind->take(bytes, len, why));
}

/* A good one with @size bytes at @at replaced. */
static inline void hostile_bytes(const struct hostile *kind, size_t at, const void *instead,
				 size_t size, const char *word)
{
	_Alignas(8) uint8_t bytes[HOSTILE_MOST];
	char why[NFODCTL_WHY] = "";
	size_t len = kind->good(bytes);

	assert_true(at + size <= len);
	memcpy(bytes + at, instead, size);
	assert_false(kind->take(bytes, len, why));
	hostile_named(why, word);
}

/* Every byte of a field that has to be zero. */
static inline void hostile_reserved(const struct hostile *kind, size_t at, size_t size)
{
	static const uint8_t bit = 0x80;

	for (size_t n = 0; n < size; n++)
		hostile_bytes(kind, at + n, &bit, 1, "reserved");
}

/* @field of a good @type becomes @value, and that is refused with @word in the reason. */
#define REFUSE_AS(kind, type, field, value, word)                                              \
	do {                                                                                   \
		__typeof__(((type *)0)->field) instead_ = (__typeof__(instead_))(value);       \
		hostile_bytes(kind, offsetof(type, field), &instead_, sizeof(instead_), word); \
	} while (0)

#define REFUSE(kind, type, field, value) REFUSE_AS(kind, type, field, value, #field)

#define REFUSE_RESERVED(kind, type, field) \
	hostile_reserved(kind, offsetof(type, field), sizeof(((type *)0)->field))

static inline uint32_t hostile_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* A good one with one byte of its first @size at random: @keeps looks at those taken. */
static inline unsigned int hostile_chance(const struct hostile *kind, uint32_t seed,
					  unsigned int cases, size_t size,
					  void (*keeps)(const void *bytes, size_t len))
{
	unsigned int taken = 0;

	for (unsigned int n = 0; n < cases; n++) {
		_Alignas(8) uint8_t bytes[HOSTILE_MOST];
		char why[NFODCTL_WHY];
		size_t len = kind->good(bytes);

		bytes[hostile_random(&seed) % size] = (uint8_t)hostile_random(&seed);
		if (!kind->take(bytes, len, why))
			continue;
		taken++;
		keeps(bytes, len);
	}
	return taken;
}

#endif
