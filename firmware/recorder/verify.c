// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "recorder/verify.h"

#include "fw.h"

/* The head has only just been pulled away (j). */
#define UPSET_NS 1000000000u
/* The head is so much warmer or colder than when powers were found, 1/100 degree (j). */
#define DRIFT 1000

void verify_init(struct verify *verify)
{
	*verify = (struct verify){ .policy = NFOD_VERIFY_SUSPICION };
}

/**
 * verify_watch() - at each poll
 */
void verify_watch(struct nfod_fw *fw)
{
	struct verify *verify = &fw->rec.verify;
	uint32_t upsets = motion_upsets(fw);

	if (verify->upsets == upsets)
		return;
	verify->upsets = upsets;
	verify->upset_ns = fw->now;
}

/**
 * verify_note_trouble() - what is written near there may not be good either
 */
void verify_note_trouble(struct nfod_fw *fw, const struct job *job)
{
	struct verify *verify = &fw->rec.verify;

	verify->trouble[verify->next] = job->place.cluster;
	verify->next = (uint8_t)((verify->next + 1u) % VERIFY_TROUBLES);
	if (verify->count < VERIFY_TROUBLES)
		verify->count++;
}

/* Itself, or next to it on its spiral or on the tracks beside. */
static bool touches(const struct nfod_fw *fw, const struct place *place, uint32_t trouble)
{
	struct suspects beside = { .count = 0 };
	uint32_t n;

	if (trouble + 1 >= place->cluster && trouble <= place->cluster + 1)
		return true;
	suspects_beside(fw, &beside, place);
	for (n = 0; n < beside.count; n++)
		if (beside.cluster[n] == trouble)
			return true;
	return false;
}

static bool near_trouble(const struct nfod_fw *fw, const struct place *place)
{
	const struct verify *verify = &fw->rec.verify;
	uint32_t n;

	for (n = 0; n < verify->count; n++)
		if (touches(fw, place, verify->trouble[n]))
			return true;
	return false;
}

static bool upset_lately(const struct nfod_fw *fw)
{
	const struct verify *verify = &fw->rec.verify;

	return verify->upset_ns && fw->now - verify->upset_ns < UPSET_NS;
}

static bool has_drifted(const struct nfod_fw *fw, const struct place *place)
{
	int32_t drift = power_drift(fw, place);

	return drift > DRIFT || drift < -DRIFT;
}

/**
 * verify_wants() - whether a cluster that was written is to be read back
 */
bool verify_wants(const struct nfod_fw *fw, const struct job *job)
{
	/* Who has set points of his own reads back himself. */
	if (job->light)
		return false;
	/* Nobody else knows how much was left out. */
	if (job->lifted)
		return true;
	switch (fw->rec.verify.policy) {
	case NFOD_VERIFY_OFF:
		return false;
	case NFOD_VERIFY_ALWAYS:
		return true;
	default:
		return plan_is_by_light(&fw->plan) || job->tries || job->again ||
		       upset_lately(fw) || has_drifted(fw, &job->place) ||
		       near_trouble(fw, &job->place);
	}
}

/**
 * verify_judge() - it has been read back: its result becomes that of the write
 */
void verify_judge(struct nfod_fw *fw, struct job *job)
{
	struct verify *verify = &fw->rec.verify;
	bool good = job->result == NFOD_FE_OK && !job->poor &&
		    job->report.flags == NFOD_FE_IDENTIFIED && job->found == job->epoch;

	verify->verified++;
	job->poor = false;
	job->bad = good ? 0 : ALL_SECTORS;
	job->result = good ? NFOD_FE_OK : NFOD_FE_WRITE_FAILED;
	if (!good)
		verify->refused++;
}
