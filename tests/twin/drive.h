/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a driver for tests
 *
 * The host's half of wire.h, one command at a time unless a test wants more.
 */
#ifndef TWIN_DRIVE_H
#define TWIN_DRIVE_H

#include "nfod/wire_manage.h"
#include "nfod/wire_servo.h"
#include "rig.h"

#define DRIVE_NOTIFY 4

/**
 * struct drive - a drive that is open
 * @rig: twin
 * @alternate: setting of the disk interface
 * @epoch: of the link
 * @sequence: of the last command
 * @sent: bytes of write data in this epoch
 * @credit: as last heard
 * @identify: as last asked
 * @notify: transfers that wait on EP3, the next to be answered first
 */
struct drive {
	struct rig *rig;
	uint8_t alternate;
	uint32_t epoch;
	uint32_t sequence;
	uint64_t sent;
	uint64_t credit;
	struct nfod_identify identify;
	uint32_t notify[DRIVE_NOTIFY];
};

/* Configure, choose the setting, reset the link; open: wait for the disc as well. */
void drive_connect(struct drive *drive, struct rig *rig, uint8_t alternate);
void drive_open(struct drive *drive, struct rig *rig, uint8_t alternate);
/* It is there again after it was gone; or is made to go by taking its power for a moment. */
void drive_reopen(struct drive *drive);
void drive_restart(struct drive *drive);
/* Return: whether it was accepted. */
bool drive_link_reset(struct drive *drive);
void drive_identify(struct drive *drive);
void drive_await_disc(struct drive *drive);
/* Return: whether the disc is taken. */
bool drive_judges_disc(struct drive *drive);
void drive_status(struct drive *drive, struct nfod_drive_status *status);
void drive_servo(struct drive *drive, struct nfod_servo_status *servo);
struct nfod_health_status drive_health(struct drive *drive);

struct nfod_command drive_command(struct drive *drive, uint8_t op, uint16_t slot, uint64_t lba,
				  uint32_t blocks);
/* Send it. Return: transfer that the answer comes on (setting 1), or 0. */
uint32_t drive_send(struct drive *drive, const struct nfod_command *command, const void *data);
/* The next record on EP3. */
struct nfod_record drive_notice(struct drive *drive);
/* The answer to what drive_send() sent. */
struct nfod_record drive_answer(struct drive *drive, const struct nfod_command *command,
				uint32_t transfer, void *data);

/* One command from end to end. Return: enum nfod_status. */
int drive_read(struct drive *drive, uint64_t lba, uint32_t blocks, void *data);
int drive_write(struct drive *drive, uint64_t lba, uint32_t blocks, const void *data,
		uint8_t flags);
int drive_flush(struct drive *drive);

/* Contents that tell where and when they were written. */
void drive_pattern(uint8_t *data, uint64_t lba, uint32_t blocks, uint32_t generation);

#endif
