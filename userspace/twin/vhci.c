// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * USB/IP without a network: one end of a socket pair is given to this machine's
 * vhci-hcd, which then sees a device on one of its ports.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "twin/usbip.h"

#define VHCI_DIRECTORY "/sys/devices/platform/vhci_hcd.0/"
#define STATE_FREE 4
#define NO_PORT (-1)
/* A port is free again that long after its device has gone, at most. */
#define FREE_MS 500
#define LOOK_MS 5

/**
 * struct vhci - the transport
 * @attach_due: a device has come; the kernel is to be told from the loop
 * @port: where it was before, as a cable stays in its socket
 */
struct vhci {
	struct host host;
	struct twin *twin;
	struct usbip usbip;
	bool attach_due;
	int port;
};

/* Return: a free port for devices of this speed, @wanted if it is free, or NO_PORT. */
static int find_port(bool super, int wanted)
{
	FILE *file = fopen(VHCI_DIRECTORY "status", "re");
	char line[256], hub[8];
	unsigned int number, state;
	int found = NO_PORT;

	if (!file)
		twin_die("%sstatus: %s; modprobe vhci-hcd", VHCI_DIRECTORY, strerror(errno));
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%7s %u %u", hub, &number, &state) == 3 && state == STATE_FREE &&
		    !strcmp(hub, super ? "ss" : "hs") &&
		    (found == NO_PORT || (int)number == wanted))
			found = (int)number;
	fclose(file);
	return found;
}

/* The same one as before, which the kernel may not have done with yet. */
static int await_port(bool super, int wanted)
{
	const struct timespec moment = { .tv_nsec = LOOK_MS * 1000000l };
	int found = find_port(super, wanted);

	for (int ms = 0; ms < FREE_MS && wanted != NO_PORT && found != wanted; ms += LOOK_MS) {
		nanosleep(&moment, NULL);
		found = find_port(super, wanted);
	}
	return found;
}

static int tell_kernel(int port, int fd, enum usbip_speed speed)
{
	int file = open(VHCI_DIRECTORY "attach", O_WRONLY | O_CLOEXEC);
	char text[64];
	int len, result;

	if (file < 0)
		return -1;
	len = snprintf(text, sizeof(text), "%d %d %u %d", port, fd, USBIP_BUS << 16 | USBIP_DEVICE,
		       speed);
	result = write(file, text, (size_t)len) == len ? 0 : -1;
	close(file);
	return result;
}

static void attach(struct vhci *vhci)
{
	enum usbip_speed speed = usbip_speed_of(&vhci->twin->port);
	int port = await_port(speed == USBIP_SPEED_SUPER, vhci->port);
	int pair[2];

	vhci->attach_due = false;
	vhci->port = port;
	if (port == NO_PORT) {
		twin_say("vhci-hcd has no free port; detach another device, then unplug and plug");
		return;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		twin_die("no socket pair: %s", strerror(errno));
	peer_open(&vhci->usbip.peer, pair[0]);
	usbip_begin(&vhci->usbip);
	if (tell_kernel(port, pair[1], speed)) {
		twin_say("%sattach: %s; run as root", VHCI_DIRECTORY, strerror(errno));
		usbip_drop(&vhci->usbip);
	}
	close(pair[1]);
	snprintf(vhci->host.where, sizeof(vhci->host.where), "vhci port %d", port);
}

static void vhci_present(void *ctx, bool present)
{
	struct vhci *vhci = ctx;

	if (!present && peer_is_open(&vhci->usbip.peer))
		usbip_drop(&vhci->usbip);
	vhci->attach_due = present;
}

static void vhci_complete(void *ctx, struct xfer *xfer, enum xfer_status status)
{
	struct vhci *vhci = ctx;

	usbip_complete(&vhci->usbip, xfer, status);
}

static bool vhci_receive(void *ctx)
{
	struct vhci *vhci = ctx;
	struct usbip *usbip = &vhci->usbip;
	bool arrived;

	if (!peer_is_open(&usbip->peer))
		return false;
	arrived = usbip_receive(usbip);
	if (peer_is_open(&usbip->peer) && (usbip->broken || (usbip->peer.ended && !arrived))) {
		twin_say("the kernel has let go of the device");
		usbip_drop(usbip);
	}
	return arrived;
}

static void vhci_flush(void *ctx)
{
	struct vhci *vhci = ctx;
	struct peer *peer = &vhci->usbip.peer;

	/* Before anybody waits for what the kernel may send. */
	if (vhci->attach_due)
		attach(vhci);
	if (peer_is_open(peer) && !peer->blocked && peer_flush(peer))
		peer->ended = true;
}

static void vhci_close(void *ctx)
{
	struct vhci *vhci = ctx;

	usbip_free(&vhci->usbip);
	free(vhci);
}

struct host *vhci_host(struct twin *twin, struct loop *loop)
{
	struct vhci *vhci = calloc(1, sizeof(*vhci));

	if (!vhci)
		twin_die("out of memory");
	vhci->host = (struct host){
		.ops = { .present = vhci_present, .complete = vhci_complete },
		.ctx = vhci,
		.receive = vhci_receive,
		.flush = vhci_flush,
		.close = vhci_close,
	};
	snprintf(vhci->host.where, sizeof(vhci->host.where), "vhci");
	vhci->twin = twin;
	vhci->port = NO_PORT;
	usbip_init(&vhci->usbip, twin, loop);
	if (access(VHCI_DIRECTORY "attach", W_OK))
		twin_die("%sattach: %s; as root, modprobe vhci-hcd", VHCI_DIRECTORY,
			 strerror(errno));
	return &vhci->host;
}
