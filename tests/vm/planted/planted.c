// SPDX-License-Identifier: GPL-2.0-only
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Faults for the rig to find: loading this with fault=NAME commits one.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/string.h>

static char *fault = "none";
module_param(fault, charp, 0444);
MODULE_PARM_DESC(fault, "none, warn, list, oops, hang, lockup or panic");

static void corrupt_list(void)
{
	struct list_head head, *node = &head;

	INIT_LIST_HEAD(&head);
	head.next = LIST_POISON1;
	list_del(node);
}

static void dereference_null(void)
{
	int *nowhere = NULL;

	OPTIMIZER_HIDE_VAR(nowhere);
	*nowhere = 1;
}

static void wait_for_nobody(void)
{
	DECLARE_COMPLETION_ONSTACK(never);

	wait_for_completion(&never);
}

static void hog_the_cpu(void)
{
	int second;

	preempt_disable();
	for (second = 0; second < 12; second++)
		mdelay(1000);
	preempt_enable();
}

static int __init planted_init(void)
{
	if (!strcmp(fault, "none"))
		pr_info("planted: nothing\n");
	else if (!strcmp(fault, "warn"))
		WARN_ON(1);
	else if (!strcmp(fault, "list"))
		corrupt_list();
	else if (!strcmp(fault, "oops"))
		dereference_null();
	else if (!strcmp(fault, "hang"))
		wait_for_nobody();
	else if (!strcmp(fault, "lockup"))
		hog_the_cpu();
	else if (!strcmp(fault, "panic"))
		panic("planted");
	else
		return -EINVAL;
	/* Nothing stays loaded: the next fault needs a fresh start. */
	return -ECANCELED;
}

module_init(planted_init);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Faults for the test rig to find");
