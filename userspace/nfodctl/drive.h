/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: drives on USB
 *
 * A drive is asked on its management interface alone, so the disk interface
 * stays with the kernel and the disc stays mounted. Nothing here resets.
 */
#ifndef NFODCTL_DRIVE_H
#define NFODCTL_DRIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "answer.h"
#include "report.h"

struct libusb_context;
struct libusb_device;
struct libusb_device_handle;

/**
 * struct nfodctl_drive - a drive that was found
 * @device: referenced
 * @place: where it is
 */
struct nfodctl_drive {
	struct libusb_device *device;
	struct place place;
};

/**
 * struct nfodctl_drives - the drives of this machine
 * @usb: library context
 * @drive: array
 * @count: its length
 */
struct nfodctl_drives {
	struct libusb_context *usb;
	struct nfodctl_drive *drive;
	unsigned int count;
};

/**
 * drives_find() - look at the bus, open nothing
 * @why: told when this fails, NFODCTL_WHY bytes
 *
 * Return: EXIT_OK or another enum nfodctl_exit
 */
int drives_find(struct nfodctl_drives *drives, char *why);
/* Likewise those that are in DFU mode. */
int drives_find_dfu(struct nfodctl_drives *drives, char *why);
void drives_forget(struct nfodctl_drives *drives);

/**
 * struct drive_link - an open drive
 * @handle: to it; the interface is claimed for each request alone
 */
struct drive_link {
	struct libusb_device_handle *handle;
};

/**
 * drive_ask() - open a drive, fetch and check its answers
 * @id: filled on success
 * @status: ditto, may be NULL
 * @why: told otherwise, NFODCTL_WHY bytes
 *
 * Return: EXIT_OK or another enum nfodctl_exit
 */
int drive_ask(const struct nfodctl_drive *drive, struct nfod_identify *id,
	      struct nfod_drive_status *status, char *why);

/* Likewise all that follow. */
int drive_open(const struct nfodctl_drive *drive, struct drive_link *link, char *why);
void drive_close(struct drive_link *link);
int drive_servo(const struct drive_link *link, struct nfod_servo_status *servo, char *why);
int drive_shape(const struct drive_link *link, unsigned int axis, struct nfod_shape *shape,
		char *why);
int drive_measure(const struct drive_link *link, char *why);
int drive_trace_start(const struct drive_link *link, const struct nfod_trace_setup *setup,
		      char *why);

int drive_health(const struct drive_link *link, struct nfod_health_status *health, char *why);
/* Asked by who knows that it has flash: @has tells. */
int drive_firmware(const struct drive_link *link, struct nfod_firmware *firmware, bool *has,
		   char *why);
int drive_fault(const struct drive_link *link, struct nfod_fault_report *report, char *why);
int drive_clear_fault(const struct drive_link *link, char *why);
/* Why a request failed, for people. Return: enum nfodctl_exit. */
int drive_explain(int error, const char *doing, char *why);
int drive_locate(const struct drive_link *link, uint64_t lba, struct nfod_location *location,
		 char *why);
int drive_format(const struct drive_link *link, uint32_t medium, char *why);
int drive_certify(const struct drive_link *link, const struct nfod_certify_order *order, char *why);
int drive_verify(const struct drive_link *link, unsigned int policy, char *why);

/**
 * drive_trace() - fetch a chunk as it comes, unchecked
 * @data: for it
 * @size: room there
 * @len: bytes received
 */
int drive_trace(const struct drive_link *link, unsigned int chunk, void *data, size_t size,
		size_t *len, char *why);

#endif
