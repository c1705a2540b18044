/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* What the units' rig takes of cmocka, where there is no cmocka. */
#ifndef RECORDER_M7_CMOCKA_H
#define RECORDER_M7_CMOCKA_H

#include <malloc.h>

/* The C library there has no aligned_alloc() that works; the board has another host_open(). */
#define aligned_alloc memalign
#define host_open rig_host_open

_Noreturn void rig_fails(const char *what);

#define RIG_TEXT(line) #line
#define RIG_AT(line) RIG_TEXT(line)
#define fail_msg(...) rig_fails(__FILE__ ":" RIG_AT(__LINE__) "\n")
#define assert_true(what) ((what) ? (void)0 : rig_fails(__FILE__ ":" RIG_AT(__LINE__) "\n"))
#define assert_false(what) assert_true(!(what))
#define assert_non_null(what) assert_true(what)
#define assert_null(what) assert_true(!(what))
#define assert_int_equal(a, b) assert_true((a) == (b))
#define assert_int_not_equal(a, b) assert_true((a) != (b))
#define assert_ptr_equal(a, b) assert_true((a) == (b))
#define assert_ptr_not_equal(a, b) assert_true((a) != (b))
#define assert_in_range(a, low, high) assert_true((a) >= (low) && (a) <= (high))
#define assert_memory_equal(a, b, size) assert_true(!memcmp(a, b, size))

#endif
