// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <inttypes.h>
#include <math.h>

#include "flight.h"
#include "nfod/format.h"
#include "report.h"
#include "units.h"

#define BAR 32
#define FEW_HARMONICS 10u
/* Where the picture of all harmonics begins, nm; it is logarithmic. */
#define LEAST_NM 0.01

static const char *may_words(unsigned int may)
{
	static const char *const words[] = { "may not read", "may read", "may write",
					     "may read and write" };

	return words[may & 3];
}

static void print_state(FILE *out, const struct nfod_servo_status *servo)
{
	fprintf(out, "State     %s", word_servo_state(servo->state));
	if (servo->state == NFOD_SERVO_FOLLOW)
		fprintf(out, " a %s", word_side(servo->side));
	if (servo->radius_nm)
		fprintf(out, " at %.3f mm", servo->radius_nm / 1e6);
	fprintf(out, "; the head %s\n", may_words(servo->may));
	if (servo->fault)
		fprintf(out, "Fault     %s\n", word_fault(servo->fault));
}

static void print_disc_moves(FILE *out, const struct nfod_servo_status *servo)
{
	if (servo->speed_mrpm)
		fprintf(out, "Disc      turns at %.1f rpm", servo->speed_mrpm / 1e3);
	else
		fprintf(out, "Disc      stands still");
	if (servo->runout_nm || servo->radial_nm)
		fprintf(out, "; runs out by %.2f um axially, %.2f um radially",
			servo->runout_nm / 1e3, servo->radial_nm / 1e3);
	fputc('\n', out);
}

static void print_place(FILE *out, const struct nfod_servo_status *servo)
{
	fprintf(out,
		"Gap       %.2f nm seen, %.2f nm wanted\n"
		"Track     %+.2f nm off its middle\n"
		"Tilt      %+.3f mrad radial, %+.3f mrad tangential\n",
		flight_nm(servo->gap_pm), flight_nm(servo->set_pm),
		flight_signed(servo->track_pm, 1e3), flight_signed(servo->tilt_urad[0], 1e3),
		flight_signed(servo->tilt_urad[1], 1e3));
}

static void print_error(FILE *out, double nm)
{
	fprintf(out, " %6.2f nm %4.1f %%", nm, flight_percent(nm));
}

static void print_residual(FILE *out, const char *name, const struct nfod_loop_status *loop)
{
	double rms = flight_nm(loop->rms_pm);

	fprintf(out, "  %-7s", name);
	print_error(out, rms);
	print_error(out, 3 * rms);
	print_error(out, flight_nm(loop->peak_pm));
	fprintf(out, " %6.2f nm %7" PRIu32 "\n", flight_nm(loop->repeatable_pm),
		loop->learned_turns);
}

static void print_residuals(FILE *out, const struct nfod_servo_status *servo)
{
	fprintf(out, "\nErrors over the last turn, in nm and in parts of a track (%.0f nm)\n",
		TRACK_NM);
	fprintf(out, "  %-7s %16s %16s %16s %9s %7s\n", "", "rms   ", "3 sigma   ", "peak   ",
		"repeats", "learned");
	print_residual(out, "gap", &servo->gap);
	print_residual(out, "track", &servo->track);
}

static void print_margin(FILE *out, const char *name, const struct nfod_loop_status *loop)
{
	fprintf(out, "  %-8s", name);
	if (loop->crossover_hz)
		fprintf(out, " %8.2f kHz %9.1f dB %9.1f deg %9.1f dB", loop->crossover_hz / 1e3,
			loop->gain_margin_cdb / 1e2, loop->phase_margin_cdeg / 1e2,
			loop->worst_cdb / 1e2);
	else
		fprintf(out, " %-50s", "not measured: nfodctl servo --measure");
	fprintf(out, " %+9.1f %%\n", flight_trim(loop));
}

static void print_margins(FILE *out, const struct nfod_servo_status *servo)
{
	fprintf(out, "\nLoops as measured\n");
	fprintf(out, "  %-8s %12s %12s %13s %12s %11s\n", "", "crossover", "gain margin",
		"phase margin", "worst peak", "gain trim");
	print_margin(out, "gap", &servo->gap);
	print_margin(out, "track", &servo->track);
}

static void print_retracts(FILE *out, const struct nfod_servo_status *servo)
{
	const char *between = ": ";
	char count[NFODCTL_TEXT];
	uint32_t all = flight_retracts(servo);

	fprintf(out, "  retracts      %s", text_count(count, all));
	for (unsigned int n = 1; n < NFOD_RETRACT_COUNT; n++) {
		if (!servo->retracts[n])
			continue;
		fprintf(out, "%s%s %s", between, word_retract(n),
			text_count(count, servo->retracts[n]));
		between = ", ";
	}
	if (all)
		fprintf(out, "; %s back on the track by itself; the last: %s",
			text_count(count, servo->retracts[NFOD_RETRACT_NONE]),
			word_retract(servo->last_retract));
	fputc('\n', out);
}

static void print_safety(FILE *out, const struct nfod_servo_status *servo)
{
	char a[NFODCTL_TEXT], b[NFODCTL_TEXT], c[NFODCTL_TEXT];

	fprintf(out,
		"\nSafety\n"
		"  contacts      %s of lens and disc; %s seen coming, but too late\n",
		text_count(a, servo->contacts), text_count(b, servo->predicted));
	print_retracts(out, servo);
	fprintf(out, "  bumps         %s on the map, %s of them found here; flown over %s times\n",
		text_count(a, servo->bumps), text_count(b, servo->own_bumps),
		text_count(c, servo->bump_lifts));
	if (servo->bump_sectors_bad)
		fprintf(out, "  press' map    %s of its sectors damaged, done without\n",
			text_count(a, servo->bump_sectors_bad));
}

static void print_mean(FILE *out, const char *name, uint32_t count, uint64_t us)
{
	char text[NFODCTL_TEXT];

	fprintf(out, "  %-13s %s", name, text_count(text, count));
	if (count)
		fprintf(out, ", mean %s", text_time(text, (double)us / count));
}

static void print_moves(FILE *out, const struct nfod_servo_status *servo)
{
	char text[NFODCTL_TEXT];

	fprintf(out, "\nMoves\n");
	if (servo->ready_us)
		fprintf(out, "  ready         %s from loading to the first readable track\n",
			text_time(text, servo->ready_us));
	if (servo->pull_in_us)
		fprintf(out, "  pull-in       %s, %.2f nm overshoot, the last time\n",
			text_time(text, servo->pull_in_us), flight_nm(servo->overshoot_pm));
	print_mean(out, "seeks", servo->seeks, servo->seek_us);
	if (servo->seeks)
		fprintf(out, ", longest %s", text_time(text, servo->longest_seek_us));
	fputc('\n', out);
	print_mean(out, "jumps", servo->jumps, servo->jump_us);
	fputc('\n', out);
}

static void print_around(FILE *out, const struct nfod_servo_status *servo)
{
	fprintf(out,
		"\nAround\n"
		"  head          %.1f degrees; calibrated again for it %" PRIu32 " times\n"
		"  supply        %.2f V\n",
		(int16_t)servo->celsius_c / 1e2, servo->recalibrations, servo->supply_mv / 1e3);
	if (servo->far_light_ppm)
		fprintf(out, "  optics        %.1f %% of a clean lens's light\n",
			servo->far_light_ppm / 1e4);
	if (servo->worst_tick)
		fprintf(out, "  servo         %" PRIu32 " cycles for the longest tick\n",
			servo->worst_tick);
}

/* Decades, from LEAST_NM up to the greatest. */
static uint64_t log_length(double nm)
{
	return nm > LEAST_NM ? (uint64_t)(1000 * log10(nm / LEAST_NM)) : 0;
}

static double greatest(const struct nfod_shape *shape)
{
	double most = 0;

	for (unsigned int n = 1; n <= shape->harmonics; n++)
		most = fmax(most, flight_amplitude(shape, n));
	return most;
}

static void print_harmonic(FILE *out, const struct nfod_shape *shape, unsigned int n)
{
	if (n <= shape->harmonics)
		fprintf(out, " %12.2f nm at %.3f", flight_amplitude(shape, n),
			flight_crest(shape, n));
	else
		fprintf(out, " %24s", "");
}

static void print_few(FILE *out, const struct nfod_shape *shape)
{
	fprintf(out, "  %8s %24s %24s\n", "harmonic", "axial, crest (turns)",
		"radial, crest (turns)");
	for (unsigned int n = 1; n <= FEW_HARMONICS; n++) {
		if (n > shape[FLIGHT_AXIAL].harmonics && n > shape[FLIGHT_RADIAL].harmonics)
			break;
		fprintf(out, "  %8u", n);
		print_harmonic(out, &shape[FLIGHT_AXIAL], n);
		print_harmonic(out, &shape[FLIGHT_RADIAL], n);
		fputc('\n', out);
	}
}

static void print_picture(FILE *out, const struct nfod_shape *shape, const char *name)
{
	uint64_t whole = log_length(greatest(shape));
	char bar[NFODCTL_TEXT];

	fprintf(out, "\n  %s, nm, bars logarithmic from %.2f nm\n", name, LEAST_NM);
	for (unsigned int n = 1; n <= shape->harmonics; n++) {
		double nm = flight_amplitude(shape, n);

		fprintf(out, "  %8u %12.3f at %.3f  [%s]\n", n, nm, flight_crest(shape, n),
			text_bar(bar, BAR, log_length(nm), whole));
	}
}

static void print_shape(FILE *out, const struct servo_report *report)
{
	const struct nfod_shape *shape = report->shape;

	/* Without turns of its own a place takes after where it was learned nearest. */
	if (greatest(&shape[FLIGHT_AXIAL]) == 0 && greatest(&shape[FLIGHT_RADIAL]) == 0) {
		fprintf(out, "\nRun-out as learned: nothing yet\n");
		return;
	}
	fprintf(out,
		"\nRun-out as learned at %.2f mm, axial from %" PRIu32
		" turns, radial from %" PRIu32 "\n",
		shape[FLIGHT_AXIAL].radius_nm / 1e6, shape[FLIGHT_AXIAL].turns,
		shape[FLIGHT_RADIAL].turns);
	if (!report->harmonics) {
		print_few(out, shape);
		return;
	}
	print_picture(out, &shape[FLIGHT_AXIAL], "axial");
	print_picture(out, &shape[FLIGHT_RADIAL], "radial");
}

void print_servo(FILE *out, const struct place *place, const struct nfod_identify *id,
		 const struct servo_report *report)
{
	const struct nfod_servo_status *servo = &report->servo;

	fprintf(out, "Drive %u:%u  %.32s, serial %.32s\n", place->bus, place->address, id->model,
		id->serial);
	print_state(out, servo);
	print_disc_moves(out, servo);
	if (flight_is_kinematic(servo)) {
		fprintf(out, "Flight    none: the head is where it was ordered; %s\n",
			NFODCTL_NOT_FLOWN);
		return;
	}
	print_place(out, servo);
	print_residuals(out, servo);
	print_margins(out, servo);
	print_safety(out, servo);
	print_moves(out, servo);
	print_around(out, servo);
	print_shape(out, report);
}
