// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <string.h>

#include "boot/device.h"
#include "usb/describe.h"

#define SELF_POWERED 1u
#define SEL_BYTES 6u
#define U1_ENABLE 48u
#define U2_ENABLE 49u
#define SUSPEND_OPTION 0x01u
/* The host has had its answer, and a tool that wants to reset the bus has done so. */
#define LINGER_NS 1000000000u
/* Words are programmed, or looks taken at an erasure: less than a millisecond's work. */
#define WORDS_A_POLL 8u
#define POLL_NS 1000000u

void dfu_device_init(struct dfu_device *device, const struct nfod_usb_port_ops *port, void *ctx,
		     const char *serial, struct boot *boot, uint32_t running)
{
	memset(device, 0, sizeof(*device));
	device->port = port;
	device->ctx = ctx;
	device->serial = serial;
	dfu_init(&device->dfu, boot, running);
	port->connect(ctx, true);
}

void dfu_device_reset(struct dfu_device *device, enum nfod_usb_speed speed)
{
	device->over = device->over || device->used;
	device->speed = speed;
	device->address = 0;
	device->configuration = 0;
}

static bool work(struct dfu *dfu)
{
	uint32_t left = WORDS_A_POLL;

	while (left && dfu_poll(dfu))
		left--;
	return !left;
}

uint64_t dfu_device_poll(struct dfu_device *device, uint64_t now_ns)
{
	bool busy = work(&device->dfu);

	if (!device->dfu.complete) {
		device->complete_ns = 0;
		return busy ? now_ns + POLL_NS : DFU_DEVICE_NEVER;
	}
	if (!device->complete_ns)
		device->complete_ns = now_ns;
	device->over = device->over || now_ns - device->complete_ns >= LINGER_NS;
	return device->complete_ns + LINGER_NS;
}

bool dfu_device_is_over(const struct dfu_device *device)
{
	return device->over;
}

/* ---- chapter 9 ---- */

static bool is_super(const struct dfu_device *device)
{
	return device->speed == NFOD_USB_SUPER;
}

static void put_interfaces(const void *ctx, struct writer *w, uint32_t packet)
{
	(void)ctx;
	(void)packet;
	put_dfu(w, NFOD_IF_DFU_ALONE, NFOD_DFU_PROTO_DFU);
}

static uint32_t get_descriptor(const struct dfu_device *device, const struct usb_setup *setup,
			       uint8_t *to)
{
	const struct usb_face face = {
		.put_interfaces = put_interfaces,
		.interfaces = 1,
		.super = device->port->super,
		.speed = device->speed,
		.product = "Near-Field Optical Drive, firmware update",
		.serial = device->serial,
		.reason = nfod_refusal_words(device->dfu.refusal),
	};

	return usb_describe(&face, setup, to);
}

static uint32_t get_status(const struct dfu_device *device, const struct usb_setup *setup,
			   uint8_t *to)
{
	uint8_t recipient = setup->type & USB_RECIPIENT_MASK;

	if (setup->value || setup->length != 2 || (setup->index & ~USB_IN) ||
	    recipient > USB_TO_ENDPOINT ||
	    (recipient == USB_TO_INTERFACE && !device->configuration))
		return 0;
	to[0] = recipient == USB_TO_DEVICE ? SELF_POWERED : 0;
	to[1] = 0;
	return 2;
}

static uint32_t get_byte(const struct usb_setup *setup, bool allowed, uint8_t value, uint8_t *to)
{
	to[0] = value;
	return allowed && !setup->value && !setup->index && setup->length == 1;
}

/* Return: bytes; 0: stall. */
static uint32_t standard_in(const struct dfu_device *device, const struct usb_setup *setup,
			    uint8_t *to)
{
	uint8_t recipient = setup->type & USB_RECIPIENT_MASK;

	switch (setup->request) {
	case USB_GET_STATUS:
		return get_status(device, setup, to);
	case USB_GET_DESCRIPTOR:
		return recipient == USB_TO_DEVICE ? get_descriptor(device, setup, to) : 0;
	case USB_GET_CONFIGURATION:
		return get_byte(setup, recipient == USB_TO_DEVICE, device->configuration, to);
	case USB_GET_INTERFACE:
		return get_byte(setup, recipient == USB_TO_INTERFACE && device->configuration, 0,
				to);
	default:
		return 0;
	}
}

/* There is no halt to clear, and sleep of link or function is nobody's concern here. */
static bool set_feature(const struct dfu_device *device, const struct usb_setup *setup, bool on)
{
	switch (setup->type & USB_RECIPIENT_MASK) {
	case USB_TO_DEVICE:
		if (setup->value == USB_TEST_MODE)
			return on &&
			       usb_electrical_test(device->port, device->ctx, device->speed, setup);
		return is_super(device) && device->configuration && !setup->index &&
		       (setup->value == U1_ENABLE || setup->value == U2_ENABLE);
	case USB_TO_INTERFACE:
		return is_super(device) && device->configuration && !setup->value &&
		       !(setup->index & ~(SUSPEND_OPTION << 8));
	case USB_TO_ENDPOINT:
		return !on && !setup->value && !(setup->index & ~USB_IN);
	default:
		return false;
	}
}

static bool set_address(struct dfu_device *device, const struct usb_setup *setup)
{
	if (setup->value > 127 || setup->index || device->configuration)
		return false;
	device->address = (uint8_t)setup->value;
	return true;
}

static bool set_configuration(struct dfu_device *device, const struct usb_setup *setup)
{
	if (setup->value > 1 || setup->index)
		return false;
	device->configuration = (uint8_t)setup->value;
	return true;
}

static bool standard_out(struct dfu_device *device, const struct usb_setup *setup)
{
	uint8_t recipient = setup->type & USB_RECIPIENT_MASK;
	uint32_t wanted = setup->request == USB_SET_SEL ? SEL_BYTES : 0;

	if (setup->length != wanted)
		return false;
	switch (setup->request) {
	case USB_CLEAR_FEATURE:
		return set_feature(device, setup, false);
	case USB_SET_FEATURE:
		return set_feature(device, setup, true);
	case USB_SET_ADDRESS:
		return recipient == USB_TO_DEVICE && set_address(device, setup);
	case USB_SET_CONFIGURATION:
		return recipient == USB_TO_DEVICE && set_configuration(device, setup);
	case USB_SET_INTERFACE:
		return recipient == USB_TO_INTERFACE && device->configuration && !setup->value &&
		       !setup->index;
	case USB_SET_SEL:
	case USB_SET_ISOCH_DELAY:
		return recipient == USB_TO_DEVICE && is_super(device) && !setup->index;
	default:
		return false;
	}
}

/* ---- the class ---- */

static bool is_class(const struct dfu_device *device, const struct usb_setup *setup)
{
	return device->configuration && setup->index == NFOD_IF_DFU_ALONE &&
	       (setup->type & USB_TYPE_MASK) == USB_TYPE_CLASS &&
	       (setup->type & USB_RECIPIENT_MASK) == USB_TO_INTERFACE;
}

static uint32_t class_in(struct dfu_device *device, const struct usb_setup *setup, uint8_t *to)
{
	uint32_t wanted = setup->request == NFOD_DFU_GETSTATE ? 1 : NFOD_DFU_STATUS_BYTES;

	device->used = true;
	if (setup->value || setup->length != wanted)
		return 0;
	return dfu_in(&device->dfu, setup->request, to);
}

static bool class_out(struct dfu_device *device, const struct usb_setup *setup, const void *data,
		      uint32_t len)
{
	/* A tool's other way of saying that it is done. */
	if (setup->request == NFOD_DFU_DETACH && device->dfu.state == NFOD_DFU_IDLE) {
		device->over = true;
		return true;
	}
	device->used = true;
	return dfu_out(&device->dfu, setup->request, setup->value, data, len);
}

static bool is_standard(const struct usb_setup *setup)
{
	return (setup->type & USB_TYPE_MASK) == USB_TYPE_STANDARD;
}

static void control_in(struct dfu_device *device, const struct usb_setup *setup)
{
	uint8_t reply[256];
	uint32_t len = 0;

	if (is_standard(setup))
		len = standard_in(device, setup, reply);
	else if (is_class(device, setup))
		len = class_in(device, setup, reply);
	if (len)
		device->port->ep0_reply(device->ctx, reply,
					len < setup->length ? len : setup->length);
	else
		device->port->ep0_stall(device->ctx);
}

static void control_out(struct dfu_device *device, const struct usb_setup *setup, const void *data,
			uint32_t len)
{
	bool good = len == setup->length;

	if (is_standard(setup))
		good = good && standard_out(device, setup);
	else
		good = good && is_class(device, setup) && class_out(device, setup, data, len);
	if (!good) {
		device->port->ep0_stall(device->ctx);
		return;
	}
	device->port->ep0_ack(device->ctx);
	if (is_standard(setup) && setup->request == USB_SET_ADDRESS)
		device->port->set_address(device->ctx, device->address);
}

void dfu_device_control(struct dfu_device *device, const uint8_t raw[8], const void *data,
			uint32_t len)
{
	struct usb_setup setup = usb_parse_setup(raw);

	if (setup.type & USB_IN)
		control_in(device, &setup);
	else
		control_out(device, &setup, data, len);
}
