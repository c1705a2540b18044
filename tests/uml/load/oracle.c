// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "oracle.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAGIC 0x6b636f6c62646f66ull
#define WORDS (BLOCK_BYTES / sizeof(uint64_t))

int oracle_open(struct oracle *oracle, const char *path, uint64_t count)
{
	size_t bytes = count * sizeof(struct oracle_block);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	void *map = MAP_FAILED;

	if (fd < 0)
		return -1;
	if (!ftruncate(fd, (off_t)bytes))
		map = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return -1;
	oracle->count = count;
	oracle->block = map;
	return 0;
}

static uint64_t word(uint64_t lba, uint32_t generation, size_t at)
{
	uint64_t z = (lba << 32 | generation) + (at + 1) * 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	return z ^ z >> 27;
}

void oracle_fill(void *block, uint64_t lba, uint32_t generation)
{
	uint64_t *words = block;

	words[0] = MAGIC;
	words[1] = lba;
	words[2] = generation;
	for (size_t i = 3; i < WORDS; i++)
		words[i] = word(lba, generation, i);
}

static bool is_zero(const uint64_t *words)
{
	return !words[0] && !memcmp(words, words + 1, BLOCK_BYTES - sizeof(*words));
}

static const char *contents_flaw(const uint64_t *words, uint64_t lba)
{
	if (words[0] != MAGIC)
		return "holds what nobody wrote";
	if (words[1] != lba)
		return "holds another block";
	for (size_t i = 3; i < WORDS; i++)
		if (words[i] != word(lba, (uint32_t)words[2], i))
			return "is torn";
	return NULL;
}

const char *oracle_flaw(const struct oracle *oracle, uint64_t lba, const void *block, bool synced)
{
	const struct oracle_block *known = &oracle->block[lba];
	uint32_t least = synced ? known->synced : known->acked;
	const uint64_t *words = block;
	const char *flaw;

	if (is_zero(words))
		return least && known->zeroed < least ? "has lost its data" : NULL;
	flaw = contents_flaw(words, lba);
	if (flaw)
		return flaw;
	if (!words[2] || words[2] > known->issued)
		return "holds what was never written";
	return words[2] < least ? "holds old data" : NULL;
}

void oracle_adopt(const struct oracle *oracle, uint64_t lba, const void *block)
{
	struct oracle_block *known = &oracle->block[lba];
	const uint64_t *words = block;

	known->acked = is_zero(words) ? known->zeroed : (uint32_t)words[2];
	known->synced = known->acked;
}
