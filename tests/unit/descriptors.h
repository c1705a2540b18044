/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: descriptors as a host reads them
 *
 * A parser that knows the chapters 9 of USB 2.0 and USB 3.2 and DFU 1.1, and nothing of the
 * firmware. It fails the test for whatever is not right for the speed of the bus.
 */
#ifndef NFOD_TESTS_UNIT_DESCRIPTORS_H
#define NFOD_TESTS_UNIT_DESCRIPTORS_H

#include <stdbool.h>
#include <stdint.h>

#include "usb/port.h"

/**
 * struct tally - what a configuration has
 * @interfaces: ditto
 * @settings: of all interfaces
 * @endpoints: of all settings
 * @streams: of the endpoint that has most
 * @dfu: a functional descriptor of DFU
 */
struct tally {
	uint32_t interfaces;
	uint32_t settings;
	uint32_t endpoints;
	uint32_t streams;
	bool dfu;
};

void descriptors_device(const uint8_t *device, uint32_t len, enum nfod_usb_speed speed);
/* @type: CONFIGURATION or OTHER_SPEED_CONFIGURATION, then @speed is the other one. */
struct tally descriptors_configuration(const uint8_t *bytes, uint32_t len, uint8_t type,
				       enum nfod_usb_speed speed);
/* @device: the device descriptor, which says the same. */
void descriptors_qualifier(const uint8_t *bytes, uint32_t len, const uint8_t *device);
/* Return: whether the device can do SuperSpeed. */
bool descriptors_bos(const uint8_t *bytes, uint32_t len);

#endif
