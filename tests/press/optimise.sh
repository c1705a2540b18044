#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# nfod-press optimise: better, and still a disc that meets its claims.

set -eu

# shellcheck source=tests/press/cases
. "$(dirname "$(realpath "$0")")/cases"
recipes=$(realpath "$here/../../userspace/press/recipes")

cases='better_and_allowed same_seed_same_recipe mends_a_wrong_step
cannot_mend_a_hot_bake keeps_what_is_there bad_usage'

# Only the relief and two films may change: a search of half a minute.
few() {
	for path in 0 3; do
		set -- "$@" --keep "layers.[$path].thickness_nm"
	done
	"$press" optimise "$@" --keep film.spin_rpm --starts 0
}

# A number of the row that begins with these words: 1 = before, 2 = after.
row() {
	sed -n "s/^$1  *//p" said | awk "{ print \$$2 }"
}

better_and_allowed() {
	few pc-reference -o better.conf >said
	awk "BEGIN { exit !($(row 'their product' 2) > 1.02 * $(row 'their product' 1)) }"
	"$press" check better.conf >table
	grep ', 0 fail,' table
	# What it says is what the recipe holds.
	for value in step_nm land_fraction; do
		held=$(sed -n "s/^\t$value = \(.*\);/\1/p" better.conf)
		awk "BEGIN { exit !(($held - $(row "mastering.$value" 2))^2 < 1e-6) }"
	done
}

# One value left to change, but places to begin at are drawn.
same_seed_same_recipe() {
	for file in a b; do
		few pc-reference --keep mastering.step_nm --keep mastering.land_fraction \
			--keep 'layers.[1].thickness_nm' --starts 2 --seed 3 -o $file.conf >said
	done
	cmp a.conf b.conf
	# What was to be kept is as it was.
	grep -qw "step_nm = $(sed -n 's/^\tstep_nm = \(.*\);/\1/p' "$recipes/pc-reference.conf")" a.conf
	[ -z "$(row mastering.step_nm 1)" ]
}

mends_a_wrong_step() {
	few spoiled-step --keep 'layers.[1].thickness_nm' --keep 'layers.[2].thickness_nm' \
		-o better.conf >said
	[ "$(row 'claims that fail' 1)" -eq 2 ]
	[ "$(row 'claims that fail' 2)" -eq 0 ]
	"$press" check better.conf
}

# No thickness makes up for an oven that is too hot: it says so, and by its status.
cannot_mend_a_hot_bake() {
	got=0
	few spoiled-hot-bake --keep 'layers.[1].thickness_nm' --keep 'layers.[2].thickness_nm' \
		>said || got=$?
	[ $got -eq 3 ]
	[ "$(row 'claims that fail' 2)" -ge 4 ]
}

keeps_what_is_there() {
	echo precious >a
	refuses_with 1 --force "$press" optimise pc-reference -o a
	[ "$(cat a)" = precious ]
}

bad_usage() {
	refuses_with 2 'needs one recipe' "$press" optimise
	refuses_with 2 'unknown option' "$press" optimise pc-reference --polish
	refuses_with 2 'not a value that may change' "$press" optimise pc-reference --keep head.na
	refuses_with 2 'bad value' "$press" optimise pc-reference --starts -1
	refuses_with 1 'no-such' "$press" optimise no-such
	"$press" optimise --help | grep -q '^usage'
}

run_cases "$@"
