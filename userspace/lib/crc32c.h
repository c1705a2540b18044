/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_LIB_CRC32C_H
#define NFOD_LIB_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/**
 * crc32c() - CRC-32C (Castagnoli), as in iSCSI
 * @data: bytes
 * @len: how many
 *
 * Return: the check value; "123456789" gives 0xe3069283.
 */
uint32_t crc32c(const void *data, size_t len);

#endif
