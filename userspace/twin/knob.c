// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "twin/knob.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nfod/lockstep.h"
#include "twin/knob_internal.h"
#include "twin/twin.h"

static int parse_number(const char *text, uint64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 0);
	return errno || end == text || *end || *text == '-' ? -1 : 0;
}

/* ---- common kinds ---- */

static int set_switch(struct twin *twin, const struct knob *knob, const char *value)
{
	bool *on = (bool *)((char *)twin + knob->at);

	if (!strcmp(value, "on") || !strcmp(value, "1"))
		*on = true;
	else if (!strcmp(value, "off") || !strcmp(value, "0"))
		*on = false;
	else
		return -1;
	return 0;
}

static void get_switch(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	const bool *on = (const bool *)((const char *)twin + knob->at);

	snprintf(text, size, "%s", *on ? "on" : "off");
}

static int set_count(struct twin *twin, const struct knob *knob, const char *value)
{
	uint64_t *count = (uint64_t *)((char *)twin + knob->at);

	if (!strcmp(value, "off")) {
		*count = 0;
		return 0;
	}
	return parse_number(value, count);
}

static void get_count(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	const uint64_t *count = (const uint64_t *)((const char *)twin + knob->at);

	if (*count)
		snprintf(text, size, "%" PRIu64, *count);
	else
		snprintf(text, size, "off");
}

static int parse_range(const char *value, struct engine_range *range)
{
	uint64_t first, count;
	int end = 0;

	if (!strcmp(value, "off")) {
		range->count = 0;
		return 0;
	}
	if (sscanf(value, "%" SCNu64 " %" SCNu64 "%n", &first, &count, &end) != 2 || value[end] ||
	    strchr(value, '-') || !count)
		return -1;
	range->first = first;
	range->count = count;
	return 0;
}

static void print_range(const struct engine_range *range, char *text, size_t size)
{
	if (range->count)
		snprintf(text, size, "%" PRIu64 " %" PRIu64, range->first, range->count);
	else
		snprintf(text, size, "off");
}

/* The sectors of the disc on which these blocks are now. */
static void harm_blocks(struct twin *twin, const struct engine_range *blocks)
{
	const struct nfod_disc_info *info = twin->engine.disc ? disc_info(twin->engine.disc) : NULL;
	uint64_t left =
		info && blocks->first < info->user_blocks ? info->user_blocks - blocks->first : 0;
	uint64_t lba = blocks->first;
	uint32_t cluster;
	uint8_t sector;

	if (left > blocks->count)
		left = blocks->count;
	for (; twin->runs && left; left--, lba++)
		if (twin->board->ops->locate(twin->board, lba, &cluster, &sector))
			engine_harm(&twin->engine, cluster, sector);
}

static int set_medium_error(struct twin *twin, const struct knob *knob, const char *value)
{
	struct engine_range blocks = { 0 };

	(void)knob;
	if (parse_range(value, &blocks))
		return -1;
	engine_heal(&twin->engine);
	twin->engine.unreadable.blocks = blocks;
	harm_blocks(twin, &blocks);
	return 0;
}

static void get_medium_error(const struct twin *twin, const struct knob *knob, char *text,
			     size_t size)
{
	(void)knob;
	print_range(&twin->engine.unreadable.blocks, text, size);
}

static int set_write_error(struct twin *twin, const struct knob *knob, const char *value)
{
	(void)knob;
	return parse_range(value, &twin->engine.unwritable);
}

static void get_write_error(const struct twin *twin, const struct knob *knob, char *text,
			    size_t size)
{
	(void)knob;
	print_range(&twin->engine.unwritable, text, size);
}

/* ---- the others ---- */

static int set_hang(struct twin *twin, const struct knob *knob, const char *value)
{
	struct faults *faults = &twin->faults;
	uint64_t slot;

	(void)knob;
	if (!strcmp(value, "off")) {
		faults->hang = HANG_OFF;
	} else if (!strcmp(value, "any")) {
		faults->hang = HANG_ANY;
	} else if (!strcmp(value, "next")) {
		faults->hang = HANG_NEXT;
	} else {
		if (parse_number(value, &slot) || slot >= NFOD_MAX_SLOTS)
			return -1;
		faults->hang = HANG_SLOT;
		faults->hang_slot = (uint16_t)slot;
	}
	fault_release(twin);
	return 0;
}

static void get_hang(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	static const char *const names[] = { "off", "next", "", "any" };

	(void)knob;
	if (twin->faults.hang == HANG_SLOT)
		snprintf(text, size, "%u", twin->faults.hang_slot);
	else
		snprintf(text, size, "%s", names[twin->faults.hang]);
}

static const char *const freeze_names[] = {
	[FREEZE_OFF] = "off",
	[FREEZE_ON] = "on",
	[FREEZE_UNTIL_ABORT] = "until-abort",
};

static int set_freeze(struct twin *twin, const struct knob *knob, const char *value)
{
	(void)knob;
	for (unsigned int mode = FREEZE_OFF; mode <= FREEZE_UNTIL_ABORT; mode++)
		if (!strcmp(value, freeze_names[mode])) {
			twin->faults.freeze = (enum freeze_mode)mode;
			return 0;
		}
	return -1;
}

static void get_freeze(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	(void)knob;
	snprintf(text, size, "%s", freeze_names[twin->faults.freeze]);
}

static int set_delay(struct twin *twin, const struct knob *knob, const char *value)
{
	uint64_t ms = 0;

	(void)knob;
	if (strcmp(value, "off") && (parse_number(value, &ms) || ms > 3600000))
		return -1;
	twin->faults.delay_ns = ms * TWIN_MS;
	return 0;
}

static void get_delay(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	(void)knob;
	if (twin->faults.delay_ns)
		snprintf(text, size, "%" PRIu64, twin->faults.delay_ns / TWIN_MS);
	else
		snprintf(text, size, "off");
}

static int set_stall(struct twin *twin, const struct knob *knob, const char *value)
{
	uint64_t ep;

	(void)knob;
	if (parse_number(value, &ep) ||
	    (ep != NFOD_EP_COMMAND && ep != NFOD_EP_DATA && ep != NFOD_EP_NOTIFY))
		return -1;
	port_force_halt(twin, (uint8_t)ep);
	return 0;
}

static void get_stall(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	(void)knob;
	if (twin->faults.stall)
		snprintf(text, size, "0x%02x", twin->faults.stall);
	else
		snprintf(text, size, "off");
}

static int set_pieces(struct twin *twin, const struct knob *knob, const char *value)
{
	if (set_count(twin, knob, value))
		return -1;
	twin->faults.pieces_random.state = twin->faults.pieces;
	return 0;
}

static int set_hostile(struct twin *twin, const struct knob *knob, const char *value)
{
	(void)knob;
	if (hostile_set(&twin->hostile, value))
		return -1;
	if (!twin->hostile.on)
		hostile_release(twin);
	return 0;
}

static void get_hostile(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	(void)knob;
	hostile_get(&twin->hostile, text, size);
}

static int set_rate(struct twin *twin, const struct knob *knob, const char *value)
{
	uint64_t rate;

	(void)knob;
	if (parse_number(value, &rate) || rate > 1000)
		return -1;
	twin->hostile.rate = (uint32_t)rate;
	return 0;
}

static void get_rate(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	(void)knob;
	snprintf(text, size, "%u", twin->hostile.rate);
}

static void get_cases(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	(void)knob;
	snprintf(text, size, "%" PRIu64, twin->hostile.cases);
}

static int set_na(struct twin *twin, const struct knob *knob, const char *value)
{
	char *end;
	double na = strtod(value, &end);

	(void)knob;
	if (end == value || *end || !(na >= 1.0 && na <= 2.06))
		return -1;
	twin->na_milli = (uint32_t)lround(na * 1000.0);
	twin->fe->na_milli = twin->na_milli;
	return 0;
}

static void get_na(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	(void)knob;
	snprintf(text, size, "%.3f", twin->na_milli / 1000.0);
}

static const char *const faults[] = {
	[NFOD_LOCKSTEP_NULL] = "null", [NFOD_LOCKSTEP_STACK] = "stack",
	[NFOD_LOCKSTEP_HANG] = "hang", [NFOD_LOCKSTEP_OVERRUN] = "overrun",
	[NFOD_LOCKSTEP_DOOR] = "door",
};

/* Something that happens, not something that lasts. */
static int set_fault(struct twin *twin, const struct knob *knob, const char *value)
{
	(void)knob;
	for (uint32_t n = NFOD_LOCKSTEP_NULL; n <= NFOD_LOCKSTEP_DOOR; n++) {
		if (strcmp(value, faults[n]))
			continue;
		twin->work = true;
		return twin->runs && twin->board->ops->spoil(twin->board, n) ? 0 : -1;
	}
	return -1;
}

static void get_fault(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	(void)twin;
	(void)knob;
	snprintf(text, size, "off");
}

static int set_fidelity(struct twin *twin, const struct knob *knob, const char *value)
{
	(void)knob;
	if (!strcmp(value, "model"))
		twin->engine.fidelity = FIDELITY_MODEL;
	else if (!strcmp(value, "ideal"))
		twin->engine.fidelity = FIDELITY_IDEAL;
	else if (!strcmp(value, "waveform"))
		twin->engine.fidelity = FIDELITY_WAVEFORM;
	else
		return -1;
	return 0;
}

static void get_fidelity(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	static const char *const word[] = {
		[FIDELITY_MODEL] = "model",
		[FIDELITY_IDEAL] = "ideal",
		[FIDELITY_WAVEFORM] = "waveform",
	};

	(void)knob;
	snprintf(text, size, "%s", word[twin->engine.fidelity]);
}

static int set_laser(struct twin *twin, const struct knob *knob, const char *value)
{
	double part;
	char *end;

	(void)knob;
	part = strtod(value, &end);
	if (end == value || *end || !(part >= 0.5 && part <= 1.5))
		return -1;
	twin->engine.laser_off = part - 1.0;
	return 0;
}

static void get_laser(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	(void)knob;
	snprintf(text, size, "%g", 1.0 + twin->engine.laser_off);
}

static int set_blemishes(struct twin *twin, const struct knob *knob, const char *value)
{
	return blemishes_set(&twin->engine.blemishes[knob->at], (enum blemish_kind)knob->at, value);
}

static void get_blemishes(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	const struct blemishes *blemishes = &twin->engine.blemishes[knob->at];

	snprintf(text, size, "%s", blemishes->count ? blemishes->text : "off");
}

#define SWITCH(name_, field_)                                                              \
	{                                                                                  \
		.name = name_, .takes = "on or off", .set = set_switch, .get = get_switch, \
		.at = offsetof(struct twin, field_)                                        \
	}
#define COUNT(name_, takes_, field_)                                                \
	{                                                                           \
		.name = name_, .takes = takes_, .set = set_count, .get = get_count, \
		.at = offsetof(struct twin, field_)                                 \
	}
static const struct knob knobs[] = {
	{ "hang", "off, any, next or a slot 0..31", set_hang, get_hang, 0 },
	{ "freeze", "off, on or until-abort", set_freeze, get_freeze, 0 },
	{ "delay", "milliseconds up to 3600000 or off", set_delay, get_delay, 0 },
	{ "medium-error", "FIRST COUNT (blocks) or off", set_medium_error, get_medium_error, 0 },
	{ "write-error", "FIRST COUNT (clusters) or off", set_write_error, get_write_error, 0 },
	SWITCH("engine-hang", engine.hang),
	COUNT("drop-events", "a number of records or off", faults.drop_events),
	COUNT("drop-credits", "a number of records or off", faults.drop_credits),
	COUNT("short", "bytes or off", faults.short_bytes),
	{ "stall", "0x01, 0x82 or 0x83", set_stall, get_stall, 0 },
	SWITCH("abort-fails", faults.abort_fails),
	SWITCH("link-reset-fails", faults.link_reset_fails),
	SWITCH("silence", faults.silence),
	COUNT("unplug-after", "a number of transfers or off", faults.unplug_after),
	COUNT("power-cut-after", "a number of transfers or off", faults.power_cut_after),
	COUNT("power-cut-after-clusters", "a number of written clusters or off", engine.cut_after),
	COUNT("power-cut-after-flash", "a number of operations on the flash or off",
	      flash.cut_after),
	SWITCH("write-protect", faults.write_protect),
	SWITCH("hold-up", faults.hold_up),
	{ "pieces", "a seed or off", set_pieces, get_count, offsetof(struct twin, faults.pieces) },
	{ "hostile", "SEED[:KIND,...], SEED:all or off", set_hostile, get_hostile, 0 },
	{ "hostile-rate", "0..1000 of 1000 answers", set_rate, get_rate, 0 },
	{ "hostile-cases", "can only be read", NULL, get_cases, 0 },
	{ "firmware-fault",
	  "null, stack, hang, overrun or door, on an emulated processor that runs", set_fault,
	  get_fault, 0 },
	{ "na", "a numerical aperture, 1.00 to 2.06", set_na, get_na, 0 },
	{ "laser", "light over what is ordered, 0.5 to 1.5", set_laser, get_laser, 0 },
	{ "scratch", "MM TURNS MM TURNS UM,..., seed N COUNT or off", set_blemishes, get_blemishes,
	  BLEMISH_SCRATCH },
	{ "fingerprint", "MM TURNS MM LIGHT,..., seed N COUNT or off", set_blemishes, get_blemishes,
	  BLEMISH_FINGERPRINT },
	{ "defect", "MM TURNS UM GROWTH,..., seed N COUNT or off", set_blemishes, get_blemishes,
	  BLEMISH_DEFECT },
	{ "fidelity", "waveform, model or ideal", set_fidelity, get_fidelity, 0 },
};

#define KNOBS (sizeof(knobs) / sizeof(knobs[0]))

/* Those of the flight come after the others. Return: NULL behind the last. */
static const struct knob *knob_at(size_t n)
{
	const struct knob *knob = n < KNOBS ? &knobs[n] : &flight_knobs[n - KNOBS];

	return knob->name ? knob : NULL;
}

static const struct knob *find(const char *name)
{
	const struct knob *knob;

	for (size_t i = 0; (knob = knob_at(i)); i++)
		if (!strcmp(knob->name, name))
			break;
	return knob;
}

static void name_all(char *text, size_t size)
{
	const struct knob *knob;
	size_t at = strlen(text);

	for (size_t i = 0; (knob = knob_at(i)) && at < size; i++)
		at += (size_t)snprintf(text + at, size - at, " %s", knob->name);
}

static void refuse_value(const struct knob *knob, const char *value, char *why, size_t size)
{
	size_t at = (size_t)snprintf(why, size, "%s cannot be \"%s\": it takes %s", knob->name,
				     value, knob->takes);

	if (!strcmp(knob->name, "hostile") && at + 2 < size) {
		at += (size_t)snprintf(why + at, size - at, "; kinds are ");
		hostile_kinds(why + at, size - at);
	}
}

int knob_set(struct twin *twin, const char *name, const char *value, char *why, size_t size)
{
	const struct knob *knob = find(name);

	if (!knob) {
		snprintf(why, size, "unknown knob \"%s\"; there are", name);
		name_all(why, size);
		return -1;
	}
	if (!knob->set || knob->set(twin, knob, value)) {
		refuse_value(knob, value, why, size);
		return -1;
	}
	port_wake(twin);
	return 0;
}

int knob_get(const struct twin *twin, const char *name, char *text, size_t size)
{
	const struct knob *knob = find(name);

	if (!knob) {
		snprintf(text, size, "unknown knob \"%s\"; there are", name);
		name_all(text, size);
		return -1;
	}
	knob->get(twin, knob, text, size);
	return 0;
}

void knob_list(const struct twin *twin, char *text, size_t size)
{
	const struct knob *knob;
	char value[512];
	size_t at = 0;

	text[0] = '\0';
	for (size_t i = 0; (knob = knob_at(i)) && at < size; i++) {
		knob->get(twin, knob, value, sizeof(value));
		at += (size_t)snprintf(text + at, size - at, "%s%s=%s", i ? "; " : "", knob->name,
				       value);
	}
}
