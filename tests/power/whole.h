/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a whole drive, and somebody who pulls the plug
 *
 * The firmware over the twin's channel engine, on a pressed disc whose film is in memory,
 * under a host that keeps several commands outstanding. The supply goes at any instant,
 * also within a cluster, whose cells are then partly the new ones and partly the old. An
 * oracle knows of each block what it may read as.
 */
#ifndef TESTS_POWER_WHOLE_H
#define TESTS_POWER_WHOLE_H

#include "film.h"
#include "host.h"

#define WHOLE_SLOTS 8u
#define WHOLE_VERSIONS 24u

/**
 * struct version - something that a block has been told to hold
 * @number: of its content; 0 = zeroes
 * @hint: a discard of a part of a cluster: may as well never have been
 * @acknowledged: when, by the host's clock; UINT32_MAX = not yet
 */
struct version {
	uint32_t number;
	bool hint;
	uint32_t acknowledged;
};

/**
 * struct told - what a block may read as
 * @version: oldest first; nothing older than the first may come back
 * @count: of them
 * @busy: a command on it is outstanding
 */
struct told {
	struct version version[WHOLE_VERSIONS];
	uint8_t count;
	bool busy;
};

/**
 * struct outstanding - a command that the drive has not answered
 */
struct outstanding {
	bool busy;
	uint8_t op;
	uint8_t flags;
	uint32_t lba;
	uint32_t blocks;
	uint32_t clock;
};

/**
 * struct whole_counts - what has happened
 * @cuts: all of them
 * @torn: of these, within a cluster that was being written or erased
 * @erasing: within one that was being erased
 * @finished: ditto, and hold-up energy finished it
 * @loading: while the drive became ready
 * @trials: while powers were being tried
 * @spoilt: clusters that began to fail
 * @moved: user clusters that the store was told to put elsewhere
 * @certified: times that free clusters were to be tried
 * @formatted: times that the disc was to be made empty
 * @checked: blocks compared
 * @slowest_ns: longest time from power-up until ready
 */
struct whole_counts {
	uint32_t cuts;
	uint32_t torn;
	uint32_t erasing;
	uint32_t finished;
	uint32_t loading;
	uint32_t trials;
	uint32_t spoilt;
	uint32_t moved;
	uint32_t certified;
	uint32_t formatted;
	uint64_t checked;
	uint64_t slowest_ns;
};

/**
 * struct whole - all of it
 * @ops: first, so that the rig's pointer to it finds the rest
 * @cut_at: when the supply goes; NFOD_FW_NEVER = it stays
 * @cut_write: it goes within the write that this counts down to; 0 = none
 * @cut_share: and when so much of it has passed, 1/256
 * @quiet_from: from then on the host asks for nothing
 * @quiet_until: and then it does again
 * @began: when the engine began with the write that was counted last
 * @clock: raised by each command and each answer
 * @spoils_left: clusters that may still begin to fail
 * @stream: where the sequential writer is
 * @ready_ns: what the last power-up took
 */
struct whole {
	struct rig_engine ops;
	struct rig *rig;
	struct film *film;
	struct told *told;
	uint32_t blocks;
	struct outstanding slot[WHOLE_SLOTS];
	uint64_t cut_at;
	uint32_t cut_write;
	uint32_t cut_share;
	uint64_t quiet_from;
	uint64_t quiet_until;
	uint64_t began;
	uint32_t clock;
	uint32_t numbers;
	uint32_t spoils_left;
	uint32_t stream;
	uint64_t ready_ns;
	struct whole_counts count;
};

void whole_new(struct whole *whole, const char *image, enum film_fidelity fidelity, uint64_t seed);
void whole_end(struct whole *whole);
uint32_t whole_dice(struct whole *whole, uint32_t below);

/* Until it is ready; false when the supply went before. */
bool whole_power_up(struct whole *whole);
/* Let it work until the supply goes. */
void whole_work_until_cut(struct whole *whole);
/* Go on to what is due next; false when the supply went before. */
bool whole_step(struct whole *whole);
/* Every block is as it was told. The supply stays. */
void whole_check(struct whole *whole);
/* Make the disc empty, and let that be until the supply goes. */
void whole_format_until_cut(struct whole *whole);

#endif
