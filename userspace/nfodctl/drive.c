// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "drive.h"

#include <libusb.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define TIMEOUT_MS 5000

__attribute__((format(printf, 3, 4))) static int fail(int code, char *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, NFODCTL_WHY, format, args);
	va_end(args);
	return code;
}

static unsigned int speed_of(libusb_device *device)
{
	switch (libusb_get_device_speed(device)) {
	case LIBUSB_SPEED_FULL:
		return 12;
	case LIBUSB_SPEED_HIGH:
		return 480;
	case LIBUSB_SPEED_SUPER:
		return 5000;
	case LIBUSB_SPEED_SUPER_PLUS:
		return 10000;
	default:
		return 0;
	}
}

static bool is_management(const struct libusb_interface_descriptor *alt)
{
	return alt->bInterfaceNumber == NFOD_IF_MANAGE && alt->bInterfaceClass == NFOD_USB_CLASS &&
	       alt->bInterfaceSubClass == NFOD_USB_SUBCLASS &&
	       alt->bInterfaceProtocol == NFOD_USB_PROTO_MANAGE;
}

/* The test identifiers are anybody's: the interface must be there too. */
static bool is_drive(libusb_device *device)
{
	struct libusb_device_descriptor descriptor;
	struct libusb_config_descriptor *config;
	bool found = false;

	if (libusb_get_device_descriptor(device, &descriptor) ||
	    descriptor.idVendor != NFOD_USB_VENDOR || descriptor.idProduct != NFOD_USB_PRODUCT ||
	    libusb_get_active_config_descriptor(device, &config))
		return false;
	for (int i = 0; i < config->bNumInterfaces; i++)
		if (config->interface[i].num_altsetting > 0)
			found |= is_management(config->interface[i].altsetting);
	libusb_free_config_descriptor(config);
	return found;
}

static void keep(struct nfodctl_drives *drives, libusb_device *device)
{
	drives->drive[drives->count++] = (struct nfodctl_drive){
		.device = libusb_ref_device(device),
		.place = {
			.bus = libusb_get_bus_number(device),
			.address = libusb_get_device_address(device),
			.mbit_s = speed_of(device),
		},
	};
}

static int by_place(const void *a, const void *b)
{
	const struct place *left = &((const struct nfodctl_drive *)a)->place;
	const struct place *right = &((const struct nfodctl_drive *)b)->place;

	if (left->bus != right->bus)
		return left->bus < right->bus ? -1 : 1;
	return left->address < right->address ? -1 : left->address > right->address;
}

int drives_find(struct nfodctl_drives *drives, char *why)
{
	libusb_device **list;
	ssize_t count;
	int error;

	memset(drives, 0, sizeof(*drives));
	error = libusb_init(&drives->usb);
	if (error)
		return fail(
			EXIT_DRIVE, why,
			"libusb does not start: %s; is USB in this kernel, and /dev/bus/usb there?",
			libusb_strerror(error));
	count = libusb_get_device_list(drives->usb, &list);
	if (count < 0)
		return fail(EXIT_DRIVE, why, "cannot list USB devices: %s",
			    libusb_strerror((int)count));
	drives->drive = calloc((size_t)count + 1, sizeof(*drives->drive));
	for (ssize_t i = 0; drives->drive && i < count; i++)
		if (is_drive(list[i]))
			keep(drives, list[i]);
	libusb_free_device_list(list, 1);
	if (!drives->drive)
		return fail(EXIT_DRIVE, why, "out of memory");
	qsort(drives->drive, drives->count, sizeof(*drives->drive), by_place);
	return EXIT_OK;
}

void drives_forget(struct nfodctl_drives *drives)
{
	for (unsigned int i = 0; i < drives->count; i++)
		libusb_unref_device(drives->drive[i].device);
	free(drives->drive);
	if (drives->usb)
		libusb_exit(drives->usb);
}

static int explain(int error, const char *doing, char *why)
{
	switch (error) {
	case LIBUSB_ERROR_ACCESS:
		return fail(
			EXIT_PERMISSION, why,
			"no permission to open it; run as root, or install the udev rule 70-nfodctl.rules and plug it in again");
	case LIBUSB_ERROR_BUSY:
		return fail(
			EXIT_DRIVE, why,
			"its management interface is in use by another program; end that one or try again");
	case LIBUSB_ERROR_NO_DEVICE:
	case LIBUSB_ERROR_NOT_FOUND:
		return fail(EXIT_DRIVE, why, "it went away; plug it in again");
	case LIBUSB_ERROR_TIMEOUT:
		return fail(EXIT_DRIVE, why,
			    "%s: no answer within %d s; see dmesg, or cut its power and try again",
			    doing, TIMEOUT_MS / 1000);
	case LIBUSB_ERROR_PIPE:
		return fail(EXIT_DRIVE, why, "%s: refused; its firmware does not know this request",
			    doing);
	default:
		return fail(EXIT_DRIVE, why, "%s: %s; see dmesg", doing, libusb_strerror(error));
	}
}

/* Return: bytes received or a libusb error. */
static int request(libusb_device_handle *handle, uint8_t code, void *data, uint16_t size)
{
	return libusb_control_transfer(handle,
				       LIBUSB_ENDPOINT_IN | LIBUSB_REQUEST_TYPE_VENDOR |
					       LIBUSB_RECIPIENT_INTERFACE,
				       code, 0, NFOD_IF_MANAGE, data, size, TIMEOUT_MS);
}

static int ask_identify(libusb_device_handle *handle, struct nfod_identify *id, char *why)
{
	unsigned char data[sizeof(*id)];
	char reason[NFODCTL_WHY];
	int len = request(handle, NFOD_REQ_IDENTIFY, data, sizeof(data));

	if (len < 0)
		return explain(len, "identify", why);
	if (!answer_identify(data, (size_t)len, id, reason))
		return fail(EXIT_DRIVE, why, "identify: %.140s", reason);
	return EXIT_OK;
}

static int ask_status(libusb_device_handle *handle, struct nfod_drive_status *status, char *why)
{
	unsigned char data[sizeof(*status)];
	char reason[NFODCTL_WHY];
	int len = request(handle, NFOD_REQ_STATUS, data, sizeof(data));

	if (len < 0)
		return explain(len, "status", why);
	if (!answer_status(data, (size_t)len, status, reason))
		return fail(EXIT_DRIVE, why, "status: %.140s", reason);
	return EXIT_OK;
}

int drive_ask(const struct nfodctl_drive *drive, struct nfod_identify *id,
	      struct nfod_drive_status *status, char *why)
{
	libusb_device_handle *handle;
	int error = libusb_open(drive->device, &handle);
	int code;

	if (error)
		return explain(error, "open", why);
	error = libusb_claim_interface(handle, NFOD_IF_MANAGE);
	if (error) {
		code = explain(error, "claim", why);
	} else {
		code = ask_identify(handle, id, why);
		if (code == EXIT_OK && status)
			code = ask_status(handle, status, why);
		libusb_release_interface(handle, NFOD_IF_MANAGE);
	}
	libusb_close(handle);
	return code;
}
