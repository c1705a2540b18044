// SPDX-License-Identifier: GPL-2.0-only
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The recovery ladder: look, abort, link reset, port reset, give up. Each rung
 * is bounded by a module parameter. All of it runs on a workqueue with a
 * rescuer, since the memory that a plain one might wait for can be waiting for
 * this disk; nothing here allocates in a way that could.
 */
#include <linux/sched/mm.h>

#include "nfod.h"

/* After so long without trouble the counting starts anew. */
#define NFOD_CALM (60 * HZ)

/**
 * nfod_timeout() - blk-mq finds that a request takes long
 * @rq: in flight
 *
 * Ends nothing: the worker looks at it, and the timer goes on.
 *
 * Return: BLK_EH_RESET_TIMER.
 */
enum blk_eh_timer_return nfod_timeout(struct request *rq)
{
	struct nfod_dev *dev = rq->q->queuedata;
	int tag = READ_ONCE(rq->tag);
	struct nfod_slot *slot;
	unsigned long flags;

	/* At this moment, it may be on its way back to the queue. */
	if (tag < 0 || tag >= dev->slots)
		return BLK_EH_RESET_TIMER;
	slot = &dev->slot[tag];
	spin_lock_irqsave(&dev->lock, flags);
	if (slot->rq == rq && dev->state != NFOD_LINK_DEAD) {
		slot->late = true;
		queue_work(nfod_wq, &dev->recover_work);
	}
	spin_unlock_irqrestore(&dev->lock, flags);
	return BLK_EH_RESET_TIMER;
}

/**
 * struct late_command - what is known of a slot that takes long
 * @expect: identifies the command
 * @waits: it has not been sent
 * @answered: some of its transfers do not come back
 * @broken: its answer does not count
 */
struct late_command {
	struct nfod_expect expect;
	bool waits;
	bool answered;
	bool broken;
};

static bool find_late(struct nfod_slot *slot, struct late_command *late)
{
	struct nfod_dev *dev = slot->dev;
	bool found;

	spin_lock_irq(&dev->lock);
	found = slot->rq && slot->late;
	slot->late = false;
	if (found) {
		late->expect = slot->expect;
		late->waits = slot->unsent;
		late->answered = slot->answered;
		late->broken = slot->broken;
		slot->looks++;
	}
	spin_unlock_irq(&dev->lock);
	return found;
}

static bool still_there(struct nfod_slot *slot, const struct late_command *late)
{
	struct nfod_dev *dev = slot->dev;
	bool there;

	spin_lock_irq(&dev->lock);
	there = dev->state == NFOD_LINK_UP && slot->rq && !slot->answered &&
		slot->expect.sequence == late->expect.sequence &&
		slot->expect.epoch == late->expect.epoch;
	spin_unlock_irq(&dev->lock);
	return there;
}

/* A credit record may have been lost; the drive tells the sum when asked. */
static int look_for_credit(struct nfod_dev *dev)
{
	struct nfod_identity id;
	int ret = nfod_identify(dev, &id);

	if (ret)
		return ret;
	if (id.epoch != dev->epoch)
		return -EPROTO;
	spin_lock_irq(&dev->lock);
	nfod_credit_grant(&dev->credit, id.credit);
	spin_unlock_irq(&dev->lock);
	nfod_send_waiting(dev, GFP_NOIO);
	return 0;
}

static int abort_command(struct nfod_slot *slot, const struct late_command *late)
{
	struct nfod_dev *dev = slot->dev;
	int ret;

	dev_warn_ratelimited(&dev->intf->dev, "slot %u: no progress, aborting\n",
			     late->expect.slot);
	ret = nfod_abort(dev, &late->expect);
	if (ret)
		return ret;
	if (wait_event_timeout(dev->abort_done, !still_there(slot, late),
			       msecs_to_jiffies(nfod_abort_ms)))
		return 0;
	dev_warn_ratelimited(&dev->intf->dev, "slot %u: abort has not been answered\n",
			     late->expect.slot);
	return -ETIMEDOUT;
}

static bool knows_command(const struct nfod_slot_status *status, const struct late_command *late)
{
	return status->state != NFOD_SLOT_FREE &&
	       le32_to_cpu(status->epoch) == late->expect.epoch &&
	       le32_to_cpu(status->sequence) == late->expect.sequence;
}

/* Progress since the last look; the first look has nothing to compare with. */
static bool makes_progress(struct nfod_slot *slot, u32 progress)
{
	bool moved = slot->looks == 1 || slot->progress != progress;

	slot->progress = progress;
	return moved;
}

/*
 * Only transfers are missing, or the command is nowhere: it may be on its way
 * at this very moment, but not from one look to the next.
 */
static int look_once_more(struct nfod_slot *slot)
{
	if (slot->in_transit)
		return -EIO;
	slot->in_transit = true;
	return 0;
}

static int look_at_command(struct nfod_slot *slot, const struct late_command *late)
{
	struct nfod_slot_status status;
	int ret = nfod_ask_slot(slot->dev, late->expect.slot, &status);

	if (ret)
		return ret;
	if (!still_there(slot, late))
		return 0;
	if (!knows_command(&status, late) || status.state == NFOD_SLOT_ANSWERED)
		return look_once_more(slot);
	if (makes_progress(slot, le32_to_cpu(status.progress)))
		return 0;
	return abort_command(slot, late);
}

static int look_at_slot(struct nfod_slot *slot)
{
	struct late_command late;

	if (!find_late(slot, &late))
		return 0;
	if (late.broken || slot->looks > nfod_looks)
		return -ETIMEDOUT;
	if (late.waits)
		return look_for_credit(slot->dev);
	if (late.answered)
		return look_once_more(slot);
	return look_at_command(slot, &late);
}

static int look(struct nfod_dev *dev)
{
	unsigned int i;
	int ret;

	for (i = 0; i < dev->slots; i++) {
		ret = look_at_slot(&dev->slot[i]);
		/* No memory to ask with: the timer comes round again. */
		if (!ret || ret == -ENOMEM)
			continue;
		dev_warn_ratelimited(&dev->intf->dev, "slot %u: stuck (%d)\n", i, ret);
		return ret;
	}
	return 0;
}

/* Counts a try of a rung; false when there have been too many. */
static bool may_try(struct nfod_dev *dev, unsigned int *tries, unsigned int limit, u64 *total)
{
	bool may;

	spin_lock_irq(&dev->lock);
	may = *tries < limit;
	if (may) {
		++*tries;
		++*total;
	}
	spin_unlock_irq(&dev->lock);
	return may;
}

static void forget_old_tries(struct nfod_dev *dev)
{
	lockdep_assert_held(&dev->mutex);
	if (time_after(jiffies, dev->last_try + NFOD_CALM)) {
		spin_lock_irq(&dev->lock);
		dev->tries_link = 0;
		dev->tries_port = 0;
		spin_unlock_irq(&dev->lock);
	}
	dev->last_try = jiffies;
}

static int reset_link(struct nfod_dev *dev)
{
	int ret = -EIO;

	forget_old_tries(dev);
	while (may_try(dev, &dev->tries_link, nfod_link_resets, &dev->link_resets)) {
		nfod_link_stop(dev);
		ret = nfod_link_start(dev);
		if (!ret) {
			nfod_link_up(dev);
			return 0;
		}
		if (ret == -ESTALE || ret == -ENODEV)
			break;
	}
	return ret;
}

static int recover_link(struct nfod_dev *dev)
{
	int ret = 0;

	mutex_lock(&dev->mutex);
	if (!dev->suspended && !nfod_link_is(dev, NFOD_LINK_DEAD)) {
		if (nfod_link_is(dev, NFOD_LINK_UP))
			ret = look(dev);
		if (ret || nfod_link_is(dev, NFOD_LINK_DOWN))
			ret = reset_link(dev);
	}
	mutex_unlock(&dev->mutex);
	return ret;
}

/* The USB core calls pre_reset and post_reset, which do the driver's part. */
static int reset_port(struct nfod_dev *dev)
{
	int ret;

	ret = usb_lock_device_for_reset(dev->udev, dev->intf);
	if (ret)
		return ret;
	ret = usb_reset_device(dev->udev);
	usb_unlock_device(dev->udev);
	if (ret)
		return ret;
	mutex_lock(&dev->mutex);
	ret = dev->start_error;
	mutex_unlock(&dev->mutex);
	return ret;
}

static int recover_port(struct nfod_dev *dev)
{
	int ret = -EIO;

	while (may_try(dev, &dev->tries_port, nfod_port_resets, &dev->port_resets)) {
		dev_warn(&dev->intf->dev, "link reset did not help, resetting the port\n");
		ret = reset_port(dev);
		if (!ret) {
			spin_lock_irq(&dev->lock);
			dev->tries_link = 0;
			spin_unlock_irq(&dev->lock);
			return 0;
		}
		if (ret == -ESTALE || ret == -ENODEV)
			break;
	}
	return ret;
}

static void give_up(struct nfod_dev *dev, int error)
{
	bool added;

	if (error == -ENODEV)
		dev_info(&dev->intf->dev, "drive is gone\n");
	else
		dev_err(&dev->intf->dev, "giving up (%d): the disk is dead\n", error);
	mutex_lock(&dev->mutex);
	nfod_link_kill(dev);
	added = dev->added;
	mutex_unlock(&dev->mutex);
	if (added)
		blk_mark_disk_dead(dev->disk);
}

/**
 * nfod_recover_work() - climb the ladder as far as it takes
 * @work: of the drive
 */
void nfod_recover_work(struct work_struct *work)
{
	struct nfod_dev *dev = container_of(work, struct nfod_dev, recover_work);
	unsigned int noio = memalloc_noio_save();
	int ret;

	ret = recover_link(dev);
	if (ret && ret != -ESTALE && ret != -ENODEV)
		ret = recover_port(dev);
	if (ret)
		give_up(dev, ret);
	memalloc_noio_restore(noio);
}
