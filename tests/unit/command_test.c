// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Commands, well formed and not, through messages and records. */
#include "host.h"

static uint8_t data[DISC_MAX_BLOCKS * NFOD_BLOCK_BYTES + sizeof(struct nfod_command)];
static uint8_t back[DISC_MAX_BLOCKS * NFOD_BLOCK_BYTES];

static void fill(uint32_t seed, uint32_t blocks)
{
	for (uint32_t n = 0; n < blocks * NFOD_BLOCK_BYTES; n++)
		data[n] = (uint8_t)(seed * 131 + n * 7 + n / 4096);
}

static struct rig *start(uint8_t alt)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	host_start(rig, alt);
	return rig;
}

static void write_and_read(uint8_t alt, bool cut_pieces)
{
	struct rig *rig = start(alt);
	struct nfod_command command;
	struct nfod_record record;

	rig->cut_pieces = cut_pieces;
	for (uint32_t n = 0; n < 40; n++) {
		uint32_t blocks = 1 + rig_below(rig, DISC_MAX_BLOCKS);
		uint64_t lba = rig_below(rig, (uint32_t)rig->info.user_blocks - blocks);

		fill(n, blocks);
		command = host_command(rig, NFOD_OP_WRITE, (uint16_t)(n % 32), lba, blocks);
		host_wait_credit(rig, command.data_len);
		record = host_do(rig, &command, data);
		assert_int_equal(record.status, NFOD_ST_OK);
		command = host_command(rig, NFOD_OP_READ, (uint16_t)((n + 1) % 32), lba, blocks);
		record = host_do(rig, &command, back);
		assert_int_equal(record.status, NFOD_ST_OK);
		assert_int_equal(record.data_len, blocks * NFOD_BLOCK_BYTES);
		assert_memory_equal(back, data, blocks * NFOD_BLOCK_BYTES);
		rig_check(rig);
	}
	rig_free(rig);
}

static void data_come_back_with_streams(void **state)
{
	(void)state;
	write_and_read(NFOD_ALT_STREAMS, false);
}

static void data_come_back_without_streams(void **state)
{
	(void)state;
	write_and_read(NFOD_ALT_PLAIN, false);
}

static void messages_may_come_in_pieces(void **state)
{
	(void)state;
	write_and_read(NFOD_ALT_STREAMS, true);
	write_and_read(NFOD_ALT_PLAIN, true);
}

static void kinds_of_records_fit_the_setting(void **state)
{
	struct rig *rig = start(NFOD_ALT_PLAIN);
	struct nfod_command read = host_command(rig, NFOD_OP_READ, 3, 0, 2);
	struct nfod_command write = host_command(rig, NFOD_OP_WRITE, 4, 0, 1);
	struct nfod_record record;

	(void)state;
	while (host_take(rig, NFOD_EP_NOTIFY, 0, &record, NULL))
		;
	host_send(rig, &read, NULL);
	rig_settle(rig);
	assert_true(host_take(rig, NFOD_EP_NOTIFY, 0, &record, NULL));
	assert_int_equal(record.kind, NFOD_REC_READY);
	assert_int_equal(record.data_len, 2 * NFOD_BLOCK_BYTES);
	assert_true(host_take(rig, NFOD_EP_DATA, 0, &record, back));
	assert_int_equal(record.kind, NFOD_REC_STATUS);
	host_send(rig, &write, data);
	assert_true(host_take(rig, NFOD_EP_NOTIFY, 0, &record, NULL));
	assert_int_equal(record.kind, NFOD_REC_DONE);
	assert_int_equal(record.data_len, 0);
	assert_null(rig_find_in(rig, NFOD_EP_DATA, 0));
	rig_free(rig);
}

struct refused_command {
	const char *name;
	struct nfod_command change;
	uint8_t status;
	uint32_t detail;
};

static void expect(struct rig *rig, const struct nfod_command *command, uint8_t status,
		   uint32_t detail)
{
	struct nfod_record record = host_do(rig, command, data);

	assert_int_equal(record.status, status);
	assert_int_equal(record.detail, detail);
	rig_check(rig);
}

#define INVALID_AT(field) NFOD_ST_INVALID, offsetof(struct nfod_command, field)

static void every_field_is_checked(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_command c;

	(void)state;
	c = host_command(rig, 0, 1, 0, 1);
	expect(rig, &c, INVALID_AT(op));
	c = host_command(rig, 6, 1, 0, 1);
	expect(rig, &c, INVALID_AT(op));
	c = host_command(rig, NFOD_OP_WRITE, 1, 0, 1);
	c.flags = 2;
	expect(rig, &c, INVALID_AT(flags));
	c = host_command(rig, NFOD_OP_READ, 1, 0, 1);
	c.flags = NFOD_CMD_FUA;
	expect(rig, &c, INVALID_AT(flags));
	c = host_command(rig, NFOD_OP_FLUSH, 1, 5, 0);
	expect(rig, &c, INVALID_AT(lba));
	c = host_command(rig, NFOD_OP_FLUSH, 1, 0, 1);
	expect(rig, &c, INVALID_AT(blocks));
	c = host_command(rig, NFOD_OP_FLUSH, 1, 0, 0);
	c.data_len = 4096;
	expect(rig, &c, INVALID_AT(data_len));
	c = host_command(rig, NFOD_OP_READ, 1, 0, 0);
	expect(rig, &c, INVALID_AT(blocks));
	c = host_command(rig, NFOD_OP_READ, 1, 0, DISC_MAX_BLOCKS + 1);
	expect(rig, &c, INVALID_AT(blocks));
	c = host_command(rig, NFOD_OP_DISCARD, 1, 0, DISC_MAX_RANGE_BLOCKS + 1);
	expect(rig, &c, INVALID_AT(blocks));
	c = host_command(rig, NFOD_OP_WRITE_ZEROES, 1, 0, 0);
	expect(rig, &c, INVALID_AT(blocks));
	c = host_command(rig, NFOD_OP_READ, 1, 0, 2);
	c.data_len = 4096;
	expect(rig, &c, INVALID_AT(data_len));
	c = host_command(rig, NFOD_OP_WRITE, 1, 0, 2);
	c.data_len = 4096;
	expect(rig, &c, INVALID_AT(data_len));
	for (uint32_t n = 0; n < sizeof(c.reserved); n++) {
		c = host_command(rig, NFOD_OP_WRITE, 1, 0, 1);
		c.reserved[n] = 0x80;
		expect(rig, &c, NFOD_ST_INVALID, offsetof(struct nfod_command, reserved) + n);
	}
	c = host_command(rig, NFOD_OP_READ, 1, 0, 1);
	c.medium++;
	expect(rig, &c, NFOD_ST_MEDIUM_CHANGED, 0);
	c = host_command(rig, NFOD_OP_WRITE, 1, 0, 1);
	c.medium--;
	expect(rig, &c, NFOD_ST_MEDIUM_CHANGED, 0);
	c = host_command(rig, NFOD_OP_READ, 1, rig->info.user_blocks, 1);
	expect(rig, &c, NFOD_ST_RANGE, 0);
	c = host_command(rig, NFOD_OP_READ, 1, rig->info.user_blocks - 1, 2);
	expect(rig, &c, NFOD_ST_RANGE, 0);
	c = host_command(rig, NFOD_OP_WRITE, 1, UINT64_MAX, 1);
	expect(rig, &c, NFOD_ST_RANGE, 0);
	c = host_command(rig, NFOD_OP_DISCARD, 1, UINT64_MAX - 1, 2);
	expect(rig, &c, NFOD_ST_RANGE, 0);
	c = host_command(rig, NFOD_OP_READ, 1, rig->info.user_blocks - 1, 1);
	expect(rig, &c, NFOD_ST_OK, 0);
	assert_false(rig->halted[1]);
	rig_free(rig);
}

static void nothing_refused_is_written(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_command c = host_command(rig, NFOD_OP_WRITE, 1, 0, 16);
	uint32_t before = rig->written_count;

	(void)state;
	fill(9, 16);
	c.medium++;
	expect(rig, &c, NFOD_ST_MEDIUM_CHANGED, 0);
	rig_settle(rig);
	assert_int_equal(rig->fw->cache.dirty_blocks, 0);
	assert_int_equal(rig->written_count, before);
	rig_free(rig);
}

static void data_of_other_commands_are_refused(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_command c = host_command(rig, NFOD_OP_READ, 1, 0, 1);
	struct nfod_record record;
	uint8_t message[4096 + sizeof(c)];

	(void)state;
	memset(message, 1, 4096);
	memcpy(message + 4096, &c, sizeof(c));
	host_bytes(rig, message, sizeof(message));
	assert_true(host_answer(rig, 1, &record, back));
	assert_int_equal(record.status, NFOD_ST_INVALID);
	assert_int_equal(record.detail, offsetof(struct nfod_command, data_len));
	rig_check(rig);
	rig_free(rig);
}

static void halts(struct rig *rig, const void *bytes, uint32_t len)
{
	assert_false(rig->halted[1]);
	host_bytes(rig, bytes, len);
	assert_true(rig->halted[1]);
	assert_int_equal(nfod_usb_out(rig->fw, NFOD_EP_COMMAND, bytes, 1, false), 0);
	assert_int_equal(host_standard(rig, USB_TO_ENDPOINT, 1, 0, NFOD_EP_COMMAND), 0);
	assert_false(rig->halted[1]);
	rig_check(rig);
}

static void nonsense_halts_the_endpoint(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_command c = host_command(rig, NFOD_OP_READ, 1, 0, 1);
	struct nfod_command odd = c;

	(void)state;
	halts(rig, &c, 63);
	halts(rig, &c, 1);
	memset(data, 0x55, 8192);
	halts(rig, data, 4096);
	halts(rig, data, 4096 + 32);
	halts(rig, data, 4096 + 65);
	odd.magic ^= 1;
	halts(rig, &odd, sizeof(odd));
	odd = c;
	odd.slot = NFOD_MAX_SLOTS;
	halts(rig, &odd, sizeof(odd));
	host_send(rig, &c, NULL);
	odd = host_command(rig, NFOD_OP_READ, 1, 4, 1);
	halts(rig, &odd, sizeof(odd));
	rig_settle(rig);
	assert_non_null(rig_find_in(rig, NFOD_EP_DATA, 2));
	rig_free(rig);
}

static void another_epoch_is_swallowed(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_command c = host_command(rig, NFOD_OP_WRITE, 1, 0, 16);
	uint64_t credit = rig->fw->link.credit;

	(void)state;
	c.epoch++;
	host_send(rig, &c, data);
	rig_settle(rig);
	assert_null(rig_find_in(rig, NFOD_EP_DATA, 2));
	assert_int_equal(rig->fw->cache.dirty_blocks, 0);
	assert_true(rig->fw->link.credit == credit);
	rig_check(rig);
	rig_free(rig);
}

static void no_command_before_a_link_reset(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });
	struct nfod_command c;

	(void)state;
	host_enumerate(rig, NFOD_USB_SUPER);
	host_open(rig, NFOD_ALT_STREAMS);
	rig_settle(rig);
	c = host_command(rig, NFOD_OP_READ, 1, 0, 1);
	assert_int_equal(c.epoch, 0);
	host_send(rig, &c, NULL);
	rig_settle(rig);
	assert_int_equal(rig->in_count, 0);
	rig_free(rig);
}

static void read_only_discs_take_no_writes(void **state)
{
	static const uint8_t ops[] = { NFOD_OP_WRITE, NFOD_OP_DISCARD, NFOD_OP_WRITE_ZEROES };
	struct rig *rig = rig_new(&(struct rig_options){ .flags = NFOD_DISC_READ_ONLY });
	struct nfod_command c;

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	assert_true(host_identify(rig)->flags & NFOD_ID_READ_ONLY);
	for (uint32_t n = 0; n < sizeof(ops); n++) {
		c = host_command(rig, ops[n], 2, 0, 1);
		expect(rig, &c, NFOD_ST_READ_ONLY, 0);
	}
	c = host_command(rig, NFOD_OP_READ, 2, 0, 1);
	expect(rig, &c, NFOD_ST_OK, 0);
	c = host_command(rig, NFOD_OP_FLUSH, 2, 0, 0);
	expect(rig, &c, NFOD_ST_OK, 0);
	rig_free(rig);
}

static void writes_beyond_the_credit_are_swallowed(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_record record;
	uint64_t sent = 0;
	bool refused = false;

	(void)state;
	for (uint16_t n = 0; n < 32; n++) {
		struct nfod_command c =
			host_command(rig, NFOD_OP_WRITE, n, n * DISC_MAX_BLOCKS, DISC_MAX_BLOCKS);
		bool beyond = sent + c.data_len > rig->fw->link.credit;

		host_send(rig, &c, data);
		sent += c.data_len;
		assert_true(host_answer(rig, n, &record, NULL));
		assert_int_equal(record.status, beyond ? NFOD_ST_NO_CREDIT : NFOD_ST_OK);
		refused |= beyond;
		rig_check(rig);
	}
	assert_true(refused);
	assert_false(rig->halted[1]);
	rig_settle(rig);
	rig_check(rig);
	rig_free(rig);
}

static void credit_comes_back_when_clean(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_record record;
	uint64_t sent = 0, last = 0;

	(void)state;
	for (uint32_t n = 0; n < 200; n++) {
		struct nfod_command c = host_command(rig, NFOD_OP_WRITE, 0, n * 16 % 3000, 16);

		host_wait_credit(rig, c.data_len);
		host_send(rig, &c, data);
		sent += c.data_len;
		assert_true(host_answer(rig, 0, &record, NULL));
		assert_int_equal(record.status, NFOD_ST_OK);
		assert_true(record.credit >= last);
		last = record.credit;
		while (host_take(rig, NFOD_EP_NOTIFY, 0, &record, NULL)) {
			assert_int_equal(record.kind, NFOD_REC_CREDIT);
			assert_true(record.credit >= last);
			last = record.credit;
		}
	}
	rig_settle(rig);
	assert_int_equal(rig->fw->cache.dirty_blocks, 0);
	assert_true(host_identify(rig)->credit >= sent + DISC_MAX_BLOCKS * NFOD_BLOCK_BYTES);
	rig_check(rig);
	rig_free(rig);
}

static void aborted(struct rig *rig, const struct nfod_command *c)
{
	struct nfod_abort abort = { .slot = c->slot, .epoch = c->epoch, .sequence = c->sequence };

	assert_int_equal(host_order(rig, NFOD_REQ_ABORT, c->slot, &abort, sizeof(abort)), 0);
}

static void a_waiting_read_is_aborted(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_command c = host_command(rig, NFOD_OP_READ, 5, 1000, 20);
	struct nfod_record record;

	(void)state;
	host_send(rig, &c, NULL);
	aborted(rig, &c);
	memset(back, 0xff, sizeof(back));
	memset(data, 0, sizeof(data));
	assert_true(host_answer(rig, 5, &record, back));
	assert_int_equal(record.status, NFOD_ST_ABORTED);
	assert_int_equal(record.data_len, 20 * NFOD_BLOCK_BYTES);
	assert_memory_equal(back, data, record.data_len);
	rig_settle(rig);
	assert_null(rig_find_in(rig, NFOD_EP_DATA, 6));
	rig_check(rig);
	rig_free(rig);
}

static void an_answered_command_is_not_aborted(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_command c = host_command(rig, NFOD_OP_WRITE, 5, 1000, 2);
	struct nfod_record record;

	(void)state;
	host_send(rig, &c, data);
	aborted(rig, &c);
	assert_true(host_answer(rig, 5, &record, NULL));
	assert_int_equal(record.status, NFOD_ST_OK);
	assert_null(rig_find_in(rig, NFOD_EP_DATA, 6));
	rig_free(rig);
}

static void an_abort_may_overtake_its_command(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_command c = host_command(rig, NFOD_OP_WRITE, 5, 1000, 2);

	(void)state;
	aborted(rig, &c);
	assert_null(rig_find_in(rig, NFOD_EP_DATA, 6));
	expect(rig, &c, NFOD_ST_ABORTED, 0);
	assert_int_equal(rig->fw->cache.dirty_blocks, 0);
	c = host_command(rig, NFOD_OP_WRITE, 5, 1000, 2);
	aborted(rig, &c);
	c = host_command(rig, NFOD_OP_WRITE, 5, 1000, 2);
	expect(rig, &c, NFOD_ST_OK, 0);
	rig_free(rig);
}

static void abort_requests_are_checked(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_abort good = { .slot = 5, .epoch = HOST_EPOCH, .sequence = 1 };
	struct nfod_abort bad = good;

	(void)state;
	assert_int_equal(host_order(rig, NFOD_REQ_ABORT, 4, &good, sizeof(good)), HOST_STALL);
	assert_int_equal(host_order(rig, NFOD_REQ_ABORT, 5, &good, 15), HOST_STALL);
	bad.reserved = 1;
	assert_int_equal(host_order(rig, NFOD_REQ_ABORT, 5, &bad, sizeof(bad)), HOST_STALL);
	bad = good;
	bad.reserved0 = 1;
	assert_int_equal(host_order(rig, NFOD_REQ_ABORT, 5, &bad, sizeof(bad)), HOST_STALL);
	bad = good;
	bad.epoch++;
	assert_int_equal(host_order(rig, NFOD_REQ_ABORT, 5, &bad, sizeof(bad)), HOST_STALL);
	bad = good;
	bad.slot = NFOD_MAX_SLOTS;
	assert_int_equal(host_order(rig, NFOD_REQ_ABORT, bad.slot, &bad, sizeof(bad)), HOST_STALL);
	assert_int_equal(host_order(rig, NFOD_REQ_ABORT, 5, &good, sizeof(good)), 0);
	rig_free(rig);
}

/* Blocks that the disc has and the cache has not. */
static void write_far(struct rig *rig, uint64_t lba, uint32_t blocks)
{
	struct nfod_command c = host_command(rig, NFOD_OP_WRITE, 0, lba, blocks);

	expect(rig, &c, NFOD_ST_OK, 0);
	c = host_command(rig, NFOD_OP_FLUSH, 0, 0, 0);
	expect(rig, &c, NFOD_ST_OK, 0);
	host_again(rig, NFOD_ALT_STREAMS);
}

static void slots_tell_how_they_get_on(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_command c;
	const struct nfod_slot_status *slot = (const struct nfod_slot_status *)rig->reply;
	struct nfod_record record;
	uint32_t progress;

	(void)state;
	write_far(rig, 500, 100);
	c = host_command(rig, NFOD_OP_READ, 7, 500, 100);
	assert_int_equal(host_get(rig, NFOD_REQ_SLOT, 7, 32), 32);
	assert_int_equal(slot->magic, NFOD_SLOT_MAGIC);
	assert_int_equal(slot->state, NFOD_SLOT_FREE);
	host_send(rig, &c, NULL);
	assert_int_equal(host_get(rig, NFOD_REQ_SLOT, 7, 32), 32);
	assert_int_equal(slot->state, NFOD_SLOT_ACTIVE);
	assert_int_equal(slot->sequence, c.sequence);
	assert_int_equal(slot->epoch, c.epoch);
	progress = slot->progress;
	while (!rig_find_in(rig, NFOD_EP_DATA, 8))
		rig_step(rig);
	host_get(rig, NFOD_REQ_SLOT, 7, 32);
	assert_int_equal(slot->state, NFOD_SLOT_ANSWERED);
	assert_int_not_equal(slot->progress, progress);
	assert_true(host_answer(rig, 7, &record, back));
	host_get(rig, NFOD_REQ_SLOT, 7, 32);
	assert_int_equal(slot->state, NFOD_SLOT_FREE);
	assert_int_equal(host_get(rig, NFOD_REQ_SLOT, NFOD_MAX_SLOTS, 32), HOST_STALL);
	rig_free(rig);
}

static void a_link_reset_forgets_all_but_data(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_command read = host_command(rig, NFOD_OP_READ, 1, 1000, 20);
	struct nfod_command write = host_command(rig, NFOD_OP_WRITE, 2, 8, 16);
	struct nfod_command late = host_command(rig, NFOD_OP_WRITE, 3, 100, 1);
	struct nfod_record record;

	(void)state;
	fill(77, 16);
	host_send(rig, &read, NULL);
	host_send(rig, &write, data);
	aborted(rig, &late);
	nfod_usb_out(rig->fw, NFOD_EP_COMMAND, data, 5000, false);
	assert_int_equal(host_link_reset(rig, HOST_EPOCH), HOST_STALL);
	assert_int_equal(host_link_reset(rig, 0), HOST_STALL);
	assert_int_equal(host_link_reset(rig, HOST_EPOCH + 1), 0);
	rig_check(rig);
	assert_int_equal(rig->in_count, 0);
	host_send(rig, &write, data);
	rig_settle(rig);
	assert_int_equal(rig->in_count, 0);
	host_open(rig, NFOD_ALT_PLAIN);
	assert_int_equal(host_identify(rig)->epoch, HOST_EPOCH + 1);
	read = host_command(rig, NFOD_OP_READ, 1, 8, 16);
	record = host_do(rig, &read, back);
	assert_int_equal(record.status, NFOD_ST_OK);
	assert_memory_equal(back, data, 16 * NFOD_BLOCK_BYTES);
	rig_check(rig);
	rig_free(rig);
}

static void overwriting_does_not_disturb_a_transfer(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_command write = host_command(rig, NFOD_OP_WRITE, 2, 8, 16);
	struct nfod_command read = host_command(rig, NFOD_OP_READ, 1, 8, 16);
	struct nfod_record record;

	(void)state;
	fill(1, 16);
	host_do(rig, &write, data);
	host_send(rig, &read, NULL);
	fill(2, 16);
	write = host_command(rig, NFOD_OP_WRITE, 2, 8, 16);
	host_do(rig, &write, data);
	write = host_command(rig, NFOD_OP_DISCARD, 2, 8, 16);
	host_do(rig, &write, data);
	rig_settle(rig);
	fill(1, 16);
	assert_true(host_answer(rig, 1, &record, back));
	assert_memory_equal(back, data, 16 * NFOD_BLOCK_BYTES);
	rig_check(rig);
	rig_free(rig);
}

static void zeroes_and_discards_read_as_they_should(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_command c = host_command(rig, NFOD_OP_WRITE, 0, 32, 100);

	(void)state;
	fill(3, 100);
	expect(rig, &c, NFOD_ST_OK, 0);
	c = host_command(rig, NFOD_OP_FLUSH, 0, 0, 0);
	expect(rig, &c, NFOD_ST_OK, 0);
	c = host_command(rig, NFOD_OP_WRITE_ZEROES, 0, 40, 50);
	expect(rig, &c, NFOD_ST_OK, 0);
	c = host_command(rig, NFOD_OP_READ, 0, 32, 100);
	host_do(rig, &c, back);
	memset(data + 8 * NFOD_BLOCK_BYTES, 0, 50 * NFOD_BLOCK_BYTES);
	assert_memory_equal(back, data, 100 * NFOD_BLOCK_BYTES);
	c = host_command(rig, NFOD_OP_WRITE_ZEROES, 0, 32, 3000);
	c.flags = NFOD_CMD_FUA;
	expect(rig, &c, NFOD_ST_OK, 0);
	memset(data, 0, NFOD_BLOCK_BYTES);
	for (uint32_t n = 32; n < 3032; n++)
		assert_memory_equal(rig_block(rig, n), data, NFOD_BLOCK_BYTES);
	rig_check(rig);
	rig_free(rig);
}

/* 50 blocks from 40 on: clusters 3 and 4, and a half of 2 and of 5. */
static void what_is_discarded_is_zeroes_and_needs_no_place(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_command flush = host_command(rig, NFOD_OP_FLUSH, 0, 0, 0);
	struct nfod_command c = host_command(rig, NFOD_OP_WRITE, 0, 32, 100);
	uint64_t written;

	(void)state;
	fill(3, 100);
	expect(rig, &c, NFOD_ST_OK, 0);
	expect(rig, &flush, NFOD_ST_OK, 0);
	written = rig->fw->count.clusters_written;
	c = host_command(rig, NFOD_OP_DISCARD, 0, 40, 50);
	expect(rig, &c, NFOD_ST_OK, 0);
	expect(rig, &flush, NFOD_ST_OK, 0);
	assert_true(store_has(&rig->fw->store, 2) && store_has(&rig->fw->store, 5));
	assert_false(store_has(&rig->fw->store, 3) || store_has(&rig->fw->store, 4));
	assert_int_equal(rig->fw->count.clusters_written, written + 1);
	c = host_command(rig, NFOD_OP_READ, 0, 32, 100);
	host_do(rig, &c, back);
	memset(data + 16 * NFOD_BLOCK_BYTES, 0, 32 * NFOD_BLOCK_BYTES);
	assert_memory_equal(back, data, 100 * NFOD_BLOCK_BYTES);
	/* There was nothing to begin with. */
	c = host_command(rig, NFOD_OP_DISCARD, 0, 2000, 1000);
	expect(rig, &c, NFOD_ST_OK, 0);
	expect(rig, &flush, NFOD_ST_OK, 0);
	assert_int_equal(rig->fw->count.clusters_written, written + 1);
	rig_check(rig);
	rig_free(rig);
}

static void reads_wait_for_pages_rather_than_fail(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_command c[32];
	struct nfod_record record;
	uint32_t got = 0;

	(void)state;
	for (uint16_t n = 0; n < 32; n++) {
		c[n] = host_command(rig, NFOD_OP_READ, n, n * 100, DISC_MAX_BLOCKS);
		host_send(rig, &c[n], NULL);
		rig_check(rig);
	}
	for (uint32_t round = 0; round < 32 && got < 32; round++) {
		rig_settle(rig);
		rig_check(rig);
		for (uint16_t n = 0; n < 32; n++)
			if (host_answer(rig, n, &record, back)) {
				assert_int_equal(record.status, NFOD_ST_OK);
				got++;
			}
	}
	assert_int_equal(got, 32);
	rig_free(rig);
}

static void status_counts(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	struct nfod_command c = host_command(rig, NFOD_OP_READ, 0, 0, 4);
	const struct nfod_drive_status *status = (const struct nfod_drive_status *)rig->reply;
	uint64_t before = rig->fw->count.clusters_written;

	(void)state;
	host_do(rig, &c, back);
	c = host_command(rig, NFOD_OP_READ, 0, 0, 4);
	host_do(rig, &c, back);
	c = host_command(rig, NFOD_OP_WRITE, 0, 0, 3);
	host_do(rig, &c, data);
	c = host_command(rig, NFOD_OP_FLUSH, 0, 0, 0);
	host_do(rig, &c, NULL);
	assert_int_equal(host_get(rig, NFOD_REQ_STATUS, 0, 512), 512);
	assert_int_equal(status->magic, NFOD_STATUS_MAGIC);
	assert_int_equal(status->length, 512);
	assert_int_equal(status->blocks_read, 8);
	assert_int_equal(status->read_hits, 4);
	assert_int_equal(status->blocks_written, 3);
	assert_int_equal(status->flushes, 1);
	assert_int_equal(status->clusters_written, before + 1);
	assert_int_equal(status->read_only, NFOD_CAUSE_NONE);
	assert_int_equal(status->link_resets, 1);
	assert_int_equal(status->dirty_pages, 0);
	assert_int_equal(status->cache_pages, 16);
	assert_int_equal(status->spinning, 1);
	assert_true(status->rotate_us > 0 && status->transfer_us > 0);
	assert_in_range(status->speed_mrpm, 2000000, 2300000);
	assert_in_range(status->radius_nm, 24000000, 26100000);
	rig_free(rig);
}

/* A field or two of a command, changed at random. */
static void garble(struct rig *rig, struct nfod_command *command)
{
	uint8_t *byte = (uint8_t *)command;

	for (uint32_t n = rig_below(rig, 4); n; n--)
		byte[rig_below(rig, sizeof(*command))] = (uint8_t)rig_random(rig);
	/* Mostly of this epoch and with the right start, or nothing else is looked at. */
	if (rig_below(rig, 8)) {
		command->magic = NFOD_COMMAND_MAGIC;
		command->epoch = rig->fw->link.epoch;
		command->slot %= NFOD_MAX_SLOTS;
	}
}

static void take_all(struct rig *rig)
{
	struct nfod_record record;

	for (uint16_t n = 0; n <= NFOD_MAX_SLOTS; n++)
		while (host_take(rig, n ? NFOD_EP_DATA : NFOD_EP_NOTIFY, n, &record, back))
			assert_true(record.status < NFOD_ST_COUNT);
}

/* Whatever bytes come, in whatever pieces: answered, swallowed or halted. */
static void random_messages(void **state)
{
	struct rig *rig = start(NFOD_ALT_STREAMS);
	uint32_t halts_seen = 0;

	(void)state;
	rig->cut_pieces = true;
	for (uint32_t n = 0; n < 20000; n++) {
		uint32_t blocks = rig_below(rig, 4) ? rig_below(rig, 4) : rig_below(rig, 140);
		uint8_t op = (uint8_t)(1 + rig_below(rig, 5));
		struct nfod_command c = host_command(rig, op, (uint16_t)rig_below(rig, 32),
						     rig_below(rig, 4000), blocks);
		uint32_t most = DISC_MAX_BLOCKS * NFOD_BLOCK_BYTES;
		uint32_t len = c.data_len < most ? c.data_len : most;

		if (op == NFOD_OP_READ)
			len = 0;
		if (!rig_below(rig, 20))
			len = rig_below(rig, 9000);
		garble(rig, &c);
		memcpy(data + len, &c, sizeof(c));
		host_bytes(rig, data, len + (uint32_t)sizeof(c) - !rig_below(rig, 50));
		if (rig->halted[1]) {
			halts_seen++;
			host_standard(rig, USB_TO_ENDPOINT, 1, 0, NFOD_EP_COMMAND);
		}
		if (n % 4 == 0)
			rig_step(rig);
		if (n % 8 == 0)
			take_all(rig);
		if (n % 16 == 0)
			rig_check(rig);
	}
	assert_in_range(halts_seen, 100, 19000);
	rig_settle(rig);
	take_all(rig);
	rig_check(rig);
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(data_come_back_with_streams),
		cmocka_unit_test(data_come_back_without_streams),
		cmocka_unit_test(messages_may_come_in_pieces),
		cmocka_unit_test(kinds_of_records_fit_the_setting),
		cmocka_unit_test(every_field_is_checked),
		cmocka_unit_test(nothing_refused_is_written),
		cmocka_unit_test(data_of_other_commands_are_refused),
		cmocka_unit_test(nonsense_halts_the_endpoint),
		cmocka_unit_test(another_epoch_is_swallowed),
		cmocka_unit_test(no_command_before_a_link_reset),
		cmocka_unit_test(read_only_discs_take_no_writes),
		cmocka_unit_test(writes_beyond_the_credit_are_swallowed),
		cmocka_unit_test(credit_comes_back_when_clean),
		cmocka_unit_test(a_waiting_read_is_aborted),
		cmocka_unit_test(an_answered_command_is_not_aborted),
		cmocka_unit_test(an_abort_may_overtake_its_command),
		cmocka_unit_test(abort_requests_are_checked),
		cmocka_unit_test(slots_tell_how_they_get_on),
		cmocka_unit_test(a_link_reset_forgets_all_but_data),
		cmocka_unit_test(overwriting_does_not_disturb_a_transfer),
		cmocka_unit_test(zeroes_and_discards_read_as_they_should),
		cmocka_unit_test(what_is_discarded_is_zeroes_and_needs_no_place),
		cmocka_unit_test(reads_wait_for_pages_rather_than_fail),
		cmocka_unit_test(status_counts),
		cmocka_unit_test(random_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
