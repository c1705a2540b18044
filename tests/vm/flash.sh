# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: dfu-util and nfodctl update the drive's own image on its emulated processor; lsusb reads every descriptor, at full speed as well
# seconds: 400
# on: 6.12

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

# lsusb reads them by itself, from the device, and says what it cannot make out.
descriptors_of() {
	lsusb -v -d 1209: >"$1" 2>"$1.err" || die "lsusb fails: $(cat "$1.err")"
	! grep -iE 'warning|unrecognized|junk|cannot|error' "$1" "$1.err" ||
		die "lsusb finds fault with a descriptor"
}

in_dfu_mode() {
	dfu-util -l | grep -q 'Found DFU'
}

operations() {
	twin_count flash_operations
}

expect_data() {
	wait_until 200 ready_disk || die "the drive does not come back"
	use_disk "$(ready_disk)"
	[ "$(read_block 7 | sha256sum)" = "$(one_block 7 | sha256sum)" ] || die "block 7 is wrong"
}

stop_drive
# dfu-util hears of devices by udev.
/lib/systemd/systemd-udevd --daemon
host twin-image
wait_until 60 has_usb_device || die "the drive does not appear on USB"
insmod /job/nfod.ko
wait_until 200 ready_disk || die "no disk appears"
use_disk "$(ready_disk)"
write_block 7
descriptors_of /run/drive
grep -q 'bInterfaceProtocol *1' /run/drive || die "no run-time DFU interface"

# No flush has been: the drive writes what it owes before it goes.
dfu-util -e || true
wait_until 60 in_dfu_mode || die "the drive does not come back in DFU mode"
descriptors_of /run/dfu
grep -q 'bInterfaceProtocol *2' /run/dfu || die "no DFU mode interface"
before=$(operations)
dfu-util -D /job/drive.dfu | tail -n 3
[ $(($(operations) - before)) -gt 5000 ] || die "dfu-util has not programmed the flash"
expect_data

before=$(operations)
/job/nfodctl flash /job/drive.dfu
[ $(($(operations) - before)) -gt 5000 ] || die "nfodctl has not programmed the flash"
expect_data
/job/nfodctl fault | tee /run/fault
fails grep -q 'pc' /run/fault

# At full speed: no disk, but descriptors of that speed, and a way into DFU mode.
host twin-stop
wait_until 60 no_usb_device || die "the drive does not go away"
host twin-image --speed full
wait_until 60 has_usb_device || die "the drive does not appear at full speed"
descriptors_of /run/full
grep -q 'wMaxPacketSize *0x0040  1x 64' /run/full || die "no packets of full speed"
fails grep -q 'wMaxPacketSize *0x0200' /run/full
dmesg | grep -q 'full-speed is too slow' || die "the driver does not say that it is too slow"
dfu-util -e || true
wait_until 60 in_dfu_mode || die "the drive does not come back in DFU mode at full speed"
descriptors_of /run/full-dfu
udevadm control --exit
