// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The boot loader's logic and libsodium's verification as they are compiled for Cortex-M7: the
 * same choices as on the machine that wrote the flash, and what they cost.
 */
#include <stdbool.h>
#include <string.h>

#include "boot/boot.h"
#include "host.h"

#define CLOCK_MASK 0xffffffu
#define PAINT 0x5ac3a53cu
#define PAINT_BYTES (32u * 1024u)
/* Of which nothing is known: the frames of who paints. */
#define PAINT_ROOM 64u
#define FLASH_BYTES (NFOD_FLASH_SECTORS * NFOD_FLASH_SECTOR_BYTES)

static uint8_t keys[2][NFOD_KEY_BYTES];
static uint8_t flash[FLASH_BYTES];

static const struct boot_identity identity = {
	.hardware = NFOD_HARDWARE_MPS2,
	.keys = 2,
	.key = (const uint8_t (*)[NFOD_KEY_BYTES])keys,
};

static bool flash_read(void *ctx, uint32_t at, void *to, uint32_t bytes)
{
	(void)ctx;
	memcpy(to, flash + at, bytes);
	return true;
}

static bool flash_program(void *ctx, uint32_t at, const uint8_t word[NFOD_FLASH_WORD])
{
	(void)ctx;
	memcpy(flash + at, word, NFOD_FLASH_WORD);
	return true;
}

static void flash_erase(void *ctx, uint32_t sector)
{
	(void)ctx;
	memset(flash + sector * NFOD_FLASH_SECTOR_BYTES, 0xff, NFOD_FLASH_SECTOR_BYTES);
}

static enum flash_state flash_poll(void *ctx)
{
	(void)ctx;
	return FLASH_READY;
}

static const struct nfod_flash port = {
	.base = 0x60000000,
	.sector_bytes = NFOD_FLASH_SECTOR_BYTES,
	.read = flash_read,
	.program = flash_program,
	.erase = flash_erase,
	.poll = flash_poll,
};

static void tell(const char *what, uint32_t instructions)
{
	host_say(what);
	host_say(": ");
	host_say_number(instructions);
	host_say("\n");
}

static void expect(bool so, const char *what)
{
	if (so)
		return;
	host_say("m7: not so: ");
	host_say(what);
	host_say("\n");
	host_exit(1);
}

/* With -icount shift=3 five instructions are a clock: up to 84 million can be counted. */
static uint32_t passed(uint32_t since)
{
	return ((host_clock() - since) & CLOCK_MASK) * 5;
}

/* Below the stack's end as it is now. */
static volatile uint32_t *painted(void)
{
	uint32_t here;

	__asm__ volatile("mov %0, sp" : "=r"(here));
	return (volatile uint32_t *)(here - PAINT_ROOM - PAINT_BYTES);
}

static void paint_stack(void)
{
	volatile uint32_t *word = painted();

	for (uint32_t n = 0; n < PAINT_BYTES / 4; n++)
		word[n] = PAINT;
}

static uint32_t stack_used(void)
{
	const volatile uint32_t *word = painted();
	uint32_t n = 0;

	while (n < PAINT_BYTES / 4 && word[n] == PAINT)
		n++;
	return PAINT_ROOM + PAINT_BYTES - 4 * n;
}

static void load_flash(void)
{
	int file = host_open("flash.bin");

	expect(file >= 0, "there is a flash.bin here");
	expect(host_read(file, keys, sizeof(keys)) == sizeof(keys), "it holds keys");
	expect(host_read(file, flash, sizeof(flash)) == sizeof(flash), "it holds a flash");
}

static void count_check(void)
{
	static struct slot_check check;
	uint32_t since = host_clock();

	slot_check_start(&check, &port, &identity, 0, 1);
	tell("header with its signature", passed(since));
	since = host_clock();
	while (slot_check_step(&check))
		;
	tell("digest of 256 KiB", passed(since));
	expect(check.refusal == NFOD_REFUSED_NOT, "the image is good");
}

static void count_journal(struct boot *boot)
{
	uint32_t since = host_clock();

	boot_open(boot, &port, &identity);
	tell("journal", passed(since));
}

/* Each byte of the signature, and of the key that it is checked with. */
static void refuse(void)
{
	static struct nfod_container header;
	uint32_t most = NFOD_SLOT_SECTORS * NFOD_FLASH_SECTOR_BYTES;

	memcpy(&header, flash + flash_slot(&port, 1), sizeof(header));
	for (uint32_t n = 0; n < NFOD_SIGNATURE_BYTES; n++) {
		header.signature[n] ^= 1;
		expect(container_check(&header, &identity, 0, most) == NFOD_REFUSED_SIGNATURE,
		       "an altered signature is refused");
		header.signature[n] ^= 1;
	}
	for (uint32_t n = NFOD_KEY_ID_BYTES; n < NFOD_KEY_BYTES; n++) {
		keys[0][n] ^= 1;
		expect(container_check(&header, &identity, 0, most) == NFOD_REFUSED_SIGNATURE,
		       "an altered key is refused");
		keys[0][n] ^= 1;
	}
	expect(container_check(&header, &identity, 0, most) == NFOD_REFUSED_NOT,
	       "unaltered it is good");
}

static void choose(void)
{
	static struct boot boot;
	struct boot_choice choice;

	count_journal(&boot);
	expect(boot.journal.state.trial == 1 && boot.journal.state.confirmed == 0,
	       "the new image is to be tried");
	choice = boot_choose(&boot, 0);
	expect(choice.slot == 1 && choice.trial, "it is tried");
	expect(boot.journal.state.tries == 1, "that is counted");
	flash[flash_slot(&port, 1) + 100000] ^= 1;
	boot_open(&boot, &port, &identity);
	choice = boot_choose(&boot, 0);
	expect(choice.slot == 0 && !choice.trial, "an altered one is not");
	expect(boot.journal.state.verdict == NFOD_REFUSED_DIGEST, "for its digest");
	keys[0][0] ^= 1;
	choice = boot_choose(&boot, 0);
	expect(choice.slot == NFOD_SLOT_NONE && choice.refusal[0] == NFOD_REFUSED_KEY,
	       "nothing runs with an unknown key");
}

int main(void)
{
	load_flash();
	count_check();
	refuse();
	paint_stack();
	choose();
	tell("stack", stack_used());
	return 0;
}
