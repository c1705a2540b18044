#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# nfod-press make: the disc, its file, what is said, what is refused.

set -eu

# shellcheck source=tests/press/cases
. "$(dirname "$(realpath "$0")")/cases"

cases='same_seed_same_bytes other_seed_other_disc random_seed_is_told
whole_disc_by_the_rigorous_model every_recipe_makes_a_disc spoiled_is_rejected_but_made
shows_every_step bar_on_a_terminal info_tells_how_it_was_made json_is_json
recipe_is_in_the_image keeps_what_is_there force_replaces killed_leaves_nothing
full_file_system_leaves_nothing too_big_a_file_leaves_nothing
bad_usage bad_recipe_names_line unwritable_directory truncated_is_refused
altered_is_refused other_version_is_refused'

small() {
	"$press" make pc-reference --quick --size 16M "$@"
}

# What Python makes of the disc's JSON.
tell() {
	"$press" info --json "$1" |
		python3 -c "import json, sys; disc = json.load(sys.stdin); print($2)"
}

same_seed_same_bytes() {
	for recipe in pc-reference mo-reference; do
		"$press" make $recipe -o a --size 200M --seed 5
		"$press" make $recipe -o b --size 200M --seed 5
		cmp a b
		rm a b
	done
}

other_seed_other_disc() {
	small -o a --seed 5
	small -o b --seed 6
	cmp -s a b && return 1
	[ "$(tell a 'disc["disc_id"]')" != "$(tell b 'disc["disc_id"]')" ]
	# The design is the recipe's.
	[ "$(tell a 'disc["film"]["land"]')" = "$(tell b 'disc["film"]["land"]')" ]
	[ "$(tell a 'disc["line"]')" = "$(tell b 'disc["line"]')" ]
}

random_seed_is_told() {
	small -o a >said
	small -o b --seed "$(sed -n 's/.*seed //p' said)"
	cmp a b
	small -o c
	[ "$(tell a 'disc["seed"]')" != "$(tell c 'disc["seed"]')" ]
}

whole_disc_by_the_rigorous_model() {
	start=$(date +%s%N)
	"$press" make pc-reference -o a --seed 1
	echo "took $((($(date +%s%N) - start) / 1000000)) ms"
	[ "$(tell a 'disc["user_blocks"]')" -ge $((67000000000 / 4096)) ]
	[ "$(tell a 'disc["stored_bytes"]')" -le 4194304 ]
	[ "$(tell a 'len(disc["sections"])')" -eq 11 ]
	# Another model of the tracks, and nothing else.
	"$press" make pc-reference -o b --seed 1 --quick
	[ "$(tell a 'disc["film"]["land"]["crosstalk_db"]')" != \
		"$(tell b 'disc["film"]["land"]["crosstalk_db"]')" ]
	[ "$(tell a 'disc["film"]["land"]["ges"]')" != \
		"$(tell b 'disc["film"]["land"]["ges"]')" ]
	[ "$(tell a 'disc["film"]["land"]["film_nm"]')" = \
		"$(tell b 'disc["film"]["land"]["film_nm"]')" ]
}

every_recipe_makes_a_disc() {
	start=$(date +%s%N)
	"$press" recipes | while read -r recipe _; do
		"$press" make "$recipe" -o "$recipe.nfm" --quick --size 200M --seed 2
		"$press" info "$recipe.nfm"
		"$press" recipes "$recipe" >"$recipe.conf"
		"$press" make "$recipe.conf" -o again.nfm --quick --size 200M --seed 2
		cmp "$recipe.nfm" again.nfm
		rm again.nfm
	done
	echo "took $((($(date +%s%N) - start) / 1000000)) ms"
	[ "$(find . -name '*.nfm' | wc -l)" -ge 7 ]
}

spoiled_is_rejected_but_made() {
	"$press" make spoiled-no-polish -o a --quick --seed 3 >said
	cat said
	grep -q '^REJECTED$' said
	grep -q '^inspection: rejected: .*too many protrusions' said
	[ "$(tell a 'disc["rejected"]')" = True ]
	tell a 'disc["film"]["rejects"]' | grep -q 'too many protrusions'
	[ "$(tell a 'disc["film"]["protrusions"]')" -gt 10 ]
	"$press" info a | grep -q '^inspection *rejected: .*too many protrusions'
	small -o b --seed 3 >said
	grep -q '^inspection: passed$' said
	[ "$(grep -c REJECTED said)" -eq 0 ]
	[ "$(tell b 'disc["rejected"]')" = False ]
}

shows_every_step() {
	small -o a --seed 3 >said
	cat said
	for step in mould truncate sputter spin bake polish inspect; do
		[ "$(grep -c "^$step " said)" -eq 1 ]
	done
	[ "$(grep -c "$(printf '\033')" said)" -eq 0 ]
	"$press" make spoiled-no-polish -o b --quick --size 16M | grep -q '^polish .*left out'
}

bar_on_a_terminal() {
	script -qec "'$press' make pc-reference --quick -o a --size 16M --seed 3" /dev/null >said
	grep -q '\[####*\.*\] *[0-9]* %  polish' said
	[ -s a ]
}

info_tells_how_it_was_made() {
	small -o a --seed 3
	"$press" info a >said
	cat said
	grep -q '^line  *mould  *moulded PC' said
	grep -q '^sections .* recipe [0-9]' said
	grep -q '^groove  *film' said
	grep -q '^surface  *Ra' said
	[ "$(tell a '[s["step"] for s in disc["line"]]')" = \
		"['mould', 'truncate', 'sputter', 'spin', 'bake', 'polish', 'inspect']" ]
	[ "$(tell a 'disc["layers"][-1]["material"]')" = PSZ ]
}

json_is_json() {
	small -o a --seed 3
	"$press" info --json a | python3 -m json.tool >/dev/null
	[ "$(tell a 'len(disc["film"]["groove"]["ges"])')" -eq 64 ]
	[ "$(tell a 'sum(z["user"] for z in disc["zones"]) * 32 == disc["user_blocks"]')" = True ]
}

recipe_is_in_the_image() {
	"$press" recipes pc-reference | sed 's/nfod-ref-1/my own/' >mine.conf
	"$press" make mine.conf --quick -o a --size 16M --seed 3
	[ "$(tell a 'disc["label"]')" = 'my own phase change' ]
	grep -qa 'label = "my own' a
	status=0
	"$press" check --quick a >said || status=$?
	[ "$status" -eq 0 ] || [ "$status" -eq 3 ]
	grep -q 'my own' said
}

keeps_what_is_there() {
	echo precious >a
	refuses '--force replaces' small -o a
	[ "$(cat a)" = precious ]
	refuses 'No such file' small -o nowhere/a
	[ "$(ls)" = "$(printf 'a\nerr\nout')" ]
}

force_replaces() {
	echo old >a
	small -o a --force
	"$press" info a
}

# Whenever it is killed: a whole disc, or none under its name.
killed_leaves_nothing() {
	for wait in 0.005 0.01 0.015 0.02 0.025 0.03 0.04 0.06 0.1 0.3; do
		"$press" make pc-reference --quick -o a --seed 4 >out &
		maker=$!
		sleep $wait
		kill -9 $maker 2>/dev/null || true
		wait $maker || true
		if [ -e a ]; then
			"$press" info a
			rm a
		fi
	done
}

full_file_system_leaves_nothing() {
	if [ "$(id -u)" -ne 0 ]; then
		echo 'needs root for a small file system; too_big_a_file_leaves_nothing is alike'
		return
	fi
	mkdir tiny
	mount -t tmpfs -o size=16k tmpfs tiny
	failed=0
	refuses 'No space left' "$press" make pc-reference --quick -o tiny/a --seed 4 || failed=1
	[ -z "$(ls tiny)" ] || failed=1
	umount tiny
	return $failed
}

too_big_a_file_leaves_nothing() {
	refuses 'File too large' sh -c "ulimit -f 64; exec '$press' make pc-reference --quick -o a"
	[ ! -e a ]
	[ "$(ls)" = "$(printf 'err\nout')" ]
}

bad_usage() {
	refuses 'bad value: x5' small -o a --seed x5
	refuses 'bad value: -5' small -o a --seed=-5
	refuses 'bad value: 5Q' small -o a --size 5Q
	refuses 'at most' small -o a --size 100G
	refuses 'needs one recipe' "$press" make -o a
	refuses 'needs one recipe' "$press" make pc-reference mo-reference -o a
	refuses 'needs -o' "$press" make pc-reference
	refuses 'unknown option.*--fast' "$press" make pc-reference --fast -o a
	refuses 'lacks its value' "$press" make pc-reference -o
	refuses 'no-such-recipe' "$press" make no-such-recipe -o a
	refuses 'no-such-recipe' "$press" recipes no-such-recipe
	[ ! -e a ]
	for command in make blank info recipes check; do
		"$press" $command --help | grep -q "^usage: nfod-press $command"
	done
	"$press" --help | grep -q '^  make '
}

bad_recipe_names_line() {
	"$press" recipes pc-reference | sed 's/pitch_nm = 180/pitch_nm = 18000/' >bad.conf
	line=$(grep -n 18000 bad.conf | cut -d: -f1)
	refuses "^nfod-press: bad.conf:$line: .*pitch_nm" "$press" make bad.conf -o a
	[ ! -e a ]
}

unwritable_directory() {
	refuses 'Not a directory' small -o /dev/null/a
	if [ "$(id -u)" -ne 0 ]; then
		mkdir closed
		chmod 500 closed
		refuses 'Permission denied' small -o closed/a
	fi
	refuses 'cannot make /proc/a' small -o /proc/a
}

# Every command that takes an image apart says the same.
both_refuse() {
	refuses "$1" "$press" info a
	refuses "$1" "$press" check --quick a
}

truncated_is_refused() {
	small -o a --seed 3
	truncate -s -4096 a
	both_refuse 'a: .*truncated'
	truncate -s 5000 a
	both_refuse 'a: .*truncated'
}

altered_is_refused() {
	small -o good --seed 3
	cp --sparse=always good a
	spoil a 40
	both_refuse 'a: header is damaged'
	for section in layer gap crosstalk thickness runout surface step recipe writing reading; do
		cp --sparse=always good a
		spoil a "$(section_offset $section a)"
		both_refuse "a: section $section is damaged"
	done
	cp --sparse=always good a
	spoil a $(($(cluster_offset a) + 2000))
	both_refuse 'a: lead-in is damaged'
}

cluster_offset() {
	od -An -tu8 -j32 -N8 "$1" | tr -d ' '
}

# Entries of the table are 24 bytes long, from byte 88 on, in the order of their kinds.
section_offset() {
	kind=1
	for name in layer gap crosstalk thickness runout protrusion surface step recipe writing reading; do
		[ "$name" = "$1" ] && break
		kind=$((kind + 1))
	done
	od -An -tu8 -j$((88 + 24 * (kind - 1) + 16)) -N8 "$2" | tr -d ' '
}

other_version_is_refused() {
	small -o a --seed 3
	spoil a 8
	both_refuse 'a: image version 7, this program knows version 6'
}

run_cases "$@"
