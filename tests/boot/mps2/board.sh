# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# An emulated mps2-an500 with its flash in ./flash.img. Sourced.
# shellcheck disable=SC2034

die() {
	echo "$(basename "$0"): $*" >&2
	exit 1
}

# ORDER: from power-up until the image has done that, and says so; resets are on the way.
power_up() {
	printf '%s' "$1" >order
	timeout 60 qemu-system-arm -M mps2-an500,memory-backend=m \
		-object memory-backend-file,id=m,share=on,mem-path=flash.img,size=16M \
		-global armv7m.init-nsvtor=0x60000000 -action watchdog=reset \
		-icount shift=1,sleep=off -display none -monitor none -serial null \
		-semihosting-config enable=on,target=native >said 2>&1 || true
}

# ORDER TEXT: boot loader and images must say that.
run() {
	power_up "$1"
	echo "$2" >wanted
	cmp -s said wanted || die "order $1: $(cat said)
where this should be: $2"
}

# AT FILE: into the flash, as a programmer does.
flash() {
	dd if="$2" of=flash.img bs=4k seek=$(($1 / 4096)) conv=notrunc status=none
}

sector=131072
slot0=$((2 * sector))
slot1=$((10 * sector))

# Erased.
blank() {
	head -c $((16 * sector)) /dev/zero | tr '\0' '\377' >flash.img
	truncate -s 16M flash.img
}
