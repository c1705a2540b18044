// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include <string.h>

#include "drive/drive.h"
#include "fw.h"

#define MODEL "nfod-ref-1"

static void put_text(char *to, uint32_t size, const char *text)
{
	uint32_t n;

	for (n = 0; n + 1 < size && text[n]; n++)
		to[n] = text[n];
}

static char *put_number(char *to, uint32_t number)
{
	uint32_t unit = 1;

	while (number / unit >= 10)
		unit *= 10;
	for (; unit; unit /= 10)
		*to++ = (char)('0' + number / unit % 10);
	return to;
}

/* Where no boot loader has chosen an image, it is the version of these sources. */
static void put_version(char to[32], const struct nfod_firmware *firmware)
{
	uint32_t version;

	if (!firmware) {
		put_text(to, 32, NFOD_FW_VERSION);
		return;
	}
	version = firmware->image_version;
	to = put_number(to, version >> 24);
	*to++ = '.';
	to = put_number(to, version >> 16 & 0xff);
	*to++ = '.';
	put_number(to, version & 0xffff);
}

uint8_t drive_medium_state(const struct nfod_fw *fw)
{
	switch (fw->drive.state) {
	case DRIVE_STARTING:
	case DRIVE_APPROACHING:
	case DRIVE_LEADIN:
	case DRIVE_CALIBRATING:
	case DRIVE_RECOVERING:
		return fw->drive.kept ? NFOD_MEDIUM_READY : NFOD_MEDIUM_LOADING;
	case DRIVE_READY:
	case DRIVE_EMPTYING:
		return NFOD_MEDIUM_READY;
	case DRIVE_RESTING:
		return fw->drive.kept ? NFOD_MEDIUM_READY : NFOD_MEDIUM_FAULT;
	case DRIVE_FAULT:
		return NFOD_MEDIUM_FAULT;
	default:
		return NFOD_MEDIUM_NONE;
	}
}

static uint16_t flags(const struct nfod_fw *fw)
{
	uint16_t bits = NFOD_ID_WRITE_CACHE;

	if (disc_read_only(fw) != NFOD_CAUSE_NONE)
		bits |= NFOD_ID_READ_ONLY;
	if (fw->drive.locked)
		bits |= NFOD_ID_LOCKED;
	return bits;
}

/**
 * drive_identify() - fill in who this is and what it takes
 */
void drive_identify(const struct nfod_fw *fw, struct nfod_identify *identify)
{
	const struct nfod_disc_info *disc = &fw->disc.map.info;

	*identify = (struct nfod_identify){
		.magic = NFOD_IDENTIFY_MAGIC,
		.version = NFOD_WIRE_VERSION,
		.length = sizeof(*identify),
		.epoch = fw->link.epoch,
		.boot = fw->board.boot,
		.medium = fw->drive.medium,
		.fault = fw->drive.fault,
		.medium_state = drive_medium_state(fw),
		.recording = disc_capacity(fw) ? (uint8_t)disc->recording : 0,
		.flags = flags(fw),
		.block_bytes = NFOD_BLOCK_BYTES,
		.cluster_blocks = NFOD_CLUSTER_BLOCKS,
		.max_blocks = DISC_MAX_BLOCKS,
		.capacity = disc_capacity(fw),
		.max_range_blocks = DISC_MAX_RANGE_BLOCKS,
		.slots = NFOD_MAX_SLOTS,
		.lost = fw->disc.lost,
		.credit = fw->link.credit,
	};
	put_text(identify->serial, sizeof(identify->serial), fw->board.serial);
	put_text(identify->model, sizeof(identify->model), MODEL);
	put_version(identify->firmware, fw->board.firmware);
	put_text(identify->disc_id, sizeof(identify->disc_id), disc->disc_id);
}

static void tell_reading(const struct nfod_fw *fw, struct nfod_drive_status *status)
{
	status->symbols_read = fw->count.symbols_read;
	status->symbols_corrected = fw->count.symbols_corrected;
	status->sectors_lost = fw->count.sectors_lost;
	status->contacts = motion_contacts(fw);
	status->head_na_milli = fw->board.fe->na_milli;
}

static void tell_disc(const struct nfod_fw *fw, struct nfod_drive_status *status)
{
	const struct nfod_disc_film *film = &fw->disc.map.info.film;
	const struct drive *drive = &fw->drive;
	uint32_t n;

	status->refused = drive->refusal.fault;
	status->figure = drive->refusal.figure;
	status->limit = drive->refusal.limit;
	status->runout_nm = drive->runout_nm;
	if (!film->na_milli)
		return;
	status->disc_na_milli = film->na_milli;
	status->rejects = film->rejects;
	for (n = 0; n < NFOD_SIDES; n++) {
		status->gap_pm[n] = fw->plan.side[n].gap_pm;
		status->set_point_q15[n] = fw->plan.side[n].set_point_q15;
		status->slope_ppm_nm[n] = fw->plan.side[n].slope_ppm_nm;
		status->stated_ppm_nm[n] = film->side[n].slope_ppm_nm;
		status->crosstalk_cdb[n] = (uint16_t)film->side[n].crosstalk_cdb;
	}
}

/**
 * drive_status() - fill in what has been done and where things are
 */
void drive_status(const struct nfod_fw *fw, struct nfod_drive_status *status)
{
	const struct counters *count = &fw->count;
	double speed = motion_speed(fw);

	*status = (struct nfod_drive_status){
		.magic = NFOD_STATUS_MAGIC,
		.version = NFOD_WIRE_VERSION,
		.length = sizeof(*status),
		.uptime_us = (fw->now - fw->start_ns) / 1000,
		.blocks_read = count->blocks_read,
		.blocks_written = count->blocks_written,
		.read_hits = count->read_hits,
		.clusters_read = count->clusters_read,
		.clusters_written = count->clusters_written,
		.flushes = count->flushes,
		.seeks = count->seeks,
		.seek_us = count->seek_ns / 1000,
		.rotate_us = count->rotate_ns / 1000,
		.transfer_us = count->transfer_ns / 1000,
		.medium_errors = count->medium_errors,
		.aborts = count->aborts,
		.link_resets = count->link_resets,
		.cache_pages = fw->cache.valid_blocks,
		.dirty_pages = fw->cache.dirty_blocks,
		.radius_nm = (uint32_t)(motion_radius(fw) * 1e9),
		.speed_mrpm = (uint32_t)(speed * 60e3 / 6.283185307179586),
		.zone = fw->rec.tail.zone,
		.side = motion_side(fw),
		.spinning = speed > 0.0,
		.read_only = disc_read_only(fw),
	};
	tell_reading(fw, status);
	tell_disc(fw, status);
	memcpy(status->read_us, count->read_us, sizeof(count->read_us));
	memcpy(status->write_us, count->write_us, sizeof(count->write_us));
}
