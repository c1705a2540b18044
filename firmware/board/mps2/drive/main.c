// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The drive on mps2-an500: the servo from its interrupt, everything else from the main loop.
 */
#include "core.h"
#include "mps2.h"
#include "boot/fault.h"
#include "boot/settings.h"
#include "lockstep.h"
#include "nfod_fw.h"
#include "spoil.h"

static _Alignas(16) uint8_t memory[NFOD_FW_BYTES];
static struct nfod_fw *fw;
static uint64_t start_ns;
static struct boot boot;
static struct settings settings;
/* What the host is told of it. */
static struct nfod_firmware told;

/**
 * struct servo_call - what interrupt and main loop share
 * @asked: ticks that the interrupt was raised for
 * @answered: and those that it has answered
 * @news: nfod_fw_servo_tick() wants a poll
 * @overruns: it is not to return
 * @unheld: it is not to be kept waiting
 * @called_at: the clock when the call under way began
 */
static volatile struct servo_call {
	uint32_t asked;
	uint32_t answered;
	bool news;
	bool overruns;
	bool unheld;
	uint32_t called_at;
} servo;

static void doorbell(void *ctx)
{
	(void)ctx;
	lockstep_ask(NFOD_LOCKSTEP_DOORBELL);
}

static void hold_servo(void *ctx, bool hold)
{
	if (!servo.unheld)
		board_hold_servo(ctx, hold);
}

static uint32_t passed(void)
{
	return mps2_clock() - servo.called_at;
}

/* The timer says that it is time for a tick; its block is there when the twin has brought it. */
static void await_block(void)
{
	servo.asked++;
	mps2_servo_came();
	LOCKSTEP->passed = passed();
	LOCKSTEP->tick_due = true;
	lockstep_ring();
	mps2_servo_after(LOCKSTEP->next_tick);
}

void board_servo(void)
{
	bool within = LOCKSTEP->call != NFOD_LOCKSTEP_TICK;

	if (within)
		await_block();
	servo.news |= nfod_fw_servo_tick(fw);
	while (servo.overruns)
		;
	servo.answered++;
	if (within)
		LOCKSTEP->answered = passed();
}

static bool power_up(void)
{
	const struct nfod_board board = {
		.usb = &lockstep_usb,
		.doorbell = doorbell,
		.hold_servo = hold_servo,
		.fe = &LOCKSTEP->fe,
		.buffer = (void *)NFOD_LOCKSTEP_BUFFER,
		.buffer_pages = NFOD_LOCKSTEP_PAGES,
		.boot = LOCKSTEP->boot,
		.serial = LOCKSTEP->serial,
		.figures = &LOCKSTEP->figures,
		.firmware = &told,
		.keeper = &settings.keeper,
		.fault = fault_good(&board_fault) ? &board_fault : NULL,
	};

	boot_open(&boot, &board_flash, &mps2_identity);
	boot_tell(&boot, board_running_slot(), &told);
	settings_open(&settings, &board_flash);
	start_ns = LOCKSTEP->now_ns;
	fw = nfod_fw_init(memory, &board, start_ns);
	return fw;
}

static uint32_t tick(void)
{
	servo.asked++;
	servo.news = false;
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
	case NFOD_LOCKSTEP_SPOIL:
		servo.overruns = LOCKSTEP->number == NFOD_LOCKSTEP_OVERRUN;
		servo.unheld = LOCKSTEP->number == NFOD_LOCKSTEP_DOOR;
		spoil((enum nfod_lockstep_fault)LOCKSTEP->number);
		return 0;
	default:
		__builtin_trap();
	}
}

/* When an image on trial will have run for long enough. */
static uint64_t trial_ns(void)
{
	uint64_t due = start_ns + NFOD_FW_TRIAL_NS;

	return told.trial && LOCKSTEP->now_ns < due ? due : NFOD_FW_NEVER;
}

static uint64_t deadline(void)
{
	uint64_t firmware = nfod_fw_next_deadline(fw);

	return firmware < trial_ns() ? firmware : trial_ns();
}

static void report(enum nfod_lockstep_call call, uint32_t result)
{
	LOCKSTEP->result = result;
	if (!fw)
		return;
	LOCKSTEP->rests = nfod_fw_servo_rests(fw);
	if (call != NFOD_LOCKSTEP_TICK)
		LOCKSTEP->deadline_ns = deadline();
}

/* Ticks come meanwhile, as the twin said when the first one does. */
static void begin_call(void)
{
	servo.called_at = mps2_clock();
	servo.news = false;
	mps2_servo_after(LOCKSTEP->next_tick);
}

static void end_call(void)
{
	mps2_servo_after(0);
	LOCKSTEP->passed = passed();
	LOCKSTEP->news = servo.news;
}

/* The main loop gets round, and the servo has answered each of its ticks. */
static void watch_health(void)
{
	if (servo.answered != servo.asked)
		return;
	board_feed();
	if (!fw || LOCKSTEP->now_ns - start_ns < NFOD_FW_TRIAL_NS)
		return;
	fault_end_row(&board_fault);
	if (nfod_fw_is_well(fw))
		boot_prove(&boot, &told);
}

static void carry_out(enum nfod_lockstep_call call)
{
	if (call != NFOD_LOCKSTEP_TICK)
		begin_call();
	report(call, obey(call));
	watch_health();
	if (call != NFOD_LOCKSTEP_TICK)
		end_call();
}

int main(void)
{
	if (!lockstep_heard())
		__builtin_trap();
	mps2_clock_start();
	mps2_allow_servo();
	lockstep_ask(NFOD_LOCKSTEP_STARTED);
	for (;;) {
		carry_out((enum nfod_lockstep_call)LOCKSTEP->call);
		if (fw && nfod_fw_has_left(fw))
			mps2_dfu(&boot, board_running_slot(), LOCKSTEP->now_ns + NFOD_FW_AWAY_NS);
		lockstep_ask(NFOD_LOCKSTEP_DONE);
	}
}
