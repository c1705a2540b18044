// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "twin/descriptor.h"

#include <string.h>

#define DT_INTERFACE 4
#define DT_ENDPOINT 5
#define DT_COMPANION 48
#define INTERFACE_BYTES 9
#define ENDPOINT_BYTES 7
#define COMPANION_BYTES 6
#define TYPE_BULK 2

/* Return: whether this alternate setting is the one that is in force. */
static bool add_interface(const struct port *port, struct descriptor_view *view, const uint8_t *at)
{
	struct descriptor_interface *interface = &view->interface[view->interfaces];

	if (at[2] >= PORT_INTERFACES || port->alternate[at[2]] != at[3] ||
	    view->interfaces == PORT_INTERFACES)
		return false;
	interface->number = at[2];
	interface->class = at[5];
	interface->subclass = at[6];
	interface->protocol = at[7];
	view->interfaces++;
	return true;
}

static void add_endpoint(struct descriptor_view *view, const uint8_t *at)
{
	struct descriptor_endpoint *endpoint = &view->endpoint[view->endpoints];

	if ((at[3] & 3) != TYPE_BULK || view->endpoints == PORT_ENDPOINTS)
		return;
	endpoint->address = at[2];
	endpoint->interface = view->interface[view->interfaces - 1].number;
	endpoint->max_packet = (uint16_t)(at[4] | at[5] << 8);
	view->endpoints++;
}

static void add_companion(struct descriptor_view *view, const uint8_t *at)
{
	uint32_t exponent = at[3] & 0x1f;

	if (view->endpoints && exponent)
		view->endpoint[view->endpoints - 1].streams = 1u << exponent;
}

void descriptor_look(const struct port *port, struct descriptor_view *view)
{
	bool current = false;
	uint32_t at = 0;

	memset(view, 0, sizeof(*view));
	while (at + 2 <= port->config_len) {
		const uint8_t *entry = port->config + at;
		uint8_t len = entry[0];

		if (len < 2 || at + len > port->config_len)
			return;
		if (entry[1] == DT_INTERFACE && len >= INTERFACE_BYTES)
			current = add_interface(port, view, entry);
		else if (entry[1] == DT_ENDPOINT && len >= ENDPOINT_BYTES && current)
			add_endpoint(view, entry);
		else if (entry[1] == DT_COMPANION && len >= COMPANION_BYTES && current)
			add_companion(view, entry);
		at += len;
	}
}
