// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

/*
 * EP1 OUT: data straight into pages, for the command comes behind them. The
 * first bytes of what may be a block or the command wait in assembly.head until
 * there are more than a command has.
 */
#include <string.h>

#include "fw.h"

#define HEAD_BYTES ((uint32_t)sizeof(struct nfod_command))

static void begin_message(struct assembly *assembly)
{
	assembly->blocks = 0;
	assembly->fill = 0;
	assembly->open = false;
	assembly->swallow = false;
	assembly->pages = 0;
}

/**
 * message_drop() - forget what has arrived of a message
 */
void message_drop(struct nfod_fw *fw)
{
	struct assembly *assembly = &fw->link.assembly;

	fw->link.reserved += assembly->pages;
	while (assembly->pages)
		pool_drop(&fw->pool, assembly->page[--assembly->pages]);
	begin_message(assembly);
}

/* Room for a block; its head is already here. */
static void open_block(struct nfod_fw *fw)
{
	struct assembly *assembly = &fw->link.assembly;
	uint16_t page;

	assembly->open = true;
	if (assembly->swallow || !fw->link.reserved || assembly->pages == DISC_MAX_BLOCKS) {
		assembly->swallow = true;
		return;
	}
	page = pool_take(&fw->pool);
	fw->link.reserved--;
	assembly->page[assembly->pages++] = page;
	memcpy(pool_data(&fw->pool, page), assembly->head, HEAD_BYTES);
}

static uint32_t take_head(struct assembly *assembly, const uint8_t *data, uint32_t len)
{
	uint32_t n = HEAD_BYTES - assembly->fill;

	if (n > len)
		n = len;
	memcpy(assembly->head + assembly->fill, data, n);
	assembly->fill += n;
	return n;
}

static uint32_t take_block(struct nfod_fw *fw, const uint8_t *data, uint32_t len)
{
	struct assembly *assembly = &fw->link.assembly;
	uint32_t n = NFOD_BLOCK_BYTES - assembly->fill;

	if (!assembly->open)
		open_block(fw);
	if (n > len)
		n = len;
	if (!assembly->swallow) {
		uint8_t *page = pool_data(&fw->pool, assembly->page[assembly->pages - 1]);

		memcpy(page + assembly->fill, data, n);
	}
	assembly->fill += n;
	if (assembly->fill == NFOD_BLOCK_BYTES) {
		assembly->blocks++;
		assembly->fill = 0;
		assembly->open = false;
	}
	return n;
}

static void end_message(struct nfod_fw *fw)
{
	struct assembly *assembly = &fw->link.assembly;
	struct nfod_command command;

	if (assembly->fill != HEAD_BYTES || assembly->open) {
		message_drop(fw);
		usb_halt(fw, NFOD_EP_COMMAND);
		return;
	}
	memcpy(&command, assembly->head, HEAD_BYTES);
	link_command(fw, &command);
}

static void take(struct nfod_fw *fw, const uint8_t *data, uint32_t len)
{
	while (len) {
		uint32_t n = fw->link.assembly.fill < HEAD_BYTES ?
				     take_head(&fw->link.assembly, data, len) :
				     take_block(fw, data, len);

		data += n;
		len -= n;
	}
}

uint32_t nfod_usb_out(struct nfod_fw *fw, uint8_t ep, const void *data, uint32_t len, bool end)
{
	if (ep != NFOD_EP_COMMAND || !usb_is_open(fw, ep))
		return 0;
	if (test_is_on(fw))
		test_take(fw, data, len, end);
	if (!fw->link.live)
		return len;
	take(fw, data, len);
	if (end)
		end_message(fw);
	return len;
}
