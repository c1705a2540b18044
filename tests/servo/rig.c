// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "rig.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRACE_BYTES (256u * 1024u)
#define SPEED 2.0

static void die(const char *what, const char *why)
{
	fprintf(stderr, "rig: %s: %s\n", what, why);
	exit(EXIT_FAILURE);
}

struct rig_options rig_defaults(void)
{
	return (struct rig_options){
		.image = RIG_NOMINAL,
		.firmware = NFOD_FIGURES_REFERENCE,
		.plant = NFOD_FIGURES_REFERENCE,
		.seed = 1,
	};
}

static void path_of(const char *image, char *path, size_t size)
{
	const char *discs = getenv("SERVO_DISCS");

	if (strchr(image, '/'))
		snprintf(path, size, "%s", image);
	else
		snprintf(path, size, "%s/%s.nfm", discs ? discs : "build/tests/servo", image);
}

/* A copy in memory: images are read by many tests at a time. */
static struct disc *copy_of(const char *image)
{
	char path[512], why[256];
	struct disc *disc, *copy;

	path_of(image, path, sizeof(path));
	disc = disc_open(path, true, why, sizeof(why));
	if (!disc)
		die(path, why);
	copy = disc_twin(disc);
	if (!copy)
		die(path, "cannot be copied");
	disc_close(disc);
	return copy;
}

static void take_curves(struct rig *rig)
{
	const struct nfod_disc_side *side = rig->info->film.side;
	const uint16_t *erased[NFOD_SIDES] = { side[0].ges_q15, side[1].ges_q15 };
	const uint16_t *written[NFOD_SIDES] = { side[0].written_q15, side[1].written_q15 };

	if (!signal_set_curves(&rig->servo->signal, erased, written))
		die("lead-in", "gap curves are refused");
}

static void insert(struct rig *rig, const char *image)
{
	rig->disc = copy_of(image);
	rig->info = disc_info(rig->disc);
	if (!rig->info)
		die(image, "no lead-in");
	if (plant_insert(rig->plant, disc_surface(rig->disc), rig->info))
		die(image, "out of memory");
	take_curves(rig);
}

struct rig *rig_new(const struct rig_options *options)
{
	struct rig *rig = calloc(1, sizeof(*rig));

	if (!rig)
		die("rig", "out of memory");
	rig->servo = calloc(1, sizeof(*rig->servo));
	rig->trace = malloc(TRACE_BYTES);
	rig->plant = plant_new(&options->plant, options->seed);
	if (!rig->servo || !rig->trace || !rig->plant)
		die("rig", "out of memory");
	rig->fe.magic = NFOD_FE_MAGIC;
	rig->fe.version = NFOD_FE_VERSION;
	rig->fe.features = NFOD_FE_FLIES;
	rig->fe.na_milli = 1500;
	rig->fe.order.read_uw = (uint16_t)options->firmware.read_uw;
	servo_init(rig->servo, &options->firmware, rig->trace, TRACE_BYTES);
	rig->servo->guard.door_closed = true;
	plant_power(rig->plant, true);
	if (options->image)
		insert(rig, options->image);
	return rig;
}

void rig_free(struct rig *rig)
{
	plant_free(rig->plant);
	if (rig->disc)
		disc_close(rig->disc);
	free(rig->servo);
	free(rig->trace);
	free(rig);
}

void rig_tick(struct rig *rig)
{
	bool wanted;

	plant_tick(rig->plant, &rig->fe);
	wanted = servo_tick(rig->servo, &rig->fe.block, &rig->fe.drive);
	rig->ticks++;
	if (!wanted && rig->servo->ticks < servo_deadline(rig->servo))
		return;
	while (servo_poll(rig->servo))
		;
}

void rig_run(struct rig *rig, double seconds)
{
	uint64_t ticks = (uint64_t)(seconds * rig->servo->fig.tick_hz);

	while (ticks--)
		rig_tick(rig);
}

bool rig_until(struct rig *rig, bool (*holds)(const struct rig *rig), double seconds)
{
	uint64_t ticks = (uint64_t)(seconds * rig->servo->fig.tick_hz);

	while (!holds(rig) && ticks--)
		rig_tick(rig);
	return holds(rig);
}

struct servo_target rig_target(const struct rig *rig, unsigned int zone, unsigned int side,
			       int32_t turn, double angle)
{
	const struct nfod_zone *z = &rig->info->zone[zone];
	double pitch = rig->info->track_pitch_nm;
	double speed = SPEED * rig->info->velocity_um_s * 1e3 / z->radius_nm;

	return (struct servo_target){
		.radius_m = (float)(1e-9 * (z->radius_nm + (2.0 * (turn + angle) + side) * pitch)),
		.zone = (uint16_t)zone,
		.side = (uint8_t)side,
		.turn = turn,
		.angle = (uint32_t)(int64_t)llround(angle * 4294967296.0),
		.speed = (float)speed,
		.speed_limit = (float)(speed * 1.25),
		.gap_nm = (float)(rig->info->film.side[side].gap_pm * 1e-3),
	};
}

bool rig_is_there(const struct rig *rig)
{
	return servo_is_there(rig->servo);
}

bool rig_fly(struct rig *rig)
{
	struct servo_target target = rig_target(rig, 0, NFOD_GROOVE, 100, 0.0);

	servo_follow(rig->servo, &target);
	return rig_until(rig, rig_is_there, 5.0);
}
