/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a drive that is updated
 *
 * By a host that leaves no time out: DFU as its specification has it, one request after the
 * other, and what the drive says of its firmware and what is on its disc afterwards.
 */
#ifndef TWIN_UPDATER_H
#define TWIN_UPDATER_H

#include "drive.h"
#include "nfod/container.h"
#include "nfod/dfu.h"
#include "rig.h"

#define UPDATER_CLASS_OUT 0x21
#define UPDATER_CLASS_IN 0xa1
#define UPDATER_PATH 256
#define UPDATER_BLOCKS 32u
#define UPDATER_RELEASES 3u

/**
 * struct release - a file as it comes over the bus
 */
struct release {
	uint8_t bytes[2 * NFOD_SLOT_SECTORS * NFOD_FLASH_SECTOR_BYTES];
	uint32_t len;
};

/**
 * struct updater - drive and host
 * @rig: twin
 * @drive: its disc
 * @release: versions 1 to 3
 * @mps2: folder of the emulated board's images; NULL = the host's board
 * @firmware: "mps2:" and the file that has the emulated board's flash
 * @pattern: what is on the disc
 */
struct updater {
	struct rig rig;
	struct drive drive;
	struct release release[UPDATER_RELEASES];
	const char *mps2;
	char firmware[64];
	uint8_t pattern[UPDATER_BLOCKS * NFOD_BLOCK_BYTES];
};

/**
 * updater_choose_board() - by UPDATE_MPS2, the folder of the emulated board's images
 *
 * Return: 0, or -1 when there is no room for its flash. Of updater_leave_board() likewise.
 */
int updater_choose_board(struct updater *updater);
int updater_leave_board(struct updater *updater);

/* A drive with version 1, and a disc with data. */
void updater_set_up(struct updater *updater);
void updater_tear_down(struct updater *updater);

uint32_t release_blocks(const struct release *from);

/* Until the drive has nothing more to do by itself. Return: whether it is on the bus. */
bool updater_settle(struct updater *updater);
/* As a host configures what has come: DFU mode has one interface. Return: whether it is that. */
bool updater_enumerate(struct updater *updater);
struct nfod_firmware updater_firmware(struct updater *updater);
/* Return: major number of the version that runs. */
uint32_t updater_major(struct updater *updater);
void updater_detach(struct updater *updater);
/* Return: state, NFOD_DFU_APP_IDLE when the drive is gone. */
uint32_t updater_state(struct updater *updater, uint8_t status[NFOD_DFU_STATUS_BYTES]);
/* Return: whether all of @blocks were taken before the drive went. */
bool updater_send(struct updater *updater, const struct release *from, uint32_t blocks);
/* The file's end; then the drive starts anew by itself. Return: whether it got there. */
bool updater_finish(struct updater *updater, const struct release *from);
void updater_update(struct updater *updater, const struct release *from);
/* The disc has its data. */
void updater_check_disc(struct updater *updater);
/* Configured, the drive confirms its image: this version, and the disc has its data. */
void updater_expect(struct updater *updater, uint32_t wanted);

#endif
