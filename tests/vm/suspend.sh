# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: a suspend takes every write to the disc first, and resume, reset or not, goes on with all
# seconds: 200
# on: 6.12 6.1

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

resets() {
	dmesg | grep -c 'usb .*: reset .* USB device' || true
}

# Devices really sleep; the test mode wakes them after a second.
sleep_once() {
	echo 1 >/sys/module/suspend/parameters/pm_test_delay
	echo devices >/sys/power/pm_test
	echo freeze >/sys/power/state
}

good() {
	[ "$(read_block "$1" | sha256sum)" = "$(one_block "$1" | sha256sum)" ]
}

cycle() {
	mkfs.ext4 -q -F "$disk" 256m
	mount -t ext4 "$disk" /mnt
	cp -r /usr/lib/udev /mnt/tree
	hashes /mnt/tree >/run/tree
	while dd if=/dev/urandom of=/mnt/noise bs=64k count=64 conv=notrunc 2>/dev/null; do
		[ ! -e /run/enough ] || break
	done &
	for round in 1 2; do
		write_block $((100000 + round))
		sleep_once
		good $((100000 + round)) || die "round $round: a block is wrong after resume"
	done
	touch /run/enough
	wait
	rm /run/enough
	[ "$(count link_state)" = up ] || die "the link is $(count link_state) after resume"
	check_hashes /mnt/tree /run/tree
	umount /mnt
	e2fsck -f -n "$disk" >/run/fsck 2>&1 || { cat /run/fsck; die "ext4 is broken"; }
}

fresh
cycle
# Acknowledged, not flushed: a suspend may be the last that the drive hears of us.
write_block 110000
sleep_once
host twin power off
wait_until 60 no_disk || die "the disk is still there"
host twin power on
attach
good 110000 || die "a suspend has left a write in the drive's memory"

# The bus forgets the drive: a reset on resume.
stop_drive
echo 1209:0001:b >/sys/module/usbcore/parameters/quirks
new_disc --size 2G
start_drive
load
before=$(resets)
cycle
[ "$(resets)" -gt "$before" ] || die "resume has not reset the drive: nothing was tested"
write_block 110001
sleep_once
good 110001 || die "a block is wrong after reset and resume"
sync "$disk"
stop_drive
echo >/sys/module/usbcore/parameters/quirks
