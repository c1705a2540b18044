/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: numbers and words for people
 *
 * Text goes into a caller's buffer of NFODCTL_TEXT bytes and is returned, so
 * that calls fit into an argument list.
 */
#ifndef NFODCTL_UNITS_H
#define NFODCTL_UNITS_H

#include <stdint.h>

#define NFODCTL_TEXT 48

/* 1234567 -> "1,234,567" */
const char *text_count(char *text, uint64_t count);
/* 67108864 -> "67.1 MB" */
const char *text_bytes(char *text, uint64_t bytes);
/* 67108864 -> "64 MiB"; 67108865 -> "64.0 MiB" */
const char *text_binary_bytes(char *text, uint64_t bytes);
/* 24310 -> "24.3 ms"; from a minute on "3 min 12 s" and the like */
const char *text_time(char *text, double us);
/* Width characters of '#' and ' ' for part of whole. */
const char *text_bar(char *text, unsigned int width, uint64_t part, uint64_t whole);

const char *word_medium(unsigned int medium_state);
const char *word_recording(unsigned int recording);
const char *word_fault(uint32_t fault);
const char *word_cause(uint32_t cause);
const char *word_side(unsigned int side);
const char *word_servo_state(unsigned int state);
const char *word_retract(unsigned int retract);
const char *word_store(unsigned int state);
const char *word_verify(unsigned int policy);
const char *word_settings(unsigned int state);
const char *word_retry(unsigned int step);

/**
 * struct latency - what a histogram of nfod_drive_status says
 * @commands: counted in all
 * @p50_us: half took less; an estimate within the bucket, likewise the others
 * @p90_us: 9 of 10 took less
 * @p99_us: 99 of 100 took less
 */
struct latency {
	uint64_t commands;
	double p50_us;
	double p90_us;
	double p99_us;
};

struct latency latency_of(const uint32_t *histogram);

#endif
