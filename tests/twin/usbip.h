/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef TWIN_USBIP_H
#define TWIN_USBIP_H

/* A bare connection to the server at "ADDRESS:PORT", or -1. */
int usbip_connect(const char *served);

#endif
