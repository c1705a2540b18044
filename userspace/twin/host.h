/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Who carries transfers between a host and the port.
 */
#ifndef NFOD_TWIN_HOST_H
#define NFOD_TWIN_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "twin/port.h"

/* What a host that has gone may have left in its socket, in calls of receive(). */
#define ROUNDS_TO_END 256

struct loop;
struct twin;

/**
 * struct host_ops - a transport
 * @present: a device has appeared (or gone); transfers of a device that goes
 *	are forgotten without reports
 * @complete: a transfer has ended; it is freed afterwards
 */
struct host_ops {
	void (*present)(void *ctx, bool present);
	void (*complete)(void *ctx, struct xfer *xfer, enum xfer_status status);
};

/**
 * struct host - a transport at work
 * @ops: what the port calls
 * @ctx: ditto
 * @where: for people: where it is served
 * @receive: take what has arrived; true when there was something
 * @flush: send what is queued
 * @close: end it
 */
struct host {
	struct host_ops ops;
	void *ctx;
	char where[128];
	bool (*receive)(void *ctx);
	void (*flush)(void *ctx);
	void (*close)(void *ctx);
};

/* Each returns NULL after saying why. */
struct host *usbredir_host(struct twin *twin, struct loop *loop, const char *path);
struct host *usbip_host(struct twin *twin, struct loop *loop, const char *address);
struct host *vhci_host(struct twin *twin, struct loop *loop);

#endif
