# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# claim: a disc that the drive cannot fly over is refused, with the reason in log, sysfs and nfodctl
# seconds: 100
# on: 6.12 6.1

# shellcheck source=tests/vm/guest/drive.sh
. /job/drive.sh

fault_is() {
	[ "$(count fault)" = "$1" ]
}

size_is() {
	[ "$(cat "$attr/size")" = "$1" ]
}

log_says() {
	dmesg | grep "$1"
}

fresh
first_disc=$(count disc_id)
first_size=$(cat "$attr/size")
fault_is none || die "a good disc is faulty"
! log_says 'numerical aperture' || die "the log has it before it happened"

# The drive gets the head of another; discs for the old one are not for it.
knob na 1.70
second=$(host press second.nfm --seed 2 --size 1G)
host twin load "$second"
wait_until 60 fault_is optics || die "a disc for another head is taken"
size_is 0 || die "a refused disc has a capacity"
log_says 'drive reports a fault: disc is made for another numerical aperture' ||
	die "the log does not say why"
/job/nfodctl info >/run/info || die "nfodctl does not like a refused disc"
grep 'disc is for NA 1.50, head has 1.70' /run/info || die "nfodctl does not say why"
/job/nfodctl --json status | grep '"state":\s*"fault"' || die "nfodctl does not see the fault"
fails dd if="$disk" of=/dev/null bs=4096 count=1

# With its own head all is well again.
knob na 1.50
host twin load "$(echo "$second" | sed 's/second.nfm/disc.nfm/')"
wait_until 60 size_is "$first_size" || die "the first disc does not come back"
fault_is none || die "the fault stays"
[ "$(count disc_id)" = "$first_disc" ] || die "that is another disc"
write_block 7
[ "$(read_block 7 | sha256sum)" = "$(one_block 7 | sha256sum)" ] || die "block 7 was lost"
unload
