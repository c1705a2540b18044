// SPDX-License-Identifier: GPL-2.0-only
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Attributes of the disk; Documentation/ABI/testing/sysfs-block-nfod has them.
 */
#include <linux/device.h>
#include <linux/sysfs.h>

#include "nfod.h"

static struct nfod_dev *to_nfod(struct device *device)
{
	return dev_to_disk(device)->private_data;
}

static struct nfod_dev *lock_nfod(struct device *device)
{
	struct nfod_dev *dev = to_nfod(device);

	mutex_lock(&dev->mutex);
	return dev;
}

/* What the drive said last. */
#define NFOD_ATTR_ID(name, format, value)                                                \
	static ssize_t name##_show(struct device *device, struct device_attribute *attr, \
				   char *buf)                                            \
	{                                                                                \
		struct nfod_dev *dev = lock_nfod(device);                                \
		ssize_t len = sysfs_emit(buf, format "\n", value);                       \
		mutex_unlock(&dev->mutex);                                               \
		return len;                                                              \
	}                                                                                \
	static DEVICE_ATTR_RO(name)

struct link_counts {
	u64 epoch;
	u64 medium;
	u64 credit;
	u64 link_resets;
	u64 port_resets;
	u64 retries;
};

static struct link_counts count_link(struct nfod_dev *dev)
{
	struct link_counts counts;

	spin_lock_irq(&dev->lock);
	counts.epoch = dev->epoch;
	counts.medium = dev->medium;
	counts.credit = dev->credit.granted - dev->credit.sent;
	counts.link_resets = dev->link_resets;
	counts.port_resets = dev->port_resets;
	counts.retries = dev->retries;
	spin_unlock_irq(&dev->lock);
	return counts;
}

/* What the driver counts. */
#define NFOD_ATTR_COUNT(name, field)                                                     \
	static ssize_t name##_show(struct device *device, struct device_attribute *attr, \
				   char *buf)                                            \
	{                                                                                \
		u64 count = count_link(to_nfod(device)).field;                           \
		return sysfs_emit(buf, "%llu\n", (unsigned long long)count);             \
	}                                                                                \
	static DEVICE_ATTR_RO(name)

NFOD_ATTR_ID(serial, "%s", dev->id.serial);
NFOD_ATTR_ID(model, "%s", dev->id.model);
NFOD_ATTR_ID(firmware, "%s", dev->id.firmware);
NFOD_ATTR_ID(disc_id, "%s", dev->id.disc_id);
NFOD_ATTR_ID(medium_state, "%s", nfod_medium_state_name(dev->id.medium_state));
NFOD_ATTR_ID(recording, "%s", nfod_recording_name(dev->id.recording));
NFOD_ATTR_ID(fault, "%s", nfod_fault_name(dev->id.fault));
NFOD_ATTR_ID(boot, "%u", dev->id.boot);
NFOD_ATTR_ID(lost_blocks, "%llu", (unsigned long long)dev->id.lost);
NFOD_ATTR_ID(alt_setting, "%u", dev->alt);
NFOD_ATTR_ID(slots, "%u", dev->slots);

NFOD_ATTR_COUNT(epoch, epoch);
NFOD_ATTR_COUNT(medium, medium);
NFOD_ATTR_COUNT(credit, credit);
NFOD_ATTR_COUNT(link_resets, link_resets);
NFOD_ATTR_COUNT(port_resets, port_resets);
NFOD_ATTR_COUNT(retries, retries);

static ssize_t link_state_show(struct device *device, struct device_attribute *attr, char *buf)
{
	struct nfod_dev *dev = to_nfod(device);
	const char *name = "down";

	if (nfod_link_is(dev, NFOD_LINK_UP))
		name = "up";
	else if (nfod_link_is(dev, NFOD_LINK_DEAD))
		name = "dead";
	return sysfs_emit(buf, "%s\n", name);
}
static DEVICE_ATTR_RO(link_state);

static struct attribute *nfod_disk_attrs[] = { &dev_attr_serial.attr,
					       &dev_attr_model.attr,
					       &dev_attr_firmware.attr,
					       &dev_attr_disc_id.attr,
					       &dev_attr_medium_state.attr,
					       &dev_attr_recording.attr,
					       &dev_attr_fault.attr,
					       &dev_attr_boot.attr,
					       &dev_attr_lost_blocks.attr,
					       &dev_attr_alt_setting.attr,
					       &dev_attr_slots.attr,
					       &dev_attr_epoch.attr,
					       &dev_attr_medium.attr,
					       &dev_attr_credit.attr,
					       &dev_attr_link_resets.attr,
					       &dev_attr_port_resets.attr,
					       &dev_attr_retries.attr,
					       &dev_attr_link_state.attr,
					       NULL };

static const struct attribute_group nfod_disk_group = {
	.attrs = nfod_disk_attrs,
};

const struct attribute_group *nfod_disk_groups[] = { &nfod_disk_group, NULL };
