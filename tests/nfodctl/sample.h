/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Good answers for the tests to print and to spoil. */
#ifndef NFODCTL_TEST_SAMPLE_H
#define NFODCTL_TEST_SAMPLE_H

#include "nfod/wire.h"
#include "nfod/wire_manage.h"
#include "nfod/wire_servo.h"

struct nfod_identify sample_identify(void);
struct nfod_drive_status sample_status(void);
struct nfod_servo_status sample_servo(void);
struct nfod_shape sample_shape(unsigned int axis);
struct nfod_health_status sample_health(void);
struct nfod_location sample_location(uint32_t user_cluster);
struct nfod_firmware sample_firmware(void);
struct nfod_fault_report sample_fault(void);

#endif
