// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The whole firmware over the driver: what a host sees of the drive at high speed. */
#include "bench.h"
#include "descriptors.h"
#include "host.h"
#include "otg.h"

#define LBAS 192u
#define SLOTS 6u
#define MOST_BLOCKS 24u

/**
 * struct flight - a command that has no end yet
 * @busy: there is one
 * @op: of it
 * @lba: ditto
 * @blocks: ditto
 * @sequence: ditto
 */
struct flight {
	bool busy;
	uint8_t op;
	uint32_t lba;
	uint32_t blocks;
	uint32_t sequence;
};

/**
 * struct plugged - a drive on the bus, with its host
 * @rig: the board
 * @bench: the host
 * @epoch: of the link
 * @flight: by slot
 * @block: number of the contents that each block must have
 * @other: ditto, that it may have as well: its write has no end
 * @next: number of the next contents
 */
struct plugged {
	struct rig *rig;
	struct bench bench;
	uint32_t epoch;
	struct flight flight[SLOTS];
	uint32_t block[LBAS];
	uint32_t other[LBAS];
	uint32_t next;
};

static uint8_t message[MOST_BLOCKS * NFOD_BLOCK_BYTES + sizeof(struct nfod_command)];
static uint8_t data[MOST_BLOCKS * NFOD_BLOCK_BYTES + sizeof(struct nfod_record)];

static void pump(void *ctx)
{
	struct plugged *drive = ctx;

	chip_interrupt();
	otg_poll(&otg_drive, drive->rig->fw);
	rig_step(drive->rig);
}

static int request(struct plugged *drive, uint8_t type, uint8_t number, uint16_t value,
		   uint16_t index, uint16_t length, void *bytes)
{
	const struct bench_setup setup = { type, number, value, index, length };

	return bench_control(&drive->bench, &setup, bytes);
}

static void power_up(struct plugged *drive, uint64_t seed)
{
	*drive = (struct plugged){ .epoch = HOST_EPOCH, .next = 1 };
	drive->rig = rig_new(&(struct rig_options){ 0 });
	drive->rig->random = seed;
	chip_power_on(seed);
	bench_init(&drive->bench, pump, drive);
	assert_true(otg_init());
	otg_power(true);
	drive->rig->board.usb = &otg_ops;
	rig_power_up(drive->rig);
	assert_true(chip_is_attached());
}

static void power_down(struct plugged *drive)
{
	assert_int_equal(otg_first_error(), OTG_GOOD);
	rig_check(drive->rig);
	rig_free(drive->rig);
}

/* As operating systems do it: look at the first bytes, reset again, give an address. */
static void enumerate(struct plugged *drive)
{
	uint8_t bytes[256];

	bench_reset(&drive->bench);
	assert_int_equal(request(drive, 0x80, 6, 0x0100, 0, 64, bytes), 18);
	bench_reset(&drive->bench);
	assert_int_equal(request(drive, 0, 5, 42, 0, 0, NULL), 0);
	drive->bench.address = 42;
	assert_int_equal(request(drive, 0x80, 6, 0x0100, 0, 18, bytes), 18);
	assert_int_equal(request(drive, 0, 9, 1, 0, 0, NULL), 0);
}

static void open_link(struct plugged *drive)
{
	struct nfod_link_reset order = { .epoch = ++drive->epoch };

	assert_int_equal(request(drive, 0x41, NFOD_REQ_LINK_RESET, 0, NFOD_IF_DISK, sizeof(order),
				 &order),
			 sizeof(order));
	assert_int_equal(request(drive, 1, 11, NFOD_ALT_PLAIN, NFOD_IF_DISK, 0, NULL), 0);
	drive->bench.in_pid[2] = drive->bench.in_pid[3] = drive->bench.out_pid[1] = 0;
	memset(drive->flight, 0, sizeof(drive->flight));
}

static void start(struct plugged *drive, uint64_t seed)
{
	power_up(drive, seed);
	enumerate(drive);
	rig_settle(drive->rig);
	open_link(drive);
}

/* ---- chapter 9 ---- */

static void descriptors(void **state)
{
	struct plugged drive;
	uint8_t bytes[512];
	int len;

	(void)state;
	power_up(&drive, 1);
	bench_reset(&drive.bench);
	assert_int_equal(request(&drive, 0x80, 6, 0x0100, 0, 8, bytes), 8);
	assert_int_equal(bytes[7], 64);
	assert_int_equal(request(&drive, 0x80, 6, 0x0100, 0, 64, bytes), 18);
	assert_int_equal(bytes[2] | bytes[3] << 8, 0x0210);
	enumerate(&drive);
	len = request(&drive, 0x80, 6, 0x0200, 0, 512, bytes);
	assert_int_equal(bytes[2] | bytes[3] << 8, len);
	descriptors_configuration(bytes, (uint32_t)len, 2, NFOD_USB_HIGH);
	assert_int_equal(request(&drive, 0x80, 6, 0x0600, 0, 64, bytes), 10);
	/* This part's controller can do no more. */
	len = request(&drive, 0x80, 6, 0x0f00, 0, 255, bytes);
	assert_false(descriptors_bos(bytes, (uint32_t)len));
	assert_true(request(&drive, 0x80, 6, 0x0302, 0x0409, 255, bytes) > 10);
	assert_int_equal(request(&drive, 0x80, 6, 0x0309, 0x0409, 255, bytes), BENCH_STALL);
	assert_int_equal(request(&drive, 0x80, 8, 0, 0, 1, bytes), 1);
	assert_int_equal(bytes[0], 1);
	assert_int_equal(request(&drive, 0, 9, 2, 0, 0, NULL), BENCH_STALL);
	assert_int_equal(request(&drive, 0x80, 0, 0, 0, 2, bytes), 2);
	power_down(&drive);
}

/* A message ends short, and a command is a whole packet there: but it can be looked at. */
static void full_speed(void **state)
{
	const struct bench_setup identify = { 0xc1, NFOD_REQ_IDENTIFY, 0, NFOD_IF_MANAGE, 256 };
	struct plugged drive;
	uint8_t bytes[512];
	int len;

	(void)state;
	power_up(&drive, 9);
	drive.bench.full = true;
	enumerate(&drive);
	len = request(&drive, 0x80, 6, 0x0200, 0, 512, bytes);
	descriptors_configuration(bytes, (uint32_t)len, 2, NFOD_USB_FULL);
	assert_int_equal(request(&drive, 0x80, 6, 0x0700, 0, 512, bytes), len);
	descriptors_configuration(bytes, (uint32_t)len, 7, NFOD_USB_HIGH);
	assert_int_equal(bench_control(&drive.bench, &identify, bytes), 256);
	assert_int_equal(request(&drive, 1, 11, test_alt(drive.rig->fw), 0, 0, NULL), 0);
	drive.bench.in_pid[2] = drive.bench.out_pid[1] = 0;
	for (uint32_t n = 0; n < 200; n++) {
		assert_int_equal(bench_in(&drive.bench, NFOD_EP_DATA, bytes, 64), 64);
		for (uint32_t at = 0; at < 64; at++)
			assert_int_equal(bytes[at], nfod_test_byte(at));
		assert_int_equal(bench_out(&drive.bench, NFOD_EP_COMMAND, bytes, 64), 64);
	}
	drive.bench.full = false;
	enumerate(&drive);
	len = request(&drive, 0x80, 6, 0x0200, 0, 512, bytes);
	descriptors_configuration(bytes, (uint32_t)len, 2, NFOD_USB_HIGH);
	power_down(&drive);
}

/* From the first request on; the only way out is the power. */
static void electrical_tests(void **state)
{
	struct plugged drive;

	(void)state;
	for (uint32_t n = 0; n < 2; n++) {
		power_up(&drive, 10 + n);
		bench_reset(&drive.bench);
		if (n)
			enumerate(&drive);
		assert_int_equal(request(&drive, 0, 3, 2, 0x0500, 0, NULL), BENCH_STALL);
		assert_int_equal(chip_test_mode(), 0);
		assert_int_equal(request(&drive, 0, 3, 2, 0x0400, 0, NULL), 0);
		assert_int_equal(chip_test_mode(), NFOD_USB_TEST_PACKET);
		for (uint32_t polls = 0; polls < 1000; polls++)
			pump(&drive);
		assert_int_equal(chip_test_mode(), NFOD_USB_TEST_PACKET);
		power_down(&drive);
	}
	power_up(&drive, 12);
	drive.bench.full = true;
	enumerate(&drive);
	assert_int_equal(request(&drive, 0, 3, 2, 0x0400, 0, NULL), BENCH_STALL);
	power_down(&drive);
}

static void halt_by_the_host(void **state)
{
	struct plugged drive;
	uint8_t status[2];

	(void)state;
	start(&drive, 2);
	for (uint32_t n = 0; n < 2; n++) {
		uint16_t ep = n ? NFOD_EP_NOTIFY : NFOD_EP_DATA;

		assert_int_equal(request(&drive, 2, 3, 0, ep, 0, NULL), 0);
		assert_int_equal(request(&drive, 0x82, 0, 0, ep, 2, status), 2);
		assert_int_equal(status[0], 1);
		assert_int_equal(bench_in_packet(&drive.bench, (uint8_t)ep, data), BENCH_STALL);
		assert_int_equal(request(&drive, 2, 1, 0, ep, 0, NULL), 0);
		drive.bench.in_pid[ep & 3] = 0;
		assert_int_equal(request(&drive, 0x82, 0, 0, ep, 2, status), 2);
		assert_int_equal(status[0], 0);
	}
	power_down(&drive);
}

/* ---- commands ---- */

static void fill_block(uint8_t *block, uint32_t number)
{
	uint64_t x = number;

	for (uint32_t n = 0; n < NFOD_BLOCK_BYTES; n += 8) {
		if (x)
			x = x * 6364136223846793005ull + 1442695040888963407ull;
		memcpy(block + n, &x, sizeof(x));
	}
}

static bool is_block(const uint8_t *block, uint32_t number)
{
	uint8_t wanted[NFOD_BLOCK_BYTES];

	fill_block(wanted, number);
	return !memcmp(block, wanted, sizeof(wanted));
}

static void take_note(struct plugged *drive);

static void wait_credit(struct plugged *drive, uint32_t len)
{
	const struct link *link = &drive->rig->fw->link;

	for (uint32_t n = 0; link->told < link->sent + len; n++) {
		assert_true(n < 100000);
		take_note(drive);
		pump(drive);
	}
}

static void send_command(struct plugged *drive, uint8_t op, uint16_t slot, uint32_t lba,
			 uint32_t blocks)
{
	struct flight *flight = &drive->flight[slot];
	struct nfod_command command = host_command(drive->rig, op, slot, lba, blocks);
	uint32_t len = op == NFOD_OP_WRITE ? blocks * NFOD_BLOCK_BYTES : 0;

	if (len)
		wait_credit(drive, len);
	for (uint32_t n = 0; n < len / NFOD_BLOCK_BYTES; n++) {
		fill_block(message + n * NFOD_BLOCK_BYTES, drive->next);
		drive->other[lba + n] = drive->next++;
	}
	memcpy(message + len, &command, sizeof(command));
	*flight = (struct flight){ true, op, lba, blocks, command.sequence };
	assert_int_equal(bench_out(&drive->bench, NFOD_EP_COMMAND, message,
				   len + (uint32_t)sizeof(command)),
			 len + sizeof(command));
}

static void end_write(struct plugged *drive, const struct flight *flight)
{
	for (uint32_t n = 0; n < flight->blocks; n++) {
		drive->block[flight->lba + n] = drive->other[flight->lba + n];
		drive->other[flight->lba + n] = 0;
	}
}

static void check_read(struct plugged *drive, const struct flight *flight)
{
	for (uint32_t n = 0; n < flight->blocks; n++) {
		uint32_t lba = flight->lba + n;
		const uint8_t *block = data + n * NFOD_BLOCK_BYTES;

		if (drive->other[lba] && is_block(block, drive->other[lba]))
			drive->block[lba] = drive->other[lba];
		drive->other[lba] = 0;
		assert_true(is_block(block, drive->block[lba]));
	}
}

static void collect_read(struct plugged *drive, const struct flight *flight)
{
	uint32_t len = flight->blocks * NFOD_BLOCK_BYTES;
	struct nfod_record record;

	assert_int_equal(bench_in(&drive->bench, NFOD_EP_DATA, data, sizeof(data)),
			 len + sizeof(record));
	memcpy(&record, data + len, sizeof(record));
	assert_int_equal(record.kind, NFOD_REC_STATUS);
	assert_int_equal(record.sequence, flight->sequence);
	assert_int_equal(record.data_len, len);
	check_read(drive, flight);
}

/* One record of EP3, if there is any. */
static void take_note(struct plugged *drive)
{
	struct nfod_record record;
	uint8_t packet[512];
	struct flight *flight;

	if (bench_in_packet(&drive->bench, NFOD_EP_NOTIFY, packet) != (int)sizeof(record))
		return;
	memcpy(&record, packet, sizeof(record));
	assert_int_equal(record.magic, NFOD_RECORD_MAGIC);
	assert_int_equal(record.epoch, drive->epoch);
	if (record.kind != NFOD_REC_READY && record.kind != NFOD_REC_DONE)
		return;
	flight = &drive->flight[record.slot];
	assert_true(record.slot < SLOTS && flight->busy);
	assert_int_equal(record.sequence, flight->sequence);
	assert_int_equal(record.status, NFOD_ST_OK);
	if (record.kind == NFOD_REC_READY)
		collect_read(drive, flight);
	else if (flight->op == NFOD_OP_WRITE)
		end_write(drive, flight);
	flight->busy = false;
}

static void wait_slot(struct plugged *drive, uint16_t slot)
{
	for (uint32_t n = 0; drive->flight[slot].busy; n++) {
		assert_true(n < 100000);
		take_note(drive);
		pump(drive);
	}
}

static void do_it(struct plugged *drive, uint8_t op, uint32_t lba, uint32_t blocks)
{
	send_command(drive, op, 0, lba, blocks);
	wait_slot(drive, 0);
}

static void data_both_ways(void **state)
{
	static const uint32_t blocks[] = { 1, 2, 3, 16, 24 };
	struct plugged drive;

	(void)state;
	start(&drive, 3);
	for (uint32_t n = 0; n < sizeof(blocks) / sizeof(blocks[0]); n++) {
		do_it(&drive, NFOD_OP_READ, 7 * n, blocks[n]);
		do_it(&drive, NFOD_OP_WRITE, 7 * n, blocks[n]);
		do_it(&drive, NFOD_OP_READ, 7 * n, blocks[n]);
		do_it(&drive, NFOD_OP_FLUSH, 0, 0);
	}
	power_down(&drive);
}

static void vendor_requests(void **state)
{
	struct plugged drive;
	struct nfod_identify identify;
	struct nfod_drive_status status;
	uint8_t slot[64];

	(void)state;
	start(&drive, 4);
	assert_int_equal(request(&drive, 0xc1, NFOD_REQ_IDENTIFY, 0, NFOD_IF_DISK, sizeof(identify),
				 &identify),
			 sizeof(identify));
	assert_int_equal(identify.magic, NFOD_IDENTIFY_MAGIC);
	/* More than it has: a multiple of 64 bytes, which only a packet without data ends. */
	assert_int_equal(request(&drive, 0xc1, NFOD_REQ_STATUS, 0, NFOD_IF_MANAGE, 4000, data),
			 sizeof(status));
	assert_int_equal(sizeof(status) % 64, 0);
	assert_int_equal(request(&drive, 0xc1, NFOD_REQ_SLOT, 3, NFOD_IF_DISK, 64, slot),
			 sizeof(struct nfod_slot_status));
	assert_int_equal(request(&drive, 0xc1, 0x7f, 0, NFOD_IF_DISK, 64, slot), BENCH_STALL);
	power_down(&drive);
}

/* A message that is none halts EP1; the host clears it and begins the link anew. */
static void nonsense_halts(void **state)
{
	struct plugged drive;

	(void)state;
	start(&drive, 5);
	for (uint32_t n = 0; n < 4; n++) {
		uint32_t len = 100 + n * 512;

		do_it(&drive, NFOD_OP_WRITE, n, 3);
		memset(message, 0x11, sizeof(message));
		assert_int_equal(bench_out(&drive.bench, NFOD_EP_COMMAND, message, len), len);
		assert_int_equal(bench_out(&drive.bench, NFOD_EP_COMMAND, message, 64),
				 BENCH_STALL);
		assert_int_equal(request(&drive, 2, 1, 0, NFOD_EP_COMMAND, 0, NULL), 0);
		drive.bench.out_pid[1] = 0;
		open_link(&drive);
		do_it(&drive, NFOD_OP_READ, n, 3);
	}
	power_down(&drive);
}

static void reset_in_mid_transfer(void **state)
{
	struct plugged drive;

	(void)state;
	start(&drive, 6);
	for (uint32_t n = 0; n < 24; n++) {
		do_it(&drive, NFOD_OP_WRITE, n, 4);
		send_command(&drive, NFOD_OP_READ, 1, n, 4);
		for (uint32_t packets = 0; packets < n; packets++) {
			bench_in_packet(&drive.bench, NFOD_EP_DATA, data);
			pump(&drive);
		}
		enumerate(&drive);
		open_link(&drive);
		do_it(&drive, NFOD_OP_READ, n, 4);
	}
	power_down(&drive);
}

static void expect_echo(struct plugged *drive, uint16_t len)
{
	uint8_t sent[NFOD_TEST_BYTES];
	uint8_t got[NFOD_TEST_BYTES];

	for (uint32_t n = 0; n < len; n++)
		sent[n] = (uint8_t)chip_random();
	assert_int_equal(request(drive, 0x40, NFOD_REQ_TEST_WRITE, 0, 0, len, sent), len);
	assert_int_equal(request(drive, 0xc0, NFOD_REQ_TEST_READ, 0, 0, sizeof(got), got), len);
	assert_memory_equal(got, sent, len);
}

/* What the kernel's usbtest works with: a source and a sink of known bytes. */
static void test_setting(void **state)
{
	static const uint16_t lengths[] = { 1, 63, 64, 65, 512, 1023, 1024 };
	const uint32_t packets = 40;
	struct plugged drive;

	(void)state;
	start(&drive, 7);
	assert_int_equal(request(&drive, 1, 11, NFOD_ALT_PLAIN + 1, NFOD_IF_DISK, 0, NULL), 0);
	assert_int_equal(bench_in(&drive.bench, NFOD_EP_DATA, data, packets * 512), packets * 512);
	for (uint32_t n = 0; n < packets * 512; n++)
		assert_int_equal(data[n], nfod_test_byte(n % 512));
	assert_int_equal(bench_out(&drive.bench, NFOD_EP_COMMAND, data, packets * 512 - 1),
			 packets * 512 - 1);
	for (uint32_t n = 0; n < sizeof(lengths) / sizeof(lengths[0]); n++)
		expect_echo(&drive, lengths[n]);
	data[1000]++;
	assert_int_equal(bench_out(&drive.bench, NFOD_EP_COMMAND, data, 1024), 1024);
	assert_int_equal(bench_out(&drive.bench, NFOD_EP_COMMAND, data, 1), BENCH_STALL);
	open_link(&drive);
	do_it(&drive, NFOD_OP_WRITE, 3, 3);
	do_it(&drive, NFOD_OP_READ, 3, 3);
	power_down(&drive);
}

/* ---- anything, in any order ---- */

static bool is_free(const struct plugged *drive, uint32_t lba, uint32_t blocks)
{
	for (uint32_t n = 0; n < SLOTS; n++) {
		const struct flight *flight = &drive->flight[n];

		if (flight->busy && flight->op != NFOD_OP_FLUSH &&
		    lba < flight->lba + flight->blocks && flight->lba < lba + blocks)
			return false;
	}
	return true;
}

/* Commands that are under way at the same time are of different blocks. */
static void send_something(struct plugged *drive)
{
	static const uint8_t ops[] = { NFOD_OP_READ, NFOD_OP_READ, NFOD_OP_WRITE, NFOD_OP_FLUSH };
	uint16_t slot = (uint16_t)(chip_random() % SLOTS);
	uint8_t op = ops[chip_random() % 4];
	uint32_t blocks = 1 + (uint32_t)(chip_random() % MOST_BLOCKS);
	uint32_t lba = (uint32_t)(chip_random() % (LBAS - blocks));

	if (drive->flight[slot].busy || !is_free(drive, lba, blocks))
		return;
	if (op == NFOD_OP_FLUSH)
		lba = blocks = 0;
	send_command(drive, op, slot, lba, blocks);
}

static void ask_something(struct plugged *drive)
{
	const struct bench_setup setup = { 0xc1, NFOD_REQ_STATUS, 0, NFOD_IF_MANAGE, 512 };
	uint8_t bytes[512];

	if (chip_random() & 1)
		bench_send_setup(&drive->bench, &setup);
	assert_int_equal(bench_control(&drive->bench, &setup, bytes), 512);
}

static void step(struct plugged *drive)
{
	switch (chip_random() % 256) {
	case 0:
		enumerate(drive);
		open_link(drive);
		break;
	case 1:
		open_link(drive);
		break;
	case 2:
		chip_sleep();
		pump(drive);
		chip_wake();
		pump(drive);
		break;
	case 3 ... 7:
		ask_something(drive);
		break;
	case 8 ... 63:
		send_something(drive);
		break;
	case 64 ... 159:
		take_note(drive);
		break;
	default:
		pump(drive);
	}
}

static void anything(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 4; seed++) {
		struct plugged drive;

		start(&drive, seed);
		chip_trouble.jitter = seed & 1;
		drive.bench.lossy = seed & 2 ? 50 : 0;
		for (uint32_t n = 0; n < 3000; n++)
			step(&drive);
		for (uint16_t slot = 0; slot < SLOTS; slot++)
			wait_slot(&drive, slot);
		for (uint32_t lba = 0; lba < LBAS; lba += 16)
			do_it(&drive, NFOD_OP_READ, lba, 16);
		power_down(&drive);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(descriptors),	  cmocka_unit_test(halt_by_the_host),
		cmocka_unit_test(data_both_ways), cmocka_unit_test(vendor_requests),
		cmocka_unit_test(nonsense_halts), cmocka_unit_test(reset_in_mid_transfer),
		cmocka_unit_test(test_setting),	  cmocka_unit_test(anything),
		cmocka_unit_test(full_speed),	  cmocka_unit_test(electrical_tests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
