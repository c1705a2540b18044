/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Between the two halves of the port: pipes (pipe.c) and transfers (port.c). */
#ifndef NFOD_TWIN_PORT_INTERNAL_H
#define NFOD_TWIN_PORT_INTERNAL_H

#include "twin/port.h"

static inline struct endpoint *port_endpoint(struct port *port, uint8_t ep)
{
	return &port->endpoint[(ep & 0x0f) | (ep & 0x80 ? 16 : 0)];
}

static inline uint8_t port_address(unsigned int index)
{
	return (uint8_t)(index & 0x0f) | (index & 16 ? 0x80 : 0);
}

static inline void xfer_list_init(struct xfer_list *list)
{
	list->first = NULL;
	list->end = &list->first;
}

static inline void xfer_push(struct xfer_list *list, struct xfer *xfer)
{
	xfer->next = NULL;
	*list->end = xfer;
	list->end = &xfer->next;
}

static inline struct xfer *xfer_pop(struct xfer_list *list)
{
	struct xfer *xfer = list->first;

	list->first = xfer->next;
	if (!list->first)
		list->end = &list->first;
	return xfer;
}

/* End a transfer that is in no list any more. */
void xfer_complete(struct twin *twin, struct xfer *xfer, enum xfer_status status);
void xfer_free(struct port *port, struct xfer *xfer);

/* Move IN data as far as both sides want. */
void pipe_match(struct twin *twin, struct endpoint *endpoint, struct pipe *pipe);

#endif
