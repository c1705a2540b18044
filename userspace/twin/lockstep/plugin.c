// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * A plugin for QEMU: where an image executes NFOD_LOCKSTEP_RING, its twin has the turn, and the
 * processor stands still until it is given back; and it counts instructions. Argument: fd=NUMBER of the board's PSRAM.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "nfod/lockstep.h"
#include "twin/lockstep/qemu_plugin.h"
#include "twin/lockstep/turn.h"

int qemu_plugin_version = 1;

static struct nfod_lockstep *shared;

static void ring(unsigned int cpu, void *data)
{
	(void)cpu;
	(void)data;
	turn_give(&shared->turn, NFOD_LOCKSTEP_TWIN);
	while (!turn_await(&shared->turn, NFOD_LOCKSTEP_IMAGE, NULL))
		;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	static const uint8_t hint[] = NFOD_LOCKSTEP_RING_BYTES;

	(void)id;
	qemu_plugin_register_vcpu_tb_exec_inline(tb, QEMU_PLUGIN_INLINE_ADD_U64,
						 &shared->instructions, qemu_plugin_tb_n_insns(tb));
	for (size_t n = 0; n < qemu_plugin_tb_n_insns(tb); n++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, n);

		if (qemu_plugin_insn_size(insn) == sizeof(hint) &&
		    !memcmp(qemu_plugin_insn_data(insn), hint, sizeof(hint)))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, ring, 0, NULL);
	}
}

int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv)
{
	(void)info;
	if (argc != 1 || strncmp(argv[0], "fd=", 3)) {
		fprintf(stderr, "nfod-lockstep: give it fd=NUMBER, of the board's PSRAM\n");
		return 1;
	}
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED,
		      (int)strtol(argv[0] + 3, NULL, 10),
		      NFOD_LOCKSTEP_WINDOW - NFOD_LOCKSTEP_BASE);
	if (shared == MAP_FAILED) {
		perror("nfod-lockstep: cannot map the board's PSRAM");
		return 1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
