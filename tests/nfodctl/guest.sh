#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# What drive-test and flight-test share: judging what nfodctl says. Sourced; $OUT is for
# its output, $build has the programs; the verdict on all is $failed.
# shellcheck disable=SC2034,SC2154

failed=0

verdict() {
	if [ "$2" = ok ]; then
		echo "ok $1"
	else
		failed=1
		echo "not ok $1 # $2"
		sed 's/^/# /' "$OUT/out" "$OUT/err"
	fi
}

# expect NAME CODE WORD COMMAND...
expect() {
	name=$1 code=$2 word=$3
	shift 3
	got=0
	"$@" >"$OUT/out" 2>"$OUT/err" || got=$?
	if [ "$got" -ne "$code" ]; then
		verdict "$name" "exit code $got instead of $code"
	elif ! cat "$OUT/out" "$OUT/err" | grep -qF -e "$word"; then
		verdict "$name" "no \"$word\" in the output"
	else
		verdict "$name" ok
	fi
}

# field FILE PATH: print one value of a JSON file
field() {
	python3 -c '
import json, sys
value = json.load(open(sys.argv[1]))
for key in sys.argv[2].split("."):
    value = value[int(key) if key.isdigit() else key]
print(value)' "$1" "$2"
}

await() {
	tries=0
	until "$@" 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] || {
			echo "not ok drive_appears # waited for: $*"
			exit 1
		}
		sleep 0.05
	done
}

drive() {
	"$build/nfod-twin" ctl "$@"
}
