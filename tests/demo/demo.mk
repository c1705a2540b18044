# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# What people see first: one kernel is enough for it.

demo:
	tests/setup/packages run
	tests/setup/kernels 6.12
	echo 'Building programs and module ...'
	env -u MAKEFLAGS $(MAKE) --no-print-directory SERIES=6.12 all modules
	tests/demo/demo
