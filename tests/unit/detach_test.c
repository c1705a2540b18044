// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The DFU interface at run time, and how the drive leaves the bus. */
#include "host.h"
#include "nfod/container.h"
#include "nfod/dfu.h"

#define CLASS_OUT 0x21
#define CLASS_IN 0xa1

static const struct nfod_firmware firmware = {
	.magic = NFOD_FIRMWARE_MAGIC,
	.hardware = NFOD_HARDWARE_HOST,
	.image_version = 12u << 24 | 3u << 16 | 4567u,
};

static uint8_t data[16 * NFOD_BLOCK_BYTES];

static struct rig *with_flash(void)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	rig->fw->board.firmware = &firmware;
	return rig;
}

static int detach(struct rig *rig)
{
	const struct rig_setup setup = { CLASS_OUT, NFOD_DFU_DETACH, 1000, NFOD_IF_DFU, 0 };

	return host_control(rig, &setup, NULL);
}

static int ask(struct rig *rig, uint8_t request, uint16_t length)
{
	const struct rig_setup setup = { CLASS_IN, request, 0, NFOD_IF_DFU, length };

	return host_control(rig, &setup, NULL);
}

static struct nfod_record write_some(struct rig *rig)
{
	struct nfod_command command = host_command(rig, NFOD_OP_WRITE, 0, 40, 16);

	memset(data, 0x5a, sizeof(data));
	return host_do(rig, &command, data);
}

/* Without flash there is nothing that could be updated. */
static void drive_without_flash(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	assert_int_equal(detach(rig), HOST_STALL);
	assert_int_equal(ask(rig, NFOD_DFU_GETSTATE, 1), HOST_STALL);
	assert_string_equal(host_identify(rig)->firmware, NFOD_FW_VERSION);
	rig_free(rig);
}

static void version_is_the_images(void **state)
{
	struct rig *rig = with_flash();

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	assert_string_equal(host_identify(rig)->firmware, "12.3.4567");
	rig_free(rig);
}

/* Whenever it is gone, nothing is owed any more, and nothing turns. */
static void flushes_and_parks_before_it_leaves(void **state)
{
	struct rig *rig = with_flash();
	uint32_t n;

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	assert_int_equal(write_some(rig).status, NFOD_ST_OK);
	assert_false(disc_is_clean(rig->fw));
	assert_int_equal(detach(rig), 0);
	assert_int_equal(ask(rig, NFOD_DFU_GETSTATE, 1), 1);
	assert_true(rig->connected);
	assert_int_equal(write_some(rig).status, NFOD_ST_NO_MEDIUM);
	rig_settle(rig);
	assert_false(rig->connected);
	assert_true(nfod_fw_has_left(rig->fw));
	assert_true(disc_is_clean(rig->fw));
	assert_true(kin_speed(&rig->fw->kin, rig->now) == 0.0);
	assert_true(rig->fe.sense & NFOD_FE_SENSE_DOOR_CLOSED);
	host_again(rig, NFOD_ALT_STREAMS);
	for (n = 0; n < sizeof(data) / NFOD_BLOCK_BYTES; n++)
		assert_memory_equal(rig_block(rig, 40 + n), data + n * NFOD_BLOCK_BYTES,
				    NFOD_BLOCK_BYTES);
	rig_free(rig);
}

/* Each block is whole; return how many of them have this byte, the others have the other one. */
static uint32_t count_blocks(struct rig *rig, uint64_t lba, uint8_t byte, uint8_t other)
{
	struct nfod_command command = host_command(rig, NFOD_OP_READ, 0, lba, 16);
	uint32_t count = 0;

	assert_int_equal(host_do(rig, &command, data).status, NFOD_ST_OK);
	for (uint32_t n = 0; n < sizeof(data); n++) {
		assert_true(data[n] == byte || data[n] == other);
		assert_int_equal(data[n], data[n - n % NFOD_BLOCK_BYTES]);
		count += data[n] == byte;
	}
	return count / NFOD_BLOCK_BYTES;
}

static void write_bytes(struct rig *rig, uint64_t lba, uint8_t byte)
{
	struct nfod_command command = host_command(rig, NFOD_OP_WRITE, 0, lba, 16);

	memset(data, byte, sizeof(data));
	assert_int_equal(host_do(rig, &command, data).status, NFOD_ST_OK);
}

/* Return: whether the drive had left before that many steps were over, when the power goes. */
static bool power_goes_while_it_leaves(uint32_t steps)
{
	struct rig *rig = with_flash();
	struct nfod_command flush;
	bool left;

	host_start(rig, NFOD_ALT_STREAMS);
	write_bytes(rig, 40, 0x11);
	write_bytes(rig, 400, 0x22);
	flush = host_command(rig, NFOD_OP_FLUSH, 0, 0, 0);
	assert_int_equal(host_do(rig, &flush, NULL).status, NFOD_ST_OK);
	write_bytes(rig, 40, 0x33);
	assert_int_equal(detach(rig), 0);
	while (steps-- && !nfod_fw_has_left(rig->fw))
		rig_step(rig);
	left = nfod_fw_has_left(rig->fw);
	host_again(rig, NFOD_ALT_STREAMS);
	assert_int_equal(count_blocks(rig, 400, 0x22, 0x22), 16);
	if (left)
		assert_int_equal(count_blocks(rig, 40, 0x33, 0x33), 16);
	else
		count_blocks(rig, 40, 0x33, 0x11);
	rig_free(rig);
	return left;
}

/* What was flushed stays; once it has left, so does all that was acknowledged. */
static void power_goes_at_each_step(void **state)
{
	uint32_t steps = 0;

	(void)state;
	while (!power_goes_while_it_leaves(steps))
		steps += 1 + steps / 16;
	assert_true(steps > 4);
}

static void leaves_while_a_disc_is_loaded(void **state)
{
	struct rig *rig = with_flash();

	(void)state;
	host_enumerate(rig, NFOD_USB_SUPER);
	nfod_fw_poll(rig->fw, rig->now);
	assert_int_equal(host_identify(rig)->medium_state, NFOD_MEDIUM_LOADING);
	assert_int_equal(detach(rig), 0);
	assert_int_equal(detach(rig), HOST_STALL);
	rig_settle(rig);
	assert_true(nfod_fw_has_left(rig->fw));
	assert_true(kin_speed(&rig->fw->kin, rig->now) == 0.0);
	rig_free(rig);
}

static void stays_while_the_disc_is_in_use(void **state)
{
	struct rig *rig = with_flash();

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	assert_int_equal(host_order(rig, NFOD_REQ_LOCK, 1, NULL, 0), 0);
	assert_int_equal(detach(rig), HOST_STALL);
	assert_int_equal(host_order(rig, NFOD_REQ_LOCK, 0, NULL, 0), 0);
	assert_int_equal(host_order(rig, NFOD_REQ_EJECT, 0, NULL, 0), 0);
	assert_int_equal(detach(rig), HOST_STALL);
	rig_settle(rig);
	assert_true(rig->connected);
	assert_false(nfod_fw_has_left(rig->fw));
	/* The tray is open now. */
	assert_int_equal(detach(rig), 0);
	rig_settle(rig);
	assert_true(nfod_fw_has_left(rig->fw));
	rig_free(rig);
}

static void lengths_and_places(void **state)
{
	static const struct rig_setup bad[] = {
		{ CLASS_OUT, NFOD_DFU_DETACH, 0, NFOD_IF_DFU, 1 },
		{ CLASS_OUT, NFOD_DFU_DETACH, 0, NFOD_IF_MANAGE, 0 },
		{ CLASS_OUT, NFOD_DFU_DETACH, 0, NFOD_IF_DFU | 0x100, 0 },
		{ CLASS_OUT & ~1, NFOD_DFU_DETACH, 0, NFOD_IF_DFU, 0 },
		{ CLASS_OUT, NFOD_DFU_DNLOAD, 0, NFOD_IF_DFU, 64 },
		{ CLASS_OUT, NFOD_DFU_ABORT, 0, NFOD_IF_DFU, 0 },
		{ CLASS_OUT, NFOD_DFU_CLRSTATUS, 0, NFOD_IF_DFU, 0 },
		{ CLASS_IN, NFOD_DFU_UPLOAD, 0, NFOD_IF_DFU, 64 },
		{ CLASS_IN, NFOD_DFU_GETSTATUS, 0, NFOD_IF_DFU, 5 },
		{ CLASS_IN, NFOD_DFU_GETSTATUS, 0, NFOD_IF_DFU, 7 },
		{ CLASS_IN, NFOD_DFU_GETSTATUS, 1, NFOD_IF_DFU, 6 },
		{ CLASS_IN, NFOD_DFU_GETSTATE, 0, NFOD_IF_DFU, 0 },
		{ CLASS_IN, NFOD_DFU_GETSTATE, 0, NFOD_IF_DFU, 2 },
		{ CLASS_IN, NFOD_DFU_DETACH, 0, NFOD_IF_DFU, 0 },
	};
	struct rig *rig = with_flash();

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	for (size_t n = 0; n < sizeof(bad) / sizeof(bad[0]); n++)
		assert_int_equal(host_control(rig, &bad[n], data), HOST_STALL);
	assert_int_equal(ask(rig, NFOD_DFU_GETSTATUS, NFOD_DFU_STATUS_BYTES),
			 NFOD_DFU_STATUS_BYTES);
	assert_false(rig->fw->drive.leave);
	rig_free(rig);
}

/* An image that no host could replace is not well. */
static void well_is_who_can_be_updated(void **state)
{
	struct rig *rig = with_flash();

	(void)state;
	rig_settle(rig);
	rig->now += NFOD_FW_TRIAL_NS;
	nfod_fw_poll(rig->fw, rig->now);
	assert_false(nfod_fw_is_well(rig->fw));
	host_enumerate(rig, NFOD_USB_HIGH);
	assert_true(nfod_fw_is_well(rig->fw));
	rig_free(rig);
	rig = with_flash();
	host_enumerate(rig, NFOD_USB_SUPER);
	assert_false(nfod_fw_is_well(rig->fw));
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drive_without_flash),
		cmocka_unit_test(version_is_the_images),
		cmocka_unit_test(flushes_and_parks_before_it_leaves),
		cmocka_unit_test(power_goes_at_each_step),
		cmocka_unit_test(leaves_while_a_disc_is_loaded),
		cmocka_unit_test(stays_while_the_disc_is_in_use),
		cmocka_unit_test(lengths_and_places),
		cmocka_unit_test(well_is_who_can_be_updated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
