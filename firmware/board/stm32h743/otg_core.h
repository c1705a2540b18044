/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: between the parts of the OTG_HS driver
 */
#ifndef FW_STM32H743_OTG_CORE_H
#define FW_STM32H743_OTG_CORE_H

#include "nfod/wire.h"
#include "otg.h"
#include "otg_regs.h"

/* Endpoint numbers are those of the wire; 1 is OUT alone. */
#define OTG_ENDPOINTS 4u
#define OTG_OUT_EP NFOD_EP_COMMAND
#define OTG_EP0_PACKET 64u
#define OTG_PACKET 512u
#define OTG_RING_PACKETS 16u

/*
 * A register of this bus is read in no less than some 20 ns: so these are at least 2 ms, which
 * nothing that the controller does by itself takes, and at least 200 ms, for a change of its
 * mode, which takes 25.
 */
#define OTG_LOOKS 100000u
#define OTG_LOOKS_MODE 10000000u

/**
 * struct otg_cursor - a place in pieces of memory
 */
struct otg_cursor {
	const struct nfod_usb_segment *segment;
	uint32_t offset;
};

/**
 * struct otg_in - a bulk IN endpoint
 * @open: configured
 * @halted: answers STALL
 * @busy: the controller has a chunk of the first transfer in hand
 * @packet: bytes at most
 * @first: queue
 * @end: its end
 * @chunk: bytes that the controller has been told of
 * @written: of these, in its FIFO
 * @at: the next byte for the FIFO
 */
struct otg_in {
	bool open;
	bool halted;
	bool busy;
	uint16_t packet;
	struct nfod_usb_in *first;
	struct nfod_usb_in **end;
	uint32_t chunk;
	uint32_t written;
	struct otg_cursor at;
};

/**
 * struct otg_out - the bulk OUT endpoint and its packets
 * @open: configured
 * @halted: answers STALL
 * @armed: the controller takes packets
 * @refused: the user has no room
 * @cleared: how often the ring was emptied
 * @packet: bytes at most
 * @head: the first packet
 * @count: packets
 * @taken: bytes of the first one that the user has
 * @len: of each packet
 * @ring: one after the other
 *
 * The controller is never ready for more packets than the ring has room for: past these the
 * host gets NAK, without anything being thrown away.
 */
struct otg_out {
	bool open;
	bool halted;
	bool armed;
	bool refused;
	uint32_t cleared;
	uint16_t packet;
	uint32_t head;
	uint32_t count;
	uint32_t taken;
	uint16_t len[OTG_RING_PACKETS];
	_Alignas(uint64_t) uint8_t ring[OTG_RING_PACKETS][OTG_PACKET];
};

enum otg_stage {
	OTG_IDLE,
	OTG_DATA_OUT,
	/* the user's turn */
	OTG_READY,
	OTG_DATA_IN,
	OTG_STATUS_IN,
	OTG_STATUS_OUT,
};

/**
 * struct otg_control - the control endpoint
 * @stage: of the transfer
 * @in_user: the user is dealing with one
 * @stale: and the host has given that one up
 * @fresh: a set-up packet has been read, its transfer has not begun
 * @whole: and it was the last one of a row
 * @waits: a set-up packet came in the meantime
 * @armed: ready for a packet from the host
 * @zero: a packet without data ends the data stage
 * @test: mode to enter at the end of the status stage; 0 = none
 * @next: the set-up packet that came last
 * @setup: that of the transfer
 * @wanted: bytes of the data stage
 * @moved: of these
 * @sending: in the packet that the host is to take
 * @piece: @data as a piece of memory
 * @at: in it
 * @data: of the data stage, either way
 */
struct otg_control {
	enum otg_stage stage;
	bool in_user;
	bool stale;
	bool fresh;
	bool whole;
	bool waits;
	bool armed;
	bool zero;
	uint8_t test;
	uint8_t next[8];
	uint8_t setup[8];
	uint32_t wanted;
	uint32_t moved;
	uint32_t sending;
	struct nfod_usb_segment piece;
	struct otg_cursor at;
	_Alignas(uint64_t) uint8_t data[NFOD_USB_EP0_BYTES];
};

/**
 * struct otg - the driver
 * @error: the first one
 * @wanted: the user wants to be on the bus
 * @powered: there is one
 * @full: so is the bus's speed
 * @reset: the user is to be told of a reset of the bus
 * @suspended: the bus sleeps
 * @told_suspended: the user knows
 * @in: by endpoint number; 0 and 1 are not used
 * @out: the other direction
 * @taken: IN transfers that the user is to be told of
 * @taken_end: their end
 * @control: endpoint 0
 */
struct otg {
	enum otg_error error;
	bool wanted;
	bool powered;
	bool full;
	bool reset;
	bool suspended;
	bool told_suspended;
	struct otg_in in[OTG_ENDPOINTS];
	struct otg_out out;
	struct nfod_usb_in *taken;
	struct nfod_usb_in **taken_end;
	struct otg_control control;
};

extern struct otg otg;

/* otg.c */
void otg_fail(enum otg_error error);
bool otg_wait(uint32_t offset, uint32_t mask, uint32_t value, uint32_t looks, enum otg_error error);
/* Between these two the interrupt changes nothing. */
void otg_hold(void);
void otg_release(void);

/* otg_fifo.c */
void otg_lay_fifos(void);
void otg_flush_in(uint32_t fifo);
void otg_flush_out(void);
void otg_put_packet(uint32_t ep, struct otg_cursor *at, uint32_t len);
void otg_get_packet(uint8_t *to, uint32_t len);
void otg_drop_packet(uint32_t len);
void otg_empty_fifo(void);

/* otg_in.c */
void otg_disable_in(uint32_t ep);
void otg_in_reset(void);
void otg_in_interrupt(uint32_t ep);
void otg_in_start(uint32_t ep);
void otg_in_open(uint32_t ep, uint16_t packet);
void otg_in_close(uint32_t ep);
void otg_in_stall(uint32_t ep, bool halt);
void otg_in_queue(struct nfod_usb_in *in);
void otg_in_drop(uint32_t ep);
void otg_in_report(const struct otg_user *user, void *ctx);

/* otg_out.c */
void otg_out_reset(void);
void otg_out_packet(uint32_t len);
void otg_out_interrupt(void);
void otg_out_open(uint16_t packet);
void otg_out_close(void);
void otg_out_stall(bool halt);
void otg_out_offer(const struct otg_user *user, void *ctx);

/* otg_control.c */
void otg_control_reset(void);
void otg_control_setup_packet(void);
void otg_control_setup_end(void);
void otg_control_packet(uint32_t len);
void otg_control_out_interrupt(void);
void otg_control_in_interrupt(void);
bool otg_control_is_ready(void);
void otg_control_serve(const struct otg_user *user, void *ctx);
void otg_control_reply(const void *data, uint32_t len);
void otg_control_ack(void);
void otg_control_stall(void);
void otg_control_test(enum nfod_usb_test_mode mode);

#endif
