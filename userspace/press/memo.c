// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "press/memo.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC 0x314f4d454d444f46ull /* "FODMEMO1" */
#define HASH_START 0xcbf29ce484222325ull
#define HASH_PRIME 0x100000001b3ull

/**
 * struct memo_head - what a file begins with; the key and the value follow
 * @magic: MAGIC
 * @build: hash of the program
 * @key_bytes: of the key
 * @bytes: of the value
 * @hash: of this with @hash zero, of key and of value
 */
struct memo_head {
	uint64_t magic;
	uint64_t build;
	uint64_t key_bytes;
	uint64_t bytes;
	uint64_t hash;
};

/* FNV-1a, 64 bits: nobody is to be kept from forging his own cache. */
static uint64_t hash_more(uint64_t hash, const void *data, size_t bytes)
{
	const uint8_t *byte = data;

	while (bytes--)
		hash = (hash ^ *byte++) * HASH_PRIME;
	return hash;
}

static uint64_t hash_file(int fd)
{
	static uint8_t piece[65536];
	uint64_t hash = HASH_START;
	ssize_t got;

	while ((got = read(fd, piece, sizeof(piece))) > 0)
		hash = hash_more(hash, piece, (size_t)got);
	return got ? 0 : hash;
}

/* Return: 0 when the program cannot be read; nothing is remembered then. */
static uint64_t build_hash(void)
{
	static uint64_t hash;
	int fd = hash ? -1 : open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		hash = hash_file(fd);
		close(fd);
	}
	return hash;
}

static int make_folder(char *path)
{
	for (char *at = path + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (mkdir(path, 0700) && errno != EEXIST) {
			*at = '/';
			return -1;
		}
		*at = '/';
	}
	return mkdir(path, 0700) && errno != EEXIST ? -1 : 0;
}

static int folder(char path[PATH_MAX])
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	int length;

	if (cache && *cache == '/')
		length = snprintf(path, PATH_MAX, "%s/nfod/memo", cache);
	else if (home && *home == '/')
		length = snprintf(path, PATH_MAX, "%s/.cache/nfod/memo", home);
	else
		return -1;
	return length < PATH_MAX ? 0 : -1;
}

static void fill_head(struct memo_head *head, const void *key, size_t key_bytes, const void *value,
		      size_t bytes)
{
	*head = (struct memo_head){ MAGIC, build_hash(), key_bytes, bytes, 0 };
	head->hash =
		hash_more(hash_more(hash_more(HASH_START, head, sizeof(*head)), key, key_bytes),
			  value, bytes);
}

/* Return: 0, or -1 when nothing can be remembered. */
static int name_file(char path[PATH_MAX], const char *what, const void *key, size_t key_bytes)
{
	uint64_t build = build_hash(), hash;
	char where[PATH_MAX];

	if (!build || folder(where))
		return -1;
	hash = hash_more(HASH_START, &build, sizeof(build));
	hash = hash_more(hash_more(hash, what, strlen(what)), key, key_bytes);
	return snprintf(path, PATH_MAX, "%s/%s-%016llx", where, what, (unsigned long long)hash) <
			       PATH_MAX ?
		       0 :
		       -1;
}

/* Return: the whole of a file of so many bytes, for free(), or NULL. */
static uint8_t *read_whole(const char *path, size_t bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	uint8_t *data = fd < 0 ? NULL : malloc(bytes + 1);

	/* One more: a longer file is another one. */
	if (data && read(fd, data, bytes + 1) != (ssize_t)bytes) {
		free(data);
		data = NULL;
	}
	if (data)
		futimens(fd, NULL);
	if (fd >= 0)
		close(fd);
	return data;
}

bool memo_find(const char *what, const void *key, size_t key_bytes, void *value, size_t bytes)
{
	struct memo_head head;
	char path[PATH_MAX];
	uint8_t *data, *found;
	bool good;

	if (name_file(path, what, key, key_bytes))
		return false;
	data = read_whole(path, sizeof(head) + key_bytes + bytes);
	if (!data)
		return false;
	found = data + sizeof(head) + key_bytes;
	fill_head(&head, key, key_bytes, found, bytes);
	good = !memcmp(data, &head, sizeof(head)) && !memcmp(data + sizeof(head), key, key_bytes);
	if (good)
		memcpy(value, found, bytes);
	free(data);
	return good;
}

/**
 * struct oldest - of a folder's files
 * @name: of the one that was used longest ago
 * @when: that was
 * @count: of all of them
 */
struct oldest {
	char name[NAME_MAX + 1];
	struct timespec when;
	unsigned int count;
};

static bool is_before(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

static void look_at(struct oldest *oldest, int folder_fd, const char *name)
{
	struct stat st;

	if (fstatat(folder_fd, name, &st, AT_SYMLINK_NOFOLLOW) || !S_ISREG(st.st_mode))
		return;
	if (!oldest->count++ || is_before(&st.st_mtim, &oldest->when)) {
		snprintf(oldest->name, sizeof(oldest->name), "%s", name);
		oldest->when = st.st_mtim;
	}
}

/* One comes, one goes: more have not to be looked for. */
static void forget_oldest(const char *path)
{
	struct oldest oldest = { .count = 0 };
	struct dirent *entry;
	DIR *dir = opendir(path);

	if (!dir)
		return;
	while ((entry = readdir(dir)))
		look_at(&oldest, dirfd(dir), entry->d_name);
	if (oldest.count > MEMO_FILES)
		unlinkat(dirfd(dir), oldest.name, 0);
	closedir(dir);
}

static bool write_parts(int fd, const struct memo_head *head, const void *key, const void *value)
{
	return write(fd, head, sizeof(*head)) == (ssize_t)sizeof(*head) &&
	       write(fd, key, head->key_bytes) == (ssize_t)head->key_bytes &&
	       write(fd, value, head->bytes) == (ssize_t)head->bytes;
}

void memo_keep(const char *what, const void *key, size_t key_bytes, const void *value, size_t bytes)
{
	char where[PATH_MAX], path[PATH_MAX], temporary[PATH_MAX + 8];
	struct memo_head head;
	bool written;
	int fd;

	if (key_bytes + bytes > MEMO_BYTES_MOST || folder(where) || make_folder(where) ||
	    name_file(path, what, key, key_bytes))
		return;
	snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path);
	fd = mkstemp(temporary);
	if (fd < 0)
		return;
	fill_head(&head, key, key_bytes, value, bytes);
	written = write_parts(fd, &head, key, value);
	if (close(fd) || !written || rename(temporary, path))
		unlink(temporary);
	else
		forget_oldest(where);
}
