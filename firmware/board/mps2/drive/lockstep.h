/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* The emulated board's other side: see nfod/lockstep.h. */
#ifndef FW_BOARD_MPS2_DRIVE_LOCKSTEP_H
#define FW_BOARD_MPS2_DRIVE_LOCKSTEP_H

#include "nfod/lockstep.h"
#include "nfod_fw.h"

#define LOCKSTEP ((struct nfod_lockstep *)NFOD_LOCKSTEP_WINDOW)

static inline void lockstep_ask(enum nfod_lockstep_ask ask)
{
	LOCKSTEP->ask = ask;
	__asm__ volatile(NFOD_LOCKSTEP_RING ::: "memory");
}

extern const struct nfod_usb_port_ops lockstep_usb;

#endif
