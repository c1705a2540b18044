// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "updater.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "redir.h"

#define SUFFIX_BYTES 16u
/* Two sectors of each slot. */
#define IMAGE_BYTES 140000u
#define LBA 64u
#define ROUNDS_MOST 4000

/* ---- files ---- */

static const char *build_path(const char *name)
{
	static char path[256];
	const char *build = getenv("TWIN_PROGRAMS");

	if (!build)
		build = getenv("O");
	snprintf(path, sizeof(path), "%s/%s", build ? build : "build", name);
	return path;
}

static void write_image(const char *path, uint32_t slot, uint32_t seed)
{
	uint32_t load = nfod_flash_base(NFOD_HARDWARE_HOST) +
			nfod_slot_sector(slot) * NFOD_FLASH_SECTOR_BYTES + NFOD_CONTAINER_BYTES;
	uint32_t word[IMAGE_BYTES / 4];
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	for (uint32_t n = 0; n < IMAGE_BYTES / 4; n++)
		word[n] = seed = seed * 1664525u + 1013904223u;
	word[0] = 0x20001000;
	word[1] = load + 9;
	assert_int_equal(fwrite(word, 1, sizeof(word), out), sizeof(word));
	fclose(out);
}

static void read_file(struct release *to, const char *path)
{
	FILE *in = fopen(path, "rb");

	assert_non_null(in);
	to->len = (uint32_t)fread(to->bytes, 1, sizeof(to->bytes), in) - SUFFIX_BYTES;
	fclose(in);
}

/* Those of the emulated board are real ones. */
static void make_image(struct updater *updater, char path[UPDATER_PATH], uint32_t slot,
		       uint32_t seed)
{
	if (updater->mps2) {
		snprintf(path, UPDATER_PATH, "%s/drive-%u.bin", updater->mps2, slot);
		return;
	}
	snprintf(path, UPDATER_PATH, "%s/slot%u", updater->rig.directory, slot);
	write_image(path, slot, seed);
}

static void make_release(struct updater *updater, struct release *to, const char *version)
{
	char slot[NFOD_SLOTS][UPDATER_PATH], packed[RIG_PATH + 8];
	const char *words[] = {
		"nfod-pack",  "pack",  "--hardware", updater->mps2 ? "mps2" : "host",
		"--security", "1",     "--key",	     build_path("firmware/mps2/test.key"),
		"--version",  version, "-o",	     packed,
		slot[0],      slot[1], NULL
	};

	for (uint32_t n = 0; n < NFOD_SLOTS; n++)
		make_image(updater, slot[n], n, (uint32_t)version[0] + n);
	snprintf(packed, sizeof(packed), "%s/packed", updater->rig.directory);
	assert_int_equal(rig_run(&updater->rig, words), 0);
	read_file(to, packed);
}

/* ---- the drive ---- */

int updater_choose_board(struct updater *updater)
{
	int fd;

	updater->mps2 = getenv("UPDATE_MPS2");
	if (!updater->mps2)
		return 0;
	strcpy(updater->firmware, "mps2:/tmp/update-flash.XXXXXX");
	fd = mkstemp(updater->firmware + 5);
	return fd < 0 ? -1 : close(fd);
}

int updater_leave_board(struct updater *updater)
{
	return updater->mps2 ? unlink(updater->firmware + 5) : 0;
}

bool updater_settle(struct updater *updater)
{
	int rounds = 0;

	do {
		assert_true(rounds++ < ROUNDS_MOST);
		rig_receive(&updater->rig, 0);
	} while (!rig_number(&updater->rig, "idle"));
	rig_receive(&updater->rig, 0);
	while (rig_number(&updater->rig, "present") != redir_state(&updater->rig)->present)
		rig_receive(&updater->rig, 10);
	return redir_state(&updater->rig)->present;
}

bool updater_enumerate(struct updater *updater)
{
	assert_true(updater_settle(updater));
	updater->rig.usb->reset(&updater->rig);
	assert_true(rig_control(&updater->rig, 0x00, 0x09, 1, 0, NULL, 0) >= 0);
	return redir_state(&updater->rig)->interfaces == 1;
}

struct nfod_firmware updater_firmware(struct updater *updater)
{
	struct nfod_firmware firmware;

	updater_settle(updater);
	assert_int_equal(rig_control(&updater->rig, 0xc1, NFOD_REQ_FIRMWARE, 0, NFOD_IF_MANAGE,
				     &firmware, sizeof(firmware)),
			 sizeof(firmware));
	return firmware;
}

uint32_t updater_major(struct updater *updater)
{
	return updater_firmware(updater).image_version >> 24;
}

void updater_detach(struct updater *updater)
{
	unsigned int connects = redir_state(&updater->rig)->connects;

	assert_int_equal(rig_control(&updater->rig, UPDATER_CLASS_OUT, NFOD_DFU_DETACH, 1000,
				     NFOD_IF_DFU, NULL, 0),
			 0);
	while (redir_state(&updater->rig)->connects == connects)
		updater_settle(updater);
	assert_true(updater_enumerate(updater));
}

uint32_t updater_state(struct updater *updater, uint8_t status[NFOD_DFU_STATUS_BYTES])
{
	do {
		if (!updater_settle(updater))
			return NFOD_DFU_APP_IDLE;
		assert_int_equal(rig_control(&updater->rig, UPDATER_CLASS_IN, NFOD_DFU_GETSTATUS, 0,
					     0, status, NFOD_DFU_STATUS_BYTES),
				 NFOD_DFU_STATUS_BYTES);
	} while (status[4] == NFOD_DFU_DNBUSY || status[4] == NFOD_DFU_MANIFEST);
	return status[4];
}

static uint32_t send_block(struct updater *updater, const struct release *from, uint32_t block)
{
	uint8_t status[NFOD_DFU_STATUS_BYTES];
	uint8_t data[NFOD_DFU_BLOCK_BYTES];
	uint32_t at = block * NFOD_DFU_BLOCK_BYTES;
	uint32_t some = at >= from->len			      ? 0 :
			from->len - at < NFOD_DFU_BLOCK_BYTES ? from->len - at :
								NFOD_DFU_BLOCK_BYTES;

	memcpy(data, from->bytes + (some ? at : 0), some);
	assert_true(rig_control(&updater->rig, UPDATER_CLASS_OUT, NFOD_DFU_DNLOAD, (uint16_t)block,
				0, data, (uint16_t)some) >= 0);
	return updater_state(updater, status);
}

uint32_t release_blocks(const struct release *from)
{
	return (from->len + NFOD_DFU_BLOCK_BYTES - 1) / NFOD_DFU_BLOCK_BYTES;
}

bool updater_send(struct updater *updater, const struct release *from, uint32_t blocks)
{
	for (uint32_t block = 0; block < blocks; block++)
		if (send_block(updater, from, block) != NFOD_DFU_DNLOAD_IDLE)
			return false;
	return true;
}

bool updater_finish(struct updater *updater, const struct release *from)
{
	unsigned int connects = redir_state(&updater->rig)->connects;
	uint8_t status[NFOD_DFU_STATUS_BYTES];

	assert_true(rig_control(&updater->rig, UPDATER_CLASS_OUT, NFOD_DFU_DNLOAD,
				(uint16_t)release_blocks(from), 0, NULL, 0) >= 0);
	if (updater_state(updater, status) != NFOD_DFU_IDLE || !updater_settle(updater))
		return false;
	assert_true(redir_state(&updater->rig)->connects > connects);
	return true;
}

void updater_check_disc(struct updater *updater)
{
	uint8_t data[sizeof(updater->pattern)];

	drive_open(&updater->drive, &updater->rig, NFOD_ALT_STREAMS);
	assert_int_equal(drive_read(&updater->drive, LBA, UPDATER_BLOCKS, data), NFOD_ST_OK);
	assert_memory_equal(data, updater->pattern, sizeof(updater->pattern));
}

void updater_expect(struct updater *updater, uint32_t wanted)
{
	assert_false(updater_enumerate(updater));
	assert_int_equal(updater_major(updater), wanted);
	assert_int_equal(updater_firmware(updater).trial, 0);
	updater_check_disc(updater);
}

void updater_update(struct updater *updater, const struct release *from)
{
	updater_detach(updater);
	assert_true(updater_send(updater, from, release_blocks(from)));
	assert_true(updater_finish(updater, from));
}

/* Of an emulated board that has nothing but its boot loader. */
static void make_flash(struct updater *updater)
{
	char line[3 * UPDATER_PATH];

	if (!updater->mps2)
		return;
	snprintf(line, sizeof(line),
		 "head -c 2097152 /dev/zero | tr '\\0' '\\377' >%s && "
		 "dd if=%s/boot.bin of=%s conv=notrunc status=none",
		 updater->firmware + 5, updater->mps2, updater->firmware + 5);
	assert_int_equal(system(line), 0);
}

void updater_set_up(struct updater *updater)
{
	static const char *const host_options[] = { "--flash", "flash", NULL };
	const char *mps2_options[] = { "--firmware", updater->firmware, NULL };

	make_flash(updater);
	rig_start(&updater->rig, &rig_redir, "64M", updater->mps2 ? mps2_options : host_options);
	for (uint32_t n = 0; n < 3; n++) {
		char version[] = { (char)('1' + n), '.', '0', '.', '0', '\0' };

		make_release(updater, &updater->release[n], version);
	}
	rig_connect(&updater->rig);
	assert_true(updater_enumerate(updater));
	assert_true(
		updater_send(updater, &updater->release[0], release_blocks(&updater->release[0])));
	assert_true(updater_finish(updater, &updater->release[0]));
	assert_false(updater_enumerate(updater));
	assert_int_equal(updater_major(updater), 1);
	drive_open(&updater->drive, &updater->rig, NFOD_ALT_STREAMS);
	drive_pattern(updater->pattern, LBA, UPDATER_BLOCKS, 1);
	assert_int_equal(drive_write(&updater->drive, LBA, UPDATER_BLOCKS, updater->pattern, 0),
			 NFOD_ST_OK);
}

void updater_tear_down(struct updater *updater)
{
	if (rig_stop(&updater->rig))
		fail_msg("twin failed: %s", updater->rig.output);
	rig_remove(&updater->rig);
}
