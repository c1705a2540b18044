// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "twin/processor.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "twin/lockstep/turn.h"
#include "twin/twin.h"

#define QEMU "qemu-system-arm"
#define PLUGIN "nfod-lockstep.so"
#define ARGUMENT 4200

/* Beside this very program. */
static void name_plugin(char *argument, size_t size, int fd)
{
	char self[ARGUMENT - 100];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	if (len < 0)
		twin_die("cannot find out where this program is: %s", strerror(errno));
	self[len] = '\0';
	slash = strrchr(self, '/');
	*slash = '\0';
	snprintf(argument, size, "%s/" PLUGIN ",fd=%d", self, fd);
}

/* In the child: of its own files it has nothing but the PSRAM and where it speaks. */
static void become_qemu(const struct processor *processor, const char *plugin, const char *memory)
{
	int null = open("/dev/null", O_RDWR);
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	fcntl(processor->fd, F_SETFD, 0);
	dup2(null, STDIN_FILENO);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	execlp(QEMU, QEMU, "-M", "mps2-an500,memory-backend=psram", "-object", memory, "-global",
	       "armv7m.init-nsvtor=0x60000000", "-action", "watchdog=reset", "-icount",
	       "shift=1,sleep=off", "-plugin", plugin, "-nodefaults", "-display", "none",
	       "-semihosting-config", "enable=on,target=native", (char *)NULL);
	fprintf(stderr, "nfod-twin: cannot run " QEMU ": %s: install the package " QEMU "\n",
		strerror(errno));
	_exit(127);
}

void processor_kill(struct processor *processor)
{
	if (!processor->pid)
		return;
	kill(processor->pid, SIGKILL);
	waitpid(processor->pid, NULL, 0);
	processor->pid = 0;
}

static void must_live(struct processor *processor)
{
	if (waitpid(processor->pid, NULL, WNOHANG) != processor->pid)
		return;
	processor->pid = 0;
	twin_die("%s: the drive's processor has stopped: there is nothing that it can run",
		 processor->path);
}

static void await_turn(struct processor *processor)
{
	static const struct timespec look_after_it = { .tv_sec = 1 };

	while (!turn_await(&processor->shared->turn, NFOD_LOCKSTEP_TWIN, &look_after_it))
		must_live(processor);
}

void processor_start(struct processor *processor)
{
	char plugin[ARGUMENT], memory[100];

	name_plugin(plugin, sizeof(plugin), processor->fd);
	snprintf(memory, sizeof(memory),
		 "memory-backend-file,id=psram,share=on,mem-path=/proc/self/fd/%d,size=16M",
		 processor->fd);
	processor->shared->magic = NFOD_LOCKSTEP_MAGIC;
	processor->shared->version = NFOD_LOCKSTEP_VERSION;
	processor->shared->turn = NFOD_LOCKSTEP_IMAGE;
	processor->pid = fork();
	if (processor->pid < 0)
		twin_die("cannot start " QEMU ": %s", strerror(errno));
	if (!processor->pid)
		become_qemu(processor, plugin, memory);
	await_turn(processor);
}

void processor_run(struct processor *processor)
{
	turn_give(&processor->shared->turn, NFOD_LOCKSTEP_IMAGE);
	await_turn(processor);
}

/*
 * Only one of the two runs at a time. On one processor the turn is a switch between them; between
 * two it would be a wake-up, which costs as much as the tick that it is for.
 */
static void share_a_cpu(void)
{
	int cpu = sched_getcpu();
	cpu_set_t set;

	if (cpu < 0)
		return;
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

void processor_open(struct processor *processor, const char *path)
{
	struct stat st;

	share_a_cpu();
	processor->path = path;
	processor->pid = 0;
	processor->fd = open(path, O_RDWR | O_CLOEXEC);
	if (processor->fd < 0 || fstat(processor->fd, &st))
		twin_die("%s: %s", path, strerror(errno));
	if (flock(processor->fd, LOCK_EX | LOCK_NB))
		twin_die("%s: another drive has this flash: give this one a copy", path);
	if (st.st_size < NFOD_LOCKSTEP_WINDOW - NFOD_LOCKSTEP_BASE)
		twin_die("%s: not the flash of an emulated board: make firmware makes one", path);
	if (ftruncate(processor->fd, NFOD_LOCKSTEP_BYTES))
		twin_die("%s: no room for the board's memory: %s", path, strerror(errno));
	processor->psram = mmap(NULL, NFOD_LOCKSTEP_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED,
				processor->fd, 0);
	if (processor->psram == MAP_FAILED)
		twin_die("%s: cannot map it: %s", path, strerror(errno));
	processor->shared = (struct nfod_lockstep *)(processor->psram + NFOD_LOCKSTEP_WINDOW -
						     NFOD_LOCKSTEP_BASE);
}

void processor_close(struct processor *processor)
{
	processor_kill(processor);
	munmap(processor->psram, NFOD_LOCKSTEP_BYTES);
	close(processor->fd);
}
