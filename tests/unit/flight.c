// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "flight.h"

struct flight flight;

static struct nfod_fe_desc *current(struct rig *rig)
{
	return &rig->fe.desc[rig->fe.consumed % NFOD_FE_DESCS];
}

/* By the disc itself, not by what the firmware has read of it. */
static struct place place_of(struct rig *rig, uint32_t cluster)
{
	static const struct nfod_figures reference = NFOD_FIGURES_REFERENCE;
	struct flight_place *known = &flight.place;

	if (known->place.cluster != cluster || known->crc != rig->info.crc) {
		assert_true(map_parse(&known->map, &rig->info));
		map_place(&known->map, &reference, cluster, &known->place);
		known->crc = rig->info.crc;
	}
	return known->place;
}

static int64_t angle_of(double turns)
{
	return (int64_t)(turns * (double)FAKE_TURN);
}

/* The spot is where that cluster begins, or has just passed there. */
static bool begins_here(struct rig *rig, uint32_t cluster)
{
	const struct servo *servo = &rig->fw->servo;
	struct place place = place_of(rig, cluster);
	int64_t past = fake.place - place.turn * FAKE_TURN - angle_of(place.angle);

	return fake_follows(servo) && servo->sup.running && servo->sup.target.zone == place.zone &&
	       servo->sup.target.side == place.side && past >= -8 &&
	       past < 2 * (int64_t)servo->spindle.step;
}

static bool ends_here(struct rig *rig, uint32_t cluster)
{
	struct place place = place_of(rig, cluster);

	return fake.place >= place.turn * FAKE_TURN + angle_of(place.angle + place.turns) - 4;
}

static void finish(struct rig *rig, uint8_t failure)
{
	flight.passing = false;
	flight.sought = 0;
	rig_engine_finish(rig, failure);
}

static bool seek_cluster(struct rig *rig)
{
	const struct nfod_fe_desc *desc = current(rig);

	if (begins_here(rig, desc->cluster)) {
		assert_true(rig->fw->servo.guard.write_wanted || desc->op == NFOD_FE_READ);
		flight.passing = true;
		flight.begun++;
		flight.waited += flight.sought > (int64_t)rig->fw->servo.spindle.step * 2;
		return false;
	}
	flight.sought += (int64_t)rig->fw->servo.spindle.step;
	if (flight.sought < NFOD_FE_TURNS_MOST * FAKE_TURN && !rig->fw->servo.spindle.stopped)
		return false;
	finish(rig, NFOD_FE_NOT_FOUND);
	return true;
}

static bool pass_cluster(struct rig *rig)
{
	const struct nfod_fe_desc *desc = current(rig);
	bool spoilt = flight.spoils && flight.spoil == desc->cluster;

	if (spoilt && fake_follows(&rig->fw->servo)) {
		flight.spoils--;
		fake_retract(&rig->fw->servo, GUARD_AHEAD);
	}
	if (!fake_follows(&rig->fw->servo)) {
		finish(rig,
		       desc->op == NFOD_FE_READ ? NFOD_FE_UNCORRECTABLE : NFOD_FE_WRITE_FAILED);
		return true;
	}
	if (flight.shuts && flight.spoil == desc->cluster && desc->op == NFOD_FE_WRITE) {
		flight.shuts--;
		finish(rig, NFOD_FE_WRITE_FAILED);
		return true;
	}
	if (!ends_here(rig, desc->cluster))
		return false;
	finish(rig, 0);
	/* What follows on the spiral begins where this one ends. */
	if (rig->fe.produced != rig->fe.consumed)
		seek_cluster(rig);
	return true;
}

static bool is_busy(const struct rig *rig)
{
	return rig->fe.produced != rig->fe.consumed && !rig->engine_dead;
}

static bool tick(struct rig *rig)
{
	bool news = nfod_fw_servo_tick(rig->fw);

	rig->fe.block.tick++;
	if (!is_busy(rig))
		return news;
	return (flight.passing ? pass_cluster(rig) : seek_cluster(rig)) || news;
}

static const struct rig_flight ops = {
	.is_busy = is_busy,
	.tick = tick,
};

struct rig *flight_new(const struct rig_options *options)
{
	struct rig_options flies = *options;

	flies.flight = &ops;
	flight = (struct flight){ 0 };
	return rig_new(&flies);
}

/**
 * flight_start() - a drive with its disc loaded
 */
struct rig *flight_start(void)
{
	struct rig *rig = flight_new(&(struct rig_options){ 0 });

	host_start(rig, NFOD_ALT_STREAMS);
	return rig;
}
