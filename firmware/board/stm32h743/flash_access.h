/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* How flash.c gets at the cells: by the bus here, by a model in tests. */
#ifndef FW_STM32H743_FLASH_ACCESS_H
#define FW_STM32H743_FLASH_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

/**
 * flash_load() - a word of 32 bytes at offset @at
 *
 * Return: false when the bus failed, as it does for a word with two wrong bits.
 */
bool flash_load(uint32_t at, uint32_t word[8]);

/**
 * flash_store() - a word on its way to the cells
 */
void flash_store(uint32_t at, const uint32_t word[8]);

/**
 * flash_forget() - what is cached of these bytes has changed
 */
void flash_forget(uint32_t at, uint32_t bytes);

#endif
