/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: what a store is made of
 *
 * struct store is here for who keeps one; the rest of the firmware uses store.h.
 */
#ifndef FW_STORE_PARTS_H
#define FW_STORE_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/wire_manage.h"
#include "store/layout.h"

#define STORE_SECTORS 16u
#define STORE_ALL 0xffffu
#define STORE_NO_PAGE 0xffffu
#define STORE_PAGE_BYTES 4096u

/* Clusters of a table that are gone through in one go: well under a millisecond of it. */
#define STORE_PIECE 16384u

#define STORE_PACKS 4u
#define STORE_PUTS 8u
#define STORE_MERGES 8u
#define STORE_PAGE_WRITES 3u
#define STORE_IOS 32u
#define STORE_MOVES 2048u
#define STORE_MOVE_BUCKETS 256u
#define STORE_MOVE_NONE 0xffffu

/* Buffers of a cluster each, by number: packs, merges, pages, and one for certification. */
#define STORE_BUFFER_MERGE STORE_PACKS
#define STORE_BUFFER_PAGE (STORE_BUFFER_MERGE + STORE_MERGES)
#define STORE_BUFFER_CERTIFY (STORE_BUFFER_PAGE + STORE_PAGE_WRITES)
#define STORE_BUFFERS (STORE_BUFFER_CERTIFY + 1u)

enum store_op {
	STORE_READ,
	STORE_WRITE,
};

enum store_owner {
	STORE_FOR_PUT,
	STORE_FOR_COMMIT,
	STORE_FOR_PAGE,
	STORE_FOR_ROOT,
	STORE_FOR_LOAD,
	STORE_FOR_MERGE,
	STORE_FOR_CERTIFY,
};

/**
 * struct store_io - a cluster to be read or written
 * @cluster: physical number
 * @page: of each sector; STORE_NO_PAGE = not wanted (reads only)
 * @tag: of store_write(), when @owner is STORE_FOR_PUT
 * @op: enum store_op
 * @owner: enum store_owner
 * @index: which of the owner's
 * @used: under way
 * @given: by store_next()
 * @erased: to be written, and nothing is written there
 */
struct store_io {
	uint32_t cluster;
	uint16_t page[STORE_SECTORS];
	uint32_t tag;
	uint8_t op;
	uint8_t owner;
	uint16_t index;
	bool used;
	bool given;
	bool erased;
};

/**
 * struct store_ask - what the store asks of its caller
 * @ctx: handed back
 * @drive: whose powers are kept: CRC-32C of its serial number
 * @choose: which of these clusters the head reaches first, once it has written @after;
 *	NULL = the first
 */
struct store_ask {
	void *ctx;
	uint32_t drive;
	uint32_t (*choose)(void *ctx, uint32_t after, const uint32_t *cluster, uint32_t count);
};

/**
 * struct store_place - where the sectors of a user cluster are
 * @cluster: of each: physical number, NFOD_NOWHERE = zeroes, or in @page
 * @sector: and in it
 * @page: the store's, that holds it; STORE_NO_PAGE = none
 */
struct store_place {
	uint32_t cluster[STORE_SECTORS];
	uint8_t sector[STORE_SECTORS];
	uint16_t page[STORE_SECTORS];
};

enum pack_state {
	PACK_FREE,
	PACK_OPEN,
	PACK_FULL,
	PACK_WRITING,
	PACK_WRITTEN,
};

/**
 * struct pack_sector - a sector on its way into the log
 * @block: user's; NFOD_NOWHERE = given up
 * @due: stamp of the oldest write that waits for it
 * @carried: the log has it already, elsewhere
 * @covered: something newer is under way or written
 */
struct pack_sector {
	uint32_t block;
	uint32_t due;
	bool carried;
	bool covered;
};

/**
 * struct pack - a log cluster to be; its number is its buffer's
 * @state: enum pack_state
 * @count: entries used in @sector
 * @order: packs are written by it
 * @position: where it was written
 * @sector: by page of the buffer, from the second on
 */
struct pack {
	uint8_t state;
	uint8_t count;
	uint32_t order;
	uint32_t position;
	struct pack_sector sector[NFOD_LOG_SECTORS];
};

/**
 * struct put - a user cluster on its way to a shadow
 * @used: it is
 * @user: cluster
 * @due: stamp of the oldest write that waits for it
 * @cluster: the shadow
 */
struct put {
	bool used;
	uint32_t user;
	uint32_t due;
	uint32_t cluster;
};

/**
 * struct move - a shadow that is written and not yet committed
 * @user: cluster
 * @due: stamp of the oldest write that waits for it
 * @slot: where it is now
 * @sectors: of these, what the log has is older
 * @chain: the one before in its bucket
 * @quiet: none does
 */
struct move {
	uint32_t user;
	uint32_t due;
	uint16_t slot;
	uint16_t sectors;
	uint16_t chain;
	bool quiet;
};

enum merge_state {
	MERGE_FREE,
	MERGE_READING,
	MERGE_WRITING,
};

/**
 * struct merge - a user cluster on its way home from the log
 * @state: enum merge_state
 * @reads: under way
 * @failed: a sector could not be read
 * @cancelled: its user has written it whole meanwhile
 * @away: the old place is never to be used again
 * @home: it is still to be read from its old place
 * @wanted: sectors still to be read from the log
 * @sectors: from the log, and not overtaken since
 * @user: cluster
 * @cluster: the shadow
 */
struct merge {
	uint8_t state;
	uint8_t reads;
	bool failed;
	bool cancelled;
	bool away;
	bool home;
	uint16_t wanted;
	uint16_t sectors;
	uint32_t user;
	uint32_t cluster;
};

/**
 * struct area - one management area
 * @checkpoint: number of the last complete one; 0 = none known
 * @generation: of the format that it is of
 * @knows: the other area's checkpoint that its root tells of
 * @sequence: log clusters up to here are in it
 * @root: place of its root
 * @hand: place tried last for a page
 * @page: where its pages are
 * @dirty: bit per page: not as in RAM
 */
struct area {
	uint32_t checkpoint;
	uint32_t generation;
	uint32_t knows;
	uint32_t sequence;
	uint32_t root;
	uint32_t hand;
	struct nfod_root_page page[NFOD_ROOT_PAGES];
	uint32_t dirty[NFOD_ROOT_PAGES / 32];
};

enum checkpoint_state {
	CHECKPOINT_IDLE,
	CHECKPOINT_PAGES,
	CHECKPOINT_ROOT,
};

/**
 * struct page_write - a page on its way to an area; its number is its buffer's
 * @used: it is
 * @made: it has been given out
 * @page: which
 * @place: where to
 * @crc: of it
 */
struct page_write {
	bool used;
	bool made;
	uint16_t page;
	uint16_t place;
	uint32_t crc;
};

/**
 * struct log_end - the last log cluster that holds
 * @sequence: its
 * @crc: of its header
 * @next: positions that may hold the next one
 */
struct log_end {
	uint32_t sequence;
	uint32_t crc;
	uint16_t next[NFOD_LOG_NEXT];
};

/**
 * struct checkpoint - one under way
 * @state: enum checkpoint_state
 * @wanted: so many are to follow
 * @area: that it goes to
 * @number: its
 * @end: of the log, when it began
 * @passed: log clusters since it began
 * @cursor: page looked at next
 * @page: where the area's pages will be
 * @write: pages being written
 * @ruins: bit per root place that is to have the root because it cannot be read
 * @root: where the root was written last, LAYOUT_ROOTS = nowhere yet
 * @place: where it is to be written next
 * @made: it has been given out
 * @tries: root places that failed
 */
struct checkpoint {
	uint8_t state;
	uint8_t wanted;
	uint8_t area;
	uint8_t tries;
	bool made;
	uint32_t place;
	uint32_t number;
	struct log_end end;
	uint32_t passed;
	uint32_t ruins;
	uint32_t root;
	uint32_t cursor;
	struct nfod_root_page page[NFOD_ROOT_PAGES];
	struct page_write write[STORE_PAGE_WRITES];
};

/**
 * struct commit - the log cluster being written
 * @busy: one is
 * @made: it has been given out, as it is to be
 * @written: it is on the disc, and not taken into account yet
 * @draining: many moves are being named, log cluster by log cluster
 * @pack: which
 * @tried: bits of struct log_end's @next that failed
 * @chosen: of these, the one that is written
 * @moves: of the queue that it names
 * @defects: of the list that it names
 */
struct commit {
	bool busy;
	bool made;
	bool written;
	bool draining;
	uint8_t pack;
	uint8_t tried;
	uint8_t chosen;
	uint32_t moves;
	uint32_t defects;
};

/**
 * enum load_state - what recovery or format is at
 * @LOAD_IDLE: nothing
 * @LOAD_ROOTS: roots of an area are read
 * @LOAD_PAGES: pages of the newest one
 * @LOAD_JUDGE: whether the map makes sense
 * @LOAD_DEFECTS: the root's list is taken
 * @LOAD_INDEX: the table of the log is made
 * @LOAD_CONFIRM: the root is written once more
 * @LOAD_ROLL: the log behind the checkpoint
 * @LOAD_SEAL: its end is written once more
 * @LOAD_CLEAR: a format has all forgotten
 * @LOAD_FORMAT: and written
 * @LOAD_COUNT: what is free
 */
enum load_state {
	LOAD_IDLE,
	LOAD_ROOTS,
	LOAD_PAGES,
	LOAD_JUDGE,
	LOAD_DEFECTS,
	LOAD_INDEX,
	LOAD_CONFIRM,
	LOAD_ROLL,
	LOAD_SEAL,
	LOAD_CLEAR,
	LOAD_FORMAT,
	LOAD_COUNT,
};

enum seen_state {
	SEEN_NONE,
	SEEN_READING,
	SEEN_BAD,
	SEEN_BLANK,
	SEEN_HOLDS,
	SEEN_LAST,
};

/**
 * struct sight - a log cluster that recovery looks at; its number is its buffer's
 */
struct sight {
	uint8_t state;
	uint16_t position;
};

/**
 * struct reading - how a cluster was read for recovery
 * @cluster: physical number
 * @bad: sectors that could not be read
 * @good: none
 */
struct reading {
	uint32_t cluster;
	uint16_t bad;
	bool good;
};

/**
 * struct load - recovery under way
 * @state: enum load_state
 * @area: being looked at
 * @reads: under way, or come and not looked at
 * @failed: this area will not do
 * @torn: the log ends in something that was not finished
 * @broken: log clusters are there that do not follow from the others
 * @final: take this area as it is: there is no better one
 * @far: far positions are looked at as well
 * @protect: enum nfod_cause: why nothing may be written
 * @pressed: the disc has never been written
 * @cursor: root or page looked at next; or how far LOAD_JUDGE and what follows it have got
 * @best: number of the newest root; 0 = none
 * @place: of it
 * @newest: number of the newest root of either area
 * @reading: bit per buffer that is read into
 * @come: bit per buffer that has been, and has not been looked at
 * @answer: how that went, by buffer
 * @blank: roots that were never written, by area
 * @ruined: bit per root place of the area that cannot be read
 * @page: by buffer: page that is read into it
 * @seen: by buffer
 * @rolled: log clusters behind the checkpoint
 * @last: buffer that holds the last of them, which has not been applied yet
 * @copied: it is being written once more
 * @original: its position, if so
 * @tip: the log's end with that
 */
struct load {
	uint8_t state;
	uint8_t area;
	uint8_t reads;
	bool failed;
	bool torn;
	bool broken;
	bool final;
	bool far;
	uint8_t protect;
	bool pressed;
	uint32_t cursor;
	uint32_t best;
	uint32_t place;
	uint32_t newest;
	uint32_t blank[LAYOUT_AREAS];
	uint32_t ruined;
	uint32_t reading;
	uint32_t come;
	struct reading answer[STORE_BUFFERS];
	uint16_t page[STORE_BUFFERS];
	struct sight seen[STORE_BUFFERS];
	uint32_t rolled;
	uint32_t last;
	bool copied;
	uint16_t original;
	struct log_end tip;
};

/**
 * struct certify - free clusters being tried
 * @busy: they are
 * @full: written first
 * @reading: the cluster is
 * @cluster: being tried, NFOD_NOWHERE = none
 * @first: of all
 * @next: cluster
 * @end: behind the last one
 * @found: bad ones
 */
struct certify {
	bool busy;
	bool full;
	bool reading;
	uint32_t cluster;
	uint32_t first;
	uint32_t next;
	uint32_t end;
	uint32_t found;
};

/**
 * struct store - all of it
 * @state: enum nfod_store_state
 * @cause: enum nfod_cause
 * @resting: the host is quiet: tidy up
 * @squeezed: somebody found no free cluster
 * @lay: what is where
 * @ask: caller's
 * @base: buffer RAM
 * @first_page: of it, first page of the buffers
 * @map: by user cluster: slot in its zone, NFOD_NO_PLACE = nowhere
 * @used: bit per physical cluster that is not free
 * @place: the log's directory, by position
 * @live: sectors that are still wanted, by position
 * @stuck: bit per position that cannot be taken home
 * @hash: of the blocks in the log: position * 16 + sector + 1, 0 = none
 * @hash_bits: its size is a power of two
 * @erased: bit per physical cluster that is free and holds no marks; NULL if nobody cares
 * @stale: free ones below it are erased, or cannot be
 * @erasing: free ones that are being erased: so long they are not
 * @free: clusters of each zone
 * @hand: slot behind the one taken last, by zone
 * @volume: of the disc
 * @generation: of its format
 * @stamp: of the last write
 * @wanted: stamp that somebody waits for
 * @end: of the log
 * @sequence: tried last
 * @log_dead: positions that hold nothing
 * @log_bad: positions that cannot be written
 * @log_at: position of its last cluster
 * @since: clusters that recovery has to let pass for the log behind the inner checkpoint
 * @merge_hand: position looked at next
 * @merge_barren: positions looked at in vain since anything came to an end
 * @failures: writes that failed since the last one that did not
 * @moves: entries used in @move, oldest first
 * @moves_loud: of these, those that somebody may wait for
 * @moves_oldest: and stamp of the oldest write that waits for them
 * @power: what power calibration has found here, as in struct nfod_root
 * @defects: entries used in @defect, in the order in which they were found
 * @defects_told: of these, how many are on the disc
 * @sorted: numbers of these, by cluster
 */
struct store {
	uint8_t state;
	uint8_t cause;
	bool resting;
	bool squeezed;
	struct layout lay;
	struct store_ask ask;
	uint8_t *base;
	uint32_t first_page;
	uint16_t *map;
	uint32_t *used;
	struct nfod_log_place *place;
	uint8_t *live;
	uint32_t *stuck;
	uint32_t *hash;
	uint32_t hash_bits;
	uint32_t *erased;
	uint32_t stale;
	uint32_t erasing;
	uint32_t free[NFOD_MAX_ZONES];
	uint32_t hand[NFOD_MAX_ZONES];
	uint32_t volume;
	uint32_t generation;
	uint32_t stamp;
	uint32_t wanted;
	struct log_end end;
	uint32_t sequence;
	uint32_t log_dead;
	uint32_t log_bad;
	uint32_t log_at;
	uint32_t since;
	uint32_t merge_hand;
	uint32_t merge_barren;
	struct commit commit;
	uint32_t pack_order;
	struct pack pack[STORE_PACKS];
	struct put put[STORE_PUTS];
	struct merge merge[STORE_MERGES];
	uint32_t failures;
	uint32_t moves;
	uint32_t moves_loud;
	uint32_t moves_oldest;
	struct move move[STORE_MOVES];
	uint16_t bucket[STORE_MOVE_BUCKETS];
	struct area area[LAYOUT_AREAS];
	struct checkpoint checkpoint;
	struct load load;
	struct certify certify;
	struct store_io io[STORE_IOS];
	struct nfod_health health;
	struct nfod_power power[NFOD_ROOT_POWERS];
	uint32_t defects;
	uint32_t defects_told;
	struct nfod_defect defect[NFOD_ROOT_DEFECTS];
	uint16_t sorted[NFOD_ROOT_DEFECTS];
};

#endif
