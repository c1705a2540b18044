// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The drive as a host meets it: transports, transfers, power, tray. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "drive.h"
#include "fixture.h"
#include "redir.h"
#include "usbip.h"

#define BLOCKS 64u

static struct rig rig;
static struct drive drive;
static uint8_t wrote[BLOCKS * NFOD_BLOCK_BYTES];
static uint8_t read_back[BLOCKS * NFOD_BLOCK_BYTES];

static void check_read(uint64_t lba, uint32_t blocks)
{
	memset(read_back, 0xee, sizeof(read_back));
	assert_int_equal(drive_read(&drive, lba, blocks, read_back), NFOD_ST_OK);
	assert_memory_equal(read_back, wrote, (size_t)blocks * NFOD_BLOCK_BYTES);
}

static void write_some(uint64_t lba, uint32_t blocks, uint32_t generation)
{
	drive_pattern(wrote, lba, blocks, generation);
	assert_int_equal(drive_write(&drive, lba, blocks, wrote, 0), NFOD_ST_OK);
}

static void write_and_read(void)
{
	write_some(5, 1, 1);
	check_read(5, 1);
	write_some(100, BLOCKS, 2);
	check_read(100, BLOCKS);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	check_read(100, BLOCKS);
	assert_true(rig_number(&rig, "clusters_written") > 0);
}

static void reconnect(uint8_t alternate)
{
	redir_await(&rig, true);
	redir_reset(&rig);
	memset(drive.notify, 0, sizeof(drive.notify));
	drive_open(&drive, &rig, alternate);
}

/* ---- what it looks like ---- */

static void super_speed_device(void **state)
{
	const struct redir *redir;
	uint8_t text[64];

	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	redir = redir_state(&rig);
	assert_int_equal(redir->connect.speed, usb_redir_speed_super);
	assert_int_equal(redir->connect.vendor_id, NFOD_USB_VENDOR);
	assert_int_equal(redir->connect.product_id, NFOD_USB_PRODUCT);
	assert_int_equal(redir->interface_info.interface_class[0], NFOD_USB_CLASS);
	assert_int_equal(redir->ep_info.type[18], usb_redir_type_bulk);
	assert_int_equal(redir->ep_info.max_packet_size[18], 1024);
	assert_int_equal(redir->ep_info.max_streams[18], 0);
	assert_true(rig_control(&rig, 0, 9, 1, 0, NULL, 0) >= 0);
	assert_true(rig_control(&rig, 1, 11, 1, 0, NULL, 0) >= 0);
	assert_int_equal(redir->ep_info.max_streams[18], NFOD_MAX_SLOTS);
	assert_int_equal(redir->ep_info.max_streams[19], 0);
	assert_int_equal(rig_control(&rig, 0x81, 10, 0, 0, text, 1), 1);
	assert_int_equal(text[0], 1);
	assert_int_equal(rig_control(&rig, 0x80, 8, 0, 0, text, 1), 1);
	assert_int_equal(text[0], 1);
	assert_int_equal(rig_control(&rig, 0x80, 6, 0x0fff, 0, text, 8), -1);
	fixture_end(&rig);
}

static void high_speed_device(void **state)
{
	const char *const options[] = { "--speed", "high", NULL };

	(void)state;
	fixture_begin(&rig, &rig_redir, options);
	assert_int_equal(redir_state(&rig)->connect.speed, usb_redir_speed_high);
	assert_int_equal(redir_state(&rig)->ep_info.max_packet_size[18], 512);
	drive_open(&drive, &rig, NFOD_ALT_PLAIN);
	write_and_read();
	fixture_end(&rig);
}

/* ---- reading and writing ---- */

static void plain_over_usbip(void **state)
{
	(void)state;
	fixture_begin(&rig, &rig_usbip, NULL);
	drive_open(&drive, &rig, NFOD_ALT_PLAIN);
	write_and_read();
	fixture_end(&rig);
}

static void plain_over_usbredir(void **state)
{
	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	drive_open(&drive, &rig, NFOD_ALT_PLAIN);
	write_and_read();
	fixture_end(&rig);
}

static void streams_over_usbredir(void **state)
{
	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	write_and_read();
	fixture_end(&rig);
}

static void real_pace(void **state)
{
	const char *const options[] = { "--pace", "real", NULL };

	(void)state;
	fixture_begin(&rig, &rig_redir, options);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	write_and_read();
	fixture_end(&rig);
}

static void all_slots_at_once(void **state)
{
	struct nfod_command command[NFOD_MAX_SLOTS];
	uint32_t transfer[NFOD_MAX_SLOTS];

	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	for (uint16_t i = 0; i < drive.identify.slots; i++) {
		command[i] = drive_command(&drive, NFOD_OP_READ, i, 97u * i, 2);
		transfer[i] = drive_send(&drive, &command[i], NULL);
	}
	for (uint16_t i = drive.identify.slots; i--;) {
		struct nfod_record record =
			drive_answer(&drive, &command[i], transfer[i], read_back);

		assert_int_equal(record.status, NFOD_ST_OK);
		assert_int_equal(record.slot, i);
		assert_int_equal(record.sequence, command[i].sequence);
	}
	fixture_end(&rig);
}

static void message_in_several_transfers(void **state)
{
	struct nfod_command command;
	uint32_t answer, first, second;

	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	drive_pattern(wrote, 9, 1, 3);
	command = drive_command(&drive, NFOD_OP_WRITE, 0, 9, 1);
	answer = rig_in(&rig, NFOD_EP_DATA, 1, 32);
	first = rig_out(&rig, wrote, 3072);
	memcpy(read_back, wrote + 3072, 1024);
	memcpy(read_back + 1024, &command, sizeof(command));
	second = rig_out(&rig, read_back, 1024 + sizeof(command));
	assert_int_equal(rig_wait(&rig, first)->status, RIG_OK);
	assert_int_equal(rig_wait(&rig, second)->status, RIG_OK);
	assert_int_equal(drive_answer(&drive, &command, answer, NULL).status, NFOD_ST_OK);
	check_read(9, 1);
	fixture_end(&rig);
}

static void host_asks_too_little(void **state)
{
	struct nfod_command command;
	uint32_t answer, out;

	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	command = drive_command(&drive, NFOD_OP_READ, 2, 0, 1);
	answer = rig_in(&rig, NFOD_EP_DATA, 3, 100);
	out = rig_out(&rig, &command, sizeof(command));
	assert_int_equal(rig_wait(&rig, out)->status, RIG_OK);
	assert_int_equal(rig_wait(&rig, answer)->status, RIG_BABBLE);
	fixture_end(&rig);
}

static void cancelled_transfer(void **state)
{
	const struct rig_usb *usb = *state;
	uint32_t id;

	fixture_begin(&rig, usb, NULL);
	drive_open(&drive, &rig, NFOD_ALT_PLAIN);
	id = rig_in(&rig, NFOD_EP_DATA, 0, 4128);
	assert_false(rig_answered(&rig, id));
	rig_cancel(&rig, id);
	assert_int_equal(rig_wait(&rig, id)->status, RIG_CANCELLED);
	write_and_read();
	fixture_end(&rig);
}

static void unconfigured_endpoint(void **state)
{
	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	assert_int_equal(rig_wait(&rig, rig_in(&rig, NFOD_EP_DATA, 0, 64))->status, RIG_ERROR);
	fixture_end(&rig);
}

/* ---- power and cable ---- */

static void flushed_data_outlive_a_power_cut(void **state)
{
	uint32_t boot;

	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	boot = drive.identify.boot;
	write_some(64, BLOCKS, 9);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	assert_true(rig_order(&rig, "power off"));
	assert_false(rig_order(&rig, "power off"));
	redir_await(&rig, false);
	assert_int_equal(rig_number(&rig, "present"), 0);
	assert_true(rig_order(&rig, "power on"));
	reconnect(NFOD_ALT_STREAMS);
	assert_int_not_equal(drive.identify.boot, boot);
	check_read(64, BLOCKS);
	fixture_end(&rig);
}

/* The drive has done, in its own time, all that it will do unasked. */
static void until_idle(void)
{
	while (!rig_number(&rig, "idle"))
		;
}

/* The power goes in the middle of the cluster of the log that makes the write count. */
static void cut_under_the_head(bool hold_up)
{
	static uint8_t message[16 * NFOD_BLOCK_BYTES + sizeof(struct nfod_command)];
	struct nfod_command command;

	assert_true(rig_order(&rig, "set hold-up %s", hold_up ? "on" : "off"));
	write_some(0, 16, 1);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	/* What the drive writes for itself when nobody asks is not to be among the two. */
	until_idle();
	assert_true(rig_order(&rig, "set power-cut-after-clusters 2"));
	drive_pattern(wrote, 0, 16, 2);
	command = drive_command(&drive, NFOD_OP_WRITE, 1, 0, 16);
	command.flags = NFOD_CMD_FUA;
	memcpy(message, wrote, command.data_len);
	memcpy(message + command.data_len, &command, sizeof(command));
	rig_out(&rig, message, sizeof(message));
	redir_await(&rig, false);
	assert_int_equal(rig_number(&rig, "power"), 0);
	assert_true(rig_order(&rig, "power on"));
	reconnect(NFOD_ALT_STREAMS);
}

static void hold_up_finishes_the_cluster(void **state)
{
	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	cut_under_the_head(true);
	check_read(0, 16);
	fixture_end(&rig);
}

/* And then what was there before is there still. */
static void without_hold_up_the_cluster_is_torn(void **state)
{
	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	cut_under_the_head(false);
	drive_pattern(wrote, 0, 16, 1);
	check_read(0, 16);
	write_some(0, 16, 3);
	assert_int_equal(drive_flush(&drive), NFOD_ST_OK);
	check_read(0, 16);
	fixture_end(&rig);
}

static void cable_out_and_in(void **state)
{
	uint32_t boot;

	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	boot = drive.identify.boot;
	write_some(7, 3, 4);
	assert_true(rig_order(&rig, "unplug"));
	redir_await(&rig, false);
	assert_true(rig_order(&rig, "plug"));
	reconnect(NFOD_ALT_STREAMS);
	assert_int_equal(drive.identify.boot, boot);
	check_read(7, 3);
	fixture_end(&rig);
}

static void supply_blinks_unseen(void **state)
{
	uint32_t boot;

	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	boot = drive.identify.boot;
	assert_true(rig_order(&rig, "power blink"));
	assert_int_equal(redir_state(&rig)->connects, 1);
	drive_identify(&drive);
	assert_int_equal(drive.identify.epoch, 0);
	assert_int_not_equal(drive.identify.boot, boot);
	assert_true(drive_link_reset(&drive));
	drive_await_disc(&drive);
	write_and_read();
	fixture_end(&rig);
}

static void host_comes_back(void **state)
{
	const struct rig_usb *usb = *state;

	fixture_begin(&rig, usb, NULL);
	for (int i = 0; i < 3; i++) {
		drive_open(&drive, &rig, NFOD_ALT_PLAIN);
		write_and_read();
		rig_disconnect(&rig);
		/* The twin hears of it when it next looks. */
		while (rig_number(&rig, "configuration"))
			usleep(1000);
		rig_connect(&rig);
	}
	fixture_end(&rig);
}

static void only_one_host(void **state)
{
	static struct rig other;

	(void)state;
	fixture_begin(&rig, &rig_usbip, NULL);
	drive_open(&drive, &rig, NFOD_ALT_PLAIN);
	other = rig;
	assert_int_not_equal(rig_usbip.open(&other), 0);
	close(other.fd);
	write_and_read();
	fixture_end(&rig);
}

/* ---- tray ---- */

static void await_event(uint8_t event)
{
	struct nfod_record record;

	do {
		record = drive_notice(&drive);
	} while (record.kind != NFOD_REC_EVENT || record.status != event);
}

static void another_disc(void **state)
{
	char path[RIG_PATH + 16];
	const char *blank[] = { "nfod-press", "blank", "-o", path, "--size", "32M", NULL };
	uint32_t medium;

	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	snprintf(path, sizeof(path), "%s/other", rig.directory);
	assert_false(rig_order(&rig, "load %s", path));
	assert_int_equal(rig_run(&rig, blank), 0);
	medium = drive.identify.medium;
	assert_true(rig_order(&rig, "load %s", path));
	await_event(NFOD_EV_REMOVED);
	await_event(NFOD_EV_INSERTED);
	drive_identify(&drive);
	assert_int_not_equal(drive.identify.medium, medium);
	assert_true(drive.identify.capacity * NFOD_BLOCK_BYTES >= 32u << 20);
	assert_true(drive.identify.capacity * NFOD_BLOCK_BYTES < 40u << 20);
	write_and_read();
	fixture_end(&rig);
}

static void button_and_lock(void **state)
{
	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	assert_true(rig_control(&rig, 0x41, NFOD_REQ_LOCK, 1, 0, NULL, 0) >= 0);
	assert_true(rig_order(&rig, "button"));
	await_event(NFOD_EV_EJECT_REQUEST);
	assert_true(rig_control(&rig, 0x41, NFOD_REQ_LOCK, 0, 0, NULL, 0) >= 0);
	assert_true(rig_order(&rig, "button"));
	await_event(NFOD_EV_REMOVED);
	until_idle();
	assert_non_null(strstr(rig.answer, "\"tray\":\"open\""));
	assert_true(rig_control(&rig, 0x41, NFOD_REQ_LOAD, 0, 0, NULL, 0) >= 0);
	await_event(NFOD_EV_INSERTED);
	assert_true(rig_order(&rig, "eject"));
	await_event(NFOD_EV_REMOVED);
	fixture_end(&rig);
}

/* ---- broken peers ---- */

static void send_noise(const char *path, unsigned int seed)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	uint8_t noise[8192];

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (uint8_t)rand_r(&seed);
	send(fd, noise, sizeof(noise), MSG_NOSIGNAL);
	close(fd);
}

static void noise_on_every_socket(void **state)
{
	(void)state;
	fixture_start(&rig, &rig_redir, NULL);
	for (unsigned int i = 0; i < 50; i++) {
		send_noise(rig.served, i);
		send_noise(rig.control, i);
	}
	assert_true(rig_order(&rig, "status"));
	rig_connect(&rig);
	drive_open(&drive, &rig, NFOD_ALT_STREAMS);
	write_and_read();
	fixture_end(&rig);
}

/* Return: whether the twin has dropped us. */
static bool was_dropped(void)
{
	for (int i = 0; i < 200 && rig.connected; i++)
		rig_receive(&rig, 50);
	return !rig.connected;
}

static void ask_for_iso(struct usbredirparser *parser)
{
	struct usb_redir_start_iso_stream_header header = { .endpoint = 0x84, 8, 2 };

	usbredirparser_send_start_iso_stream(parser, 1, &header);
}

static void ask_for_interrupts(struct usbredirparser *parser)
{
	struct usb_redir_start_interrupt_receiving_header header = { .endpoint = 0x83 };

	usbredirparser_send_start_interrupt_receiving(parser, 1, &header);
}

static void ask_for_unknown_stream(struct usbredirparser *parser)
{
	struct usb_redir_bulk_packet_header header = {
		.endpoint = 0x82,
		.length = 32,
		.stream_id = 60000,
	};

	usbredirparser_send_bulk_packet(parser, 1, &header, NULL, 0);
}

static void ask_for_too_much(struct usbredirparser *parser)
{
	struct usb_redir_bulk_packet_header header = {
		.endpoint = 0x82,
		.length_high = 0x0500,
	};

	usbredirparser_send_bulk_packet(parser, 1, &header, NULL, 0);
}

static void ask_too_often(struct usbredirparser *parser)
{
	struct usb_redir_bulk_packet_header header = { .endpoint = 0x82, .length = 32 };

	for (uint64_t id = 1; id < 5000; id++)
		usbredirparser_send_bulk_packet(parser, id, &header, NULL, 0);
}

static void guest_out_of_bounds(void **state)
{
	static void (*const deeds[])(struct usbredirparser * parser) = {
		ask_for_iso,	  ask_for_interrupts, ask_for_unknown_stream,
		ask_for_too_much, ask_too_often,
	};

	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++) {
		drive_open(&drive, &rig, NFOD_ALT_PLAIN);
		deeds[i](redir_state(&rig)->parser);
		redir_flush(&rig);
		assert_true(was_dropped());
		rig_disconnect(&rig);
		rig_connect(&rig);
	}
	drive_open(&drive, &rig, NFOD_ALT_PLAIN);
	write_and_read();
	fixture_end(&rig);
}

static void usbip_host_out_of_bounds(void **state)
{
	static const uint32_t headers[][7] = {
		/* command, sequence, device, direction, endpoint, flags, length */
		{ 9, 1, 0, 0, 1, 0, 0 },	  { 1, 1, 0, 2, 1, 0, 0 },
		{ 1, 1, 0, 1, 16, 0, 32 },	  { 1, 1, 0, 0, 1, 0, 0xffffffff },
		{ 1, 1, 0, 1, 2, 0, 0x7fffffff },
	};

	(void)state;
	fixture_begin(&rig, &rig_usbip, NULL);
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		uint32_t header[12] = { 0 };

		for (size_t j = 0; j < 7; j++)
			header[j] = htonl(headers[i][j]);
		assert_int_equal(send(rig.fd, header, sizeof(header), MSG_NOSIGNAL),
				 sizeof(header));
		assert_true(was_dropped());
		rig_disconnect(&rig);
		rig_connect(&rig);
	}
	drive_open(&drive, &rig, NFOD_ALT_PLAIN);
	write_and_read();
	fixture_end(&rig);
}

static void usbip_noise(void **state)
{
	uint8_t noise[512];
	unsigned int seed = 3;

	(void)state;
	fixture_start(&rig, &rig_usbip, NULL);
	for (int i = 0; i < 100; i++) {
		int fd = usbip_connect(rig.served);

		for (size_t j = 0; j < sizeof(noise); j++)
			noise[j] = (uint8_t)rand_r(&seed);
		/* Half of them know how a request begins. */
		if (i % 2)
			memcpy(noise, "\x01\x11\x80\x03", 4);
		send(fd, noise, (size_t)(1 + rand_r(&seed) % 512), MSG_NOSIGNAL);
		close(fd);
	}
	rig_connect(&rig);
	drive_open(&drive, &rig, NFOD_ALT_PLAIN);
	write_and_read();
	fixture_end(&rig);
}

static void endless_line(void **state)
{
	char line[4096];

	(void)state;
	fixture_begin(&rig, &rig_redir, NULL);
	memset(line, 'x', sizeof(line));
	line[900] = '\0';
	assert_false(rig_order(&rig, "%s", line));
	line[900] = 'x';
	line[1500] = '\0';
	assert_false(rig_order(&rig, "%s", line));
	assert_string_equal(rig.answer, "line is too long");
	assert_true(rig_order(&rig, "status"));
	fixture_end(&rig);
}

int main(void)
{
	void *const redir = (void *)&rig_redir;
	void *const usbip = (void *)&rig_usbip;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(super_speed_device),
		cmocka_unit_test(high_speed_device),
		cmocka_unit_test(plain_over_usbip),
		cmocka_unit_test(plain_over_usbredir),
		cmocka_unit_test(streams_over_usbredir),
		cmocka_unit_test(real_pace),
		cmocka_unit_test(all_slots_at_once),
		cmocka_unit_test(message_in_several_transfers),
		cmocka_unit_test(host_asks_too_little),
		{ "cancelled_over_usbredir", cancelled_transfer, NULL, NULL, redir },
		{ "cancelled_over_usbip", cancelled_transfer, NULL, NULL, usbip },
		cmocka_unit_test(unconfigured_endpoint),
		cmocka_unit_test(flushed_data_outlive_a_power_cut),
		cmocka_unit_test(hold_up_finishes_the_cluster),
		cmocka_unit_test(without_hold_up_the_cluster_is_torn),
		cmocka_unit_test(cable_out_and_in),
		cmocka_unit_test(supply_blinks_unseen),
		{ "host_comes_back_usbredir", host_comes_back, NULL, NULL, redir },
		{ "host_comes_back_usbip", host_comes_back, NULL, NULL, usbip },
		cmocka_unit_test(only_one_host),
		cmocka_unit_test(another_disc),
		cmocka_unit_test(button_and_lock),
		cmocka_unit_test(noise_on_every_socket),
		cmocka_unit_test(guest_out_of_bounds),
		cmocka_unit_test(usbip_host_out_of_bounds),
		cmocka_unit_test(usbip_noise),
		cmocka_unit_test(endless_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
