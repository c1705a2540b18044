// SPDX-License-Identifier: GPL-2.0-only
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Vendor requests on EP0.
 */
#include "nfod.h"

static_assert(sizeof(struct nfod_identify) <= NFOD_CONTROL_BYTES);

static int control_in(struct nfod_dev *dev, u8 request, u16 value, u16 len)
{
	lockdep_assert_held(&dev->mutex);
	return usb_control_msg(dev->udev, usb_rcvctrlpipe(dev->udev, 0), request,
			       USB_DIR_IN | USB_TYPE_VENDOR | USB_RECIP_INTERFACE, value,
			       NFOD_IF_DISK, dev->control, len, nfod_control_ms);
}

static int control_out(struct nfod_dev *dev, u8 request, u16 value, u16 len)
{
	int ret;

	lockdep_assert_held(&dev->mutex);
	ret = usb_control_msg(dev->udev, usb_sndctrlpipe(dev->udev, 0), request,
			      USB_DIR_OUT | USB_TYPE_VENDOR | USB_RECIP_INTERFACE, value,
			      NFOD_IF_DISK, dev->control, len, nfod_control_ms);
	if (ret < 0)
		return ret;
	return ret == len ? 0 : -EPROTO;
}

/**
 * nfod_identify() - ask the drive who it is
 * @dev: the drive
 * @id: its checked answer
 *
 * Return: 0 or an errno, -EPROTO for an answer that makes no sense.
 */
int nfod_identify(struct nfod_dev *dev, struct nfod_identity *id)
{
	const char *flaw;
	int ret;

	ret = control_in(dev, NFOD_REQ_IDENTIFY, 0, sizeof(struct nfod_identify));
	if (ret < 0)
		return ret;
	flaw = nfod_parse_identify(dev->control, ret, id);
	if (!flaw)
		return 0;
	dev_err_ratelimited(&dev->intf->dev, "identify: %s\n", flaw);
	return -EPROTO;
}

/**
 * nfod_ask_slot() - ask where a command is
 * @dev: the drive
 * @slot: its number
 * @status: checked answer
 *
 * Return: 0 or an errno.
 */
int nfod_ask_slot(struct nfod_dev *dev, u16 slot, struct nfod_slot_status *status)
{
	const char *flaw;
	int ret;

	ret = control_in(dev, NFOD_REQ_SLOT, slot, sizeof(*status));
	if (ret < 0)
		return ret;
	flaw = nfod_slot_flaw(dev->control, ret, slot);
	if (flaw) {
		dev_warn_ratelimited(&dev->intf->dev, "slot %u: %s\n", slot, flaw);
		return -EPROTO;
	}
	memcpy(status, dev->control, sizeof(*status));
	return 0;
}

/**
 * nfod_abort() - ask the drive to end a command
 * @dev: the drive
 * @expect: which one
 *
 * Return: 0 or an errno; the command ends by its own record.
 */
int nfod_abort(struct nfod_dev *dev, const struct nfod_expect *expect)
{
	struct nfod_abort *data = dev->control;

	*data = (struct nfod_abort){
		.slot = cpu_to_le16(expect->slot),
		.epoch = cpu_to_le32(expect->epoch),
		.sequence = cpu_to_le32(expect->sequence),
	};
	return control_out(dev, NFOD_REQ_ABORT, expect->slot, sizeof(*data));
}

/**
 * nfod_reset_link() - have the drive drop all commands and be silent
 * @dev: the drive
 * @epoch: the next one
 *
 * Return: 0 or an errno.
 */
int nfod_reset_link(struct nfod_dev *dev, u32 epoch)
{
	struct nfod_link_reset *data = dev->control;

	*data = (struct nfod_link_reset){ .epoch = cpu_to_le32(epoch) };
	return control_out(dev, NFOD_REQ_LINK_RESET, 0, sizeof(*data));
}

/**
 * nfod_order() - a request without data
 * @dev: the drive
 * @request: enum nfod_request
 * @value: its argument
 *
 * Return: 0 or an errno.
 */
int nfod_order(struct nfod_dev *dev, u8 request, u16 value)
{
	return control_out(dev, request, value, 0);
}
