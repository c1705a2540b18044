/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Faults between the firmware and the host, after scsi_debug's. The firmware
 * knows nothing of them. Those of the medium are in the engine.
 */
#ifndef NFOD_TWIN_FAULT_H
#define NFOD_TWIN_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/random.h"
#include "twin/port.h"

/**
 * enum hang_mode - whose answer never comes
 */
enum hang_mode {
	HANG_OFF,
	HANG_NEXT,
	HANG_SLOT,
	HANG_ANY,
};

/**
 * enum freeze_mode - when the firmware's main loop stands still while its
 *	interrupts go on
 */
enum freeze_mode {
	FREEZE_OFF,
	FREEZE_ON,
	FREEZE_UNTIL_ABORT,
};

/**
 * struct faults - the knobs and what they hold back
 * @hang: mode
 * @hang_slot: for HANG_SLOT
 * @delay_ns: every answer comes later by this
 * @drop_events: so many EVENT records are lost
 * @drop_credits: so many CREDIT records are lost
 * @short_bytes: the next answer with data is cut to this; 0 = off
 * @freeze: mode
 * @abort_fails: ABORT is refused
 * @link_reset_fails: LINK_RESET is refused
 * @silence: the device answers nothing at all
 * @unplug_after: transfers until the cable comes out; 0 = off
 * @power_cut_after: transfers until the power goes; 0 = off
 * @stall: endpoint that the knob halted last
 * @write_protect: discs put in from now on have their tab set
 * @hold_up: energy to finish the cluster under the head
 * @pieces: OUT transfers come in random pieces; 0 = off, else the seed
 * @pieces_random: where they are cut
 * @held: answers that hang
 * @delayed: answers on their way, by time
 * @delayed_until: time of the last of these
 */
struct faults {
	enum hang_mode hang;
	uint16_t hang_slot;
	uint64_t delay_ns;
	uint64_t drop_events;
	uint64_t drop_credits;
	uint64_t short_bytes;
	enum freeze_mode freeze;
	bool abort_fails;
	bool link_reset_fails;
	bool silence;
	uint64_t unplug_after;
	uint64_t power_cut_after;
	uint8_t stall;
	bool write_protect;
	bool hold_up;
	uint64_t pieces;
	struct random pieces_random;
	struct source_list held;
	struct source_list delayed;
	uint64_t delayed_until;
};

void faults_init(struct faults *faults);

/* The firmware sends something. */
void fault_submit(struct twin *twin, struct nfod_usb_in *in);
/* On its way to the host, as the hostile mutator left it. */
void fault_forward(struct twin *twin, struct source *source);

/* Let go what was delayed long enough. */
void fault_run(struct twin *twin);
uint64_t fault_deadline(const struct twin *twin);

/* Let go what hangs. */
void fault_release(struct twin *twin);

/* The host has asked for an abort. */
void fault_abort(struct faults *faults);

/* Take back everything of an endpoint. */
void fault_flush(struct twin *twin, uint8_t ep);

/* Return: whether the control transfer is refused in the device's name. */
bool fault_refuses(const struct faults *faults, const uint8_t setup[8]);

/* How much of an OUT transfer of which @left is left to offer at once. */
uint32_t fault_piece(struct faults *faults, uint32_t left, uint16_t max_packet);

#endif
