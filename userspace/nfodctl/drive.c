// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "drive.h"

#include <libusb.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nfod/dfu.h"

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

static bool is_dfu(const struct libusb_interface_descriptor *alt)
{
	return alt->bInterfaceNumber == NFOD_IF_DFU_ALONE &&
	       alt->bInterfaceClass == NFOD_DFU_CLASS &&
	       alt->bInterfaceSubClass == NFOD_DFU_SUBCLASS &&
	       alt->bInterfaceProtocol == NFOD_DFU_PROTO_DFU;
}

/* The test identifiers are anybody's: the interface must be there too. */
static bool is_drive(libusb_device *device,
		     bool (*is_wanted)(const struct libusb_interface_descriptor *alt))
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
			found |= is_wanted(config->interface[i].altsetting);
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

static int find(struct nfodctl_drives *drives,
		bool (*is_wanted)(const struct libusb_interface_descriptor *alt), char *why)
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
		if (is_drive(list[i], is_wanted))
			keep(drives, list[i]);
	libusb_free_device_list(list, 1);
	if (!drives->drive)
		return fail(EXIT_DRIVE, why, "out of memory");
	qsort(drives->drive, drives->count, sizeof(*drives->drive), by_place);
	return EXIT_OK;
}

int drives_find(struct nfodctl_drives *drives, char *why)
{
	return find(drives, is_management, why);
}

int drives_find_dfu(struct nfodctl_drives *drives, char *why)
{
	return find(drives, is_dfu, why);
}

void drives_forget(struct nfodctl_drives *drives)
{
	for (unsigned int i = 0; i < drives->count; i++)
		libusb_unref_device(drives->drive[i].device);
	free(drives->drive);
	if (drives->usb)
		libusb_exit(drives->usb);
}

int drive_explain(int error, const char *doing, char *why)
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

/* Others may be asking the same drive just now: each holds it for one request only. */
static int claim(libusb_device_handle *handle)
{
	const struct timespec moment = { .tv_nsec = 10 * 1000 * 1000 };
	int error = LIBUSB_ERROR_BUSY;

	for (int tries = 0; tries < 100 && error == LIBUSB_ERROR_BUSY; tries++) {
		if (tries)
			nanosleep(&moment, NULL);
		error = libusb_claim_interface(handle, NFOD_IF_MANAGE);
	}
	return error;
}

/**
 * request() - one control transfer
 * @value: lower 16 bits for wValue, 8 above for the upper byte of wIndex
 *
 * Return: bytes carried or a libusb error.
 */
static int request(const struct drive_link *link, uint8_t direction, uint8_t code, uint32_t value,
		   void *data, uint16_t size)
{
	uint16_t index = (uint16_t)(value >> 16 << 8 | NFOD_IF_MANAGE);
	int result = claim(link->handle);

	if (result)
		return result;
	result = libusb_control_transfer(
		link->handle, direction | LIBUSB_REQUEST_TYPE_VENDOR | LIBUSB_RECIPIENT_INTERFACE,
		code, (uint16_t)value, index, data, size, TIMEOUT_MS);
	libusb_release_interface(link->handle, NFOD_IF_MANAGE);
	return result;
}

static int ask(const struct drive_link *link, uint8_t code, uint32_t value, void *data,
	       uint16_t size)
{
	return request(link, LIBUSB_ENDPOINT_IN, code, value, data, size);
}

static int order(const struct drive_link *link, uint8_t code, uint16_t value, void *data,
		 uint16_t size)
{
	return request(link, LIBUSB_ENDPOINT_OUT, code, value, data, size);
}

int drive_open(const struct nfodctl_drive *drive, struct drive_link *link, char *why)
{
	int error = libusb_open(drive->device, &link->handle);

	return error ? drive_explain(error, "open", why) : EXIT_OK;
}

void drive_close(struct drive_link *link)
{
	libusb_close(link->handle);
}

static int drive_identify(const struct drive_link *link, struct nfod_identify *id, char *why)
{
	unsigned char data[sizeof(*id)];
	char reason[NFODCTL_WHY];
	int len = ask(link, NFOD_REQ_IDENTIFY, 0, data, sizeof(data));

	if (len < 0)
		return drive_explain(len, "identify", why);
	if (!answer_identify(data, (size_t)len, id, reason))
		return fail(EXIT_DRIVE, why, "identify: %.140s", reason);
	return EXIT_OK;
}

static int drive_status(const struct drive_link *link, struct nfod_drive_status *status, char *why)
{
	unsigned char data[sizeof(*status)];
	char reason[NFODCTL_WHY];
	int len = ask(link, NFOD_REQ_STATUS, 0, data, sizeof(data));

	if (len < 0)
		return drive_explain(len, "status", why);
	if (!answer_status(data, (size_t)len, status, reason))
		return fail(EXIT_DRIVE, why, "status: %.140s", reason);
	return EXIT_OK;
}

int drive_ask(const struct nfodctl_drive *drive, struct nfod_identify *id,
	      struct nfod_drive_status *status, char *why)
{
	struct drive_link link;
	int code = drive_open(drive, &link, why);

	if (code != EXIT_OK)
		return code;
	code = drive_identify(&link, id, why);
	if (code == EXIT_OK && status)
		code = drive_status(&link, status, why);
	drive_close(&link);
	return code;
}

int drive_servo(const struct drive_link *link, struct nfod_servo_status *servo, char *why)
{
	unsigned char data[sizeof(*servo)];
	char reason[NFODCTL_WHY];
	int len = ask(link, NFOD_REQ_SERVO, 0, data, sizeof(data));

	if (len < 0)
		return drive_explain(len, "servo", why);
	if (!answer_servo(data, (size_t)len, servo, reason))
		return fail(EXIT_DRIVE, why, "servo: %.140s", reason);
	return EXIT_OK;
}

int drive_shape(const struct drive_link *link, unsigned int axis, struct nfod_shape *shape,
		char *why)
{
	unsigned char data[sizeof(*shape)];
	char reason[NFODCTL_WHY];
	int len = ask(link, NFOD_REQ_SHAPE, (uint16_t)axis, data, sizeof(data));

	if (len < 0)
		return drive_explain(len, "shape", why);
	if (!answer_shape(data, (size_t)len, axis, shape, reason))
		return fail(EXIT_DRIVE, why, "shape: %.140s", reason);
	return EXIT_OK;
}

int drive_measure(const struct drive_link *link, char *why)
{
	int error = order(link, NFOD_REQ_MEASURE, 0, NULL, 0);

	return error < 0 ? drive_explain(error, "measure", why) : EXIT_OK;
}

int drive_trace_start(const struct drive_link *link, const struct nfod_trace_setup *setup,
		      char *why)
{
	struct nfod_trace_setup data = *setup;
	int sent = order(link, NFOD_REQ_TRACE_START, 0, &data, sizeof(data));

	if (sent == LIBUSB_ERROR_PIPE)
		return fail(EXIT_DRIVE, why,
			    "trace: refused; are these more records than fit into the drive?");
	return sent < 0 ? drive_explain(sent, "trace", why) : EXIT_OK;
}

int drive_trace(const struct drive_link *link, unsigned int chunk, void *data, size_t size,
		size_t *len, char *why)
{
	int got = ask(link, NFOD_REQ_TRACE, (uint16_t)chunk, data, (uint16_t)size);

	if (got < 0)
		return drive_explain(got, "trace", why);
	*len = (size_t)got;
	return EXIT_OK;
}

int drive_health(const struct drive_link *link, struct nfod_health_status *health, char *why)
{
	unsigned char data[sizeof(*health)];
	char reason[NFODCTL_WHY];
	int len = ask(link, NFOD_REQ_HEALTH, 0, data, sizeof(data));

	if (len < 0)
		return drive_explain(len, "health", why);
	if (!answer_health(data, (size_t)len, health, reason))
		return fail(EXIT_DRIVE, why, "health: %.140s", reason);
	return EXIT_OK;
}

int drive_firmware(const struct drive_link *link, struct nfod_firmware *firmware, bool *has,
		   char *why)
{
	unsigned char data[sizeof(*firmware)];
	char reason[NFODCTL_WHY];
	int len = ask(link, NFOD_REQ_FIRMWARE, 0, data, sizeof(data));

	*has = len != LIBUSB_ERROR_PIPE;
	if (!*has)
		return EXIT_OK;
	if (len < 0)
		return drive_explain(len, "firmware", why);
	if (!answer_firmware(data, (size_t)len, firmware, reason))
		return fail(EXIT_DRIVE, why, "firmware: %.140s", reason);
	return EXIT_OK;
}

int drive_fault(const struct drive_link *link, struct nfod_fault_report *report, char *why)
{
	unsigned char data[sizeof(*report)];
	char reason[NFODCTL_WHY];
	int len = ask(link, NFOD_REQ_FAULT, 0, data, sizeof(data));

	if (len == LIBUSB_ERROR_PIPE)
		return fail(EXIT_DRIVE, why, "fault: the drive's firmware is too old to tell");
	if (len < 0)
		return drive_explain(len, "fault", why);
	if (!answer_fault(data, (size_t)len, report, reason))
		return fail(EXIT_DRIVE, why, "fault: %.140s", reason);
	return EXIT_OK;
}

int drive_clear_fault(const struct drive_link *link, char *why)
{
	int sent = order(link, NFOD_REQ_FAULT_CLEAR, 0, NULL, 0);

	return sent < 0 ? drive_explain(sent, "fault", why) : EXIT_OK;
}

int drive_locate(const struct drive_link *link, uint64_t lba, struct nfod_location *location,
		 char *why)
{
	uint32_t cluster = (uint32_t)(lba / NFOD_CLUSTER_BLOCKS);
	unsigned char data[sizeof(*location)];
	char reason[NFODCTL_WHY];
	int len = ask(link, NFOD_REQ_LOCATE, cluster, data, sizeof(data));

	if (len == LIBUSB_ERROR_PIPE)
		return fail(EXIT_DRIVE, why, "locate: refused; is there a disc that is ready?");
	if (len < 0)
		return drive_explain(len, "locate", why);
	if (!answer_location(data, (size_t)len, cluster, location, reason))
		return fail(EXIT_DRIVE, why, "locate: %.140s", reason);
	return EXIT_OK;
}

int drive_format(const struct drive_link *link, uint32_t medium, char *why)
{
	struct nfod_format_order data = { .magic = NFOD_FORMAT_MAGIC, .medium = medium };
	int sent = order(link, NFOD_REQ_FORMAT, 0, &data, sizeof(data));

	if (sent == LIBUSB_ERROR_PIPE)
		return fail(EXIT_DRIVE, why,
			    "format: refused; is the disc in use, write-protected or gone?");
	return sent < 0 ? drive_explain(sent, "format", why) : EXIT_OK;
}

int drive_certify(const struct drive_link *link, const struct nfod_certify_order *wanted, char *why)
{
	struct nfod_certify_order data = *wanted;
	int sent = order(link, NFOD_REQ_CERTIFY, 0, &data, sizeof(data));

	if (sent == LIBUSB_ERROR_PIPE)
		return fail(EXIT_DRIVE, why,
			    "certify: refused; is there a disc that is ready and writable?");
	return sent < 0 ? drive_explain(sent, "certify", why) : EXIT_OK;
}

int drive_verify(const struct drive_link *link, unsigned int policy, char *why)
{
	int sent = order(link, NFOD_REQ_VERIFY, (uint16_t)policy, NULL, 0);

	return sent < 0 ? drive_explain(sent, "verify", why) : EXIT_OK;
}
