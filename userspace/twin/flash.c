// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "twin/flash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "twin/twin.h"

#define FILE_MAGIC 0x314853414c464e00ull
#define BYTES (NFOD_FLASH_SECTORS * NFOD_FLASH_SECTOR_BYTES)
#define WORDS (BYTES / NFOD_FLASH_WORD)
#define SECTOR_WORDS (NFOD_FLASH_SECTOR_BYTES / NFOD_FLASH_WORD)
/* Two seconds, at eight looks in a millisecond. */
#define ERASE_POLLS 16000u

enum word_state {
	WORD_ERASED = 0,
	WORD_PROGRAMMED = 1,
	WORD_UNCERTAIN = 2,
};

/**
 * struct flash_file - the file; all zero is a flash that is erased
 * @magic: FILE_MAGIC
 * @erased: times, by sector
 * @state: enum word_state of each word
 * @data: inverted, so that erased is zero; of an uncertain word what is not erased of it
 */
struct flash_file {
	uint64_t magic;
	uint32_t erased[NFOD_FLASH_SECTORS];
	uint8_t reserved[4096 - 8 - 4 * NFOD_FLASH_SECTORS];
	uint8_t state[WORDS];
	uint8_t data[WORDS][NFOD_FLASH_WORD];
};

_Static_assert(sizeof(struct flash_file) == FLASH_CELLS_BYTES, "cells of a flash");

/* Return: whether the power goes in the midst of this operation. */
static bool goes_dark(struct flash *flash)
{
	flash->operations++;
	if (flash->cut_after && !--flash->cut_after)
		flash->dark = true;
	return flash->dark;
}

/* Each bit as it is, or as if it were erased; now and then more wrong bits than are mended. */
static bool read_uncertain(struct flash *flash, const uint8_t *word, uint8_t *to)
{
	uint32_t dice = random_below(&flash->random, 4);

	for (uint32_t n = 0; n < NFOD_FLASH_WORD; n++) {
		uint8_t mixed = (uint8_t)random_below(&flash->random, 256);
		uint8_t mask = dice == 0 ? 0 : dice == 1 ? 0xff : mixed;

		to[n] = (uint8_t) ~(word[n] & mask);
	}
	return dice != 3;
}

static bool read_word(struct flash *flash, uint32_t word, uint8_t *to)
{
	const struct flash_file *file = flash->file;

	if (file->state[word] == WORD_UNCERTAIN)
		return read_uncertain(flash, file->data[word], to);
	for (uint32_t n = 0; n < NFOD_FLASH_WORD; n++)
		to[n] = (uint8_t)~file->data[word][n];
	return true;
}

static bool flash_read(void *ctx, uint32_t at, void *to, uint32_t bytes)
{
	struct flash *flash = ctx;
	uint8_t word[NFOD_FLASH_WORD];
	uint8_t *out = to;

	if (at > BYTES || bytes > BYTES - at)
		twin_die("firmware reads flash at %u, %u bytes", at, bytes);
	while (bytes && !flash->dark) {
		uint32_t from = at % NFOD_FLASH_WORD;
		uint32_t some = NFOD_FLASH_WORD - from < bytes ? NFOD_FLASH_WORD - from : bytes;

		if (!read_word(flash, at / NFOD_FLASH_WORD, word))
			return false;
		memcpy(out, word + from, some);
		out += some;
		at += some;
		bytes -= some;
	}
	return !bytes;
}

static bool flash_program(void *ctx, uint32_t at, const uint8_t from[NFOD_FLASH_WORD])
{
	struct flash *flash = ctx;
	uint32_t word = at / NFOD_FLASH_WORD;

	if (flash->dark)
		return false;
	if (at % NFOD_FLASH_WORD || word >= WORDS || flash->polls ||
	    flash->file->state[word] == WORD_PROGRAMMED)
		twin_die("firmware programs flash at %u, which is not erased", at);
	for (uint32_t n = 0; n < NFOD_FLASH_WORD; n++)
		flash->file->data[word][n] |= (uint8_t)~from[n];
	/* What read as erased, but was not, may be programmed; it stays as uncertain as it was. */
	if (goes_dark(flash) || flash->file->state[word] == WORD_UNCERTAIN)
		flash->file->state[word] = WORD_UNCERTAIN;
	else
		flash->file->state[word] = WORD_PROGRAMMED;
	return !flash->dark;
}

static void flash_erase(void *ctx, uint32_t sector)
{
	struct flash *flash = ctx;

	if (sector >= NFOD_FLASH_SECTORS || flash->polls)
		twin_die("firmware erases sector %u of flash", sector);
	flash->sector = sector;
	flash->polls = ERASE_POLLS;
}

static void erase_word(struct flash *flash, uint32_t word, bool whole)
{
	uint32_t dice = whole ? 0 : random_below(&flash->random, 4);

	if (dice) {
		flash->file->state[word] = WORD_UNCERTAIN;
		return;
	}
	flash->file->state[word] = WORD_ERASED;
	memset(flash->file->data[word], 0, NFOD_FLASH_WORD);
}

static void end_erasure(struct flash *flash, bool whole)
{
	uint32_t first = flash->sector * SECTOR_WORDS;

	flash->polls = 0;
	flash->file->erased[flash->sector]++;
	for (uint32_t word = first; word < first + SECTOR_WORDS; word++)
		erase_word(flash, word, whole);
}

static enum flash_state flash_poll(void *ctx)
{
	struct flash *flash = ctx;

	if (flash->dark)
		return FLASH_FAILED;
	if (!flash->polls)
		return FLASH_READY;
	if (--flash->polls)
		return FLASH_ERASING;
	end_erasure(flash, !goes_dark(flash));
	return flash->dark ? FLASH_FAILED : FLASH_READY;
}

/* Return: 0, or why not. */
static const char *map_file(struct flash *flash, int fd)
{
	struct stat stat;
	void *at;

	if (fstat(fd, &stat))
		return strerror(errno);
	if (stat.st_size && (size_t)stat.st_size != sizeof(struct flash_file))
		return "is no flash of a twin";
	if (flock(fd, LOCK_EX | LOCK_NB))
		return "is in use by another twin";
	if (!stat.st_size && ftruncate(fd, sizeof(struct flash_file)))
		return strerror(errno);
	at = mmap(NULL, sizeof(struct flash_file), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		return strerror(errno);
	flash->file = at;
	if (!stat.st_size)
		flash->file->magic = FILE_MAGIC;
	return flash->file->magic == FILE_MAGIC ? NULL : "is no flash of a twin";
}

static void use(struct flash *flash, uint64_t seed)
{
	flash->random.state = seed;
	flash->port = (struct nfod_flash){
		.ctx = flash,
		.base = nfod_flash_base(NFOD_HARDWARE_HOST),
		.sector_bytes = NFOD_FLASH_SECTOR_BYTES,
		.read = flash_read,
		.program = flash_program,
		.erase = flash_erase,
		.poll = flash_poll,
	};
}

int flash_open(struct flash *flash, const char *path, uint64_t seed, char *why, size_t size)
{
	/* Stays open for the sake of its lock. */
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	const char *wrong = fd < 0 ? strerror(errno) : map_file(flash, fd);

	if (wrong) {
		snprintf(why, size, "%s: %s", path, wrong);
		return -1;
	}
	use(flash, seed);
	return 0;
}

void flash_map(struct flash *flash, void *cells, uint64_t seed)
{
	flash->file = cells;
	flash->file->magic = FILE_MAGIC;
	use(flash, seed);
}

void flash_close(struct flash *flash)
{
	if (flash->file)
		munmap(flash->file, sizeof(*flash->file));
	flash->file = NULL;
}

void flash_power_on(struct flash *flash)
{
	flash->dark = false;
}

void flash_power_off(struct flash *flash)
{
	if (flash->polls)
		end_erasure(flash, false);
	flash->polls = 0;
}

void flash_show(struct flash *flash, uint8_t *image)
{
	for (uint32_t word = 0; word < WORDS; word++)
		read_word(flash, word, image + word * NFOD_FLASH_WORD);
}

static void adopt_word(struct flash *flash, uint32_t word, const uint8_t *image)
{
	uint8_t ones = 0xff;

	for (uint32_t n = 0; n < NFOD_FLASH_WORD; n++) {
		ones &= image[n];
		flash->file->data[word][n] = (uint8_t)~image[n];
	}
	flash->file->state[word] = ones == 0xff ? WORD_ERASED : WORD_PROGRAMMED;
}

void flash_adopt(struct flash *flash, const uint8_t *image)
{
	for (uint32_t word = 0; word < WORDS; word++)
		if (flash->file->state[word] != WORD_UNCERTAIN)
			adopt_word(flash, word, image + word * NFOD_FLASH_WORD);
}

uint32_t flash_erased(const struct flash *flash, uint32_t sector)
{
	return flash->file->erased[sector];
}

uint32_t flash_wear(const struct flash *flash)
{
	uint32_t most = 0;

	for (uint32_t n = 0; flash->file && n < NFOD_FLASH_SECTORS; n++)
		if (flash->file->erased[n] > most)
			most = flash->file->erased[n];
	return most;
}
