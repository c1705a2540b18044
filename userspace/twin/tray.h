/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The tray with its motor, its button, and people who put discs into it.
 */
#ifndef NFOD_TWIN_TRAY_H
#define NFOD_TWIN_TRAY_H

#include <stdbool.h>
#include <stdint.h>

struct disc;
struct twin;

enum tray_state {
	TRAY_CLOSED,
	TRAY_OPENING,
	TRAY_OPEN,
	TRAY_CLOSING,
};

/**
 * struct tray - where things are
 * @state: of the drawer
 * @moved_at: when its motor is done
 * @released_at: when the button is let go; 0 = not held
 * @disc: lies in it, or NULL
 * @next: disc that somebody waits to put in
 * @path: of @disc, for people
 * @next_path: of @next
 */
struct tray {
	enum tray_state state;
	uint64_t moved_at;
	uint64_t released_at;
	struct disc *disc;
	struct disc *next;
	char path[256];
	char next_path[256];
};

void tray_doorbell(struct twin *twin);
void tray_run(struct twin *twin);
uint64_t tray_deadline(const struct twin *twin);

/* Set the registers as things lie. */
void tray_sense(struct twin *twin);

void tray_press_button(struct twin *twin);
/* By hand, whatever the drive thinks of it. */
void tray_force_open(struct twin *twin);
/* Open if need be, put this disc in, push the drawer home. */
void tray_load(struct twin *twin, struct disc *disc, const char *path);
/* At the start: a disc that has always been there. */
void tray_place(struct twin *twin, struct disc *disc, const char *path);
void tray_free(struct tray *tray);
const char *tray_name(const struct tray *tray);

#endif
