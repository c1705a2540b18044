// SPDX-License-Identifier: GPL-2.0-only
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The disc: coming, going, being changed under somebody's feet, and what a
 * user can do about it.
 */
#include <linux/cdrom.h>
#include <linux/module.h>

#include "compat.h"
#include "nfod.h"

static bool medium_differs(const struct nfod_identity *a, const struct nfod_identity *b)
{
	return a->medium != b->medium || a->medium_state != b->medium_state ||
	       a->capacity != b->capacity ||
	       (a->flags & NFOD_ID_READ_ONLY) != (b->flags & NFOD_ID_READ_ONLY);
}

/*
 * Within one boot the drive counts discs. Across boots it cannot, and what was
 * pressed into the disc has to tell.
 */
static bool another_disc(const struct nfod_identity *a, const struct nfod_identity *b)
{
	if (a->boot == b->boot)
		return a->medium != b->medium;
	return a->medium_state != b->medium_state || a->capacity != b->capacity ||
	       strcmp(a->disc_id, b->disc_id);
}

/* The limits of the queue stay, even if the drive could do more by now. */
static void keep_limits(struct nfod_identity *id, const struct nfod_identity *old)
{
	id->slots = old->slots;
	id->max_blocks = old->max_blocks;
	id->max_range_blocks = old->max_range_blocks;
}

/* One step: no command for the old disc may carry the new one's number. */
static void set_medium(struct nfod_dev *dev, bool another)
{
	lockdep_assert_held(&dev->mutex);
	spin_lock_irq(&dev->lock);
	dev->medium = dev->id.medium;
	if (another) {
		dev->stale = dev->openers;
		/* What the old disc is owed, nobody can pay any more. */
		dev->flushed = dev->acked;
	}
	spin_unlock_irq(&dev->lock);
}

/* Who writes gets errors from now on, and wants to know why. */
static void note_read_only(struct nfod_dev *dev, const struct nfod_identity *old)
{
	bool before = old->flags & NFOD_ID_READ_ONLY;
	bool now = dev->id.flags & NFOD_ID_READ_ONLY;

	if (now && !before && old->medium_state == NFOD_MEDIUM_READY)
		dev_warn(&dev->intf->dev,
			 "disc takes no more writes, and can be read; nfodctl health says why\n");
}

/**
 * nfod_take_medium() - believe what the drive says of its disc
 * @dev: the drive
 * @id: its latest answer
 *
 * The world is told later, by nfod_medium_work().
 */
void nfod_take_medium(struct nfod_dev *dev, const struct nfod_identity *id)
{
	struct nfod_identity old = dev->id;
	bool another = another_disc(&old, id);

	lockdep_assert_held(&dev->mutex);
	dev->id = *id;
	keep_limits(&dev->id, &old);
	set_medium(dev, another);
	dev->announce |= another;
	if (!another)
		note_read_only(dev, &old);
	if (another || medium_differs(&old, id))
		nfod_look_at_medium(dev);
}

/**
 * nfod_look_at_medium() - have the drive asked about its disc, soon
 * @dev: the drive
 */
void nfod_look_at_medium(struct nfod_dev *dev)
{
	if (!READ_ONCE(dev->removing))
		queue_work(system_unbound_wq, &dev->medium_work);
}

/**
 * nfod_eject_requested() - somebody pressed the button of a locked door
 * @dev: the drive
 */
void nfod_eject_requested(struct nfod_dev *dev)
{
	atomic_or(DISK_EVENT_EJECT_REQUEST, &dev->events);
	nfod_look_at_medium(dev);
}

/* A drive that has restarted must not be believed before its link is reset. */
static void ask_about_medium(struct nfod_dev *dev)
{
	struct nfod_identity id;

	lockdep_assert_held(&dev->mutex);
	if (!nfod_link_is(dev, NFOD_LINK_UP) || nfod_identify(dev, &id))
		return;
	if (id.boot == dev->id.boot && id.epoch == dev->epoch) {
		nfod_take_medium(dev, &id);
		return;
	}
	spin_lock_irq(&dev->lock);
	nfod_link_error(dev, "drive has restarted");
	spin_unlock_irq(&dev->lock);
}

/* Returns whether the disc is another one than the world knows. */
static bool refresh_medium(struct nfod_dev *dev, sector_t *sectors, bool *read_only)
{
	bool announce;

	mutex_lock(&dev->mutex);
	ask_about_medium(dev);
	announce = dev->announce && dev->added;
	if (announce)
		dev->announce = false;
	*sectors = dev->id.capacity * (NFOD_BLOCK_BYTES >> SECTOR_SHIFT);
	*read_only = dev->id.flags & NFOD_ID_READ_ONLY;
	mutex_unlock(&dev->mutex);
	return announce;
}

static void send_eject_request(struct gendisk *disk)
{
	char event[] = "DISK_EJECT_REQUEST=1";
	char *envp[2] = {};

	envp[0] = event;
	kobject_uevent_env(&disk_to_dev(disk)->kobj, KOBJ_CHANGE, envp);
}

/**
 * nfod_medium_work() - ask the drive about its disc and tell the world
 * @work: of the drive
 *
 * Not on the driver's own workqueue: telling a file system that its disc is
 * gone may wait for requests, and these for recovery.
 */
void nfod_medium_work(struct work_struct *work)
{
	struct nfod_dev *dev = container_of(work, struct nfod_dev, medium_work);
	bool changed, read_only;
	sector_t sectors;

	changed = refresh_medium(dev, &sectors, &read_only);
	if (!dev->added || nfod_link_is(dev, NFOD_LINK_DEAD))
		return;
	if (changed) {
		atomic_or(DISK_EVENT_MEDIA_CHANGE, &dev->events);
		nfod_force_media_change(dev->disk);
	}
	set_disk_ro(dev->disk, read_only);
	set_capacity_and_notify(dev->disk, sectors);
	if (atomic_read(&dev->events) & DISK_EVENT_EJECT_REQUEST) {
		atomic_andnot(DISK_EVENT_EJECT_REQUEST, &dev->events);
		send_eject_request(dev->disk);
	}
}

static unsigned int nfod_check_events(struct gendisk *disk, unsigned int clearing)
{
	struct nfod_dev *dev = disk->private_data;

	return atomic_fetch_andnot(DISK_EVENT_MEDIA_CHANGE, &dev->events) & DISK_EVENT_MEDIA_CHANGE;
}

static int lock_door(struct nfod_dev *dev, bool lock)
{
	lockdep_assert_held(&dev->mutex);
	dev->locked = lock;
	if (!nfod_link_is(dev, NFOD_LINK_UP))
		return -EIO;
	return nfod_order(dev, NFOD_REQ_LOCK, lock);
}

static int may_open(struct nfod_dev *dev, blk_mode_t mode)
{
	if (nfod_link_is(dev, NFOD_LINK_DEAD))
		return -ENXIO;
	if (mode & BLK_OPEN_NDELAY)
		return 0;
	if (dev->id.medium_state != NFOD_MEDIUM_READY)
		return -ENOMEDIUM;
	if ((mode & BLK_OPEN_WRITE) && (dev->id.flags & NFOD_ID_READ_ONLY))
		return -EROFS;
	return 0;
}

/**
 * nfod_open() - somebody opens the disk or one of its partitions
 * @disk: of the drive
 * @mode: BLK_OPEN_NDELAY for those who only want the drive, not the disc
 *
 * Return: 0 or an errno.
 */
int nfod_open(struct gendisk *disk, blk_mode_t mode)
{
	struct nfod_dev *dev = disk->private_data;
	int ret;

	mutex_lock(&dev->mutex);
	ret = may_open(dev, mode);
	if (!ret && !dev->openers++)
		lock_door(dev, true);
	mutex_unlock(&dev->mutex);
	return ret;
}

/**
 * nfod_release() - somebody has closed it; the last one forgets a lost disc
 * @disk: of the drive
 */
void nfod_release(struct gendisk *disk)
{
	struct nfod_dev *dev = disk->private_data;

	mutex_lock(&dev->mutex);
	if (!--dev->openers) {
		lock_door(dev, false);
		spin_lock_irq(&dev->lock);
		dev->stale = false;
		spin_unlock_irq(&dev->lock);
	}
	mutex_unlock(&dev->mutex);
}

static int eject(struct nfod_dev *dev)
{
	int ret;

	if (dev->openers > 1)
		return -EBUSY;
	ret = lock_door(dev, false);
	if (ret)
		return ret;
	ret = nfod_order(dev, NFOD_REQ_EJECT, 0);
	return ret == -EPIPE ? -EBUSY : ret;
}

/* eject(1) unlocks before it ejects: a mounted disc must not lose its lock so. */
static int user_lock(struct nfod_dev *dev, bool lock)
{
	if (!lock && dev->openers > 1)
		return -EBUSY;
	return lock_door(dev, lock);
}

static int nfod_ioctl(struct block_device *bdev, blk_mode_t mode, unsigned int cmd,
		      unsigned long arg)
{
	struct nfod_dev *dev = bdev->bd_disk->private_data;
	int ret = -ENOTTY;

	mutex_lock(&dev->mutex);
	if (!nfod_link_is(dev, NFOD_LINK_UP))
		ret = -EIO;
	else if (cmd == CDROMEJECT)
		ret = eject(dev);
	else if (cmd == CDROMCLOSETRAY)
		ret = nfod_order(dev, NFOD_REQ_LOAD, 0);
	else if (cmd == CDROM_LOCKDOOR)
		ret = user_lock(dev, arg);
	mutex_unlock(&dev->mutex);
	return ret;
}

static void nfod_free_disk(struct gendisk *disk)
{
	nfod_dev_free(disk->private_data);
}

const struct block_device_operations nfod_fops = {
	.owner = THIS_MODULE,
	.open = nfod_fops_open,
	.release = nfod_fops_release,
	.ioctl = nfod_ioctl,
	.compat_ioctl = blkdev_compat_ptr_ioctl,
	.check_events = nfod_check_events,
	.free_disk = nfod_free_disk,
};
