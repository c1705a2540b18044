// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "flash.h"

#include <cjson/cJSON.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "dfu.h"
#include "nfod/container.h"
#include "pack/firmware_file.h"
#include "pack/say.h"

#define LOOK_MS 100u
/* A drive may have a cache to write before it leaves, and a slot to check when it comes. */
#define COME_MS 60000u
/* One that is not there may be coming back from something else. */
#define PATIENCE_MS 3000u
#define TRIAL_MS 60000u
#define ATTEMPTS 8u
#define BAR 40
#define VERSION_TEXT 16

/**
 * struct errand - an update
 * @options: command line
 * @file: what is to go in
 * @header: of its first container
 * @serial: drive's number
 * @before: version that ran, "" = none did: recovery
 * @after: version that runs in the end
 * @interruptions: times that the drive went away meanwhile
 * @why: told when something fails
 */
struct errand {
	const struct nfodctl_options *options;
	struct bytes file;
	struct nfod_container header;
	char serial[DFU_SERIAL];
	char before[VERSION_TEXT];
	char after[VERSION_TEXT];
	unsigned int interruptions;
	char why[NFODCTL_WHY];
};

/* For the file's own functions. */
bool say(const char *format, ...)
{
	va_list args;

	fputs("nfodctl: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return false;
}

__attribute__((format(printf, 3, 4))) static int refuse(struct errand *errand, int code,
							const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(errand->why, sizeof(errand->why), format, args);
	va_end(args);
	return code;
}

static const char *text_version(char text[VERSION_TEXT], uint32_t version)
{
	snprintf(text, VERSION_TEXT, "%u.%u.%u", version >> 24, version >> 16 & 0xff,
		 version & 0xffff);
	return text;
}

static void wait(unsigned int ms)
{
	const struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000l };

	nanosleep(&time, NULL);
}

/* ---- the file ---- */

static int load(struct errand *errand)
{
	const char *name = errand->options->file;
	enum nfod_refusal refusal;

	/* It has been said why. */
	if (!file_load(name, &errand->file))
		return EXIT_DRIVE;
	if (!suffix_good(&errand->file))
		return refuse(errand, EXIT_DRIVE,
			      "%.60s: its DFU suffix is missing, damaged or another product's",
			      name);
	refusal = file_check(&errand->file, &errand->header);
	if (refusal)
		return refuse(errand, EXIT_DRIVE, "%.60s: %s", name, nfod_refusal_words(refusal));
	return EXIT_OK;
}

/* ---- the drive ---- */

static bool is_meant(const struct errand *errand, const struct nfodctl_drive *drive,
		     const char *serial)
{
	const struct nfodctl_options *options = errand->options;

	if (errand->serial[0])
		return !strcmp(serial, errand->serial);
	if (options->by_device)
		return drive->place.bus == options->bus && drive->place.address == options->address;
	return !options->serial || !strcmp(serial, options->serial);
}

/* Return: how many there are that may be meant; @chosen is the last of them. */
static unsigned int count_meant(struct errand *errand, const struct nfodctl_drives *drives,
				const struct nfodctl_drive **chosen, char serial[DFU_SERIAL])
{
	unsigned int count = 0;
	char found[DFU_SERIAL];

	for (unsigned int n = 0; n < drives->count; n++) {
		if (!dfu_serial(&drives->drive[n], found, errand->why) ||
		    !is_meant(errand, &drives->drive[n], found))
			continue;
		*chosen = &drives->drive[n];
		memcpy(serial, found, DFU_SERIAL);
		count++;
	}
	return count;
}

/**
 * struct sight - a drive that was found, in one mode or the other
 * @drives: all that were found
 * @drive: the one that is meant
 * @dfu: it is in DFU mode
 */
struct sight {
	struct nfodctl_drives drives;
	const struct nfodctl_drive *drive;
	bool dfu;
};

/* Return: how many drives are meant; with one, @sight is to be given to drives_forget(). */
static unsigned int look(struct errand *errand, struct sight *sight)
{
	char serial[DFU_SERIAL];

	for (unsigned int dfu = 0; dfu < 2; dfu++) {
		int code = dfu ? drives_find_dfu(&sight->drives, errand->why) :
				 drives_find(&sight->drives, errand->why);
		unsigned int count = code == EXIT_OK ? count_meant(errand, &sight->drives,
								   &sight->drive, serial) :
						       0;

		sight->dfu = dfu;
		if (count == 1)
			memcpy(errand->serial, serial, sizeof(serial));
		if (count == 1)
			return 1;
		drives_forget(&sight->drives);
		if (count)
			return count;
	}
	return 0;
}

/* Wait until the drive is there; @dfu: in DFU mode. */
static int await_drive(struct errand *errand, struct sight *sight, bool dfu)
{
	for (unsigned int ms = 0; ms < COME_MS; ms += LOOK_MS) {
		wait(LOOK_MS);
		if (look(errand, sight) != 1)
			continue;
		if (sight->dfu == dfu)
			return EXIT_OK;
		drives_forget(&sight->drives);
	}
	return refuse(errand, EXIT_DRIVE,
		      "flash: the drive did not come back %s within %u s; "
		      "plug it in again and repeat",
		      dfu ? "in DFU mode" : "with its firmware", COME_MS / 1000);
}

static int check_drive(struct errand *errand, const struct nfod_firmware *firmware, bool has)
{
	char version[VERSION_TEXT], theirs[HARDWARE_TEXT], ours[HARDWARE_TEXT];

	if (!has)
		return refuse(errand, EXIT_DRIVE,
			      "flash: this drive has no flash; start nfod-twin with --flash");
	text_version(errand->before, firmware->image_version);
	text_version(version, errand->header.image_version);
	if (errand->header.hardware != firmware->hardware)
		return refuse(errand, EXIT_DRIVE, "flash: the file is for hardware %s, this is %s",
			      hardware_text(theirs, errand->header.hardware),
			      hardware_text(ours, firmware->hardware));
	if (errand->header.security < firmware->security)
		return refuse(errand, EXIT_DRIVE, "flash: %s",
			      nfod_refusal_words(NFOD_REFUSED_SECURITY));
	if (errand->header.image_version < firmware->image_version && !errand->options->older)
		return refuse(errand, EXIT_DRIVE,
			      "flash: version %s is older than %s, which runs; say --older if that "
			      "is meant",
			      version, errand->before);
	if (firmware->trial)
		return refuse(errand, EXIT_DRIVE, "flash: %s",
			      nfod_refusal_words(NFOD_REFUSED_TRIAL));
	return EXIT_OK;
}

static int detach(struct errand *errand, const struct nfodctl_drive *drive, bool again)
{
	struct nfod_firmware firmware = { 0 };
	struct nfod_identify id;
	struct drive_link link;
	bool has;
	int code = drive_ask(drive, &id, NULL, errand->why);

	if (code != EXIT_OK)
		return code;
	if (id.flags & NFOD_ID_LOCKED)
		return refuse(errand, EXIT_DRIVE,
			      "flash: the disc is in use; unmount it, or end what has it open "
			      "(lsof /dev/nfod*)");
	code = drive_open(drive, &link, errand->why);
	if (code != EXIT_OK)
		return code;
	if (!again) {
		code = drive_firmware(&link, &firmware, &has, errand->why);
		if (code == EXIT_OK)
			code = check_drive(errand, &firmware, has);
	}
	if (code == EXIT_OK)
		code = dfu_detach(&link, errand->why);
	drive_close(&link);
	return code;
}

static unsigned int look_patiently(struct errand *errand, struct sight *sight)
{
	unsigned int count = look(errand, sight);

	for (unsigned int ms = 0; ms < PATIENCE_MS && !count; ms += LOOK_MS) {
		wait(LOOK_MS);
		count = look(errand, sight);
	}
	return count;
}

static int no_choice(struct errand *errand, unsigned int count)
{
	if (count)
		return refuse(errand, EXIT_CHOICE,
			      "several drives; choose by --serial or --device from nfodctl list");
	if (errand->why[0])
		return EXIT_PERMISSION;
	return refuse(errand, EXIT_NO_DRIVE, "no such near-field drive on USB");
}

/* ---- the way in ---- */

static void show_progress(size_t done, size_t all)
{
	int filled = (int)(done * BAR / all);

	if (!isatty(STDERR_FILENO))
		return;
	fprintf(stderr, "\r[%.*s%*s] %3zu %%", filled,
		"========================================", BAR - filled, "", done * 100 / all);
	if (done == all)
		fputs("\r\033[K", stderr);
}

static enum dfu_result send_file(struct errand *errand, const struct sight *sight)
{
	enum dfu_result result;
	struct drive_link link;

	if (drive_open(sight->drive, &link, errand->why) != EXIT_OK)
		return DFU_LOST;
	result = dfu_send(&link, errand->file.at, errand->file.len - SUFFIX_BYTES, show_progress,
			  errand->why);
	drive_close(&link);
	return result;
}

/* One attempt. Return: enum dfu_result, and *@code when that is DFU_REFUSED. */
static enum dfu_result attempt(struct errand *errand, struct sight *sight, bool again, int *code)
{
	enum dfu_result result;

	*code = EXIT_DRIVE;
	if (!sight->dfu) {
		*code = detach(errand, sight->drive, again);
		drives_forget(&sight->drives);
		if (*code == EXIT_OK)
			*code = await_drive(errand, sight, true);
		if (*code != EXIT_OK)
			return DFU_REFUSED;
		*code = EXIT_DRIVE;
	}
	result = send_file(errand, sight);
	drives_forget(&sight->drives);
	return result;
}

/* What the drive has of the file it keeps: who begins again, sends the rest. */
static int transfer(struct errand *errand, struct sight *sight)
{
	enum dfu_result result;
	unsigned int ms = 0;
	int code;

	result = attempt(errand, sight, false, &code);
	while (result == DFU_LOST && errand->interruptions < ATTEMPTS) {
		errand->interruptions++;
		for (ms = 0; ms < COME_MS && look(errand, sight) != 1; ms += LOOK_MS)
			wait(LOOK_MS);
		if (ms >= COME_MS)
			return refuse(errand, EXIT_DRIVE,
				      "flash: the drive went away; plug it in again and repeat: "
				      "what it has it keeps");
		result = attempt(errand, sight, true, &code);
	}
	return result == DFU_DONE ? EXIT_OK : code;
}

/* ---- the outcome ---- */

static int ask_outcome(struct errand *errand, struct nfod_firmware *firmware)
{
	struct drive_link link;
	struct sight sight;
	bool has = false;
	int code;

	if (look(errand, &sight) != 1)
		return EXIT_NO_DRIVE;
	code = sight.dfu ? EXIT_NO_DRIVE : drive_open(sight.drive, &link, errand->why);
	if (code == EXIT_OK) {
		code = drive_firmware(&link, firmware, &has, errand->why);
		drive_close(&link);
	}
	drives_forget(&sight.drives);
	return code == EXIT_OK && !has ? EXIT_NO_DRIVE : code;
}

static int judge(struct errand *errand, const struct nfod_firmware *firmware)
{
	text_version(errand->after, firmware->image_version);
	if (firmware->verdict || firmware->image_version != errand->header.image_version)
		return refuse(errand, EXIT_DRIVE, "flash: version %s runs again: the new one %s",
			      errand->after,
			      firmware->verdict ? nfod_refusal_words(firmware->verdict) :
						  "did not start");
	return EXIT_OK;
}

/* The drive starts anew, and the new firmware is on trial until it has shown to be well. */
static int await_outcome(struct errand *errand)
{
	struct nfod_firmware firmware = { 0 };

	for (unsigned int ms = 0; ms < TRIAL_MS; ms += LOOK_MS) {
		wait(LOOK_MS);
		if (ask_outcome(errand, &firmware) == EXIT_OK && !firmware.trial)
			return judge(errand, &firmware);
	}
	return refuse(errand, EXIT_DRIVE,
		      "flash: the file is in, but the drive has not confirmed it within %u s; see "
		      "nfodctl info",
		      TRIAL_MS / 1000);
}

static bool is_for_tests(const struct errand *errand)
{
	return errand->header.flags & NFOD_CONTAINER_TEST;
}

static int tell(struct errand *errand)
{
	cJSON *json;
	char *text;

	if (is_for_tests(errand))
		say("flash: %s is signed with a test key, which anybody has: the drive runs anybody's "
		    "firmware",
		    errand->options->file);
	if (!errand->options->json) {
		printf("%s: firmware %s, before %s\n", errand->serial, errand->after,
		       errand->before[0] ? errand->before : "none");
		return EXIT_OK;
	}
	json = cJSON_CreateObject();
	cJSON_AddStringToObject(json, "serial", errand->serial);
	cJSON_AddStringToObject(json, "before", errand->before);
	cJSON_AddStringToObject(json, "after", errand->after);
	cJSON_AddNumberToObject(json, "bytes", (double)errand->file.len);
	cJSON_AddNumberToObject(json, "interruptions", errand->interruptions);
	cJSON_AddBoolToObject(json, "test_key", is_for_tests(errand));
	text = cJSON_Print(json);
	cJSON_Delete(json);
	if (!text)
		return refuse(errand, EXIT_DRIVE, "out of memory");
	puts(text);
	cJSON_free(text);
	return EXIT_OK;
}

static int update(struct errand *errand)
{
	struct sight sight;
	unsigned int count;
	int code = load(errand);

	if (code != EXIT_OK)
		return code;
	count = look_patiently(errand, &sight);
	if (count != 1)
		return no_choice(errand, count);
	code = transfer(errand, &sight);
	if (code == EXIT_OK)
		code = await_outcome(errand);
	return code == EXIT_OK ? tell(errand) : code;
}

int flash_run(const struct nfodctl_options *options)
{
	struct errand *errand = calloc(1, sizeof(*errand));
	int code;

	if (!errand) {
		say("out of memory");
		return EXIT_DRIVE;
	}
	errand->options = options;
	code = update(errand);
	if (code != EXIT_OK && errand->why[0])
		say("%s", errand->why);
	free(errand);
	return code;
}
