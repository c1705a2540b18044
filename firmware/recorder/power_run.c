// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "recorder/power_run.h"

#include "fw.h"

_Static_assert(LAYOUT_TESTS == 8, "turns of the trials are made for eight");

/* Powers are tried so far apart, by enum power_stage; the reference disc bears 18 % (c). */
static const float steps[] = { 0.08f, 0.04f, 0.05f };

/* The best of the coarse trials may be the last one so often. */
#define SHIFTS_MOST 4u
/* Trials are done again so often. */
#define ROUNDS_MOST 2u
#define POWER_LEAST (NFOD_POWER_LEAST * 1e-3f)
#define POWER_MOST (NFOD_POWER_MOST * 1e-3f)
/* More wrong symbols than that and no power is good: a codeword in 10^7 is lost (d). */
#define RATE_HOPELESS 1e-2f
/* Nor may the power have to be held more exactly than this to either side (j). */
#define HALF_WINDOW_LEAST 0.03f

/**
 * power_area() - where powers are tried
 */
struct run power_area(const struct nfod_fw *fw, uint16_t zone, uint8_t side)
{
	return layout_test(&fw->disc.map.info.zone[zone], side);
}

static uint16_t scaled(uint16_t value, float by, float most)
{
	return (uint16_t)clampf((float)value * by + 0.5f, 0.0f, most);
}

/**
 * power_scale() - the plan's set points, with other powers
 */
void power_scale(const struct nfod_fw *fw, struct side_plan *light, uint8_t side, float power,
		 float balance)
{
	float most = fw->fig.laser_most_uw;

	*light = fw->plan.side[side];
	light->bias_uw = scaled(light->bias_uw, power, most);
	light->write_uw = scaled(light->write_uw, power, most);
	if (fw->plan.strategy == NFOD_STRATEGY_CLOCKED) {
		light->erase_uw = scaled(light->erase_uw, power, most);
		light->field_oe = scaled(light->field_oe, balance, fw->fig.coil_most_oe);
	} else {
		light->erase_uw = scaled(light->erase_uw, power * balance, most);
	}
}

static void begin_pass(struct power_run *run, bool reading)
{
	run->reading = reading;
	run->turn = 0;
}

static void begin_stage(struct nfod_fw *fw, uint8_t stage, float middle)
{
	struct power_run *run = &fw->power.run;
	bool balance = stage == POWER_BALANCE;
	uint32_t n;

	run->stage = stage;
	run->middle = middle;
	run->round = 0;
	begin_pass(run, false);
	for (n = 0; n < LAYOUT_TESTS; n++) {
		float at = middle + steps[stage] * ((float)n - 0.5f * (LAYOUT_TESTS - 1));

		run->trial[n] = (struct power_trial){ .at = at };
		power_scale(fw, &run->light[n], run->side, balance ? run->power : at,
			    balance ? at : run->balance);
	}
}

/**
 * power_begin() - trials in an area
 * @known: powers of this side are known, here or elsewhere, and should be good
 * @power: where to look
 */
void power_begin(struct nfod_fw *fw, uint16_t zone, uint8_t side, bool known, float power,
		 float balance)
{
	fw->power.run = (struct power_run){
		.active = true,
		.zone = zone,
		.side = side,
		.known = known,
		.balance = balance,
		.celsius = fw->board.block->celsius,
		.begin_ns = fw->now,
	};
	fw->power.runs++;
	begin_stage(fw, known ? POWER_FINE : POWER_COARSE, power);
}

/* ---- one by one ---- */

/* Every second place, and then those between: there is time to change the light. */
static uint32_t place_of(const struct power_run *run)
{
	if (run->reading)
		return run->turn;
	return run->turn < LAYOUT_TESTS / 2 ? 2u * run->turn : 2u * run->turn - (LAYOUT_TESTS - 1);
}

/* Another power in each stage, so that no place has the same one over old marks like it. */
static uint32_t trial_of(const struct power_run *run, uint32_t place)
{
	return (5 * place + 3u * run->stage + run->round) % LAYOUT_TESTS;
}

static bool is_wanted(const struct power_run *run, const struct power_trial *trial)
{
	return !trial->seen && (!run->reading || trial->written);
}

/* Go on to a place whose trial is wanted. Return: false when there is none. */
static bool find_turn(struct power_run *run)
{
	while (run->turn < LAYOUT_TESTS &&
	       !is_wanted(run, &run->trial[trial_of(run, place_of(run))]))
		run->turn++;
	return run->turn < LAYOUT_TESTS;
}

static void fill_write(struct nfod_fw *fw, struct job *job, uint32_t number)
{
	struct power_run *run = &fw->power.run;
	uint32_t n;

	job->goal = JOB_TRIAL_WRITE;
	job->light = &run->light[number];
	job->epoch = disc_next_epoch(fw);
	run->trial[number].epoch = job->epoch;
	run->trial[number].written = false;
	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++)
		job->page[n] = PAGE_ZERO;
}

static bool give(struct nfod_fw *fw)
{
	struct power_run *run = &fw->power.run;
	struct job *job = rec_new_job(fw);
	uint32_t place = place_of(run);

	if (!job)
		return false;
	job->cluster = (uint16_t)place;
	map_place(&fw->disc.map, &fw->fig, power_area(fw, run->zone, run->side).first + place,
		  &job->place);
	if (run->reading)
		job->goal = JOB_TRIAL_READ;
	else
		fill_write(fw, job, trial_of(run, place));
	run->turn++;
	run->under_way++;
	rec_submit_first(fw, job);
	return true;
}

static bool may_give(const struct nfod_fw *fw)
{
	const struct power_run *run = &fw->power.run;

	return drive_turns_disc(fw) && run->under_way < (run->reading ? REC_AHEAD : 1) &&
	       !rec_has_trial_waiting(fw);
}

/* Jobs that were cancelled when the engine had them have lost their number. */
static bool is_ours(const struct nfod_fw *fw, const struct job *job)
{
	const struct power_run *run = &fw->power.run;

	return run->active && job->cluster < LAYOUT_TESTS;
}

/**
 * power_job_done() - a trial was written, or read
 */
void power_job_done(struct nfod_fw *fw, struct job *job)
{
	struct power_run *run = &fw->power.run;

	if (is_ours(fw, job)) {
		struct power_trial *trial = &run->trial[trial_of(run, job->cluster)];

		if (job->goal == JOB_TRIAL_WRITE)
			trial->written = job->result == NFOD_FE_OK;
		else
			power_judge(trial, job->result, &job->report, job->epoch);
		run->under_way--;
		fw->work = true;
	}
	rec_free_job(fw, job);
}

/* ---- what came of it ---- */

static bool is_good(const struct power_window *window)
{
	return window->rate <= RATE_HOPELESS &&
	       window->high - window->low >= 2.0f * HALF_WINDOW_LEAST * window->high;
}

/* An engine that shows no signal, and errs as little at any power, says nothing of it. */
static bool says_nothing(const struct power_run *run)
{
	const struct power_window *window = &run->window;
	uint32_t n;

	for (n = 0; n < LAYOUT_TESTS; n++)
		if (run->trial[n].lit)
			return false;
	return window->open_low && window->open_high && window->rate <= RATE_HOPELESS;
}

static void end_coarse(struct nfod_fw *fw, float chosen)
{
	struct power_run *run = &fw->power.run;
	const struct power_window *window = &run->window;
	float half = 0.5f * steps[POWER_COARSE] * (LAYOUT_TESTS - 1);
	bool up = !window->open_low && window->open_high;
	bool down = window->open_low && !window->open_high;
	float next = run->middle + (up ? half : -half);
	bool outside = (up && chosen > run->middle + half - steps[POWER_COARSE]) ||
		       (down && chosen < run->middle - half + steps[POWER_COARSE]);

	if (outside && run->shifts++ < SHIFTS_MOST && next >= POWER_LEAST && next <= POWER_MOST)
		begin_stage(fw, POWER_COARSE, next);
	else
		begin_stage(fw, POWER_FINE, chosen);
}

/* What was known before may not hold: as if nothing were. */
static void end_fine(struct nfod_fw *fw, float chosen)
{
	struct power_run *run = &fw->power.run;
	float half = 0.5f * steps[POWER_FINE] * (LAYOUT_TESTS - 1);
	float off = chosen - run->middle;
	bool good = is_good(&run->window);

	if (run->known && (!good || off > 0.5f * half || off < -0.5f * half)) {
		run->known = false;
		begin_stage(fw, POWER_COARSE, run->middle);
		return;
	}
	run->power = chosen;
	if (!good || run->known)
		power_settle(fw, good ? NFOD_POWER_FOUND : NFOD_POWER_BAD);
	else
		begin_stage(fw, POWER_BALANCE, run->balance);
}

static void end_balance(struct nfod_fw *fw, const struct power_window *window)
{
	if (window && is_good(window))
		fw->power.run.balance = power_choose(window, 1.0f);
	power_settle(fw, NFOD_POWER_FOUND);
}

static void end_light(struct nfod_fw *fw)
{
	struct power_run *run = &fw->power.run;
	const struct power_window *window = &run->window;
	float chosen = power_choose(window, window->has_even ? window->even : run->middle);

	if (says_nothing(run)) {
		fw->power.mute = true;
		run->power = run->middle;
		power_settle(fw, NFOD_POWER_FOUND);
	} else if (run->stage == POWER_COARSE) {
		end_coarse(fw, chosen);
	} else {
		end_fine(fw, chosen);
	}
}

/* What speaks against the disc, and what was not seen, is not believed at once. */
static bool try_again(struct power_run *run, const struct power_window *window)
{
	bool bad = window && run->stage == POWER_FINE && !is_good(window);

	if (run->round == ROUNDS_MOST || !power_doubt(run->trial, LAYOUT_TESTS, bad))
		return false;
	run->round++;
	begin_pass(run, false);
	return true;
}

static void end_stage(struct nfod_fw *fw)
{
	struct power_run *run = &fw->power.run;
	struct power_window window;
	bool fitted = power_fit(run->trial, LAYOUT_TESTS, &window);

	if (try_again(run, fitted ? &window : NULL))
		return;
	if (run->stage == POWER_BALANCE) {
		end_balance(fw, fitted ? &window : NULL);
		return;
	}
	if (!fitted) {
		power_settle(fw, NFOD_POWER_UNSEEN);
		return;
	}
	run->window = window;
	end_light(fw);
}

/**
 * power_run() - get on with the trials
 *
 * Return: whether anything changed.
 */
bool power_run(struct nfod_fw *fw)
{
	struct power_run *run = &fw->power.run;

	if (find_turn(run))
		return may_give(fw) && give(fw);
	if (run->under_way)
		return false;
	if (run->reading)
		end_stage(fw);
	else
		begin_pass(run, true);
	return true;
}
