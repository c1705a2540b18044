# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The drive under test. Needs lib.sh. After attach, $name is nfodN, $disk its
# device and $attr its directory in sysfs.

# The disc's name as the suite calls it.
disc=disc.nfm

usb_device() {
	grep -lx 1209 /sys/bus/usb/devices/*/idVendor 2>/dev/null | head -n 1 |
		sed 's|/idVendor$||'
}

has_usb_device() {
	[ -n "$(usb_device)" ]
}

no_usb_device() {
	! has_usb_device
}

disk_names() {
	for path in /sys/block/nfod*; do
		[ ! -e "$path" ] || echo "${path##*/}"
	done
}

no_disk() {
	[ -z "$(disk_names)" ]
}

# A disk with a disc in it.
ready_disk() {
	for path in /sys/block/nfod*; do
		if [ -e "$path" ] && [ "$(cat "$path/size")" != 0 ]; then
			echo "${path##*/}"
			return
		fi
	done
	return 1
}

use_disk() {
	name=$1
	disk=/dev/$name
	attr=/sys/block/$name
	wait_for "$disk"
}

attach() {
	wait_until 60 ready_disk || die "no disk appears"
	use_disk "$(ready_disk)"
}

loaded() {
	[ -d /sys/module/nfod ]
}

unloaded() {
	! loaded || rmmod nfod
}

# What has just looked for partitions lets go of a new disk a moment later (since 6.9 by a work item
# of its own).
unload() {
	wait_until 60 unloaded || die "the module cannot be unloaded"
}

# load [PARAMETER]...: the driver, and with it the disk.
load() {
	insmod /job/nfod.ko "$@"
	attach
}

# stop_drive: nothing of an earlier test is left.
stop_drive() {
	host twin-stop
	wait_until 60 no_usb_device || die "the drive does not go away"
	umount /mnt 2>/dev/null || true
	unload
}

start_drive() {
	host twin-start
	wait_until 60 has_usb_device || die "the drive does not appear on USB"
}

# new_disc [PRESS-ARGUMENT]...
new_disc() {
	host press "$disc" --seed 1 "$@" >/dev/null
}

# fresh [PARAMETER]...: a blank disc in a drive that was just switched on, and
# the driver loaded with these parameters.
fresh() {
	stop_drive
	new_disc --size 2G
	start_drive
	load "$@"
}

knob() {
	host twin set "$*" >/dev/null || die "the twin refuses: set $*"
}

count() {
	cat "$attr/$1"
}

# The twin's status, one number of it.
twin_count() {
	host twin status | sed "s/.*\"$1\":\([0-9]*\).*/\1/"
}

# one_block N: a block that tells its number.
one_block() {
	yes "block $1" | head -c 4096
}

read_block() {
	dd if="$disk" bs=4096 count=1 skip="$1" iflag=direct 2>/dev/null
}

# on_disk COMMAND...: with the disk as /proc/self/fd/9. A disk that went would
# come back as a plain file, made by whoever opened it for writing by its name.
on_disk() {
	"$@" 9<"$disk"
}

write_block() {
	one_block "$1" | on_disk dd of=/proc/self/fd/9 bs=4096 count=1 seek="$1" oflag=direct \
		conv=notrunc 2>/dev/null
}

# Hashes of all files below a directory, by name.
hashes() {
	(cd "$1" && find . -type f | sort | xargs sha256sum)
}

# check_hashes DIRECTORY FILE
check_hashes() {
	if (cd "$1" && sha256sum -c "$2" | grep -v ': OK$'); then
		die "files differ"
	fi
}
