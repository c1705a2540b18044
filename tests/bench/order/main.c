// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The order of work, in virtual time: the firmware over a head that is not flown, on the
 * reference disc, under a host that always has so much to ask for. The same reads in the
 * order in which they came, and writes beside a drive that rewrites each cluster in place.
 */
#include <stdio.h>

#include "disc/choose.h"
#include "host.h"
#include "press/geometry.h"
#include "store/internal.h"

#define DEPTH 32u
#define BUFFER_PAGES 2048u
#define READS 16384u
#define IN_PLACE 2048u
#define MIB (1048576u / NFOD_BLOCK_BYTES)
/* Where the working set of 1 GiB lies. */
#define BASE 4800000u

/**
 * struct span - of blocks
 */
struct span {
	uint32_t base;
	uint32_t count;
};

/**
 * struct served - how it went
 * @ns: of each command, from when the host had it until its answer
 * @count: of them
 * @took_ns: all together
 */
struct served {
	uint64_t ns[READS];
	uint32_t count;
	uint64_t took_ns;
};

static struct served ordered, in_turn;

/* ---- a host ---- */

/* As if the disc had been filled once, in order; film that was never written reads as zeroes. */
static void fill_disc(struct store *s)
{
	for (uint32_t n = 0; n < layout_user_clusters(&s->lay); n++)
		s->map[n] = slots_slot(s, n, layout_home(&s->lay, n));
	for (uint32_t cursor = 0; !slots_count(s, &cursor);)
		;
	for (uint32_t area = 0; area < LAYOUT_AREAS; area++)
		dirty_all(s, area);
}

static struct rig *new_rig(void)
{
	struct rig_options options = { .lay = geometry_full, .pages = BUFFER_PAGES };
	struct rig *rig = rig_new(&options);

	host_start(rig, NFOD_ALT_STREAMS);
	fill_disc(&rig->fw->store);
	rig_settle(rig);
	return rig;
}

static uint32_t any_block(struct rig *rig, const struct span *span)
{
	return span->base + rig_below(rig, span->count);
}

static void take_notices(struct rig *rig)
{
	struct nfod_record record;

	while (host_take(rig, NFOD_EP_NOTIFY, 0, &record, NULL))
		;
}

/* Whether the command in a slot has been answered, and well. */
static bool is_answered(struct rig *rig, uint16_t slot)
{
	struct nfod_record record;

	if (!host_answer(rig, slot, &record, NULL))
		return false;
	assert_int_equal(record.status, NFOD_ST_OK);
	return true;
}

/* ---- reads ---- */

/*
 * DEPTH reads wait at any time. Of these the drive has @shown: all, and may choose, or one,
 * and then they are served in the order in which they came.
 */
static void read_random(struct served *served, const struct span *span, uint32_t shown)
{
	struct rig *rig = new_rig();
	uint64_t since[DEPTH], began = rig->now;
	uint32_t asked = 0;
	bool busy[DEPTH] = { false };

	served->count = 0;
	for (uint32_t n = 0; n < DEPTH; n++)
		since[n] = rig->now;
	while (served->count < READS) {
		for (uint16_t slot = 0; slot < DEPTH; slot++) {
			if (!busy[slot] || !is_answered(rig, slot))
				continue;
			busy[slot] = false;
			served->ns[served->count++] = rig->now - since[slot];
			since[slot] = rig->now;
			if (served->count == READS)
				break;
		}
		while (asked < served->count + shown) {
			uint16_t slot = (uint16_t)(asked % DEPTH);
			struct nfod_command command;

			while (busy[slot])
				slot = (uint16_t)((slot + 1) % DEPTH);
			command = host_command(rig, NFOD_OP_READ, slot, any_block(rig, span), 1);
			host_send(rig, &command, NULL);
			busy[slot] = true;
			asked++;
		}
		take_notices(rig);
		rig_step(rig);
	}
	served->took_ns = rig->now - began;
	rig_free(rig);
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static double rate_of(const struct served *served)
{
	return served->count / ((double)served->took_ns * 1e-9);
}

static double ms_of(const struct served *served, double part)
{
	return (double)served->ns[(uint32_t)(part * (served->count - 1))] * 1e-6;
}

static void report_reads(const char *name, struct served *served)
{
	double sum = 0.0;

	qsort(served->ns, served->count, sizeof(served->ns[0]), by_size);
	for (uint32_t n = 0; n < served->count; n++)
		sum += (double)served->ns[n] * 1e-6;
	printf("  %-14s %6.1f/s, latency mean %.0f, p50 %.0f, p99 %.0f, p99.9 %.0f, most %.0f ms\n",
	       name, rate_of(served), sum / served->count, ms_of(served, 0.5), ms_of(served, 0.99),
	       ms_of(served, 0.999), ms_of(served, 1.0));
}

static void reads(const char *name, const struct span *span)
{
	printf("4 KiB random reads, depth %u, %s\n", DEPTH, name);
	read_random(&ordered, span, DEPTH);
	read_random(&in_turn, span, 1);
	report_reads("by position", &ordered);
	report_reads("as they came", &in_turn);
	printf("  %.2f times\n", rate_of(&ordered) / rate_of(&in_turn));
}

/* ---- writes ---- */

static void write_batch(struct rig *rig, const struct span *span)
{
	static uint8_t block[NFOD_BLOCK_BYTES];
	struct nfod_command command;

	for (uint16_t slot = 0; slot < DEPTH; slot++) {
		*(uint64_t *)block = rig_random(rig);
		host_wait_credit(rig, NFOD_BLOCK_BYTES);
		command = host_command(rig, NFOD_OP_WRITE, slot, any_block(rig, span), 1);
		assert_int_equal(host_do(rig, &command, block).status, NFOD_ST_OK);
	}
	take_notices(rig);
	command = host_command(rig, NFOD_OP_FLUSH, 0, 0, 0);
	assert_int_equal(host_do(rig, &command, NULL).status, NFOD_ST_OK);
}

static double write_flushed(const struct span *span, uint32_t blocks)
{
	struct rig *rig = new_rig();
	uint64_t began = rig->now;
	double rate;

	for (uint32_t n = 0; n < blocks / DEPTH; n++)
		write_batch(rig, span);
	rate = blocks / ((double)(rig->now - began) * 1e-9);
	rig_free(rig);
	return rate;
}

static int ascending(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* A batch in one sweep, each cluster read and a turn later written; whoever shares one gains. */
static void rewrite(struct outlook *head, uint32_t *user)
{
	qsort(user, DEPTH, sizeof(*user), ascending);
	for (uint32_t n = 0; n < DEPTH; n++) {
		uint32_t cluster = map_physical(head->map, user[n]);

		if (n && user[n] == user[n - 1])
			continue;
		choose_pass(head, cluster);
		choose_pass(head, cluster);
	}
}

/* The same writes of a drive that rewrites each cluster where it is. */
static double write_in_place(const struct span *span)
{
	struct rig *rig = new_rig();
	uint32_t user[DEPTH];
	struct outlook head;
	uint64_t began;
	double rate;

	rec_outlook(rig->fw, &head);
	head.kin.radius = 0.024;
	began = head.at_ns;
	for (uint32_t n = 0; n < IN_PLACE / DEPTH; n++) {
		for (uint32_t i = 0; i < DEPTH; i++)
			user[i] = any_block(rig, span) / NFOD_CLUSTER_BLOCKS;
		rewrite(&head, user);
	}
	rate = IN_PLACE / ((double)(head.at_ns - began) * 1e-9);
	rig_free(rig);
	return rate;
}

static void writes(const char *name, const struct span *span, uint32_t mib)
{
	double ours, theirs;

	printf("4 KiB random writes, flushed every %u, %u MiB, %s\n", DEPTH, mib, name);
	ours = write_flushed(span, mib * MIB);
	theirs = write_in_place(span);
	printf("  this drive %.1f/s, in place %.1f/s: %.1f times\n", ours, theirs, ours / theirs);
}

int main(void)
{
	struct rig *rig = new_rig();
	const struct span all = { 0, (uint32_t)disc_capacity(rig->fw) };
	const struct span gib = { BASE, 1024 * MIB };

	rig_free(rig);
	reads("in 1 GiB", &gib);
	reads("over the disc", &all);
	writes("in 1 GiB", &gib, 256);
	writes("over the disc", &all, 256);
	return 0;
}
