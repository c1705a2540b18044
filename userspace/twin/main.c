// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * nfod-twin: plays a disc to the drive's firmware and serves the drive on USB.
 * See nfod-twin(1).
 */
#include <errno.h>
#include <getopt.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "lib/figures.h"
#include "twin/command.h"
#include "twin/control.h"
#include "twin/log.h"
#include "twin/loop.h"
#include "twin/twin.h"

#define EXIT_USAGE 2
#define MOST_SETTINGS 32

static const char help_text[] =
	"usage: nfod-twin [OPTIONS] (--usbredir SOCKET | --usbip [ADDRESS:]PORT | --vhci) [DISC.nfm]\n"
	"       nfod-twin --replay LOG\n"
	"       nfod-twin ctl SOCKET COMMAND...\n"
	"\n"
	"Plays a disc (or none) to the firmware of an nfod drive and serves that drive:\n"
	"  --usbredir SOCKET    to QEMU's usb-redir device, on a Unix socket\n"
	"  --usbip [ADDR:]PORT  to \"usbip attach\", on 127.0.0.1 unless told otherwise\n"
	"  --vhci               to this machine's own kernel (vhci-hcd), as root\n"
	"Options:\n"
	"  --speed super|high|full   of the bus (default: super)\n"
	"  --pace free|real     jump to what is due next (default) or follow the clock\n"
	"  --seed N             of all chance in the drive (default: 1)\n"
	"  --hold-up on|off     whether a power cut spares the cluster under the head\n"
	"  --control SOCKET     take commands there: power, faults, status, ...\n"
	"  --na NUMBER          numerical aperture of the head (default: 1.50)\n"
	"  --fidelity HOW       of reading: waveform, model (default) or ideal\n"
	"  --servo HOW          kinematic (default), or full: the firmware really flies\n"
	"  --figures FILE       other figures of the drive, for firmware and plant\n"
	"  --plant FILE         ditto for the plant alone: what its firmware does not know\n"
	"  --figures-help       list them\n"
	"  --flash FILE         flash with firmware images in it: the drive can be updated\n"
	"  --set KNOB=VALUE     a fault from the start; may be repeated\n"
	"  --log FILE           write down all that arrives\n"
	"  --firmware mps2:FLASH  on an emulated processor, with what is in the file FLASH,\n"
	"                       instead of the firmware that is built in; mps2-turns:FLASH:\n"
	"                       what it does takes no time, as with that\n"
	"  --replay LOG         play such a log again and compare what the drive sends\n"
	"Commands: power on|off|blink, plug, unplug, button, eject, load PATH, set KNOB\n"
	"VALUE, get KNOB, list, figures, status, quit.\n";

enum long_option {
	OPT_USBREDIR = 256,
	OPT_USBIP,
	OPT_VHCI,
	OPT_SPEED,
	OPT_PACE,
	OPT_SEED,
	OPT_HOLD_UP,
	OPT_CONTROL,
	OPT_NA,
	OPT_FIDELITY,
	OPT_SERVO,
	OPT_FIGURES,
	OPT_PLANT,
	OPT_FIGURES_HELP,
	OPT_FLASH,
	OPT_SET,
	OPT_LOG,
	OPT_REPLAY,
	OPT_FIRMWARE,
	OPT_HELP,
};

static const struct option long_options[] = {
	{ "usbredir", required_argument, NULL, OPT_USBREDIR },
	{ "usbip", required_argument, NULL, OPT_USBIP },
	{ "vhci", no_argument, NULL, OPT_VHCI },
	{ "speed", required_argument, NULL, OPT_SPEED },
	{ "pace", required_argument, NULL, OPT_PACE },
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "hold-up", required_argument, NULL, OPT_HOLD_UP },
	{ "control", required_argument, NULL, OPT_CONTROL },
	{ "na", required_argument, NULL, OPT_NA },
	{ "fidelity", required_argument, NULL, OPT_FIDELITY },
	{ "servo", required_argument, NULL, OPT_SERVO },
	{ "figures", required_argument, NULL, OPT_FIGURES },
	{ "plant", required_argument, NULL, OPT_PLANT },
	{ "figures-help", no_argument, NULL, OPT_FIGURES_HELP },
	{ "flash", required_argument, NULL, OPT_FLASH },
	{ "set", required_argument, NULL, OPT_SET },
	{ "log", required_argument, NULL, OPT_LOG },
	{ "replay", required_argument, NULL, OPT_REPLAY },
	{ "firmware", required_argument, NULL, OPT_FIRMWARE },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

/**
 * struct options - what was asked for
 */
struct options {
	const char *usbredir;
	const char *usbip;
	bool vhci;
	enum nfod_usb_speed speed;
	enum loop_pace pace;
	uint64_t seed;
	const char *hold_up;
	const char *na;
	const char *fidelity;
	const char *servo;
	const char *figures;
	const char *plant;
	const char *control;
	const char *flash;
	const char *set[MOST_SETTINGS];
	unsigned int settings;
	const char *log;
	const char *replay;
	const char *image;
	const char *disc;
};

_Noreturn static void bad_usage(const char *what, const char *value)
{
	fprintf(stderr, "nfod-twin: %s%s%s; see nfod-twin --help\n", what, value ? ": " : "",
		value ? value : "");
	exit(EXIT_USAGE);
}

/* Which of two words it is. */
static unsigned int choose(const char *option, const char *word0, const char *word1)
{
	if (!strcmp(optarg, word0))
		return 0;
	if (strcmp(optarg, word1)) {
		fprintf(stderr, "nfod-twin: --%s takes %s or %s, not \"%s\"\n", option, word0,
			word1, optarg);
		exit(EXIT_USAGE);
	}
	return 1;
}

static enum nfod_usb_speed parse_speed(void)
{
	static const char *const words[] = {
		[NFOD_USB_HIGH] = "high",
		[NFOD_USB_SUPER] = "super",
		[NFOD_USB_FULL] = "full",
	};

	for (unsigned int speed = 0; speed < sizeof(words) / sizeof(words[0]); speed++)
		if (!strcmp(optarg, words[speed]))
			return (enum nfod_usb_speed)speed;
	bad_usage("--speed takes super, high or full", optarg);
}

static uint64_t parse_seed(void)
{
	uint64_t seed;
	char *end;

	errno = 0;
	seed = strtoull(optarg, &end, 0);
	if (errno || end == optarg || *end || *optarg == '-')
		bad_usage("--seed takes a number", optarg);
	return seed;
}

static const char *parse_firmware(void)
{
	if (!mps2_flash(optarg))
		bad_usage("--firmware takes mps2:FLASH or mps2-turns:FLASH", optarg);
	return optarg;
}

static void add_setting(struct options *options)
{
	const char *equals = strchr(optarg, '=');

	if (!equals || equals == optarg || !equals[1])
		bad_usage("--set takes KNOB=VALUE", optarg);
	if (options->settings == MOST_SETTINGS)
		bad_usage("too many --set", optarg);
	options->set[options->settings++] = optarg;
}

static void list_figures(void)
{
	const struct figure *figure;

	for (size_t n = 0; (figure = figure_at(n)); n++)
		printf("%-28s %8g %-6s %g to %g: %s\n", figure->name, (double)figure->value,
		       figure->unit, (double)figure->least, (double)figure->most, figure->what);
}

static void take_option(struct options *options, int option)
{
	switch (option) {
	case OPT_USBREDIR:
		options->usbredir = optarg;
		break;
	case OPT_USBIP:
		options->usbip = optarg;
		break;
	case OPT_VHCI:
		options->vhci = true;
		break;
	case OPT_SPEED:
		options->speed = parse_speed();
		break;
	case OPT_PACE:
		options->pace = choose("pace", "free", "real") ? PACE_REAL : PACE_FREE;
		break;
	case OPT_SEED:
		options->seed = parse_seed();
		break;
	case OPT_HOLD_UP:
		options->hold_up = choose("hold-up", "on", "off") ? "off" : "on";
		break;
	case OPT_CONTROL:
		options->control = optarg;
		break;
	case OPT_NA:
		options->na = optarg;
		break;
	case OPT_FIDELITY:
		options->fidelity = optarg;
		break;
	case OPT_SERVO:
		options->servo = choose("servo", "kinematic", "full") ? "full" : "kinematic";
		break;
	case OPT_FIGURES:
		options->figures = optarg;
		break;
	case OPT_PLANT:
		options->plant = optarg;
		break;
	case OPT_FIGURES_HELP:
		list_figures();
		exit(EXIT_SUCCESS);
	case OPT_FLASH:
		options->flash = optarg;
		break;
	case OPT_SET:
		add_setting(options);
		break;
	case OPT_LOG:
		options->log = optarg;
		break;
	case OPT_REPLAY:
		options->replay = optarg;
		break;
	case OPT_FIRMWARE:
		options->image = parse_firmware();
		break;
	case OPT_HELP:
		fputs(help_text, stdout);
		exit(EXIT_SUCCESS);
	default:
		exit(EXIT_USAGE);
	}
}

static void parse_options(struct options *options, int argc, char **argv)
{
	int option;

	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		take_option(options, option);
	if (optind < argc)
		options->disc = argv[optind++];
	if (optind < argc)
		bad_usage("too many words", argv[optind]);
	if (!options->replay && !!options->usbredir + !!options->usbip + options->vhci != 1)
		bad_usage("one of --usbredir, --usbip and --vhci is needed", NULL);
	if (options->plant && (!options->servo || strcmp(options->servo, "full")))
		bad_usage("--plant is for a head that flies: --servo full", NULL);
	if (options->flash && options->image)
		bad_usage(
			"--flash is for the firmware that is built in, and mps2:FLASH has its own",
			NULL);
	if (options->flash && options->log)
		bad_usage("--flash does not go with --log: a replay would not know what was in it",
			  NULL);
	if (options->replay && (options->disc || options->log))
		bad_usage("--replay has its discs and its end in the log", NULL);
}

static void must(struct twin *twin, const char *line)
{
	char answer[COMMAND_ANSWER] = "";

	if (!command_run(twin, 0, line, answer))
		twin_die("%s", answer);
}

static void must_set(struct twin *twin, const char *setting)
{
	char line[COMMAND_LINE];
	int name = (int)strcspn(setting, "=");

	if (snprintf(line, sizeof(line), "set %.*s %s", name, setting, setting + name + 1) >=
	    (int)sizeof(line))
		twin_die("--set %s: too long", setting);
	must(twin, line);
}

static void must_turn(struct twin *twin, const char *knob, const char *value)
{
	char line[COMMAND_LINE];

	if (!value)
		return;
	if (snprintf(line, sizeof(line), "set %s %s", knob, value) >= (int)sizeof(line))
		twin_die("--%s %s: too long", knob, value);
	must(twin, line);
}

static void must_read(struct nfod_figures *figures, const char *path)
{
	char why[COMMAND_LINE];

	if (path && figures_read(figures, path, why, sizeof(why)))
		twin_die("%s", why);
}

/* Those that are not the reference drive's. */
static void must_figure(struct twin *twin, const char *command, const struct nfod_figures *figures)
{
	const struct figure *figure;
	char line[COMMAND_LINE];

	for (size_t n = 0; (figure = figure_at(n)); n++) {
		float value = figure_get(figures, n);

		if (value == figure->value)
			continue;
		snprintf(line, sizeof(line), "%s %s %.9g", command, figure->name, (double)value);
		must(twin, line);
	}
}

static void must_open_flash(struct twin *twin, const struct options *options)
{
	char why[COMMAND_LINE];

	if (options->flash &&
	    flash_open(&twin->flash, options->flash, options->seed, why, sizeof(why)))
		twin_die("%s", why);
}

static void take_figures(struct twin *twin, const struct options *options)
{
	struct nfod_figures figures = NFOD_FIGURES_REFERENCE;

	must_read(&figures, options->figures);
	must_figure(twin, "figure", &figures);
	must_read(&figures, options->plant);
	must_figure(twin, "plant-figure", &figures);
}

/* What a person would do before switching on, as commands: so it is in the log. */
static void prepare(struct twin *twin, const struct options *options)
{
	char line[COMMAND_LINE];

	must_open_flash(twin, options);
	take_figures(twin, options);
	must_turn(twin, "servo", options->servo);
	must_turn(twin, "hold-up", options->hold_up);
	must_turn(twin, "na", options->na);
	must_turn(twin, "fidelity", options->fidelity);
	for (unsigned int i = 0; i < options->settings; i++)
		must_set(twin, options->set[i]);
	if (options->disc) {
		if (snprintf(line, sizeof(line), "place %s", options->disc) >= (int)sizeof(line))
			twin_die("%s: name is too long", options->disc);
		must(twin, line);
	}
	must(twin, "power on");
}

/* Its host sees the device go, and the cluster under the head has the hold-up's mercy. */
static void switch_off(struct twin *twin)
{
	if (twin->powered)
		must(twin, "power off");
	twin->host->flush(twin->host->ctx);
}

static struct host *open_host(struct twin *twin, struct loop *loop, const struct options *options)
{
	if (options->usbredir)
		return usbredir_host(twin, loop, options->usbredir);
	if (options->usbip)
		return usbip_host(twin, loop, options->usbip);
	return vhci_host(twin, loop);
}

/* A number that no earlier run has used: RAM does not outlive a process. */
static uint32_t first_boot(void)
{
	uint32_t boot;

	if (getrandom(&boot, sizeof(boot), 0) != sizeof(boot))
		twin_die("the kernel gives no random number: %s", strerror(errno));
	return boot;
}

static void open_log(struct twin *twin, const struct options *options)
{
	struct log_header header = {
		.magic = LOG_MAGIC,
		.seed = options->seed,
		.boot = twin->boot,
		.speed = options->speed,
	};

	if (!options->log)
		return;
	twin->log = log_open(options->log, &header);
	twin->digesting = true;
}

static int close_log(struct twin *twin)
{
	if (!twin->log)
		return EXIT_SUCCESS;
	printf("digest %016llx\n", (unsigned long long)twin->digest.state);
	return log_close(twin->log, twin) ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Transfers come and go at great speed: keep their memory instead of giving it back. */
static void keep_memory(void)
{
	mallopt(M_MMAP_THRESHOLD, 64 << 20);
	mallopt(M_TRIM_THRESHOLD, 256 << 20);
}

static void announce(const struct twin *twin)
{
	printf("nfod-twin: ready on %s\n", twin->host->where);
	fflush(stdout);
}

static int play(const struct options *options)
{
	struct twin *twin = malloc(sizeof(*twin));
	struct control *control = NULL;
	struct loop *loop;
	int result;

	keep_memory();
	if (!twin || twin_init(twin,
			       options->image ? mps2_board(options->image, &twin->flash) :
						host_board(&twin->flash),
			       options->speed, options->seed, first_boot()))
		twin_die("out of memory");
	loop = loop_new(twin, options->pace);
	open_log(twin, options);
	twin->host = open_host(twin, loop, options);
	if (options->control)
		control = control_open(twin, loop, options->control);
	prepare(twin, options);
	announce(twin);
	loop_run(loop);
	switch_off(twin);
	if (control)
		control_close(control);
	twin->host->close(twin->host->ctx);
	result = close_log(twin);
	twin_free(twin);
	free(twin);
	loop_free(loop);
	return result;
}

int main(int argc, char **argv)
{
	struct options options = { .speed = NFOD_USB_SUPER, .pace = PACE_FREE, .seed = 1 };

	if (argc > 1 && !strcmp(argv[1], "ctl")) {
		if (argc < 4)
			bad_usage("ctl takes SOCKET COMMAND...", NULL);
		return control_send(argv[2], argv + 3);
	}
	parse_options(&options, argc, argv);
	if (options.replay)
		return replay(options.replay, options.image);
	return play(&options);
}
