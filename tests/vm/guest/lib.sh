# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# What scripts in the guest are written with. The shell is busybox's, which takes
# its own eject, blkdiscard, flock and taskset unless the path is given.

say() {
	echo "$*"
}

die() {
	say "FAILED: $*"
	exit 1
}

# wait_until SECONDS COMMAND...: how long is a matter of patience, not of proof.
wait_until() {
	tries=$(($1 * 10))
	shift
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.1
	done
}

wait_for() {
	wait_until 30 test -e "$1" || die "$1 does not appear"
}

wait_gone() {
	wait_until 30 test ! -e "$1" || die "$1 does not go away"
}

# Commands that must fail.
fails() {
	if "$@"; then
		die "this should have failed: $*"
	fi
}

# host REQUEST...: ask the host, print its answer.
# Requests: twin LINE (to the twin's control socket), twin-stop, twin-kill,
# twin-start [ARGUMENT]..., twin-record [ARGUMENT]... (starts it with a log), latency
# NAME BLOCKS (of that log's reads against the latency log that was put there),
# replay (of that log), hurry (twin and guest go before all else on the machine, for what
# is measured by the clock) and calm (no more; the twin must have been stopped), press NAME [ARGUMENT]... and make NAME RECIPE [ARGUMENT]...
# (a blank or a pressed disc; print its path)
host() {
	(
		flock 9
		exec 8<>"$HOST_PORT"
		echo "$*" >&8
		read -r status answer <&8
		[ -z "$answer" ] || echo "$answer"
		[ "$status" = ok ]
	) 9>/run/host.lock
}

# put FILE NAME: hand a file to the host's result directory.
put() {
	(
		flock 9
		exec 8<>"$HOST_PORT"
		echo "put $2 $(stat -c %s "$1")" >&8
		cat "$1" >&8
		read -r status answer <&8
		[ "$status" = ok ] || die "host did not take $2: $answer"
	) 9>/run/host.lock
}
