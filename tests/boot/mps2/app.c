// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * An image for the emulated board that does what the host's file "order" says by one letter:
 *
 *	c	finds itself healthy
 *	r	runs, and says nothing of its health
 *	u	takes the file "update.dfu", and starts it
 *	h	hangs
 *	n	calls a null pointer
 *	s	overflows its stack
 *	w	writes to flash by itself
 *	x	executes what lies in data
 *	d	divides by zero
 *	f	does so whenever it starts
 *
 * A fault that it finds on record it prints instead, but for the last order, and takes it away.
 */
#include <stdbool.h>
#include <string.h>

#include "boot/fault.h"
#include "boot/update.h"
#include "boot_key.h"
#include "mps2.h"
#include "semihosting.h"

#define SUFFIX_BYTES 16u
#define FILE_MOST (1u << 20)

static const struct boot_identity identity = {
	.hardware = NFOD_HARDWARE_MPS2,
	.keys = sizeof(boot_key) / sizeof(boot_key[0]),
	.key = boot_key,
};

static struct boot boot;
static struct update update;
static uint8_t file[FILE_MOST];

static void say(const char *what)
{
	host_say("app " APP_VERSION ": ");
	host_say(what);
	host_say("\n");
}

static void say_hex(const char *what, uint32_t number)
{
	char text[] = "0x00000000";

	for (char *at = text + 9; number; number >>= 4)
		*at-- = "0123456789abcdef"[number % 16];
	host_say(what);
	host_say(text);
}

static void say_record(void)
{
	host_say("app " APP_VERSION ": ");
	host_say(nfod_fault_words(board_fault.cause));
	say_hex(" at ", board_fault.pc);
	say_hex(" address ", board_fault.mmfar);
	say_hex(" r4 ", board_fault.r[4]);
	say_hex(" stacked ", board_fault.stacked);
	host_say("\n");
}

static uint32_t load(const char *name)
{
	int handle = host_open(name);

	return handle < 0 ? 0 : host_read(handle, file, sizeof(file));
}

static void take_update(uint32_t len)
{
	update_start(&update, &boot, board_running_slot());
	for (uint32_t at = 0; at < len; at += UPDATE_BLOCK_BYTES) {
		uint32_t some = len - at < UPDATE_BLOCK_BYTES ? len - at : UPDATE_BLOCK_BYTES;

		update_block(&update, file + at, some);
		while (update_poll(&update))
			board_feed();
	}
	update_end(&update);
	while (update_poll(&update))
		board_feed();
	say(nfod_refusal_words(update.refusal));
	if (update.refusal)
		host_exit(1);
	board_reset();
}

static void hang(void)
{
	__asm__ volatile("mov r4, #0x5a\n\t"
			 "0: b 0b" ::
				 : "r4");
}

__attribute__((noinline)) static uint32_t overflow(uint32_t depth)
{
	volatile uint32_t room[64];

	room[depth % 64] = depth;
	return depth ? overflow(depth + 1) + room[1] : 0;
}

static void call(const void *where)
{
	void (*function)(void);

	memcpy(&function, &where, sizeof(function));
	function();
}

static uint32_t divide(uint32_t by)
{
	uint32_t quotient;

	__asm__ volatile("udiv %0, %1, %1" : "=r"(quotient) : "r"(by));
	return quotient;
}

static void obey(char order)
{
	static uint16_t code[2] = { 0x4770, 0x4770 };

	switch (order) {
	case 'c':
		say(boot_confirm(&boot, board_running_slot()) ? "confirmed" : "not confirmed");
		return;
	case 'r':
		say("runs");
		return;
	case 'u':
		take_update(load("update.dfu") - SUFFIX_BYTES);
		return;
	case 'h':
		hang();
		return;
	case 'n':
		call((const void *)1);
		return;
	case 's':
		overflow(1);
		return;
	case 'w':
		*(volatile uint32_t *)(MPS2_FLASH + 4) = 0;
		return;
	case 'x':
		call((const uint8_t *)code + 1);
		return;
	case 'd':
	case 'f':
		divide(0);
		return;
	default:
		say("no order");
		host_exit(2);
	}
}

int main(void)
{
	char order;

	board_feed();
	boot_open(&boot, &board_flash, &identity);
	order = load("order") ? (char)file[0] : 0;
	if (fault_good(&board_fault) && order != 'f') {
		say_record();
		board_fault.magic = 0;
		host_exit(0);
	}
	obey(order);
	host_exit(0);
}
