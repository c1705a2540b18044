// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "press/save.h"
#include "press/sweep.h"
#include "press/sweep_file.h"

int sweep_csv_write(const char *path, const struct sweep_part *part, const char *heading,
		    char *const *row, char *why, size_t size)
{
	char line[SWEEP_IDENTITY + 160];
	struct save save;
	uint64_t n;

	if (save_begin(&save, path, why, size))
		return -1;
	if (part->parts > 1) {
		sweep_part_line(part, line, sizeof(line));
		fputs(line, save.file);
	}
	fprintf(save.file, "%s\n", heading);
	for (n = 0; n < sweep_part_rows(part); n++)
		fprintf(save.file, "%s\n", row[n]);
	return save_commit(&save, why, size);
}

/* Cut a line off the text. Return: it, or NULL when there is no whole one. */
static char *next_line(char **text)
{
	char *line = *text;
	char *end = strchr(line, '\n');

	if (!end)
		return NULL;
	*end = '\0';
	*text = end + 1;
	return line;
}

static int parse_part(const char *line, struct sweep_part *part)
{
	int at = 0;

	if (!line ||
	    sscanf(line,
		   "# nfod-press sweep part %u/%u rows %" SCNu64 " samples %" SCNu64 " axes %u: %n",
		   &part->number, &part->parts, &part->rows, &part->samples, &part->axes,
		   &at) != 5 ||
	    !at)
		return -1;
	if (!part->number || part->number > part->parts || part->rows > SWEEP_ROWS_MOST ||
	    !part->samples || part->axes > SWEEP_AXES ||
	    strlen(line + at) >= sizeof(part->identity))
		return -1;
	snprintf(part->identity, sizeof(part->identity), "%s", line + at);
	return 0;
}

static int take_rows(struct sweep_csv *csv, char *text)
{
	uint64_t rows = sweep_part_rows(&csv->part);
	uint64_t index, n;

	csv->row = calloc(rows + 1, sizeof(*csv->row));
	if (!csv->row)
		return -1;
	for (n = 0; n < rows; n++) {
		csv->row[n] = next_line(&text);
		if (!csv->row[n] || sweep_row_index(csv->row[n], &index) ||
		    index != sweep_part_index(&csv->part, n))
			return -1;
	}
	return *text ? -1 : 0;
}

static int parse(struct sweep_csv *csv, const char *path, char *why, size_t size)
{
	char *text = csv->text;

	if (parse_part(next_line(&text), &csv->part)) {
		snprintf(why, size, "%s: not a part of a sweep; sweep --part makes them", path);
		return -1;
	}
	csv->heading = next_line(&text);
	if (!csv->heading || take_rows(csv, text)) {
		snprintf(why, size, "%s: rows are missing or altered; sweep that part again", path);
		return -1;
	}
	return 0;
}

int sweep_csv_read(struct sweep_csv *csv, const char *path, char *why, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t bytes;

	memset(csv, 0, sizeof(*csv));
	if (fd >= 0) {
		csv->text = sweep_read_file(fd, &bytes);
		close(fd);
	}
	if (!csv->text) {
		snprintf(why, size, "%s: %s", path, strerror(errno));
		return -1;
	}
	if (!parse(csv, path, why, size))
		return 0;
	sweep_csv_free(csv);
	return -1;
}

void sweep_csv_free(struct sweep_csv *csv)
{
	free(csv->row);
	free(csv->text);
	memset(csv, 0, sizeof(*csv));
}
