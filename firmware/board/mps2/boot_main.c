// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The boot loader of mps2-an500: says what it does by semihosting, and hands over.
 */
#include "boot/boot.h"
#include "boot/fault.h"
#include "lockstep.h"
#include "mps2.h"
#include "semihosting.h"

static void say_fault(void)
{
	if (!fault_row(&board_fault))
		return;
	host_say("boot: the last run ended in a ");
	host_say(nfod_fault_words(board_fault.cause));
	host_say("\n");
}

static void say_choice(const struct boot_choice *choice)
{
	host_say("boot: slot ");
	host_say(choice->slot ? "1" : "0");
	host_say(choice->trial ? " on trial\n" : "\n");
}

static void say_recovery(const struct boot_choice *choice)
{
	host_say("boot: recovery: slot 0: ");
	host_say(nfod_refusal_words(choice->refusal[0]));
	host_say("; slot 1: ");
	host_say(nfod_refusal_words(choice->refusal[1]));
	host_say("\n");
}

/* Without a twin there is no bus, and nothing can come in. */
static void recover(struct boot *boot)
{
	if (!lockstep_heard())
		host_exit(1);
	board_watch(BOARD_PATIENCE_MS);
	lockstep_ask(NFOD_LOCKSTEP_STARTED);
	LOCKSTEP->result = true;
	mps2_dfu(boot, NFOD_SLOT_NONE, LOCKSTEP->now_ns);
}

int main(void)
{
	static struct boot boot;
	struct boot_choice choice;

	say_fault();
	boot_open(&boot, &board_flash, &mps2_identity);
	choice = boot_choose(&boot, fault_row(&board_fault));
	if (choice.slot == NFOD_SLOT_NONE) {
		say_recovery(&choice);
		recover(&boot);
	}
	say_choice(&choice);
	board_watch(BOARD_PATIENCE_MS);
	board_run(choice.entry);
}
