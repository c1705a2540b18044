/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Memory for the units' rig where nothing is mapped. */
#ifndef RECORDER_M7_MMAN_H
#define RECORDER_M7_MMAN_H

#include <stdlib.h>

#define PROT_READ 0
#define PROT_WRITE 0
#define MAP_PRIVATE 0
#define MAP_ANONYMOUS 0
#define MAP_NORESERVE 0
#define MAP_FAILED NULL
#define mmap(at, size, protection, flags, file, offset) calloc(1, size)
#define munmap(memory, size) free(memory)

#endif
