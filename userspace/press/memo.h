/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: what slow physics came to
 *
 * Results are remembered in the user's cache, $XDG_CACHE_HOME/nfod/memo or
 * ~/.cache/nfod/memo, by all that went into them and by a hash of this very program, so
 * that another build never believes what this one worked out. What is found there is
 * checked by length and hash before it is believed; a cache that cannot be read or
 * written only costs time. No more than MEMO_FILES results are kept, the latest used.
 */
#ifndef NFOD_PRESS_MEMO_H
#define NFOD_PRESS_MEMO_H

#include <stdbool.h>
#include <stddef.h>

#define MEMO_FILES 512u
/* Of key and value together; larger ones are not remembered. */
#define MEMO_BYTES_MOST 65536u

/**
 * memo_find() - is this result known?
 * @what: word for its kind, of letters
 * @key: all that it depends on, @key_bytes of it, no byte undefined
 * @value: filled when it is known
 */
bool memo_find(const char *what, const void *key, size_t key_bytes, void *value, size_t bytes);

/* Remember a result, if that can be done. */
void memo_keep(const char *what, const void *key, size_t key_bytes, const void *value,
	       size_t bytes);

#endif
