/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: checking what a drive answers
 *
 * Nothing here knows USB: bytes in, a structure or a reason out. What has
 * passed these checks may be printed and calculated with.
 */
#ifndef NFODCTL_ANSWER_H
#define NFODCTL_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "nfod/wire.h"
#include "nfod/wire_manage.h"
#include "nfod/wire_servo.h"

#define NFODCTL_WHY 160

/**
 * answer_identify() - check an answer to NFOD_REQ_IDENTIFY
 * @data: as received
 * @len: bytes received
 * @id: filled when the answer is good
 * @why: told in one line otherwise, NFODCTL_WHY bytes
 *
 * Return: whether the answer is good
 */
bool answer_identify(const void *data, size_t len, struct nfod_identify *id, char *why);

/**
 * answer_status() - check an answer to NFOD_REQ_STATUS, like answer_identify()
 */
bool answer_status(const void *data, size_t len, struct nfod_drive_status *status, char *why);

/**
 * answer_servo() - check an answer to NFOD_REQ_SERVO, like answer_identify()
 */
bool answer_servo(const void *data, size_t len, struct nfod_servo_status *servo, char *why);

/**
 * answer_shape() - check an answer to NFOD_REQ_SHAPE, like answer_identify()
 * @axis: that was asked for
 */
bool answer_shape(const void *data, size_t len, unsigned int axis, struct nfod_shape *shape,
		  char *why);

/**
 * answer_firmware() - check an answer to NFOD_REQ_FIRMWARE, like answer_identify()
 */
bool answer_firmware(const void *data, size_t len, struct nfod_firmware *firmware, char *why);

/**
 * answer_fault() - check an answer to NFOD_REQ_FAULT, like answer_identify()
 */
bool answer_fault(const void *data, size_t len, struct nfod_fault_report *report, char *why);

/**
 * answer_health() - check an answer to NFOD_REQ_HEALTH, like answer_identify()
 */
bool answer_health(const void *data, size_t len, struct nfod_health_status *health, char *why);

/**
 * answer_location() - check an answer to NFOD_REQ_LOCATE, like answer_identify()
 * @user_cluster: that was asked for
 */
bool answer_location(const void *data, size_t len, uint32_t user_cluster,
		     struct nfod_location *location, char *why);

/**
 * answer_trace() - check an answer to NFOD_REQ_TRACE, like answer_identify()
 * @setup: of the recording that was started, its records not 0
 * @chunk: that was asked for
 * @head: filled when the answer is good; as many records as it says follow in @data
 *
 * Samples are not looked at: any float is an answer, numbers or not.
 */
bool answer_trace(const void *data, size_t len, const struct nfod_trace_setup *setup,
		  unsigned int chunk, struct nfod_trace_chunk *head, char *why);

#endif
