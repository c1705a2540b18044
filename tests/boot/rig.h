/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a drive's flash, a vendor with keys, a host with files
 */
#ifndef NFOD_TESTS_BOOT_RIG_H
#define NFOD_TESTS_BOOT_RIG_H

#include "boot/update.h"
#include "model.h"

/* Sectors so small that each operation of an update can be cut. */
#define RIG_SECTOR 4096u
#define RIG_IMAGE 9216u
#define RIG_FILE_MOST (2 * NFOD_SLOTS * RIG_SECTOR * NFOD_SLOT_SECTORS)

/**
 * struct firmware - what a vendor releases
 * @hardware: enum nfod_hardware
 * @version: image_version, and the seed of the image's bytes
 * @security: its number
 * @key: 0 the main key, 1 the spare one, 2 another vendor's
 * @image_bytes: of each image
 */
struct firmware {
	uint32_t hardware;
	uint32_t version;
	uint32_t security;
	uint32_t key;
	uint32_t image_bytes;
};

/**
 * struct file - of a firmware: a container for each slot
 */
struct file {
	uint8_t *bytes;
	uint32_t len;
	uint32_t container[NFOD_SLOTS];
	uint32_t container_bytes;
};

extern const struct boot_identity rig_identity;
extern const struct firmware rig_old, rig_new;

struct file rig_pack(const struct model *model, const struct firmware *firmware);
/* After a change of a header that is meant. */
void rig_sign(struct nfod_container *header, uint32_t key);
void rig_seal(const struct file *file, uint32_t slot, uint32_t key);

/* Sends @len bytes of a file in blocks; until it ends, or for good. */
enum nfod_refusal rig_update(struct boot *boot, uint32_t running, const uint8_t *bytes,
			     uint32_t len, uint32_t block);

/* Power-up: journal, and what runs then. */
struct boot_choice rig_start(struct boot *boot, const struct model *model);

/* A drive as it leaves the factory: by recovery, confirmed. In slot 0. */
void rig_install(struct model *model, const struct file *file);

/* Whether slot @slot holds what the file has for it. */
bool rig_holds(const struct model *model, uint32_t slot, const struct file *file);

#endif
