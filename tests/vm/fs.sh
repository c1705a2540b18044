# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: ext4 and xfs take a real tree of files and give every byte of it back
# seconds: 300
# on: 6.12 6.1

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

tree=/usr/lib/modules
hashes $tree >/run/tree

cycle() {
	mount -t "$1" "$disk" /mnt
	cp -a $tree /mnt/tree
	umount /mnt
	mount -t "$1" "$disk" /mnt
	check_hashes /mnt/tree /run/tree
	rm -r /mnt/tree/*/kernel/fs
	fstrim /mnt
	umount /mnt
}

fresh
mkfs.ext4 -q -F "$disk"
cycle ext4
e2fsck -f -n "$disk" || die "ext4 is not clean"
mkfs.xfs -q -f "$disk"
cycle xfs
xfs_repair -n "$disk" >/run/repair 2>&1 || { cat /run/repair; die "xfs is not clean"; }
[ "$(count link_resets)" = 0 ] || die "the link was reset in fair weather"
say "$(wc -l </run/tree) files"
