# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: with the cable pulled at any moment every request ends and a new plug makes a new disk
# seconds: 300
# on: 6.12 6.1 ehci

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

# Readers, writers and a file system, all busy until they fail.
load_up() {
	mkfs.ext4 -q -F "$disk" 1g
	mount -t ext4 "$disk" /mnt
	busy=
	run_busy read_on
	run_busy write_on 1M 1100
	run_busy write_on 4k 400000
	run_busy sh -c 'while cp -r /usr/lib/udev /mnt/copy && sync && rm -r /mnt/copy; do :; done'
	run_busy sh -c 'while dd if=/dev/zero of=/mnt/file bs=64k count=16 conv=fsync; do :; done'
}

read_on() {
	while dd if="$disk" of=/dev/null bs=512k iflag=direct; do :; done
}

# write_on BYTES BLOCK
write_on() {
	while on_disk dd if=/dev/zero of=/proc/self/fd/9 bs="$1" seek="$2" count=64 oflag=direct; do
		:
	done
}

run_busy() {
	"$@" >/dev/null 2>&1 &
	busy="$busy $!"
}

all_ended() {
	# Words: the processes.
	# shellcheck disable=SC2086
	wait $busy || true
}

drive_is_gone() {
	wait_until 60 no_usb_device || die "the drive is still on USB"
	all_ended
	if touch /mnt/new && sync /mnt/new; then
		die "the file system works without its disk"
	fi
	wait_until 60 test ! -e "/sys/block/$name" || die "the disk is still there"
	fails rmmod nfod
	umount /mnt
}

fresh
for transfers in 1 7 100 1001; do
	load_up
	knob unplug-after $transfers
	drive_is_gone
	host twin plug
	attach
done
load_up
host twin unplug
drive_is_gone
unload
insmod /job/nfod.ko
host twin plug
attach
write_block 5
[ "$(read_block 5 | sha256sum)" = "$(one_block 5 | sha256sum)" ] || die "the new disk does not work"
# The whole drive goes away at once, as when its process dies.
load_up
host twin-kill
drive_is_gone
start_drive
attach
unload
