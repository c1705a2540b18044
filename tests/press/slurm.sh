#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The same sweep as a Slurm job array, on a cluster of one node that this script
# starts by itself, as whoever runs it, in a folder of its own, and stops again.

set -eu

PATH=$PATH:/usr/sbin:/sbin
here=$(dirname "$(realpath "$0")")
O=$(realpath -m "${O:-build}")
export O
export NFOD_PRESS="$O/nfod-press"
batch=$here/../../userspace/press/nfod-sweep.sbatch

cases='array_makes_the_same_file requeued_task_carries_on batch_refuses'

usage() {
	cat <<END
usage: tests/press/slurm.sh [--help] [CASE]

Records every case, or carries one out; needs the packages of tests/setup/packages
slurm. Cases: $cases
END
}

# A port that nothing listens on now.
free_port() {
	python3 -c '
import socket
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    print(s.getsockname()[1])'
}

configure() {
	mkdir -m 755 munge
	mkdir state spool
	head -c 128 /dev/urandom >munge/key
	chmod 600 munge/key
	cat >slurm.conf <<-END
	ClusterName=nfod
	SlurmctldHost=$(hostname -s)(127.0.0.1)
	SlurmctldPort=$(free_port)
	SlurmdPort=$(free_port)
	SlurmUser=$(id -un)
	SlurmdUser=$(id -un)
	AuthType=auth/munge
	AuthInfo=socket=$PWD/munge/socket
	CredType=cred/munge
	StateSaveLocation=$PWD/state
	SlurmdSpoolDir=$PWD/spool
	SlurmctldPidFile=$PWD/slurmctld.pid
	SlurmdPidFile=$PWD/slurmd.pid
	SlurmctldLogFile=$PWD/slurmctld.log
	SlurmdLogFile=$PWD/slurmd.log
	ProctrackType=proctrack/linuxproc
	TaskPlugin=task/none
	JobAcctGatherType=jobacct_gather/none
	AccountingStorageType=accounting_storage/none
	JobCompType=jobcomp/none
	SwitchType=switch/none
	MpiDefault=none
	SelectType=select/cons_tres
	SelectTypeParameters=CR_CPU
	ReturnToService=2
	KillWait=1
	SchedulerParameters=sched_min_interval=0,batch_sched_delay=0,defer_batch=0
	NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$(nproc)
	PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
	END
	export SLURM_CONF="$PWD/slurm.conf"
}

# Ask again and again until a command says yes; none of them blocks for long.
wait_until() {
	tries=600
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || {
			echo "gave up: $*"
			tail -n 20 ./*.log
			return 1
		}
		sleep 0.1
	done
}

node_is_idle() {
	[ "$(sinfo --noheader --format=%t)" = idle ]
}

daemons=
start() {
	"$@" &
	daemons="$! $daemons"
}

stop_cluster() {
	for pid in $daemons; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
}

start_cluster() {
	configure
	start munged --foreground --force --socket=munge/socket --key-file=munge/key \
		--log-file=munge/log --pid-file=munge/pid --seed-file=munge/seed >munged.log 2>&1
	wait_until test -S munge/socket
	start slurmctld -D -f "$SLURM_CONF" >slurmctld.out 2>&1
	wait_until scontrol ping
	start slurmd -D -f "$SLURM_CONF" >slurmd.out 2>&1
	wait_until node_is_idle
}

plan() {
	set -- "$@" --vary 'layers.[1].thickness_nm=20:30:3' --tolerance mastering.step_nm=1.5 \
		--samples 60 --seed 3
	echo "$*"
}

# The plan is words.
# shellcheck disable=SC2046
array_makes_the_same_file() {
	start_cluster
	"$NFOD_PRESS" sweep $(plan pc-reference) -o alone.csv >alone.yield
	sbatch --wait --array=1-5 "$batch" "$PWD/out.csv" $(plan pc-reference)
	[ "$(cat out.csv.part-* | grep -c '^# nfod-press sweep part')" -eq 5 ]
	"$NFOD_PRESS" sweep --merge -o out.csv out.csv.part-* >out.yield
	cmp alone.csv out.csv
	cmp alone.yield out.yield
}

# Half of a task's rows are there from a run that was cut off.
# shellcheck disable=SC2046
requeued_task_carries_on() {
	start_cluster
	"$NFOD_PRESS" sweep $(plan pc-reference) -o alone.csv
	(
		ulimit -f 16
		trap '' XFSZ
		"$NFOD_PRESS" sweep $(plan pc-reference) --part 2/2 -o out.csv.part-2
	) && return 1
	sbatch --wait --array=1-2 --output=said-%a "$batch" "$PWD/out.csv" $(plan pc-reference)
	grep 'carrying on' said-2
	"$NFOD_PRESS" sweep --merge -o out.csv out.csv.part-*
	cmp alone.csv out.csv
}

batch_refuses() {
	"$batch" 2>err && return 1
	grep usage err
	"$batch" out.csv pc-reference 2>err && return 1
	grep 'array=1-N' err
	SLURM_ARRAY_TASK_MIN=0 "$batch" out.csv pc-reference 2>err && return 1
	grep 'array=1-N' err
}

case ${1-} in
-h | --help)
	usage
	exit
	;;
'')
	failed=0
	for name in $cases; do
		"$here/../record" press "slurm/$name" "$0" "$name" || failed=1
	done
	exit $failed
	;;
esac
for program in munged slurmctld slurmd sbatch; do
	command -v $program >/dev/null || {
		echo "no $program here; run tests/setup/packages slurm"
		exit 1
	}
done
batch=$(realpath "$batch")
directory=$(mktemp -d)
chmod 755 "$directory"
trap 'stop_cluster; rm -rf "$directory"' EXIT
cd "$directory"
set -x
"$1"
