// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "trace.h"

#include <string.h>

#include "cmocka_all.h"

/* What the flash had in place of what writes down, and where to. */
static struct trace *current;
static struct nfod_flash behind;

static struct trace_operation *next_operation(void)
{
	assert_true(current->operations < TRACE_MOST);
	return &current->operation[current->operations++];
}

static bool program(void *ctx, uint32_t at, const uint8_t word[NFOD_FLASH_WORD])
{
	const struct flash *flash = ctx;
	uint64_t before = flash->operations;
	bool done = behind.program(ctx, at, word);

	if (flash->operations != before) {
		struct trace_operation *operation = next_operation();

		operation->erase = false;
		operation->at = at;
		memcpy(operation->word, word, NFOD_FLASH_WORD);
	}
	return done;
}

/* An erasure counts when it ends. */
static enum flash_state poll(void *ctx)
{
	const struct flash *flash = ctx;
	uint64_t before = flash->operations;
	enum flash_state state = behind.poll(ctx);

	if (flash->operations != before) {
		struct trace_operation *operation = next_operation();

		operation->erase = true;
		operation->at = flash->sector;
	}
	return state;
}

void trace_begin(struct trace *trace, struct flash *flash)
{
	current = trace;
	behind = flash->port;
	trace->operations = 0;
	memcpy(trace->start, flash->file, sizeof(trace->start));
	flash->port.program = program;
	flash->port.poll = poll;
}

void trace_end(struct flash *flash)
{
	flash->port = behind;
}

static void carry_out(struct flash *flash, const struct trace_operation *operation)
{
	if (!operation->erase) {
		flash->port.program(flash, operation->at, operation->word);
		return;
	}
	flash->port.erase(flash, operation->at);
	while (flash->port.poll(flash) == FLASH_ERASING)
		;
}

void trace_cut(const struct trace *trace, uint32_t whole, bool torn, uint64_t seed, uint8_t *cells)
{
	struct flash flash = { 0 };

	assert_true(whole + torn <= trace->operations);
	memcpy(cells, trace->start, sizeof(trace->start));
	flash_map(&flash, cells, seed);
	for (uint32_t n = 0; n < whole; n++)
		carry_out(&flash, &trace->operation[n]);
	if (!torn)
		return;
	flash.cut_after = 1;
	carry_out(&flash, &trace->operation[whole]);
}
