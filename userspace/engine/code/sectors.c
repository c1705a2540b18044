// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Sectors and their judge. Nothing is good because codewords could be corrected, nor bad
 * because one could not: when only check symbols are lost the data is whole.
 */
#include <string.h>

#include "engine/code/cluster_internal.h"
#include "engine/code/correction.h"
#include "engine/code/sector_check.h"

/**
 * struct opened - a sector without scrambling
 * @address: what its check value is bound to, if its data is right
 */
struct opened {
	uint8_t data[SEALED_BYTES];
	uint64_t address;
};

static void open_sector(const struct cluster_code *code, uint32_t cluster, unsigned int sector,
			struct opened *opened)
{
	uint64_t check;

	layout_take_sector(code->symbol, sector, opened->data);
	scramble(cluster, sector * SEALED_BYTES, opened->data, SEALED_BYTES);
	memcpy(&check, opened->data + CLUSTER_SECTOR_BYTES, sizeof(check));
	opened->address = check ^ crc64(opened->data, CLUSTER_SECTOR_BYTES);
}

/* Another correction for a codeword that was corrected by erasures. Return: it is right. */
static bool try_other(struct cluster_code *code, uint32_t cluster, unsigned int sector,
		      uint64_t address, unsigned int codeword, struct opened *opened,
		      struct cluster_report *report)
{
	struct rs_correction first = code->correction[codeword];
	uint8_t erasures = report->codeword[codeword].erasures;
	enum belief belief = code->belief[codeword];

	while (++belief < BELIEFS) {
		correction_apply(code, codeword);
		if (correction_try(code, codeword, &belief, report)) {
			correction_apply(code, codeword);
			open_sector(code, cluster, sector, opened);
			if (opened->address == address) {
				code->belief[codeword] = (uint8_t)belief;
				return true;
			}
			correction_apply(code, codeword);
		}
		code->correction[codeword] = first;
		correction_apply(code, codeword);
	}
	report->codeword[codeword].erasures = erasures;
	return false;
}

static bool by_erasures(const struct cluster_code *code, const struct cluster_report *report,
			unsigned int codeword)
{
	return code->belief[codeword] != BELIEVE_NOTHING && !report->codeword[codeword].failed;
}

/*
 * The same for all of a sector's codewords that were corrected by erasures: what misled one of
 * them misled others. Return: it is right.
 */
static bool try_belief(struct cluster_code *code, uint32_t cluster, unsigned int sector,
		       uint64_t address, enum belief belief, struct opened *opened,
		       struct cluster_report *report)
{
	struct rs_correction correction[SECTOR_CODEWORDS];
	uint8_t before[SECTOR_CODEWORDS], erasures[SECTOR_CODEWORDS];
	unsigned int first = sector * SECTOR_CODEWORDS;

	memcpy(correction, &code->correction[first], sizeof(correction));
	memcpy(before, &code->belief[first], sizeof(before));
	for (unsigned int i = 0; i < SECTOR_CODEWORDS; i++) {
		enum belief found = belief;

		erasures[i] = report->codeword[first + i].erasures;
		if (!by_erasures(code, report, first + i) || before[i] >= belief)
			continue;
		correction_apply(code, first + i);
		if (correction_try(code, first + i, &found, report))
			code->belief[first + i] = (uint8_t)found;
		else
			code->correction[first + i] = correction[i];
		correction_apply(code, first + i);
	}
	open_sector(code, cluster, sector, opened);
	if (opened->address == address)
		return true;
	for (unsigned int i = 0; i < SECTOR_CODEWORDS; i++) {
		correction_apply(code, first + i);
		code->correction[first + i] = correction[i];
		code->belief[first + i] = before[i];
		report->codeword[first + i].erasures = erasures[i];
		correction_apply(code, first + i);
	}
	return false;
}

/* The sector as it was read where it took erasures. Return: it is right. */
static bool try_without(struct cluster_code *code, uint32_t cluster, unsigned int sector,
			uint64_t address, struct opened *opened, struct cluster_report *report)
{
	unsigned int first = sector * SECTOR_CODEWORDS;
	bool right;

	for (unsigned int i = first; i < first + SECTOR_CODEWORDS; i++)
		if (by_erasures(code, report, i))
			correction_apply(code, i);
	open_sector(code, cluster, sector, opened);
	right = opened->address == address;
	for (unsigned int i = first; i < first + SECTOR_CODEWORDS; i++) {
		if (!by_erasures(code, report, i))
			continue;
		if (right) {
			code->correction[i].count = 0;
			report->codeword[i].failed = true;
		} else {
			correction_apply(code, i);
		}
	}
	return right;
}

static bool try_others(struct cluster_code *code, uint32_t cluster, unsigned int sector,
		       uint64_t address, struct opened *opened, struct cluster_report *report)
{
	unsigned int first = sector * SECTOR_CODEWORDS, count = 0;

	for (unsigned int i = first; i < first + SECTOR_CODEWORDS; i++)
		count += by_erasures(code, report, i);
	if (!count)
		return false;
	for (enum belief belief = BELIEVE_ALL; belief < BELIEFS; belief++)
		if (try_belief(code, cluster, sector, address, belief, opened, report))
			return true;
	for (unsigned int i = first; i < first + SECTOR_CODEWORDS; i++)
		if (by_erasures(code, report, i) &&
		    try_other(code, cluster, sector, address, i, opened, report))
			return true;
	return try_without(code, cluster, sector, address, opened, report);
}

/*
 * The epoch of writing is in the control data. When that is lost, two sectors of the right
 * address that agree on it are believed.
 */
static bool find_epoch(const struct cluster_code *code, uint32_t cluster,
		       const struct cluster_report *report, uint64_t *epoch)
{
	uint64_t seen[CLUSTER_SECTORS];
	unsigned int count = 0;

	*epoch = report->control.epoch;
	if (report->finding != CLUSTER_NOT_FOUND)
		return true;
	for (unsigned int i = 0; i < CLUSTER_SECTORS; i++) {
		struct opened opened;

		open_sector(code, cluster, i, &opened);
		if ((uint32_t)opened.address != (uint32_t)sector_address(cluster, i, 0))
			continue;
		*epoch = opened.address >> 32;
		for (unsigned int j = 0; j < count; j++)
			if (seen[j] == *epoch)
				return true;
		seen[count++] = *epoch;
	}
	return false;
}

static bool judge(struct cluster_code *code, uint32_t cluster, unsigned int sector, uint64_t epoch,
		  uint8_t *data, struct cluster_report *report)
{
	uint64_t address = sector_address(cluster, sector, epoch);
	struct opened opened;

	open_sector(code, cluster, sector, &opened);
	if (opened.address != address &&
	    !try_others(code, cluster, sector, address, &opened, report))
		return false;
	if (data)
		memcpy(data, opened.data, CLUSTER_SECTOR_BYTES);
	return true;
}

static bool was_erased(const struct cluster_code *code, unsigned int codeword, unsigned int symbol)
{
	uint8_t mark = code->mark[symbol][codeword];

	switch (code->belief[codeword]) {
	case BELIEVE_BURSTS:
		return mark & MARK_BURST;
	case BELIEVE_ALL:
		return mark;
	case BELIEVE_DOUBTS:
		return mark & MARK_DOUBT;
	default:
		return false;
	}
}

/*
 * A sector is refused: what was corrected by erasures is not to be trusted, nor anything when no
 * codeword is known to have failed.
 */
static void suspect(const struct cluster_code *code, unsigned int sector,
		    struct cluster_report *report)
{
	unsigned int first = sector * SECTOR_CODEWORDS, end = first + SECTOR_CODEWORDS;
	bool failed = false;

	for (unsigned int i = first; i < end; i++)
		failed |= report->codeword[i].failed;
	for (unsigned int i = first; i < end; i++)
		if (code->correction[i].count && (!failed || code->belief[i] != BELIEVE_NOTHING))
			report->codeword[i].failed = true;
}

static void count_codeword(const struct cluster_code *code, unsigned int codeword,
			   struct cluster_report *report)
{
	const struct rs_correction *correction = &code->correction[codeword];
	struct cluster_codeword_report *to = &report->codeword[codeword];

	if (to->failed) {
		to->erasures = 0;
		report->failed_codewords++;
		return;
	}
	for (unsigned int i = 0; i < correction->count; i++) {
		to->errors += !was_erased(code, codeword, correction->position[i]);
		report->wrong += correction->value[i] != 0;
	}
	report->corrected += to->errors + to->erasures;
	report->symbols += DATA_SYMBOLS;
}

void sectors_judge(struct cluster_code *code, uint32_t cluster, uint8_t *const *sector,
		   struct cluster_report *report)
{
	uint64_t epoch;
	bool known = find_epoch(code, cluster, report, &epoch);

	for (unsigned int i = 0; i < CLUSTER_SECTORS; i++) {
		if (known && judge(code, cluster, i, epoch, sector[i], report))
			continue;
		report->bad_sectors |= (uint16_t)(1u << i);
		suspect(code, i, report);
	}
	for (unsigned int i = 0; i < CLUSTER_CODEWORDS; i++)
		count_codeword(code, i, report);
}
