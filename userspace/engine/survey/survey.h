/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: measuring how a disc is read
 *
 * Clusters with all kinds of marks are laid under a head that is wherever heads may be, their
 * waveform is read by the channel, and what went wrong is counted. From that come the laws
 * that fidelity model reads by. Documentation/recording.md, "Fidelities".
 */
#ifndef NFOD_ENGINE_SURVEY_SURVEY_H
#define NFOD_ENGINE_SURVEY_SURVEY_H

#include "nfod/medium.h"
#include "physics/readout.h"

/**
 * survey_disc() - measure both sides
 * @disc: gap and crosstalk for both sides
 * @drive: before it
 * @read_mw: light, by side
 * @written: what drives leave on the disc, by side
 * @law: filled; of a side that cannot be read it says so
 *
 * The same disc gives the same law. Takes two threads and some seconds. Return: 0, or -1 when
 * memory is short.
 */
int survey_disc(const struct readout_disc *disc, const struct readout_drive *drive,
		const double read_mw[NFOD_SIDES], const struct marks written[NFOD_SIDES],
		struct nfod_reading_law law[NFOD_SIDES]);

#endif
