/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The USB port, seen from its middle: above it the host's transfers, whatever
 * carries them, below it the firmware's device controller (usb/port.h). What
 * both sides want meets here, packet by packet as on a cable.
 */
#ifndef NFOD_TWIN_PORT_H
#define NFOD_TWIN_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/wire.h"
#include "nfod_fw.h"
#include "twin/event.h"

#define PORT_ENDPOINTS 32
#define PORT_PIPES (NFOD_MAX_SLOTS + 1)
#define PORT_INTERFACES 8
#define PORT_CONFIG_BYTES 1024
/* A host that has more than this on its way is broken. */
#define PORT_MAX_TRANSFERS 4096
#define PORT_MAX_BYTES (256u << 20)

enum xfer_status {
	XFER_OK,
	XFER_CANCELLED,
	XFER_STALL,
	XFER_IOERROR,
	XFER_BABBLE,
};

/**
 * struct xfer - a transfer of the host
 * @next: in its pipe
 * @id: host's name for it
 * @tag: transport's
 * @ep: endpoint address; 0 = control
 * @stream: 0 without streams
 * @setup: control transfers
 * @data: OUT: contents; IN: what has come so far. malloc()ed; a transport may
 *	take it and leave NULL
 * @len: asked for
 * @done: moved
 */
struct xfer {
	struct xfer *next;
	uint64_t id;
	uint16_t tag;
	uint16_t stream;
	uint8_t ep;
	uint8_t setup[8];
	uint8_t *data;
	uint32_t len;
	uint32_t done;
};

/**
 * struct source - something that the device wants to send
 * @next: in its list
 * @origin: the firmware's transfer, told when taken; NULL when the twin made
 *	this up or has told already
 * @copy: malloc()ed contents to send in place of the origin's, or NULL
 * @due: not before, when delayed
 * @slot: of the record at its end, NFOD_NO_SLOT when there is none
 * @kind: ditto, 0
 */
struct source {
	struct source *next;
	struct nfod_usb_in *origin;
	uint8_t *copy;
	uint64_t due;
	uint32_t len;
	uint32_t done;
	uint16_t stream;
	uint16_t slot;
	uint8_t ep;
	uint8_t kind;
};

struct source_list {
	struct source *first;
	struct source **end;
};

struct xfer_list {
	struct xfer *first;
	struct xfer **end;
};

struct pipe {
	struct xfer_list host;
	struct source_list device;
};

/**
 * struct endpoint - a bulk endpoint
 * @open: configured by the firmware
 * @halted: by the firmware
 * @forced: halted by a fault
 * @stalled: a halt that no transfer has met yet
 * @blocked: the firmware took less than it was offered
 * @max_packet: bytes
 * @pipe: by stream
 */
struct endpoint {
	bool open;
	bool halted;
	bool forced;
	bool stalled;
	bool blocked;
	uint16_t max_packet;
	struct pipe pipe[PORT_PIPES];
};

enum ep0_answer {
	EP0_NONE,
	EP0_REPLY,
	EP0_ACK,
	EP0_STALL,
};

/**
 * struct port - the port
 * @speed: of the bus
 * @pull_up: by the firmware
 * @plugged: the cable is in
 * @present: the host has been told of a device
 * @restore: give the firmware the state that the host knows, once it is up
 * @frozen: a cut is due: nothing more leaves
 * @endpoint: by number, IN from 16 on
 * @control: control transfers that wait (silence)
 * @taken: sources to report as done
 * @transfers: of the host, on their way
 * @bytes: memory that these hold
 * @ep0: answer of the firmware
 * @ep0_data: its data stage
 * @ep0_len: its length
 * @device: device descriptor
 * @config: configuration descriptor
 * @config_len: its length
 * @configuration: as set by the host
 * @alternate: ditto, by interface
 */
struct port {
	enum nfod_usb_speed speed;
	bool pull_up;
	bool plugged;
	bool present;
	bool restore;
	bool frozen;
	struct endpoint endpoint[PORT_ENDPOINTS];
	struct xfer_list control;
	struct source_list taken;
	uint32_t transfers;
	uint64_t bytes;
	enum ep0_answer ep0;
	uint8_t ep0_data[NFOD_USB_EP0_BYTES];
	uint32_t ep0_len;
	uint8_t device[18];
	uint8_t config[PORT_CONFIG_BYTES];
	uint32_t config_len;
	uint8_t configuration;
	uint8_t alternate[PORT_INTERFACES];
};

struct twin;

extern const struct nfod_usb_port_ops port_ops;

void port_init(struct port *port, enum nfod_usb_speed speed);

/* Forget all transfers, without a word to anybody. */
void port_free(struct twin *twin);

/**
 * port_event() - something that the host did
 *
 * Return: 0, or -1 when the host asks for more than any host would.
 */
int port_event(struct twin *twin, const struct event *event);

/* Offer OUT data, report what was taken: from outside the firmware only. */
void port_deliver(struct twin *twin);

/* What could not be done while the firmware was calling. */
void port_settle(struct twin *twin);

/* The device is there for the host, or not. */
void port_update_presence(struct twin *twin);

/* The board has lost its power. */
void port_power_lost(struct twin *twin);

/* Halt an endpoint until the host clears it. */
void port_force_halt(struct twin *twin, uint8_t ep);
bool port_forced(const struct port *port, uint8_t ep);

/* Let transfers move again after silence. */
void port_wake(struct twin *twin);

void port_queue(struct twin *twin, struct source *source);
/* The source is done with: tell the firmware later, free it. */
void port_retire(struct twin *twin, struct source *source);
void source_read(const struct source *source, uint32_t at, void *to, uint32_t len);
void source_free(struct source *source);

static inline void source_list_init(struct source_list *list)
{
	list->first = NULL;
	list->end = &list->first;
}

static inline void source_push(struct source_list *list, struct source *source)
{
	source->next = NULL;
	*list->end = source;
	list->end = &source->next;
}

static inline struct source *source_pop(struct source_list *list)
{
	struct source *source = list->first;

	list->first = source->next;
	if (!list->first)
		list->end = &list->first;
	return source;
}

#endif
