// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "signals.h"
#include "units.h"

#define HINT "; see nfodctl --help"

/* Of the scope, unless said otherwise. */
#define RECORDS 2000u
/* Part of the records that is kept from before a trigger. */
#define BEFORE_PART 4u

#define FOR_ALL 0u
#define FOR(command) (1u << (command))

/* Options without a letter. */
enum {
	OPTION_MEASURE = 256,
	OPTION_HARMONICS,
	OPTION_SIGNALS,
	OPTION_EVERY,
	OPTION_RECORDS,
	OPTION_BEFORE,
	OPTION_TRIGGER,
	OPTION_CSV,
	OPTION_PNG,
	OPTION_SVG,
	OPTION_YES,
	OPTION_QUICK,
	OPTION_FULL,
	OPTION_STOP,
	OPTION_OLDER,
	OPTION_CLEAR,
};

static const struct option known[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "serial", required_argument, NULL, 's' },
	{ "device", required_argument, NULL, 'd' },
	{ "help", no_argument, NULL, 'h' },
	{ "measure", no_argument, NULL, OPTION_MEASURE },
	{ "harmonics", no_argument, NULL, OPTION_HARMONICS },
	{ "signals", required_argument, NULL, OPTION_SIGNALS },
	{ "every", required_argument, NULL, OPTION_EVERY },
	{ "records", required_argument, NULL, OPTION_RECORDS },
	{ "before", required_argument, NULL, OPTION_BEFORE },
	{ "trigger", required_argument, NULL, OPTION_TRIGGER },
	{ "csv", required_argument, NULL, OPTION_CSV },
	{ "png", required_argument, NULL, OPTION_PNG },
	{ "svg", required_argument, NULL, OPTION_SVG },
	{ "yes", no_argument, NULL, OPTION_YES },
	{ "quick", no_argument, NULL, OPTION_QUICK },
	{ "full", no_argument, NULL, OPTION_FULL },
	{ "stop", no_argument, NULL, OPTION_STOP },
	{ "older", no_argument, NULL, OPTION_OLDER },
	{ "clear", no_argument, NULL, OPTION_CLEAR },
	{ 0 },
};

/**
 * struct known_command - a command
 * @operand: what follows it, or NULL
 */
static const struct known_command {
	const char *name;
	enum nfodctl_command command;
	const char *operand;
} commands[] = {
	{ "list", COMMAND_LIST, NULL },
	{ "info", COMMAND_INFO, NULL },
	{ "status", COMMAND_STATUS, NULL },
	{ "servo", COMMAND_SERVO, NULL },
	{ "scope", COMMAND_SCOPE, NULL },
	{ "health", COMMAND_HEALTH, NULL },
	{ "format", COMMAND_FORMAT, NULL },
	{ "certify", COMMAND_CERTIFY, NULL },
	{ "verify", COMMAND_VERIFY, "POLICY: off, suspicion or always" },
	{ "locate", COMMAND_LOCATE, "LBA, a block of 4 KiB" },
	{ "flash", COMMAND_FLASH, "FILE with firmware" },
	{ "fault", COMMAND_FAULT, NULL },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

/**
 * struct parsing - what cannot be judged before all has been read
 * @options: being filled
 * @used: bit n = known[n] was given
 * @before: as given
 * @why: told when something is wrong
 */
struct parsing {
	struct nfodctl_options *options;
	unsigned int used;
	unsigned long before;
	char *why;
};

__attribute__((format(printf, 2, 3))) static bool wrong(char *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, NFODCTL_WHY, format, args);
	va_end(args);
	return false;
}

static bool parse_number(const char **text, unsigned int *number)
{
	char *end;
	unsigned long value;

	if (**text < '0' || **text > '9')
		return false;
	value = strtoul(*text, &end, 10);
	*text = end;
	*number = (unsigned int)value;
	return value <= 255;
}

static bool parse_device(const char *text, struct nfodctl_options *options)
{
	options->by_device = true;
	return parse_number(&text, &options->bus) && *text++ == ':' &&
	       parse_number(&text, &options->address) && !*text;
}

static bool parse_count(const char *name, unsigned long least, unsigned long most,
			unsigned long *count, char *why)
{
	char *end = optarg;

	if (*optarg >= '0' && *optarg <= '9')
		*count = strtoul(optarg, &end, 10);
	if (end == optarg || *end || *count < least || *count > most)
		return wrong(why, "--%s %.32s: must be a number from %lu to %lu", name, optarg,
			     least, most);
	return true;
}

static bool parse_signals(struct nfod_trace_setup *trace, char *why)
{
	char copy[256], *rest = copy, *name;

	if (strlen(optarg) >= sizeof(copy))
		return wrong(why, "--signals: too long a list; %d signals at most",
			     NFOD_TRACE_CHANNELS);
	strcpy(copy, optarg);
	memset(trace->signal, 0, sizeof(trace->signal));
	for (trace->channels = 0; (name = strsep(&rest, ",")); trace->channels++) {
		int signal = signal_by_name(name);

		if (signal < 0)
			return wrong(why, "--signals: there is no signal %.32s" HINT, name);
		if (trace->channels == NFOD_TRACE_CHANNELS)
			return wrong(why, "--signals: %d signals at most", NFOD_TRACE_CHANNELS);
		trace->signal[trace->channels] = (uint8_t)signal;
	}
	return true;
}

static bool parse_trigger(struct nfod_trace_setup *trace, char *why)
{
	int trigger = trigger_by_name(optarg);

	if (trigger < 0)
		return wrong(why, "--trigger %.32s: must be now, retract, seek, jump or pull-in",
			     optarg);
	trace->trigger = (uint8_t)trigger;
	return true;
}

static const struct known_command *find_command(const char *name)
{
	for (unsigned int i = 0; i < COMMANDS; i++)
		if (!strcmp(name, commands[i].name))
			return &commands[i];
	return NULL;
}

/* The command that an option belongs to. */
static const char *name_of(unsigned int allowed)
{
	for (unsigned int i = 0; i < COMMANDS; i++)
		if (allowed == FOR(commands[i].command))
			return commands[i].name;
	return "scope";
}

static bool parse_policy(const char *word, struct nfodctl_options *options)
{
	for (options->verify = 0; options->verify < NFOD_VERIFY_POLICIES; options->verify++)
		if (!strcmp(word, word_verify(options->verify)))
			return true;
	return false;
}

static bool parse_lba(const char *word, struct nfodctl_options *options)
{
	char *end;

	errno = 0;
	options->lba = strtoull(word, &end, 10);
	return *word >= '0' && *word <= '9' && !*end && !errno;
}

static bool parse_operand(const struct known_command *known_command, const char *word,
			  const struct parsing *parsing)
{
	bool good = true;

	switch (known_command->command) {
	case COMMAND_VERIFY:
		good = parse_policy(word, parsing->options);
		break;
	case COMMAND_FLASH:
		parsing->options->file = word;
		break;
	default:
		good = parse_lba(word, parsing->options);
		break;
	}
	return good || wrong(parsing->why, "%s %.32s: not a %s", known_command->name, word,
			     known_command->operand);
}

static bool parse_scope(int option, struct parsing *parsing)
{
	struct nfodctl_options *options = parsing->options;
	unsigned long count = 0;
	char *why = parsing->why;

	switch (option) {
	case OPTION_SIGNALS:
		return parse_signals(&options->trace, why);
	case OPTION_EVERY:
		if (!parse_count("every", 1, UINT16_MAX, &count, why))
			return false;
		options->trace.every = (uint16_t)count;
		return true;
	case OPTION_RECORDS:
		if (!parse_count("records", 2, 1000000, &count, why))
			return false;
		options->trace.records = (uint32_t)count;
		return true;
	case OPTION_BEFORE:
		return parse_count("before", 0, 1000000, &parsing->before, why);
	case OPTION_TRIGGER:
		return parse_trigger(&options->trace, why);
	case OPTION_CSV:
		options->csv = optarg;
		return true;
	case OPTION_PNG:
		options->png = optarg;
		return true;
	default:
		options->svg = optarg;
		return true;
	}
}

static bool parse_option(int option, const char *word, struct parsing *parsing)
{
	struct nfodctl_options *options = parsing->options;

	switch (option) {
	case 'j':
		options->json = true;
		return true;
	case 's':
		options->serial = optarg;
		return true;
	case 'd':
		if (parse_device(optarg, options))
			return true;
		return wrong(parsing->why, "--device %.32s: not of the form BUS:ADDR, such as 1:4",
			     optarg);
	case OPTION_MEASURE:
		options->measure = true;
		return true;
	case OPTION_HARMONICS:
		options->harmonics = true;
		return true;
	case OPTION_YES:
		options->yes = true;
		return true;
	case OPTION_QUICK:
		options->full = false;
		return true;
	case OPTION_FULL:
		options->full = true;
		return true;
	case OPTION_STOP:
		options->stop = true;
		return true;
	case OPTION_OLDER:
		options->older = true;
		return true;
	case OPTION_CLEAR:
		options->clear = true;
		return true;
	case ':':
		return wrong(parsing->why, "%.32s needs a value" HINT, word);
	case '?':
		return wrong(parsing->why, "%.32s is no option" HINT, word);
	default:
		return parse_scope(option, parsing);
	}
}

static unsigned int commands_of(int option)
{
	switch (option) {
	case OPTION_MEASURE:
	case OPTION_HARMONICS:
		return FOR(COMMAND_SERVO);
	case OPTION_YES:
		return FOR(COMMAND_FORMAT);
	case OPTION_OLDER:
		return FOR(COMMAND_FLASH);
	case OPTION_CLEAR:
		return FOR(COMMAND_FAULT);
	case OPTION_QUICK:
	case OPTION_FULL:
	case OPTION_STOP:
		return FOR(COMMAND_CERTIFY);
	case 'j':
		return FOR(COMMAND_LIST) | FOR(COMMAND_INFO) | FOR(COMMAND_STATUS) |
		       FOR(COMMAND_SERVO) | FOR(COMMAND_HEALTH) | FOR(COMMAND_CERTIFY) |
		       FOR(COMMAND_LOCATE) | FOR(COMMAND_FLASH) | FOR(COMMAND_FAULT);
	case 's':
	case 'd':
	case 'h':
		return FOR_ALL;
	default:
		return FOR(COMMAND_SCOPE);
	}
}

/* An option that another command has is an error, not a wish to be passed over. */
static bool check_used(const struct parsing *parsing)
{
	enum nfodctl_command command = parsing->options->command;

	for (unsigned int n = 0; known[n].name; n++) {
		unsigned int allowed = commands_of(known[n].val);

		if (!(parsing->used & 1u << n) || allowed == FOR_ALL || allowed & FOR(command))
			continue;
		if (known[n].val == 'j' && command == COMMAND_SCOPE)
			return wrong(parsing->why,
				     "scope prints no JSON; take --csv FILE for the numbers");
		if (known[n].val == 'j')
			return wrong(parsing->why, "%s prints no JSON" HINT, name_of(FOR(command)));
		return wrong(parsing->why, "--%s belongs to the command %s" HINT, known[n].name,
			     name_of(allowed));
	}
	return true;
}

static bool settle_before(const struct parsing *parsing)
{
	struct nfod_trace_setup *trace = &parsing->options->trace;
	bool given = parsing->before != (unsigned long)-1;

	if (trace->trigger == NFOD_TRIGGER_NOW) {
		if (given && parsing->before)
			return wrong(parsing->why,
				     "--before needs a --trigger other than now to be before of");
		return true;
	}
	if (given && parsing->before >= trace->records)
		return wrong(parsing->why, "--before %lu: must be less than the %u --records",
			     parsing->before, trace->records);
	trace->before = given ? (uint32_t)parsing->before : trace->records / BEFORE_PART;
	return true;
}

static bool no_command(const char *word, char *why)
{
	char names[128] = "";
	size_t at = 0;

	for (unsigned int i = 0; i < COMMANDS; i++)
		at += (size_t)snprintf(names + at, sizeof(names) - at, " %s", commands[i].name);
	if (!word)
		return wrong(why, "no command given; there are%s", names);
	return wrong(why, "%.32s is no command; there are%s", word, names);
}

static bool parse_operands(int argc, char **argv, const struct parsing *parsing)
{
	struct nfodctl_options *options = parsing->options;
	const struct known_command *command = optind < argc ? find_command(argv[optind]) : NULL;
	int words;

	if (!command)
		return no_command(argv[optind], parsing->why);
	options->command = command->command;
	words = command->operand ? 2 : 1;
	if (optind + words > argc)
		return wrong(parsing->why, "%s needs a %s", command->name, command->operand);
	if (optind + words < argc)
		return wrong(parsing->why, "%.32s is one word too many" HINT, argv[optind + words]);
	if (options->serial && options->by_device)
		return wrong(parsing->why, "--serial and --device exclude each other; give one");
	if (command->operand && !parse_operand(command, argv[optind + 1], parsing))
		return false;
	return check_used(parsing) && settle_before(parsing);
}

static void note_used(struct parsing *parsing, int option)
{
	for (unsigned int n = 0; known[n].name; n++)
		if (known[n].val == option)
			parsing->used |= 1u << n;
}

bool options_parse(int argc, char **argv, struct nfodctl_options *options, char *why)
{
	struct parsing parsing = { .options = options, .before = (unsigned long)-1, .why = why };

	*options = (struct nfodctl_options){
		.trace = {
			.channels = 2,
			.every = 1,
			.records = RECORDS,
			.signal = { NFOD_TRACE_GAP_NM, NFOD_TRACE_TRACK_NM },
		},
	};
	opterr = 0;
	optind = 0;
	for (;;) {
		int next = optind ? optind : 1;
		int option = getopt_long(argc, argv, ":js:d:h", known, NULL);

		if (option == -1)
			return parse_operands(argc, argv, &parsing);
		if (option == 'h') {
			options->command = COMMAND_HELP;
			return true;
		}
		if (!parse_option(option, argv[optind > next ? optind - 1 : next], &parsing))
			return false;
		note_used(&parsing, option);
	}
}
