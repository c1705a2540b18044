# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# Power cuts on the firmware's store, and proof that the test sees what it must see.
power_src := $(wildcard firmware/store/*.c) firmware/disc/crc32c.c
power_hdr := $(FW_HDR) $(wildcard tests/power/*.h) tests/power/power.mk
power_flags := -std=gnu11 -O2 -g -Wall -Wextra -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Werror -Iinclude -Ifirmware -Itests -Itests/power

$(O)/power/power_test: tests/power/power_test.c tests/power/sim.c $(power_src) $(power_hdr)
	@mkdir -p $(@D)
	$(CC) $(power_flags) -o $@ $(filter %.c,$^) -lcmocka

$(O)/power/san/power_test: tests/power/power_test.c tests/power/sim.c $(power_src) $(power_hdr)
	@mkdir -p $(@D)
	$(CC) $(power_flags) $(unit_sanitize) -o $@ $(filter %.c,$^) -lcmocka

# A few hundred cuts, under the sanitizers.
.PHONY: check-power-fast check-power
check-power-fast: $(O)/power/san/power_test
	POWER_CUTS=200 SUITE=power-fast tests/unit/run-tests $<

# More than 5,000 of them.
check-power: $(O)/power/power_test
	POWER_CUTS=5500 SUITE=power tests/unit/run-tests $<

bench_store_src := tests/power/bench-store.c $(power_src) firmware/disc/choose.c firmware/disc/map.c firmware/disc/film.c \
	firmware/servo/kinematic.c userspace/press/geometry.c userspace/lib/medium.c

# What the store costs, in virtual time.
$(O)/power/bench-store: $(bench_store_src) $(power_hdr)
	@mkdir -p $(@D)
	$(CC) $(power_flags) -Iuserspace -o $@ $(filter %.c,$^) -lm

.PHONY: bench-store
bench-store: $(O)/power/bench-store
	$<

# Faults planted in a copy of the store, each of which the power test must see.
.PHONY: check-power-mutants
check-power-mutants:
	tests/power/mutants
