/* SPDX-License-Identifier: GPL-2.0-only */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * What the driver's files share. Documentation/driver.md tells the structure,
 * the lock rules and the recovery ladder.
 */
#ifndef NFOD_H
#define NFOD_H

#include <linux/blk-mq.h>
#include <linux/mutex.h>
#include <linux/scatterlist.h>
#include <linux/spinlock.h>
#include <linux/usb.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "proto.h"

/* Receivers for EP3: as many records may arrive in one interrupt. */
#define NFOD_NOTICES 4

/* Data of the largest control request. */
#define NFOD_CONTROL_BYTES 256

/* Part of a slot's transfers that has not been submitted yet. */
#define NFOD_SEND_IN BIT(0)
#define NFOD_SEND_OUT BIT(1)

/**
 * enum nfod_link_state - may commands be sent
 * @NFOD_LINK_DOWN: not now; whoever brings the link up runs the queue
 * @NFOD_LINK_UP: yes
 * @NFOD_LINK_DEAD: never again
 */
enum nfod_link_state {
	NFOD_LINK_DOWN,
	NFOD_LINK_UP,
	NFOD_LINK_DEAD,
};

struct nfod_dev;

/**
 * struct nfod_slot - a command in the drive and its transfers; the index is the
 *	request's tag
 * @dev: the drive
 * @rq: request in the slot, NULL when free
 * @expect: the only right answer
 * @urbs: transfers not back yet, those about to be submitted included
 * @unsent: NFOD_SEND_* that wait for credit or memory
 * @paid: credit has been taken
 * @answered: status and detail are the drive's answer
 * @broken: a transfer failed, so that no answer counts
 * @late: blk-mq's timer has fired since somebody looked
 * @status: enum nfod_status
 * @detail: its argument
 * @acked: writes that had been acknowledged when a flush was sent
 * @waiting: in nfod_dev.waiting
 * @looks: how often recovery has looked at this command
 * @progress: what it saw
 * @in_transit: it saw the command or its answer nowhere but on the way
 * @out: transfer on EP1
 * @in: transfer on EP2
 * @command: alone in its cache line, as DMA wants it
 * @record: ditto
 * @sg: data and trailer
 */
struct nfod_slot {
	struct nfod_dev *dev;
	struct request *rq;
	struct nfod_expect expect;
	u8 urbs;
	u8 unsent;
	bool paid;
	bool answered;
	bool broken;
	bool late;
	u8 status;
	u32 detail;
	u64 acked;
	struct list_head waiting;
	unsigned int looks;
	u32 progress;
	bool in_transit;
	struct urb *out;
	struct urb *in;
	struct nfod_command *command;
	struct nfod_record *record;
	struct scatterlist *sg;
};

/**
 * struct nfod_notice - a receiver on EP3
 * @dev: the drive
 * @urb: its transfer
 * @record: where it receives
 * @idle: not submitted for want of memory
 */
struct nfod_notice {
	struct nfod_dev *dev;
	struct urb *urb;
	struct nfod_record *record;
	bool idle;
};

/**
 * struct nfod_dev - a drive
 * @udev: the USB device
 * @intf: its disk interface
 * @disk: its disk
 * @tags: of the disk's queue
 * @number: N of nfodN
 * @limits: of the queue
 * @slots: commands at a time, as many as the queue has tags
 * @alt: alternate setting in use
 *
 * @lock: guards what follows, up to @mutex
 * @state: may commands be sent
 * @stale: the disc has been changed under those who have the disk open
 * @halted: an endpoint has been halted since the link was started
 * @removing: the disk is on its way out
 * @epoch: of the link
 * @sequence: of the last command
 * @medium: counter that commands carry
 * @credit: for write data
 * @waiting: slots that wait for credit or memory, first come, first served
 * @acked: writes acknowledged by the drive's cache, so far
 * @flushed: of these, known to be on the medium
 * @flush_failed: a flush of the driver's own failed: the next one has to
 * @tries_link: link resets since something went well
 * @tries_port: port resets since something went well
 * @chatter: notices of no use in this second
 * @chatter_since: when it began
 * @link_resets: statistics, as are the next two
 * @port_resets: ditto
 * @retries: requests done again
 * @slot: one for each tag
 * @notice: receivers on EP3
 *
 * @mutex: guards what follows, and who may use EP0 and change the link
 * @id: what the drive said last
 * @control: data of control requests
 * @silent: the drive has been told to be silent
 * @quiesced: the queue is
 * @suspended: between suspend and resume
 * @streams: allocated
 * @poisoned: no transfer can be submitted
 * @start_error: outcome of the last attempt to start the link
 * @added: the disk is in the system
 * @deleted: the disk has left the system, and its queue is empty for good
 * @announce: the disc has been changed and nobody has been told
 * @openers: of the disk
 * @locked: the door should be
 * @last_try: when the link was last reset
 *
 * @abort_done: somebody waits for a slot to end
 * @recover_work: climbs the ladder
 * @resend_work: submits what waited for memory
 * @medium_work: tells the world about the disc
 * @events: DISK_EVENT_* that nobody has asked for yet
 */
struct nfod_dev {
	struct usb_device *udev;
	struct usb_interface *intf;
	struct gendisk *disk;
	struct blk_mq_tag_set tags;
	int number;
	struct nfod_limits limits;
	unsigned int slots;
	u8 alt;

	/* Hot state: slots, credit, whether the link is up. */
	spinlock_t lock;
	enum nfod_link_state state;
	bool stale;
	bool halted;
	bool removing;
	u32 epoch;
	u32 sequence;
	u32 medium;
	struct nfod_credit credit;
	struct list_head waiting;
	u64 acked;
	u64 flushed;
	bool flush_failed;
	unsigned int tries_link;
	unsigned int tries_port;
	unsigned int chatter;
	unsigned long chatter_since;
	u64 link_resets;
	u64 port_resets;
	u64 retries;
	struct nfod_slot slot[NFOD_MAX_SLOTS];
	struct nfod_notice notice[NFOD_NOTICES];

	/* Who holds it may use EP0 and change the link. */
	struct mutex mutex;
	struct nfod_identity id;
	void *control;
	bool silent;
	bool quiesced;
	bool suspended;
	bool streams;
	bool poisoned;
	int start_error;
	bool added;
	bool deleted;
	bool announce;
	unsigned int openers;
	bool locked;
	unsigned long last_try;

	wait_queue_head_t abort_done;
	struct work_struct recover_work;
	struct delayed_work resend_work;
	struct work_struct medium_work;
	atomic_t events;
};

/**
 * struct nfod_pdu - the driver's part of a request
 * @retries: how often it was done again
 * @status: its end, on the way to nfod_complete_rq()
 */
struct nfod_pdu {
	unsigned int retries;
	blk_status_t status;
};

/* main.c */
extern struct workqueue_struct *nfod_wq;
extern bool nfod_streams;
extern unsigned int nfod_timeout_ms;
extern unsigned int nfod_control_ms;
extern unsigned int nfod_abort_ms;
extern unsigned int nfod_load_ms;
extern unsigned int nfod_looks;
extern unsigned int nfod_retries;
extern unsigned int nfod_link_resets;
extern unsigned int nfod_port_resets;

/* disk.c */
int nfod_disk_alloc(struct nfod_dev *dev);
int nfod_disk_add(struct nfod_dev *dev);
void nfod_disk_discard(struct nfod_dev *dev);
void nfod_disk_delete(struct nfod_dev *dev);
void nfod_disk_put(struct nfod_dev *dev);
void nfod_dev_free(struct nfod_dev *dev);

/* queue.c */
extern const struct blk_mq_ops nfod_mq_ops;
void nfod_send_waiting(struct nfod_dev *dev, gfp_t gfp);
void nfod_resend_work(struct work_struct *work);
void nfod_requeue(struct request *rq, unsigned long pause_ms);
void nfod_end(struct nfod_dev *dev, struct request *rq, enum nfod_action action,
	      blk_status_t status);

/* link.c */
int nfod_link_open(struct nfod_dev *dev);
int nfod_link_start(struct nfod_dev *dev);
void nfod_link_up(struct nfod_dev *dev);
void nfod_link_stop(struct nfod_dev *dev);
void nfod_link_condemn(struct nfod_dev *dev);
void nfod_link_kill(struct nfod_dev *dev);
void nfod_link_error(struct nfod_dev *dev, const char *flaw);
bool nfod_link_is(struct nfod_dev *dev, enum nfod_link_state state);

/* answer.c */
void nfod_out_done(struct urb *urb);
void nfod_in_done(struct urb *urb);
void nfod_notice_done(struct urb *urb);
void nfod_post_notice(struct nfod_notice *notice, gfp_t gfp);

/* recover.c */
void nfod_recover_work(struct work_struct *work);
enum blk_eh_timer_return nfod_timeout(struct request *rq);

/* medium.c */
extern const struct block_device_operations nfod_fops;
void nfod_take_medium(struct nfod_dev *dev, const struct nfod_identity *id);
void nfod_look_at_medium(struct nfod_dev *dev);
void nfod_medium_work(struct work_struct *work);
void nfod_eject_requested(struct nfod_dev *dev);

/* control.c */
int nfod_identify(struct nfod_dev *dev, struct nfod_identity *id);
int nfod_ask_slot(struct nfod_dev *dev, u16 slot, struct nfod_slot_status *status);
int nfod_abort(struct nfod_dev *dev, const struct nfod_expect *expect);
int nfod_reset_link(struct nfod_dev *dev, u32 epoch);
int nfod_order(struct nfod_dev *dev, u8 request, u16 value);

/* sysfs.c */
extern const struct attribute_group *nfod_disk_groups[];

#endif
