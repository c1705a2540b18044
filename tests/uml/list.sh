# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
# shellcheck shell=sh disable=SC2034
#
# In the guest of tests/uml/run: what the long lists share. A list is started as
# LIST BUILD MODULE ARGUMENTS... and prints "ok NAME" and "not ok NAME" lines.

build=$1 module=$2
shift 2
failed=0
disk=/dev/nfod0
sys=/sys/block/nfod0
params=/sys/module/nfod/parameters
oracle=/tmp/oracle
control=/tmp/twin
twin=

# judge NAME WORDS: good without words, else they say what is wrong
judge() {
	if [ -z "$2" ]; then
		echo "ok $1"
	else
		failed=1
		echo "not ok $1 # $2"
	fi
}

# passes NAME COMMAND...
passes() {
	name=$1
	shift
	if "$@" >"$OUT/$name.out" 2>&1; then
		judge "$name" ''
	else
		judge "$name" "$* failed"
		sed 's/^/# /' "$OUT/$name.out"
	fi
	grep -E '^[a-z]+=' "$OUT/$name.out" | sed "s/^/# $name: /" || true
}

# Time travels while everybody waits, so that waiting costs next to nothing.
await() {
	tries=0
	until "$@" 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 600 ] || return 1
		sleep 0.1
	done
}

must_come() {
	await test -b "$disk" || {
		judge "$1" 'the disk does not come'
		exit 1
	}
}

# Short times, since they are waited for thousands of times.
load_module() {
	insmod "$module" timeout_ms=100 control_ms=500 abort_ms=100 "$@"
}

# start_twin OPTIONS...: a drive with a blank disc of its own
start_twin() {
	rm -f $oracle
	"$build/nfod-press" blank -o /tmp/disc.nfm --size 64M --seed 1 --force >/dev/null
	"$build/nfod-twin" --vhci --seed 1 --control $control "$@" /tmp/disc.nfm \
		>>"$OUT/twin.log" 2>&1 &
	twin=$!
}

stop_twin() {
	kill "$twin"
	wait "$twin" || true
	await test ! -e "$sys"
}

ctl() {
	"$build/nfod-twin" ctl $control "$@" >"$OUT/ctl.out" || {
		judge "twin_obeys" "$*: $(cat "$OUT/ctl.out")"
		exit 1
	}
	cat "$OUT/ctl.out"
}

tell() {
	ctl "$@" >/dev/null
}

load() {
	verb=$1
	shift
	"$build/tests/uml/load" "$verb" $disk $oracle "$@"
}

# The cable may be out, or the kernel may have given up the device on it.
replug() {
	"$build/nfod-twin" ctl $control unplug >"$OUT/ctl.out" || true
	await test ! -e "$sys"
	tell plug
	must_come replug
}

# A disk that has been given up comes back as a new one.
revive() {
	if [ ! -e "$sys" ] || [ "$(cat "$sys"/link_state)" = dead ]; then
		replug
	fi
}

in_flight() {
	awk '{ print $9 }' "$sys"/stat
}

# ends_all NAME: nobody waits for the disk any more
ends_all() {
	if [ -e "$sys" ] && [ "$(in_flight)" -ne 0 ]; then
		judge "$1" "$(in_flight) requests have not ended"
	else
		judge "$1" ''
	fi
}
