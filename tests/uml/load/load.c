// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Load on a disk that may fail but must not lie: threads that read, write,
 * zero, discard and flush by direct I/O, each in a region of its own, and judge
 * all that comes back by the oracle.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/fs.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "lib/random.h"
#include "oracle.h"

#define THREADS_MOST 64
#define BLOCKS_MOST 32u
/* Blocks between two regions, which nobody writes. */
#define GUARD 16

static const char help_text[] =
	"usage: load run DISK ORACLE [OPTIONS]\n"
	"       load verify DISK ORACLE [OPTIONS]\n"
	"\n"
	"run loads the disk, whose errors are counted and not minded; verify reads the\n"
	"whole of what run could have written, and minds. Both fail on a block that holds\n"
	"what it must not, by the file ORACLE, which is kept from one run to the next.\n"
	"  --threads N   at a time (default 32, at most 64)\n"
	"  --blocks N    of the disk, from its start (default 8192)\n"
	"  --ops N       for each thread (default 100)\n"
	"  --seed N      of all chance\n"
	"  --reads N     percent of operations that read (default 40)\n"
	"  --most N      blocks of an operation (default 32, at most 32)\n"
	"  --midway FILE=TEXT  write TEXT into FILE when half of the operations are done\n"
	"  --short       let the kernel's fault injection fail the threads' allocations\n"
	"  --strict      an error is a failure\n"
	"  --synced      verify: the drive has lost its memory since, but not its disc; from\n"
	"                now on what is there has to stay\n";

/**
 * struct options - as given
 */
struct options {
	const char *disk;
	unsigned int threads;
	uint64_t blocks;
	unsigned int ops;
	uint64_t seed;
	unsigned int reads;
	unsigned int most;
	char *midway;
	bool starve;
	bool strict;
	bool synced;
};

/**
 * struct counts - what happened
 */
struct counts {
	unsigned long reads;
	unsigned long writes;
	unsigned long ranges;
	unsigned long flushes;
	unsigned long errors;
	unsigned long flaws;
};

/**
 * struct worker - a thread
 * @first: block of its region
 * @size: of its region
 */
struct worker {
	pthread_t thread;
	const struct options *options;
	const struct oracle *oracle;
	int fd;
	uint64_t first;
	uint32_t size;
	struct random random;
	uint8_t *buffer;
	struct counts counts;
};

static void die(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void judge(struct worker *worker, uint64_t lba, uint32_t count, bool synced)
{
	for (uint32_t i = 0; i < count; i++) {
		const uint8_t *block = worker->buffer + (size_t)i * BLOCK_BYTES;
		const char *flaw = oracle_flaw(worker->oracle, lba + i, block, synced);
		const struct oracle_block *known = &worker->oracle->block[lba + i];
		uint64_t words[3];

		if (!flaw && synced)
			oracle_adopt(worker->oracle, lba + i, block);
		if (!flaw)
			continue;
		memcpy(words, block, sizeof(words));
		fprintf(stderr,
			"load: block %llu %s: generation %llu; issued %u, acked %u, synced %u, "
			"zeroed %u\n",
			(unsigned long long)(lba + i), flaw, (unsigned long long)words[2],
			known->issued, known->acked, known->synced, known->zeroed);
		worker->counts.flaws++;
	}
}

static void pick(struct worker *worker, uint32_t most, uint64_t *lba, uint32_t *count)
{
	*count = 1 + random_below(&worker->random, most);
	*lba = worker->first + random_below(&worker->random, worker->size - *count + 1);
}

static void failed(struct worker *worker)
{
	worker->counts.errors++;
}

static void do_read(struct worker *worker)
{
	uint64_t lba;
	uint32_t count;
	size_t bytes;

	pick(worker, worker->options->most, &lba, &count);
	bytes = (size_t)count * BLOCK_BYTES;
	worker->counts.reads++;
	memset(worker->buffer, 0xa5, bytes);
	if (pread(worker->fd, worker->buffer, bytes, (off_t)(lba * BLOCK_BYTES)) == (ssize_t)bytes)
		judge(worker, lba, count, false);
	else
		failed(worker);
}

static void note_issued(struct worker *worker, uint64_t lba, uint32_t count, bool zeroes)
{
	for (uint32_t i = 0; i < count; i++) {
		struct oracle_block *block = &worker->oracle->block[lba + i];

		block->issued++;
		if (zeroes)
			block->zeroed = block->issued;
		else
			oracle_fill(worker->buffer + (size_t)i * BLOCK_BYTES, lba + i,
				    block->issued);
	}
}

static void note_acked(struct worker *worker, uint64_t lba, uint32_t count, bool synced)
{
	for (uint32_t i = 0; i < count; i++) {
		struct oracle_block *block = &worker->oracle->block[lba + i];

		block->acked = block->issued;
		if (synced)
			block->synced = block->issued;
	}
}

static void do_write(struct worker *worker, bool fua)
{
	struct iovec iov = { .iov_base = worker->buffer };
	uint64_t lba;
	uint32_t count;

	pick(worker, worker->options->most, &lba, &count);
	iov.iov_len = (size_t)count * BLOCK_BYTES;
	worker->counts.writes++;
	note_issued(worker, lba, count, false);
	if (pwritev2(worker->fd, &iov, 1, (off_t)(lba * BLOCK_BYTES), fua ? RWF_DSYNC : 0) ==
	    (ssize_t)iov.iov_len)
		note_acked(worker, lba, count, fua);
	else
		failed(worker);
}

/* A discarded block may hold zeroes from now on, or what it held. */
static void do_range(struct worker *worker, bool discard)
{
	uint64_t lba, range[2];
	uint32_t count;

	pick(worker, worker->size / 4, &lba, &count);
	range[0] = lba * BLOCK_BYTES;
	range[1] = (uint64_t)count * BLOCK_BYTES;
	worker->counts.ranges++;
	note_issued(worker, lba, count, true);
	if (ioctl(worker->fd, discard ? BLKDISCARD : BLKZEROOUT, range))
		failed(worker);
	else if (!discard)
		note_acked(worker, lba, count, false);
}

static void do_flush(struct worker *worker)
{
	worker->counts.flushes++;
	if (fsync(worker->fd)) {
		failed(worker);
		return;
	}
	for (uint32_t i = 0; i < worker->size; i++) {
		struct oracle_block *block = &worker->oracle->block[worker->first + i];

		block->synced = block->acked;
	}
}

static void do_one(struct worker *worker)
{
	uint32_t chance = random_below(&worker->random, 100);

	if (chance < worker->options->reads)
		do_read(worker);
	else if (chance < 88)
		do_write(worker, false);
	else if (chance < 92)
		do_write(worker, true);
	else if (chance < 94)
		do_range(worker, false);
	else if (chance < 95)
		do_range(worker, true);
	else
		do_flush(worker);
}

static void starve(void)
{
	int fd = open("/proc/thread-self/make-it-fail", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "1", 1) != 1)
		die("/proc/thread-self/make-it-fail");
	close(fd);
}

static sem_t midway;

/* Its own thread, since the write may wait for all the others. */
static void *do_midway(void *argument)
{
	char *file = argument, *text = strchr(file, '=');
	int fd;

	*text++ = '\0';
	fd = open(file, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		die(file);
	while (sem_wait(&midway))
		;
	if (write(fd, text, strlen(text)) < 0)
		die(file);
	close(fd);
	return NULL;
}

static void *run(void *argument)
{
	struct worker *worker = argument;

	if (worker->options->starve)
		starve();
	for (unsigned int i = 0; i < worker->options->ops; i++) {
		if (!worker->first && i == worker->options->ops / 2)
			sem_post(&midway);
		do_one(worker);
	}
	return NULL;
}

static void *verify(void *argument)
{
	struct worker *worker = argument;
	uint64_t end = worker->first + worker->size + GUARD;

	for (uint64_t lba = worker->first; lba < end; lba += BLOCKS_MOST) {
		uint32_t count = end - lba < BLOCKS_MOST ? (uint32_t)(end - lba) : BLOCKS_MOST;
		size_t bytes = (size_t)count * BLOCK_BYTES;

		worker->counts.reads++;
		if (pread(worker->fd, worker->buffer, bytes, (off_t)(lba * BLOCK_BYTES)) ==
		    (ssize_t)bytes)
			judge(worker, lba, count, worker->options->synced);
		else
			failed(worker);
	}
	return NULL;
}

static void prepare(struct worker *worker)
{
	/* Off by a sector at times: scatter lists of odd pieces. */
	worker->buffer = aligned_alloc(BLOCK_BYTES, (BLOCKS_MOST + 1) * BLOCK_BYTES);
	if (!worker->buffer)
		die("memory");
	worker->buffer += random_below(&worker->random, 2) * 512;
	worker->fd = open(worker->options->disk, O_RDWR | O_DIRECT | O_CLOEXEC);
	if (worker->fd < 0)
		die(worker->options->disk);
}

static void start(struct worker *worker, void *(*work)(void *))
{
	errno = pthread_create(&worker->thread, NULL, work, worker);
	if (errno)
		die("thread");
}

static void add(struct counts *sum, const struct counts *counts)
{
	sum->reads += counts->reads;
	sum->writes += counts->writes;
	sum->ranges += counts->ranges;
	sum->flushes += counts->flushes;
	sum->errors += counts->errors;
	sum->flaws += counts->flaws;
}

static int work_all(const struct options *options, const struct oracle *oracle,
		    void *(*work)(void *))
{
	static struct worker workers[THREADS_MOST];
	uint64_t share = options->blocks / options->threads;
	struct counts sum = { 0 };
	pthread_t helper;

	if (options->midway) {
		errno = pthread_create(&helper, NULL, do_midway, options->midway);
		if (errno)
			die("thread");
	}
	for (unsigned int i = 0; i < options->threads; i++) {
		workers[i] = (struct worker){
			.options = options,
			.oracle = oracle,
			.first = i * share,
			.size = (uint32_t)share - GUARD,
			.random = { .state = options->seed * THREADS_MOST + i },
		};
		prepare(&workers[i]);
	}
	for (unsigned int i = 0; i < options->threads; i++)
		start(&workers[i], work);
	for (unsigned int i = 0; i < options->threads; i++) {
		pthread_join(workers[i].thread, NULL);
		close(workers[i].fd);
		add(&sum, &workers[i].counts);
	}
	if (options->midway)
		pthread_join(helper, NULL);
	printf("reads=%lu writes=%lu ranges=%lu flushes=%lu errors=%lu flaws=%lu\n", sum.reads,
	       sum.writes, sum.ranges, sum.flushes, sum.errors, sum.flaws);
	return sum.flaws || (options->strict && sum.errors);
}

static uint64_t number(const char *text)
{
	char *end;
	uint64_t value = strtoull(text, &end, 0);

	if (end == text || *end || *text == '-') {
		fprintf(stderr, "load: \"%s\" is not a number\n", text);
		exit(2);
	}
	return value;
}

static void parse_options(int argc, char **argv, struct options *options)
{
	static const struct option longs[] = {
		{ "threads", 1, NULL, 't' }, { "blocks", 1, NULL, 'b' }, { "ops", 1, NULL, 'o' },
		{ "seed", 1, NULL, 's' },    { "reads", 1, NULL, 'r' },	 { "strict", 0, NULL, 'S' },
		{ "synced", 0, NULL, 'y' },  { "most", 1, NULL, 'm' },	 { "short", 0, NULL, 'M' },
		{ "midway", 1, NULL, 'w' },  { "help", 0, NULL, 'h' },	 { 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", longs, NULL)) >= 0) {
		switch (option) {
		case 't':
			options->threads = (unsigned int)number(optarg);
			break;
		case 'b':
			options->blocks = number(optarg);
			break;
		case 'o':
			options->ops = (unsigned int)number(optarg);
			break;
		case 's':
			options->seed = number(optarg);
			break;
		case 'r':
			options->reads = (unsigned int)number(optarg);
			break;
		case 'm':
			options->most = (unsigned int)number(optarg);
			break;
		case 'w':
			options->midway = optarg;
			break;
		case 'M':
			options->starve = true;
			break;
		case 'S':
			options->strict = true;
			break;
		case 'y':
			options->synced = true;
			break;
		case 'h':
			fputs(help_text, stdout);
			exit(0);
		default:
			exit(2);
		}
	}
}

int main(int argc, char **argv)
{
	struct options options = {
		.threads = 32, .blocks = 8192, .ops = 100, .reads = 40, .most = BLOCKS_MOST
	};
	struct oracle oracle;
	bool verifies;

	parse_options(argc, argv, &options);
	if (argc - optind != 3 || !options.threads || options.threads > THREADS_MOST ||
	    !options.most || options.most > BLOCKS_MOST ||
	    options.blocks / options.threads < GUARD + 2 * BLOCKS_MOST) {
		fputs(help_text, stderr);
		return 2;
	}
	verifies = !strcmp(argv[optind], "verify");
	if (!verifies && strcmp(argv[optind], "run")) {
		fputs(help_text, stderr);
		return 2;
	}
	options.disk = argv[optind + 1];
	if (verifies)
		options.strict = true;
	if (options.midway && !strchr(options.midway, '=')) {
		fputs(help_text, stderr);
		return 2;
	}
	if (oracle_open(&oracle, argv[optind + 2], options.blocks))
		die(argv[optind + 2]);
	return work_all(&options, &oracle, verifies ? verify : run);
}
