/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * A sector's check value and its scrambling.
 */
#ifndef NFOD_ENGINE_CODE_SECTOR_CHECK_H
#define NFOD_ENGINE_CODE_SECTOR_CHECK_H

#include <stddef.h>
#include <stdint.h>

/**
 * crc64() - CRC-64 of ECMA-182's polynomial, reflected, as in xz
 *
 * Return: the check value; "123456789" gives 0x995dc9bbdf1939fa.
 */
uint64_t crc64(const void *data, size_t len);

/**
 * sector_address() - what a sector's check value is bound to
 * @cluster: below NFOD_CLUSTERS_MOST
 * @sector: 0..15
 * @epoch: of writing; its lower 32 bits count
 *
 * The check value is the exclusive or of this and the CRC, so that from data and check the
 * address can be had back.
 */
static inline uint64_t sector_address(uint32_t cluster, unsigned int sector, uint64_t epoch)
{
	return epoch << 32 | cluster << 4 | sector;
}

/**
 * scramble() - exclusive or with the cluster's random bits; the same again takes it off
 * @first: of @data in the cluster's sealed sectors, a multiple of 8
 * @len: ditto
 */
void scramble(uint32_t cluster, uint32_t first, uint8_t *data, size_t len);

#endif
