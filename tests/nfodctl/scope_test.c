// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Recordings fetched from a drive that is made up, and what is printed of them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answer.h"
#include "capture.h"
#include "cmocka_all.h"
#include "report.h"
#include "scope.h"
#include "signals.h"

/* Fontconfig keeps what it has read of fonts. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

/**
 * struct fake - a drive
 * @setup: as started
 * @waits: for so long it is not done
 * @stuck: never done
 * @patience: waits of the person
 * @spoil: bends an answer, or NULL
 * @asked: chunks
 */
struct fake {
	struct nfod_trace_setup setup;
	unsigned int waits;
	bool stuck;
	unsigned int patience;
	void (*spoil)(struct fake *fake, struct nfod_trace_chunk *head);
	unsigned int asked;
	float (*value)(uint32_t record, unsigned int channel);
};

static float ramp(uint32_t record, unsigned int channel)
{
	return channel ? -(float)record : (float)record;
}

static int fake_start(void *ctx, const struct nfod_trace_setup *setup, char *why)
{
	struct fake *fake = ctx;

	(void)why;
	fake->setup = *setup;
	return EXIT_OK;
}

static int fake_chunk(void *ctx, unsigned int chunk, void *data, size_t size, size_t *len,
		      char *why)
{
	struct fake *fake = ctx;
	unsigned int channels = fake->setup.channels;
	uint32_t most = NFOD_TRACE_CHUNK_BYTES / (channels * 4u);
	bool done = !fake->waits && !fake->stuck;
	float *record = (float *)((char *)data + sizeof(struct nfod_trace_chunk));
	struct nfod_trace_chunk head = {
		.magic = NFOD_TRACE_MAGIC,
		.chunk = (uint16_t)chunk,
		.channels = (uint16_t)channels,
		.total = done ? fake->setup.records : 1,
		.first_tick = 5000,
		.every = fake->setup.every,
		.done = done,
		.triggered = done || fake->stuck,
		.tick_hz = 200000,
	};

	(void)why;
	fake->asked++;
	if (done && chunk * most < head.total)
		head.records = head.total - chunk * most < most ? head.total - chunk * most : most;
	if (fake->spoil)
		fake->spoil(fake, &head);
	*len = sizeof(head) + head.records * channels * 4u;
	assert_true(*len <= size);
	memcpy(data, &head, sizeof(head));
	for (uint32_t n = 0; n < head.records; n++)
		for (unsigned int channel = 0; channel < channels; channel++)
			*record++ = fake->value(chunk * most + n, channel);
	return EXIT_OK;
}

static bool fake_wait(void *ctx, unsigned int ms)
{
	struct fake *fake = ctx;

	(void)ms;
	if (fake->waits)
		fake->waits--;
	return fake->patience-- > 0;
}

static int take(struct fake *fake, const struct nfod_trace_setup *setup, struct capture *capture,
		char *why)
{
	struct capture_source source = {
		.ctx = fake, .start = fake_start, .chunk = fake_chunk, .wait = fake_wait
	};

	if (!fake->value)
		fake->value = ramp;
	if (!fake->patience)
		fake->patience = 100000;
	why[0] = '\0';
	return capture_take(&source, setup, capture, why);
}

static struct nfod_trace_setup two_signals(uint32_t records)
{
	return (struct nfod_trace_setup){ .channels = 2,
					  .every = 2,
					  .records = records,
					  .signal = { NFOD_TRACE_GAP_NM, NFOD_TRACE_TRACK_NM } };
}

static void all_chunks_are_fetched(void **state)
{
	struct fake fake = { .waits = 20 };
	struct nfod_trace_setup setup = two_signals(1000);
	struct capture capture;
	char why[NFODCTL_WHY];

	(void)state;
	assert_int_equal(take(&fake, &setup, &capture, why), EXIT_OK);
	assert_int_equal(capture.records, 1000);
	assert_int_equal(fake.asked, 20 + 3);
	for (uint32_t n = 0; n < 1000; n++) {
		assert_true(capture_value(&capture, n, 0) == n);
		assert_true(capture_value(&capture, n, 1) == -(double)n);
	}
	assert_true(fabs(capture_time(&capture, 100) - 1e-3) < 1e-12);
	capture_free(&capture);
}

static void time_runs_from_the_trigger(void **state)
{
	struct fake fake = { 0 };
	struct nfod_trace_setup setup = two_signals(1000);
	struct capture capture;
	char why[NFODCTL_WHY];

	(void)state;
	setup.trigger = NFOD_TRIGGER_RETRACT;
	setup.before = 300;
	assert_int_equal(take(&fake, &setup, &capture, why), EXIT_OK);
	assert_int_equal(capture.zero, 300);
	assert_true(capture_time(&capture, 300) == 0);
	assert_true(fabs(capture_time(&capture, 0) + 3e-3) < 1e-12);
	capture_free(&capture);
}

static void expect_failure(struct fake *fake, const char *words)
{
	struct nfod_trace_setup setup = two_signals(1000);
	struct capture capture;
	char why[NFODCTL_WHY];

	assert_int_equal(take(fake, &setup, &capture, why), EXIT_DRIVE);
	if (!strstr(why, words))
		fail_msg("\"%s\" does not say \"%s\"", why, words);
}

static void a_drive_without_ticks_is_given_up(void **state)
{
	struct fake fake = { .stuck = true };

	(void)state;
	expect_failure(&fake, "stands still");
	assert_true(fake.asked < 1000);
}

static void the_person_may_end_the_wait(void **state)
{
	struct fake fake = { .waits = 1000, .patience = 5 };
	struct nfod_trace_setup setup = two_signals(1000);
	struct capture capture;
	char why[NFODCTL_WHY];

	(void)state;
	assert_int_equal(take(&fake, &setup, &capture, why), EXIT_DRIVE);
	assert_string_equal(why, "");
}

static void restarted(struct fake *fake, struct nfod_trace_chunk *head)
{
	head->first_tick += fake->asked;
}

static void shrunk(struct fake *fake, struct nfod_trace_chunk *head)
{
	if (fake->asked > 1) {
		head->total = 500;
		head->records = 500 - 384;
	}
}

static void forgotten(struct fake *fake, struct nfod_trace_chunk *head)
{
	(void)fake;
	head->channels = 0;
	head->done = 0;
	head->triggered = 0;
	head->records = 0;
}

static void lengthened(struct fake *fake, struct nfod_trace_chunk *head)
{
	(void)fake;
	head->total = UINT32_MAX;
}

static void emptied(struct fake *fake, struct nfod_trace_chunk *head)
{
	(void)fake;
	head->total = 0;
	head->records = 0;
}

static void recordings_that_change_are_refused(void **state)
{
	struct fake fake = { .spoil = restarted };

	(void)state;
	expect_failure(&fake, "another recording");
	fake = (struct fake){ .spoil = shrunk };
	expect_failure(&fake, "another recording");
	fake = (struct fake){ .spoil = forgotten };
	expect_failure(&fake, "another recording");
	fake = (struct fake){ .spoil = lengthened };
	expect_failure(&fake, "another recording");
	fake = (struct fake){ .spoil = emptied };
	expect_failure(&fake, "total");
}

static float no_numbers(uint32_t record, unsigned int channel)
{
	static const uint32_t odd[] = { 0x7fc00000, 0x7f800000, 0xff800000, 0x7f7fffff,
					0xff7fffff, 0x00000001, 0x7f800001, 0x3f800000 };
	float value;

	(void)channel;
	memcpy(&value, &odd[record % 8], sizeof(value));
	return value;
}

static float nothing_at_all(uint32_t record, unsigned int channel)
{
	(void)record;
	(void)channel;
	return NAN;
}

static float sine(uint32_t record, unsigned int channel)
{
	return channel ? sinf((float)record * 0.1f) : 25 + 2 * sinf((float)record * 0.05f);
}

static struct capture taken(float (*value)(uint32_t record, unsigned int channel), uint32_t records,
			    uint8_t trigger)
{
	struct fake fake = { .value = value };
	struct nfod_trace_setup setup = two_signals(records);
	struct capture capture;
	char why[NFODCTL_WHY];

	setup.trigger = trigger;
	setup.before = trigger ? records / 4 : 0;
	assert_int_equal(take(&fake, &setup, &capture, why), EXIT_OK);
	return capture;
}

static void sums_are_those_of_a_sine(void **state)
{
	/* 20 whole periods, nearly. */
	struct capture capture = taken(sine, 2513, NFOD_TRIGGER_NOW);
	struct capture_sum sum = capture_sum(&capture, 0);

	(void)state;
	assert_int_equal(sum.count, 2513);
	assert_true(fabs(sum.mean - 25) < 1e-3);
	assert_true(fabs(sum.rms - sqrt(2)) < 1e-3);
	assert_true(fabs(sum.peak - 2) < 1e-3);
	assert_true(fabs(sum.least - 23) < 1e-3 && fabs(sum.most - 27) < 1e-3);
	capture_free(&capture);
}

static void what_is_no_number_is_left_out(void **state)
{
	struct capture capture = taken(no_numbers, 800, NFOD_TRIGGER_NOW);
	struct capture none = taken(nothing_at_all, 800, NFOD_TRIGGER_NOW);

	(void)state;
	assert_int_equal(capture_sum(&capture, 0).count, 400);
	assert_true(isfinite(capture_sum(&capture, 0).rms));
	assert_int_equal(capture_sum(&none, 1).count, 0);
	capture_free(&capture);
	capture_free(&none);
}

/* Lines of a picture, each checked for its width; to be freed. */
static char *picture(const struct capture *capture, unsigned int columns, unsigned int rows,
		     bool ascii, unsigned int *lines)
{
	struct scope_screen screen = { columns, rows, ascii, "\n" };
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	scope_print(file, capture, &screen);
	fclose(file);
	*lines = 0;
	for (const char *at = text; (at = strchr(at, '\n')); at++)
		++*lines;
	return text;
}

static void pictures_fill_the_screen(void **state)
{
	struct capture capture = taken(sine, 2513, NFOD_TRIGGER_RETRACT);
	unsigned int lines;

	(void)state;
	for (unsigned int rows = 10; rows < 60; rows++) {
		char *text = picture(&capture, 100, rows, false, &lines);

		assert_in_range(lines, rows - 2, rows);
		assert_non_null(strstr(text, "rms     1.414"));
		assert_non_null(strstr(text, "-6.28 ms"));
		assert_non_null(strstr(text, "0 = retract"));
		assert_non_null(strstr(text, "\xe2\xa3"));
		free(text);
	}
	capture_free(&capture);
}

static void pictures_do_without_utf8(void **state)
{
	struct capture capture = taken(sine, 2000, NFOD_TRIGGER_NOW);
	unsigned int lines;
	char *text = picture(&capture, 80, 24, true, &lines);

	(void)state;
	for (const char *at = text; *at; at++)
		assert_true(*at == '\n' || (*at >= ' ' && *at <= '~'));
	assert_non_null(strstr(text, ":"));
	free(text);
	capture_free(&capture);
}

/* Small, huge and absurd screens, and signals that are no numbers. */
static void pictures_survive_everything(void **state)
{
	static const unsigned int sizes[] = { 0, 1, 7, 40, 1000, 100000 };
	struct capture capture[] = { taken(no_numbers, 800, NFOD_TRIGGER_SEEK),
				     taken(nothing_at_all, 2, NFOD_TRIGGER_NOW),
				     taken(ramp, 60000, NFOD_TRIGGER_JUMP) };
	unsigned int lines;

	(void)state;
	for (unsigned int n = 0; n < 3; n++) {
		for (unsigned int w = 0; w < 6; w++)
			for (unsigned int h = 0; h < 6; h++)
				free(picture(&capture[n], sizes[w], sizes[h], false, &lines));
		capture_free(&capture[n]);
	}
}

static void csv_has_a_line_per_record(void **state)
{
	struct capture capture = taken(no_numbers, 8, NFOD_TRIGGER_NOW);
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	(void)state;
	scope_print_csv(file, &capture);
	fclose(file);
	assert_ptr_equal(strstr(text, "tick,time_s,gap_nm,track_nm\n5000,0,nan,nan\n"
				      "5002,1e-05,inf,inf\n"),
			 text);
	assert_non_null(strstr(text, "\n5014,7e-05,1,1\n"));
	free(text);
	capture_free(&capture);
}

static void expect_file(const char *path, const char *begin)
{
	char head[64] = "";
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_true(fread(head, 1, sizeof(head) - 1, file) > 0);
	fclose(file);
	assert_memory_equal(head, begin, strlen(begin));
	unlink(path);
}

static void plots_are_written(void **state)
{
	struct capture capture[] = { taken(sine, 2000, NFOD_TRIGGER_RETRACT),
				     taken(no_numbers, 800, NFOD_TRIGGER_NOW),
				     taken(nothing_at_all, 2, NFOD_TRIGGER_NOW),
				     taken(ramp, 60000, NFOD_TRIGGER_JUMP) };
	char folder[] = "/tmp/scope_test.XXXXXX", path[64], why[NFODCTL_WHY];

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/plot", folder);
	for (unsigned int n = 0; n < 4; n++) {
		assert_true(scope_plot(&capture[n], path, false, "title", why));
		expect_file(path, "\x89PNG");
		assert_true(scope_plot(&capture[n], path, true, "title", why));
		expect_file(path, "<?xml");
		capture_free(&capture[n]);
	}
	rmdir(folder);
}

static void plots_that_cannot_be_written_are_told(void **state)
{
	struct capture capture = taken(sine, 100, NFOD_TRIGGER_NOW);
	char why[NFODCTL_WHY];

	(void)state;
	assert_false(scope_plot(&capture, "/nonexistent/plot.png", false, "title", why));
	assert_non_null(strstr(why, "No such file"));
	assert_false(scope_plot(&capture, "/nonexistent/plot.svg", true, "title", why));
	assert_non_null(strstr(why, "/nonexistent/plot.svg"));
	capture_free(&capture);
}

static void every_signal_and_trigger_has_its_name(void **state)
{
	(void)state;
	for (unsigned int n = 0; n < NFOD_TRACE_SIGNALS; n++)
		assert_int_equal(signal_by_name(signal_name(n)->name), n);
	for (unsigned int n = 0; n < NFOD_TRIGGER_COUNT; n++)
		assert_int_equal(trigger_by_name(trigger_name(n)), n);
	assert_int_equal(signal_by_name("gasp"), -1);
	assert_int_equal(trigger_by_name(""), -1);
	assert_string_equal(signal_name(NFOD_TRACE_SIGNALS)->name, "unknown");
	assert_string_equal(trigger_name(NFOD_TRIGGER_COUNT), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_chunks_are_fetched),
		cmocka_unit_test(time_runs_from_the_trigger),
		cmocka_unit_test(a_drive_without_ticks_is_given_up),
		cmocka_unit_test(the_person_may_end_the_wait),
		cmocka_unit_test(recordings_that_change_are_refused),
		cmocka_unit_test(sums_are_those_of_a_sine),
		cmocka_unit_test(what_is_no_number_is_left_out),
		cmocka_unit_test(pictures_fill_the_screen),
		cmocka_unit_test(pictures_do_without_utf8),
		cmocka_unit_test(pictures_survive_everything),
		cmocka_unit_test(csv_has_a_line_per_record),
		cmocka_unit_test(plots_are_written),
		cmocka_unit_test(plots_that_cannot_be_written_are_told),
		cmocka_unit_test(every_signal_and_trigger_has_its_name),
	};

	return cmocka_run_group_tests_name("scope", tests, NULL, NULL);
}
