// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What the drive's image costs its processor: the very image, started from its flash by the boot
 * loader, flies the reference disc and serves a host, and every instruction is counted.
 *
 * usage: bench-firmware FLASH METER FILE.dfu IMAGE.bin
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "cmocka_all.h"
#include "drive.h"
#include "nfod/format.h"
#include "redir.h"

/* Sequential work: more than the cache holds. */
#define CLUSTERS 256u
#define PIECE 64u
#define DEPTH 4u
#define READS 64u
#define KINEMATIC_CLUSTERS 64u
#define TIMES 5u
/* As many transfers to the disc as a flush is waited for. */
#define BATCH 32u

static struct rig rig;
static struct drive drive;
static struct meter *meter;
static uint8_t data[PIECE * NFOD_BLOCK_BYTES];

static const char *const state_name[METER_ROOMS] = {
	[NFOD_SERVO_PARKED] = "parked",	      [NFOD_SERVO_SPIN_UP] = "spin-up",
	[NFOD_SERVO_FOCUS] = "focus",	      [NFOD_SERVO_FAR] = "far",
	[NFOD_SERVO_APPROACH] = "approach",   [NFOD_SERVO_LOCK] = "lock",
	[NFOD_SERVO_CALIBRATE] = "calibrate", [NFOD_SERVO_FOLLOW] = "follow, groove",
	[NFOD_SERVO_RAISE] = "raise",	      [NFOD_SERVO_SEEK] = "seek",
	[NFOD_SERVO_JUMP] = "jump",	      [NFOD_SERVO_LOWER] = "lower",
	[ROOM_LAND] = "follow, land",	      [ROOM_START] = "start",
};

/* ---- the meter ---- */

static void open_meter(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, sizeof(*meter)), 0);
	meter = mmap(NULL, sizeof(*meter), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert_true(meter != MAP_FAILED);
	close(fd);
}

static uint64_t called_instructions(void)
{
	uint64_t sum = 0;

	for (uint32_t n = 0; n < METER_CALLS; n++)
		sum += meter->call[n].sum;
	return sum;
}

static struct meter_tally servo_instructions(void)
{
	struct meter_tally all = { 0 };

	for (uint32_t n = 0; n < METER_ROOMS; n++) {
		all.times += meter->servo[n].times;
		all.sum += meter->servo[n].sum;
		if (meter->servo[n].worst > all.worst)
			all.worst = meter->servo[n].worst;
	}
	return all;
}

/* ---- what the head is at ---- */

static double state_ms[METER_ROOMS];
static long looked_us;

/* The servo's next ticks are put where it is now. */
static void look(void)
{
	struct nfod_servo_status servo;
	long now_us;
	uint32_t room;

	drive_servo(&drive, &servo);
	now_us = rig_number(&rig, "now_us");
	room = servo.state;
	if (room == NFOD_SERVO_FOLLOW && servo.side == NFOD_LAND)
		room = ROOM_LAND;
	meter->room = room;
	state_ms[room] += (double)(now_us - looked_us) * 1e-3;
	looked_us = now_us;
}

/* ---- from power-up to ready ---- */

/* Of a drive that has just been started: its clock began at 0, with the disc at rest. */
static void power_up(struct figures *figures)
{
	meter->room = ROOM_START;
	looked_us = 0;
	drive_connect(&drive, &rig, NFOD_ALT_STREAMS);
	do {
		look();
		drive_identify(&drive);
	} while (drive.identify.medium_state != NFOD_MEDIUM_READY);
	figures->ready_ms = (double)rig_number(&rig, "now_us") * 1e-3;
	memcpy(figures->state_ms, state_ms, sizeof(state_ms));
	memcpy(figures->place, meter->place, sizeof(figures->place));
	figures->init = meter->call[CALL_INIT].sum;
}

/* ---- work ---- */

/**
 * struct queue - commands that the drive has, the oldest first
 */
static struct queue {
	struct nfod_command command[DEPTH];
	uint32_t transfer[DEPTH];
	uint32_t sent;
	uint32_t answered;
} queue;

static void take_oldest(void)
{
	uint32_t slot = queue.answered++ % DEPTH;

	assert_int_equal(
		drive_answer(&drive, &queue.command[slot], queue.transfer[slot], data).status,
		NFOD_ST_OK);
}

/* Answers may bring the credit that the next command waits for. */
static void make_room(uint8_t op)
{
	uint32_t len = op == NFOD_OP_WRITE ? PIECE * NFOD_BLOCK_BYTES : 0;

	while (queue.sent - queue.answered == DEPTH ||
	       (queue.sent != queue.answered && drive.sent + len > drive.credit))
		take_oldest();
}

/* In order, several commands at a time. */
static void stream(uint8_t op, uint32_t clusters)
{
	queue = (struct queue){ 0 };
	for (uint64_t lba = 0; lba < clusters * NFOD_CLUSTER_BLOCKS; lba += PIECE) {
		uint32_t slot = queue.sent % DEPTH;

		make_room(op);
		queue.command[slot] = drive_command(&drive, op, (uint16_t)slot, lba, PIECE);
		drive_pattern(data, lba, PIECE, 1);
		queue.transfer[slot] = drive_send(&drive, &queue.command[slot], data);
		queue.sent++;
	}
	while (queue.sent != queue.answered)
		take_oldest();
}

static void write_all(uint32_t clusters)
{
	stream(NFOD_OP_WRITE, clusters);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
}

static void read_all(uint32_t clusters)
{
	stream(NFOD_OP_READ, clusters);
}

/* A cluster a read, each another one and none near the one before. */
static void read_sectors(uint32_t clusters)
{
	for (uint32_t n = 0; n < clusters; n++) {
		uint64_t cluster = (uint64_t)n * 29 % clusters;

		assert_int_equal(drive_read(&drive, cluster * NFOD_CLUSTER_BLOCKS + 5, 1, data),
				 NFOD_ST_OK);
	}
}

static void write_sectors(uint32_t clusters)
{
	for (uint32_t n = 0; n < clusters; n++) {
		uint64_t cluster = (uint64_t)n * 29 % clusters;

		assert_int_equal(drive_write(&drive, cluster * NFOD_CLUSTER_BLOCKS + 5, 1, data, 0),
				 NFOD_ST_OK);
		if (n % BATCH == BATCH - 1)
			assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	}
}

static void read_cached(uint32_t times)
{
	assert_int_equal(drive_read(&drive, 5, 1, data), NFOD_ST_OK);
	for (uint32_t n = 1; n < times; n++)
		assert_int_equal(drive_read(&drive, 5, 1, data), NFOD_ST_OK);
}

/* ---- a drive that flies ---- */

/* Until it has nothing more to do by itself. */
static void settle(void)
{
	do
		rig_receive(&rig, 0);
	while (!rig_number(&rig, "idle"));
}

static struct stretch stretch_of(void (*work)(uint32_t clusters), uint32_t clusters)
{
	uint64_t servo = servo_instructions().sum;
	uint64_t main_loop = called_instructions();
	long start_us = rig_number(&rig, "now_us");
	struct stretch stretch;

	work(clusters);
	stretch.seconds = (double)(rig_number(&rig, "now_us") - start_us) * 1e-6;
	stretch.bytes = (double)clusters * NFOD_CLUSTER_BYTES;
	stretch.servo = (double)(servo_instructions().sum - servo);
	stretch.main_loop = (double)(called_instructions() - main_loop);
	return stretch;
}

/* Reads all over what was written, and a look at the servo while each of them waits. */
static void roam(void)
{
	for (uint32_t n = 0; n < READS; n++) {
		uint64_t cluster = (uint64_t)n * 61 % CLUSTERS;
		struct nfod_command command = drive_command(
			&drive, NFOD_OP_READ, 0, cluster * NFOD_CLUSTER_BLOCKS + n % 16, 1);
		uint32_t transfer = drive_send(&drive, &command, NULL);

		do {
			look();
			rig_receive(&rig, 0);
		} while (!rig.transfer[transfer % RIG_TRANSFERS].answered);
		assert_int_equal(drive_answer(&drive, &command, transfer, data).status, NFOD_ST_OK);
	}
}

/* A disc that has been formatted and written before. */
static void prepare_disc(struct rig *prepared)
{
	rig_copy(&rig, &rig_redir, "pc-reference", NULL);
	rig_connect(&rig);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	write_all(CLUSTERS);
	settle();
	rig_stop(&rig);
	*prepared = rig;
}

static void fly(const char *firmware, struct figures *figures)
{
	const char *const options[] = { "--servo", "full", "--firmware", firmware, NULL };
	static struct rig prepared;

	prepare_disc(&prepared);
	rig_play(&rig, &rig_redir, prepared.disc, options);
	rig_connect(&rig);
	power_up(figures);
	settle();
	figures->reading = stretch_of(read_all, CLUSTERS);
	settle();
	figures->writing = stretch_of(write_all, CLUSTERS);
	settle();
	roam();
	memcpy(figures->state, meter->servo, sizeof(figures->state));
	figures->servo = servo_instructions();
	rig_stop(&rig);
	rig_remove(&rig);
	rig_remove(&prepared);
}

/* ---- a drive whose head is where it was ordered: no ticks, no looking after the head ---- */

static double cost_of(void (*work)(uint32_t clusters), uint32_t clusters)
{
	uint64_t before = called_instructions();

	work(clusters);
	return (double)(called_instructions() - before) / clusters;
}

/* The least of several times: without what the drive does by itself meanwhile. */
static double least_cost_of(void (*work)(uint32_t clusters), uint32_t clusters)
{
	double least = cost_of(work, clusters);

	for (uint32_t n = 1; n < TIMES; n++) {
		double cost = cost_of(work, clusters);

		least = cost < least ? cost : least;
	}
	return least;
}

/* Nothing in the cache, nothing left to do. */
static void restart(void)
{
	drive_restart(&drive);
	settle();
}

static void serve(const char *firmware, struct figures *figures)
{
	const char *const options[] = { "--firmware", firmware, NULL };

	rig_start(&rig, &rig_redir, "64M", options);
	rig_connect(&rig);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	settle();
	figures->cluster_written = least_cost_of(write_all, KINEMATIC_CLUSTERS);
	restart();
	figures->cluster_read = cost_of(read_all, KINEMATIC_CLUSTERS);
	restart();
	figures->sector_read = cost_of(read_sectors, KINEMATIC_CLUSTERS);
	figures->sector_cached = least_cost_of(read_cached, KINEMATIC_CLUSTERS);
	figures->sector_written = least_cost_of(write_sectors, KINEMATIC_CLUSTERS);
	rig_stop(&rig);
	rig_remove(&rig);
}

static uint64_t size_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return (uint64_t)st.st_size;
}

int main(int argc, char **argv)
{
	static struct figures figures;
	char firmware[200];

	if (argc != 5) {
		fprintf(stderr, "usage: bench-firmware FLASH METER FILE.dfu IMAGE.bin\n");
		return 2;
	}
	/* Each call by itself, without the servo in its midst. */
	snprintf(firmware, sizeof(firmware), "mps2-turns:%s", argv[1]);
	open_meter(argv[2]);
	figures.file_bytes = size_of(argv[3]);
	figures.image_bytes = size_of(argv[4]);
	fly(firmware, &figures);
	serve(firmware, &figures);
	report(&figures, state_name);
	return 0;
}
