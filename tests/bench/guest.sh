# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The guest's part of the bench: the same fio jobs on both disks in turn, and
# what the CPU did meanwhile. Lines for the host: "result DISK JOB ROUND", then
# FILEs of that name.

rounds='' seconds=''
# shellcheck source=/dev/null
. /job/bench.conf

modprobe -a uas sd_mod
insmod /job/nfod.ko
wait_for /dev/nfod0
wait_for /dev/sda

# The same 512 MiB of both, with something in them.
fill() {
	fio --name=fill --filename="$1" --rw=write --bs=128k --iodepth=8 --ioengine=libaio \
	    --direct=1 --size=512M --output=/dev/null
}

# measure DISK DEVICE JOB MODE BLOCK DEPTH ROUND: fio itself notes /proc/stat when
# its work begins and ends, so that its start is not counted.
measure() {
	name=$1-$3-$7
	fio --name="$name" --filename="$2" --rw="$4" --bs="$5" --iodepth="$6" --size=512M \
	    --ioengine=libaio --direct=1 --time_based --runtime="$seconds" --norandommap \
	    --randseed="$7" --exec_prerun='cat /proc/uptime /proc/stat' \
	    --exec_postrun='cat /proc/uptime /proc/stat' \
	    --output-format=json --output="$name.json"
	for file in "$name.json" "$name.prerun.txt" "$name.postrun.txt"; do
		put "$file" "$file"
		rm "$file"
	done
	say "result $1 $3 $7"
}

both() {
	measure nfod /dev/nfod0 "$@"
	measure uas /dev/sda "$@"
}

cd /tmp || exit
fill /dev/nfod0
fill /dev/sda
round=0
while [ $round -lt "$rounds" ]; do
	round=$((round + 1))
	both read-4k-1    randread  4k    1 $round
	both read-4k-32   randread  4k   32 $round
	both write-4k-32  randwrite 4k   32 $round
	both read-128k-8  read      128k  8 $round
	both write-128k-8 write     128k  8 $round
done
