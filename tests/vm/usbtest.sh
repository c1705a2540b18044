# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: the kernel's usbtest finds nothing wrong with the drive's test mode, which no disc in use allows
# seconds: 100
# on: 6.12 6.1 ehci

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

# The last alternate setting of interface 0, which is for tests.
test_setting() {
	/job/usbreq control-in 0x80 6 0x0200 0 512 | grep -o '090400..02ff4e03' | cut -c 8
}

node() {
	printf '/dev/bus/usb/%03d/%03d' "$(cat "$(usb_device)/busnum")" "$(cat "$(usb_device)/devnum")"
}

bind_usbtest() {
	modprobe usbtest vendor=0x1209 product=0x0001 alt="$(test_setting)" pattern=1
	wait_until 10 test -e "/sys/bus/usb/drivers/usbtest/$(basename "$(usb_device)"):1.0" ||
		die "usbtest does not bind to the drive"
}

# case NUMBER ITERATIONS LENGTH VARY SGLEN
run_case() {
	if said=$(/job/testusb "$(node)" "$@" 2>&1); then
		say "test $1: ok, $said"
	else
		dmesg | tail -n 5
		die "$said"
	fi
}

fresh
write_block 7
sync "$disk"
setting=$(test_setting)
[ -n "$setting" ] || die "the drive has no test setting"

# In use: the driver owns interface 0, and whoever takes it away from it still meets the door.
exec 3<"$disk"
medium=$(count medium)
fails sh -c "/job/usbreq claim 0 | grep -qx ok"
exec 3<&-
unload
lock='control-out 0x41 0x14 1 0 -'
# Words, on purpose.
# shellcheck disable=SC2086
answer=$(/job/usbreq claim 0 $lock alternate 0 "$setting" control-out 0x41 0x14 0 0 - \
	alternate 0 "$setting")
[ "$answer" = "$(printf 'ok\nok\nerror LIBUSB_ERROR_OTHER\nok\nok')" ] ||
	die "a locked door and the test setting: $answer"

bind_usbtest
run_case 0 1 0 0 0
run_case 1 200 4096 0 0
run_case 2 200 4096 0 0
run_case 3 300 4096 421 0
run_case 4 200 8192 1024 0
run_case 5 20 4096 0 32
run_case 6 20 4096 0 32
run_case 7 20 4096 1024 32
run_case 8 20 4096 1024 32
run_case 9 50 0 0 0
run_case 10 50 0 0 32
run_case 11 50 4096 0 0
run_case 12 50 4096 0 0
run_case 13 20 0 0 0
run_case 17 100 4096 0 0
run_case 18 100 4096 0 0
run_case 19 100 4096 0 0
run_case 20 100 4096 0 0
run_case 29 20 0 0 0

# QEMU's xHCI forgets what was queued behind a transfer that is cancelled: see below.
[ "$(cat "$(usb_device)/speed")" != 480 ] || run_case 24 50 4096 0 32

# Queues of 32 transfers, of zeroes.
echo 0 >/sys/module/usbtest/parameters/pattern
run_case 27 20 4096 0 32
run_case 28 20 4096 0 32

rmmod usbtest

# The sink looks at what it gets: after a wrong byte it takes nothing until its halt is cleared.
answer=$(/job/usbreq claim 0 alternate 0 "$setting" out 1 000102030405 out 1 000102030605 \
	out 1 000102030405 clear 1 out 1 000102030405 | tr '\n' ' ')
[ "$answer" = "ok ok ok ok error LIBUSB_ERROR_PIPE ok ok " ] ||
	die "the sink does not look at what it gets: $answer"

# Tests 14 and 21 are for devices that usbtest knows by their numbers: the same requests by hand.
set -- claim 0 alternate 0 "$setting"
expected='ok\nok'
for length in 1 2 63 64 65 511 512 513 1023 1024; do
	text=$(seq -w 999 | tr -d '\n' | head -c "$length" | od -An -v -tx1 | tr -d ' \n')
	set -- "$@" control-out 0x40 0x5b 0 0 "$text" control-in 0xc0 0x5c 0 0 "$length"
	expected="$expected\nok\nok $text"
done
# shellcheck disable=SC2059
[ "$(/job/usbreq "$@")" = "$(printf "$expected")" ] || die "what was written to endpoint 0 differs"
[ "$(/job/usbreq claim 0 alternate 0 "$setting" control-out 0x40 0x5b 0 0 "$text$text" | tail -n 1)" = \
	"error LIBUSB_ERROR_PIPE" ] || die "too long a write to endpoint 0 is taken"

# Back to the disk.
load
[ "$(read_block 7 | sha256sum)" = "$(one_block 7 | sha256sum)" ] || die "block 7 is wrong"
[ "$(count medium)" = "$medium" ] || die "the disc was changed"

# Cancelled out of the midst of a queue, at SuperSpeed, by a host controller that knows how to.
stop_drive
modprobe vhci-hcd
/job/nfod-press blank -o /tmp/vhci.nfm --size 1G --seed 2 --force >/dev/null
/job/nfod-twin /tmp/vhci.nfm --vhci --seed 2 >/run/twin 2>&1 &
twin=$!
wait_until 60 has_usb_device || die "the drive does not appear: $(cat /run/twin)"
bind_usbtest
run_case 24 50 4096 0 32
rmmod usbtest
kill "$twin"
wait "$twin" || die "the twin did not end well: $(cat /run/twin)"
wait_until 60 no_usb_device || die "the drive does not go away"
