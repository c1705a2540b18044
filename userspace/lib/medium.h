/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_LIB_MEDIUM_H
#define NFOD_LIB_MEDIUM_H

#include <stddef.h>
#include <stdint.h>

#include "nfod/format.h"
#include "nfod/medium.h"

#define MEDIUM_CLUSTER_BYTES ((uint32_t)sizeof(struct nfod_recorded))

/* A gap signal may overshoot its far-field value, but by no more than a quarter. */
#define DISC_CURVE_MAX 1.25

/**
 * medium_seal() - put the check value into an image's header
 */
void medium_seal(struct nfod_medium *header);

/**
 * medium_check() - is this the header of an image that we understand?
 * @header: bytes 0..4095 of the file
 * @file_bytes: length of the file
 * @why: filled with what is wrong and what to do about it
 * @size: of @why
 *
 * Return: 0, or -1 with @why.
 */
int medium_check(const struct nfod_medium *header, uint64_t file_bytes, char *why, size_t size);

/**
 * medium_check_sections() - does the table of sections make sense?
 *
 * Kinds known and single, record sizes as medium.h has them, offsets in order of
 * their rules. medium_check() calls this. Return: 0, or -1 with @why.
 */
int medium_check_sections(const struct nfod_medium *header, char *why, size_t size);

/**
 * medium_read_section() - take a section's records out of an image
 * @fd: the image
 * @header: checked by medium_check()
 * @kind: enum nfod_section_kind
 * @records: set to memory for free(); NULL when the section is missing or empty
 * @count: set to the number of records
 *
 * Return: 0, or -1 with @why (unreadable, damaged).
 */
int medium_read_section(int fd, const struct nfod_medium *header, uint32_t kind, void **records,
			size_t *count, char *why, size_t size);

/* Return: the entry of the table, or NULL when there is no such section. */
const struct nfod_section *medium_find_section(const struct nfod_medium *header, uint32_t kind);

/* Word for a kind of section, NULL when unknown; size of its records, 0 when unknown. */
const char *medium_section_name(uint32_t kind);
uint32_t medium_record_bytes(uint32_t kind);

/**
 * disc_seal() - put the check value into a lead-in
 */
void disc_seal(struct nfod_disc_info *info);

/**
 * disc_check() - is this a lead-in whose zones and film make sense?
 *
 * Return: 0, or -1 with @why.
 */
int disc_check(const struct nfod_disc_info *info, char *why, size_t size);

/**
 * disc_user_blocks() - blocks of 4 KiB that the zones hold
 */
uint64_t disc_user_blocks(const struct nfod_disc_info *info);

#endif
