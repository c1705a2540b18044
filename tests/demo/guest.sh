# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The demo, seen from the guest. Lines for the screen: "> step that begins",
# "< what came of it". /job/demo.conf says which run of the disc this is.

disk=/dev/nfod0

run='' previous='' tree_bytes=''
# shellcheck source=/dev/null
. /job/demo.conf

begin() {
	say "> $*"
}

end() {
	say "< $*"
}

has_disc() {
	[ "$(cat /sys/block/nfod0/size)" -gt 0 ]
}

has_no_disc() {
	! has_disc
}

# check DIRECTORY LIST: each file by its SHA-256, and no file but these.
check() {
	there=$(find "$1" -type f | wc -l)
	listed=$(wc -l <"$2")
	[ "$there" -eq "$listed" ] || die "$1 has $there files, not $listed"
	(cd "$1" && sha256sum -c "$2") >/tmp/sums 2>&1 || {
		grep -v ': OK$' /tmp/sums | head -n 5
		die "files in $1 are not what they were"
	}
	end "$listed files, every SHA-256 as on the host"
}

# copy DIRECTORY: the host's tree to there, all of it, on the disc.
copy() {
	cp -a /share "$1"
	sync
	bytes=$(find "$1" -type f -exec stat -c %s {} + | awk '{ sum += $1 } END { print sum }')
	[ "$bytes" = "$tree_bytes" ] || die "$1 holds $bytes bytes, not $tree_bytes"
	end "$(find "$1" -type f | wc -l) files, $(((bytes + 500000) / 1000000)) MB, synced"
}

appear() {
	begin 'Load nfod.ko: the drive appears on USB'
	insmod /job/nfod.ko
	wait_for $disk
	end "$disk, $(dmesg | sed -n 's/.*nfod0: .*firmware [^,]*, \(.*\), .*/\1/p' | tail -n 1)"
}

first_run() {
	begin 'Make ext4 on the disc'
	mkfs.ext4 -q -F $disk
	end "$(dumpe2fs -h $disk 2>/dev/null | sed -n 's/^Block count: *//p') blocks of 4 KiB"
	mount -t ext4 -o noinit_itable $disk /mnt
}

later_run() {
	begin "Find the files of run $previous on the disc"
	e2fsck -p $disk >/tmp/fsck || die "$(cat /tmp/fsck)"
	mount -t ext4 -o noinit_itable $disk /mnt
	check "/mnt/run-$previous" /job/previous.sha256
	rm -rf "/mnt/run-$((previous - 1))"
}

power_cut() {
	begin "Cut the drive's power, under the mount"
	host twin power off >/dev/null
	wait_gone $disk
	umount -l /mnt
	host twin power on >/dev/null
	wait_for $disk
	end 'gone, and back as a new device'
	begin 'Check the file system'
	e2fsck -p $disk >/tmp/fsck || [ $? -eq 1 ] || die "$(cat /tmp/fsck)"
	if grep -q 'recovering journal' /tmp/fsck; then
		end 'journal recovered, clean'
	else
		end 'clean'
	fi
	mount -t ext4 -o noinit_itable $disk /mnt
}

ext4() {
	if [ -n "$previous" ]; then
		later_run
	else
		first_run
	fi
	begin 'Copy a tree to ext4'
	copy "/mnt/run-$run"
	power_cut
	begin 'Read everything back'
	check "/mnt/run-$run" /job/tree.sha256
	umount /mnt
}

swap_discs() {
	begin 'Eject the disc, load a second, blank one'
	eject $disk
	wait_until 30 has_no_disc || die 'the disc stays in'
	host twin load "$(host make scratch.nfm pc-reference --size 2G --seed 2)" >/dev/null
	wait_until 30 has_disc || die 'the new disc is not seen'
	end "$(($(cat /sys/block/nfod0/size) / 2048)) MiB"
}

xfs() {
	begin 'Make xfs on it, copy the tree'
	mkfs.xfs -q -f $disk
	mount -t xfs $disk /mnt
	copy /mnt/tree
	umount /mnt
	mount -t xfs $disk /mnt
	begin 'Mount it anew, read everything back'
	check /mnt/tree /job/tree.sha256
	umount /mnt
}

# job NAME TITLE MODE BLOCK DEPTH MEGABYTES: what the reads read the writes have left.
job() {
	begin "$2"
	fio --name="$1" --filename=$disk --rw="$3" --bs="$4" --iodepth="$5" --size="$6M" \
	    --ioengine=libaio --direct=1 --verify=crc32c --do_verify=0 --verify_fatal=1 \
	    --output-format=json --output="/tmp/$1.json"
	put "/tmp/$1.json" "$1.json"
	case $3 in
	*read) end "$6 MiB, all as written" ;;
	*)     end "$6 MiB" ;;
	esac
}

measure() {
	job seqwrite  'fio: write, sequential, 128 KiB x 8' write 128k 8 256
	job seqread   'fio: read them back and verify'      read 128k 8 256
	job randwrite 'fio: write, random, 4 KiB x 32'      randwrite 4k 32 32
	job randread  'fio: read them back and verify'   randread 4k 32 32
	/job/nfodctl status >/tmp/status
	put /tmp/status status.txt
}

appear
ext4
swap_discs
xfs
measure
