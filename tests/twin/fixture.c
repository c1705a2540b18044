// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "fixture.h"

#include <stdio.h>
#include <string.h>

#include "cmocka_all.h"

#define DIGEST_LINE 24

void fixture_begin(struct rig *rig, const struct rig_usb *usb, const char *const *options)
{
	rig_start(rig, usb, "64M", options);
	rig_connect(rig);
}

static void take_digest(const struct rig *rig, char *digest)
{
	const char *at = strstr(rig->output, "digest ");

	assert_non_null(at);
	snprintf(digest, DIGEST_LINE, "%.23s", at);
}

void fixture_end(struct rig *rig)
{
	const char *words[] = { "nfod-twin", "--replay", rig->log, NULL };
	char live[DIGEST_LINE], again[DIGEST_LINE];

	if (rig_stop(rig))
		fail_msg("twin failed: %s", rig->output);
	take_digest(rig, live);
	if (rig_run(rig, words))
		fail_msg("replay failed: %s", rig->output);
	take_digest(rig, again);
	assert_string_equal(live, again);
	rig_remove(rig);
}
