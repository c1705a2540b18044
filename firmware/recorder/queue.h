/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: jobs in order
 */
#ifndef FW_RECORDER_QUEUE_H
#define FW_RECORDER_QUEUE_H

#include <stdint.h>

#define REC_JOBS 8u

struct recorder;

/**
 * struct job_queue - jobs in order, by number
 */
struct job_queue {
	uint8_t count;
	uint8_t at[REC_JOBS];
};

void queue_push(struct job_queue *queue, uint8_t job);
void queue_push_first(struct job_queue *queue, uint8_t job);
void queue_push_again(const struct recorder *rec, struct job_queue *queue, uint8_t job);
void queue_bring_first(struct job_queue *queue, uint32_t at);
uint8_t queue_pop(struct job_queue *queue);

#endif
