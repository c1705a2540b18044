/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * What a host controller has to know of a device, read from its descriptors.
 */
#ifndef NFOD_TWIN_DESCRIPTOR_H
#define NFOD_TWIN_DESCRIPTOR_H

#include <stdint.h>

#include "twin/port.h"

struct descriptor_interface {
	uint8_t number;
	uint8_t class;
	uint8_t subclass;
	uint8_t protocol;
};

/**
 * struct descriptor_endpoint - a bulk endpoint
 * @streams: highest stream identifier; 0 = none
 */
struct descriptor_endpoint {
	uint8_t address;
	uint8_t interface;
	uint16_t max_packet;
	uint32_t streams;
};

/**
 * struct descriptor_view - as things are set now
 */
struct descriptor_view {
	uint32_t interfaces;
	struct descriptor_interface interface[PORT_INTERFACES];
	uint32_t endpoints;
	struct descriptor_endpoint endpoint[PORT_ENDPOINTS];
};

void descriptor_look(const struct port *port, struct descriptor_view *view);

#endif
