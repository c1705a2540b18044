/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * What the firmware is told of a cluster that was read, in short and piece by piece.
 */
#ifndef NFOD_ENGINE_REPORT_H
#define NFOD_ENGINE_REPORT_H

#include "engine/channel/detector.h"
#include "engine/code/cluster_code.h"
#include "nfod/frontend.h"

/* These sectors count as not good, and their codewords as failed. */
void report_fail(struct cluster_report *report, uint16_t sectors);

/* Sectors that another decoding of the same cells has made good are so. */
void report_join(struct cluster_report *report, const struct cluster_report *other);

/**
 * report_fill() - in short
 * @seen: NFOD_FRAMES of what the detector saw, or NULL
 */
void report_fill(struct nfod_fe_report *out, const struct cluster_report *report,
		 const struct detector_frame *seen);

/* Control data and whose cluster it is; @desc as it was where that is not known. */
void report_identify(struct nfod_fe_desc *desc, const struct cluster_report *report);

/**
 * report_detail() - piece by piece
 * @seen: as above
 */
void report_detail(struct nfod_fe_detail *out, const struct cluster_report *report,
		   const struct detector_frame *seen);

#endif
