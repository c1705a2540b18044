// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* DFU mode over the driver: the boot loader's device, with no other endpoint than 0. */
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#include "boot/device.h"
#include "nfod/wire.h"
#include "otg.h"
#include "rig.h"
#include "unit/descriptors.h"

#define ADDRESS 11u
#define POLL_NS 1000000u

/**
 * struct drive - with the old firmware in slot 0, in DFU mode
 */
struct drive {
	struct model flash;
	struct boot boot;
	struct dfu_device device;
	struct bench bench;
	struct file old, new;
	uint64_t now_ns;
};

static void pump(void *ctx)
{
	struct drive *drive = ctx;

	chip_interrupt();
	otg_poll(&otg_dfu, &drive->device);
	drive->now_ns += POLL_NS / 10;
	dfu_device_poll(&drive->device, drive->now_ns);
}

static int request(struct drive *drive, uint8_t type, uint8_t number, uint16_t value,
		   uint16_t length, void *bytes)
{
	const struct bench_setup setup = { type, number, value, 0, length };

	return bench_control(&drive->bench, &setup, bytes);
}

static void enumerate(struct drive *drive)
{
	enum nfod_usb_speed speed = drive->bench.full ? NFOD_USB_FULL : NFOD_USB_HIGH;
	uint8_t bytes[256];
	struct tally seen;

	bench_reset(&drive->bench);
	descriptors_device(bytes, (uint32_t)request(drive, 0x80, 6, 0x0100, 64, bytes), speed);
	assert_int_equal(request(drive, 0, 5, ADDRESS, 0, NULL), 0);
	drive->bench.address = ADDRESS;
	seen = descriptors_configuration(
		bytes, (uint32_t)request(drive, 0x80, 6, 0x0200, 255, bytes), 2, speed);
	assert_false(descriptors_bos(bytes, (uint32_t)request(drive, 0x80, 6, 0x0f00, 255, bytes)));
	assert_true(seen.dfu && seen.interfaces == 1 && !seen.endpoints);
	assert_int_equal(request(drive, 0, 9, 1, 0, NULL), 0);
}

static void start(struct drive *drive, uint64_t seed)
{
	memset(drive, 0, sizeof(*drive));
	model_init(&drive->flash, RIG_SECTOR, seed);
	drive->old = rig_pack(&drive->flash, &rig_old);
	drive->new = rig_pack(&drive->flash, &rig_new);
	rig_install(&drive->flash, &drive->old);
	assert_int_equal(rig_start(&drive->boot, &drive->flash).slot, 0);
	chip_power_on(seed);
	bench_init(&drive->bench, pump, drive);
	assert_true(otg_init());
	otg_power(true);
	dfu_device_init(&drive->device, &otg_ops, NULL, "UNIT-TEST", &drive->boot, 0);
	assert_true(chip_is_attached());
	enumerate(drive);
}

static void stop(struct drive *drive)
{
	assert_int_equal(otg_first_error(), OTG_GOOD);
	model_free(&drive->flash);
	free(drive->old.bytes);
	free(drive->new.bytes);
}

/* As dfu-util does. Return: the state once it is not busy. */
static uint8_t wait(struct drive *drive, uint8_t *why)
{
	uint8_t status[NFOD_DFU_STATUS_BYTES];

	for (uint32_t n = 0; n < 100000; n++) {
		assert_int_equal(request(drive, 0xa1, NFOD_DFU_GETSTATUS, 0, sizeof(status),
					 status),
				 sizeof(status));
		*why = status[0];
		if (status[4] != NFOD_DFU_DNBUSY && status[4] != NFOD_DFU_MANIFEST)
			return status[4];
	}
	fail_msg("busy for ever");
	return 0;
}

static uint8_t send_block(struct drive *drive, uint16_t number, const uint8_t *bytes, uint16_t len)
{
	static uint8_t block[NFOD_USB_EP0_BYTES];
	uint8_t why;

	if (len)
		memcpy(block, bytes, len);
	assert_int_equal(request(drive, 0x21, NFOD_DFU_DNLOAD, number, len, block), len);
	return wait(drive, &why);
}

/* Return: whether the file was taken, to its end. */
static bool download(struct drive *drive, uint32_t size)
{
	const struct file *file = &drive->new;
	uint16_t number = 0;

	for (uint32_t at = 0; at < file->len; at += size) {
		uint32_t some = file->len - at < size ? file->len - at : size;

		if (send_block(drive, number++, file->bytes + at, (uint16_t)some) !=
		    NFOD_DFU_DNLOAD_IDLE)
			return false;
	}
	return send_block(drive, number, NULL, 0) == NFOD_DFU_IDLE;
}

static void whole_update(void **state)
{
	static const uint32_t sizes[] = { 4096, 1024, 1000, 64 };
	struct drive drive;

	(void)state;
	for (uint32_t n = 0; n < sizeof(sizes) / sizeof(sizes[0]); n++) {
		start(&drive, n + 1);
		chip_trouble.jitter = n & 1;
		drive.bench.lossy = n & 1 ? 30 : 0;
		drive.bench.full = n >= 2;
		enumerate(&drive);
		assert_true(download(&drive, sizes[n]));
		assert_true(rig_holds(&drive.flash, 1, &drive.new));
		assert_false(dfu_device_is_over(&drive.device));
		/* The host resets the bus: the drive starts anew, with the new image on trial. */
		bench_reset(&drive.bench);
		assert_true(dfu_device_is_over(&drive.device));
		assert_int_equal(rig_start(&drive.boot, &drive.flash).slot, 1);
		stop(&drive);
	}
}

/* Every so often the host gives a block up, asks for something else, and sends it again. */
static void interrupted_blocks(void **state)
{
	struct drive drive;
	uint8_t bytes[64] = { 0 };
	uint8_t why;

	(void)state;
	start(&drive, 5);
	for (uint16_t n = 0; n < 4; n++) {
		const struct bench_setup setup = { 0x21, NFOD_DFU_DNLOAD, n, 0, 1024 };

		bench_send_setup(&drive.bench, &setup);
		for (uint32_t packets = 0; packets < 4u * n; packets++) {
			pump(&drive);
			bench_out_packet(&drive.bench, 0, bytes, 64);
		}
		assert_int_equal(wait(&drive, &why), n ? NFOD_DFU_DNLOAD_IDLE : NFOD_DFU_IDLE);
		assert_int_equal(send_block(&drive, n, drive.new.bytes + 1024 * n, 1024),
				 NFOD_DFU_DNLOAD_IDLE);
	}
	stop(&drive);
}

/* A refusal has its reason, as a string. */
static void refusal_in_words(void **state)
{
	struct drive drive;
	const struct bench_setup reason = { 0x80, 6, 0x0300 | NFOD_DFU_STRING_REASON, 0x0409, 255 };
	uint8_t text[255];
	uint8_t why;
	int len;

	(void)state;
	start(&drive, 6);
	drive.new.bytes[0] ^= 1;
	assert_false(download(&drive, 4096));
	assert_int_equal(wait(&drive, &why), NFOD_DFU_ERROR);
	assert_int_not_equal(why, NFOD_DFU_OK);
	len = bench_control(&drive.bench, &reason, text);
	assert_true(len > 20);
	assert_int_equal(text[0], len);
	assert_int_equal(request(&drive, 0x21, NFOD_DFU_CLRSTATUS, 0, 0, NULL), 0);
	assert_int_equal(wait(&drive, &why), NFOD_DFU_IDLE);
	stop(&drive);
}

/* The drive has no endpoints here: nothing answers on them, and nothing is given out. */
static void nothing_else(void **state)
{
	struct drive drive;
	uint8_t bytes[64];
	uint32_t pid, len;

	(void)state;
	start(&drive, 7);
	assert_int_equal(chip_in(ADDRESS, 2, &pid, bytes, &len, true), CHIP_SILENCE);
	assert_int_equal(chip_out(ADDRESS, 1, 0, bytes, 64), CHIP_SILENCE);
	assert_int_equal(request(&drive, 0xa1, 2, 0, 64, bytes), BENCH_STALL);
	assert_true(download(&drive, 4096));
	stop(&drive);
}

static void electrical_tests(void **state)
{
	struct drive drive;

	(void)state;
	start(&drive, 9);
	for (uint16_t index = 0; index < 0x0600; index += 0x80) {
		const struct bench_setup setup = { 0, 3, 2, index, 0 };

		if (index & 0xff || !index || index > 0x0400)
			assert_int_equal(bench_control(&drive.bench, &setup, NULL), BENCH_STALL);
	}
	assert_int_equal(chip_test_mode(), 0);
	assert_int_equal(
		bench_control(&drive.bench, &(struct bench_setup){ 0, 3, 2, 0x0300, 0 }, NULL), 0);
	assert_int_equal(chip_test_mode(), NFOD_USB_TEST_SE0_NAK);
	stop(&drive);
	start(&drive, 10);
	drive.bench.full = true;
	enumerate(&drive);
	assert_int_equal(bench_control(&drive.bench, &(struct bench_setup){ 0, 3, 2, 0x0300, 0 },
				       NULL),
			 BENCH_STALL);
	stop(&drive);
}

/* DFU mode follows the drive on the same controller. */
static void controller_begins_anew(void **state)
{
	struct drive drive;

	(void)state;
	start(&drive, 8);
	assert_true(otg_init());
	assert_false(chip_is_attached());
	dfu_device_init(&drive.device, &otg_ops, NULL, "UNIT-TEST", &drive.boot, 0);
	assert_true(chip_is_attached());
	enumerate(&drive);
	assert_true(download(&drive, 4096));
	stop(&drive);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_update),		  cmocka_unit_test(interrupted_blocks),
		cmocka_unit_test(refusal_in_words),	  cmocka_unit_test(nothing_else),
		cmocka_unit_test(controller_begins_anew), cmocka_unit_test(electrical_tests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
