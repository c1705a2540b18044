/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * What every test here ends with: the twin stops in good order and a replay of
 * its log sends the same bytes at the same times.
 */
#ifndef TWIN_FIXTURE_H
#define TWIN_FIXTURE_H

#include "rig.h"

/* Start a twin that writes a log; begin: connect to it as well. */
void fixture_start(struct rig *rig, const struct rig_usb *usb, const char *const *options);
void fixture_begin(struct rig *rig, const struct rig_usb *usb, const char *const *options);
/* Begin with a whole disc, and a head that flies over it: the reference, or another one. */
void fixture_fly(struct rig *rig, const struct rig_usb *usb, const char *const *options);
void fixture_fly_over(struct rig *rig, const struct rig_usb *usb, const char *disc,
		      const char *const *options);
void fixture_end(struct rig *rig);

#endif
