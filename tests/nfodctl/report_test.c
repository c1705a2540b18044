// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The reports, as text and as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cjson/cJSON.h>

#include "nfod/format.h"
#include "report.h"
#include "sample.h"

static const struct place place = { .bus = 1, .address = 4, .mbit_s = 5000 };

/* A report as a string, to be freed. */
struct capture {
	char *text;
	size_t size;
	FILE *file;
};

static FILE *capture_begin(struct capture *capture)
{
	capture->file = open_memstream(&capture->text, &capture->size);
	assert_non_null(capture->file);
	return capture->file;
}

static void expect(const struct capture *capture, const char *words)
{
	if (strstr(capture->text, words))
		return;
	fprintf(stderr, "%s\n", capture->text);
	fail_msg("\"%s\" is missing", words);
}

static void expect_no(const struct capture *capture, const char *words)
{
	if (!strstr(capture->text, words))
		return;
	fprintf(stderr, "%s\n", capture->text);
	fail_msg("\"%s\" is there", words);
}

static void capture_end(struct capture *capture)
{
	free(capture->text);
}

static void list_has_a_line_per_drive(void **state)
{
	struct list_entry entry[3] = {
		{ .place = place, .id = sample_identify() },
		{ .place = { .bus = 3, .address = 12 }, .why = "it went away" },
		{ .place = { .bus = 3, .address = 13 }, .dfu = true, .id.serial = "NF7" },
	};
	struct capture capture;
	unsigned int lines = 0;

	(void)state;
	print_list(capture_begin(&capture), entry, 3);
	fclose(capture.file);
	for (const char *at = capture.text; (at = strchr(at, '\n')); at++)
		lines++;
	assert_int_equal(lines, 4);
	expect(&capture, "1:4 ");
	expect(&capture, "5 Gbit/s");
	expect(&capture, "NF00000001");
	expect(&capture, "67.1 GB phase-change, writable");
	expect(&capture, "3:12 ");
	expect(&capture, "not asked: it went away");
	expect(&capture, "3:13 ");
	expect(&capture, "NF7              in DFU mode: nfodctl flash FILE");
	capture_end(&capture);
}

static void list_names_every_medium_state(void **state)
{
	struct list_entry entry = { .place = place, .id = sample_identify() };
	struct capture capture;

	(void)state;
	entry.id.capacity = 0;
	entry.id.medium_state = NFOD_MEDIUM_NONE;
	print_list(capture_begin(&capture), &entry, 1);
	entry.id.medium_state = NFOD_MEDIUM_LOADING;
	print_list(capture.file, &entry, 1);
	entry.id.medium_state = NFOD_MEDIUM_FAULT;
	entry.id.fault = NFOD_FAULT_FORMAT;
	print_list(capture.file, &entry, 1);
	fclose(capture.file);
	expect(&capture, "no disc");
	expect(&capture, "disc loading");
	expect(&capture, "fault: disc format unknown or damaged");
	capture_end(&capture);
}

static void info_shows_the_disc(void **state)
{
	struct nfod_identify id = sample_identify();
	struct nfod_drive_status status = sample_status();
	struct capture capture;

	(void)state;
	print_info(capture_begin(&capture), &place, &id, &status);
	fclose(capture.file);
	expect(&capture, "nfod-ref-1, serial NF00000001");
	expect(&capture, "67.1 GB (62.5 GiB), 16,388,096 blocks of 4 KiB");
	expect(&capture, "NFD-000000000000002A");
	expect(&capture, "up to 1 MiB at a time");
	expect(&capture, "locked");
	expect(&capture, "0x0badcafe");
	expect(&capture, "1.50 of the disc, 1.50 of the head");
	expect(&capture, "run-out             18.4 um");
	expect(&capture,
	       "gap 25.0 nm, signal 0.389, slope 0.99 %/nm (as stated), crosstalk -26.1 dB");
	expect(&capture, "slope 0.60 %/nm (flatter than stated)");
	expect(&capture, "missed limits of crosstalk, gap slope");
	capture_end(&capture);
}

static void info_without_a_disc_shows_none(void **state)
{
	struct nfod_identify id = sample_identify();
	struct nfod_drive_status status = sample_status();
	struct capture capture;

	(void)state;
	id.medium_state = NFOD_MEDIUM_NONE;
	id.recording = NFOD_RECORDING_NONE;
	id.capacity = 0;
	memset(id.disc_id, 0, sizeof(id.disc_id));
	status.disc_na_milli = 0;
	print_info(capture_begin(&capture), &place, &id, &status);
	fclose(capture.file);
	expect(&capture, "none");
	expect_no(&capture, "capacity ");
	expect_no(&capture, "  disc ");
	expect_no(&capture, "Flight");
	capture_end(&capture);
}

static void full_text_fields_end_where_they_end(void **state)
{
	struct nfod_identify id = sample_identify();
	struct nfod_drive_status status = sample_status();
	struct capture capture;
	char serial[40] = "";

	(void)state;
	memset(id.serial, 'S', sizeof(id.serial));
	memset(id.model, 'M', sizeof(id.model));
	memset(id.firmware, 'F', sizeof(id.firmware));
	memset(id.disc_id, 'D', sizeof(id.disc_id));
	memset(serial, 'S', sizeof(id.serial));
	print_info(capture_begin(&capture), &place, &id, &status);
	print_status(capture.file, &place, &id, &status);
	fclose(capture.file);
	expect(&capture, serial);
	expect_no(&capture, "SM");
	expect_no(&capture, "MF");
	expect_no(&capture, "FD");
	capture_end(&capture);
}

static void status_shows_head_cache_and_times(void **state)
{
	struct nfod_identify id = sample_identify();
	struct nfod_drive_status status = sample_status();
	struct capture capture;

	(void)state;
	print_status(capture_begin(&capture), &place, &id, &status);
	fclose(capture.file);
	expect(&capture, "zone 12, land, radius 36.482 mm; disc turns at 1476.5 rpm");
	expect(&capture, "[######                          ]");
	expect(&capture, "32 MiB held, 5.8 MiB of it not on the disc yet");
	expect(&capture, "3 min 12 s ago");
	expect(&capture, "mean 35.1 ms");
	expect(&capture, "41 % of it from the cache");
	expect(&capture, "Reads: 1,275 commands");
	expect(&capture, "Writes: 966 commands");
	capture_end(&capture);
}

static void expect_refusal(uint32_t fault, uint32_t figure, uint32_t limit, const char *words)
{
	struct nfod_identify id = sample_identify();
	struct nfod_drive_status status = sample_status();
	struct capture capture;

	id.medium_state = NFOD_MEDIUM_FAULT;
	id.fault = status.refused = fault;
	status.figure = figure;
	status.limit = limit;
	print_status(capture_begin(&capture), &place, &id, &status);
	print_info(capture.file, &place, &id, &status);
	fclose(capture.file);
	expect(&capture, words);
	capture_end(&capture);
}

static void a_refused_disc_has_a_reason_in_words(void **state)
{
	(void)state;
	expect_refusal(NFOD_FAULT_MANAGEMENT, NFOD_CAUSE_NO_ROOT, 0,
		       "no management area holds: format it");
	expect_refusal(NFOD_FAULT_OPTICS, 1700, 1500,
		       "another numerical aperture; disc is for NA 1.70, head has 1.50");
	expect_refusal(NFOD_FAULT_RUNOUT, 131900, 60000,
		       "out of plane too far; run-out of 131.9 um, head follows 60.0 um");
	expect_refusal(NFOD_FAULT_GAP_SIGNAL, 7310, 5000,
		       "gap would err by 7.3 nm, bearable are 5.0 nm");
	expect_refusal(NFOD_FAULT_GAP_SIGNAL, UINT32_MAX, 5000,
		       "gap signal cannot hold the head; beyond measure");
	expect_refusal(NFOD_FAULT_STATE, 12000, 10000, "marks pass for a gap of 12.0 nm");
	expect_refusal(NFOD_FAULT_SURFACE, 25000, 19000, "unevenness of 25.0 nm");
	expect_refusal(NFOD_FAULT_POWER, 9100, 8000, "writing wants 9.1 mW, head has 8.0 mW");
	expect_refusal(NFOD_FAULT_FIELD, 300, 250, "writing wants 300 Oe, head has 250 Oe");
	expect_refusal(NFOD_FAULT_SPIN, 431000, 2244000,
		       "disc turned at 431.0 rpm, wanted were 2244.0 rpm");
	expect_refusal(NFOD_FAULT_FOCUS, 555000, 1200000, "searched 555.0 um, travel is 1200.0 um");
	expect_refusal(NFOD_FAULT_PULL_IN, 61000, 25000,
		       "gap came to 61.0 nm, wanted were 25.0 nm");
	expect_refusal(NFOD_FAULT_TRACKING, 52000, 40000,
		       "off the track by 52.0 nm, bearable are 40.0 nm");
	expect_refusal(NFOD_FAULT_SEEK, 12, 1, "missed by 12 grooves, bearable are 1 grooves");
	expect_refusal(NFOD_FAULT_TILT, 4200, 3000, "tilt of 4.20 mrad, head levels 3.00 mrad");
	expect_refusal(NFOD_FAULT_PROTRUSION, 60000, 15000,
		       "protrusion of 60.0 nm, head flies over 15.0 nm");
	expect_refusal(NFOD_FAULT_PROTRUSION, UINT32_MAX, 15000, "beyond measure");
	expect_refusal(NFOD_FAULT_SHOCK, 9, 8, "shaken off 9 times, bearable are 8 times");
	expect_refusal(NFOD_FAULT_SUPPLY, 3900, 4200, "supply of 3.90 V, head wants 4.20 V");
	expect_refusal(NFOD_FAULT_TEMPERATURE, (uint32_t)-2500, (uint32_t)-1000,
		       "head at -25.0 degrees, limit is -10.0 degrees");
	expect_refusal(NFOD_FAULT_LASER, 612000, 900000,
		       "light of 61 % of the order, bearable are 90 % of the order");
	expect_refusal(NFOD_FAULT_LENS, 650000, 700000,
		       "far-field light of 65 % of the first, bearable are 70 % of the first");
	expect_refusal(NFOD_FAULT_WATCHDOG, 3, 2, "ticks late 3 times, bearable are 2 times");
	expect_refusal(NFOD_FAULT_SPIN, 0, 0, "disc does not come up to speed or to rest\n");
}

static void expect_judgement(const struct nfod_drive_status *status, const char *words)
{
	struct nfod_identify id = sample_identify();
	struct capture capture;

	print_status(capture_begin(&capture), &place, &id, status);
	fclose(capture.file);
	expect(&capture, words);
	capture_end(&capture);
}

static void reading_is_judged_in_plain_words(void **state)
{
	struct nfod_drive_status status = sample_status();

	(void)state;
	expect_judgement(&status, "crosstalk high, 3.1e-03 symbol errors: bad, replace the disc");
	status.crosstalk_cdb[1] = (uint16_t)-2500;
	expect_judgement(&status, "Reading   3.1e-03 symbol errors: bad");
	status.symbols_corrected = 500;
	expect_judgement(&status, "Reading   5.0e-04 symbol errors: fair");
	status.symbols_corrected = 50;
	expect_judgement(&status, "Reading   5.0e-05 symbol errors: good");
	status.sectors_lost = 3;
	expect_judgement(&status, "data beyond correction");
	status.contacts = 1;
	expect_judgement(&status, "the disc touches the lens");
	status = (struct nfod_drive_status){ 0 };
	expect_judgement(&status, "nothing read yet");
}

static void status_of_a_drive_at_rest_is_calm(void **state)
{
	struct nfod_identify id = sample_identify();
	struct nfod_drive_status status = { .uptime_us = 0 };
	struct capture capture;

	(void)state;
	print_status(capture_begin(&capture), &place, &id, &status);
	fclose(capture.file);
	expect(&capture, "parked; disc stands still");
	expect_no(&capture, "nan");
	expect_no(&capture, "inf");
	expect_no(&capture, "commands;");
	capture_end(&capture);
}

static void status_survives_full_counters(void **state)
{
	struct nfod_identify id = sample_identify();
	struct nfod_drive_status status;
	struct capture capture;

	(void)state;
	memset(&status, 0xff, sizeof(status));
	status.zone = NFOD_MAX_ZONES - 1;
	status.side = 1;
	status.spinning = 1;
	status.refused = NFOD_FAULT_WATCHDOG;
	print_status(capture_begin(&capture), &place, &id, &status);
	fclose(capture.file);
	expect_no(&capture, "nan");
	expect_no(&capture, " -");
	capture_end(&capture);
}

static cJSON *reparse(cJSON *object)
{
	char *text = cJSON_Print(object);
	cJSON *parsed = cJSON_Parse(text);

	cJSON_Delete(object);
	cJSON_free(text);
	assert_non_null(parsed);
	return parsed;
}

static const cJSON *at(const cJSON *object, const char *name)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	if (!item)
		fail_msg("JSON lacks \"%s\"", name);
	return item;
}

static void json_list_tells_errors_apart(void **state)
{
	struct list_entry entry[3] = {
		{ .place = place, .id = sample_identify() },
		{ .place = { .bus = 3, .address = 12 }, .why = "say \"no\"" },
		{ .place = { .bus = 3, .address = 13 }, .dfu = true, .id.serial = "NF7" },
	};
	cJSON *list = reparse(json_list(entry, 3));
	const cJSON *first = cJSON_GetArrayItem(list, 0);
	const cJSON *second = cJSON_GetArrayItem(list, 1);
	const cJSON *third = cJSON_GetArrayItem(list, 2);

	(void)state;
	assert_int_equal(cJSON_GetArraySize(list), 3);
	assert_string_equal(at(first, "serial")->valuestring, "NF00000001");
	assert_true(at(first, "speed_mbit_s")->valuedouble == 5000);
	assert_true(at(at(first, "medium"), "bytes")->valuedouble == 67125641216.0);
	assert_null(cJSON_GetObjectItem(first, "error"));
	assert_string_equal(at(second, "error")->valuestring, "say \"no\"");
	assert_true(cJSON_IsNull(at(second, "speed_mbit_s")));
	assert_null(cJSON_GetObjectItem(second, "serial"));
	assert_string_equal(at(third, "serial")->valuestring, "NF7");
	assert_true(cJSON_IsTrue(at(third, "dfu")));
	assert_null(cJSON_GetObjectItem(third, "medium"));
	assert_null(cJSON_GetObjectItem(first, "dfu"));
	cJSON_Delete(list);
}

static void json_empty_list_is_an_array(void **state)
{
	cJSON *list = reparse(json_list(NULL, 0));

	(void)state;
	assert_true(cJSON_IsArray(list));
	assert_int_equal(cJSON_GetArraySize(list), 0);
	cJSON_Delete(list);
}

static void json_info_has_limits_and_counters(void **state)
{
	struct nfod_identify id = sample_identify();
	struct nfod_drive_status status = sample_status();
	cJSON *info = reparse(json_info(&place, &id, &status));

	(void)state;
	assert_true(at(at(info, "limits"), "max_blocks")->valuedouble == 256);
	assert_true(at(at(info, "counters"), "boot")->valuedouble == 0x0badcafe);
	assert_true(cJSON_IsTrue(at(at(info, "medium"), "locked")));
	assert_true(cJSON_IsFalse(at(at(info, "medium"), "read_only")));
	assert_string_equal(at(at(info, "medium"), "recording")->valuestring, "phase-change");
	cJSON_Delete(info);
}

/* 2^53 + 1 is no double. */
static void json_keeps_every_digit_of_a_counter(void **state)
{
	struct nfod_identify id = sample_identify();
	struct nfod_drive_status status = sample_status();
	cJSON *info = json_info(&place, &id, &status);
	char *text = cJSON_Print(info);

	(void)state;
	assert_non_null(strstr(text, "9007199254740993"));
	cJSON_free(text);
	cJSON_Delete(info);
}

static void json_tells_flight_and_refusal(void **state)
{
	struct nfod_identify id = sample_identify();
	struct nfod_drive_status status = sample_status();
	cJSON *object = reparse(json_status(&place, &id, &status));
	const cJSON *flight = at(object, "flight");

	(void)state;
	assert_true(cJSON_IsNull(at(flight, "refusal")));
	assert_int_equal(cJSON_GetArraySize(at(flight, "rejects")), 2);
	assert_true(at(at(flight, "groove"), "slope_ppm_nm")->valuedouble == 9900);
	assert_true(at(at(flight, "land"), "crosstalk_db")->valuedouble == -15.9);
	assert_true(at(at(object, "reading"), "symbols")->valuedouble == 1000000);
	assert_true(at(at(object, "reading"), "error_rate")->valuedouble == 3.1e-3);
	cJSON_Delete(object);
	status.refused = NFOD_FAULT_RUNOUT;
	status.figure = 131900;
	status.limit = 60000;
	object = reparse(json_info(&place, &id, &status));
	flight = at(at(object, "flight"), "refusal");
	assert_string_equal(at(flight, "fault")->valuestring, "disc runs out of plane too far");
	assert_true(at(flight, "figure")->valuedouble == 131900);
	cJSON_Delete(object);
}

static void json_status_has_histograms(void **state)
{
	struct nfod_identify id = sample_identify();
	struct nfod_drive_status status = sample_status();
	cJSON *object = reparse(json_status(&place, &id, &status));
	const cJSON *read = at(object, "read");
	const cJSON *buckets = at(read, "log2_us");

	(void)state;
	assert_int_equal(cJSON_GetArraySize(buckets), NFOD_HISTOGRAM_BUCKETS);
	assert_true(cJSON_GetArrayItem(buckets, 15)->valuedouble == 401);
	assert_true(at(read, "commands")->valuedouble == 1275);
	assert_true(at(read, "p99_us")->valuedouble > 65536);
	assert_true(at(at(object, "cache"), "dirty_pages")->valuedouble == 1472);
	assert_true(at(at(object, "head"), "zone")->valuedouble == 12);
	assert_true(cJSON_IsTrue(at(at(object, "head"), "spinning")));
	cJSON_Delete(object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(list_has_a_line_per_drive),
		cmocka_unit_test(list_names_every_medium_state),
		cmocka_unit_test(info_shows_the_disc),
		cmocka_unit_test(info_without_a_disc_shows_none),
		cmocka_unit_test(full_text_fields_end_where_they_end),
		cmocka_unit_test(status_shows_head_cache_and_times),
		cmocka_unit_test(a_refused_disc_has_a_reason_in_words),
		cmocka_unit_test(reading_is_judged_in_plain_words),
		cmocka_unit_test(status_of_a_drive_at_rest_is_calm),
		cmocka_unit_test(status_survives_full_counters),
		cmocka_unit_test(json_list_tells_errors_apart),
		cmocka_unit_test(json_empty_list_is_an_array),
		cmocka_unit_test(json_info_has_limits_and_counters),
		cmocka_unit_test(json_keeps_every_digit_of_a_counter),
		cmocka_unit_test(json_tells_flight_and_refusal),
		cmocka_unit_test(json_status_has_histograms),
	};

	return cmocka_run_group_tests_name("reports", tests, NULL, NULL);
}
