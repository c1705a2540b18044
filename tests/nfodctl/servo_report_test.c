// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* What nfodctl servo prints, as text and as JSON. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "cmocka_all.h"
#include "flight.h"
#include "report.h"
#include "sample.h"

static const struct place place = { .bus = 1, .address = 4, .mbit_s = 5000 };

static struct servo_report sample_report(void)
{
	return (struct servo_report){ .servo = sample_servo(),
				      .shape = { sample_shape(0), sample_shape(1) } };
}

/* To be freed. */
static char *printed(const struct servo_report *report)
{
	struct nfod_identify id = sample_identify();
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	print_servo(file, &place, &id, report);
	fclose(file);
	return text;
}

static void expect(const struct servo_report *report, const char *words)
{
	char *text = printed(report);

	if (!strstr(text, words)) {
		fprintf(stderr, "%s\n", text);
		fail_msg("\"%s\" is missing", words);
	}
	free(text);
}

static void expect_no(const struct servo_report *report, const char *words)
{
	char *text = printed(report);

	if (strstr(text, words)) {
		fprintf(stderr, "%s\n", text);
		fail_msg("\"%s\" is there", words);
	}
	free(text);
}

static void text_tells_where_the_head_is(void **state)
{
	struct servo_report report = sample_report();

	(void)state;
	expect(&report, "following a land at 36.482 mm; the head may read and write");
	expect(&report, "turns at 2244.0 rpm; runs out by 18.40 um axially, 32.10 um radially");
	expect(&report, "25.14 nm seen, 25.00 nm wanted");
	expect(&report, "-1.21 nm off its middle");
	expect(&report, "+0.052 mrad radial, -0.018 mrad tangential");
	report.servo.may = 1;
	expect(&report, "the head may read\n");
	report.servo.fault = NFOD_FAULT_TILT;
	expect(&report, "Fault     disc tilted too far");
}

static void text_tells_errors_in_nm_and_tracks(void **state)
{
	struct servo_report report = sample_report();

	(void)state;
	expect(&report,
	       "gap       0.52 nm  0.3 %   1.56 nm  0.9 %   2.01 nm  1.1 %   0.11 nm      57\n");
	expect(&report,
	       "track     1.80 nm  1.0 %   5.40 nm  3.0 %   9.00 nm  5.0 %   0.30 nm      55\n");
	expect(&report,
	       "gap          5.02 kHz       7.5 dB      38.2 deg       5.6 dB      +2.1 %");
	expect(&report, "track    not measured: nfodctl servo --measure");
}

static void text_tells_what_went_wrong(void **state)
{
	struct servo_report report = sample_report();

	(void)state;
	expect(&report, "0 of lens and disc; 0 seen coming, but too late");
	expect(&report, "retracts      11: too close 2, contact ahead 7, shock 1, door 1; "
			"9 back on the track by itself; the last: contact ahead");
	expect(&report, "214 on the map, 3 of them found here; flown over 5,204 times");
	expect(&report, "2 of its sectors damaged, done without");
	memset(report.servo.retracts, 0, sizeof(report.servo.retracts));
	expect(&report, "retracts      0\n");
}

static void text_tells_moves_and_surroundings(void **state)
{
	struct servo_report report = sample_report();

	(void)state;
	expect(&report, "1.62 s from loading to the first readable track");
	expect(&report, "1.15 ms, 0.31 nm overshoot");
	expect(&report, "seeks         1,204, mean 35.1 ms, longest 61.2 ms");
	expect(&report, "jumps         9,001, mean 500 us");
	expect(&report, "-2.5 degrees; calibrated again for it 1 times");
	expect(&report, "5.01 V");
	expect(&report, "99.1 % of a clean lens's light");
	expect_no(&report, "longest tick");
	report.servo.worst_tick = 1432;
	expect(&report, "1432 cycles for the longest tick");
}

static void text_tells_what_was_learned(void **state)
{
	struct servo_report report = sample_report();

	(void)state;
	expect(&report, "axial from 57 turns, radial from 56\n");
	expect(&report, "         1      5000.00 nm at 0.148      5000.00 nm at 0.148\n");
	expect(&report, "        10        50.00 nm at 0.015");
	expect_no(&report, "        11 ");
	report.harmonics = true;
	expect(&report, "         1     5000.000 at 0.148  [################################]\n");
	expect(&report, "        64        1.220 at 0.002");
	report.shape[0].turns = report.shape[1].turns = 0;
	expect(&report, "axial from 0 turns, radial from 0\n");
	expect(&report, "        64        1.220 at 0.002");
	for (int axis = 0; axis < 2; axis++) {
		memset(report.shape[axis].re_pm, 0, sizeof(report.shape[axis].re_pm));
		memset(report.shape[axis].im_pm, 0, sizeof(report.shape[axis].im_pm));
	}
	expect(&report, "nothing yet");
}

static void crests_lie_where_the_shape_is_greatest(void **state)
{
	struct nfod_shape shape = sample_shape(0);
	double crest = 2 * M_PI * flight_crest(&shape, 3);
	double re = flight_signed(shape.re_pm[2], 1e3), im = flight_signed(shape.im_pm[2], 1e3);

	(void)state;
	assert_true(fabs(re * cos(3 * crest) - im * sin(3 * crest) - flight_amplitude(&shape, 3)) <
		    1e-6);
}

static void a_kinematic_drive_says_so(void **state)
{
	struct servo_report report = sample_report();

	(void)state;
	report.servo.state = NFOD_SERVO_KINEMATIC;
	expect(&report, "State     kinematic");
	expect(&report, "drive is kinematic: start nfod-twin with --servo full");
	expect_no(&report, "Errors");
}

static void a_drive_at_rest_is_calm(void **state)
{
	struct servo_report report = { .servo = { .state = NFOD_SERVO_PARKED } };

	(void)state;
	expect(&report, "State     parked; the head may not read\n");
	expect(&report, "Disc      stands still\n");
	expect_no(&report, "nan");
	expect_no(&report, "inf");
}

/* Every counter at its end: nothing overflows, nothing is cut short. */
static void full_counters_are_survived(void **state)
{
	struct servo_report report;
	struct nfod_identify id = sample_identify();
	cJSON *object;

	(void)state;
	memset(&report, 0xff, sizeof(report));
	report.harmonics = true;
	report.servo.state = NFOD_SERVO_FOLLOW;
	report.servo.side = 1;
	report.servo.last_retract = NFOD_RETRACT_DOOR;
	report.servo.fault = NFOD_FAULT_WATCHDOG;
	report.shape[0].harmonics = report.shape[1].harmonics = NFOD_SHAPE_HARMONICS;
	expect(&report, "the last: door");
	memset(report.shape[0].re_pm, 0x80, sizeof(report.shape[0].re_pm));
	expect_no(&report, "nan");
	object = json_servo(&place, &id, &report);
	assert_non_null(object);
	cJSON_Delete(object);
}

static const cJSON *at(const cJSON *object, const char *name)
{
	const cJSON *item = cJSON_GetObjectItem(object, name);

	if (!item)
		fail_msg("no \"%s\"", name);
	return item;
}

static void json_has_the_same_in_numbers(void **state)
{
	struct servo_report report = sample_report();
	struct nfod_identify id = sample_identify();
	cJSON *raw = json_servo(&place, &id, &report);
	char *text = cJSON_Print(raw);
	cJSON *object = cJSON_Parse(text);

	(void)state;
	assert_non_null(object);
	assert_non_null(strstr(text, "9007199254740993"));
	assert_string_equal(at(object, "state")->valuestring, "following");
	assert_true(cJSON_IsTrue(at(object, "flies")));
	assert_true(fabs(at(at(object, "gap"), "three_sigma_nm")->valuedouble - 1.56) < 1e-9);
	assert_true(fabs(at(at(object, "track"), "peak_percent_of_track")->valuedouble - 5) < 1e-9);
	assert_true(at(at(at(object, "gap"), "margins"), "gain_db")->valuedouble == 7.45);
	assert_true(cJSON_IsNull(at(at(object, "track"), "margins")));
	assert_true(at(at(object, "track"), "off_nm")->valuedouble == -1.21);
	assert_true(at(at(object, "retracts"), "all")->valuedouble == 11);
	assert_true(at(at(object, "bumps"), "own")->valuedouble == 3);
	assert_true(at(at(object, "bumps"), "bad_sectors")->valuedouble == 2);
	assert_int_equal(cJSON_GetArraySize(at(at(at(object, "shape"), "axial"), "amplitude_nm")),
			 64);
	cJSON_free(text);
	cJSON_Delete(raw);
	cJSON_Delete(object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_tells_where_the_head_is),
		cmocka_unit_test(text_tells_errors_in_nm_and_tracks),
		cmocka_unit_test(text_tells_what_went_wrong),
		cmocka_unit_test(text_tells_moves_and_surroundings),
		cmocka_unit_test(text_tells_what_was_learned),
		cmocka_unit_test(crests_lie_where_the_shape_is_greatest),
		cmocka_unit_test(a_kinematic_drive_says_so),
		cmocka_unit_test(a_drive_at_rest_is_calm),
		cmocka_unit_test(full_counters_are_survived),
		cmocka_unit_test(json_has_the_same_in_numbers),
	};

	return cmocka_run_group_tests_name("servo reports", tests, NULL, NULL);
}
