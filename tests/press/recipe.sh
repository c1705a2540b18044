#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# Recipes given to nfod-press: taken, or refused in one line with nothing written.

set -eu

# shellcheck source=tests/press/cases
. "$(dirname "$(realpath "$0")")/cases"
shipped=$here/../../userspace/press/recipes

cases='every_shipped_recipe_is_judged shipped_are_the_files_of_the_tree
own_file_is_taken pipe_is_taken every_command_refuses fault_names_line_and_remedy
other_file_is_not_drawn_in not_a_recipe_is_refused endless_file_is_refused
missing_file_names_the_shipped'

# 0 or 3: judged, whatever came out.
judged() {
	code=0
	"$press" check "$1" >table || code=$?
	[ $code -eq 0 ] || [ $code -eq 3 ]
	[ "$(grep -Ec '^ *[0-9]+  .*(holds|FAILS|n\.a\.)' table)" -eq 34 ]
}

every_shipped_recipe_is_judged() {
	names=$("$press" recipes | cut -d ' ' -f 1)
	[ "$(echo "$names" | wc -l)" -eq "$(find "$shipped" -name "*.conf" | wc -l)" ]
	for name in $names; do
		judged "$name"
	done
}

shipped_are_the_files_of_the_tree() {
	for file in "$shipped"/*.conf; do
		"$press" recipes "$(basename "$file" .conf)" | cmp - "$file"
	done
}

own_file_is_taken() {
	sed 's/^name = .*/name = "mine";/' "$shipped/pc-reference.conf" >mine.conf
	judged mine.conf
	grep -q '^mine: ' table
}

pipe_is_taken() {
	"$press" recipes pc-reference | "$press" check /dev/stdin >table || [ $? -eq 3 ]
	grep -q '^pc-reference: ' table
}

# Whatever is asked for: the same words, status 1, and no file.
every_command_refuses() {
	sed 's/step_nm/steb_nm/' "$shipped/pc-reference.conf" >bad.conf
	line=$(grep -n steb_nm bad.conf | cut -d : -f 1)
	words="bad.conf:$line: mastering.steb_nm: unknown key; did you mean \"step_nm\"?"
	refuses "$words" "$press" check bad.conf
	refuses "$words" "$press" make bad.conf -o a.nfm
	refuses "$words" "$press" report bad.conf -o a.html
	refuses "$words" "$press" report bad.conf -o a.pdf
	refuses "$words" "$press" sweep bad.conf --vary mastering.step_nm=40:50:3 -o a.csv
	[ "$(ls)" = "$(printf 'bad.conf\nerr\nout')" ]
}

# CHANGE by sed, then the words that are expected.
fault() {
	sed "$1" "$shipped/pc-reference.conf" >f.conf
	refuses "$2" "$press" check f.conf
}

fault_names_line_and_remedy() {
	line=$(grep -n 'na = ' "$shipped/pc-reference.conf" | cut -d : -f 1)
	fault 's/na = .*/na = 2.5;/' "f.conf:$line: head.na: 2.5 is out of range; give 0.5 to 2$"
	fault 's/na = .*/na = "high";/' "f.conf:$line: head.na: not a number; give one"
	fault 's/na = .*/na 1.5;/' "f.conf:$line: syntax error; write KEY = VALUE;"
	fault 's/"GST"/"TbFeCo"/' 'TbFeCo cannot serve as phase-change recording layer; these can'
	fault 's/"PSZ"/"psz"/' 'film.material: no material is called "psz"; did you mean "PSZ"?'
	fault '/"recording"/d' 'no recording layer; give one layer the role "recording"'
	fault 's/"reflection"/"magnetisation"/' 'contrast: phase-change discs are read by'
	fault 's/^layers.*/films: (/' 'films: unknown key; did you mean "film"?'
	fault 's/^polish.*/polsh: {/' 'polsh: unknown key; did you mean "polish"?'
}

other_file_is_not_drawn_in() {
	echo 'secret = "open sesame";' >other
	{
		echo '@include "other"'
		cat "$shipped/pc-reference.conf"
	} >a.conf
	refuses 'a.conf:1: @include is not allowed; put the whole recipe into one file' \
		"$press" check a.conf
}

not_a_recipe_is_refused() {
	printf 'name = "a";\n\0' >binary
	refuses 'binary:2: a zero byte; recipes are text' "$press" check binary
	: >empty
	refuses 'empty:1: name: missing; add it' "$press" check empty
	mkdir directory
	refuses 'directory: Is a directory; give a recipe' "$press" check directory
}

endless_file_is_refused() {
	refuses '/dev/zero:1: longer than 65536 bytes; this is no recipe' \
		timeout 20 "$press" check /dev/zero
}

missing_file_names_the_shipped() {
	refuses 'pc-refrence: No such file or directory; .* pc-reference ' \
		"$press" check pc-refrence
}

run_cases "$@"
