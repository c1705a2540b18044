// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The drive on mps2-an500: the servo from its interrupt, everything else from the main loop.
 */
#include "core.h"
#include "mps2.h"
#include "boot/boot.h"
#include "boot_key.h"
#include "lockstep.h"

/* When nothing has gone wrong for so long since power-up, the image is a good one. */
#define HEALTHY_NS 1000000000u

static _Alignas(16) uint8_t memory[NFOD_FW_BYTES];
static struct nfod_fw *fw;
static uint64_t start_ns;

/**
 * struct servo_call - what interrupt and main loop share
 * @asked: ticks that the interrupt was raised for
 * @answered: and those that it has answered
 * @news: nfod_fw_servo_tick() wants a poll
 */
static volatile struct servo_call {
	uint32_t asked;
	uint32_t answered;
	bool news;
} servo;

static const struct boot_identity identity = {
	.hardware = NFOD_HARDWARE_MPS2,
	.keys = sizeof(boot_key) / sizeof(boot_key[0]),
	.key = boot_key,
};

static void doorbell(void *ctx)
{
	(void)ctx;
	lockstep_ask(NFOD_LOCKSTEP_DOORBELL);
}

void board_servo(void)
{
	servo.news = nfod_fw_servo_tick(fw);
	servo.answered++;
}

static bool power_up(void)
{
	const struct nfod_board board = {
		.usb = &lockstep_usb,
		.doorbell = doorbell,
		.fe = &LOCKSTEP->fe,
		.buffer = (void *)NFOD_LOCKSTEP_BUFFER,
		.buffer_pages = NFOD_LOCKSTEP_PAGES,
		.boot = LOCKSTEP->boot,
		.serial = LOCKSTEP->serial,
		.figures = &LOCKSTEP->figures,
	};

	start_ns = LOCKSTEP->now_ns;
	fw = nfod_fw_init(memory, &board, start_ns);
	return fw;
}

static uint32_t tick(void)
{
	servo.asked++;
	mps2_raise_servo();
	return servo.news;
}

static uint32_t locate(void)
{
	uint8_t sector = 0;
	bool found = nfod_fw_locate(fw, LOCKSTEP->lba, &LOCKSTEP->cluster, &sector);

	LOCKSTEP->sector = sector;
	return found;
}

/* Return: what the call asks for. */
static uint32_t obey(enum nfod_lockstep_call call)
{
	switch (call) {
	case NFOD_LOCKSTEP_POWER_UP:
		return power_up();
	case NFOD_LOCKSTEP_POLL:
		nfod_fw_poll(fw, LOCKSTEP->now_ns);
		return 0;
	case NFOD_LOCKSTEP_TICK:
		return tick();
	case NFOD_LOCKSTEP_RESET:
		nfod_usb_reset(fw, (enum nfod_usb_speed)LOCKSTEP->number);
		return 0;
	case NFOD_LOCKSTEP_CONTROL:
		nfod_usb_control(fw, LOCKSTEP->setup, LOCKSTEP->len ? LOCKSTEP->to_image : NULL,
				 LOCKSTEP->len);
		return 0;
	case NFOD_LOCKSTEP_OUT:
		return nfod_usb_out(fw, (uint8_t)LOCKSTEP->ep, LOCKSTEP->to_image, LOCKSTEP->len,
				    LOCKSTEP->number);
	case NFOD_LOCKSTEP_IN_DONE:
		nfod_usb_in_done(fw, (struct nfod_usb_in *)LOCKSTEP->number);
		return 0;
	case NFOD_LOCKSTEP_LOCATE:
		return locate();
	default:
		__builtin_trap();
	}
}

static void report(enum nfod_lockstep_call call, uint32_t result)
{
	LOCKSTEP->result = result;
	if (!fw)
		return;
	LOCKSTEP->rests = nfod_fw_servo_rests(fw);
	if (call != NFOD_LOCKSTEP_TICK)
		LOCKSTEP->deadline_ns = nfod_fw_next_deadline(fw);
}

/* An image on trial has passed it; one that ended in faults has not this time. */
static void confirm(void)
{
	static struct boot boot;

	boot_open(&boot, &board_flash, &identity);
	boot_confirm(&boot, board_running_slot());
	board_fault.magic = 0;
}

/* The main loop gets round, and the servo has answered each of its ticks. */
static void watch_health(void)
{
	static bool confirmed;

	if (servo.answered != servo.asked)
		return;
	board_feed();
	if (confirmed || LOCKSTEP->now_ns - start_ns < HEALTHY_NS)
		return;
	confirm();
	confirmed = true;
}

int main(void)
{
	mps2_open_window();
	if (LOCKSTEP->magic != NFOD_LOCKSTEP_MAGIC || LOCKSTEP->version != NFOD_LOCKSTEP_VERSION)
		__builtin_trap();
	mps2_allow_servo();
	lockstep_ask(NFOD_LOCKSTEP_STARTED);
	for (;;) {
		enum nfod_lockstep_call call = LOCKSTEP->call;

		report(call, obey(call));
		watch_health();
		lockstep_ask(NFOD_LOCKSTEP_DONE);
	}
}
