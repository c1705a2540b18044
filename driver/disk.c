// SPDX-License-Identifier: GPL-2.0-only
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Making and unmaking of the drive's structures and its disk.
 */
#include <linux/dma-mapping.h>
#include <linux/idr.h>
#include <linux/slab.h>
#include <linux/usb.h>
#include <linux/usb/hcd.h>

#include "compat.h"
#include "nfod.h"

static DEFINE_IDA(nfod_ida);

static int alloc_slot(struct nfod_dev *dev, unsigned int i)
{
	struct nfod_slot *slot = &dev->slot[i];

	slot->out = usb_alloc_urb(0, GFP_KERNEL);
	slot->in = usb_alloc_urb(0, GFP_KERNEL);
	slot->command = kzalloc(sizeof(*slot->command), GFP_KERNEL);
	slot->record = kzalloc(sizeof(*slot->record), GFP_KERNEL);
	slot->sg = kmalloc_array(dev->limits.max_segments + 1, sizeof(*slot->sg), GFP_KERNEL);
	return slot->out && slot->in && slot->command && slot->record && slot->sg ? 0 : -ENOMEM;
}

static int alloc_notice(struct nfod_dev *dev, unsigned int i)
{
	struct nfod_notice *notice = &dev->notice[i];

	notice->dev = dev;
	notice->urb = usb_alloc_urb(0, GFP_KERNEL);
	notice->record = kzalloc(sizeof(*notice->record), GFP_KERNEL);
	return notice->urb && notice->record ? 0 : -ENOMEM;
}

/* Everything that commands need, once and for all. */
static int alloc_transfers(struct nfod_dev *dev)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < dev->slots && !ret; i++)
		ret = alloc_slot(dev, i);
	for (i = 0; i < NFOD_NOTICES && !ret; i++)
		ret = alloc_notice(dev, i);
	return ret;
}

/**
 * nfod_dev_free() - the last that happens to a drive
 * @dev: the drive; no disk, no transfer and no work knows it any more
 */
void nfod_dev_free(struct nfod_dev *dev)
{
	unsigned int i;

	for (i = 0; i < NFOD_MAX_SLOTS; i++) {
		usb_free_urb(dev->slot[i].out);
		usb_free_urb(dev->slot[i].in);
		kfree(dev->slot[i].command);
		kfree(dev->slot[i].record);
		kfree(dev->slot[i].sg);
	}
	for (i = 0; i < NFOD_NOTICES; i++) {
		usb_free_urb(dev->notice[i].urb);
		kfree(dev->notice[i].record);
	}
	if (dev->number >= 0)
		ida_free(&nfod_ida, dev->number);
	kfree(dev->control);
	usb_put_intf(dev->intf);
	usb_put_dev(dev->udev);
	kfree(dev);
}

static void describe_host(struct nfod_dev *dev, struct nfod_host *host)
{
	struct usb_bus *bus = dev->udev->bus;
	struct usb_host_endpoint *ep;

	ep = usb_pipe_endpoint(dev->udev, usb_sndbulkpipe(dev->udev, NFOD_EP_COMMAND));
	host->sg_tablesize = bus->sg_tablesize;
	host->whole_packets = !bus->no_sg_constraint;
	host->max_packet = ep ? usb_endpoint_maxp(&ep->desc) : 1024;
	host->max_mapping = SIZE_MAX;
	if (hcd_uses_dma(bus_to_hcd(bus)))
		host->max_mapping = dma_max_mapping_size(bus->sysdev);
}

static int init_tags(struct nfod_dev *dev)
{
	dev->tags.ops = &nfod_mq_ops;
	dev->tags.nr_hw_queues = 1;
	dev->tags.queue_depth = dev->slots;
	dev->tags.numa_node = NUMA_NO_NODE;
	dev->tags.cmd_size = sizeof(struct nfod_pdu);
	dev->tags.flags = BLK_MQ_F_SHOULD_MERGE;
	dev->tags.timeout = msecs_to_jiffies(nfod_timeout_ms);
	return blk_mq_alloc_tag_set(&dev->tags);
}

static void describe_queue(struct nfod_dev *dev, struct nfod_queue_limits *lim)
{
	*lim = (struct nfod_queue_limits){
		.max_hw_sectors = dev->limits.max_blocks * (NFOD_BLOCK_BYTES >> SECTOR_SHIFT),
		.max_segments = dev->limits.max_segments,
		.dma_alignment = dev->limits.dma_alignment,
		.virt_boundary_mask = dev->limits.virt_boundary,
		.max_range_sectors =
			dev->limits.max_range_blocks * (NFOD_BLOCK_BYTES >> SECTOR_SHIFT),
		.block_bytes = NFOD_BLOCK_BYTES,
		.io_opt = NFOD_CLUSTER_BYTES,
	};
}

static void init_disk(struct nfod_dev *dev, struct gendisk *disk)
{
	snprintf(disk->disk_name, sizeof(disk->disk_name), "nfod%d", dev->number);
	disk->fops = &nfod_fops;
	disk->private_data = dev;
	disk->flags |= GENHD_FL_REMOVABLE;
	disk->events = DISK_EVENT_MEDIA_CHANGE | DISK_EVENT_EJECT_REQUEST;
	set_disk_ro(disk, dev->id.flags & NFOD_ID_READ_ONLY);
	set_capacity(disk, dev->id.capacity * (NFOD_BLOCK_BYTES >> SECTOR_SHIFT));
}

/**
 * nfod_disk_alloc() - make the disk, known to nobody yet
 * @dev: the drive, its link started
 *
 * Return: 0 or an errno.
 */
int nfod_disk_alloc(struct nfod_dev *dev)
{
	struct nfod_queue_limits lim;
	struct nfod_host host;
	struct gendisk *disk;
	const char *flaw;
	int ret;

	describe_host(dev, &host);
	flaw = nfod_find_limits(&dev->id, &host, &dev->limits);
	if (flaw) {
		dev_err(&dev->intf->dev, "%s: use another port\n", flaw);
		return -ENODEV;
	}
	ret = alloc_transfers(dev);
	if (ret)
		return ret;
	dev->number = ida_alloc(&nfod_ida, GFP_KERNEL);
	if (dev->number < 0)
		return dev->number;
	ret = init_tags(dev);
	if (ret)
		return ret;
	describe_queue(dev, &lim);
	disk = nfod_alloc_disk(&dev->tags, &lim, dev);
	if (IS_ERR(disk)) {
		blk_mq_free_tag_set(&dev->tags);
		return PTR_ERR(disk);
	}
	init_disk(dev, disk);
	dev->disk = disk;
	return 0;
}

/**
 * nfod_disk_discard() - unmake a disk that never was in the system
 * @dev: the drive
 */
void nfod_disk_discard(struct nfod_dev *dev)
{
	put_disk(dev->disk);
	blk_mq_free_tag_set(&dev->tags);
}

/**
 * nfod_disk_delete() - take the disk out of the system
 * @dev: the drive
 */
void nfod_disk_delete(struct nfod_dev *dev)
{
	del_gendisk(dev->disk);
	mutex_lock(&dev->mutex);
	dev->deleted = true;
	mutex_unlock(&dev->mutex);
}

/**
 * nfod_disk_put() - let go of a disk that has been taken out of the system
 * @dev: the drive, gone afterwards unless somebody still has the disk open
 */
void nfod_disk_put(struct nfod_dev *dev)
{
	struct gendisk *disk = dev->disk;

	blk_mq_free_tag_set(&dev->tags);
	put_disk(disk);
}

/**
 * nfod_disk_add() - show the disk to the system
 * @dev: the drive, its link up; from now on it lives as long as the disk
 *
 * Return: 0 or an errno.
 */
int nfod_disk_add(struct nfod_dev *dev)
{
	int ret = device_add_disk(&dev->intf->dev, dev->disk, nfod_disk_groups);

	if (ret)
		return ret;
	mutex_lock(&dev->mutex);
	dev->added = true;
	mutex_unlock(&dev->mutex);
	/* What happened in the meantime has not been told to anybody. */
	if (nfod_link_is(dev, NFOD_LINK_DEAD))
		blk_mark_disk_dead(dev->disk);
	else
		nfod_look_at_medium(dev);
	return 0;
}
