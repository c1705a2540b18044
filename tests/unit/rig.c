// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "rig.h"

#include <sys/mman.h>

#include "disc/crc32c.h"
#include "disc/film.h"

uint64_t rig_random(struct rig *rig)
{
	uint64_t x = rig->random += 0x9e3779b97f4a7c15ull;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ x >> 27) * 0x94d049bb133111ebull;
	return x ^ x >> 31;
}

uint32_t rig_below(struct rig *rig, uint32_t limit)
{
	return (uint32_t)(rig_random(rig) % limit);
}

/* ---- the disc ---- */

void rig_seal(struct nfod_disc_info *info)
{
	info->crc = 0;
	info->crc = crc32c(info, sizeof(*info));
}

/* Gap error signal of the reference disc, far field = 1000, at 0, 4, ... 252 nm. */
static const uint16_t reference_curve[NFOD_SIDES][NFOD_GES_POINTS] = {
	[NFOD_GROOVE] = { 160, 184, 220, 260, 300, 340, 379, 419,  456,	 488,  520,  548, 576,
			  600, 619, 638, 656, 675, 693, 712, 730,  742,	 754,  766,  778, 790,
			  798, 806, 814, 822, 830, 838, 846, 854,  862,	 870,  878,  886, 896,
			  907, 918, 929, 939, 950, 960, 965, 970,  975,	 980,  985,  990, 993,
			  995, 996, 997, 998, 998, 999, 999, 1000, 1000, 1000, 1000, 1000 },
	[NFOD_LAND] = { 60,  76,  98,  130, 170, 210, 262, 314, 366, 418, 470, 514, 558,
			595, 624, 653, 683, 712, 741, 771, 800, 814, 828, 842, 856, 870,
			876, 883, 889, 896, 902, 908, 915, 921, 928, 934, 940, 947, 951,
			954, 956, 959, 961, 964, 966, 969, 971, 974, 976, 979, 980, 981,
			981, 982, 983, 984, 985, 985, 986, 987, 988, 989, 989, 990 },
};

static void lay_side(struct nfod_disc_side *side, uint32_t which)
{
	*side = (struct nfod_disc_side){
		.film_pm = which == NFOD_LAND ? 40000 : 88000,
		.gap_pm = 25000,
		.hand_over_q15 = NFOD_Q15_ONE * 9 / 10,
		.slope_ppm_nm = which == NFOD_LAND ? 13000 : 10000,
		.state_pm = -2000,
		.crosstalk_cdb = -2600,
		.modulation_q15 = NFOD_Q15_ONE * 3 / 10,
		.push_pull_q15 = NFOD_Q15_ONE / 5,
		.push_pull_sign = which == NFOD_LAND ? -1 : 1,
		.read_uw = 120,
		.bias_uw = 100,
		.erase_uw = 1500,
		.write_uw = 3200,
		.erase_2x_uw = 2100,
		.write_2x_uw = 3600,
	};
	for (uint32_t n = 0; n < NFOD_GES_POINTS; n++) {
		side->ges_q15[n] = (uint16_t)(reference_curve[which][n] * NFOD_Q15_ONE / 1000);
		side->written_q15[n] = (uint16_t)(side->ges_q15[n] * 98 / 100);
	}
	side->set_point_q15 = (uint16_t)((film_signal(side->ges_q15, side->gap_pm) +
					  film_signal(side->written_q15, side->gap_pm)) /
					 2);
}

static void lay_film(struct nfod_disc_film *film)
{
	*film = (struct nfod_disc_film){
		.na_milli = 1500,
		.axial_pp_nm = 20000,
		.radial_pp_nm = 30000,
		.limit_pm = 10000,
		.ra_pm = 700,
		.topography_pm = 200,
	};
	for (uint32_t n = 0; n < NFOD_SIDES; n++)
		lay_side(&film->side[n], n);
}

/* Spare of each side, of which the store takes its log and management areas. */
#define SPARE 72u

static void lay_zone(struct nfod_disc_info *info, uint32_t n, uint32_t clusters)
{
	struct nfod_zone *zone = &info->zone[n];

	zone->radius_nm = 24000000 + n * 1000000;
	zone->clusters_per_turn_q16 = (uint32_t)((3.6 + 0.15 * n) * 65536);
	zone->clusters = clusters + SPARE;
	zone->turns = zone->clusters / 3 + 1;
	zone->first = info->clusters;
	zone->lead = n ? 1 : 2;
	zone->user = clusters - zone->lead - 1;
	info->clusters += NFOD_SIDES * zone->clusters;
	info->user_blocks += (uint64_t)NFOD_SIDES * zone->user * NFOD_CLUSTER_BLOCKS;
}

static void record_by_light(struct nfod_disc_info *info)
{
	info->recording = NFOD_RECORDING_MAGNETO_OPTICAL;
	for (uint32_t n = 0; n < NFOD_SIDES; n++)
		info->film.side[n].field_oe = 200;
}

/**
 * rig_geometry() - a small disc like the reference one
 * @clusters: on each side of each zone, but for the spare
 */
void rig_geometry(struct nfod_disc_info *info, uint32_t zones, uint32_t clusters, uint32_t flags)
{
	*info = (struct nfod_disc_info){
		.magic = NFOD_DISC_MAGIC,
		.version = NFOD_DISC_VERSION,
		.bytes = sizeof(*info),
		.flags = flags,
		.recording = NFOD_RECORDING_PHASE_CHANGE,
		.zones = zones,
		.track_pitch_nm = 180,
		.step_nm = 48,
		.cell_pm = 43000,
		.velocity_um_s = 2820000,
		.gap_nm = 25,
		.seed = 1,
		.disc_id = "UNIT-0001",
		.label = "unit test",
	};
	for (uint32_t n = 0; n < zones; n++)
		lay_zone(info, n, clusters);
	lay_film(&info->film);
	if (flags & NFOD_DISC_LIGHT)
		record_by_light(info);
	rig_seal(info);
}

void rig_put_leadin(struct rig *rig)
{
	memcpy(rig->cluster[0], &rig->info, sizeof(rig->info));
}

/**
 * rig_blank() - another disc, as it comes from the press
 */
void rig_blank(struct rig *rig)
{
	memset(rig->cluster, 0, rig->info.clusters * sizeof(*rig->cluster));
	memset(rig->recorded, 0, rig->info.clusters * sizeof(*rig->recorded));
	memset(rig->marked, 0, rig->info.clusters * sizeof(*rig->marked));
	rig_put_leadin(rig);
}

/**
 * rig_place() - physical number of the cluster that a block is in; the disc must be loaded
 */
uint32_t rig_place(struct rig *rig, uint64_t lba)
{
	uint32_t cluster;
	uint8_t sector;

	assert_true(nfod_fw_locate(rig->fw, lba, &cluster, &sector));
	assert_true(cluster < rig->info.clusters);
	return cluster;
}

/**
 * rig_block() - a block as it is on the disc, which must be loaded; zeroes if it is nowhere
 */
const uint8_t *rig_block(struct rig *rig, uint64_t lba)
{
	static const uint8_t nothing[NFOD_BLOCK_BYTES];
	uint32_t cluster;
	uint8_t sector;

	if (!nfod_fw_locate(rig->fw, lba, &cluster, &sector))
		return nothing;
	return rig->cluster[cluster] + sector * NFOD_BLOCK_BYTES;
}

/* ---- the channel engine ---- */

static void copy_sector(struct rig *rig, const struct nfod_fe_desc *desc, uint32_t n)
{
	uint8_t *sector = rig->cluster[desc->cluster] + n * NFOD_BLOCK_BYTES;
	uint8_t *page = (uint8_t *)rig->board.buffer + (size_t)desc->page[n] * NFOD_BLOCK_BYTES;

	if (desc->page[n] == NFOD_FE_NO_PAGE) {
		assert_int_not_equal(desc->op, NFOD_FE_WRITE);
		return;
	}
	assert_true(desc->page[n] < rig->board.buffer_pages);
	if (desc->op == NFOD_FE_WRITE) {
		memcpy(sector, page, NFOD_BLOCK_BYTES);
		return;
	}
	assert_true(desc->page[n] != PAGE_ZERO);
	if (desc->bad_sectors & 1u << n)
		memset(page, 0xbd, NFOD_BLOCK_BYTES);
	else
		memcpy(page, sector, NFOD_BLOCK_BYTES);
}

static bool is_blank(const struct rig *rig, uint32_t cluster)
{
	const uint8_t *data = rig->cluster[cluster];

	return cluster && !rig->recorded[cluster] && !data[0] &&
	       !memcmp(data, data + 1, NFOD_CLUSTER_BYTES - 1);
}

static uint8_t result_of(struct rig *rig, const struct nfod_fe_desc *desc)
{
	if (desc->op == NFOD_FE_READ && desc->bad_sectors)
		return NFOD_FE_UNCORRECTABLE;
	if (desc->op == NFOD_FE_READ)
		return is_blank(rig, desc->cluster) ? NFOD_FE_BLANK : NFOD_FE_OK;
	return rig->unwritable[desc->cluster] ? NFOD_FE_WRITE_FAILED : NFOD_FE_OK;
}

static void note_written(struct rig *rig, const struct nfod_fe_desc *desc)
{
	rig->bad[desc->cluster] = 0;
	rig->recorded[desc->cluster] = true;
	rig->control[desc->cluster] = desc->epoch;
	rig->written_count++;
	if (rig->write)
		rig->write(rig, desc);
}

static void note_erased(struct rig *rig, const struct nfod_fe_desc *desc)
{
	rig->marked[desc->cluster] = false;
	rig->recorded[desc->cluster] = false;
	memset(rig->cluster[desc->cluster], 0, NFOD_CLUSTER_BYTES);
}

/* Light writes on film without marks; and leaves some, also when nothing comes of it. */
static void note_pass(struct rig *rig, const struct nfod_fe_desc *desc)
{
	struct rig_pass *pass = &rig->pass[rig->passes++ % RIG_PASSES];

	*pass = (struct rig_pass){ desc->op, desc->cluster, rig->now };
	if (desc->op != NFOD_FE_WRITE)
		return;
	if (rig->info.flags & NFOD_DISC_LIGHT)
		assert_false(rig->marked[desc->cluster]);
	rig->marked[desc->cluster] = true;
}

/* How well a cluster reads. */
static void report(struct rig *rig, struct nfod_fe_desc *desc)
{
	desc->bad_sectors = 0;
	desc->report = (struct nfod_fe_report){ 0 };
	if (desc->op != NFOD_FE_READ)
		return;
	desc->bad_sectors = rig->bad[desc->cluster];
	desc->report.corrected = rig->corrected;
	if (rig->recorded[desc->cluster]) {
		desc->report.flags = NFOD_FE_IDENTIFIED;
		desc->epoch = rig->control[desc->cluster];
	}
	if (rig->read)
		rig->read(rig, desc);
}

/* What a retry changes the gap by at most. */
#define RETRY_PM 5000

/* The head has been ordered to where it is read and written, at the disc's own gap or near it. */
static void check_head(const struct rig *rig, const struct nfod_fe_desc *desc)
{
	const struct nfod_fe_order *order = &rig->fe.order;
	const struct nfod_zone *zone = &rig->info.zone[rig->info.zones];

	/* A disc that goes leaves descriptors behind. */
	if (!drive_turns_disc(rig->fw) && rig->fw->drive.state != DRIVE_LEADIN)
		return;
	assert_int_equal(order->mode, NFOD_FE_HEAD_NEAR);
	assert_in_range(order->gap_pm, 25000 - RETRY_PM, 25000 + RETRY_PM);
	assert_true(order->read_uw > 0);
	if (desc->op != NFOD_FE_READ) {
		assert_int_equal(order->gap_pm, 25000);
		assert_int_equal(order->offset_nm, 0);
	}
	if (!desc->cluster)
		return;
	do {
		zone--;
	} while (desc->cluster < zone->first);
	assert_int_equal(order->side, desc->cluster - zone->first >= zone->clusters);
	if (desc->op != NFOD_FE_READ)
		assert_int_equal(order->strategy, plan_strategy(&rig->info));
}

/**
 * rig_engine_finish() - the engine is through with its descriptor
 * @failure: why nothing came of it; 0 = it went as the disc is
 */
void rig_engine_finish(struct rig *rig, uint8_t failure)
{
	struct nfod_fe_desc *desc = &rig->fe.desc[rig->fe.consumed % NFOD_FE_DESCS];
	uint8_t result;

	assert_true(desc->cluster < rig->info.clusters);
	assert_in_range(desc->op, NFOD_FE_READ, NFOD_FE_ERASE);
	assert_true(desc->cluster || desc->op == NFOD_FE_READ);
	if (!failure)
		check_head(rig, desc);
	report(rig, desc);
	result = failure ? failure : result_of(rig, desc);
	note_pass(rig, desc);
	if (!failure && result != NFOD_FE_WRITE_FAILED)
		for (uint32_t n = 0; n < NFOD_FE_PAGES; n++)
			copy_sector(rig, desc, n);
	if (result == NFOD_FE_UNCORRECTABLE && failure)
		desc->bad_sectors = ALL_SECTORS;
	if (desc->op == NFOD_FE_WRITE && result == NFOD_FE_OK)
		note_written(rig, desc);
	if (desc->op == NFOD_FE_ERASE && result == NFOD_FE_OK)
		note_erased(rig, desc);
	desc->result = result;
	rig->fe.consumed++;
	rig->engine_busy = false;
}

static void engine_begin(struct rig *rig, uint64_t at_ns)
{
	if (rig->flight || rig->engine_busy || rig->fe.produced == rig->fe.consumed)
		return;
	rig->engine_busy = true;
	rig->engine_start = at_ns;
}

static uint64_t engine_deadline(const struct rig *rig)
{
	if (rig->flight)
		return rig->flight->is_busy(rig) ? rig->now + RIG_TICK_NS : NFOD_FW_NEVER;
	if (rig->engine)
		return rig->engine->deadline(rig);
	if (!rig->engine_busy || rig->engine_dead)
		return NFOD_FW_NEVER;
	return rig->engine_start + rig->fe.desc[rig->fe.consumed % NFOD_FE_DESCS].duration_ns;
}

static void engine_run(struct rig *rig)
{
	if (rig->engine)
		rig->engine->run(rig);
	while (!rig->flight && !rig->engine && engine_deadline(rig) <= rig->now) {
		uint64_t end = engine_deadline(rig);

		rig_engine_finish(rig, 0);
		engine_begin(rig, end);
	}
}

static void move_head(struct rig *rig)
{
	const struct nfod_fe_order *order = &rig->fe.order;
	struct nfod_fe_sample *sample = &rig->fe.sample;

	if (sample->number == order->number || rig->head_dead)
		return;
	assert_in_range(order->side, NFOD_GROOVE, NFOD_LAND);
	assert_true(order->mode == NFOD_FE_HEAD_NEAR || !order->gap_pm);
	sample->ges_q15 = NFOD_Q15_ONE;
	if (order->mode == NFOD_FE_HEAD_NEAR)
		sample->ges_q15 = film_signal(rig->seen[order->side], order->gap_pm);
	sample->axial_pp_nm = order->mode == NFOD_FE_HEAD_FAR ? rig->axial_pp_nm : 0;
	sample->number = order->number;
}

static void doorbell(void *ctx)
{
	struct rig *rig = ctx;

	assert_true(rig->fe.produced - rig->fe.consumed <= NFOD_FE_DESCS);
	if (rig->engine)
		rig->engine->doorbell(rig);
	else
		engine_begin(rig, rig->now);
	if (rig->fe.tray == NFOD_FE_TRAY_OPEN)
		rig->fe.sense &= ~NFOD_FE_SENSE_DOOR_CLOSED;
	else if (rig->fe.tray == NFOD_FE_TRAY_CLOSE)
		rig->fe.sense |= NFOD_FE_SENSE_DOOR_CLOSED;
	rig->fe.tray = 0;
	if (!rig->engine)
		move_head(rig);
}

/* ---- the USB controller ---- */

static uint64_t sum_of(const struct nfod_usb_in *in)
{
	uint64_t sum = 0xcbf29ce484222325ull;

	for (uint32_t n = 0; n < in->segments; n++) {
		const uint64_t *word = in->segment[n].data;

		for (uint32_t i = 0; i < in->segment[n].len / 8; i++)
			sum = (sum ^ word[i]) * 0x100000001b3ull;
	}
	return sum;
}

static void port_connect(void *ctx, bool on)
{
	((struct rig *)ctx)->connected = on;
}

static void port_set_address(void *ctx, uint8_t address)
{
	((struct rig *)ctx)->address = address;
}

/* In front of the acknowledgement. */
static void port_test_mode(void *ctx, enum nfod_usb_test_mode mode)
{
	struct rig *rig = ctx;

	assert_int_equal(rig->answer, RIG_NOTHING);
	rig->test_mode = mode;
}

static void give_answer(struct rig *rig, enum rig_answer answer)
{
	assert_int_equal(rig->answer, RIG_NOTHING);
	rig->answer = answer;
}

static void port_reply(void *ctx, const void *data, uint32_t len)
{
	struct rig *rig = ctx;

	assert_true(len <= sizeof(rig->reply));
	give_answer(rig, RIG_REPLY);
	memcpy(rig->reply, data, len);
	rig->reply_len = len;
}

static void port_ack(void *ctx)
{
	give_answer(ctx, RIG_ACK);
}

static void port_stall(void *ctx)
{
	give_answer(ctx, RIG_STALL);
}

static void drop_in(struct rig *rig, uint8_t ep)
{
	uint32_t kept = 0;

	for (uint32_t n = 0; n < rig->in_count; n++)
		if (rig->in[n].in->ep != ep)
			rig->in[kept++] = rig->in[n];
	rig->in_count = kept;
}

static void port_ep_open(void *ctx, uint8_t ep, uint16_t max_packet, uint16_t streams)
{
	struct rig *rig = ctx;

	drop_in(rig, ep);
	rig->open[ep & 3] = true;
	rig->halted[ep & 3] = false;
	rig->max_packet = max_packet;
	if (ep == NFOD_EP_DATA)
		rig->streams = streams;
}

static void port_ep_close(void *ctx, uint8_t ep)
{
	struct rig *rig = ctx;

	drop_in(rig, ep);
	rig->open[ep & 3] = false;
	rig->halted[ep & 3] = false;
}

static void port_ep_stall(void *ctx, uint8_t ep, bool halt)
{
	((struct rig *)ctx)->halted[ep & 3] = halt;
}

static void port_ep_in(void *ctx, struct nfod_usb_in *in)
{
	struct rig *rig = ctx;
	uint32_t len = 0;

	assert_true(rig->open[in->ep & 3]);
	assert_true(in->stream <= (in->ep == NFOD_EP_DATA ? rig->streams : 0));
	for (uint32_t n = 0; n < rig->in_count; n++)
		assert_ptr_not_equal(rig->in[n].in, in);
	for (uint32_t n = 0; n < in->segments; n++)
		len += in->segment[n].len;
	assert_int_equal(len, in->len);
	assert_true(rig->in_count < RIG_QUEUE);
	rig->in[rig->in_count++] = (struct rig_in){ .in = in, .sum = sum_of(in) };
}

static void port_ep_flush(void *ctx, uint8_t ep)
{
	drop_in(ctx, ep);
}

static void port_ep_out_ready(void *ctx, uint8_t ep)
{
	(void)ctx;
	(void)ep;
}

static const struct nfod_usb_port_ops port = {
	.super = true,
	.connect = port_connect,
	.set_address = port_set_address,
	.ep0_reply = port_reply,
	.ep0_ack = port_ack,
	.ep0_stall = port_stall,
	.test_mode = port_test_mode,
	.ep_open = port_ep_open,
	.ep_close = port_ep_close,
	.ep_stall = port_ep_stall,
	.ep_in = port_ep_in,
	.ep_flush = port_ep_flush,
	.ep_out_ready = port_ep_out_ready,
};

/**
 * rig_find_in() - the first transfer queued on an endpoint and stream
 */
struct nfod_usb_in *rig_find_in(struct rig *rig, uint8_t ep, uint16_t stream)
{
	for (uint32_t n = 0; n < rig->in_count; n++)
		if (rig->in[n].in->ep == ep && rig->in[n].in->stream == stream)
			return rig->in[n].in;
	return NULL;
}

/**
 * rig_collect() - the host takes a transfer; its bytes must be those of the moment
 * when it was queued
 */
uint32_t rig_collect(struct rig *rig, struct nfod_usb_in *in, void *to, uint32_t size)
{
	uint8_t *byte = to;
	uint32_t n = 0;

	while (rig->in[n].in != in)
		assert_true(++n < rig->in_count);
	assert_true(rig->in[n].sum == sum_of(in));
	assert_true(in->len <= size);
	for (uint32_t i = 0; i < in->segments; i++) {
		memcpy(byte, in->segment[i].data, in->segment[i].len);
		byte += in->segment[i].len;
	}
	size = in->len;
	rig->in_count--;
	memmove(&rig->in[n], &rig->in[n + 1], (rig->in_count - n) * sizeof(rig->in[0]));
	nfod_usb_in_done(rig->fw, in);
	return size;
}

/* ---- time ---- */

static uint64_t deadline(const struct rig *rig)
{
	uint64_t firmware = nfod_fw_next_deadline(rig->fw);
	uint64_t engine = engine_deadline(rig);

	return firmware < engine ? firmware : engine;
}

/* Whether that time was reached without anything to look at on the way. */
static bool pass_until(struct rig *rig, uint64_t until)
{
	while (rig->flight && rig->now + RIG_TICK_NS <= until) {
		rig->now += RIG_TICK_NS;
		if (rig->flight->tick(rig))
			return false;
	}
	rig->now = until;
	return true;
}

/**
 * rig_step() - go to the next moment at which anything is due
 */
void rig_step(struct rig *rig)
{
	uint64_t next = deadline(rig);

	if (next != NFOD_FW_NEVER && next > rig->now)
		pass_until(rig, next);
	engine_run(rig);
	nfod_fw_poll(rig->fw, rig->now);
}

/**
 * rig_late_step() - so much time passes before the board looks at anything
 */
void rig_late_step(struct rig *rig, uint64_t duration_ns)
{
	uint64_t end = rig->now + duration_ns;

	while (!pass_until(rig, end))
		;
	engine_run(rig);
	nfod_fw_poll(rig->fw, rig->now);
}

bool rig_is_quiet(struct rig *rig)
{
	return deadline(rig) == NFOD_FW_NEVER;
}

/**
 * rig_run() - let so much time pass
 */
void rig_run(struct rig *rig, uint64_t duration_ns)
{
	uint64_t end = rig->now + duration_ns;

	do {
		while (deadline(rig) <= end)
			rig_step(rig);
	} while (!pass_until(rig, end));
	nfod_fw_poll(rig->fw, end);
}

/**
 * rig_settle() - run until nothing is left to do
 */
void rig_settle(struct rig *rig)
{
	uint32_t steps = 0;

	while (!rig_is_quiet(rig)) {
		assert_true(steps++ < 1000000);
		rig_step(rig);
	}
}

/* ---- beginning and end ---- */

void rig_power_up(struct rig *rig)
{
	uint64_t *word = (uint64_t *)(rig + 1);

	rig->board.boot++;
	rig->in_count = 0;
	rig->fe.produced = rig->fe.consumed = 0;
	rig->fe.order = (struct nfod_fe_order){ 0 };
	rig->fe.sample = (struct nfod_fe_sample){ 0 };
	rig->engine_busy = false;
	memset(rig->open, 0, sizeof(rig->open));
	if (rig->engine)
		rig->engine->power_up(rig);
	for (uint32_t n = 0; n < NFOD_FW_BYTES / sizeof(*word); n++)
		word[n] = rig_random(rig);
	rig->fw = nfod_fw_init(word, &rig->board, rig->now);
	assert_non_null(rig->fw);
	assert_true(rig->connected);
}

/**
 * rig_power_cut() - the firmware is gone; the cluster under the head is finished,
 * as hold-up energy allows
 */
void rig_power_cut(struct rig *rig)
{
	if (rig->engine_busy && !rig->engine_dead)
		rig_engine_finish(rig, 0);
	rig->fw = NULL;
}

static void *zeroed(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	assert_non_null(memory);
	return memory;
}

/* Whole discs do not fit into memory; what is read or written of them does. */
static void *film(uint32_t clusters)
{
	void *memory = mmap(NULL, (size_t)clusters * NFOD_CLUSTER_BYTES, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	assert_ptr_not_equal(memory, MAP_FAILED);
	return memory;
}

struct rig *rig_new(const struct rig_options *options)
{
	struct rig *rig = zeroed(1, sizeof(*rig) + NFOD_FW_BYTES);
	uint32_t pages = options->pages ? options->pages : NFOD_FW_MIN_PAGES;

	rig_geometry(&rig->info, options->zones ? options->zones : 3,
		     options->clusters ? options->clusters : 40, options->flags);
	if (options->lay) {
		options->lay(&rig->info);
		rig_seal(&rig->info);
	}
	rig->cluster = film(rig->info.clusters);
	rig->bad = zeroed(rig->info.clusters, sizeof(*rig->bad));
	rig->recorded = zeroed(rig->info.clusters, sizeof(*rig->recorded));
	rig->marked = zeroed(rig->info.clusters, sizeof(*rig->marked));
	rig->control = zeroed(rig->info.clusters, sizeof(*rig->control));
	rig->unwritable = zeroed(rig->info.clusters, sizeof(*rig->unwritable));
	rig_put_leadin(rig);
	rig->fe.magic = NFOD_FE_MAGIC;
	rig->fe.block.celsius = 2500;
	rig->fe.version = NFOD_FE_VERSION;
	rig->fe.na_milli = 1500;
	rig->fe.features = options->flight ? NFOD_FE_FLIES : 0;
	rig->flight = options->flight;
	rig->engine = options->engine;
	rig->axial_pp_nm = 18000;
	for (uint32_t n = 0; n < NFOD_SIDES; n++)
		memcpy(rig->seen[n], rig->info.film.side[n].ges_q15, sizeof(rig->seen[n]));
	rig->fe.sense = NFOD_FE_SENSE_DOOR_CLOSED;
	if (!options->no_disc)
		rig->fe.sense |= NFOD_FE_SENSE_DISC;
	rig->now = 5 * RIG_S;
	rig->random = 1;
	rig->board = (struct nfod_board){
		.ctx = rig,
		.usb = &port,
		.doorbell = doorbell,
		.fe = &rig->fe,
		.buffer = aligned_alloc(64, (size_t)pages * NFOD_BLOCK_BYTES),
		.buffer_pages = pages,
		.boot = 100,
		.serial = "UNIT-TEST",
	};
	assert_non_null(rig->board.buffer);
	memset(rig->board.buffer, 0xa5, (size_t)pages * NFOD_BLOCK_BYTES);
	rig_power_up(rig);
	return rig;
}

void rig_free(struct rig *rig)
{
	munmap(rig->cluster, (size_t)rig->info.clusters * NFOD_CLUSTER_BYTES);
	free(rig->bad);
	free(rig->recorded);
	free(rig->marked);
	free(rig->control);
	free(rig->unwritable);
	free(rig->board.buffer);
	free(rig);
}
