# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: what fsync had passed before a power cut is there afterwards, whole, on a sound file system
# seconds: 180
# on: 6.12 6.1

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

# Files of many sizes, each on the list once fsync has passed, until one fails.
write_files() {
	number=0
	while number=$((number + 1)); do
		file=$1-$number
		head -c $((number * 7919 % 60000 + 1)) /dev/urandom >"/run/$file" || return
		cp "/run/$file" "/mnt/$file" 2>/dev/null || break
		sync "/mnt/$file" 2>/dev/null || break
		(cd /run && sha256sum "$file") >>/run/synced
		rm "/run/$file"
	done
	rm -f "/run/$file"
}

# What nobody syncs: the cache is never clean.
disturb() {
	while [ ! -e /run/enough ]; do
		dd if=/dev/urandom of=/mnt/noise bs=4k count=500 conv=notrunc 2>/dev/null || break
	done
}

check_fs() {
	case $1 in
	ext4)
		e2fsck -f -y "$disk" >/run/fsck 2>&1 && return
		# 1: the journal was replayed, or space of open files came back.
		[ $? = 1 ] || { cat /run/fsck; die "ext4 is broken"; }
		;;
	xfs)
		mount -t xfs "$disk" /mnt
		umount /mnt
		xfs_repair -n "$disk" >/run/fsck 2>&1 || { cat /run/fsck; die "xfs is broken"; }
		;;
	esac
}

check_synced() {
	mount -t "$1" "$disk" /mnt
	check_hashes /mnt "$2"
	umount /mnt
}

# cut FILE-SYSTEM KNOB NUMBER
cut() {
	mount -t "$1" "$disk" /mnt
	: >/run/synced
	knob "$2" "$3"
	write_files "$1-$2-$3-a" &
	one=$!
	write_files "$1-$2-$3-b" &
	two=$!
	disturb &
	wait $one $two
	touch /run/enough
	wait
	rm /run/enough
	wait_until 60 no_usb_device || die "the power is still on"
	umount /mnt
	host twin power on
	attach
	check_fs "$1"
	[ ! -s /run/synced ] || check_synced "$1" /run/synced
	say "$1, $2 $3: $(wc -l </run/synced) files synced"
	cat /run/synced >>/run/all
	rm /run/synced
}

fresh
mkfs.ext4 -q -F "$disk" 1g
for transfers in 97 211 402; do
	cut ext4 power-cut-after $transfers
done
for clusters in 1 18 60 110; do
	cut ext4 power-cut-after-clusters $clusters
done
check_synced ext4 /run/all
rm /run/all
mkfs.xfs -q -f "$disk"
cut xfs power-cut-after-clusters 33
cut xfs power-cut-after 300
check_synced xfs /run/all
