# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The tests in User-Mode Linux. Included by the top Makefile.

.PHONY: uml-kernel uml-selftest kunit

# The kernel with every checker on: built once, kept outside the tree.
uml-kernel:
	@tests/uml/build >/dev/null

# The rig sees each planted fault, and nothing where there is none.
uml-selftest: uml-kernel
	@tests/uml/selftest

kunit: uml-kernel
	@tests/kunit/run
