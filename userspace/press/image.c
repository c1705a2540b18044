// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "press/image.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/crc32c.h"
#include "lib/medium.h"

static int read_at(int fd, void *data, size_t len, off_t at, char *why, size_t size)
{
	ssize_t done = pread(fd, data, len, at);

	if (done == (ssize_t)len)
		return 0;
	snprintf(why, size, "%s", done < 0 ? strerror(errno) : "truncated");
	return -1;
}

/* The lead-in and the header were made in one go and must agree. */
static int check_pair(const struct image *image, char *why, size_t size)
{
	if (image->header.clusters == image->info.clusters &&
	    !memcmp(image->header.disc_id, image->info.disc_id, sizeof(image->header.disc_id)))
		return 0;
	snprintf(why, size, "lead-in belongs to another disc; take another copy");
	return -1;
}

static int load(struct image *image, char *why, size_t size)
{
	struct stat st;

	if (fstat(image->fd, &st)) {
		snprintf(why, size, "%s", strerror(errno));
		return -1;
	}
	if (!S_ISREG(st.st_mode)) {
		snprintf(why, size, "not a file; give a disc image");
		return -1;
	}
	image->stored_bytes = (uint64_t)st.st_blocks * 512;
	if ((size_t)st.st_size >= sizeof(image->header) &&
	    read_at(image->fd, &image->header, sizeof(image->header), 0, why, size))
		return -1;
	if (medium_check(&image->header, (uint64_t)st.st_size, why, size))
		return -1;
	if (read_at(image->fd, &image->info, sizeof(image->info),
		    (off_t)image->header.cluster_offset, why, size))
		return -1;
	if (disc_check(&image->info, why, size))
		return -1;
	return check_pair(image, why, size);
}

bool image_is(const char *path)
{
	uint64_t magic = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t done;

	if (fd < 0)
		return false;
	done = pread(fd, &magic, sizeof(magic), 0);
	close(fd);
	return done == sizeof(magic) && magic == NFOD_MEDIUM_MAGIC;
}

int image_open(struct image *image, const char *path, char *why, size_t size)
{
	memset(image, 0, sizeof(*image));
	image->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (image->fd < 0) {
		snprintf(why, size, "%s", strerror(errno));
		return -1;
	}
	if (load(image, why, size)) {
		image_close(image);
		return -1;
	}
	/* Sealed text may still lack its final zero. */
	image->info.disc_id[sizeof(image->info.disc_id) - 1] = '\0';
	image->info.label[sizeof(image->info.label) - 1] = '\0';
	return 0;
}

void image_close(struct image *image)
{
	close(image->fd);
	image->fd = -1;
}

static size_t part_bytes(const struct image_part *part)
{
	return part->count * medium_record_bytes(part->kind);
}

static uint64_t align(uint64_t offset, uint64_t to)
{
	return (offset + to - 1) / to * to;
}

static int make_header(struct nfod_medium *header, const struct nfod_disc_info *info,
		       const struct image_part *part, unsigned int parts)
{
	uint64_t at = NFOD_MEDIUM_HEADER_BYTES;

	memset(header, 0, sizeof(*header));
	for (unsigned int i = 0; i < parts; i++) {
		header->section[i] = (struct nfod_section){
			.kind = part[i].kind,
			.record_bytes = medium_record_bytes(part[i].kind),
			.count = (uint32_t)part[i].count,
			.crc = crc32c(part[i].records, part_bytes(&part[i])),
			.offset = at,
		};
		at = align(at + part_bytes(&part[i]), NFOD_SECTION_ALIGN);
	}
	header->magic = NFOD_MEDIUM_MAGIC;
	header->version = NFOD_MEDIUM_VERSION;
	header->header_bytes = sizeof(*header);
	header->cluster_bytes = MEDIUM_CLUSTER_BYTES;
	header->clusters = info->clusters;
	header->cluster_offset = align(at, NFOD_MEDIUM_ALIGN);
	header->seed = info->seed;
	memcpy(header->disc_id, info->disc_id, sizeof(header->disc_id));
	medium_seal(header);
	return header->cluster_offset <= NFOD_MEDIUM_MAX_OFFSET ? 0 : -1;
}

static int write_at(int fd, const void *data, size_t len, off_t at)
{
	size_t done = 0;

	while (done < len) {
		ssize_t put = pwrite(fd, (const char *)data + done, len - done, at + (off_t)done);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		done += (size_t)put;
	}
	return 0;
}

static off_t map_offset(const struct nfod_medium *header)
{
	return (off_t)(header->cluster_offset + NFOD_BUMPS_FIRST * sizeof(struct nfod_bumps));
}

int image_read_map(const struct image *image, struct protrusion_map *map, char *why, size_t size)
{
	return read_at(image->fd, map, sizeof(*map), map_offset(&image->header), why, size);
}

static int fill(int fd, const struct nfod_medium *header, const struct nfod_disc_info *info,
		const struct protrusion_map *map, const struct image_part *part, unsigned int parts)
{
	off_t length = (off_t)(header->cluster_offset + header->clusters * header->cluster_bytes);

	if (ftruncate(fd, length))
		return -1;
	for (unsigned int i = 0; i < parts; i++)
		if (write_at(fd, part[i].records, part_bytes(&part[i]),
			     (off_t)header->section[i].offset))
			return -1;
	if (write_at(fd, header, sizeof(*header), 0))
		return -1;
	if (write_at(fd, info, sizeof(*info), (off_t)header->cluster_offset))
		return -1;
	if (write_at(fd, map, sizeof(*map), map_offset(header)))
		return -1;
	return fsync(fd);
}

static int sync_directory(const char *path)
{
	char *copy = strdup(path);
	int fd, result;

	if (!copy)
		return -1;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(copy);
	if (fd < 0)
		return -1;
	result = fsync(fd);
	close(fd);
	/* Some file systems cannot sync a directory, and need not. */
	return result && errno != EINVAL ? -1 : 0;
}

/* Somebody may have made the file in the meantime. */
static int put_in_place(const char *temporary, const char *path, bool force)
{
	if (force)
		return rename(temporary, path);
	if (!renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE))
		return 0;
	/* Some file systems cannot. */
	return errno == EINVAL ? rename(temporary, path) : -1;
}

static int make_file(const char *path, bool force, char *temporary,
		     const struct nfod_medium *header, const struct nfod_disc_info *info,
		     const struct protrusion_map *map, const struct image_part *part,
		     unsigned int parts)
{
	int fd = mkstemp(temporary);
	int result;

	if (fd < 0)
		return -1;
	result = fchmod(fd, 0644) || fill(fd, header, info, map, part, parts) ? -1 : 0;
	if (close(fd))
		result = -1;
	if (!result)
		result = put_in_place(temporary, path, force);
	if (!result)
		return sync_directory(path);
	result = errno;
	unlink(temporary);
	errno = result;
	return -1;
}

static int check_directory(const char *path)
{
	char directory[PATH_MAX];
	char *copy = strdup(path);
	int len;

	if (!copy)
		return -1;
	/* The dot makes anything but a directory an error. */
	len = snprintf(directory, sizeof(directory), "%s/.", dirname(copy));
	free(copy);
	if (len >= (int)sizeof(directory)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return access(directory, W_OK | X_OK);
}

int image_check_place(const char *path, bool force, char *why, size_t size)
{
	if (!force && !access(path, F_OK)) {
		snprintf(why, size,
			 "%s is there already; --force replaces it and all that is on it", path);
		return -1;
	}
	if (check_directory(path)) {
		snprintf(why, size, "cannot make %s: %s", path, strerror(errno));
		return -1;
	}
	return 0;
}

int image_write(const char *path, const struct nfod_disc_info *info,
		const struct protrusion_map *map, const struct image_part *part, unsigned int parts,
		bool force, char *why, size_t size)
{
	struct nfod_medium header;
	char temporary[PATH_MAX];

	if (make_header(&header, info, part, parts)) {
		snprintf(why, size, "%s: more sections than an image holds", path);
		return -1;
	}
	if (image_check_place(path, force, why, size))
		return -1;
	if (snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >= (int)sizeof(temporary)) {
		snprintf(why, size, "the file's name is too long");
		return -1;
	}
	if (make_file(path, force, temporary, &header, info, map, part, parts)) {
		snprintf(why, size, "cannot make %s: %s", path, strerror(errno));
		return -1;
	}
	return 0;
}
