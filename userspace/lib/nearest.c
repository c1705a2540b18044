// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "lib/nearest.h"

#include <ctype.h>
#include <string.h>

#define SPELL_MAX 24

/* Edit distance (Levenshtein) but for case; words beyond SPELL_MAX are cut. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[SPELL_MAX + 1];
	size_t long_a = strnlen(a, SPELL_MAX), long_b = strnlen(b, SPELL_MAX);
	unsigned int corner, above;
	size_t i, j;

	for (j = 0; j <= long_b; j++)
		row[j] = (unsigned int)j;
	for (i = 1; i <= long_a; i++) {
		corner = row[0];
		row[0] = (unsigned int)i;
		for (j = 1; j <= long_b; j++) {
			above = row[j];
			if (tolower((unsigned char)a[i - 1]) != tolower((unsigned char)b[j - 1]))
				corner = 1 + (above < corner ? above : corner);
			if (corner > row[j - 1] + 1)
				corner = row[j - 1] + 1;
			row[j] = corner;
			corner = above;
		}
	}
	return row[long_b];
}

int nearest_word(const char *name, const char *const *candidate, unsigned int count)
{
	size_t letters = strnlen(name, SPELL_MAX);
	/* A third of the letters may be wrong. */
	unsigned int least = (unsigned int)letters / 3 + 1;
	int nearest = -1;
	unsigned int n, far;

	for (n = 0; n < count; n++) {
		/* Mostly it is the unit that was forgotten. */
		far = letters > 2 && !strncmp(candidate[n], name, letters) ?
			      1 :
			      distance(name, candidate[n]);
		if (far <= least && far < strlen(candidate[n])) {
			least = far - (far > 0);
			nearest = (int)n;
		}
	}
	return nearest;
}
