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
#include "drive.h"
#include "nfod/container.h"
#include "nfod/dfu.h"
#include "nfod/lockstep.h"
#include "redir.h"

#define SUFFIX_BYTES 16u
#define FILE_MOST (2u * NFOD_SLOT_SECTORS * NFOD_FLASH_SECTOR_BYTES)
/* Two sectors of each slot. */
#define IMAGE_BYTES 140000u
#define CLASS_OUT 0x21
#define CLASS_IN 0xa1
#define PATH_BYTES 256
#define LBA 64u
#define BLOCKS 32u
#define ROUNDS_MOST 4000

struct file {
	uint8_t bytes[FILE_MOST];
	uint32_t len;
};

static struct rig rig;
static struct drive drive;
static struct file file[3];
/* Folder of the emulated board's images; NULL = the host's board. */
static const char *mps2;
static char firmware[] = "mps2:/tmp/update-flash.XXXXXX";
static uint8_t pattern[BLOCKS * NFOD_BLOCK_BYTES];

/* ---- files ---- */

static const char *build_path(const char *name)
{
	static char path[256];
	const char *build = getenv("TWIN_PROGRAMS");

	if (!build)
		build = getenv("O");
	snprintf(path, sizeof(path), "%s/%s", build ? build : "build", name);
	return path;
}

static void write_image(const char *path, uint32_t slot, uint32_t seed)
{
	uint32_t load = nfod_flash_base(NFOD_HARDWARE_HOST) +
			nfod_slot_sector(slot) * NFOD_FLASH_SECTOR_BYTES + NFOD_CONTAINER_BYTES;
	uint32_t word[IMAGE_BYTES / 4];
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	for (uint32_t n = 0; n < IMAGE_BYTES / 4; n++)
		word[n] = seed = seed * 1664525u + 1013904223u;
	word[0] = 0x20001000;
	word[1] = load + 9;
	assert_int_equal(fwrite(word, 1, sizeof(word), out), sizeof(word));
	fclose(out);
}

static void read_file(struct file *to, const char *path)
{
	FILE *in = fopen(path, "rb");

	assert_non_null(in);
	to->len = (uint32_t)fread(to->bytes, 1, sizeof(to->bytes), in) - SUFFIX_BYTES;
	fclose(in);
}

/* Those of the emulated board are real ones. */
static void make_image(char path[PATH_BYTES], uint32_t slot, uint32_t seed)
{
	if (mps2) {
		snprintf(path, PATH_BYTES, "%s/drive-%u.bin", mps2, slot);
		return;
	}
	snprintf(path, PATH_BYTES, "%s/slot%u", rig.directory, slot);
	write_image(path, slot, seed);
}

static void release(struct file *to, const char *version)
{
	char slot[NFOD_SLOTS][PATH_BYTES], packed[RIG_PATH + 8];
	const char *words[] = {
		"nfod-pack",  "pack",  "--hardware", mps2 ? "mps2" : "host",
		"--security", "1",     "--key",	     build_path("firmware/mps2/test.key"),
		"--version",  version, "-o",	     packed,
		slot[0],      slot[1], NULL
	};

	for (uint32_t n = 0; n < NFOD_SLOTS; n++)
		make_image(slot[n], n, (uint32_t)version[0] + n);
	snprintf(packed, sizeof(packed), "%s/packed", rig.directory);
	assert_int_equal(rig_run(&rig, words), 0);
	read_file(to, packed);
}

/* ---- the drive ---- */

/* Until it has nothing more to do by itself. Return: whether it is on the bus. */
static bool settle(void)
{
	int rounds = 0;

	do {
		assert_true(rounds++ < ROUNDS_MOST);
		rig_receive(&rig, 0);
	} while (!rig_number(&rig, "idle"));
	rig_receive(&rig, 0);
	while (rig_number(&rig, "present") != redir_state(&rig)->present)
		rig_receive(&rig, 10);
	return redir_state(&rig)->present;
}

/* As a host configures what has come: DFU mode has one interface. Return: whether it is that. */
static bool enumerate(void)
{
	assert_true(settle());
	redir_reset(&rig);
	assert_true(rig_control(&rig, 0x00, 0x09, 1, 0, NULL, 0) >= 0);
	return redir_state(&rig)->interfaces == 1;
}

static struct nfod_firmware ask_firmware(void)
{
	struct nfod_firmware firmware;

	settle();
	assert_int_equal(rig_control(&rig, 0xc1, NFOD_REQ_FIRMWARE, 0, NFOD_IF_MANAGE, &firmware,
				     sizeof(firmware)),
			 sizeof(firmware));
	return firmware;
}

static uint32_t major(void)
{
	return ask_firmware().image_version >> 24;
}

static void detach(void)
{
	unsigned int connects = redir_state(&rig)->connects;

	assert_int_equal(rig_control(&rig, CLASS_OUT, NFOD_DFU_DETACH, 1000, NFOD_IF_DFU, NULL, 0),
			 0);
	while (redir_state(&rig)->connects == connects)
		settle();
	assert_true(enumerate());
}

/* Return: state, NFOD_DFU_APP_IDLE when the drive is gone. */
static uint32_t state_after_work(uint8_t status[NFOD_DFU_STATUS_BYTES])
{
	do {
		if (!settle())
			return NFOD_DFU_APP_IDLE;
		assert_int_equal(rig_control(&rig, CLASS_IN, NFOD_DFU_GETSTATUS, 0, 0, status,
					     NFOD_DFU_STATUS_BYTES),
				 NFOD_DFU_STATUS_BYTES);
	} while (status[4] == NFOD_DFU_DNBUSY || status[4] == NFOD_DFU_MANIFEST);
	return status[4];
}

static uint32_t send_block(const struct file *from, uint32_t block)
{
	uint8_t status[NFOD_DFU_STATUS_BYTES];
	uint8_t data[NFOD_DFU_BLOCK_BYTES];
	uint32_t at = block * NFOD_DFU_BLOCK_BYTES;
	uint32_t some = at >= from->len			      ? 0 :
			from->len - at < NFOD_DFU_BLOCK_BYTES ? from->len - at :
								NFOD_DFU_BLOCK_BYTES;

	memcpy(data, from->bytes + (some ? at : 0), some);
	assert_true(rig_control(&rig, CLASS_OUT, NFOD_DFU_DNLOAD, (uint16_t)block, 0, data,
				(uint16_t)some) >= 0);
	return state_after_work(status);
}

static uint32_t blocks_of(const struct file *from)
{
	return (from->len + NFOD_DFU_BLOCK_BYTES - 1) / NFOD_DFU_BLOCK_BYTES;
}

/* Return: whether all of @blocks were taken before the drive went. */
static bool send_blocks(const struct file *from, uint32_t blocks)
{
	for (uint32_t block = 0; block < blocks; block++)
		if (send_block(from, block) != NFOD_DFU_DNLOAD_IDLE)
			return false;
	return true;
}

/* The file's end; then the drive starts anew by itself. Return: whether it got there. */
static bool finish(const struct file *from)
{
	unsigned int connects = redir_state(&rig)->connects;
	uint8_t status[NFOD_DFU_STATUS_BYTES];

	assert_true(rig_control(&rig, CLASS_OUT, NFOD_DFU_DNLOAD, (uint16_t)blocks_of(from), 0,
				NULL, 0) >= 0);
	if (state_after_work(status) != NFOD_DFU_IDLE)
		return false;
	assert_true(settle());
	assert_true(redir_state(&rig)->connects > connects);
	return true;
}

static void check_disc(void)
{
	uint8_t data[sizeof(pattern)];

	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	assert_int_equal(drive_read(&drive, LBA, BLOCKS, data), NFOD_ST_OK);
	assert_memory_equal(data, pattern, sizeof(pattern));
}

/* Configured, it confirms itself. */
static void expect_version(uint32_t wanted)
{
	assert_false(enumerate());
	assert_int_equal(major(), wanted);
	assert_int_equal(ask_firmware().trial, 0);
	check_disc();
}

static void update(const struct file *from)
{
	detach();
	assert_true(send_blocks(from, blocks_of(from)));
	assert_true(finish(from));
}

/* Of an emulated board that has nothing but its boot loader. */
static void make_flash(void)
{
	char line[3 * PATH_BYTES];

	if (!mps2)
		return;
	snprintf(line, sizeof(line),
		 "head -c 2097152 /dev/zero | tr '\\0' '\\377' >%s && "
		 "dd if=%s/boot.bin of=%s conv=notrunc status=none",
		 firmware + 5, mps2, firmware + 5);
	assert_int_equal(system(line), 0);
}

/* A drive with version 1, and a disc with data. */
static void set_up(void)
{
	static const char *const host_options[] = { "--flash", "flash", NULL };
	const char *mps2_options[] = { "--firmware", firmware, NULL };

	make_flash();
	rig_start(&rig, &rig_redir, "64M", mps2 ? mps2_options : host_options);
	for (uint32_t n = 0; n < 3; n++) {
		char version[] = { (char)('1' + n), '.', '0', '.', '0', '\0' };

		release(&file[n], version);
	}
	rig_connect(&rig);
	assert_true(enumerate());
	assert_true(send_blocks(&file[0], blocks_of(&file[0])));
	assert_true(finish(&file[0]));
	assert_false(enumerate());
	assert_int_equal(major(), 1);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	drive_pattern(pattern, LBA, BLOCKS, 1);
	assert_int_equal(drive_write(&drive, LBA, BLOCKS, pattern, 0), NFOD_ST_OK);
}

static void tear_down(void)
{
	if (rig_stop(&rig))
		fail_msg("twin failed: %s", rig.output);
	rig_remove(&rig);
}

/* What was acknowledged and not flushed is on the disc before the drive is gone. */
static void data_survive(void **state)
{
	(void)state;
	set_up();
	update(&file[1]);
	expect_version(2);
	update(&file[2]);
	expect_version(3);
	tear_down();
}

/* Nobody configures it, so it never shows to be well: three starts, and version 1 is back. */
static void unconfirmed_image_goes(void **state)
{
	struct nfod_firmware firmware;

	(void)state;
	set_up();
	update(&file[1]);
	for (uint32_t starts = 1; starts < 4; starts++) {
		assert_true(rig_order(&rig, "power off"));
		assert_true(rig_order(&rig, "power on"));
	}
	expect_version(1);
	firmware = ask_firmware();
	assert_int_equal(firmware.verdict, NFOD_REFUSED_UNHEALTHY);
	update(&file[1]);
	expect_version(2);
	tear_down();
}

/* Return: version that runs, confirmed; the disc has its data. */
static uint32_t run_after_cut(void)
{
	uint32_t version;

	assert_true(rig_order(&rig, "power on"));
	assert_false(enumerate());
	version = major();
	assert_int_equal(ask_firmware().trial, 0);
	check_disc();
	return version;
}

/* The nth operation of an update from @version to the next one; counted from behind, if not above 0. */
static void cut_once(uint32_t version, int32_t at, uint32_t operations)
{
	const struct file *next = &file[version % 3];
	uint32_t ran;

	detach();
	assert_true(rig_order(&rig, "set power-cut-after-flash %u",
			      at > 0 ? (uint32_t)at : operations - (uint32_t)-at));
	assert_false(send_blocks(next, blocks_of(next)) && finish(next));
	ran = run_after_cut();
	if (ran == version % 3 + 1) {
		/* Only what the last operation leaves may be the new one. */
		assert_true(at <= 0);
		return;
	}
	assert_int_equal(ran, version);
	update(next);
	expect_version(version % 3 + 1);
}

/* From version 1 to 2. Return: operations of that, without those of its confirmation. */
static uint32_t count_operations(void)
{
	long before = rig_number(&rig, "flash_operations");
	long operations;

	detach();
	assert_true(send_blocks(&file[1], blocks_of(&file[1])) && finish(&file[1]));
	operations = rig_number(&rig, "flash_operations") - before;
	expect_version(2);
	return (uint32_t)operations;
}

/* With UPDATE_EVERY=N at each Nth operation. */
static void power_goes_everywhere(void)
{
	int32_t every = atoi(getenv("UPDATE_EVERY"));
	int32_t operations = (int32_t)count_operations() - 2;
	uint32_t version = 2;

	assert_true(every > 0);
	for (int32_t at = 1; at <= operations; at += every) {
		cut_once(version, at < operations - 8 ? at : at - operations, (uint32_t)operations);
		version = version % 3 + 1;
		print_message("cut at %d of %d\n", at, operations);
	}
}

/* The power goes in the midst of an operation; what runs then is what ran, or what came. */
static void power_goes_at_operations(void **state)
{
	static const int32_t cuts[] = { 1, 2, 3, 4, 700, 2050, 4093, 4097, -4, -2, -1, 0 };
	uint32_t operations;
	uint32_t version = 2;

	(void)state;
	set_up();
	if (getenv("UPDATE_EVERY")) {
		power_goes_everywhere();
		tear_down();
		return;
	}
	operations = count_operations();
	for (uint32_t n = 0; n < sizeof(cuts) / sizeof(cuts[0]); n++) {
		cut_once(version, cuts[n], operations - 2);
		version = version % 3 + 1;
	}
	tear_down();
}

static void cable_goes_at_blocks(void **state)
{
	static const uint32_t cuts[] = { 0, 1, 33, 36, 52, 68 };

	(void)state;
	set_up();
	for (uint32_t n = 0; n < sizeof(cuts) / sizeof(cuts[0]); n++) {
		detach();
		assert_true(send_blocks(&file[1], cuts[n]));
		assert_true(rig_order(&rig, "unplug"));
		assert_false(settle());
		assert_true(rig_order(&rig, "plug"));
		/* Without a request to its interface it is still in DFU mode. */
		if (enumerate()) {
			assert_int_equal(cuts[n], 0);
			redir_reset(&rig);
			assert_int_equal(rig_control(&rig, 0x00, 0x09, 1, 0, NULL, 0), 1);
			assert_int_equal(
				rig_control(&rig, CLASS_OUT, NFOD_DFU_DETACH, 0, 0, NULL, 0), 0);
		}
		expect_version(1);
	}
	update(&file[1]);
	expect_version(2);
	tear_down();
}

/* Where the file has what lies in flash. */
static long cells(char path[PATH_BYTES])
{
	const long states =
		4096 + (long)(NFOD_FLASH_SECTORS * NFOD_FLASH_SECTOR_BYTES) / NFOD_FLASH_WORD;

	if (!mps2) {
		snprintf(path, PATH_BYTES, "%s/flash", rig.directory);
		return states;
	}
	snprintf(path, PATH_BYTES, "%s", firmware + 5);
	return (long)(NFOD_LOCKSTEP_CELLS - NFOD_LOCKSTEP_BASE) + states;
}

/* A byte of flash, in the file. */
static void spoil(uint32_t sector, uint32_t offset)
{
	char path[PATH_BYTES];
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
	set_up();
	assert_true(rig_order(&rig, "power off"));
	spoil(nfod_slot_sector(0), 5000);
	assert_true(rig_order(&rig, "power on"));
	assert_true(enumerate());
	assert_true(send_blocks(&file[1], 20));
	assert_true(rig_order(&rig, "power off"));
	assert_true(rig_order(&rig, "power on"));
	assert_true(enumerate());
	assert_true(send_blocks(&file[1], blocks_of(&file[1])));
	assert_true(finish(&file[1]));
	assert_false(enumerate());
	assert_int_equal(major(), 2);
	tear_down();
}

static bool set_verify(uint16_t policy)
{
	return rig_control(&rig, 0x41, NFOD_REQ_VERIFY, policy, NFOD_IF_MANAGE, NULL, 0) >= 0;
}

static struct nfod_health_status power_cycle(void)
{
	struct nfod_health_status health;

	rig_order(&rig, "power off");
	assert_true(rig_order(&rig, "power on"));
	assert_false(enumerate());
	assert_int_equal(rig_control(&rig, 0xc1, NFOD_REQ_HEALTH, 0, NFOD_IF_MANAGE, &health,
				     sizeof(health)),
			 sizeof(health));
	return health;
}

/* The power goes in the midst of each word of a change; then both words of one rot. */
static void settings_outlive_power(void **state)
{
	struct nfod_health_status health;

	(void)state;
	set_up();
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	assert_int_equal(power_cycle().settings, NFOD_SETTINGS_KEPT);
	assert_true(set_verify(NFOD_VERIFY_ALWAYS));
	assert_int_equal(power_cycle().verify, NFOD_VERIFY_ALWAYS);
	for (uint32_t word = 1; word < 3; word++) {
		uint8_t found;

		assert_true(rig_order(&rig, "set power-cut-after-flash %u", word));
		set_verify(NFOD_VERIFY_OFF);
		health = power_cycle();
		found = health.verify;
		assert_true(found == NFOD_VERIFY_OFF || found == NFOD_VERIFY_ALWAYS);
		assert_int_equal(health.settings, NFOD_SETTINGS_KEPT);
		assert_int_equal(power_cycle().verify, found);
		assert_true(set_verify(NFOD_VERIFY_ALWAYS));
		assert_int_equal(power_cycle().verify, NFOD_VERIFY_ALWAYS);
	}
	assert_true(rig_order(&rig, "power off"));
	for (uint32_t n = 0; n < 12 * 2; n++)
		spoil(NFOD_SETTINGS_FIRST + NFOD_FLASH_BANK, n * NFOD_FLASH_WORD + 8);
	health = power_cycle();
	assert_int_equal(health.settings, NFOD_SETTINGS_LOST);
	assert_int_equal(health.verify, NFOD_VERIFY_SUSPICION);
	assert_true(set_verify(NFOD_VERIFY_OFF));
	health = power_cycle();
	assert_int_equal(health.settings, NFOD_SETTINGS_KEPT);
	assert_int_equal(health.verify, NFOD_VERIFY_OFF);
	check_disc();
	tear_down();
}

static void stalls(uint8_t type, uint8_t request, uint16_t value, uint16_t index, uint16_t len)
{
	uint8_t data[NFOD_DFU_BLOCK_BYTES + 64] = { 0 };

	assert_int_equal(rig_control(&rig, type, request, value, index, data, len), -1);
}

static void clear_status(void)
{
	uint8_t status[NFOD_DFU_STATUS_BYTES];

	if (state_after_work(status) == NFOD_DFU_ERROR)
		assert_true(rig_control(&rig, CLASS_OUT, NFOD_DFU_CLRSTATUS, 0, 0, NULL, 0) >= 0);
	assert_int_equal(state_after_work(status), NFOD_DFU_IDLE);
}

static void bad_requests(void **state)
{
	uint8_t status[NFOD_DFU_STATUS_BYTES], descriptor[64];
	static const uint8_t interface[] = { 9, 4, 0, 0, 0, 0xfe, 1, 2, 0, 9, 0x21 };

	(void)state;
	set_up();
	stalls(CLASS_OUT, NFOD_DFU_DNLOAD, 0, NFOD_IF_DFU, 64);
	stalls(CLASS_OUT, NFOD_DFU_DETACH, 0, NFOD_IF_DFU, 1);
	stalls(CLASS_OUT, NFOD_DFU_DETACH, 0, NFOD_IF_MANAGE, 0);
	stalls(CLASS_OUT, NFOD_DFU_DETACH, 0, NFOD_IF_DFU + 1, 0);
	stalls(0x20, NFOD_DFU_DETACH, 0, NFOD_IF_DFU, 0);
	stalls(CLASS_IN, NFOD_DFU_GETSTATUS, 0, NFOD_IF_DFU, 5);
	stalls(CLASS_IN, NFOD_DFU_UPLOAD, 0, NFOD_IF_DFU, 64);
	stalls(0xc1, NFOD_REQ_FIRMWARE, 1, NFOD_IF_MANAGE, 64);
	assert_int_equal(rig_control(&rig, CLASS_IN, NFOD_DFU_GETSTATUS, 0, NFOD_IF_DFU, status,
				     sizeof(status)),
			 sizeof(status));
	assert_int_equal(status[4], NFOD_DFU_APP_IDLE);
	/* The door is locked: somebody has the disc. */
	assert_true(rig_control(&rig, 0x41, NFOD_REQ_LOCK, 1, NFOD_IF_DISK, NULL, 0) >= 0);
	stalls(CLASS_OUT, NFOD_DFU_DETACH, 1000, NFOD_IF_DFU, 0);
	assert_true(rig_control(&rig, 0x41, NFOD_REQ_LOCK, 0, NFOD_IF_DISK, NULL, 0) >= 0);
	detach();
	assert_int_equal(rig_control(&rig, 0x80, 6, 0x0200, 0, descriptor, sizeof(descriptor)), 27);
	assert_memory_equal(descriptor + 9, interface, sizeof(interface));
	stalls(0xc1, NFOD_REQ_FIRMWARE, 0, 0, 64);
	stalls(CLASS_IN, NFOD_DFU_GETSTATUS, 0, 0, 7);
	stalls(CLASS_IN, NFOD_DFU_GETSTATUS, 1, 0, 6);
	stalls(CLASS_IN, NFOD_DFU_GETSTATUS, 0, 1, 6);
	stalls(CLASS_IN, NFOD_DFU_GETSTATE, 0, 0, 2);
	clear_status();
	stalls(CLASS_OUT, NFOD_DFU_DNLOAD, 0, 0, 0);
	clear_status();
	stalls(CLASS_OUT, NFOD_DFU_DNLOAD, 0, 0, NFOD_DFU_BLOCK_BYTES + 1);
	stalls(CLASS_OUT, NFOD_DFU_DNLOAD, 1, 0, 64);
	clear_status();
	stalls(CLASS_OUT, NFOD_DFU_ABORT, 0, 0, 4);
	clear_status();
	stalls(CLASS_OUT, 7, 0, 0, 0);
	clear_status();
	assert_true(send_blocks(&file[1], 3));
	assert_true(rig_control(&rig, CLASS_OUT, NFOD_DFU_ABORT, 0, 0, NULL, 0) >= 0);
	clear_status();
	assert_true(send_blocks(&file[1], blocks_of(&file[1])));
	assert_true(finish(&file[1]));
	expect_version(2);
	tear_down();
}

/* The reason is a string. */
static void refusal_in_words(void **state)
{
	static const char wanted[] = "image does not fit the header";
	uint8_t status[NFOD_DFU_STATUS_BYTES], string[255];
	uint32_t n;

	(void)state;
	set_up();
	file[1].bytes[file[1].len - 5] ^= 1;
	detach();
	assert_true(send_blocks(&file[1], blocks_of(&file[1])));
	rig_control(&rig, CLASS_OUT, NFOD_DFU_DNLOAD, (uint16_t)blocks_of(&file[1]), 0, NULL, 0);
	assert_int_equal(state_after_work(status), NFOD_DFU_ERROR);
	assert_int_equal(status[0], NFOD_DFU_ERR_VERIFY);
	assert_int_equal(rig_control(&rig, 0x80, 6, (uint16_t)(0x0300 | status[5]), 0x0409, string,
				     sizeof(string)),
			 2 * sizeof(wanted));
	for (n = 0; n < sizeof(wanted) - 1; n++)
		assert_int_equal(string[2 + 2 * n], wanted[n]);
	assert_true(rig_order(&rig, "power off"));
	assert_true(rig_order(&rig, "power on"));
	expect_version(1);
	tear_down();
}

static int choose_board(void **state)
{
	int fd;

	(void)state;
	mps2 = getenv("UPDATE_MPS2");
	if (!mps2)
		return 0;
	fd = mkstemp(firmware + 5);
	return fd < 0 ? -1 : close(fd);
}

static int leave_board(void **state)
{
	(void)state;
	return mps2 ? unlink(firmware + 5) : 0;
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
		cmocka_unit_test(refusal_in_words),
	};

	return cmocka_run_group_tests_name("update", tests, choose_board, leave_board);
}
