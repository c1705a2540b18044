# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# What the order of work is worth, in virtual time.
order_src := $(wildcard tests/bench/order/*.c) tests/unit/rig.c tests/unit/host.c $(FW_SRC) \
	userspace/press/geometry.c userspace/lib/medium.c

$(O)/tests/bench/order/bench-order: $(order_src) $(FW_HDR) $(wildcard tests/unit/*.h)
	@mkdir -p $(@D)
	$(CC) $(unit_flags) -Iuserspace -o $@ $(order_src) -lcmocka -lm

.PHONY: bench-order
bench-order: $(O)/tests/bench/order/bench-order
	$<
