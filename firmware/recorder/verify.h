/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: verification: whether what was written can be read
 *
 * A cluster that was written is read back, without its data being transferred, and judged
 * by the report. On suspicion: the disc is one that is written by light alone, whose powers
 * have half of the usual room; it took more than one try, the head was pulled away a short
 * while ago, the head's temperature is not the one that powers were found at, or there
 * was trouble with it or its neighbours before.
 */
#ifndef FW_RECORDER_VERIFY_H
#define FW_RECORDER_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/wire_manage.h"

#define VERIFY_TROUBLES 32u

/**
 * struct verify - what speaks against what is written
 * @policy: enum nfod_verify_policy
 * @upsets: motion_upsets() as last seen
 * @upset_ns: when that changed, if it did
 * @trouble: clusters that could not be read or written easily, the last ones
 * @next: of @trouble to be forgotten
 * @count: of @trouble
 * @verified: clusters read back, not told yet
 * @refused: of these, that were no good, not told yet
 */
struct verify {
	uint8_t policy;
	uint32_t upsets;
	uint64_t upset_ns;
	uint32_t trouble[VERIFY_TROUBLES];
	uint8_t next;
	uint8_t count;
	uint32_t verified;
	uint32_t refused;
};

struct job;
struct nfod_fw;

void verify_init(struct verify *verify);
void verify_watch(struct nfod_fw *fw);
void verify_note_trouble(struct nfod_fw *fw, const struct job *job);
bool verify_wants(const struct nfod_fw *fw, const struct job *job);
void verify_judge(struct nfod_fw *fw, struct job *job);

#endif
