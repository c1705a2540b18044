// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "recorder/ladder.h"

#include "fw.h"

/* A codeword is good for 16; one that has lost so many has little left (j). */
#define POOR_CODEWORD 12u
/* Raw symbol errors in 1000: at 3 a codeword in 10^16 is lost, at three times that one in 10^8. */
#define POOR_RATE 3u
/* Film that is written by light has grooves of 9 in a thousand at their best. */
#define POOR_RATE_LIGHT 20u
/* Below this all that is wrong is in one place. */
#define CLEAN_RATE 1u

/* Frames without sync: a stretch of them, and so many that nothing is followed (j). */
#define BURST_FRAMES 24u
#define LOST_FRAMES (NFOD_FRAMES / 4u)
/* Erasures that only a burst makes (j). */
#define BURST_ERASURES 16u
/* Amplitude over the usual one, 1/8; shift of its middle, 1/1000 (j). */
#define WEAK_EIGHTHS 6u
#define STRONG_EIGHTHS 10u
#define SKEW 80

/* Within the windows that reading bears on a good cluster, so that a bad one is not lost (j). */
#define LOWER_PM 4000u
#define HIGHER_PM 4000u
#define ASIDE_NM 12
/* More light, 1/4, while the head is not so warm that the film suffers, 1/100 degree (j). */
#define BRIGHTER_QUARTERS 5u
#define WARM 4500
/* The usual amplitude is a mean over so many clusters. */
#define USUAL_OF 16

/* Symbols that were wrong where there was a signal. */
static uint32_t wrong_in_signal(const struct nfod_fe_report *report)
{
	uint32_t lost = report->unlocked * (NFOD_FE_SYMBOLS / NFOD_FE_FRAMES);

	return report->wrong > lost ? report->wrong - lost : 0;
}

/**
 * ladder_is_poor() - whether what was read should not stay where it is
 * @lifted: over a bump, which does not grow as a flaw of the film may: what passed below the
 *	head is as wrong each time, and of that the worst codeword tells enough
 * @light: film that was written by light
 */
bool ladder_is_poor(const struct nfod_fe_report *report, bool lifted, bool light)
{
	uint32_t most = light ? POOR_RATE_LIGHT : POOR_RATE;
	uint64_t wrong = (uint64_t)(lifted ? wrong_in_signal(report) : report->wrong) * 1000u;
	uint32_t halves = 2u * report->worst_errors + report->worst_erasures;

	return (report->symbols && wrong >= (uint64_t)report->symbols * most) ||
	       halves >= 2u * POOR_CODEWORD;
}

static bool is_burst(const struct nfod_fe_report *report)
{
	bool clean = report->symbols &&
		     (uint64_t)report->wrong * 1000u < (uint64_t)report->symbols * CLEAN_RATE;

	return clean || report->worst_erasures >= BURST_ERASURES ||
	       report->unlocked >= BURST_FRAMES;
}

/**
 * ladder_cause() - what a report looks like
 * @usual: amplitude of good clusters there, 0 = not known
 */
enum ladder_cause ladder_cause(const struct nfod_fe_report *report, uint16_t usual)
{
	uint32_t amplitude = 8u * report->amplitude;
	bool known = report->amplitude && usual;

	if (known && amplitude < WEAK_EIGHTHS * usual)
		return CAUSE_WEAK;
	if (known && amplitude > STRONG_EIGHTHS * usual)
		return CAUSE_STRONG;
	if (report->unlocked >= LOST_FRAMES)
		return CAUSE_LOST;
	if (is_burst(report))
		return CAUSE_BURST;
	return report->asymmetry > SKEW || report->asymmetry < -SKEW ? CAUSE_SKEW : CAUSE_NOISE;
}

#define TRY(name) NFOD_RETRY_##name

/*
 * Noise that is different the next time costs least to get rid of. After that nearness
 * helps most on grooves, where the tracks beside are most of the noise, and light on lands
 * (Documentation/recording.md, "Retries"): so they come first, unless the report speaks
 * for something else. A burst is in known places, and what stands out is passed more highly.
 * Too much signal is had from afar. A channel that was taught by something unreadable has
 * learnt better by the first frame, so to make it forget comes last.
 */
static const uint8_t order[CAUSES][NFOD_RETRY_NEIGHBOUR] = {
	[CAUSE_NOISE] = { TRY(AGAIN), TRY(GAP_LOW), TRY(POWER), TRY(DOUBT), TRY(TRACK_OUT),
			  TRY(TRACK_IN), TRY(GAP_HIGH), TRY(RELEARN) },
	[CAUSE_LOST] = { TRY(AGAIN), TRY(GAP_LOW), TRY(POWER), TRY(TRACK_OUT), TRY(TRACK_IN),
			 TRY(GAP_HIGH), TRY(DOUBT), TRY(RELEARN) },
	[CAUSE_WEAK] = { TRY(AGAIN), TRY(GAP_LOW), TRY(POWER), TRY(TRACK_OUT), TRY(TRACK_IN),
			 TRY(DOUBT), TRY(GAP_HIGH), TRY(RELEARN) },
	[CAUSE_STRONG] = { TRY(AGAIN), TRY(GAP_HIGH), TRY(TRACK_OUT), TRY(TRACK_IN), TRY(DOUBT),
			   TRY(GAP_LOW), TRY(POWER), TRY(RELEARN) },
	[CAUSE_SKEW] = { TRY(AGAIN), TRY(DOUBT), TRY(GAP_LOW), TRY(POWER), TRY(TRACK_OUT),
			 TRY(TRACK_IN), TRY(GAP_HIGH), TRY(RELEARN) },
	[CAUSE_BURST] = { TRY(AGAIN), TRY(DOUBT), TRY(GAP_HIGH), TRY(TRACK_OUT), TRY(TRACK_IN),
			  TRY(GAP_LOW), TRY(POWER), TRY(RELEARN) },
};

/**
 * ladder_begin() - nothing has been tried
 */
void ladder_begin(struct job *job)
{
	if (job->light == &job->climb.light)
		job->light = NULL;
	job->climb = (struct climb){ .step = NFOD_RETRIES };
}

static bool bears_more_light(const struct nfod_fw *fw)
{
	return fw->board.block->celsius < WARM;
}

static bool may_try(const struct nfod_fw *fw, const struct job *job, uint8_t step)
{
	if (job->climb.tried & 1u << step)
		return false;
	/* Who has set points of his own wants to know what they are good for. */
	if (job->light && job->light != &job->climb.light)
		return step == NFOD_RETRY_AGAIN;
	return step != NFOD_RETRY_POWER || bears_more_light(fw);
}

static void set_light(const struct nfod_fw *fw, struct job *job)
{
	struct side_plan *light = &job->climb.light;

	*light = fw->plan.side[job->place.side];
	job->light = light;
	switch (job->climb.step) {
	case NFOD_RETRY_GAP_LOW:
		light->gap_pm -= LOWER_PM;
		break;
	case NFOD_RETRY_GAP_HIGH:
		light->gap_pm += HIGHER_PM;
		break;
	case NFOD_RETRY_TRACK_IN:
		light->offset_nm = (int16_t)(light->offset_nm - ASIDE_NM);
		break;
	case NFOD_RETRY_TRACK_OUT:
		light->offset_nm = (int16_t)(light->offset_nm + ASIDE_NM);
		break;
	case NFOD_RETRY_POWER:
		light->read_uw = (uint16_t)(light->read_uw * BRIGHTER_QUARTERS / 4u);
		break;
	default:
		job->light = NULL;
		break;
	}
}

static void begin_step(struct nfod_fw *fw, struct job *job, uint8_t step)
{
	job->climb.tried |= (uint16_t)(1u << step);
	job->climb.step = step;
	fw->rec.ladder.tried[step]++;
	if (!job->light || job->light == &job->climb.light)
		set_light(fw, job);
}

/**
 * ladder_climb() - a job was not read, by its report: what next
 *
 * Return: false when all has been tried.
 */
bool ladder_climb(struct nfod_fw *fw, struct job *job)
{
	const uint8_t *step =
		order[ladder_cause(&job->report, fw->rec.ladder.usual[job->place.side])];
	uint32_t n;

	for (n = 0; n < NFOD_RETRY_NEIGHBOUR; n++)
		if (may_try(fw, job, step[n])) {
			begin_step(fw, job, step[n]);
			return true;
		}
	return false;
}

/**
 * ladder_climbed() - whether it took more than reading again
 */
bool ladder_climbed(const struct job *job)
{
	return job->climb.tried & ~(1u << NFOD_RETRY_AGAIN);
}

/**
 * ladder_take() - a try of a job is over
 * @better: sectors were read that were not before
 */
void ladder_take(struct nfod_fw *fw, const struct job *job, bool better)
{
	struct ladder *ladder = &fw->rec.ladder;
	uint16_t *usual = &ladder->usual[job->place.side];
	int32_t off = job->report.amplitude - *usual;

	if (job->climb.step < NFOD_RETRIES && better)
		ladder->helped[job->climb.step]++;
	if (job->climb.tried || job->light || job_is_trial(job) || job->result != NFOD_FE_OK ||
	    job->poor || !job->report.amplitude)
		return;
	*usual = (uint16_t)(*usual ? *usual + off / USUAL_OF : job->report.amplitude);
}

/**
 * ladder_flags() - desc.flags for the step under way
 */
uint32_t ladder_flags(const struct job *job)
{
	switch (job->climb.step) {
	case NFOD_RETRY_RELEARN:
		return NFOD_FE_RELEARN;
	case NFOD_RETRY_DOUBT:
		return NFOD_FE_DOUBT;
	default:
		return 0;
	}
}
