// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What a cluster costs the drive's processor: the units' board and host around the firmware,
 * on an emulated Cortex-M7. Every call of nfod_fw_poll() and nfod_usb_out() is counted; the
 * board, the engine and the host are not.
 */
#include <stdint.h>

#include "servo/m7/host.h"

#include "host.h"

#define CLOCK_MASK 0xffffffu
#define CLUSTERS 16u
/* The board's 16 MiB of memory beside the core's. */
#define HEAP ((uint8_t *)0x60000000u)
#define HEAP_BYTES (16u << 20)

static uint8_t data[NFOD_CLUSTER_BYTES];
static uint64_t polls, messages;
/* Of these, instructions of the board, which looks at what it is given. */
static uint32_t away;

void *_sbrk(ptrdiff_t bytes);

void *_sbrk(ptrdiff_t bytes)
{
	static uint32_t used;
	uint8_t *at = HEAP + used;

	if (bytes > (ptrdiff_t)(HEAP_BYTES - used))
		return (void *)-1;
	used += (uint32_t)bytes;
	return at;
}

_Noreturn void rig_fails(const char *what)
{
	host_say(what);
	host_exit(1);
	for (;;)
		;
}

/* With 64 ns of virtual time an instruction, and a clock of 25 MHz. */
static uint32_t passed(uint32_t since)
{
	return ((host_clock() - since) & CLOCK_MASK) * 5 / 8;
}

void __real_nfod_fw_poll(struct nfod_fw *fw, uint64_t now_ns);
void __wrap_nfod_fw_poll(struct nfod_fw *fw, uint64_t now_ns);

void __wrap_nfod_fw_poll(struct nfod_fw *fw, uint64_t now_ns)
{
	uint32_t since = host_clock();

	away = 0;
	__real_nfod_fw_poll(fw, now_ns);
	polls += passed(since) - away;
}

uint32_t __real_nfod_usb_out(struct nfod_fw *fw, uint8_t ep, const void *bytes, uint32_t len,
			     bool end);
uint32_t __wrap_nfod_usb_out(struct nfod_fw *fw, uint8_t ep, const void *bytes, uint32_t len,
			     bool end);

uint32_t __wrap_nfod_usb_out(struct nfod_fw *fw, uint8_t ep, const void *bytes, uint32_t len,
			     bool end)
{
	uint32_t since = host_clock();
	uint32_t taken = __real_nfod_usb_out(fw, ep, bytes, len, end);

	messages += passed(since);
	return taken;
}

static const struct nfod_usb_port_ops *board_port;

static void take_in(void *ctx, struct nfod_usb_in *in)
{
	uint32_t since = host_clock();

	board_port->ep_in(ctx, in);
	away += passed(since);
}

static void step_between(struct rig *rig)
{
	static struct nfod_usb_port_ops port;

	board_port = rig->board.usb;
	port = *board_port;
	port.ep_in = take_in;
	rig->board.usb = &port;
}

static void begin(void)
{
	polls = 0;
	messages = 0;
}

static void tell(const char *what)
{
	host_say(what);
	host_say(": ");
	host_say_number((uint32_t)(polls / CLUSTERS));
	host_say(" instructions a cluster, and ");
	host_say_number((uint32_t)(messages / CLUSTERS));
	host_say(" for its messages\n");
}

static void do_op(struct rig *rig, uint8_t op, uint32_t cluster, uint32_t sector, uint32_t blocks)
{
	uint64_t lba = cluster * NFOD_CLUSTER_BLOCKS + sector;
	struct nfod_command command = host_command(rig, op, 0, lba, blocks);

	host_wait_credit(rig, blocks * NFOD_BLOCK_BYTES);
	if (host_do(rig, &command, data).status != NFOD_ST_OK)
		rig_fails("recorder-m7: a command failed\n");
}

static void do_all(struct rig *rig, uint8_t op, uint32_t sector, uint32_t blocks)
{
	begin();
	for (uint32_t n = 0; n < CLUSTERS; n++)
		do_op(rig, op, n, sector, blocks);
	if (op == NFOD_OP_WRITE)
		do_op(rig, NFOD_OP_FLUSH, 0, 0, 0);
}

int main(void)
{
	struct rig *rig = rig_new(&(struct rig_options){ .zones = 1, .clusters = 14 });

	step_between(rig);
	host_start(rig, NFOD_ALT_STREAMS);
	host_again(rig, NFOD_ALT_STREAMS);
	do_all(rig, NFOD_OP_WRITE, 0, NFOD_CLUSTER_BLOCKS);
	tell("written whole");
	host_again(rig, NFOD_ALT_STREAMS);
	rig_settle(rig);
	do_all(rig, NFOD_OP_READ, 0, NFOD_CLUSTER_BLOCKS);
	tell("read whole");
	rig->fw->rec.verify.policy = NFOD_VERIFY_ALWAYS;
	do_all(rig, NFOD_OP_WRITE, 0, NFOD_CLUSTER_BLOCKS);
	tell("written whole and read back");
	do_all(rig, NFOD_OP_WRITE, 3, 1);
	tell("a sector of it written");
	return 0;
}
