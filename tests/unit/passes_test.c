// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Discs that are erased before they are written by light: what passes when. */
#include "host.h"

#define CLUSTER NFOD_CLUSTER_BLOCKS

static uint8_t data[DISC_MAX_BLOCKS * NFOD_BLOCK_BYTES];
static uint8_t back[DISC_MAX_BLOCKS * NFOD_BLOCK_BYTES];

static struct rig *start_on(uint32_t flags, enum nfod_verify_policy policy)
{
	struct rig *rig = rig_new(&(struct rig_options){ .flags = flags });

	host_start(rig, NFOD_ALT_STREAMS);
	rig->fw->rec.verify.policy = (uint8_t)policy;
	return rig;
}

static uint8_t do_op(struct rig *rig, uint8_t op, uint64_t lba, uint32_t blocks, uint8_t content)
{
	struct nfod_command command = host_command(rig, op, 0, lba, blocks);

	memset(data, content, sizeof(data));
	if (op == NFOD_OP_WRITE)
		host_wait_credit(rig, blocks * NFOD_BLOCK_BYTES);
	return host_do(rig, &command, op == NFOD_OP_WRITE ? data : back).status;
}

static void flush(struct rig *rig)
{
	assert_int_equal(do_op(rig, NFOD_OP_FLUSH, 0, 0, 0), NFOD_ST_OK);
}

/* Passes of the cluster that a block is in, since the @from'th of all, by operation. */
static uint32_t passes_of(struct rig *rig, uint32_t from, uint64_t lba, uint8_t *ops, uint32_t most)
{
	uint32_t place = rig_place(rig, lba), count = 0;

	assert_true(rig->passes - from < RIG_PASSES);
	for (uint32_t n = from; n < rig->passes; n++) {
		const struct rig_pass *pass = &rig->pass[n % RIG_PASSES];

		if (pass->cluster != place)
			continue;
		assert_true(count < most);
		ops[count++] = pass->op;
	}
	return count;
}

/* Return: the operations as digits, first pass first. */
static uint32_t story_of(struct rig *rig, uint32_t from, uint64_t lba)
{
	uint8_t ops[8];
	uint32_t count = passes_of(rig, from, lba, ops, 8), story = 0;

	for (uint32_t n = 0; n < count; n++)
		story = 10 * story + ops[n];
	return story;
}

enum story {
	WRITTEN = NFOD_FE_WRITE,
	WRITTEN_READ = 10 * NFOD_FE_WRITE + NFOD_FE_READ,
	ERASED_WRITTEN = 10 * NFOD_FE_ERASE + NFOD_FE_WRITE,
	ERASED_WRITTEN_READ = 100 * NFOD_FE_ERASE + 10 * NFOD_FE_WRITE + NFOD_FE_READ,
};

/* Until nothing more is done unasked. */
static void idle(struct rig *rig)
{
	rig_run(rig, RIG_S);
	rig_settle(rig);
}

/* As it is after a power-up, before the drive has had time for itself. */
static void forget_what_is_erased(struct rig *rig)
{
	struct store *store = &rig->fw->store;

	memset(store->erased, 0, (store->lay.clusters + 31) / 32 * sizeof(store->erased[0]));
}

static void a_new_disc_is_written_at_once(void **state)
{
	struct rig *rig = start_on(NFOD_DISC_LIGHT, NFOD_VERIFY_OFF);
	uint32_t from = rig->passes;

	(void)state;
	do_op(rig, NFOD_OP_WRITE, 160, CLUSTER, 0x11);
	flush(rig);
	assert_int_equal(story_of(rig, from, 160), WRITTEN);
	rig_free(rig);
}

/* Erase, write, verify: without being asked for, since light has little room to be wrong. */
static void three_turns_where_nothing_is_known(void **state)
{
	struct rig *rig = start_on(NFOD_DISC_LIGHT, NFOD_VERIFY_SUSPICION);
	uint32_t from;

	(void)state;
	do_op(rig, NFOD_OP_WRITE, 160, CLUSTER, 0x11);
	flush(rig);
	forget_what_is_erased(rig);
	from = rig->passes;
	do_op(rig, NFOD_OP_WRITE, 160, CLUSTER, 0x22);
	flush(rig);
	assert_int_equal(story_of(rig, from, 160), ERASED_WRITTEN_READ);
	rig->fw->rec.verify.policy = NFOD_VERIFY_OFF;
	from = rig->passes;
	do_op(rig, NFOD_OP_WRITE, 160, CLUSTER, 0x33);
	flush(rig);
	assert_int_equal(story_of(rig, from, 160), ERASED_WRITTEN);
	assert_int_equal(rig_block(rig, 160)[0], 0x33);
	rig_free(rig);
}

static uint64_t took(const struct rig *rig, uint32_t first, uint32_t last)
{
	return rig->pass[last % RIG_PASSES].ended_ns - rig->pass[first % RIG_PASSES].ended_ns;
}

/* Each pass is a turn after the one before. */
static void passes_are_a_turn_apart(void **state)
{
	struct rig *rig = start_on(NFOD_DISC_LIGHT, NFOD_VERIFY_SUSPICION);
	double turn = 1e9 / (kin_speed(&rig->fw->kin, rig->now) / 6.283185307179586);
	uint32_t from;

	(void)state;
	forget_what_is_erased(rig);
	from = rig->passes;
	do_op(rig, NFOD_OP_WRITE, 160, CLUSTER, 0x11);
	do_op(rig, NFOD_OP_FLUSH, 0, 0, 0);
	assert_int_equal(story_of(rig, from, 160), ERASED_WRITTEN_READ);
	assert_true((double)took(rig, from, from + 2) / turn < 2.05);
	rig_free(rig);
}

/* What is discarded is erased when nobody wants anything; then one turn is enough. */
static void discarded_clusters_are_written_at_once(void **state)
{
	struct rig *rig = start_on(NFOD_DISC_LIGHT, NFOD_VERIFY_SUSPICION);
	uint32_t from, place;

	(void)state;
	do_op(rig, NFOD_OP_WRITE, 160, CLUSTER, 0x11);
	flush(rig);
	place = rig_place(rig, 160);
	do_op(rig, NFOD_OP_DISCARD, 160, CLUSTER, 0);
	flush(rig);
	from = rig->passes;
	idle(rig);
	assert_false(rig->marked[place]);
	assert_true(rig->passes > from);
	from = rig->passes;
	do_op(rig, NFOD_OP_WRITE, 160, CLUSTER, 0x22);
	flush(rig);
	assert_int_equal(rig_place(rig, 160), place);
	assert_int_equal(story_of(rig, from, 160), WRITTEN_READ);
	do_op(rig, NFOD_OP_DISCARD, 160, CLUSTER, 0);
	flush(rig);
	idle(rig);
	rig->fw->rec.verify.policy = NFOD_VERIFY_OFF;
	from = rig->passes;
	do_op(rig, NFOD_OP_WRITE, 160, CLUSTER, 0x33);
	flush(rig);
	assert_int_equal(story_of(rig, from, 160), WRITTEN);
	rig_free(rig);
}

static void what_could_not_be_erased_is_not_trusted(void **state)
{
	struct rig *rig = start_on(NFOD_DISC_LIGHT, NFOD_VERIFY_OFF);
	uint32_t from, place;

	(void)state;
	do_op(rig, NFOD_OP_WRITE, 160, CLUSTER, 0x11);
	flush(rig);
	place = rig_place(rig, 160);
	rig->unwritable[place] = true;
	do_op(rig, NFOD_OP_DISCARD, 160, CLUSTER, 0);
	flush(rig);
	idle(rig);
	assert_true(rig->marked[place]);
	rig->unwritable[place] = false;
	from = rig->passes;
	do_op(rig, NFOD_OP_WRITE, 160, CLUSTER, 0x22);
	flush(rig);
	assert_int_equal(rig_place(rig, 160), place);
	assert_int_equal(story_of(rig, from, 160), ERASED_WRITTEN);
	rig_free(rig);
}

/* A cluster that could not be written has marks on it, and is erased before it is tried again. */
static void what_failed_is_erased_again(void **state)
{
	struct rig *rig = start_on(NFOD_DISC_LIGHT, NFOD_VERIFY_OFF);
	uint32_t from = rig->passes;
	uint8_t op = 0;

	(void)state;
	rig->unwritable[layout_home(&rig->fw->store.lay, 10)] = true;
	do_op(rig, NFOD_OP_WRITE, 160, CLUSTER, 0x11);
	flush(rig);
	for (uint32_t n = from; n < rig->passes; n++)
		if (rig->pass[n].cluster == layout_home(&rig->fw->store.lay, 10)) {
			/* The rig does not let marks be written over. */
			assert_int_not_equal(rig->pass[n].op, op);
			op = rig->pass[n].op;
		}
	assert_int_equal(rig_block(rig, 160)[0], 0x11);
	rig_free(rig);
}

/* Round and round the free clusters, with time to erase some of them now and then: the rig looks. */
static void marks_are_never_written_over(void **state)
{
	struct rig *rig = start_on(NFOD_DISC_LIGHT, NFOD_VERIFY_OFF);
	uint32_t erased = 0;

	(void)state;
	for (uint32_t n = 0; n < 600; n++) {
		uint64_t lba = CLUSTER * rig_below(rig, 12);
		uint32_t from = rig->passes;

		do_op(rig, rig_below(rig, 4) ? NFOD_OP_WRITE : NFOD_OP_DISCARD, lba, CLUSTER,
		      (uint8_t)n);
		if (!rig_below(rig, 4))
			flush(rig);
		if (!rig_below(rig, 50))
			idle(rig);
		for (; from < rig->passes; from++)
			erased += rig->pass[from % RIG_PASSES].op == NFOD_FE_ERASE;
	}
	flush(rig);
	assert_true(erased > 100);
	rig_check(rig);
	rig_free(rig);
}

/* Clusters in a turn of the disc that comes, 1/10. */
static uint32_t per_turn = 36;
static uint32_t flags_of_disc;

static void lay(struct nfod_disc_info *info)
{
	rig_geometry(info, 1, 400, flags_of_disc);
	info->zone[0].clusters_per_turn_q16 = per_turn * 65536 / 10;
	/* As far out as such a turn is. */
	info->zone[0].radius_nm = per_turn * 660000;
	info->velocity_um_s = 2820000;
	rig_seal(info);
}

static double stream_mbit_s(uint32_t flags, enum nfod_verify_policy policy, bool known)
{
	struct rig *rig;
	uint64_t begin;
	double rate;

	flags_of_disc = flags;
	rig = rig_new(&(struct rig_options){ .lay = lay });
	host_start(rig, NFOD_ALT_STREAMS);
	if (!known)
		forget_what_is_erased(rig);
	rig->fw->rec.verify.policy = (uint8_t)policy;
	begin = rig->now;
	for (uint32_t n = 0; n < 90; n++)
		assert_int_equal(do_op(rig, NFOD_OP_WRITE, n * 64, 64, 0x5a), NFOD_ST_OK);
	flush(rig);
	rate = 90 * 64 * NFOD_BLOCK_BYTES * 8e3 / (double)(rig->now - begin);
	rig_free(rig);
	return rate;
}

/* A stream shares its turns: three passes take three times as long as one, and not three turns. */
static void streams_pass_in_runs(void **state)
{
	(void)state;
	for (per_turn = 36; per_turn <= 88; per_turn += 13) {
		double field = stream_mbit_s(0, NFOD_VERIFY_OFF, true);
		double one = stream_mbit_s(NFOD_DISC_LIGHT, NFOD_VERIFY_OFF, true);
		double two = stream_mbit_s(NFOD_DISC_LIGHT, NFOD_VERIFY_OFF, false);
		double three = stream_mbit_s(NFOD_DISC_LIGHT, NFOD_VERIFY_SUSPICION, false);

		print_message("%.1f a turn, Mbit/s: overwritten %.1f, one pass %.1f, two %.1f "
			      "(%.0f %%), three %.1f (%.0f %%)\n",
			      per_turn / 10.0, field, one, two, 200 * two / field, three,
			      300 * three / field);
		assert_true(one > 0.97 * field);
		assert_true(two > 0.8 * field / 2);
		assert_true(three > 0.8 * field / 3);
		assert_true(three < field / 3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_disc_is_written_at_once),
		cmocka_unit_test(three_turns_where_nothing_is_known),
		cmocka_unit_test(passes_are_a_turn_apart),
		cmocka_unit_test(discarded_clusters_are_written_at_once),
		cmocka_unit_test(what_could_not_be_erased_is_not_trusted),
		cmocka_unit_test(what_failed_is_erased_again),
		cmocka_unit_test(marks_are_never_written_over),
		cmocka_unit_test(streams_pass_in_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
