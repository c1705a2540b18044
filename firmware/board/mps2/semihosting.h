/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Calls of the host that QEMU answers (Arm semihosting). */
#ifndef FW_BOARD_MPS2_SEMIHOSTING_H
#define FW_BOARD_MPS2_SEMIHOSTING_H

#include <stdint.h>

/* A file of the host, to be read. Return: handle, negative when it is not there. */
int host_open(const char *name);
/* Return: bytes that came. */
uint32_t host_read(int file, void *to, uint32_t bytes);
void host_say(const char *text);
void host_exit(int code) __attribute__((noreturn));

#endif
