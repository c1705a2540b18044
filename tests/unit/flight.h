/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a head that is flown, on the rig
 *
 * servo_fake.h moves it; the engine begins with a cluster when the spot comes to where
 * that begins, and with no other.
 */
#ifndef UNIT_FLIGHT_H
#define UNIT_FLIGHT_H

#include "host.h"
#include "servo_fake.h"

/**
 * struct flight - what happens in it
 * @passing: the engine has begun with its descriptor
 * @sought: turns * 2^32 that have gone by since it looks for its cluster
 * @spoil: pull the head away in the middle of this cluster
 * @spoils: so many times
 * @shuts: or shut the write gate in it, so many times, and leave the head there
 * @begun: clusters that the engine has begun with
 * @waited: of these, first ones: the head had to wait for them
 * @place: of the engine's cluster, by the disc with this checksum
 */
struct flight {
	bool passing;
	int64_t sought;
	uint32_t spoil;
	uint32_t spoils;
	uint32_t shuts;
	uint32_t begun;
	uint32_t waited;
	struct flight_place {
		uint32_t crc;
		struct map map;
		struct place place;
	} place;
};

extern struct flight flight;

struct rig *flight_new(const struct rig_options *options);
struct rig *flight_start(void);

#endif
