// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * A plugin for QEMU: how often each instruction of the player was executed in ticks of
 * one kind. Arguments: from=HEX, the address at which such a tick begins, until=HEX,
 * where it is over, out=FILE. The file has a line for each address: it, and how often in
 * the mean of these ticks.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "twin/lockstep/qemu_plugin.h"

int qemu_plugin_version = 1;

/* Thumb code at even addresses of the board's code memory. */
#define CODE_BYTES (4u * 1024u * 1024u)

static uint64_t count[CODE_BYTES / 2];
static uint64_t from, until;
static const char *out;
static bool counting;

static void executed(unsigned int cpu, void *data)
{
	uintptr_t at = (uintptr_t)data;

	(void)cpu;
	if (at == from)
		counting = true;
	else if (at == until)
		counting = false;
	count[at / 2] += counting;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	for (size_t n = 0; n < qemu_plugin_tb_n_insns(tb); n++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, n);
		uint64_t at = qemu_plugin_insn_vaddr(insn);

		if (at < CODE_BYTES)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, executed, 0,
							       (void *)(uintptr_t)at);
	}
}

static void finish(qemu_plugin_id_t id, void *data)
{
	FILE *file = fopen(out, "w");

	(void)id;
	(void)data;
	if (!file) {
		fprintf(stderr, "count: cannot write %s\n", out);
		return;
	}
	for (uint32_t n = 0; n < CODE_BYTES / 2; n++)
		if (count[n])
			fprintf(file, "0x%x %.4f\n", 2 * n,
				(double)count[n] / (double)count[from / 2]);
	fclose(file);
}

int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "from=", 5))
			from = strtoull(argv[i] + 5, NULL, 16) & ~1ull;
		else if (!strncmp(argv[i], "until=", 6))
			until = strtoull(argv[i] + 6, NULL, 16) & ~1ull;
		else if (!strncmp(argv[i], "out=", 4))
			out = argv[i] + 4;
	}
	if (!from || !until || !out)
		return 1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, finish, NULL);
	return 0;
}
