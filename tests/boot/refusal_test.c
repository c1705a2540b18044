// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What a drive does not take, why it says so, and that it goes on with what it has.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"

#include "rig.h"

/**
 * struct drive - one with the old firmware in slot 0, and a file with the new one
 */
struct drive {
	struct model model;
	struct boot boot;
	struct file old, file;
};

static void set_up(struct drive *drive)
{
	model_init(&drive->model, RIG_SECTOR, 1);
	drive->old = rig_pack(&drive->model, &rig_old);
	drive->file = rig_pack(&drive->model, &rig_new);
	rig_install(&drive->model, &drive->old);
	rig_start(&drive->boot, &drive->model);
}

static void tear_down(struct drive *drive)
{
	model_free(&drive->model);
	free(drive->old.bytes);
	free(drive->file.bytes);
}

static enum nfod_refusal update(struct drive *drive)
{
	return rig_update(&drive->boot, 0, drive->file.bytes, drive->file.len, UPDATE_BLOCK_BYTES);
}

static void assert_runs_old(struct drive *drive)
{
	struct boot_choice choice = rig_start(&drive->boot, &drive->model);

	assert_int_equal(choice.slot, 0);
	assert_false(choice.trial);
	assert_true(rig_holds(&drive->model, 0, &drive->old));
}

static uint32_t slot_erasures(const struct drive *drive)
{
	uint32_t sum = 0;

	for (uint32_t n = 0; n < NFOD_SLOT_SECTORS; n++)
		sum += drive->model.erased[nfod_slot_sector(1) + n];
	return sum;
}

static struct nfod_container *header_of(const struct drive *drive, uint32_t slot)
{
	return (struct nfod_container *)(void *)(drive->file.bytes + drive->file.container[slot]);
}

typedef void change(struct nfod_container *header);

static void other_magic(struct nfod_container *header)
{
	header->magic++;
}

static void other_format(struct nfod_container *header)
{
	header->version++;
}

static void other_header_bytes(struct nfod_container *header)
{
	header->header_bytes += 32;
}

static void other_flags(struct nfod_container *header)
{
	header->flags |= 2;
}

static void used_reserve(struct nfod_container *header)
{
	header->reserved[791] = 1;
}

static void used_reserve_0(struct nfod_container *header)
{
	header->reserved0 = 1;
}

static void name_with_escape(struct nfod_container *header)
{
	header->name[1] = 27;
}

static void name_without_end(struct nfod_container *header)
{
	memset(header->name, 'n', sizeof(header->name));
}

static void name_with_tail(struct nfod_container *header)
{
	header->name[47] = 'n';
}

static void other_hardware(struct nfod_container *header)
{
	header->hardware = NFOD_HARDWARE_STM32H743;
}

static void no_image(struct nfod_container *header)
{
	header->image_bytes = 0;
}

static void no_whole_words(struct nfod_container *header)
{
	header->image_bytes -= 4;
}

static void too_long(struct nfod_container *header)
{
	header->image_bytes = NFOD_SLOT_SECTORS * RIG_SECTOR - NFOD_CONTAINER_BYTES + 32;
}

static void as_long_as_numbers_go(struct nfod_container *header)
{
	header->image_bytes = 0xffffffe0;
}

static void other_place(struct nfod_container *header)
{
	header->load += NFOD_VECTOR_ALIGN;
}

static void vectors_behind(struct nfod_container *header)
{
	header->vector = (header->image_bytes + NFOD_VECTOR_ALIGN) & ~(NFOD_VECTOR_ALIGN - 1);
}

static void vectors_astray(struct nfod_container *header)
{
	header->vector = 4;
}

static void vectors_of_nothing(struct nfod_container *header)
{
	header->vector = NFOD_VECTOR_ALIGN;
}

static void older(struct nfod_container *header)
{
	header->security = rig_old.security - 1;
}

static void no_change(struct nfod_container *header)
{
	(void)header;
}

static const struct {
	const char *name;
	change *change;
	uint32_t key;
	enum nfod_refusal refusal;
} made_so[] = {
	{ "good", no_change, 0, NFOD_REFUSED_NOT },
	{ "good, spare key", no_change, 1, NFOD_REFUSED_NOT },
	{ "magic", other_magic, 0, NFOD_REFUSED_MAGIC },
	{ "format", other_format, 0, NFOD_REFUSED_FORMAT },
	{ "header bytes", other_header_bytes, 0, NFOD_REFUSED_HEADER },
	{ "flags", other_flags, 0, NFOD_REFUSED_HEADER },
	{ "reserve", used_reserve, 0, NFOD_REFUSED_HEADER },
	{ "reserve 0", used_reserve_0, 0, NFOD_REFUSED_HEADER },
	{ "escape in name", name_with_escape, 0, NFOD_REFUSED_HEADER },
	{ "endless name", name_without_end, 0, NFOD_REFUSED_HEADER },
	{ "tail of name", name_with_tail, 0, NFOD_REFUSED_HEADER },
	{ "hardware", other_hardware, 0, NFOD_REFUSED_HARDWARE },
	{ "empty", no_image, 0, NFOD_REFUSED_LENGTH },
	{ "not in words", no_whole_words, 0, NFOD_REFUSED_LENGTH },
	{ "too long", too_long, 0, NFOD_REFUSED_LENGTH },
	{ "endless", as_long_as_numbers_go, 0, NFOD_REFUSED_LENGTH },
	{ "vectors behind", vectors_behind, 0, NFOD_REFUSED_VECTORS },
	{ "vectors astray", vectors_astray, 0, NFOD_REFUSED_VECTORS },
	{ "no vectors", vectors_of_nothing, 0, NFOD_REFUSED_VECTORS },
	{ "other vendor", no_change, 2, NFOD_REFUSED_KEY },
	{ "older", older, 0, NFOD_REFUSED_SECURITY },
	{ "place", other_place, 0, NFOD_REFUSED_PLACE },
};

/* Made so by a vendor who has the key: signature and digest are right. */
static void each_field_has_its_refusal(void **state)
{
	struct drive drive;

	(void)state;
	for (uint32_t n = 0; n < sizeof(made_so) / sizeof(made_so[0]); n++) {
		enum nfod_refusal refusal;

		set_up(&drive);
		made_so[n].change(header_of(&drive, 1));
		rig_sign(header_of(&drive, 1), made_so[n].key);
		refusal = update(&drive);
		if (refusal != made_so[n].refusal)
			fail_msg("%s: %s", made_so[n].name, nfod_refusal_words(refusal));
		if (refusal && refusal != NFOD_REFUSED_VECTORS) {
			assert_runs_old(&drive);
			assert_int_equal(slot_erasures(&drive), 0);
		}
		tear_down(&drive);
	}
}

/* The first word of the image is where the stack begins, the second where the code does. */
static void vectors_lead_into_the_image(void **state)
{
	static const uint32_t wrong[][2] = {
		{ 0, 0x401 },
		{ 0x20001004, 0x401 },
		{ 0x20001000, 0x400 },
		{ 0x20001000, (uint32_t)-1 },
		{ 0x20001000, RIG_IMAGE + 1 },
	};
	struct drive drive;

	(void)state;
	for (uint32_t n = 0; n < sizeof(wrong) / sizeof(wrong[0]); n++) {
		struct nfod_container *header;
		uint32_t vector[2];

		set_up(&drive);
		header = header_of(&drive, 1);
		vector[0] = wrong[n][0];
		vector[1] = header->load + wrong[n][1];
		memcpy(header + 1, vector, sizeof(vector));
		rig_seal(&drive.file, 1, 0);
		assert_int_equal(update(&drive), NFOD_REFUSED_VECTORS);
		assert_runs_old(&drive);
		tear_down(&drive);
	}
}

/* Each byte of a header, each 37th of the image: no bit counts for nothing. */
static void altered_bytes(void **state)
{
	struct drive drive;
	struct model start;
	uint32_t first, cases = 0;

	(void)state;
	set_up(&drive);
	model_init(&start, RIG_SECTOR, 1);
	model_copy(&start, &drive.model);
	first = drive.file.container[1];
	for (uint32_t n = 0; n < drive.file.container_bytes;
	     n += n < NFOD_CONTAINER_BYTES ? 1 : 37) {
		uint8_t *byte = drive.file.bytes + first + n;
		enum nfod_refusal refusal;

		model_copy(&drive.model, &start);
		rig_start(&drive.boot, &drive.model);
		*byte ^= (uint8_t)(1u << n % 8);
		refusal = update(&drive);
		*byte ^= (uint8_t)(1u << n % 8);
		assert_int_not_equal(refusal, NFOD_REFUSED_NOT);
		if (n < NFOD_CONTAINER_BYTES)
			assert_int_equal(slot_erasures(&drive), 0);
		else
			assert_int_equal(refusal, NFOD_REFUSED_DIGEST);
		assert_runs_old(&drive);
		cases++;
	}
	printf("# %u bytes altered\n", cases);
	model_free(&start);
	tear_down(&drive);
}

/* A slot that was spoiled on the way is written again, though its header was the same. */
static void good_file_after_a_spoiled_one(void **state)
{
	struct drive drive;

	(void)state;
	set_up(&drive);
	drive.file.bytes[drive.file.container[1] + 2 * RIG_SECTOR] ^= 1;
	assert_int_equal(update(&drive), NFOD_REFUSED_DIGEST);
	drive.file.bytes[drive.file.container[1] + 2 * RIG_SECTOR] ^= 1;
	assert_int_equal(update(&drive), NFOD_REFUSED_NOT);
	assert_true(rig_holds(&drive.model, 1, &drive.file));
	tear_down(&drive);
}

/* Sectors of a file that came before are not taken for those of this one. */
static void other_file_after_an_interrupted_one(void **state)
{
	struct firmware other = rig_new;
	struct drive drive;
	struct file file;

	(void)state;
	set_up(&drive);
	assert_int_equal(rig_update(&drive.boot, 0, drive.file.bytes,
				    drive.file.container[1] + 2 * RIG_SECTOR + 64, 4096),
			 NFOD_REFUSED_TRUNCATED);
	other.version++;
	file = rig_pack(&drive.model, &other);
	rig_start(&drive.boot, &drive.model);
	assert_int_equal(rig_update(&drive.boot, 0, file.bytes, file.len, 4096), NFOD_REFUSED_NOT);
	assert_true(rig_holds(&drive.model, 1, &file));
	free(file.bytes);
	tear_down(&drive);
}

/* The container for the slot that runs is skipped, not before its header is found good. */
static void altered_header_of_the_other_slot(void **state)
{
	struct drive drive;

	(void)state;
	for (uint32_t n = 0; n < NFOD_CONTAINER_BYTES; n += 13) {
		set_up(&drive);
		drive.file.bytes[n] ^= 4;
		assert_int_not_equal(update(&drive), NFOD_REFUSED_NOT);
		assert_runs_old(&drive);
		tear_down(&drive);
	}
}

static void truncated_files(void **state)
{
	struct drive drive;
	struct model start;

	(void)state;
	set_up(&drive);
	model_init(&start, RIG_SECTOR, 1);
	model_copy(&start, &drive.model);
	for (uint32_t len = 0; len < drive.file.len; len += 100 + len % 7) {
		enum nfod_refusal refusal;

		model_copy(&drive.model, &start);
		rig_start(&drive.boot, &drive.model);
		refusal = rig_update(&drive.boot, 0, drive.file.bytes, len, 512);
		assert_int_equal(refusal, len ? NFOD_REFUSED_TRUNCATED : NFOD_REFUSED_PLACE);
		assert_runs_old(&drive);
	}
	model_copy(&drive.model, &start);
	rig_start(&drive.boot, &drive.model);
	assert_int_equal(rig_update(&drive.boot, 0, drive.file.bytes, drive.file.container[1], 512),
			 NFOD_REFUSED_PLACE);
	model_free(&start);
	tear_down(&drive);
}

/* What follows the containers must be one as well. */
static void more_than_containers(void **state)
{
	struct drive drive;
	uint8_t *longer;

	(void)state;
	set_up(&drive);
	longer = calloc(1, drive.file.len + NFOD_CONTAINER_BYTES);
	assert_non_null(longer);
	memcpy(longer, drive.file.bytes, drive.file.len);
	assert_int_equal(rig_update(&drive.boot, 0, longer, drive.file.len + 16, 4096),
			 NFOD_REFUSED_TRUNCATED);
	assert_int_equal(rig_update(&drive.boot, 0, longer, drive.file.len + NFOD_CONTAINER_BYTES,
				    4096),
			 NFOD_REFUSED_MAGIC);
	assert_runs_old(&drive);
	free(longer);
	tear_down(&drive);
}

static void blocks_of_any_size(void **state)
{
	static const uint32_t sizes[] = { 1, 31, 32, 33, 64, 1000, 4095, 4096 };
	struct drive drive;

	(void)state;
	for (uint32_t n = 0; n < sizeof(sizes) / sizeof(sizes[0]); n++) {
		set_up(&drive);
		assert_int_equal(rig_update(&drive.boot, 0, drive.file.bytes, drive.file.len,
					    sizes[n]),
				 NFOD_REFUSED_NOT);
		assert_true(rig_holds(&drive.model, 1, &drive.file));
		tear_down(&drive);
	}
}

static void block_out_of_turn(void **state)
{
	static uint8_t longer[UPDATE_BLOCK_BYTES + 1];
	static struct update update;
	struct drive drive;

	(void)state;
	set_up(&drive);
	update_start(&update, &drive.boot, 0);
	assert_false(update_block(&update, longer, sizeof(longer)));
	assert_true(update_block(&update, drive.file.bytes, 64));
	assert_false(update_block(&update, drive.file.bytes + 64, 64));
	while (update_poll(&update))
		;
	assert_true(update_block(&update, drive.file.bytes + 64, 64));
	tear_down(&drive);
}

/* The controller reports a failure at any operation: another attempt succeeds. */
static void flash_that_fails(void **state)
{
	struct drive drive;
	struct model start;
	uint32_t failures = 0;

	(void)state;
	set_up(&drive);
	model_init(&start, RIG_SECTOR, 1);
	model_copy(&start, &drive.model);
	for (uint64_t n = 0;; n++) {
		enum nfod_refusal refusal;

		model_copy(&drive.model, &start);
		drive.model.ops = 0;
		drive.model.fails_at = n;
		rig_start(&drive.boot, &drive.model);
		refusal = update(&drive);
		if (!drive.model.failed)
			break;
		failures += refusal == NFOD_REFUSED_FLASH;
		if (refusal) {
			assert_int_equal(refusal, NFOD_REFUSED_FLASH);
			assert_runs_old(&drive);
			assert_int_equal(update(&drive), NFOD_REFUSED_NOT);
		}
		assert_true(rig_holds(&drive.model, 1, &drive.file));
	}
	assert_true(failures > rig_new.image_bytes / NFOD_FLASH_WORD);
	model_free(&start);
	tear_down(&drive);
}

static void reasons_have_words(void **state)
{
	(void)state;
	for (uint32_t n = 0; n <= NFOD_REFUSALS; n++)
		assert_true(strlen(nfod_refusal_words(n)) > 3);
	for (uint32_t n = 0; n < NFOD_REFUSALS; n++)
		for (uint32_t m = 0; m < n; m++)
			assert_string_not_equal(nfod_refusal_words(n), nfod_refusal_words(m));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_field_has_its_refusal),
		cmocka_unit_test(vectors_lead_into_the_image),
		cmocka_unit_test(altered_bytes),
		cmocka_unit_test(good_file_after_a_spoiled_one),
		cmocka_unit_test(other_file_after_an_interrupted_one),
		cmocka_unit_test(altered_header_of_the_other_slot),
		cmocka_unit_test(truncated_files),
		cmocka_unit_test(more_than_containers),
		cmocka_unit_test(blocks_of_any_size),
		cmocka_unit_test(block_out_of_turn),
		cmocka_unit_test(flash_that_fails),
		cmocka_unit_test(reasons_have_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
