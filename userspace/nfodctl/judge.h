/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: plain words for what a drive finds of its disc
 */
#ifndef NFODCTL_JUDGE_H
#define NFODCTL_JUDGE_H

#include <stdbool.h>

#include "nfod/wire.h"

#define NFODCTL_JUDGEMENT 96

/* Part of all symbols read that had to be corrected; 0 when nothing has been read. */
double symbol_error_rate(const struct nfod_drive_status *status);
double crosstalk_db(const struct nfod_drive_status *status, unsigned int side);

/* How reading goes, in NFODCTL_JUDGEMENT bytes. */
const char *judge_reading(char *text, const struct nfod_drive_status *status);
/* The measured slope of the gap signal against the stated one. */
const char *judge_slope(const struct nfod_drive_status *status, unsigned int side);
/* Figures of a refused disc, in NFODCTL_JUDGEMENT bytes; empty when there are none. */
const char *judge_refusal(char *text, const struct nfod_drive_status *status);
/* What bit n of NFOD_REJECT_* says. */
const char *word_reject(unsigned int bit);

#endif
