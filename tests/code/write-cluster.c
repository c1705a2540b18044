// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* A cluster for tests/code/specification: write-cluster CELLS DATA NUMBER EPOCH */
#include <stdio.h>
#include <stdlib.h>

#include "damage.h"

static int save(const char *path, const void *data, size_t size)
{
	FILE *file = fopen(path, "wb");
	int failed = !file || fwrite(data, 1, size, file) != size;

	if (file)
		failed |= fclose(file);
	if (failed)
		perror(path);
	return failed;
}

int main(int argc, char **argv)
{
	struct damage *damage;
	int failed;

	if (argc != 5) {
		fprintf(stderr, "usage: write-cluster CELLS DATA NUMBER EPOCH\n");
		return 2;
	}
	damage = damage_new(41);
	damage->number = (uint32_t)strtoul(argv[3], NULL, 10);
	damage->control.epoch = strtoull(argv[4], NULL, 10);
	damage_write(damage);
	failed = save(argv[1], damage->level, NFOD_CLUSTER_CELL_BYTES) |
		 save(argv[2], damage->sector, sizeof(damage->sector));
	damage_free(damage);
	return failed;
}
