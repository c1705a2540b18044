/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFODCTL_OPTIONS_H
#define NFODCTL_OPTIONS_H

#include <stdbool.h>

#include "nfod/wire.h"
#include "nfod/wire_manage.h"
#include "nfod/wire_servo.h"

enum nfodctl_command {
	COMMAND_HELP,
	COMMAND_LIST,
	COMMAND_INFO,
	COMMAND_STATUS,
	COMMAND_SERVO,
	COMMAND_SCOPE,
	COMMAND_HEALTH,
	COMMAND_FORMAT,
	COMMAND_CERTIFY,
	COMMAND_VERIFY,
	COMMAND_LOCATE,
	COMMAND_FLASH,
	COMMAND_FAULT,
};

/**
 * struct nfodctl_options - the command line
 * @command: what to do
 * @json: print JSON
 * @serial: only the drive with this serial number, or NULL
 * @by_device: only the drive at @bus, @address
 * @bus: USB bus
 * @address: device on it
 * @measure: servo: have the margins measured first
 * @harmonics: servo: all that was learned, as a picture
 * @yes: format: do not ask
 * @full: certify: write before reading
 * @stop: certify: end the one that is under way
 * @verify: verify: enum nfod_verify_policy
 * @lba: locate: block
 * @file: flash: with the firmware
 * @older: flash: though it is older than what runs
 * @clear: fault: have it taken away
 * @trace: scope: what to record
 * @csv: scope: file for the records, or NULL
 * @png: scope: file for a diagram, or NULL
 * @svg: scope: ditto
 */
struct nfodctl_options {
	enum nfodctl_command command;
	bool json;
	const char *serial;
	bool by_device;
	unsigned int bus;
	unsigned int address;
	bool measure;
	bool harmonics;
	bool yes;
	bool full;
	bool stop;
	unsigned int verify;
	uint64_t lba;
	const char *file;
	bool older;
	bool clear;
	struct nfod_trace_setup trace;
	const char *csv;
	const char *png;
	const char *svg;
};

/**
 * options_parse() - read the command line
 * @why: told in one line when it is wrong, NFODCTL_WHY bytes
 *
 * Return: whether it is right
 */
bool options_parse(int argc, char **argv, struct nfodctl_options *options, char *why);

#endif
