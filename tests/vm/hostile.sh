# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: whatever a lying drive answers, every request ends and the kernel stays whole
# seconds: 400
# on: 6.12

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

# What each wave may be told. Silence costs a second a time, so there is less of it.
lies='slot,epoch,sequence,magic,kind,status,data-len,detail,credit,short,long,stale,twice'
lies="$lies,stream,stall,flood,identify,control"

wave() {
	for job in 1 2 3; do
		dd if="$disk" of=/dev/null bs=64k count=24 skip=$((job * 100)) iflag=direct &
		on_disk dd if=/dev/zero of=/proc/self/fd/9 bs=16k count=24 seek=$((job * 1000)) \
			oflag=direct conv=fsync &
	done 2>/dev/null
	wait
}

usable() {
	[ -e "$attr" ] && [ "$(count link_state)" = up ] && [ "$(cat "$attr/size")" != 0 ]
}

replug() {
	host twin unplug >/dev/null
	wait_until 60 no_disk || die "the disk is still there"
	host twin plug >/dev/null
	attach
}

# torment CASES KINDS: so many answers changed.
torment() {
	goal=$(($(twin_count hostile_cases) + $1))
	while [ "$(twin_count hostile_cases)" -lt $goal ]; do
		seed=$((seed + 1))
		host twin set hostile "$seed:$2" >/dev/null
		wave
		host twin set hostile off >/dev/null
		usable || replug
		waves=$((waves + 1))
	done
}

settled() {
	write_block 77
	sync "$disk"
	[ "$(read_block 77 | sha256sum)" = "$(one_block 77 | sha256sum)" ] ||
		die "an honest drive is not believed any more"
}

seed=0
waves=0
limits='timeout_ms=100 control_ms=200 abort_ms=100'
# Words: the parameters.
# shellcheck disable=SC2086
fresh $limits link_resets=1000
echo 200 >/sys/module/usbcore/parameters/initial_descriptor_timeout
knob hostile-rate 100
torment 150 $lies
torment 5 silence
settled
unload
# shellcheck disable=SC2086
load $limits link_resets=1000 streams=0
torment 150 $lies
torment 5 silence
settled
unload
# shellcheck disable=SC2086
load $limits link_resets=0 port_resets=1000
torment 40 $lies
[ -e "$attr" ] || attach
settled
say "$waves waves, $(twin_count hostile_cases) cases"
unload
