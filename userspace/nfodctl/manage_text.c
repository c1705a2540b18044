// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "manage.h"

#include <inttypes.h>

#include "nfod/format.h"
#include "units.h"

#define BAR 32

/* Text buffers for one call to printf. */
struct scratch {
	char a[NFODCTL_TEXT];
	char b[NFODCTL_TEXT];
	char c[NFODCTL_TEXT];
};

/* What happens once needs no plural. */
static const char *times(char *text, uint64_t count, const char *one, const char *more)
{
	char number[NFODCTL_TEXT];

	snprintf(text, NFODCTL_TEXT, "%s %s", text_count(number, count), count == 1 ? one : more);
	return text;
}

static void print_disc(FILE *out, const struct nfod_identify *id, const struct nfod_health *disc)
{
	struct scratch s;

	fprintf(out, "Disc      %.40s, %s", id->disc_id,
		text_bytes(s.a, id->capacity * NFOD_BLOCK_BYTES));
	fprintf(out, "; loaded %s, %s of them after a power cut\n",
		times(s.a, disc->loads, "time", "times"), text_count(s.b, disc->unclean));
}

static void print_state(FILE *out, const struct nfod_health_status *health)
{
	fprintf(out, "State     %s", word_store(health->state));
	if (health->cause != NFOD_CAUSE_NONE)
		fprintf(out, ": %s", word_cause(health->cause));
	fputc('\n', out);
}

static void print_reserve(FILE *out, const struct nfod_health_status *health)
{
	struct scratch s;

	fprintf(out, "Spare     [%s] %s of %s clusters left in zone %u, which has least\n",
		text_bar(s.a, BAR, health->spare_left, health->spare),
		text_count(s.b, health->spare_left), text_count(s.c, health->spare),
		health->spare_zone);
	fprintf(out, "Defects   [%s] %s found by certification, ",
		text_bar(s.a, BAR, health->defects_primary + health->defects_secondary,
			 health->defects_most),
		text_count(s.b, health->defects_primary));
	fprintf(out, "%s in use; %s can be listed\n", text_count(s.b, health->defects_secondary),
		text_count(s.c, health->defects_most));
	fprintf(out, "Log       [%s] %s of %s clusters hold something",
		text_bar(s.a, BAR, health->log_used, health->log),
		text_count(s.b, health->log_used), text_count(s.c, health->log));
	if (health->log_bad)
		fprintf(out, ", %s cannot be written", text_count(s.a, health->log_bad));
	fputc('\n', out);
}

void print_certified(FILE *out, const struct nfod_health_status *health)
{
	uint64_t done = health->certify_next - health->certify_first;
	uint64_t all = health->certify_end - health->certify_first;
	struct scratch s;

	fprintf(out, "[%s] %s of %s clusters, ", text_bar(s.a, BAR, done, all),
		text_count(s.b, done), text_count(s.c, all));
	fprintf(out, "%s", times(s.a, health->certify_found, "defect", "defects"));
}

static void print_care(FILE *out, const struct nfod_health_status *health)
{
	fprintf(out, "Verify    %s\n", word_verify(health->verify));
	if (!health->certify_end)
		return;
	fprintf(out, "Certify   ");
	print_certified(out, health);
	fprintf(out, "%s, %s\n", health->certify & NFOD_CERTIFY_FULL ? "; full" : "; quick",
		health->certify & NFOD_CERTIFY_BUSY ? "under way" : "ended");
}

static void print_count(FILE *out, const char *name, uint64_t count, const char *what)
{
	char text[NFODCTL_TEXT];

	fprintf(out, "  %-12s %14s  %s\n", name, text_count(text, count), what);
}

static void print_writing(FILE *out, const struct nfod_health *disc)
{
	fprintf(out, "\nWriting\n");
	print_count(out, "whole", disc->clusters, "clusters to new places");
	print_count(out, "in parts", disc->log_clusters, "clusters of the log");
	print_count(out, "taken home", disc->merged, "clusters, out of the log");
	print_count(out, "checkpoints", disc->checkpoints, "of map and log");
	print_count(out, "failed", disc->write_failures, "clusters, written elsewhere then");
	print_count(out, "read back", disc->verified, "clusters");
	print_count(out, "no good", disc->refused, "of these, written elsewhere then");
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		if (disc->power_uw[side])
			fprintf(out, "  %-12s %11.3f mW  write power found\n", word_side(side),
				disc->power_uw[side] / 1e3);
	print_count(out, "calibrated", disc->calibrations, "sides of zones, for power");
	print_count(out, "in vain", disc->uncalibrated, "trials of power that found none");
}

static void print_reading(FILE *out, const struct nfod_health *disc)
{
	fprintf(out, "\nReading\n");
	print_count(out, "corrected", disc->corrected, "symbols");
	print_count(out, "retries", disc->retries, "of reads");
	print_count(out, "moved", disc->reassigned, "clusters that read badly, to other places");
	print_count(out, "failed", disc->read_failures, "clusters of the drive's own");
	print_count(out, "contacts", disc->contacts, "of lens and disc");
}

static void print_retries(FILE *out, const struct nfod_health *disc)
{
	struct scratch s;

	fprintf(out, "\nWhat was tried with clusters that could not be read\n");
	for (unsigned int step = 0; step < NFOD_RETRIES; step++)
		if (disc->tried[step])
			fprintf(out, "  %-14s %12s times, helped %s\n", word_retry(step),
				text_count(s.a, disc->tried[step]),
				text_count(s.b, disc->helped[step]));
}

void print_health(FILE *out, const struct place *place, const struct nfod_identify *id,
		  const struct nfod_health_status *health)
{
	fprintf(out, "Drive %u:%u  %.32s, serial %.32s\n", place->bus, place->address, id->model,
		id->serial);
	fprintf(out, "Settings  %s\n", word_settings(health->settings));
	if (!health->clusters) {
		print_state(out, health);
		return;
	}
	print_disc(out, id, &health->disc);
	print_state(out, health);
	print_reserve(out, health);
	print_care(out, health);
	print_writing(out, &health->disc);
	print_reading(out, &health->disc);
	if (health->disc.retries)
		print_retries(out, &health->disc);
}

static void print_words(FILE *out, const char *name, const uint32_t *word, uint32_t count)
{
	for (uint32_t n = 0; n < count; n++)
		fprintf(out, "%s%08" PRIx32, n % 8 ? " " : n ? "\n          " : name, word[n]);
	fputc('\n', out);
}

/* The first line says it all for people; the others are for whoever has the image's symbols. */
void print_fault(FILE *out, const struct nfod_fault_report *report)
{
	const struct nfod_fault_record *record = &report->record;

	if (!report->present) {
		fprintf(out, "no fault on record\n");
		return;
	}
	fprintf(out, "%s at %08" PRIx32 ", called from %08" PRIx32, nfod_fault_words(record->cause),
		record->pc, record->lr);
	if (record->faults)
		fprintf(out, "; %" PRIu32 " in a row\n", record->faults);
	else
		fprintf(out, "; the drive has been well since\n");
	print_words(out, "r0..r12   ", record->r, 13);
	fprintf(out, "sp %08" PRIx32 "  psr %08" PRIx32 "  vectors %08" PRIx32 "\n", record->sp,
		record->psr, record->vectors);
	fprintf(out,
		"cfsr %08" PRIx32 "  hfsr %08" PRIx32 "  mmfar %08" PRIx32 "  bfar %08" PRIx32 "\n",
		record->cfsr, record->hfsr, record->mmfar, record->bfar);
	if (record->stacked)
		print_words(out, "stack     ", record->stack, record->stacked);
}

void print_location(FILE *out, uint64_t lba, const struct nfod_location *location)
{
	const struct nfod_location_sector *at = &location->sector[lba % NFOD_CLUSTER_BLOCKS];

	if (at->cluster == NFOD_NOWHERE) {
		fprintf(out,
			"block %" PRIu64 ": nowhere on the disc: never written, or not there yet\n",
			lba);
		return;
	}
	fprintf(out,
		"block %" PRIu64 ": cluster %" PRIu32 ", sector %u; zone %u, %s, radius %.4f mm, "
		"angle %.5f turns\n",
		lba, at->cluster, at->sector, at->zone, word_side(at->side), at->radius_nm / 1e6,
		at->angle / 4294967296.0);
}
