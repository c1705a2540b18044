/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_TESTS_SERVO_M7_HOST_H
#define NFOD_TESTS_SERVO_M7_HOST_H

#include "board/mps2/semihosting.h"

/* Counts up at 25 MHz, 24 bits; with -icount shift=6 that is 1.6 an instruction. */
uint32_t host_clock(void);

void host_say_number(uint32_t number);

#endif
