/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the drive as a thing with a tray
 *
 * Loading, ejecting, the door lock and the button, events and faults, and what
 * the drive says of itself.
 */
#ifndef FW_DRIVE_DRIVE_H
#define FW_DRIVE_DRIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "drive/calibrate.h"
#include "nfod/settings.h"
#include "nfod/wire.h"
#include "nfod/wire_manage.h"
#include "nfod/wire_servo.h"
#include "recorder/plan.h"

/**
 * enum drive_state - what the mechanics are at
 * @DRIVE_EMPTY: no disc to work with: tray open, or closed and empty
 * @DRIVE_STARTING: spindle runs up, run-out is measured from afar
 * @DRIVE_APPROACHING: the head is brought near
 * @DRIVE_LEADIN: the lead-in is being read
 * @DRIVE_CALIBRATING: the gap signal is measured over groove and land
 * @DRIVE_RECOVERING: the store finds out what the disc holds, or formats a blank one
 * @DRIVE_READY: at the host's service
 * @DRIVE_EMPTYING: eject: the cache is written to the disc
 * @DRIVE_STOPPING: eject: spindle runs down
 * @DRIVE_OPENING: eject: tray moves out
 * @DRIVE_FAULT: see fault
 * @DRIVE_RESTING: see fault, which may pass: the disc is tried again
 * @DRIVE_AWAY: head parked, disc at rest, nothing owed: until power-up
 */
enum drive_state {
	DRIVE_EMPTY,
	DRIVE_STARTING,
	DRIVE_APPROACHING,
	DRIVE_LEADIN,
	DRIVE_CALIBRATING,
	DRIVE_RECOVERING,
	DRIVE_READY,
	DRIVE_EMPTYING,
	DRIVE_STOPPING,
	DRIVE_OPENING,
	DRIVE_FAULT,
	DRIVE_RESTING,
	DRIVE_AWAY,
};

/**
 * struct drive - its state
 * @due_ns: end of RESTING
 * @medium: counter of comings and goings
 * @fault: enum nfod_fault
 * @warning: enum nfod_fault that it works in spite of, as last told
 * @refusal: why the disc that is in cannot be taken
 * @runout_nm: of this disc, peak to peak, as measured
 * @bump_sectors_bad: of the press' map of this disc, damaged
 * @calibration: of this disc
 * @corrected: symbols, and
 * @contacts: of the lens, since power-up, that some disc's diary has
 * @tries: times that this disc has been tried again
 * @kept: the disc that is in was READY, and is still so for the host: its cache waits
 * @format: the disc is being loaded in order to be made empty
 * @leave: AWAY is wanted instead of an open tray
 * @state: enum drive_state
 * @locked: door
 * @button: as last seen
 * @settings: in force
 * @unkept: they could not be written the last time
 */
struct drive {
	uint64_t due_ns;
	uint32_t medium;
	uint32_t fault;
	uint32_t warning;
	struct refusal refusal;
	uint32_t runout_nm;
	uint32_t bump_sectors_bad;
	struct calibration calibration;
	uint64_t corrected;
	uint32_t contacts;
	uint32_t tries;
	bool kept;
	bool format;
	bool leave;
	uint8_t state;
	bool locked;
	bool button;
	struct nfod_settings settings;
	bool unkept;
};

struct nfod_fw;
struct job;

void drive_init(struct nfod_fw *fw);
bool drive_poll(struct nfod_fw *fw);
uint64_t drive_deadline(const struct nfod_fw *fw);
void drive_leadin_done(struct nfod_fw *fw, struct job *job);
void drive_engine_dead(struct nfod_fw *fw);
void drive_tell_fault(struct nfod_fw *fw, uint32_t fault);
bool drive_load(struct nfod_fw *fw);
bool drive_eject(struct nfod_fw *fw);
bool drive_leave(struct nfod_fw *fw);
bool drive_format(struct nfod_fw *fw, uint32_t medium);
bool drive_has_disc(const struct nfod_fw *fw);
bool drive_turns_disc(const struct nfod_fw *fw);
uint8_t drive_admits(const struct nfod_fw *fw, bool change);
uint8_t drive_medium_state(const struct nfod_fw *fw);
void drive_identify(const struct nfod_fw *fw, struct nfod_identify *identify);
void drive_status(const struct nfod_fw *fw, struct nfod_drive_status *status);
void drive_keep_diary(struct nfod_fw *fw);
void drive_health(struct nfod_fw *fw, struct nfod_health_status *health);
bool drive_location(const struct nfod_fw *fw, uint32_t cluster, struct nfod_location *location);
void drive_servo_status(const struct nfod_fw *fw, struct nfod_servo_status *status);
void settings_init(struct nfod_fw *fw);
void settings_poll(struct nfod_fw *fw);
void settings_set_verify(struct nfod_fw *fw, uint8_t policy);
uint8_t settings_state(const struct nfod_fw *fw);
void drive_shape(const struct nfod_fw *fw, uint16_t axis, struct nfod_shape *shape);

#endif
