# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: with the rule installed, udev links the disk by its drive, its disc and its file system
# seconds: 100
# on: 6.12

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

points_here() {
	[ "$(readlink -f "$1")" = "$disk" ]
}

linked() {
	wait_until 30 points_here "$1" || {
		ls -lR /dev/disk || true
		die "no link $1"
	}
}

stop_drive
new_disc --size 2G
cp /job/60-nfod.rules /usr/lib/udev/rules.d/
/lib/systemd/systemd-udevd --daemon
udevadm control --reload
start_drive
load
linked "/dev/disk/by-id/nfod-$(count model)_$(count serial)"
linked "/dev/disk/by-id/nfod-disc-$(count disc_id)"
first_disc=$(count disc_id)

# The rule watches: a new file system is seen at once.
mkfs.ext4 -q -F -U 01234567-89ab-cdef-0123-456789abcdef -L music "$disk" 256m
linked /dev/disk/by-uuid/01234567-89ab-cdef-0123-456789abcdef
linked /dev/disk/by-label/music
mkfs.xfs -q -f -m uuid=fedcba98-7654-3210-fedc-ba9876543210 "$disk"
linked /dev/disk/by-uuid/fedcba98-7654-3210-fedc-ba9876543210

# Another disc: its links instead of the first one's.
second=$(host press second.nfm --seed 2 --size 2G)
host twin load "$second" >/dev/null
wait_gone "/dev/disk/by-id/nfod-disc-$first_disc"
wait_gone /dev/disk/by-uuid/fedcba98-7654-3210-fedc-ba9876543210
linked "/dev/disk/by-id/nfod-disc-$(count disc_id)"
second_disc=$(count disc_id)
host twin unplug >/dev/null
wait_gone "/dev/disk/by-id/nfod-disc-$second_disc"
udevadm control --exit
