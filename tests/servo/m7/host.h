/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_TESTS_SERVO_M7_HOST_H
#define NFOD_TESTS_SERVO_M7_HOST_H

#include <stdint.h>

/* A file of the host, to be read. Return: handle, negative when it is not there. */
int host_open(const char *name);
/* Return: bytes that came. */
uint32_t host_read(int file, void *to, uint32_t bytes);
void host_say(const char *text);
void host_exit(int code) __attribute__((noreturn));

/* Counts up at 25 MHz, 24 bits; with -icount shift=6 that is 1.6 an instruction. */
uint32_t host_clock(void);

#endif
