// SPDX-License-Identifier: GPL-2.0-only
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What comes back: completed transfers, records and notices. Nothing in them
 * is believed before it has been checked against the driver's own slots, and a
 * request ends only when its last transfer has come back.
 */
#include "nfod.h"

/*
 * So many notices that tell nothing new, with no command ending in between and
 * within a second, are a flood.
 */
#define NFOD_CHATTER 256

static const char *transfer_flaw(int status)
{
	switch (status) {
	case -EPIPE:
		return "endpoint is halted";
	case -EOVERFLOW:
		return "drive sent more than it was asked for";
	case -ENODEV:
	case -ESHUTDOWN:
		return "device is gone";
	default:
		return "transfer failed";
	}
}

/* Transfers that the driver takes back itself are no news. */
static bool taken_back(int status)
{
	return status == -ENOENT || status == -ECONNRESET;
}

static void endpoint_failed(struct nfod_dev *dev, int status)
{
	lockdep_assert_held(&dev->lock);
	if (status == -EPIPE)
		dev->halted = true;
	nfod_link_error(dev, transfer_flaw(status));
}

static void transfer_failed(struct nfod_slot *slot, int status)
{
	lockdep_assert_held(&slot->dev->lock);
	slot->broken = true;
	if (!taken_back(status))
		endpoint_failed(slot->dev, status);
}

static void command_succeeded(struct nfod_dev *dev, const struct nfod_slot *slot)
{
	lockdep_assert_held(&dev->lock);
	dev->tries_link = 0;
	dev->tries_port = 0;
	switch (slot->expect.op) {
	case NFOD_OP_WRITE:
	case NFOD_OP_WRITE_ZEROES:
		if (!(slot->command->flags & NFOD_CMD_FUA))
			dev->acked++;
		break;
	case NFOD_OP_FLUSH:
		dev->flushed = max(dev->flushed, slot->acked);
		break;
	default:
		break;
	}
}

/* Free the slot if its command is over; returns the request that is to end. */
static struct request *settle(struct nfod_slot *slot, struct nfod_verdict *verdict)
{
	struct nfod_dev *dev = slot->dev;
	struct request *rq = slot->rq;

	lockdep_assert_held(&dev->lock);
	if (!slot->answered || slot->broken || slot->urbs)
		return NULL;
	*verdict = nfod_judge(slot->expect.op, slot->status);
	if (unlikely(verdict->action == NFOD_RESET_LINK)) {
		slot->broken = true;
		nfod_link_error(dev, nfod_status_name(slot->status));
		return NULL;
	}
	if (unlikely(blk_should_fake_timeout(rq->q))) {
		slot->broken = true;
		return NULL;
	}
	if (likely(verdict->status == BLK_STS_OK))
		command_succeeded(dev, slot);
	dev->chatter = 0;
	slot->rq = NULL;
	/* Who waits looks under the lock, which orders both. */
	if (unlikely(waitqueue_active(&dev->abort_done)))
		wake_up(&dev->abort_done);
	return rq;
}

static void tell_failure(struct nfod_slot *slot, const struct request *rq)
{
	struct device *device = &slot->dev->intf->dev;
	u64 lba = le64_to_cpu(slot->command->lba);

	dev_warn_ratelimited(device, "%s of %u blocks at %llu failed: %s (%u)\n",
			     blk_op_str(req_op(rq)), slot->expect.blocks, (unsigned long long)lba,
			     nfod_cause(slot->status, slot->detail), slot->detail);
}

static void finish(struct nfod_dev *dev, struct request *rq, const struct nfod_verdict *verdict)
{
	if (unlikely(verdict->look_at_medium))
		nfod_look_at_medium(dev);
	nfod_end(dev, rq, verdict->action, verdict->status);
}

/* Everything after a slot's transfer or record: one round of the lock. */
static struct request *conclude(struct nfod_slot *slot, struct nfod_verdict *verdict)
{
	struct request *rq = settle(slot, verdict);

	if (rq && unlikely(verdict->status != BLK_STS_OK))
		tell_failure(slot, rq);
	return rq;
}

/**
 * nfod_out_done() - a command has been taken, or not
 * @urb: on EP1
 */
void nfod_out_done(struct urb *urb)
{
	struct nfod_slot *slot = urb->context;
	struct nfod_dev *dev = slot->dev;
	struct nfod_verdict verdict;
	struct request *rq;
	unsigned long flags;

	spin_lock_irqsave(&dev->lock, flags);
	slot->urbs--;
	if (unlikely(urb->status))
		transfer_failed(slot, urb->status);
	else if (unlikely(urb->actual_length != urb->transfer_buffer_length))
		transfer_failed(slot, -EPROTO);
	rq = conclude(slot, &verdict);
	spin_unlock_irqrestore(&dev->lock, flags);
	if (rq)
		finish(dev, rq, &verdict);
}

static bool take_credit_news(struct nfod_dev *dev, const struct nfod_record *record)
{
	lockdep_assert_held(&dev->lock);
	return nfod_credit_grant(&dev->credit, le64_to_cpu(record->credit));
}

static void take_answer(struct nfod_slot *slot, const struct nfod_record *record)
{
	lockdep_assert_held(&slot->dev->lock);
	slot->answered = true;
	slot->status = record->status;
	slot->detail = le32_to_cpu(record->detail);
}

static void refuse_answer(struct nfod_slot *slot, const char *flaw)
{
	lockdep_assert_held(&slot->dev->lock);
	slot->broken = true;
	nfod_link_error(slot->dev, flaw);
}

/**
 * nfod_in_done() - data and record of a slot have come
 * @urb: on EP2
 */
void nfod_in_done(struct urb *urb)
{
	struct nfod_slot *slot = urb->context;
	struct nfod_dev *dev = slot->dev;
	struct nfod_verdict verdict;
	struct request *rq;
	unsigned long flags;
	bool send = false;
	const char *flaw;

	spin_lock_irqsave(&dev->lock, flags);
	slot->urbs--;
	if (unlikely(urb->status)) {
		transfer_failed(slot, urb->status);
	} else {
		flaw = nfod_answer_flaw(slot->record, urb->actual_length, &slot->expect);
		if (!flaw && unlikely(slot->unsent))
			flaw = "command was answered before it was sent";
		if (unlikely(flaw)) {
			refuse_answer(slot, flaw);
		} else {
			take_answer(slot, slot->record);
			send = take_credit_news(dev, slot->record) && !list_empty(&dev->waiting);
		}
	}
	rq = conclude(slot, &verdict);
	spin_unlock_irqrestore(&dev->lock, flags);
	if (rq)
		finish(dev, rq, &verdict);
	if (send)
		nfod_send_waiting(dev, GFP_ATOMIC);
}

/* Data comes in the order of the announcements: submit before the next one. */
static const char *take_ready(struct nfod_slot *slot, const struct nfod_record *record)
{
	const char *flaw = nfod_ready_flaw(record, &slot->expect);

	lockdep_assert_held(&slot->dev->lock);
	if (flaw)
		return flaw;
	if (slot->answered)
		return "data is announced for a command that has ended";
	slot->expect.announced = true;
	if (usb_submit_urb(slot->in, GFP_ATOMIC)) {
		slot->broken = true;
		return "receiver for announced data was not accepted";
	}
	slot->urbs++;
	return NULL;
}

static const char *take_done(struct nfod_slot *slot, const struct nfod_record *record)
{
	const char *flaw = nfod_done_flaw(record, &slot->expect);

	lockdep_assert_held(&slot->dev->lock);
	if (flaw)
		return flaw;
	if (slot->answered)
		return "command ended twice";
	take_answer(slot, record);
	return NULL;
}

static const char *take_slot_notice(struct nfod_dev *dev, const struct nfod_record *record,
				    struct nfod_slot **owner)
{
	struct nfod_slot *slot = &dev->slot[le16_to_cpu(record->slot)];

	lockdep_assert_held(&dev->lock);
	if (!slot->rq)
		return "notice names a slot that is free";
	if (slot->unsent)
		return "command was answered before it was sent";
	*owner = slot;
	if (record->kind == NFOD_REC_READY)
		return take_ready(slot, record);
	return take_done(slot, record);
}

static const char *count_chatter(struct nfod_dev *dev)
{
	lockdep_assert_held(&dev->lock);
	if (time_after(jiffies, dev->chatter_since + HZ)) {
		dev->chatter_since = jiffies;
		dev->chatter = 0;
	}
	return ++dev->chatter > NFOD_CHATTER ? "drive floods the host with notices" : NULL;
}

static void take_event(struct nfod_dev *dev, const struct nfod_record *record)
{
	switch (record->status) {
	case NFOD_EV_EJECT_REQUEST:
		nfod_eject_requested(dev);
		break;
	case NFOD_EV_FAULT:
		dev_warn_ratelimited(&dev->intf->dev, "drive reports a fault: %s\n",
				     nfod_fault_words(le32_to_cpu(record->detail)));
		nfod_look_at_medium(dev);
		break;
	default:
		nfod_look_at_medium(dev);
		break;
	}
}

static const char *take_notice(struct nfod_dev *dev, const struct nfod_record *record,
			       struct nfod_slot **owner)
{
	bool news = take_credit_news(dev, record);

	lockdep_assert_held(&dev->lock);
	switch (record->kind) {
	case NFOD_REC_CREDIT:
		return news ? NULL : count_chatter(dev);
	case NFOD_REC_EVENT:
		take_event(dev, record);
		return count_chatter(dev);
	default:
		return take_slot_notice(dev, record, owner);
	}
}

/**
 * nfod_notice_done() - a record has come on EP3
 * @urb: its receiver
 *
 * A receiver whose record had a flaw stays down until the link is reset.
 */
void nfod_notice_done(struct urb *urb)
{
	struct nfod_notice *notice = urb->context;
	struct nfod_dev *dev = notice->dev;
	struct nfod_slot *owner = NULL;
	struct nfod_verdict verdict;
	struct request *rq = NULL;
	unsigned long flags;
	const char *flaw;
	bool send;

	if (taken_back(urb->status))
		return;
	spin_lock_irqsave(&dev->lock, flags);
	flaw = urb->status ? transfer_flaw(urb->status) : NULL;
	if (!flaw)
		flaw = nfod_notice_flaw(notice->record, urb->actual_length, dev->alt, dev->epoch,
					dev->slots);
	if (!flaw)
		flaw = take_notice(dev, notice->record, &owner);
	if (urb->status)
		endpoint_failed(dev, urb->status);
	else if (flaw)
		nfod_link_error(dev, flaw);
	else if (owner)
		rq = conclude(owner, &verdict);
	send = !flaw && !list_empty(&dev->waiting);
	spin_unlock_irqrestore(&dev->lock, flags);
	if (rq)
		finish(dev, rq, &verdict);
	if (!flaw)
		nfod_post_notice(notice, GFP_ATOMIC);
	if (send)
		nfod_send_waiting(dev, GFP_ATOMIC);
}

/**
 * nfod_post_notice() - wait for another record on EP3
 * @notice: receiver that is down
 * @gfp: for the transfer
 */
void nfod_post_notice(struct nfod_notice *notice, gfp_t gfp)
{
	struct nfod_dev *dev = notice->dev;
	unsigned long flags;
	int ret;

	WRITE_ONCE(notice->idle, false);
	ret = usb_submit_urb(notice->urb, gfp);
	if (!ret || ret == -EPERM)
		return;
	spin_lock_irqsave(&dev->lock, flags);
	if (ret == -ENOMEM) {
		WRITE_ONCE(notice->idle, true);
		queue_delayed_work(nfod_wq, &dev->resend_work, HZ / 100 + 1);
	} else {
		nfod_link_error(dev, "receiver for notices was not accepted");
	}
	spin_unlock_irqrestore(&dev->lock, flags);
}
