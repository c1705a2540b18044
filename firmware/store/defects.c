// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include <string.h>

#include "store/internal.h"

/* Written by certification, cell by cell the busiest pattern there is. */
#define PATTERN 0x5a
/* Of a root's list, taken in one go. */
#define ADOPTED 16u

/* How many of the list, in the order of clusters, come before this one. */
static uint32_t rank_of(const struct store *s, uint32_t cluster)
{
	uint32_t low = 0, high = s->defects;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (s->defect[s->sorted[middle]].cluster < cluster)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool defects_has(const struct store *s, uint32_t cluster)
{
	uint32_t rank = rank_of(s, cluster);

	return rank < s->defects && s->defect[s->sorted[rank]].cluster == cluster;
}

static void append(struct store *s, const struct nfod_defect *defect)
{
	uint32_t rank = rank_of(s, defect->cluster);
	uint32_t n;

	for (n = s->defects; n > rank; n--)
		s->sorted[n] = s->sorted[n - 1];
	s->sorted[rank] = (uint16_t)s->defects;
	s->defect[s->defects++] = *defect;
}

/**
 * defects_adopt() - a piece of the list of a root
 * @cursor: how far it has got; 0 = begin
 *
 * Return: whether it is all there.
 */
bool defects_adopt(struct store *s, const struct nfod_defect *defect, uint32_t count,
		   uint32_t *cursor)
{
	uint32_t left;

	if (!*cursor)
		s->defects = 0;
	for (left = ADOPTED; left && *cursor < count; left--, ++*cursor)
		if (!defects_has(s, defect[*cursor].cluster))
			append(s, &defect[*cursor]);
	s->defects_told = s->defects;
	return *cursor == count;
}

/**
 * defects_learn() - what a log cluster tells of
 *
 * A drive with a full list stops before it tells more; what a disc tells beyond that is a lie.
 */
void defects_learn(struct store *s, const struct nfod_log_header *header)
{
	uint32_t n;

	for (n = 0; n < header->defects; n++)
		if (s->defects < NFOD_ROOT_DEFECTS && !defects_has(s, header->defect[n].cluster))
			append(s, &header->defect[n]);
}

/**
 * defects_retire() - places of the log that are on the list are not written again
 */
void defects_retire(struct store *s)
{
	uint32_t n, position;

	for (n = 0; n < s->defects; n++) {
		if (!layout_log_position(&s->lay, s->defect[n].cluster, &position) ||
		    s->place[position].sequence == NFOD_NOWHERE)
			continue;
		index_clear(s, position);
		index_retire(s, position);
	}
}

/**
 * defects_add() - a cluster is not to be used any more
 *
 * It stays used; who has it must not free it before.
 */
void defects_add(struct store *s, uint32_t cluster, enum nfod_defect_kind kind,
		 enum nfod_defect_cause cause)
{
	if (defects_has(s, cluster))
		return;
	if (s->defects == NFOD_ROOT_DEFECTS) {
		store_stop(s, NFOD_CAUSE_DEFECTS);
		return;
	}
	append(s, &(struct nfod_defect){
			  .cluster = cluster,
			  .kind = (uint8_t)kind,
			  .cause = (uint8_t)cause,
		  });
}

/**
 * store_certify() - try free clusters, @count physical ones from @first on
 * @full: write them before they are read
 *
 * Clusters that hold anything are passed over. Runs beside everything else.
 *
 * Return: whether it has begun.
 */
bool store_certify(struct store *s, uint32_t first, uint32_t count, bool full)
{
	if (s->state != NFOD_STORE_READY || s->certify.busy || first > s->lay.clusters ||
	    count > s->lay.clusters - first)
		return false;
	s->certify = (struct certify){
		.busy = true,
		.full = full,
		.cluster = NFOD_NOWHERE,
		.first = first,
		.next = first,
		.end = first + count,
	};
	return true;
}

/**
 * store_certify_stop() - try no more of them, once the present one is through
 */
void store_certify_stop(struct store *s)
{
	s->certify.end = s->certify.next;
}

static void ask_for(struct store *s, enum store_op op)
{
	struct store_io *io = io_new(s, op, STORE_FOR_CERTIFY, 0, s->certify.cluster);

	s->certify.reading = op == STORE_READ;
	io_whole(s, io, STORE_BUFFER_CERTIFY);
}

/* Nobody else may take it meanwhile. */
static void reserve(struct store *s, uint32_t cluster)
{
	s->certify.cluster = cluster;
	slots_set(s, cluster, true);
	s->free[layout_zone_at(&s->lay, cluster)]--;
}

static void try_next(struct store *s)
{
	struct certify *certify = &s->certify;

	reserve(s, certify->next++);
	if (certify->full)
		memset(buffer_data(s, STORE_BUFFER_CERTIFY, 0), PATTERN, NFOD_CLUSTER_BYTES);
	ask_for(s, certify->full ? STORE_WRITE : STORE_READ);
}

/**
 * certify_look() - go on to the next free cluster, some way at a time
 *
 * Return: whether there was anything to do.
 */
bool certify_look(struct store *s)
{
	struct certify *certify = &s->certify;
	uint32_t end = certify->end;

	if (!certify->busy || certify->cluster != NFOD_NOWHERE || !io_left(s))
		return false;
	if (end - certify->next > STORE_PIECE)
		end = certify->next + STORE_PIECE;
	certify->next = slots_free_from(s, certify->next, end);
	if (certify->next < end)
		try_next(s);
	else
		certify->next = end;
	certify->busy = certify->cluster != NFOD_NOWHERE || certify->next < certify->end;
	return true;
}

/**
 * certify_done() - a free cluster has been written or read
 */
void certify_done(struct store *s, struct store_io *io, bool good)
{
	uint32_t cluster = s->certify.cluster;

	io->used = false;
	if (good && !s->certify.reading) {
		ask_for(s, STORE_READ);
		return;
	}
	if (!good) {
		s->certify.found++;
		defects_add(s, cluster, NFOD_DEFECT_PRIMARY,
			    s->certify.reading ? NFOD_DEFECT_READ : NFOD_DEFECT_WRITE);
	}
	s->certify.cluster = NFOD_NOWHERE;
	slots_free(s, cluster);
}
