// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "judge.h"

#include <stdio.h>

#include "nfod/format.h"
#include "units.h"

/* Part of symbols: up to the first a disc is good, from the second on clusters go bad. */
#define GOOD_RATE 2e-4
#define BAD_RATE 3e-3
#define CROSSTALK_LIMIT_DB (-22.0)
#define SLOPE_SHARE 0.75

double symbol_error_rate(const struct nfod_drive_status *status)
{
	if (!status->symbols_read)
		return 0.0;
	return (double)status->symbols_corrected / (double)status->symbols_read;
}

double crosstalk_db(const struct nfod_drive_status *status, unsigned int side)
{
	return (int16_t)status->crosstalk_cdb[side] / 100.0;
}

static bool crosstalk_is_high(const struct nfod_drive_status *status)
{
	return status->disc_na_milli && (crosstalk_db(status, NFOD_GROOVE) > CROSSTALK_LIMIT_DB ||
					 crosstalk_db(status, NFOD_LAND) > CROSSTALK_LIMIT_DB);
}

static const char *judge_rate(double rate)
{
	if (rate < GOOD_RATE)
		return "good";
	return rate < BAD_RATE ? "fair, all corrected" : "bad, replace the disc";
}

const char *judge_reading(char *text, const struct nfod_drive_status *status)
{
	const char *cause = crosstalk_is_high(status) ? "crosstalk high, " : "";
	double rate = symbol_error_rate(status);

	if (status->refused)
		snprintf(text, NFODCTL_JUDGEMENT, "the disc is refused");
	else if (status->contacts)
		snprintf(text, NFODCTL_JUDGEMENT, "the disc touches the lens: take it out");
	else if (status->sectors_lost)
		snprintf(text, NFODCTL_JUDGEMENT, "%sdata beyond correction: replace the disc",
			 cause);
	else if (!status->symbols_read)
		snprintf(text, NFODCTL_JUDGEMENT, "nothing read yet");
	else
		snprintf(text, NFODCTL_JUDGEMENT, "%s%.1e symbol errors: %s", cause, rate,
			 judge_rate(rate));
	return text;
}

const char *judge_slope(const struct nfod_drive_status *status, unsigned int side)
{
	if (!status->slope_ppm_nm[side])
		return "not measured";
	return status->slope_ppm_nm[side] < SLOPE_SHARE * status->stated_ppm_nm[side] ?
		       "flatter than stated" :
		       "as stated";
}

/**
 * struct wording - how a refusal is told
 * @what: was found
 * @borne: what the limit is
 * @unit: of both
 * @scale: figure in that unit
 * @decimals: to be shown
 * @is_signed: figures may be below zero
 */
struct wording {
	const char *what;
	const char *borne;
	const char *unit;
	double scale;
	int decimals;
	bool is_signed;
};

static const struct wording wordings[] = {
	[NFOD_FAULT_OPTICS] = { "disc is for NA", "head has", "", 1e3, 2 },
	[NFOD_FAULT_RUNOUT] = { "run-out of", "head follows", " um", 1e3, 1 },
	[NFOD_FAULT_GAP_SIGNAL] = { "gap would err by", "bearable are", " nm", 1e3, 1 },
	[NFOD_FAULT_STATE] = { "marks pass for a gap of", "bearable are", " nm", 1e3, 1 },
	[NFOD_FAULT_SURFACE] = { "unevenness of", "bearable are", " nm", 1e3, 1 },
	[NFOD_FAULT_POWER] = { "writing wants", "head has", " mW", 1e3, 1 },
	[NFOD_FAULT_FIELD] = { "writing wants", "head has", " Oe", 1.0, 0 },
	[NFOD_FAULT_SPIN] = { "disc turned at", "wanted were", " rpm", 1e3, 1 },
	[NFOD_FAULT_FOCUS] = { "searched", "travel is", " um", 1e3, 1 },
	[NFOD_FAULT_PULL_IN] = { "gap came to", "wanted were", " nm", 1e3, 1 },
	[NFOD_FAULT_TRACKING] = { "off the track by", "bearable are", " nm", 1e3, 1 },
	[NFOD_FAULT_SEEK] = { "missed by", "bearable are", " grooves", 1.0, 0 },
	[NFOD_FAULT_TILT] = { "tilt of", "head levels", " mrad", 1e3, 2 },
	[NFOD_FAULT_PROTRUSION] = { "protrusion of", "head flies over", " nm", 1e3, 1 },
	[NFOD_FAULT_SHOCK] = { "shaken off", "bearable are", " times", 1.0, 0 },
	[NFOD_FAULT_SUPPLY] = { "supply of", "head wants", " V", 1e3, 2 },
	[NFOD_FAULT_TEMPERATURE] = { "head at", "limit is", " degrees", 1e2, 1, true },
	[NFOD_FAULT_LASER] = { "light of", "bearable are", " % of the order", 1e4, 0 },
	[NFOD_FAULT_LENS] = { "far-field light of", "bearable are", " % of the first", 1e4, 0 },
	[NFOD_FAULT_WATCHDOG] = { "ticks late", "bearable are", " times", 1.0, 0 },
};

static double in_unit(const struct wording *say, uint32_t figure)
{
	return (say->is_signed ? (double)(int32_t)figure : (double)figure) / say->scale;
}

const char *judge_refusal(char *text, const struct nfod_drive_status *status)
{
	const struct wording *say;

	text[0] = '\0';
	if (status->refused == NFOD_FAULT_MANAGEMENT) {
		snprintf(text, NFODCTL_JUDGEMENT, "%s", word_cause(status->figure));
		return text;
	}
	if (status->refused >= sizeof(wordings) / sizeof(wordings[0]) ||
	    !wordings[status->refused].what || (!status->figure && !status->limit))
		return text;
	say = &wordings[status->refused];
	if (status->figure == UINT32_MAX)
		snprintf(text, NFODCTL_JUDGEMENT, "beyond measure");
	else
		snprintf(text, NFODCTL_JUDGEMENT, "%s %.*f%s, %s %.*f%s", say->what, say->decimals,
			 in_unit(say, status->figure), say->unit, say->borne, say->decimals,
			 in_unit(say, status->limit), say->unit);
	return text;
}

const char *word_reject(unsigned int bit)
{
	static const char *const words[] = {
		"roughness", "protrusions", "crosstalk", "gap slope",
		"run-out",   "thickness",   "hardness",	 "contrast",
	};

	return bit < sizeof(words) / sizeof(words[0]) ? words[bit] : "unknown";
}
