// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Whole clusters: identity, and what damage costs. */
#include <string.h>

#include "cmocka_all.h"
#include "damage.h"

static int set_up(void **state)
{
	*state = damage_new(1);
	return 0;
}

static int tear_down(void **state)
{
	damage_free(*state);
	return 0;
}

static void clean_clusters_come_back(void **state)
{
	struct damage *damage = *state;

	for (unsigned int i = 0; i < 20; i++) {
		damage->number = random_below(&damage->random, NFOD_CLUSTERS_MOST);
		damage->control.epoch = random_next(&damage->random);
		damage_write(damage);
		assert_int_equal(damage_read(damage), 0);
		assert_int_equal(damage->report.finding, CLUSTER_FOUND);
		assert_int_equal(damage->report.cluster, damage->number);
		assert_memory_equal(&damage->report.control, &damage->control,
				    sizeof(damage->control));
		assert_int_equal(damage->report.syncs, NFOD_FRAMES);
		assert_int_equal(damage->report.corrected, 0);
		assert_int_equal(damage->report.symbols, 304 * 248);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(clean_clusters_come_back, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
