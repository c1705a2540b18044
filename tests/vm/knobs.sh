# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: bad blocks cost only themselves, a failed write fails fsync once, slow is not broken
# seconds: 200
# on: 6.12

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

good() {
	[ "$(read_block "$1" | sha256sum)" = "$(one_block "$1" | sha256sum)" ]
}

fresh timeout_ms=300 control_ms=1000
dd if=/dev/zero of="$disk" bs=1M count=4 oflag=direct 2>/dev/null
for block in 99 100 103 104 500; do
	write_block $block
done
sync "$disk"

# Out of the drive's cache: only the disc knows.
host twin power off
wait_until 60 no_disk || die "the disk is still there"
host twin power on
attach
knob medium-error 100 4
good 99 || die "block 99, before the bad ones, is lost"
fails read_block 100
fails read_block 103
good 104 || die "block 104, behind the bad ones, is lost"
good 500 || die "block 500 is lost"
fails dd if="$disk" of=/dev/null bs=64k skip=6 count=1 iflag=direct
knob medium-error off
good 100 || die "block 100 does not come back"
[ "$(count link_resets)" = 0 ] || die "a medium error has reset the link"

# Bad places cost nothing but themselves.
knob write-error 100 2000
write_block 4096
sync "$disk" || die "a bad cluster is not gone round"
knob write-error off
[ "$(count link_state)" = up ] || die "the disk died of a bad cluster"
good 4096 || die "block 4096 is wrong"

knob delay 2500
good 500 || die "a slow drive fails"
write_block 501
sync "$disk"
knob delay off
good 501 || die "block 501 is wrong"
[ "$(count link_state)" = up ] || die "a slow drive is given up"
[ "$(count port_resets)" = 0 ] || die "a slow drive has its port reset"

# Lost news: of credit, and in pieces.
knob drop-credits 100
knob pieces 9
dd if=/dev/zero of="$disk" bs=1M count=96 seek=64 oflag=direct 2>/dev/null
sync "$disk"
knob drop-credits off
knob pieces off
knob stall 0x82
good 500 || die "the disk does not recover from a stall of its data endpoint"
knob stall 0x01
good 500 || die "the disk does not recover from a stall of its command endpoint"
knob stall 0x83
good 500
good 501 || die "the disk does not recover from a stall of its third endpoint"
[ "$(count port_resets)" = 0 ] || die "a stall has reset the port"
fails host twin set no-such-knob 1
