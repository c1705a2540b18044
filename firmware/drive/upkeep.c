// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

/* What the drive says of the disc's health, and where blocks are. */

#include <string.h>

#include "drive/drive.h"
#include "fw.h"

static void tell_state(const struct nfod_fw *fw, struct nfod_health_status *health)
{
	health->medium = fw->drive.medium;
	health->state = fw->drive.format ? NFOD_STORE_LOADING : fw->store.state;
	health->cause = health->state == NFOD_STORE_FAILED ? fw->store.cause :
							     (uint8_t)disc_read_only(fw);
	if (health->state == NFOD_STORE_READY && health->cause != NFOD_CAUSE_NONE)
		health->state = NFOD_STORE_READ_ONLY;
}

static void tell_defects(const struct store *s, struct nfod_health_status *health)
{
	uint32_t n;

	for (n = 0; n < s->defects; n++) {
		if (s->defect[n].kind == NFOD_DEFECT_PRIMARY)
			health->defects_primary++;
		else
			health->defects_secondary++;
	}
	health->defects_most = NFOD_ROOT_DEFECTS;
}

/* What a zone has beyond the user's own, and the zone in which least of it is left. */
static void tell_spare(const struct store *s, struct nfod_health_status *health)
{
	uint32_t bad[NFOD_MAX_ZONES] = { 0 };
	uint32_t least = UINT32_MAX, n;

	for (n = 0; n < s->defects; n++)
		if (layout_is_slot(&s->lay, s->defect[n].cluster))
			bad[layout_zone_at(&s->lay, s->defect[n].cluster)]++;
	for (n = 0; n < s->lay.zones; n++) {
		uint32_t spare = layout_spare(&s->lay, n);
		uint32_t left = spare > bad[n] ? spare - bad[n] : 0;

		if (left >= least)
			continue;
		least = left;
		health->spare_zone = (uint16_t)n;
		health->spare_left = left;
		health->spare = spare;
	}
}

static void tell_certify(const struct certify *certify, struct nfod_health_status *health)
{
	if (certify->busy)
		health->certify |= NFOD_CERTIFY_BUSY;
	if (certify->full)
		health->certify |= NFOD_CERTIFY_FULL;
	health->certify_first = certify->first;
	health->certify_next = certify->next;
	health->certify_end = certify->end;
	health->certify_found = certify->found;
}

/**
 * drive_keep_diary() - add what has happened to the diary of the disc that is in
 *
 * It gets to the disc with the next checkpoint.
 */
void drive_keep_diary(struct nfod_fw *fw)
{
	struct nfod_health *diary = &fw->store.health;
	uint64_t corrected = fw->count.symbols_corrected;
	uint32_t contacts = motion_contacts(fw);

	if (fw->store.state != NFOD_STORE_READY)
		return;
	rec_tell_health(fw, diary);
	diary->corrected += corrected - fw->drive.corrected;
	diary->contacts += contacts - fw->drive.contacts;
	fw->drive.corrected = corrected;
	fw->drive.contacts = contacts;
}

/**
 * drive_health() - fill in how the disc that is in fares
 */
void drive_health(struct nfod_fw *fw, struct nfod_health_status *health)
{
	const struct store *s = &fw->store;

	*health = (struct nfod_health_status){
		.magic = NFOD_HEALTH_MAGIC,
		.version = NFOD_WIRE_VERSION,
		.length = sizeof(*health),
		.verify = fw->rec.verify.policy,
		.settings = settings_state(fw),
	};
	tell_state(fw, health);
	if (s->state != NFOD_STORE_READY && s->state != NFOD_STORE_READ_ONLY)
		return;
	health->clusters = s->lay.clusters;
	health->user_clusters = layout_user_clusters(&s->lay);
	health->log = s->lay.positions;
	health->log_bad = s->log_bad;
	health->log_used = s->lay.positions - s->log_dead - s->log_bad;
	tell_defects(s, health);
	tell_spare(s, health);
	tell_certify(&s->certify, health);
	drive_keep_diary(fw);
	health->disc = s->health;
}

static void tell_sector(const struct nfod_fw *fw, uint64_t lba, struct nfod_location_sector *at)
{
	struct place place;
	uint32_t cluster;
	uint8_t sector;

	*at = (struct nfod_location_sector){ .cluster = NFOD_NOWHERE };
	if (!disc_locate(fw, lba, &cluster, &sector))
		return;
	map_place(&fw->disc.map, &fw->fig, cluster, &place);
	*at = (struct nfod_location_sector){
		.cluster = cluster,
		.radius_nm = (uint32_t)(place.radius * 1e9),
		.angle = (uint32_t)(uint64_t)(place.angle * 4294967296.0),
		.zone = place.zone,
		.side = place.side,
		.sector = sector,
	};
}

/**
 * drive_location() - fill in where the blocks of a user cluster are
 *
 * Return: false when there is no such cluster.
 */
bool drive_location(const struct nfod_fw *fw, uint32_t cluster, struct nfod_location *location)
{
	uint64_t first = (uint64_t)cluster * NFOD_CLUSTER_BLOCKS;
	uint32_t n;

	if (first >= disc_capacity(fw))
		return false;
	*location = (struct nfod_location){
		.magic = NFOD_LOCATE_MAGIC,
		.version = NFOD_WIRE_VERSION,
		.length = sizeof(*location),
		.user_cluster = cluster,
		.medium = fw->drive.medium,
	};
	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++)
		tell_sector(fw, first + n, &location->sector[n]);
	return true;
}
