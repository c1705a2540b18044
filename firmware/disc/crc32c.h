/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef FW_DISC_CRC32C_H
#define FW_DISC_CRC32C_H

#include <stdint.h>

uint32_t crc32c(const void *data, uint32_t len);

#endif
