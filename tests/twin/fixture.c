// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "fixture.h"

#include <stdio.h>
#include <string.h>

#include "cmocka_all.h"

#define DIGEST_LINE 24
#define MOST_WORDS 16

void fixture_start(struct rig *rig, const struct rig_usb *usb, const char *const *options)
{
	const char *words[MOST_WORDS] = { "--log", "log" };

	for (int i = 2; options && *options && i < MOST_WORDS - 1; i++)
		words[i] = *options++;
	rig_start(rig, usb, "64M", words);
}

void fixture_begin(struct rig *rig, const struct rig_usb *usb, const char *const *options)
{
	fixture_start(rig, usb, options);
	rig_connect(rig);
}

void fixture_fly_over(struct rig *rig, const struct rig_usb *usb, const char *disc,
		      const char *const *options)
{
	const char *words[MOST_WORDS] = { "--log", "log", "--servo", "full" };

	for (int i = 4; options && *options && i < MOST_WORDS - 1; i++)
		words[i] = *options++;
	rig_copy(rig, usb, disc, words);
	rig_connect(rig);
}

void fixture_fly(struct rig *rig, const struct rig_usb *usb, const char *const *options)
{
	fixture_fly_over(rig, usb, "pc-reference", options);
}

static void take_digest(const struct rig *rig, char *digest)
{
	const char *at = strstr(rig->output, "digest ");

	assert_non_null(at);
	snprintf(digest, DIGEST_LINE, "%.23s", at);
}

void fixture_end(struct rig *rig)
{
	char log[RIG_PATH];
	const char *words[] = { "nfod-twin", "--replay", log, NULL };
	char live[DIGEST_LINE], again[DIGEST_LINE];

	snprintf(log, sizeof(log), "%.64s/log", rig->directory);
	if (rig_stop(rig))
		fail_msg("twin failed: %s", rig->output);
	take_digest(rig, live);
	if (rig_run(rig, words))
		fail_msg("replay failed: %s", rig->output);
	take_digest(rig, again);
	assert_string_equal(live, again);
	rig_remove(rig);
}
