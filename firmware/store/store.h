/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: nothing lost
 *
 * Between the cache and the recorder: decides where on the disc a user cluster's sectors
 * are written, so that at no instant a power cut harms what was flushed. What is written
 * whole goes to a free cluster (a shadow), what is written in parts goes into a log, and
 * both count from the moment at which a log cluster names them. Nothing is written in
 * place. Documentation/store.md says why.
 *
 * Nothing here blocks. The caller
 *
 *  - has it work: store_work(), again and again, as long as there is anything;
 *  - takes what is to be read or written from store_next(), does it in any order, and says
 *    store_done(): what must not overtake is not given out before its time;
 *  - gives at most one store_write() for a user cluster until it is through;
 *  - looks where sectors are by store_locate(), reads there, and looks again: if that now
 *    says something else, what was read is void.
 *
 * Memory is pages of the buffer RAM, since all of it is read and written by the engine or
 * too big for anything else.
 */
#ifndef FW_STORE_STORE_H
#define FW_STORE_STORE_H

#include "store/parts.h"

/**
 * enum store_answer - to store_write() and store_done()
 * @STORE_OK: taken; or done
 * @STORE_BUSY: not now: let it work; or still under way
 * @STORE_REFUSED: never: see the state's cause
 */
enum store_answer {
	STORE_OK,
	STORE_BUSY,
	STORE_REFUSED,
};

uint32_t store_pages(const struct nfod_disc_info *info);
bool store_init(struct store *s, const struct nfod_disc_info *info, void *base, uint32_t first_page,
		uint32_t pages, const struct store_ask *ask);
void store_load(struct store *s, bool protect);
void store_format(struct store *s, uint32_t salt);
enum store_answer store_write(struct store *s, uint32_t user, uint16_t dirty, uint16_t valid,
			      const uint16_t page[STORE_SECTORS], uint32_t tag);
enum store_answer store_discard(struct store *s, uint32_t user);
enum store_answer store_reassign(struct store *s, uint32_t user, uint32_t cluster);
bool store_certify(struct store *s, uint32_t first, uint32_t count, bool full);
void store_certify_stop(struct store *s);
uint32_t store_erase_next(struct store *s);
void store_erase_done(struct store *s, uint32_t cluster, bool good);
uint32_t store_flush(struct store *s);
bool store_is_durable(const struct store *s, uint32_t stamp);
uint32_t store_owed(const struct store *s);
bool store_has(const struct store *s, uint32_t user);
bool store_has_put(const struct store *s, uint32_t user);
void store_blocks(const struct store *s, const struct store_io *io, uint32_t block[STORE_SECTORS]);
void store_stop(struct store *s, enum nfod_cause cause);
void store_rest(struct store *s, bool on);
bool store_is_clean(const struct store *s);
bool store_is_still(const struct store *s);
void store_locate(const struct store *s, uint32_t user, struct store_place *place);
bool store_work(struct store *s);
struct store_io *store_next(struct store *s);
enum store_answer store_done(struct store *s, struct store_io *io, bool good, uint16_t bad);

#endif
