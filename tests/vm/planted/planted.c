// SPDX-License-Identifier: GPL-2.0-only
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Faults for the rig to find: writing a name to debugfs' planted commits one.
 */
#include <linux/completion.h>
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include <linux/uaccess.h>

static struct dentry *door;

static void do_nothing(void)
{
	pr_info("planted: nothing\n");
}

static void warn(void)
{
	WARN_ON(1);
}

static void corrupt_list(void)
{
	struct list_head head, node;

	INIT_LIST_HEAD(&head);
	list_add(&node, &head);
	head.next = &head;
	list_del(&node);
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
	for (second = 0; second < 8; second++)
		mdelay(1000);
	preempt_enable();
}

static void give_up(void)
{
	panic("planted");
}

static const struct {
	const char *name;
	void (*commit)(void);
} faults[] = {
	{ "none", do_nothing },	     { "warn", warn },
	{ "list", corrupt_list },    { "oops", dereference_null },
	{ "hang", wait_for_nobody }, { "lockup", hog_the_cpu },
	{ "panic", give_up },
};

static ssize_t commit_fault(struct file *file, const char __user *buffer, size_t count,
			    loff_t *position)
{
	char name[16] = "";
	size_t i;

	if (count >= sizeof(name) || copy_from_user(name, buffer, count))
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		if (sysfs_streq(name, faults[i].name)) {
			faults[i].commit();
			return count;
		}
	}
	return -EINVAL;
}

static const struct file_operations door_ops = {
	.owner = THIS_MODULE,
	.write = commit_fault,
};

static int __init planted_init(void)
{
	door = debugfs_create_file("planted", 0200, NULL, NULL, &door_ops);
	return PTR_ERR_OR_ZERO(door);
}

static void __exit planted_exit(void)
{
	debugfs_remove(door);
}

module_init(planted_init);
module_exit(planted_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Faults for the test rig to find");
