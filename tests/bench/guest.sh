# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The guest's part of the bench: the same fio jobs on both disks in turn, and
# the host is told when one begins and ends. Lines for it: "result DISK JOB ROUND"
# when the report of that name is there.

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

# measure DISK DEVICE JOB MODE BLOCK DEPTH ROUND: fio itself tells when its work
# begins and ends, so that its own start is not counted.
measure() {
	name=$1-$3-$7
	fio --name="$name" --filename="$2" --rw="$4" --bs="$5" --iodepth="$6" --size=512M \
	    --ioengine=libaio --direct=1 --time_based --runtime="$seconds" --norandommap \
	    --randseed="$7" --exec_prerun="$note" --exec_postrun="$note" \
	    --output-format=json --output="$name.json"
	put "$name.json" "$name.json"
	rm "$name".*
	say "result $1 $3 $7"
}

both() {
	measure nfod /dev/nfod0 "$@"
	measure uas /dev/sda "$@"
}

note='sh -c ". /job/lib.sh; host note"'
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
