# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: what a twin's arrival log holds makes another run answer the same, byte for byte
# seconds: 200
# on: 6.12 ehci

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

stop_drive
new_disc --size 2G
host twin-record
load
mkfs.ext4 -q -F "$disk" 256m
mount -t ext4 "$disk" /mnt
cp -r /usr/lib/udev /mnt/tree
for job in 1 2 3; do
	dd if=/dev/urandom of="/mnt/file-$job" bs=32k count=32 conv=fsync 2>/dev/null &
	dd if="$disk" of=/dev/null bs=128k skip=$((job * 64)) count=32 iflag=direct 2>/dev/null &
done
wait
# On the disc, and out of the drive's cache.
write_block 70000
dd if=/dev/urandom of="$disk" bs=64k count=80 seek=6000 oflag=direct 2>/dev/null
sync "$disk"
knob medium-error 70000 10
fails read_block 70000
knob power-cut-after-clusters 9
while dd if=/dev/urandom of=/mnt/noise bs=64k count=8 conv=fsync 2>/dev/null; do :; done
wait_until 60 no_usb_device || die "the power is still on"
umount /mnt
host twin power on
attach
read_block 5 | sha256sum
unload
host twin-stop
host replay
