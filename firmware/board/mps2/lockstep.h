/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* The emulated board's other side: see nfod/lockstep.h. Without a twin an ask is not heard. */
#ifndef FW_BOARD_MPS2_LOCKSTEP_H
#define FW_BOARD_MPS2_LOCKSTEP_H

#include <stdbool.h>

#include "nfod/lockstep.h"
#include "usb/port.h"

#define LOCKSTEP ((struct nfod_lockstep *)NFOD_LOCKSTEP_WINDOW)

/* Whether there is a twin that plays the rest of the drive. */
static inline bool lockstep_heard(void)
{
	return LOCKSTEP->magic == NFOD_LOCKSTEP_MAGIC && LOCKSTEP->version == NFOD_LOCKSTEP_VERSION;
}

static inline void lockstep_ring(void)
{
	__asm__ volatile(NFOD_LOCKSTEP_RING ::: "memory");
}

static inline void lockstep_ask(enum nfod_lockstep_ask ask)
{
	LOCKSTEP->ask = ask;
	lockstep_ring();
}

extern const struct nfod_usb_port_ops lockstep_usb;

#endif
