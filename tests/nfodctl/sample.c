// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "sample.h"

struct nfod_identify sample_identify(void)
{
	return (struct nfod_identify){
		.magic = NFOD_IDENTIFY_MAGIC,
		.version = NFOD_WIRE_VERSION,
		.length = sizeof(struct nfod_identify),
		.epoch = 0x5eed0003,
		.boot = 0x0badcafe,
		.medium = 2,
		.medium_state = NFOD_MEDIUM_READY,
		.recording = NFOD_RECORDING_PHASE_CHANGE,
		.flags = NFOD_ID_WRITE_CACHE | NFOD_ID_LOCKED,
		.block_bytes = NFOD_BLOCK_BYTES,
		.cluster_blocks = NFOD_CLUSTER_BLOCKS,
		.max_blocks = 256,
		.capacity = 16388096,
		.max_range_blocks = 65536,
		.slots = 32,
		.lost = 0,
		.credit = UINT64_C(9007199254740993),
		.serial = "NF00000001",
		.model = "nfod-ref-1",
		.firmware = "0.1.0",
		.disc_id = "NFD-000000000000002A",
	};
}

struct nfod_drive_status sample_status(void)
{
	return (struct nfod_drive_status){
		.magic = NFOD_STATUS_MAGIC,
		.version = NFOD_WIRE_VERSION,
		.length = sizeof(struct nfod_drive_status),
		.uptime_us = 192400000,
		.blocks_read = 12500,
		.blocks_written = 31200,
		.read_hits = 5125,
		.clusters_read = 1020,
		.clusters_written = 2003,
		.flushes = 12,
		.seeks = 1204,
		.seek_us = 42260400,
		.rotate_us = 28980000,
		.transfer_us = 22010000,
		.aborts = 0,
		.link_resets = 1,
		.cache_pages = 8192,
		.dirty_pages = 1472,
		.radius_nm = 36482113,
		.speed_mrpm = 1476520,
		.zone = 12,
		.side = 1,
		.spinning = 1,
		.read_us = { [6] = 511, [7] = 20, [13] = 3, [14] = 90, [15] = 401, [16] = 250 },
		.write_us = { [5] = 900, [6] = 64, [17] = 2 },
		.symbols_read = 1000000,
		.symbols_corrected = 3100,
		.head_na_milli = 1500,
		.disc_na_milli = 1500,
		.runout_nm = 18400,
		.gap_pm = { 25000, 25000 },
		.set_point_q15 = { 12747, 9011 },
		.slope_ppm_nm = { 9900, 6000 },
		.stated_ppm_nm = { 10000, 13000 },
		.crosstalk_cdb = { (uint16_t)-2610, (uint16_t)-1590 },
		.rejects = 0xc,
	};
}

struct nfod_servo_status sample_servo(void)
{
	return (struct nfod_servo_status){
		.magic = NFOD_SERVO_MAGIC,
		.version = NFOD_WIRE_VERSION,
		.length = sizeof(struct nfod_servo_status),
		.ticks = UINT64_C(9007199254740993),
		.state = NFOD_SERVO_FOLLOW,
		.side = 1,
		.last_retract = NFOD_RETRACT_AHEAD,
		.may = 3,
		.gap_pm = 25140,
		.set_pm = 25000,
		.track_pm = (uint32_t)-1210,
		.tilt_urad = { 52, (uint32_t)-18 },
		.speed_mrpm = 2244000,
		.radius_nm = 36482113,
		.gap = {
			.rms_pm = 520,
			.peak_pm = 2010,
			.repeatable_pm = 110,
			.learned_turns = 57,
			.crossover_hz = 5020,
			.gain_margin_cdb = 745,
			.phase_margin_cdeg = 3820,
			.worst_cdb = 560,
			.trim_q15 = 33456,
		},
		.track = {
			.rms_pm = 1800,
			.peak_pm = 9000,
			.repeatable_pm = 300,
			.learned_turns = 55,
			.trim_q15 = 32768,
		},
		.pull_in_us = 1150,
		.overshoot_pm = 310,
		.ready_us = 1620000,
		.seeks = 1204,
		.seek_us = 42260400,
		.longest_seek_us = 61200,
		.jumps = 9001,
		.jump_us = 4500500,
		.retracts = { 9, 2, 7, 1, 0, 0, 0, 1 },
		.contacts = 0,
		.predicted = 0,
		.bumps = 214,
		.own_bumps = 3,
		.bump_lifts = 5204,
		.runout_nm = 18400,
		.radial_nm = 32100,
		.far_light_ppm = 991000,
		.celsius_c = (uint16_t)-250,
		.supply_mv = 5012,
		.recalibrations = 1,
		.bump_sectors_bad = 2,
	};
}

struct nfod_shape sample_shape(unsigned int axis)
{
	struct nfod_shape shape = {
		.magic = NFOD_SHAPE_MAGIC,
		.axis = (uint16_t)axis,
		.harmonics = NFOD_SHAPE_HARMONICS,
		.radius_nm = 36482113,
		.turns = 57 - axis,
	};

	for (uint32_t n = 0; n < NFOD_SHAPE_HARMONICS; n++) {
		shape.re_pm[n] = 3000000 / (n + 1) / (n + 1);
		shape.im_pm[n] = 0u - 4000000 / (n + 1) / (n + 1);
	}
	return shape;
}

struct nfod_health_status sample_health(void)
{
	return (struct nfod_health_status){
		.magic = NFOD_HEALTH_MAGIC,
		.version = NFOD_WIRE_VERSION,
		.length = sizeof(struct nfod_health_status),
		.medium = 2,
		.state = NFOD_STORE_READY,
		.verify = NFOD_VERIFY_SUSPICION,
		.certify = NFOD_CERTIFY_BUSY | NFOD_CERTIFY_FULL,
		.clusters = 1100000,
		.user_clusters = 1024256,
		.defects_primary = 3,
		.defects_secondary = 17,
		.defects_most = 4096,
		.spare_zone = 12,
		.spare_left = 512,
		.spare = 2048,
		.log = 5504,
		.log_used = 1204,
		.log_bad = 2,
		.certify_first = 1000,
		.certify_next = 26000,
		.certify_end = 1001000,
		.certify_found = 1,
		.disc = {
			.version = 1,
			.bytes = sizeof(struct nfod_health),
			.loads = 42,
			.unclean = 1,
			.checkpoints = 1543,
			.log_clusters = 98765,
			.clusters = 123456,
			.merged = 4321,
			.reassigned = 9,
			.write_failures = 8,
			.read_failures = 0,
			.contacts = 2,
			.corrected = UINT64_C(9007199254740993),
			.retries = 51,
			.power_uw = { 3200, 3120 },
			.tried = { 40, 6, 4, [NFOD_RETRY_DOUBT] = 1 },
			.helped = { 37, 2, 3 },
			.verified = 1234,
			.refused = 3,
			.calibrations = 68,
			.uncalibrated = 1,
		},
	};
}

/* The last but one is nowhere. */
struct nfod_location sample_location(uint32_t user_cluster)
{
	struct nfod_location location = {
		.magic = NFOD_LOCATE_MAGIC,
		.version = NFOD_WIRE_VERSION,
		.length = sizeof(location),
		.user_cluster = user_cluster,
		.medium = 2,
	};

	for (unsigned int n = 0; n < NFOD_CLUSTER_BLOCKS; n++)
		location.sector[n] = (struct nfod_location_sector){
			.cluster = 501 + n,
			.radius_nm = 36482113,
			.angle = 0x40000000u,
			.zone = 12,
			.side = 1,
			.sector = (uint8_t)n,
		};
	location.sector[14] = (struct nfod_location_sector){ .cluster = NFOD_NOWHERE };
	return location;
}

struct nfod_firmware sample_firmware(void)
{
	return (struct nfod_firmware){
		.magic = NFOD_FIRMWARE_MAGIC,
		.version = NFOD_WIRE_VERSION,
		.length = sizeof(struct nfod_firmware),
		.hardware = 2,
		.security = 3,
		.slot = 1,
		.trial = 1,
		.verdict = 16,
		.image_version = 0x01020003,
		.other_version = 0x01020002,
	};
}

struct nfod_fault_report sample_fault(void)
{
	return (struct nfod_fault_report){
		.magic = NFOD_FAULT_REPORT_MAGIC,
		.version = NFOD_WIRE_VERSION,
		.length = sizeof(struct nfod_fault_report),
		.present = 1,
		.record = {
			.magic = NFOD_FAULT_MAGIC,
			.version = NFOD_FAULT_VERSION,
			.bytes = sizeof(struct nfod_fault_record),
			.cause = NFOD_FAULT_HANG,
			.r = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 },
			.sp = 0x20010ff0,
			.lr = 0x60041235,
			.pc = 0x60042468,
			.faults = 2,
			.stacked = 3,
			.stack = { 0xdead, 0xbeef, 0xcafe },
		},
	};
}
