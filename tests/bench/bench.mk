# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# How fast the path is, beside QEMU's usb-uas.

bench:
	tests/setup/packages run
	tests/setup/kernels 6.12
	echo 'Building programs and module ...'
	env -u MAKEFLAGS $(MAKE) --no-print-directory SERIES=6.12 all modules
	tests/bench/bench
