// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Retries, reading back, and those beside: over an engine that reads as the head stands. */
#include "host.h"

#define LBA 160u

static uint8_t data[NFOD_CLUSTER_BYTES];
static uint8_t back[NFOD_CLUSTER_BYTES];

/**
 * struct weak - clusters that are hard to read
 * @cluster: physical number
 * @by: sectors that enum nfod_retry brings to light
 * @reads: times that it was read
 * @report: what else is told of it
 */
static struct weak {
	uint32_t cluster;
	uint16_t by[NFOD_RETRY_NEIGHBOUR];
	uint32_t reads;
	struct nfod_fe_report report;
} weak;

static uint16_t brought_by(const struct rig *rig, const struct nfod_fe_desc *desc)
{
	const struct nfod_fe_order *order = &rig->fe.order;
	uint16_t seen = weak.reads > 1 ? weak.by[NFOD_RETRY_AGAIN] : 0;

	if (order->gap_pm < 25000)
		seen |= weak.by[NFOD_RETRY_GAP_LOW];
	if (order->gap_pm > 25000)
		seen |= weak.by[NFOD_RETRY_GAP_HIGH];
	if (order->offset_nm < 0)
		seen |= weak.by[NFOD_RETRY_TRACK_IN];
	if (order->offset_nm > 0)
		seen |= weak.by[NFOD_RETRY_TRACK_OUT];
	if (order->read_uw > 120)
		seen |= weak.by[NFOD_RETRY_POWER];
	if (desc->flags & NFOD_FE_RELEARN)
		seen |= weak.by[NFOD_RETRY_RELEARN];
	if (desc->flags & NFOD_FE_DOUBT)
		seen |= weak.by[NFOD_RETRY_DOUBT];
	return seen;
}

static void read_weakly(struct rig *rig, struct nfod_fe_desc *desc)
{
	uint16_t flags = desc->report.flags;

	if (desc->cluster != weak.cluster)
		return;
	weak.reads++;
	desc->report = weak.report;
	desc->report.flags = flags;
	desc->bad_sectors = (uint16_t)(desc->bad_sectors & ~brought_by(rig, desc));
	/* A page that is not asked for stays as it is. */
	for (uint32_t n = 0; n < NFOD_FE_PAGES; n++)
		assert_true(desc->page[n] == NFOD_FE_NO_PAGE || weak.reads < 2 ||
			    rig->fw->rec.job[rig->fw->rec.issued.at[0]].bad >> n & 1);
}

static struct nfod_record write_at(struct rig *rig, uint64_t lba)
{
	struct nfod_command command = host_command(rig, NFOD_OP_WRITE, 0, lba, 16);

	command.flags = NFOD_CMD_FUA;
	return host_do(rig, &command, data);
}

static struct rig *start(void)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	host_start(rig, NFOD_ALT_STREAMS);
	for (uint32_t n = 0; n < sizeof(data); n++)
		data[n] = (uint8_t)rig_random(rig);
	assert_int_equal(write_at(rig, LBA).status, NFOD_ST_OK);
	host_again(rig, NFOD_ALT_STREAMS);
	weak = (struct weak){ .cluster = rig_place(rig, LBA) };
	rig->bad[weak.cluster] = 0xffff;
	rig->read = read_weakly;
	return rig;
}

static struct nfod_record read_all(struct rig *rig)
{
	struct nfod_command command = host_command(rig, NFOD_OP_READ, 0, LBA, 16);

	memset(back, 0, sizeof(back));
	return host_do(rig, &command, back);
}

/* What came into the diary since this was last asked. */
static struct nfod_health told(struct rig *rig)
{
	struct nfod_health *diary = &rig->fw->store.health, health;

	drive_keep_diary(rig->fw);
	health = *diary;
	*diary = (struct nfod_health){ 0 };
	return health;
}

static void each_step_can_be_what_helps(void **state)
{
	(void)state;
	for (uint32_t step = 0; step < NFOD_RETRY_NEIGHBOUR; step++) {
		struct rig *rig = start();
		struct nfod_health health;

		weak.by[step] = 0xffff;
		assert_int_equal(read_all(rig).status, NFOD_ST_OK);
		assert_memory_equal(back, data, sizeof(data));
		health = told(rig);
		for (uint32_t n = 0; n < NFOD_RETRY_NEIGHBOUR; n++)
			assert_int_equal(health.helped[n], n == step);
		assert_int_equal(health.tried[step], 1);
		assert_int_equal(health.retries, weak.reads - 1);
		rig_check(rig);
		rig_free(rig);
	}
}

static void steps_are_put_together(void **state)
{
	struct rig *rig = start();
	struct nfod_health health;

	(void)state;
	weak.by[NFOD_RETRY_TRACK_IN] = 0x00ff;
	weak.by[NFOD_RETRY_GAP_LOW] = 0x0ff0;
	weak.by[NFOD_RETRY_DOUBT] = 0xf000;
	assert_int_equal(read_all(rig).status, NFOD_ST_OK);
	assert_memory_equal(back, data, sizeof(data));
	health = told(rig);
	assert_int_equal(health.helped[NFOD_RETRY_TRACK_IN], 1);
	assert_int_equal(health.helped[NFOD_RETRY_GAP_LOW], 1);
	assert_int_equal(health.helped[NFOD_RETRY_DOUBT], 1);
	rig_free(rig);
}

static void it_ends(void **state)
{
	struct rig *rig = start();
	struct nfod_record record;
	struct nfod_health health;

	(void)state;
	weak.by[NFOD_RETRY_POWER] = 0xfeff;
	record = read_all(rig);
	assert_int_equal(record.status, NFOD_ST_MEDIUM_ERROR);
	assert_int_equal(record.detail, 8);
	assert_int_equal(weak.reads, 1 + NFOD_RETRY_NEIGHBOUR);
	health = told(rig);
	for (uint32_t n = 0; n < NFOD_RETRY_NEIGHBOUR; n++) {
		assert_int_equal(health.tried[n], 1);
		assert_int_equal(health.helped[n], n == NFOD_RETRY_POWER);
	}
	assert_int_equal(rig->fw->count.sectors_lost, 1);
	assert_int_equal(told(rig).retries, 0);
	rig_free(rig);
}

static void a_warm_head_gives_no_more_light(void **state)
{
	struct rig *rig = start();

	(void)state;
	rig->fe.block.celsius = 5000;
	assert_int_equal(read_all(rig).status, NFOD_ST_MEDIUM_ERROR);
	assert_int_equal(weak.reads, NFOD_RETRY_NEIGHBOUR);
	assert_int_equal(told(rig).tried[NFOD_RETRY_POWER], 0);
	rig_free(rig);
}

static void the_cause_says_what_comes_first(void **state)
{
	static const struct {
		struct nfod_fe_report report;
		enum ladder_cause cause;
	} looks[] = {
		{ { .symbols = 60000, .wrong = 900, .worst_errors = 16 }, CAUSE_NOISE },
		{ { .symbols = 60000, .wrong = 20, .failed_codewords = 19 }, CAUSE_BURST },
		{ { .symbols = 60000, .wrong = 900, .unlocked = 40 }, CAUSE_BURST },
		{ { .failed_codewords = 304, .unlocked = 400 }, CAUSE_LOST },
		{ { .failed_codewords = 304, .unlocked = 400, .amplitude = 200 }, CAUSE_WEAK },
		{ { .failed_codewords = 304, .amplitude = 700 }, CAUSE_STRONG },
		{ { .symbols = 60000, .wrong = 900, .amplitude = 400, .asymmetry = -120 },
		  CAUSE_SKEW },
	};

	(void)state;
	for (uint32_t n = 0; n < sizeof(looks) / sizeof(looks[0]); n++)
		assert_int_equal(ladder_cause(&looks[n].report, 400), looks[n].cause);
	/* What is usual is not known: then amplitude says nothing. */
	assert_int_equal(ladder_cause(&looks[4].report, 0), CAUSE_LOST);
}

static void what_is_poor(void **state)
{
	(void)state;
	assert_false(ladder_is_poor(&(struct nfod_fe_report){ 0 }, false, false));
	assert_false(ladder_is_poor(&(struct nfod_fe_report){ .symbols = 10000, .wrong = 29 },
				    false, false));
	assert_true(ladder_is_poor(&(struct nfod_fe_report){ .symbols = 10000, .wrong = 30 }, false,
				   false));
	assert_false(ladder_is_poor(&(struct nfod_fe_report){ .worst_errors = 11 }, false, false));
	assert_false(ladder_is_poor(&(struct nfod_fe_report){ .symbols = 10000, .wrong = 199 },
				    false, true));
	assert_true(ladder_is_poor(&(struct nfod_fe_report){ .symbols = 10000, .wrong = 200 },
				   false, true));
	assert_true(ladder_is_poor(&(struct nfod_fe_report){ .worst_errors = 12 }, false, false));
	/* Twelve frames below a lift hold 152 symbols each. */
	assert_false(ladder_is_poor(&(struct nfod_fe_report){ .symbols = 75392,
							      .wrong = 12 * 152 + 200,
							      .unlocked = 12,
							      .worst_errors = 8 },
				    true, false));
	assert_true(ladder_is_poor(&(struct nfod_fe_report){ .symbols = 75392,
							     .wrong = 12 * 152 + 240,
							     .unlocked = 12,
							     .worst_errors = 8 },
				   true, false));
	assert_false(ladder_is_poor(
		&(struct nfod_fe_report){ .worst_errors = 5, .worst_erasures = 13 }, false, false));
	assert_true(ladder_is_poor(
		&(struct nfod_fe_report){ .worst_errors = 5, .worst_erasures = 14 }, false, false));
	/* Film may have lost more the next time. */
	assert_true(ladder_is_poor(
		&(struct nfod_fe_report){ .symbols = 75392, .wrong = 12 * 152, .unlocked = 12 },
		false, false));
}

/* ---- reading back ---- */

/* What is written next goes to the weak cluster. */
static struct rig *start_writing(enum nfod_verify_policy policy)
{
	struct rig *rig = start();

	rig->fw->rec.verify.policy = (uint8_t)policy;
	rig->bad[weak.cluster] = 0;
	weak.cluster = layout_home(&rig->fw->store.lay, 0);
	return rig;
}

static void policy_says_what_is_read_back(void **state)
{
	(void)state;
	for (uint32_t policy = 0; policy < NFOD_VERIFY_POLICIES; policy++) {
		struct rig *rig = start_writing(policy);

		assert_int_equal(write_at(rig, LBA).status, NFOD_ST_OK);
		assert_int_equal(rig_place(rig, LBA), weak.cluster);
		assert_int_equal(weak.reads, policy == NFOD_VERIFY_ALWAYS);
		/* The log cluster that names it as well. */
		assert_int_equal(told(rig).verified, policy == NFOD_VERIFY_ALWAYS ? 2 : 0);
		rig_free(rig);
	}
}

static void expect_elsewhere(struct rig *rig)
{
	struct nfod_health health;

	assert_int_equal(write_at(rig, LBA).status, NFOD_ST_OK);
	assert_int_not_equal(rig_place(rig, LBA), weak.cluster);
	assert_int_equal(rig->fw->store.defects, 1);
	health = told(rig);
	assert_int_equal(health.verified, 3);
	assert_int_equal(health.refused, 1);
}

static void what_reads_poorly_is_not_written(void **state)
{
	struct rig *rig = start_writing(NFOD_VERIFY_ALWAYS);

	(void)state;
	weak.report.worst_errors = 13;
	expect_elsewhere(rig);
	rig_free(rig);
}

static void read_another(struct rig *rig, struct nfod_fe_desc *desc)
{
	(void)rig;
	if (desc->cluster == weak.cluster)
		desc->epoch++;
}

static void nor_what_was_there_before(void **state)
{
	struct rig *rig = start_writing(NFOD_VERIFY_ALWAYS);

	(void)state;
	rig->read = read_another;
	expect_elsewhere(rig);
	rig_free(rig);
}

/* ---- those beside ---- */

static void neighbours_overlap(void **state)
{
	struct rig *rig = start();
	const struct nfod_zone *zone = &rig->info.zone[0];
	double turn = zone->clusters_per_turn_q16 / 65536.0;

	(void)state;
	for (uint32_t index = 0; index < zone->clusters; index++)
		for (uint32_t side = 0; side < NFOD_SIDES; side++) {
			struct suspects beside = { .count = 0 };
			struct place place;

			map_place(&rig->fw->disc.map, &rig->fw->fig,
				  zone->first + side * zone->clusters + index, &place);
			suspects_beside(rig->fw, &beside, &place);
			assert_in_range(beside.count, 1, 3);
			for (uint32_t n = 0; n < beside.count; n++) {
				double other = (double)(beside.cluster[n] - zone->first) -
					       (double)(!side * zone->clusters);
				double off = side ? other - index : index - other;

				assert_int_equal(beside.cluster[n] - zone->first >= zone->clusters,
						 !side);
				assert_true(off == 0.0 || (off - turn > -1.0 && off - turn < 1.0));
			}
		}
	rig_free(rig);
}

static void those_beside_a_weak_one_are_looked_at(void **state)
{
	struct rig *rig = start();

	(void)state;
	weak.by[NFOD_RETRY_TRACK_OUT] = 0xffff;
	assert_int_equal(rig->fw->rec.suspects.count, 0);
	assert_int_equal(read_all(rig).status, NFOD_ST_OK);
	assert_in_range(rig->fw->rec.suspects.count, 1, 3);
	rig_settle(rig);
	assert_int_equal(rig->fw->rec.suspects.count, 0);
	/* And the weak one's data is elsewhere by now. */
	assert_int_not_equal(rig_place(rig, LBA), weak.cluster);
	assert_int_equal(rig->fw->store.health.reassigned, 1);
	assert_true(told(rig).tried[NFOD_RETRY_NEIGHBOUR] > 0);
	rig_free(rig);
}

static void writing_near_trouble_is_suspicious(void **state)
{
	struct rig *rig = start();

	(void)state;
	weak.by[NFOD_RETRY_TRACK_OUT] = 0xffff;
	assert_int_equal(read_all(rig).status, NFOD_ST_OK);
	rig->bad[weak.cluster] = 0;
	told(rig);
	assert_int_equal(write_at(rig, LBA + 16).status, NFOD_ST_OK);
	assert_int_equal(told(rig).verified, 1);
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_step_can_be_what_helps),
		cmocka_unit_test(steps_are_put_together),
		cmocka_unit_test(it_ends),
		cmocka_unit_test(a_warm_head_gives_no_more_light),
		cmocka_unit_test(the_cause_says_what_comes_first),
		cmocka_unit_test(what_is_poor),
		cmocka_unit_test(policy_says_what_is_read_back),
		cmocka_unit_test(what_reads_poorly_is_not_written),
		cmocka_unit_test(nor_what_was_there_before),
		cmocka_unit_test(neighbours_overlap),
		cmocka_unit_test(those_beside_a_weak_one_are_looked_at),
		cmocka_unit_test(writing_near_trouble_is_suspicious),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
