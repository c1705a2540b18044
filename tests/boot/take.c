// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * A drive for firmware files: takes one after the other as updates, each confirmed after its
 * trial, and prints what becomes of it. The last 16 bytes of a file, its suffix, are the host's.
 *
 * usage: take HARDWARE FILE.pub FILE...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "rig.h"

#define SUFFIX_BYTES 16u
#define FILE_MOST (1u << 20)

static uint8_t key[1][NFOD_KEY_BYTES];
static uint8_t bytes[FILE_MOST];
static struct boot_identity identity = { .keys = 1, .key = (const uint8_t (*)[32])key };

static bool load_key(const char *name)
{
	char text[512] = { 0 };
	FILE *file = fopen(name, "r");
	const char *hex;

	if (!file)
		return false;
	if (!fread(text, 1, sizeof(text) - 1, file))
		text[0] = 0;
	fclose(file);
	hex = strstr(text, "public ");
	return hex && !sodium_hex2bin(key[0], sizeof(key[0]), hex + 7, 64, NULL, NULL, NULL);
}

static uint32_t load_file(const char *name)
{
	FILE *file = fopen(name, "rb");
	size_t len;

	if (!file)
		return 0;
	len = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	return len < SUFFIX_BYTES ? 0 : (uint32_t)(len - SUFFIX_BYTES);
}

static uint32_t start(struct boot *boot, const struct model *model)
{
	boot_open(boot, &model->port, &identity);
	return boot_choose(boot, 0).slot;
}

int main(int argc, char **argv)
{
	struct model model;
	struct boot boot;

	if (argc < 4 || sodium_init() < 0 || !load_key(argv[2]))
		return 2;
	identity.hardware = (uint32_t)atoi(argv[1]);
	model_init(&model, NFOD_FLASH_SECTOR_BYTES, 1);
	model.port.base = nfod_flash_base(identity.hardware);
	for (int n = 3; n < argc; n++) {
		uint32_t running = start(&boot, &model);
		enum nfod_refusal refusal =
			rig_update(&boot, running, bytes, load_file(argv[n]), UPDATE_BLOCK_BYTES);
		uint32_t slot = start(&boot, &model);

		printf("%s; ", nfod_refusal_words(refusal));
		if (slot == NFOD_SLOT_NONE)
			puts("nothing runs");
		else
			printf("slot %u runs\n", slot);
		if (slot != NFOD_SLOT_NONE && !boot_confirm(&boot, slot))
			abort();
	}
	model_free(&model);
	return 0;
}
