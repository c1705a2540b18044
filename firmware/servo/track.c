// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/track.h"

#include "servo/filter.h"
#include "servo/fourier.h"
#include "servo/lens.h"
#include "servo/servo.h"
#include "servo/trig.h"

/*
 * Controller by crossover and mode, found by search for the greatest gain at 300 Hz with
 * margins of 6 dB and 30 degrees over gains of +-10 % and modes of +-6 %. The notch is
 * shallow and wide: the mode is kept stable by its phase.
 */
#define LEAD_ZERO 0.614f
#define LEAD_POLE 0.45f /* of the tick rate */
#define INTEGRAL 0.16f
#define NOTCH_HZ 0.989f /* of the mode */
#define NOTCH_WIDTH 0.223f
#define NOTCH_DEPTH 0.341f

/* Land to groove; push-pull's slope at a track is that of a sine of twice this. */
#define HALF_NM 180.0f
#define PERIOD_NM (2.0f * HALF_NM)
#define SLOPE_NM (PERIOD_NM / TRIG_TURN)

/* On a track the sine is as good as its argument: to 0.02 nm. */
#define SMALL_NM 7.0f
/* Unrolling: where push-pull says less than this of the off-track, it says nothing. */
#define STEEP_LEAST 0.6f
#define ERROR_LEAN 0.5f
#define DRIFT_LEAN 0.1f
#define SURPRISE_NM 60.0f

/* Ways: acceleration planned, m/s2, shortest time, s, and when it shows, ticks. */
#define WAY_ACCEL 45.0f
#define WAY_LEAST_S 130e-6f
#define CATCH_LEAST_S 200e-6f
#define WAY_SEEN 1.2f
/* Peak acceleration of such a way, over way / time^2 and speed / time. */
#define WAY_PEAK 5.774f
#define BRAKE_PEAK 1.5f

/* Listening: how fast it leans, how long, and how much may stay unexplained. */
#define LISTEN_LEAN 0.15f
#define LISTEN_TICKS 60u
#define LISTEN_MISS 0.04f
#define LISTEN_MEAN (1.0f / 32.0f)
#define MISS_FIRST 0.5f
/* Where it is suddenly wrong, as from one zone to the next, it leans more. */
#define DOUBT_MEAN (1.0f / 6.0f)
#define DOUBT_LEAN 0.45f
/* Push-pull must have turned by so much in the last few ms to tell its phase. */
#define TURNED_LEAST 1.5f
#define TURNED_LEAK (1.0f / 512.0f)
/* The crossing counter's rate is of so many ticks. */
#define RATE_LATE 8.0f
#define AMPLITUDE_LEAST 0.4f
#define AMPLITUDE_MOST 2.0f
/* At contact and at the highest gap that is held push-pull fades by no more. */
#define FADING_LEAST 0.3f
#define FADING_MOST 5.0f
/* Push-pull's amplitude follows the gap seen at this rate a look. */
#define FADE_LEAN (1.0f / 4.0f)
#define FADE_CREST (0.15f / SLOPE_NM)
/* Tracks are made to go by at this speed, m/s, by a loop of this rate, 1/s. */
#define STROLL_M_S 2e-3f
#define STROLL_PART 0.5f
#define STROLL_PER_S 5000.0f
/* Caught between these: slower it would linger where push-pull does not tell the way. */
#define SLOW_M_S 1.2e-3f
#define FAST_M_S 8e-3f

/* By the crossing counter: stiffness, and how much acceleration it may take, m/s2. */
#define SPOT_HZ 250.0f
#define SPOT_DAMPING 0.8f
#define SPOT_MOST 40.0f

/* A way waits no longer for a lift that is in between. */
#define LIFT_WAIT_S 5e-3f

#define SETTLE_TICKS 20u
#define LOST_TICKS 200u
#define LOST_NM 540.0f
#define CATCH_S 80e-3f
/* The frame's acceleration counts from here on, m/s2. */
#define FRAME_LEAST 1.0f
/* Time constant of believing the drive where the lens is. */
#define LENS_S 60e-3f

/* ---- small mathematics for the tick ---- */

static float part_of_turn(float turns)
{
	return turns - (float)(int32_t)(turns + (turns < 0.0f ? -0.5f : 0.5f));
}

/* Sine of a part of a turn within +-0.5, good to 0.001. */
static float wave(float part)
{
	float y = 8.0f * part * (1.0f - 2.0f * absf(part));

	return y + 0.225f * (y * absf(y) - y);
}

/* Sine and cosine of an off-track as phase of push-pull. */
static void phase_of(float nm, float *s, float *c)
{
	float part;

	if (absf(nm) < SMALL_NM) {
		float x = nm * (1.0f / SLOPE_NM);

		*s = x;
		*c = 1.0f - 0.5f * x * x;
		return;
	}
	part = part_of_turn(nm * (1.0f / PERIOD_NM));
	*s = wave(part);
	*c = wave(part > 0.25f ? part - 0.75f : part + 0.25f);
}

/* ---- design ---- */

/* nm per V: both modes, delay and hold. */
static struct phasor plant_response(const struct nfod_figures *fig, float hz)
{
	struct phasor delay;

	delay_response(fig, hz, &delay.re, &delay.im);
	return phasor_times(learn_actuator(fig, LEARN_TRACK, hz), delay);
}

static struct phasor section_phasor(const struct section *section, float rate, float hz)
{
	struct phasor p;

	section_response(section, rate, hz, &p.re, &p.im);
	return p;
}

static struct phasor loop_response(const struct track *track, const struct nfod_figures *fig,
				   float hz)
{
	float a = TRIG_TURN * hz / fig->tick_hz;
	float sine = trig_sin(0.5f * a);
	/* 1 - 1/z, its small real part by the half angle. */
	struct phasor step = { 2.0f * sine * sine, trig_sin(a) };
	struct phasor integral = phasor_scaled(phasor_inverse(step), track->integral);
	struct phasor all = plant_response(fig, hz);

	integral.re += 1.0f;
	all = phasor_times(all, section_phasor(&track->lead, fig->tick_hz, hz));
	all = phasor_times(all, section_phasor(&track->notch, fig->tick_hz, hz));
	return phasor_times(all, integral);
}

void track_init(struct track *track, const struct nfod_figures *fig)
{
	float w0 = TRIG_TURN * fig->track_resonance_hz;
	float crossover = fig->track_crossover_hz;
	struct phasor at;

	*track = (struct track){
		.trim = { 1.0f, 1.0f },
		.effort = 1.0f,
		.fading = 1.0f,
		.land = 0.5f,
		.integral = TRIG_TURN * INTEGRAL * crossover / fig->tick_hz,
		.volts_per_accel = 1.0f / (fig->track_mm_per_v * 1e-3f * w0 * w0),
		.spring = w0 * w0,
	};
	section_lead(&track->lead, fig->tick_hz, LEAD_ZERO * crossover, LEAD_POLE * fig->tick_hz);
	section_notch(&track->notch, fig->tick_hz, NOTCH_HZ * fig->track_mode_hz, NOTCH_WIDTH,
		      NOTCH_DEPTH);
	at = loop_response(track, fig, crossover);
	track->gain = 1.0f / __builtin_sqrtf(phasor_square(at));
}

void track_response(const struct servo *servo, float hz, float *re, float *im)
{
	const struct track *track = &servo->track;
	struct phasor p = loop_response(track, &servo->fig, hz);

	*re = track->gain * p.re;
	*im = track->gain * p.im;
}

void track_set_effort(struct track *track, float effort)
{
	track->volts_per_accel *= effort / track->effort;
	track->effort = effort;
}

void track_order(struct track *track, uint8_t mode, uint8_t side, int32_t tracks)
{
	track->order.mode = mode;
	track->order.side = side;
	track->order.tracks = tracks;
	track->order.number++;
}

/* ---- ways ---- */

/* From @from nm off the track to rest on it, leaving with @speed nm per tick. */
static void way_begin(struct track_way *way, float from, float speed, float ticks)
{
	float gone;

	way->ticks = 0;
	way->total = (uint32_t)ticks + 1u;
	way->per = 1.0f / (float)way->total;
	gone = speed * (float)way->total;
	way->c[0] = from;
	way->c[1] = gone;
	way->c[2] = 0.0f;
	way->c[3] = -10.0f * from - 6.0f * gone;
	way->c[4] = 15.0f * from + 8.0f * gone;
	way->c[5] = -6.0f * from - 3.0f * gone;
}

static float way_place(const struct track_way *way, float t)
{
	t = t * way->per;
	if (t > 1.0f)
		return 0.0f;
	return way->c[0] + t * (way->c[1] + t * t * (way->c[3] + t * (way->c[4] + t * way->c[5])));
}

static float way_speed(const struct track_way *way, float t)
{
	t = t * way->per;
	return way->per *
	       (way->c[1] +
		t * t * (3.0f * way->c[3] + t * (4.0f * way->c[4] + t * 5.0f * way->c[5])));
}

static float way_accel(const struct track_way *way, float t)
{
	t = t * way->per;
	return way->per * way->per * t *
	       (6.0f * way->c[3] + t * (12.0f * way->c[4] + t * 20.0f * way->c[5]));
}

/*
 * One tick on the way: reference as it will be seen at the next one, and what the drive
 * needs for it ahead of the loop. What the spring takes is left in @hold when it ends.
 */
static float way_step(struct track *track, float tick_s)
{
	struct track_way *way = &track->way;
	float t = (float)way->ticks;
	float moved;

	way->ticks++;
	track->ref_nm = way_place(way, t + 1.0f - WAY_SEEN);
	if (way->ticks > way->total) {
		way->total = 0;
		return 0.0f;
	}
	moved = (way_speed(way, t) - way->c[1] * way->per) * 1e-9f;
	track->hold += moved * track->spring * track->volts_per_accel;
	track->lens_m += moved;
	return way_accel(way, t + 0.5f) * 1e-9f / (tick_s * tick_s) * track->volts_per_accel;
}

/* ---- the frame ---- */

/* Its acceleration is known as it comes; what is less may be an offset. */
static float shaking(const struct servo *servo)
{
	float accel = servo->seen.accel_r;

	return absf(accel) > FRAME_LEAST ? accel : 0.0f;
}

/* ---- the closed loop ---- */

/*
 * Push-pull fades with the gap. Where tracks go by the gap signal swings between that of
 * land and groove and does not tell the gap: then the last known value is kept.
 */
static void watch_fading(struct servo *servo)
{
	const struct signal *signal = &servo->signal;
	const struct gap_curve *curve = &signal->curve[signal->curves][signal->side];
	float at = clampf(servo->seen.ges, curve->least, curve->most) * (SIGNAL_LEVELS - 1);

	servo->track.fading += FADE_LEAN * (curve->fading[(uint32_t)at] - servo->track.fading);
}

/* What the next tick is to show. */
static void expect(struct track *track)
{
	track->error_nm += track->drift_nm;
	phase_of(track->ref_nm + track->error_nm, &track->sine, &track->cosine);
	track->land = 0.5f - 0.5f * track->cosine;
}

/* How far the spot is off the reference: push-pull, unrolled about what was to be seen. */
static float unroll(struct track *track, float track_nm)
{
	float surprise = track_nm - SLOPE_NM * track->sine;
	float steep = track->cosine;
	float seen;

	if (absf(steep) > STEEP_LEAST) {
		surprise /= steep;
	} else {
		/* The crest tells more of the amplitude than of the place. */
		track->fading -= FADE_CREST * surprise * track->sine * track->fading;
		track->fading = clampf(track->fading, FADING_LEAST, FADING_MOST);
		surprise *= steep * (1.0f / (STEEP_LEAST * STEEP_LEAST));
	}
	surprise = clampf(surprise, -SURPRISE_NM, SURPRISE_NM);
	seen = track->error_nm + surprise;
	track->error_nm += ERROR_LEAN * surprise;
	track->drift_nm += DRIFT_LEAN * surprise;
	return seen;
}

static float control(struct track *track, float error_nm)
{
	float volts = -error_nm * track->gain * track->trim[track->side];
	float most = 0.5f;

	volts = section_step(&track->notch, section_step_first(&track->lead, volts));
	track->hold = clampf(track->hold + track->integral * volts, -most, most);
	return volts + track->hold;
}

static float closed(struct servo *servo)
{
	struct track *track = &servo->track;
	float ahead = 0.0f;
	float volts;

	track->report.error_nm = unroll(track, servo->seen.track_nm);
	volts = control(track, track->report.error_nm);
	if (servo->margin.running)
		volts = margin_tick(servo, MARGIN_TRACK, volts);
	track->ref_nm = track->report.mode == TRACK_FOLLOW ? track->aside_nm : 0.0f;
	if (track->way.total)
		ahead = way_step(track, 1.0f / servo->fig.tick_hz);
	expect(track);
	ahead += shaking(servo) * track->volts_per_accel;
	return volts + ahead + learn_feed(&servo->learn, LEARN_TRACK);
}

static void close_loop(struct track *track)
{
	section_reset(&track->lead);
	section_reset(&track->notch);
	track->error_nm = 0.0f;
	track->drift_nm = 0.0f;
	track->listening = false;
	track->spot = false;
	track->settled_ticks = 0;
	track->lost_ticks = 0;
}

/* ---- modes ---- */

/*
 * A lift makes push-pull fade faster than tracks that go by let be seen: a way is flown
 * between two of them, if that takes not too long.
 */
static bool lift_in_between(const struct servo *servo, float way_ticks)
{
	const struct track *track = &servo->track;

	return (float)track->waited < LIFT_WAIT_S * servo->fig.tick_hz &&
	       bumps_within(servo, way_ticks + (float)SETTLE_TICKS);
}

static void enter(struct track *track, uint8_t mode, uint8_t trouble)
{
	track->report.mode = mode;
	track->report.trouble = trouble;
	track->report.settled = false;
	track->settled_ticks = 0;
	track->lost_ticks = 0;
	track->ticks = 0;
}

static void listen_anew(struct track *track)
{
	track->listen_ticks = 0;
	track->listen = (struct track_listen){ .miss = MISS_FIRST, .doubt = MISS_FIRST };
	track->land = 0.5f;
}

/* Tracks are known from the closed loop: listening goes on from there. */
static void remember_phase(struct track *track)
{
	track->listen_ticks = LISTEN_TICKS;
	track->listen = (struct track_listen){
		.c = track->cosine,
		.s = track->sine,
		.turned = 2.0f * TURNED_LEAST,
	};
}

static void let_go(struct track *track, uint8_t trouble)
{
	if (track->report.mode != TRACK_OFF && !track->listening && trouble == TRACK_NO_TROUBLE)
		remember_phase(track);
	enter(track, TRACK_OFF, trouble);
	track->way.total = 0;
	track->listening = false;
}

static void begin_listening(struct track *track)
{
	track->listening = true;
	track->way.total = 0;
	track->hold = track->lens_m * track->spring * track->volts_per_accel;
}

static void begin_catch(struct servo *servo)
{
	struct track *track = &servo->track;

	if (track->report.mode != TRACK_OFF && !track->listening)
		remember_phase(track);
	enter(track, TRACK_CATCH, TRACK_NO_TROUBLE);
	begin_listening(track);
}

/* Push-pull changes its sign with the side, so does what is known of its phase. */
static void set_side(struct servo *servo, uint8_t side)
{
	struct track *track = &servo->track;

	if (track->side != side) {
		track->listen.c = -track->listen.c;
		track->listen.s = -track->listen.s;
		track->land = 1.0f - track->land;
	}
	track->side = side;
	servo->signal.side = side;
}

/* Time that a way takes with the acceleration planned. */
static float way_ticks(const struct servo *servo, float nm, float nm_per_tick)
{
	float hz = servo->fig.tick_hz;
	float most = WAY_ACCEL * 1e9f / (hz * hz);
	float straight = __builtin_sqrtf(WAY_PEAK * absf(nm) / most);
	float brake = BRAKE_PEAK * absf(nm_per_tick) / most;
	float least = WAY_LEAST_S * hz;

	straight = straight > brake ? straight : brake;
	return straight > least ? straight : least;
}

static float jump_nm(const struct track *track)
{
	return HALF_NM * (float)track->order.tracks;
}

/* Until then the old track is followed. */
static bool jump_waits(struct servo *servo)
{
	struct track *track = &servo->track;

	if (track->order.mode != TRACK_JUMP || track->report.mode != TRACK_FOLLOW ||
	    !lift_in_between(servo, way_ticks(servo, jump_nm(track), 0.0f)))
		return false;
	track->waited++;
	return true;
}

static void begin_jump(struct servo *servo)
{
	struct track *track = &servo->track;
	float way = jump_nm(track);

	if (track->report.mode != TRACK_FOLLOW || absf(way) > servo->fig.track_field_um * 1e3f) {
		track->report.trouble = TRACK_JUMPED_WRONG;
		return;
	}
	enter(track, TRACK_JUMP, TRACK_NO_TROUBLE);
	track->from = servo->seen.crossings;
	way_begin(&track->way, -way, 0.0f, way_ticks(servo, way, 0.0f));
	track->ref_nm = -way;
	expect(track);
}

static void take_order(struct servo *servo)
{
	struct track *track = &servo->track;
	const struct track_order *order = &track->order;

	if (jump_waits(servo))
		return;
	track->waited = 0;
	track->report.number = order->number;
	switch (order->mode) {
	case TRACK_JUMP:
		begin_jump(servo);
		break;
	case TRACK_FOLLOW:
		if (track->report.mode != TRACK_FOLLOW || track->side != order->side)
			begin_catch(servo);
		else
			track->report.trouble = TRACK_NO_TROUBLE;
		break;
	default:
		track->spot = false;
		let_go(track, TRACK_NO_TROUBLE);
		break;
	}
	set_side(servo, order->side);
}

/* ---- catching ---- */

static void listen(struct track *track, float seen)
{
	struct track_listen *l = &track->listen;
	float miss = seen - l->s;

	track->listen_ticks++;
	l->doubt += DOUBT_MEAN * (miss * miss - l->doubt);
	l->miss += LISTEN_MEAN * (miss * miss - l->miss);
	l->s += (l->doubt < LISTEN_MISS ? LISTEN_LEAN : DOUBT_LEAN) * miss;
}

/* On to the next tick, and what will lie under the spot then as far as that is known. */
static void turn_on(struct track *track, float turns)
{
	struct track_listen *l = &track->listen;
	float part = part_of_turn(turns);
	float s = wave(part);
	float c = wave(part > 0.25f ? part - 0.75f : part + 0.25f);
	float cosine = l->c * c - l->s * s;

	l->turned += absf(turns) - l->turned * TURNED_LEAK;
	l->s = l->s * c + l->c * s;
	l->c = cosine;
	track->land = 0.5f - 0.5f * clampf(cosine, -1.0f, 1.0f) *
				     clampf(2.0f - l->doubt * (2.0f / LISTEN_MISS), 0.0f, 1.0f);
}

static bool heard(const struct track *track)
{
	const struct track_listen *l = &track->listen;
	float square = l->c * l->c + l->s * l->s;

	return track->listen_ticks > LISTEN_TICKS && l->turned > TURNED_LEAST &&
	       square > AMPLITUDE_LEAST * AMPLITUDE_LEAST &&
	       square < AMPLITUDE_MOST * AMPLITUDE_MOST && l->miss < LISTEN_MISS * square;
}

/* Where a track of the side is on which the spot can come to rest in time. */
static void brake(struct servo *servo, float nm_per_tick)
{
	struct track *track = &servo->track;
	float off = trig_atan2(track->listen.s, track->listen.c) * SLOPE_NM;
	float ticks = way_ticks(servo, 0.0f, nm_per_tick);
	float least = CATCH_LEAST_S * servo->fig.tick_hz;
	float stop;

	ticks = ticks > least ? ticks : least;
	/* It goes on as it does until the way shows. */
	off += WAY_SEEN * nm_per_tick;
	stop = off + 0.5f * ticks * nm_per_tick;
	close_loop(track);
	track->fading /= __builtin_sqrtf(track->listen.s * track->listen.s +
					 track->listen.c * track->listen.c);
	/* From the track that is nearest to where it would stop by itself. */
	off -= stop - PERIOD_NM * part_of_turn(stop * (1.0f / PERIOD_NM));
	way_begin(&track->way, off, nm_per_tick, ticks);
	track->ref_nm = way_place(&track->way, -WAY_SEEN);
	expect(track);
}

/* Speed over the tracks in the middle of the coming tick: the counter's is late. */
static float speed_now(const struct servo *servo)
{
	float accel = servo->track.spot ? servo->seek.ref_accel : 0.0f;

	return servo->seen.crossing_m_s + accel * (RATE_LATE / servo->fig.tick_hz);
}

static void catching(struct servo *servo)
{
	struct track *track = &servo->track;
	float speed = speed_now(servo);
	float nm_per_tick = speed * 1e9f / servo->fig.tick_hz;
	bool wanted = track->report.mode == TRACK_CATCH &&
		      !(track->spot && servo->seek.state == SEEK_MOVE);

	if (!servo->seen.near) {
		listen_anew(track);
		return;
	}
	listen(track, servo->seen.track_nm * (1.0f / SLOPE_NM));
	if (wanted)
		track->spot = false;
	if (wanted && heard(track) && absf(speed) > SLOW_M_S && absf(speed) < FAST_M_S)
		brake(servo, nm_per_tick);
	else
		turn_on(track, nm_per_tick * (1.0f / PERIOD_NM));
}

/* ---- what is seen of the spot ---- */

static bool jumped_right(const struct servo *servo)
{
	const struct track *track = &servo->track;
	int32_t doubled = 2 * (servo->seen.crossings - track->from) - track->order.tracks;

	return track->report.mode != TRACK_JUMP || (doubled >= -3 && doubled <= 3);
}

static void arrive(struct servo *servo)
{
	struct track *track = &servo->track;
	bool right = jumped_right(servo);

	if (++track->settled_ticks < SETTLE_TICKS)
		return;
	track->report.settled = true;
	if (track->report.mode == TRACK_FOLLOW)
		return;
	track->report.ticks = track->ticks;
	track->report.mode = TRACK_FOLLOW;
	track->report.trouble = right ? TRACK_NO_TROUBLE : TRACK_JUMPED_WRONG;
}

static void lose(struct track *track, float off)
{
	if (++track->lost_ticks <= LOST_TICKS && off <= LOST_NM)
		return;
	if (track->report.mode == TRACK_CATCH)
		begin_listening(track);
	else
		let_go(track, TRACK_LOST);
}

static void judge(struct servo *servo)
{
	struct track *track = &servo->track;
	float off = absf(track->report.error_nm);
	bool near = off < servo->fig.track_read_nm;

	if (near && !track->way.total) {
		track->lost_ticks = 0;
		if (!track->report.settled)
			arrive(servo);
		return;
	}
	track->settled_ticks = 0;
	track->report.settled = false;
	if (near)
		track->lost_ticks = 0;
	else
		lose(track, off);
}

/* The lens is where moves have brought it; in the long run where its drive holds it. */
static void watch_lens(struct servo *servo)
{
	struct track *track = &servo->track;
	float looks_s = (float)SERVO_SLOW / servo->fig.tick_hz;
	float held = track->drive * servo->fig.track_mm_per_v * 1e-3f;

	if ((track->report.mode == TRACK_OFF || track->listening) && !track->spot) {
		loose_step(servo, looks_s);
	} else {
		track->lens_m -= servo->sled.speed * looks_s;
		if (track->spot)
			track->lens_m += servo->seek.ref_speed * looks_s;
		else
			track->lens_m += (held - track->lens_m) * looks_s / LENS_S;
		loose_taken(servo,
			    (track->spot ? servo->seek.ref_speed : 0.0f) - servo->sled.speed);
	}
	track->report.lens_m = track->lens_m;
}

/* Along the seek's plan, or standing at its end, by the crossing counter. */
static float over_tracks(struct servo *servo)
{
	const struct track *track = &servo->track;
	const struct seek *seek = &servo->seek;
	float corner = TRIG_TURN * SPOT_HZ;
	float accel = corner * corner * (seek->left_m - seek->ref_left) +
		      2.0f * SPOT_DAMPING * corner * (seek->ref_speed - servo->seen.crossing_m_s);

	accel = clampf(accel, -SPOT_MOST, SPOT_MOST) + seek->ref_accel;
	return track->hold + accel * track->volts_per_accel +
	       learn_feed(&servo->learn, LEARN_TRACK);
}

/* Tracks go by at an even speed, whatever they do themselves; but not out of the field. */
static float stroll(const struct servo *servo)
{
	float speed = servo->seen.crossing_m_s;
	float lens = servo->track.lens_m;
	bool far = absf(lens) > STROLL_PART * 1e-6f * servo->fig.track_field_um;
	float wanted = (far ? lens > 0.0f : speed < 0.0f) ? -STROLL_M_S : STROLL_M_S;
	float accel = clampf(STROLL_PER_S * (wanted - speed), -SPOT_MOST, SPOT_MOST);

	return servo->track.hold + accel * servo->track.volts_per_accel +
	       learn_feed(&servo->learn, LEARN_TRACK);
}

static float opened(struct servo *servo)
{
	struct track *track = &servo->track;

	track->report.error_nm = servo->seen.track_nm;
	if (track->spot)
		return over_tracks(servo);
	if (track->listening && servo->seen.near)
		return stroll(servo);
	return loose_volts(servo);
}

static bool is_open(const struct track *track)
{
	return track->report.mode == TRACK_OFF || track->listening;
}

static float hold(struct servo *servo)
{
	struct track *track = &servo->track;
	float volts = closed(servo);

	judge(servo);
	if (learn_gather(&servo->learn, LEARN_TRACK, servo->ticks, -track->report.error_nm) &&
	    track->report.mode == TRACK_FOLLOW)
		learn_note(servo, LEARN_TRACK, -track->report.error_nm);
	return volts;
}

/* Catching may close the loop, and then it is. */
static float find(struct servo *servo)
{
	struct track *track = &servo->track;

	catching(servo);
	if (track->listening && (float)track->ticks > CATCH_S * servo->fig.tick_hz)
		let_go(track, TRACK_NO_CATCH);
	return is_open(track) ? opened(servo) : hold(servo);
}

void track_look(struct servo *servo)
{
	watch_lens(servo);
	if (servo->seen.near && !servo->track.way.total)
		watch_fading(servo);
}

float track_tick(struct servo *servo)
{
	struct track *track = &servo->track;
	float most = servo->fig.track_volts;
	float volts;

	if (track->report.number != track->order.number)
		take_order(servo);
	track->ticks++;
	volts = is_open(track) ? find(servo) : hold(servo);
	track->drive = clampf(volts, -most, most);
	return track->drive;
}
