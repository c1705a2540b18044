// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "boot/boot.h"

void boot_open(struct boot *boot, const struct nfod_flash *flash,
	       const struct boot_identity *identity)
{
	static const union {
		struct boot_state state;
		struct journal_entry entry;
	} first = {
		.state = {
			.generation = 1,
			.confirmed = NFOD_SLOT_NONE,
			.trial = NFOD_SLOT_NONE,
		},
	};

	boot->identity = identity;
	journal_open(&boot->journal, flash, NFOD_JOURNAL_FIRST, &first.entry);
}

static bool good(const struct boot *boot, uint32_t slot, struct boot_choice *choice)
{
	struct slot_check check;

	slot_check_start(&check, boot->journal.flash, boot->identity, boot->journal.state.security,
			 slot);
	while (slot_check_step(&check))
		;
	choice->refusal[slot] = (uint8_t)check.refusal;
	if (check.refusal)
		return false;
	choice->slot = (uint8_t)slot;
	choice->entry = check.header.load + check.header.vector;
	return true;
}

static void give_up_trial(struct boot *boot, enum nfod_refusal why)
{
	struct boot_state state = boot->journal.state;

	if (why == NFOD_REFUSED_UNHEALTHY)
		state.unhealthy |= (uint8_t)(1u << state.trial);
	state.verdict = (uint8_t)why;
	state.trial = NFOD_SLOT_NONE;
	state.tries = 0;
	journal_append(&boot->journal, &state);
}

/* A try that cannot be counted would never end: it is none. */
static bool count_try(struct boot *boot)
{
	struct boot_state state = boot->journal.state;

	state.tries++;
	return journal_append(&boot->journal, &state);
}

static bool try_trial(struct boot *boot, struct boot_choice *choice)
{
	const struct boot_state *state = &boot->journal.state;

	if (state->tries >= BOOT_TRIES)
		give_up_trial(boot, NFOD_REFUSED_UNHEALTHY);
	else if (!good(boot, state->trial, choice))
		give_up_trial(boot, choice->refusal[state->trial]);
	else if (count_try(boot))
		return true;
	choice->slot = NFOD_SLOT_NONE;
	return false;
}

static bool try_slot(const struct boot *boot, uint32_t slot, struct boot_choice *choice)
{
	if (boot->journal.state.unhealthy & 1u << slot) {
		choice->refusal[slot] = NFOD_REFUSED_UNHEALTHY;
		return false;
	}
	return good(boot, slot, choice);
}

struct boot_choice boot_choose(struct boot *boot, uint32_t faults)
{
	struct boot_choice choice = { .slot = NFOD_SLOT_NONE };
	uint32_t slot;

	journal_make_room(&boot->journal);
	if (boot->journal.state.trial < NFOD_SLOTS && try_trial(boot, &choice)) {
		choice.trial = true;
		return choice;
	}
	slot = boot->journal.state.confirmed == 1;
	for (uint32_t n = 0; n < NFOD_SLOTS; n++, slot = !slot) {
		if (faults >= (n + 1) * BOOT_FAULTS)
			choice.refusal[slot] = NFOD_REFUSED_FAULTS;
		else if (try_slot(boot, slot, &choice))
			break;
	}
	return choice;
}

static bool confirmed_already(const struct boot_state *state, uint32_t running, uint32_t security)
{
	return state->confirmed == running && state->trial != running &&
	       state->security >= security && !(state->unhealthy & 1u << running);
}

bool boot_confirm(struct boot *boot, uint32_t running)
{
	const struct nfod_flash *flash = boot->journal.flash;
	struct boot_state state = boot->journal.state;
	struct nfod_container header;

	if (!flash->read(flash->ctx, flash_slot(flash, running), &header, sizeof(header)))
		return false;
	if (confirmed_already(&state, running, header.security))
		return true;
	state.confirmed = (uint8_t)running;
	if (state.trial == running)
		state.trial = NFOD_SLOT_NONE;
	state.tries = 0;
	state.verdict = NFOD_REFUSED_NOT;
	state.unhealthy &= (uint8_t) ~(1u << running);
	if (state.security < header.security)
		state.security = header.security;
	return journal_append(&boot->journal, &state);
}

static uint32_t version_in(const struct boot *boot, uint32_t slot)
{
	const struct nfod_flash *flash = boot->journal.flash;
	struct nfod_container header;

	if (!flash->read(flash->ctx, flash_slot(flash, slot), &header, sizeof(header)))
		return 0;
	return header.image_version;
}

void boot_tell(const struct boot *boot, uint32_t running, struct nfod_firmware *firmware)
{
	const struct boot_state *state = &boot->journal.state;
	struct slot_check check;

	slot_check_start(&check, boot->journal.flash, boot->identity, state->security, !running);
	*firmware = (struct nfod_firmware){
		.magic = NFOD_FIRMWARE_MAGIC,
		.version = NFOD_WIRE_VERSION,
		.length = sizeof(*firmware),
		.hardware = boot->identity->hardware,
		.security = state->security,
		.slot = (uint8_t)running,
		.trial = state->trial == running,
		.verdict = state->verdict,
		.image_version = version_in(boot, running),
		.other_version = check.refusal ? 0 : check.header.image_version,
		.other_refusal = check.refusal,
	};
}

void boot_prove(struct boot *boot, struct nfod_firmware *told)
{
	if (told->trial && boot_confirm(boot, told->slot))
		boot_tell(boot, told->slot, told);
}
