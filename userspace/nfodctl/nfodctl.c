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

#include "drive.h"
#include "options.h"
#include "report.h"

static const char help[] =
	"Usage: nfodctl [--json] [--serial S | --device BUS:ADDR] COMMAND\n"
	"\n"
	"Asks near-field optical drives about themselves, while their discs stay\n"
	"mounted.\n"
	"\n"
	"Commands:\n"
	"  list     one line for each drive\n"
	"  info     what the drive is: disc, capacity, limits, counters\n"
	"  status   what the drive does: head, cache, times, latencies\n"
	"\n"
	"Options:\n"
	"  -j, --json              print JSON\n"
	"  -s, --serial S          the drive with this serial number\n"
	"  -d, --device BUS:ADDR   the drive at this place, as in list and lsusb\n"
	"  -h, --help              this text\n"
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

static int do_list(const struct nfodctl_options *options, const struct nfodctl_drives *drives)
{
	struct list_entry *entry = calloc(drives->count + 1, sizeof(*entry));
	unsigned int count = 0;
	int code = EXIT_OK;

	if (!entry)
		return complain(EXIT_DRIVE, "out of memory");
	for (unsigned int i = 0; i < drives->count; i++) {
		struct list_entry *next = &entry[count];
		int asked;

		next->place = drives->drive[i].place;
		if (!is_there(options, &next->place))
			continue;
		asked = drive_ask(&drives->drive[i], &next->id, NULL, next->why);
		if (asked == EXIT_OK && !is_named(options, &next->id))
			continue;
		code = code == EXIT_OK ? asked : code;
		count++;
	}
	if (options->json) {
		int printed = print_json(json_list(entry, count));

		code = printed != EXIT_OK ? printed : code;
	} else if (count) {
		print_list(stdout, entry, count);
	}
	free(entry);
	return count ? code : no_drive(options);
}

/* Return: EXIT_OK and the answers of the chosen drive, or complains. */
static int choose(const struct nfodctl_options *options, const struct nfodctl_drives *drives,
		  struct place *place, struct nfod_identify *id, struct nfod_drive_status *status)
{
	char why[NFODCTL_WHY];

	if (drives->count > 1 && !options->by_device && !options->serial)
		return complain(EXIT_CHOICE,
				"several drives; choose by --serial or --device from nfodctl list");
	for (unsigned int i = 0; i < drives->count; i++) {
		int code;

		*place = drives->drive[i].place;
		if (!is_there(options, place))
			continue;
		code = drive_ask(&drives->drive[i], id, status, why);
		if (code == EXIT_OK && is_named(options, id))
			return EXIT_OK;
		/* Among several, the named one may be another. */
		if (code != EXIT_OK)
			complain_drive(code, place, why);
		if (code != EXIT_OK && !options->serial)
			return code;
	}
	return no_drive(options);
}

static int do_info(const struct nfodctl_options *options, const struct nfodctl_drives *drives)
{
	struct nfod_drive_status status;
	struct nfod_identify id;
	struct place place;
	int code = choose(options, drives, &place, &id, &status);

	if (code != EXIT_OK)
		return code;
	if (options->json)
		return print_json(json_info(&place, &id, &status));
	print_info(stdout, &place, &id, &status);
	return EXIT_OK;
}

static int do_status(const struct nfodctl_options *options, const struct nfodctl_drives *drives)
{
	struct nfod_drive_status status;
	struct nfod_identify id;
	struct place place;
	int code = choose(options, drives, &place, &id, &status);

	if (code != EXIT_OK)
		return code;
	if (options->json)
		return print_json(json_status(&place, &id, &status));
	print_status(stdout, &place, &id, &status);
	return EXIT_OK;
}

static int run(const struct nfodctl_options *options)
{
	struct nfodctl_drives drives;
	char why[NFODCTL_WHY];
	int code = drives_find(&drives, why);

	if (code != EXIT_OK)
		complain(code, why);
	else if (options->command == COMMAND_LIST)
		code = do_list(options, &drives);
	else if (options->command == COMMAND_INFO)
		code = do_info(options, &drives);
	else
		code = do_status(options, &drives);
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
