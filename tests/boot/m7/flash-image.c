// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Writes a drive's flash: an old image confirmed, a new one of 256 KiB on trial; before it the
 * keys that its boot loader knows.
 *
 * usage: flash-image FILE
 */
#include <stdio.h>
#include <stdlib.h>

#include "rig.h"

#define IMAGE_BYTES (256u * 1024u)

static void update(struct model *model, const struct file *file)
{
	struct boot boot;
	struct boot_choice choice = rig_start(&boot, model);

	if (choice.slot != 0 ||
	    rig_update(&boot, 0, file->bytes, file->len, UPDATE_BLOCK_BYTES) != NFOD_REFUSED_NOT)
		abort();
}

static bool save(const struct model *model, const char *name)
{
	FILE *file = fopen(name, "wb");
	bool good;

	if (!file)
		return false;
	good = fwrite(rig_identity.key, NFOD_KEY_BYTES, rig_identity.keys, file) ==
		       rig_identity.keys &&
	       fwrite(model->data, NFOD_FLASH_WORD, model->words, file) == model->words;
	return !fclose(file) && good;
}

int main(int argc, char **argv)
{
	struct firmware old = rig_old, new = rig_new;
	struct model model;
	struct file file;

	if (argc != 2)
		return 2;
	model_init(&model, NFOD_FLASH_SECTOR_BYTES, 1);
	old.image_bytes = IMAGE_BYTES;
	new.image_bytes = IMAGE_BYTES;
	file = rig_pack(&model, &old);
	rig_install(&model, &file);
	free(file.bytes);
	file = rig_pack(&model, &new);
	update(&model, &file);
	free(file.bytes);
	if (save(&model, argv[1]))
		return 0;
	perror(argv[1]);
	return 1;
}
