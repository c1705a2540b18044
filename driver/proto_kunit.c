// SPDX-License-Identifier: GPL-2.0-only
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Everything that a drive can get wrong, shown to the functions that check it:
 * each case patches one field of a message that is right.
 */
#include <kunit/test.h>
#include <linux/blkdev.h>
#include <linux/module.h>

#include "proto.h"

#define NFOD_NAME_BYTES 64

/**
 * struct patch - one field of a good message gone bad
 * @name: of the case
 * @at: offset of the field
 * @bytes: its size
 * @value: to put there
 * @flaw: that has to be found, NULL for none
 */
struct patch {
	const char *name;
	size_t at;
	size_t bytes;
	u64 value;
	const char *flaw;
};

#define AT(field) offsetof(struct nfod_identify, field)

static void apply(void *message, const struct patch *patch)
{
	__le64 value = cpu_to_le64(patch->value);

	memcpy(message + patch->at, &value, patch->bytes);
}

static void describe_patch(const struct patch *patch, char *desc)
{
	strscpy(desc, patch->name, NFOD_NAME_BYTES);
}

static void expect_flaw(struct kunit *test, const char *found, const char *flaw)
{
	if (!flaw)
		KUNIT_EXPECT_STREQ(test, found ?: "none", "none");
	else
		KUNIT_EXPECT_STREQ(test, found ?: "none", flaw);
}

/* identify */

static void good_identify(struct nfod_identify *raw)
{
	*raw = (struct nfod_identify){
		.magic = cpu_to_le32(NFOD_IDENTIFY_MAGIC),
		.version = cpu_to_le16(NFOD_WIRE_VERSION),
		.length = cpu_to_le16(sizeof(*raw)),
		.epoch = cpu_to_le32(7),
		.boot = cpu_to_le32(11),
		.medium = cpu_to_le32(3),
		.medium_state = NFOD_MEDIUM_READY,
		.recording = NFOD_RECORDING_PHASE_CHANGE,
		.flags = cpu_to_le16(NFOD_ID_WRITE_CACHE),
		.block_bytes = cpu_to_le32(NFOD_BLOCK_BYTES),
		.cluster_blocks = cpu_to_le32(NFOD_CLUSTER_BLOCKS),
		.max_blocks = cpu_to_le32(256),
		.capacity = cpu_to_le64(1000000),
		.max_range_blocks = cpu_to_le32(65536),
		.slots = cpu_to_le16(32),
		.credit = cpu_to_le64(4 << 20),
		.serial = "NF0001",
		.model = "nfod reference",
		.firmware = "1.0.0",
		.disc_id = "D-42",
	};
}

static const struct patch identify_patches[] = {
	{ "good", AT(boot), 4, 12, NULL },
	{ "magic", AT(magic), 4, 0, "identify data has another magic" },
	{ "old version", AT(version), 2, 0, "protocol version is unknown to this driver" },
	{ "new version", AT(version), 2, 2, "protocol version is unknown to this driver" },
	{ "length 0", AT(length), 2, 0, "identify data says that it is short" },
	{ "length 255", AT(length), 2, 255, "identify data says that it is short" },
	{ "longer than known", AT(length), 2, 512, NULL },
	{ "reserved0", AT(reserved0), 2, 1, "identify data has reserved fields set" },
	{ "first reserved byte", AT(reserved[0]), 1, 1, "identify data has reserved fields set" },
	{ "last reserved byte", AT(reserved[47]), 1, 0x80,
	  "identify data has reserved fields set" },
	{ "no serial number", AT(serial[0]), 1, 0, "serial number is empty" },
	{ "block of 512", AT(block_bytes), 4, 512, "block size is not 4096" },
	{ "block of 0", AT(block_bytes), 4, 0, "block size is not 4096" },
	{ "cluster of 0", AT(cluster_blocks), 4, 0, "cluster size is not 16 blocks" },
	{ "cluster of 32", AT(cluster_blocks), 4, 32, "cluster size is not 16 blocks" },
	{ "transfer of 0", AT(max_blocks), 4, 0, "largest transfer is out of range" },
	{ "transfer of 1", AT(max_blocks), 4, 1, NULL },
	{ "transfer of 257", AT(max_blocks), 4, 257, "largest transfer is out of range" },
	{ "transfer of 4 G", AT(max_blocks), 4, U32_MAX, "largest transfer is out of range" },
	{ "range of 0", AT(max_range_blocks), 4, 0, "largest range is zero" },
	{ "range of 4 G", AT(max_range_blocks), 4, U32_MAX, NULL },
	{ "no slots", AT(slots), 2, 0, "number of slots is out of range" },
	{ "one slot", AT(slots), 2, 1, NULL },
	{ "33 slots", AT(slots), 2, 33, "number of slots is out of range" },
	{ "65535 slots", AT(slots), 2, U16_MAX, "number of slots is out of range" },
	{ "no write cache", AT(flags), 2, 0, "flags are not those of this protocol version" },
	{ "unknown flag", AT(flags), 2, 0x8004, "flags are not those of this protocol version" },
	{ "read-only and locked", AT(flags), 2, 7, NULL },
	{ "medium state 4", AT(medium_state), 1, 4, "medium state is unknown" },
	{ "recording 3", AT(recording), 1, 3, "recording kind is unknown" },
	{ "fault beyond all", AT(fault), 4, NFOD_FAULT_COUNT, "fault code is unknown" },
	{ "capacity without a disc", AT(medium_state), 1, NFOD_MEDIUM_NONE,
	  "capacity without a ready disc" },
	{ "capacity while loading", AT(medium_state), 1, NFOD_MEDIUM_LOADING,
	  "capacity without a ready disc" },
	{ "capacity of a faulty disc", AT(medium_state), 1, NFOD_MEDIUM_FAULT,
	  "capacity without a ready disc" },
	{ "ready but empty", AT(capacity), 8, 0, "capacity is out of range" },
	{ "one block", AT(capacity), 8, 1, NULL },
	{ "largest capacity", AT(capacity), 8, NFOD_MAX_CAPACITY, NULL },
	{ "larger capacity", AT(capacity), 8, NFOD_MAX_CAPACITY + 1, "capacity is out of range" },
	{ "capacity of all ones", AT(capacity), 8, U64_MAX, "capacity is out of range" },
};

KUNIT_ARRAY_PARAM(identify, identify_patches, describe_patch);

static void identify_flaws(struct kunit *test)
{
	const struct patch *patch = test->param_value;
	struct nfod_identify raw;
	struct nfod_identity id;

	good_identify(&raw);
	apply(&raw, patch);
	expect_flaw(test, nfod_parse_identify(&raw, sizeof(raw), &id), patch->flaw);
}

static void identify_short(struct kunit *test)
{
	struct nfod_identify raw;
	struct nfod_identity id;
	size_t len;

	good_identify(&raw);
	for (len = 0; len < sizeof(raw); len++)
		KUNIT_EXPECT_STREQ(test, nfod_parse_identify(&raw, len, &id) ?: "none",
				   "identify data is short");
}

static void identify_values(struct kunit *test)
{
	struct nfod_identify raw;
	struct nfod_identity id;

	good_identify(&raw);
	KUNIT_ASSERT_NULL(test, nfod_parse_identify(&raw, sizeof(raw), &id));
	KUNIT_EXPECT_EQ(test, id.epoch, 7);
	KUNIT_EXPECT_EQ(test, id.boot, 11);
	KUNIT_EXPECT_EQ(test, id.medium, 3);
	KUNIT_EXPECT_EQ(test, id.slots, 32);
	KUNIT_EXPECT_EQ(test, id.max_blocks, 256);
	KUNIT_EXPECT_EQ(test, id.max_range_blocks, 65536);
	KUNIT_EXPECT_EQ(test, id.capacity, 1000000);
	KUNIT_EXPECT_EQ(test, id.credit, 4 << 20);
	KUNIT_EXPECT_STREQ(test, id.serial, "NF0001");
	KUNIT_EXPECT_STREQ(test, id.model, "nfod reference");
	KUNIT_EXPECT_STREQ(test, id.firmware, "1.0.0");
	KUNIT_EXPECT_STREQ(test, id.disc_id, "D-42");
}

/* Text goes to logs and to udev: no control characters, always an end. */
static void identify_text(struct kunit *test)
{
	struct nfod_identify raw;
	struct nfod_identity id;

	good_identify(&raw);
	memset(raw.serial, 'x', sizeof(raw.serial));
	memcpy(raw.model, "a\033[2J\n\xff.", 9);
	KUNIT_ASSERT_NULL(test, nfod_parse_identify(&raw, sizeof(raw), &id));
	KUNIT_EXPECT_EQ(test, strlen(id.serial), sizeof(raw.serial));
	KUNIT_EXPECT_STREQ(test, id.model, "a?[2J??.");
}

struct same_case {
	const char *name;
	const char *serial;
	u16 slots;
	u32 max_blocks;
	u32 max_range_blocks;
	const char *flaw;
};

static const struct same_case same_cases[] = {
	{ "the same", "A", 32, 256, 100, NULL },
	{ "grown", "A", 32, 256, 200, NULL },
	{ "another drive", "B", 32, 256, 100, "another serial number" },
	{ "fewer slots", "A", 31, 256, 100, "fewer slots than before" },
	{ "smaller transfers", "A", 32, 255, 100, "a smaller largest transfer than before" },
	{ "smaller ranges", "A", 32, 256, 99, "a smaller largest range than before" },
};

static void describe_same(const struct same_case *same, char *desc)
{
	strscpy(desc, same->name, NFOD_NAME_BYTES);
}

KUNIT_ARRAY_PARAM(same, same_cases, describe_same);

static void same_drive(struct kunit *test)
{
	const struct same_case *same = test->param_value;
	struct nfod_identity old = { .slots = 32, .max_blocks = 256, .max_range_blocks = 100 };
	struct nfod_identity new = {
		.slots = same->slots,
		.max_blocks = same->max_blocks,
		.max_range_blocks = same->max_range_blocks,
	};

	strscpy(old.serial, "A", sizeof(old.serial));
	strscpy(new.serial, same->serial, sizeof(new.serial));
	expect_flaw(test, nfod_same_drive_flaw(&old, &new), same->flaw);
}

static struct kunit_case identify_cases[] = { KUNIT_CASE_PARAM(identify_flaws, identify_gen_params),
					      KUNIT_CASE(identify_short),
					      KUNIT_CASE(identify_values),
					      KUNIT_CASE(identify_text),
					      KUNIT_CASE_PARAM(same_drive, same_gen_params),
					      {} };

static struct kunit_suite identify_suite = {
	.name = "nfod-identify",
	.test_cases = identify_cases,
};

/* limits */

struct limit_case {
	const char *name;
	struct nfod_host host;
	u32 max_blocks;
	u32 max_range_blocks;
	struct nfod_limits limits;
	const char *flaw;
};

static const struct limit_case limit_cases[] = {
	{ "xHCI", { ~0U, SIZE_MAX, 1024, false }, 256, 1000, { 256, 256, 1000, 511, 0 }, NULL },
	{ "USB/IP", { 32, SIZE_MAX, 512, false }, 256, 1000, { 256, 31, 1000, 511, 0 }, NULL },
	{ "whole packets of 512",
	  { ~0U, SIZE_MAX, 512, true },
	  256,
	  1000,
	  { 256, 256, 1000, 511, 511 },
	  NULL },
	{ "whole packets of 1024",
	  { ~0U, SIZE_MAX, 1024, true },
	  256,
	  1000,
	  { 256, 256, 1000, 1023, 1023 },
	  NULL },
	{ "bounce buffers of 256 KiB",
	  { ~0U, 256 << 10, 512, false },
	  256,
	  1000,
	  { 63, 256, 1000, 511, 0 },
	  NULL },
	{ "small", { ~0U, SIZE_MAX, 512, false }, 1, 1000, { 1, 256, 1000, 511, 0 }, NULL },
	{ "range beyond bio",
	  { ~0U, SIZE_MAX, 512, false },
	  256,
	  U32_MAX,
	  { 256, 256, (U32_MAX >> 9) / 8, 511, 0 },
	  NULL },
	{ "no lists",
	  { 0, SIZE_MAX, 512, false },
	  256,
	  1000,
	  {},
	  "host controller takes no scatter-gather lists" },
	{ "lists of 8",
	  { 8, SIZE_MAX, 512, false },
	  256,
	  1000,
	  {},
	  "host controller takes no scatter-gather lists" },
	{ "lists of 9", { 9, SIZE_MAX, 512, false }, 256, 1000, { 256, 8, 1000, 511, 0 }, NULL },
	{ "tiny mapping",
	  { 32, 4096, 512, false },
	  256,
	  1000,
	  {},
	  "host controller cannot map one block" },
	{ "no mapping",
	  { 32, 0, 512, false },
	  256,
	  1000,
	  {},
	  "host controller cannot map one block" },
};

static void describe_limit(const struct limit_case *limit, char *desc)
{
	strscpy(desc, limit->name, NFOD_NAME_BYTES);
}

KUNIT_ARRAY_PARAM(limit, limit_cases, describe_limit);

static void limits_found(struct kunit *test)
{
	const struct limit_case *limit = test->param_value;
	struct nfod_identity id = {
		.max_blocks = limit->max_blocks,
		.max_range_blocks = limit->max_range_blocks,
	};
	struct nfod_limits limits;
	const char *flaw = nfod_find_limits(&id, &limit->host, &limits);

	expect_flaw(test, flaw, limit->flaw);
	if (flaw)
		return;
	KUNIT_EXPECT_EQ(test, limits.max_blocks, limit->limits.max_blocks);
	KUNIT_EXPECT_EQ(test, limits.max_segments, limit->limits.max_segments);
	KUNIT_EXPECT_EQ(test, limits.max_range_blocks, limit->limits.max_range_blocks);
	KUNIT_EXPECT_EQ(test, limits.dma_alignment, limit->limits.dma_alignment);
	KUNIT_EXPECT_EQ(test, limits.virt_boundary, limit->limits.virt_boundary);
}

static struct kunit_case limits_cases[] = { KUNIT_CASE_PARAM(limits_found, limit_gen_params), {} };

static struct kunit_suite limits_suite = {
	.name = "nfod-limits",
	.test_cases = limits_cases,
};

/* requests to commands */

struct io_case {
	const char *name;
	enum req_op op;
	bool fua;
	sector_t sector;
	unsigned int bytes;
	int ret;
	struct nfod_io io;
};

static const struct io_case io_cases[] = {
	{ "read", REQ_OP_READ, false, 80, 8192, 0, { NFOD_OP_READ, false, 10, 2, 8192 } },
	{ "read has no fua", REQ_OP_READ, true, 0, 4096, 0, { NFOD_OP_READ, false, 0, 1, 4096 } },
	{ "write", REQ_OP_WRITE, false, 8, 4096, 0, { NFOD_OP_WRITE, false, 1, 1, 4096 } },
	{ "write fua", REQ_OP_WRITE, true, 8, 4096, 0, { NFOD_OP_WRITE, true, 1, 1, 4096 } },
	{ "largest write",
	  REQ_OP_WRITE,
	  false,
	  0,
	  1 << 20,
	  0,
	  { NFOD_OP_WRITE, false, 0, 256, 1 << 20 } },
	{ "flush", REQ_OP_FLUSH, false, -1, 0, 0, { NFOD_OP_FLUSH, false, 0, 0, 0 } },
	{ "discard", REQ_OP_DISCARD, false, 16, 65536, 0, { NFOD_OP_DISCARD, false, 2, 16, 0 } },
	{ "zeroes",
	  REQ_OP_WRITE_ZEROES,
	  false,
	  16,
	  65536,
	  0,
	  { NFOD_OP_WRITE_ZEROES, false, 2, 16, 0 } },
	{ "zeroes fua",
	  REQ_OP_WRITE_ZEROES,
	  true,
	  16,
	  4096,
	  0,
	  { NFOD_OP_WRITE_ZEROES, true, 2, 1, 0 } },
	{ "end of the largest disc",
	  REQ_OP_READ,
	  false,
	  (NFOD_MAX_CAPACITY - 1) * 8,
	  4096,
	  0,
	  { NFOD_OP_READ, false, NFOD_MAX_CAPACITY - 1, 1, 4096 } },
	{ "empty read", REQ_OP_READ, false, 0, 0, -EINVAL, {} },
	{ "half a block", REQ_OP_READ, false, 0, 2048, -EINVAL, {} },
	{ "between blocks", REQ_OP_WRITE, false, 1, 4096, -EINVAL, {} },
	{ "discard between blocks", REQ_OP_DISCARD, false, 4, 4096, -EINVAL, {} },
	{ "secure erase", REQ_OP_SECURE_ERASE, false, 0, 4096, -EOPNOTSUPP, {} },
	{ "zone reset", REQ_OP_ZONE_RESET, false, 0, 4096, -EOPNOTSUPP, {} },
	{ "passthrough", REQ_OP_DRV_IN, false, 0, 4096, -EOPNOTSUPP, {} },
};

static void describe_io(const struct io_case *io, char *desc)
{
	strscpy(desc, io->name, NFOD_NAME_BYTES);
}

KUNIT_ARRAY_PARAM(io, io_cases, describe_io);

static void io_described(struct kunit *test)
{
	const struct io_case *want = test->param_value;
	struct nfod_io io;
	int ret = nfod_describe_io(want->op, want->fua, want->sector, want->bytes, &io);

	KUNIT_ASSERT_EQ(test, ret, want->ret);
	if (ret)
		return;
	KUNIT_EXPECT_EQ(test, io.op, want->io.op);
	KUNIT_EXPECT_EQ(test, io.fua, want->io.fua);
	KUNIT_EXPECT_EQ(test, io.lba, want->io.lba);
	KUNIT_EXPECT_EQ(test, io.blocks, want->io.blocks);
	KUNIT_EXPECT_EQ(test, io.data_len, want->io.data_len);
}

static void command_built(struct kunit *test)
{
	const struct nfod_io write = { NFOD_OP_WRITE, true, 0x123456789aULL, 2, 8192 };
	const struct nfod_io flush = { .op = NFOD_OP_FLUSH };
	struct nfod_command command = {};

	nfod_build_command(&command, &write, 31);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(command.magic), NFOD_COMMAND_MAGIC);
	KUNIT_EXPECT_EQ(test, command.op, NFOD_OP_WRITE);
	KUNIT_EXPECT_EQ(test, command.flags, NFOD_CMD_FUA);
	KUNIT_EXPECT_EQ(test, le16_to_cpu(command.slot), 31);
	KUNIT_EXPECT_EQ(test, le64_to_cpu(command.lba), 0x123456789aULL);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(command.blocks), 2);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(command.data_len), 8192);
	KUNIT_EXPECT_NULL(test, memchr_inv(command.reserved, 0, sizeof(command.reserved)));

	/* The same memory serves the next command: nothing may be left over. */
	nfod_build_command(&command, &flush, 31);
	KUNIT_EXPECT_EQ(test, command.op, NFOD_OP_FLUSH);
	KUNIT_EXPECT_EQ(test, command.flags, 0);
	KUNIT_EXPECT_EQ(test, le64_to_cpu(command.lba), 0);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(command.blocks), 0);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(command.data_len), 0);
}

static struct kunit_case io_suite_cases[] = { KUNIT_CASE_PARAM(io_described, io_gen_params),
					      KUNIT_CASE(command_built),
					      {} };

static struct kunit_suite io_suite = {
	.name = "nfod-io",
	.test_cases = io_suite_cases,
};

kunit_test_suites(&identify_suite, &limits_suite, &io_suite);
