// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Pages between engine and buffer RAM: what DMA2 is told, and that the cache is out of the way.
 */
#include <string.h>
#include <sys/mman.h>

#include "cmocka_all.h"
#include "h743.h"
#include "model.h"
#include "regs.h"

#define PAGE 5u
#define AT (H743_SDRAM + PAGE * H743_PAGE_BYTES)
#define APERTURE (H743_WINDOW + 0x4000u)

/* At its own address, which DMA2 is told of. */
static int map_window(void **state)
{
	void *window = mmap((void *)(uintptr_t)H743_WINDOW, sizeof(struct h743_window),
			    PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

	(void)state;
	return window == MAP_FAILED;
}

static int begin(void **state)
{
	(void)state;
	model_factory();
	memset((void *)(uintptr_t)H743_WINDOW, 0, sizeof(struct h743_window));
	return 0;
}

static void want(uint32_t number, bool to_engine)
{
	h743_window()->page = PAGE;
	h743_window()->to_engine = to_engine;
	h743_window()->request = number;
	h743_page_wanted();
}

static void note_is(uint32_t n, char what)
{
	assert_int_equal(model.note[n].what, what);
	if (what == 'd')
		return;
	assert_int_equal(model.note[n].at, AT);
	assert_int_equal(model.note[n].bytes, H743_PAGE_BYTES);
}

static void moves(uint32_t from, uint32_t to)
{
	assert_int_equal(model_register(DMA2 + DMA_S0PAR), from);
	assert_int_equal(model_register(DMA2 + DMA_S0M0AR), to);
	assert_int_equal(model_register(DMA2 + DMA_S0NDTR) * 4, H743_PAGE_BYTES);
	/* Memory to memory, both addresses rising, words. */
	assert_int_equal(model_register(DMA2 + DMA_S0CR) >> 6 & 3, 2);
	assert_int_equal(model_register(DMA2 + DMA_S0CR) >> 9 & 3, 3);
	assert_int_equal(model_register(DMA2 + DMA_S0CR) >> 11 & 15, 10);
}

static void what_was_written_is_cleaned_before(void **state)
{
	(void)state;
	want(1, true);
	moves(AT, APERTURE);
	assert_int_equal(model.notes, 2);
	note_is(0, 'c');
	note_is(1, 'd');
	assert_int_equal(h743_window()->done, 0);
	h743_page_moved();
	assert_int_equal(h743_window()->done, 1);
}

static void what_comes_is_not_hidden_by_old_lines(void **state)
{
	(void)state;
	want(7, false);
	moves(APERTURE, AT);
	assert_int_equal(model.notes, 2);
	note_is(0, 'i');
	note_is(1, 'd');
	assert_int_equal(h743_window()->done, 0);
	h743_page_moved();
	assert_int_equal(model.notes, 3);
	note_is(2, 'i');
	assert_int_equal(h743_window()->done, 7);
}

static void one_after_the_other(void **state)
{
	(void)state;
	for (uint32_t number = 1; number < 9; number++) {
		want(number, number & 1);
		/* The interrupt that asked is not asked again, and the stream's flags are clear. */
		assert_int_equal(model_register(EXTI_CPUPR1), 2);
		assert_int_equal(model_register(DMA2 + DMA_LIFCR), DMA_LIFCR_S0);
		h743_page_moved();
		assert_int_equal(h743_window()->done, number);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_was_written_is_cleaned_before, begin),
		cmocka_unit_test_setup(what_comes_is_not_hidden_by_old_lines, begin),
		cmocka_unit_test_setup(one_after_the_other, begin),
	};

	return cmocka_run_group_tests_name("pages_test", tests, map_window, NULL);
}
