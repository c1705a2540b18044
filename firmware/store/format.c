// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include <string.h>

#include "store/internal.h"

/* Clusters of the map forgotten in one go: 256 KiB. */
#define FORGOTTEN (8u * STORE_PIECE)

/**
 * format_clear() - a piece of forgetting all that was on the disc
 * @cursor: how far it has got; 0 = begin
 *
 * Return: whether all is.
 */
bool format_clear(struct store *s, uint32_t *cursor)
{
	uint32_t left = layout_user_clusters(&s->lay) - *cursor;

	if (left > FORGOTTEN)
		left = FORGOTTEN;
	memset(s->map + *cursor, 0xff, left * sizeof(s->map[0]));
	*cursor += left;
	if (left)
		return false;
	index_reset(s);
	return true;
}

/**
 * format_begin() - all is forgotten: have both areas written
 */
void format_begin(struct store *s)
{
	uint32_t n;

	for (n = 0; n < s->defects; n++)
		s->defect[n].kind = NFOD_DEFECT_PRIMARY;
	defects_retire(s);
	log_begin(s);
	for (n = 0; n < LAYOUT_AREAS; n++)
		dirty_all(s, n);
	s->checkpoint.wanted = LAYOUT_AREAS;
}

/**
 * store_format() - all is zeroes again; defects stay
 * @salt: a number, for when it is not known what the disc has been through: what an earlier
 *	format has left must not pass for this one's
 *
 * Until both areas have it, a power cut leaves the disc as it was, or formatted. Not before
 * store_is_still(): what is still being written would be taken for the new.
 */
void store_format(struct store *s, uint32_t salt)
{
	moves_reset(s);
	memset(s->pack, 0, sizeof(s->pack));
	memset(&s->commit, 0, sizeof(s->commit));
	s->checkpoint = (struct checkpoint){ .number = s->checkpoint.number };
	s->cause = NFOD_CAUSE_NONE;
	s->state = NFOD_STORE_LOADING;
	s->load.state = LOAD_CLEAR;
	s->load.cursor = 0;
	s->load.protect = NFOD_CAUSE_NONE;
	s->generation += s->load.newest ? 1 : 1 + salt;
	s->end.sequence = ++s->sequence;
	s->end.crc = 0;
	s->health.version = 1;
	s->health.bytes = sizeof(s->health);
}
