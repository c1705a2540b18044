/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: USB device core
 *
 * Chapter 9: what every USB device answers on its control endpoint. Anything
 * that is not legal in the present state is stalled.
 */
#ifndef FW_USB_DEVICE_H
#define FW_USB_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "usb/port.h"

/**
 * struct usb_device - its state
 * @speed: of the bus
 * @address: 0 by default
 * @configuration: 0 or 1
 * @halted: bit n = the data endpoint of number n is halted
 * @features: U1 and U2 enable, as in the device status word
 * @left: the drive is off the bus, for DFU mode
 */
struct usb_device {
	enum nfod_usb_speed speed;
	uint8_t address;
	uint8_t configuration;
	uint8_t halted;
	uint16_t features;
	bool left;
};

/**
 * struct usb_setup - the set-up packet
 */
struct usb_setup {
	uint8_t type;
	uint8_t request;
	uint16_t value;
	uint16_t index;
	uint16_t length;
};

enum usb_standard_request {
	USB_GET_STATUS = 0,
	USB_CLEAR_FEATURE = 1,
	USB_SET_FEATURE = 3,
	USB_SET_ADDRESS = 5,
	USB_GET_DESCRIPTOR = 6,
	USB_GET_CONFIGURATION = 8,
	USB_SET_CONFIGURATION = 9,
	USB_GET_INTERFACE = 10,
	USB_SET_INTERFACE = 11,
	USB_SET_SEL = 48,
	USB_SET_ISOCH_DELAY = 49,
};

/* Feature selector of a device. */
#define USB_TEST_MODE 2u

#define USB_SUPER_PACKET 1024u
#define USB_HIGH_PACKET 512u
#define USB_FULL_PACKET 64u

#define USB_IN 0x80u
#define USB_TYPE_MASK 0x60u
#define USB_TYPE_STANDARD 0x00u
#define USB_TYPE_CLASS 0x20u
#define USB_TYPE_VENDOR 0x40u
#define USB_RECIPIENT_MASK 0x1fu
#define USB_TO_DEVICE 0x00u
#define USB_TO_INTERFACE 0x01u
#define USB_TO_ENDPOINT 0x02u

static inline struct usb_setup usb_parse_setup(const uint8_t raw[8])
{
	return (struct usb_setup){
		.type = raw[0],
		.request = raw[1],
		.value = (uint16_t)(raw[2] | raw[3] << 8),
		.index = (uint16_t)(raw[4] | raw[5] << 8),
		.length = (uint16_t)(raw[6] | raw[7] << 8),
	};
}

/* Bytes of a bulk packet, but the last one of a transfer. */
static inline uint16_t usb_packet_at(enum nfod_usb_speed speed)
{
	switch (speed) {
	case NFOD_USB_SUPER:
		return USB_SUPER_PACKET;
	case NFOD_USB_FULL:
		return USB_FULL_PACKET;
	default:
		return USB_HIGH_PACKET;
	}
}

struct nfod_fw;

void usb_init(struct nfod_fw *fw);
bool usb_is_configured(const struct nfod_fw *fw);
bool usb_is_super(const struct nfod_fw *fw);
bool usb_is_open(const struct nfod_fw *fw, uint8_t ep);
bool usb_has_endpoint(const struct nfod_fw *fw, uint16_t ep);
uint16_t usb_bulk_packet(const struct nfod_fw *fw);
void usb_halt(struct nfod_fw *fw, uint8_t ep);
uint8_t usb_interfaces(const struct nfod_fw *fw);

/**
 * usb_electrical_test() - SET_FEATURE TEST_MODE, in any state of the device (9.4.9)
 *
 * Before it is acknowledged.
 *
 * Return: false = stall: there is no such mode, or it cannot be had from this controller at this
 * speed.
 */
bool usb_electrical_test(const struct nfod_usb_port_ops *port, void *ctx, enum nfod_usb_speed speed,
			 const struct usb_setup *setup);

/* descriptors.c */
uint32_t usb_descriptor(const struct nfod_fw *fw, const struct usb_setup *setup, uint8_t *to);

/* detach.c: the DFU interface at run time; false = stall */
bool detach_is_offered(const struct nfod_fw *fw);
bool detach_in(const struct nfod_fw *fw, const struct usb_setup *setup, uint8_t *to, uint32_t *len);
bool detach_out(struct nfod_fw *fw, const struct usb_setup *setup);
void detach_poll(struct nfod_fw *fw);

/* vendor.c: false = stall; the answer's length goes to *len */
bool vendor_in(struct nfod_fw *fw, const struct usb_setup *setup, void *to, uint32_t *len);
bool vendor_out(struct nfod_fw *fw, const struct usb_setup *setup, const void *data);

#endif
