/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a board without hardware
 *
 * Memory, a clock that jumps, a channel engine that keeps its clusters in RAM, and
 * a USB controller that does what the test says. It checks the firmware's side of
 * each contract while it goes: bytes of a queued transfer that change, a transfer
 * queued twice, a descriptor out of range all fail the test.
 */
#ifndef UNIT_RIG_H
#define UNIT_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fw.h"
#include "nfod/format.h"

#define RIG_QUEUE 256
#define RIG_MS 1000000ull
#define RIG_S 1000000000ull

enum rig_answer {
	RIG_NOTHING,
	RIG_REPLY,
	RIG_ACK,
	RIG_STALL,
};

/**
 * struct rig_in - a transfer that the firmware has queued
 * @in: it
 * @sum: of its bytes when it was queued
 */
struct rig_in {
	struct nfod_usb_in *in;
	uint64_t sum;
};

struct rig;

/* A servo tick, ns. */
#define RIG_TICK_NS 5000u

/**
 * struct rig_flight - a head that is flown
 * @is_busy: the engine has something to do
 * @tick: a servo tick; whether the firmware is to be polled
 */
struct rig_flight {
	bool (*is_busy)(const struct rig *rig);
	bool (*tick)(struct rig *rig);
};

/**
 * struct rig_engine - a channel engine other than the rig's own
 * @power_up: registers are as they come up
 * @doorbell: orders or descriptors have come
 * @run: do what is due
 * @deadline: when there is something to do
 */
struct rig_engine {
	void (*power_up)(struct rig *rig);
	void (*doorbell)(struct rig *rig);
	void (*run)(struct rig *rig);
	uint64_t (*deadline)(const struct rig *rig);
};

#define RIG_PASSES 4096u

/**
 * struct rig_pass - a cluster has passed
 * @op: enum nfod_fe_op
 * @cluster: physical number
 * @ended_ns: when
 */
struct rig_pass {
	uint8_t op;
	uint32_t cluster;
	uint64_t ended_ns;
};

/**
 * struct rig - the board
 * @cluster: what is on the disc
 * @bad: sectors that cannot be read, by physical cluster
 * @recorded: physical clusters that have been written
 * @marked: ditto, or at least begun to be, since they were erased
 * @control: their epochs
 * @read: changes bad sectors and report of a cluster that is read, or NULL
 * @unwritable: physical clusters that cannot be written
 * @engine_dead: descriptors are never finished
 * @head_dead: orders are never carried out
 * @seen: gap error signal that the head really sees, by side, as a gap curve
 * @axial_pp_nm: run-out that it really sees
 * @corrected: symbols of each cluster read
 * @write: a cluster was written, or NULL
 * @written_count: clusters written so far
 * @pass: what has passed under the head, the last RIG_PASSES ones
 * @passes: so far
 * @in: queued transfers, in order
 * @answer: to the last control transfer
 * @test_mode: electrical test that was asked for
 * @open: endpoints, by number
 * @halted: ditto
 * @streams: of EP2
 * @flight: what is different when the head is flown, or NULL
 * @engine: that it has instead of its own, or NULL
 * @random: state of the generator
 * @cut_pieces: deliver messages in random pieces
 */
struct rig {
	struct nfod_fw *fw;
	struct nfod_frontend fe;
	struct nfod_board board;
	uint64_t now;
	struct nfod_disc_info info;
	uint8_t (*cluster)[NFOD_CLUSTER_BYTES];
	uint16_t *bad;
	bool *recorded;
	bool *marked;
	uint64_t *control;
	void (*read)(struct rig *rig, struct nfod_fe_desc *desc);
	bool *unwritable;
	bool engine_dead;
	bool head_dead;
	uint16_t seen[NFOD_SIDES][NFOD_GES_POINTS];
	uint32_t axial_pp_nm;
	uint32_t corrected;
	void (*write)(struct rig *rig, const struct nfod_fe_desc *desc);
	bool engine_busy;
	uint64_t engine_start;
	uint32_t written_count;
	struct rig_pass pass[RIG_PASSES];
	uint32_t passes;
	struct rig_in in[RIG_QUEUE];
	uint32_t in_count;
	enum rig_answer answer;
	_Alignas(uint64_t) uint8_t reply[NFOD_USB_EP0_BYTES];
	uint32_t reply_len;
	uint8_t address;
	enum nfod_usb_test_mode test_mode;
	bool connected;
	bool open[4];
	bool halted[4];
	uint16_t streams;
	uint16_t max_packet;
	const struct rig_flight *flight;
	const struct rig_engine *engine;
	uint64_t random;
	bool cut_pieces;
};

/**
 * struct rig_options - what is not as usual; 0 = all is
 * @lay: zones of its own
 */
struct rig_options {
	void (*lay)(struct nfod_disc_info *info);
	uint32_t pages;
	uint32_t zones;
	uint32_t clusters;
	uint32_t flags;
	bool no_disc;
	const struct rig_flight *flight;
	const struct rig_engine *engine;
};

uint64_t rig_random(struct rig *rig);
uint32_t rig_below(struct rig *rig, uint32_t limit);
void rig_geometry(struct nfod_disc_info *info, uint32_t zones, uint32_t clusters, uint32_t flags);
void rig_seal(struct nfod_disc_info *info);
struct rig *rig_new(const struct rig_options *options);
void rig_free(struct rig *rig);
void rig_power_up(struct rig *rig);
void rig_power_cut(struct rig *rig);
void rig_put_leadin(struct rig *rig);
void rig_blank(struct rig *rig);

void rig_step(struct rig *rig);
void rig_late_step(struct rig *rig, uint64_t duration_ns);
bool rig_is_quiet(struct rig *rig);
void rig_run(struct rig *rig, uint64_t duration_ns);
void rig_settle(struct rig *rig);

void rig_engine_finish(struct rig *rig, uint8_t failure);

struct nfod_usb_in *rig_find_in(struct rig *rig, uint8_t ep, uint16_t stream);
uint32_t rig_collect(struct rig *rig, struct nfod_usb_in *in, void *to, uint32_t size);

uint32_t rig_place(struct rig *rig, uint64_t lba);
const uint8_t *rig_block(struct rig *rig, uint64_t lba);
void rig_check(struct rig *rig);

#endif
