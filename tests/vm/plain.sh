# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: without streams on a SuperSpeed port the same requests work, announced one by one
# seconds: 300
# on: 6.12
# needs: fio

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

fresh streams=0
[ "$(count alt_setting)" = 0 ] || die "streams=0 is ignored"
fio --filename="$disk" --direct=1 --ioengine=libaio --randseed=8 --verify_fatal=1 \
	--verify=crc32c --bsrange=4k-512k --blockalign=4k --iodepth=32 --output=/run/fio \
	--name=random --rw=randrw --offset=0 --size=32m \
	--name=sequential --rw=write --offset=64m --size=32m --bs=128k ||
	{ tail -n 40 /run/fio; die "fio"; }
unload
load streams=1
[ "$(count alt_setting)" = 1 ] || die "no streams although both sides have them"
[ "$(count link_resets)" = 0 ] || die "the link was reset in fair weather"
