// SPDX-License-Identifier: GPL-2.0-only
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Records, as a drive should and should not send them, what they mean to the
 * block layer, and the arithmetic of credit.
 */
#include <kunit/test.h>
#include <linux/module.h>

#include "proto.h"

#define NFOD_NAME_BYTES 64
#define NFOD_EPOCH 5
#define NFOD_SEQUENCE 77
#define NFOD_SLOT 9

/**
 * struct record_case - a record and what is wrong with it
 * @name: of the case
 * @op: in the slot
 * @announced: its READY has been seen
 * @at: offset of the field that is patched
 * @bytes: its size, 0 to patch nothing
 * @value: to put there
 * @flaw: that has to be found, NULL for none
 */
struct record_case {
	const char *name;
	u8 op;
	bool announced;
	size_t at;
	size_t bytes;
	u64 value;
	const char *flaw;
};

#define AT(field) offsetof(struct nfod_record, field)

static void describe_record(const struct record_case *record, char *desc)
{
	strscpy(desc, record->name, NFOD_NAME_BYTES);
}

static void expect_flaw(struct kunit *test, const char *found, const char *flaw)
{
	KUNIT_EXPECT_STREQ(test, found ?: "none", flaw ?: "none");
}

static struct nfod_expect expectation(const struct record_case *record, u8 alt)
{
	struct nfod_expect expect = {
		.slot = NFOD_SLOT,
		.op = record->op,
		.alt = alt,
		.announced = record->announced,
		.epoch = NFOD_EPOCH,
		.sequence = NFOD_SEQUENCE,
		.blocks = record->op == NFOD_OP_FLUSH ? 0 : 2,
	};

	if (record->op == NFOD_OP_READ || record->op == NFOD_OP_WRITE)
		expect.data_len = 8192;
	return expect;
}

static struct nfod_record good_record(u8 kind, u32 data_len)
{
	return (struct nfod_record){
		.magic = cpu_to_le32(NFOD_RECORD_MAGIC),
		.kind = kind,
		.slot = cpu_to_le16(NFOD_SLOT),
		.epoch = cpu_to_le32(NFOD_EPOCH),
		.sequence = cpu_to_le32(NFOD_SEQUENCE),
		.data_len = cpu_to_le32(data_len),
		.credit = cpu_to_le64(1 << 20),
	};
}

static void apply(struct nfod_record *record, const struct record_case *patch)
{
	__le64 value = cpu_to_le64(patch->value);

	memcpy((void *)record + patch->at, &value, patch->bytes);
}

/* EP2 */

static const struct record_case answer_cases[] = {
	{ "read", NFOD_OP_READ, false, AT(status), 1, NFOD_ST_OK, NULL },
	{ "write", NFOD_OP_WRITE, false, AT(status), 1, NFOD_ST_OK, NULL },
	{ "flush", NFOD_OP_FLUSH, false, AT(status), 1, NFOD_ST_OK, NULL },
	{ "discard", NFOD_OP_DISCARD, false, AT(status), 1, NFOD_ST_OK, NULL },
	{ "aborted read", NFOD_OP_READ, false, AT(status), 1, NFOD_ST_ABORTED, NULL },
	{ "failed flush", NFOD_OP_FLUSH, false, AT(status), 1, NFOD_ST_WRITE_ERROR, NULL },
	{ "bad first block", NFOD_OP_READ, false, AT(status), 1, NFOD_ST_MEDIUM_ERROR, NULL },
	{ "huge credit", NFOD_OP_READ, false, AT(credit), 8, U64_MAX, NULL },
	{ "no credit", NFOD_OP_READ, false, AT(credit), 8, 0, NULL },
	{ "magic", NFOD_OP_READ, false, AT(magic), 4, NFOD_COMMAND_MAGIC,
	  "record has another magic" },
	{ "kind 0", NFOD_OP_READ, false, AT(kind), 1, 0, "answer is no status record" },
	{ "READY on EP2", NFOD_OP_READ, false, AT(kind), 1, NFOD_REC_READY,
	  "answer is no status record" },
	{ "DONE on EP2", NFOD_OP_READ, false, AT(kind), 1, NFOD_REC_DONE,
	  "answer is no status record" },
	{ "CREDIT on EP2", NFOD_OP_READ, false, AT(kind), 1, NFOD_REC_CREDIT,
	  "answer is no status record" },
	{ "EVENT on EP2", NFOD_OP_READ, false, AT(kind), 1, NFOD_REC_EVENT,
	  "answer is no status record" },
	{ "kind 255", NFOD_OP_READ, false, AT(kind), 1, 255, "answer is no status record" },
	{ "neighbour's slot", NFOD_OP_READ, false, AT(slot), 2, NFOD_SLOT + 1,
	  "record is for another slot" },
	{ "no slot", NFOD_OP_READ, false, AT(slot), 2, NFOD_NO_SLOT, "record is for another slot" },
	{ "last epoch", NFOD_OP_READ, false, AT(epoch), 4, NFOD_EPOCH - 1,
	  "record is of another epoch" },
	{ "next epoch", NFOD_OP_READ, false, AT(epoch), 4, NFOD_EPOCH + 1,
	  "record is of another epoch" },
	{ "last sequence", NFOD_OP_READ, false, AT(sequence), 4, NFOD_SEQUENCE - 1,
	  "record is for another command" },
	{ "next sequence", NFOD_OP_READ, false, AT(sequence), 4, NFOD_SEQUENCE + 1,
	  "record is for another command" },
	{ "sequence 0", NFOD_OP_READ, false, AT(sequence), 4, 0, "record is for another command" },
	{ "less data", NFOD_OP_READ, false, AT(data_len), 4, 4096,
	  "answer has another length than asked for" },
	{ "more data", NFOD_OP_READ, false, AT(data_len), 4, 12288,
	  "answer has another length than asked for" },
	{ "data of a write", NFOD_OP_WRITE, false, AT(data_len), 4, 8192,
	  "answer has another length than asked for" },
	{ "first unknown status", NFOD_OP_READ, false, AT(status), 1, NFOD_ST_COUNT,
	  "status is unknown" },
	{ "status 255", NFOD_OP_WRITE, false, AT(status), 1, 255, "status is unknown" },
};

KUNIT_ARRAY_PARAM(answer, answer_cases, describe_record);

static void answer_flaws(struct kunit *test)
{
	const struct record_case *patch = test->param_value;
	struct nfod_expect expect = expectation(patch, NFOD_ALT_STREAMS);
	u32 data_len = patch->op == NFOD_OP_READ ? expect.data_len : 0;
	struct nfod_record record = good_record(NFOD_REC_STATUS, data_len);

	apply(&record, patch);
	expect_flaw(test, nfod_answer_flaw(&record, data_len + sizeof(record), &expect),
		    patch->flaw);
}

struct length_case {
	const char *name;
	u8 op;
	size_t len;
	const char *flaw;
};

static const struct length_case length_cases[] = {
	{ "nothing", NFOD_OP_READ, 0, "answer is short" },
	{ "record without data", NFOD_OP_READ, 32, "answer is short" },
	{ "data without record", NFOD_OP_READ, 8192, "answer is short" },
	{ "a byte short", NFOD_OP_READ, 8192 + 31, "answer is short" },
	{ "exact", NFOD_OP_READ, 8192 + 32, NULL },
	{ "a byte long", NFOD_OP_READ, 8192 + 33, "answer is long" },
	{ "a block long", NFOD_OP_READ, 12288 + 32, "answer is long" },
	{ "write, nothing", NFOD_OP_WRITE, 0, "answer is short" },
	{ "write, half a record", NFOD_OP_WRITE, 16, "answer is short" },
	{ "write, exact", NFOD_OP_WRITE, 32, NULL },
	{ "write, with data", NFOD_OP_WRITE, 8192 + 32, "answer is long" },
};

static void describe_length(const struct length_case *length, char *desc)
{
	strscpy(desc, length->name, NFOD_NAME_BYTES);
}

KUNIT_ARRAY_PARAM(length, length_cases, describe_length);

static void answer_length(struct kunit *test)
{
	const struct length_case *length = test->param_value;
	const struct record_case patch = { .op = length->op };
	struct nfod_expect expect = expectation(&patch, NFOD_ALT_STREAMS);
	struct nfod_record record =
		good_record(NFOD_REC_STATUS, length->op == NFOD_OP_READ ? 8192 : 0);

	expect_flaw(test, nfod_answer_flaw(&record, length->len, &expect), length->flaw);
}

static void bad_block_inside(struct kunit *test)
{
	const struct record_case patch = { .op = NFOD_OP_READ };
	struct nfod_expect expect = expectation(&patch, NFOD_ALT_STREAMS);
	struct nfod_record record = good_record(NFOD_REC_STATUS, 8192);

	record.status = NFOD_ST_MEDIUM_ERROR;
	record.detail = cpu_to_le32(1);
	expect_flaw(test, nfod_answer_flaw(&record, 8192 + 32, &expect), NULL);
	record.detail = cpu_to_le32(2);
	expect_flaw(test, nfod_answer_flaw(&record, 8192 + 32, &expect),
		    "bad block is outside the command");
	record.detail = cpu_to_le32(U32_MAX);
	expect_flaw(test, nfod_answer_flaw(&record, 8192 + 32, &expect),
		    "bad block is outside the command");
}

/* EP3 */

/**
 * struct notice_case - a notice without regard to slots
 * @name: of the case
 * @alt: alternate setting
 * @len: bytes received
 * @record: received
 * @flaw: that has to be found, NULL for none
 */
struct notice_case {
	const char *name;
	u8 alt;
	size_t len;
	struct nfod_record record;
	const char *flaw;
};

#define NOTICE(kind_, status_, slot_, epoch_, sequence_, data_len_, detail_)               \
	{                                                                                  \
		.magic = cpu_to_le32(NFOD_RECORD_MAGIC), .kind = kind_, .status = status_, \
		.slot = cpu_to_le16(slot_), .epoch = cpu_to_le32(epoch_),                  \
		.sequence = cpu_to_le32(sequence_), .data_len = cpu_to_le32(data_len_),    \
		.detail = cpu_to_le32(detail_),                                            \
	}
#define CREDIT NOTICE(NFOD_REC_CREDIT, 0, NFOD_NO_SLOT, NFOD_EPOCH, 0, 0, 0)

static const struct notice_case notice_cases[] = {
	{ "credit", 1, 32, CREDIT, NULL },
	{ "credit in setting 0", 0, 32, CREDIT, NULL },
	{ "inserted", 1, 32,
	  NOTICE(NFOD_REC_EVENT, NFOD_EV_INSERTED, NFOD_NO_SLOT, NFOD_EPOCH, 0, 0, 4), NULL },
	{ "fault", 0, 32, NOTICE(NFOD_REC_EVENT, NFOD_EV_FAULT, NFOD_NO_SLOT, NFOD_EPOCH, 0, 0, 2),
	  NULL },
	{ "ready", 0, 32, NOTICE(NFOD_REC_READY, 0, 0, NFOD_EPOCH, 1, 4096, 0), NULL },
	{ "done", 0, 32, NOTICE(NFOD_REC_DONE, 0, 31, NFOD_EPOCH, 1, 0, 0), NULL },
	{ "nothing", 1, 0, CREDIT, "notice has another length than a record" },
	{ "short", 1, 31, CREDIT, "notice has another length than a record" },
	{ "long", 1, 64, CREDIT, "notice has another length than a record" },
	{ "zeroes", 1, 32, {}, "record has another magic" },
	{ "old epoch", 1, 32, NOTICE(NFOD_REC_CREDIT, 0, NFOD_NO_SLOT, NFOD_EPOCH - 1, 0, 0, 0),
	  "notice is of another epoch" },
	{ "done of an old epoch", 0, 32, NOTICE(NFOD_REC_DONE, 0, 3, NFOD_EPOCH - 1, 1, 0, 0),
	  "notice is of another epoch" },
	{ "credit for a slot", 1, 32, NOTICE(NFOD_REC_CREDIT, 0, 3, NFOD_EPOCH, 0, 0, 0),
	  "notice names a slot" },
	{ "credit with a sequence", 1, 32,
	  NOTICE(NFOD_REC_CREDIT, 0, NFOD_NO_SLOT, NFOD_EPOCH, 1, 0, 0), "notice names a slot" },
	{ "credit with data", 1, 32,
	  NOTICE(NFOD_REC_CREDIT, 0, NFOD_NO_SLOT, NFOD_EPOCH, 0, 4096, 0),
	  "notice announces data" },
	{ "credit with a status", 1, 32,
	  NOTICE(NFOD_REC_CREDIT, 1, NFOD_NO_SLOT, NFOD_EPOCH, 0, 0, 0),
	  "credit notice says more than credit" },
	{ "credit with a detail", 1, 32,
	  NOTICE(NFOD_REC_CREDIT, 0, NFOD_NO_SLOT, NFOD_EPOCH, 0, 0, 1),
	  "credit notice says more than credit" },
	{ "event 0", 1, 32, NOTICE(NFOD_REC_EVENT, 0, NFOD_NO_SLOT, NFOD_EPOCH, 0, 0, 0),
	  "event is unknown" },
	{ "event 5", 1, 32, NOTICE(NFOD_REC_EVENT, 5, NFOD_NO_SLOT, NFOD_EPOCH, 0, 0, 0),
	  "event is unknown" },
	{ "ready with streams", 1, 32, NOTICE(NFOD_REC_READY, 0, 0, NFOD_EPOCH, 1, 4096, 0),
	  "notice belongs to the other alternate setting" },
	{ "done with streams", 1, 32, NOTICE(NFOD_REC_DONE, 0, 0, NFOD_EPOCH, 1, 0, 0),
	  "notice belongs to the other alternate setting" },
	{ "done for slot 32", 0, 32, NOTICE(NFOD_REC_DONE, 0, 32, NFOD_EPOCH, 1, 0, 0),
	  "notice names a slot that is not in use" },
	{ "done for no slot", 0, 32, NOTICE(NFOD_REC_DONE, 0, NFOD_NO_SLOT, NFOD_EPOCH, 1, 0, 0),
	  "notice names a slot that is not in use" },
	{ "status on EP3", 0, 32, NOTICE(NFOD_REC_STATUS, 0, 0, NFOD_EPOCH, 1, 0, 0),
	  "notice is of an unknown kind" },
	{ "kind 0", 1, 32, NOTICE(0, 0, 0, NFOD_EPOCH, 1, 0, 0), "notice is of an unknown kind" },
	{ "kind 6", 0, 32, NOTICE(6, 0, NFOD_NO_SLOT, NFOD_EPOCH, 0, 0, 0),
	  "notice is of an unknown kind" },
};

static void describe_notice(const struct notice_case *notice, char *desc)
{
	strscpy(desc, notice->name, NFOD_NAME_BYTES);
}

KUNIT_ARRAY_PARAM(notice, notice_cases, describe_notice);

static void notice_flaws(struct kunit *test)
{
	const struct notice_case *notice = test->param_value;

	expect_flaw(test,
		    nfod_notice_flaw(&notice->record, notice->len, notice->alt, NFOD_EPOCH,
				     NFOD_MAX_SLOTS),
		    notice->flaw);
}

static const struct record_case ready_cases[] = {
	{ "ready", NFOD_OP_READ, false, AT(status), 1, 0, NULL },
	{ "for a write", NFOD_OP_WRITE, false, AT(status), 1, 0,
	  "data is announced for a command that reads none" },
	{ "for a flush", NFOD_OP_FLUSH, false, AT(status), 1, 0,
	  "data is announced for a command that reads none" },
	{ "twice", NFOD_OP_READ, true, AT(status), 1, 0, "data is announced twice" },
	{ "less", NFOD_OP_READ, false, AT(data_len), 4, 4096,
	  "announced data has another length than asked for" },
	{ "more", NFOD_OP_READ, false, AT(data_len), 4, U32_MAX,
	  "announced data has another length than asked for" },
	{ "with a status", NFOD_OP_READ, false, AT(status), 1, NFOD_ST_ABORTED,
	  "announcement has a status" },
	{ "with a detail", NFOD_OP_READ, false, AT(detail), 4, 1, "announcement has a status" },
	{ "old sequence", NFOD_OP_READ, false, AT(sequence), 4, NFOD_SEQUENCE - 1,
	  "record is for another command" },
	{ "old epoch", NFOD_OP_READ, false, AT(epoch), 4, NFOD_EPOCH - 1,
	  "record is of another epoch" },
	{ "another slot", NFOD_OP_READ, false, AT(slot), 2, 0, "record is for another slot" },
};

KUNIT_ARRAY_PARAM(ready, ready_cases, describe_record);

static void ready_flaws(struct kunit *test)
{
	const struct record_case *patch = test->param_value;
	struct nfod_expect expect = expectation(patch, NFOD_ALT_PLAIN);
	struct nfod_record record = good_record(NFOD_REC_READY, 8192);

	apply(&record, patch);
	expect_flaw(test, nfod_ready_flaw(&record, &expect), patch->flaw);
}

static const struct record_case done_cases[] = {
	{ "write", NFOD_OP_WRITE, false, AT(status), 1, NFOD_ST_OK, NULL },
	{ "flush", NFOD_OP_FLUSH, false, AT(status), 1, NFOD_ST_OK, NULL },
	{ "failed write", NFOD_OP_WRITE, false, AT(status), 1, NFOD_ST_WRITE_ERROR, NULL },
	{ "failed read", NFOD_OP_READ, false, AT(status), 1, NFOD_ST_NO_MEDIUM, NULL },
	{ "aborted read", NFOD_OP_READ, false, AT(status), 1, NFOD_ST_ABORTED, NULL },
	{ "good read without data", NFOD_OP_READ, false, AT(status), 1, NFOD_ST_OK,
	  "read ended well without data" },
	{ "announced read", NFOD_OP_READ, true, AT(status), 1, NFOD_ST_ABORTED,
	  "announced data was never sent" },
	{ "with data", NFOD_OP_WRITE, false, AT(data_len), 4, 8192,
	  "end of a command announces data" },
	{ "unknown status", NFOD_OP_WRITE, false, AT(status), 1, NFOD_ST_COUNT,
	  "status is unknown" },
	{ "old sequence", NFOD_OP_WRITE, false, AT(sequence), 4, NFOD_SEQUENCE - 1,
	  "record is for another command" },
	{ "old epoch", NFOD_OP_WRITE, false, AT(epoch), 4, NFOD_EPOCH - 1,
	  "record is of another epoch" },
	{ "another slot", NFOD_OP_WRITE, false, AT(slot), 2, 31, "record is for another slot" },
};

KUNIT_ARRAY_PARAM(done, done_cases, describe_record);

static void done_flaws(struct kunit *test)
{
	const struct record_case *patch = test->param_value;
	struct nfod_expect expect = expectation(patch, NFOD_ALT_PLAIN);
	struct nfod_record record = good_record(NFOD_REC_DONE, 0);

	apply(&record, patch);
	expect_flaw(test, nfod_done_flaw(&record, &expect), patch->flaw);
}

static struct kunit_case record_suite_cases[] = { KUNIT_CASE_PARAM(answer_flaws, answer_gen_params),
						  KUNIT_CASE_PARAM(answer_length,
								   length_gen_params),
						  KUNIT_CASE(bad_block_inside),
						  KUNIT_CASE_PARAM(notice_flaws, notice_gen_params),
						  KUNIT_CASE_PARAM(ready_flaws, ready_gen_params),
						  KUNIT_CASE_PARAM(done_flaws, done_gen_params),
						  {} };

static struct kunit_suite record_suite = {
	.name = "nfod-record",
	.test_cases = record_suite_cases,
};

/* EP0: slot status */

struct slot_case {
	const char *name;
	struct nfod_slot_status status;
	size_t len;
	const char *flaw;
};

#define SLOT(magic_, slot_, state_) \
	.magic = cpu_to_le32(magic_), .slot = cpu_to_le16(slot_), .state = state_

static const struct slot_case slot_cases[] = {
	{ "free", { SLOT(NFOD_SLOT_MAGIC, NFOD_SLOT, NFOD_SLOT_FREE) }, 32, NULL },
	{ "answered", { SLOT(NFOD_SLOT_MAGIC, NFOD_SLOT, NFOD_SLOT_ANSWERED) }, 32, NULL },
	{ "nothing", { SLOT(NFOD_SLOT_MAGIC, NFOD_SLOT, 0) }, 0, "slot status is short" },
	{ "short", { SLOT(NFOD_SLOT_MAGIC, NFOD_SLOT, 0) }, 31, "slot status is short" },
	{ "magic", { SLOT(0, NFOD_SLOT, 0) }, 32, "slot status has another magic" },
	{ "slot", { SLOT(NFOD_SLOT_MAGIC, 8, 0) }, 32, "slot status is of another slot" },
	{ "state", { SLOT(NFOD_SLOT_MAGIC, NFOD_SLOT, 4) }, 32, "slot state is unknown" },
	{ "reserved0",
	  { SLOT(NFOD_SLOT_MAGIC, NFOD_SLOT, 0), .reserved0 = 1 },
	  32,
	  "slot status has reserved fields set" },
	{ "reserved",
	  { SLOT(NFOD_SLOT_MAGIC, NFOD_SLOT, 0), .reserved = { [11] = 1 } },
	  32,
	  "slot status has reserved fields set" },
};

static void describe_slot(const struct slot_case *slot, char *desc)
{
	strscpy(desc, slot->name, NFOD_NAME_BYTES);
}

KUNIT_ARRAY_PARAM(slot, slot_cases, describe_slot);

static void slot_flaws(struct kunit *test)
{
	const struct slot_case *slot = test->param_value;

	expect_flaw(test, nfod_slot_flaw(&slot->status, slot->len, NFOD_SLOT), slot->flaw);
}

/* verdicts */

struct verdict_case {
	const char *name;
	u8 op;
	u8 status;
	enum nfod_action action;
	blk_status_t blk;
	bool look;
};

static const struct verdict_case verdict_cases[] = {
	{ "ok", NFOD_OP_READ, NFOD_ST_OK, NFOD_END, BLK_STS_OK, false },
	{ "aborted", NFOD_OP_READ, NFOD_ST_ABORTED, NFOD_RETRY, BLK_STS_TIMEOUT, false },
	{ "no disc", NFOD_OP_READ, NFOD_ST_NO_MEDIUM, NFOD_END, BLK_STS_IOERR, true },
	{ "another disc", NFOD_OP_WRITE, NFOD_ST_MEDIUM_CHANGED, NFOD_END, BLK_STS_IOERR, true },
	{ "read-only", NFOD_OP_WRITE, NFOD_ST_READ_ONLY, NFOD_END, BLK_STS_IOERR, true },
	{ "range", NFOD_OP_READ, NFOD_ST_RANGE, NFOD_END, BLK_STS_IOERR, true },
	{ "invalid", NFOD_OP_READ, NFOD_ST_INVALID, NFOD_END, BLK_STS_IOERR, false },
	{ "unreadable", NFOD_OP_READ, NFOD_ST_MEDIUM_ERROR, NFOD_END, BLK_STS_MEDIUM, false },
	{ "unwritable", NFOD_OP_WRITE, NFOD_ST_WRITE_ERROR, NFOD_END, BLK_STS_IOERR, false },
	{ "failed flush", NFOD_OP_FLUSH, NFOD_ST_WRITE_ERROR, NFOD_END, BLK_STS_IOERR, false },
	{ "hardware", NFOD_OP_READ, NFOD_ST_HARDWARE, NFOD_END, BLK_STS_IOERR, false },
	{ "no credit", NFOD_OP_WRITE, NFOD_ST_NO_CREDIT, NFOD_RESET_LINK, BLK_STS_IOERR, false },
	{ "no space", NFOD_OP_READ, NFOD_ST_NO_SPACE, NFOD_RETRY_LATER, BLK_STS_IOERR, false },
};

static void describe_verdict(const struct verdict_case *verdict, char *desc)
{
	strscpy(desc, verdict->name, NFOD_NAME_BYTES);
}

KUNIT_ARRAY_PARAM(verdict, verdict_cases, describe_verdict);

static void verdicts(struct kunit *test)
{
	const struct verdict_case *want = test->param_value;
	struct nfod_verdict verdict = nfod_judge(want->op, want->status);

	KUNIT_EXPECT_EQ(test, (int)verdict.action, (int)want->action);
	KUNIT_EXPECT_EQ(test, (__force int)verdict.status, (__force int)want->blk);
	KUNIT_EXPECT_EQ(test, verdict.look_at_medium, want->look);
}

/* Nothing but OK may ever be told to be OK. */
static void only_ok_is_ok(struct kunit *test)
{
	unsigned int op, status;

	for (op = 0; op <= U8_MAX; op++)
		for (status = 1; status <= U8_MAX; status++)
			KUNIT_EXPECT_NE(test, (__force int)nfod_judge(op, status).status, 0);
}

static void names_for_all(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < NFOD_ST_COUNT; i++)
		KUNIT_EXPECT_STRNEQ(test, nfod_status_name(i), "unknown");
	for (i = 0; i < NFOD_FAULT_COUNT; i++) {
		KUNIT_EXPECT_STRNEQ(test, nfod_fault_name(i), "unknown");
		KUNIT_EXPECT_STRNEQ(test, nfod_fault_words(i), "unknown");
	}
	KUNIT_EXPECT_STREQ(test, nfod_fault_words(NFOD_FAULT_COUNT), "unknown");
	KUNIT_EXPECT_STREQ(test, nfod_status_name(NFOD_ST_COUNT), "unknown");
	KUNIT_EXPECT_STREQ(test, nfod_status_name(255), "unknown");
	KUNIT_EXPECT_STREQ(test, nfod_fault_name(U32_MAX), "unknown");
	KUNIT_EXPECT_STREQ(test, nfod_medium_state_name(255), "unknown");
	KUNIT_EXPECT_STREQ(test, nfod_recording_name(255), "unknown");
}

static void causes_name_the_fault(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, nfod_cause(NFOD_ST_WRITE_ERROR, NFOD_FAULT_TILT), "write failed");
	KUNIT_EXPECT_STREQ(test, nfod_cause(NFOD_ST_HARDWARE, NFOD_FAULT_SUPPLY),
			   "supply voltage falls");
	KUNIT_EXPECT_STREQ(test, nfod_cause(NFOD_ST_HARDWARE, NFOD_FAULT_COUNT), "unknown");
}

static struct kunit_case verdict_suite_cases[] = { KUNIT_CASE_PARAM(slot_flaws, slot_gen_params),
						   KUNIT_CASE_PARAM(verdicts, verdict_gen_params),
						   KUNIT_CASE(only_ok_is_ok),
						   KUNIT_CASE(names_for_all),
						   KUNIT_CASE(causes_name_the_fault),
						   {} };

static struct kunit_suite verdict_suite = {
	.name = "nfod-verdict",
	.test_cases = verdict_suite_cases,
};

/* credit */

static void credit_spent_exactly(struct kunit *test)
{
	struct nfod_credit credit;

	nfod_credit_reset(&credit, 12288);
	KUNIT_EXPECT_TRUE(test, nfod_credit_take(&credit, 8192));
	KUNIT_EXPECT_FALSE(test, nfod_credit_take(&credit, 8192));
	KUNIT_EXPECT_TRUE(test, nfod_credit_take(&credit, 4096));
	KUNIT_EXPECT_FALSE(test, nfod_credit_take(&credit, 4096));
	KUNIT_EXPECT_EQ(test, credit.sent, 12288);
}

static void credit_never_falls(struct kunit *test)
{
	struct nfod_credit credit;

	nfod_credit_reset(&credit, 8192);
	KUNIT_EXPECT_TRUE(test, nfod_credit_grant(&credit, 16384));
	KUNIT_EXPECT_FALSE(test, nfod_credit_grant(&credit, 12288));
	KUNIT_EXPECT_FALSE(test, nfod_credit_grant(&credit, 16384));
	KUNIT_EXPECT_EQ(test, credit.granted, 16384);
}

static void credit_without_end(struct kunit *test)
{
	struct nfod_credit credit;

	nfod_credit_reset(&credit, U64_MAX);
	credit.sent = U64_MAX - 4096;
	KUNIT_EXPECT_TRUE(test, nfod_credit_take(&credit, 4096));
	KUNIT_EXPECT_FALSE(test, nfod_credit_take(&credit, 4096));
	KUNIT_EXPECT_EQ(test, credit.sent, U64_MAX);
}

static void credit_of_a_new_epoch(struct kunit *test)
{
	struct nfod_credit credit;

	nfod_credit_reset(&credit, 1 << 20);
	KUNIT_EXPECT_TRUE(test, nfod_credit_take(&credit, 1 << 20));
	nfod_credit_reset(&credit, 8192);
	KUNIT_EXPECT_EQ(test, credit.sent, 0);
	KUNIT_EXPECT_FALSE(test, nfod_credit_take(&credit, 12288));
	KUNIT_EXPECT_TRUE(test, nfod_credit_take(&credit, 8192));
}

static void credit_none(struct kunit *test)
{
	struct nfod_credit credit;

	nfod_credit_reset(&credit, 0);
	KUNIT_EXPECT_FALSE(test, nfod_credit_take(&credit, 4096));
	KUNIT_EXPECT_EQ(test, credit.sent, 0);
}

static struct kunit_case credit_suite_cases[] = {
	KUNIT_CASE(credit_spent_exactly), KUNIT_CASE(credit_never_falls),
	KUNIT_CASE(credit_without_end),	  KUNIT_CASE(credit_of_a_new_epoch),
	KUNIT_CASE(credit_none),	  {}
};

static struct kunit_suite credit_suite = {
	.name = "nfod-credit",
	.test_cases = credit_suite_cases,
};

kunit_test_suites(&record_suite, &verdict_suite, &credit_suite);
