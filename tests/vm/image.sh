# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: the drive's own image, on a processor of its own, flies and serves a file system
# seconds: 400
# on: 6.12

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

# An emulated processor takes its time until the disc is known.
load_in_time() {
	insmod /job/nfod.ko
	wait_until 200 ready_disk || die "no disk appears"
	use_disk "$(ready_disk)"
}

stop_drive
host make "$disc" pc-reference --seed 1 >/dev/null
host twin-image --servo full
wait_until 60 has_usb_device || die "the drive does not appear on USB"
load_in_time
mkfs.ext4 -q -F -O ^has_journal "$disk" 16m
mount -t ext4 "$disk" /mnt
cp -r /usr/lib/udev/rules.d /mnt/tree
hashes /mnt/tree >/run/tree
umount /mnt
[ "$(twin_count clusters_written)" != 0 ] || die "nothing has reached the disc"
# What is read now has not been seen since the power came.
unload
host twin power off >/dev/null
host twin power on >/dev/null
wait_until 60 has_usb_device || die "the drive does not come back"
load_in_time
mount -t ext4 -o ro "$disk" /mnt
check_hashes /mnt/tree /run/tree
umount /mnt
[ "$(twin_count contacts)" = 0 ] || die "the head has touched the disc"
[ "$(count link_resets)" = 0 ] || die "the link was reset"
