// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * A drive certifies a disc: writes and reads back clusters all over it, and says what
 * nfodctl would say of it afterwards, as one line of JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "cmocka_all.h"
#include "drive.h"
#include "nfodctl/answer.h"
#include "nfodctl/report.h"
#include "redir.h"

#define MOST_OPTIONS 16

static const char help[] =
	"usage: certify CLUSTERS DISC.nfm [TWIN-OPTION...]\n"
	"\n"
	"Plays the disc in a twin, writes so many clusters, evenly spread over it, then\n"
	"reads them back, and prints what the drive says as JSON.\n";

/**
 * struct certificate - how it went
 * @clusters: tried
 * @write_errors: of these, not written
 * @read_errors: not read
 * @wrong: read, but not what was written
 */
struct certificate {
	unsigned int clusters;
	unsigned int write_errors;
	unsigned int read_errors;
	unsigned int wrong;
};

static struct rig rig;
static struct drive drive;
static uint8_t wrote[NFOD_CLUSTER_BYTES];
static uint8_t read_back[NFOD_CLUSTER_BYTES];

static uint64_t place_of(const struct certificate *certificate, unsigned int n)
{
	uint64_t clusters = drive.identify.capacity / NFOD_CLUSTER_BLOCKS;

	return clusters * n / certificate->clusters * NFOD_CLUSTER_BLOCKS;
}

static void write_all(struct certificate *certificate)
{
	for (unsigned int n = 0; n < certificate->clusters; n++) {
		uint64_t lba = place_of(certificate, n);

		drive_pattern(wrote, lba, NFOD_CLUSTER_BLOCKS, 1);
		if (drive_write(&drive, lba, NFOD_CLUSTER_BLOCKS, wrote, NFOD_CMD_FUA) !=
		    NFOD_ST_OK)
			certificate->write_errors++;
	}
}

static void read_all(struct certificate *certificate)
{
	for (unsigned int n = 0; n < certificate->clusters; n++) {
		uint64_t lba = place_of(certificate, n);

		drive_pattern(wrote, lba, NFOD_CLUSTER_BLOCKS, 1);
		if (drive_read(&drive, lba, NFOD_CLUSTER_BLOCKS, read_back) != NFOD_ST_OK)
			certificate->read_errors++;
		else if (memcmp(wrote, read_back, sizeof(wrote)))
			certificate->wrong++;
	}
}

static void check_answer(const struct nfod_drive_status *status)
{
	struct nfod_drive_status checked;
	char why[NFODCTL_WHY];

	if (!answer_status(status, sizeof(*status), &checked, why))
		fail_msg("nfodctl would not take the answer: %s", why);
}

static void print(const struct certificate *certificate)
{
	struct nfod_drive_status status;
	struct place place = { .mbit_s = 5000 };
	cJSON *json, *certify;
	char *text;

	drive_identify(&drive);
	drive_status(&drive, &status);
	check_answer(&status);
	json = json_status(&place, &drive.identify, &status);
	certify = cJSON_AddObjectToObject(json, "certify");
	cJSON_AddNumberToObject(certify, "clusters", certificate->clusters);
	cJSON_AddNumberToObject(certify, "write_errors", certificate->write_errors);
	cJSON_AddNumberToObject(certify, "read_errors", certificate->read_errors);
	cJSON_AddNumberToObject(certify, "wrong", certificate->wrong);
	cJSON_AddNumberToObject(certify, "defects", drive_health(&drive).defects_secondary);
	text = cJSON_PrintUnformatted(json);
	puts(text);
	cJSON_free(text);
	cJSON_Delete(json);
}

int main(int argc, char **argv)
{
	const char *options[MOST_OPTIONS + 1] = { NULL };
	struct certificate certificate = { 0 };
	char disc[4096];

	if (argc < 3 || argc > 3 + MOST_OPTIONS || !realpath(argv[2], disc)) {
		fputs(help, argc == 2 && !strcmp(argv[1], "--help") ? stdout : stderr);
		return argc == 2 && !strcmp(argv[1], "--help") ? 0 : 2;
	}
	for (int i = 3; i < argc; i++)
		options[i - 3] = argv[i];
	rig_play(&rig, &rig_redir, disc, options);
	rig_connect(&rig);
	drive_connect(&drive, &rig, NFOD_ALT_STREAMS);
	if (drive_judges_disc(&drive)) {
		certificate.clusters = (unsigned int)strtoul(argv[1], NULL, 10);
		write_all(&certificate);
		read_all(&certificate);
	}
	print(&certificate);
	assert_int_equal(rig_stop(&rig), 0);
	rig_remove(&rig);
	return 0;
}
