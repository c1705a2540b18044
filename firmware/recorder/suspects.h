/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: clusters beside one that read badly
 *
 * What has worn one may have worn those on the tracks beside it: they are looked at when
 * there is nothing else to do, and moved when they read poorly.
 */
#ifndef FW_RECORDER_SUSPECTS_H
#define FW_RECORDER_SUSPECTS_H

#include <stdbool.h>
#include <stdint.h>

#define SUSPECTS_MOST 32u

/**
 * struct suspects - to be looked at
 * @cluster: physical numbers
 * @count: how many
 */
struct suspects {
	uint32_t cluster[SUSPECTS_MOST];
	uint32_t count;
};

struct nfod_fw;
struct place;

void suspects_beside(const struct nfod_fw *fw, struct suspects *suspects,
		     const struct place *place);
bool suspects_read(struct nfod_fw *fw);

#endif
