// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The class of DFU 1.1 against a host that goes about it as dfu-util does, and one that does
 * whatever comes to its mind.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"

#include "boot/dfu.h"
#include "rig.h"

/* Polls of the drive's main loop while the host sleeps for a poll timeout. */
#define POLLS_A_SLEEP 7u
#define SLEEPS_MOST 10000u

/**
 * struct drive - with the old firmware in slot 0, in DFU mode
 */
struct drive {
	struct model model;
	struct boot boot;
	struct dfu dfu;
	struct file old, new;
};

static void set_up(struct drive *drive)
{
	model_init(&drive->model, RIG_SECTOR, 1);
	drive->old = rig_pack(&drive->model, &rig_old);
	drive->new = rig_pack(&drive->model, &rig_new);
	rig_install(&drive->model, &drive->old);
	assert_int_equal(rig_start(&drive->boot, &drive->model).slot, 0);
	dfu_init(&drive->dfu, &drive->boot, 0);
}

static void tear_down(struct drive *drive)
{
	model_free(&drive->model);
	free(drive->old.bytes);
	free(drive->new.bytes);
}

static uint32_t status(struct drive *drive, uint8_t to[NFOD_DFU_STATUS_BYTES])
{
	assert_int_equal(dfu_in(&drive->dfu, NFOD_DFU_GETSTATUS, to), NFOD_DFU_STATUS_BYTES);
	assert_int_equal(to[2] + to[3], 0);
	assert_int_equal(
		to[5], to[4] == NFOD_DFU_ERROR && drive->dfu.refusal ? NFOD_DFU_STRING_REASON : 0);
	return to[4];
}

static uint32_t state_of(struct drive *drive)
{
	uint8_t state;

	assert_int_equal(dfu_in(&drive->dfu, NFOD_DFU_GETSTATE, &state), 1);
	return state;
}

/* Asks until the drive is not busy. Return: its state then. */
static uint32_t wait(struct drive *drive, uint8_t to[NFOD_DFU_STATUS_BYTES])
{
	for (uint32_t sleeps = 0; sleeps < SLEEPS_MOST; sleeps++) {
		uint32_t state = status(drive, to);

		if (state != NFOD_DFU_DNBUSY && state != NFOD_DFU_MANIFEST)
			return state;
		assert_int_not_equal(to[1], 0);
		for (uint32_t n = 0; n < POLLS_A_SLEEP; n++)
			dfu_poll(&drive->dfu);
	}
	fail_msg("busy for ever");
	return NFOD_DFU_ERROR;
}

/* Return: status of the first block that is not taken, NFOD_DFU_OK = all were. */
static uint32_t send(struct drive *drive, const uint8_t *bytes, uint32_t len, uint32_t size)
{
	uint8_t answer[NFOD_DFU_STATUS_BYTES];

	for (uint32_t at = 0, block = 0; at < len; at += size, block++) {
		uint32_t some = len - at < size ? len - at : size;

		assert_true(
			dfu_out(&drive->dfu, NFOD_DFU_DNLOAD, (uint16_t)block, bytes + at, some));
		if (wait(drive, answer) != NFOD_DFU_DNLOAD_IDLE)
			return answer[0];
	}
	return NFOD_DFU_OK;
}

/* Return: what dfu-util would report. */
static uint32_t download(struct drive *drive, const uint8_t *bytes, uint32_t len, uint32_t size)
{
	uint8_t answer[NFOD_DFU_STATUS_BYTES];
	uint32_t sent, state;

	if (status(drive, answer) == NFOD_DFU_ERROR)
		assert_true(dfu_out(&drive->dfu, NFOD_DFU_CLRSTATUS, 0, NULL, 0));
	sent = send(drive, bytes, len, size);
	if (sent != NFOD_DFU_OK)
		return sent;
	assert_true(dfu_out(&drive->dfu, NFOD_DFU_DNLOAD, 0, NULL, 0));
	state = wait(drive, answer);
	assert_int_equal(state, answer[0] ? NFOD_DFU_ERROR : NFOD_DFU_IDLE);
	return answer[0];
}

static void start(struct drive *drive, uint32_t slot, bool trial)
{
	struct boot_choice choice = rig_start(&drive->boot, &drive->model);

	assert_int_equal(choice.slot, slot);
	assert_int_equal(choice.trial, trial);
}

static void functional_descriptor(void **state)
{
	static const uint8_t wanted[] = { 9, 0x21, 0x0d, 0xe8, 0x03, 0x00, 0x10, 0x10, 0x01 };
	uint8_t descriptor[NFOD_DFU_FUNCTIONAL_BYTES];

	(void)state;
	nfod_dfu_functional(descriptor);
	assert_memory_equal(descriptor, wanted, sizeof(wanted));
}

static void good_file(void **state)
{
	static const uint32_t sizes[] = { 64, 1000, 4096 };
	struct drive drive;

	(void)state;
	for (uint32_t n = 0; n < sizeof(sizes) / sizeof(sizes[0]); n++) {
		set_up(&drive);
		assert_int_equal(download(&drive, drive.new.bytes, drive.new.len, sizes[n]),
				 NFOD_DFU_OK);
		assert_true(drive.dfu.complete);
		start(&drive, 1, true);
		assert_true(rig_holds(&drive.model, 1, &drive.new));
		tear_down(&drive);
	}
}

/* Which status each refusal becomes; the reason itself is there for those who ask further. */
static void refused_files(void **state)
{
	static const struct {
		struct firmware firmware;
		uint32_t status;
		enum nfod_refusal refusal;
	} bad[] = {
		{ { NFOD_HARDWARE_STM32H743, 1, 2, 0, 64 },
		  NFOD_DFU_ERR_TARGET,
		  NFOD_REFUSED_HARDWARE },
		{ { NFOD_HARDWARE_MPS2, 1, 0, 0, 64 }, NFOD_DFU_ERR_FILE, NFOD_REFUSED_SECURITY },
		{ { NFOD_HARDWARE_MPS2, 1, 2, 2, 64 }, NFOD_DFU_ERR_FILE, NFOD_REFUSED_KEY },
	};
	struct drive drive;

	(void)state;
	set_up(&drive);
	for (uint32_t n = 0; n < sizeof(bad) / sizeof(bad[0]); n++) {
		struct file file = rig_pack(&drive.model, &bad[n].firmware);

		assert_int_equal(download(&drive, file.bytes, file.len, 4096), bad[n].status);
		assert_int_equal(drive.dfu.refusal, bad[n].refusal);
		assert_false(drive.dfu.complete);
		free(file.bytes);
	}
	assert_int_equal(download(&drive, drive.new.bytes, drive.new.len - 32, 4096),
			 NFOD_DFU_ERR_NOTDONE);
	drive.new.bytes[drive.new.len - 1] ^= 1;
	assert_int_equal(download(&drive, drive.new.bytes, drive.new.len, 4096),
			 NFOD_DFU_ERR_VERIFY);
	drive.new.bytes[drive.new.len - 1] ^= 1;
	start(&drive, 0, false);
	assert_int_equal(download(&drive, drive.new.bytes, drive.new.len, 4096), NFOD_DFU_OK);
	start(&drive, 1, true);
	tear_down(&drive);
}

/* On trial the drive says no at the first block. */
static void not_on_trial(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	assert_int_equal(download(&drive, drive.new.bytes, drive.new.len, 4096), NFOD_DFU_OK);
	start(&drive, 1, true);
	dfu_init(&drive.dfu, &drive.boot, 1);
	assert_int_equal(download(&drive, drive.new.bytes, drive.new.len, 4096),
			 NFOD_DFU_ERR_VENDOR);
	assert_int_equal(drive.dfu.refusal, NFOD_REFUSED_TRIAL);
	tear_down(&drive);
}

/* The cable goes after any block, while it is worked off: the next attempt succeeds. */
static void unplugged_at_each_block(void **state)
{
	struct drive drive;

	(void)state;
	for (uint32_t len = 512; len < RIG_IMAGE * 2; len += 512) {
		uint32_t polls = len / 512 % 5;

		set_up(&drive);
		assert_int_equal(send(&drive, drive.new.bytes, len - 512, 512), NFOD_DFU_OK);
		dfu_out(&drive.dfu, NFOD_DFU_DNLOAD, (uint16_t)(len / 512 - 1),
			drive.new.bytes + len - 512, 512);
		while (polls--)
			dfu_poll(&drive.dfu);
		dfu_init(&drive.dfu, &drive.boot, 0);
		start(&drive, 0, false);
		assert_int_equal(download(&drive, drive.new.bytes, drive.new.len, 512),
				 NFOD_DFU_OK);
		start(&drive, 1, true);
		tear_down(&drive);
	}
}

/* While a sector is being erased: the drive remembers, though the host does not. */
static void unplugged_within_an_erasure(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	assert_int_equal(send(&drive, drive.new.bytes, drive.new.container[1], 64), NFOD_DFU_OK);
	for (uint32_t n = 0; !drive.model.polls; n++) {
		assert_true(n < 100);
		assert_true(dfu_out(&drive.dfu, NFOD_DFU_DNLOAD,
				    (uint16_t)(drive.new.container[1] / 64 + n),
				    drive.new.bytes + drive.new.container[1] + n * 64, 64));
		while (!drive.model.polls && dfu_poll(&drive.dfu))
			;
		if (!drive.model.polls)
			assert_int_equal(wait(&drive, (uint8_t[NFOD_DFU_STATUS_BYTES]){ 0 }),
					 NFOD_DFU_DNLOAD_IDLE);
	}
	dfu_init(&drive.dfu, &drive.boot, 0);
	assert_int_equal(download(&drive, drive.new.bytes, drive.new.len, 4096), NFOD_DFU_OK);
	start(&drive, 1, true);
	tear_down(&drive);
}

static void aborted_file(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	assert_int_equal(send(&drive, drive.new.bytes, 8192, 4096), NFOD_DFU_OK);
	assert_true(dfu_out(&drive.dfu, NFOD_DFU_ABORT, 0, NULL, 0));
	assert_int_equal(state_of(&drive), NFOD_DFU_IDLE);
	assert_int_equal(download(&drive, drive.new.bytes, drive.new.len, 4096), NFOD_DFU_OK);
	tear_down(&drive);
}

/* While it is read back: it does not go on trial behind the host's back. */
static void aborted_manifestation(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	assert_int_equal(send(&drive, drive.new.bytes, drive.new.len, 4096), NFOD_DFU_OK);
	assert_true(dfu_out(&drive.dfu, NFOD_DFU_DNLOAD, 0, NULL, 0));
	assert_true(dfu_poll(&drive.dfu));
	assert_true(dfu_out(&drive.dfu, NFOD_DFU_ABORT, 0, NULL, 0));
	while (dfu_poll(&drive.dfu))
		;
	start(&drive, 0, false);
	tear_down(&drive);
}

/* Nor behind an error; and an abort after all is done takes nothing back. */
static void stalled_manifestation(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	assert_int_equal(send(&drive, drive.new.bytes, drive.new.len, 4096), NFOD_DFU_OK);
	assert_true(dfu_out(&drive.dfu, NFOD_DFU_DNLOAD, 0, NULL, 0));
	assert_false(dfu_out(&drive.dfu, NFOD_DFU_DNLOAD, 0, NULL, 0));
	while (dfu_poll(&drive.dfu))
		;
	start(&drive, 0, false);
	assert_int_equal(download(&drive, drive.new.bytes, drive.new.len, 4096), NFOD_DFU_OK);
	assert_true(dfu_out(&drive.dfu, NFOD_DFU_ABORT, 0, NULL, 0));
	assert_true(drive.dfu.complete);
	start(&drive, 1, true);
	tear_down(&drive);
}

static void blocks_out_of_order(void **state)
{
	uint8_t answer[NFOD_DFU_STATUS_BYTES];
	struct drive drive;

	(void)state;
	set_up(&drive);
	assert_int_equal(send(&drive, drive.new.bytes, 4096, 2048), NFOD_DFU_OK);
	assert_false(dfu_out(&drive.dfu, NFOD_DFU_DNLOAD, 1, drive.new.bytes + 2048, 2048));
	assert_int_equal(status(&drive, answer), NFOD_DFU_ERROR);
	assert_int_equal(answer[0], NFOD_DFU_ERR_ADDRESS);
	assert_int_equal(download(&drive, drive.new.bytes, drive.new.len, 4096), NFOD_DFU_OK);
	tear_down(&drive);
}

/* What a state does not know is stalled, and told. */
static void requests_out_of_place(void **state)
{
	static const uint8_t requests[] = { NFOD_DFU_DETACH, NFOD_DFU_CLRSTATUS, 7, 255 };
	uint8_t answer[NFOD_DFU_STATUS_BYTES];
	struct drive drive;

	(void)state;
	set_up(&drive);
	for (uint32_t n = 0; n < sizeof(requests); n++) {
		assert_false(dfu_out(&drive.dfu, requests[n], 0, NULL, 0));
		assert_int_equal(status(&drive, answer), NFOD_DFU_ERROR);
		assert_int_equal(answer[0], NFOD_DFU_ERR_STALLEDPKT);
		assert_true(dfu_out(&drive.dfu, NFOD_DFU_CLRSTATUS, 0, NULL, 0));
		assert_int_equal(state_of(&drive), NFOD_DFU_IDLE);
	}
	assert_int_equal(dfu_in(&drive.dfu, NFOD_DFU_UPLOAD, answer), 0);
	assert_int_equal(state_of(&drive), NFOD_DFU_ERROR);
	assert_false(dfu_out(&drive.dfu, NFOD_DFU_ABORT, 0, NULL, 0));
	assert_true(dfu_out(&drive.dfu, NFOD_DFU_CLRSTATUS, 0, NULL, 0));
	assert_false(dfu_out(&drive.dfu, NFOD_DFU_DNLOAD, 0, NULL, 0));
	tear_down(&drive);
}

/* Requests, blocks and sleeps by the dice: the old image stays, and a proper host succeeds. */
static void host_without_sense(void **state)
{
	uint8_t answer[NFOD_DFU_STATUS_BYTES];
	struct model dice = { .dice = 6 };
	struct drive drive;

	(void)state;
	set_up(&drive);
	for (uint32_t n = 0; n < 20000; n++) {
		uint32_t what = model_random(&dice, 12);
		uint32_t at = model_random(&dice, drive.new.len - 512);

		if (what < 5)
			dfu_out(&drive.dfu, NFOD_DFU_DNLOAD, drive.dfu.block, drive.new.bytes + at,
				1 + model_random(&dice, 512));
		else if (what < 8)
			dfu_out(&drive.dfu, (uint8_t)model_random(&dice, 8),
				(uint16_t)model_random(&dice, 3), drive.new.bytes,
				model_random(&dice, 64));
		else if (what < 10)
			dfu_in(&drive.dfu, (uint8_t)(2 + model_random(&dice, 4)), answer);
		else
			dfu_poll(&drive.dfu);
		assert_false(drive.dfu.complete);
	}
	start(&drive, 0, false);
	dfu_init(&drive.dfu, &drive.boot, 0);
	assert_int_equal(download(&drive, drive.new.bytes, drive.new.len, 4096), NFOD_DFU_OK);
	start(&drive, 1, true);
	tear_down(&drive);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(functional_descriptor),
		cmocka_unit_test(good_file),
		cmocka_unit_test(refused_files),
		cmocka_unit_test(not_on_trial),
		cmocka_unit_test(unplugged_at_each_block),
		cmocka_unit_test(unplugged_within_an_erasure),
		cmocka_unit_test(aborted_file),
		cmocka_unit_test(aborted_manifestation),
		cmocka_unit_test(stalled_manifestation),
		cmocka_unit_test(blocks_out_of_order),
		cmocka_unit_test(requests_out_of_place),
		cmocka_unit_test(host_without_sense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
