#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# nfod-press check: which claims the shipped recipes meet, and what a change of a
# recipe does to them.

set -eu

# shellcheck source=tests/press/cases
. "$(dirname "$(realpath "$0")")/cases"
recipes=$(realpath "$here/../../userspace/press/recipes")

cases='references_meet_all spoiled_fail_theirs every_claim_holds_somewhere
kinds_exclude_each_other one_change_one_claim disc_is_judged_as_its_recipe
table_and_json_agree exit_status bad_usage'

# Claims of a check's JSON with this verdict of their own, "4 5 24 25".
own() {
	python3 -c '
import json, sys
print(*[claim["claim"] for claim in json.load(open(sys.argv[1]))["claims"]
        if claim["own"] == sys.argv[2]])' "$1" "$2"
}

# Check RECIPE or disc, expecting a status.
check() {
	want=$1
	shift
	got=0
	"$press" check --json "$@" >json || got=$?
	[ "$got" -eq "$want" ] || {
		echo "status $got instead of $want"
		return 1
	}
}

fails() {
	found=$(own json FAILS)
	echo "own failures: $found"
	[ "$found" = "$1" ]
}

references_meet_all() {
	for recipe in pc-reference mo-reference first-surface-na170; do
		check 0 $recipe
		fails ''
		check 0 --quick $recipe
		fails ''
	done
}

# What each of them does, says its own file.
spoiled_fail_theirs() {
	# No step left to part the tracks: the substrate flowed.
	check 3 spoiled-hot-bake
	fails '4 5 13 24 25 30'
	# Bumps stay, and a surface that dips over grooves shifts their phase.
	check 3 spoiled-no-polish
	fails '1 12 13 19 21 30'
	check 3 spoiled-step
	fails '13 30'
	# An indenter feels only the film.
	check 3 spoiled-thick-film
	fails '8 9 10 13 16 27 28 30 32'
}

every_claim_holds_somewhere() {
	for recipe in pc-reference mo-reference; do
		check 0 --quick $recipe
		own json holds >>held
	done
	[ "$(tr ' ' '\n' <held | sort -nu | tr '\n' ' ')" = "$(seq -s ' ' 34) " ]
}

kinds_exclude_each_other() {
	check 0 --quick pc-reference
	[ "$(own json n.a.)" = '18 34' ]
	check 0 --quick mo-reference
	[ "$(own json n.a.)" = '17 33' ]
}

# Change the reference by sed(1) and see what fails of its own. A layer that is another
# or not there changes the optics, too: claims 13, 15, 17 and their twins may follow.
changed() {
	sed "$1" "$recipes/pc-reference.conf" >changed.conf
	cmp -s changed.conf "$recipes/pc-reference.conf" && return 1
	"$press" check --quick --json changed.conf >json || [ $? -eq 3 ]
	found=$(own json FAILS | tr ' ' '\n' | grep -vxE '13|15|17|30|33' | tr '\n' ' ')
	echo "own failures: $found"
	[ "${found% }" = "$2" ]
}

one_change_one_claim() {
	changed '/^\ttape = /s/"[^"]*"/"alumina-300nm"/' '1 19 21'
	changed '/^film: /,/^}/s/"PSZ"/"acrylate"/' '1 3 11 19 26 29'
	changed 's/^\tbake_c = .*/\tbake_c = 40;/' '1 19'
	changed '/"reflector"/d' '9 28'
	[ "$(own json n.a.)" = '2 18 22 34' ]
	changed '/"backing"/d; /"GST"/s/},/}/' ''
	[ "$(own json n.a.)" = '14 15 16 18 31 32 34' ]
	changed '/^truncation: /s/$/ enabled = false;/' 20
	changed '/role/s/spread = 0.02;/& deposition = "evaporate";/' '7 23'
	changed 's/^\tmaterial = "PC"/\tmaterial = "glass"/' ''
	[ "$(own json n.a.)" = '5 18 25 34' ]
}

disc_is_judged_as_its_recipe() {
	"$press" make spoiled-thick-film -o disc.nfm --quick --size 64M --seed 1
	check 3 disc.nfm
	cp json of-disc
	check 3 spoiled-thick-film
	cmp json of-disc
}

table_and_json_agree() {
	check 3 --quick spoiled-no-polish
	"$press" check --quick spoiled-no-polish >table || [ $? -eq 3 ]
	python3 - <<'END'
import json, re
judged = json.load(open("json"))
table = [line for line in open("table") if re.match(r" +\d+  ", line)]
assert len(table) == len(judged["claims"]) == 34
for line, claim in zip(table, judged["claims"]):
    verdict = claim["verdict"]
    if verdict == "FAILS" and claim["own"] == "holds":
        verdict = "FAILS (%d)" % claim["depends"]
    assert int(line.split()[0]) == claim["claim"]
    for words in claim["title"], verdict, claim["figure"], claim["limit"], claim["decided_by"]:
        assert words in line, (words, line)
assert judged["hold"] == 0 and judged["fail"] == 32 and judged["not_applicable"] == 2
END
}

exit_status() {
	"$press" check --quick pc-reference
	got=0
	"$press" check --quick spoiled-step || got=$?
	[ $got -eq 3 ]
	echo 'name = "x";' >broken.conf
	for bad in no-such.conf broken.conf; do
		got=0
		"$press" check $bad 2>err || got=$?
		[ $got -eq 1 ]
		[ "$(wc -l <err)" -eq 1 ]
	done
	"$press" make pc-reference -o disc.nfm --quick --size 1M --seed 1
	printf x | dd of=disc.nfm bs=1 seek=100 conv=notrunc status=none
	got=0
	"$press" check disc.nfm 2>err || got=$?
	[ $got -eq 1 ]
	grep -q damaged err
}

bad_usage() {
	for words in '' '--polish x' 'a b'; do
		got=0
		# These are words.
		# shellcheck disable=SC2086
		"$press" check $words 2>err || got=$?
		[ $got -eq 2 ]
		[ "$(grep -vc '^+' err)" -eq 1 ]
	done
	"$press" check --help | grep -q '^usage'
}

run_cases "$@"
