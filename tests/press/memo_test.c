// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What slow physics came to is had back; what is damaged, another's or not there is not.
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "press/memo.h"

static char cache[PATH_MAX];
static const char key[] = "all that went in", value[] = "and what came out of it";

static void in_folder(char path[PATH_MAX + NAME_MAX + 16], const char *name)
{
	snprintf(path, PATH_MAX + NAME_MAX + 16, "%s/nfod/memo/%s", cache, name);
}

/* Return: files in the cache; @name is one of them. */
static unsigned int files(char name[NAME_MAX + 1])
{
	char path[PATH_MAX + NAME_MAX + 16];
	struct dirent *entry;
	unsigned int count = 0;
	DIR *dir;

	in_folder(path, "");
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, NAME_MAX + 1, "%s", entry->d_name);
		count++;
	}
	if (dir)
		closedir(dir);
	return count;
}

static void clear(void)
{
	char path[PATH_MAX + NAME_MAX + 16], name[NAME_MAX + 1];

	while (files(name)) {
		in_folder(path, name);
		assert_int_equal(unlink(path), 0);
	}
}

static bool is_known(void)
{
	char found[sizeof(value)] = "";
	bool known = memo_find("test", key, sizeof(key), found, sizeof(found));

	assert_string_equal(found, known ? value : "");
	return known;
}

static void keep(void)
{
	memo_keep("test", key, sizeof(key), value, sizeof(value));
}

static void what_was_kept_is_found(void **state)
{
	char other[sizeof(value)];

	(void)state;
	clear();
	assert_false(is_known());
	keep();
	assert_true(is_known());
	assert_false(memo_find("other", key, sizeof(key), other, sizeof(other)));
	assert_false(memo_find("test", key, sizeof(key) - 1, other, sizeof(other)));
	assert_false(memo_find("test", key, sizeof(key), other, sizeof(other) - 1));
}

static void damage_is_noticed(void **state)
{
	char path[PATH_MAX + NAME_MAX + 16], name[NAME_MAX + 1];
	uint8_t byte;
	struct stat st;
	int fd;

	(void)state;
	clear();
	keep();
	assert_int_equal(files(name), 1);
	in_folder(path, name);
	fd = open(path, O_RDWR);
	assert_int_equal(fstat(fd, &st), 0);
	for (off_t at = 0; at < st.st_size; at++) {
		assert_int_equal(pread(fd, &byte, 1, at), 1);
		byte ^= 0x10;
		assert_int_equal(pwrite(fd, &byte, 1, at), 1);
		assert_false(is_known());
		byte ^= 0x10;
		assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	}
	assert_true(is_known());
	assert_int_equal(ftruncate(fd, st.st_size + 1), 0);
	assert_false(is_known());
	assert_int_equal(ftruncate(fd, st.st_size - 1), 0);
	assert_false(is_known());
	close(fd);
	keep();
	assert_true(is_known());
}

static void there_is_an_end_to_it(void **state)
{
	char name[NAME_MAX + 1];

	(void)state;
	clear();
	for (unsigned int n = 0; n < MEMO_FILES + 20; n++)
		memo_keep("test", &n, sizeof(n), value, sizeof(value));
	assert_int_equal(files(name), MEMO_FILES);
}

static void a_cache_that_cannot_be_written_is_only_slower(void **state)
{
	(void)state;
	setenv("XDG_CACHE_HOME", "/dev/null/cache", 1);
	keep();
	assert_false(is_known());
	setenv("XDG_CACHE_HOME", cache, 1);
}

static void large_results_are_not_remembered(void **state)
{
	static uint8_t large[MEMO_BYTES_MOST];
	char name[NAME_MAX + 1];

	(void)state;
	clear();
	memo_keep("test", key, sizeof(key), large, sizeof(large));
	assert_int_equal(files(name), 0);
}

static void remove_folders(void)
{
	static const char *const within[] = { "/nfod/memo", "/nfod", "" };
	char path[PATH_MAX + 16];

	for (unsigned int n = 0; n < 3; n++) {
		snprintf(path, sizeof(path), "%s%s", cache, within[n]);
		rmdir(path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_kept_is_found),
		cmocka_unit_test(damage_is_noticed),
		cmocka_unit_test(there_is_an_end_to_it),
		cmocka_unit_test(a_cache_that_cannot_be_written_is_only_slower),
		cmocka_unit_test(large_results_are_not_remembered),
	};
	const char *temporary = getenv("TMPDIR");
	int failed;

	snprintf(cache, sizeof(cache), "%s/nfod-memo-XXXXXX", temporary ? temporary : "/tmp");
	if (!mkdtemp(cache))
		return 1;
	setenv("XDG_CACHE_HOME", cache, 1);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	clear();
	remove_folders();
	return failed;
}
