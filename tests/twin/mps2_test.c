// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The drive's image on an emulated processor: booted from its flash by the boot loader, it does
 * what the firmware in the twin does, to the last bit. What a digest is of: contents and time
 * of every transfer, and where the lens is at each of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "drive.h"
#include "nfod/lockstep.h"
#include "nfod/wire_manage.h"
#include "redir.h"

#define BLOCKS 64u
#define DIGEST_LINE 24
/* A millisecond at 480 MHz. */
#define POLL_MOST 480000
#define RANGE 16384u
#define SCATTERED 160u
/* From one tick to the next. */
#define TICK_INSTRUCTIONS 2500

static struct rig rig;
static struct drive drive;
static char room[] = "/tmp/twin-flash.XXXXXX";
/* Ticks only between calls, which take no time; and as a processor has them. */
static char turns[100];
static char firmware[100];
static uint8_t wrote[BLOCKS * NFOD_BLOCK_BYTES];
static uint8_t read_back[BLOCKS * NFOD_BLOCK_BYTES];

/* A copy of what the factory leaves: the drive writes to it, and starts by what is there. */
static int make_flash(void **state)
{
	char line[600];

	(void)state;
	snprintf(line, sizeof(line), "cp %s %s/flash", getenv("MPS2_FLASH"), room);
	return system(line);
}

static int make_room(void **state)
{
	(void)state;
	if (!getenv("MPS2_FLASH") || !mkdtemp(room))
		return -1;
	snprintf(turns, sizeof(turns), "mps2-turns:%s/flash", room);
	snprintf(firmware, sizeof(firmware), "mps2:%s/flash", room);
	return 0;
}

static int remove_room(void **state)
{
	char line[100];

	(void)state;
	snprintf(line, sizeof(line), "rm -r %s", room);
	return system(line);
}

static void take_digest(char *digest)
{
	const char *at = strstr(rig.output, "digest ");

	if (!at)
		fail_msg("no digest: %s", rig.output);
	snprintf(digest, DIGEST_LINE, "%.23s", at);
}

static void stop(char *digest)
{
	if (rig_stop(&rig))
		fail_msg("twin failed: %s", rig.output);
	take_digest(digest);
}

/* Where: NULL = here, or "mps2:..." */
static void replay(const char *where, char *digest)
{
	char log[RIG_PATH];
	const char *words[] = {
		"nfod-twin", "--replay", log, where ? "--firmware" : NULL, where, NULL,
	};

	snprintf(log, sizeof(log), "%.64s/log", rig.directory);
	if (rig_run(&rig, words))
		fail_msg("replay failed: %s", rig.output);
	take_digest(digest);
}

static void write_at(uint64_t lba, uint32_t blocks)
{
	drive_pattern(wrote, lba, blocks, 1);
	assert_int_equal(drive_write(&drive, lba, blocks, wrote, 0), NFOD_ST_OK);
}

static void check_at(uint64_t lba, uint32_t blocks)
{
	drive_pattern(wrote, lba, blocks, 1);
	memset(read_back, 0xee, sizeof(read_back));
	assert_int_equal(drive_read(&drive, lba, blocks, read_back), NFOD_ST_OK);
	assert_memory_equal(read_back, wrote, (size_t)blocks * NFOD_BLOCK_BYTES);
}

static void work(void)
{
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	write_at(5, 1);
	write_at(100, BLOCKS);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	check_at(100, BLOCKS);
}

/* The firmware here does the same, and so does the image once more. */
static void image_serves_as_the_host_board_does(void **state)
{
	const char *const options[] = { "--log", "log", "--firmware", turns, NULL };
	char live[DIGEST_LINE], here[DIGEST_LINE], again[DIGEST_LINE];

	(void)state;
	rig_start(&rig, &rig_redir, "64M", options);
	rig_connect(&rig);
	work();
	drive_restart(&drive);
	check_at(5, 1);
	check_at(100, BLOCKS);
	stop(live);
	replay(NULL, here);
	assert_string_equal(live, here);
	make_flash(NULL);
	replay(turns, again);
	assert_string_equal(live, again);
	rig_remove(&rig);
}

/* Errors of the loops over the last turn, and how long moves took. */
static struct nfod_servo_status host_flew;

/* No further apart than two turns, or seeks, of one flight here and there on the disc. */
static void compare(const char *what, double host, double image, double most)
{
	print_message("  %s: host board %.1f, image %.1f\n", what, host, image);
	assert_true(image < host * (1.0 + most) && image > host * (1.0 - most));
}

static void compare_flights(const struct nfod_servo_status *host,
			    const struct nfod_servo_status *image)
{
	compare("gap, pm rms", host->gap.rms_pm, image->gap.rms_pm, 0.15);
	compare("track, pm rms", host->track.rms_pm, image->track.rms_pm, 0.15);
	compare("a seek, us", (double)host->seek_us / host->seeks,
		(double)image->seek_us / image->seeks, 0.1);
}

/* The image flies as the firmware here did. */
static void image_flies_as_the_host_board_does(void **state)
{
	const char *const options[] = { "--log", "log", "--servo", "full", NULL };
	char live[DIGEST_LINE], image[DIGEST_LINE];

	(void)state;
	rig_copy(&rig, &rig_redir, "pc-reference", options);
	rig_connect(&rig);
	work();
	drive_servo(&drive, &host_flew);
	stop(live);
	replay(turns, image);
	assert_string_equal(live, image);
	rig_remove(&rig);
}

/* With interrupts in the midst of calls: the same things at the same times again. */
static void interrupted_image_is_repeatable(void **state)
{
	const char *const options[] = { "--log",      "log",	"--servo", "full",
					"--firmware", firmware, NULL };
	char live[DIGEST_LINE], again[DIGEST_LINE];

	(void)state;
	rig_copy(&rig, &rig_redir, "pc-reference", options);
	rig_connect(&rig);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	assert_true(rig_number(&rig, "ticks_within_calls") > 1000);
	stop(live);
	make_flash(NULL);
	replay(firmware, again);
	assert_string_equal(live, again);
	rig_remove(&rig);
}

/* Whatever the main loop was at, each tick was answered before the next one was due. */
static void no_tick_was_late(void)
{
	long within = rig_number(&rig, "ticks_within_calls");
	long latest = rig_number(&rig, "latest_tick");
	long longest = rig_number(&rig, "longest_poll");

	print_message("  %ld of %ld ticks within calls, the latest answered after %ld "
		      "instructions; longest poll %ld\n",
		      within, rig_number(&rig, "ticks"), latest, longest);
	assert_true(within > 0);
	assert_int_equal(rig_number(&rig, "ticks_missed"), 0);
	assert_in_range(latest, 1, TICK_INSTRUCTIONS - 1);
	assert_true(longest > TICK_INSTRUCTIONS);
	assert_int_equal(rig_number(&rig, "contacts"), 0);
}

/* A firmware that fails in this way: the drive goes, and comes back with a record of it. */
static struct nfod_fault_record break_firmware(const char *how)
{
	unsigned int connects = redir_state(&rig)->connects;
	struct nfod_fault_report report;

	assert_true(rig_order(&rig, "set firmware-fault %s", how));
	while (redir_state(&rig)->connects == connects)
		rig_receive(&rig, 10);
	redir_reset(&rig);
	assert_true(rig_control(&rig, 0x00, 0x09, 1, 0, NULL, 0) >= 0);
	assert_int_equal(rig_control(&rig, 0xc1, NFOD_REQ_FAULT, 0, NFOD_IF_MANAGE, &report,
				     sizeof(report)),
			 sizeof(report));
	assert_int_equal(report.magic, NFOD_FAULT_REPORT_MAGIC);
	assert_true(report.present);
	return report.record;
}

static bool in_flash(uint32_t pc)
{
	return pc >= NFOD_LOCKSTEP_BASE && pc < NFOD_LOCKSTEP_WINDOW;
}

/* Whatever the firmware does, the head is pulled away before it is there again. */
static void head_was_saved(long retracts, long contacts)
{
	assert_int_equal(rig_number(&rig, "retracts"), retracts);
	assert_int_equal(rig_number(&rig, "contacts"), contacts);
}

static void interrupted_image_flies_and_survives_faults(void **state)
{
	const char *const options[] = { "--servo", "full", "--firmware", firmware, NULL };
	struct nfod_fault_record record;
	struct nfod_fault_report none;
	struct nfod_servo_status flew;
	long retracts, contacts;

	(void)state;
	rig_copy(&rig, &rig_redir, "pc-reference", options);
	rig_connect(&rig);
	work();
	no_tick_was_late();
	drive_servo(&drive, &flew);
	compare_flights(&host_flew, &flew);
	retracts = rig_number(&rig, "retracts");
	contacts = rig_number(&rig, "contacts");
	assert_true(rig_number(&rig, "gap_nm") < 100);
	record = break_firmware("hang");
	head_was_saved(retracts + 1, contacts);
	assert_int_equal(record.cause, NFOD_FAULT_HANG);
	assert_true(in_flash(record.pc) && in_flash(record.vectors) && record.stacked);
	assert_int_equal(record.faults, 1);
	record = break_firmware("null");
	assert_int_equal(record.cause, NFOD_FAULT_MEMORY);
	assert_int_equal(record.pc, 0);
	assert_true(in_flash(record.lr));
	assert_int_equal(record.faults, 2);
	record = break_firmware("stack");
	assert_int_equal(record.cause, NFOD_FAULT_MEMORY);
	assert_int_equal(record.faults, 3);
	record = break_firmware("overrun");
	assert_int_equal(record.cause, NFOD_FAULT_HANG);
	assert_int_equal(record.psr & 0x1ff, 16 + 8);
	assert_true(rig_control(&rig, 0x41, NFOD_REQ_FAULT_CLEAR, 0, NFOD_IF_MANAGE, NULL, 0) >= 0);
	assert_int_equal(rig_control(&rig, 0xc1, NFOD_REQ_FAULT, 0, NFOD_IF_MANAGE, &none,
				     sizeof(none)),
			 sizeof(none));
	assert_false(none.present);
	record = break_firmware("door");
	assert_int_equal(record.cause, NFOD_FAULT_USAGE);
	assert_int_equal(record.psr & 0x1ff, 16 + 8);
	assert_int_equal(rig_number(&rig, "contacts"), contacts);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	check_at(100, BLOCKS);
	assert_int_equal(rig_stop(&rig), 0);
	rig_remove(&rig);
}

static void range(uint8_t op, uint64_t lba)
{
	struct nfod_command command = drive_command(&drive, op, 0, lba, RANGE);
	uint32_t transfer = drive_send(&drive, &command, NULL);

	assert_int_equal(drive_answer(&drive, &command, transfer, NULL).status, NFOD_ST_OK);
}

/* Blocks far apart, some of them flushed: the log gets long. */
static void scatter(void)
{
	uint64_t capacity = drive.identify.capacity;

	for (uint64_t n = 0; n < SCATTERED; n++) {
		write_at(n * 2654435761u % capacity, 1);
		if (n % 8 == 7)
			assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	}
}

static void polls_are_short(const char *when)
{
	long longest = rig_number(&rig, "longest_poll");

	if (longest <= 0 || longest > POLL_MOST)
		fail_msg("%s: a poll of %ld instructions", when, longest);
}

/* Set-up packets and the watchdog wait meanwhile, whatever a whole disc has in store. */
static void no_poll_takes_long(void **state)
{
	const char *const options[] = { "--firmware", firmware, NULL };

	(void)state;
	rig_copy(&rig, &rig_redir, "pc-reference", options);
	rig_connect(&rig);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	polls_are_short("a blank disc was loaded");
	for (uint64_t lba = 0; lba < 32 * BLOCKS; lba += BLOCKS)
		write_at(lba, BLOCKS);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	scatter();
	polls_are_short("written");
	drive_restart(&drive);
	polls_are_short("recovered");
	check_at(0, BLOCKS);
	scatter();
	range(NFOD_OP_DISCARD, 0);
	range(NFOD_OP_WRITE_ZEROES, 2 * RANGE);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	polls_are_short("discarded");
	assert_true(rig_control(&rig, 0x41, NFOD_REQ_EJECT, 0, NFOD_IF_DISK, NULL, 0) >= 0);
	do
		drive_identify(&drive);
	while (drive.identify.medium_state != NFOD_MEDIUM_NONE);
	polls_are_short("ejected");
	assert_int_equal(rig_stop(&rig), 0);
	rig_remove(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(image_serves_as_the_host_board_does, make_flash),
		cmocka_unit_test_setup(image_flies_as_the_host_board_does, make_flash),
		cmocka_unit_test_setup(no_poll_takes_long, make_flash),
		cmocka_unit_test_setup(interrupted_image_is_repeatable, make_flash),
		cmocka_unit_test_setup(interrupted_image_flies_and_survives_faults, make_flash),
	};

	return cmocka_run_group_tests(tests, make_room, remove_room);
}
