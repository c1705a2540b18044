// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "twin/command.h"

#include <stdio.h>
#include <string.h>

#include "lib/figures.h"
#include "twin/knob.h"
#include "twin/log.h"
#include "twin/twin.h"

/**
 * struct order - a command, its first words and what to do
 * @words: how it begins
 * @takes: what has to follow, for people; NULL = nothing
 * @run: do it with the rest of the line; false with @answer
 * @changes: the drive's behaviour depends on it: goes into the log
 */
struct order {
	const char *words;
	const char *takes;
	bool (*run)(struct twin *twin, const char *rest, char *answer);
	bool changes;
};

static bool say(char *answer, const char *text)
{
	snprintf(answer, COMMAND_ANSWER, "%s", text);
	return true;
}

static bool refuse(char *answer, const char *text)
{
	snprintf(answer, COMMAND_ANSWER, "%s", text);
	return false;
}

static bool run_power_on(struct twin *twin, const char *rest, char *answer)
{
	(void)rest;
	if (twin->powered)
		return refuse(answer, "the power is on already");
	if (twin_power_on(twin))
		return refuse(answer, "firmware refuses the board");
	return say(answer, "power is on");
}

static bool run_power_off(struct twin *twin, const char *rest, char *answer)
{
	(void)rest;
	if (!twin->powered)
		return refuse(answer, "the power is off already");
	twin_power_off(twin);
	return say(answer, "power is off");
}

static bool run_power_blink(struct twin *twin, const char *rest, char *answer)
{
	(void)rest;
	if (!twin->powered)
		return refuse(answer, "the power is off; power on first");
	if (twin_blink(twin))
		return refuse(answer, "firmware refuses the board");
	return say(answer, "power blinked");
}

static bool run_unplug(struct twin *twin, const char *rest, char *answer)
{
	(void)rest;
	if (!twin->port.plugged)
		return refuse(answer, "the cable is out already");
	twin->port.plugged = false;
	port_update_presence(twin);
	return say(answer, "unplugged");
}

static bool run_plug(struct twin *twin, const char *rest, char *answer)
{
	(void)rest;
	if (twin->port.plugged)
		return refuse(answer, "the cable is in already");
	twin->port.plugged = true;
	port_update_presence(twin);
	return say(answer, "plugged in");
}

static bool run_button(struct twin *twin, const char *rest, char *answer)
{
	(void)rest;
	tray_press_button(twin);
	return say(answer, "pressed");
}

static bool run_eject(struct twin *twin, const char *rest, char *answer)
{
	(void)rest;
	tray_force_open(twin);
	return say(answer, "tray pulled open");
}

static bool take_disc(struct twin *twin, char *answer, struct disc **disc)
{
	*disc = twin->offered;
	twin->offered = NULL;
	return *disc || refuse(answer, "the log has no disc here");
}

static bool run_load(struct twin *twin, const char *rest, char *answer)
{
	struct disc *disc;

	if (!take_disc(twin, answer, &disc))
		return false;
	tray_load(twin, disc, rest);
	return say(answer, "disc goes in");
}

static bool run_place(struct twin *twin, const char *rest, char *answer)
{
	struct disc *disc;

	if (twin->tray.disc)
		return refuse(answer, "there is a disc already; load replaces it");
	if (!take_disc(twin, answer, &disc))
		return false;
	tray_place(twin, disc, rest);
	return say(answer, "disc is in");
}

static bool run_set(struct twin *twin, const char *rest, char *answer)
{
	char name[64];
	int value = 0;

	if (sscanf(rest, "%63s %n", name, &value) != 1 || !rest[value])
		return refuse(answer, "set takes KNOB VALUE; list names the knobs");
	if (knob_set(twin, name, rest + value, answer, COMMAND_ANSWER))
		return false;
	return !knob_get(twin, name, answer, COMMAND_ANSWER);
}

static bool run_get(struct twin *twin, const char *rest, char *answer)
{
	return !knob_get(twin, rest, answer, COMMAND_ANSWER);
}

static bool run_list(struct twin *twin, const char *rest, char *answer)
{
	(void)rest;
	knob_list(twin, answer, COMMAND_ANSWER);
	return true;
}

static bool set_figure(struct nfod_figures *figures, const char *rest, char *answer)
{
	char name[64];
	double value;
	int end = 0;

	if (sscanf(rest, "%63s %lf%n", name, &value, &end) != 2 || rest[end])
		return refuse(answer, "takes NAME VALUE; figures lists them");
	if (figure_set(figures, name, value, answer, COMMAND_ANSWER))
		return false;
	return say(answer, rest);
}

/* The firmware takes them over at its power-up, the plant when it begins to fly. */
static bool run_figure(struct twin *twin, const char *rest, char *answer)
{
	return set_figure(&twin->flight.firmware, rest, answer);
}

static bool run_drive_figure(struct twin *twin, const char *rest, char *answer)
{
	if (flight_is_on(twin))
		return refuse(answer, "the drive is made already; before set servo full");
	return set_figure(&twin->flight.drive, rest, answer);
}

/* NAME=VALUE, and what the drive really has where that differs. */
static bool run_figures(struct twin *twin, const char *rest, char *answer)
{
	const struct figure *figure;
	size_t at = 0;

	(void)rest;
	for (size_t n = 0; (figure = figure_at(n)) && at < COMMAND_ANSWER; n++) {
		double believed = (double)figure_get(&twin->flight.firmware, n);
		double real = (double)figure_get(&twin->flight.drive, n);

		at += (size_t)snprintf(answer + at, COMMAND_ANSWER - at, "%s%s=%g", n ? "; " : "",
				       figure->name, believed);
		if (believed != real && at < COMMAND_ANSWER)
			at += (size_t)snprintf(answer + at, COMMAND_ANSWER - at, " (plant %g)",
					       real);
	}
	return true;
}

static bool run_status(struct twin *twin, const char *rest, char *answer)
{
	(void)rest;
	status_json(twin, answer, COMMAND_ANSWER);
	return true;
}

static bool run_quit(struct twin *twin, const char *rest, char *answer)
{
	(void)rest;
	twin->quit = true;
	return say(answer, "goodbye");
}

static const struct order orders[] = {
	{ "power on", NULL, run_power_on, true },
	{ "power off", NULL, run_power_off, true },
	{ "power blink", NULL, run_power_blink, true },
	{ "unplug", NULL, run_unplug, true },
	{ "plug", NULL, run_plug, true },
	{ "button", NULL, run_button, true },
	{ "eject", NULL, run_eject, true },
	{ "load", "PATH", run_load, true },
	{ "place", "PATH", run_place, true },
	{ "set", "KNOB VALUE", run_set, true },
	{ "get", "KNOB", run_get, false },
	{ "list", NULL, run_list, false },
	{ "figure", "NAME VALUE", run_figure, true },
	{ "plant-figure", "NAME VALUE", run_drive_figure, true },
	{ "figures", NULL, run_figures, false },
	{ "status", NULL, run_status, false },
	{ "quit", NULL, run_quit, false },
};

#define ORDERS (sizeof(orders) / sizeof(orders[0]))

static const struct order *find(const char *line, const char **rest)
{
	for (size_t i = 0; i < ORDERS; i++) {
		size_t len = strlen(orders[i].words);

		if (strncmp(line, orders[i].words, len) || (line[len] && line[len] != ' '))
			continue;
		*rest = line + len + strspn(line + len, " ");
		return &orders[i];
	}
	return NULL;
}

static bool unknown(const char *line, char *answer)
{
	size_t at = (size_t)snprintf(answer, COMMAND_ANSWER, "unknown command \"%.64s\"; there are",
				     line);

	for (size_t i = 0; i < ORDERS; i++)
		at += (size_t)snprintf(answer + at, COMMAND_ANSWER - at, "%s %s%s%s", i ? "," : "",
				       orders[i].words, orders[i].takes ? " " : "",
				       orders[i].takes ? orders[i].takes : "");
	return false;
}

/* A replay has put the disc there already. */
static bool offer_disc(struct twin *twin, const char *path, char *answer)
{
	char why[256];

	if (twin->offered)
		return true;
	twin->offered = disc_open(path, twin->faults.write_protect, why, sizeof(why));
	if (!twin->offered) {
		snprintf(answer, COMMAND_ANSWER, "%s: %s", path, why);
		return false;
	}
	if (twin->log)
		log_disc(twin->log, twin, twin->offered);
	return true;
}

static void note(struct twin *twin, uint64_t now, const char *line)
{
	struct event event = {
		.type = EVENT_COMMAND,
		.bytes = (uint32_t)strlen(line),
		.data = (void *)line,
	};

	twin_note(twin, now, &event);
}

bool command_run(struct twin *twin, uint64_t now, const char *line, char *answer)
{
	const char *rest = "";
	const struct order *order = find(line, &rest);

	if (!order)
		return unknown(line, answer);
	if (!order->takes != !*rest) {
		snprintf(answer, COMMAND_ANSWER, "%s takes %s", order->words,
			 order->takes ? order->takes : "nothing more");
		return false;
	}
	if ((order->run == run_load || order->run == run_place) && !offer_disc(twin, rest, answer))
		return false;
	if (order->changes)
		note(twin, now, line);
	return order->run(twin, rest, answer);
}
