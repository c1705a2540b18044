// SPDX-License-Identifier: GPL-2.0-only
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The link: alternate setting, streams, epoch and transfers, taken down and
 * brought up as a whole. Unlinking one transfer disturbs its neighbours, so
 * that single ones are never taken back.
 */
#include <linux/delay.h>

#include "nfod.h"

/* Between two questions to a drive that is not ready yet. */
#define NFOD_POLL_MS 50

/**
 * nfod_link_is() - look at the state of the link
 * @dev: the drive
 * @state: to compare with
 *
 * Return: whether they are the same.
 */
bool nfod_link_is(struct nfod_dev *dev, enum nfod_link_state state)
{
	bool is;

	spin_lock_irq(&dev->lock);
	is = dev->state == state;
	spin_unlock_irq(&dev->lock);
	return is;
}

/* Death is final. */
static void set_state(struct nfod_dev *dev, enum nfod_link_state state)
{
	spin_lock_irq(&dev->lock);
	if (dev->state != NFOD_LINK_DEAD)
		dev->state = state;
	spin_unlock_irq(&dev->lock);
}

/**
 * nfod_link_condemn() - let nothing more be sent, and nobody wait for answers
 * @dev: the drive; what is under way ends in nfod_link_kill()
 */
void nfod_link_condemn(struct nfod_dev *dev)
{
	set_state(dev, NFOD_LINK_DEAD);
	wake_up(&dev->abort_done);
}

/**
 * nfod_link_error() - the link is out of step: take it down and have it reset
 * @dev: the drive
 * @flaw: in words
 */
void nfod_link_error(struct nfod_dev *dev, const char *flaw)
{
	lockdep_assert_held(&dev->lock);
	if (dev->state != NFOD_LINK_UP)
		return;
	dev->state = NFOD_LINK_DOWN;
	dev_warn_ratelimited(&dev->intf->dev, "link error: %s\n", flaw);
	queue_work(nfod_wq, &dev->recover_work);
}

static void quiesce(struct nfod_dev *dev)
{
	lockdep_assert_held(&dev->mutex);
	if (!dev->disk || dev->deleted || dev->quiesced)
		return;
	blk_mq_quiesce_queue(dev->disk->queue);
	dev->quiesced = true;
}

static void unquiesce(struct nfod_dev *dev)
{
	lockdep_assert_held(&dev->mutex);
	if (!dev->quiesced)
		return;
	dev->quiesced = false;
	blk_mq_unquiesce_queue(dev->disk->queue);
}

static void do_with_urbs(struct nfod_dev *dev, void (*what)(struct urb *urb))
{
	unsigned int i;

	for (i = 0; i < dev->slots; i++) {
		what(dev->slot[i].out);
		what(dev->slot[i].in);
	}
	for (i = 0; i < NFOD_NOTICES; i++)
		what(dev->notice[i].urb);
}

static void start_unlink(struct urb *urb)
{
	usb_unlink_urb(urb);
}

/* All at once first: the host controller stops each endpoint but once. */
static void take_back_urbs(struct nfod_dev *dev)
{
	lockdep_assert_held(&dev->mutex);
	if (dev->poisoned)
		return;
	do_with_urbs(dev, start_unlink);
	do_with_urbs(dev, usb_poison_urb);
	dev->poisoned = true;
}

static void allow_urbs(struct nfod_dev *dev)
{
	lockdep_assert_held(&dev->mutex);
	if (!dev->poisoned)
		return;
	do_with_urbs(dev, usb_unpoison_urb);
	dev->poisoned = false;
}

static struct usb_host_endpoint *data_endpoint(struct nfod_dev *dev)
{
	return usb_pipe_endpoint(dev->udev, usb_rcvbulkpipe(dev->udev, NFOD_EP_DATA & 0xf));
}

static bool is_bulk(struct nfod_dev *dev, unsigned int pipe)
{
	struct usb_host_endpoint *ep = usb_pipe_endpoint(dev->udev, pipe);

	return ep && usb_endpoint_xfer_bulk(&ep->desc);
}

static int check_endpoints(struct nfod_dev *dev)
{
	if (is_bulk(dev, usb_sndbulkpipe(dev->udev, NFOD_EP_COMMAND)) &&
	    is_bulk(dev, usb_rcvbulkpipe(dev->udev, NFOD_EP_DATA & 0xf)) &&
	    is_bulk(dev, usb_rcvbulkpipe(dev->udev, NFOD_EP_NOTIFY & 0xf)))
		return 0;
	dev_err(&dev->intf->dev, "endpoints are not those of a near-field drive\n");
	return -ENODEV;
}

/*
 * Setting the interface ends a halt in the host and, by the book, in the drive.
 * For a drive that has not read the book.
 */
static int clear_halts(struct nfod_dev *dev)
{
	bool halted;
	int ret;

	spin_lock_irq(&dev->lock);
	halted = dev->halted;
	dev->halted = false;
	spin_unlock_irq(&dev->lock);
	if (!halted)
		return 0;
	ret = usb_clear_halt(dev->udev, usb_sndbulkpipe(dev->udev, NFOD_EP_COMMAND));
	if (!ret)
		ret = usb_clear_halt(dev->udev, usb_rcvbulkpipe(dev->udev, NFOD_EP_DATA & 0xf));
	if (!ret)
		ret = usb_clear_halt(dev->udev, usb_rcvbulkpipe(dev->udev, NFOD_EP_NOTIFY & 0xf));
	return ret;
}

static void free_streams(struct nfod_dev *dev)
{
	struct usb_host_endpoint *ep = data_endpoint(dev);

	lockdep_assert_held(&dev->mutex);
	if (dev->streams && ep && ep->streams)
		usb_free_streams(dev->intf, &ep, 1, GFP_NOIO);
	dev->streams = false;
}

/* Before there is a queue, its depth adapts to the streams; later it cannot. */
static int alloc_streams(struct nfod_dev *dev)
{
	struct usb_host_endpoint *ep = data_endpoint(dev);
	int n;

	if (dev->alt != NFOD_ALT_STREAMS)
		return 0;
	n = usb_alloc_streams(dev->intf, &ep, 1, dev->slots, GFP_NOIO);
	dev->streams = n > 0;
	/* Some host controllers answer 0; one stream is no better than none. */
	if (n < 2 || (dev->disk && n < dev->slots))
		return -ENOSPC;
	dev->slots = min_t(unsigned int, dev->slots, n);
	return 0;
}

/* Tells the drive to drop everything; what follows belongs to a new epoch. */
static int silence_drive(struct nfod_dev *dev)
{
	u32 epoch = dev->epoch + 1 ?: 1;
	int ret;

	lockdep_assert_held(&dev->mutex);
	spin_lock_irq(&dev->lock);
	dev->epoch = epoch;
	spin_unlock_irq(&dev->lock);
	ret = nfod_reset_link(dev, epoch);
	dev->silent = !ret;
	return ret;
}

static bool unflushed_writes(struct nfod_dev *dev)
{
	bool unflushed;

	spin_lock_irq(&dev->lock);
	unflushed = dev->acked != dev->flushed;
	spin_unlock_irq(&dev->lock);
	return unflushed;
}

/* -ESTALE is final: nothing that the driver can do brings the data back. */
static int check_drive(struct nfod_dev *dev, const struct nfod_identity *id)
{
	const char *flaw = nfod_same_drive_flaw(&dev->id, id);

	if (flaw) {
		dev_err(&dev->intf->dev, "this is not the drive it was: %s\n", flaw);
		return -ESTALE;
	}
	if (id->boot != dev->id.boot && unflushed_writes(dev)) {
		dev_err(&dev->intf->dev,
			"drive lost its memory and with it writes that were not flushed\n");
		return -ESTALE;
	}
	if (id->epoch == dev->epoch)
		return 0;
	dev_warn_ratelimited(&dev->intf->dev, "drive does not follow a link reset\n");
	return -EPROTO;
}

/*
 * A drive that has restarted counts discs anew and knows its disc only once it
 * has been loaded: until then nobody can tell whether it is the same.
 */
static int identify_disc(struct nfod_dev *dev, struct nfod_identity *id)
{
	unsigned long end = jiffies + msecs_to_jiffies(nfod_load_ms);
	int ret;

	for (;;) {
		ret = nfod_identify(dev, id);
		if (ret || id->boot == dev->id.boot || id->medium_state != NFOD_MEDIUM_LOADING ||
		    time_after(jiffies, end))
			return ret;
		msleep(NFOD_POLL_MS);
	}
}

static bool credit_for_one_write(struct nfod_dev *dev)
{
	bool enough;

	spin_lock_irq(&dev->lock);
	enough = dev->credit.granted >= (u64)dev->id.max_blocks * NFOD_BLOCK_BYTES;
	spin_unlock_irq(&dev->lock);
	return enough;
}

/* A drive whose cache is still dirty from before grants credit as it cleans it. */
static int await_credit(struct nfod_dev *dev)
{
	unsigned long end = jiffies + msecs_to_jiffies(nfod_load_ms);
	struct nfod_identity id;
	int ret;

	while (!credit_for_one_write(dev)) {
		if (time_after(jiffies, end)) {
			dev_err(&dev->intf->dev, "drive does not grant credit for one write\n");
			return -EPROTO;
		}
		msleep(NFOD_POLL_MS);
		ret = nfod_identify(dev, &id);
		if (ret)
			return ret;
		spin_lock_irq(&dev->lock);
		nfod_credit_grant(&dev->credit, id.credit);
		spin_unlock_irq(&dev->lock);
	}
	return 0;
}

static void begin_epoch(struct nfod_dev *dev, u64 credit)
{
	spin_lock_irq(&dev->lock);
	dev->sequence = 0;
	nfod_credit_reset(&dev->credit, credit);
	dev->chatter = 0;
	spin_unlock_irq(&dev->lock);
}

/* A drive that came back from a reset may have forgotten about its door. */
static void restore_lock(struct nfod_dev *dev)
{
	if (!!(dev->id.flags & NFOD_ID_LOCKED) != dev->locked)
		nfod_order(dev, NFOD_REQ_LOCK, dev->locked);
}

/**
 * nfod_link_start() - begin a new epoch with the drive
 * @dev: the drive, its link down
 *
 * Return: 0, -ESTALE when this is the end, -ENOSPC without enough streams, or
 * another errno.
 */
int nfod_link_start(struct nfod_dev *dev)
{
	struct nfod_identity id;
	int ret = 0;

	lockdep_assert_held(&dev->mutex);
	if (!dev->silent)
		ret = silence_drive(dev);
	if (ret)
		return ret;
	ret = usb_set_interface(dev->udev, NFOD_IF_DISK, dev->alt);
	dev->silent = false;
	if (ret)
		return ret;
	ret = check_endpoints(dev);
	if (ret)
		return ret;
	ret = clear_halts(dev);
	if (ret)
		return ret;
	ret = alloc_streams(dev);
	if (ret)
		return ret;
	ret = identify_disc(dev, &id);
	if (ret)
		return ret;
	ret = check_drive(dev, &id);
	if (ret)
		return ret;
	begin_epoch(dev, id.credit);
	nfod_take_medium(dev, &id);
	restore_lock(dev);
	return 0;
}

static bool has_alt(struct nfod_dev *dev, u8 alt)
{
	return usb_altnum_to_altsetting(dev->intf, alt);
}

/**
 * nfod_link_open() - start the link for the first time, the best way there is
 * @dev: the drive, which has been identified
 *
 * Return: 0 or an errno.
 */
int nfod_link_open(struct nfod_dev *dev)
{
	int ret = -ENOSPC;

	if (nfod_streams && dev->udev->speed >= USB_SPEED_SUPER && has_alt(dev, NFOD_ALT_STREAMS)) {
		dev->alt = NFOD_ALT_STREAMS;
		ret = nfod_link_start(dev);
		if (ret)
			free_streams(dev);
	}
	if (ret == -ENOSPC) {
		dev->alt = NFOD_ALT_PLAIN;
		ret = nfod_link_start(dev);
	}
	return ret ?: await_credit(dev);
}

static void fill_urbs(struct nfod_dev *dev)
{
	unsigned int out = usb_sndbulkpipe(dev->udev, NFOD_EP_COMMAND);
	unsigned int in = usb_rcvbulkpipe(dev->udev, NFOD_EP_DATA & 0xf);
	unsigned int notify = usb_rcvbulkpipe(dev->udev, NFOD_EP_NOTIFY & 0xf);
	unsigned int i;

	for (i = 0; i < dev->slots; i++) {
		struct nfod_slot *slot = &dev->slot[i];

		slot->expect.alt = dev->alt;
		usb_fill_bulk_urb(slot->out, dev->udev, out, NULL, 0, nfod_out_done, slot);
		usb_fill_bulk_urb(slot->in, dev->udev, in, NULL, 0, nfod_in_done, slot);
		slot->in->stream_id = dev->alt == NFOD_ALT_STREAMS ? i + 1 : 0;
	}
	for (i = 0; i < NFOD_NOTICES; i++) {
		struct nfod_notice *notice = &dev->notice[i];

		usb_fill_bulk_urb(notice->urb, dev->udev, notify, notice->record, NFOD_RECORD_BYTES,
				  nfod_notice_done, notice);
	}
}

/* All transfers are back. Returns the request that was in the slot. */
static struct request *clear_slot(struct nfod_slot *slot, bool *tried)
{
	struct nfod_dev *dev = slot->dev;
	struct request *rq;

	spin_lock_irq(&dev->lock);
	rq = slot->rq;
	slot->rq = NULL;
	*tried = !(slot->unsent & NFOD_SEND_OUT) || slot->looks;
	slot->unsent = 0;
	list_del_init(&slot->waiting);
	WARN_ON_ONCE(rq && slot->urbs);
	spin_unlock_irq(&dev->lock);
	return rq;
}

/* What has neither been sent nor kept anybody waiting does not count as tried. */
static void clear_slots(struct nfod_dev *dev, enum nfod_action action)
{
	struct request *rq;
	unsigned int i;
	bool tried;

	for (i = 0; i < dev->slots; i++) {
		rq = clear_slot(&dev->slot[i], &tried);
		if (!rq)
			continue;
		if (action == NFOD_RETRY && !tried)
			nfod_requeue(rq, 0);
		else
			nfod_end(dev, rq, action, BLK_STS_IOERR);
	}
	wake_up(&dev->abort_done);
}

/**
 * nfod_link_up() - let commands through
 * @dev: the drive, its link started
 */
void nfod_link_up(struct nfod_dev *dev)
{
	int i;

	lockdep_assert_held(&dev->mutex);
	clear_slots(dev, NFOD_RETRY);
	allow_urbs(dev);
	fill_urbs(dev);
	set_state(dev, NFOD_LINK_UP);
	for (i = 0; i < NFOD_NOTICES; i++)
		nfod_post_notice(&dev->notice[i], GFP_NOIO);
	unquiesce(dev);
}

/**
 * nfod_link_stop() - stop the queue and take all transfers back
 * @dev: the drive
 *
 * Commands stay in their slots, to be sent again or ended by those who bring
 * the link up or kill it.
 */
void nfod_link_stop(struct nfod_dev *dev)
{
	lockdep_assert_held(&dev->mutex);
	set_state(dev, NFOD_LINK_DOWN);
	quiesce(dev);
	silence_drive(dev);
	take_back_urbs(dev);
	cancel_delayed_work_sync(&dev->resend_work);
	free_streams(dev);
}

/**
 * nfod_link_kill() - end all that goes on, and all that will come
 * @dev: the drive
 */
void nfod_link_kill(struct nfod_dev *dev)
{
	lockdep_assert_held(&dev->mutex);
	nfod_link_condemn(dev);
	nfod_link_stop(dev);
	clear_slots(dev, NFOD_END);
	unquiesce(dev);
}
