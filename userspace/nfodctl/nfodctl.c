// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/**
 * DOC: nfodctl - ask near-field optical drives about themselves
 *
 * See Documentation/man/nfodctl.1.
 */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dfu.h"
#include "drive.h"
#include "flash.h"
#include "manage.h"
#include "options.h"
#include "report.h"
#include "scope.h"
#include "screen.h"

#define MEASURE_MS 60000
#define MEASURE_POLL_MS 50

static const char help[] =
	"Usage: nfodctl [OPTION...] [--serial S | --device BUS:ADDR] COMMAND\n"
	"\n"
	"Asks near-field optical drives about themselves, while their discs stay\n"
	"mounted.\n"
	"\n"
	"Commands:\n"
	"  list     one line for each drive\n"
	"  info     what the drive is: disc, capacity, limits, counters\n"
	"  status   what the drive does: head, cache, times, latencies\n"
	"  servo    how the head flies: errors, margins, contacts, run-out\n"
	"  scope    the servo's signals: live in a terminal, else one recording\n"
	"  health   how the disc fares: spare, defects, retries, its diary\n"
	"  locate LBA      where on the disc a block of 4 KiB is\n"
	"  verify POLICY   read back what was written: off, suspicion, always\n"
	"  certify  try the clusters that hold nothing, note those that are bad\n"
	"  format   make the disc empty\n"
	"  flash FILE      update the drive's firmware\n"
	"  fault    what ended the last run of its firmware, if something did\n"
	"\n"
	"Options:\n"
	"  -j, --json              print JSON (not scope, verify, format)\n"
	"  -s, --serial S          the drive with this serial number\n"
	"  -d, --device BUS:ADDR   the drive at this place, as in list and lsusb\n"
	"  -h, --help              this text\n"
	"\n"
	"Options of servo:\n"
	"      --measure           have the loops' margins measured first\n"
	"      --harmonics         all that was learned of the run-out, with bars\n"
	"\n"
	"Options of certify:\n"
	"      --quick             read what was once written there (default)\n"
	"      --full              write each cluster first\n"
	"      --stop              end the one that is under way\n"
	"\n"
	"Options of fault:\n"
	"      --clear             have it forgotten once it is shown\n"
	"\n"
	"Options of format:\n"
	"      --yes               do not ask\n"
	"\n"
	"Options of flash:\n"
	"      --older             though FILE is older than what runs\n"
	"\n"
	"Options of scope:\n"
	"      --signals A,B,...   up to 8 of them (gap,track)\n"
	"      --every N           record every Nth tick (1)\n"
	"      --records N         so many (2000)\n"
	"      --trigger T         wait: now, retract, seek, jump, pull-in (now)\n"
	"      --before N          records from before the trigger (a quarter)\n"
	"      --csv FILE          one recording as numbers\n"
	"      --png FILE          one recording as a diagram\n"
	"      --svg FILE          ditto\n"
	"Signals: gap set gap-drive ges track track-drive sum focus tilt-radial\n"
	"  tilt-tangential angle speed radius crossing sled-drive accel state\n"
	"  feed-gap feed-track may\n"
	"\n"
	"Exit codes: 0 done, 1 a drive failed to answer, 2 wrong arguments,\n"
	"3 no drive, 4 no permission, 5 several drives and none chosen.\n";

static int complain(int code, const char *why)
{
	fprintf(stderr, "nfodctl: %s\n", why);
	return code;
}

static int complain_drive(int code, const struct place *place, const char *why)
{
	fprintf(stderr, "nfodctl: drive %u:%u: %s\n", place->bus, place->address, why);
	return code;
}

static int print_json(cJSON *object)
{
	char *text = object ? cJSON_Print(object) : NULL;

	cJSON_Delete(object);
	if (!text)
		return complain(EXIT_DRIVE, "out of memory");
	puts(text);
	cJSON_free(text);
	return EXIT_OK;
}

/* Output that did not arrive must not look like success. */
static int finish_output(int code)
{
	if (fflush(stdout) || ferror(stdout))
		return complain(EXIT_DRIVE, "cannot write the output; is the disk full?");
	return code;
}

static bool is_there(const struct nfodctl_options *options, const struct place *place)
{
	return !options->by_device ||
	       (place->bus == options->bus && place->address == options->address);
}

static bool is_named(const struct nfodctl_options *options, const struct nfod_identify *id)
{
	return !options->serial || (strlen(options->serial) <= sizeof(id->serial) &&
				    !strncmp(options->serial, id->serial, sizeof(id->serial)));
}

static int no_drive(const struct nfodctl_options *options)
{
	if (options->by_device || options->serial)
		return complain(EXIT_NO_DRIVE, "no such drive; nfodctl list shows those there are");
	return complain(
		EXIT_NO_DRIVE,
		"no near-field drive on USB; look for 1209:0001 in lsusb, then at cable and power");
}

/* All that it can be asked in DFU mode. */
static int ask_serial(const struct nfodctl_drive *drive, struct list_entry *entry)
{
	char serial[DFU_SERIAL] = "";

	if (!dfu_serial(drive, serial, entry->why))
		return entry->why[0] ? EXIT_PERMISSION : EXIT_OK;
	memcpy(entry->id.serial, serial, sizeof(entry->id.serial));
	return EXIT_OK;
}

/* Entries for those of @drives that are meant, behind @entry's @count. */
static int add_entries(const struct nfodctl_options *options, const struct nfodctl_drives *drives,
		       bool dfu, struct list_entry *entry, unsigned int *count)
{
	int code = EXIT_OK;

	for (unsigned int i = 0; i < drives->count; i++) {
		struct list_entry *next = &entry[*count];
		int asked;

		*next = (struct list_entry){ .place = drives->drive[i].place, .dfu = dfu };
		if (!is_there(options, &next->place))
			continue;
		asked = dfu ? ask_serial(&drives->drive[i], next) :
			      drive_ask(&drives->drive[i], &next->id, NULL, next->why);
		if (asked == EXIT_OK && !is_named(options, &next->id))
			continue;
		code = code == EXIT_OK ? asked : code;
		++*count;
	}
	return code;
}

static int list(const struct nfodctl_options *options, const struct nfodctl_drives *drives,
		const struct nfodctl_drives *updated)
{
	struct list_entry *entry = calloc(drives->count + updated->count + 1, sizeof(*entry));
	unsigned int count = 0;
	int code, late;

	if (!entry)
		return complain(EXIT_DRIVE, "out of memory");
	code = add_entries(options, drives, false, entry, &count);
	late = add_entries(options, updated, true, entry, &count);
	code = code == EXIT_OK ? late : code;
	if (options->json) {
		int printed = print_json(json_list(entry, count));

		code = printed != EXIT_OK ? printed : code;
	} else if (count) {
		print_list(stdout, entry, count);
	}
	free(entry);
	return count ? code : no_drive(options);
}

static int do_list(const struct nfodctl_options *options, const struct nfodctl_drives *drives)
{
	struct nfodctl_drives updated;
	char why[NFODCTL_WHY];
	int code = drives_find_dfu(&updated, why);

	code = code == EXIT_OK ? list(options, drives, &updated) : complain(code, why);
	drives_forget(&updated);
	return code;
}

/**
 * choose() - find the one drive that is meant, or complain
 * @chosen: the drive
 * @id: its answer
 * @status: ditto, or NULL
 */
static int choose(const struct nfodctl_options *options, const struct nfodctl_drives *drives,
		  const struct nfodctl_drive **chosen, struct nfod_identify *id,
		  struct nfod_drive_status *status)
{
	char why[NFODCTL_WHY];

	if (drives->count > 1 && !options->by_device && !options->serial)
		return complain(EXIT_CHOICE,
				"several drives; choose by --serial or --device from nfodctl list");
	for (unsigned int i = 0; i < drives->count; i++) {
		int code;

		*chosen = &drives->drive[i];
		if (!is_there(options, &(*chosen)->place))
			continue;
		code = drive_ask(*chosen, id, status, why);
		if (code == EXIT_OK && is_named(options, id))
			return EXIT_OK;
		/* Among several, the named one may be another. */
		if (code != EXIT_OK)
			complain_drive(code, &(*chosen)->place, why);
		if (code != EXIT_OK && !options->serial)
			return code;
	}
	return no_drive(options);
}

static int do_info(const struct nfodctl_options *options, const struct nfodctl_drives *drives)
{
	const struct nfodctl_drive *drive;
	struct nfod_drive_status status;
	struct nfod_identify id;
	int code = choose(options, drives, &drive, &id, &status);

	if (code != EXIT_OK)
		return code;
	if (options->json)
		return print_json(json_info(&drive->place, &id, &status));
	print_info(stdout, &drive->place, &id, &status);
	return EXIT_OK;
}

static int do_status(const struct nfodctl_options *options, const struct nfodctl_drives *drives)
{
	const struct nfodctl_drive *drive;
	struct nfod_drive_status status;
	struct nfod_identify id;
	int code = choose(options, drives, &drive, &id, &status);

	if (code != EXIT_OK)
		return code;
	if (options->json)
		return print_json(json_status(&drive->place, &id, &status));
	print_status(stdout, &drive->place, &id, &status);
	return EXIT_OK;
}

/* The sweeps take some tens of turns, once the head has nothing else to do. */
static int await_margins(const struct drive_link *link, char *why)
{
	struct nfod_servo_status servo;
	int code = EXIT_OK;

	for (unsigned int ms = 0; code == EXIT_OK && ms < MEASURE_MS; ms += MEASURE_POLL_MS) {
		code = drive_servo(link, &servo, why);
		if (code == EXIT_OK && servo.gap.crossover_hz && servo.track.crossover_hz)
			return EXIT_OK;
		if (!screen_wait(MEASURE_POLL_MS))
			break;
	}
	if (code == EXIT_OK)
		snprintf(why, NFODCTL_WHY,
			 "margins: not measured within %d s; is a disc in, and does it fly?",
			 MEASURE_MS / 1000);
	return code == EXIT_OK ? EXIT_DRIVE : code;
}

static int ask_servo(const struct drive_link *link, bool measure, struct servo_report *report,
		     char *why)
{
	int code = drive_servo(link, &report->servo, why);

	if (code != EXIT_OK)
		return code;
	if (report->servo.state == NFOD_SERVO_KINEMATIC) {
		snprintf(why, NFODCTL_WHY, "%s", NFODCTL_NOT_FLOWN);
		return measure ? EXIT_DRIVE : EXIT_OK;
	}
	if (measure)
		code = drive_measure(link, why);
	if (code == EXIT_OK && measure)
		code = await_margins(link, why);
	if (code == EXIT_OK && measure)
		code = drive_servo(link, &report->servo, why);
	for (unsigned int axis = 0; code == EXIT_OK && axis < NFOD_SHAPE_AXES; axis++)
		code = drive_shape(link, axis, &report->shape[axis], why);
	return code;
}

static int do_servo(const struct nfodctl_options *options, const struct nfodctl_drives *drives)
{
	struct servo_report report = { .harmonics = options->harmonics };
	const struct nfodctl_drive *drive;
	struct nfod_identify id;
	struct drive_link link;
	char why[NFODCTL_WHY];
	int code = choose(options, drives, &drive, &id, NULL);

	if (code != EXIT_OK)
		return code;
	code = drive_open(drive, &link, why);
	if (code == EXIT_OK) {
		code = ask_servo(&link, options->measure, &report, why);
		drive_close(&link);
	}
	if (code != EXIT_OK)
		return complain_drive(code, &drive->place, why);
	if (options->json)
		return print_json(json_servo(&drive->place, &id, &report));
	print_servo(stdout, &drive->place, &id, &report);
	return EXIT_OK;
}

static int do_scope(const struct nfodctl_options *options, const struct nfodctl_drives *drives)
{
	const struct nfodctl_drive *drive;
	struct nfod_identify id;
	int code = choose(options, drives, &drive, &id, NULL);

	return code == EXIT_OK ? scope_run(drive, options) : code;
}

static int do_manage(const struct nfodctl_options *options, const struct nfodctl_drives *drives)
{
	const struct nfodctl_drive *drive;
	struct nfod_identify id;
	int code = choose(options, drives, &drive, &id, NULL);

	return code == EXIT_OK ? manage_run(drive, options, &id) : code;
}

static int run(const struct nfodctl_options *options)
{
	struct nfodctl_drives drives;
	char why[NFODCTL_WHY];
	int code;

	if (options->command == COMMAND_FLASH)
		return flash_run(options);
	code = drives_find(&drives, why);
	if (code != EXIT_OK)
		complain(code, why);
	else if (options->command == COMMAND_LIST)
		code = do_list(options, &drives);
	else if (options->command == COMMAND_INFO)
		code = do_info(options, &drives);
	else if (options->command == COMMAND_STATUS)
		code = do_status(options, &drives);
	else if (options->command == COMMAND_SERVO)
		code = do_servo(options, &drives);
	else if (options->command == COMMAND_SCOPE)
		code = do_scope(options, &drives);
	else
		code = do_manage(options, &drives);
	drives_forget(&drives);
	return code;
}

int main(int argc, char **argv)
{
	struct nfodctl_options options;
	char why[NFODCTL_WHY];

	if (!options_parse(argc, argv, &options, why))
		return complain(EXIT_USAGE, why);
	if (options.command == COMMAND_HELP) {
		fputs(help, stdout);
		return finish_output(EXIT_OK);
	}
	return finish_output(run(&options));
}
