/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: what nfodctl prints
 *
 * Each report exists as text and as JSON; both take checked answers only.
 */
#ifndef NFODCTL_REPORT_H
#define NFODCTL_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "nfod/wire.h"
#include "nfod/wire_servo.h"

/* What to do about a drive that has nothing to trace or measure. */
#define NFODCTL_NOT_FLOWN "drive is kinematic: start nfod-twin with --servo full"

struct cJSON;

/**
 * enum nfodctl_exit - exit codes, as in nfodctl(1)
 * @EXIT_OK: done
 * @EXIT_DRIVE: a drive did not answer, or not sensibly
 * @EXIT_USAGE: wrong arguments
 * @EXIT_NO_DRIVE: no drive, or none that fits the choice
 * @EXIT_PERMISSION: the drive may not be opened
 * @EXIT_CHOICE: several drives and no choice made
 */
enum nfodctl_exit {
	EXIT_OK = 0,
	EXIT_DRIVE = 1,
	EXIT_USAGE = 2,
	EXIT_NO_DRIVE = 3,
	EXIT_PERMISSION = 4,
	EXIT_CHOICE = 5,
};

/**
 * struct place - where a drive is
 * @bus: USB bus number
 * @address: device address on it
 * @mbit_s: speed of the link, 0 when unknown
 */
struct place {
	unsigned int bus;
	unsigned int address;
	unsigned int mbit_s;
};

/**
 * struct list_entry - one drive of a list
 * @place: where it is
 * @dfu: it is in DFU mode, or in recovery, and has told its serial number only
 * @id: what it says; valid when @why is empty
 * @why: reason why it could not be asked
 */
struct list_entry {
	struct place place;
	bool dfu;
	struct nfod_identify id;
	char why[160];
};

void print_list(FILE *out, const struct list_entry *entry, unsigned int count);
void print_info(FILE *out, const struct place *place, const struct nfod_identify *id,
		const struct nfod_drive_status *status);
void print_status(FILE *out, const struct place *place, const struct nfod_identify *id,
		  const struct nfod_drive_status *status);

/**
 * struct servo_report - what a drive says of its servo
 * @servo: state
 * @shape: learned run-out, axial and radial
 * @harmonics: all of it is to be shown
 */
struct servo_report {
	struct nfod_servo_status servo;
	struct nfod_shape shape[NFOD_SHAPE_AXES];
	bool harmonics;
};

void print_servo(FILE *out, const struct place *place, const struct nfod_identify *id,
		 const struct servo_report *report);

/* Owned by the caller; NULL when memory ran out. */
struct cJSON *json_list(const struct list_entry *entry, unsigned int count);
struct cJSON *json_info(const struct place *place, const struct nfod_identify *id,
			const struct nfod_drive_status *status);
struct cJSON *json_status(const struct place *place, const struct nfod_identify *id,
			  const struct nfod_drive_status *status);
struct cJSON *json_servo(const struct place *place, const struct nfod_identify *id,
			 const struct servo_report *report);

/* json.c: what all reports of one drive begin with, and what cJSON lacks. */
struct cJSON *json_drive(const struct place *place, const struct nfod_identify *id);
void json_u64(struct cJSON *object, const char *name, uint64_t value);

#endif
