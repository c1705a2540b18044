// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/bumps.h"

#include <string.h>

#include "servo/servo.h"
#include "servo/trig.h"

/* Two bumps nearer than this are one: radius and way along the track, nm. */
#define SAME_NM 5000u
/* What is not known better: radius of the spot against the map's, and angle on the track. */
#define RADIUS_SLACK_NM 5000.0f
#define TRACK_SLACK_NM 5000.0f
/* A bump's foot is this wide to either side of its top (press: fwhm up to some um). */
#define FOOT_NM 2000.0f
/* The tip's rim passes so much above the top: tilt .2 mrad 4 nm, gap 3 nm, and the rest is
 * kept so that the guard does not take the bump itself for a gap that is too small.
 */
#define CLEARANCE_NM 12.0f
/* And by so much more as long as the head's own tilt is not found: .6 mrad. */
#define UNTILTED_NM 12.0f
/* Where the gap signal can still be held. */
#define LIFT_MOST_NM 90.0f
/*
 * Of the actuator's acceleration so much for a rise; the loop keeps the rest. A top lasts but
 * a few ticks: what a harder rise leaves of error, the fall adds to.
 */
#define ACCEL_SHARE 0.3f
#define RAMP_LEAST_S 80e-6f
/* Greatest second derivative of the rise 6 x5 - 15 x4 + 10 x3. */
#define RISE_CURVE 5.7735f
/* Whoever comes into the middle of a lift goes up in so many ticks. */
#define FADE_TICKS 24
#define ENTRY_TICKS 3.0f
/* Windows are made anew when these have changed. */
#define RADIUS_STEP 3e-6f
#define SPEED_STEP 0.005f
#define GAP_STEP_NM 0.5f
/*
 * Windows of a head that is sent across the tracks hold for so long: a lift, during which
 * none are made, the time to the next look, and the next lift's rise.
 */
#define AHEAD_S 400e-6f
/* Slower than this the disc is coming to rest, rad/s. */
#define SPEED_LEAST 0.5f

void bumps_forget(struct bumps *bumps)
{
	memset(bumps->near_count, 0, sizeof(bumps->near_count));
	bumps->count = 0;
	bumps->told_nm = 0;
	bumps->stale = true;
	bumps->full = false;
}

/* ---- the list ---- */

/* First of the list that is not further in. */
static uint32_t first_from(const struct bumps *bumps, uint32_t radius_nm)
{
	uint32_t low = 0;
	uint32_t high = bumps->count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (bumps->list[middle].radius_nm < radius_nm)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static uint32_t distance(uint32_t a, uint32_t b)
{
	return a > b ? a - b : b - a;
}

/* Way along the track between two angles, nm. */
static float way_nm(uint32_t a, uint32_t b, uint32_t radius_nm)
{
	uint32_t angle = a - b;

	if (angle > 0x80000000u)
		angle = 0u - angle;
	return (float)angle * (TRIG_TURN * 0x1p-32f) * (float)radius_nm;
}

static struct bump *find_same(struct bumps *bumps, const struct bump *bump)
{
	uint32_t least = bump->radius_nm > SAME_NM ? bump->radius_nm - SAME_NM : 0;

	for (uint32_t i = first_from(bumps, least); i < bumps->count; i++) {
		struct bump *other = &bumps->list[i];

		if (other->radius_nm > bump->radius_nm &&
		    distance(other->radius_nm, bump->radius_nm) > SAME_NM)
			break;
		if (way_nm(other->angle, bump->angle, bump->radius_nm) <= (float)SAME_NM)
			return other;
	}
	return NULL;
}

bool bumps_add(struct bumps *bumps, const struct bump *bump)
{
	struct bump *same = find_same(bumps, bump);
	uint32_t at;

	bumps->stale = true;
	if (same) {
		if (bump->height_nm > same->height_nm)
			same->height_nm = bump->height_nm;
		same->own = same->own && bump->own;
		return true;
	}
	if (bumps->count >= BUMPS_MOST) {
		bumps->full = true;
		return false;
	}
	at = first_from(bumps, bump->radius_nm);
	memmove(&bumps->list[at + 1], &bumps->list[at], (bumps->count - at) * sizeof(*bumps->list));
	bumps->list[at] = *bump;
	bumps->count++;
	return true;
}

void bumps_tell(struct bumps *bumps, const struct bump *bump)
{
	if (bump->height_nm > bumps->told_nm)
		bumps->told_nm = bump->height_nm;
	if (bumps->count < BUMPS_TOLD)
		bumps_add(bumps, bump);
}

/* ---- windows ---- */

static float held_gap(const struct servo *servo)
{
	return servo->gap.order.gap_nm;
}

/* The highest bump that needs no lift. */
static float free_height(const struct servo *servo)
{
	return held_gap(servo) - CLEARANCE_NM - (servo->tilt.on[TILT_RADIAL] ? 0.0f : UNTILTED_NM);
}

float bumps_height_most(float gap_nm)
{
	return gap_nm - CLEARANCE_NM + LIFT_MOST_NM;
}

static float lift_for(const struct servo *servo, const struct bump *bump)
{
	return clampf((float)bump->height_nm - free_height(servo), 0.0f, LIFT_MOST_NM);
}

/* Length of a rise so that it takes ACCEL_SHARE of what the actuator has. */
static float ramp_seconds(const struct servo *servo, float lift_nm)
{
	const struct nfod_figures *fig = &servo->fig;
	float w = TRIG_TURN * fig->gap_resonance_hz;
	float accel_nm = ACCEL_SHARE * fig->gap_volts * fig->gap_mm_per_v * 1e6f * w * w;
	float seconds = __builtin_sqrtf(RISE_CURVE * lift_nm / accel_nm);

	return seconds > RAMP_LEAST_S ? seconds : RAMP_LEAST_S;
}

/* An own one is where the tip was touched within a tick, anywhere under it. */
static float own_slack_nm(const struct servo *servo, float radius_m, float speed)
{
	const struct nfod_figures *fig = &servo->fig;

	return 500.0f * fig->tip_um + radius_m * speed * 1e9f / fig->tick_hz;
}

/* The window of one bump at radius and speed; the head is up while any of the tip may be
 * over it.
 */
static void set_window(const struct servo *servo, const struct bump *bump, float radius_m,
		       float speed, struct bump_window *window)
{
	const struct nfod_figures *fig = &servo->fig;
	float lift_nm = lift_for(servo, bump);
	float ramp_s = ramp_seconds(servo, lift_nm);
	float half_m = 1e-9f * (500.0f * fig->tip_um + FOOT_NM + TRACK_SLACK_NM);
	float per_radian = 0x1p32f / TRIG_TURN;
	float ramp = ramp_s * speed * per_radian;
	float half = half_m / radius_m * per_radian;
	float w = TRIG_TURN * fig->gap_resonance_hz;
	float ratio;

	if (bump->own)
		half += 1e-9f * own_slack_nm(servo, radius_m, speed) / radius_m * per_radian;
	window->ramp = (uint32_t)ramp;
	window->per_ramp = 1.0f / ramp;
	window->span = (uint32_t)(2.0f * (ramp + half));
	window->from = bump->angle - window->span / 2;
	window->ahead = (uint32_t)(fig->delay_us * 1e-6f * speed * per_radian);
	window->lift_nm = lift_nm;
	ratio = fig->gap_resonance_hz / fig->gap_mode_hz;
	window->volts = lift_nm / (ramp_s * ramp_s * w * w * fig->gap_mm_per_v * 1e6f);
	window->bend_nm =
		window->volts * fig->gap_mode_residue * ratio * ratio * fig->gap_mm_per_v * 1e6f;
}

/* Make room for one more at @at. */
static void insert(struct bump_window *windows, uint8_t *count, uint8_t at,
		   const struct bump_window *window)
{
	memmove(&windows[at + 1], &windows[at], (size_t)(*count - at) * sizeof(*windows));
	windows[at] = *window;
	(*count)++;
}

static void remove_at(struct bump_window *windows, uint8_t *count, uint8_t at)
{
	(*count)--;
	memmove(&windows[at], &windows[at + 1], (size_t)(*count - at) * sizeof(*windows));
}

/* One lift over both, as high and as gentle as the higher. @b does not begin before @a. */
static void join(struct bump_window *a, const struct bump_window *b)
{
	struct bump_window both = a->lift_nm > b->lift_nm ? *a : *b;
	uint32_t up_a = a->from + a->ramp;
	uint32_t up_b = b->from + b->ramp;
	uint32_t end_a = a->from + a->span - a->ramp;
	uint32_t end_b = b->from + b->span - b->ramp;
	uint32_t up = (int32_t)(up_b - up_a) < 0 ? up_b : up_a;
	uint32_t end = (int32_t)(end_b - end_a) > 0 ? end_b : end_a;

	both.from = up - both.ramp;
	both.span = end + both.ramp - both.from;
	*a = both;
}

/* Windows that touch become one; the last may touch the first, across angle 0. */
static void join_touching(struct bump_window *windows, uint8_t *count)
{
	for (uint8_t i = 0; *count > 1 && i < *count;) {
		uint8_t after = (uint8_t)(i + 1 < *count ? i + 1 : 0);

		if (windows[after].from - windows[i].from <= windows[i].span) {
			join(&windows[i], &windows[after]);
			remove_at(windows, count, after);
			i = 0;
		} else {
			i++;
		}
	}
}

/* Too many: join the two with the least between them. */
static void join_nearest(struct bump_window *windows, uint8_t *count)
{
	uint32_t least = UINT32_MAX;
	uint8_t at = 0;
	uint8_t after;

	for (uint8_t i = 0; i < *count; i++) {
		uint8_t next = (uint8_t)(i + 1 < *count ? i + 1 : 0);
		uint32_t gap = windows[next].from - windows[i].from - windows[i].span;

		if (gap < least) {
			least = gap;
			at = i;
		}
	}
	after = (uint8_t)(at + 1 < *count ? at + 1 : 0);
	join(&windows[at], &windows[after]);
	remove_at(windows, count, after);
}

/* Joined windows begin elsewhere. */
static void sort(struct bump_window *windows, uint8_t count)
{
	for (uint8_t i = 1; i < count; i++) {
		struct bump_window moved = windows[i];
		uint8_t at = i;

		for (; at > 0 && windows[at - 1].from > moved.from; at--)
			windows[at] = windows[at - 1];
		windows[at] = moved;
	}
}

static void add_window(struct bump_window *windows, uint8_t *count,
		       const struct bump_window *window)
{
	uint8_t at = 0;

	if (*count == BUMPS_NEAR) {
		join_nearest(windows, count);
		sort(windows, *count);
	}
	while (at < *count && windows[at].from < window->from)
		at++;
	insert(windows, count, at, window);
	join_touching(windows, count);
	sort(windows, *count);
}

/* How far across the tracks a seek takes the head while windows hold, nm outwards. */
static float drift_nm(const struct servo *servo)
{
	return servo->seek.state == SEEK_MOVE ? servo->seek.ref_speed * AHEAD_S * 1e9f : 0.0f;
}

/* How far a bump lies off the stretch of radii from @radius_nm to @drift_nm beyond it. */
static float apart_nm(const struct bump *bump, float radius_nm, float drift_nm)
{
	float off = (float)bump->radius_nm - radius_nm;

	return absf(off - clampf(off, lesser(drift_nm, 0.0f), greater(drift_nm, 0.0f)));
}

/* How far from the spot a bump may be for the tip to pass over it. */
static float reach_nm(const struct servo *servo, bool own)
{
	float reach = 500.0f * servo->fig.tip_um + FOOT_NM + RADIUS_SLACK_NM;

	return own ? reach + 500.0f * servo->fig.tip_um : reach;
}

static bool is_met(const struct servo *servo, const struct bump *bump, float radius_nm,
		   float drift_nm)
{
	return apart_nm(bump, radius_nm, drift_nm) <= reach_nm(servo, bump->own) &&
	       lift_for(servo, bump) > 0.0f;
}

static void find_near(struct servo *servo, float radius_m, float speed, float drift)
{
	struct bumps *bumps = &servo->bumps;
	uint8_t set = !bumps->set;
	float radius_nm = radius_m * 1e9f;
	float most = reach_nm(servo, true);
	float first = radius_nm - most + lesser(drift, 0.0f);
	float last = radius_nm + most + greater(drift, 0.0f);

	bumps->near_count[set] = 0;
	for (uint32_t i = first_from(bumps, (uint32_t)first);
	     i < bumps->count && (float)bumps->list[i].radius_nm <= last; i++) {
		struct bump_window window;

		if (!is_met(servo, &bumps->list[i], radius_nm, drift))
			continue;
		set_window(servo, &bumps->list[i], radius_m, speed, &window);
		add_window(bumps->near[set], &bumps->near_count[set], &window);
	}
}

bool bumps_over(const struct servo *servo, float radius_m, uint32_t from, uint32_t span)
{
	const struct bumps *bumps = &servo->bumps;
	float radius_nm = radius_m * 1e9f;
	float most = reach_nm(servo, true);
	float speed;

	door_hold(servo->door);
	speed = servo->spindle.speed;
	door_let_go(servo->door);
	for (uint32_t i = first_from(bumps, (uint32_t)(radius_nm - most));
	     i < bumps->count && (float)bumps->list[i].radius_nm <= radius_nm + most; i++) {
		struct bump_window window;

		if (!is_met(servo, &bumps->list[i], radius_nm, 0.0f))
			continue;
		set_window(servo, &bumps->list[i], radius_m, speed, &window);
		if (window.from - from < span || from - window.from < window.span)
			return true;
	}
	return false;
}

static bool near_fits(const struct servo *servo, float radius_m)
{
	const struct bumps *bumps = &servo->bumps;
	float speed = servo->spindle.speed;

	return !bumps->stale && absf(radius_m - bumps->near_radius) <= RADIUS_STEP &&
	       absf(speed - bumps->near_speed) <= SPEED_STEP * speed &&
	       absf(free_height(servo) - bumps->near_free) <= GAP_STEP_NM;
}

/* It is flown to its end. */
static bool lift_under_way(const struct servo *servo)
{
	return servo->bumps.inside && servo->gap.flying;
}

static void use_windows(struct bumps *bumps, float radius_m, float speed, float free)
{
	bumps->near_radius = radius_m;
	bumps->near_speed = speed;
	bumps->near_free = free;
	bumps->stale = false;
	bumps->set = !bumps->set;
	bumps->generation++;
}

bool bumps_poll(struct servo *servo)
{
	struct bumps *bumps = &servo->bumps;
	float radius_m = learn_radius(servo);
	float speed = servo->spindle.speed;
	float drift = drift_nm(servo);
	bool had = bumps->near_count[bumps->set] > 0;

	/* A disc at rest has no windows in time. */
	if (!(radius_m > LEARN_RADIUS_LEAST) || speed < SPEED_LEAST || lift_under_way(servo) ||
	    near_fits(servo, radius_m))
		return false;
	door_let_go(servo->door);
	find_near(servo, radius_m, speed, drift);
	door_hold(servo->door);
	/* A lift that has begun meanwhile: these windows are not for it, others come after it. */
	if (lift_under_way(servo))
		return false;
	use_windows(bumps, radius_m, speed, free_height(servo));
	return had || bumps->near_count[bumps->set] > 0;
}

/* ---- the tick's part ---- */

/* The window that the angle is in, or that comes next. */
static void find_next(struct bumps *bumps, uint32_t angle)
{
	const struct bump_window *windows = bumps->near[bumps->set];
	uint32_t least = UINT32_MAX;

	bumps->next = 0;
	for (uint8_t i = 0; i < bumps->near_count[bumps->set]; i++) {
		uint32_t left = windows[i].from + windows[i].span - angle;

		if (left < least) {
			least = left;
			bumps->next = i;
		}
	}
	bumps->seen = bumps->generation;
	bumps->inside = false;
	/* Of a lift that a retract has broken off nothing is left. */
	bumps->lift_nm = 0.0f;
	bumps->volts = 0.0f;
}

static float rise(float x)
{
	return x * x * x * (10.0f + x * (6.0f * x - 15.0f));
}

static float rise_curve(float x)
{
	return x * (60.0f + x * (120.0f * x - 180.0f));
}

/* How far up its ramp, 0..1: 1 is the top. */
static float up_ramp(const struct bump_window *window, uint32_t into)
{
	uint32_t left = window->span - into;
	uint32_t edge = into < left ? into : left;

	if (into > window->span)
		return 0.0f;
	return edge < window->ramp ? (float)edge * window->per_ramp : 1.0f;
}

/* How hard when the drive will have put it out, and how high now. */
static void lift_at(struct bumps *bumps, const struct bump_window *window, uint32_t soon)
{
	float now = up_ramp(window, soon - window->ahead);

	bumps->volts = window->volts * rise_curve(up_ramp(window, soon));
	bumps->lift_nm = window->lift_nm * rise(now) + window->bend_nm * rise_curve(now);
}

static void enter(struct bumps *bumps, const struct servo *servo, uint32_t soon)
{
	bool late = (float)soon > ENTRY_TICKS * servo->spindle.step;

	bumps->inside = true;
	bumps->fade = late ? 0.0f : 1.0f;
}

static void fade_in(struct bumps *bumps)
{
	bumps->fade += 1.0f / FADE_TICKS;
	if (bumps->fade > 1.0f)
		bumps->fade = 1.0f;
	bumps->lift_nm *= rise(bumps->fade);
	bumps->volts = 0.0f;
}

static void leave(struct bumps *bumps)
{
	uint8_t next = (uint8_t)(bumps->next + 1);

	bumps->next = next < bumps->near_count[bumps->set] ? next : 0;
	bumps->inside = false;
	bumps->lifts++;
	bumps->lift_nm = 0.0f;
	bumps->volts = 0.0f;
}

float bumps_lift(struct servo *servo)
{
	struct bumps *bumps = &servo->bumps;
	uint32_t angle = servo->spindle.angle;
	const struct bump_window *window;
	uint32_t now = (uint32_t)servo->ticks;
	uint32_t soon;

	if (now != bumps->next_tick || bumps->seen != bumps->generation)
		find_next(bumps, angle);
	bumps->next_tick = now + 1;
	if (!bumps->near_count[bumps->set]) {
		bumps->lift_nm = 0.0f;
		bumps->volts = 0.0f;
		return 0.0f;
	}
	window = &bumps->near[bumps->set][bumps->next];
	soon = angle + window->ahead - window->from;
	if (soon < window->span + window->ahead) {
		if (!bumps->inside)
			enter(bumps, servo, soon);
		lift_at(bumps, window, soon);
		if (bumps->fade < 1.0f)
			fade_in(bumps);
	} else if (bumps->inside) {
		leave(bumps);
	}
	return bumps->lift_nm;
}

bool bumps_within(const struct servo *servo, float ticks)
{
	const struct bumps *bumps = &servo->bumps;
	const struct bump_window *window = &bumps->near[bumps->set][bumps->next];
	uint32_t soon = servo->spindle.angle + window->ahead - window->from;

	if (!servo->gap.flying || !bumps_wait(bumps))
		return false;
	/* The tick may not have come to it yet, nor to new windows. */
	if (bumps->inside || bumps->seen != bumps->generation ||
	    soon < window->span + window->ahead)
		return true;
	return (float)(0u - soon) < ticks * servo->spindle.step;
}
