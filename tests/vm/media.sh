# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: a disc that changes under a mounted file system ends its I/O, never mixes with the next one
# seconds: 200
# on: 6.12 6.1

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

size_is() {
	[ "$(cat "$attr/size")" = "$1" ]
}

is_empty() {
	size_is 0
}

is_full() {
	[ "$(cat "$attr/size")" != 0 ]
}

disc_is() {
	[ "$(count disc_id)" = "$1" ] && is_full
}

disc_is_not() {
	[ "$(count disc_id)" != "$1" ] && is_full
}

# Before 6.4 a file system learns only from its next commit.
new_file() {
	touch /mnt/new && sync /mnt/new
}

tray_is() {
	host twin status | grep -q "\"tray\":\"$1\""
}

fresh
first_disc=$(count disc_id)
first_size=$(cat "$attr/size")
mkfs.ext4 -q -F "$disk"
mount -t ext4 "$disk" /mnt
cp -r /usr/lib/udev /mnt/tree
sync
hashes /mnt/tree >/run/tree

# The door is locked: neither button nor ioctl opens it.
fails /usr/bin/eject -m "$disk"
host twin button
sleep 1
disc_is "$first_disc" || die "the button works although the disk is mounted"
hashes /mnt/tree >/dev/null

# By force: another disc, larger, while writers write.
second=$(host press second.nfm --seed 2 --size 4G)
while dd if=/dev/urandom of=/mnt/noise bs=64k count=64 2>/dev/null && sync /mnt/noise; do :; done &
while dd if=/dev/urandom of="$disk" bs=64k seek=20000 count=64 oflag=direct 2>/dev/null; do :; done &
host twin load "$second"
wait
wait_until 60 disc_is_not "$first_disc" || die "the second disc does not appear"
second_disc=$(count disc_id)
[ "$(cat "$attr/size")" -gt "$first_size" ] || die "the capacity is still that of the first disc"
fails new_file
# Whoever had the first disc open gets nothing of the second.
umount /mnt
[ "$(dd if="$disk" bs=1M count=8 iflag=direct 2>/dev/null | tr -d '\0' | wc -c)" = 0 ] ||
	die "something has been written to the second disc"
# Linux tells the first disc's last errors to whoever comes next; that is over now.
sync "$disk" || true
mkfs.xfs -q -f "$disk"
mount -t xfs "$disk" /mnt
echo second >/mnt/second
umount /mnt

# Back to the first: what was synced is there.
host twin load "$(echo "$second" | sed 's/second.nfm/disc.nfm/')"
wait_until 60 disc_is "$first_disc" || die "the first disc does not come back"
size_is "$first_size" || die "the first disc has another capacity now"
e2fsck -f -y "$disk" >/run/fsck 2>&1 || [ $? = 1 ] || { cat /run/fsck; die "ext4 is broken"; }
mount -t ext4 "$disk" /mnt
check_hashes /mnt/tree /run/tree
umount /mnt

# The tray, by command, by ioctl's lock, by button.
/usr/bin/eject "$disk"
wait_until 60 is_empty || die "eject does not take the disc out"
wait_until 60 tray_is open || die "eject does not open the tray"
fails dd if="$disk" of=/dev/null count=8
/usr/bin/eject -t "$disk"
wait_until 60 disc_is "$first_disc" || die "eject -t does not draw the disc in"
host twin button
wait_until 60 is_empty || die "the button does not work"
/usr/bin/eject -t "$disk"
wait_until 60 is_full || die "the disc does not come back"

# A disc with its tab set.
knob write-protect on
host twin load "$second"
wait_until 60 disc_is "$second_disc" || die "the protected disc does not appear"
[ "$(cat "$attr/ro")" = 1 ] || die "a protected disc is not read-only"
fails write_block 0
mount -t xfs -o ro,norecovery "$disk" /mnt
[ "$(cat /mnt/second)" = second ] || die "the second disc is damaged"
umount /mnt
knob write-protect off
pressed=$(host press third.nfm --seed 3 --size 2G --read-only)
host twin load "$pressed"
wait_until 60 disc_is_not "$second_disc" || die "the third disc does not appear"
[ "$(cat "$attr/ro")" = 1 ] || die "a disc pressed read-only is not"
host twin load "$second"
wait_until 60 disc_is "$second_disc" || die "the second disc does not come back"
[ "$(cat "$attr/ro")" = 0 ] || die "a writable disc is read-only"
write_block 0
unload
