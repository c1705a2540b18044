// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * nfod-pack: keys, and firmware files signed with them.
 */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pack/firmware_file.h"
#include "pack/say.h"

#define KEYS_MOST 8u

enum {
	EXIT_BAD = 1,
	EXIT_USAGE = 2,
};

/**
 * struct options - the command line behind the command
 */
struct options {
	bool test;
	const char *key[KEYS_MOST];
	uint32_t keys;
	const char *out;
	struct release release;
	bool has_version, has_security;
	char **rest;
	int rests;
};

static struct bytes file;

bool say(const char *format, ...)
{
	va_list list;

	fputs("nfod-pack: ", stderr);
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fputc('\n', stderr);
	return false;
}

static void usage(void)
{
	puts("usage: nfod-pack keygen [--test] NAME\n"
	     "       nfod-pack pack --key FILE.key --hardware mps2|stm32h743[:NUMBER] --version X.Y.Z\n"
	     "                      --security N [--name TEXT] -o FILE SLOT0.bin SLOT1.bin\n"
	     "       nfod-pack show [--key FILE.pub]... FILE\n"
	     "       nfod-pack source FILE.pub...\n"
	     "\n"
	     "keygen  make a key pair, NAME.key to sign with and NAME.pub to check with\n"
	     "pack    sign an image for each slot and pack them for the drive\n"
	     "show    print what is in a firmware file and whether a drive would take it\n"
	     "source  print public keys as C, to be built into a boot loader\n"
	     "See nfod-pack(1).");
}

static bool parse_number(const char *text, uint32_t most, char end, uint32_t *number,
			 const char **rest)
{
	unsigned long value;
	char *after;

	if (*text < '0' || *text > '9')
		return false;
	value = strtoul(text, &after, 10);
	*number = (uint32_t)value;
	*rest = after + 1;
	return value <= most && *after == end;
}

static bool parse_version(const char *text, uint32_t *version)
{
	uint32_t part[3];
	const char *rest;

	if (!parse_number(text, 255, '.', &part[0], &rest) ||
	    !parse_number(rest, 255, '.', &part[1], &rest) ||
	    !parse_number(rest, 65535, 0, &part[2], &rest))
		return say("version '%s': want three numbers, as 1.2.3, up to 255.255.65535", text);
	*version = part[0] << 24 | part[1] << 16 | part[2];
	return true;
}

static bool parse_hardware(const char *text, uint32_t *hardware)
{
	*hardware = hardware_of(text);
	return *hardware || say("hardware '%s': there are mps2, stm32h743 and host, and :NUMBER "
				"behind it, 1 to 65535",
				text);
}

static bool parse_security(const char *text, uint32_t *security)
{
	const char *rest;

	return parse_number(text, UINT32_MAX, 0, security, &rest) ||
	       say("security '%s': want a number", text);
}

static bool parse_name(const char *text, const char **name)
{
	*name = text;
	for (const char *at = text; *at; at++)
		if (*at < ' ' || *at > '~')
			return say("name: only printable ASCII");
	return strlen(text) < sizeof(((struct nfod_container *)0)->name) ||
	       say("name: at most 47 characters");
}

static bool add_key(struct options *options, const char *name)
{
	if (options->keys == KEYS_MOST)
		return say("--key: at most %u", KEYS_MOST);
	options->key[options->keys++] = name;
	return true;
}

static bool take_option(struct options *options, int option)
{
	switch (option) {
	case 't':
		return options->test = true;
	case 'k':
		return add_key(options, optarg);
	case 'w':
		return parse_hardware(optarg, &options->release.hardware);
	case 'v':
		options->has_version = true;
		return parse_version(optarg, &options->release.version);
	case 's':
		options->has_security = true;
		return parse_security(optarg, &options->release.security);
	case 'n':
		return parse_name(optarg, &options->release.name);
	case 'o':
		options->out = optarg;
		return true;
	default:
		return false;
	}
}

/* Return: whether the command line is right. */
static bool parse_options(int argc, char **argv, const struct option *known,
			  struct options *options)
{
	int option;

	*options = (struct options){ .release.name = "nfod" };
	while ((option = getopt_long(argc, argv, "o:", known, NULL)) >= 0)
		if (!take_option(options, option))
			return false;
	options->rest = argv + optind;
	options->rests = argc - optind;
	return true;
}

static int keygen(int argc, char **argv)
{
	static const struct option known[] = { { "test", no_argument, NULL, 't' }, { 0 } };
	struct options options;

	if (!parse_options(argc, argv, known, &options) || options.rests != 1 || options.out) {
		say("keygen: want one name; see --help");
		return EXIT_USAGE;
	}
	return key_make(options.rest[0], options.test) ? 0 : EXIT_BAD;
}

static bool pack_complete(const struct options *options)
{
	return options->keys == 1 && options->release.hardware && options->has_version &&
	       options->has_security && options->out && options->rests == NFOD_SLOTS;
}

static int pack(int argc, char **argv)
{
	static const struct option known[] = {
		{ "key", required_argument, NULL, 'k' },
		{ "hardware", required_argument, NULL, 'w' },
		{ "version", required_argument, NULL, 'v' },
		{ "security", required_argument, NULL, 's' },
		{ "name", required_argument, NULL, 'n' },
		{ 0 },
	};
	struct options options;
	struct key key;

	if (!parse_options(argc, argv, known, &options))
		return EXIT_USAGE;
	if (!pack_complete(&options)) {
		say("pack: want --key, --hardware, --version, --security, -o and an image for each "
		    "slot; see --help");
		return EXIT_USAGE;
	}
	for (uint32_t slot = 0; slot < NFOD_SLOTS; slot++)
		options.release.image[slot] = options.rest[slot];
	if (!key_load(options.key[0], &key))
		return EXIT_BAD;
	if (!key.has_secret) {
		say("%s: only checks: sign with NAME.key", options.key[0]);
		return EXIT_BAD;
	}
	return file_pack(&file, &options.release, &key) && file_save(options.out, &file) ? 0 :
											   EXIT_BAD;
}

static bool load_keys(char *const *name, uint32_t names, struct key *key)
{
	for (uint32_t n = 0; n < names; n++)
		if (!key_load(name[n], &key[n]))
			return false;
	return true;
}

static int show(int argc, char **argv)
{
	static const struct option known[] = { { "key", required_argument, NULL, 'k' }, { 0 } };
	struct options options;
	struct key key[KEYS_MOST];

	if (!parse_options(argc, argv, known, &options) || options.rests != 1 || options.out) {
		say("show: want one file; see --help");
		return EXIT_USAGE;
	}
	if (!load_keys((char *const *)options.key, options.keys, key) ||
	    !file_load(options.rest[0], &file))
		return EXIT_BAD;
	return file_show(&file, key, options.keys) ? 0 : EXIT_BAD;
}

static void print_key(const struct key *key, const char *name)
{
	printf("\t{ /* %s%s */", name, key->test ? ", TEST: runs anybody's image" : "");
	for (uint32_t n = 0; n < NFOD_KEY_BYTES; n++)
		printf("%s0x%02x,", n % 8 ? " " : "\n\t\t", key->public[n]);
	printf("\n\t},\n");
}

static int source(int argc, char **argv)
{
	static const struct option known[] = { { 0 } };
	struct options options;
	struct key key[KEYS_MOST];
	uint32_t keys;

	if (!parse_options(argc, argv, known, &options) || options.rests < 1 ||
	    options.rests > (int)KEYS_MOST || options.out) {
		say("source: want up to %u public keys; see --help", KEYS_MOST);
		return EXIT_USAGE;
	}
	keys = (uint32_t)options.rests;
	if (!load_keys(options.rest, keys, key))
		return EXIT_BAD;
	printf("/* Made by nfod-pack source. */\n#include \"nfod/container.h\"\n\n"
	       "static const uint8_t boot_key[%u][NFOD_KEY_BYTES] = {\n",
	       keys);
	for (uint32_t n = 0; n < keys; n++)
		print_key(&key[n], options.rest[n]);
	puts("};");
	return 0;
}

static bool wants_help(int argc, char **argv)
{
	for (int n = 1; n < argc; n++)
		if (!strcmp(argv[n], "--help") || !strcmp(argv[n], "-h"))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(int argc, char **argv);
	} commands[] = {
		{ "keygen", keygen },
		{ "pack", pack },
		{ "show", show },
		{ "source", source },
	};

	if (wants_help(argc, argv)) {
		usage();
		return 0;
	}
	if (sodium_init() < 0) {
		say("libsodium does not start");
		return EXIT_BAD;
	}
	for (size_t n = 0; argc >= 2 && n < sizeof(commands) / sizeof(commands[0]); n++)
		if (!strcmp(argv[1], commands[n].name))
			return commands[n].run(argc - 1, argv + 1);
	say("want a command: keygen, pack, show or source; see --help");
	return EXIT_USAGE;
}
