// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Where an IN transfer of the device meets one of the host.
 */
#include <stdlib.h>
#include <string.h>

#include "twin/port_internal.h"
#include "twin/twin.h"

void source_free(struct source *source)
{
	free(source->copy);
	free(source);
}

/* Bytes @at.. of the segments. */
static void read_segments(const struct nfod_usb_in *in, uint32_t at, uint8_t *to, uint32_t len)
{
	for (uint16_t i = 0; i < in->segments && len; i++) {
		const struct nfod_usb_segment *segment = &in->segment[i];
		uint32_t part;

		if (at >= segment->len) {
			at -= segment->len;
			continue;
		}
		part = segment->len - at < len ? segment->len - at : len;
		memcpy(to, (const uint8_t *)segment->data + at, part);
		to += part;
		len -= part;
		at = 0;
	}
}

void source_read(const struct source *source, uint32_t at, void *to, uint32_t len)
{
	if (source->copy)
		memcpy(to, source->copy + at, len);
	else
		read_segments(source->origin, at, to, len);
}

void port_retire(struct twin *twin, struct source *source)
{
	if (source->origin) {
		source_push(&twin->port.taken, source);
		twin->work = true;
	} else {
		source_free(source);
	}
}

/* Make room for what comes, not for what the host would take at most. */
static uint8_t *grow(struct twin *twin, struct xfer *xfer, uint32_t len)
{
	xfer->data = realloc(xfer->data, xfer->done + len + !len);
	if (!xfer->data)
		twin_die("out of memory for a transfer of %u bytes", len);
	twin->port.bytes += len;
	return xfer->data + xfer->done;
}

static void move(struct twin *twin, struct xfer *xfer, struct source *source, uint32_t len)
{
	source_read(source, source->done, grow(twin, xfer, len), len);
	xfer->done += len;
	source->done += len;
}

static bool ends_short(const struct source *source, uint16_t max_packet)
{
	return source->done == source->len && (!source->len || source->len % max_packet);
}

void pipe_match(struct twin *twin, struct endpoint *endpoint, struct pipe *pipe)
{
	uint16_t max_packet = endpoint->max_packet;

	while (pipe->host.first && pipe->device.first && !endpoint->halted && !endpoint->forced &&
	       !twin->port.frozen && !twin->faults.silence) {
		struct xfer *xfer = pipe->host.first;
		struct source *source = pipe->device.first;
		uint32_t room = xfer->len - xfer->done;
		uint32_t left = source->len - source->done;
		bool babble = left > room && room % max_packet;
		bool is_short;

		if (left > room)
			left = room - room % max_packet;
		move(twin, xfer, source, left);
		is_short = ends_short(source, max_packet);
		if (source->done == source->len)
			port_retire(twin, source_pop(&pipe->device));
		if (babble || is_short || xfer->done == xfer->len)
			xfer_complete(twin, xfer_pop(&pipe->host), babble ? XFER_BABBLE : XFER_OK);
	}
}
