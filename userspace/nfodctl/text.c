// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <inttypes.h>

#include "judge.h"
#include "nfod/format.h"
#include "report.h"
#include "units.h"

#define BAR 32

/* Text buffers for one call to printf. */
struct scratch {
	char a[NFODCTL_TEXT];
	char b[NFODCTL_TEXT];
	char c[NFODCTL_TEXT];
	char d[NFODCTL_TEXT];
};

static const char *speed(char *text, const struct place *place)
{
	if (!place->mbit_s)
		return "unknown";
	if (place->mbit_s < 1000)
		snprintf(text, NFODCTL_TEXT, "%u Mbit/s", place->mbit_s);
	else
		snprintf(text, NFODCTL_TEXT, "%u Gbit/s", place->mbit_s / 1000);
	return text;
}

static uint64_t capacity_bytes(const struct nfod_identify *id)
{
	return id->capacity * NFOD_BLOCK_BYTES;
}

static const char *access_word(const struct nfod_identify *id)
{
	return id->flags & NFOD_ID_READ_ONLY ? "read-only" : "writable";
}

static const char *medium_summary(char *text, const struct nfod_identify *id)
{
	struct scratch s;

	switch (id->medium_state) {
	case NFOD_MEDIUM_READY:
		snprintf(text, 2 * NFODCTL_TEXT, "%s %s, %s", text_bytes(s.a, capacity_bytes(id)),
			 word_recording(id->recording), access_word(id));
		break;
	case NFOD_MEDIUM_FAULT:
		snprintf(text, 2 * NFODCTL_TEXT, "fault: %s", word_fault(id->fault));
		break;
	case NFOD_MEDIUM_LOADING:
		return "disc loading";
	default:
		return "no disc";
	}
	return text;
}

static void print_entry(FILE *out, const struct list_entry *entry)
{
	char at[NFODCTL_TEXT];
	char rate[NFODCTL_TEXT];
	char medium[2 * NFODCTL_TEXT];

	snprintf(at, sizeof(at), "%u:%u", entry->place.bus, entry->place.address);
	if (entry->why[0]) {
		fprintf(out, "%-8s %-10s not asked: %s\n", at, speed(rate, &entry->place),
			entry->why);
		return;
	}
	if (entry->dfu) {
		fprintf(out, "%-8s %-10s %-16.32s in DFU mode: nfodctl flash FILE\n", at,
			speed(rate, &entry->place), entry->id.serial);
		return;
	}
	fprintf(out, "%-8s %-10s %-16.32s %-20.32s %-10.32s %s\n", at, speed(rate, &entry->place),
		entry->id.serial, entry->id.model, entry->id.firmware,
		medium_summary(medium, &entry->id));
}

void print_list(FILE *out, const struct list_entry *entry, unsigned int count)
{
	fprintf(out, "%-8s %-10s %-16s %-20s %-10s %s\n", "DEVICE", "SPEED", "SERIAL", "MODEL",
		"FIRMWARE", "MEDIUM");
	for (unsigned int i = 0; i < count; i++)
		print_entry(out, &entry[i]);
}

static void print_title(FILE *out, const struct place *place, const struct nfod_identify *id)
{
	fprintf(out, "Drive %u:%u  %.32s, serial %.32s\n", place->bus, place->address, id->model,
		id->serial);
}

static void print_medium(FILE *out, const struct nfod_identify *id)
{
	struct scratch s;

	fprintf(out, "\nMedium\n  state               %s", word_medium(id->medium_state));
	if (id->medium_state == NFOD_MEDIUM_READY)
		fprintf(out, ", %s", access_word(id));
	fprintf(out, "\n  door                %s\n",
		id->flags & NFOD_ID_LOCKED ? "locked" : "unlocked");
	if (id->disc_id[0])
		fprintf(out, "  disc                %.40s\n", id->disc_id);
	if (id->medium_state != NFOD_MEDIUM_READY)
		return;
	fprintf(out,
		"  recording           %s\n"
		"  capacity            %s (%s), %s blocks of %s\n"
		"  unit of recording   %s, %" PRIu32 " blocks\n",
		word_recording(id->recording), text_bytes(s.a, capacity_bytes(id)),
		text_binary_bytes(s.b, capacity_bytes(id)), text_count(s.c, id->capacity),
		text_binary_bytes(s.d, id->block_bytes),
		text_binary_bytes((char[NFODCTL_TEXT]){ 0 },
				  (uint64_t)id->cluster_blocks * id->block_bytes),
		id->cluster_blocks);
}

static void print_limits(FILE *out, const struct nfod_identify *id)
{
	struct scratch s;

	fprintf(out,
		"\nLimits\n"
		"  read, write         up to %s at a time\n"
		"  discard, zeroes     up to %s at a time\n"
		"  commands            up to %u at a time\n",
		text_binary_bytes(s.a, (uint64_t)id->max_blocks * NFOD_BLOCK_BYTES),
		text_binary_bytes(s.b, (uint64_t)id->max_range_blocks * NFOD_BLOCK_BYTES),
		id->slots);
}

static void print_counters(FILE *out, const struct nfod_identify *id)
{
	struct scratch s;

	fprintf(out,
		"\nCounters\n"
		"  boot                0x%08" PRIx32 "   changes when the drive lost its RAM\n"
		"  medium              0x%08" PRIx32 "   changes when a disc goes or comes\n"
		"  link epoch          0x%08" PRIx32 "   set by the host's link reset\n"
		"  credit              %s of write data granted in this epoch\n"
		"  lost blocks         %s\n",
		id->boot, id->medium, id->epoch, text_binary_bytes(s.a, id->credit),
		text_count(s.b, id->lost));
}

static void print_rejects(FILE *out, uint32_t rejects)
{
	const char *between = "missed limits of ";

	fprintf(out, "  at the press        ");
	if (!rejects)
		fprintf(out, "passed");
	for (unsigned int bit = 0; bit < 32; bit++) {
		if (!(rejects >> bit & 1))
			continue;
		fprintf(out, "%s%s", between, word_reject(bit));
		between = ", ";
	}
	fputc('\n', out);
}

static void print_side(FILE *out, const struct nfod_drive_status *status, unsigned int side)
{
	fprintf(out, "  %-19s gap %.1f nm, signal %.3f, slope %.2f %%/nm (%s), crosstalk %.1f dB\n",
		word_side(side), status->gap_pm[side] / 1e3,
		(double)status->set_point_q15[side] / NFOD_Q15_ONE,
		status->slope_ppm_nm[side] / 1e4, judge_slope(status, side),
		crosstalk_db(status, side));
}

static void print_refusal(FILE *out, const char *name, const struct nfod_drive_status *status)
{
	char words[NFODCTL_JUDGEMENT];

	judge_refusal(words, status);
	fprintf(out, "%s%s%s%s\n", name, word_fault(status->refused), words[0] ? "; " : "", words);
}

/* What the drive has found of a disc, taken or refused. */
static void print_disc(FILE *out, const struct nfod_drive_status *status)
{
	if (status->read_only)
		fprintf(out, "  read-only           %s\n", word_cause(status->read_only));
	if (!status->disc_na_milli && !status->refused)
		return;
	fprintf(out, "\nFlight\n");
	if (status->refused)
		print_refusal(out, "  refused             ", status);
	if (status->runout_nm)
		fprintf(out, "  run-out             %.1f um\n", status->runout_nm / 1e3);
	if (!status->disc_na_milli)
		return;
	fprintf(out, "  numerical aperture  %.2f of the disc, %.2f of the head\n",
		status->disc_na_milli / 1e3, status->head_na_milli / 1e3);
	print_side(out, status, NFOD_GROOVE);
	print_side(out, status, NFOD_LAND);
	print_rejects(out, status->rejects);
}

void print_info(FILE *out, const struct place *place, const struct nfod_identify *id,
		const struct nfod_drive_status *status)
{
	char rate[NFODCTL_TEXT];

	print_title(out, place, id);
	fprintf(out,
		"  firmware            %.32s\n"
		"  link                %s, protocol version %u\n"
		"  fault               %s\n",
		id->firmware, speed(rate, place), id->version, word_fault(id->fault));
	print_medium(out, id);
	print_disc(out, status);
	print_limits(out, id);
	print_counters(out, id);
}

static double percent(double part, double whole)
{
	return whole > 0 ? 100 * part / whole : 0;
}

static void print_head(FILE *out, const struct nfod_drive_status *status)
{
	if (!status->radius_nm)
		fprintf(out, "Head      parked");
	else
		fprintf(out, "Head      zone %u, %s, radius %.3f mm", status->zone,
			word_side(status->side), status->radius_nm / 1e6);
	if (status->spinning)
		fprintf(out, "; disc turns at %.1f rpm\n", status->speed_mrpm / 1e3);
	else
		fprintf(out, "; disc stands still\n");
}

static void print_cache(FILE *out, const struct nfod_drive_status *status)
{
	struct scratch s;

	fprintf(out, "Cache     [%s] %s held, %s of it not on the disc yet\n",
		text_bar(s.a, BAR, status->dirty_pages, status->cache_pages),
		text_binary_bytes(s.b, (uint64_t)status->cache_pages * NFOD_BLOCK_BYTES),
		text_binary_bytes(s.c, (uint64_t)status->dirty_pages * NFOD_BLOCK_BYTES));
}

/* Blocks are counted in 64 bits; their bytes might not fit. */
static uint64_t blocks_to_bytes(uint64_t blocks)
{
	return blocks > UINT64_MAX / NFOD_BLOCK_BYTES ? UINT64_MAX : blocks * NFOD_BLOCK_BYTES;
}

static void print_traffic(FILE *out, const struct nfod_drive_status *status)
{
	struct scratch s;

	fprintf(out, "Host      read %s, %.0f %% of it from the cache; wrote %s; %s flushes\n",
		text_bytes(s.a, blocks_to_bytes(status->blocks_read)),
		percent((double)status->read_hits, (double)status->blocks_read),
		text_bytes(s.b, blocks_to_bytes(status->blocks_written)),
		text_count(s.c, status->flushes));
	fprintf(out, "Disc      read %s clusters, wrote %s clusters; %s seeks\n",
		text_count(s.a, status->clusters_read), text_count(s.b, status->clusters_written),
		text_count(s.c, status->seeks));
}

static void print_reading(FILE *out, const struct nfod_drive_status *status)
{
	char words[NFODCTL_JUDGEMENT];
	struct scratch s;

	fprintf(out, "Reading   %s; %s symbols corrected of %s, %s sectors lost, %s contacts\n",
		judge_reading(words, status), text_count(s.a, status->symbols_corrected),
		text_count(s.b, status->symbols_read), text_count(s.c, status->sectors_lost),
		text_count(s.d, status->contacts));
	if (status->refused)
		print_refusal(out, "Refused   ", status);
}

static void print_share(FILE *out, const char *name, double us, double all, const char *note)
{
	char bar[NFODCTL_TEXT];
	char time[NFODCTL_TEXT];
	uint64_t tenths = (uint64_t)(10 * percent(us, all) + 0.5);

	fprintf(out, "  %-10s %12s %5.1f %%  [%s]%s\n", name, text_time(time, us), percent(us, all),
		text_bar(bar, BAR, tenths, 1000), note);
}

static void print_times(FILE *out, const struct nfod_drive_status *status)
{
	double seek = (double)status->seek_us;
	double rotate = (double)status->rotate_us;
	double transfer = (double)status->transfer_us;
	double uptime = (double)status->uptime_us;
	double busy = seek + rotate + transfer;
	double idle = uptime > busy ? uptime - busy : 0;
	char note[2 * NFODCTL_TEXT] = "";
	char mean[NFODCTL_TEXT];

	if (status->seeks)
		snprintf(note, sizeof(note), "  mean %s",
			 text_time(mean, seek / (double)status->seeks));
	fprintf(out, "\nWhere the time went\n");
	print_share(out, "seek", seek, uptime, note);
	print_share(out, "rotation", rotate, uptime, "");
	print_share(out, "transfer", transfer, uptime, "");
	print_share(out, "idle", idle, uptime, "");
}

static unsigned int empty_run(const uint32_t *histogram, unsigned int n, unsigned int last)
{
	unsigned int run = 0;

	while (n + run < last && !histogram[n + run])
		run++;
	return run;
}

static void print_bucket(FILE *out, const uint32_t *histogram, unsigned int n, uint32_t most)
{
	struct scratch s;

	fprintf(out, "  %-5s %-8s %10s  [%s]\n", n ? "from" : "under",
		text_time(s.a, n ? 1u << n : 2), text_count(s.b, histogram[n]),
		text_bar(s.c, BAR, histogram[n], most));
}

static void print_buckets(FILE *out, const uint32_t *histogram)
{
	unsigned int last = NFOD_HISTOGRAM_BUCKETS - 1;
	uint32_t most = 0;
	unsigned int n;

	while (last && !histogram[last])
		last--;
	for (unsigned int i = 0; i <= last; i++)
		if (histogram[i] > most)
			most = histogram[i];
	n = empty_run(histogram, 0, last);
	while (n <= last) {
		unsigned int run = empty_run(histogram, n, last);

		if (run > 2) {
			fprintf(out, "  ...\n");
			n += run;
		}
		print_bucket(out, histogram, n++, most);
	}
}

static void print_latency(FILE *out, const char *name, const uint32_t *histogram)
{
	struct latency latency = latency_of(histogram);
	struct scratch s;

	if (!latency.commands)
		return;
	fprintf(out, "\n%s: %s commands; about 50 %% within %s, 90 %% within %s, 99 %% within %s\n",
		name, text_count(s.a, latency.commands), text_time(s.b, latency.p50_us),
		text_time(s.c, latency.p90_us), text_time(s.d, latency.p99_us));
	print_buckets(out, histogram);
}

void print_status(FILE *out, const struct place *place, const struct nfod_identify *id,
		  const struct nfod_drive_status *status)
{
	char medium[2 * NFODCTL_TEXT];
	struct scratch s;

	print_title(out, place, id);
	fprintf(out, "Power-up  %s ago\n", text_time(s.a, (double)status->uptime_us));
	fprintf(out, "Medium    %s\n", medium_summary(medium, id));
	print_head(out, status);
	print_cache(out, status);
	print_traffic(out, status);
	print_reading(out, status);
	fprintf(out, "Trouble   fault %s; medium errors %s, aborts %s, link resets %s\n",
		word_fault(id->fault), text_count(s.a, status->medium_errors),
		text_count(s.b, status->aborts), text_count(s.c, status->link_resets));
	print_times(out, status);
	print_latency(out, "Reads", status->read_us);
	print_latency(out, "Writes", status->write_us);
}
