// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/report.h"
#include "engine/code/layout.h"

#include <string.h>

_Static_assert(NFOD_FE_CODEWORDS == CLUSTER_CODEWORDS, "a report for each codeword");
_Static_assert(NFOD_FE_FRAMES == NFOD_FRAMES, "and for each frame");

void report_fail(struct cluster_report *report, uint16_t sectors)
{
	for (unsigned int n = 0; n < CLUSTER_CODEWORDS; n++) {
		if (!(sectors >> n / SECTOR_CODEWORDS & 1) || report->codeword[n].failed)
			continue;
		report->codeword[n].failed = true;
		report->failed_codewords++;
	}
	report->bad_sectors |= sectors;
}

void report_join(struct cluster_report *report, const struct cluster_report *other)
{
	uint16_t better = report->bad_sectors & ~other->bad_sectors;

	for (unsigned int n = 0; n < CLUSTER_CODEWORDS; n++) {
		if (!(better >> n / SECTOR_CODEWORDS & 1))
			continue;
		report->failed_codewords -= report->codeword[n].failed;
		report->codeword[n] = other->codeword[n];
		report->failed_codewords += report->codeword[n].failed;
	}
	report->bad_sectors &= other->bad_sectors;
}

static unsigned int cost(const struct cluster_codeword_report *codeword)
{
	return codeword->failed ? 0 : 2u * codeword->errors + codeword->erasures;
}

static const struct cluster_codeword_report *nearest_to_limit(const struct cluster_report *report)
{
	const struct cluster_codeword_report *worst = &report->codeword[0];

	for (unsigned int n = 1; n < CLUSTER_CODEWORDS; n++)
		if (cost(&report->codeword[n]) > cost(worst))
			worst = &report->codeword[n];
	return worst;
}

static void sum_up(struct nfod_fe_report *out, const struct detector_frame *seen)
{
	uint32_t amplitude = 0, mlse = 0;
	int32_t asymmetry = 0;

	for (unsigned int n = 0; n < NFOD_FRAMES; n++) {
		amplitude += seen[n].amplitude;
		asymmetry += seen[n].asymmetry;
		mlse += seen[n].mlse;
		if (seen[n].mlse > out->mlse_worst)
			out->mlse_worst = seen[n].mlse;
	}
	out->amplitude = (uint16_t)(amplitude / NFOD_FRAMES);
	out->asymmetry = (int16_t)(asymmetry / (int32_t)NFOD_FRAMES);
	out->mlse = (uint16_t)(mlse / NFOD_FRAMES);
}

void report_fill(struct nfod_fe_report *out, const struct cluster_report *report,
		 const struct detector_frame *seen)
{
	const struct cluster_codeword_report *worst = nearest_to_limit(report);

	*out = (struct nfod_fe_report){
		.corrected = report->corrected,
		.wrong = report->wrong,
		.symbols = report->symbols,
		.failed_codewords = report->failed_codewords,
		.unlocked = (uint16_t)(NFOD_FRAMES - report->syncs),
	};
	if (cost(worst)) {
		out->worst_errors = worst->errors;
		out->worst_erasures = worst->erasures;
	}
	for (unsigned int n = 0; n < NFOD_FRAMES; n++)
		out->slips += report->frame[n].slip != 0;
	if (seen)
		sum_up(out, seen);
}

void report_identify(struct nfod_fe_desc *desc, const struct cluster_report *report)
{
	if (report->finding == CLUSTER_NOT_FOUND)
		return;
	desc->report.flags |= NFOD_FE_IDENTIFIED;
	if (report->finding == CLUSTER_MISPLACED)
		desc->report.flags |= NFOD_FE_MISPLACED;
	desc->epoch = report->control.epoch;
	memcpy(desc->block, report->control.block, sizeof(desc->block));
}

/* In steps of 1/128, as far as they go. */
static int8_t steps(int16_t thousandths)
{
	int value = thousandths * 128 / 1000;

	return (int8_t)(value > INT8_MAX ? INT8_MAX : value < INT8_MIN ? INT8_MIN : value);
}

static void detail_frame(struct nfod_fe_frame *out, const struct cluster_frame_report *frame)
{
	out->indicator_errors = frame->indicator_errors;
	if (!frame->sync)
		out->indicator_errors |= NFOD_FE_UNLOCKED;
}

void report_detail(struct nfod_fe_detail *out, const struct cluster_report *report,
		   const struct detector_frame *seen)
{
	for (unsigned int n = 0; n < CLUSTER_CODEWORDS; n++) {
		out->codeword[n].errors = report->codeword[n].errors;
		out->codeword[n].erasures = report->codeword[n].erasures;
		if (report->codeword[n].failed)
			out->codeword[n].erasures |= NFOD_FE_FAILED;
	}
	for (unsigned int n = 0; n < NFOD_FRAMES; n++) {
		detail_frame(&out->frame[n], &report->frame[n]);
		if (!seen)
			continue;
		out->frame[n].mlse = seen[n].mlse;
		out->frame[n].asymmetry = steps(seen[n].asymmetry);
	}
}
