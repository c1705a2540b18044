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

#endif
