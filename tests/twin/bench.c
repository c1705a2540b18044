// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The twin's own speed, without a kernel or QEMU around it: 32 commands at a
 * time over usbredir with streams.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "drive.h"
#include "redir.h"

#define RECORD_BYTES 32u
#define SPAN 8192u
#define SECONDS 2.0

static struct rig rig;
static struct drive drive;

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

/* Processor time that the twin has used. */
static double twin_seconds(void)
{
	unsigned long user = 0, system = 0;
	char path[32];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", rig.pid);
	file = fopen(path, "re");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
				&user, &system),
			 2);
	fclose(file);
	return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

/* What a slot waits for. */
static uint32_t answer_of[NFOD_MAX_SLOTS], out_of[NFOD_MAX_SLOTS];

static bool has_credit(uint32_t len)
{
	return drive.sent + len <= drive.credit;
}

static bool begin(uint16_t slot, uint8_t op, uint32_t blocks, uint64_t lba, uint8_t *message)
{
	struct nfod_command command;
	uint32_t len = blocks * NFOD_BLOCK_BYTES;
	uint32_t out_len = op == NFOD_OP_WRITE ? len : 0;

	if (!has_credit(out_len))
		return false;
	drive.sent += out_len;
	command = drive_command(&drive, op, slot, lba, blocks);
	answer_of[slot] = rig_in(&rig, NFOD_EP_DATA, (uint16_t)(slot + 1),
				 (op == NFOD_OP_READ ? len : 0) + RECORD_BYTES);
	memcpy(message + out_len, &command, sizeof(command));
	out_of[slot] = rig_out(&rig, message, out_len + (uint32_t)sizeof(command));
	return true;
}

static bool is_answered(uint32_t id)
{
	return rig.transfer[id % RIG_TRANSFERS].answered;
}

static void collect(uint16_t slot)
{
	struct rig_transfer *transfer = rig_wait(&rig, answer_of[slot]);
	struct nfod_record record;

	memcpy(&record, transfer->data + transfer->len - RECORD_BYTES, sizeof(record));
	assert_int_equal(record.status, NFOD_ST_OK);
	if (record.credit > drive.credit)
		drive.credit = record.credit;
	rig_wait(&rig, out_of[slot]);
	rig_forget(&rig, answer_of[slot]);
	rig_forget(&rig, out_of[slot]);
	answer_of[slot] = 0;
}

static void hear_notices(void)
{
	while (is_answered(drive.notify[0]))
		drive_notice(&drive);
}

static void run(const char *what, uint8_t op, uint32_t blocks, bool sequential, uint16_t depth)
{
	uint8_t *message = calloc(1, blocks * NFOD_BLOCK_BYTES + sizeof(struct nfod_command));
	double start = seconds(), used = twin_seconds(), elapsed;
	uint64_t done = 0, next = 0;

	do {
		for (uint16_t slot = 0; slot < depth; slot++) {
			if (answer_of[slot] && is_answered(answer_of[slot])) {
				collect(slot);
				done++;
			}
			if (!answer_of[slot] &&
			    begin(slot, op, blocks,
				  (sequential ? next : (uint64_t)rand()) * blocks % SPAN, message))
				next++;
		}
		hear_notices();
		rig_receive(&rig, 0);
		elapsed = seconds() - start;
	} while (elapsed < SECONDS);
	for (uint16_t slot = 0; slot < depth; slot++)
		if (answer_of[slot])
			collect(slot);
	free(message);
	printf("%-24s %8.0f a second %8.1f MB/s %8.1f us of the twin's time each\n", what,
	       (double)done / elapsed, (double)done * blocks * NFOD_BLOCK_BYTES / elapsed / 1e6,
	       (twin_seconds() - used) / (double)done * 1e6);
}

/* Drive time, of which nothing is left out, against the twin's processor time. */
static void fly(void)
{
	const char *const options[] = { "--servo", "full", NULL };
	uint8_t block[NFOD_BLOCK_BYTES];
	double used, flown;

	rig_copy(&rig, &rig_redir, "pc-reference", options);
	rig_connect(&rig);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	used = twin_seconds();
	flown = (double)rig_number(&rig, "now_us") * 1e-6;
	for (unsigned int n = 0; n < 256; n++)
		drive_read(&drive, (uint64_t)rand() % (drive.identify.capacity - 1), 1, block);
	used = twin_seconds() - used;
	flown = (double)rig_number(&rig, "now_us") * 1e-6 - flown;
	printf("256 random reads of a drive that flies: %.2f s of its time, %.1f in each of the twin's\n",
	       flown, flown / used);
	rig_stop(&rig);
	rig_remove(&rig);
}

int main(int argc, char **argv)
{
	rig_start(&rig, &rig_redir, "256M", (const char *const *)argv + 1);
	(void)argc;
	rig_connect(&rig);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	run("4 KiB random read, 1", NFOD_OP_READ, 1, false, 1);
	run("4 KiB random read, 32", NFOD_OP_READ, 1, false, 32);
	run("4 KiB random write, 32", NFOD_OP_WRITE, 1, false, 32);
	run("128 KiB read, 8", NFOD_OP_READ, 32, true, 8);
	run("128 KiB write, 8", NFOD_OP_WRITE, 32, true, 8);
	rig_stop(&rig);
	rig_remove(&rig);
	fly();
	return 0;
}
