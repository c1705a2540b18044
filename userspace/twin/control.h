/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_TWIN_CONTROL_H
#define NFOD_TWIN_CONTROL_H

struct loop;
struct twin;

/* Take orders on a socket: one a line, each answered by "ok ..." or "error ...". */
struct control *control_open(struct twin *twin, struct loop *loop, const char *path);
void control_close(struct control *control);

/**
 * control_send() - the other end: give an order to a running twin
 *
 * Return: exit status.
 */
int control_send(const char *path, char **words);

#endif
