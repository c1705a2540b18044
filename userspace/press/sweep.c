// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "press/sweep.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "press/press.h"

#define THREADS_MOST 1024
#define PARTS_MOST 100000
#define HEADING 4096

const char press_sweep_help[] =
	"usage: nfod-press sweep RECIPE -o OUT.csv [OPTIONS]\n"
	"       nfod-press sweep --merge -o OUT.csv PART...\n"
	"\n"
	"Computes the designs of a recipe whose values vary, writes one line of CSV each and\n"
	"says which part of them would pass inspection. Values are named as in the recipe,\n"
	"e.g. layers.[2].thickness_nm, mastering.step_nm, film.spin_rpm.\n"
	"  -o, --output FILE       CSV to make\n"
	"  --vary PATH=FROM:TO:STEPS\n"
	"                          grid: so many even steps; again for more dimensions\n"
	"  --tolerance PATH=SIGMA[:normal|uniform]\n"
	"                          draw around the value; uniform: half the width\n"
	"  --samples N             draws at each point of the grid (default 1000 with\n"
	"                          --tolerance)\n"
	"  --seed N                of the draws (default 1): same seed, same file\n"
	"  -j, --jobs N            threads (default: all processors)\n"
	"  --part K/N              only the K-th of N parts, for one task of a job array\n"
	"  --merge                 join all parts into what one sweep would have written\n"
	"  --force                 replace a file that is there\n"
	"Rows are kept in OUT.csv.rows until all are there: the same command carries on\n"
	"after an interruption.\n";

enum sweep_option {
	OPT_VARY = 256,
	OPT_TOLERANCE,
	OPT_SAMPLES,
	OPT_SEED,
	OPT_PART,
	OPT_MERGE,
	OPT_FORCE,
};

static const struct option sweep_options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "jobs", required_argument, NULL, 'j' },
	{ "vary", required_argument, NULL, OPT_VARY },
	{ "tolerance", required_argument, NULL, OPT_TOLERANCE },
	{ "samples", required_argument, NULL, OPT_SAMPLES },
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "part", required_argument, NULL, OPT_PART },
	{ "merge", no_argument, NULL, OPT_MERGE },
	{ "force", no_argument, NULL, OPT_FORCE },
	{ NULL, 0, NULL, 0 },
};

/**
 * struct order - what the command line says
 * @plan: recipe is not read yet
 * @part: only @number and @parts
 */
struct order {
	const char *output;
	struct sweep_plan plan;
	struct sweep_part part;
	unsigned int threads;
	bool merge;
	bool force;
};

/**
 * struct run - a sweep under way
 * @lock: over @log and what is shown
 * @next: row of the part that no thread has taken yet
 * @error: errno of what stopped it, 0 = nothing
 */
struct run {
	const struct sweep_plan *plan;
	struct sweep_log *log;
	pthread_mutex_t lock;
	atomic_uint_fast64_t next;
	atomic_int error;
	bool show;
	unsigned int shown;
};

static int fail(const char *why)
{
	fprintf(stderr, "nfod-press: sweep: %s\n", why);
	return PRESS_FAILED;
}

static void show_progress(struct run *run)
{
	static const char bar[] = "########################################";
	uint64_t rows = sweep_part_rows(&run->log->part);
	unsigned int percent = (unsigned int)(100 * run->log->count / rows);

	if (!run->show || percent == run->shown)
		return;
	run->shown = percent;
	fprintf(stderr, "\rsweep [%-40.*s] %3u %%  %" PRIu64 " of %" PRIu64 "%s",
		(int)(percent * 40 / 100), bar, percent, run->log->count, rows,
		run->log->count == rows ? "\n" : "");
}

static int compute(struct run *run, uint64_t n)
{
	char row[SWEEP_ROW];
	int result;

	if (sweep_row(run->plan, sweep_part_index(&run->log->part, n), row))
		return ENOMEM;
	pthread_mutex_lock(&run->lock);
	result = sweep_log_add(run->log, n, row) ? errno : 0;
	show_progress(run);
	pthread_mutex_unlock(&run->lock);
	return result;
}

static bool is_there(struct run *run, uint64_t n)
{
	bool there;

	pthread_mutex_lock(&run->lock);
	there = run->log->row[n] != NULL;
	pthread_mutex_unlock(&run->lock);
	return there;
}

static void *work(void *arg)
{
	struct run *run = arg;
	uint64_t rows = sweep_part_rows(&run->log->part);
	uint64_t n;

	while (!run->error && (n = atomic_fetch_add(&run->next, 1)) < rows) {
		int error = is_there(run, n) ? 0 : compute(run, n);

		if (error)
			run->error = error;
	}
	return NULL;
}

/* With fewer threads than wanted, even with this one alone, the work gets done. */
static void work_in_threads(struct run *run, unsigned int threads)
{
	pthread_t thread[THREADS_MOST];
	unsigned int started, i;

	for (started = 0; started < threads - 1; started++) {
		if (pthread_create(&thread[started], NULL, work, run))
			break;
	}
	work(run);
	for (i = 0; i < started; i++)
		pthread_join(thread[i], NULL);
}

static enum press_exit finish(struct sweep_log *log, const struct order *order)
{
	char heading[HEADING], why[RECIPE_WHY];

	sweep_heading(&order->plan, heading, sizeof(heading));
	if (sweep_csv_write(order->output, &log->part, heading, log->row, why, sizeof(why)))
		return fail(why);
	unlink(log->path);
	sweep_yield(&log->part, heading, log->row);
	return PRESS_OK;
}

static enum press_exit sweep(struct sweep_log *log, const struct order *order)
{
	struct run run = {
		.plan = &order->plan,
		.log = log,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.show = isatty(STDERR_FILENO),
		.shown = UINT32_MAX,
	};

	if (log->count)
		fprintf(stderr, "nfod-press: sweep: carrying on: %" PRIu64 " of %" PRIu64 " rows\n",
			log->count, sweep_part_rows(&log->part));
	work_in_threads(&run, order->threads);
	if (!run.error)
		return finish(log, order);
	fprintf(stderr, "nfod-press: sweep: stopped: %s; the same command will carry on from %s\n",
		strerror(run.error), log->path);
	return PRESS_FAILED;
}

static enum press_exit run_order(struct order *order)
{
	struct sweep_part *part = &order->part;
	struct sweep_log log;
	char why[SWEEP_IDENTITY];
	enum press_exit result;

	part->rows = sweep_rows(&order->plan);
	part->samples = order->plan.samples;
	part->axes = order->plan.axes;
	sweep_identity(&order->plan, part->identity, sizeof(part->identity));
	if (sweep_log_open(&log, order->output, part, why, sizeof(why)))
		return fail(why);
	result = sweep(&log, order);
	sweep_log_close(&log);
	return result;
}

static enum press_exit sweep_command(struct order *order, const char *recipe)
{
	char why[RECIPE_WHY + SWEEP_PATH];
	enum press_exit result;

	order->plan.recipe = recipe_read(recipe, why, sizeof(why));
	if (!order->plan.recipe) {
		fprintf(stderr, "nfod-press: %s\n", why);
		return PRESS_FAILED;
	}
	if (!order->plan.samples)
		order->plan.samples = order->plan.spreads ? 1000 : 1;
	if (sweep_plan_close(&order->plan, why, sizeof(why)))
		result = press_usage("sweep", why, NULL);
	else
		result = run_order(order);
	recipe_free(order->plan.recipe);
	return result;
}

/* Do all parts belong together, and is this one not there twice? */
static int fits(const struct sweep_csv *csv, const struct sweep_csv *first, bool *taken,
		const char *path, char *why, size_t size)
{
	const struct sweep_part *part = &csv->part;

	if (part->parts != first->part.parts || part->rows != first->part.rows ||
	    strcmp(part->identity, first->part.identity) || strcmp(csv->heading, first->heading)) {
		snprintf(why, size, "%s: of another sweep than the first part", path);
		return -1;
	}
	if (taken[part->number - 1]) {
		snprintf(why, size, "%s: part %u is there twice", path, part->number);
		return -1;
	}
	taken[part->number - 1] = true;
	return 0;
}

static int read_parts(struct sweep_csv *csv, char **paths, unsigned int count, bool *taken,
		      char *why, size_t size)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (sweep_csv_read(&csv[i], paths[i], why, size))
			return -1;
		if (csv[i].part.parts > PARTS_MOST) {
			snprintf(why, size, "%s: %u parts, %d at most", paths[i], csv[i].part.parts,
				 PARTS_MOST);
			return -1;
		}
		if (fits(&csv[i], &csv[0], taken, paths[i], why, size))
			return -1;
	}
	for (i = 0; i < csv[0].part.parts; i++) {
		if (!taken[i]) {
			snprintf(why, size, "part %u of %u is missing", i + 1, csv[0].part.parts);
			return -1;
		}
	}
	return 0;
}

static enum press_exit join(const char *output, const struct sweep_csv *csv, unsigned int count)
{
	struct sweep_part whole = csv[0].part;
	char why[RECIPE_WHY];
	enum press_exit result = PRESS_OK;
	char **row = calloc(whole.rows + 1, sizeof(*row));
	unsigned int i;
	uint64_t n;

	if (!row)
		return fail("out of memory");
	whole.number = 1;
	whole.parts = 1;
	for (i = 0; i < count; i++) {
		for (n = 0; n < sweep_part_rows(&csv[i].part); n++)
			row[sweep_part_index(&csv[i].part, n)] = csv[i].row[n];
	}
	if (sweep_csv_write(output, &whole, csv[0].heading, row, why, sizeof(why)))
		result = fail(why);
	else
		sweep_yield(&whole, csv[0].heading, row);
	free(row);
	return result;
}

static enum press_exit merge_command(const struct order *order, char **paths, unsigned int count)
{
	struct sweep_csv *csv = calloc(count, sizeof(*csv));
	bool *taken = calloc(PARTS_MOST, sizeof(*taken));
	char why[SWEEP_IDENTITY];
	enum press_exit result;
	unsigned int i;

	if (!csv || !taken)
		result = fail("out of memory");
	else if (read_parts(csv, paths, count, taken, why, sizeof(why)))
		result = fail(why);
	else
		result = join(order->output, csv, count);
	for (i = 0; csv && i < count; i++)
		sweep_csv_free(&csv[i]);
	free(csv);
	free(taken);
	return result;
}

static int parse_count(const char *text, unsigned int most, unsigned int *count)
{
	uint64_t value;

	if (press_parse_seed(text, &value) || !value || value > most)
		return -1;
	*count = (unsigned int)value;
	return 0;
}

static int parse_part(const char *text, struct sweep_part *part)
{
	int end = 0;

	if (sscanf(text, "%5u/%6u%n", &part->number, &part->parts, &end) != 2 || text[end] ||
	    !part->number || part->number > part->parts || part->parts > PARTS_MOST)
		return -1;
	return 0;
}

static int parse_samples(const char *text, uint64_t *samples)
{
	return press_parse_seed(text, samples) || !*samples || *samples > SWEEP_ROWS_MOST ? -1 : 0;
}

static enum press_exit take_option(struct order *order, int option)
{
	char why[RECIPE_WHY + SWEEP_PATH] = "";
	int bad = 0;

	switch (option) {
	case 'o':
		order->output = optarg;
		break;
	case 'j':
		bad = parse_count(optarg, THREADS_MOST, &order->threads);
		break;
	case OPT_VARY:
		bad = sweep_plan_vary(&order->plan, optarg, why, sizeof(why));
		break;
	case OPT_TOLERANCE:
		bad = sweep_plan_tolerance(&order->plan, optarg, why, sizeof(why));
		break;
	case OPT_SAMPLES:
		bad = parse_samples(optarg, &order->plan.samples);
		break;
	case OPT_SEED:
		bad = press_parse_seed(optarg, &order->plan.seed);
		break;
	case OPT_PART:
		bad = parse_part(optarg, &order->part);
		break;
	case OPT_MERGE:
		order->merge = true;
		break;
	default:
		order->force = true;
		break;
	}
	if (!bad)
		return PRESS_OK;
	return *why ? press_usage("sweep", why, NULL) : press_usage("sweep", "bad value", optarg);
}

static enum press_exit carry_out(struct order *order, int words, char **word)
{
	if (!order->output)
		return press_usage("sweep", "needs -o FILE", NULL);
	if (!order->force && !access(order->output, F_OK)) {
		fprintf(stderr, "nfod-press: sweep: %s is there already; --force replaces it\n",
			order->output);
		return PRESS_FAILED;
	}
	if (order->merge)
		return words ? merge_command(order, word, (unsigned int)words) :
			       press_usage("sweep", "--merge needs parts", NULL);
	if (words != 1)
		return press_usage("sweep", "needs one recipe", NULL);
	return sweep_command(order, word[0]);
}

enum press_exit press_sweep(int argc, char **argv)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	struct order *order = calloc(1, sizeof(*order));
	enum press_exit result = PRESS_OK;
	int option;

	if (!order)
		return fail("out of memory");
	order->plan.seed = 1;
	order->part.number = 1;
	order->part.parts = 1;
	order->threads = processors > 0 && processors < THREADS_MOST ? (unsigned int)processors : 1;
	while (!result && (option = getopt_long(argc, argv, "o:j:", sweep_options, NULL)) != -1)
		result = option == '?' ? press_bad_option(argv) : take_option(order, option);
	if (!result)
		result = carry_out(order, argc - optind, argv + optind);
	free(order);
	return result;
}
