// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "pressed.h"

#include <stdio.h>
#include <stdlib.h>

#include "cmocka_all.h"

struct disc *pressed_copy(const char *name)
{
	const char *discs = getenv("SERVO_DISCS");
	struct disc *disc, *copy;
	char path[512], why[256] = "";

	snprintf(path, sizeof(path), "%s/%s", discs ? discs : "build/tests/servo", name);
	disc = disc_open(path, true, why, sizeof(why));
	if (!disc)
		fail_msg("%s: %s", path, why);
	copy = disc_twin(disc);
	assert_non_null(copy);
	disc_close(disc);
	return copy;
}
