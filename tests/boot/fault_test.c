// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * A fault record is told from memory that happens to be there.
 */
#include <string.h>

#include "cmocka_all.h"

#include "boot/fault.h"

static const struct nfod_fault_record filled = {
	.cause = NFOD_FAULT_BUS,
	.r = { 1, 2, 3 },
	.pc = 0x60040500,
	.stacked = NFOD_FAULT_STACK,
};

static void whole_record(void **state)
{
	struct nfod_fault_record record = filled;

	(void)state;
	assert_false(fault_good(&record));
	fault_seal(&record);
	assert_true(fault_good(&record));
	assert_int_equal(record.pc, filled.pc);
}

static void altered_record(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(filled); n++) {
		struct nfod_fault_record record = filled;

		fault_seal(&record);
		((uint8_t *)&record)[n] ^= 0x10;
		assert_false(fault_good(&record));
	}
}

/* A reader trusts this number. */
static void more_stack_than_there_is(void **state)
{
	struct nfod_fault_record record = filled;

	(void)state;
	record.stacked = NFOD_FAULT_STACK + 1;
	fault_seal(&record);
	assert_false(fault_good(&record));
}

static void memory_at_power_up(void **state)
{
	struct nfod_fault_record record;

	(void)state;
	memset(&record, 0, sizeof(record));
	assert_false(fault_good(&record));
	memset(&record, 0xff, sizeof(record));
	assert_false(fault_good(&record));
}

static void causes_have_words(void **state)
{
	(void)state;
	for (uint32_t n = 1; n < NFOD_FAULT_CAUSES; n++)
		assert_string_not_equal(nfod_fault_words(n), nfod_fault_words(0));
	assert_string_equal(nfod_fault_words(NFOD_FAULT_CAUSES), nfod_fault_words(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_record),
		cmocka_unit_test(altered_record),
		cmocka_unit_test(more_stack_than_there_is),
		cmocka_unit_test(memory_at_power_up),
		cmocka_unit_test(causes_have_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
