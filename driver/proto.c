// SPDX-License-Identifier: GPL-2.0-only
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What the wire says and whether to believe it. Each check answers NULL or the
 * flaw in words, since a flaw is always told to a person and never acted upon
 * in more than one way: the link is reset.
 */
#include <linux/blkdev.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/string.h>

#include "proto.h"

static_assert(NFOD_BLOCK_BYTES % SECTOR_SIZE == 0);

#define NFOD_BLOCK_SECTORS (NFOD_BLOCK_BYTES / SECTOR_SIZE)
/* A block may come in sectors, and one entry is the trailer's. */
#define NFOD_MIN_SEGMENTS (NFOD_BLOCK_SECTORS + 1)
#define NFOD_KNOWN_ID_FLAGS (NFOD_ID_READ_ONLY | NFOD_ID_LOCKED | NFOD_ID_WRITE_CACHE)

static bool all_zero(const void *data, size_t len)
{
	return !memchr_inv(data, 0, len);
}

/* Text from outside: up to the first NUL, nothing that a terminal would obey. */
static void copy_text(char *to, const char *from, size_t len)
{
	size_t i;

	for (i = 0; i < len && from[i]; i++)
		to[i] = isascii(from[i]) && isprint(from[i]) ? from[i] : '?';
	to[i] = '\0';
}

static const char *identify_frame_flaw(const struct nfod_identify *raw, size_t len)
{
	if (len < sizeof(*raw))
		return "identify data is short";
	if (le32_to_cpu(raw->magic) != NFOD_IDENTIFY_MAGIC)
		return "identify data has another magic";
	if (le16_to_cpu(raw->version) != NFOD_WIRE_VERSION)
		return "protocol version is unknown to this driver";
	if (le16_to_cpu(raw->length) < sizeof(*raw))
		return "identify data says that it is short";
	if (raw->reserved0 || !all_zero(raw->reserved, sizeof(raw->reserved)))
		return "identify data has reserved fields set";
	return NULL;
}

static const char *geometry_flaw(const struct nfod_identify *raw, const struct nfod_identity *id)
{
	if (le32_to_cpu(raw->block_bytes) != NFOD_BLOCK_BYTES)
		return "block size is not 4096";
	if (le32_to_cpu(raw->cluster_blocks) != NFOD_CLUSTER_BLOCKS)
		return "cluster size is not 16 blocks";
	if (!id->max_blocks || id->max_blocks > NFOD_MAX_TRANSFER_BLOCKS)
		return "largest transfer is out of range";
	if (!id->max_range_blocks)
		return "largest range is zero";
	if (!id->slots || id->slots > NFOD_MAX_SLOTS)
		return "number of slots is out of range";
	if (!(id->flags & NFOD_ID_WRITE_CACHE) || (id->flags & ~NFOD_KNOWN_ID_FLAGS))
		return "flags are not those of this protocol version";
	return NULL;
}

static const char *medium_flaw(const struct nfod_identity *id)
{
	if (id->medium_state > NFOD_MEDIUM_FAULT)
		return "medium state is unknown";
	if (id->recording > NFOD_RECORDING_MAGNETO_OPTICAL)
		return "recording kind is unknown";
	if (id->fault >= NFOD_FAULT_COUNT)
		return "fault code is unknown";
	if (id->medium_state != NFOD_MEDIUM_READY)
		return id->capacity ? "capacity without a ready disc" : NULL;
	if (!id->capacity || id->capacity > NFOD_MAX_CAPACITY)
		return "capacity is out of range";
	return NULL;
}

/**
 * nfod_parse_identify() - check and convert what the drive says of itself
 * @data: as received
 * @len: bytes received
 * @id: filled in unless a flaw is found
 *
 * Return: NULL or the flaw.
 */
const char *nfod_parse_identify(const void *data, size_t len, struct nfod_identity *id)
{
	const struct nfod_identify *raw = data;
	const char *flaw = identify_frame_flaw(raw, len);

	if (flaw)
		return flaw;
	id->epoch = le32_to_cpu(raw->epoch);
	id->boot = le32_to_cpu(raw->boot);
	id->medium = le32_to_cpu(raw->medium);
	id->fault = le32_to_cpu(raw->fault);
	id->medium_state = raw->medium_state;
	id->recording = raw->recording;
	id->flags = le16_to_cpu(raw->flags);
	id->slots = le16_to_cpu(raw->slots);
	id->max_blocks = le32_to_cpu(raw->max_blocks);
	id->max_range_blocks = le32_to_cpu(raw->max_range_blocks);
	id->capacity = le64_to_cpu(raw->capacity);
	id->lost = le64_to_cpu(raw->lost);
	id->credit = le64_to_cpu(raw->credit);
	copy_text(id->serial, raw->serial, sizeof(raw->serial));
	copy_text(id->model, raw->model, sizeof(raw->model));
	copy_text(id->firmware, raw->firmware, sizeof(raw->firmware));
	copy_text(id->disc_id, raw->disc_id, sizeof(raw->disc_id));
	if (!id->serial[0])
		return "serial number is empty";
	flaw = geometry_flaw(raw, id);
	return flaw ?: medium_flaw(id);
}

/**
 * nfod_same_drive_flaw() - may the disk go on after a reset
 * @old: identity when the disk was made
 * @new: identity now
 *
 * Limits of a live queue stay as they are, so they must not have shrunk.
 *
 * Return: NULL or what has changed.
 */
const char *nfod_same_drive_flaw(const struct nfod_identity *old, const struct nfod_identity *new)
{
	if (strcmp(old->serial, new->serial))
		return "another serial number";
	if (new->slots < old->slots)
		return "fewer slots than before";
	if (new->max_blocks < old->max_blocks)
		return "a smaller largest transfer than before";
	if (new->max_range_blocks < old->max_range_blocks)
		return "a smaller largest range than before";
	return NULL;
}

/**
 * nfod_find_limits() - meet the drive's limits and the host's
 * @id: the drive
 * @host: the host controller
 * @limits: filled in unless a flaw is found
 *
 * Return: NULL or the reason why the two do not fit.
 */
const char *nfod_find_limits(const struct nfod_identity *id, const struct nfod_host *host,
			     struct nfod_limits *limits)
{
	size_t mapping = host->max_mapping - min(host->max_mapping, NFOD_COMMAND_BYTES);

	if (host->sg_tablesize < NFOD_MIN_SEGMENTS)
		return "host controller takes no scatter-gather lists";
	if (mapping < NFOD_BLOCK_BYTES)
		return "host controller cannot map one block";
	limits->max_blocks = min_t(size_t, id->max_blocks, mapping / NFOD_BLOCK_BYTES);
	limits->max_segments = min(host->sg_tablesize - 1, NFOD_MAX_TRANSFER_BLOCKS);
	limits->max_range_blocks =
		min(id->max_range_blocks, (UINT_MAX >> SECTOR_SHIFT) / NFOD_BLOCK_SECTORS);
	limits->dma_alignment = SECTOR_SIZE - 1;
	limits->virt_boundary = 0;
	if (host->whole_packets) {
		limits->dma_alignment = max_t(unsigned int, SECTOR_SIZE, host->max_packet) - 1;
		limits->virt_boundary = host->max_packet - 1;
	}
	return NULL;
}

/**
 * nfod_describe_io() - a block request in the drive's terms
 * @op: of the request
 * @fua: of the request
 * @sector: of the request, in 512 bytes
 * @bytes: of the request
 * @io: filled in
 *
 * Return: 0, -EOPNOTSUPP for operations that the drive does not have, -EINVAL
 * for a range that does not consist of blocks.
 */
int nfod_describe_io(enum req_op op, bool fua, sector_t sector, unsigned int bytes,
		     struct nfod_io *io)
{
	*io = (struct nfod_io){};
	switch (op) {
	case REQ_OP_FLUSH:
		io->op = NFOD_OP_FLUSH;
		return 0;
	case REQ_OP_READ:
		io->op = NFOD_OP_READ;
		io->data_len = bytes;
		break;
	case REQ_OP_WRITE:
		io->op = NFOD_OP_WRITE;
		io->data_len = bytes;
		io->fua = fua;
		break;
	case REQ_OP_DISCARD:
		io->op = NFOD_OP_DISCARD;
		break;
	case REQ_OP_WRITE_ZEROES:
		io->op = NFOD_OP_WRITE_ZEROES;
		io->fua = fua;
		break;
	default:
		return -EOPNOTSUPP;
	}
	if (!bytes || bytes % NFOD_BLOCK_BYTES || sector % NFOD_BLOCK_SECTORS)
		return -EINVAL;
	io->lba = sector / NFOD_BLOCK_SECTORS;
	io->blocks = bytes / NFOD_BLOCK_BYTES;
	return 0;
}

/**
 * nfod_build_command() - fill in what does not depend on the link
 * @command: its reserved bytes are zero and stay so
 * @io: what to ask for
 * @slot: where
 */
void nfod_build_command(struct nfod_command *command, const struct nfod_io *io, u16 slot)
{
	command->magic = cpu_to_le32(NFOD_COMMAND_MAGIC);
	command->op = io->op;
	command->flags = io->fua ? NFOD_CMD_FUA : 0;
	command->slot = cpu_to_le16(slot);
	command->lba = cpu_to_le64(io->lba);
	command->blocks = cpu_to_le32(io->blocks);
	command->data_len = cpu_to_le32(io->data_len);
}

static const char *frame_flaw(const struct nfod_record *record)
{
	if (le32_to_cpu(record->magic) != NFOD_RECORD_MAGIC)
		return "record has another magic";
	return NULL;
}

static const char *owner_flaw(const struct nfod_record *record, const struct nfod_expect *expect)
{
	if (le16_to_cpu(record->slot) != expect->slot)
		return "record is for another slot";
	if (le32_to_cpu(record->epoch) != expect->epoch)
		return "record is of another epoch";
	if (le32_to_cpu(record->sequence) != expect->sequence)
		return "record is for another command";
	return NULL;
}

static const char *status_flaw(const struct nfod_record *record, const struct nfod_expect *expect)
{
	if (record->status >= NFOD_ST_COUNT)
		return "status is unknown";
	if (record->status == NFOD_ST_MEDIUM_ERROR &&
	    le32_to_cpu(record->detail) >= max(expect->blocks, 1U))
		return "bad block is outside the command";
	return NULL;
}

/**
 * nfod_answer_flaw() - check what came on EP2 for a slot
 * @record: behind the data
 * @len: bytes received, data and record
 * @expect: of the slot that the transfer belongs to
 *
 * Return: NULL or the flaw.
 */
const char *nfod_answer_flaw(const struct nfod_record *record, size_t len,
			     const struct nfod_expect *expect)
{
	u32 data_len = expect->op == NFOD_OP_READ ? expect->data_len : 0;
	const char *flaw;

	if (len < data_len + NFOD_RECORD_BYTES)
		return "answer is short";
	if (len > data_len + NFOD_RECORD_BYTES)
		return "answer is long";
	flaw = frame_flaw(record);
	if (flaw)
		return flaw;
	if (record->kind != NFOD_REC_STATUS)
		return "answer is no status record";
	flaw = owner_flaw(record, expect);
	if (flaw)
		return flaw;
	if (le32_to_cpu(record->data_len) != data_len)
		return "answer has another length than asked for";
	return status_flaw(record, expect);
}

static const char *slotless_flaw(const struct nfod_record *record)
{
	if (le16_to_cpu(record->slot) != NFOD_NO_SLOT || record->sequence)
		return "notice names a slot";
	if (record->data_len)
		return "notice announces data";
	if (record->kind == NFOD_REC_CREDIT && (record->status || record->detail))
		return "credit notice says more than credit";
	if (record->kind == NFOD_REC_EVENT &&
	    (record->status < NFOD_EV_INSERTED || record->status > NFOD_EV_FAULT))
		return "event is unknown";
	return NULL;
}

/**
 * nfod_notice_flaw() - check what came on EP3, as far as no slot is needed
 * @record: as received
 * @len: bytes received
 * @alt: alternate setting of the link
 * @epoch: of the link
 * @slots: in use
 *
 * Return: NULL or the flaw.
 */
const char *nfod_notice_flaw(const struct nfod_record *record, size_t len, u8 alt, u32 epoch,
			     unsigned int slots)
{
	const char *flaw;

	if (len != NFOD_RECORD_BYTES)
		return "notice has another length than a record";
	flaw = frame_flaw(record);
	if (flaw)
		return flaw;
	if (le32_to_cpu(record->epoch) != epoch)
		return "notice is of another epoch";
	switch (record->kind) {
	case NFOD_REC_CREDIT:
	case NFOD_REC_EVENT:
		return slotless_flaw(record);
	case NFOD_REC_READY:
	case NFOD_REC_DONE:
		if (alt != NFOD_ALT_PLAIN)
			return "notice belongs to the other alternate setting";
		if (le16_to_cpu(record->slot) >= slots)
			return "notice names a slot that is not in use";
		return NULL;
	default:
		return "notice is of an unknown kind";
	}
}

/**
 * nfod_ready_flaw() - check a READY against the slot that it names
 * @record: as received, without flaw so far
 * @expect: of that slot, which is busy
 *
 * Return: NULL or the flaw.
 */
const char *nfod_ready_flaw(const struct nfod_record *record, const struct nfod_expect *expect)
{
	const char *flaw = owner_flaw(record, expect);

	if (flaw)
		return flaw;
	if (expect->op != NFOD_OP_READ)
		return "data is announced for a command that reads none";
	if (expect->announced)
		return "data is announced twice";
	if (le32_to_cpu(record->data_len) != expect->data_len)
		return "announced data has another length than asked for";
	if (record->status || record->detail)
		return "announcement has a status";
	return NULL;
}

/**
 * nfod_done_flaw() - check a DONE against the slot that it names
 * @record: as received, without flaw so far
 * @expect: of that slot, which is busy
 *
 * Return: NULL or the flaw.
 */
const char *nfod_done_flaw(const struct nfod_record *record, const struct nfod_expect *expect)
{
	const char *flaw = owner_flaw(record, expect);

	if (flaw)
		return flaw;
	if (record->data_len)
		return "end of a command announces data";
	if (expect->op == NFOD_OP_READ && expect->announced)
		return "announced data was never sent";
	if (expect->op == NFOD_OP_READ && record->status == NFOD_ST_OK)
		return "read ended well without data";
	return status_flaw(record, expect);
}

/**
 * nfod_slot_flaw() - check the answer to NFOD_REQ_SLOT
 * @data: as received
 * @len: bytes received
 * @slot: as asked
 *
 * Return: NULL or the flaw.
 */
const char *nfod_slot_flaw(const void *data, size_t len, u16 slot)
{
	const struct nfod_slot_status *raw = data;

	if (len < sizeof(*raw))
		return "slot status is short";
	if (le32_to_cpu(raw->magic) != NFOD_SLOT_MAGIC)
		return "slot status has another magic";
	if (le16_to_cpu(raw->slot) != slot)
		return "slot status is of another slot";
	if (raw->state > NFOD_SLOT_ANSWERED)
		return "slot state is unknown";
	if (raw->reserved0 || !all_zero(raw->reserved, sizeof(raw->reserved)))
		return "slot status has reserved fields set";
	return NULL;
}

/**
 * nfod_judge() - what a drive's status means to the block layer
 * @op: enum nfod_op of the command
 * @status: enum nfod_status, checked
 *
 * Return: the verdict.
 */
struct nfod_verdict nfod_judge(u8 op, u8 status)
{
	struct nfod_verdict verdict = { .action = NFOD_END, .status = BLK_STS_IOERR };

	switch (status) {
	case NFOD_ST_OK:
		verdict.status = BLK_STS_OK;
		break;
	case NFOD_ST_ABORTED:
		verdict.action = NFOD_RETRY;
		verdict.status = BLK_STS_TIMEOUT;
		break;
	case NFOD_ST_NO_MEDIUM:
	case NFOD_ST_MEDIUM_CHANGED:
	case NFOD_ST_READ_ONLY:
	case NFOD_ST_RANGE:
		verdict.look_at_medium = true;
		break;
	case NFOD_ST_MEDIUM_ERROR:
		if (op == NFOD_OP_READ)
			verdict.status = BLK_STS_MEDIUM;
		break;
	case NFOD_ST_NO_CREDIT:
		verdict.action = NFOD_RESET_LINK;
		break;
	case NFOD_ST_NO_SPACE:
		verdict.action = NFOD_RETRY_LATER;
		break;
	default:
		break;
	}
	return verdict;
}

/**
 * nfod_credit_reset() - begin an epoch
 * @credit: of the link
 * @granted: initial grant
 */
void nfod_credit_reset(struct nfod_credit *credit, u64 granted)
{
	credit->granted = granted;
	credit->sent = 0;
}

/**
 * nfod_credit_grant() - take note of a record's credit
 * @credit: of the link
 * @granted: cumulative; records of two endpoints may overtake each other
 *
 * Return: whether there is more than before.
 */
bool nfod_credit_grant(struct nfod_credit *credit, u64 granted)
{
	if (granted <= credit->granted)
		return false;
	credit->granted = granted;
	return true;
}

/**
 * nfod_credit_take() - pay for a write
 * @credit: of the link
 * @bytes: that will travel
 *
 * Return: whether there was enough.
 */
bool nfod_credit_take(struct nfod_credit *credit, u32 bytes)
{
	u64 sent;

	if (check_add_overflow(credit->sent, (u64)bytes, &sent) || sent > credit->granted)
		return false;
	credit->sent = sent;
	return true;
}

static const char *name_of(const char *const *names, size_t count, u32 value)
{
	return value < count && names[value] ? names[value] : "unknown";
}

const char *nfod_fault_name(u32 fault)
{
	static const char *const names[] = {
		[NFOD_FAULT_NONE] = "none",
		[NFOD_FAULT_UNREADABLE] = "unreadable",
		[NFOD_FAULT_FORMAT] = "format",
		[NFOD_FAULT_ENGINE] = "engine",
		[NFOD_FAULT_WRITE] = "write",
		[NFOD_FAULT_OPTICS] = "optics",
		[NFOD_FAULT_RUNOUT] = "runout",
		[NFOD_FAULT_GAP_SIGNAL] = "gap-signal",
		[NFOD_FAULT_STATE] = "state",
		[NFOD_FAULT_SURFACE] = "surface",
		[NFOD_FAULT_POWER] = "power",
		[NFOD_FAULT_FIELD] = "field",
		[NFOD_FAULT_SPIN] = "spin",
		[NFOD_FAULT_FOCUS] = "focus",
		[NFOD_FAULT_PULL_IN] = "pull-in",
		[NFOD_FAULT_TRACKING] = "tracking",
		[NFOD_FAULT_SEEK] = "seek",
		[NFOD_FAULT_TILT] = "tilt",
		[NFOD_FAULT_PROTRUSION] = "protrusion",
		[NFOD_FAULT_SHOCK] = "shock",
		[NFOD_FAULT_SUPPLY] = "supply",
		[NFOD_FAULT_TEMPERATURE] = "temperature",
		[NFOD_FAULT_LASER] = "laser",
		[NFOD_FAULT_LENS] = "lens",
		[NFOD_FAULT_WATCHDOG] = "watchdog",
		[NFOD_FAULT_MANAGEMENT] = "management",
	};

	return name_of(names, ARRAY_SIZE(names), fault);
}

/**
 * nfod_fault_words() - a fault as a sentence for the log
 * @fault: enum nfod_fault
 *
 * Return: words without an end.
 */
const char *nfod_fault_words(u32 fault)
{
	static const char *const words[] = {
		[NFOD_FAULT_NONE] = "none",
		[NFOD_FAULT_UNREADABLE] = "lead-in of the disc cannot be read",
		[NFOD_FAULT_FORMAT] = "disc format is unknown or damaged",
		[NFOD_FAULT_ENGINE] = "channel engine does not answer",
		[NFOD_FAULT_WRITE] = "cluster could not be written",
		[NFOD_FAULT_OPTICS] = "disc is made for another numerical aperture",
		[NFOD_FAULT_RUNOUT] = "disc runs out of plane further than the head can follow",
		[NFOD_FAULT_GAP_SIGNAL] = "gap signal of the disc cannot hold the head",
		[NFOD_FAULT_STATE] = "gap signal of the disc depends too much on what is recorded",
		[NFOD_FAULT_SURFACE] = "surface of the disc is too uneven to be flown over",
		[NFOD_FAULT_POWER] = "disc needs more power than the laser has",
		[NFOD_FAULT_FIELD] = "disc needs more field than the coil has",
		[NFOD_FAULT_SPIN] = "disc does not come up to speed or to rest",
		[NFOD_FAULT_FOCUS] = "no surface found: no disc, or it lies upside down",
		[NFOD_FAULT_PULL_IN] = "gap to the disc could not be closed",
		[NFOD_FAULT_TRACKING] = "no track of the disc could be held",
		[NFOD_FAULT_SEEK] = "head did not reach the track asked for",
		[NFOD_FAULT_TILT] = "disc is tilted more than the head can level",
		[NFOD_FAULT_PROTRUSION] = "disc has a protrusion that cannot be flown over",
		[NFOD_FAULT_SHOCK] = "drive is shaken too hard to stay over the disc",
		[NFOD_FAULT_SUPPLY] = "supply voltage falls",
		[NFOD_FAULT_TEMPERATURE] = "head is too hot or too cold to fly",
		[NFOD_FAULT_LASER] = "laser does not give the light it was ordered",
		[NFOD_FAULT_LENS] = "lens or disc is contaminated: clean it",
		[NFOD_FAULT_WATCHDOG] = "servo did not answer in time",
		[NFOD_FAULT_MANAGEMENT] =
			"map, log or spare of the disc will not do: see nfodctl health",
	};

	return name_of(words, ARRAY_SIZE(words), fault);
}

const char *nfod_medium_state_name(u8 state)
{
	static const char *const names[] = {
		[NFOD_MEDIUM_NONE] = "none",
		[NFOD_MEDIUM_LOADING] = "loading",
		[NFOD_MEDIUM_READY] = "ready",
		[NFOD_MEDIUM_FAULT] = "fault",
	};

	return name_of(names, ARRAY_SIZE(names), state);
}

const char *nfod_recording_name(u8 recording)
{
	static const char *const names[] = {
		[NFOD_RECORDING_NONE] = "none",
		[NFOD_RECORDING_PHASE_CHANGE] = "phase-change",
		[NFOD_RECORDING_MAGNETO_OPTICAL] = "magneto-optical",
	};

	return name_of(names, ARRAY_SIZE(names), recording);
}

const char *nfod_status_name(u8 status)
{
	static const char *const names[] = {
		[NFOD_ST_OK] = "ok",
		[NFOD_ST_ABORTED] = "aborted",
		[NFOD_ST_NO_MEDIUM] = "no disc",
		[NFOD_ST_MEDIUM_CHANGED] = "disc changed",
		[NFOD_ST_READ_ONLY] = "read-only",
		[NFOD_ST_RANGE] = "beyond the capacity",
		[NFOD_ST_INVALID] = "malformed command",
		[NFOD_ST_MEDIUM_ERROR] = "unreadable block",
		[NFOD_ST_WRITE_ERROR] = "write failed",
		[NFOD_ST_HARDWARE] = "drive fault",
		[NFOD_ST_NO_CREDIT] = "no credit",
		[NFOD_ST_NO_SPACE] = "drive is out of memory",
	};

	return name_of(names, ARRAY_SIZE(names), status);
}

/**
 * nfod_cause() - why a command failed, for the log
 * @status: enum nfod_status of its record
 * @detail: ditto
 *
 * Return: words; of a drive fault those of the fault.
 */
const char *nfod_cause(u8 status, u32 detail)
{
	return status == NFOD_ST_HARDWARE ? nfod_fault_words(detail) : nfod_status_name(status);
}
