/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the disc as blocks
 *
 * Carries out commands on the cache, has the store say where on the disc things go, and
 * decides what the recorder does next:
 *
 *  - A write is acknowledged once it is in the cache. A flush (and a FUA write)
 *    ends when the store has taken every cluster that was dirty when it came, and
 *    says that a power cut cannot harm it any more.
 *  - Clusters that became dirty are "young". When somebody must wait for them,
 *    or room gets short, or the drive is idle, all young ones become the "due"
 *    batch, which is given to the store in the order of numbers. Later ones wait
 *    for the next batch, so a flush waits for two batches at most, whatever is
 *    written meanwhile.
 *  - Reads go before, in the order of choose.h, but after READS_PER_WRITE clusters
 *    read an order of the store is carried out, if somebody waits for that.
 */
#ifndef FW_DISC_DISC_H
#define FW_DISC_DISC_H

#include <stdbool.h>
#include <stdint.h>

#include "disc/cache.h"
#include "disc/map.h"
#include "nfod/wire.h"
#include "store/store.h"

/* Largest transfer and range that this drive announces. */
#define DISC_MAX_BLOCKS 128u
#define DISC_MAX_RANGE_BLOCKS 16384u

_Static_assert(DISC_MAX_BLOCKS <= NFOD_MAX_TRANSFER_BLOCKS,
	       "transfers within the protocol's limit");

#define DISC_STREAMS 4u
#define DISC_POOR 8u
/* Written by itself when the host has been quiet for this long (j). */
#define DISC_IDLE_NS 500000000u

/**
 * struct command - one slot's command
 * @lba: first block
 * @blocks: how many
 * @detail: of the record
 * @mark: struct cache's clock when a flush or FUA write came; struct recorder's handed when
 *	a read was admitted
 * @missing: clusters that a read waits for
 * @cursor: blocks of a range that are done
 * @losses: struct disc's, when the command came (ended, for a flush)
 * @stamp: the store's: what it has of all that the command waits for
 * @stamped: it has all of it
 * @progress: firmware's, when the command was answered
 * @arrived_ns: when it came
 * @op: enum nfod_op
 * @flags: NFOD_CMD_*
 * @slot: its number
 * @state: enum nfod_slot_state
 * @status: enum nfod_status
 * @admitted: a read that may hold pages
 * @page: of each block of a read that is here, else PAGE_NONE; held
 */
struct command {
	uint64_t lba;
	uint32_t blocks;
	uint32_t detail;
	uint32_t mark;
	uint32_t missing;
	uint32_t cursor;
	uint32_t losses;
	uint32_t stamp;
	bool stamped;
	uint32_t progress;
	uint64_t arrived_ns;
	uint8_t op;
	uint8_t flags;
	uint8_t slot;
	uint8_t state;
	uint8_t status;
	bool admitted;
	uint16_t page[DISC_MAX_BLOCKS];
};

/**
 * struct stream - a host that reads on and on
 * @next: block that would continue it
 * @ahead: first cluster not asked for in advance
 * @run: reads that have continued it
 * @used: when it was continued last, in struct disc's reads
 */
struct stream {
	uint64_t next;
	uint32_t ahead;
	uint32_t run;
	uint32_t used;
};

/**
 * struct loan - a whole cluster in the store's hands; its number is the order's tag
 * @used: it is
 * @refused: no place was found: to be given once more
 * @cluster: index in the cache, where it is busy
 * @sectors: of it that were dirty
 * @since: when they became so
 * @page: of each sector; held
 */
struct loan {
	bool used;
	bool refused;
	uint16_t cluster;
	uint16_t sectors;
	uint32_t since;
	uint16_t page[NFOD_CLUSTER_BLOCKS];
};

/**
 * struct order_due - an order of the store
 * @io: it
 * @mark: struct recorder's handed when it came
 */
struct order_due {
	struct store_io *io;
	uint32_t mark;
};

/**
 * struct poor - a cluster that was read with pains
 * @user: whose sectors they are
 * @cluster: physical number
 */
struct poor {
	uint32_t user;
	uint32_t cluster;
};

/**
 * struct disc - the disc that is in, and what is to be done with it
 * @map: its zones
 * @store_pages: of the buffer RAM, behind the pool
 * @loan: clusters that the store is writing
 * @order: of the store, that the recorder does not have
 * @orders: how many
 * @poor: clusters to be moved elsewhere
 * @poors: how many
 * @writings: since power-up, from anywhere on
 * @stopped: the store takes nothing more, and what it owed is counted as lost; or there is none
 * @command: by slot
 * @queue: reads not admitted yet, oldest first
 * @queued: how many
 * @reading: bit n = the read in slot n is under way
 * @flushing: commands that wait for all that was dirty at their mark
 * @forcing: FUA writes that wait for their own clusters
 * @zeroing: ranges under way
 * @read_pages: pages that admitted reads may hold
 * @read_limit: how many they may
 * @hand: user cluster behind the last one given to the store
 * @reads_in_row: clusters read on demand since the last order of the store
 * @now_in_row: clusters given to the store for FUA since the last one of a batch
 * @reads: read commands so far
 * @stream: what may be read ahead
 * @busy_ns: when the host last asked for anything
 * @emptying: all must be written: the disc is about to go
 * @asleep: the host sleeps: do not wait for the quiet
 * @lost: acknowledged blocks lost
 * @losses: times that happened
 * @losses_told: of these, how many a failed flush has told the host of
 */
struct disc {
	struct map map;
	uint32_t store_pages;
	struct loan loan[STORE_PUTS];
	struct order_due order[STORE_IOS];
	uint32_t orders;
	struct poor poor[DISC_POOR];
	uint32_t poors;
	uint32_t writings;
	bool stopped;
	struct command command[NFOD_MAX_SLOTS];
	uint8_t queue[NFOD_MAX_SLOTS];
	uint32_t queued;
	uint32_t reading;
	uint32_t flushing;
	uint32_t forcing;
	uint32_t zeroing;
	uint32_t read_pages;
	uint32_t read_limit;
	uint32_t hand;
	uint32_t reads_in_row;
	uint32_t now_in_row;
	uint32_t reads;
	struct stream stream[DISC_STREAMS];
	uint64_t busy_ns;
	bool emptying;
	bool asleep;
	uint64_t lost;
	uint32_t losses;
	uint32_t losses_told;
};

struct nfod_fw;
struct job;

/* disc.c */
void disc_init(struct nfod_fw *fw, uint32_t store_pages);
void disc_reset(struct nfod_fw *fw);
bool disc_load(struct nfod_fw *fw);
uint64_t disc_capacity(const struct nfod_fw *fw);
enum nfod_cause disc_read_only(const struct nfod_fw *fw);
bool disc_is_quiet(const struct nfod_fw *fw);
bool disc_is_clean(const struct nfod_fw *fw);
bool disc_is_owed(const struct nfod_fw *fw);
void disc_hurry(struct nfod_fw *fw, bool on);
bool disc_certify(struct nfod_fw *fw, uint32_t first, uint32_t count, bool full);
bool disc_locate(const struct nfod_fw *fw, uint64_t lba, uint32_t *cluster, uint8_t *sector);

/* commands.c */
void disc_execute(struct nfod_fw *fw, struct command *command, uint16_t *pages);
void disc_refuse(struct nfod_fw *fw, struct command *command, uint8_t status, uint32_t detail);
void disc_finish(struct nfod_fw *fw, struct command *command, uint8_t status, uint32_t detail);
void disc_forget(struct nfod_fw *fw, struct command *command);
void disc_collected(struct nfod_fw *fw, struct command *command);
void disc_end_all(struct nfod_fw *fw, uint8_t status, uint32_t detail);
uint16_t disc_wanted(const struct nfod_fw *fw, const struct cluster *cluster);
void disc_serve(struct nfod_fw *fw, struct cluster *cluster);
bool disc_admit(struct nfod_fw *fw);
bool disc_continue_ranges(struct nfod_fw *fw);

/* persist.c */
void disc_await_all(struct nfod_fw *fw, struct command *command);
void disc_await_own(struct nfod_fw *fw, struct command *command);
void disc_check_waiters(struct nfod_fw *fw);
void disc_lose(struct nfod_fw *fw, struct cluster *cluster, uint16_t sectors, uint32_t since);
void disc_check_store(struct nfod_fw *fw);

/* read.c */
bool disc_read(struct nfod_fw *fw, struct cluster *cluster, uint16_t wanted);
uint32_t disc_where(const struct nfod_fw *fw, const struct cluster *cluster);
void disc_read_done(struct nfod_fw *fw, struct job *job);
void disc_check_done(struct nfod_fw *fw, struct job *job);
void disc_move_poor(struct nfod_fw *fw);

/* write.c */
uint64_t disc_next_epoch(struct nfod_fw *fw);
bool disc_give(struct nfod_fw *fw, bool all);
bool disc_order(struct nfod_fw *fw);
uint32_t disc_choose(void *ctx, uint32_t after, const uint32_t *cluster, uint32_t count);
void disc_order_done(struct nfod_fw *fw, struct job *job);
bool disc_erase_ahead(struct nfod_fw *fw);
void disc_erased(struct nfod_fw *fw, struct job *job);

/* schedule.c */
bool disc_schedule(struct nfod_fw *fw);
void disc_job_done(struct nfod_fw *fw, struct job *job);
void disc_note_read(struct nfod_fw *fw, const struct command *command);
uint64_t disc_deadline(const struct nfod_fw *fw);

static inline uint32_t first_cluster(const struct command *command)
{
	return (uint32_t)(command->lba / NFOD_CLUSTER_BLOCKS);
}

static inline uint32_t last_cluster(const struct command *command)
{
	return (uint32_t)((command->lba + command->blocks - 1) / NFOD_CLUSTER_BLOCKS);
}

#endif
