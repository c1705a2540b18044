/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a host on the rig's port
 *
 * Sends control requests and messages and takes records, without checking what
 * they say: that is the tests' business.
 */
#ifndef UNIT_HOST_H
#define UNIT_HOST_H

#include "rig.h"

#define HOST_EPOCH 0x51u

struct rig_setup {
	uint8_t type;
	uint8_t request;
	uint16_t value;
	uint16_t index;
	uint16_t length;
};

/* Result of host_control() for a stalled request. */
#define HOST_STALL (-1)

int host_control(struct rig *rig, const struct rig_setup *setup, const void *data);
int host_get(struct rig *rig, uint8_t request, uint16_t value, uint16_t length);
int host_order(struct rig *rig, uint8_t request, uint16_t value, const void *data, uint16_t length);
int host_standard(struct rig *rig, uint8_t recipient, uint8_t request, uint16_t value,
		  uint16_t index);
void host_enumerate(struct rig *rig, enum nfod_usb_speed speed);
int host_link_reset(struct rig *rig, uint32_t epoch);
void host_open(struct rig *rig, uint8_t alt);
void host_start(struct rig *rig, uint8_t alt);
void host_again(struct rig *rig, uint8_t alt);
const struct nfod_identify *host_identify(struct rig *rig);

struct nfod_command host_command(struct rig *rig, uint8_t op, uint16_t slot, uint64_t lba,
				 uint32_t blocks);
void host_wait_credit(struct rig *rig, uint32_t len);
void host_bytes(struct rig *rig, const void *data, uint32_t len);
void host_send(struct rig *rig, const struct nfod_command *command, const void *data);
bool host_take(struct rig *rig, uint8_t ep, uint16_t stream, struct nfod_record *record,
	       void *data);
bool host_answer(struct rig *rig, uint16_t slot, struct nfod_record *record, void *data);
struct nfod_record host_do(struct rig *rig, const struct nfod_command *command, void *data);
bool host_event(struct rig *rig, struct nfod_record *record);

#endif
