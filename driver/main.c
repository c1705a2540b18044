// SPDX-License-Identifier: GPL-2.0-only
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * nfod: near-field optical drives on USB.
 *
 * The module, its parameters, and what the USB core asks of a driver: probe,
 * disconnect, reset, suspend and resume.
 */
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/pm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "compat.h"
#include "nfod.h"

/* A suspend flushes so many times before it lets unflushed writes be. */
#define NFOD_SUSPEND_FLUSHES 3

/* For recovery, which the disk's own writes may be waiting for. */
struct workqueue_struct *nfod_wq;

static int set_ms(const char *val, const struct kernel_param *kp)
{
	return param_set_uint_minmax(val, kp, 1, 10 * 60 * MSEC_PER_SEC);
}

static const struct kernel_param_ops ms_ops = {
	.set = set_ms,
	.get = param_get_uint,
};

bool nfod_streams = true;
module_param_named(streams, nfod_streams, bool, 0644);
MODULE_PARM_DESC(streams, "use bulk streams where host and drive have them");

unsigned int nfod_timeout_ms = 5000;
module_param_cb(timeout_ms, &ms_ops, &nfod_timeout_ms, 0644);
MODULE_PARM_DESC(timeout_ms, "time between two looks at a command, set when a drive comes");

unsigned int nfod_control_ms = 5000;
module_param_cb(control_ms, &ms_ops, &nfod_control_ms, 0644);
MODULE_PARM_DESC(control_ms, "time for a control request");

unsigned int nfod_abort_ms = 2000;
module_param_cb(abort_ms, &ms_ops, &nfod_abort_ms, 0644);
MODULE_PARM_DESC(abort_ms, "time for an aborted command to end");

unsigned int nfod_load_ms = 10000;
module_param_cb(load_ms, &ms_ops, &nfod_load_ms, 0644);
MODULE_PARM_DESC(load_ms, "time for a drive that has restarted to know its disc");

unsigned int nfod_looks = 24;
module_param_named(looks, nfod_looks, uint, 0644);
MODULE_PARM_DESC(looks, "looks at a command that makes progress before it is stuck");

unsigned int nfod_retries = 3;
module_param_named(retries, nfod_retries, uint, 0644);
MODULE_PARM_DESC(retries, "times that a request is sent again");

unsigned int nfod_link_resets = 3;
module_param_named(link_resets, nfod_link_resets, uint, 0644);
MODULE_PARM_DESC(link_resets, "link resets in a row before a port reset");

unsigned int nfod_port_resets = 2;
module_param_named(port_resets, nfod_port_resets, uint, 0644);
MODULE_PARM_DESC(port_resets, "port resets in a row before the disk is given up");

static int check_device(struct usb_interface *intf)
{
	struct usb_device *udev = interface_to_usbdev(intf);

	if (udev->speed < USB_SPEED_HIGH) {
		dev_err(&intf->dev, "%s is too slow: use a USB 2.0 high-speed or USB 3 port\n",
			usb_speed_string(udev->speed));
		return -ENODEV;
	}
	if (usb_ifnum_to_if(udev, NFOD_IF_DISK) != intf ||
	    !usb_altnum_to_altsetting(intf, NFOD_ALT_PLAIN)) {
		dev_err(&intf->dev, "interface is not that of a near-field drive\n");
		return -ENODEV;
	}
	return 0;
}

/* Whatever goes wrong from now on, the link can be taken down. */
static void init_slots(struct nfod_dev *dev)
{
	unsigned int i;

	for (i = 0; i < NFOD_MAX_SLOTS; i++) {
		dev->slot[i].dev = dev;
		dev->slot[i].expect.slot = i;
		INIT_LIST_HEAD(&dev->slot[i].waiting);
	}
}

static struct nfod_dev *alloc_dev(struct usb_interface *intf)
{
	struct nfod_dev *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (!dev)
		return NULL;
	dev->control = kzalloc(NFOD_CONTROL_BYTES, GFP_KERNEL);
	if (!dev->control) {
		kfree(dev);
		return NULL;
	}
	dev->udev = usb_get_dev(interface_to_usbdev(intf));
	dev->intf = usb_get_intf(intf);
	dev->number = -1;
	spin_lock_init(&dev->lock);
	mutex_init(&dev->mutex);
	INIT_LIST_HEAD(&dev->waiting);
	init_slots(dev);
	init_waitqueue_head(&dev->abort_done);
	INIT_WORK(&dev->recover_work, nfod_recover_work);
	INIT_DELAYED_WORK(&dev->resend_work, nfod_resend_work);
	INIT_WORK(&dev->medium_work, nfod_medium_work);
	return dev;
}

static int meet_drive(struct nfod_dev *dev)
{
	int ret = nfod_identify(dev, &dev->id);

	if (ret)
		return ret;
	dev->slots = dev->id.slots;
	dev->epoch = dev->id.epoch;
	dev->medium = dev->id.medium;
	return nfod_link_open(dev);
}

static int make_disk(struct nfod_dev *dev)
{
	int ret;

	mutex_lock(&dev->mutex);
	ret = meet_drive(dev);
	if (!ret)
		ret = nfod_disk_alloc(dev);
	if (!ret)
		nfod_link_up(dev);
	mutex_unlock(&dev->mutex);
	if (ret)
		return ret;
	return nfod_disk_add(dev);
}

/* Nothing of the driver runs for this drive afterwards. */
static void stop_all(struct nfod_dev *dev)
{
	WRITE_ONCE(dev->removing, true);
	nfod_link_condemn(dev);
	mutex_lock(&dev->mutex);
	nfod_link_kill(dev);
	mutex_unlock(&dev->mutex);
	cancel_work_sync(&dev->recover_work);
	cancel_work_sync(&dev->medium_work);
}

static void introduce(struct nfod_dev *dev)
{
	dev_info(&dev->intf->dev, "%s: %s, serial %s, firmware %s, %s%s, %llu MiB\n",
		 dev->disk->disk_name, dev->id.model, dev->id.serial, dev->id.firmware,
		 usb_speed_string(dev->udev->speed),
		 dev->alt == NFOD_ALT_STREAMS ? " with streams" : "",
		 (unsigned long long)dev->id.capacity / (SZ_1M / NFOD_BLOCK_BYTES));
}

static int nfod_probe(struct usb_interface *intf, const struct usb_device_id *id)
{
	struct nfod_dev *dev;
	int ret;

	ret = check_device(intf);
	if (ret)
		return ret;
	dev = alloc_dev(intf);
	if (!dev)
		return -ENOMEM;
	usb_set_intfdata(intf, dev);
	ret = make_disk(dev);
	if (!ret) {
		introduce(dev);
		return 0;
	}
	dev_err(&intf->dev, "cannot use this drive (%d)\n", ret);
	stop_all(dev);
	usb_set_intfdata(intf, NULL);
	if (dev->disk)
		nfod_disk_discard(dev);
	nfod_dev_free(dev);
	return ret;
}

/* The drive is still there: nothing that was written may be left behind. */
static void flush_out(struct nfod_dev *dev)
{
	int ret = sync_blockdev(dev->disk->part0);

	if (!ret)
		ret = blkdev_issue_flush(dev->disk->part0);
	if (ret)
		dev_err(&dev->intf->dev, "last writes may be lost (%d)\n", ret);
}

static void nfod_disconnect(struct usb_interface *intf)
{
	struct nfod_dev *dev = usb_get_intfdata(intf);
	bool gone = dev->udev->state == USB_STATE_NOTATTACHED;

	/* No new work about the medium, and none left when the disk goes. */
	WRITE_ONCE(dev->removing, true);
	if (gone) {
		stop_all(dev);
		blk_mark_disk_dead(dev->disk);
	} else if (!nfod_link_is(dev, NFOD_LINK_DEAD)) {
		flush_out(dev);
	}
	cancel_work_sync(&dev->medium_work);
	nfod_disk_delete(dev);
	stop_all(dev);
	nfod_disk_put(dev);
}

static int nfod_pre_reset(struct usb_interface *intf)
{
	struct nfod_dev *dev = usb_get_intfdata(intf);

	/* Held until post_reset. */
	mutex_lock(&dev->mutex);
	nfod_link_stop(dev);
	return 0;
}

/* The drive may have forgotten the last epoch. */
static int restart_link(struct nfod_dev *dev)
{
	int ret;

	lockdep_assert_held(&dev->mutex);
	dev->silent = false;
	ret = nfod_link_start(dev);
	if (!ret)
		nfod_link_up(dev);
	else
		queue_work(nfod_wq, &dev->recover_work);
	return ret;
}

static int nfod_post_reset(struct usb_interface *intf)
{
	struct nfod_dev *dev = usb_get_intfdata(intf);
	unsigned int noio = memalloc_noio_save();

	dev->start_error = -ENODEV;
	if (!nfod_link_is(dev, NFOD_LINK_DEAD))
		dev->start_error = restart_link(dev);
	mutex_unlock(&dev->mutex);
	memalloc_noio_restore(noio);
	return 0;
}

static bool unflushed_writes(struct nfod_dev *dev)
{
	bool unflushed;

	spin_lock_irq(&dev->lock);
	unflushed = dev->acked != dev->flushed;
	spin_unlock_irq(&dev->lock);
	return unflushed;
}

/* A flush that fails here would have told somebody: the next one will. */
static void flush_for_suspend(struct nfod_dev *dev)
{
	int ret = blkdev_issue_flush(dev->disk->part0);

	if (!ret)
		return;
	dev_err(&dev->intf->dev, "flush before suspend failed (%d)\n", ret);
	spin_lock_irq(&dev->lock);
	dev->flush_failed = true;
	spin_unlock_irq(&dev->lock);
}

static int nfod_suspend(struct usb_interface *intf, pm_message_t message)
{
	struct nfod_dev *dev = usb_get_intfdata(intf);
	struct request_queue *q = dev->disk->queue;
	int i;

	if (nfod_link_is(dev, NFOD_LINK_DEAD))
		return 0;
	for (i = 0; i < NFOD_SUSPEND_FLUSHES && unflushed_writes(dev); i++) {
		flush_for_suspend(dev);
		/* Waits for the writes that the flush has not seen. */
		blk_mq_freeze_queue(q);
		blk_mq_unfreeze_queue(q);
	}
	mutex_lock(&dev->mutex);
	dev->suspended = true;
	nfod_link_stop(dev);
	mutex_unlock(&dev->mutex);
	return 0;
}

static int nfod_resume(struct usb_interface *intf)
{
	struct nfod_dev *dev = usb_get_intfdata(intf);
	unsigned int noio = memalloc_noio_save();

	mutex_lock(&dev->mutex);
	dev->suspended = false;
	if (!nfod_link_is(dev, NFOD_LINK_DEAD))
		restart_link(dev);
	mutex_unlock(&dev->mutex);
	memalloc_noio_restore(noio);
	return 0;
}

static const struct usb_device_id nfod_ids[] = {
	{ USB_DEVICE_AND_INTERFACE_INFO(NFOD_USB_VENDOR, NFOD_USB_PRODUCT, NFOD_USB_CLASS,
					NFOD_USB_SUBCLASS, NFOD_USB_PROTO_DISK) },
	{}
};
MODULE_DEVICE_TABLE(usb, nfod_ids);

static struct usb_driver nfod_driver = {
	.name = "nfod",
	.id_table = nfod_ids,
	.probe = nfod_probe,
	.disconnect = nfod_disconnect,
	.pre_reset = nfod_pre_reset,
	.post_reset = nfod_post_reset,
	.suspend = nfod_suspend,
	.resume = nfod_resume,
	/* The same: the link is begun anew, the boot counter tells of losses. */
	.reset_resume = nfod_resume,
	.soft_unbind = 1,
};

static int __init nfod_init(void)
{
	int ret;

	nfod_wq = alloc_workqueue("nfod", WQ_MEM_RECLAIM, 0);
	if (!nfod_wq)
		return -ENOMEM;
	ret = usb_register(&nfod_driver);
	if (ret)
		destroy_workqueue(nfod_wq);
	return ret;
}
module_init(nfod_init);

static void __exit nfod_exit(void)
{
	usb_deregister(&nfod_driver);
	destroy_workqueue(nfod_wq);
}
module_exit(nfod_exit);

MODULE_DESCRIPTION("Near-field optical drives on USB");
MODULE_AUTHOR("The nfod authors");
MODULE_LICENSE("GPL");
