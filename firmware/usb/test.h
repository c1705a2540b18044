/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: test mode
 *
 * The last alternate setting of the disk interface: a source and a sink of known bytes on
 * the endpoints that otherwise carry commands and data, for the kernel's usbtest and the
 * like. A board's controller is tried there with the image that is flown. Nothing of it
 * comes near the disc.
 */
#ifndef FW_USB_TEST_H
#define FW_USB_TEST_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/wire.h"
#include "usb/device.h"

#define TEST_PACKET_MOST 1024u
/* Of 16 packets; one is taken while the other one is queued again. */
#define TEST_SEGMENTS 16u
#define TEST_TRANSFERS 2u

/**
 * struct usb_test - its state
 * @at: of the byte that comes next, in its packet
 * @patterns: that this packet may still be of
 * @echo_len: bytes of @echo that the host has written
 * @packet: what each packet is
 * @segment: of all IN transfers alike
 * @in: they
 * @echo: NFOD_REQ_TEST_WRITE's data
 */
struct usb_test {
	uint32_t at;
	uint8_t patterns;
	uint32_t echo_len;
	_Alignas(uint64_t) uint8_t packet[TEST_PACKET_MOST];
	struct nfod_usb_segment segment[TEST_SEGMENTS];
	struct nfod_usb_in in[TEST_TRANSFERS];
	uint8_t echo[NFOD_TEST_BYTES];
};

struct nfod_fw;

/* Number of the alternate setting. */
uint8_t test_alt(const struct nfod_fw *fw);
bool test_is_on(const struct nfod_fw *fw);
bool test_is_allowed(const struct nfod_fw *fw);

void test_open(struct nfod_fw *fw);
void test_take(struct nfod_fw *fw, const uint8_t *data, uint32_t len, bool end);
bool test_in_done(struct nfod_fw *fw, struct nfod_usb_in *in);

/* Vendor requests to the device; false = stall. */
bool test_read(const struct nfod_fw *fw, const struct usb_setup *setup, void *to, uint32_t *len);
bool test_write(struct nfod_fw *fw, const struct usb_setup *setup, const void *data);

#endif
