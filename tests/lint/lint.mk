# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# What can be said of the sources without running them.

.PHONY: lint lint-build format format-check

lint lint-build: uml-kernel
lint:
	tests/setup/packages build lint
	tests/lint/run

format:
	git ls-files -- $(C_DIRS:%='%/*.c') $(C_DIRS:%='%/*.h') | xargs clang-format-14 -i

format-check:
	git ls-files -- $(C_DIRS:%='%/*.c') $(C_DIRS:%='%/*.h') | xargs clang-format-14 --dry-run -Werror
