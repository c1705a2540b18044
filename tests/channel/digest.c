// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Prints checksums of samples and cells, to be compared between builds. */
#include <stdio.h>

#include "lib/crc32c.h"
#include "passage.h"

int main(void)
{
	struct passage *passage = passage_new(PASSAGE_PHASE_CHANGE, NFOD_GROOVE, 11);

	passage_read(passage);
	printf("samples %08x cells %08x doubt %08x\n", crc32c(passage->sample, passage->samples),
	       crc32c(passage->result.level, NFOD_CLUSTER_CELL_BYTES),
	       crc32c(passage->result.doubt, NFOD_CLUSTER_CELL_BYTES));
	passage_free(passage);
	return 0;
}
