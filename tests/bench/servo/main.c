// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * bench-servo: how well the head flies, case by case, against the aims.
 */
#include <cjson/cJSON.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "measure.h"

#define SEED 1u
#define LEARNING_S 1.5
#define THIRD_OF_STROKE 31481
#define FULL_STROKE 94000
#define SHOCK_G 8.0

/**
 * struct effort - how long
 * @flight_s: on each side
 * @seeks: of each kind
 * @bumps: mapped, and as many that are not
 * @shocks: in all
 */
struct effort {
	double flight_s;
	unsigned int seeks;
	unsigned int bumps;
	unsigned int shocks;
};

static const struct effort whole = { 10.0, 60, 10000, 1000 };
static const struct effort quick = { 1.0, 10, 1000, 50 };

/**
 * struct bench - the run
 * @effort: as asked
 * @only: name of the one case, or NULL
 * @json: all that was measured, or NULL
 * @missed: aims that were not met
 */
struct bench {
	const struct effort *effort;
	const char *only;
	cJSON *json;
	unsigned int missed;
};

static void usage(FILE *to)
{
	fputs("usage: bench-servo [--quick] [--case NAME] [--json FILE] [--help]\n"
	      "\n"
	      "Flies the firmware's servo over the plant and prints what is left of gap and\n"
	      "tracking error (by the plant's truth), pull-in, seeks, margins and contacts.\n"
	      "\n"
	      "      --quick        1 s of flight instead of 10, fewer seeks and hazards\n"
	      "      --case NAME    this one only; \"hazards\" for bumps and shocks\n"
	      "      --json FILE    write all of it there, too\n"
	      "\n"
	      "Cases:\n",
	      to);
	for (size_t n = 0; n < bench_case_count; n++)
		fprintf(to, "  %-10s %s\n", bench_cases[n].name, bench_cases[n].what);
}

/* ---- telling ---- */

static void aim(struct bench *bench, const char *what, double value, double limit, bool at_least,
		const char *unit)
{
	bool met = at_least ? value >= limit : value <= limit;

	printf("  %-4s %-44s %9.2f %s (aim %s %g)\n", met ? "met" : "MISS", what, value, unit,
	       at_least ? ">=" : "<=", limit);
	bench->missed += !met;
}

static void note(cJSON *json, const char *name, double value)
{
	if (json)
		cJSON_AddNumberToObject(json, name, value);
}

static cJSON *part(cJSON *json, const char *name)
{
	return json ? cJSON_AddObjectToObject(json, name) : NULL;
}

static void tell_flight(cJSON *json, const char *side, const struct flight *flight)
{
	cJSON *object = part(json, side);

	printf("  %-6s gap %6.3f nm rms %6.2f peak   track %6.3f nm rms %6.2f peak"
	       "   retracts %u contacts %u%s\n",
	       side, flight->gap.rms, flight->gap.peak, flight->track.rms, flight->track.peak,
	       flight->retracts, flight->contacts, flight->lost ? "  LOST" : "");
	note(object, "gap_rms_nm", flight->gap.rms);
	note(object, "gap_peak_nm", flight->gap.peak);
	note(object, "track_rms_nm", flight->track.rms);
	note(object, "track_peak_nm", flight->track.peak);
	note(object, "retracts", flight->retracts);
	note(object, "contacts", flight->contacts);
	note(object, "lost", flight->lost);
}

static void tell_moves(cJSON *json, const char *name, const struct moves *moves)
{
	cJSON *object = part(json, name);

	printf("  seek   %-14s mean %7.2f ms  worst %7.2f ms  with rotation %7.2f ms"
	       "  (%u, %u failed)\n",
	       name, moves->mean_ms, moves->worst_ms, moves->access_ms, moves->count,
	       moves->failed);
	note(object, "count", moves->count);
	note(object, "failed", moves->failed);
	note(object, "mean_ms", moves->mean_ms);
	note(object, "worst_ms", moves->worst_ms);
	note(object, "access_ms", moves->access_ms);
}

static void tell_margins(cJSON *json, const char *name, const struct margin_report *report)
{
	cJSON *object = part(json, name);

	printf("  margin %-6s crossover %6.0f Hz  gain %5.2f dB  phase %5.1f deg"
	       "  sensitivity %5.2f dB\n",
	       name, report->crossover_hz, report->gain_db, report->phase_deg, report->worst_db);
	note(object, "crossover_hz", report->crossover_hz);
	note(object, "gain_db", report->gain_db);
	note(object, "phase_deg", report->phase_deg);
	note(object, "worst_db", report->worst_db);
}

static void tell_hazards(cJSON *json, const char *name, const struct hazards *hazards)
{
	cJSON *object = part(json, name);

	printf("  %-16s %5u: contacts %u (predicted %u, unavoidable %u, on %u bumps) retracts %u,"
	       " off track mean %.2f ms worst %.2f ms, false bumps %u, stranded %u\n",
	       name, hazards->count, hazards->contacts, hazards->predicted, hazards->unavoidable,
	       hazards->touched, hazards->retracts, hazards->back_ms, hazards->worst_ms,
	       hazards->false_bumps, hazards->stranded);
	note(object, "count", hazards->count);
	note(object, "contacts", hazards->contacts);
	note(object, "predicted", hazards->predicted);
	note(object, "unavoidable", hazards->unavoidable);
	note(object, "touched", hazards->touched);
	note(object, "false_bumps", hazards->false_bumps);
	note(object, "retracts", hazards->retracts);
	note(object, "back_ms", hazards->back_ms);
	note(object, "worst_ms", hazards->worst_ms);
	note(object, "stranded", hazards->stranded);
}

/* ---- measuring ---- */

static void seek_about(struct bench *bench, struct rig *rig, const struct bench_case *c,
		       cJSON *json, bool judge)
{
	struct moves random;
	struct moves moves;

	measure_moves(rig, c, bench->effort->seeks, 1, SEED, &moves);
	tell_moves(json, "1 track", &moves);
	measure_moves(rig, c, bench->effort->seeks, THIRD_OF_STROKE, SEED, &moves);
	tell_moves(json, "1/3 stroke", &moves);
	measure_moves(rig, c, bench->effort->seeks, FULL_STROKE, SEED, &moves);
	tell_moves(json, "full stroke", &moves);
	measure_moves(rig, c, bench->effort->seeks, 0, SEED, &random);
	tell_moves(json, "random", &random);
	if (!judge)
		return;
	aim(bench, "seeks that failed", random.failed, 0.0, false, "");
	aim(bench, "random seek, mean", random.mean_ms, 60.0, false, "ms");
	aim(bench, "access with rotation, mean", random.access_ms, 90.0, false, "ms");
}

static void judge_flight(struct bench *bench, const char *side, const struct flight *flight)
{
	char what[64];

	snprintf(what, sizeof(what), "gap error on %s, rms", side);
	aim(bench, what, flight->gap.rms, 0.7, false, "nm");
	snprintf(what, sizeof(what), "gap error on %s, peak", side);
	aim(bench, what, flight->gap.peak, 3.2, false, "nm");
	snprintf(what, sizeof(what), "tracking error on %s, rms", side);
	aim(bench, what, flight->track.rms, 1.8, false, "nm");
	snprintf(what, sizeof(what), "tracking error on %s, peak", side);
	aim(bench, what, flight->track.peak, 8.0, false, "nm");
}

static void check_margins(struct bench *bench, struct rig *rig, cJSON *json, bool judge)
{
	static const char *const name[MARGIN_LOOPS] = { "gap", "track" };
	struct margin_report report;

	for (unsigned int loop = 0; loop < MARGIN_LOOPS; loop++) {
		if (!measure_margins(rig, loop, &report)) {
			printf("  margin %-6s not measured\n", name[loop]);
			continue;
		}
		tell_margins(json, name[loop], &report);
		if (!judge)
			continue;
		aim(bench, loop ? "tracking loop, gain margin" : "gap loop, gain margin",
		    report.gain_db, 6.0, true, "dB");
		aim(bench, loop ? "tracking loop, phase margin" : "gap loop, phase margin",
		    report.phase_deg, 30.0, true, "deg");
	}
}

static void run_case(struct bench *bench, const struct bench_case *c)
{
	static const char *const name[NFOD_SIDES] = { "groove", "land" };
	bool judge = !strcmp(c->name, "nominal");
	cJSON *json = part(bench->json, c->name);
	struct rig *rig = measure_begin(c, SEED);
	struct loading loading;
	struct flight flight;

	printf("%s: %s\n", c->name, c->what);
	if (!measure_loading(rig, c, &loading)) {
		printf("  does not load: fault %u, servo state %u\n", rig->servo->sup.fault,
		       rig->servo->sup.state);
		bench->missed += judge;
		rig_free(rig);
		return;
	}
	printf("  load   readable after %.3f s, pull-in %.2f ms, overshoot %.2f nm\n",
	       loading.readable_s, loading.pull_in_ms, loading.overshoot_nm);
	note(json, "readable_s", loading.readable_s);
	note(json, "pull_in_ms", loading.pull_in_ms);
	note(json, "overshoot_nm", loading.overshoot_nm);
	if (judge) {
		aim(bench, "load to readable", loading.readable_s, 2.0, false, "s");
		aim(bench, "pull-in overshoot", loading.overshoot_nm, 2.0, false, "nm");
	}
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		measure_flight(rig, c, side, LEARNING_S, bench->effort->flight_s, &flight);
		tell_flight(json, name[side], &flight);
		if (judge)
			judge_flight(bench, name[side], &flight);
	}
	check_margins(bench, rig, json, judge);
	if (!c->rpm)
		seek_about(bench, rig, c, json, judge);
	rig_free(rig);
}

static void run_hazards(struct bench *bench)
{
	cJSON *json = part(bench->json, "hazards");
	struct hazards hazards;
	unsigned int stranded;

	printf("hazards\n");
	measure_bumps(bench->effort->bumps, true, 0.0, SEED, &hazards);
	tell_hazards(json, "mapped bumps", &hazards);
	stranded = hazards.stranded;
	aim(bench, "contacts with mapped bumps", hazards.contacts, 0.0, false, "");
	measure_bumps(bench->effort->bumps, false, 0.0, SEED, &hazards);
	tell_hazards(json, "unmapped bumps", &hazards);
	stranded += hazards.stranded;
	aim(bench, "contacts to be avoided, unmapped bumps",
	    (double)hazards.contacts - hazards.unavoidable, 0.0, false, "");
	measure_bumps(bench->effort->bumps, false, SHOCK_G, SEED, &hazards);
	tell_hazards(json, "and shocks", &hazards);
	stranded += hazards.stranded;
	aim(bench, "contacts to be avoided, bumps and shocks",
	    (double)hazards.contacts - hazards.unavoidable, 0.0, false, "");
	aim(bench, "false bumps on the map", hazards.false_bumps, 0.0, false, "");
	measure_shocks(bench->effort->shocks, SHOCK_G, SEED, &hazards);
	tell_hazards(json, "shocks", &hazards);
	aim(bench, "stranded by bumps or shocks", stranded + hazards.stranded, 0.0, false, "");
	aim(bench, "contacts not predicted, shocks", (double)hazards.contacts - hazards.predicted,
	    0.0, false, "");
	aim(bench, "off track after a shock, worst", hazards.worst_ms, 50.0, false, "ms");
}

/* Drive seconds in a second of one core, nominal flight with all loops closed. */
static void run_speed(struct bench *bench)
{
	struct rig *rig = measure_begin(&bench_cases[0], SEED);
	struct timespec before, after;
	double wall;

	printf("speed\n");
	if (rig_fly(rig)) {
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
		rig_run(rig, 5.0);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
		wall = (double)(after.tv_sec - before.tv_sec) +
		       1e-9 * (double)(after.tv_nsec - before.tv_nsec);
		aim(bench, "drive seconds a core second, plant and servo", 5.0 / wall, 20.0, true,
		    "");
		note(part(bench->json, "speed"), "drive_s_per_core_s", 5.0 / wall);
	}
	rig_free(rig);
}

static void write_json(struct bench *bench, const char *path)
{
	char *text = cJSON_Print(bench->json);
	FILE *file = fopen(path, "w");

	if (!file || !text || fputs(text, file) < 0 || fclose(file)) {
		fprintf(stderr, "bench-servo: %s cannot be written\n", path);
		exit(EXIT_FAILURE);
	}
	free(text);
}

static bool is_wanted(const struct bench *bench, const char *name)
{
	return !bench->only || !strcmp(bench->only, name);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "quick", no_argument, NULL, 'q' },
		{ "case", required_argument, NULL, 'c' },
		{ "json", required_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct bench bench = { .effort = &whole };
	const char *json = NULL;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'q':
			bench.effort = &quick;
			break;
		case 'c':
			bench.only = optarg;
			break;
		case 'j':
			json = optarg;
			bench.json = cJSON_CreateObject();
			break;
		case 'h':
			usage(stdout);
			return 0;
		default:
			usage(stderr);
			return 2;
		}
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t n = 0; n < bench_case_count; n++)
		if (is_wanted(&bench, bench_cases[n].name))
			run_case(&bench, &bench_cases[n]);
	if (is_wanted(&bench, "hazards"))
		run_hazards(&bench);
	if (is_wanted(&bench, "speed"))
		run_speed(&bench);
	if (json)
		write_json(&bench, json);
	cJSON_Delete(bench.json);
	printf("%u aims missed\n", bench.missed);
	return 0;
}
