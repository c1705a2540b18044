/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: descriptors
 *
 * What every device answers to GET_DESCRIPTOR: the drive, and the drive in DFU mode. They
 * differ by their interfaces and by name.
 */
#ifndef FW_USB_DESCRIBE_H
#define FW_USB_DESCRIBE_H

#include <stdbool.h>
#include <stdint.h>

#include "usb/device.h"

/**
 * struct writer - a descriptor being put together
 */
struct writer {
	uint8_t *to;
	uint32_t len;
};

/**
 * struct usb_face - what a device looks like
 * @ctx: for @put_interfaces
 * @put_interfaces: append the interfaces' descriptors, for bulk packets of this size
 * @interfaces: how many
 * @super: so fast could the bus be
 * @speed: of the bus
 * @product: name
 * @serial: number
 * @reason: string NFOD_DFU_STRING_REASON; NULL = none
 */
struct usb_face {
	const void *ctx;
	void (*put_interfaces)(const void *ctx, struct writer *w, uint32_t packet);
	uint8_t interfaces;
	bool super;
	enum nfod_usb_speed speed;
	const char *product;
	const char *serial;
	const char *reason;
};

/**
 * usb_describe() - what GET_DESCRIPTOR asks for
 *
 * Return: its length, 0 when there is no such descriptor.
 */
uint32_t usb_describe(const struct usb_face *face, const struct usb_setup *setup, uint8_t *to);

void put8(struct writer *w, uint32_t value);
void put16(struct writer *w, uint32_t value);
void put_endpoint(struct writer *w, uint8_t ep, uint32_t packet);
void put_companion(struct writer *w, uint32_t burst, uint32_t streams);
/* One of this drive's own class. */
void put_interface(struct writer *w, uint8_t number, uint8_t alt, uint8_t endpoints,
		   uint8_t protocol);
/* That of DFU, with its functional descriptor. */
void put_dfu(struct writer *w, uint8_t number, uint8_t protocol);

#endif
