// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What was counted is exact. What an STM32H743 adds to it is reckoned here, from figures of its
 * data sheet (DS12110) and of the core's technical reference manual.
 */
#include "bench.h"

#include <math.h>
#include <stdio.h>

#include "nfod/container.h"
#include "nfod/dfu.h"
#include "nfod/wire.h"

#define CORE_HZ 480e6
#define TICK_HZ 200e3
/* Of the interrupt: in 12 cycles, out 12, and what the FPU's registers take on their way. */
#define INTERRUPT_CYCLES 45.0
/*
 * Of the front-end behind the FMC, 16 bits wide: samples come by DMA; the tick reads one word of
 * its own accord and writes six halves of one, each 40 ns as if nothing were buffered.
 */
#define BUS_ACCESSES 8.0
#define BUS_CYCLES 20.0

#define FIRST_INSTRUCTION_MS 0.55 /* after reset, at most */
#define CRYSTAL_MS 4.0 /* crystal and PLLs; until then 64 MHz would do for all but this wait */

#define ERASE_S 1.0 /* 128 KiB, typical; 2 at most */
#define ERASE_MOST_S 2.0
#define PROGRAM_S 100e-6 /* 32 bytes, typical; 200 us at most */
#define PROGRAM_MOST_S 200e-6
/* The host asks again after so long; a block and its status cross the bus in a millisecond. */
#define POLL_S 20e-3
#define BLOCK_S 1e-3
#define LINGER_S 1.0

static double ms_of(uint64_t instructions)
{
	return (double)instructions / CORE_HZ * 1e3;
}

static void report_start(const struct figures *figures)
{
	static const struct {
		const char *what;
		enum place from, to;
	} phase[] = {
		{ "boot loader: start of C", PLACE_LOADER, PLACE_JOURNAL },
		{ "  journal", PLACE_JOURNAL, PLACE_CHOOSE },
		{ "  choice", PLACE_CHOOSE, PLACE_HEADER },
		{ "  header, with its signature", PLACE_HEADER, PLACE_DIGEST },
		{ "  digest of the image", PLACE_DIGEST, PLACE_HAND_OVER },
		{ "image: start of C", PLACE_HAND_OVER, PLACE_MAIN },
		{ "  board", PLACE_MAIN, PLACE_INIT },
		{ "  firmware, until the first tick", PLACE_INIT, PLACE_SERVO },
	};
	const uint64_t *place = figures->place;
	double ms = ms_of(place[PLACE_SERVO]);

	printf("from reset to the servo's first tick     instructions   ms at 480 MHz\n");
	printf("  %-36s %14lu %11.3f\n", "boot loader: reset", place[PLACE_LOADER],
	       ms_of(place[PLACE_LOADER]));
	for (uint32_t n = 0; n < sizeof(phase) / sizeof(phase[0]); n++) {
		uint64_t instructions = place[phase[n].to] - place[phase[n].from];

		printf("  %-36s %14lu %11.3f\n", phase[n].what, instructions, ms_of(instructions));
	}
	printf("  %-36s %14lu %11.3f\n", "all", place[PLACE_SERVO], ms);
	printf("  an image of %lu bytes; with reset and crystal of the part %.1f ms (aim 150)\n\n",
	       figures->image_bytes, ms + FIRST_INSTRUCTION_MS + CRYSTAL_MS);
}

static void report_ready(const struct figures *figures, const char *const room[METER_ROOMS])
{
	printf("from power-up to a disc that is ready, ms of the drive's time\n");
	for (uint32_t n = 0; n < METER_ROOMS; n++)
		if (figures->state_ms[n] > 0)
			printf("  %-16s %9.1f\n", room[n], figures->state_ms[n]);
	printf("  %-16s %9.1f\n\n", "all", figures->ready_ms);
}

static void report_tally(const char *what, const struct meter_tally *tally)
{
	printf("  %-16s %7.0f %7lu %10lu\n", what, (double)tally->sum / (double)tally->times,
	       tally->worst, tally->times);
}

static void report_ticks(const struct figures *figures, const char *const room[METER_ROOMS])
{
	printf("servo's interrupt     mean   worst      ticks   (aims 1000, 1600)\n");
	for (uint32_t n = 0; n < METER_ROOMS; n++)
		if (figures->state[n].times)
			report_tally(room[n], &figures->state[n]);
	report_tally("all", &figures->servo);
	printf("\n");
}

static void report_commands(const struct figures *figures)
{
	printf("main loop, by command                     instructions\n");
	printf("  %-36s %14.0f\n", "4 KiB read, cached", figures->sector_cached);
	printf("  %-36s %14.0f\n", "4 KiB read, from the disc", figures->sector_read);
	printf("  %-36s %14.0f\n", "4 KiB written, flushed every 32", figures->sector_written);
	printf("  %-36s %14.0f\n", "a cluster read", figures->cluster_read);
	printf("  %-36s %14.0f\n\n", "a cluster written", figures->cluster_written);
}

static void report_stretch(const char *what, const struct stretch *stretch)
{
	double ticks = TICK_HZ * (INTERRUPT_CYCLES + BUS_ACCESSES * BUS_CYCLES);
	double servo = stretch->servo / stretch->seconds;
	double main_loop = stretch->main_loop / stretch->seconds;
	double cycles = servo + main_loop + ticks;

	printf("  %-9s %6.1f Mbit/s  servo %6.1f  its interrupt and bus %5.1f  main loop %5.1f"
	       "  all %6.1f M cycles/s: %4.1f %% left\n",
	       what, stretch->bytes * 8e-6 / stretch->seconds, servo * 1e-6, ticks * 1e-6,
	       main_loop * 1e-6, cycles * 1e-6, 100.0 * (1.0 - cycles / CORE_HZ));
}

/* Until the host asks, in whole polls. */
static double polled(double seconds)
{
	return ceil(seconds / POLL_S) * POLL_S;
}

static double update_s(const struct figures *figures, double erase_s, double program_s,
		       double digest_s)
{
	double slot = (double)(figures->image_bytes + NFOD_CONTAINER_BYTES);
	double sectors = ceil(slot / NFOD_FLASH_SECTOR_BYTES);
	double blocks = ceil((double)figures->file_bytes / NFOD_BLOCK_BYTES);
	double programmed = ceil(slot / NFOD_BLOCK_BYTES);
	double words = (double)NFOD_BLOCK_BYTES / NFOD_FLASH_WORD;

	printf("    transfer %.2f, erasing %.0f sectors %.1f, programming %.2f, digest %.2f,"
	       " until restart %.1f s",
	       blocks * BLOCK_S, sectors, sectors * polled(erase_s),
	       programmed * polled(words * program_s), polled(digest_s), LINGER_S);
	return blocks * BLOCK_S + sectors * polled(erase_s) +
	       programmed * polled(words * program_s) + polled(digest_s) + LINGER_S;
}

static void report_update(const struct figures *figures)
{
	const uint64_t *place = figures->place;
	double digest_s = 1e-3 * ms_of(place[PLACE_HAND_OVER] - place[PLACE_DIGEST]);

	printf("update of %lu bytes (an image for each slot, one is programmed)\n",
	       figures->file_bytes);
	printf(": %.1f s, typical\n", update_s(figures, ERASE_S, PROGRAM_S, digest_s));
	printf(": %.1f s, at most\n\n", update_s(figures, ERASE_MOST_S, PROGRAM_MOST_S, digest_s));
}

void report(const struct figures *figures, const char *const room[METER_ROOMS])
{
	report_start(figures);
	report_ready(figures, room);
	report_ticks(figures, room);
	report_commands(figures);
	printf("in order at 2x, one instruction a cycle of 480 MHz (aim 20 %% left)\n");
	report_stretch("writing", &figures->writing);
	report_stretch("reading", &figures->reading);
	printf("\n");
	report_update(figures);
}
