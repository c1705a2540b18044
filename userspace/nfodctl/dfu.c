// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "dfu.h"

#include <libusb.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "nfod/dfu.h"

#define TIMEOUT_MS 5000
#define DETACH_MS 1000
/* A drive that is busy for so long with one block is broken: an erasure takes some seconds. */
#define BUSY_MS 60000u

#define TO_INTERFACE ((uint8_t)LIBUSB_REQUEST_TYPE_CLASS | (uint8_t)LIBUSB_RECIPIENT_INTERFACE)

/**
 * struct dfu_answer - to GETSTATUS
 */
struct dfu_answer {
	unsigned int status;
	unsigned int wait_ms;
	unsigned int state;
	unsigned int string;
};

static int to_host(const struct drive_link *link, uint8_t request, void *data, uint16_t len)
{
	return libusb_control_transfer(link->handle, TO_INTERFACE | LIBUSB_ENDPOINT_IN, request, 0,
				       NFOD_IF_DFU_ALONE, data, len, TIMEOUT_MS);
}

static int to_drive(const struct drive_link *link, uint8_t request, uint16_t value,
		    const uint8_t *data, uint16_t len)
{
	return libusb_control_transfer(link->handle, TO_INTERFACE | LIBUSB_ENDPOINT_OUT, request,
				       value, NFOD_IF_DFU_ALONE, (unsigned char *)data, len,
				       TIMEOUT_MS);
}

static void wait(unsigned int ms)
{
	const struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000l };

	nanosleep(&time, NULL);
}

static int get_status(const struct drive_link *link, struct dfu_answer *answer)
{
	unsigned char data[NFOD_DFU_STATUS_BYTES];
	int len = to_host(link, NFOD_DFU_GETSTATUS, data, sizeof(data));

	if (len < 0)
		return len;
	if (len != sizeof(data))
		return LIBUSB_ERROR_IO;
	*answer = (struct dfu_answer){
		.status = data[0],
		.wait_ms = (unsigned int)data[1] | (unsigned int)data[2] << 8 |
			   (unsigned int)data[3] << 16,
		.state = data[4],
		.string = data[5],
	};
	return 0;
}

bool dfu_serial(const struct nfodctl_drive *drive, char serial[DFU_SERIAL], char *why)
{
	struct libusb_device_descriptor descriptor;
	struct drive_link link;
	int len;

	if (libusb_get_device_descriptor(drive->device, &descriptor) ||
	    drive_open(drive, &link, why) != EXIT_OK)
		return false;
	len = libusb_get_string_descriptor_ascii(link.handle, descriptor.iSerialNumber,
						 (unsigned char *)serial, DFU_SERIAL);
	drive_close(&link);
	return len > 0;
}

int dfu_detach(const struct drive_link *link, char *why)
{
	int error = libusb_claim_interface(link->handle, NFOD_IF_DFU);

	if (!error)
		error = libusb_control_transfer(link->handle, TO_INTERFACE, NFOD_DFU_DETACH,
						DETACH_MS, NFOD_IF_DFU, NULL, 0, TIMEOUT_MS);
	if (!error)
		libusb_release_interface(link->handle, NFOD_IF_DFU);
	if (error == LIBUSB_ERROR_PIPE) {
		snprintf(
			why, NFODCTL_WHY,
			"flash: the drive does not leave its disc; is it in use, or being ejected?");
		return EXIT_DRIVE;
	}
	return error < 0 ? drive_explain(error, "detach", why) : EXIT_OK;
}

static const char *status_words(unsigned int status)
{
	switch (status) {
	case NFOD_DFU_ERR_TARGET:
		return "the file is not for this drive";
	case NFOD_DFU_ERR_FILE:
		return "the file is not acceptable";
	case NFOD_DFU_ERR_PROG:
		return "flash fails";
	case NFOD_DFU_ERR_VERIFY:
		return "what was written reads back differently";
	case NFOD_DFU_ERR_ADDRESS:
		return "a block out of order or too long";
	case NFOD_DFU_ERR_NOTDONE:
		return "the file ends too early";
	case NFOD_DFU_ERR_STALLEDPKT:
		return "a request out of place";
	default:
		return "an error of another kind";
	}
}

/* The drive has its reason as a string. */
static enum dfu_result refused(const struct drive_link *link, const struct dfu_answer *answer,
			       char *why)
{
	unsigned char reason[NFODCTL_WHY / 2] = "";

	if (answer->string)
		libusb_get_string_descriptor_ascii(link->handle, (uint8_t)answer->string, reason,
						   sizeof(reason));
	snprintf(why, NFODCTL_WHY, "flash: the drive refuses the file: %s",
		 reason[0] ? (const char *)reason : status_words(answer->status));
	return DFU_REFUSED;
}

static enum dfu_result failed(int error, char *why)
{
	drive_explain(error, "flash", why);
	return error == LIBUSB_ERROR_NO_DEVICE || error == LIBUSB_ERROR_IO ||
			       error == LIBUSB_ERROR_NOT_FOUND || error == LIBUSB_ERROR_TIMEOUT ?
		       DFU_LOST :
		       DFU_REFUSED;
}

/* Until the drive is in @wanted. */
static enum dfu_result await(const struct drive_link *link, unsigned int wanted, char *why)
{
	struct dfu_answer answer = { .state = NFOD_DFU_ERROR };
	unsigned int waited = 0;

	while (waited < BUSY_MS) {
		int error = get_status(link, &answer);

		if (error)
			return failed(error, why);
		if (answer.state == wanted)
			return DFU_DONE;
		if (answer.state != NFOD_DFU_DNBUSY && answer.state != NFOD_DFU_MANIFEST)
			return refused(link, &answer, why);
		wait(answer.wait_ms);
		waited += answer.wait_ms + 1;
	}
	snprintf(why, NFODCTL_WHY, "flash: busy for %u s; cut the drive's power and try again",
		 BUSY_MS / 1000);
	return DFU_REFUSED;
}

/* Whatever another program has left behind. */
static enum dfu_result begin(const struct drive_link *link, char *why)
{
	struct dfu_answer answer;
	int error = libusb_claim_interface(link->handle, NFOD_IF_DFU_ALONE);

	if (!error)
		error = get_status(link, &answer);
	if (error)
		return failed(error, why);
	if (answer.state == NFOD_DFU_IDLE)
		return DFU_DONE;
	error = to_drive(link, answer.state == NFOD_DFU_ERROR ? NFOD_DFU_CLRSTATUS : NFOD_DFU_ABORT,
			 0, NULL, 0);
	return error < 0 ? failed(error, why) : await(link, NFOD_DFU_IDLE, why);
}

static enum dfu_result send_block(const struct drive_link *link, unsigned int block,
				  const uint8_t *data, size_t len, char *why)
{
	int sent = to_drive(link, NFOD_DFU_DNLOAD, (uint16_t)block, data, (uint16_t)len);

	/* What is stalled has a reason, which the status tells. */
	if (sent < 0 && sent != LIBUSB_ERROR_PIPE)
		return failed(sent, why);
	return await(link, len ? NFOD_DFU_DNLOAD_IDLE : NFOD_DFU_IDLE, why);
}

/* Back to the firmware that ran before: nobody else is going to say so. */
static void leave(const struct drive_link *link)
{
	char why[NFODCTL_WHY];

	if (begin(link, why) == DFU_DONE)
		to_drive(link, NFOD_DFU_DETACH, 0, NULL, 0);
}

enum dfu_result dfu_send(const struct drive_link *link, const uint8_t *data, size_t len,
			 void (*progress)(size_t done, size_t all), char *why)
{
	enum dfu_result result = begin(link, why);
	unsigned int block = 0;
	size_t at = 0;

	while (result == DFU_DONE && at < len) {
		size_t some = len - at < NFOD_DFU_BLOCK_BYTES ? len - at : NFOD_DFU_BLOCK_BYTES;

		result = send_block(link, block++, data + at, some, why);
		at += some;
		progress(at, len);
	}
	if (result == DFU_DONE)
		result = send_block(link, block, NULL, 0, why);
	if (result == DFU_REFUSED)
		leave(link);
	return result;
}
