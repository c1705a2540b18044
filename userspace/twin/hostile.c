// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "twin/hostile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "twin/port_internal.h"
#include "twin/twin.h"

#define USB_REQ_GET_DESCRIPTOR 0x06
#define VENDOR_INTERFACE_IN 0xc1
#define FLOOD_MOST 8u
#define LONG_MOST 8192u

enum hostile_kind {
	/* One field of the record is wrong. */
	KIND_SLOT,
	KIND_EPOCH,
	KIND_SEQUENCE,
	KIND_MAGIC,
	KIND_KIND,
	KIND_STATUS,
	KIND_DATA_LEN,
	KIND_DETAIL,
	KIND_CREDIT,
	/* The message is. */
	KIND_SHORT,
	KIND_LONG,
	KIND_STALE,
	KIND_TWICE,
	KIND_STREAM,
	KIND_SILENCE,
	KIND_STALL,
	KIND_FLOOD,
	/* It waits for an abort, to cross it. */
	KIND_CROSS,
	/* The answer to a control transfer is. */
	KIND_IDENTIFY,
	KIND_CONTROL,
	KIND_DESCRIPTOR,
	KINDS,
};

#define MESSAGE_KINDS KIND_IDENTIFY
#define ALL_KINDS ((1u << KINDS) - 1)
/* Without its descriptors nobody would talk to the device at all. */
#define DEFAULT_KINDS (ALL_KINDS & ~(1u << KIND_DESCRIPTOR))

static const char *const kind_names[KINDS] = {
	[KIND_SLOT] = "slot",	      [KIND_EPOCH] = "epoch",	  [KIND_SEQUENCE] = "sequence",
	[KIND_MAGIC] = "magic",	      [KIND_KIND] = "kind",	  [KIND_STATUS] = "status",
	[KIND_DATA_LEN] = "data-len", [KIND_DETAIL] = "detail",	  [KIND_CREDIT] = "credit",
	[KIND_SHORT] = "short",	      [KIND_LONG] = "long",	  [KIND_STALE] = "stale",
	[KIND_TWICE] = "twice",	      [KIND_STREAM] = "stream",	  [KIND_SILENCE] = "silence",
	[KIND_STALL] = "stall",	      [KIND_FLOOD] = "flood",	  [KIND_CROSS] = "cross",
	[KIND_IDENTIFY] = "identify", [KIND_CONTROL] = "control", [KIND_DESCRIPTOR] = "descriptor",
};

void hostile_init(struct hostile *hostile)
{
	memset(hostile, 0, sizeof(*hostile));
	hostile->rate = HOSTILE_DEFAULT_RATE;
	source_list_init(&hostile->held);
}

static int kind_by_name(const char *name, size_t len)
{
	for (int kind = 0; kind < KINDS; kind++)
		if (strlen(kind_names[kind]) == len && !strncmp(kind_names[kind], name, len))
			return kind;
	return -1;
}

static int parse_kinds(const char *text, uint32_t *kinds)
{
	*kinds = 0;
	if (!strcmp(text, "all")) {
		*kinds = ALL_KINDS;
		return 0;
	}
	for (;;) {
		size_t len = strcspn(text, ",");
		int kind = kind_by_name(text, len);

		if (kind < 0)
			return -1;
		*kinds |= 1u << kind;
		if (!text[len])
			return 0;
		text += len + 1;
	}
}

int hostile_set(struct hostile *hostile, const char *text)
{
	uint32_t kinds = DEFAULT_KINDS;
	uint64_t seed;
	char *end;

	if (!strcmp(text, "off")) {
		hostile->on = false;
		return 0;
	}
	seed = strtoull(text, &end, 0);
	if (end == text || *text == '-' || (*end && *end != ':'))
		return -1;
	if (*end && parse_kinds(end + 1, &kinds))
		return -1;
	hostile->on = true;
	hostile->seed = seed;
	hostile->random.state = seed;
	hostile->kinds = kinds;
	return 0;
}

static void list_kinds(uint32_t kinds, char *text, size_t size)
{
	size_t at = 0;

	text[0] = '\0';
	for (int kind = 0; kind < KINDS; kind++)
		if (kinds >> kind & 1 && at < size)
			at += (size_t)snprintf(text + at, size - at, "%s%s", at ? "," : "",
					       kind_names[kind]);
}

void hostile_get(const struct hostile *hostile, char *text, size_t size)
{
	int at;

	if (!hostile->on) {
		snprintf(text, size, "off");
		return;
	}
	at = snprintf(text, size, "%llu:", (unsigned long long)hostile->seed);
	list_kinds(hostile->kinds, text + at, size - (size_t)at);
}

void hostile_kinds(char *text, size_t size)
{
	list_kinds(ALL_KINDS, text, size);
}

/* ---- messages ---- */

static uint32_t chance(struct hostile *hostile, uint32_t limit)
{
	return random_below(&hostile->random, limit);
}

/* A number that is often just beside the right one. */
static uint32_t wrong_number(struct hostile *hostile, uint32_t right)
{
	static const uint32_t favourites[] = { 0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 4096, 31 };

	switch (chance(hostile, 3)) {
	case 0:
		return right + 1 - 2 * chance(hostile, 2);
	case 1:
		return favourites[chance(hostile, sizeof(favourites) / sizeof(favourites[0]))];
	default:
		return (uint32_t)random_next(&hostile->random);
	}
}

/* Give the source contents of its own that can be changed. */
static void own_contents(struct source *source, uint32_t room)
{
	uint8_t *copy = malloc(room ? room : 1);

	if (!copy)
		twin_die("out of memory for a message");
	source_read(source, 0, copy, source->len < room ? source->len : room);
	free(source->copy);
	source->copy = copy;
}

static struct source *made_up(uint8_t ep, uint16_t stream, const void *data, uint32_t len)
{
	struct source *source = calloc(1, sizeof(*source));

	if (!source)
		twin_die("out of memory for a message");
	source->copy = malloc(len ? len : 1);
	if (!source->copy)
		twin_die("out of memory for a message");
	memcpy(source->copy, data, len);
	source->ep = ep;
	source->stream = stream;
	source->len = len;
	source->slot = NFOD_NO_SLOT;
	return source;
}

static void send_made_up(struct twin *twin, struct source *source)
{
	if (port_endpoint(&twin->port, source->ep)->open)
		fault_forward(twin, source);
	else
		source_free(source);
}

/* Success is never made up: no host could tell, so none can be tested by it. */
static uint8_t wrong_status(struct hostile *hostile, uint32_t limit)
{
	return (uint8_t)(NFOD_ST_OK + 1 + chance(hostile, limit - 1));
}

static void change_field(struct hostile *hostile, struct nfod_record *record,
			 enum hostile_kind kind)
{
	switch (kind) {
	case KIND_SLOT:
		record->slot = (uint16_t)(chance(hostile, 2) ? chance(hostile, NFOD_MAX_SLOTS + 4) :
							       wrong_number(hostile, record->slot));
		break;
	case KIND_EPOCH:
		record->epoch = wrong_number(hostile, record->epoch);
		break;
	case KIND_SEQUENCE:
		record->sequence = wrong_number(hostile, record->sequence);
		break;
	case KIND_MAGIC:
		record->magic = wrong_number(hostile, record->magic);
		break;
	case KIND_KIND:
		record->kind = (uint8_t)chance(hostile, chance(hostile, 2) ? 8 : 256);
		break;
	case KIND_STATUS:
		record->status = wrong_status(hostile, chance(hostile, 2) ? 16 : 256);
		break;
	case KIND_DATA_LEN:
		record->data_len = wrong_number(hostile, record->data_len);
		break;
	case KIND_DETAIL:
		record->detail = wrong_number(hostile, record->detail);
		break;
	default:
		record->credit = chance(hostile, 2) ?
					 random_next(&hostile->random) :
					 wrong_number(hostile, (uint32_t)record->credit);
		break;
	}
}

static void change_record(struct twin *twin, struct source *source, enum hostile_kind kind)
{
	struct nfod_record record;
	uint32_t at;

	if (source->len < sizeof(record))
		return;
	at = source->len - (uint32_t)sizeof(record);
	own_contents(source, source->len);
	memcpy(&record, source->copy + at, sizeof(record));
	change_field(&twin->hostile, &record, kind);
	memcpy(source->copy + at, &record, sizeof(record));
}

static void change_length(struct twin *twin, struct source *source, bool longer)
{
	struct hostile *hostile = &twin->hostile;
	uint32_t len = source->len;

	if (!longer) {
		source->len = chance(hostile, len ? len : 1);
		return;
	}
	len += 1 + chance(hostile, LONG_MOST);
	own_contents(source, len);
	for (uint32_t i = source->len; i < len; i++)
		source->copy[i] = (uint8_t)random_next(&hostile->random);
	source->len = len;
}

static void send_stale(struct twin *twin, const struct source *source)
{
	struct hostile *hostile = &twin->hostile;
	uint32_t kept = hostile->stale_count < HOSTILE_STALE ? hostile->stale_count : HOSTILE_STALE;
	const struct nfod_record *record;

	if (!kept)
		return;
	record = &hostile->stale[chance(hostile, kept)];
	send_made_up(twin, made_up(source->ep, source->stream, record, sizeof(*record)));
}

static void send_twice(struct twin *twin, struct source *source)
{
	own_contents(source, source->len);
	send_made_up(twin, made_up(source->ep, source->stream, source->copy, source->len));
}

static void misdirect(struct twin *twin, struct source *source)
{
	uint8_t other = source->ep == NFOD_EP_DATA ? NFOD_EP_NOTIFY : NFOD_EP_DATA;

	if (source->stream && chance(&twin->hostile, 4)) {
		source->stream = (uint16_t)(1 + chance(&twin->hostile, NFOD_MAX_SLOTS));
		return;
	}
	own_contents(source, source->len);
	send_made_up(twin, made_up(other, 0, source->copy, source->len));
}

static void flood(struct twin *twin)
{
	static const uint8_t kinds[] = { NFOD_REC_STATUS, NFOD_REC_READY, NFOD_REC_DONE,
					 NFOD_REC_CREDIT, NFOD_REC_EVENT };
	struct hostile *hostile = &twin->hostile;
	uint32_t count = 1 + chance(hostile, FLOOD_MOST);
	struct nfod_record record = { .magic = NFOD_RECORD_MAGIC };

	while (count--) {
		record.kind = kinds[chance(hostile, sizeof(kinds))];
		record.status = wrong_status(hostile, NFOD_ST_COUNT);
		record.slot = (uint16_t)(chance(hostile, 2) ? NFOD_NO_SLOT :
							      chance(hostile, NFOD_MAX_SLOTS));
		record.epoch = hostile->stale[0].epoch;
		record.sequence = wrong_number(hostile, hostile->stale[0].sequence);
		record.data_len = chance(hostile, 2) ? 0 : wrong_number(hostile, 4096);
		record.detail = (uint32_t)random_next(&hostile->random);
		record.credit = random_next(&hostile->random) >> chance(hostile, 64);
		send_made_up(twin, made_up(NFOD_EP_NOTIFY, 0, &record, sizeof(record)));
	}
}

static void keep_record(struct hostile *hostile, const struct source *source)
{
	struct nfod_record *kept = &hostile->stale[hostile->stale_count % HOSTILE_STALE];

	if (source->len < sizeof(*kept))
		return;
	source_read(source, source->len - (uint32_t)sizeof(*kept), kept, sizeof(*kept));
	hostile->stale_count++;
}

static bool has_slot(const struct source *source)
{
	return source->slot < NFOD_MAX_SLOTS && source->len >= sizeof(struct nfod_record);
}

static struct source *with_status(const struct source *source, uint8_t status)
{
	uint32_t at = source->len - (uint32_t)sizeof(struct nfod_record);
	uint8_t *copy = malloc(source->len);
	struct source *other;

	if (!copy)
		twin_die("out of memory for a message");
	source_read(source, 0, copy, source->len);
	copy[at + offsetof(struct nfod_record, status)] = status;
	other = made_up(source->ep, source->stream, copy, source->len);
	free(copy);
	return other;
}

/* The host has asked for an end: the answer comes now, alone or with another. */
static void cross(struct twin *twin, struct source *source)
{
	struct source *aborted = NULL;
	uint32_t order = chance(&twin->hostile, 3);

	if (order)
		aborted = with_status(source, NFOD_ST_ABORTED);
	if (order == 1)
		send_made_up(twin, aborted);
	fault_forward(twin, source);
	if (order == 2)
		send_made_up(twin, aborted);
}

static struct source **find_held(struct hostile *hostile, uint16_t slot)
{
	struct source **link = &hostile->held.first;

	while (*link && (*link)->slot != slot)
		link = &(*link)->next;
	return link;
}

void hostile_abort(struct twin *twin, uint16_t slot)
{
	struct source_list *list = &twin->hostile.held;
	struct source **link = find_held(&twin->hostile, slot);
	struct source *source = *link;

	if (!source)
		return;
	*link = source->next;
	if (!source->next)
		list->end = link;
	cross(twin, source);
}

void hostile_release(struct twin *twin)
{
	while (twin->hostile.held.first)
		fault_forward(twin, source_pop(&twin->hostile.held));
}

/* Return: whether the source is still to be sent. */
static bool mangle(struct twin *twin, struct source *source, enum hostile_kind kind)
{
	switch (kind) {
	case KIND_SHORT:
	case KIND_LONG:
		change_length(twin, source, kind == KIND_LONG);
		return true;
	case KIND_STALE:
		send_stale(twin, source);
		return true;
	case KIND_TWICE:
		send_twice(twin, source);
		return true;
	case KIND_STREAM:
		misdirect(twin, source);
		return true;
	case KIND_SILENCE:
		port_retire(twin, source);
		return false;
	case KIND_STALL:
		port_force_halt(twin, source->ep);
		return true;
	case KIND_FLOOD:
		flood(twin);
		return true;
	case KIND_CROSS:
		if (!has_slot(source))
			return true;
		source_push(&twin->hostile.held, source);
		return false;
	default:
		change_record(twin, source, kind);
		return true;
	}
}

/* One of the kinds from..to-1 that are on, or -1: nothing this time. */
static int choose(struct hostile *hostile, unsigned int from, unsigned int to)
{
	uint32_t mask = hostile->kinds & ((1u << to) - 1) & ~((1u << from) - 1);
	uint32_t nth;

	if (!mask || chance(hostile, 1000) >= hostile->rate)
		return -1;
	nth = chance(hostile, (uint32_t)__builtin_popcount(mask));
	while (nth--)
		mask &= mask - 1;
	hostile->cases++;
	return __builtin_ctz(mask);
}

void hostile_submit(struct twin *twin, struct source *source)
{
	int kind = choose(&twin->hostile, 0, MESSAGE_KINDS);

	keep_record(&twin->hostile, source);
	if (kind < 0 || mangle(twin, source, (enum hostile_kind)kind))
		fault_forward(twin, source);
}

/* ---- control transfers ---- */

static void change_identify(struct hostile *hostile, uint8_t *data, uint32_t len)
{
	static const uint16_t numbers[] = { 0, 8, 12, 16, 20, 28, 32, 36, 40, 44, 48, 56, 64, 68 };
	static const uint16_t shorts[] = { 4, 6, 26, 52, 54 };
	static const uint16_t bytes[] = { 24, 25, 208, 255, 72, 168 };
	uint32_t number;
	uint16_t at, size;

	switch (chance(hostile, 3)) {
	case 0:
		at = numbers[chance(hostile, sizeof(numbers) / sizeof(numbers[0]))];
		size = 4;
		break;
	case 1:
		at = shorts[chance(hostile, sizeof(shorts) / sizeof(shorts[0]))];
		size = 2;
		break;
	default:
		at = bytes[chance(hostile, sizeof(bytes) / sizeof(bytes[0]))];
		size = 1;
		break;
	}
	if (at + size > len)
		return;
	memcpy(&number, data + at, size);
	number = wrong_number(hostile, number);
	memcpy(data + at, &number, size);
}

static void change_bytes(struct hostile *hostile, uint8_t *data, uint32_t len)
{
	uint32_t count = 1 + chance(hostile, 4);

	while (len && count--)
		data[chance(hostile, len)] = (uint8_t)random_next(&hostile->random);
}

static void change_control_length(struct hostile *hostile, uint8_t *data, uint32_t *len,
				  uint32_t room)
{
	uint32_t changed = chance(hostile, room + 1);

	for (uint32_t i = *len; i < changed; i++)
		data[i] = (uint8_t)random_next(&hostile->random);
	*len = changed;
}

/* A command whose answer is held back must look as if it were at work. */
static void hide_answer(struct hostile *hostile, uint8_t *data, uint32_t len)
{
	struct nfod_slot_status status;
	struct source *held;

	if (len < sizeof(status))
		return;
	memcpy(&status, data, sizeof(status));
	held = *find_held(hostile, status.slot);
	if (!held)
		return;
	status.state = NFOD_SLOT_ACTIVE;
	status.progress = 0;
	memcpy(data, &status, sizeof(status));
}

bool hostile_control(struct hostile *hostile, const uint8_t setup[8], uint8_t *data, uint32_t *len,
		     uint32_t room)
{
	bool descriptor = setup[1] == USB_REQ_GET_DESCRIPTOR && !(setup[0] & 0x60);
	bool identify = setup[1] == NFOD_REQ_IDENTIFY;
	int kind;

	if (!hostile->on || (!descriptor && setup[0] != VENDOR_INTERFACE_IN))
		return false;
	if (setup[1] == NFOD_REQ_SLOT && !descriptor)
		hide_answer(hostile, data, *len);
	if (descriptor)
		kind = choose(hostile, KIND_DESCRIPTOR, KINDS);
	else
		kind = choose(hostile, identify ? KIND_IDENTIFY : KIND_CONTROL, KIND_DESCRIPTOR);
	switch (kind) {
	case KIND_IDENTIFY:
		change_identify(hostile, data, *len);
		return false;
	case KIND_CONTROL:
	case KIND_DESCRIPTOR:
		if (!chance(hostile, 4))
			return true;
		if (chance(hostile, 2))
			change_control_length(hostile, data, len, room);
		else
			change_bytes(hostile, data, *len);
		return false;
	default:
		return false;
	}
}
