// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "usb/device.h"

#include <string.h>

#include "fw.h"
#include "nfod/dfu.h"

enum feature {
	ENDPOINT_HALT = 0,
	FUNCTION_SUSPEND = 0,
	U1_ENABLE = 48,
	U2_ENABLE = 49,
};

#define SELF_POWERED 0x0001u
#define U1_STATUS 0x0004u
#define U2_STATUS 0x0008u
#define SUSPEND_OPTION 0x01u
#define SEL_BYTES 6u

/* Where the answer to an IN request is put together, as a structure or in bytes. */
struct reply {
	uint32_t len;
	_Alignas(uint64_t) uint8_t data[NFOD_USB_EP0_BYTES];
};

void usb_init(struct nfod_fw *fw)
{
	fw->usb.speed = NFOD_USB_HIGH;
}

bool usb_is_configured(const struct nfod_fw *fw)
{
	return fw->usb.configuration;
}

bool usb_is_super(const struct nfod_fw *fw)
{
	return fw->usb.speed == NFOD_USB_SUPER;
}

/**
 * usb_interfaces() - how many the drive has
 */
uint8_t usb_interfaces(const struct nfod_fw *fw)
{
	return detach_is_offered(fw) ? NFOD_IF_DFU + 1 : NFOD_IF_MANAGE + 1;
}

uint16_t usb_bulk_packet(const struct nfod_fw *fw)
{
	return usb_packet_at(fw->usb.speed);
}

/**
 * usb_has_endpoint() - a data endpoint of the setting that is in force
 */
bool usb_has_endpoint(const struct nfod_fw *fw, uint16_t ep)
{
	return usb_is_configured(fw) && (ep == NFOD_EP_COMMAND || ep == NFOD_EP_DATA ||
					 (ep == NFOD_EP_NOTIFY && !test_is_on(fw)));
}

static uint8_t halt_bit(uint16_t ep)
{
	return (uint8_t)(1u << (ep & 0x0fu));
}

/**
 * usb_is_open() - configured and not halted
 */
bool usb_is_open(const struct nfod_fw *fw, uint8_t ep)
{
	return usb_is_configured(fw) && !(fw->usb.halted & halt_bit(ep));
}

/**
 * usb_halt() - answer STALL on a data endpoint until the host clears it
 */
void usb_halt(struct nfod_fw *fw, uint8_t ep)
{
	fw->usb.halted |= halt_bit(ep);
	fw->board.usb->ep_stall(fw->board.ctx, ep, true);
}

static void clear_halt(struct nfod_fw *fw, uint8_t ep)
{
	fw->usb.halted &= (uint8_t)~halt_bit(ep);
	if (ep == NFOD_EP_COMMAND)
		message_drop(fw);
	fw->board.usb->ep_stall(fw->board.ctx, ep, false);
}

static void put16(struct reply *reply, uint16_t value)
{
	reply->data[reply->len++] = (uint8_t)value;
	reply->data[reply->len++] = (uint8_t)(value >> 8);
}

static bool get_status(const struct nfod_fw *fw, const struct usb_setup *setup, struct reply *reply)
{
	if (setup->value || setup->length != 2)
		return false;
	switch (setup->type & USB_RECIPIENT_MASK) {
	case USB_TO_DEVICE:
		put16(reply, SELF_POWERED | fw->usb.features);
		return !setup->index;
	case USB_TO_INTERFACE:
		put16(reply, 0);
		return usb_is_configured(fw) && setup->index < usb_interfaces(fw);
	case USB_TO_ENDPOINT:
		put16(reply, (setup->index & 0x7fu) && fw->usb.halted & halt_bit(setup->index));
		return !(setup->index & ~USB_IN) || usb_has_endpoint(fw, setup->index);
	default:
		return false;
	}
}

static bool device_feature(struct nfod_fw *fw, const struct usb_setup *setup, bool on)
{
	uint16_t bit = setup->value == U1_ENABLE ? U1_STATUS :
		       setup->value == U2_ENABLE ? U2_STATUS :
						   0;

	if (setup->value == USB_TEST_MODE)
		return on &&
		       usb_electrical_test(fw->board.usb, fw->board.ctx, fw->usb.speed, setup);
	if (!bit || setup->index || !usb_is_super(fw) || !usb_is_configured(fw))
		return false;
	if (on)
		fw->usb.features |= bit;
	else
		fw->usb.features &= (uint16_t)~bit;
	return true;
}

/* A suspended function is one that nobody asks: there is nothing to be done. */
static bool interface_feature(const struct nfod_fw *fw, const struct usb_setup *setup)
{
	uint8_t interface = (uint8_t)setup->index;
	uint8_t options = (uint8_t)(setup->index >> 8);

	return setup->value == FUNCTION_SUSPEND && usb_is_super(fw) && usb_is_configured(fw) &&
	       interface < usb_interfaces(fw) && !(options & ~SUSPEND_OPTION);
}

static bool endpoint_feature(struct nfod_fw *fw, const struct usb_setup *setup, bool on)
{
	if (setup->value != ENDPOINT_HALT)
		return false;
	/* The control endpoint recovers by itself. */
	if (!(setup->index & ~USB_IN))
		return !on;
	if (!usb_has_endpoint(fw, setup->index))
		return false;
	if (on)
		usb_halt(fw, (uint8_t)setup->index);
	else
		clear_halt(fw, (uint8_t)setup->index);
	return true;
}

static bool set_feature(struct nfod_fw *fw, const struct usb_setup *setup, bool on)
{
	if (setup->length)
		return false;
	switch (setup->type & USB_RECIPIENT_MASK) {
	case USB_TO_DEVICE:
		return device_feature(fw, setup, on);
	case USB_TO_INTERFACE:
		return interface_feature(fw, setup);
	case USB_TO_ENDPOINT:
		return endpoint_feature(fw, setup, on);
	default:
		return false;
	}
}

static bool set_address(struct nfod_fw *fw, const struct usb_setup *setup)
{
	if (setup->value > 127 || setup->index || setup->length || usb_is_configured(fw))
		return false;
	fw->usb.address = (uint8_t)setup->value;
	return true;
}

static void unconfigure(struct nfod_fw *fw)
{
	link_forget(fw);
	fw->usb.configuration = 0;
	fw->usb.halted = 0;
	fw->usb.features = 0;
}

static bool set_configuration(struct nfod_fw *fw, const struct usb_setup *setup)
{
	if (setup->value > 1 || setup->index || setup->length)
		return false;
	unconfigure(fw);
	fw->usb.configuration = (uint8_t)setup->value;
	if (setup->value)
		link_open(fw, NFOD_ALT_PLAIN);
	return true;
}

static uint16_t highest_alt(const struct nfod_fw *fw, uint16_t interface)
{
	return interface == NFOD_IF_DISK ? test_alt(fw) : 0;
}

static bool set_interface(struct nfod_fw *fw, const struct usb_setup *setup)
{
	if (!usb_is_configured(fw) || setup->index >= usb_interfaces(fw) ||
	    setup->value > highest_alt(fw, setup->index) || setup->length)
		return false;
	if (setup->index != NFOD_IF_DISK)
		return true;
	if (setup->value == test_alt(fw) && !test_is_allowed(fw))
		return false;
	fw->usb.halted = 0;
	link_open(fw, (uint8_t)setup->value);
	return true;
}

static bool get_interface(const struct nfod_fw *fw, const struct usb_setup *setup,
			  struct reply *reply)
{
	if (!usb_is_configured(fw) || setup->index >= usb_interfaces(fw) || setup->value ||
	    setup->length != 1)
		return false;
	reply->data[reply->len++] = setup->index == NFOD_IF_DISK ? fw->link.alt : 0;
	return true;
}

static bool get_configuration(const struct nfod_fw *fw, const struct usb_setup *setup,
			      struct reply *reply)
{
	if (setup->value || setup->index || setup->length != 1)
		return false;
	reply->data[reply->len++] = fw->usb.configuration;
	return true;
}

static bool get_descriptor(const struct nfod_fw *fw, const struct usb_setup *setup,
			   struct reply *reply)
{
	reply->len = usb_descriptor(fw, setup, reply->data);
	return reply->len;
}

static bool to_device(const struct usb_setup *setup)
{
	return (setup->type & USB_RECIPIENT_MASK) == USB_TO_DEVICE;
}

static bool to_interface(const struct usb_setup *setup)
{
	return (setup->type & USB_RECIPIENT_MASK) == USB_TO_INTERFACE;
}

static bool standard_in(const struct nfod_fw *fw, const struct usb_setup *setup,
			struct reply *reply)
{
	switch (setup->request) {
	case USB_GET_STATUS:
		return get_status(fw, setup, reply);
	case USB_GET_DESCRIPTOR:
		return to_device(setup) && get_descriptor(fw, setup, reply);
	case USB_GET_CONFIGURATION:
		return to_device(setup) && get_configuration(fw, setup, reply);
	case USB_GET_INTERFACE:
		return to_interface(setup) && get_interface(fw, setup, reply);
	default:
		return false;
	}
}

/* How long the link may sleep is the bus's business: taken note of by nobody. */
static bool set_latencies(const struct nfod_fw *fw, const struct usb_setup *setup)
{
	if (!usb_is_super(fw) || !to_device(setup) || setup->index)
		return false;
	if (setup->request == USB_SET_SEL)
		return !setup->value && setup->length == SEL_BYTES;
	return !setup->length;
}

static bool standard_out(struct nfod_fw *fw, const struct usb_setup *setup)
{
	switch (setup->request) {
	case USB_CLEAR_FEATURE:
		return set_feature(fw, setup, false);
	case USB_SET_FEATURE:
		return set_feature(fw, setup, true);
	case USB_SET_ADDRESS:
		return to_device(setup) && set_address(fw, setup);
	case USB_SET_CONFIGURATION:
		return to_device(setup) && set_configuration(fw, setup);
	case USB_SET_INTERFACE:
		return to_interface(setup) && set_interface(fw, setup);
	case USB_SET_SEL:
	case USB_SET_ISOCH_DELAY:
		return set_latencies(fw, setup);
	default:
		return false;
	}
}

static bool control_in(struct nfod_fw *fw, const struct usb_setup *setup, struct reply *reply)
{
	switch (setup->type & USB_TYPE_MASK) {
	case USB_TYPE_STANDARD:
		return standard_in(fw, setup, reply);
	case USB_TYPE_VENDOR:
		return vendor_in(fw, setup, reply->data, &reply->len) ||
		       test_read(fw, setup, reply->data, &reply->len);
	case USB_TYPE_CLASS:
		return detach_in(fw, setup, reply->data, &reply->len);
	default:
		return false;
	}
}

static bool control_out(struct nfod_fw *fw, const struct usb_setup *setup, const void *data)
{
	switch (setup->type & USB_TYPE_MASK) {
	case USB_TYPE_STANDARD:
		return standard_out(fw, setup);
	case USB_TYPE_VENDOR:
		return vendor_out(fw, setup, data) || test_write(fw, setup, data);
	case USB_TYPE_CLASS:
		return detach_out(fw, setup);
	default:
		return false;
	}
}

static bool is_set_address(const struct usb_setup *setup)
{
	return !(setup->type & USB_TYPE_MASK) && setup->request == USB_SET_ADDRESS;
}

void nfod_usb_control(struct nfod_fw *fw, const uint8_t raw[8], const void *data, uint32_t len)
{
	const struct nfod_usb_port_ops *port = fw->board.usb;
	struct usb_setup setup = usb_parse_setup(raw);
	struct reply reply = { 0 };

	if (setup.type & USB_IN) {
		if (!control_in(fw, &setup, &reply))
			port->ep0_stall(fw->board.ctx);
		else
			port->ep0_reply(fw->board.ctx, reply.data,
					reply.len < setup.length ? reply.len : setup.length);
		return;
	}
	if (len != setup.length || !control_out(fw, &setup, data)) {
		port->ep0_stall(fw->board.ctx);
		return;
	}
	port->ep0_ack(fw->board.ctx);
	if (is_set_address(&setup))
		port->set_address(fw->board.ctx, fw->usb.address);
}

void nfod_usb_reset(struct nfod_fw *fw, enum nfod_usb_speed speed)
{
	unconfigure(fw);
	fw->usb.address = 0;
	fw->usb.speed = speed;
	fw->drive.locked = false;
	disc_hurry(fw, false);
}

void nfod_usb_suspend(struct nfod_fw *fw, bool suspended)
{
	disc_hurry(fw, suspended);
}
