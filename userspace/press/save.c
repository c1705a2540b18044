// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "press/save.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int explain(const struct save *save, char *why, size_t size)
{
	snprintf(why, size, "cannot make %s: %s", save->path, strerror(errno));
	return -1;
}

int save_begin(struct save *save, const char *path, char *why, size_t size)
{
	int fd;

	save->path = path;
	save->file = NULL;
	if (snprintf(save->temporary, sizeof(save->temporary), "%s.XXXXXX", path) >=
	    (int)sizeof(save->temporary)) {
		errno = ENAMETOOLONG;
		return explain(save, why, size);
	}
	fd = mkstemp(save->temporary);
	if (fd < 0)
		return explain(save, why, size);
	if (!fchmod(fd, 0644))
		save->file = fdopen(fd, "w");
	if (save->file)
		return 0;
	explain(save, why, size);
	close(fd);
	unlink(save->temporary);
	return -1;
}

/* Some file systems cannot sync a directory, and need not. */
static void sync_directory(const char *path)
{
	char copy[PATH_MAX];
	int fd;

	snprintf(copy, sizeof(copy), "%s", path);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

int save_commit(struct save *save, char *why, size_t size)
{
	int failed = ferror(save->file) || fflush(save->file) || fsync(fileno(save->file));

	if (failed)
		explain(save, why, size);
	if (fclose(save->file) && !failed)
		failed = explain(save, why, size);
	if (!failed && rename(save->temporary, save->path))
		failed = explain(save, why, size);
	if (failed) {
		unlink(save->temporary);
		return -1;
	}
	sync_directory(save->path);
	return 0;
}

void save_abandon(struct save *save)
{
	fclose(save->file);
	unlink(save->temporary);
}
