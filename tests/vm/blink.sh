# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: a drive that lost its RAM unseen fails the next fsync if writes were lost, else carries on
# seconds: 200
# on: 6.12 6.1

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

dead() {
	[ "$(count link_state)" = dead ]
}

short='timeout_ms=300 control_ms=1000 abort_ms=300'

# Words: the parameters.
# shellcheck disable=SC2086
fresh $short
for block in 10 20 30; do
	write_block $block
done
sync "$disk"
host twin power blink
# A blink unnoticed by anybody, nothing owed: the first request finds out.
for block in 10 20 30; do
	[ "$(read_block $block | sha256sum)" = "$(one_block $block | sha256sum)" ] ||
		die "block $block was lost"
done
sync "$disk" || die "fsync fails although nothing was lost"
[ "$(count link_resets)" -gt 0 ] || die "nobody has noticed that the power was away"
[ "$(count link_state)" = up ] || die "the disk did not survive a harmless blink"

write_block 40
host twin power blink
fails sync "$disk"
fails sync "$disk"
fails read_block 10
wait_until 60 dead || die "the disk lives on without its writes"

# In a file system: what was not synced is lost, and it is told so. On a slow machine ext4
# would flush by itself before the power goes, every 5 seconds and after making its tables.
host twin unplug
host twin plug
attach
mkfs.ext4 -q -F "$disk" 256m
mount -t ext4 -o commit=300,noinit_itable "$disk" /mnt
echo old >/mnt/old
sync
dd if=/dev/urandom of=/mnt/new bs=64k count=32 oflag=direct 2>/dev/null
host twin power blink
fails sync /mnt/new
umount /mnt
host twin unplug
host twin plug
attach
e2fsck -f -y "$disk" >/run/fsck 2>&1 || [ $? = 1 ] || { cat /run/fsck; die "ext4 is broken"; }
mount -t ext4 "$disk" /mnt
[ "$(cat /mnt/old)" = old ] || die "what was synced is lost"
umount /mnt
