// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Figures by name and from files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "lib/figures.h"

static char why[256];

static int read_text(struct nfod_figures *figures, const char *text)
{
	char path[] = "/tmp/figures.XXXXXX";
	int fd = mkstemp(path), result;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	why[0] = '\0';
	result = figures_read(figures, path, why, sizeof(why));
	unlink(path);
	return result;
}

static void reference_is_within_its_ranges(void **state)
{
	struct nfod_figures figures = NFOD_FIGURES_REFERENCE;
	const struct figure *figure;
	size_t n;

	(void)state;
	for (n = 0; (figure = figure_at(n)); n++) {
		assert_true(figure_get(&figures, n) == figure->value);
		assert_int_equal(figure_set(&figures, figure->name, (double)figure->value, why,
					    sizeof(why)),
				 0);
		assert_true(figure->what[0] && figure->unit[0]);
	}
	assert_int_equal(n * sizeof(float), sizeof(figures));
}

static void a_file_overrides_by_name(void **state)
{
	struct nfod_figures figures = NFOD_FIGURES_REFERENCE;
	struct nfod_figures reference = NFOD_FIGURES_REFERENCE;

	(void)state;
	assert_int_equal(read_text(&figures, "# a weak magnet\n"
					     "gap_mm_per_v = 0.9;\n"
					     "adc_bits = 14; gap_nm = 30\n"),
			 0);
	assert_true(figures.gap_mm_per_v == 0.9f);
	assert_true(figures.adc_bits == 14.0f);
	assert_true(figures.gap_nm == 30.0f);
	figures.gap_mm_per_v = reference.gap_mm_per_v;
	figures.adc_bits = reference.adc_bits;
	figures.gap_nm = reference.gap_nm;
	assert_memory_equal(&figures, &reference, sizeof(figures));
	assert_int_equal(read_text(&figures, ""), 0);
}

static void refused(const char *text, const char *with)
{
	struct nfod_figures figures = NFOD_FIGURES_REFERENCE;

	assert_int_equal(read_text(&figures, text), -1);
	if (!strstr(why, with) || strchr(why, '\n'))
		fail_msg("said \"%s\", not \"%s\"", why, with);
}

static void a_wrong_file_is_refused_in_one_line(void **state)
{
	struct nfod_figures figures = NFOD_FIGURES_REFERENCE;

	(void)state;
	refused("\ngap_mn = 3;", ":2: no figure is called \"gap_mn\"; did you mean \"gap_nm\"?");
	refused("zzzzzzz = 3;", "nfod-twin --figures-help lists them");
	refused("gap_nm = 3;", "gap_nm cannot be 3: it goes from 12 to 100 nm");
	refused("gap_nm = 101.0;", "it goes from 12 to 100 nm");
	refused("gap_nm = \"thirty\";", "gap_nm takes a number");
	refused("gap_nm = ;", "write NAME = VALUE;");
	refused("gap_nm : { a = 1; };", "gap_nm takes a number");
	assert_int_equal(figures_read(&figures, "/nowhere/at/all", why, sizeof(why)), -1);
	assert_string_equal(why, "/nowhere/at/all: No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reference_is_within_its_ranges),
		cmocka_unit_test(a_file_overrides_by_name),
		cmocka_unit_test(a_wrong_file_is_refused_in_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
