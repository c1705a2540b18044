/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: orders to the head
 */
#ifndef FW_SERVO_HEAD_H
#define FW_SERVO_HEAD_H

#include <stdbool.h>
#include <stdint.h>

struct nfod_fw;
struct place;
struct side_plan;

void head_park(struct nfod_fw *fw);
void head_far(struct nfod_fw *fw, const struct place *place);
void head_near(struct nfod_fw *fw, const struct place *place, uint32_t gap_pm);
void head_follow(struct nfod_fw *fw, const struct place *place, const struct side_plan *plan);
bool head_is_there(const struct nfod_fw *fw);

#endif
