/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the drive in DFU mode, as a USB device
 *
 * One interface, no endpoints but the control endpoint: what stands on the bus after the
 * drive has left it for an update, and in recovery. A board calls it in place of the firmware
 * (usb/port.h): set-up packets and resets of the bus go in here, its main loop polls, and
 * when dfu_device_is_over() says so it starts anew from the boot loader on.
 */
#ifndef FW_BOOT_DEVICE_H
#define FW_BOOT_DEVICE_H

#include "boot/dfu.h"
#include "usb/port.h"

#define DFU_DEVICE_NEVER UINT64_MAX

/**
 * struct dfu_device - its state
 * @port: device controller
 * @ctx: handed back to it
 * @serial: drive's number
 * @speed: of the bus
 * @address: given by the host
 * @configuration: 0 or 1
 * @used: the host has sent a request to the interface
 * @over: there is nothing more to be done in this mode
 * @complete_ns: a file was complete then; 0 = none is
 * @dfu: the class
 */
struct dfu_device {
	const struct nfod_usb_port_ops *port;
	void *ctx;
	const char *serial;
	enum nfod_usb_speed speed;
	uint8_t address;
	uint8_t configuration;
	bool used;
	bool over;
	uint64_t complete_ns;
	struct dfu dfu;
};

/**
 * dfu_device_init() - DFU mode begins: connect to the bus
 * @running: slot whose image runs, NFOD_SLOT_NONE = recovery
 */
void dfu_device_init(struct dfu_device *device, const struct nfod_usb_port_ops *port, void *ctx,
		     const char *serial, struct boot *boot, uint32_t running);

/**
 * dfu_device_reset() - as nfod_usb_reset()
 *
 * After the host has used the interface this ends DFU mode: a file that is in is tried, and
 * without one the image runs that ran before.
 */
void dfu_device_reset(struct dfu_device *device, enum nfod_usb_speed speed);

/**
 * dfu_device_control() - as nfod_usb_control()
 */
void dfu_device_control(struct dfu_device *device, const uint8_t setup[8], const void *data,
			uint32_t len);

/**
 * dfu_device_poll() - get on
 *
 * Return: when to call again, though the host does nothing; or DFU_DEVICE_NEVER.
 */
uint64_t dfu_device_poll(struct dfu_device *device, uint64_t now_ns);

/**
 * dfu_device_is_over() - whether the drive is to start anew
 */
bool dfu_device_is_over(const struct dfu_device *device);

#endif
