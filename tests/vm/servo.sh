# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: a drive that flies: shocks cost time only, tilt and low supply are named and pass, pace shows
# seconds: 240
# on: 6.12 6.1
# needs: fio

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

verified() {
	fio --filename="$disk" --direct=1 --ioengine=libaio --randseed=7 --group_reporting \
		--verify=crc32c --verify_fatal=1 --bs=4k --iodepth=4 --output=/run/fio "$@" ||
		{ tail -n 40 /run/fio; die "fio: $*"; }
}

kernel_says() {
	dmesg | tail -n +"$seen" | grep -q "$1"
}

# named KNOB WORDS: reads fail, and the kernel's log says why.
named() {
	seen=$(dmesg | wc -l)
	tries=0
	while read_block $((place += step)) >/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 40 ] || die "$1 hurts nobody"
		worse $tries
	done
	kernel_says "$2" || { dmesg | tail -n 5; die "the kernel's log does not name the $1"; }
}

# Once it is over, the disk works again, perhaps only after a while.
passes() {
	wait_until 30 read_block $((place += step)) || die "the disk does not recover from $1"
}

# written ARGUMENT...: whole clusters; blocks that were never written are read without the disc.
written() {
	fio --filename="$disk" --direct=1 --ioengine=libaio --iodepth=16 --randseed=7 --bs=64k \
		--name=written --end_fsync=1 --output=/run/fio "$@" ||
		{ tail -n 40 /run/fio; die "fio: $*"; }
}

# reads NAME [ARGUMENT]...: one at a time, a cluster each.
reads() {
	log=$1
	shift
	fio --filename="$disk" --direct=1 --ioengine=psync --randseed=7 --rw=randread --bs=64k \
		--name="$log" --write_lat_log="/run/$log" --disable_slat=1 --disable_clat=1 \
		--output=/run/fio "$@" || { tail -n 40 /run/fio; die "fio: $*"; }
}

# mean_ms NAME
mean_ms() {
	awk -F, '{ sum += $2 } END { print int(sum / NR / 1e6) }' "/run/$1_lat.1.log"
}

place=1000000
step=100000
seen=$(dmesg | wc -l)
stop_drive
host make "$disc" pc-reference --seed 1 >/dev/null
host twin-start --servo full
wait_until 60 has_usb_device || die "the drive does not appear on USB"
load
mkfs.ext4 -q -F "$disk" 256m
mount -t ext4 "$disk" /mnt
cp -r /usr/lib/udev /mnt/tree
hashes /mnt/tree >/run/tree
umount /mnt
mount -t ext4 "$disk" /mnt
check_hashes /mnt/tree /run/tree
umount /mnt
[ "$(twin_count contacts)" = 0 ] || die "the head has touched the disc in fair weather"

# Shocks, which the guard meets by pulling the head away.
while [ ! -e /run/enough ]; do
	knob shock axial 10 1
	knob shock radial 4 1
	sleep 0.2
done &
verified --name=shaken --rw=randrw --offset=512m --size=512m --io_size=1200k
touch /run/enough
wait
[ "$(twin_count retracts)" != 0 ] || die "no shock has made the head retract"
! kernel_says 'I/O error' || die "a shock has cost more than time"

# More of them than the cache holds, so that the first ones have left it.
written --rw=write:$((step * 4096 - 65536)) --offset=$((place * 4096)) --size=41g --io_size=6400k
written --rw=write --offset=1g --size=16m
# What is read later by the wall's clock: the same dice fall alike.
written --rw=randwrite --size=64g --io_size=7680k

worse() {
	knob supply 3.6 500
}
named supply 'supply voltage falls'
passes 'low supply'

# Tilt grows until the loop cannot level it any more.
worse() {
	knob tilt "$(awk "BEGIN { print $1 / 4 }")" 0
}
named tilt 'tilted'
knob tilt 0 0
passes tilt
mount -t ext4 "$disk" /mnt
check_hashes /mnt/tree /run/tree
umount /mnt
[ "$(count link_resets)" = 0 ] || die "the link was reset"
unload

# The same drive by the wall's clock: the host sees seek and rotation, as long as they are.
stop_drive
host twin-record --servo full --pace real
wait_until 60 has_usb_device || die "the drive does not appear on USB"
host hurry
load
reads near --offset=1g --size=16m --io_size=3840k
reads far --size=64g --io_size=7680k
near=$(mean_ms near)
far=$(mean_ms far)
say "mean read: $near ms within 16 MiB, $far ms all over the disc"
[ "$near" -ge 10 ] || die "there is no rotation in the latencies"
[ "$far" -ge $((near + 20)) ] || die "there is no seek in the latencies"
put /run/far_lat.1.log far.log
unload
host twin-stop
host calm
said=$(host latency far.log 16)
say "$said"
demerit=$(echo "$said" | sed 's/.*demerit \([0-9]*\).*/\1/')
[ "$demerit" -lt 5 ] || die "the host's latencies are not the drive's"
host replay
