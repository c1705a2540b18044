# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: the drive answers USB's standard requests as it must, refuses others, and goes on with I/O
# seconds: 200
# on: 6.12 6.1 ehci

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

# expect TEXT STEP...: what the steps answer, a line each; TEXT is a pattern.
expect() {
	text=$1
	shift
	answer=$(/job/usbreq "$@")
	# A pattern, on purpose.
	# shellcheck disable=SC2254
	case $answer in
	$text) ;;
	*) die "usbreq $*: $answer, not $text" ;;
	esac
}

stalled='error LIBUSB_ERROR_PIPE'

busy_reader() {
	while [ ! -e /run/enough ]; do
		dd if="$disk" of=/dev/null bs=256k count=64 iflag=direct 2>/dev/null || return
	done
}

# Little-endian, as hexadecimal digits.
le32() {
	printf '%02x%02x%02x%02x' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) \
		$(($1 >> 24 & 255))
}

zeroes() {
	head -c "$1" /dev/zero | od -An -v -tx1 | tr -d ' \n'
}

# flush EPOCH SEQUENCE: the command, in slot 0 and for disc $medium
flush() {
	echo "$(le32 0x4d43464e)$(le32 3)$(le32 "$1")$(le32 "$2")$(zeroes 16)$(le32 "$medium")$(zeroes 28)"
}

fresh timeout_ms=500 control_ms=2000
mkfs.ext4 -q -F "$disk" 256m
mount -t ext4 "$disk" /mnt
cp -r /usr/lib/udev /mnt/tree
hashes /mnt/tree >/run/tree
(busy_reader && touch /run/read-well) &

# Tools, while the disk is mounted and busy.
/job/nfodctl list | grep -q TWIN- || die "nfodctl list does not show the drive"
/job/nfodctl --json info >/run/info || die "nfodctl info"
grep -q "$(count serial)" /run/info || die "nfodctl info does not tell the serial number"
grep -q "$(count disc_id)" /run/info || die "nfodctl info does not tell the disc"
/job/nfodctl --json status >/run/status || die "nfodctl status"

# Standard requests to the device. 0x80: device to host.
expect 'ok 1201????????????0912010*' control-in 0x80 6 0x0100 0 18
expect 'ok 0902????0201*' control-in 0x80 6 0x0200 0 512
expect 'ok 050f*' control-in 0x80 6 0x0f00 0 64
expect 'ok 04030904' control-in 0x80 6 0x0300 0 255
expect 'ok ??034e00650061007200*' control-in 0x80 6 0x0302 0x409 255
expect 'ok 1201' control-in 0x80 6 0x0100 0 2
expect 'ok 0?00' control-in 0x80 0 0 0 2
expect 'ok 01' control-in 0x80 8 0 0 1

# What there is not.
expect "$stalled" control-in 0x80 6 0x0201 0 9
expect "$stalled" control-in 0x80 6 0x2100 0 9
expect "$stalled" control-in 0x80 6 0x0377 0x409 255
expect "$stalled" control-in 0x80 0x33 0 0 2
expect "$stalled" control-out 0x00 3 0x77 0 -
expect "$stalled" control-in 0xc0 1 0 0 256
expect "$stalled" control-in 0xc1 1 0 2 256
expect "$stalled" control-in 0xc1 1 7 0 256
expect "$stalled" control-in 0xc1 0x77 0 1 8
expect "$stalled" control-in 0xc1 2 32 1 64
expect "$stalled" control-out 0x41 0x11 0 1 "$(le32 1)$(zeroes 4)"
expect "$stalled" control-out 0x41 0x11 0 0 "$(le32 1)"
expect "$stalled" control-out 0x41 0x13 0 0 -
expect "$stalled" control-out 0x41 0x14 2 0 -

touch /run/enough
wait
[ -e /run/read-well ] || die "reads failed beside the requests"
check_hashes /mnt/tree /run/tree
umount /mnt
[ "$(count link_resets)" = 0 ] || die "harmless requests have reset the link"

# Somebody else resets the link: the driver finds out and puts it right.
expect ok control-out 0x41 0x11 0 0 "$(le32 0x1234)$(zeroes 4)"
write_block 7
sync "$disk"
[ "$(read_block 7 | sha256sum)" = "$(one_block 7 | sha256sum)" ] || die "block 7 is wrong"
[ "$(count link_resets)" -gt 0 ] || die "nobody has noticed a foreign link reset"

# Endpoints of interface 0 need it to be free of the driver. 0x02: to an endpoint.
medium=$(count medium)
unload
expect "ok
ok 0000
ok
ok 0100
$stalled
ok
ok 0000" claim 0 control-in 0x82 0 0 0x82 2 control-out 0x02 3 0 0x82 - \
	control-in 0x82 0 0 0x82 2 in 0x82 64 clear 0x82 control-in 0x82 0 0 0x82 2
expect "ok
ok
ok 0100
$stalled
ok
ok 0000" claim 0 control-out 0x02 3 0 0x01 - control-in 0x82 0 0 0x01 2 out 0x01 00 \
	clear 0x01 control-in 0x82 0 0 0x01 2

# A flush by hand: CREDIT on EP3, then its DONE; then rubbish, which halts EP1.
expect "ok
ok
ok
ok
ok 4e46524504*
ok 4e465245030000004d0000000700000000000000*" claim 0 \
	control-out 0x41 0x11 0 0 "$(le32 77)$(zeroes 4)" alternate 0 0 \
	out 0x01 "$(flush 77 7)" in 0x83 32 in 0x83 32
expect "ok
ok
ok
ok
$stalled
ok
ok" claim 0 control-out 0x41 0x11 0 0 "$(le32 78)$(zeroes 4)" alternate 0 0 \
	out 0x01 "$(zeroes 64)" out 0x01 "$(flush 78 1)" \
	control-out 0x41 0x11 0 0 "$(le32 79)$(zeroes 4)" alternate 0 0
load
[ "$(read_block 7 | sha256sum)" = "$(one_block 7 | sha256sum)" ] || die "block 7 is wrong"
[ "$(count link_resets)" = 0 ] || die "the driver does not find the link in order"
