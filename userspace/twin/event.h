/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * All that reaches the drive from outside, in one shape: delivered, written to
 * the arrival log and read back from it.
 */
#ifndef NFOD_TWIN_EVENT_H
#define NFOD_TWIN_EVENT_H

#include <stdint.h>

/**
 * enum event_type - what arrived
 * @EVENT_RESET: the host resets the bus
 * @EVENT_GONE: the host is gone, the cable or its program
 * @EVENT_CONTROL: a control transfer; setup, data of an OUT stage
 * @EVENT_OUT: a bulk OUT transfer; ep, stream, data
 * @EVENT_IN: a bulk IN transfer; ep, stream, len
 * @EVENT_CANCEL: the host wants transfer @id back
 * @EVENT_COMMAND: somebody's order to the twin; data is its text
 * @EVENT_DISC: log only: a disc, data is its front, ep 1 if protected
 * @EVENT_CLUSTER: log only: what cluster @len of disc @id held, no data if zeroes
 * @EVENT_END: log only: @id is the digest
 * @EVENT_ANSWER: log only: transfer @id of ep and stream has ended, @len bytes moved
 */
enum event_type {
	EVENT_RESET = 1,
	EVENT_GONE,
	EVENT_CONTROL,
	EVENT_OUT,
	EVENT_IN,
	EVENT_CANCEL,
	EVENT_COMMAND,
	EVENT_DISC,
	EVENT_CLUSTER,
	EVENT_END,
	EVENT_ANSWER,
};

/**
 * struct event - an arrival
 * @type: enum event_type
 * @ep: endpoint address
 * @stream: 0 without streams
 * @tag: for the transport, not logged
 * @len: bytes asked for (IN)
 * @id: the host's name for the transfer
 * @setup: control transfers
 * @bytes: length of @data
 * @data: malloc()ed when type is EVENT_OUT: the port takes it over
 */
struct event {
	uint8_t type;
	uint8_t ep;
	uint16_t stream;
	uint16_t tag;
	uint32_t len;
	uint64_t id;
	uint8_t setup[8];
	uint32_t bytes;
	void *data;
};

#endif
