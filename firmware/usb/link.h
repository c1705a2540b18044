/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the link to the host's driver
 *
 * Bytes on the bulk endpoints on one side, commands of the disc layer on the
 * other: messages are put together, commands checked, records and data sent,
 * credit granted.
 */
#ifndef FW_USB_LINK_H
#define FW_USB_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "disc/disc.h"
#include "nfod/wire.h"
#include "usb/port.h"

/**
 * struct assembly - an EP1 message on its way in
 * @blocks: whole blocks that have arrived
 * @fill: bytes of the next block, or of the command
 * @open: more than a command has arrived: this is a block
 * @swallow: some of the data found no room
 * @pages: pages taken, the last one for the open block
 * @page: these
 * @head: first bytes of the next block, or the command
 */
struct assembly {
	uint32_t blocks;
	uint32_t fill;
	bool open;
	bool swallow;
	uint32_t pages;
	uint16_t page[DISC_MAX_BLOCKS];
	uint8_t head[sizeof(struct nfod_command)];
};

/**
 * struct note - a record on EP3 and its transfer
 * @busy: lent to the port
 */
struct note {
	struct nfod_usb_in in;
	struct nfod_usb_segment segment;
	struct nfod_record record;
	bool busy;
};

/**
 * struct answer - what the host gets for the command in a slot
 * @epoch: of the command
 * @sequence: ditto
 * @data_len: ditto
 * @abort_epoch: an abort came before the command: of that
 * @abort_sequence: ditto
 * @abort: it has come
 * @busy: @in is lent to the port
 * @in: EP2 transfer
 * @segment: its data and @record
 * @record: STATUS
 * @note: READY or DONE
 */
struct answer {
	uint32_t epoch;
	uint32_t sequence;
	uint32_t data_len;
	uint32_t abort_epoch;
	uint32_t abort_sequence;
	bool abort;
	bool busy;
	struct nfod_usb_in in;
	struct nfod_record record;
	struct note note;
	struct nfod_usb_segment segment[DISC_MAX_BLOCKS + 1];
};

/**
 * struct link - the link
 * @epoch: current; 0 when no link reset has been
 * @live: from the SET_INTERFACE after a link reset to the next reset of any kind
 * @alt: alternate setting of the disk interface
 * @sent: bytes of write data that have come in this epoch
 * @credit: bytes granted in this epoch
 * @told: the same, as of the last record
 * @reserved: free pages set aside for data that may come
 * @credit_note: for CREDIT
 * @event_note: for each enum nfod_event
 * @event_detail: of an event that waits for its note
 * @event_pending: bit n = enum nfod_event n waits
 */
struct link {
	uint32_t epoch;
	bool live;
	uint8_t alt;
	uint64_t sent;
	uint64_t credit;
	uint64_t told;
	uint32_t reserved;
	struct note credit_note;
	struct note event_note[NFOD_EV_FAULT + 1];
	uint32_t event_detail[NFOD_EV_FAULT + 1];
	uint32_t event_pending;
	struct assembly assembly;
	struct answer answer[NFOD_MAX_SLOTS];
};

struct nfod_fw;

/* link.c */
void link_init(struct nfod_fw *fw);
void link_open(struct nfod_fw *fw, uint8_t alt);
void link_close(struct nfod_fw *fw);
void link_forget(struct nfod_fw *fw);
void link_reset(struct nfod_fw *fw, uint32_t epoch);
void link_command(struct nfod_fw *fw, const struct nfod_command *wire);
bool link_abort(struct nfod_fw *fw, const struct nfod_abort *abort);
void link_slot_status(const struct nfod_fw *fw, uint16_t slot, struct nfod_slot_status *status);

/* message.c */
void message_drop(struct nfod_fw *fw);

/* answer.c */
void link_answer(struct nfod_fw *fw, struct command *command);
void link_event(struct nfod_fw *fw, enum nfod_event event, uint32_t detail);
void credit_tell(struct nfod_fw *fw);

/* credit.c */
uint32_t credit_reserved(const struct nfod_fw *fw);
uint32_t credit_read_pages(const struct nfod_fw *fw);
bool credit_is_short(const struct nfod_fw *fw);
bool credit_has_cluster(const struct nfod_fw *fw);
void credit_begin(struct nfod_fw *fw);
void credit_update(struct nfod_fw *fw);
void credit_spend(struct nfod_fw *fw, uint32_t bytes);
bool credit_is_untold(const struct nfod_fw *fw);

#endif
