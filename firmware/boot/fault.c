// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <stddef.h>

#include "boot/fault.h"
#include "disc/crc32c.h"

static uint32_t crc_of(const struct nfod_fault_record *record)
{
	return crc32c(record, offsetof(struct nfod_fault_record, crc));
}

void fault_seal(struct nfod_fault_record *record)
{
	record->magic = NFOD_FAULT_MAGIC;
	record->version = NFOD_FAULT_VERSION;
	record->bytes = sizeof(*record);
	record->crc = crc_of(record);
}

bool fault_good(const struct nfod_fault_record *record)
{
	return record->magic == NFOD_FAULT_MAGIC && record->version == NFOD_FAULT_VERSION &&
	       record->bytes == sizeof(*record) && record->stacked <= NFOD_FAULT_STACK &&
	       record->crc == crc_of(record);
}

uint32_t fault_row(const struct nfod_fault_record *record)
{
	return fault_good(record) ? record->faults : 0;
}

void fault_end_row(struct nfod_fault_record *record)
{
	if (!fault_row(record))
		return;
	record->faults = 0;
	fault_seal(record);
}
