#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# nfod-press: what it makes, what it refuses.

set -eu

# shellcheck source=tests/press/cases
. "$(dirname "$(realpath "$0")")/cases"
twin=$O/nfod-twin

cases='same_seed_same_bytes other_seed_other_disc random_seed_is_told
whole_disc_holds_67_gb smallest_disc_that_holds size_limits keeps_what_is_there
force_replaces truncated_is_refused altered_header_is_refused
altered_lead_in_is_refused other_version_is_refused not_an_image_is_refused
twin_refuses_them_too label_and_flags json_is_json bad_usage'

field() {
	"$press" info --json "$1" | python3 -c "import json, sys; print(json.load(sys.stdin)['$2'])"
}

same_seed_same_bytes() {
	"$press" blank -o a --size 16M --seed 5 --label x
	"$press" blank -o b --size 16M --seed 5 --label x
	cmp a b
}

other_seed_other_disc() {
	"$press" blank -o a --size 16M --seed 5
	"$press" blank -o b --size 16M --seed 6
	[ "$(field a disc_id)" != "$(field b disc_id)" ]
}

random_seed_is_told() {
	"$press" blank -o a --size 16M >said
	"$press" blank -o b --size 16M --seed "$(sed 's/.*seed //' said)"
	cmp a b
	"$press" blank -o c --size 16M
	! cmp -s a c
}

whole_disc_holds_67_gb() {
	"$press" blank -o a --seed 1
	[ "$(field a user_blocks)" -ge $((67000000000 / 4096)) ]
	[ "$(field a clusters)" -ge $((75700000000 / 65536)) ]
	[ "$(field a stored_bytes)" -le 262144 ]
	[ "$(stat -c %s a)" -eq $((65536 + $(field a clusters) * 131072)) ]
}

# One turn less would not do: a turn holds 3.6 to 8.8 clusters on each side.
smallest_disc_that_holds() {
	for size in 1 100 1024 3000 20000; do
		"$press" blank -o "d$size" --size "${size}M" --seed 1
		blocks=$(field "d$size" user_blocks)
		[ "$blocks" -ge $((size * 256)) ]
		[ "$blocks" -le $((size * 256 + 2 * 16 * 10)) ]
	done
}

size_limits() {
	refuses 'at most' "$press" blank -o a --size 100G
	refuses 'bad value' "$press" blank -o a --size 0
	refuses 'bad value' "$press" blank -o a --size 5X
	refuses 'bad value' "$press" blank -o a --size -5M
	refuses 'bad value' "$press" blank -o a --size 99999999999999999999
	[ ! -e a ]
}

keeps_what_is_there() {
	echo precious >a
	refuses '--force replaces' "$press" blank -o a --size 1M
	[ "$(cat a)" = precious ]
	refuses 'No such file' "$press" blank -o nowhere/a --size 1M
	[ "$(ls)" = "$(printf 'a\nerr\nout')" ]
}

force_replaces() {
	echo old >a
	"$press" blank -o a --size 1M --force
	"$press" info a
}

truncated_is_refused() {
	"$press" blank -o a --size 4M
	truncate -s -4096 a
	refuses 'truncated' "$press" info a
	truncate -s 1000 a
	refuses 'not a disc image' "$press" info a
	: >a
	refuses 'not a disc image' "$press" info a
}

altered_header_is_refused() {
	"$press" blank -o a --size 4M
	spoil a 40
	refuses 'header is damaged' "$press" info a
}

altered_lead_in_is_refused() {
	"$press" blank -o a --size 4M
	spoil a $((65536 + 300))
	refuses 'lead-in is damaged' "$press" info a
}

other_version_is_refused() {
	"$press" blank -o a --size 4M
	spoil a 8
	refuses 'use the program that made it' "$press" info a
}

not_an_image_is_refused() {
	head -c 100000 /dev/zero >a
	refuses 'nfod-press blank makes one' "$press" info a
	refuses 'No such file' "$press" info b
}

twin_refuses_them_too() {
	"$press" blank -o a --size 4M
	spoil a 40
	refuses 'header is damaged' timeout 20 "$twin" --usbredir s a
	refuses 'No such file' timeout 20 "$twin" --usbredir s b
	refuses 'is needed' timeout 20 "$twin" a
	refuses 'high' timeout 20 "$twin" --speed low --usbredir s
	refuses 'there are' timeout 20 "$twin" --set x=1 --usbredir s
	refuses 'is the twin running' timeout 20 "$twin" ctl s status
}

label_and_flags() {
	"$press" blank -o a --size 1M --label 'Grüße' --recording mo --read-only
	[ "$(field a label)" = 'Grüße' ]
	[ "$(field a recording)" = magneto-optical ]
	[ "$(field a read_only)" = True ]
	[ "$(field a light)" = False ]
	"$press" blank -o c --size 1M --recording mo-light
	[ "$(field c recording)" = magneto-optical ]
	[ "$(field c light)" = True ]
	refuses 'bad value' "$press" blank -o b --label "$(printf '%064d' 0)"
	refuses 'bad value' "$press" blank -o b --recording tape
}

json_is_json() {
	"$press" blank -o a --size 1G
	"$press" info --json a | python3 -m json.tool >/dev/null
	[ "$("$press" info --json a | python3 -c '
import json, sys
disc = json.load(sys.stdin)
print(sum(zone["user"] for zone in disc["zones"]) * 2 * 16)')" = "$(field a user_blocks)" ]
}

bad_usage() {
	refuses 'see nfod-press --help' "$press"
	refuses 'unknown command' "$press" polish
	refuses 'needs -o' "$press" blank
	refuses 'needs one disc' "$press" info
	"$press" --help | grep -q '^usage'
	"$twin" --help | grep -q '^usage'
}

run_cases "$@"
