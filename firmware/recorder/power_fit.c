// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "recorder/power_fit.h"

#include <string.h>

#define TRIALS_MOST 16u
/* What the code lives with: a codeword in 10^12 is lost (d). */
#define RATE_MOST 4.2e-3f
/* Where neighbours alone cost more than that, so many times the best of it. */
#define RATE_OVER_LEAST 3.0f
/* One wrong symbol in a cluster. */
#define RATE_LEAST 1.3e-5f
/* Symbols that are wrong in a codeword that cannot be corrected, about. */
#define LOST_SYMBOLS 32u
/* Kept free on either side of the power chosen, when there is so much (d). */
#define MARGIN 0.10f
/* Asymmetry that changes less over a tenth of the power says nothing about it. */
#define ASYMMETRY_LEAST 0.05f

/**
 * power_judge() - note how a trial was read
 * @result: enum nfod_fe_result of reading it
 * @epoch: that was found, if any was
 *
 * What the head did not see, or what another writing has left, says nothing of the power.
 */
void power_judge(struct power_trial *trial, uint8_t result, const struct nfod_fe_report *report,
		 uint64_t epoch)
{
	uint32_t wrong = report->wrong + LOST_SYMBOLS * report->failed_codewords;
	bool identified = report->flags & NFOD_FE_IDENTIFIED;
	bool own = identified && !(report->flags & NFOD_FE_MISPLACED) && epoch == trial->epoch;
	bool lost = result == NFOD_FE_UNCORRECTABLE && report->failed_codewords;

	trial->seen = (own && result == NFOD_FE_OK) || (lost && (own || !identified));
	trial->rate = (float)wrong / (float)NFOD_FE_SYMBOLS;
	trial->lit = report->amplitude;
	trial->asymmetry = (float)report->asymmetry * 1e-3f;
}

/* Piecewise straight between powers of two: interpolation needs no more. */
static float logarithm(float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return (float)bits;
}

static float at_least(float value, float least)
{
	return value > least ? value : least;
}

/* Between a good trial and a bad one. */
static float crossing(const struct power_trial *good, const struct power_trial *bad, float limit)
{
	float from = logarithm(at_least(good->rate, RATE_LEAST));
	float part = (logarithm(limit) - from) / (logarithm(bad->rate) - from);

	return good->at + part * (bad->at - good->at);
}

static uint32_t take_seen(struct power_trial *seen, const struct power_trial *trial, uint32_t count)
{
	uint32_t found = 0, n;

	for (n = 0; n < count && found < TRIALS_MOST; n++)
		if (trial[n].seen)
			seen[found++] = trial[n];
	return found;
}

static float limit_of(const struct power_trial *trial, uint32_t count)
{
	float least = 1.0f;
	uint32_t n;

	for (n = 0; n < count; n++)
		if (trial[n].seen && trial[n].rate < least)
			least = trial[n].rate;
	return at_least(RATE_MOST, RATE_OVER_LEAST * least);
}

/* A single bad one between good ones is the film's fault, not the power's. */
static uint32_t drop_flaws(struct power_trial *seen, uint32_t count, float limit)
{
	uint32_t kept = 0, n;

	for (n = 0; n < count; n++) {
		bool flaw = n && n + 1 < count && seen[n].rate > limit &&
			    seen[n - 1].rate <= limit && seen[n + 1].rate <= limit;

		if (!flaw)
			seen[kept++] = seen[n];
	}
	return kept;
}

/* The most good ones in a row. Return: behind the last of them. */
static uint32_t find_run(const struct power_trial *seen, uint32_t count, float limit,
			 uint32_t *first)
{
	uint32_t best = 0, end = 0, run = 0, n;

	for (n = 0; n < count; n++) {
		run = seen[n].rate <= limit ? run + 1 : 0;
		if (run > best) {
			best = run;
			end = n + 1;
		}
	}
	*first = end - best;
	return end;
}

static float least_rate(const struct power_trial *seen, uint32_t count)
{
	float least = seen[0].rate;

	while (count--)
		if (seen[count].rate < least)
			least = seen[count].rate;
	return least;
}

static void find_edges(struct power_window *window, const struct power_trial *seen, uint32_t count,
		       uint32_t first, uint32_t last, float limit)
{
	window->open_low = !first;
	window->open_high = last == count - 1;
	window->low = first ? crossing(&seen[first], &seen[first - 1], limit) : seen[0].at;
	window->high = window->open_high ? seen[last].at :
					   crossing(&seen[last], &seen[last + 1], limit);
}

/* Straight line through the window's trials; where it is zero. */
static void find_even(struct power_window *window, const struct power_trial *seen, uint32_t count)
{
	float at = 0.0f, value = 0.0f, square = 0.0f, product = 0.0f, lit = 0.0f;
	uint32_t n;

	for (n = 0; n < count; n++) {
		if (!seen[n].lit)
			continue;
		at += seen[n].at;
		value += seen[n].asymmetry;
		square += seen[n].at * seen[n].at;
		product += seen[n].at * seen[n].asymmetry;
		lit += 1.0f;
	}
	window->has_even = false;
	if (lit < 3.0f)
		return;
	product -= at * value / lit;
	square -= at * at / lit;
	if (square <= 0.0f || __builtin_fabsf(product) < ASYMMETRY_LEAST * square)
		return;
	window->has_even = true;
	window->even = at / lit - value / lit * square / product;
}

/**
 * power_fit() - what powers are good
 * @trial: by ascending power
 * @count: at most 16
 *
 * Return: false when too few could be seen to say anything.
 */
bool power_fit(const struct power_trial *trial, uint32_t count, struct power_window *window)
{
	struct power_trial seen[TRIALS_MOST];
	uint32_t found = take_seen(seen, trial, count);
	float limit = limit_of(trial, count);
	uint32_t first, end;

	if (2 * found <= count)
		return false;
	found = drop_flaws(seen, found, limit);
	end = find_run(seen, found, limit, &first);
	window->rate = least_rate(&seen[first], end - first);
	find_edges(window, seen, found, first, end - 1, limit);
	find_even(window, &seen[first], end - first);
	return true;
}

static bool any_good(const struct power_trial *trial, uint32_t first, uint32_t end, float limit)
{
	uint32_t n;

	for (n = first; n < end; n++)
		if (trial[n].seen && trial[n].rate <= limit)
			return true;
	return false;
}

/**
 * power_doubt() - bad trials that may be the film's fault count as not seen: those between
 * good ones
 * @all: and all others
 *
 * Return: whether any trial has not been seen.
 */
bool power_doubt(struct power_trial *trial, uint32_t count, bool all)
{
	float limit = limit_of(trial, count);
	bool unseen = false;
	uint32_t n;

	for (n = 0; n < count; n++) {
		bool between = any_good(trial, 0, n, limit) && any_good(trial, n + 1, count, limit);

		if (trial[n].seen && trial[n].rate > limit && (all || between))
			trial[n].seen = false;
		unseen |= !trial[n].seen;
	}
	return unseen;
}

/**
 * power_choose() - as near @wish as the margin on either side allows
 */
float power_choose(const struct power_window *window, float wish)
{
	float middle = (window->low + window->high) / 2.0f;
	float slack = (window->high - window->low) / 2.0f - MARGIN * middle;

	if (slack <= 0.0f)
		return middle;
	if (wish < middle - slack)
		return middle - slack;
	return wish > middle + slack ? middle + slack : wish;
}
