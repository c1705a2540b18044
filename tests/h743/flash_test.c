// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The flash driver of the STM32H743 on a model of its controller.
 */
#include <string.h>

#include "boot/journal.h"
#include "cmocka_all.h"
#include "h743.h"
#include "model.h"
#include "regs.h"

#define SECTOR NFOD_FLASH_SECTOR_BYTES
#define BANK_2 (NFOD_FLASH_BANK * SECTOR)

static const struct nfod_flash *flash = &board_flash;

static int begin(void **state)
{
	(void)state;
	model_factory();
	return 0;
}

/* The driver has state of its own: an erasure that is under way ends. */
static int finish(void **state)
{
	(void)state;
	model.hangs = false;
	for (uint32_t n = 0; n < 100 && flash->poll(NULL) == FLASH_ERASING; n++)
		;
	return 0;
}

static void fill(uint8_t word[NFOD_FLASH_WORD], uint8_t with)
{
	for (uint32_t n = 0; n < NFOD_FLASH_WORD; n++)
		word[n] = (uint8_t)(with + n);
}

static bool program(uint32_t at, uint8_t with)
{
	uint8_t word[NFOD_FLASH_WORD];

	fill(word, with);
	return flash->program(NULL, at, word);
}

static bool holds(uint32_t at, uint8_t with)
{
	uint8_t word[NFOD_FLASH_WORD], found[NFOD_FLASH_WORD];

	fill(word, with);
	return flash->read(NULL, at, found, sizeof(found)) && !memcmp(word, found, sizeof(word));
}

static enum flash_state erase(uint32_t sector)
{
	enum flash_state state;
	uint32_t polls = 0;

	flash->erase(NULL, sector);
	while ((state = flash->poll(NULL)) == FLASH_ERASING)
		assert_true(++polls < 100);
	assert_true(polls);
	return state;
}

static void words_are_programmed_in_both_banks(void **state)
{
	(void)state;
	for (uint32_t at = 0; at < 2 * BANK_2; at += BANK_2) {
		assert_true(program(at, 1));
		assert_true(program(at + SECTOR - NFOD_FLASH_WORD, 2));
		assert_true(holds(at, 1));
		assert_true(holds(at + SECTOR - NFOD_FLASH_WORD, 2));
	}
	assert_int_equal(model.ops, 4);
	assert_int_equal(model.abuse, 0);
	assert_int_equal(model.forgotten, 4 * NFOD_FLASH_WORD);
}

static void no_word_is_programmed_twice(void **state)
{
	(void)state;
	assert_true(program(SECTOR, 1));
	assert_false(program(SECTOR, 1));
	assert_int_equal(model.ops, 1);
	assert_int_equal(model.abuse, 0);
	assert_true(holds(SECTOR, 1));
}

static void banks_are_shut_afterwards(void **state)
{
	(void)state;
	assert_true(program(BANK_2, 1));
	assert_true(model_at_rest(1));
	assert_int_equal(erase(NFOD_FLASH_BANK), FLASH_READY);
	assert_true(model_at_rest(0));
	assert_true(model_at_rest(1));
}

static void each_sector_is_erased_alone(void **state)
{
	(void)state;
	for (uint32_t sector = 0; sector < NFOD_FLASH_SECTORS; sector++)
		assert_true(program(sector * SECTOR, (uint8_t)sector));
	for (uint32_t sector = 0; sector < NFOD_FLASH_SECTORS; sector++) {
		assert_int_equal(erase(sector), FLASH_READY);
		for (uint32_t other = 0; other < NFOD_FLASH_SECTORS; other++) {
			assert_int_equal(holds(other * SECTOR, (uint8_t)other), other > sector);
			assert_int_equal(model.erased[other], other <= sector);
		}
	}
	assert_true(program(0, 7));
	assert_int_equal(model.abuse, 0);
}

static void nothing_is_done_in_a_busy_bank(void **state)
{
	(void)state;
	flash->erase(NULL, 9);
	assert_false(program(BANK_2, 1));
	assert_false(program(0, 1));
	while (flash->poll(NULL) == FLASH_ERASING)
		;
	assert_true(program(0, 1));
	assert_int_equal(model.abuse, 0);
}

static void errors_are_told(void **state)
{
	static const uint32_t flags[] = { FLASH_SR_PGSERR, FLASH_SR_STRBERR, FLASH_SR_INCERR,
					  FLASH_SR_OPERR, FLASH_SR_WRPERR };

	(void)state;
	for (uint32_t n = 0; n < sizeof(flags) / sizeof(flags[0]); n++) {
		model.fails_at = model.ops;
		model.fails_with = flags[n];
		assert_false(program(SECTOR + n * NFOD_FLASH_WORD, 1));
		/* Flags do not stay for the next one. */
		assert_true(program(2 * SECTOR + n * NFOD_FLASH_WORD, 1));
		model.fails_at = model.ops;
		flash->erase(NULL, 3);
		assert_int_equal(flash->poll(NULL), FLASH_FAILED);
		assert_int_equal(erase(3), FLASH_READY);
	}
	assert_true(model_at_rest(0));
}

static void protected_sectors_are_refused(void **state)
{
	(void)state;
	model.protected_sectors = 1;
	assert_false(program(0, 1));
	flash->erase(NULL, 0);
	assert_int_equal(flash->poll(NULL), FLASH_FAILED);
	assert_int_equal(model.ops, 0);
	assert_true(program(SECTOR, 1));
}

static void a_controller_that_hangs_is_not_waited_for(void **state)
{
	(void)state;
	model.hangs = true;
	assert_false(program(SECTOR, 1));
}

static void one_wrong_bit_is_mended_two_are_told(void **state)
{
	uint8_t bytes[3 * NFOD_FLASH_WORD];

	(void)state;
	for (uint32_t n = 0; n < 3; n++)
		assert_true(program(n * NFOD_FLASH_WORD, (uint8_t)n));
	model.state[1] = MODEL_ONE_WRONG_BIT;
	assert_true(holds(NFOD_FLASH_WORD, 1));
	model.state[1] = MODEL_TWO_WRONG_BITS;
	assert_false(flash->read(NULL, 0, bytes, sizeof(bytes)));
	assert_false(flash->read(NULL, NFOD_FLASH_WORD + 5, bytes, 1));
	/* Its neighbours can be read, and the flag is not blamed on them. */
	assert_true(holds(0, 0));
	assert_true(holds(2 * NFOD_FLASH_WORD, 2));
	assert_false(program(NFOD_FLASH_WORD, 1));
	assert_true(model_at_rest(0));
}

static void pieces_of_words_are_read(void **state)
{
	uint8_t whole[4 * NFOD_FLASH_WORD], piece[4 * NFOD_FLASH_WORD];

	(void)state;
	for (uint32_t n = 0; n < 4; n++)
		assert_true(program(n * NFOD_FLASH_WORD, (uint8_t)(50 * n)));
	assert_true(flash->read(NULL, 0, whole, sizeof(whole)));
	for (uint32_t at = 0; at < sizeof(whole); at += 7)
		for (uint32_t len = 1; at + len <= sizeof(whole); len += 5) {
			assert_true(flash->read(NULL, at, piece, len));
			assert_memory_equal(piece, whole + at, len);
		}
}

static void the_watchdog_is_fed(void **state)
{
	(void)state;
	assert_true(program(SECTOR, 1));
	assert_true(model.feeds);
	model.feeds = 0;
	assert_int_equal(erase(1), FLASH_READY);
	assert_true(model.feeds > 1);
}

#define STEPS 12u

static void open_journal(struct journal *journal)
{
	static const struct journal_entry none = { .generation = 1 };

	journal_open(journal, flash, NFOD_JOURNAL_FIRST, &none);
}

/* A journal that changes its sector once. */
static void keep_journal(uint32_t *reached)
{
	struct journal journal;

	open_journal(&journal);
	for (*reached = 0; *reached < STEPS; ++*reached) {
		struct boot_state next = journal.state;

		next.staging = *reached + 1;
		assert_true(journal_append(&journal, &next));
		if (*reached == STEPS / 2)
			assert_true(journal_make_room(&journal));
	}
}

/* Power goes in the midst of each operation: what was noted before is there, or the next thing. */
static void a_journal_outlives_each_cut(void **state)
{
	static jmp_buf dark;
	static volatile uint64_t cut;
	static uint32_t reached;
	uint64_t ops;

	(void)state;
	keep_journal(&reached);
	ops = model.ops;
	assert_true(ops >= 2 * STEPS);
	for (cut = 0; cut < ops; cut++) {
		struct journal journal;

		model_factory();
		model.dice = cut + 1;
		model.cut_at = cut;
		model.dark = &dark;
		if (!setjmp(dark))
			keep_journal(&reached);
		model_power_up();
		finish(NULL);
		open_journal(&journal);
		assert_in_range(journal.state.staging, reached, reached + 1);
		assert_true(journal_append(&journal, &journal.state));
		assert_int_equal(model.abuse, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(words_are_programmed_in_both_banks, begin, finish),
		cmocka_unit_test_setup_teardown(no_word_is_programmed_twice, begin, finish),
		cmocka_unit_test_setup_teardown(banks_are_shut_afterwards, begin, finish),
		cmocka_unit_test_setup_teardown(each_sector_is_erased_alone, begin, finish),
		cmocka_unit_test_setup_teardown(nothing_is_done_in_a_busy_bank, begin, finish),
		cmocka_unit_test_setup_teardown(errors_are_told, begin, finish),
		cmocka_unit_test_setup_teardown(protected_sectors_are_refused, begin, finish),
		cmocka_unit_test_setup_teardown(a_controller_that_hangs_is_not_waited_for, begin,
						finish),
		cmocka_unit_test_setup_teardown(one_wrong_bit_is_mended_two_are_told, begin,
						finish),
		cmocka_unit_test_setup_teardown(pieces_of_words_are_read, begin, finish),
		cmocka_unit_test_setup_teardown(the_watchdog_is_fed, begin, finish),
		cmocka_unit_test_setup_teardown(a_journal_outlives_each_cut, begin, finish),
	};

	return cmocka_run_group_tests_name("flash_test", tests, NULL, NULL);
}
