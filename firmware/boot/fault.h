/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef FW_BOOT_FAULT_H
#define FW_BOOT_FAULT_H

#include <stdbool.h>

#include "nfod/fault.h"

/**
 * fault_seal() - @record is filled in but for what says that it is one
 */
void fault_seal(struct nfod_fault_record *record);

/**
 * fault_good() - whether there is a record, whole
 */
bool fault_good(const struct nfod_fault_record *record);

/**
 * fault_row() - faults in a row, the one on record included; a record may be older than that
 */
uint32_t fault_row(const struct nfod_fault_record *record);

/**
 * fault_end_row() - a run is well: faults before it are not in a row with those that may come
 */
void fault_end_row(struct nfod_fault_record *record);

#endif
