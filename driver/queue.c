// SPDX-License-Identifier: GPL-2.0-only
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * From block requests to commands in slots. A request that has been taken is
 * never bounced for want of credit or memory: it waits in its slot, where
 * blk-mq's timer watches over it and reads may pass it.
 */
#include "nfod.h"

/* When memory for a transfer was short: pause before trying again. */
#define NFOD_RESEND_MS 10
/* When the drive's memory was short. */
#define NFOD_RETRY_LATER_MS 100

/* Data first, the command or the record behind it, in one list. */
static int map_data(struct nfod_slot *slot, struct request *rq, void *trailer,
		    unsigned int trailer_len)
{
	int n;

	sg_init_table(slot->sg, blk_rq_nr_phys_segments(rq) + 1);
	n = blk_rq_map_sg(rq->q, rq, slot->sg);
	sg_unmark_end(&slot->sg[n - 1]);
	sg_set_buf(&slot->sg[n], trailer, trailer_len);
	sg_mark_end(&slot->sg[n]);
	return n + 1;
}

static void set_list(struct urb *urb, struct scatterlist *sg, int num_sgs, u32 len)
{
	urb->transfer_buffer = NULL;
	urb->sg = sg;
	urb->num_sgs = num_sgs;
	urb->transfer_buffer_length = len;
}

static void set_buffer(struct urb *urb, void *buffer, u32 len)
{
	urb->transfer_buffer = buffer;
	urb->sg = NULL;
	urb->num_sgs = 0;
	/* Left over from the last list; EHCI looks at nothing else. */
	urb->num_mapped_sgs = 0;
	urb->transfer_buffer_length = len;
}

static void map_slot(struct nfod_slot *slot, struct request *rq, const struct nfod_io *io)
{
	set_buffer(slot->out, slot->command, NFOD_COMMAND_BYTES);
	set_buffer(slot->in, slot->record, NFOD_RECORD_BYTES);
	if (io->op == NFOD_OP_WRITE)
		set_list(slot->out, slot->sg, map_data(slot, rq, slot->command, NFOD_COMMAND_BYTES),
			 io->data_len + NFOD_COMMAND_BYTES);
	else if (io->op == NFOD_OP_READ)
		set_list(slot->in, slot->sg, map_data(slot, rq, slot->record, NFOD_RECORD_BYTES),
			 io->data_len + NFOD_RECORD_BYTES);
}

static void init_slot(struct nfod_slot *slot, const struct nfod_io *io)
{
	slot->expect.op = io->op;
	slot->expect.announced = false;
	slot->expect.blocks = io->blocks;
	slot->expect.data_len = io->data_len;
	slot->urbs = 0;
	slot->unsent = NFOD_SEND_OUT;
	if (slot->expect.alt == NFOD_ALT_STREAMS)
		slot->unsent |= NFOD_SEND_IN;
	slot->paid = io->op != NFOD_OP_WRITE;
	slot->answered = false;
	slot->broken = false;
	slot->late = false;
	slot->looks = 0;
	slot->in_transit = false;
}

/* Nobody else sees the slot before enter_slot(). */
static blk_status_t prepare_slot(struct nfod_slot *slot, struct request *rq)
{
	struct nfod_pdu *pdu = blk_mq_rq_to_pdu(rq);
	struct nfod_io io;
	int ret;

	if (!(rq->rq_flags & RQF_DONTPREP)) {
		pdu->retries = 0;
		rq->rq_flags |= RQF_DONTPREP;
	}
	ret = nfod_describe_io(req_op(rq), rq->cmd_flags & REQ_FUA, blk_rq_pos(rq),
			       blk_rq_bytes(rq), &io);
	if (ret)
		return errno_to_blk_status(ret);
	init_slot(slot, &io);
	nfod_build_command(slot->command, &io, slot->expect.slot);
	map_slot(slot, rq, &io);
	return BLK_STS_OK;
}

static blk_status_t may_enter(struct nfod_dev *dev, struct nfod_slot *slot)
{
	lockdep_assert_held(&dev->lock);
	if (unlikely(dev->state == NFOD_LINK_DEAD || dev->stale))
		return BLK_STS_IOERR;
	/* Whoever brings the link up runs the queue, after a quiesce. */
	if (unlikely(dev->state != NFOD_LINK_UP))
		return BLK_STS_DEV_RESOURCE;
	if (unlikely(dev->sequence == U32_MAX)) {
		nfod_link_error(dev, "sequence numbers are used up");
		return BLK_STS_DEV_RESOURCE;
	}
	if (unlikely(dev->flush_failed && slot->expect.op == NFOD_OP_FLUSH)) {
		dev->flush_failed = false;
		return BLK_STS_IOERR;
	}
	return BLK_STS_OK;
}

/* What can be sent now is counted as sent: it may come back at any moment. */
static u8 take_unsent(struct nfod_slot *slot)
{
	u8 send = slot->unsent;

	lockdep_assert_held(&slot->dev->lock);
	slot->urbs += hweight8(send);
	slot->unsent = 0;
	return send;
}

static bool pay(struct nfod_dev *dev, struct nfod_slot *slot)
{
	lockdep_assert_held(&dev->lock);
	if (!slot->paid)
		slot->paid = nfod_credit_take(&dev->credit, slot->expect.data_len);
	return slot->paid;
}

static void number_command(struct nfod_dev *dev, struct nfod_slot *slot)
{
	lockdep_assert_held(&dev->lock);
	slot->expect.epoch = dev->epoch;
	slot->expect.sequence = ++dev->sequence;
	slot->command->epoch = cpu_to_le32(dev->epoch);
	slot->command->sequence = cpu_to_le32(dev->sequence);
	slot->command->medium = cpu_to_le32(dev->medium);
	slot->acked = dev->acked;
}

/* Returns what to submit; nothing when the command has to wait. */
static blk_status_t enter_slot(struct nfod_dev *dev, struct nfod_slot *slot, struct request *rq,
			       u8 *send)
{
	unsigned long flags;
	blk_status_t status;

	*send = 0;
	spin_lock_irqsave(&dev->lock, flags);
	status = may_enter(dev, slot);
	if (status == BLK_STS_OK) {
		slot->rq = rq;
		number_command(dev, slot);
		if (!slot->paid && (!list_empty(&dev->waiting) || !pay(dev, slot)))
			list_add_tail(&slot->waiting, &dev->waiting);
		else
			*send = take_unsent(slot);
	}
	spin_unlock_irqrestore(&dev->lock, flags);
	return status;
}

static void submit_failed(struct nfod_slot *slot, u8 unsent, int error)
{
	struct nfod_dev *dev = slot->dev;
	unsigned long flags;

	spin_lock_irqsave(&dev->lock, flags);
	slot->urbs -= hweight8(unsent);
	if (error == -ENOMEM) {
		slot->unsent = unsent;
		list_add(&slot->waiting, &dev->waiting);
		queue_delayed_work(nfod_wq, &dev->resend_work, msecs_to_jiffies(NFOD_RESEND_MS));
	} else {
		slot->broken = true;
		nfod_link_error(dev, "transfer was not accepted");
	}
	spin_unlock_irqrestore(&dev->lock, flags);
}

/*
 * The answer's receiver first, so that the answer finds it. Once the last
 * transfer has been submitted, the slot may already be another request's.
 */
static int submit_slot(struct nfod_slot *slot, u8 send, gfp_t gfp)
{
	int ret = 0;

	if (send & NFOD_SEND_IN) {
		ret = usb_submit_urb(slot->in, gfp);
		if (!ret)
			send &= ~NFOD_SEND_IN;
	}
	if (!ret)
		ret = usb_submit_urb(slot->out, gfp);
	if (ret)
		submit_failed(slot, send, ret);
	return ret;
}

static struct nfod_slot *next_waiting(struct nfod_dev *dev, u8 *send)
{
	struct nfod_slot *slot;
	unsigned long flags;

	spin_lock_irqsave(&dev->lock, flags);
	slot = list_first_entry_or_null(&dev->waiting, struct nfod_slot, waiting);
	if (slot && (dev->state != NFOD_LINK_UP || !pay(dev, slot)))
		slot = NULL;
	if (slot) {
		list_del_init(&slot->waiting);
		*send = take_unsent(slot);
	}
	spin_unlock_irqrestore(&dev->lock, flags);
	return slot;
}

/**
 * nfod_send_waiting() - send the commands that credit has come for
 * @dev: the drive
 * @gfp: for transfers
 */
void nfod_send_waiting(struct nfod_dev *dev, gfp_t gfp)
{
	struct nfod_slot *slot;
	u8 send;

	while ((slot = next_waiting(dev, &send))) {
		if (submit_slot(slot, send, gfp))
			break;
	}
}

/**
 * nfod_resend_work() - submit what found no memory before
 * @work: of the drive
 */
void nfod_resend_work(struct work_struct *work)
{
	struct nfod_dev *dev = container_of(to_delayed_work(work), struct nfod_dev, resend_work);
	int i;

	for (i = 0; i < NFOD_NOTICES; i++) {
		if (READ_ONCE(dev->notice[i].idle))
			nfod_post_notice(&dev->notice[i], GFP_NOIO);
	}
	nfod_send_waiting(dev, GFP_NOIO);
}

static blk_status_t nfod_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct nfod_dev *dev = hctx->queue->queuedata;
	struct nfod_slot *slot = &dev->slot[bd->rq->tag];
	blk_status_t status;
	u8 send;

	status = prepare_slot(slot, bd->rq);
	if (status != BLK_STS_OK)
		return status;
	blk_mq_start_request(bd->rq);
	status = enter_slot(dev, slot, bd->rq, &send);
	if (send)
		submit_slot(slot, send, GFP_ATOMIC);
	return status;
}

/**
 * nfod_requeue() - give a request back to be sent again
 * @rq: in no slot any more
 * @pause_ms: not before
 */
void nfod_requeue(struct request *rq, unsigned long pause_ms)
{
	struct request_queue *q = rq->q;

	blk_mq_requeue_request(rq, false);
	blk_mq_delay_kick_requeue_list(q, pause_ms);
}

static bool may_retry(struct nfod_dev *dev, struct nfod_pdu *pdu)
{
	unsigned long flags;

	if (pdu->retries >= nfod_retries)
		return false;
	pdu->retries++;
	spin_lock_irqsave(&dev->lock, flags);
	dev->retries++;
	spin_unlock_irqrestore(&dev->lock, flags);
	return true;
}

/**
 * nfod_end() - end a request or have it done again
 * @dev: the drive
 * @rq: in no slot any more
 * @action: as judged
 * @status: if it is not, or not any more, to be done again
 */
void nfod_end(struct nfod_dev *dev, struct request *rq, enum nfod_action action,
	      blk_status_t status)
{
	struct nfod_pdu *pdu = blk_mq_rq_to_pdu(rq);

	if (action != NFOD_END && may_retry(dev, pdu)) {
		nfod_requeue(rq, action == NFOD_RETRY_LATER ? NFOD_RETRY_LATER_MS : 0);
		return;
	}
	pdu->status = status;
	blk_mq_complete_request(rq);
}

static void nfod_complete_rq(struct request *rq)
{
	struct nfod_pdu *pdu = blk_mq_rq_to_pdu(rq);

	blk_mq_end_request(rq, pdu->status);
}

const struct blk_mq_ops nfod_mq_ops = {
	.queue_rq = nfod_queue_rq,
	.complete = nfod_complete_rq,
	.timeout = nfod_timeout,
};
