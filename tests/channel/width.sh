#!/bin/sh
# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# Samples and cells are the same whatever the width of the machine's vectors.

set -eu

case ${1-} in
-h | --help)
	echo "usage: tests/channel/width.sh [--help]"
	echo "Compares the digests of both builds in \$O/tests/channel."
	exit
	;;
esac
O=${O:-build}
results=${RESULTS:-$O/results}/channel.txt
wide=$("$O/tests/channel/digest")
plain=$("$O/tests/channel/digest-plain")
if [ "$wide" = "$plain" ]; then
	echo "ok channel/width/same_whatever_width" >>"$results"
	exit
fi
echo "not ok channel/width/same_whatever_width" >>"$results"
printf 'wide  %s\nplain %s\n' "$wide" "$plain"
exit 1
