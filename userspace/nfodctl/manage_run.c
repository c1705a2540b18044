// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "manage.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "drive.h"
#include "units.h"

#define POLL_MS 100
/* A disc is formatted by writing its management areas. */
#define FORMAT_MS 120000

/**
 * struct errand - what all of these commands need
 * @link: to the drive
 * @drive: where it is
 * @options: command line
 * @id: the drive's
 * @why: told when something fails
 */
struct errand {
	struct drive_link link;
	const struct nfodctl_drive *drive;
	const struct nfodctl_options *options;
	const struct nfod_identify *id;
	char why[NFODCTL_WHY];
};

__attribute__((format(printf, 2, 3))) static int refuse(struct errand *errand, const char *format,
							...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(errand->why, sizeof(errand->why), format, args);
	va_end(args);
	return EXIT_DRIVE;
}

static int print(struct errand *errand, cJSON *object)
{
	char *text = object ? cJSON_Print(object) : NULL;

	cJSON_Delete(object);
	if (!text)
		return refuse(errand, "out of memory");
	puts(text);
	cJSON_free(text);
	return EXIT_OK;
}

static void wait(unsigned int ms)
{
	const struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000l };

	nanosleep(&time, NULL);
}

static int health(struct errand *errand)
{
	struct nfod_health_status health;
	int code = drive_health(&errand->link, &health, errand->why);

	if (code != EXIT_OK)
		return code;
	if (errand->options->json)
		return print(errand, json_health(&errand->drive->place, errand->id, &health));
	print_health(stdout, &errand->drive->place, errand->id, &health);
	return EXIT_OK;
}

static int locate(struct errand *errand)
{
	uint64_t lba = errand->options->lba;
	struct nfod_location location;
	int code;

	if (lba >= errand->id->capacity)
		return refuse(errand, "block %" PRIu64 ": the disc has %" PRIu64 " blocks", lba,
			      errand->id->capacity);
	code = drive_locate(&errand->link, lba, &location, errand->why);
	if (code != EXIT_OK)
		return code;
	if (errand->options->json)
		return print(errand, json_location(lba, &location));
	print_location(stdout, lba, &location);
	return EXIT_OK;
}

static int verify(struct errand *errand)
{
	int code = drive_verify(&errand->link, errand->options->verify, errand->why);

	if (code == EXIT_OK)
		printf("verify: %s, until the drive loses its power\n",
		       word_verify(errand->options->verify));
	return code;
}

/* What is taken away is shown first. */
static int fault(struct errand *errand)
{
	struct nfod_fault_report report;
	int code = drive_fault(&errand->link, &report, errand->why);

	if (code == EXIT_OK && errand->options->clear)
		code = drive_clear_fault(&errand->link, errand->why);
	if (code != EXIT_OK)
		return code;
	if (errand->options->json)
		return print(errand, json_fault(&errand->drive->place, errand->id, &report));
	print_fault(stdout, &report);
	return EXIT_OK;
}

/* ---- format ---- */

static int check_formattable(struct errand *errand)
{
	const struct nfod_identify *id = errand->id;

	if (id->flags & NFOD_ID_LOCKED)
		return refuse(errand, "format: the disc is in use; unmount it, or end what has it "
				      "open (lsof /dev/nfod*)");
	if (id->medium_state == NFOD_MEDIUM_NONE || id->medium_state == NFOD_MEDIUM_LOADING)
		return refuse(errand, "format: no disc that is ready; put one in");
	return EXIT_OK;
}

static int ask_person(struct errand *errand)
{
	char size[NFODCTL_TEXT], line[16] = "";

	if (errand->options->yes)
		return EXIT_OK;
	if (!isatty(STDIN_FILENO))
		return refuse(errand, "format: all that is on the disc would be lost; "
				      "say --yes if that is meant");
	printf("All that is on disc %.40s (%s) will be lost. Type yes to go on: ",
	       errand->id->disc_id, text_bytes(size, errand->id->capacity * NFOD_BLOCK_BYTES));
	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin) || strcmp(line, "yes\n"))
		return refuse(errand, "format: not done");
	return EXIT_OK;
}

/* The drive takes the disc away and gives it back as another one. */
static int await_format(struct errand *errand)
{
	struct nfod_health_status health = { .state = NFOD_STORE_LOADING };
	int code = EXIT_OK;

	for (unsigned int ms = 0; code == EXIT_OK && ms < FORMAT_MS; ms += POLL_MS) {
		code = drive_health(&errand->link, &health, errand->why);
		if (code != EXIT_OK)
			return code;
		if (health.medium != errand->id->medium && health.state == NFOD_STORE_READY)
			return EXIT_OK;
		if (health.state == NFOD_STORE_FAILED || health.state == NFOD_STORE_READ_ONLY)
			return refuse(errand, "format: failed: %s", word_cause(health.cause));
		wait(POLL_MS);
	}
	return refuse(errand, "format: not done within %d s; see nfodctl health", FORMAT_MS / 1000);
}

static int format(struct errand *errand)
{
	int code = check_formattable(errand);

	if (code == EXIT_OK)
		code = ask_person(errand);
	if (code == EXIT_OK)
		code = drive_format(&errand->link, errand->id->medium, errand->why);
	if (code == EXIT_OK)
		code = await_format(errand);
	if (code == EXIT_OK)
		printf("formatted: the disc is empty\n");
	return code;
}

/* ---- certify ---- */

static void show_progress(const struct nfod_health_status *health)
{
	if (!isatty(STDERR_FILENO))
		return;
	fputc('\r', stderr);
	print_certified(stderr, health);
	fputs("\033[K", stderr);
}

static void end_progress(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}

static int await_certified(struct errand *errand, struct nfod_health_status *health)
{
	int code;

	do {
		wait(POLL_MS);
		code = drive_health(&errand->link, health, errand->why);
		if (code == EXIT_OK)
			show_progress(health);
	} while (code == EXIT_OK && health->certify & NFOD_CERTIFY_BUSY);
	end_progress();
	return code;
}

static int tell_certified(struct errand *errand, const struct nfod_health_status *health)
{
	if (errand->options->json)
		return print(errand, json_health(&errand->drive->place, errand->id, health));
	print_certified(stdout, health);
	if (errand->options->stop)
		printf("; ended early\n");
	else
		printf("; clusters that hold something were passed over\n");
	return EXIT_OK;
}

static int certify(struct errand *errand)
{
	struct nfod_certify_order order = { .full = errand->options->full };
	struct nfod_health_status health;
	int code = drive_health(&errand->link, &health, errand->why);

	if (code != EXIT_OK)
		return code;
	if (health.state != NFOD_STORE_READY)
		return refuse(errand, "certify: the disc is %s", word_store(health.state));
	if (health.certify & NFOD_CERTIFY_BUSY && !errand->options->stop)
		return refuse(errand, "certify: one is under way; nfodctl certify --stop ends it");
	if (!errand->options->stop)
		order.count = health.clusters;
	code = drive_certify(&errand->link, &order, errand->why);
	if (code != EXIT_OK)
		return code;
	code = await_certified(errand, &health);
	return code == EXIT_OK ? tell_certified(errand, &health) : code;
}

static int carry_out(struct errand *errand)
{
	switch (errand->options->command) {
	case COMMAND_FORMAT:
		return format(errand);
	case COMMAND_CERTIFY:
		return certify(errand);
	case COMMAND_VERIFY:
		return verify(errand);
	case COMMAND_LOCATE:
		return locate(errand);
	case COMMAND_FAULT:
		return fault(errand);
	default:
		return health(errand);
	}
}

int manage_run(const struct nfodctl_drive *drive, const struct nfodctl_options *options,
	       const struct nfod_identify *id)
{
	struct errand errand = { .drive = drive, .options = options, .id = id };
	int code = drive_open(drive, &errand.link, errand.why);

	if (code == EXIT_OK) {
		code = carry_out(&errand);
		drive_close(&errand.link);
	}
	if (code != EXIT_OK)
		fprintf(stderr, "nfodctl: drive %u:%u: %s\n", drive->place.bus,
			drive->place.address, errand.why);
	return code;
}
