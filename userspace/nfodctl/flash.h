/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFODCTL_FLASH_H
#define NFODCTL_FLASH_H

#include "options.h"

/**
 * flash_run() - update a drive's firmware, complain if need be
 *
 * Return: enum nfodctl_exit
 */
int flash_run(const struct nfodctl_options *options);

#endif
