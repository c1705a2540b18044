# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: what fio writes, in any pattern and with every kind of request mixed in, it reads back
# seconds: 180
# on: 6.12 6.1 ehci
# needs: fio

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

verified() {
	fio --filename="$disk" --direct=1 --ioengine=libaio --randseed=7 --group_reporting \
		--verify_fatal=1 --output=/run/fio "$@" || { tail -n 40 /run/fio; die "fio: $*"; }
}

mixed() {
	verified --verify=crc32c --bsrange=4k-512k --blockalign=4k --iodepth=32 \
		--name=random --rw=randwrite --offset=0 --size=48m \
		--name=sequential --rw=write --offset=64m --size=48m --bs=128k \
		--name=small --rw=randrw --offset=128m --size=12m --bsrange=4k-4k \
		--name=flushes --rw=randwrite --offset=256m --size=6m --bsrange=4k-64k --fsync=16 \
		--name=barriers --rw=randwrite --offset=288m --size=3m --bsrange=4k-16k --sync=1 \
			--iodepth=1
}

zeroed() {
	dd if="$disk" bs=1M skip=512 count=16 iflag=direct 2>/dev/null | tr -d '\0' | wc -c
}

fresh
say "alternate setting $(count alt_setting), $(count slots) slots"
mixed
verified --bs=64k --iodepth=8 --name=trims --rw=randtrimwrite --offset=512m --size=16m
/usr/sbin/blkdiscard -z -o 536870912 -l 16777216 "$disk"
[ "$(zeroed)" = 0 ] || die "zeroes are not zero"
/usr/sbin/blkdiscard -o 0 -l 67108864 "$disk"
[ "$(count link_resets)" = 0 ] || die "the link was reset in fair weather"
