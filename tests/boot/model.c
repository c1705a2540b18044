// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <stdlib.h>
#include <string.h>

#include "model.h"

#define ERASE_POLLS 3u

uint32_t model_random(struct model *model, uint32_t below)
{
	model->dice = model->dice * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)((model->dice >> 33) % below);
}

static void read_uncertain(struct model *model, uint32_t word, uint8_t *to)
{
	const uint8_t *data = model->data + (size_t)word * NFOD_FLASH_WORD;
	const uint8_t *before = model->before + (size_t)word * NFOD_FLASH_WORD;
	uint32_t dice = model_random(model, 3);

	for (uint32_t n = 0; n < NFOD_FLASH_WORD; n++) {
		uint8_t mask = (uint8_t[]){ 0, 0xff, (uint8_t)model_random(model, 256) }[dice];

		to[n] = (uint8_t)((data[n] & mask) | (before[n] & ~mask));
	}
}

static bool read_word(struct model *model, uint32_t word, uint8_t *to)
{
	memcpy(to, model->data + (size_t)word * NFOD_FLASH_WORD, NFOD_FLASH_WORD);
	if (!model->uncertain[word])
		return true;
	read_uncertain(model, word, to);
	return model_random(model, 4) != 0;
}

static bool model_read(void *ctx, uint32_t at, void *to, uint32_t bytes)
{
	struct model *model = ctx;
	uint8_t word[NFOD_FLASH_WORD];
	uint8_t *out = to;

	while (bytes) {
		uint32_t from = at % NFOD_FLASH_WORD;
		uint32_t some = NFOD_FLASH_WORD - from < bytes ? NFOD_FLASH_WORD - from : bytes;

		if (at / NFOD_FLASH_WORD >= model->words)
			abort();
		if (!read_word(model, at / NFOD_FLASH_WORD, word))
			return false;
		memcpy(out, word + from, some);
		out += some;
		at += some;
		bytes -= some;
	}
	return true;
}

/* Return: whether the power goes in the midst of this operation. */
static bool goes_dark(struct model *model)
{
	if (model->ops++ != model->cut_at)
		return false;
	if (!model->cut_within)
		longjmp(*model->dark, 1);
	return true;
}

static bool fails(struct model *model)
{
	if (model->ops - 1 != model->fails_at)
		return false;
	model->failed = true;
	return true;
}

static bool is_erased(const uint8_t *word)
{
	uint8_t ones = 0xff;

	for (uint32_t n = 0; n < NFOD_FLASH_WORD; n++)
		ones &= word[n];
	return ones == 0xff;
}

/* Bits of a word that had something in it can only be lost. */
static void overwrite(struct model *model, uint32_t word, const uint8_t *from)
{
	uint8_t *data = model->data + (size_t)word * NFOD_FLASH_WORD;
	uint32_t sector = word * NFOD_FLASH_WORD / model->port.sector_bytes;

	if (!model->uncertain[word] && !is_erased(data)) {
		memcpy(model->before + (size_t)word * NFOD_FLASH_WORD, data, NFOD_FLASH_WORD);
		model->uncertain[word] = true;
	}
	model->abuse[sector] += model->uncertain[word];
	for (uint32_t n = 0; n < NFOD_FLASH_WORD; n++)
		data[n] = model->uncertain[word] ? (uint8_t)(data[n] & from[n]) : from[n];
}

static bool model_program(void *ctx, uint32_t at, const uint8_t *from)
{
	struct model *model = ctx;
	uint32_t word = at / NFOD_FLASH_WORD;
	bool dark = goes_dark(model);

	if (at % NFOD_FLASH_WORD || word >= model->words || model->polls)
		abort();
	if (dark && !model->uncertain[word]) {
		memcpy(model->before + at, model->data + at, NFOD_FLASH_WORD);
		overwrite(model, word, from);
		model->uncertain[word] = true;
	} else {
		overwrite(model, word, from);
	}
	if (dark)
		longjmp(*model->dark, 1);
	if (!fails(model))
		return true;
	model->uncertain[word] = true;
	return false;
}

static void model_erase(void *ctx, uint32_t sector)
{
	struct model *model = ctx;

	if (sector >= NFOD_FLASH_SECTORS || model->polls)
		abort();
	model->erasing = sector;
	model->polls = ERASE_POLLS;
}

static void erase_sector(struct model *model, bool whole)
{
	uint32_t words = model->port.sector_bytes / NFOD_FLASH_WORD;

	for (uint32_t word = model->erasing * words; word < (model->erasing + 1) * words; word++) {
		uint8_t *data = model->data + (size_t)word * NFOD_FLASH_WORD;
		uint32_t dice = whole ? 0 : model_random(model, 4);

		if (dice == 3)
			continue;
		model->uncertain[word] = dice > 0;
		memcpy(model->before + (size_t)word * NFOD_FLASH_WORD, data, NFOD_FLASH_WORD);
		memset(data, 0xff, NFOD_FLASH_WORD);
	}
}

static enum flash_state model_poll(void *ctx)
{
	struct model *model = ctx;
	bool dark;

	if (!model->polls)
		return FLASH_READY;
	if (--model->polls)
		return FLASH_ERASING;
	dark = goes_dark(model);
	model->erased[model->erasing]++;
	erase_sector(model, !dark);
	if (dark)
		longjmp(*model->dark, 1);
	if (!fails(model))
		return FLASH_READY;
	erase_sector(model, false);
	return FLASH_FAILED;
}

void model_init(struct model *model, uint32_t sector_bytes, uint64_t seed)
{
	size_t bytes = (size_t)sector_bytes * NFOD_FLASH_SECTORS;

	*model = (struct model){
		.port = {
			.ctx = model,
			.base = nfod_flash_base(NFOD_HARDWARE_MPS2),
			.sector_bytes = sector_bytes,
			.read = model_read,
			.program = model_program,
			.erase = model_erase,
			.poll = model_poll,
		},
		.data = malloc(bytes),
		.before = malloc(bytes),
		.words = (uint32_t)(bytes / NFOD_FLASH_WORD),
		.cut_at = MODEL_NEVER,
		.fails_at = MODEL_NEVER,
		.dice = seed,
	};
	model->uncertain = calloc(model->words, 1);
	if (!model->data || !model->before || !model->uncertain)
		abort();
	memset(model->data, 0xff, bytes);
	memset(model->before, 0xff, bytes);
}

void model_free(struct model *model)
{
	free(model->data);
	free(model->before);
	free(model->uncertain);
}

void model_copy(struct model *to, const struct model *from)
{
	struct model kept = *to;

	*to = *from;
	to->port.ctx = to;
	to->data = kept.data;
	to->before = kept.before;
	to->uncertain = kept.uncertain;
	memcpy(to->data, from->data, (size_t)from->words * NFOD_FLASH_WORD);
	memcpy(to->before, from->before, (size_t)from->words * NFOD_FLASH_WORD);
	memcpy(to->uncertain, from->uncertain, from->words);
}

bool model_holds(const struct model *model, uint32_t slot, const uint8_t *bytes, uint32_t len)
{
	uint32_t at = flash_slot(&model->port, slot);

	for (uint32_t n = 0; n < len; n += NFOD_FLASH_WORD)
		if (model->uncertain[(at + n) / NFOD_FLASH_WORD])
			return false;
	return !memcmp(model->data + at, bytes, len);
}
