// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/engine.h"
#include "engine/head.h"
#include "engine/light.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/report.h"
#include "engine/spoil.h"

#define ALL_SECTORS 0xffffu

_Static_assert(NFOD_FE_PAGES == NFOD_CLUSTER_BLOCKS, "a page for each sector");

/* Where sectors that nobody wants go. */
static uint8_t waste[NFOD_BLOCK_BYTES];

static volatile struct nfod_fe_desc *current(const struct engine *engine)
{
	return &engine->fe->desc[engine->fe->consumed % NFOD_FE_DESCS];
}

static bool ring_filled(const struct engine *engine)
{
	return engine->fe->produced != engine->fe->consumed;
}

/* Does it leave anything in the film? */
static bool changes_film(uint8_t op)
{
	return op == NFOD_FE_WRITE || op == NFOD_FE_ERASE;
}

/* Is the current write the one that the power will not outlast? */
static bool ends_early(const struct engine *engine)
{
	return engine->cut_after == 1 && changes_film(current(engine)->op);
}

static uint64_t due(const struct engine *engine)
{
	uint64_t duration = current(engine)->duration_ns;

	return engine->started + (ends_early(engine) ? duration / 2 : duration);
}

uint64_t engine_deadline(const struct engine *engine)
{
	if (!engine->busy || engine->hang || engine->flies)
		return ENGINE_NEVER;
	return due(engine);
}

static void *page_at(const struct engine *engine, uint32_t page)
{
	return engine->buffer + (size_t)page * NFOD_BLOCK_BYTES;
}

static bool map_sector(const struct engine *engine, const struct nfod_fe_desc *desc, unsigned int n,
		       struct iovec *sector)
{
	uint32_t page = desc->page[n];

	sector->iov_len = NFOD_BLOCK_BYTES;
	if (desc->op == NFOD_FE_ERASE || (page == NFOD_FE_NO_PAGE && desc->op == NFOD_FE_READ)) {
		sector->iov_base = waste;
		return true;
	}
	if (page >= engine->pages)
		return false;
	sector->iov_base = page_at(engine, page);
	return true;
}

static bool wants_detail(const struct nfod_fe_desc *desc)
{
	return desc->op == NFOD_FE_READ && desc->detail != NFOD_FE_NO_PAGE;
}

static bool map_sectors(const struct engine *engine, const struct nfod_fe_desc *desc,
			struct iovec *sector)
{
	if (desc->op != NFOD_FE_READ && !changes_film(desc->op))
		return false;
	if (engine->disc && desc->cluster >= disc_header(engine->disc)->clusters)
		return false;
	if (wants_detail(desc) && desc->detail >= engine->pages)
		return false;
	for (unsigned int n = 0; n < NFOD_FE_PAGES; n++)
		if (!map_sector(engine, desc, n, &sector[n]))
			return false;
	return true;
}

static void await_passage(struct engine *engine)
{
	struct nfod_fe_desc desc = *current(engine);
	struct iovec sector[NFOD_FE_PAGES];
	struct passage_place place = { .zone = UINT32_MAX, .turns = 1.0 };

	if (engine->disc)
		disc_place(engine->disc, desc.cluster, &place);
	passage_await(&engine->passage, &place);
	engine->passage.coasts = !changes_film(desc.op) || desc.flags & NFOD_FE_LIFTED;
	/* What cannot be done is not waited for. */
	if (!map_sectors(engine, &desc, sector))
		engine->passage.state = PASSAGE_OVER;
}

static void begin_next(struct engine *engine, uint64_t now)
{
	if (engine->busy || !ring_filled(engine))
		return;
	engine->busy = true;
	engine->started = now;
	if (engine->flies)
		await_passage(engine);
}

int engine_init(struct engine *engine)
{
	engine->recording = recording_new();
	return engine->recording ? 0 : -1;
}

void engine_exit(struct engine *engine)
{
	engine_heal(engine);
	recording_free(engine->recording);
	reading_free(engine->reading);
	model_free(engine->model);
}

void engine_take_disc(struct engine *engine, struct disc *disc)
{
	engine->disc = disc;
	engine_heal(engine);
	reading_free(engine->reading);
	engine->reading = NULL;
	model_free(engine->model);
	engine->model = NULL;
	engine->modelled = false;
}

void engine_doorbell(struct engine *engine, uint64_t now)
{
	if (!engine->flies)
		head_doorbell(engine);
	begin_next(engine, now);
}

static uint16_t bad_sectors(const struct engine *engine, uint32_t cluster)
{
	const struct engine_harm *harm = &engine->unreadable;

	return cluster < harm->clusters ? harm->sectors[cluster] : 0;
}

void engine_heal(struct engine *engine)
{
	free(engine->unreadable.sectors);
	engine->unreadable = (struct engine_harm){ .sectors = NULL };
}

void engine_harm(struct engine *engine, uint32_t cluster, unsigned int sector)
{
	struct engine_harm *harm = &engine->unreadable;

	if (!harm->sectors && engine->disc && disc_info(engine->disc)) {
		uint32_t clusters = disc_info(engine->disc)->clusters;

		harm->sectors = calloc(clusters, sizeof(*harm->sectors));
		harm->clusters = harm->sectors ? clusters : 0;
	}
	if (cluster < harm->clusters)
		harm->sectors[cluster] |= (uint16_t)(1u << sector);
}

static bool is_unwritable(const struct engine *engine, uint32_t cluster)
{
	return cluster >= engine->unwritable.first &&
	       cluster - engine->unwritable.first < engine->unwritable.count;
}

static void lose_lifts(struct engine *engine, const struct quality_lift *lift, unsigned int lifts)
{
	struct recording *recording = engine->recording;

	for (unsigned int n = 0; n < lifts; n++)
		spoil_lift(&lift[n], recording->level, recording->doubt);
	recording->doubtful |= lifts != 0;
}

/* Stretches over which the head was not seen are the lifts' business. */
static void place_head(const struct engine *engine, struct readout_place *place)
{
	const volatile struct nfod_fe_order *order = &engine->fe->order;
	struct readout_place last = {
		.gap_nm = (float)order->gap_pm * 1e-3f,
		.offset_nm = engine->flies ? 0.0f : (float)order->offset_nm,
		.speed = 1.0f,
	};

	for (unsigned int n = 0; n < MARKS_STRETCHES; n++) {
		const struct passage_spot *spot = &engine->passage.spot[n];

		if (spot->ticks) {
			last.gap_nm = spot->gap_nm;
			last.offset_nm = spot->offset_nm;
			last.radial_mrad = spot->radial_mrad;
		}
		place[n] = last;
	}
}

/* What lies over a cluster while it passes. */
static void look_for_blemishes(struct engine *engine, uint32_t cluster)
{
	struct recording *recording = engine->recording;
	struct surface_track track;
	unsigned int side;

	recording->belows = 0;
	if (engine->fidelity != FIDELITY_IDEAL && disc_track(engine->disc, cluster, &track, &side))
		recording->belows = blemishes_over(engine->blemishes, &track, recording->below);
}

/*
 * At fidelity waveform all of this is in the signal; at fidelity model only what is wholly
 * dark is not in the marks.
 */
static void lose_blemished(struct engine *engine)
{
	struct recording *recording = engine->recording;

	if (engine->fidelity == FIDELITY_WAVEFORM)
		return;
	for (unsigned int n = 0; n < recording->belows; n++)
		if (!engine->model || !(recording->below[n].light > 0.0))
			spoil_stretch(&engine->random, &recording->below[n], recording->level,
				      recording->doubt);
	recording->doubtful |= recording->belows != 0;
}

static bool play(struct engine *engine, uint32_t cluster, const struct readout_place *place)
{
	if (!engine->reading)
		engine->reading = reading_new(engine->disc);
	if (!engine->reading)
		return false;
	if (current(engine)->flags & NFOD_FE_RELEARN)
		reading_relearn(engine->reading);
	return !reading_play(engine->reading, cluster, engine->recording, place,
			     engine->fe->order.read_uw * 1e-3, random_next(&engine->random));
}

/* A disc that was never measured is read as it is. */
static bool follow_law(struct engine *engine, uint32_t cluster, const struct readout_place *place)
{
	if (!engine->modelled)
		engine->model = model_new(engine->disc);
	engine->modelled = true;
	return !engine->model || !model_read(engine->model, cluster, engine->recording, place,
					     engine->fe->order.read_uw * 1e-3, &engine->random);
}

/* Return: whether there is anything to decode. */
static bool read_marks(struct engine *engine, uint32_t cluster)
{
	struct readout_place place[MARKS_STRETCHES];

	if (engine->fidelity == FIDELITY_IDEAL)
		return true;
	place_head(engine, place);
	reading_fade(engine->recording);
	return engine->fidelity == FIDELITY_WAVEFORM ? play(engine, cluster, place) :
						       follow_law(engine, cluster, place);
}

/* What the head that was where it was ordered makes of the cells. */
static bool read_ordered(struct engine *engine, uint32_t cluster)
{
	struct quality_lift lift[QUALITY_LIFTS];
	struct surface_track track;
	unsigned int side;

	if (engine->fidelity == FIDELITY_IDEAL)
		return true;
	if (!head_is_near(engine))
		return false;
	if (!disc_track(engine->disc, cluster, &track, &side))
		return true;
	if (!read_marks(engine, cluster))
		return false;
	lose_lifts(engine, lift, head_pass(engine, &track, lift));
	return true;
}

/* What reading makes of the cells here and now. Return: whether there is anything to decode. */
static bool read_cells(struct engine *engine, uint32_t cluster)
{
	struct passage *passage = &engine->passage;

	if (!engine->flies)
		return read_ordered(engine, cluster);
	passage_settle(passage);
	if (!read_marks(engine, cluster))
		return false;
	lose_lifts(engine, passage->lift, passage->lifts);
	return true;
}

static void clear_sectors(const struct iovec *sector, uint16_t sectors)
{
	for (unsigned int n = 0; n < NFOD_FE_PAGES; n++)
		if (sectors >> n & 1)
			memset(sector[n].iov_base, 0, sector[n].iov_len);
}

/* What the detector has seen of the cluster; NULL when there was no signal. */
static const struct detector_frame *frames_seen(const struct engine *engine)
{
	if (engine->fidelity == FIDELITY_MODEL)
		return engine->model ? model_frames(engine->model) : NULL;
	return engine->reading ? reading_frames(engine->reading) : NULL;
}

static void tell(const struct engine *engine, const struct cluster_report *report,
		 struct nfod_fe_desc *desc)
{
	const struct detector_frame *seen = frames_seen(engine);

	report_fill(&desc->report, report, seen);
	report_identify(desc, report);
	if (wants_detail(desc))
		report_detail((struct nfod_fe_detail *)page_at(engine, desc->detail), report, seen);
}

/*
 * Too few doubts leave errors, too many make a codeword's erasures useless: of a cluster
 * that is not good every sector has its own best measure.
 */
static void decode_doubting(struct engine *engine, uint32_t cluster, const struct iovec *sector,
			    struct cluster_report *report)
{
	static const double part[] = { 0.03, 0.06, 0.1, 0.3, 0.4 };
	struct cluster_report other;

	for (unsigned int n = 0; report->bad_sectors && n < sizeof(part) / sizeof(part[0]); n++) {
		reading_doubt(engine->reading, part[n], engine->recording);
		recording_decode(engine->recording, cluster, sector, &other);
		report_join(report, &other);
	}
}

/* Return: sectors that are not good. */
static uint16_t decode(struct engine *engine, struct nfod_fe_desc *desc, const struct iovec *sector,
		       uint16_t fault)
{
	struct cluster_report report;

	look_for_blemishes(engine, desc->cluster);
	if (!read_cells(engine, desc->cluster))
		return ALL_SECTORS;
	lose_blemished(engine);
	recording_decode(engine->recording, desc->cluster, sector, &report);
	if (desc->flags & NFOD_FE_DOUBT && engine->reading)
		decode_doubting(engine, desc->cluster, sector, &report);
	report_fail(&report, fault);
	tell(engine, &report, desc);
	engine->corrected += report.corrected;
	return report.bad_sectors;
}

static enum nfod_fe_result read_film(struct engine *engine, struct nfod_fe_desc *desc,
				     const struct iovec *sector)
{
	int found = recording_scan(engine->recording, engine->disc, desc->cluster);
	uint16_t fault = bad_sectors(engine, desc->cluster);

	if (found < 0)
		return NFOD_FE_UNCORRECTABLE;
	desc->bad_sectors = found ? decode(engine, desc, sector, fault) : fault;
	clear_sectors(sector, found ? desc->bad_sectors : ALL_SECTORS);
	if (desc->bad_sectors)
		return NFOD_FE_UNCORRECTABLE;
	return found ? NFOD_FE_OK : NFOD_FE_BLANK;
}

/* The lead-in is pressed so coarsely that any head reads it. */
static enum nfod_fe_result read_leadin(struct engine *engine, struct nfod_fe_desc *desc,
				       const struct iovec *sector)
{
	if (disc_read_leadin(engine->disc, sector))
		return NFOD_FE_UNCORRECTABLE;
	desc->bad_sectors = 0;
	return NFOD_FE_OK;
}

static enum nfod_fe_result read_cluster(struct engine *engine, struct nfod_fe_desc *desc,
					const struct iovec *sector)
{
	desc->bad_sectors = ALL_SECTORS;
	if (!engine->disc)
		return NFOD_FE_UNCORRECTABLE;
	engine->clusters_read++;
	if (!desc->cluster)
		return read_leadin(engine, desc, sector);
	return read_film(engine, desc, sector);
}

/* A lift shuts the write gate, and leaves part of a cluster behind. */
static uint32_t cells_until_lift(struct engine *engine, uint32_t cluster)
{
	struct quality_lift lift[QUALITY_LIFTS];
	struct surface_track track;
	unsigned int side;

	if (engine->fidelity == FIDELITY_IDEAL || !disc_track(engine->disc, cluster, &track, &side))
		return NFOD_CLUSTER_CELLS;
	if (!head_is_near(engine) || !light_fits(engine))
		return 0;
	return head_pass(engine, &track, lift) ? recording_cell(lift[0].first) : NFOD_CLUSTER_CELLS;
}

/* A head that flies comes down behind a bump, over the same track. */
static bool goes_on_shut(const struct engine *engine, const volatile struct nfod_fe_desc *desc)
{
	return engine->flies && desc->flags & NFOD_FE_LIFTED;
}

/* Cells for which the write gate stays open; before the first symbol nothing is written. */
static uint32_t cells_until_shut(struct engine *engine, uint32_t cluster)
{
	const struct passage *passage = &engine->passage;

	if (!engine->flies)
		return cells_until_lift(engine, cluster);
	if (!light_fits(engine))
		return 0;
	if (!passage->gate_shut || goes_on_shut(engine, current(engine)))
		return NFOD_CLUSTER_CELLS;
	return passage->shut_at ? recording_cell(passage->shut_at) : 0;
}

/* Where the gate was shut the film keeps what it had. Return: whether that is known of all. */
static bool leave_holes(const struct engine *engine)
{
	struct recording *recording = engine->recording;

	for (unsigned int n = 0; n < engine->passage.holes; n++) {
		const struct quality_lift *hole = &engine->passage.hole[n];

		if (recording->belows == BLEMISH_STRETCHES)
			return false;
		recording->below[recording->belows++] = (struct blemish_stretch){
			.first = hole->first ? recording_cell(hole->first) : 0,
			.end = recording_cell(hole->first + hole->count),
		};
	}
	return true;
}

static int write_cells(struct engine *engine, const struct nfod_fe_desc *desc,
		       const struct iovec *sector, uint32_t cells)
{
	volatile struct nfod_fe_order *order = &engine->fe->order;
	struct nfod_cluster_control control = {
		.strategy = order->strategy,
		.bias_uw = order->bias_uw,
		.erase_uw = order->erase_uw,
		.write_uw = order->write_uw,
		.field_oe = order->field_oe,
		.celsius = engine->fe->block.celsius,
		.epoch = desc->epoch,
	};

	memcpy(control.block, desc->block, sizeof(control.block));
	for (unsigned int n = 0; n < NFOD_FE_SERIAL; n++)
		control.serial[n] = engine->fe->serial[n];
	look_for_blemishes(engine, desc->cluster);
	if (goes_on_shut(engine, desc) && !leave_holes(engine))
		return -1;
	if (engine->flies)
		passage_settle(&engine->passage);
	light_aim(engine, desc, &engine->writing);
	if (desc->op == NFOD_FE_ERASE)
		return recording_erase(engine->recording, engine->disc, desc->cluster,
				       &engine->writing, cells);
	return recording_write(engine->recording, engine->disc, desc->cluster, &engine->writing,
			       &control, sector, cells);
}

static enum nfod_fe_result write_cluster(struct engine *engine, const struct nfod_fe_desc *desc,
					 const struct iovec *sector)
{
	uint32_t cells;

	if (!engine->disc || !desc->cluster)
		return NFOD_FE_WRITE_FAILED;
	if (is_unwritable(engine, desc->cluster))
		return NFOD_FE_WRITE_FAILED;
	cells = cells_until_shut(engine, desc->cluster);
	if (write_cells(engine, desc, sector, cells) || cells < NFOD_CLUSTER_CELLS)
		return NFOD_FE_WRITE_FAILED;
	engine->clusters_written++;
	if (engine->cut_after)
		engine->cut_after--;
	return NFOD_FE_OK;
}

static enum nfod_fe_result carry_out(struct engine *engine, struct nfod_fe_desc *desc)
{
	struct iovec sector[NFOD_FE_PAGES];

	desc->bad_sectors = 0;
	desc->report = (struct nfod_fe_report){ 0 };
	if (!map_sectors(engine, desc, sector))
		return NFOD_FE_BAD_DESCRIPTOR;
	if (wants_detail(desc))
		memset(page_at(engine, desc->detail), 0, NFOD_BLOCK_BYTES);
	if (engine->flies && engine->passage.state == PASSAGE_MISSED)
		return NFOD_FE_NOT_FOUND;
	if (desc->op == NFOD_FE_READ)
		return read_cluster(engine, desc, sector);
	return write_cluster(engine, desc, sector);
}

static void finish(struct engine *engine)
{
	volatile struct nfod_fe_desc *shared = current(engine);
	struct nfod_fe_desc desc = *shared;

	desc.result = carry_out(engine, &desc);
	if (desc.result != NFOD_FE_OK && desc.result != NFOD_FE_BLANK)
		engine->errors++;
	shared->bad_sectors = desc.bad_sectors;
	shared->report = desc.report;
	shared->epoch = desc.epoch;
	for (unsigned int n = 0; n < NFOD_FE_PAGES; n++)
		shared->block[n] = desc.block[n];
	shared->result = desc.result;
	engine->fe->consumed++;
	engine->busy = false;
}

bool engine_cut_due(const struct engine *engine, uint64_t now)
{
	return !engine->flies && engine->busy && ends_early(engine) && now >= due(engine);
}

bool engine_run(struct engine *engine, uint64_t now)
{
	uint64_t end = engine_deadline(engine);

	if (end > now)
		return false;
	finish(engine);
	begin_next(engine, end);
	return true;
}

bool engine_needs_ticks(const struct engine *engine)
{
	return engine->flies && engine->busy && !engine->hang;
}

/* Is there more to come of the descriptor? */
static bool goes_on(const struct engine *engine)
{
	const struct passage *passage = &engine->passage;

	if (changes_film(current(engine)->op) && passage->gate_shut &&
	    !goes_on_shut(engine, current(engine)))
		return false;
	return passage->state == PASSAGE_AWAITED || passage->state == PASSAGE_UNDER;
}

/* A cluster that ends in this tick is followed by one that begins in it. */
enum engine_event engine_tick(struct engine *engine, const struct plant_truth *truth, double tick_s)
{
	enum engine_event event = ENGINE_NOTHING;
	double moved = truth->angle - engine->angle;

	engine->angle = truth->angle;
	moved -= floor(moved + 0.5);
	while (engine_needs_ticks(engine)) {
		passage_tick(&engine->passage, truth, engine->fe, moved, tick_s);
		if (ends_early(engine) && engine->passage.state == PASSAGE_UNDER &&
		    passage_part(&engine->passage) >= 0.5) {
			engine->cut_after = 0;
			return ENGINE_CUT;
		}
		if (goes_on(engine))
			return event;
		finish(engine);
		begin_next(engine, 0);
		event = ENGINE_DONE;
	}
	return event;
}

/* Cells that have passed when the power goes. */
static uint32_t cells_passed(const struct engine *engine, uint32_t duration_ns, uint64_t now)
{
	const struct passage *passage = &engine->passage;
	uint64_t elapsed = now - engine->started;

	if (engine->flies)
		return passage->state == PASSAGE_UNDER && passage->done ?
			       recording_cell(passage->done) :
			       0;
	if (elapsed >= duration_ns)
		return duration_ns ? NFOD_CLUSTER_CELLS : 0;
	return (uint32_t)(elapsed * NFOD_CLUSTER_CELLS / duration_ns);
}

static void tear(struct engine *engine, uint64_t now)
{
	struct nfod_fe_desc desc = *current(engine);
	struct iovec sector[NFOD_FE_PAGES];

	if (!changes_film(desc.op) || !engine->disc || !desc.cluster ||
	    !map_sectors(engine, &desc, sector))
		return;
	write_cells(engine, &desc, sector, cells_passed(engine, desc.duration_ns, now));
}

void engine_power_cut(struct engine *engine, uint64_t now, bool hold_up)
{
	if (engine->busy && ends_early(engine))
		engine->cut_after = 0;
	if (engine->busy && hold_up && !engine->flies)
		finish(engine);
	else if (engine->busy)
		tear(engine, now);
	engine->busy = false;
}
