// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The requests of the servo: what is taken, what is stalled, bytes as they lie. */
#include "host.h"

/* Of a front-end that flies: blocks come, and nothing is in them. */
static bool is_busy(const struct rig *rig)
{
	(void)rig;
	return false;
}

static bool tick(struct rig *rig)
{
	rig->fe.block.tick++;
	return nfod_fw_servo_tick(rig->fw);
}

static const struct rig_flight nothing_seen = { .is_busy = is_busy, .tick = tick };

static struct rig *drive_new(bool flies)
{
	const struct rig_options options = { .no_disc = true,
					     .flight = flies ? &nothing_seen : NULL };
	struct rig *rig = rig_new(&options);

	host_enumerate(rig, NFOD_USB_SUPER);
	return rig;
}

static int ask_at(struct rig *rig, uint8_t request, uint16_t value, uint16_t index, uint16_t length)
{
	const struct rig_setup setup = { 0xc1, request, value, index, length };

	return host_control(rig, &setup, NULL);
}

static int ask(struct rig *rig, uint8_t request, uint16_t value)
{
	return ask_at(rig, request, value, NFOD_IF_MANAGE, NFOD_USB_EP0_BYTES);
}

static int tell_at(struct rig *rig, uint8_t request, uint16_t value, uint16_t index,
		   const void *data, uint16_t length)
{
	const struct rig_setup setup = { 0x41, request, value, index, length };

	return host_control(rig, &setup, data);
}

static int tell(struct rig *rig, uint8_t request, const void *data, uint16_t length)
{
	return tell_at(rig, request, 0, NFOD_IF_MANAGE, data, length);
}

static struct nfod_trace_setup good_setup(void)
{
	return (struct nfod_trace_setup){ .channels = 2,
					  .every = 1,
					  .records = 1000,
					  .signal = { NFOD_TRACE_STATE, NFOD_TRACE_MAY } };
}

static void magics_read_as_words(void **state)
{
	static const uint32_t magic[] = { NFOD_SERVO_MAGIC, NFOD_SHAPE_MAGIC, NFOD_TRACE_MAGIC };

	(void)state;
	assert_memory_equal(magic, "NFSVNFSHNFTR", sizeof(magic));
}

static void a_setup_as_bytes(void **state)
{
	static const uint8_t expected[32] = {
		3, 4, 0x02, 0x01, 0xe8, 0x03, 0, 0, 0x2c, 0x01, 0, 0, 4, 0, 19,
	};
	const struct nfod_trace_setup setup = {
		.channels = 3,
		.trigger = NFOD_TRIGGER_PULL_IN,
		.every = 0x102,
		.records = 1000,
		.before = 300,
		.signal = { NFOD_TRACE_TRACK_NM, NFOD_TRACE_GAP_NM, NFOD_TRACE_MAY },
	};

	(void)state;
	assert_memory_equal(&setup, expected, sizeof(expected));
}

static void servo_is_told_on_its_interface(void **state)
{
	struct nfod_servo_status status;
	struct rig *rig = drive_new(true);

	(void)state;
	assert_int_equal(ask(rig, NFOD_REQ_SERVO, 0), sizeof(status));
	memcpy(&status, rig->reply, sizeof(status));
	assert_int_equal(status.magic, NFOD_SERVO_MAGIC);
	assert_int_equal(status.length, sizeof(status));
	assert_int_equal(status.state, NFOD_SERVO_PARKED);
	assert_int_equal(ask_at(rig, NFOD_REQ_SERVO, 0, NFOD_IF_MANAGE, 8), 8);
	assert_int_equal(ask(rig, NFOD_REQ_SERVO, 1), HOST_STALL);
	rig_free(rig);
}

static void shapes_are_told_for_two_axes(void **state)
{
	struct rig *rig = drive_new(true);
	struct nfod_shape shape;

	(void)state;
	for (uint16_t axis = 0; axis < NFOD_SHAPE_AXES; axis++) {
		assert_int_equal(ask(rig, NFOD_REQ_SHAPE, axis), sizeof(shape));
		memcpy(&shape, rig->reply, sizeof(shape));
		assert_int_equal(shape.magic, NFOD_SHAPE_MAGIC);
		assert_int_equal(shape.axis, axis);
	}
	assert_int_equal(ask(rig, NFOD_REQ_SHAPE, NFOD_SHAPE_AXES), HOST_STALL);
	assert_int_equal(ask(rig, NFOD_REQ_SHAPE, UINT16_MAX), HOST_STALL);
	rig_free(rig);
}

static struct nfod_trace_chunk chunk_of(struct rig *rig, uint16_t number, int *len)
{
	struct nfod_trace_chunk chunk;

	*len = ask(rig, NFOD_REQ_TRACE, number);
	assert_true(*len >= (int)sizeof(chunk));
	memcpy(&chunk, rig->reply, sizeof(chunk));
	return chunk;
}

static void a_trace_comes_in_chunks(void **state)
{
	const uint32_t most = NFOD_TRACE_CHUNK_BYTES / 8;
	struct nfod_trace_setup setup = good_setup();
	struct rig *rig = drive_new(true);
	struct nfod_trace_chunk chunk;
	int len;

	(void)state;
	assert_int_equal(chunk_of(rig, 0, &len).channels, 0);
	assert_int_equal(tell(rig, NFOD_REQ_TRACE_START, &setup, sizeof(setup)), 0);
	chunk = chunk_of(rig, 0, &len);
	assert_int_equal(chunk.done, 0);
	assert_int_equal(len, sizeof(chunk));
	rig_run(rig, 10 * RIG_MS);
	chunk = chunk_of(rig, 2, &len);
	assert_int_equal(chunk.done, 1);
	assert_int_equal(chunk.total, 1000);
	assert_int_equal(chunk.records, 1000 - 2 * most);
	assert_int_equal(len, sizeof(chunk) + 8 * chunk.records);
	assert_int_equal(chunk_of(rig, 0, &len).records, most);
	assert_int_equal(len, sizeof(chunk) + NFOD_TRACE_CHUNK_BYTES);
	assert_int_equal(chunk_of(rig, 3, &len).records, 0);
	assert_int_equal(chunk_of(rig, UINT16_MAX, &len).records, 0);
	rig_free(rig);
}

static void bad_setups_are_stalled(void **state)
{
	struct rig *rig = drive_new(true);
	struct nfod_trace_setup bad = good_setup();
	uint8_t more[sizeof(bad) + 1] = { 0 };

	(void)state;
	memcpy(more, &bad, sizeof(bad));
	assert_int_equal(tell(rig, NFOD_REQ_TRACE_START, more, sizeof(more)), HOST_STALL);
	assert_int_equal(tell(rig, NFOD_REQ_TRACE_START, &bad, sizeof(bad) - 1), HOST_STALL);
	assert_int_equal(tell(rig, NFOD_REQ_TRACE_START, NULL, 0), HOST_STALL);
	assert_int_equal(tell_at(rig, NFOD_REQ_TRACE_START, 1, NFOD_IF_MANAGE, &bad, sizeof(bad)),
			 HOST_STALL);
	bad.reserved[0] = 1;
	assert_int_equal(tell(rig, NFOD_REQ_TRACE_START, &bad, sizeof(bad)), HOST_STALL);
	bad = good_setup();
	bad.records = NFOD_FW_TRACE_PAGES * NFOD_BLOCK_BYTES / 8 + 1;
	assert_int_equal(tell(rig, NFOD_REQ_TRACE_START, &bad, sizeof(bad)), HOST_STALL);
	bad.records--;
	assert_int_equal(tell(rig, NFOD_REQ_TRACE_START, &bad, sizeof(bad)), 0);
	rig_free(rig);
}

static void margins_are_asked_for(void **state)
{
	struct rig *rig = drive_new(true);
	uint8_t byte = 0;

	(void)state;
	assert_int_equal(tell(rig, NFOD_REQ_MEASURE, &byte, 1), HOST_STALL);
	assert_int_equal(tell_at(rig, NFOD_REQ_MEASURE, 1, NFOD_IF_MANAGE, NULL, 0), HOST_STALL);
	assert_false(rig->fw->servo.sup.measure_wanted);
	assert_int_equal(tell(rig, NFOD_REQ_MEASURE, NULL, 0), 0);
	assert_true(rig->fw->servo.sup.measure_wanted);
	rig_free(rig);
}

/* The kernel owns interface 0: these are for tools. */
static void the_disk_interface_takes_none(void **state)
{
	struct nfod_trace_setup setup = good_setup();
	struct rig *rig = drive_new(true);

	(void)state;
	for (uint8_t request = NFOD_REQ_SERVO; request <= NFOD_REQ_TRACE; request++)
		assert_int_equal(ask_at(rig, request, 0, NFOD_IF_DISK, 4096), HOST_STALL);
	assert_int_equal(tell_at(rig, NFOD_REQ_TRACE_START, 0, NFOD_IF_DISK, &setup, sizeof(setup)),
			 HOST_STALL);
	assert_int_equal(tell_at(rig, NFOD_REQ_MEASURE, 0, NFOD_IF_DISK, NULL, 0), HOST_STALL);
	assert_int_equal(tell(rig, NFOD_REQ_EJECT, NULL, 0), HOST_STALL);
	assert_int_equal(tell(rig, NFOD_REQ_LOCK, NULL, 0), HOST_STALL);
	rig_free(rig);
}

static void other_interfaces_and_directions_are_stalled(void **state)
{
	struct rig *rig = drive_new(true);

	(void)state;
	for (uint8_t request = 0; request < 32; request++) {
		assert_int_equal(ask_at(rig, request, 0, 2, 4096), HOST_STALL);
		assert_int_equal(ask_at(rig, request, 0, 0x101, 4096), HOST_STALL);
		assert_int_equal(tell_at(rig, request, 0, 2, NULL, 0), HOST_STALL);
	}
	assert_int_equal(ask(rig, NFOD_REQ_TRACE_START, 0), HOST_STALL);
	assert_int_equal(ask(rig, NFOD_REQ_MEASURE, 0), HOST_STALL);
	assert_int_equal(tell(rig, NFOD_REQ_SERVO, NULL, 0), HOST_STALL);
	rig_free(rig);
}

static void an_unflown_head_has_nothing_to_trace(void **state)
{
	struct nfod_trace_setup setup = good_setup();
	struct rig *rig = drive_new(false);
	struct nfod_servo_status status;

	(void)state;
	assert_int_equal(ask(rig, NFOD_REQ_SERVO, 0), sizeof(status));
	memcpy(&status, rig->reply, sizeof(status));
	assert_int_equal(status.state, NFOD_SERVO_KINEMATIC);
	assert_int_equal(ask(rig, NFOD_REQ_SHAPE, 0), HOST_STALL);
	assert_int_equal(ask(rig, NFOD_REQ_TRACE, 0), HOST_STALL);
	assert_int_equal(tell(rig, NFOD_REQ_TRACE_START, &setup, sizeof(setup)), HOST_STALL);
	assert_int_equal(tell(rig, NFOD_REQ_MEASURE, NULL, 0), HOST_STALL);
	rig_free(rig);
}

static void an_unconfigured_drive_tells_nothing(void **state)
{
	struct rig *rig = drive_new(true);

	(void)state;
	nfod_usb_reset(rig->fw, NFOD_USB_SUPER);
	assert_int_equal(ask(rig, NFOD_REQ_SERVO, 0), HOST_STALL);
	assert_int_equal(tell(rig, NFOD_REQ_MEASURE, NULL, 0), HOST_STALL);
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(magics_read_as_words),
		cmocka_unit_test(a_setup_as_bytes),
		cmocka_unit_test(servo_is_told_on_its_interface),
		cmocka_unit_test(shapes_are_told_for_two_axes),
		cmocka_unit_test(a_trace_comes_in_chunks),
		cmocka_unit_test(bad_setups_are_stalled),
		cmocka_unit_test(margins_are_asked_for),
		cmocka_unit_test(the_disk_interface_takes_none),
		cmocka_unit_test(other_interfaces_and_directions_are_stalled),
		cmocka_unit_test(an_unflown_head_has_nothing_to_trace),
		cmocka_unit_test(an_unconfigured_drive_tells_nothing),
	};

	return cmocka_run_group_tests_name("servo requests", tests, NULL, NULL);
}
