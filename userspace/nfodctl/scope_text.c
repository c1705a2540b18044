// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "canvas.h"
#include "report.h"
#include "scope.h"
#include "signals.h"
#include "units.h"

/* Characters for the scale at the left. */
#define SCALE 11u
/* So little is drawn at the least, however small the terminal is. */
#define FEWEST_ROWS 2u
#define FEWEST_COLUMNS 20u

/* Frame of the graphs, for either kind of terminal. */
struct frame {
	const char *edge;
	const char *corner;
	const char *floor;
	const char *tick;
};

static const struct frame frames[] = {
	{ "\u2524", "\u2514", "\u2500", "\u253c" },
	{ "|", "+", "-", "+" },
};

static void print_sum(FILE *out, const struct capture *capture, unsigned int channel)
{
	const struct signal_name *name = signal_name(capture->setup.signal[channel]);
	struct capture_sum sum = capture_sum(capture, channel);

	fprintf(out, "%-15s %-5s", name->name, name->unit);
	if (!sum.count) {
		fprintf(out, " no numbers");
	} else if (capture->setup.signal[channel] == NFOD_TRACE_STATE) {
		double last = capture_value(capture, capture->records - 1, channel);

		fprintf(out, " at the end: %s",
			word_servo_state(last >= 0 && last < NFOD_SERVO_COUNT ? (unsigned)last :
										NFOD_SERVO_COUNT));
	} else {
		fprintf(out, " mean %10.5g  rms %9.4g  peak %9.4g  from %10.5g to %10.5g", sum.mean,
			sum.rms, sum.peak, sum.least, sum.most);
	}
	if (sum.count && sum.count < capture->records)
		fprintf(out, "  (%" PRIu32 " not numbers)", capture->records - sum.count);
}

void scope_print_sums(FILE *out, const struct capture *capture)
{
	for (unsigned int n = 0; n < capture->setup.channels; n++) {
		print_sum(out, capture, n);
		fputc('\n', out);
	}
}

/* A flat line lies in the middle of its graph. */
static void choose_scale(const struct capture_sum *sum, double *least, double *most)
{
	double room = (sum->most - sum->least) * 0.02;

	if (!(sum->most > sum->least))
		room = fabs(sum->most) > 0 ? fabs(sum->most) * 0.1 : 1;
	*least = sum->least - room;
	*most = sum->most + room;
}

static double dot_of(const struct canvas *canvas, double value, double least, double most)
{
	double part = (value - least) / (most - least);

	return (1 - part) * (canvas->rows * CANVAS_DOWN - 1) + 0.5;
}

/* All records that share a column of dots are one bar, joined to the last one. */
static void draw_signal(struct canvas *canvas, const struct capture *capture, unsigned int channel,
			const struct capture_sum *sum)
{
	double least, most, per_dot;
	int last_x = -1, last_y = 0;

	choose_scale(sum, &least, &most);
	per_dot = fmax(capture->records - 1.0, 1) / (canvas->columns * CANVAS_ACROSS - 1);
	for (uint32_t n = 0; n < capture->records; n++) {
		double value = capture_value(capture, n, channel);
		int x = (int)(n / per_dot), y;

		if (!isfinite(value)) {
			last_x = -1;
			continue;
		}
		y = (int)dot_of(canvas, value, least, most);
		for (int between = last_x < 0 ? x : last_x + 1; between < x; between++)
			canvas_bar(canvas, between, last_y, last_y);
		canvas_bar(canvas, x, last_x < 0 ? y : last_y, y);
		last_x = x;
		last_y = y;
	}
}

static void print_graph(FILE *out, const struct capture *capture, unsigned int channel,
			const struct scope_screen *screen, unsigned int rows)
{
	const struct frame *frame = &frames[screen->ascii];
	struct capture_sum sum = capture_sum(capture, channel);
	struct canvas canvas;

	print_sum(out, capture, channel);
	fputs(screen->eol, out);
	canvas_clear(&canvas, screen->columns - SCALE - 2, rows);
	if (sum.count)
		draw_signal(&canvas, capture, channel, &sum);
	for (unsigned int row = 0; row < rows; row++) {
		if (row == 0 && sum.count)
			fprintf(out, "%*.5g %s", SCALE, sum.most, frame->edge);
		else if (row == rows - 1 && sum.count)
			fprintf(out, "%*.5g %s", SCALE, sum.least, frame->edge);
		else
			fprintf(out, "%*s %s", SCALE, "", frame->edge);
		canvas_print_row(&canvas, row, screen->ascii, out);
		fputs(screen->eol, out);
	}
}

static const char *signed_time(char *text, double seconds)
{
	char plain[NFODCTL_TEXT];

	snprintf(text, NFODCTL_TEXT + 1, "%s%s", seconds < 0 ? "-" : "",
		 text_time(plain, fabs(seconds) * 1e6));
	return text;
}

static void print_floor(FILE *out, const struct capture *capture, const struct scope_screen *screen)
{
	const struct frame *frame = &frames[screen->ascii];
	unsigned int columns = screen->columns - SCALE - 2;
	uint32_t last = capture->records > 1 ? capture->records - 1 : 1;
	unsigned int zero = (unsigned int)((uint64_t)capture->zero * (columns - 1) / last);

	fprintf(out, "%*s %s", SCALE, "", frame->corner);
	for (unsigned int n = 0; n < columns; n++)
		fputs(capture->zero && n == zero ? frame->tick : frame->floor, out);
	fputs(screen->eol, out);
}

static void print_times(FILE *out, const struct capture *capture, const struct scope_screen *screen)
{
	unsigned int columns = screen->columns - SCALE - 2;
	char first[NFODCTL_TEXT + 1], last[NFODCTL_TEXT + 1], zero[NFODCTL_TEXT] = "";
	int middle;

	signed_time(first, capture_time(capture, 0));
	signed_time(last, capture_time(capture, capture->records - 1));
	if (capture->zero)
		snprintf(zero, sizeof(zero), "0 = %s", trigger_name(capture->setup.trigger));
	middle = (int)columns - (int)strlen(first) - (int)strlen(last);
	fprintf(out, "%*s  %s%*s%s", SCALE, "", first, middle > 0 ? middle : 1, "", last);
	if (zero[0])
		fprintf(out, "%s%*s  %s", screen->eol, SCALE, "", zero);
	fputs(screen->eol, out);
}

void scope_print(FILE *out, const struct capture *capture, const struct scope_screen *given)
{
	struct scope_screen screen = *given;
	unsigned int channels = capture->setup.channels;
	unsigned int spare = capture->zero ? 3 : 2;
	unsigned int rows = screen.rows > spare ? (screen.rows - spare) / channels : 0;

	if (screen.columns > CANVAS_COLUMNS + SCALE + 2)
		screen.columns = CANVAS_COLUMNS + SCALE + 2;
	if (screen.columns < FEWEST_COLUMNS + SCALE + 2)
		screen.columns = FEWEST_COLUMNS + SCALE + 2;
	rows = rows > FEWEST_ROWS + 1 ? rows - 1 : FEWEST_ROWS;
	rows = rows < CANVAS_ROWS ? rows : CANVAS_ROWS;
	for (unsigned int n = 0; n < channels; n++)
		print_graph(out, capture, n, &screen, rows);
	print_floor(out, capture, &screen);
	print_times(out, capture, &screen);
}

void scope_print_csv(FILE *out, const struct capture *capture)
{
	fprintf(out, "tick,time_s");
	for (unsigned int n = 0; n < capture->setup.channels; n++) {
		const struct signal_name *name = signal_name(capture->setup.signal[n]);

		fprintf(out, ",%s%s%s", name->name, name->unit[0] ? "_" : "", name->unit);
	}
	fputc('\n', out);
	for (uint32_t record = 0; record < capture->records; record++) {
		fprintf(out, "%" PRIu64 ",%.9g",
			capture->first_tick + (uint64_t)record * capture->setup.every,
			capture_time(capture, record));
		for (unsigned int n = 0; n < capture->setup.channels; n++)
			fprintf(out, ",%.9g", capture_value(capture, record, n));
		fputc('\n', out);
	}
}
