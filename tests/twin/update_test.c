// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Updates of the twin's firmware over the USB path, by a host that leaves no time out: the
 * power goes at operations of the flash, the cable at blocks of the file, and each time an
 * image runs and the disc has its data. With UPDATE_MPS2, the folder of its images, the board is
 * the emulated one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "nfod/lockstep.h"
#include "redir.h"
#include "updater.h"

static struct updater it;

/* What was acknowledged and not flushed is on the disc before the drive is gone. */
static void data_survive(void **state)
{
	(void)state;
	updater_set_up(&it);
	updater_update(&it, &it.release[1]);
	updater_expect(&it, 2);
	updater_update(&it, &it.release[2]);
	updater_expect(&it, 3);
	updater_tear_down(&it);
}

/* Nobody configures it, so it never shows to be well: three starts, and version 1 is back. */
static void unconfirmed_image_goes(void **state)
{
	struct nfod_firmware firmware;

	(void)state;
	updater_set_up(&it);
	updater_update(&it, &it.release[1]);
	for (uint32_t starts = 1; starts < 4; starts++) {
		assert_true(rig_order(&it.rig, "power off"));
		assert_true(rig_order(&it.rig, "power on"));
	}
	updater_expect(&it, 1);
	firmware = updater_firmware(&it);
	assert_int_equal(firmware.verdict, NFOD_REFUSED_UNHEALTHY);
	updater_update(&it, &it.release[1]);
	updater_expect(&it, 2);
	updater_tear_down(&it);
}

/* Return: version that runs, confirmed; the disc has its data. */
static uint32_t run_after_cut(void)
{
	uint32_t version;

	assert_true(rig_order(&it.rig, "power on"));
	assert_false(updater_enumerate(&it));
	version = updater_major(&it);
	assert_int_equal(updater_firmware(&it).trial, 0);
	updater_check_disc(&it);
	return version;
}

/* The nth operation of an update from @version to the next one; counted from behind, if not above 0. */
static void cut_once(uint32_t version, int32_t at, uint32_t operations)
{
	const struct release *next = &it.release[version % 3];
	uint32_t ran;

	updater_detach(&it);
	assert_true(rig_order(&it.rig, "set power-cut-after-flash %u",
			      at > 0 ? (uint32_t)at : operations - (uint32_t)-at));
	assert_false(updater_send(&it, next, release_blocks(next)) && updater_finish(&it, next));
	ran = run_after_cut();
	if (ran == version % 3 + 1) {
		/* Only what the last operation leaves may be the new one. */
		assert_true(at <= 0);
		return;
	}
	assert_int_equal(ran, version);
	updater_update(&it, next);
	updater_expect(&it, version % 3 + 1);
}

/* From version 1 to 2. Return: operations of that, without those of its confirmation. */
static uint32_t count_operations(void)
{
	long before = rig_number(&it.rig, "flash_operations");
	long operations;

	updater_detach(&it);
	assert_true(updater_send(&it, &it.release[1], release_blocks(&it.release[1])) &&
		    updater_finish(&it, &it.release[1]));
	operations = rig_number(&it.rig, "flash_operations") - before;
	updater_expect(&it, 2);
	return (uint32_t)operations;
}

/* The power goes in the midst of an operation; what runs then is what ran, or what came. */
static void power_goes_at_operations(void **state)
{
	static const int32_t cuts[] = { 1, 2, 3, 4, 700, 2050, 4093, 4097, -4, -2, -1, 0 };
	uint32_t operations;
	uint32_t version = 2;

	(void)state;
	updater_set_up(&it);
	operations = count_operations();
	for (uint32_t n = 0; n < sizeof(cuts) / sizeof(cuts[0]); n++) {
		cut_once(version, cuts[n], operations - 2);
		version = version % 3 + 1;
	}
	updater_tear_down(&it);
}

static void cable_goes_at_blocks(void **state)
{
	static const uint32_t cuts[] = { 0, 1, 33, 36, 52, 68 };

	(void)state;
	updater_set_up(&it);
	for (uint32_t n = 0; n < sizeof(cuts) / sizeof(cuts[0]); n++) {
		updater_detach(&it);
		assert_true(updater_send(&it, &it.release[1], cuts[n]));
		assert_true(rig_order(&it.rig, "unplug"));
		assert_false(updater_settle(&it));
		assert_true(rig_order(&it.rig, "plug"));
		/* Without a request to its interface it is still in DFU mode. */
		if (updater_enumerate(&it)) {
			assert_int_equal(cuts[n], 0);
			redir_reset(&it.rig);
			assert_int_equal(rig_control(&it.rig, 0x00, 0x09, 1, 0, NULL, 0), 1);
			assert_int_equal(rig_control(&it.rig, UPDATER_CLASS_OUT, NFOD_DFU_DETACH, 0,
						     0, NULL, 0),
					 0);
		}
		updater_expect(&it, 1);
	}
	updater_update(&it, &it.release[1]);
	updater_expect(&it, 2);
	updater_tear_down(&it);
}

/* Where the file has what lies in flash. */
static long cells(char path[UPDATER_PATH])
{
	const long states =
		4096 + (long)(NFOD_FLASH_SECTORS * NFOD_FLASH_SECTOR_BYTES) / NFOD_FLASH_WORD;

	if (!it.mps2) {
		snprintf(path, UPDATER_PATH, "%s/flash", it.rig.directory);
		return states;
	}
	snprintf(path, UPDATER_PATH, "%.60s", it.firmware + 5);
	return (long)(NFOD_LOCKSTEP_CELLS - NFOD_LOCKSTEP_BASE) + states;
}

/* A byte of flash, in the file. */
static void spoil(uint32_t sector, uint32_t offset)
{
	char path[UPDATER_PATH];
	long at = cells(path) + (long)(sector * NFOD_FLASH_SECTOR_BYTES + offset);
	FILE *flash;
	int byte;

	flash = fopen(path, "r+b");
	assert_non_null(flash);
	assert_int_equal(fseek(flash, at, SEEK_SET), 0);
	byte = fgetc(flash);
	assert_int_equal(fseek(flash, at, SEEK_SET), 0);
	assert_int_equal(fputc(byte ^ 1, flash), byte ^ 1);
	assert_int_equal(fclose(flash), 0);
}

/* Slot 1 was never written, slot 0 rots: recovery, also when the power goes within it. */
static void recovery_takes_an_image(void **state)
{
	(void)state;
	updater_set_up(&it);
	assert_true(rig_order(&it.rig, "power off"));
	spoil(nfod_slot_sector(0), 5000);
	assert_true(rig_order(&it.rig, "power on"));
	assert_true(updater_enumerate(&it));
	assert_true(updater_send(&it, &it.release[1], 20));
	assert_true(rig_order(&it.rig, "power off"));
	assert_true(rig_order(&it.rig, "power on"));
	assert_true(updater_enumerate(&it));
	assert_true(updater_send(&it, &it.release[1], release_blocks(&it.release[1])));
	assert_true(updater_finish(&it, &it.release[1]));
	assert_false(updater_enumerate(&it));
	assert_int_equal(updater_major(&it), 2);
	updater_tear_down(&it);
}

static bool set_verify(uint16_t policy)
{
	return rig_control(&it.rig, 0x41, NFOD_REQ_VERIFY, policy, NFOD_IF_MANAGE, NULL, 0) >= 0;
}

static struct nfod_health_status power_cycle(void)
{
	struct nfod_health_status health;

	rig_order(&it.rig, "power off");
	assert_true(rig_order(&it.rig, "power on"));
	assert_false(updater_enumerate(&it));
	assert_int_equal(rig_control(&it.rig, 0xc1, NFOD_REQ_HEALTH, 0, NFOD_IF_MANAGE, &health,
				     sizeof(health)),
			 sizeof(health));
	return health;
}

/* The power goes in the midst of each word of a change; then both words of one rot. */
static void settings_outlive_power(void **state)
{
	struct nfod_health_status health;

	(void)state;
	updater_set_up(&it);
	assert_int_equal(drive_flush(&it.drive), NFOD_ST_OK);
	assert_int_equal(power_cycle().settings, NFOD_SETTINGS_KEPT);
	assert_true(set_verify(NFOD_VERIFY_ALWAYS));
	assert_int_equal(power_cycle().verify, NFOD_VERIFY_ALWAYS);
	for (uint32_t word = 1; word < 3; word++) {
		uint8_t found;

		assert_true(rig_order(&it.rig, "set power-cut-after-flash %u", word));
		set_verify(NFOD_VERIFY_OFF);
		health = power_cycle();
		found = health.verify;
		assert_true(found == NFOD_VERIFY_OFF || found == NFOD_VERIFY_ALWAYS);
		assert_int_equal(health.settings, NFOD_SETTINGS_KEPT);
		assert_int_equal(power_cycle().verify, found);
		assert_true(set_verify(NFOD_VERIFY_ALWAYS));
		assert_int_equal(power_cycle().verify, NFOD_VERIFY_ALWAYS);
	}
	assert_true(rig_order(&it.rig, "power off"));
	for (uint32_t n = 0; n < 12 * 2; n++)
		spoil(NFOD_SETTINGS_FIRST + NFOD_FLASH_BANK, n * NFOD_FLASH_WORD + 8);
	health = power_cycle();
	assert_int_equal(health.settings, NFOD_SETTINGS_LOST);
	assert_int_equal(health.verify, NFOD_VERIFY_SUSPICION);
	assert_true(set_verify(NFOD_VERIFY_OFF));
	health = power_cycle();
	assert_int_equal(health.settings, NFOD_SETTINGS_KEPT);
	assert_int_equal(health.verify, NFOD_VERIFY_OFF);
	updater_check_disc(&it);
	updater_tear_down(&it);
}

static void stalls(uint8_t type, uint8_t request, uint16_t value, uint16_t index, uint16_t len)
{
	uint8_t data[NFOD_DFU_BLOCK_BYTES + 64] = { 0 };

	assert_int_equal(rig_control(&it.rig, type, request, value, index, data, len), -1);
}

static void clear_status(void)
{
	uint8_t status[NFOD_DFU_STATUS_BYTES];

	if (updater_state(&it, status) == NFOD_DFU_ERROR)
		assert_true(rig_control(&it.rig, UPDATER_CLASS_OUT, NFOD_DFU_CLRSTATUS, 0, 0, NULL,
					0) >= 0);
	assert_int_equal(updater_state(&it, status), NFOD_DFU_IDLE);
}

static void bad_requests(void **state)
{
	uint8_t status[NFOD_DFU_STATUS_BYTES], descriptor[64];
	static const uint8_t interface[] = { 9, 4, 0, 0, 0, 0xfe, 1, 2, 0, 9, 0x21 };

	(void)state;
	updater_set_up(&it);
	stalls(UPDATER_CLASS_OUT, NFOD_DFU_DNLOAD, 0, NFOD_IF_DFU, 64);
	stalls(UPDATER_CLASS_OUT, NFOD_DFU_DETACH, 0, NFOD_IF_DFU, 1);
	stalls(UPDATER_CLASS_OUT, NFOD_DFU_DETACH, 0, NFOD_IF_MANAGE, 0);
	stalls(UPDATER_CLASS_OUT, NFOD_DFU_DETACH, 0, NFOD_IF_DFU + 1, 0);
	stalls(0x20, NFOD_DFU_DETACH, 0, NFOD_IF_DFU, 0);
	stalls(UPDATER_CLASS_IN, NFOD_DFU_GETSTATUS, 0, NFOD_IF_DFU, 5);
	stalls(UPDATER_CLASS_IN, NFOD_DFU_UPLOAD, 0, NFOD_IF_DFU, 64);
	stalls(0xc1, NFOD_REQ_FIRMWARE, 1, NFOD_IF_MANAGE, 64);
	assert_int_equal(rig_control(&it.rig, UPDATER_CLASS_IN, NFOD_DFU_GETSTATUS, 0, NFOD_IF_DFU,
				     status, sizeof(status)),
			 sizeof(status));
	assert_int_equal(status[4], NFOD_DFU_APP_IDLE);
	/* The door is locked: somebody has the disc. */
	assert_true(rig_control(&it.rig, 0x41, NFOD_REQ_LOCK, 1, NFOD_IF_DISK, NULL, 0) >= 0);
	stalls(UPDATER_CLASS_OUT, NFOD_DFU_DETACH, 1000, NFOD_IF_DFU, 0);
	assert_true(rig_control(&it.rig, 0x41, NFOD_REQ_LOCK, 0, NFOD_IF_DISK, NULL, 0) >= 0);
	updater_detach(&it);
	assert_int_equal(rig_control(&it.rig, 0x80, 6, 0x0200, 0, descriptor, sizeof(descriptor)),
			 27);
	assert_memory_equal(descriptor + 9, interface, sizeof(interface));
	stalls(0xc1, NFOD_REQ_FIRMWARE, 0, 0, 64);
	stalls(UPDATER_CLASS_IN, NFOD_DFU_GETSTATUS, 0, 0, 7);
	stalls(UPDATER_CLASS_IN, NFOD_DFU_GETSTATUS, 1, 0, 6);
	stalls(UPDATER_CLASS_IN, NFOD_DFU_GETSTATUS, 0, 1, 6);
	stalls(UPDATER_CLASS_IN, NFOD_DFU_GETSTATE, 0, 0, 2);
	clear_status();
	stalls(UPDATER_CLASS_OUT, NFOD_DFU_DNLOAD, 0, 0, 0);
	clear_status();
	stalls(UPDATER_CLASS_OUT, NFOD_DFU_DNLOAD, 0, 0, NFOD_DFU_BLOCK_BYTES + 1);
	stalls(UPDATER_CLASS_OUT, NFOD_DFU_DNLOAD, 1, 0, 64);
	clear_status();
	stalls(UPDATER_CLASS_OUT, NFOD_DFU_ABORT, 0, 0, 4);
	clear_status();
	stalls(UPDATER_CLASS_OUT, 7, 0, 0, 0);
	clear_status();
	assert_true(updater_send(&it, &it.release[1], 3));
	assert_true(rig_control(&it.rig, UPDATER_CLASS_OUT, NFOD_DFU_ABORT, 0, 0, NULL, 0) >= 0);
	clear_status();
	assert_true(updater_send(&it, &it.release[1], release_blocks(&it.release[1])));
	assert_true(updater_finish(&it, &it.release[1]));
	updater_expect(&it, 2);
	updater_tear_down(&it);
}

/* Return: offset in the file of the container for slot 1, which is the one that is taken. */
static uint32_t taken(void)
{
	struct nfod_container first;

	memcpy(&first, it.release[1].bytes, sizeof(first));
	return NFOD_CONTAINER_BYTES + first.image_bytes;
}

static void reason_is(const uint8_t status[NFOD_DFU_STATUS_BYTES], enum nfod_refusal why)
{
	const char *wanted = nfod_refusal_words(why);
	uint8_t string[255];

	assert_int_equal(rig_control(&it.rig, 0x80, 6, (uint16_t)(0x0300 | status[5]), 0x0409,
				     string, sizeof(string)),
			 2 + 2 * strlen(wanted));
	for (uint32_t n = 0; wanted[n]; n++)
		assert_int_equal(string[2 + 2 * n], wanted[n]);
}

/* What there is of the file, and its end. The reason is a string. */
static void refused(uint32_t blocks, enum nfod_dfu_status wanted, enum nfod_refusal why)
{
	uint8_t status[NFOD_DFU_STATUS_BYTES];

	if (updater_send(&it, &it.release[1], blocks))
		rig_control(&it.rig, UPDATER_CLASS_OUT, NFOD_DFU_DNLOAD, (uint16_t)blocks, 0, NULL,
			    0);
	assert_int_equal(updater_state(&it, status), NFOD_DFU_ERROR);
	assert_int_equal(status[0], wanted);
	reason_is(status, why);
	assert_true(rig_control(&it.rig, UPDATER_CLASS_OUT, NFOD_DFU_CLRSTATUS, 0, 0, NULL, 0) >=
		    0);
}

#define FIELD(member) (uint32_t) offsetof(struct nfod_container, member)

/* A byte of each region is altered; the file ends early. What ran runs, and takes a good file. */
static void refusals_in_words(void **state)
{
	static const struct {
		uint32_t at;
		enum nfod_dfu_status status;
		enum nfod_refusal why;
	} cases[] = {
		{ FIELD(magic), NFOD_DFU_ERR_TARGET, NFOD_REFUSED_MAGIC },
		{ FIELD(version), NFOD_DFU_ERR_TARGET, NFOD_REFUSED_FORMAT },
		{ FIELD(header_bytes), NFOD_DFU_ERR_FILE, NFOD_REFUSED_HEADER },
		{ FIELD(hardware), NFOD_DFU_ERR_TARGET, NFOD_REFUSED_HARDWARE },
		{ FIELD(image_bytes) + 3, NFOD_DFU_ERR_ADDRESS, NFOD_REFUSED_LENGTH },
		{ FIELD(vector) + 3, NFOD_DFU_ERR_FILE, NFOD_REFUSED_VECTORS },
		{ FIELD(key), NFOD_DFU_ERR_FILE, NFOD_REFUSED_KEY },
		{ FIELD(image_version), NFOD_DFU_ERR_FILE, NFOD_REFUSED_SIGNATURE },
		{ FIELD(security), NFOD_DFU_ERR_FILE, NFOD_REFUSED_SIGNATURE },
		{ FIELD(digest), NFOD_DFU_ERR_FILE, NFOD_REFUSED_SIGNATURE },
		{ FIELD(signature), NFOD_DFU_ERR_FILE, NFOD_REFUSED_SIGNATURE },
		{ NFOD_CONTAINER_BYTES + 2000, NFOD_DFU_ERR_VERIFY, NFOD_REFUSED_DIGEST },
	};
	uint32_t blocks;

	(void)state;
	updater_set_up(&it);
	blocks = release_blocks(&it.release[1]);
	updater_detach(&it);
	for (uint32_t n = 0; n < sizeof(cases) / sizeof(cases[0]); n++) {
		uint8_t *byte = &it.release[1].bytes[taken() + cases[n].at];

		*byte ^= 1;
		refused(blocks, cases[n].status, cases[n].why);
		*byte ^= 1;
	}
	refused(blocks - 1, NFOD_DFU_ERR_NOTDONE, NFOD_REFUSED_TRUNCATED);
	it.release[1].bytes[it.release[1].len - 5] ^= 1;
	refused(blocks, NFOD_DFU_ERR_VERIFY, NFOD_REFUSED_DIGEST);
	it.release[1].bytes[it.release[1].len - 5] ^= 1;
	assert_true(rig_order(&it.rig, "power off"));
	assert_true(rig_order(&it.rig, "power on"));
	updater_expect(&it, 1);
	updater_update(&it, &it.release[1]);
	updater_expect(&it, 2);
	updater_tear_down(&it);
}

static int choose_board(void **state)
{
	(void)state;
	return updater_choose_board(&it);
}

static int leave_board(void **state)
{
	(void)state;
	return updater_leave_board(&it);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(data_survive),
		cmocka_unit_test(unconfirmed_image_goes),
		cmocka_unit_test(power_goes_at_operations),
		cmocka_unit_test(cable_goes_at_blocks),
		cmocka_unit_test(settings_outlive_power),
		cmocka_unit_test(recovery_takes_an_image),
		cmocka_unit_test(bad_requests),
		cmocka_unit_test(refusals_in_words),
	};

	return cmocka_run_group_tests_name("update", tests, choose_board, leave_board);
}
