// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * A module that does wrong on purpose, so that the rig can prove that it sees
 * each kind of wrong. insmod planted.ko fault=NAME
 */

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

static char *fault = "none";
module_param(fault, charp, 0444);
MODULE_PARM_DESC(fault, "none, warn, lockdep, hang, use-after-free or sleep");

static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);
static DEFINE_SPINLOCK(spin);
static DECLARE_COMPLETION(release);
static DECLARE_COMPLETION(finished);

static int plant_none(void)
{
	return 0;
}

static int plant_warn(void)
{
	WARN(1, "planted\n");
	return 0;
}

static void lock_both(struct mutex *outer, struct mutex *inner)
{
	mutex_lock(outer);
	mutex_lock(inner);
	mutex_unlock(inner);
	mutex_unlock(outer);
}

static int plant_lockdep(void)
{
	lock_both(&first, &second);
	lock_both(&second, &first);
	return 0;
}

static int hang(void *unused)
{
	wait_for_completion(&release);
	complete(&finished);
	return 0;
}

static int plant_hang(void)
{
	return PTR_ERR_OR_ZERO(kthread_run(hang, NULL, "planted-hang"));
}

static int plant_use_after_free(void)
{
	char *object = kzalloc(64, GFP_KERNEL);

	if (!object)
		return -ENOMEM;
	kfree(object);
	return READ_ONCE(object[8]) == 0x5a ? -EAGAIN : 0;
}

static int plant_sleep(void)
{
	spin_lock(&spin);
	msleep(1);
	spin_unlock(&spin);
	return 0;
}

static const struct {
	const char *name;
	int (*plant)(void);
} faults[] = {
	{ "none", plant_none },
	{ "warn", plant_warn },
	{ "lockdep", plant_lockdep },
	{ "hang", plant_hang },
	{ "use-after-free", plant_use_after_free },
	{ "sleep", plant_sleep },
};

static int __init planted_init(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
		if (!strcmp(fault, faults[i].name))
			return faults[i].plant();
	return -EINVAL;
}

static void __exit planted_exit(void)
{
	if (strcmp(fault, "hang"))
		return;
	complete(&release);
	wait_for_completion(&finished);
}

module_init(planted_init);
module_exit(planted_exit);
MODULE_DESCRIPTION("Faults planted to test the test rig");
MODULE_LICENSE("Dual MIT/GPL");
