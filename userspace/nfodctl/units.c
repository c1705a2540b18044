// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "units.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "nfod/format.h"
#include "nfod/wire.h"
#include "nfod/wire_manage.h"
#include "nfod/wire_servo.h"

const char *text_count(char *text, uint64_t count)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, count);
	char *out = text;

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			*out++ = ',';
		*out++ = digits[i];
	}
	*out = '\0';
	return text;
}

static const char *scaled(char *text, uint64_t bytes, unsigned int step, const char *const *unit,
			  unsigned int units)
{
	double value = (double)bytes;
	unsigned int n = 0;

	/* 999.95 would be printed as 1000.0 */
	while (n + 1 < units && value >= step - 0.05) {
		value /= step;
		n++;
	}
	if (value == (double)(uint64_t)value)
		snprintf(text, NFODCTL_TEXT, "%.0f %s", value, unit[n]);
	else
		snprintf(text, NFODCTL_TEXT, "%.1f %s", value, unit[n]);
	return text;
}

const char *text_bytes(char *text, uint64_t bytes)
{
	static const char *const unit[] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };

	return scaled(text, bytes, 1000, unit, 7);
}

const char *text_binary_bytes(char *text, uint64_t bytes)
{
	static const char *const unit[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };

	return scaled(text, bytes, 1024, unit, 7);
}

static const char *long_time(char *text, double seconds)
{
	uint64_t s = seconds < 1e15 ? (uint64_t)seconds : UINT64_C(1000000000000000);

	if (s < 3600)
		snprintf(text, NFODCTL_TEXT, "%" PRIu64 " min %" PRIu64 " s", s / 60, s % 60);
	else if (s < 86400)
		snprintf(text, NFODCTL_TEXT, "%" PRIu64 " h %" PRIu64 " min", s / 3600,
			 s / 60 % 60);
	else
		snprintf(text, NFODCTL_TEXT, "%" PRIu64 " d %" PRIu64 " h", s / 86400,
			 s / 3600 % 24);
	return text;
}

const char *text_time(char *text, double us)
{
	static const char *const unit[] = { "us", "ms", "s" };
	unsigned int n = 0;

	if (us >= 60e6)
		return long_time(text, us / 1e6);
	while (n < 2 && us >= 999.5) {
		us /= 1000;
		n++;
	}
	snprintf(text, NFODCTL_TEXT,
		 us < 9.995 ? "%.2f %s" :
		 us < 99.95 ? "%.1f %s" :
			      "%.0f %s",
		 us, unit[n]);
	return text;
}

const char *text_bar(char *text, unsigned int width, uint64_t part, uint64_t whole)
{
	double share = part < whole ? (double)part / (double)whole : part != 0;
	unsigned int full;

	if (width >= NFODCTL_TEXT)
		width = NFODCTL_TEXT - 1;
	full = (unsigned int)(share * width + 0.5);
	/* What is there is seen, and what is not full does not look so. */
	if (part && !full)
		full = 1;
	if (part < whole && full == width && width > 1)
		full--;
	memset(text, '#', full);
	memset(text + full, ' ', width - full);
	text[width] = '\0';
	return text;
}

static const char *word(const char *const *words, unsigned int count, uint32_t index)
{
	return index < count ? words[index] : "unknown";
}

#define WORD(words, index) word(words, sizeof(words) / sizeof((words)[0]), index)

const char *word_medium(unsigned int medium_state)
{
	static const char *const words[] = {
		[NFOD_MEDIUM_NONE] = "none",
		[NFOD_MEDIUM_LOADING] = "loading",
		[NFOD_MEDIUM_READY] = "ready",
		[NFOD_MEDIUM_FAULT] = "fault",
	};

	return WORD(words, medium_state);
}

const char *word_recording(unsigned int recording)
{
	static const char *const words[] = {
		[NFOD_RECORDING_NONE] = "none",
		[NFOD_RECORDING_PHASE_CHANGE] = "phase-change",
		[NFOD_RECORDING_MAGNETO_OPTICAL] = "magneto-optical",
	};

	return WORD(words, recording);
}

const char *word_fault(uint32_t fault)
{
	static const char *const words[] = {
		[NFOD_FAULT_NONE] = "none",
		[NFOD_FAULT_UNREADABLE] = "lead-in unreadable",
		[NFOD_FAULT_FORMAT] = "disc format unknown or damaged",
		[NFOD_FAULT_ENGINE] = "channel engine does not answer",
		[NFOD_FAULT_WRITE] = "cluster could not be written",
		[NFOD_FAULT_OPTICS] = "disc made for another numerical aperture",
		[NFOD_FAULT_RUNOUT] = "disc runs out of plane too far",
		[NFOD_FAULT_GAP_SIGNAL] = "gap signal cannot hold the head",
		[NFOD_FAULT_STATE] = "gap signal depends on what is recorded",
		[NFOD_FAULT_SURFACE] = "surface too uneven to fly over",
		[NFOD_FAULT_POWER] = "disc needs more laser power",
		[NFOD_FAULT_FIELD] = "disc needs more field",
		[NFOD_FAULT_SPIN] = "disc does not come up to speed or to rest",
		[NFOD_FAULT_FOCUS] = "no surface found: no disc, or upside down",
		[NFOD_FAULT_PULL_IN] = "gap could not be closed",
		[NFOD_FAULT_TRACKING] = "no track could be held",
		[NFOD_FAULT_SEEK] = "track not reached",
		[NFOD_FAULT_TILT] = "disc tilted too far to be levelled",
		[NFOD_FAULT_PROTRUSION] = "protrusion that cannot be flown over",
		[NFOD_FAULT_SHOCK] = "shaken too hard to stay over the disc",
		[NFOD_FAULT_SUPPLY] = "supply voltage falls",
		[NFOD_FAULT_TEMPERATURE] = "head too hot or too cold to fly",
		[NFOD_FAULT_LASER] = "laser does not follow its order",
		[NFOD_FAULT_LENS] = "lens or disc contaminated: clean it",
		[NFOD_FAULT_WATCHDOG] = "servo did not answer in time",
		[NFOD_FAULT_MANAGEMENT] = "map and log of the disc cannot be used",
	};

	return WORD(words, fault);
}

const char *word_cause(uint32_t cause)
{
	static const char *const words[] = {
		[NFOD_CAUSE_NONE] = "none",
		[NFOD_CAUSE_PROTECTED] = "write-protected",
		[NFOD_CAUSE_SMALL] = "disc too small for log and management areas",
		[NFOD_CAUSE_RAM] = "drive has too little memory for this disc",
		[NFOD_CAUSE_NO_ROOT] = "no management area holds: format it",
		[NFOD_CAUSE_SPARE] = "no spare cluster left in a zone",
		[NFOD_CAUSE_LOG] = "too few log clusters can still be written",
		[NFOD_CAUSE_AREA] = "a management area cannot be written",
		[NFOD_CAUSE_DEFECTS] = "too many defects",
		[NFOD_CAUSE_BROKEN_LOG] = "a log cluster is missing",
		[NFOD_CAUSE_WRITING] = "cluster after cluster cannot be written",
		[NFOD_CAUSE_POWER] = "no laser power writes it well",
	};

	return WORD(words, cause);
}

const char *word_store(unsigned int state)
{
	static const char *const words[] = {
		[NFOD_STORE_EMPTY] = "no disc",	    [NFOD_STORE_LOADING] = "loading",
		[NFOD_STORE_READY] = "ready",	    [NFOD_STORE_READ_ONLY] = "read-only",
		[NFOD_STORE_FAILED] = "not usable",
	};

	return WORD(words, state);
}

const char *word_verify(unsigned int policy)
{
	static const char *const words[] = {
		[NFOD_VERIFY_OFF] = "off",
		[NFOD_VERIFY_SUSPICION] = "suspicion",
		[NFOD_VERIFY_ALWAYS] = "always",
	};

	return WORD(words, policy);
}

const char *word_settings(unsigned int state)
{
	static const char *const words[] = {
		[NFOD_SETTINGS_NOWHERE] = "forgotten when power goes: the drive has no flash",
		[NFOD_SETTINGS_KEPT] = "kept",
		[NFOD_SETTINGS_LOST] = "older ones were damaged: set them again (nfodctl verify)",
		[NFOD_SETTINGS_UNKEPT] =
			"flash did not take the last ones: cut the drive's power and "
			"set them again",
	};

	return WORD(words, state);
}

const char *word_retry(unsigned int step)
{
	static const char *const words[] = {
		[NFOD_RETRY_AGAIN] = "again",	       [NFOD_RETRY_GAP_LOW] = "closer",
		[NFOD_RETRY_GAP_HIGH] = "farther",     [NFOD_RETRY_TRACK_IN] = "inwards",
		[NFOD_RETRY_TRACK_OUT] = "outwards",   [NFOD_RETRY_POWER] = "more light",
		[NFOD_RETRY_RELEARN] = "learnt anew",  [NFOD_RETRY_DOUBT] = "more erasures",
		[NFOD_RETRY_NEIGHBOUR] = "neighbours",
	};

	return WORD(words, step);
}

const char *word_servo_state(unsigned int state)
{
	static const char *const words[] = {
		[NFOD_SERVO_PARKED] = "parked",
		[NFOD_SERVO_SPIN_UP] = "spinning up",
		[NFOD_SERVO_FOCUS] = "searching the surface",
		[NFOD_SERVO_FAR] = "held above the disc",
		[NFOD_SERVO_APPROACH] = "approaching",
		[NFOD_SERVO_LOCK] = "catching a track",
		[NFOD_SERVO_CALIBRATE] = "calibrating",
		[NFOD_SERVO_FOLLOW] = "following",
		[NFOD_SERVO_RAISE] = "rising to seek",
		[NFOD_SERVO_SEEK] = "seeking",
		[NFOD_SERVO_JUMP] = "jumping",
		[NFOD_SERVO_LOWER] = "coming down to the gap",
		[NFOD_SERVO_RETRACT] = "pulled away",
		[NFOD_SERVO_PARKING] = "parking",
		[NFOD_SERVO_FAULT] = "fault",
		[NFOD_SERVO_KINEMATIC] = "kinematic",
	};

	return WORD(words, state);
}

const char *word_retract(unsigned int retract)
{
	static const char *const words[] = {
		[NFOD_RETRACT_NONE] = "none",		[NFOD_RETRACT_GAP] = "too close",
		[NFOD_RETRACT_AHEAD] = "contact ahead", [NFOD_RETRACT_SHOCK] = "shock",
		[NFOD_RETRACT_SUPPLY] = "supply",	[NFOD_RETRACT_HARDWARE] = "watchdog",
		[NFOD_RETRACT_TILT] = "tilt",		[NFOD_RETRACT_DOOR] = "door",
	};

	return WORD(words, retract);
}

const char *word_side(unsigned int side)
{
	static const char *const words[] = {
		[NFOD_GROOVE] = "groove",
		[NFOD_LAND] = "land",
	};

	return WORD(words, side);
}

static double percentile(const uint32_t *histogram, uint64_t commands, double share)
{
	double rank = share * (double)commands;
	double below = 0;
	unsigned int n = 0;

	while (n + 1 < NFOD_HISTOGRAM_BUCKETS && below + histogram[n] < rank)
		below += histogram[n++];
	share = histogram[n] ? (rank - below) / histogram[n] : 0;
	/* Buckets are octaves: within one, times are taken as spread evenly. */
	return n ? (double)(1u << n) * (1 + share) : 2 * share;
}

struct latency latency_of(const uint32_t *histogram)
{
	struct latency latency = { 0 };

	for (unsigned int n = 0; n < NFOD_HISTOGRAM_BUCKETS; n++)
		latency.commands += histogram[n];
	if (!latency.commands)
		return latency;
	latency.p50_us = percentile(histogram, latency.commands, 0.50);
	latency.p90_us = percentile(histogram, latency.commands, 0.90);
	latency.p99_us = percentile(histogram, latency.commands, 0.99);
	return latency;
}
