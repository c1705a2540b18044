// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "track.h"

#include <math.h>
#include <stdlib.h>

#include "cmocka_all.h"
#include "nfod_fw.h"
#include "pressed.h"

#define SPEED 2.0
/* A turn has less than five clusters there. */
#define TURN 5u

struct track *track_new(const char *name)
{
	struct track *track = calloc(1, sizeof(*track));

	assert_non_null(track);
	track->light = 1.0;
	track->fe.block.celsius = 2500;
	track->engine = (struct engine){
		.fe = &track->fe,
		.buffer = track->wrote[0],
		.pages = TRACK_PAGES,
		.random = { .state = 1 },
	};
	assert_int_equal(engine_init(&track->engine), 0);
	engine_take_disc(&track->engine, pressed_copy(name));
	return track;
}

void track_free(struct track *track)
{
	struct disc *disc = track->engine.disc;

	engine_exit(&track->engine);
	disc_close(disc);
	free(track);
}

static uint16_t times(uint32_t power_uw, double factor)
{
	return (uint16_t)lround(power_uw * factor);
}

void track_follow(struct track *track, unsigned int side, double power)
{
	const struct nfod_disc_info *info = disc_info(track->engine.disc);
	const struct nfod_disc_side *stated = &info->film.side[side];

	track->fe.order.mode = NFOD_FE_HEAD_NEAR;
	track->fe.order.side = (uint8_t)side;
	track->fe.order.gap_pm = stated->gap_pm;
	track->fe.order.offset_nm = 0;
	track->fe.order.read_uw = times(stated->read_uw, track->light);
	track->fe.order.bias_uw = stated->bias_uw;
	track->fe.order.erase_uw = times(stated->erase_2x_uw, power);
	track->fe.order.write_uw = times(stated->write_2x_uw, power);
	track->fe.order.field_oe = stated->field_oe;
	for (unsigned int n = 0; n < NFOD_SIDES; n++)
		track->fe.strategy[n] = *nfod_fw_strategy(info, n);
	track->fe.order.strategy = track->fe.strategy[side].kind;
}

static uint32_t duration_ns(const struct track *track)
{
	const struct nfod_disc_info *info = disc_info(track->engine.disc);

	return (uint32_t)(NFOD_CLUSTER_CELLS * (info->cell_pm * 1e-12) * 1e9 /
			  (SPEED * info->velocity_um_s * 1e-6));
}

/* As a head that flies would have seen it. */
static void lean(struct track *track)
{
	const volatile struct nfod_fe_order *order = &track->fe.order;

	for (unsigned int n = 0; n < MARKS_STRETCHES; n++)
		track->engine.passage.spot[n] = (struct passage_spot){
			.gap_nm = (float)order->gap_pm * 1e-3f,
			.offset_nm = (float)order->offset_nm,
			.radial_mrad = (float)track->tilt_mrad,
			.ticks = 1,
		};
}

static struct nfod_fe_desc pass(struct track *track, uint8_t op, unsigned int side,
				unsigned int index)
{
	const struct nfod_zone *zone = disc_info(track->engine.disc)->zone;
	struct nfod_fe_desc *desc = &track->fe.desc[track->fe.produced % NFOD_FE_DESCS];

	*desc = (struct nfod_fe_desc){
		.op = op,
		.cluster = zone->first + side * zone->clusters + index,
		.duration_ns = duration_ns(track),
		.epoch = ++track->epoch,
		.detail = NFOD_FE_NO_PAGE,
	};
	for (unsigned int n = 0; n < NFOD_FE_PAGES; n++)
		desc->page[n] = n + (op == NFOD_FE_READ ? NFOD_FE_PAGES : 0);
	track->fe.produced++;
	engine_doorbell(&track->engine, track->now);
	if (track->tilt_mrad != 0.0)
		lean(track);
	track->now += desc->duration_ns;
	assert_true(engine_run(&track->engine, track->now));
	return *desc;
}

void track_write(struct track *track, unsigned int side, unsigned int index, double power)
{
	struct random random = { .state = ++track->epoch };

	track_follow(track, side, power);
	track->fe.order.gap_pm += (uint32_t)(int32_t)lround(track->writing_nm * 1e3);
	for (unsigned int n = 0; n < NFOD_FE_PAGES; n++)
		for (unsigned int i = 0; i < NFOD_BLOCK_BYTES; i++)
			track->wrote[n][i] = (uint8_t)random_next(&random);
	track->engine.fidelity = FIDELITY_MODEL;
	assert_int_equal(pass(track, NFOD_FE_WRITE, side, index).result, NFOD_FE_OK);
}

void track_fill(struct track *track, double power)
{
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		for (unsigned int n = TRACK_FIRST - TURN; n < TRACK_FIRST + TRACK_COUNT + TURN; n++)
			track_write(track, side, n, power);
}

static void add(struct track_read *sum, const struct nfod_fe_report *report, double part)
{
	sum->symbols += report->symbols;
	sum->wrong += report->wrong;
	sum->corrected += report->corrected;
	sum->failed += report->failed_codewords;
	sum->worst += report->worst_errors;
	sum->mlse += report->mlse * part;
	sum->amplitude += report->amplitude * part;
	sum->asymmetry += report->asymmetry * part;
}

struct track_read track_read(struct track *track, unsigned int side, enum engine_fidelity fidelity,
			     double gap_nm, double offset_nm, unsigned int rounds)
{
	struct track_read sum = { 0 };

	track_follow(track, side, 1.0);
	track->fe.order.gap_pm += (uint32_t)(int32_t)lround(gap_nm * 1e3);
	track->fe.order.offset_nm = (int16_t)lround(offset_nm);
	track->engine.fidelity = fidelity;
	for (unsigned int n = 0; n < rounds * TRACK_COUNT; n++) {
		struct nfod_fe_desc desc =
			pass(track, NFOD_FE_READ, side, TRACK_FIRST + n % TRACK_COUNT);

		add(&sum, &desc.report, 1.0 / (rounds * TRACK_COUNT));
	}
	return sum;
}
