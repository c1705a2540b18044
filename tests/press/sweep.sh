#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# nfod-press sweep: the same file whatever happened on the way.

set -eu

# shellcheck source=tests/press/cases
. "$(dirname "$(realpath "$0")")/cases"

cases='threads_leave_no_trace resumes_after_kill resumes_a_torn_log full_disk_then_resume
parts_make_the_whole merge_refuses other_plan_is_refused keeps_what_is_there
file_is_csv yield_is_that_of_the_rows wrong_step_costs_yield bad_usage'

# The sweep of these tests, 3 points of 40 samples; $before it may be exec.
before=
run() {
	$before "$press" sweep pc-reference --vary 'layers.[2].thickness_nm=12:16:3' \
		--tolerance mastering.step_nm=1.5 --tolerance 'film.spin_rpm=40:uniform' \
		--samples 40 --seed 7 "$@"
}

threads_leave_no_trace() {
	run -o a -j 1
	run -o b -j 2
	run -o c -j 7
	cmp a b
	cmp a c
	[ "$(wc -l <a)" -eq 121 ]
	run -o d --seed 8
	[ ! -e a.rows ]
	if cmp -s a d; then return 1; fi
}

# Killed as soon as there are ten rows, wherever each thread is.
resumes_after_kill() {
	run -o a
	(
		before="exec"
		run -o b -j 2
	) &
	pid=$!
	touch b.rows
	while [ ! -e b ] && [ "$(wc -l <b.rows)" -lt 10 ]; do
		:
	done
	kill -9 $pid || true
	wait $pid || true
	if [ ! -e b ]; then
		run -o b 2>err
		grep 'carrying on' err
	fi
	cmp a b
}

# A log that ends anywhere is as good as its whole lines.
resumes_a_torn_log() {
	run -o a
	for cut in 1 2 7 50; do
		rm -f b b.rows
		(
			ulimit -f 8 # 512-byte blocks
			trap '' XFSZ
			run -o b -j 1
		) && return 1
		[ -e b.rows ]
		[ ! -e b ]
		truncate -s -$cut b.rows
		run -o b
		cmp a b
		[ ! -e b.rows ]
	done
}

full_disk_then_resume() {
	run -o a
	status=0
	(
		ulimit -f 20
		trap '' XFSZ
		run -o b
	) 2>err || status=$?
	[ $status -eq 1 ]
	grep 'the same command will carry on' err
	[ ! -e b ]
	run -o b
	cmp a b
}

parts_make_the_whole() {
	run -o a
	for part in 3 1 4 2; do
		run -o "a.part-$part" --part $part/4
	done
	"$press" sweep --merge -o b a.part-* >yield
	cmp a b
	run -o c >yield-c
	cmp yield yield-c
}

merge_refuses() {
	run -o p1 --part 1/2
	run -o p2 --part 2/2
	run -o q2 --part 2/2 --seed 9
	run -o whole
	refuses_with 1 'part 2 of 2 is missing' "$press" sweep --merge -o m p1
	refuses_with 1 'there twice' "$press" sweep --merge -o m p1 p2 p1
	refuses_with 1 'another sweep' "$press" sweep --merge -o m p1 q2
	refuses_with 1 'not a part' "$press" sweep --merge -o m whole
	refuses_with 1 'No such file' "$press" sweep --merge -o m p1 p3
	sed '$d' p2 >short
	refuses_with 1 'missing or altered' "$press" sweep --merge -o m p1 short
	[ ! -e m ]
}

other_plan_is_refused() {
	(
		ulimit -f 8
		trap '' XFSZ
		run -o b
	) && return 1
	refuses_with 1 'another sweep' run -o b --seed 8
	refuses_with 1 'another sweep' run -o b --part 1/2
	refuses_with 1 'another sweep' "$press" sweep mo-reference --tolerance mastering.step_nm=1 -o b
	run -o b
}

keeps_what_is_there() {
	echo precious >a
	refuses_with 1 --force run -o a
	[ "$(cat a)" = precious ]
	run -o a --force
	[ "$(wc -l <a)" -eq 121 ]
	refuses_with 1 'No such file' run -o nowhere/a
}

file_is_csv() {
	run -o a
	python3 - <<'END'
import csv, math
rows = list(csv.DictReader(open("a", newline="")))
assert [int(row["index"]) for row in rows] == list(range(120))
for row in rows:
    assert None not in row and None not in row.values()
    assert all(math.isfinite(float(value)) for value in row.values())
    assert (row["pass"] == "1") == (row["rejects"] == "0")
assert {row["layers.[2].thickness_nm"] for row in rows} == {"12", "14", "16"}
steps = [row["mastering.step_nm"] for row in rows]
assert len(set(steps)) == 40 and steps[:40] == steps[40:80]
END
}

yield_is_that_of_the_rows() {
	run -o a >said
	python3 - <<'END'
import csv, re
rows = list(csv.DictReader(open("a", newline="")))
said = open("said").read().splitlines()
passed = sum(row["pass"] == "1" for row in rows)
first = re.match(r"yield ([\d.]+) % \((\d+) of (\d+); 95 %: ([\d.]+) to ([\d.]+) %\)", said[0])
assert int(first[2]) == passed and int(first[3]) == 120
assert float(first[4]) <= float(first[1]) <= float(first[5])
points = [line for line in said if line.startswith("  layers")]
assert len(points) == 3
assert sum(int(re.search(r"\((\d+) of 40", line)[1]) for line in points) == passed
END
}

yield_of() {
	"$press" sweep "$1" --tolerance mastering.step_nm=1.5 --samples 60 -o "$1.csv" |
		sed -n 's/^yield .*(\([0-9]*\) of.*/\1/p'
}

# What inspection lets pass is the point of it.
wrong_step_costs_yield() {
	[ "$(yield_of pc-reference)" -ge 50 ]
	[ "$(yield_of spoiled-step)" -le 10 ]
}

bad_usage() {
	refuses_with 2 'needs -o' "$press" sweep pc-reference --vary mastering.step_nm=40:50:3
	refuses_with 2 'nothing varies' "$press" sweep pc-reference -o a
	refuses_with 2 'needs one recipe' "$press" sweep -o a
	refuses_with 2 'needs parts' "$press" sweep --merge -o a
	refuses_with 2 'PATH=FROM:TO:STEPS' "$press" sweep pc-reference --vary x -o a
	refuses_with 2 'out of range' "$press" sweep pc-reference --vary mastering.step_nm=1:900:3 -o a
	refuses_with 2 'bad value' run -o a --part 5/4
	refuses_with 2 'bad value' run -o a --samples 0
	refuses_with 2 'bad value' run -o a -j 0
	refuses_with 2 'unknown option' run -o a --polish
	refuses_with 1 'no-such' "$press" sweep no-such --vary mastering.step_nm=40:50:3 -o a
	"$press" sweep --help | grep -q '^usage'
	[ ! -e a ]
}

run_cases "$@"
