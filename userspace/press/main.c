// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * nfod-press: makes and examines discs. See nfod-press(1).
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "nfod/format.h"
#include "nfod/wire.h"
#include "press/press.h"

static const char help_text[] =
	"usage: nfod-press blank -o DISC.nfm [OPTIONS]\n"
	"       nfod-press info [--json] DISC.nfm\n"
	"\n"
	"blank makes a disc with nothing on it:\n"
	"  -o, --output FILE    file to make\n"
	"  --size N[K|M|G]      at least so many bytes for the user, of the\n"
	"                       smallest possible radius (default: whole disc)\n"
	"  --recording pc|mo    phase change (default) or magneto-optical\n"
	"  --seed N             same seed, same disc (default: random)\n"
	"  --label TEXT         words for people, up to 63 bytes\n"
	"  --read-only          drives refuse to write it\n"
	"  --force              replace a file that is there\n"
	"info checks a disc image and describes it.\n";

enum long_option {
	OPT_SIZE = 256,
	OPT_RECORDING,
	OPT_SEED,
	OPT_LABEL,
	OPT_READ_ONLY,
	OPT_FORCE,
	OPT_JSON,
};

static int usage(const char *what, const char *value)
{
	fprintf(stderr, "nfod-press: %s%s%s; see nfod-press --help\n", what, value ? ": " : "",
		value ? value : "");
	return PRESS_USAGE;
}

static int parse_seed(const char *text, uint64_t *seed)
{
	char *end;

	errno = 0;
	*seed = strtoull(text, &end, 0);
	return errno || end == text || *end || *text == '-' ? -1 : 0;
}

static int parse_size(const char *text, uint64_t *bytes)
{
	static const char units[] = "KMG";
	const char *unit;
	char *end;
	int shift = 0;

	errno = 0;
	*bytes = strtoull(text, &end, 10);
	if (errno || end == text || *text == '-' || !*bytes)
		return -1;
	unit = *end ? strchr(units, *end) : NULL;
	if (unit) {
		shift = 10 * (int)(unit - units + 1);
		end++;
	}
	if (*end || *bytes > UINT64_MAX >> (shift + 1))
		return -1;
	*bytes <<= shift;
	return 0;
}

static int parse_recording(const char *text, uint32_t *recording)
{
	if (!strcmp(text, "pc"))
		*recording = NFOD_RECORDING_PHASE_CHANGE;
	else if (!strcmp(text, "mo"))
		*recording = NFOD_RECORDING_MAGNETO_OPTICAL;
	else
		return -1;
	return 0;
}

static const struct option blank_options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "size", required_argument, NULL, OPT_SIZE },
	{ "recording", required_argument, NULL, OPT_RECORDING },
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "label", required_argument, NULL, OPT_LABEL },
	{ "read-only", no_argument, NULL, OPT_READ_ONLY },
	{ "force", no_argument, NULL, OPT_FORCE },
	{ NULL, 0, NULL, 0 },
};

static int take_option(struct press_order *order, int option)
{
	switch (option) {
	case 'o':
		order->path = optarg;
		return 0;
	case OPT_SIZE:
		return parse_size(optarg, &order->user_bytes);
	case OPT_RECORDING:
		return parse_recording(optarg, &order->recording);
	case OPT_SEED:
		return parse_seed(optarg, &order->seed);
	case OPT_LABEL:
		order->label = optarg;
		return strlen(optarg) < sizeof(((struct nfod_disc_info *)0)->label) ? 0 : -1;
	case OPT_READ_ONLY:
		order->read_only = true;
		return 0;
	default:
		order->force = true;
		return 0;
	}
}

static int blank_command(int argc, char **argv)
{
	struct press_order order = {
		.recording = NFOD_RECORDING_PHASE_CHANGE,
		.label = "",
	};
	int option;

	if (getrandom(&order.seed, sizeof(order.seed), 0) != sizeof(order.seed)) {
		fprintf(stderr,
			"nfod-press: the kernel gives no random number (%s); "
			"give --seed\n",
			strerror(errno));
		return PRESS_FAILED;
	}
	while ((option = getopt_long(argc, argv, "o:", blank_options, NULL)) != -1) {
		if (option == '?')
			return usage("blank", "bad option");
		if (take_option(&order, option))
			return usage("bad value", optarg);
	}
	if (optind < argc)
		return usage("too many words", argv[optind]);
	if (!order.path)
		return usage("blank needs -o FILE", NULL);
	return press_blank(&order);
}

static int info_command(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, OPT_JSON },
		{ NULL, 0, NULL, 0 },
	};
	bool json = false;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == '?')
			return usage("info", "bad option");
		json = true;
	}
	if (optind + 1 != argc)
		return usage("info needs one disc image", NULL);
	return press_info(argv[optind], json);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return usage("nothing to do", NULL);
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		fputs(help_text, stdout);
		return PRESS_OK;
	}
	if (!strcmp(argv[1], "blank"))
		return blank_command(argc - 1, argv + 1);
	if (!strcmp(argv[1], "info"))
		return info_command(argc - 1, argv + 1);
	return usage("unknown command", argv[1]);
}
