// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "inner.h"

#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "redir.h"
#include "twin/command.h"
#include "twin/twin.h"

#define SEED 1
#define FIRST_BOOT 1
#define STEPS 16
/* Who waits for something while nothing is due waits for ever. */
#define IDLE_MOST 1000

/**
 * struct inner - the twin and its host
 * @seen: what the host knows of the device, as one behind usbredir would
 * @twin: drive
 * @host: this
 * @idle: calls in a row in which there was nothing to do
 */
struct inner {
	struct redir seen;
	struct twin twin;
	struct host host;
	unsigned int idle;
};

static struct inner *inner_of(struct rig *rig)
{
	return rig->usb_state;
}

struct twin *inner_twin(struct rig *rig)
{
	return &inner_of(rig)->twin;
}

static void take_presence(void *ctx, bool present)
{
	struct inner *inner = inner_of(ctx);

	inner->seen.present = present;
	inner->seen.connects += present;
	if (present)
		inner->seen.interfaces = inner->twin.port.config[4];
}

static void take_complete(void *ctx, struct xfer *xfer, enum xfer_status status)
{
	static const enum rig_status meaning[] = {
		[XFER_OK] = RIG_OK,	    [XFER_CANCELLED] = RIG_CANCELLED,
		[XFER_STALL] = RIG_STALL,   [XFER_IOERROR] = RIG_ERROR,
		[XFER_BABBLE] = RIG_BABBLE,
	};
	bool in = (xfer->ep ? xfer->ep : xfer->setup[0]) & 0x80;

	rig_complete(ctx, (uint32_t)xfer->id, meaning[status], in ? xfer->data : NULL, xfer->done);
}

static void deliver(struct rig *rig, const struct event *event)
{
	struct twin *twin = inner_twin(rig);

	assert_int_equal(twin_deliver(twin, twin->now, event), 0);
}

static void inner_control(struct rig *rig, uint32_t id, const uint8_t setup[8], const void *data)
{
	uint32_t len = setup[0] & 0x80 ? 0 : (uint32_t)setup[6] | (uint32_t)setup[7] << 8;
	struct event event = { .type = EVENT_CONTROL, .id = id, .bytes = len, .data = (void *)data };

	memcpy(event.setup, setup, sizeof(event.setup));
	deliver(rig, &event);
}

static void inner_bulk(struct rig *rig, uint32_t id, uint8_t ep, uint16_t stream, const void *data,
		       uint32_t len)
{
	struct event event = {
		.type = ep & 0x80 ? EVENT_IN : EVENT_OUT,
		.ep = ep,
		.stream = stream,
		.id = id,
		.len = len,
	};

	if (data) {
		event.bytes = len;
		event.data = malloc(len + 1);
		assert_non_null(event.data);
		memcpy(event.data, data, len);
	}
	deliver(rig, &event);
}

static void inner_cancel(struct rig *rig, uint32_t id)
{
	deliver(rig, &(struct event){ .type = EVENT_CANCEL, .id = id });
}

static void inner_reset(struct rig *rig)
{
	deliver(rig, &(struct event){ .type = EVENT_RESET });
}

/* As the twin's loop does without a pace. */
static void inner_receive(struct rig *rig)
{
	struct inner *inner = inner_of(rig);
	struct twin *twin = &inner->twin;

	inner->idle = twin->work || twin_deadline(twin) != TWIN_NEVER ? 0 : inner->idle + 1;
	assert_true(inner->idle < IDLE_MOST);
	if (!twin->work && twin_deadline(twin) != TWIN_NEVER)
		twin_step(twin);
	for (int steps = 0; twin->work && steps < STEPS; steps++)
		twin_step(twin);
}

static bool inner_order(struct rig *rig, const char *line)
{
	struct inner *inner = inner_of(rig);

	inner->idle = 0;
	return command_run(&inner->twin, inner->twin.now, line, rig->answer);
}

/* What rig.c waits at is ready at once. */
static int inner_open(struct rig *rig)
{
	rig->fd = eventfd(1, EFD_CLOEXEC);
	return rig->fd < 0;
}

static void inner_close(struct rig *rig)
{
	close(rig->fd);
}

static const struct rig_usb rig_inner = {
	.name = "inner",
	.streams = true,
	.open = inner_open,
	.close = inner_close,
	.control = inner_control,
	.bulk = inner_bulk,
	.cancel = inner_cancel,
	.receive = inner_receive,
	.reset = inner_reset,
	.order = inner_order,
};

void inner_start(struct rig *rig, const char *firmware)
{
	struct inner *inner = calloc(1, sizeof(*inner));

	assert_non_null(inner);
	rig->usb = &rig_inner;
	rig->usb_state = inner;
	assert_int_equal(twin_init(&inner->twin, mps2_board(firmware, &inner->twin.flash),
				   NFOD_USB_SUPER, SEED, FIRST_BOOT),
			 0);
	inner->host.ops = (struct host_ops){ .present = take_presence, .complete = take_complete };
	inner->host.ctx = rig;
	inner->twin.host = &inner->host;
	rig_connect(rig);
	assert_true(rig_order(rig, "place %s", rig->disc));
	assert_true(rig_order(rig, "power on"));
}

void inner_stop(struct rig *rig)
{
	struct inner *inner = inner_of(rig);

	rig_disconnect(rig);
	twin_free(&inner->twin);
	free(inner);
	rig->usb_state = NULL;
}

void inner_put_flash(struct rig *rig, const uint8_t *cells, uint64_t seed)
{
	struct flash *flash = &inner_twin(rig)->flash;

	assert_false(inner_twin(rig)->powered);
	memcpy(flash->file, cells, FLASH_CELLS_BYTES);
	flash->random.state = seed;
}
