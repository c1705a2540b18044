// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "servo/motion.h"

#include "fw.h"

#define TURN 6.283185307179586
#define NS_PER_S 1e9
/* A flown head that only waits for the spindle is looked after so often. */
#define SPEED_POLL_NS 1000000u

/**
 * motion_flies() - whether the head is flown
 */
bool motion_flies(const struct nfod_fw *fw)
{
	return fw->board.fe->features & NFOD_FE_FLIES;
}

static void *trace_memory(const struct nfod_fw *fw)
{
	uint32_t first = fw->board.buffer_pages - NFOD_FW_TRACE_PAGES;

	return (uint8_t *)fw->board.buffer + (size_t)first * NFOD_BLOCK_BYTES;
}

void motion_init(struct nfod_fw *fw)
{
	fw->motion.there_ns = NFOD_FW_NEVER;
	kin_init(&fw->kin, &fw->fig, fw->now);
	if (!motion_flies(fw))
		return;
	servo_init(&fw->servo, &fw->fig, trace_memory(fw), NFOD_FW_TRACE_PAGES * NFOD_BLOCK_BYTES);
	fw->door = (struct door){ .hold = fw->board.hold_servo, .ctx = fw->board.ctx };
	fw->servo.door = &fw->door;
}

/* ---- a head that is flown ---- */

static void hold(const struct nfod_fw *fw)
{
	door_hold(fw->servo.door);
}

static void let_go(const struct nfod_fw *fw)
{
	door_let_go(fw->servo.door);
}

static uint64_t ticks_to_ns(const struct nfod_fw *fw, uint64_t ticks)
{
	return (uint64_t)((double)ticks * NS_PER_S / (double)fw->fig.tick_hz + 0.5);
}

static struct servo_target target_of(const struct place *place, uint32_t gap_pm, int16_t offset_nm)
{
	return (struct servo_target){
		.radius_m = (float)place->radius,
		.zone = place->zone,
		.side = place->side,
		.turn = place->turn,
		.angle = (uint32_t)(uint64_t)(place->angle * 4294967296.0),
		.speed = (float)place->speed,
		.speed_limit = (float)place->speed_limit,
		.gap_nm = (float)gap_pm * 1e-3f,
		.aside_nm = (float)offset_nm,
	};
}

static void follow(struct nfod_fw *fw, const struct place *place, const struct side_plan *light,
		   bool blind)
{
	struct servo_target target = target_of(place, light->gap_pm, light->offset_nm);

	target.blind = blind;
	servo_follow(&fw->servo, &target);
}

static float spindle_speed(const struct nfod_fw *fw)
{
	float speed;

	hold(fw);
	speed = fw->servo.spindle.speed;
	let_go(fw);
	return speed;
}

static bool is_on_place(const struct nfod_fw *fw)
{
	return servo_is_there(&fw->servo) && spindle_speed(fw) <= fw->servo.sup.target.speed_limit;
}

/* While it is held. */
static uint32_t upsets(const struct nfod_fw *fw)
{
	uint32_t sum = 0;
	uint32_t n;

	for (n = GUARD_NONE + 1; n < GUARD_REASONS; n++)
		sum += fw->servo.guard.count[n];
	return sum;
}

static void begin_mean(struct nfod_fw *fw)
{
	float tick_hz = fw->fig.tick_hz;

	fw->motion.mean = (struct motion_mean){
		.skip = (uint32_t)(fw->fig.signal_settle_ms * 1e-3f * tick_hz),
		.left = (uint32_t)(tick_hz * (float)TURN / fw->servo.sup.target.speed),
		.upsets = upsets(fw),
	};
}

/* While it is held. */
static bool mean_holds(const struct nfod_fw *fw)
{
	const struct motion_mean *mean = &fw->motion.mean;

	return !mean->left && mean->count && mean->upsets == upsets(fw);
}

/* The mean is begun when the head is there, and again when it was pulled away. */
static void watch_hovering(struct nfod_fw *fw)
{
	if (!fw->motion.hovering || !servo_is_there(&fw->servo))
		return;
	hold(fw);
	if (!fw->motion.mean.left && !mean_holds(fw))
		begin_mean(fw);
	let_go(fw);
}

/* Return: whether it has just come there. */
static bool watch_arrival(struct nfod_fw *fw)
{
	struct motion *motion = &fw->motion;
	bool was_there = motion->there;

	motion->there = is_on_place(fw);
	if (motion->there_ns == NFOD_FW_NEVER && motion->there)
		motion->there_ns = fw->now;
	return motion->there && !was_there;
}

static uint64_t ticks_now(const struct nfod_fw *fw)
{
	uint64_t ticks;

	hold(fw);
	ticks = fw->servo.ticks;
	let_go(fw);
	return ticks;
}

/**
 * motion_poll() - the servo's supervisor gets its turn
 *
 * Only to look at a tick that it has not seen, or at a new order: it must not judge by
 * what was seen before that.
 *
 * Return: whether anything changed.
 */
bool motion_poll(struct nfod_fw *fw)
{
	uint64_t ticks;
	bool changed;

	if (!motion_flies(fw))
		return false;
	ticks = ticks_now(fw);
	if (fw->motion.ticks == ticks && !fw->servo.sup.fresh)
		return false;
	fw->motion.ticks = ticks;
	changed = servo_poll(&fw->servo);
	watch_hovering(fw);
	return watch_arrival(fw) || changed;
}

static bool add_to_mean(struct motion_mean *mean, float signal)
{
	if (!mean->left)
		return false;
	if (mean->skip) {
		mean->skip--;
		return false;
	}
	mean->sum_q15 += (uint32_t)(clampf(signal, 0.0f, 2.0f) * (float)NFOD_Q15_ONE);
	mean->count++;
	return !--mean->left;
}

/* The supervisor looks after the head now and then, whether anything is awaited or not. */
static bool wants_a_look(const struct servo *servo)
{
	return servo->ticks >= servo_deadline(servo);
}

/**
 * motion_tick() - answer a block of samples
 *
 * Return: whether the firmware should be polled now.
 */
bool motion_tick(struct nfod_fw *fw)
{
	volatile struct nfod_frontend *fe = fw->board.fe;
	bool news;

	fw->servo.guard.door_closed = fe->sense & NFOD_FE_SENSE_DOOR_CLOSED;
	news = servo_tick(&fw->servo, fw->board.block, &fe->drive);
	news |= wants_a_look(&fw->servo);
	return add_to_mean(&fw->motion.mean, fw->servo.seen.ges) || news;
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t servo_deadline_ns(const struct nfod_fw *fw)
{
	uint64_t due = servo_deadline(&fw->servo);

	if (due == UINT64_MAX)
		return NFOD_FW_NEVER;
	if (due <= fw->motion.ticks)
		return fw->now;
	return fw->now + ticks_to_ns(fw, due - fw->motion.ticks);
}

/* Something that somebody waits for takes its time. */
static bool is_under_way(const struct nfod_fw *fw)
{
	const struct servo *servo = &fw->servo;
	bool traced;

	hold(fw);
	traced = servo->trace.running;
	let_go(fw);
	return traced || !servo_is_there(servo) || servo->sup.measure_wanted ||
	       servo->margin.running;
}

/* Ticks of a mean that is awaited. */
static uint32_t mean_ticks(const struct nfod_fw *fw)
{
	uint32_t ticks;

	hold(fw);
	ticks = fw->motion.mean.left ? fw->motion.mean.skip + fw->motion.mean.left : 0;
	let_go(fw);
	return ticks;
}

/**
 * motion_deadline() - when motion_poll() must be called again
 *
 * A head that is where it should be is looked after by motion_tick(): a board whose time
 * stands still while nothing is awaited need not let it go on for that.
 */
uint64_t motion_deadline(const struct nfod_fw *fw)
{
	uint64_t due;
	uint32_t mean;

	if (!motion_flies(fw))
		return NFOD_FW_NEVER;
	mean = mean_ticks(fw);
	due = is_under_way(fw) ? servo_deadline_ns(fw) : NFOD_FW_NEVER;
	if (mean)
		due = sooner(due, fw->now + ticks_to_ns(fw, mean));
	if (fw->motion.there || !servo_is_there(&fw->servo))
		return due;
	/* It may have come there since, by ticks within the poll. */
	return sooner(due, is_on_place(fw) ? fw->now : fw->now + SPEED_POLL_NS);
}

/* ---- orders ---- */

static void begin(struct nfod_fw *fw, double way)
{
	struct motion *motion = &fw->motion;

	motion->begin_ns = fw->now;
	motion->there_ns = NFOD_FW_NEVER;
	motion->due_ns = fw->now;
	motion->way = way;
	motion->hovering = false;
	hold(fw);
	motion->mean = (struct motion_mean){ 0 };
	let_go(fw);
}

/**
 * motion_park() - head off the disc, no light, disc comes to rest
 */
void motion_park(struct nfod_fw *fw)
{
	begin(fw, 0.0);
	head_park(fw);
	if (motion_flies(fw)) {
		servo_park(&fw->servo);
		return;
	}
	fw->kin.radius = 0.0;
	kin_spin(&fw->kin, fw->now, 0.0);
	fw->motion.due_ns = kin_when_speed(&fw->kin, 0.0);
}

/**
 * motion_look() - see a turn of the disc from afar
 */
void motion_look(struct nfod_fw *fw, const struct place *place)
{
	struct kinematic *kin = &fw->kin;

	begin(fw, 0.0);
	head_far(fw, place);
	if (motion_flies(fw)) {
		struct servo_target target = target_of(place, 0, 0);

		target.blind = true;
		servo_look(&fw->servo, &target);
		return;
	}
	kin_spin(kin, fw->now, place->speed);
	fw->motion.due_ns = kin_when_turned(kin, kin_when_speed(kin, place->speed), 1.0);
}

/**
 * motion_approach() - from afar to near, over about this radius
 */
void motion_approach(struct nfod_fw *fw, const struct place *place)
{
	const struct side_plan *light = &fw->plan.side[place->side];

	begin(fw, 0.0);
	head_follow(fw, place, light);
	if (motion_flies(fw))
		follow(fw, place, light, true);
	else
		fw->motion.due_ns = fw->now + (uint64_t)((double)fw->fig.bring_near_ms * 1e6);
}

static double way_to(const struct nfod_fw *fw, const struct place *place)
{
	double from = motion_radius(fw);

	return from > 0.0 ? place->radius - from : 0.0;
}

/**
 * motion_go() - to a place, to read or write there
 * @light: by what set points
 *
 * The head is there when the place comes by (unflown), or waits for it turn by turn
 * until motion_release() (flown).
 */
void motion_go(struct nfod_fw *fw, const struct place *place, const struct side_plan *light)
{
	struct motion *motion = &fw->motion;

	begin(fw, way_to(fw, place));
	head_follow(fw, place, light);
	if (motion_flies(fw)) {
		follow(fw, place, light, false);
		return;
	}
	motion->there_ns = kin_move(&fw->kin, fw->now, place);
	motion->due_ns = kin_meet(&fw->kin, fw->now, motion->there_ns, place);
}

/**
 * motion_hover() - over a place at any gap, to see the gap signal's mean over a turn
 */
void motion_hover(struct nfod_fw *fw, const struct place *place, uint32_t gap_pm)
{
	uint64_t there;

	begin(fw, way_to(fw, place));
	head_near(fw, place, gap_pm);
	fw->motion.hovering = true;
	if (motion_flies(fw)) {
		follow(fw, place, &(struct side_plan){ .gap_pm = gap_pm }, false);
		return;
	}
	there = kin_move(&fw->kin, fw->now, place) +
		(uint64_t)((double)fw->fig.signal_settle_ms * 1e6);
	fw->motion.due_ns = kin_when_turned(&fw->kin, there, 1.0);
}

/**
 * motion_release() - the engine has been told of the cluster at @place
 * @start_ns: when the head begins to pass
 *
 * Return: when it will have passed.
 */
uint64_t motion_release(struct nfod_fw *fw, const struct place *place, uint64_t start_ns)
{
	if (motion_flies(fw)) {
		servo_release(&fw->servo);
		return start_ns + (uint64_t)(place->turns * TURN / place->speed * NS_PER_S);
	}
	fw->kin.radius = place->end_radius;
	return kin_when_turned(&fw->kin, start_ns, place->turns);
}

/**
 * motion_pass() - the head has come as far as @place: when it is pulled away, it comes
 * back there
 */
void motion_pass(struct nfod_fw *fw, const struct place *place, const struct side_plan *light)
{
	if (motion_flies(fw))
		fw->servo.sup.target = target_of(place, light->gap_pm, light->offset_nm);
}

/**
 * motion_let_write() - whether the write gate may open
 */
void motion_let_write(struct nfod_fw *fw, bool on)
{
	hold(fw);
	fw->servo.guard.write_wanted = on;
	let_go(fw);
}

/* ---- how it goes ---- */

/**
 * motion_is_there() - whether the last order has come true
 */
bool motion_is_there(const struct nfod_fw *fw)
{
	const struct motion *motion = &fw->motion;
	bool seen;

	if (!motion_flies(fw))
		return fw->now >= motion->due_ns;
	hold(fw);
	seen = !motion->hovering || mean_holds(fw);
	let_go(fw);
	return seen && is_on_place(fw);
}

/**
 * motion_is_late() - whether the place went by unused
 *
 * A head that is flown waits for its place.
 */
bool motion_is_late(const struct nfod_fw *fw, uint64_t late_ns)
{
	return !motion_flies(fw) && fw->now > fw->motion.due_ns + late_ns;
}

/**
 * motion_is_stopped() - head away and disc at rest
 */
bool motion_is_stopped(const struct nfod_fw *fw)
{
	const struct servo *servo = &fw->servo;
	bool stopped;

	if (!motion_flies(fw))
		return fw->now >= fw->motion.due_ns;
	hold(fw);
	stopped = servo->spindle.stopped;
	let_go(fw);
	return stopped && !servo->sup.fresh &&
	       (servo->sup.state == NFOD_SERVO_PARKED || servo->sup.state == NFOD_SERVO_FAULT);
}

/**
 * motion_rests() - and nothing else is wanted
 */
bool motion_rests(const struct nfod_fw *fw)
{
	return motion_is_stopped(fw) && fw->servo.sup.state == NFOD_SERVO_PARKED;
}

/**
 * motion_due() - when motion_is_there() comes true, where that is known beforehand
 */
uint64_t motion_due(const struct nfod_fw *fw)
{
	return motion_flies(fw) ? NFOD_FW_NEVER : fw->motion.due_ns;
}

/**
 * motion_arrival() - when the place comes by, once the head is there
 */
uint64_t motion_arrival(const struct nfod_fw *fw)
{
	uint64_t ticks;

	if (!motion_flies(fw))
		return fw->motion.due_ns;
	ticks = servo_arrival(&fw->servo);
	return ticks == UINT64_MAX ? fw->now : fw->now + ticks_to_ns(fw, ticks);
}

/**
 * motion_was_long() - whether the sled had to move
 */
bool motion_was_long(const struct nfod_fw *fw)
{
	return kin_is_long(&fw->kin, fw->motion.way);
}

/**
 * motion_fault() - why the last order cannot come true
 */
struct refusal motion_fault(const struct nfod_fw *fw)
{
	const struct supervisor *sup = &fw->servo.sup;

	if (!motion_flies(fw)) {
		bool silent = motion_is_there(fw) && !head_is_there(fw);

		return (struct refusal){ .fault = silent ? NFOD_FAULT_ENGINE : NFOD_FAULT_NONE };
	}
	if (sup->state != NFOD_SERVO_FAULT || sup->fresh)
		return (struct refusal){ .fault = NFOD_FAULT_NONE };
	return (struct refusal){
		.fault = sup->fault,
		.figure = sup->figure,
		.limit = sup->limit,
	};
}

/**
 * motion_warning() - what the servo has found and can live with; enum nfod_fault
 */
uint32_t motion_warning(const struct nfod_fw *fw)
{
	return fw->servo.sup.warning.fault;
}

/**
 * motion_upsets() - times that the head was pulled off the disc
 */
uint32_t motion_upsets(const struct nfod_fw *fw)
{
	uint32_t sum;

	hold(fw);
	sum = upsets(fw);
	let_go(fw);
	return sum;
}

/**
 * motion_upset_fault() - why it was, the last time
 */
uint32_t motion_upset_fault(const struct nfod_fw *fw)
{
	uint8_t reason;

	hold(fw);
	reason = fw->servo.guard.reason;
	let_go(fw);
	switch (reason) {
	case GUARD_GAP:
	case GUARD_AHEAD:
		return NFOD_FAULT_PROTRUSION;
	case GUARD_SHOCK:
		return NFOD_FAULT_SHOCK;
	case GUARD_SUPPLY:
		return NFOD_FAULT_SUPPLY;
	case GUARD_HARDWARE:
		return NFOD_FAULT_WATCHDOG;
	case GUARD_TILT:
		return NFOD_FAULT_TILT;
	default:
		return NFOD_FAULT_TRACKING;
	}
}

/**
 * motion_runout_nm() - axial, peak to peak, after motion_look()
 */
uint32_t motion_runout_nm(const struct nfod_fw *fw)
{
	if (motion_flies(fw))
		return (uint32_t)(fw->servo.sup.runout_nm + 0.5f);
	return fw->board.fe->sample.axial_pp_nm;
}

/**
 * motion_signal_q15() - mean gap signal, after motion_hover()
 */
uint32_t motion_signal_q15(const struct nfod_fw *fw)
{
	struct motion_mean mean;

	if (!motion_flies(fw))
		return fw->board.fe->sample.ges_q15;
	hold(fw);
	mean = fw->motion.mean;
	let_go(fw);
	return mean.count ? (uint32_t)(mean.sum_q15 / mean.count) : 0;
}

/**
 * motion_know_disc() - fly by this disc's own gap signal
 *
 * Return: false when nothing can be flown by it.
 */
bool motion_know_disc(struct nfod_fw *fw)
{
	const struct nfod_disc_side *side = fw->disc.map.info.film.side;
	const uint16_t *erased[NFOD_SIDES] = { side[0].ges_q15, side[1].ges_q15 };
	const uint16_t *written[NFOD_SIDES] = { side[0].written_q15, side[1].written_q15 };

	if (!motion_flies(fw))
		return true;
	if (!signal_make_curves(&fw->servo.signal, erased, written))
		return false;
	hold(fw);
	signal_use_curves(&fw->servo.signal);
	let_go(fw);
	return true;
}

/**
 * motion_know_bumps() - what the press found standing out, a sector of its map
 *
 * Sectors come in the map's order, the highest bumps first.
 */
void motion_know_bumps(struct nfod_fw *fw, const struct nfod_bumps *bumps)
{
	if (!motion_flies(fw))
		return;
	for (uint32_t n = 0; n < bumps->count; n++)
		bumps_tell(&fw->servo.bumps, &(struct bump){
						     .radius_nm = bumps->bump[n].radius_um * 1000u,
						     .angle = bumps->bump[n].angle,
						     .height_nm = bumps->bump[n].height_nm,
					     });
}

/**
 * motion_lifts() - whether the head that is there leaves a cluster for a while, over a bump
 */
bool motion_lifts(const struct nfod_fw *fw, const struct place *place)
{
	struct servo_target target = target_of(place, 0, 0);
	double span = (place->turns < 1.0 ? place->turns : 1.0) * 4294967295.0;

	return motion_flies(fw) &&
	       bumps_over(&fw->servo, target.radius_m, target.angle, (uint32_t)span);
}

/**
 * motion_judge_bumps() - whether all that the press found can be flown over
 */
struct refusal motion_judge_bumps(const struct nfod_fw *fw)
{
	const struct side_plan *side = fw->plan.side;
	uint32_t gap_pm = side[0].gap_pm < side[1].gap_pm ? side[0].gap_pm : side[1].gap_pm;
	float most = bumps_height_most((float)gap_pm * 1e-3f);
	float highest = (float)fw->servo.bumps.told_nm;

	if (!motion_flies(fw) || highest <= most)
		return (struct refusal){ .fault = NFOD_FAULT_NONE };
	return (struct refusal){
		.fault = NFOD_FAULT_PROTRUSION,
		.figure = (uint32_t)(highest * 1e3f),
		.limit = (uint32_t)(most * 1e3f),
	};
}

/**
 * motion_forget_disc() - it is gone, another may come
 */
void motion_forget_disc(struct nfod_fw *fw)
{
	if (motion_flies(fw))
		servo_forget(&fw->servo);
}

/**
 * motion_outlook() - head and disc as they are now, to reckon with
 */
void motion_outlook(const struct nfod_fw *fw, struct kinematic *kin)
{
	const struct servo *servo = &fw->servo;

	*kin = fw->kin;
	if (!motion_flies(fw))
		return;
	kin->since_ns = fw->now;
	kin->target = (double)servo->sup.target.speed;
	hold(fw);
	kin->angle = (double)servo->seen.angle / 4294967296.0;
	kin->speed = (double)servo->spindle.speed;
	kin->radius = (double)learn_radius(servo);
	kin->side = servo->signal.side;
	let_go(fw);
}

double motion_speed(const struct nfod_fw *fw)
{
	return motion_flies(fw) ? (double)spindle_speed(fw) : kin_speed(&fw->kin, fw->now);
}

/**
 * motion_radius() - of the spot, m; 0 when parked
 */
double motion_radius(const struct nfod_fw *fw)
{
	float radius;

	if (!motion_flies(fw))
		return fw->kin.radius;
	hold(fw);
	radius = learn_radius(&fw->servo);
	let_go(fw);
	return (double)radius;
}

uint8_t motion_side(const struct nfod_fw *fw)
{
	uint8_t side;

	if (!motion_flies(fw))
		return fw->kin.side;
	hold(fw);
	side = fw->servo.signal.side;
	let_go(fw);
	return side;
}

/**
 * motion_contacts() - of lens and disc, since power-up
 */
uint32_t motion_contacts(const struct nfod_fw *fw)
{
	uint32_t contacts;

	if (!motion_flies(fw))
		return fw->board.fe->sample.contacts;
	hold(fw);
	contacts = fw->servo.seen.contacts;
	let_go(fw);
	return contacts;
}
