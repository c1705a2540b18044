/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef TWIN_REDIR_H
#define TWIN_REDIR_H

#include <stdbool.h>
#include <stdint.h>
#include <usbredirparser.h>

struct rig;

/**
 * struct redir - what a usbredir guest knows of its device
 * @present: between device_connect and device_disconnect
 * @connects: how often it came
 * @interfaces: in the last interface_info
 * @endpoints: number of ep_info packets
 * @last_done: last transfer completed, by endpoint and direction
 */
struct redir {
	struct usbredirparser *parser;
	bool greeted;
	bool present;
	unsigned int connects;
	uint32_t interfaces;
	uint32_t endpoints;
	struct usb_redir_device_connect_header connect;
	struct usb_redir_interface_info_header interface_info;
	struct usb_redir_ep_info_header ep_info;
	uint64_t last_done[16][2];
};

struct redir *redir_state(struct rig *rig);
/* Wait until the device is there, or gone. */
void redir_await(struct rig *rig, bool present);
void redir_flush(struct rig *rig);
void redir_reset(struct rig *rig);

#endif
