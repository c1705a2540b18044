// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "drive.h"
#include "report.h"
#include "scope.h"
#include "screen.h"
#include "signals.h"
#include "units.h"

/* A person sees no more than so many pictures a second. */
#define FRAME_MS 100u
/* Without a terminal. */
#define PLAIN_COLUMNS 100u
#define PLAIN_ROWS_EACH 9u

/**
 * struct scope - the command at work
 * @drive: asked
 * @link: to it
 * @options: of the command line
 * @live: in a terminal
 */
struct scope {
	const struct nfodctl_drive *drive;
	struct drive_link link;
	const struct nfodctl_options *options;
	bool live;
};

static int source_start(void *ctx, const struct nfod_trace_setup *setup, char *why)
{
	const struct scope *scope = ctx;

	return drive_trace_start(&scope->link, setup, why);
}

static int source_chunk(void *ctx, unsigned int chunk, void *data, size_t size, size_t *len,
			char *why)
{
	const struct scope *scope = ctx;

	return drive_trace(&scope->link, chunk, data, size, len, why);
}

static bool source_wait(void *ctx, unsigned int ms)
{
	(void)ctx;
	return screen_wait(ms);
}

static struct capture_source source_of(struct scope *scope)
{
	return (struct capture_source){
		.ctx = scope, .start = source_start, .chunk = source_chunk, .wait = source_wait
	};
}

static int complain(const struct scope *scope, int code, const char *why)
{
	if (why[0])
		fprintf(stderr, "nfodctl: drive %u:%u: %s\n", scope->drive->place.bus,
			scope->drive->place.address, why);
	return code;
}

static int check_flies(const struct scope *scope, struct nfod_servo_status *servo, char *why)
{
	int code = drive_servo(&scope->link, servo, why);

	if (code == EXIT_OK && servo->state == NFOD_SERVO_KINEMATIC) {
		snprintf(why, NFODCTL_WHY, "%s", NFODCTL_NOT_FLOWN);
		return EXIT_DRIVE;
	}
	return code;
}

static void describe(char *title, size_t size, const struct scope *scope)
{
	const struct nfod_trace_setup *trace = &scope->options->trace;
	char every[32] = "every tick";

	if (trace->every > 1)
		snprintf(every, sizeof(every), "every %u ticks", trace->every);
	snprintf(title, size, "drive %u:%u, %u records, one %s, trigger %s",
		 scope->drive->place.bus, scope->drive->place.address, trace->records, every,
		 trigger_name(trace->trigger));
}

static bool save_csv(const struct capture *capture, const char *path, char *why)
{
	FILE *file = fopen(path, "w");
	bool good;

	if (file)
		scope_print_csv(file, capture);
	good = file && !ferror(file);
	if (file && fclose(file))
		good = false;
	if (!good)
		snprintf(why, NFODCTL_WHY, "%.80s: cannot be written: %m", path);
	return good;
}

static bool save_files(const struct scope *scope, const struct capture *capture, char *why)
{
	const struct nfodctl_options *options = scope->options;
	char title[128];

	describe(title, sizeof(title), scope);
	return (!options->csv || save_csv(capture, options->csv, why)) &&
	       (!options->png || scope_plot(capture, options->png, false, title, why)) &&
	       (!options->svg || scope_plot(capture, options->svg, true, title, why));
}

static void print_plain(const struct scope *scope, const struct capture *capture)
{
	struct scope_screen screen = {
		.columns = PLAIN_COLUMNS,
		.rows = PLAIN_ROWS_EACH * scope->options->trace.channels + 3,
		.ascii = !screen_is_utf8(),
		.eol = "\n",
	};
	char title[128];

	describe(title, sizeof(title), scope);
	printf("%s\n\n", title);
	scope_print(stdout, capture, &screen);
}

static int run_once(struct scope *scope, char *why)
{
	const struct nfodctl_options *options = scope->options;
	struct capture_source source = source_of(scope);
	struct capture capture;
	int code = capture_take(&source, &options->trace, &capture, why);

	if (code != EXIT_OK)
		return code;
	if (!options->csv && !options->png && !options->svg) {
		print_plain(scope, &capture);
	} else {
		scope_print_sums(stdout, &capture);
		if (!save_files(scope, &capture, why))
			code = EXIT_DRIVE;
	}
	capture_free(&capture);
	return code;
}

static void draw_head(const struct scope *scope, const struct nfod_servo_status *servo,
		      const char *news)
{
	char title[128];

	describe(title, sizeof(title), scope);
	printf("%s%s  q quits" SCREEN_EOL, title, news);
	printf("%s, %s, %.3f mm, %.1f rpm" SCREEN_EOL, word_servo_state(servo->state),
	       word_side(servo->side), servo->radius_nm / 1e6, servo->speed_mrpm / 1e3);
}

static void draw(const struct scope *scope, const struct capture *capture,
		 const struct nfod_servo_status *servo, const char *news)
{
	struct scope_screen screen = {
		.columns = 80, .rows = 24, .ascii = !screen_is_utf8(), .eol = SCREEN_EOL
	};

	screen_size(&screen.columns, &screen.rows);
	/* Two lines above, and the last one stays free of a newline that would scroll. */
	screen.rows = screen.rows > 3 ? screen.rows - 3 : 1;
	screen_home();
	draw_head(scope, servo, news);
	if (capture->records)
		scope_print(stdout, capture, &screen);
	screen_done();
}

static int run_live(struct scope *scope, struct nfod_servo_status *servo, char *why)
{
	const struct nfod_trace_setup *trace = &scope->options->trace;
	struct capture_source source = source_of(scope);
	struct capture shown = { .setup = *trace };
	bool waits = trace->trigger != NFOD_TRIGGER_NOW;
	int code = EXIT_OK;

	screen_begin();
	do {
		struct capture next;

		draw(scope, &shown, servo, waits ? ", waiting;" : ";");
		why[0] = '\0';
		code = capture_take(&source, trace, &next, why);
		if (code == EXIT_OK) {
			capture_free(&shown);
			shown = next;
			code = drive_servo(&scope->link, servo, why);
		}
	} while (code == EXIT_OK && screen_wait(FRAME_MS));
	screen_end();
	capture_free(&shown);
	/* Without a reason it is the person's wish. */
	return why[0] ? code : EXIT_OK;
}

int scope_run(const struct nfodctl_drive *drive, const struct nfodctl_options *options)
{
	bool files = options->csv || options->png || options->svg;
	struct scope scope = { .drive = drive,
			       .options = options,
			       .live = screen_is_there() && !files };
	char why[NFODCTL_WHY] = "";
	struct nfod_servo_status servo;
	int code = drive_open(drive, &scope.link, why);

	if (code != EXIT_OK)
		return complain(&scope, code, why);
	code = check_flies(&scope, &servo, why);
	if (code == EXIT_OK)
		code = scope.live ? run_live(&scope, &servo, why) : run_once(&scope, why);
	drive_close(&scope.link);
	return code == EXIT_OK ? code : complain(&scope, code, why);
}
