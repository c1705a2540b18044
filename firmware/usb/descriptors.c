// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "fw.h"
#include "nfod/dfu.h"
#include "usb/describe.h"

#define MAX_BURST 15u
#define STREAMS_LOG2 5u

_Static_assert(1u << STREAMS_LOG2 == NFOD_MAX_SLOTS, "one stream a slot");

static void put_disk(struct writer *w, uint8_t alt, uint32_t packet)
{
	static const uint8_t endpoint[] = { NFOD_EP_COMMAND, NFOD_EP_DATA, NFOD_EP_NOTIFY };
	uint32_t n;

	put_interface(w, NFOD_IF_DISK, alt, sizeof(endpoint), NFOD_USB_PROTO_DISK);
	for (n = 0; n < sizeof(endpoint); n++) {
		bool streams = alt == NFOD_ALT_STREAMS && endpoint[n] == NFOD_EP_DATA;

		put_endpoint(w, endpoint[n], packet);
		if (packet == USB_SUPER_PACKET)
			put_companion(w, endpoint[n] == NFOD_EP_NOTIFY ? 0 : MAX_BURST,
				      streams ? STREAMS_LOG2 : 0);
	}
}

/* As many endpoints as usbtest asks for, and not the third one. */
static void put_test(const struct nfod_fw *fw, struct writer *w, uint32_t packet)
{
	static const uint8_t endpoint[] = { NFOD_EP_COMMAND, NFOD_EP_DATA };
	uint32_t n;

	put_interface(w, NFOD_IF_DISK, test_alt(fw), sizeof(endpoint), NFOD_USB_PROTO_TEST);
	for (n = 0; n < sizeof(endpoint); n++) {
		put_endpoint(w, endpoint[n], packet);
		if (packet == USB_SUPER_PACKET)
			put_companion(w, MAX_BURST, 0);
	}
}

static void put_interfaces(const void *ctx, struct writer *w, uint32_t packet)
{
	const struct nfod_fw *fw = ctx;

	put_disk(w, NFOD_ALT_PLAIN, packet);
	if (packet == USB_SUPER_PACKET)
		put_disk(w, NFOD_ALT_STREAMS, packet);
	put_test(fw, w, packet);
	put_interface(w, NFOD_IF_MANAGE, 0, 0, NFOD_USB_PROTO_MANAGE);
	if (detach_is_offered(fw))
		put_dfu(w, NFOD_IF_DFU, NFOD_DFU_PROTO_RUNTIME);
}

/**
 * usb_descriptor() - what GET_DESCRIPTOR asks for
 *
 * Return: its length, 0 when there is no such descriptor.
 */
uint32_t usb_descriptor(const struct nfod_fw *fw, const struct usb_setup *setup, uint8_t *to)
{
	const struct usb_face face = {
		.ctx = fw,
		.put_interfaces = put_interfaces,
		.interfaces = usb_interfaces(fw),
		.super = fw->board.usb->super,
		.speed = fw->usb.speed,
		.product = "Near-Field Optical Drive",
		.serial = fw->board.serial,
	};

	return usb_describe(&face, setup, to);
}
