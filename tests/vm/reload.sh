# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: the module loads and unloads again and again, with requests under way, and leaves nothing
# seconds: 200
# on: 6.12 6.1

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

fresh
mkfs.ext4 -q -F "$disk" 256m
mount -t ext4 "$disk" /mnt
fails rmmod nfod
echo text >/mnt/file
umount /mnt
unload
round=0
while [ $((round += 1)) -le 25 ]; do
	load
	[ "$name" = nfod0 ] || die "round $round: the disk is $name"
	write_block $((100000 + round))
	mount -t ext4 "$disk" /mnt
	[ "$(cat /mnt/file)" = text ] || die "round $round: the file is lost"
	umount /mnt
	unload
	no_disk || die "round $round: the disk is still there"
done
load
for block in 1 17 25; do
	[ "$(read_block $((100000 + block)) | sha256sum)" = \
		"$(one_block $((100000 + block)) | sha256sum)" ] || die "block of round $block is lost"
done
unload
# Unbound and bound under load, by hand.
load
device=$(basename "$(readlink -f "$attr/device")")
for round in 1 2 3 4; do
	dd if="$disk" of=/dev/null bs=512k iflag=direct 2>/dev/null &
	on_disk dd if=/dev/zero of=/proc/self/fd/9 bs=512k seek=1000 count=500 oflag=direct 2>/dev/null &
	echo "$device" >/sys/bus/usb/drivers/nfod/unbind
	wait
	echo "$device" >/sys/bus/usb/drivers/nfod/bind
	attach
done
unload
