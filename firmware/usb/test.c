// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "usb/test.h"

#include <string.h>

#include "fw.h"

/* What a packet for the sink may be: usbtest's patterns 0 and 1. */
#define ZEROES 0x01u
#define COUNT 0x02u

uint8_t test_alt(const struct nfod_fw *fw)
{
	return usb_is_super(fw) ? NFOD_ALT_STREAMS + 1 : NFOD_ALT_PLAIN + 1;
}

bool test_is_on(const struct nfod_fw *fw)
{
	return usb_is_configured(fw) && fw->link.alt == test_alt(fw);
}

/**
 * test_is_allowed() - the disc is in nobody's use
 */
bool test_is_allowed(const struct nfod_fw *fw)
{
	return !fw->drive.locked;
}

static void send(struct nfod_fw *fw, struct nfod_usb_in *in)
{
	struct usb_test *test = &fw->test;

	*in = (struct nfod_usb_in){
		.segment = test->segment,
		.segments = TEST_SEGMENTS,
		.ep = NFOD_EP_DATA,
		.len = TEST_SEGMENTS * usb_bulk_packet(fw),
	};
	fw->board.usb->ep_in(fw->board.ctx, in);
}

/**
 * test_open() - the endpoints are open: the source has plenty
 */
void test_open(struct nfod_fw *fw)
{
	struct usb_test *test = &fw->test;
	uint32_t n;

	memset(test, 0, sizeof(*test));
	for (n = 0; n < TEST_PACKET_MOST; n++)
		test->packet[n] = nfod_test_byte(n);
	for (n = 0; n < TEST_SEGMENTS; n++)
		test->segment[n] = (struct nfod_usb_segment){ test->packet, usb_bulk_packet(fw) };
	for (n = 0; n < TEST_TRANSFERS; n++)
		send(fw, &test->in[n]);
}

/**
 * test_in_done() - the host has had a transfer of the source
 *
 * Return: whether it was one.
 */
bool test_in_done(struct nfod_fw *fw, struct nfod_usb_in *in)
{
	if (!test_is_on(fw))
		return false;
	send(fw, in);
	return true;
}

static uint8_t patterns_of(const struct usb_test *test, uint8_t byte)
{
	uint8_t count = byte == test->packet[test->at] ? COUNT : 0;

	return byte ? count : (uint8_t)(count | ZEROES);
}

/**
 * test_take() - bytes for the sink, which stalls when they are not the right ones
 */
void test_take(struct nfod_fw *fw, const uint8_t *data, uint32_t len, bool end)
{
	struct usb_test *test = &fw->test;
	bool good = true;
	uint32_t n;

	for (n = 0; n < len; n++) {
		if (!test->at)
			test->patterns = ZEROES | COUNT;
		test->patterns &= patterns_of(test, data[n]);
		good = good && test->patterns;
		test->at = (test->at + 1) % usb_bulk_packet(fw);
	}
	if (end || !good)
		test->at = 0;
	if (!good)
		usb_halt(fw, NFOD_EP_COMMAND);
}

static bool is_for_us(const struct nfod_fw *fw, const struct usb_setup *setup, uint8_t request)
{
	return test_is_on(fw) && (setup->type & USB_RECIPIENT_MASK) == USB_TO_DEVICE &&
	       setup->request == request && !setup->value && !setup->index;
}

bool test_read(const struct nfod_fw *fw, const struct usb_setup *setup, void *to, uint32_t *len)
{
	if (!is_for_us(fw, setup, NFOD_REQ_TEST_READ))
		return false;
	*len = fw->test.echo_len;
	memcpy(to, fw->test.echo, *len);
	return true;
}

bool test_write(struct nfod_fw *fw, const struct usb_setup *setup, const void *data)
{
	struct usb_test *test = &fw->test;

	if (!is_for_us(fw, setup, NFOD_REQ_TEST_WRITE) || setup->length > NFOD_TEST_BYTES)
		return false;
	if (setup->length)
		memcpy(test->echo, data, setup->length);
	test->echo_len = setup->length;
	return true;
}
