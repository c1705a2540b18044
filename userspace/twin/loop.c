// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "twin/loop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "twin/twin.h"

#define SLIP_NS (2 * TWIN_MS)
#define EVENTS 16
/* While there is work, look after the other sockets once in so many rounds. */
#define ROUNDS 32u
/* Steps without a look at the sockets: time stands still in them. */
#define STEPS 16
/* The same at real pace with a head that flies, which never comes to an end. */
#define STEPS_FLYING 64
/* A head that flies is looked after so often: its ticks are too short for the clock. */
#define ROUND_NS (TWIN_MS / 5)

/**
 * struct loop - the loop
 * @twin: drive
 * @pace: what time follows
 * @epoll: of all watchers
 * @signals: SIGTERM and SIGINT
 * @signal_watcher: of these
 * @origin: wall clock when virtual time was 0
 * @now: time of arrivals in this round
 * @rounds: so far
 */
struct loop {
	struct twin *twin;
	enum loop_pace pace;
	int epoll;
	struct watcher signal_watcher;
	uint64_t origin;
	uint64_t now;
	uint32_t rounds;
};

static uint64_t wall_clock(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static void signal_ready(void *ctx, uint32_t events)
{
	struct loop *loop = ctx;
	struct signalfd_siginfo info;

	(void)events;
	if (read(loop->signal_watcher.fd, &info, sizeof(info)) > 0)
		loop->twin->quit = true;
}

static int catch_signals(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

struct loop *loop_new(struct twin *twin, enum loop_pace pace)
{
	struct loop *loop = calloc(1, sizeof(*loop));

	if (!loop)
		twin_die("out of memory");
	loop->twin = twin;
	loop->pace = pace;
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	loop->signal_watcher.fd = catch_signals();
	loop->signal_watcher.ready = signal_ready;
	loop->signal_watcher.ctx = loop;
	loop->origin = wall_clock();
	if (loop->epoll < 0 || loop->signal_watcher.fd < 0)
		twin_die("cannot watch for events: %s", strerror(errno));
	loop_add(loop, &loop->signal_watcher, EPOLLIN);
	return loop;
}

void loop_free(struct loop *loop)
{
	close(loop->signal_watcher.fd);
	close(loop->epoll);
	free(loop);
}

static void control_epoll(struct loop *loop, int op, struct watcher *watcher, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = watcher };

	if (epoll_ctl(loop->epoll, op, watcher->fd, &event))
		twin_die("cannot watch a socket: %s", strerror(errno));
}

void loop_add(struct loop *loop, struct watcher *watcher, uint32_t events)
{
	control_epoll(loop, EPOLL_CTL_ADD, watcher, events);
}

void loop_change(struct loop *loop, struct watcher *watcher, uint32_t events)
{
	control_epoll(loop, EPOLL_CTL_MOD, watcher, events);
}

void loop_remove(struct loop *loop, struct watcher *watcher)
{
	control_epoll(loop, EPOLL_CTL_DEL, watcher, 0);
}

uint64_t loop_now(const struct loop *loop)
{
	return loop->now;
}

/* Sockets are looked after one at a time: a handler may close another's. */
static void serve(struct loop *loop, const struct timespec *timeout)
{
	struct epoll_event event;
	int count = epoll_pwait2(loop->epoll, &event, 1, timeout, NULL);
	static const struct timespec at_once;

	for (int i = 0; count == 1 && i < EVENTS; i++) {
		struct watcher *watcher = event.data.ptr;

		if (loop->pace == PACE_REAL && !flight_is_on(loop->twin))
			loop->now = wall_clock() - loop->origin;
		watcher->ready(watcher->ctx, event.events);
		count = epoll_pwait2(loop->epoll, &event, 1, &at_once, NULL);
	}
}

/* Return: whether there is nothing more to do without an arrival or time. */
static bool run_free(struct loop *loop, bool arrived)
{
	struct twin *twin = loop->twin;
	int steps = STEPS;

	if (!twin->work && !arrived && twin_deadline(twin) != TWIN_NEVER)
		twin_step(twin);
	while (twin->work && steps--)
		twin_step(twin);
	loop->now = twin->now;
	return !twin->work && twin_deadline(twin) == TWIN_NEVER;
}

static void count_slip(struct loop *loop, uint64_t deadline)
{
	if (loop->now > deadline + SLIP_NS)
		loop->twin->counters.slips++;
}

/*
 * A head that flies has got to loop->now when something arrives: its ticks are never made up
 * for within a socket's handler.
 */
static bool run_flying(struct loop *loop)
{
	struct twin *twin = loop->twin;
	int steps = STEPS_FLYING;

	loop->now = wall_clock() - loop->origin;
	twin->flight.horizon = loop->now;
	if (!twin->work && twin_deadline(twin) <= loop->now)
		count_slip(loop, twin_deadline(twin));
	while ((twin->work || twin_deadline(twin) <= loop->now) && steps--)
		twin_step(twin);
	if (steps < 0)
		loop->now = twin->now;
	return true;
}

/* Everything due happens at its own time, if late by the wall's. */
static bool run_real(struct loop *loop)
{
	struct twin *twin = loop->twin;

	if (flight_is_on(twin))
		return run_flying(loop);
	loop->now = wall_clock() - loop->origin;
	while (twin->work || twin_deadline(twin) <= loop->now) {
		if (!twin->work)
			count_slip(loop, twin_deadline(twin));
		twin_step(twin);
	}
	return true;
}

static uint64_t time_left(const struct loop *loop)
{
	uint64_t deadline = twin_deadline(loop->twin);
	uint64_t left = deadline > loop->now ? deadline - loop->now : 0;

	return left < ROUND_NS && flight_goes_on(loop->twin) ? ROUND_NS : left;
}

/* Time passes up to when something arrives, and then it is looked at. */
static void wait_flying(struct loop *loop, const struct timespec *timeout)
{
	static const struct timespec at_once;
	struct epoll_event event;

	epoll_pwait2(loop->epoll, &event, 1, timeout, NULL);
	run_flying(loop);
	serve(loop, &at_once);
}

static void wait_for_arrival(struct loop *loop)
{
	uint64_t deadline = twin_deadline(loop->twin);
	uint64_t left = time_left(loop);
	struct timespec timeout = {
		.tv_sec = (time_t)(left / 1000000000u),
		.tv_nsec = (long)(left % 1000000000u),
	};

	if (loop->pace == PACE_REAL && flight_is_on(loop->twin))
		wait_flying(loop, deadline == TWIN_NEVER ? NULL : &timeout);
	else
		serve(loop, deadline == TWIN_NEVER ? NULL : &timeout);
}

void loop_run(struct loop *loop)
{
	static const struct timespec at_once;
	struct twin *twin = loop->twin;
	struct host *host = twin->host;

	while (!twin->quit) {
		bool arrived = host->receive(host->ctx);
		bool idle = loop->pace == PACE_FREE ? run_free(loop, arrived) : run_real(loop);

		host->flush(host->ctx);
		if (idle && !arrived)
			wait_for_arrival(loop);
		else if (++loop->rounds % ROUNDS == 0)
			serve(loop, &at_once);
	}
	host->flush(host->ctx);
}
