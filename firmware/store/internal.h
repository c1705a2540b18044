/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: what the store's files want of each other
 */
#ifndef FW_STORE_INTERNAL_H
#define FW_STORE_INTERNAL_H

#include "store/store.h"

/* store.c */
struct store_io *io_new(struct store *s, enum store_op op, enum store_owner owner, uint32_t index,
			uint32_t cluster);
uint32_t io_left(const struct store *s);
void *buffer_data(const struct store *s, uint32_t buffer, uint32_t page);
void io_whole(const struct store *s, struct store_io *io, uint32_t buffer);
void store_reset(struct store *s);
bool anything_moves(const struct store *s);

/* slots.c: free clusters */
bool slots_make_sense(const struct store *s, uint32_t user, uint32_t end);
bool slots_count(struct store *s, uint32_t *cursor);
uint32_t slots_free_from(const struct store *s, uint32_t cluster, uint32_t end);
uint32_t slots_take(struct store *s, uint32_t user);
void slots_free(struct store *s, uint32_t cluster);
bool slots_is_used(const struct store *s, uint32_t cluster);
void slots_set(struct store *s, uint32_t cluster, bool used);
uint32_t slots_cluster(const struct store *s, uint32_t user, uint16_t slot);
uint16_t slots_slot(const struct store *s, uint32_t user, uint32_t cluster);

/* erased.c: what need not be erased */
void erased_reset(struct store *s);
void erased_as_pressed(struct store *s);
bool erased_look(struct store *s);
bool erased_take(struct store *s, uint32_t cluster);
void erased_freed(struct store *s, uint32_t cluster);

/* defects.c */
bool defects_has(const struct store *s, uint32_t cluster);
void defects_add(struct store *s, uint32_t cluster, enum nfod_defect_kind kind,
		 enum nfod_defect_cause cause);
void defects_learn(struct store *s, const struct nfod_log_header *header);
bool defects_adopt(struct store *s, const struct nfod_defect *defect, uint32_t count,
		   uint32_t *cursor);
void defects_retire(struct store *s);
bool certify_look(struct store *s);
void certify_done(struct store *s, struct store_io *io, bool good);

/* index.c: what the log holds */
void index_empty(struct store *s);
void index_reset(struct store *s);
bool index_find(const struct store *s, uint32_t block, uint32_t *position, uint32_t *sector);
void index_insert(struct store *s, uint32_t position, uint32_t sector, uint32_t block);
void index_drop(struct store *s, uint32_t block);
void index_clear(struct store *s, uint32_t position);
void index_retire(struct store *s, uint32_t position);
bool index_adopt(struct store *s, uint32_t *cursor);
bool index_reusable(const struct store *s, uint32_t position);
void dirty_map(struct store *s, uint32_t user);
void dirty_log(struct store *s, uint32_t position);
void dirty_all(struct store *s, uint32_t area);

/* moves.c: shadows not yet committed */
void moves_reset(struct store *s);
bool moves_full(const struct store *s);
void moves_push(struct store *s, uint32_t user, uint16_t slot, uint16_t sectors);
void moves_push_due(struct store *s, uint32_t user, uint16_t slot, uint32_t due);
uint32_t moves_due(const struct store *s);
void moves_pop(struct store *s, uint32_t count);
const struct move *moves_newest(const struct store *s, uint32_t user);
void moves_overtake(struct store *s, uint32_t block);
bool moves_cover(const struct store *s, uint32_t block);

/* pack.c: sectors on their way into the log */
uint32_t pack_room(struct store *s);
void pack_sector(struct store *s, uint32_t block, const void *data);
uint32_t pack_give_up(struct store *s, uint32_t user, uint32_t due);
bool pack_has(const struct store *s, uint32_t user);
uint16_t pack_find(const struct store *s, uint32_t block);
struct pack *pack_oldest(struct store *s, enum pack_state state);
struct pack *pack_take(struct store *s);
void pack_refill(struct store *s, const struct nfod_log_header *header);
uint32_t pack_due(const struct store *s);
uint32_t pack_owed(const struct store *s);

/* log.c: log clusters */
uint32_t log_reserve(const struct store *s);
uint32_t log_low(const struct store *s);
void log_begin(struct store *s);
bool log_plan(const struct store *s, uint32_t chosen, uint16_t next[NFOD_LOG_NEXT]);
bool log_holds(const struct store *s, uint8_t *cluster, uint16_t bad);
void log_apply(struct store *s, const struct nfod_log_header *header, uint32_t position);

/* commit.c */
bool commit_work(struct store *s);
void commit_done(struct store *s, struct store_io *io, bool good);

/* checkpoint.c */
uint32_t checkpoint_interval(const struct store *s);
bool checkpoint_work(struct store *s);
void checkpoint_confirm(struct store *s, uint32_t ruined);
bool checkpoint_is_known(const struct store *s);
void checkpoint_page_done(struct store *s, struct store_io *io, bool good);
void checkpoint_root_done(struct store *s, struct store_io *io, bool good);
bool page_holds(const struct store *s, uint8_t *cluster, enum nfod_page_kind kind);

/* load.c */
bool load_work(struct store *s);
void load_done(struct store *s, struct store_io *io, bool good, uint16_t bad);
void load_confirmed(struct store *s, enum nfod_cause cause);
void load_sealed(struct store *s);
void load_unsealed(struct store *s);

/* format.c */
bool format_clear(struct store *s, uint32_t *cursor);
void format_begin(struct store *s);

/* merge.c */
void merge_run(struct store *s);
bool merge_look(struct store *s);
void merge_done(struct store *s, struct store_io *io, bool good, uint16_t bad);
bool merge_start(struct store *s, uint32_t user, bool away);
void merge_overtake(struct store *s, uint32_t user, uint16_t sectors);
uint32_t merge_running(const struct store *s);
uint32_t merge_working(const struct store *s);

/* Whether stamp @a came at or before @b. */
static inline bool stamp_not_after(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) <= 0;
}

#endif
