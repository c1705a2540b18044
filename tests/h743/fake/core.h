/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* In place of cortex_m7/core.h: its registers are the model's. */
#ifndef NFOD_TESTS_H743_CORE_H
#define NFOD_TESTS_H743_CORE_H

#include "../model.h"

/* Nothing of this machine understands the other one. */
#define core_barrier unused_barrier
#include "../../../firmware/board/cortex_m7/core.h"
#undef core_barrier
#undef CORE_REG
#define CORE_REG(at) (*model_core(at))

static inline void core_barrier(void)
{
}

#endif
