# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: a drive that does not answer costs a link reset, then a port reset, then the disk, no more
# seconds: 200
# on: 6.12 6.1 ehci

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

short='timeout_ms=300 control_ms=500 abort_ms=300'

state_is() {
	[ "$(count link_state)" = "$1" ]
}

counted() {
	[ "$(count "$1")" -ge "$2" ]
}

intact() {
	for block in 0 1 2 3; do
		[ "$(read_block $block | sha256sum)" = "$(one_block $block | sha256sum)" ] ||
			die "block $block is wrong"
	done
}

# In the background, its outcome in /run/outcome.
try() {
	rm -f /run/outcome
	(
		outcome=bad
		! "$@" >/dev/null 2>&1 || outcome=good
		echo $outcome >/run/outcome.part
		mv /run/outcome.part /run/outcome
	) &
}

ended() {
	wait_until 90 test -e /run/outcome || die "a request does not end"
	[ "$(cat /run/outcome)" = "$1" ] || die "a request ended $(cat /run/outcome), not $1"
}

# The answer of one command is lost: link reset, and the command again.
lost_answer() {
	before=$(count link_resets)
	knob hang any
	try "$@"
	wait_until 60 counted link_resets $((before + 1)) || die "no link reset"
	knob hang off
	ended good
	[ "$(count port_resets)" = 0 ] || die "a port reset although the link reset helped"
}

# stuck KNOB VALUE COMMAND...: the abort does not help, so link reset.
stuck() {
	before=$(count link_resets)
	knob freeze on
	knob "$1" "$2"
	shift 2
	try "$@"
	wait_until 60 counted link_resets $((before + 1)) || die "no link reset"
	knob abort-fails off
	knob hang off
	knob freeze off
	ended good
	[ "$(count port_resets)" = 0 ] || die "a port reset although the link reset helped"
}

try_port_reset() {
	before=$(count port_resets)
	knob hang any
	knob link-reset-fails on
	try "$@"
	wait_until 60 counted port_resets $((before + 1)) || die "no port reset"
	knob link-reset-fails off
	knob hang off
	ended good
}

# Words: the parameters.
# shellcheck disable=SC2086
fresh $short
for block in 0 1 2 3 5000 6000 7000; do
	write_block $block
done
sync "$disk"

# A command that does not get on is aborted and done again: nothing else happens.
# The disc is asked only for what is not in the drive's cache.
unload
host twin power off
host twin power on
# shellcheck disable=SC2086
load $short
knob freeze until-abort
try read_block 5000
ended good
[ "$(count link_resets)" = 0 ] || die "a link reset although the abort helped"
[ "$(count retries)" = 1 ] || die "$(count retries) commands done again, not 1"
stuck hang any read_block 6000
stuck abort-fails on read_block 7000
lost_answer intact
lost_answer write_block 1
lost_answer sync "$disk"

# However many port resets: this one is about when the link reset works again.
echo 1000 >/sys/module/nfod/parameters/port_resets
try_port_reset intact
intact
[ "$(count link_state)" = up ] || die "the link is $(count link_state)"

# An answer that never comes is no reason to try for ever: the request fails.
echo 2 >/sys/module/nfod/parameters/port_resets
knob hang any
try read_block 0
ended bad
knob hang off

# Nothing helps: the disk dies, and with it every request.
host twin unplug
unload
host twin plug
# shellcheck disable=SC2086
load $short
knob hang any
knob link-reset-fails on
try read_block 0
ended bad
wait_until 60 state_is dead || die "the disk is not given up"
[ "$(count port_resets)" = 2 ] || die "$(count port_resets) port resets, not 2"
fails write_block 1
fails sync "$disk"
knob link-reset-fails off
knob hang off

# Not even endpoint 0 answers; but the drive is back before the bus gives it up.
unload
# shellcheck disable=SC2086
load $short
echo 200 >/sys/module/usbcore/parameters/initial_descriptor_timeout
knob silence on
try intact
wait_until 60 counted port_resets 1 || die "no port reset of a silent drive"
knob silence off
ended good
