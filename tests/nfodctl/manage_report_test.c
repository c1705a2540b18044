// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* What nfodctl health and locate print, as text and as JSON. */
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "cmocka_all.h"
#include "manage.h"
#include "sample.h"

static const struct place place = { .bus = 1, .address = 4, .mbit_s = 5000 };

/* To be freed. */
static char *printed(const struct nfod_health_status *health)
{
	struct nfod_identify id = sample_identify();
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	print_health(file, &place, &id, health);
	fclose(file);
	return text;
}

static bool has(const struct nfod_health_status *health, const char *words)
{
	char *text = printed(health);
	bool found = strstr(text, words);

	free(text);
	return found;
}

static void text_tells_how_the_disc_fares(void **state)
{
	struct nfod_health_status health = sample_health();

	(void)state;
	assert_true(has(&health, "NFD-000000000000002A, 67.1 GB; loaded 42 times, 1 of them after "
				 "a power cut"));
	assert_true(has(&health, "State     ready\n"));
	assert_true(has(&health, "512 of 2,048 clusters left in zone 12, which has least"));
	assert_true(has(&health, "[########                        ] 512 of"));
	assert_true(has(&health, "3 found by certification, 17 in use; 4,096 can be listed"));
	assert_true(has(&health, "1,204 of 5,504 clusters hold something, 2 cannot be written"));
	assert_true(has(&health, "Verify    suspicion"));
	assert_true(has(&health, "25,000 of 1,000,000 clusters, 1 defect; full, under way"));
	assert_true(has(&health, "        98,765  clusters of the log"));
	assert_true(has(&health, "         1,234  clusters\n"));
	assert_true(has(&health, "            68  sides of zones, for power\n"));
	assert_true(has(&health, "             3  of these, written elsewhere then"));
	assert_true(has(&health, "closer                    6 times, helped 2\n"));
	assert_true(has(&health, "more erasures             1 times, helped 0\n"));
	assert_false(has(&health, "outwards"));
	assert_true(has(&health, "groove             3.200 mW  write power found"));
	assert_true(has(&health, "             9  clusters that read badly, to other places"));
}

static void text_names_what_is_wrong(void **state)
{
	struct nfod_health_status health = sample_health();

	(void)state;
	health.state = NFOD_STORE_READ_ONLY;
	health.cause = NFOD_CAUSE_SPARE;
	assert_true(has(&health, "State     read-only: no spare cluster left in a zone\n"));
	health.certify_end = health.certify_next = health.certify_first = 0;
	health.log_bad = 0;
	assert_false(has(&health, "Certify"));
	assert_false(has(&health, "cannot be written"));
}

static void text_without_a_disc_is_short(void **state)
{
	struct nfod_health_status health = { .state = NFOD_STORE_EMPTY };

	(void)state;
	assert_true(has(&health, "State     no disc\n"));
	assert_false(has(&health, "Spare"));
}

static void text_tells_where_a_block_is(void **state)
{
	struct nfod_location location = sample_location(77);
	char text[256] = "";
	FILE *file = fmemopen(text, sizeof(text), "w");

	(void)state;
	print_location(file, 77 * 16 + 3, &location);
	print_location(file, 77 * 16 + 14, &location);
	fclose(file);
	assert_string_equal(text, "block 1235: cluster 504, sector 3; zone 12, land, radius "
				  "36.4821 mm, angle 0.25000 turns\n"
				  "block 1246: nowhere on the disc: never written, or not there "
				  "yet\n");
}

/* As a reader gets it. */
static cJSON *read_back(cJSON *object)
{
	char *text = cJSON_Print(object);
	cJSON *again = cJSON_Parse(text);

	assert_non_null(again);
	cJSON_free(text);
	cJSON_Delete(object);
	return again;
}

static double number(const cJSON *object, const char *name)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	if (!cJSON_IsNumber(item))
		fail_msg("%s is no number", name);
	return item->valuedouble;
}

static void json_has_it_all(void **state)
{
	struct nfod_health_status health = sample_health();
	struct nfod_identify id = sample_identify();
	cJSON *object = read_back(json_health(&place, &id, &health));
	const cJSON *steps;

	(void)state;
	assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(object, "state")), "ready");
	assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(object, "cause")), "none");
	assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(object, "verify")),
			    "suspicion");
	assert_true(number(cJSON_GetObjectItem(object, "spare"), "left") == 512);
	assert_true(number(cJSON_GetObjectItem(object, "defects"), "secondary") == 17);
	assert_true(number(cJSON_GetObjectItem(object, "log"), "used") == 1204);
	assert_true(number(cJSON_GetObjectItem(object, "certify"), "found") == 1);
	assert_true(number(cJSON_GetObjectItem(object, "diary"), "reassigned") == 9);
	steps = cJSON_GetObjectItem(cJSON_GetObjectItem(object, "diary"), "retry_steps");
	assert_true(number(cJSON_GetObjectItem(steps, "again"), "helped") == 37);
	cJSON_Delete(object);
}

static void json_tells_places(void **state)
{
	struct nfod_location location = sample_location(77);
	cJSON *there = read_back(json_location(77 * 16 + 3, &location));
	cJSON *nowhere = read_back(json_location(77 * 16 + 14, &location));

	(void)state;
	assert_true(number(there, "cluster") == 504);
	assert_true(number(there, "angle_turns") == 0.25);
	assert_true(cJSON_IsNull(cJSON_GetObjectItem(nowhere, "cluster")));
	cJSON_Delete(there);
	cJSON_Delete(nowhere);
}

static char *printed_fault(const struct nfod_fault_report *report)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	print_fault(file, report);
	fclose(file);
	return text;
}

static void text_tells_of_a_fault(void **state)
{
	struct nfod_fault_report report = sample_fault();
	char *text = printed_fault(&report);

	(void)state;
	assert_non_null(strstr(text, "watchdog at 60042468, called from 60041235; 2 in a row\n"));
	assert_non_null(strstr(text, "\n          00000009 0000000a"));
	assert_non_null(strstr(text, "stack     0000dead 0000beef 0000cafe\n"));
	free(text);
	report.record.faults = 0;
	text = printed_fault(&report);
	assert_non_null(strstr(text, "; the drive has been well since\n"));
	free(text);
	report.present = 0;
	text = printed_fault(&report);
	assert_string_equal(text, "no fault on record\n");
	free(text);
}

static void json_tells_of_a_fault(void **state)
{
	struct nfod_fault_report report = sample_fault();
	struct nfod_identify id = sample_identify();
	cJSON *object = read_back(json_fault(&place, &id, &report));

	(void)state;
	assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(object, "cause")), "watchdog");
	assert_true(number(object, "pc") == 0x60042468);
	assert_true(number(object, "faults") == 2);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(object, "r")), 13);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(object, "stack")), 3);
	cJSON_Delete(object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_tells_how_the_disc_fares),
		cmocka_unit_test(text_names_what_is_wrong),
		cmocka_unit_test(text_without_a_disc_is_short),
		cmocka_unit_test(text_tells_where_a_block_is),
		cmocka_unit_test(json_has_it_all),
		cmocka_unit_test(json_tells_places),
		cmocka_unit_test(text_tells_of_a_fault),
		cmocka_unit_test(json_tells_of_a_fault),
	};

	return cmocka_run_group_tests_name("upkeep reports", tests, NULL, NULL);
}
