// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Does with the first drive on USB what its arguments say, for scripts in the
 * guest: one line of output for each step, "ok", "ok BYTES" or "error NAME".
 */
#include <libusb-1.0/libusb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nfod/wire.h"

#define MILLISECONDS 5000
#define BYTES_MOST 65536

/**
 * struct step - one kind of step
 * @name: as on the command line
 * @words: arguments that follow
 * @run: returns bytes received in @bytes, or a libusb error
 */
struct step {
	const char *name;
	int words;
	int (*run)(libusb_device_handle *usb, char **word);
};

static unsigned char bytes[BYTES_MOST];

static int number(const char *word)
{
	return (int)strtol(word, NULL, 0);
}

/* Hexadecimal digits into bytes; "-" is none. */
static int parse_bytes(const char *word)
{
	int count = 0;
	unsigned int byte;

	if (!strcmp(word, "-"))
		return 0;
	while (count < BYTES_MOST && sscanf(word + 2 * count, "%2x", &byte) == 1)
		bytes[count++] = (unsigned char)byte;
	return count;
}

static int run_control_in(libusb_device_handle *usb, char **word)
{
	return libusb_control_transfer(usb, (uint8_t)number(word[0]), (uint8_t)number(word[1]),
				       (uint16_t)number(word[2]), (uint16_t)number(word[3]), bytes,
				       (uint16_t)number(word[4]), MILLISECONDS);
}

static int run_control_out(libusb_device_handle *usb, char **word)
{
	int len = parse_bytes(word[4]);
	int ret = libusb_control_transfer(usb, (uint8_t)number(word[0]), (uint8_t)number(word[1]),
					  (uint16_t)number(word[2]), (uint16_t)number(word[3]),
					  bytes, (uint16_t)len, MILLISECONDS);

	return ret < 0 ? ret : 0;
}

static int run_claim(libusb_device_handle *usb, char **word)
{
	return libusb_claim_interface(usb, number(word[0]));
}

static int run_alternate(libusb_device_handle *usb, char **word)
{
	return libusb_set_interface_alt_setting(usb, number(word[0]), number(word[1]));
}

static int run_clear(libusb_device_handle *usb, char **word)
{
	return libusb_clear_halt(usb, (unsigned char)number(word[0]));
}

static int run_out(libusb_device_handle *usb, char **word)
{
	int len = parse_bytes(word[1]), sent;
	int ret = libusb_bulk_transfer(usb, (unsigned char)number(word[0]), bytes, len, &sent,
				       MILLISECONDS);

	return ret ? ret : 0;
}

static int run_in(libusb_device_handle *usb, char **word)
{
	int received = 0;
	int ret = libusb_bulk_transfer(usb, (unsigned char)number(word[0]), bytes, number(word[1]),
				       &received, MILLISECONDS);

	return ret ? ret : received;
}

static const struct step steps[] = {
	{ "control-in", 5, run_control_in },
	{ "control-out", 5, run_control_out },
	{ "claim", 1, run_claim },
	{ "alternate", 2, run_alternate },
	{ "clear", 1, run_clear },
	{ "out", 2, run_out },
	{ "in", 2, run_in },
};

static const struct step *find(const char *name)
{
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (!strcmp(steps[i].name, name))
			return &steps[i];
	return NULL;
}

static void print(int ret)
{
	if (ret < 0) {
		printf("error %s\n", libusb_error_name(ret));
		return;
	}
	printf("ok%s", ret ? " " : "");
	for (int i = 0; i < ret; i++)
		printf("%02x", bytes[i]);
	printf("\n");
}

int main(int argc, char **argv)
{
	libusb_device_handle *usb;
	int at = 1;

	if (argc < 2 || !strcmp(argv[1], "--help")) {
		puts("usage: usbreq STEP...\n"
		     "steps: control-in TYPE REQUEST VALUE INDEX LENGTH, claim INTERFACE,\n"
		     "  control-out TYPE REQUEST VALUE INDEX HEX, alternate INTERFACE SETTING,\n"
		     "  clear ENDPOINT, out ENDPOINT HEX, in ENDPOINT LENGTH");
		return argc < 2;
	}
	if (libusb_init(NULL))
		return 1;
	usb = libusb_open_device_with_vid_pid(NULL, NFOD_USB_VENDOR, NFOD_USB_PRODUCT);
	if (!usb) {
		fputs("usbreq: no drive on USB: is the twin attached?\n", stderr);
		return 1;
	}
	while (at < argc) {
		const struct step *step = find(argv[at]);

		if (!step || at + step->words >= argc) {
			fprintf(stderr, "usbreq: %s: no such step or too few words\n", argv[at]);
			return 1;
		}
		print(step->run(usb, &argv[at + 1]));
		at += 1 + step->words;
	}
	libusb_close(usb);
	libusb_exit(NULL);
	return 0;
}
