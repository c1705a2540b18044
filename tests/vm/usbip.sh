# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: what the README says of USB/IP works: Debian's usbip attaches a twin over TCP at both speeds
# seconds: 300
# on: 6.12 6.1

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

attach_over_tcp() {
	/job/nfod-twin /tmp/usbip.nfm --usbip 127.0.0.1:3240 --speed "$1" --seed 2 >/run/twin 2>&1 &
	twin=$!
	wait_until 30 usbip list -r 127.0.0.1 || die "nobody answers: $(cat /run/twin)"
	usbip list -r 127.0.0.1 2>&1 | grep -q '1209:0001' || die "the twin does not offer a drive"
	usbip attach -r 127.0.0.1 -b 1-1 || die "usbip cannot attach at $1 speed"
}

keep_a_tree() {
	mkfs.ext4 -q -F "$disk" 256m
	mount -t ext4 "$disk" /mnt
	cp -r /lib/modules /mnt
	hashes /mnt >/run/hashes
	umount /mnt
	mount -t ext4 -o ro "$disk" /mnt
	check_hashes /mnt /run/hashes
	umount /mnt
}

detach_over_tcp() {
	port=$(usbip port 2>/dev/null | sed -n 's/^Port \([0-9]*\):.*/\1/p')
	usbip detach -p "$port" || die "usbip cannot detach port $port"
	wait_gone "$disk"
	kill "$twin"
	wait "$twin" || die "the twin did not end well: $(cat /run/twin)"
}

stop_drive
ip link set lo up
modprobe vhci-hcd
mkdir -p /var/run
/job/nfod-press blank -o /tmp/usbip.nfm --size 1G --seed 2 --force >/dev/null
insmod /job/nfod.ko
for speed in high super; do
	attach_over_tcp $speed
	attach
	keep_a_tree
	detach_over_tcp
done
