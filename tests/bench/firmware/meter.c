// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * A plugin for QEMU. Arguments: marks=FILE, out=FILE. Kinds of marks:
 *
 *	enter 0		first instruction of the servo's interrupt
 *	leave 0		its last one
 *	call N		the main loop calls the firmware
 *	back N		the instruction after that
 *	place N		somewhere else
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "meter.h"
#include "twin/lockstep/qemu_plugin.h"

#define MARKS_MOST 256u

int qemu_plugin_version = 1;

struct mark {
	uint64_t at;
	char kind[8];
	uint32_t number;
};

static struct mark mark[MARKS_MOST];
static uint32_t marks;
static struct meter *meter;

/* When the servo's interrupt and the call under way began, and what the servo took of the call. */
static uint64_t entered, called, servo_within;

static void tally(struct meter_tally *tally, uint64_t instructions)
{
	tally->times++;
	tally->sum += instructions;
	if (instructions > tally->worst)
		tally->worst = instructions;
}

static void enter(unsigned int cpu, void *data)
{
	(void)cpu;
	(void)data;
	entered = meter->executed;
}

/* Both the first instruction and this one are the handler's. */
static void leave(unsigned int cpu, void *data)
{
	uint64_t instructions = meter->executed - entered + 1;

	(void)cpu;
	(void)data;
	tally(&meter->servo[meter->room % METER_ROOMS], instructions);
	servo_within += instructions;
}

static void call(unsigned int cpu, void *data)
{
	(void)cpu;
	(void)data;
	called = meter->executed;
	servo_within = 0;
}

static void back(unsigned int cpu, void *data)
{
	const struct mark *mark = data;

	(void)cpu;
	tally(&meter->call[mark->number], meter->executed - called - servo_within);
}

static void place(unsigned int cpu, void *data)
{
	const struct mark *mark = data;

	(void)cpu;
	if (!meter->place[mark->number])
		meter->place[mark->number] = meter->executed;
}

static void watch(struct qemu_plugin_insn *insn, struct mark *mark)
{
	static const struct {
		const char *kind;
		void (*reached)(unsigned int cpu, void *data);
	} way[] = {
		{ "enter", enter }, { "leave", leave }, { "call", call },
		{ "back", back },   { "place", place },
	};

	for (uint32_t n = 0; n < sizeof(way) / sizeof(way[0]); n++)
		if (!strcmp(mark->kind, way[n].kind))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, way[n].reached, 0, mark);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	for (size_t n = 0; n < qemu_plugin_tb_n_insns(tb); n++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, n);
		uint64_t at = qemu_plugin_insn_vaddr(insn);

		for (uint32_t m = 0; m < marks; m++)
			if (mark[m].at == at)
				watch(insn, &mark[m]);
		qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64,
							   &meter->executed, 1);
	}
}

static bool load_marks(const char *path)
{
	FILE *file = fopen(path, "re");

	if (!file)
		return false;
	while (marks < MARKS_MOST && fscanf(file, "%lx %7s %u", &mark[marks].at, mark[marks].kind,
					    &mark[marks].number) == 3)
		marks++;
	fclose(file);
	return marks;
}

static bool open_meter(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return false;
	meter = mmap(NULL, sizeof(*meter), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (meter == MAP_FAILED)
		return false;
	memset(meter, 0, sizeof(*meter));
	return true;
}

int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv)
{
	(void)info;
	if (argc != 2 || strncmp(argv[0], "marks=", 6) || strncmp(argv[1], "out=", 4) ||
	    !load_marks(argv[0] + 6) || !open_meter(argv[1] + 4)) {
		fprintf(stderr, "meter: give it marks=FILE,out=FILE\n");
		return 1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
