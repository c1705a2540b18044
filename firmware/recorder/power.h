/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: power calibration
 *
 * What the lead-in recommends holds for a disc of its kind at 25 degrees, on a head whose
 * powers are true. Before the first write to a side of a zone, powers around it are tried
 * in that side's calibration area, and what was written is read back (power_run.h).
 * Meanwhile the write waits. A disc that is only read is never tried.
 *
 * What was found goes to the disc with the next checkpoint, and holds there for this drive.
 * In between powers follow the temperature by what physics says, or what has been learnt;
 * when it has moved by more than a little the trials are done again in a quiet moment.
 *
 * Only trials that were seen and were bad, in several areas, make a disc read-only. If too
 * few could be seen, what is known from elsewhere or from the lead-in stays.
 */
#ifndef FW_RECORDER_POWER_H
#define FW_RECORDER_POWER_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/management.h"
#include "recorder/plan.h"
#include "recorder/power_run.h"

/**
 * struct power - of the disc that is in; what was found is in struct store
 * @run: trials under way
 * @used: bit n of [side] = zone n has been written since the disc came
 * @failed: ditto, has been tried in vain
 * @per_k: by side: change of power for a degree, as learnt; 0 = nothing yet
 * @light: by side, what is written with where the head is
 * @mute: the engine shows no difference between powers: nothing is tried any more
 * @hopeless: no power writes this disc
 * @drifted: some trials are to be done again when it is quiet
 * @look: whether any are is to be found out
 * @looked: temperature of the head when it was last, 1/100 degree
 * @runs: trials begun since power-up
 * @ns: and the time that they took
 */
struct power {
	struct power_run run;
	uint64_t used[NFOD_SIDES];
	uint64_t failed[NFOD_SIDES];
	float per_k[NFOD_SIDES];
	struct side_plan light[NFOD_SIDES];
	bool mute;
	bool hopeless;
	bool drifted;
	bool look;
	int16_t looked;
	uint32_t runs;
	uint64_t ns;
};

struct nfod_fw;
struct job;
struct place;

void power_forget(struct nfod_fw *fw);
void power_stop(struct nfod_fw *fw);
bool power_admits(struct nfod_fw *fw, const struct place *place);
const struct side_plan *power_light(struct nfod_fw *fw, const struct place *place);
int32_t power_drift(const struct nfod_fw *fw, const struct place *place);
void power_settle(struct nfod_fw *fw, enum nfod_power_state state);
bool power_poll(struct nfod_fw *fw);
uint64_t power_deadline(const struct nfod_fw *fw);

#endif
