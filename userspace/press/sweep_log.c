// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Rows as they come, in a log beside the output: a line for the sweep, then rows in any
 * order, each with a check value, so that a run that was cut off at any byte can go on.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/crc32c.h"
#include "press/sweep.h"
#include "press/sweep_file.h"

#define CHECK_BYTES 9 /* "*01234567" */

void sweep_part_line(const struct sweep_part *part, char *line, size_t size)
{
	snprintf(line, size,
		 "# nfod-press sweep part %u/%u rows %" PRIu64 " samples %" PRIu64 " axes %u: %s\n",
		 part->number, part->parts, part->rows, part->samples, part->axes, part->identity);
}

char *sweep_read_file(int fd, size_t *bytes)
{
	struct stat st;
	char *text;
	ssize_t done;

	if (fstat(fd, &st))
		return NULL;
	text = malloc((size_t)st.st_size + 1);
	if (!text)
		return NULL;
	for (*bytes = 0; *bytes < (size_t)st.st_size; *bytes += (size_t)done) {
		done = pread(fd, text + *bytes, (size_t)st.st_size - *bytes, (off_t)*bytes);
		if (done < 0) {
			free(text);
			return NULL;
		}
		if (!done)
			break;
	}
	text[*bytes] = '\0';
	return text;
}

static int write_all(int fd, const char *text, size_t bytes)
{
	ssize_t done = write(fd, text, bytes);

	if (done >= 0 && (size_t)done < bytes) {
		errno = ENOSPC;
		return -1;
	}
	return done < 0 ? -1 : 0;
}

int sweep_row_index(const char *row, uint64_t *index)
{
	char *end;

	errno = 0;
	*index = strtoull(row, &end, 10);
	return errno || end == row || *end != ',' || *row < '0' || *row > '9' ? -1 : 0;
}

/* Take the check value off a line. Return: whether it was right. */
static bool check_line(char *line, size_t length)
{
	char check[CHECK_BYTES + 1];

	if (length <= CHECK_BYTES)
		return false;
	length -= CHECK_BYTES;
	snprintf(check, sizeof(check), "*%08" PRIx32, crc32c(line, length));
	if (strcmp(check, line + length))
		return false;
	line[length] = '\0';
	return true;
}

/* Row number within the part. Return: false when the row is not of it. */
static bool row_of_part(const struct sweep_part *part, const char *row, uint64_t *n)
{
	uint64_t index;

	if (sweep_row_index(row, &index) || index >= part->rows ||
	    index % part->parts != part->number - 1)
		return false;
	*n = index / part->parts;
	return true;
}

static int keep_row(struct sweep_log *log, uint64_t n, const char *row)
{
	if (log->row[n])
		return 0;
	log->row[n] = strdup(row);
	if (!log->row[n])
		return -1;
	log->count++;
	return 0;
}

/* What is not whole is as if it had not been written. */
static int take_lines(struct sweep_log *log, char *text)
{
	char *line, *end;
	uint64_t n;

	for (line = text; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		if (check_line(line, (size_t)(end - line)) && row_of_part(&log->part, line, &n) &&
		    keep_row(log, n, line))
			return -1;
	}
	/* Cut off in the middle of a line: what comes next begins a new one. */
	return *line ? write_all(log->fd, "\n", 1) : 0;
}

static int begin(struct sweep_log *log, const char *line)
{
	if (ftruncate(log->fd, 0))
		return -1;
	return write_all(log->fd, line, strlen(line));
}

static int resume(struct sweep_log *log, char *why, size_t size)
{
	char line[SWEEP_IDENTITY + 160];
	size_t bytes, length;
	int result;
	char *text = sweep_read_file(log->fd, &bytes);

	if (!text) {
		snprintf(why, size, "%s: %s", log->path, strerror(errno));
		return -1;
	}
	sweep_part_line(&log->part, line, sizeof(line));
	length = strlen(line);
	if (bytes >= length && !memcmp(text, line, length)) {
		result = take_lines(log, text + length);
	} else if (bytes < length && !memcmp(text, line, bytes)) {
		result = begin(log, line);
	} else {
		snprintf(why, size,
			 "%s holds rows of another sweep, recipe or program; remove it or choose "
			 "another -o",
			 log->path);
		free(text);
		return -1;
	}
	if (result)
		snprintf(why, size, "%s: %s", log->path, strerror(errno));
	free(text);
	return result;
}

static int open_log(struct sweep_log *log, char *why, size_t size)
{
	log->fd = open(log->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (log->fd < 0) {
		snprintf(why, size, "cannot make %s: %s", log->path, strerror(errno));
		return -1;
	}
	if (flock(log->fd, LOCK_EX | LOCK_NB)) {
		snprintf(why, size, "another sweep is writing %s; wait for it or choose another -o",
			 log->path);
		return -1;
	}
	return resume(log, why, size);
}

int sweep_log_open(struct sweep_log *log, const char *output, const struct sweep_part *part,
		   char *why, size_t size)
{
	log->part = *part;
	log->fd = -1;
	log->count = 0;
	log->row = calloc(sweep_part_rows(part) + 1, sizeof(*log->row));
	if (!log->row) {
		snprintf(why, size, "out of memory");
		return -1;
	}
	if (snprintf(log->path, sizeof(log->path), "%s.rows", output) >= (int)sizeof(log->path)) {
		snprintf(why, size, "the name after -o is too long");
		free(log->row);
		return -1;
	}
	if (!open_log(log, why, size))
		return 0;
	sweep_log_close(log);
	return -1;
}

int sweep_log_add(struct sweep_log *log, uint64_t n, const char *row)
{
	char line[SWEEP_ROW + CHECK_BYTES + 2];
	int length =
		snprintf(line, sizeof(line), "%s*%08" PRIx32 "\n", row, crc32c(row, strlen(row)));

	if (write_all(log->fd, line, (size_t)length))
		return -1;
	return keep_row(log, n, row);
}

void sweep_log_close(struct sweep_log *log)
{
	uint64_t n;

	for (n = 0; n < sweep_part_rows(&log->part); n++)
		free(log->row[n]);
	free(log->row);
	if (log->fd >= 0)
		close(log->fd);
}
