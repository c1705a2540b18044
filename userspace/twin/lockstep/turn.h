/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * A word in memory of two processes that says whose turn it is.
 */
#ifndef NFOD_TWIN_LOCKSTEP_TURN_H
#define NFOD_TWIN_LOCKSTEP_TURN_H

#include <linux/futex.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static inline void turn_give(uint32_t *turn, uint32_t to)
{
	__atomic_store_n(turn, to, __ATOMIC_RELEASE);
	syscall(SYS_futex, turn, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* Return: whether it has come to @mine before @patience is over (NULL = never). */
static inline bool turn_await(uint32_t *turn, uint32_t mine, const struct timespec *patience)
{
	uint32_t now = __atomic_load_n(turn, __ATOMIC_ACQUIRE);

	if (now != mine)
		syscall(SYS_futex, turn, FUTEX_WAIT, now, patience, NULL, 0);
	return __atomic_load_n(turn, __ATOMIC_ACQUIRE) == mine;
}

#endif
