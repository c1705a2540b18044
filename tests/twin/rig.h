/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a twin to be tested
 *
 * Starts the twin as its users do, in a directory of its own, and is a host to
 * it: one that asks what no kernel would. Every wait is bounded; none decides
 * a result, except that a twin which does not answer at all fails the test.
 */
#ifndef TWIN_RIG_H
#define TWIN_RIG_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "nfod/wire.h"

#define RIG_PATH 100
#define RIG_ANSWER 8192
#define RIG_TRANSFERS 4096

struct rig;

enum rig_status {
	RIG_OK,
	RIG_CANCELLED,
	RIG_STALL,
	RIG_ERROR,
	RIG_BABBLE,
};

/**
 * struct rig_transfer - one that the host has sent
 * @used: waits or has been answered and not been taken
 * @answered: by the device
 * @ep: its endpoint
 * @status: how it ended
 * @len: bytes moved
 * @data: IN only
 */
struct rig_transfer {
	bool used;
	bool answered;
	uint8_t ep;
	enum rig_status status;
	uint32_t len;
	uint8_t *data;
};

/**
 * struct rig_usb - how transfers get to the twin
 * @reset: the bus; NULL = not without attaching anew
 * @order: rig_order() of a line, when not through the control socket, or NULL
 */
struct rig_usb {
	const char *name;
	const char *option;
	bool streams;
	int (*open)(struct rig *rig);
	void (*close)(struct rig *rig);
	void (*control)(struct rig *rig, uint32_t id, const uint8_t setup[8], const void *data);
	void (*bulk)(struct rig *rig, uint32_t id, uint8_t ep, uint16_t stream, const void *data,
		     uint32_t len);
	void (*cancel)(struct rig *rig, uint32_t id);
	void (*receive)(struct rig *rig);
	void (*reset)(struct rig *rig);
	bool (*order)(struct rig *rig, const char *line);
};

extern const struct rig_usb rig_redir;
extern const struct rig_usb rig_usbip;

/**
 * struct rig - a running twin
 */
struct rig {
	const struct rig_usb *usb;
	char directory[RIG_PATH];
	char disc[RIG_PATH];
	char served[RIG_PATH];
	char control[RIG_PATH];
	char answer[RIG_ANSWER];
	char output[RIG_ANSWER];
	pid_t pid;
	int output_fd;
	int fd;
	void *usb_state;
	bool connected;
	uint32_t last_id;
	struct rig_transfer transfer[RIG_TRANSFERS];
};

/**
 * rig_start() - press a disc and start a twin with it
 * @options: further words of its command line, NULL at the end, or NULL; files
 *	in them are in the rig's directory
 */
void rig_start(struct rig *rig, const struct rig_usb *usb, const char *size,
	       const char *const *options);
/* The same with a disc that is there already. */
void rig_play(struct rig *rig, const struct rig_usb *usb, const char *disc,
	      const char *const *options);
/* The same with a copy of the disc that SERVO_DISCS has by this name. */
void rig_copy(struct rig *rig, const struct rig_usb *usb, const char *name,
	      const char *const *options);
/* Stop it in good order. Return: its exit status; @output is what it printed. */
int rig_stop(struct rig *rig);
void rig_remove(struct rig *rig);

/* Connect as a host does: attach, reset. */
void rig_connect(struct rig *rig);
void rig_disconnect(struct rig *rig);

/* A command for the control socket. Return: whether "ok"; @answer is the rest. */
bool rig_order(struct rig *rig, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A number of the status line. */
long rig_number(struct rig *rig, const char *name);

/* Program and words. Return: exit status; @output is what it printed. */
int rig_run(struct rig *rig, const char *const *words);

uint32_t rig_in(struct rig *rig, uint8_t ep, uint16_t stream, uint32_t len);
uint32_t rig_out(struct rig *rig, const void *data, uint32_t len);
/* Wait for it. The transfer stays until rig_forget(). */
struct rig_transfer *rig_wait(struct rig *rig, uint32_t id);
/* Has it been answered, once everything due has been done? */
bool rig_answered(struct rig *rig, uint32_t id);
void rig_forget(struct rig *rig, uint32_t id);
void rig_cancel(struct rig *rig, uint32_t id);

/* For the transports. */
void rig_complete(struct rig *rig, uint32_t id, enum rig_status status, const void *data,
		  uint32_t len);
void rig_receive(struct rig *rig, int milliseconds);

/* Return: bytes, or -1 for a stall. */
int rig_control(struct rig *rig, uint8_t type, uint8_t request, uint16_t value, uint16_t index,
		void *data, uint16_t len);

#endif
