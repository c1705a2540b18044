/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a user of the controller that does as it is told
 *
 * In place of the firmware: it writes down what it is called for, takes as much as it has room
 * for, and answers control transfers by echo.
 */
#ifndef NFOD_TESTS_OTG_USER_H
#define NFOD_TESTS_OTG_USER_H

#include "bench.h"
#include "otg.h"

#define USER_BYTES (1u << 20)
#define USER_DONE 256u

/* Requests of the echo: take or give data, refuse, enter a test mode, take an address. */
enum user_request {
	USER_DATA = 1,
	USER_REFUSE = 2,
	USER_TEST = 3,
	USER_ADDRESS = 5,
};

/**
 * struct user - what it has seen
 * @bench: its host
 * @resets: of the bus
 * @speed: that it came up with
 * @sleeps: times that the bus fell asleep
 * @wakes: ditto, woke up
 * @controls: requests
 * @setup: of the last one
 * @control_len: data that came with it
 * @control: these
 * @echo: what a request for data is answered by
 * @echo_len: its length
 * @in_control: called while a request is dealt with, or NULL
 * @in_out: called while data are taken, or NULL
 * @out: what has come
 * @out_len: so much
 * @ends: positions of the ends of messages
 * @end_count: of these
 * @room: for so many bytes more
 * @done: IN transfers taken by the host
 * @done_count: of these
 */
struct user {
	struct bench bench;
	uint32_t resets;
	enum nfod_usb_speed speed;
	uint32_t sleeps;
	uint32_t wakes;
	uint32_t controls;
	uint8_t setup[8];
	uint32_t control_len;
	uint8_t control[NFOD_USB_EP0_BYTES];
	uint8_t echo[NFOD_USB_EP0_BYTES];
	uint32_t echo_len;
	void (*in_control)(struct user *user);
	void (*in_out)(struct user *user);
	uint8_t out[USER_BYTES];
	uint32_t out_len;
	uint32_t ends[USER_DONE];
	uint32_t end_count;
	uint32_t room;
	struct nfod_usb_in *done[USER_DONE];
	uint32_t done_count;
};

/* A device that is on the bus, was reset and has an address and its endpoints. */
struct user *user_new(uint64_t seed);
void user_free(struct user *user);
void user_start(struct user *user);
/* With bulk packets of the bus's speed. */
void user_open(const struct user *user);
void user_pump(void *ctx);

extern const struct otg_user user_calls;

#endif
