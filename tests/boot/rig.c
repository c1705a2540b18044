// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "rig.h"

#define KEYS 3u

static uint8_t public_key[KEYS][NFOD_KEY_BYTES];
static uint8_t secret_key[KEYS][crypto_sign_SECRETKEYBYTES];

const struct boot_identity rig_identity = {
	.hardware = NFOD_HARDWARE_MPS2,
	.keys = 2,
	.key = (const uint8_t (*)[NFOD_KEY_BYTES])public_key,
};

const struct firmware rig_old = { NFOD_HARDWARE_MPS2, 0x01000000, 1, 0, RIG_IMAGE };
const struct firmware rig_new = { NFOD_HARDWARE_MPS2, 0x01010000, 2, 0, RIG_IMAGE - 640 };

__attribute__((constructor)) static void make_keys(void)
{
	uint8_t seed[crypto_sign_SEEDBYTES] = "keys of a test, not of a vendor";

	for (uint32_t n = 0; n < KEYS; n++) {
		seed[31] = (uint8_t)n;
		crypto_sign_seed_keypair(public_key[n], secret_key[n], seed);
	}
}

void rig_sign(struct nfod_container *header, uint32_t key)
{
	memcpy(header->key, public_key[key], NFOD_KEY_ID_BYTES);
	crypto_sign_detached(header->signature, NULL, (const uint8_t *)header,
			     NFOD_CONTAINER_SIGNED, secret_key[key]);
}

void rig_seal(const struct file *file, uint32_t slot, uint32_t key)
{
	struct nfod_container header;
	uint8_t *at = file->bytes + file->container[slot];

	memcpy(&header, at, sizeof(header));
	crypto_hash_sha512(header.digest, at + NFOD_CONTAINER_BYTES, header.image_bytes);
	rig_sign(&header, key);
	memcpy(at, &header, sizeof(header));
}

static void fill_image(uint8_t *image, const struct firmware *firmware, uint32_t load)
{
	struct model dice = { .dice = firmware->version };
	uint32_t vector[2] = { 0x20001000, load + 0x401 };

	for (uint32_t n = 0; n < firmware->image_bytes; n++)
		image[n] = (uint8_t)model_random(&dice, 256);
	memcpy(image, vector, sizeof(vector));
}

static void put_container(const struct file *file, uint32_t slot, const struct model *model,
			  const struct firmware *firmware)
{
	uint8_t *at = file->bytes + file->container[slot];
	struct nfod_container header = {
		.magic = NFOD_CONTAINER_MAGIC,
		.version = NFOD_CONTAINER_VERSION,
		.header_bytes = NFOD_CONTAINER_BYTES,
		.hardware = firmware->hardware,
		.flags = NFOD_CONTAINER_TEST,
		.image_version = firmware->version,
		.security = firmware->security,
		.image_bytes = firmware->image_bytes,
		.load = model->port.base + flash_slot(&model->port, slot) + NFOD_CONTAINER_BYTES,
		.name = "rig",
	};

	memcpy(at, &header, sizeof(header));
	fill_image(at + NFOD_CONTAINER_BYTES, firmware, header.load);
	rig_seal(file, slot, firmware->key);
}

struct file rig_pack(const struct model *model, const struct firmware *firmware)
{
	struct file file = { .container_bytes = NFOD_CONTAINER_BYTES + firmware->image_bytes };

	file.len = NFOD_SLOTS * file.container_bytes;
	file.bytes = malloc(file.len);
	if (!file.bytes)
		abort();
	for (uint32_t slot = 0; slot < NFOD_SLOTS; slot++) {
		file.container[slot] = slot * file.container_bytes;
		put_container(&file, slot, model, firmware);
	}
	return file;
}

enum nfod_refusal rig_update(struct boot *boot, uint32_t running, const uint8_t *bytes,
			     uint32_t len, uint32_t block)
{
	static struct update update;

	update_start(&update, boot, running);
	for (uint32_t at = 0; at < len; at += block) {
		uint32_t some = len - at < block ? len - at : block;

		if (!update_block(&update, bytes + at, some))
			abort();
		while (update_poll(&update))
			;
	}
	update_end(&update);
	while (update_poll(&update))
		;
	if ((update.phase == UPDATE_DONE) == (update.refusal != NFOD_REFUSED_NOT))
		abort();
	return update.refusal;
}

struct boot_choice rig_start(struct boot *boot, const struct model *model)
{
	boot_open(boot, &model->port, &rig_identity);
	return boot_choose(boot, 0);
}

void rig_install(struct model *model, const struct file *file)
{
	struct boot boot;

	if (rig_start(&boot, model).slot != NFOD_SLOT_NONE ||
	    rig_update(&boot, NFOD_SLOT_NONE, file->bytes, file->len, UPDATE_BLOCK_BYTES) ||
	    rig_start(&boot, model).slot != 0 || !boot_confirm(&boot, 0))
		abort();
}

bool rig_holds(const struct model *model, uint32_t slot, const struct file *file)
{
	return model_holds(model, slot, file->bytes + file->container[slot], file->container_bytes);
}
