// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include <string.h>

#include "fw.h"
#include "servo/measure.h"

/* Every vendor request goes to one of the two interfaces of a configured drive. */
static bool is_for_us(const struct nfod_fw *fw, const struct usb_setup *setup)
{
	if ((setup->type & USB_RECIPIENT_MASK) != USB_TO_INTERFACE || !usb_is_configured(fw))
		return false;
	if (setup->request == NFOD_REQ_LOCATE)
		return (setup->index & 0xff) == NFOD_IF_MANAGE;
	return setup->index == NFOD_IF_DISK || setup->index == NFOD_IF_MANAGE;
}

static bool slot(const struct nfod_fw *fw, uint16_t number, void *to, uint32_t *len)
{
	if (number >= NFOD_MAX_SLOTS)
		return false;
	link_slot_status(fw, number, to);
	*len = sizeof(struct nfod_slot_status);
	return true;
}

static bool identify(struct nfod_fw *fw, uint16_t value, void *to, uint32_t *len)
{
	if (value)
		return false;
	credit_update(fw);
	drive_identify(fw, to);
	*len = sizeof(struct nfod_identify);
	return true;
}

static bool status(const struct nfod_fw *fw, uint16_t value, void *to, uint32_t *len)
{
	if (value)
		return false;
	drive_status(fw, to);
	*len = sizeof(struct nfod_drive_status);
	return true;
}

static bool servo_status(const struct nfod_fw *fw, uint16_t value, void *to, uint32_t *len)
{
	if (value)
		return false;
	drive_servo_status(fw, to);
	*len = sizeof(struct nfod_servo_status);
	return true;
}

static bool shape(const struct nfod_fw *fw, uint16_t axis, void *to, uint32_t *len)
{
	if (axis >= NFOD_SHAPE_AXES || !motion_flies(fw))
		return false;
	drive_shape(fw, axis, to);
	*len = sizeof(struct nfod_shape);
	return true;
}

static bool trace(const struct nfod_fw *fw, uint16_t chunk, void *to, uint32_t *len)
{
	if (!motion_flies(fw))
		return false;
	*len = trace_answer(&fw->servo, chunk, to);
	return true;
}

_Static_assert(sizeof(struct nfod_trace_chunk) + NFOD_TRACE_CHUNK_BYTES <= NFOD_USB_EP0_BYTES,
	       "a chunk of the trace is one answer");

static bool health(struct nfod_fw *fw, uint16_t value, void *to, uint32_t *len)
{
	if (value)
		return false;
	drive_health(fw, to);
	*len = sizeof(struct nfod_health_status);
	return true;
}

static bool locate(const struct nfod_fw *fw, const struct usb_setup *setup, void *to, uint32_t *len)
{
	uint32_t cluster = setup->value | (uint32_t)(setup->index >> 8) << 16;

	*len = sizeof(struct nfod_location);
	return drive_location(fw, cluster, to);
}

static bool firmware(const struct nfod_fw *fw, uint16_t value, void *to, uint32_t *len)
{
	if (value || !fw->board.firmware)
		return false;
	memcpy(to, fw->board.firmware, sizeof(*fw->board.firmware));
	*len = sizeof(*fw->board.firmware);
	return true;
}

static bool fault(const struct nfod_fw *fw, uint16_t value, void *to, uint32_t *len)
{
	const struct nfod_fault_record *record = fw->board.fault;
	struct nfod_fault_report report = {
		.magic = NFOD_FAULT_REPORT_MAGIC,
		.version = NFOD_WIRE_VERSION,
		.length = sizeof(report),
		.present = record && record->magic == NFOD_FAULT_MAGIC,
	};

	if (value)
		return false;
	if (report.present)
		report.record = *record;
	memcpy(to, &report, sizeof(report));
	*len = sizeof(report);
	return true;
}

/* What only the management interface takes. */
static bool manage_in(struct nfod_fw *fw, const struct usb_setup *setup, void *to, uint32_t *len)
{
	switch (setup->request) {
	case NFOD_REQ_SERVO:
		return servo_status(fw, setup->value, to, len);
	case NFOD_REQ_SHAPE:
		return shape(fw, setup->value, to, len);
	case NFOD_REQ_TRACE:
		return trace(fw, setup->value, to, len);
	case NFOD_REQ_HEALTH:
		return health(fw, setup->value, to, len);
	case NFOD_REQ_LOCATE:
		return locate(fw, setup, to, len);
	case NFOD_REQ_FIRMWARE:
		return firmware(fw, setup->value, to, len);
	case NFOD_REQ_FAULT:
		return fault(fw, setup->value, to, len);
	default:
		return false;
	}
}

bool vendor_in(struct nfod_fw *fw, const struct usb_setup *setup, void *to, uint32_t *len)
{
	if (!is_for_us(fw, setup))
		return false;
	switch (setup->request) {
	case NFOD_REQ_IDENTIFY:
		return identify(fw, setup->value, to, len);
	case NFOD_REQ_SLOT:
		return slot(fw, setup->value, to, len);
	case NFOD_REQ_STATUS:
		return status(fw, setup->value, to, len);
	default:
		return setup->index != NFOD_IF_DISK && manage_in(fw, setup, to, len);
	}
}

static bool abort_slot(struct nfod_fw *fw, const struct usb_setup *setup, const void *data)
{
	struct nfod_abort abort;

	if (setup->length != sizeof(abort))
		return false;
	memcpy(&abort, data, sizeof(abort));
	return abort.slot == setup->value && !abort.reserved0 && !abort.reserved &&
	       link_abort(fw, &abort);
}

static bool reset(struct nfod_fw *fw, const struct usb_setup *setup, const void *data)
{
	struct nfod_link_reset order;

	if (setup->length != sizeof(order) || setup->value)
		return false;
	memcpy(&order, data, sizeof(order));
	if (!order.epoch || order.epoch == fw->link.epoch || order.reserved)
		return false;
	link_reset(fw, order.epoch);
	return true;
}

static bool lock(struct nfod_fw *fw, const struct usb_setup *setup)
{
	if (setup->length || setup->value > 1)
		return false;
	fw->drive.locked = setup->value;
	return true;
}

static bool is_bare(const struct usb_setup *setup)
{
	return !setup->length && !setup->value;
}

static bool record(struct nfod_fw *fw, const struct usb_setup *setup, const void *data)
{
	struct nfod_trace_setup wanted;

	if (setup->length != sizeof(wanted) || setup->value)
		return false;
	memcpy(&wanted, data, sizeof(wanted));
	return trace_start(&fw->servo, &wanted);
}

static bool measure(struct nfod_fw *fw, const struct usb_setup *setup)
{
	if (!is_bare(setup))
		return false;
	measure_ask(&fw->servo);
	return true;
}

static bool format(struct nfod_fw *fw, const struct usb_setup *setup, const void *data)
{
	struct nfod_format_order order;

	if (setup->length != sizeof(order) || setup->value)
		return false;
	memcpy(&order, data, sizeof(order));
	return order.magic == NFOD_FORMAT_MAGIC && !order.reserved[0] && !order.reserved[1] &&
	       drive_format(fw, order.medium);
}

static bool is_good_order(const struct nfod_certify_order *order)
{
	uint32_t n;

	for (n = 0; n < sizeof(order->reserved); n++)
		if (order->reserved[n])
			return false;
	return order->full <= 1;
}

static bool certify(struct nfod_fw *fw, const struct usb_setup *setup, const void *data)
{
	struct nfod_certify_order order;

	if (setup->length != sizeof(order) || setup->value)
		return false;
	memcpy(&order, data, sizeof(order));
	return is_good_order(&order) && disc_certify(fw, order.first, order.count, order.full != 0);
}

static bool verify(struct nfod_fw *fw, const struct usb_setup *setup)
{
	if (setup->length || setup->value >= NFOD_VERIFY_POLICIES)
		return false;
	settings_set_verify(fw, (uint8_t)setup->value);
	return true;
}

static bool clear_fault(struct nfod_fw *fw, const struct usb_setup *setup)
{
	if (!is_bare(setup))
		return false;
	if (fw->board.fault)
		fw->board.fault->magic = 0;
	return true;
}

static bool servo_out(struct nfod_fw *fw, const struct usb_setup *setup, const void *data)
{
	if (!motion_flies(fw))
		return false;
	return setup->request == NFOD_REQ_MEASURE ? measure(fw, setup) : record(fw, setup, data);
}

static bool manage_out(struct nfod_fw *fw, const struct usb_setup *setup, const void *data)
{
	switch (setup->request) {
	case NFOD_REQ_TRACE_START:
	case NFOD_REQ_MEASURE:
		return servo_out(fw, setup, data);
	case NFOD_REQ_FORMAT:
		return format(fw, setup, data);
	case NFOD_REQ_CERTIFY:
		return certify(fw, setup, data);
	case NFOD_REQ_VERIFY:
		return verify(fw, setup);
	case NFOD_REQ_FAULT_CLEAR:
		return clear_fault(fw, setup);
	default:
		return false;
	}
}

static bool disk_out(struct nfod_fw *fw, const struct usb_setup *setup, const void *data)
{
	switch (setup->request) {
	case NFOD_REQ_ABORT:
		return abort_slot(fw, setup, data);
	case NFOD_REQ_LINK_RESET:
		return reset(fw, setup, data);
	case NFOD_REQ_LOAD:
		return is_bare(setup) && drive_load(fw);
	case NFOD_REQ_EJECT:
		return is_bare(setup) && drive_eject(fw);
	case NFOD_REQ_LOCK:
		return lock(fw, setup);
	default:
		return false;
	}
}

bool vendor_out(struct nfod_fw *fw, const struct usb_setup *setup, const void *data)
{
	if (!is_for_us(fw, setup))
		return false;
	return setup->index == NFOD_IF_DISK ? disk_out(fw, setup, data) :
					      manage_out(fw, setup, data);
}
