// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "whole.h"

#define BUFFER_PAGES 2048u
#define READY_WITHIN (120 * RIG_S)
#define PAUSE_NS (20 * RIG_MS)
#define STREAM_BLOCKS 64u
#define CHECK_BLOCKS 64u
#define DISTURBED_ONE_IN 200u
#define SPOILS 8u

uint32_t whole_dice(struct whole *whole, uint32_t below)
{
	return rig_below(whole->rig, below);
}

/* ---- the board ---- */

static struct whole *whole_of(const struct rig *rig)
{
	return (struct whole *)rig->engine;
}

static void power_up(struct rig *rig)
{
	struct whole *whole = whole_of(rig);

	whole->rig = rig;
	film_plug(whole->film, &rig->fe, rig->board.buffer, rig->board.buffer_pages);
	whole->began = 0;
}

static void doorbell(struct rig *rig)
{
	film_doorbell(whole_of(rig)->film, rig->now);
}

static void run(struct rig *rig)
{
	film_run(whole_of(rig)->film, rig->now);
}

static uint64_t deadline(const struct rig *rig)
{
	return film_deadline(whole_of(rig)->film);
}

static const struct nfod_fe_desc *at_work(const struct whole *whole)
{
	const struct nfod_frontend *fe = &whole->rig->fe;

	return &fe->desc[fe->consumed % NFOD_FE_DESCS];
}

static bool is_writing(const struct whole *whole)
{
	return film_began(whole->film) && at_work(whole)->op != NFOD_FE_READ;
}

/* The write has begun within which the supply is to go. */
static void watch_writes(struct whole *whole)
{
	uint64_t began = film_began(whole->film);

	if (!whole->cut_write || !is_writing(whole) || began == whole->began)
		return;
	whole->began = began;
	if (!--whole->cut_write)
		whole->cut_at =
			began + (uint64_t)at_work(whole)->duration_ns * whole->cut_share / 256;
}

static void cut(struct whole *whole)
{
	bool hold_up = whole_dice(whole, 2);

	whole->count.cuts++;
	if (is_writing(whole)) {
		whole->count.torn += !hold_up;
		whole->count.finished += hold_up;
		whole->count.erasing += at_work(whole)->op == NFOD_FE_ERASE;
	}
	whole->count.trials += whole->rig->fw->power.run.active;
	film_cut(whole->film, whole->rig->now, hold_up);
	whole->rig->fw = NULL;
	whole->cut_at = NFOD_FW_NEVER;
	whole->cut_write = 0;
	memset(whole->slot, 0, sizeof(whole->slot));
	for (uint32_t n = 0; n < whole->blocks; n++)
		whole->told[n].busy = false;
}

bool whole_step(struct whole *whole)
{
	struct rig *rig = whole->rig;
	uint64_t firmware = nfod_fw_next_deadline(rig->fw);
	uint64_t engine = film_deadline(whole->film);
	uint64_t next = firmware < engine ? firmware : engine;

	if (next == NFOD_FW_NEVER)
		next = rig->now + PAUSE_NS;
	if (next >= whole->cut_at) {
		rig->now = rig->now > whole->cut_at ? rig->now : whole->cut_at;
		cut(whole);
		return false;
	}
	rig->now = rig->now > next ? rig->now : next;
	run(rig);
	nfod_fw_poll(rig->fw, rig->now);
	watch_writes(whole);
	return true;
}

/* ---- what a block may hold ---- */

static void fill(uint8_t *data, uint32_t block, uint32_t number)
{
	uint64_t *word = (uint64_t *)data;
	uint64_t x = (uint64_t)block << 32 | number;

	memset(data, 0, NFOD_BLOCK_BYTES);
	if (!number)
		return;
	for (uint32_t n = 0; n < NFOD_BLOCK_BYTES / sizeof(*word); n++)
		word[n] = n ? x = x * 6364136223846793005ull + 1442695040888963407ull : x;
}

static bool holds(const uint8_t *data, uint32_t block, uint32_t number)
{
	static uint8_t wanted[NFOD_BLOCK_BYTES];

	fill(wanted, block, number);
	return !memcmp(data, wanted, NFOD_BLOCK_BYTES);
}

static void tell(struct whole *whole, uint32_t block, uint32_t number, bool hint)
{
	struct told *told = &whole->told[block];

	assert_true(told->count < WHOLE_VERSIONS);
	told->version[told->count++] = (struct version){ number, hint, UINT32_MAX };
	told->busy = true;
}

/* Nothing older than the @n'th may come back. */
static void settle(struct told *told, uint32_t n)
{
	told->count = (uint8_t)(told->count - n);
	memmove(told->version, told->version + n, told->count * sizeof(told->version[0]));
}

/* What had been acknowledged at @clock is on the disc. */
static void harden(struct told *told, uint32_t clock)
{
	for (uint32_t n = told->count; n-- > 1;)
		if (!told->version[n].hint && told->version[n].acknowledged <= clock) {
			settle(told, n);
			return;
		}
}

/* Where among its versions a block's content is; the newest comes first. */
static int find(const struct told *told, uint32_t block, const uint8_t *data)
{
	for (int n = told->count - 1; n >= 0; n--)
		if (holds(data, block, told->version[n].number))
			return n;
	return -1;
}

/* The oldest that a read of a drive that has not been cut may see. */
static int oldest_visible(const struct told *told)
{
	int n = told->count - 1;

	while (n && told->version[n].hint)
		n--;
	return n;
}

static void complain(const struct told *told, uint32_t block, const uint8_t *data)
{
	const uint32_t *word = (const uint32_t *)data;

	print_error("block %u reads as version %u of block %u; may be", block, word[0], word[1]);
	for (uint32_t n = 0; n < told->count; n++)
		print_error(" %u%s", told->version[n].number, told->version[n].hint ? "?" : "");
	print_error("\n");
	fail();
}

static void compare(struct whole *whole, uint32_t block, const uint8_t *data, bool after_cut)
{
	struct told *told = &whole->told[block];
	int n = find(told, block, data);

	if (n < 0 || (!after_cut && n < oldest_visible(told)))
		complain(told, block, data);
	whole->count.checked++;
	if (!after_cut)
		return;
	settle(told, (uint32_t)n);
	told->count = 1;
	told->version[0].hint = false;
	told->version[0].acknowledged = 0;
}

/* ---- a host ---- */

static uint8_t data[DISC_MAX_BLOCKS * NFOD_BLOCK_BYTES];

/* Up to @blocks from @lba on that no other command works on, and that may be told more. */
static uint32_t claim(const struct whole *whole, uint32_t lba, uint32_t blocks)
{
	uint32_t n = 0;

	while (n < blocks && lba + n < whole->blocks && !whole->told[lba + n].busy &&
	       whole->told[lba + n].count < WHOLE_VERSIONS)
		n++;
	return n;
}

static void send(struct whole *whole, uint16_t slot, uint8_t op, uint8_t flags, uint32_t lba,
		 uint32_t blocks)
{
	struct nfod_command command = host_command(whole->rig, op, slot, lba, blocks);

	command.flags = flags;
	host_send(whole->rig, &command, op == NFOD_OP_WRITE ? data : NULL);
	whole->slot[slot] = (struct outstanding){ true, op, flags, lba, blocks, ++whole->clock };
}

static void ask_read(struct whole *whole, uint16_t slot)
{
	uint32_t lba = whole_dice(whole, whole->blocks);
	uint32_t blocks = claim(whole, lba, 1 + whole_dice(whole, 8));

	for (uint32_t n = 0; n < blocks; n++)
		whole->told[lba + n].busy = true;
	if (blocks)
		send(whole, slot, NFOD_OP_READ, 0, lba, blocks);
}

static void ask_write(struct whole *whole, uint16_t slot, uint32_t lba, uint32_t blocks)
{
	const struct link *link = &whole->rig->fw->link;

	blocks = claim(whole, lba, blocks);
	if (!blocks || link->told < link->sent + blocks * NFOD_BLOCK_BYTES)
		return;
	for (uint32_t n = 0; n < blocks; n++) {
		tell(whole, lba + n, ++whole->numbers, false);
		fill(data + n * NFOD_BLOCK_BYTES, lba + n, whole->numbers);
	}
	send(whole, slot, NFOD_OP_WRITE, whole_dice(whole, 8) ? 0 : NFOD_CMD_FUA, lba, blocks);
}

static void ask_stream(struct whole *whole, uint16_t slot)
{
	uint32_t lba = whole->stream;

	whole->stream += STREAM_BLOCKS;
	if (whole->stream >= whole->blocks)
		whole->stream = whole_dice(whole, whole->blocks);
	ask_write(whole, slot, lba, STREAM_BLOCKS);
}

static bool is_within(uint32_t block, uint32_t lba, uint32_t blocks)
{
	uint32_t first = block / NFOD_CLUSTER_BLOCKS * NFOD_CLUSTER_BLOCKS;

	return first >= lba && first + NFOD_CLUSTER_BLOCKS <= lba + blocks;
}

static void ask_zeroes(struct whole *whole, uint16_t slot, uint8_t op)
{
	uint32_t lba = whole_dice(whole, whole->blocks);
	uint32_t blocks = claim(whole, lba, 1 + whole_dice(whole, 80));

	for (uint32_t n = 0; n < blocks; n++)
		tell(whole, lba + n, 0, op == NFOD_OP_DISCARD && !is_within(lba + n, lba, blocks));
	if (blocks)
		send(whole, slot, op, 0, lba, blocks);
}

static void ask(struct whole *whole, uint16_t slot)
{
	switch (whole_dice(whole, 16)) {
	case 0:
	case 1:
		send(whole, slot, NFOD_OP_FLUSH, 0, 0, 0);
		break;
	case 2:
	case 3:
		ask_read(whole, slot);
		break;
	case 4:
		ask_zeroes(whole, slot, NFOD_OP_DISCARD);
		break;
	case 5:
		ask_zeroes(whole, slot, NFOD_OP_WRITE_ZEROES);
		break;
	case 6:
	case 7:
	case 8:
		ask_stream(whole, slot);
		break;
	default:
		ask_write(whole, slot, whole_dice(whole, whole->blocks), 1 + whole_dice(whole, 4));
	}
}

static void written(struct whole *whole, const struct outstanding *done)
{
	for (uint32_t n = 0; n < done->blocks; n++) {
		struct told *told = &whole->told[done->lba + n];

		told->version[told->count - 1].acknowledged = whole->clock;
		if (done->flags & NFOD_CMD_FUA)
			harden(told, whole->clock);
	}
}

static void flushed(struct whole *whole, uint32_t clock)
{
	for (uint32_t n = 0; n < whole->blocks; n++)
		harden(&whole->told[n], clock);
}

static void answered(struct whole *whole, const struct outstanding *done, uint8_t status)
{
	if (status != NFOD_ST_OK)
		print_error("operation %u at %u, %u blocks: status %u\n", done->op, done->lba,
			    done->blocks, status);
	assert_int_equal(status, NFOD_ST_OK);
	whole->clock++;
	if (done->op == NFOD_OP_FLUSH)
		flushed(whole, done->clock);
	else if (done->op != NFOD_OP_READ)
		written(whole, done);
	for (uint32_t n = 0; n < done->blocks; n++) {
		if (done->op == NFOD_OP_READ)
			compare(whole, done->lba + n, data + n * NFOD_BLOCK_BYTES, false);
		whole->told[done->lba + n].busy = false;
	}
}

static void take_notices(struct whole *whole)
{
	struct nfod_record record;

	while (host_take(whole->rig, NFOD_EP_NOTIFY, 0, &record, NULL))
		;
}

static void talk(struct whole *whole, bool ask_more)
{
	struct nfod_record record;

	take_notices(whole);
	for (uint16_t n = 0; n < WHOLE_SLOTS; n++) {
		struct outstanding *slot = &whole->slot[n];

		if (slot->busy && host_answer(whole->rig, n, &record, data)) {
			slot->busy = false;
			answered(whole, slot, record.status);
		}
		if (!slot->busy && ask_more)
			ask(whole, n);
	}
}

/* As if the cluster that a block is in had been read badly. */
static bool read_badly(struct nfod_fw *fw, uint32_t block)
{
	uint32_t cluster;
	uint8_t sector;

	return disc_locate(fw, block, &cluster, &sector) &&
	       store_reassign(&fw->store, block / NFOD_CLUSTER_BLOCKS, cluster) == STORE_OK;
}

/* What the drive does beside what the host asks for. */
static void disturb(struct whole *whole)
{
	struct nfod_fw *fw = whole->rig->fw;
	uint32_t clusters = film_info(whole->film)->clusters;

	switch (whole_dice(whole, DISTURBED_ONE_IN)) {
	case 0:
		if (!whole->spoils_left)
			break;
		whole->spoils_left--;
		whole->count.spoilt++;
		film_spoil(whole->film, 1 + whole_dice(whole, clusters - 1));
		break;
	case 1:
		whole->count.moved += read_badly(fw, whole_dice(whole, whole->blocks));
		break;
	case 2:
		whole->count.certified +=
			disc_certify(fw, whole_dice(whole, clusters), 10, whole_dice(whole, 2));
		break;
	}
}

void whole_work_until_cut(struct whole *whole)
{
	do {
		uint64_t now = whole->rig->now;

		talk(whole, now < whole->quiet_from || now >= whole->quiet_until);
		disturb(whole);
	} while (whole_step(whole));
}

/* Until it is ready with an empty disc, nobody knows which one it has. */
void whole_format_until_cut(struct whole *whole)
{
	struct nfod_fw *fw = whole->rig->fw;

	assert_true(drive_format(fw, fw->drive.medium));
	whole->count.formatted++;
	for (uint32_t n = 0; n < whole->blocks; n++)
		tell(whole, n, 0, true);
	while (!drive_has_disc(fw) || fw->drive.format)
		if (!whole_step(whole))
			return;
	for (uint32_t n = 0; n < whole->blocks; n++)
		settle(&whole->told[n], whole->told[n].count - 1u);
	whole->cut_at = whole->rig->now + whole_dice(whole, PAUSE_NS);
	while (whole_step(whole))
		;
}

bool whole_power_up(struct whole *whole)
{
	struct rig *rig = whole->rig;
	uint64_t began = rig->now;

	rig_power_up(rig);
	host_enumerate(rig, NFOD_USB_SUPER);
	while (!drive_has_disc(rig->fw)) {
		assert_true(rig->now < began + READY_WITHIN);
		if (!whole_step(whole)) {
			whole->count.loading++;
			return false;
		}
	}
	whole->ready_ns = rig->now - began;
	if (whole->ready_ns > whole->count.slowest_ns)
		whole->count.slowest_ns = whole->ready_ns;
	assert_int_equal(host_link_reset(rig, HOST_EPOCH), 0);
	host_open(rig, NFOD_ALT_STREAMS);
	return true;
}

void whole_check(struct whole *whole)
{
	for (uint32_t lba = 0; lba < whole->blocks; lba += CHECK_BLOCKS) {
		uint32_t left = whole->blocks - lba;
		uint32_t blocks = left < CHECK_BLOCKS ? left : CHECK_BLOCKS;
		struct nfod_command command =
			host_command(whole->rig, NFOD_OP_READ, 0, lba, blocks);
		struct nfod_record record;

		host_send(whole->rig, &command, NULL);
		while (!host_answer(whole->rig, 0, &record, data)) {
			take_notices(whole);
			assert_true(whole_step(whole));
		}
		assert_int_equal(record.status, NFOD_ST_OK);
		for (uint32_t n = 0; n < blocks; n++)
			compare(whole, lba + n, data + n * NFOD_BLOCK_BYTES, true);
	}
}

/* ---- beginning and end ---- */

void whole_new(struct whole *whole, const char *image, enum film_fidelity fidelity, uint64_t seed)
{
	struct rig_options options = { .engine = &whole->ops, .pages = BUFFER_PAGES };

	*whole = (struct whole){
		.ops = { power_up, doorbell, run, deadline },
		.film = film_new(image, fidelity, seed),
		.cut_at = NFOD_FW_NEVER,
		.spoils_left = SPOILS,
	};
	assert_non_null(whole->film);
	rig_new(&options);
	whole->rig->random = seed;
	whole->blocks = (uint32_t)film_info(whole->film)->user_blocks;
	whole->told = calloc(whole->blocks, sizeof(*whole->told));
	assert_non_null(whole->told);
	for (uint32_t n = 0; n < whole->blocks; n++)
		whole->told[n].count = 1;
}

void whole_end(struct whole *whole)
{
	rig_free(whole->rig);
	film_end(whole->film);
	free(whole->told);
}
