// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "rig.h"

#include "cmocka_all.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_WORDS 64
#define PATIENCE_MS 20000
/* A program may have much to do before it says a word. */
#define PROGRAM_MS 300000

static const char *program(const char *name)
{
	static char path[2][PATH_MAX];
	static int turn;
	const char *build = getenv("TWIN_PROGRAMS");

	if (!build)
		build = getenv("O");
	turn = !turn;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", build ? build : "build", name);
	return path[turn];
}

/* ---- programs ---- */

static pid_t spawn(const char *const *words, const char *directory, int *output)
{
	int pipe_fd[2];
	pid_t pid;

	assert_int_equal(pipe2(pipe_fd, O_CLOEXEC), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		if (directory && chdir(directory))
			_exit(126);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(pipe_fd[1], STDOUT_FILENO);
		dup2(pipe_fd[1], STDERR_FILENO);
		execv(words[0], (char *const *)words);
		_exit(127);
	}
	close(pipe_fd[1]);
	*output = pipe_fd[0];
	return pid;
}

static bool await(int fd, int milliseconds)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	return poll(&poll_fd, 1, milliseconds) == 1;
}

static void read_output(struct rig *rig, int fd)
{
	size_t at = 0;
	ssize_t got = 1;

	while (got > 0) {
		assert_true(await(fd, PROGRAM_MS));
		/* Of a long story, its end. */
		if (at == sizeof(rig->output) - 1) {
			at /= 2;
			memmove(rig->output, rig->output + at + 1, at);
		}
		got = read(fd, rig->output + at, sizeof(rig->output) - 1 - at);
		at += got > 0 ? (size_t)got : 0;
	}
	rig->output[at] = '\0';
	close(fd);
}

static int exit_status(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int rig_run(struct rig *rig, const char *const *words)
{
	const char *all[MOST_WORDS] = { program(words[0]) };
	int fd;
	pid_t pid;

	for (int i = 1; words[i] && i < MOST_WORDS - 1; i++)
		all[i] = words[i];
	pid = spawn(all, NULL, &fd);
	read_output(rig, fd);
	return exit_status(pid);
}

/* ---- the twin ---- */

static void await_ready(struct rig *rig)
{
	char *at;
	size_t len = 0;

	do {
		ssize_t got;

		assert_true(await(rig->output_fd, PATIENCE_MS));
		got = read(rig->output_fd, rig->output + len, sizeof(rig->output) - 1 - len);
		if (got <= 0)
			fail_msg("twin ended: %s", rig->output);
		len += (size_t)got;
		rig->output[len] = '\0';
		at = strstr(rig->output, "ready on ");
	} while (!at || !strchr(at, '\n'));
	snprintf(rig->served, sizeof(rig->served), "%.*s", (int)strcspn(at + 9, "\n"), at + 9);
}

static void make_directory(struct rig *rig, const struct rig_usb *usb)
{
	memset(rig, 0, sizeof(*rig));
	rig->usb = usb;
	strcpy(rig->directory, "/tmp/twin-test.XXXXXX");
	assert_non_null(mkdtemp(rig->directory));
	snprintf(rig->disc, RIG_PATH, "%.64s/disc.nfm", rig->directory);
	snprintf(rig->control, RIG_PATH, "%.64s/control", rig->directory);
	snprintf(rig->served, RIG_PATH, "%.64s/usb", rig->directory);
}

static void start_twin(struct rig *rig, const char *disc, const char *const *options)
{
	const struct rig_usb *usb = rig->usb;
	const char *words[MOST_WORDS] = { program("nfod-twin"), usb->option };
	int count = 2;

	words[count++] = usb->streams ? rig->served : "0";
	words[count++] = "--control";
	words[count++] = rig->control;
	while (options && *options && count < MOST_WORDS - 2)
		words[count++] = *options++;
	words[count++] = disc;
	rig->pid = spawn(words, rig->directory, &rig->output_fd);
	await_ready(rig);
}

void rig_start(struct rig *rig, const struct rig_usb *usb, const char *size,
	       const char *const *options)
{
	const char *blank[] = { "nfod-press", "blank", "-o",	  NULL,	  "--size", size,
				"--seed",     "7",     "--label", "test", NULL };

	make_directory(rig, usb);
	blank[3] = rig->disc;
	assert_int_equal(rig_run(rig, blank), 0);
	start_twin(rig, rig->disc, options);
}

void rig_play(struct rig *rig, const struct rig_usb *usb, const char *disc,
	      const char *const *options)
{
	make_directory(rig, usb);
	start_twin(rig, disc, options);
}

void rig_copy(struct rig *rig, const struct rig_usb *usb, const char *name,
	      const char *const *options)
{
	const char *discs = getenv("SERVO_DISCS");
	char command[PATH_MAX + RIG_PATH + 64];

	make_directory(rig, usb);
	snprintf(command, sizeof(command), "cp --sparse=always %s/%s.nfm %s",
		 discs ? discs : "build/tests/servo", name, rig->disc);
	assert_int_equal(system(command), 0);
	start_twin(rig, rig->disc, options);
}

int rig_stop(struct rig *rig)
{
	if (rig->connected)
		rig_disconnect(rig);
	kill(rig->pid, SIGTERM);
	read_output(rig, rig->output_fd);
	return exit_status(rig->pid);
}

void rig_remove(struct rig *rig)
{
	char path[RIG_PATH + 16];

	snprintf(path, sizeof(path), "rm -rf %s", rig->directory);
	assert_int_equal(system(path), 0);
}

/* ---- control socket ---- */

static int connect_control(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

/* The answer's first word is whether it could be done. */
static void ask_control(const char *path, char *line, size_t size)
{
	size_t len = strlen(line), at = 0;
	int fd = connect_control(path);

	line[len++] = '\n';
	assert_int_equal(send(fd, line, len, MSG_NOSIGNAL), len);
	do {
		ssize_t got;

		assert_true(await(fd, PATIENCE_MS));
		got = recv(fd, line + at, size - 1 - at, 0);
		assert_true(got > 0);
		at += (size_t)got;
		line[at] = '\0';
	} while (!strchr(line, '\n'));
	close(fd);
	line[strcspn(line, "\n")] = '\0';
}

bool rig_order(struct rig *rig, const char *format, ...)
{
	char line[2048];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line) - 1, format, args);
	va_end(args);
	if (rig->usb->order)
		return rig->usb->order(rig, line);
	ask_control(rig->control, line, sizeof(line));
	snprintf(rig->answer, sizeof(rig->answer), "%s", strchr(line, ' ') + 1);
	return !strncmp(line, "ok ", 3);
}

long rig_number(struct rig *rig, const char *name)
{
	char key[64];
	const char *at;

	assert_true(rig_order(rig, "status"));
	snprintf(key, sizeof(key), "\"%s\":", name);
	at = strstr(rig->answer, key);
	assert_non_null(at);
	at += strlen(key);
	return !strncmp(at, "true", 4) ? 1 : strtol(at, NULL, 10);
}

/* ---- transfers ---- */

static struct rig_transfer *slot_of(struct rig *rig, uint32_t id)
{
	return &rig->transfer[id % RIG_TRANSFERS];
}

static uint32_t new_transfer(struct rig *rig, uint8_t ep)
{
	struct rig_transfer *transfer;
	uint32_t id;

	/* Some wait for long, like those for notices. */
	do {
		id = ++rig->last_id;
		transfer = slot_of(rig, id);
	} while (transfer->used);
	memset(transfer, 0, sizeof(*transfer));
	transfer->used = true;
	transfer->ep = ep;
	return id;
}

uint32_t rig_in(struct rig *rig, uint8_t ep, uint16_t stream, uint32_t len)
{
	uint32_t id = new_transfer(rig, ep);

	rig->usb->bulk(rig, id, ep, stream, NULL, len);
	return id;
}

uint32_t rig_out(struct rig *rig, const void *data, uint32_t len)
{
	uint32_t id = new_transfer(rig, NFOD_EP_COMMAND);

	rig->usb->bulk(rig, id, NFOD_EP_COMMAND, 0, data, len);
	return id;
}

void rig_complete(struct rig *rig, uint32_t id, enum rig_status status, const void *data,
		  uint32_t len)
{
	struct rig_transfer *transfer = slot_of(rig, id);

	assert_true(transfer->used);
	assert_false(transfer->answered);
	transfer->answered = true;
	transfer->status = status;
	transfer->len = len;
	if (!data || !len)
		return;
	transfer->data = malloc(len);
	assert_non_null(transfer->data);
	memcpy(transfer->data, data, len);
}

void rig_receive(struct rig *rig, int milliseconds)
{
	if (rig->connected && await(rig->fd, milliseconds))
		rig->usb->receive(rig);
}

static void twin_is_gone(struct rig *rig)
{
	read_output(rig, rig->output_fd);
	fail_msg("twin is gone: %s", rig->output);
}

struct rig_transfer *rig_wait(struct rig *rig, uint32_t id)
{
	struct rig_transfer *transfer = slot_of(rig, id);

	assert_true(transfer->used);
	while (!transfer->answered) {
		if (!rig->connected)
			twin_is_gone(rig);
		if (!await(rig->fd, PATIENCE_MS)) {
			rig_order(rig, "status");
			fail_msg("no answer to transfer %u on endpoint 0x%02x: %s", id,
				 transfer->ep, rig->answer);
		}
		rig->usb->receive(rig);
	}
	return transfer;
}

/* The twin works in order: after this request all that was due has been sent. */
static void settle(struct rig *rig)
{
	do {
		rig_receive(rig, 0);
	} while (!rig_number(rig, "idle"));
	rig_receive(rig, 0);
}

bool rig_answered(struct rig *rig, uint32_t id)
{
	settle(rig);
	return slot_of(rig, id)->answered;
}

void rig_forget(struct rig *rig, uint32_t id)
{
	struct rig_transfer *transfer = slot_of(rig, id);

	free(transfer->data);
	memset(transfer, 0, sizeof(*transfer));
}

void rig_cancel(struct rig *rig, uint32_t id)
{
	rig->usb->cancel(rig, id);
}

void rig_connect(struct rig *rig)
{
	for (int i = 0; i < RIG_TRANSFERS; i++)
		free(rig->transfer[i].data);
	memset(rig->transfer, 0, sizeof(rig->transfer));
	assert_int_equal(rig->usb->open(rig), 0);
	rig->connected = true;
}

void rig_disconnect(struct rig *rig)
{
	rig->usb->close(rig);
	rig->connected = false;
}

int rig_control(struct rig *rig, uint8_t type, uint8_t request, uint16_t value, uint16_t index,
		void *data, uint16_t len)
{
	uint8_t setup[8] = { type,	     request,
			     (uint8_t)value, (uint8_t)(value >> 8),
			     (uint8_t)index, (uint8_t)(index >> 8),
			     (uint8_t)len,   (uint8_t)(len >> 8) };
	uint32_t id = new_transfer(rig, 0);
	struct rig_transfer *transfer;
	int result;

	rig->usb->control(rig, id, setup, data);
	transfer = rig_wait(rig, id);
	result = transfer->status == RIG_OK ? (int)transfer->len : -1;
	if (result > 0 && type & 0x80)
		memcpy(data, transfer->data, (size_t)result);
	rig_forget(rig, id);
	return result;
}
