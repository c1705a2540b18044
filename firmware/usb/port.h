/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: USB device controller port
 *
 * What lies between the USB device core and a device controller: a board
 * implements struct nfod_usb_port_ops and reports events by the functions
 * below. One thread; no function here is called from within another one's
 * call into the opposite direction, except as stated.
 */
#ifndef NFOD_FW_USB_PORT_H
#define NFOD_FW_USB_PORT_H

#include <stdbool.h>
#include <stdint.h>

/* Numbers are in recordings. */
enum nfod_usb_speed {
	NFOD_USB_HIGH = 0,
	NFOD_USB_SUPER = 1,
	NFOD_USB_FULL = 2,
};

/**
 * enum nfod_usb_test_mode - electrical test modes of USB 2.0 (7.1.20), numbers as in 9.4.9
 * @NFOD_USB_TEST_J: the lines stay in J at high speed
 * @NFOD_USB_TEST_K: ditto, in K
 * @NFOD_USB_TEST_SE0_NAK: they stay in SE0, and any IN token is answered by NAK
 * @NFOD_USB_TEST_PACKET: the controller sends the test packet, over and over
 */
enum nfod_usb_test_mode {
	NFOD_USB_TEST_J = 1,
	NFOD_USB_TEST_K = 2,
	NFOD_USB_TEST_SE0_NAK = 3,
	NFOD_USB_TEST_PACKET = 4,
};

/* Largest data stage of a control transfer that the core takes or gives. */
#define NFOD_USB_EP0_BYTES 4096

/**
 * struct nfod_usb_segment - a piece of an IN transfer
 * @data: stays valid and unchanged until in_done or ep_flush
 * @len: bytes, may be 0
 */
struct nfod_usb_segment {
	const void *data;
	uint32_t len;
};

/**
 * struct nfod_usb_in - one IN transfer, owned by the core, lent to the port
 * @next: for the port's queue
 * @segment: pieces in order
 * @segments: how many
 * @ep: endpoint address, e.g. 0x82
 * @stream: 0 without streams
 * @len: sum of the segments
 * @done: for the port: bytes that the host has taken already
 */
struct nfod_usb_in {
	struct nfod_usb_in *next;
	const struct nfod_usb_segment *segment;
	uint16_t segments;
	uint8_t ep;
	uint16_t stream;
	uint32_t len;
	uint32_t done;
};

/**
 * struct nfod_usb_port_ops - from the core to the controller
 * @super: it can do SuperSpeed
 * @connect: pull up (or release) the bus
 * @set_address: new device address, after the status stage
 * @ep0_reply: data stage (IN) and status of the pending control transfer;
 *	@data is copied, @len is already cut to wLength
 * @ep0_ack: status stage of an OUT or no-data control transfer
 * @ep0_stall: refuse the pending control transfer
 * @test_mode: called before ep0_ack: once the host has taken that acknowledgement, enter this
 *	mode, which only the board's next power-up ends; NULL = the controller cannot
 * @ep_open: configure a bulk endpoint; @streams is 0 or the highest stream
 *	identifier. Opening an open endpoint resets its toggle and queue.
 * @ep_close: drop all transfers of the endpoint without reporting them
 * @ep_stall: set or clear the halt condition
 * @ep_in: queue an IN transfer; transfers of one endpoint (one stream) go in
 *	order; answered once by nfod_usb_in_done() from a later call into the
 *	core, never from within ep_in
 * @ep_flush: take back all queued IN transfers of the endpoint without reports
 * @ep_out_ready: the core has room again for OUT data that it refused; the
 *	port offers the rest by nfod_usb_out() from a later call
 */
struct nfod_usb_port_ops {
	bool super;
	void (*connect)(void *ctx, bool on);
	void (*set_address)(void *ctx, uint8_t address);
	void (*ep0_reply)(void *ctx, const void *data, uint32_t len);
	void (*ep0_ack)(void *ctx);
	void (*ep0_stall)(void *ctx);
	void (*test_mode)(void *ctx, enum nfod_usb_test_mode mode);
	void (*ep_open)(void *ctx, uint8_t ep, uint16_t max_packet, uint16_t streams);
	void (*ep_close)(void *ctx, uint8_t ep);
	void (*ep_stall)(void *ctx, uint8_t ep, bool halt);
	void (*ep_in)(void *ctx, struct nfod_usb_in *in);
	void (*ep_flush)(void *ctx, uint8_t ep);
	void (*ep_out_ready)(void *ctx, uint8_t ep);
};

struct nfod_fw;

/**
 * nfod_usb_reset() - the host has reset the bus; the device is in its default
 * state with address 0
 */
void nfod_usb_reset(struct nfod_fw *fw, enum nfod_usb_speed speed);

/**
 * nfod_usb_suspend() - the bus went to sleep (or woke up)
 */
void nfod_usb_suspend(struct nfod_fw *fw, bool suspended);

/**
 * nfod_usb_control() - a control transfer's set-up and OUT data have arrived
 * @setup: the eight set-up bytes as on the wire
 * @data: OUT data stage, NULL when there is none
 * @len: its length, equal to wLength for OUT
 *
 * The core calls exactly one of ep0_reply, ep0_ack, ep0_stall before it
 * returns. The port stalls OUT transfers over NFOD_USB_EP0_BYTES by itself.
 */
void nfod_usb_control(struct nfod_fw *fw, const uint8_t setup[8], const void *data, uint32_t len);

/**
 * nfod_usb_out() - bulk OUT data have arrived
 * @ep: endpoint address
 * @data: bytes
 * @len: how many
 * @end: the last byte ends a short packet
 *
 * Return: bytes taken. When fewer than @len, the endpoint NAKs until the core
 * calls ep_out_ready; a halted or closed endpoint takes none.
 */
uint32_t nfod_usb_out(struct nfod_fw *fw, uint8_t ep, const void *data, uint32_t len, bool end);

/**
 * nfod_usb_in_done() - the host has taken all of an IN transfer
 */
void nfod_usb_in_done(struct nfod_fw *fw, struct nfod_usb_in *in);

#endif
