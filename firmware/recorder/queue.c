// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "recorder/queue.h"

#include <string.h>

#include "recorder/recorder.h"

void queue_push(struct job_queue *queue, uint8_t job)
{
	queue->at[queue->count++] = job;
}

void queue_push_first(struct job_queue *queue, uint8_t job)
{
	memmove(&queue->at[1], &queue->at[0], queue->count);
	queue->at[0] = job;
	queue->count++;
}

/**
 * queue_push_again() - behind those that were handed over before it, ahead of all others
 */
void queue_push_again(const struct recorder *rec, struct job_queue *queue, uint8_t job)
{
	uint32_t n = 0;

	while (n < queue->count && rec->job[queue->at[n]].number &&
	       rec->job[queue->at[n]].number < rec->job[job].number)
		n++;
	memmove(&queue->at[n + 1], &queue->at[n], queue->count - n);
	queue->at[n] = job;
	queue->count++;
}

void queue_bring_first(struct job_queue *queue, uint32_t at)
{
	uint8_t job = queue->at[at];

	memmove(&queue->at[1], &queue->at[0], at);
	queue->at[0] = job;
}

uint8_t queue_pop(struct job_queue *queue)
{
	uint8_t job = queue->at[0];

	queue->count--;
	memmove(&queue->at[0], &queue->at[1], queue->count);
	return job;
}
