/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: looking after a disc and its drive: health, format, certify, verify, locate, fault
 */
#ifndef NFODCTL_MANAGE_H
#define NFODCTL_MANAGE_H

#include <stdint.h>
#include <stdio.h>

#include "nfod/wire_manage.h"
#include "options.h"
#include "report.h"

struct cJSON;
struct nfodctl_drive;

/**
 * manage_run() - carry out one of these commands, complain if need be
 * @drive: that was chosen
 * @id: its answer
 *
 * Return: enum nfodctl_exit
 */
int manage_run(const struct nfodctl_drive *drive, const struct nfodctl_options *options,
	       const struct nfod_identify *id);

/* manage_text.c */
void print_health(FILE *out, const struct place *place, const struct nfod_identify *id,
		  const struct nfod_health_status *health);
void print_location(FILE *out, uint64_t lba, const struct nfod_location *location);
void print_fault(FILE *out, const struct nfod_fault_report *report);
/* How far a certification is: one line, without its end. */
void print_certified(FILE *out, const struct nfod_health_status *health);

/* manage_json.c; owned by the caller, NULL when memory ran out. */
struct cJSON *json_health(const struct place *place, const struct nfod_identify *id,
			  const struct nfod_health_status *health);
struct cJSON *json_fault(const struct place *place, const struct nfod_identify *id,
			 const struct nfod_fault_report *report);
struct cJSON *json_location(uint64_t lba, const struct nfod_location *location);

#endif
