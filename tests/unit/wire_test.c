// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The protocol's header as bytes: what another implementation would see. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nfod/wire.h"

static void a_command_as_bytes(void **state)
{
	static const uint8_t expected[64] = {
		'N',  'F',  'C',  'M',	2,    1,    0x1f, 0,	0x44, 0x33, 0x22, 0x11,
		0x88, 0x77, 0x66, 0x55, 0xff, 0xee, 0xdd, 0xcc, 0xbb, 0xaa, 0x99, 0x00,
		0x80, 0,    0,	  0,	0,    0,    8,	  0,	7,    0,    0,	  0,
	};
	struct nfod_command command = {
		.magic = NFOD_COMMAND_MAGIC,
		.op = NFOD_OP_WRITE,
		.flags = NFOD_CMD_FUA,
		.slot = 31,
		.epoch = 0x11223344,
		.sequence = 0x55667788,
		.lba = 0x0099aabbccddeeffull,
		.blocks = 128,
		.data_len = 128 * NFOD_BLOCK_BYTES,
		.medium = 7,
	};

	(void)state;
	assert_memory_equal(&command, expected, sizeof(expected));
}

static void a_record_as_bytes(void **state)
{
	static const uint8_t expected[32] = {
		'N',  'F',  'R',  'E',	1,    7, 0xff, 0xff, 0x44, 0x33, 0x22,
		0x11, 0x88, 0x77, 0x66, 0x55, 0, 0x40, 0,    0,	   2,	 0,
		0,    0,    0,	  0,	0x10, 0, 1,    0,    0,	   0,
	};
	struct nfod_record record = {
		.magic = NFOD_RECORD_MAGIC,
		.kind = NFOD_REC_STATUS,
		.status = NFOD_ST_MEDIUM_ERROR,
		.slot = NFOD_NO_SLOT,
		.epoch = 0x11223344,
		.sequence = 0x55667788,
		.data_len = 0x4000,
		.detail = 2,
		.credit = 0x100100000ull,
	};

	(void)state;
	assert_memory_equal(&record, expected, sizeof(expected));
}

static void magics_read_as_words(void **state)
{
	static const uint32_t magic[] = { NFOD_COMMAND_MAGIC, NFOD_RECORD_MAGIC,
					  NFOD_IDENTIFY_MAGIC, NFOD_SLOT_MAGIC, NFOD_STATUS_MAGIC };

	(void)state;
	assert_memory_equal(magic, "NFCMNFRENFIDNFSLNFST", sizeof(magic));
}

/* A message ends short at every packet size: block and trailer see to it. */
static void messages_end_short(void **state)
{
	static const uint32_t packet[] = { 512, 1024 };

	(void)state;
	for (uint32_t n = 0; n < 2; n++)
		for (uint32_t blocks = 0; blocks <= NFOD_MAX_TRANSFER_BLOCKS; blocks++) {
			uint32_t data = blocks * NFOD_BLOCK_BYTES;

			assert_int_not_equal((data + sizeof(struct nfod_command)) % packet[n], 0);
			assert_int_not_equal((data + sizeof(struct nfod_record)) % packet[n], 0);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_as_bytes),
		cmocka_unit_test(a_record_as_bytes),
		cmocka_unit_test(magics_read_as_words),
		cmocka_unit_test(messages_end_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
