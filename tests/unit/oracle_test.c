// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Random commands, many at a time, against a model of what each block may hold:
 * overlapping reads and writes, flushes, FUA, discards, zeroes, aborts, link resets,
 * cuts of the power at any moment. Every change of a block gets a number. A read
 * must see one from the last acknowledged before it was sent to the last one sent;
 * after a cut the disc must hold one from the last flushed on.
 */
#include <stdio.h>

#include "host.h"

#define BLOCKS 3616u
#define HISTORY 128u
#define MOST 48u

enum change {
	CHANGE_DATA,
	CHANGE_ZERO,
	CHANGE_DISCARD,
};

/**
 * struct block - what happened to one
 * @last: number of the last change sent
 * @acked: of the last one acknowledged
 * @durable: of the last one that a flush has covered
 * @ranges: changes under way that are applied late
 * @tag: what each change makes of it
 * @kind: ditto
 */
struct block {
	uint32_t last;
	uint32_t acked;
	uint32_t durable;
	uint32_t ranges;
	uint64_t tag[HISTORY];
	uint8_t kind[HISTORY];
};

struct slot {
	bool busy;
	bool abort;
	struct nfod_command command;
	uint32_t number[MOST * 8];
	uint32_t *acked;
};

struct model {
	struct rig *rig;
	struct block block[BLOCKS];
	struct slot slot[NFOD_MAX_SLOTS];
	uint64_t tag;
	uint32_t epoch;
	uint32_t commands;
	uint32_t cuts;
	uint32_t resets;
	uint32_t aborts;
	uint8_t data[DISC_MAX_BLOCKS * NFOD_BLOCK_BYTES];
};

/* ---- blocks ---- */

static void put_tag(uint8_t *to, uint64_t tag)
{
	for (uint32_t n = 0; n < NFOD_BLOCK_BYTES; n += 8)
		memcpy(to + n, &tag, 8);
}

static uint64_t get_tag(const uint8_t *from)
{
	uint64_t tag;

	memcpy(&tag, from, 8);
	assert_memory_equal(from, from + 8, NFOD_BLOCK_BYTES - 8);
	return tag;
}

static bool fits(const struct block *block, uint32_t number, uint64_t tag)
{
	uint32_t n = number % HISTORY;

	if (block->kind[n] != CHANGE_DISCARD)
		return block->tag[n] == tag;
	return !tag || fits(block, number - 1, tag);
}

static void check_block(const struct block *block, uint32_t lba, uint32_t from, uint64_t tag)
{
	uint32_t n = from;

	while (!fits(block, n, tag)) {
		if (n++ < block->last)
			continue;
		fail_msg("block %u holds %llx, not one of changes %u..%u", lba,
			 (unsigned long long)tag, from, block->last);
	}
}

static uint32_t change(struct block *block, enum change kind, uint64_t tag)
{
	uint32_t n = ++block->last % HISTORY;

	block->kind[n] = (uint8_t)kind;
	block->tag[n] = tag;
	return block->last;
}

static void begin_again(struct block *block, uint64_t tag)
{
	*block = (struct block){ .tag = { tag } };
}

/* ---- sending ---- */

static bool is_range(uint8_t op)
{
	return op == NFOD_OP_WRITE_ZEROES || op == NFOD_OP_DISCARD;
}

static bool may_change(const struct model *model, const struct nfod_command *command)
{
	for (uint32_t n = 0; n < command->blocks; n++) {
		const struct block *block = &model->block[command->lba + n];

		/* One more stays free for the number before a discard. */
		if (block->ranges || block->last - block->durable >= HISTORY - 2)
			return false;
		if (is_range(command->op) && block->last != block->acked)
			return false;
	}
	return true;
}

static void note_changes(struct model *model, struct slot *slot)
{
	const struct nfod_command *command = &slot->command;

	for (uint32_t n = 0; n < command->blocks; n++) {
		struct block *block = &model->block[command->lba + n];

		if (command->op == NFOD_OP_WRITE) {
			put_tag(model->data + (size_t)n * NFOD_BLOCK_BYTES, ++model->tag);
			slot->number[n] = change(block, CHANGE_DATA, model->tag);
		} else if (command->op == NFOD_OP_READ) {
			slot->number[n] = block->acked;
		} else {
			slot->number[n] = change(
				block,
				command->op == NFOD_OP_DISCARD ? CHANGE_DISCARD : CHANGE_ZERO, 0);
			block->ranges++;
		}
	}
	if (command->op != NFOD_OP_FLUSH)
		return;
	for (uint32_t n = 0; n < BLOCKS; n++)
		slot->acked[n] = model->block[n].acked;
}

static uint8_t random_op(struct rig *rig)
{
	static const uint8_t ops[] = {
		NFOD_OP_READ,  NFOD_OP_READ,  NFOD_OP_READ,    NFOD_OP_READ,	     NFOD_OP_WRITE,
		NFOD_OP_WRITE, NFOD_OP_WRITE, NFOD_OP_WRITE,   NFOD_OP_WRITE,	     NFOD_OP_FLUSH,
		NFOD_OP_FLUSH, NFOD_OP_READ,  NFOD_OP_DISCARD, NFOD_OP_WRITE_ZEROES,
	};

	return ops[rig_below(rig, sizeof(ops))];
}

static uint32_t random_blocks(struct rig *rig, uint8_t op)
{
	if (op == NFOD_OP_FLUSH)
		return 0;
	if (rig_below(rig, 3))
		return 1 + rig_below(rig, 4);
	return 1 + rig_below(rig, is_range(op) ? MOST * 8 : MOST);
}

/* Mostly in a small area, so that commands meet. */
static uint64_t random_lba(struct rig *rig, uint32_t blocks)
{
	uint32_t area = rig_below(rig, 2) ? 600 : BLOCKS;

	return blocks ? rig_below(rig, area - blocks) : 0;
}

static struct nfod_command random_command(struct rig *rig, uint16_t slot)
{
	uint8_t op = random_op(rig);
	uint32_t blocks = random_blocks(rig, op);
	struct nfod_command command = host_command(rig, op, slot, random_lba(rig, blocks), blocks);

	if ((op == NFOD_OP_WRITE || op == NFOD_OP_WRITE_ZEROES) && !rig_below(rig, 4))
		command.flags = NFOD_CMD_FUA;
	return command;
}

static bool has_credit(const struct rig *rig, const struct nfod_command *command)
{
	return command->op != NFOD_OP_WRITE ||
	       rig->fw->link.sent + command->data_len <= rig->fw->link.told;
}

static void send_abort(struct model *model, struct slot *slot)
{
	const struct nfod_command *command = &slot->command;
	struct nfod_abort abort = {
		.slot = command->slot,
		.epoch = command->epoch,
		.sequence = command->sequence,
	};

	slot->abort = true;
	model->aborts++;
	assert_int_equal(host_order(model->rig, NFOD_REQ_ABORT, abort.slot, &abort, sizeof(abort)),
			 0);
}

static void send_random(struct model *model)
{
	uint16_t n = (uint16_t)rig_below(model->rig, NFOD_MAX_SLOTS);
	struct slot *slot = &model->slot[n];
	struct nfod_command command;

	if (slot->busy)
		return;
	command = random_command(model->rig, n);
	if (command.op != NFOD_OP_READ && !may_change(model, &command))
		return;
	if (!has_credit(model->rig, &command))
		return;
	slot->busy = true;
	slot->abort = false;
	slot->command = command;
	model->commands++;
	note_changes(model, slot);
	if (!rig_below(model->rig, 50))
		send_abort(model, slot);
	host_send(model->rig, &command, model->data);
}

/* ---- answers ---- */

static void check_read(struct model *model, const struct slot *slot)
{
	for (uint32_t n = 0; n < slot->command.blocks; n++) {
		uint32_t lba = (uint32_t)slot->command.lba + n;

		check_block(&model->block[lba], lba, slot->number[n],
			    get_tag(model->data + (size_t)n * NFOD_BLOCK_BYTES));
	}
}

static void raise_to(uint32_t *number, uint32_t to)
{
	if (*number < to)
		*number = to;
}

static void note_done(struct model *model, const struct slot *slot)
{
	const struct nfod_command *command = &slot->command;

	for (uint32_t n = 0; n < command->blocks; n++) {
		struct block *block = &model->block[command->lba + n];

		raise_to(&block->acked, slot->number[n]);
		if (command->flags & NFOD_CMD_FUA)
			raise_to(&block->durable, slot->number[n]);
	}
	if (command->op != NFOD_OP_FLUSH)
		return;
	for (uint32_t n = 0; n < BLOCKS; n++)
		raise_to(&model->block[n].durable, slot->acked[n]);
}

static void end_ranges(struct model *model, const struct slot *slot)
{
	if (!is_range(slot->command.op))
		return;
	for (uint32_t n = 0; n < slot->command.blocks; n++)
		model->block[slot->command.lba + n].ranges--;
}

static void note_answer(struct model *model, const struct nfod_record *record)
{
	struct slot *slot = &model->slot[record->slot];

	assert_true(slot->busy);
	assert_int_equal(record->epoch, slot->command.epoch);
	assert_int_equal(record->sequence, slot->command.sequence);
	slot->busy = false;
	end_ranges(model, slot);
	if (record->status == NFOD_ST_ABORTED) {
		assert_true(slot->abort);
		return;
	}
	assert_int_equal(record->status, NFOD_ST_OK);
	if (slot->command.op == NFOD_OP_READ)
		check_read(model, slot);
	else
		note_done(model, slot);
}

static void take_plain(struct model *model)
{
	struct nfod_record record;

	if (!host_take(model->rig, NFOD_EP_NOTIFY, 0, &record, NULL))
		return;
	if (record.kind == NFOD_REC_READY)
		assert_true(host_take(model->rig, NFOD_EP_DATA, 0, &record, model->data));
	if (record.slot != NFOD_NO_SLOT)
		note_answer(model, &record);
}

static void take_random(struct model *model)
{
	uint16_t first = (uint16_t)rig_below(model->rig, NFOD_MAX_SLOTS);
	struct nfod_record record;

	if (!model->rig->streams || !rig_below(model->rig, 4)) {
		take_plain(model);
		return;
	}
	for (uint16_t n = 0; n < NFOD_MAX_SLOTS; n++) {
		uint16_t slot = (uint16_t)((first + n) % NFOD_MAX_SLOTS);

		if (!host_answer(model->rig, slot, &record, model->data))
			continue;
		assert_int_equal(record.slot, slot);
		note_answer(model, &record);
		return;
	}
}

/* ---- mishaps ---- */

static void forget_slots(struct model *model)
{
	for (uint32_t n = 0; n < NFOD_MAX_SLOTS; n++) {
		if (model->slot[n].busy)
			end_ranges(model, &model->slot[n]);
		model->slot[n].busy = false;
	}
}

static void abort_random(struct model *model)
{
	struct slot *slot = &model->slot[rig_below(model->rig, NFOD_MAX_SLOTS)];

	if (slot->busy)
		send_abort(model, slot);
}

static void reset_link(struct model *model)
{
	struct rig *rig = model->rig;

	if (rig_below(rig, 2))
		nfod_usb_out(rig->fw, NFOD_EP_COMMAND, model->data, 1 + rig_below(rig, 20000),
			     false);
	assert_int_equal(host_link_reset(rig, ++model->epoch), 0);
	assert_int_equal(rig->in_count, 0);
	forget_slots(model);
	host_open(rig, (uint8_t)rig_below(rig, 2));
	model->resets++;
}

static void cut_power(struct model *model)
{
	struct rig *rig = model->rig;

	forget_slots(model);
	host_again(rig, (uint8_t)rig_below(rig, 2));
	for (uint32_t n = 0; n < BLOCKS; n++) {
		uint64_t tag = get_tag(rig_block(rig, n));

		check_block(&model->block[n], n, model->block[n].durable, tag);
		begin_again(&model->block[n], tag);
	}
	model->epoch = HOST_EPOCH;
	model->cuts++;
}

static void mishap(struct model *model)
{
	uint32_t what = rig_below(model->rig, 400);

	if (what < 12)
		abort_random(model);
	else if (what == 12)
		reset_link(model);
	else if (what == 13)
		cut_power(model);
}

/* ---- runs ---- */

static void random_step(struct model *model)
{
	uint32_t what = rig_below(model->rig, 16);

	if (what < 7)
		send_random(model);
	else if (what < 12)
		take_random(model);
	else if (what < 15)
		rig_step(model->rig);
	else
		mishap(model);
}

static bool all_free(const struct model *model)
{
	for (uint32_t n = 0; n < NFOD_MAX_SLOTS; n++)
		if (model->slot[n].busy)
			return false;
	return true;
}

/* Everything ends, and after a flush the disc has the last of everything. */
static void finish(struct model *model)
{
	struct nfod_command flush;
	uint32_t steps = 0;

	while (!all_free(model)) {
		assert_true(steps++ < 100000);
		rig_step(model->rig);
		take_random(model);
	}
	flush = host_command(model->rig, NFOD_OP_FLUSH, 0, 0, 0);
	assert_int_equal(host_do(model->rig, &flush, NULL).status, NFOD_ST_OK);
	for (uint32_t n = 0; n < BLOCKS; n++)
		check_block(&model->block[n], n, model->block[n].acked,
			    get_tag(rig_block(model->rig, n)));
}

static void run(uint64_t seed, uint32_t pages, uint32_t steps)
{
	struct model *model = calloc(1, sizeof(*model));
	uint32_t *acked = calloc(NFOD_MAX_SLOTS, BLOCKS * sizeof(*acked));

	assert_non_null(model);
	assert_non_null(acked);
	model->rig = rig_new(&(struct rig_options){ .pages = pages });
	assert_int_equal(model->rig->info.user_blocks, BLOCKS);
	model->rig->random = seed;
	model->rig->cut_pieces = seed % 2;
	model->epoch = HOST_EPOCH;
	for (uint32_t n = 0; n < NFOD_MAX_SLOTS; n++)
		model->slot[n].acked = acked + n * BLOCKS;
	host_start(model->rig, seed / 2 % 2);
	for (uint32_t n = 0; n < steps; n++) {
		random_step(model);
		if (n % 32 == 0)
			rig_check(model->rig);
	}
	finish(model);
	rig_check(model->rig);
	printf("# seed %llu: %u commands, %u cuts, %u link resets, %u aborts\n",
	       (unsigned long long)seed, model->commands, model->cuts, model->resets,
	       model->aborts);
	assert_true(model->commands > steps / 20);
	assert_true(model->cuts && model->resets && model->aborts);
	rig_free(model->rig);
	free(model);
	free(acked);
}

static void little_memory(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 4; seed++)
		run(seed, NFOD_FW_MIN_PAGES, 150000);
}

static void much_memory(void **state)
{
	(void)state;
	for (uint64_t seed = 5; seed <= 8; seed++)
		run(seed, NFOD_FW_MAX_PAGES, 100000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(little_memory),
		cmocka_unit_test(much_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
