# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# Boot loader and update over a model of flash, under the sanitizers.
boot_src := $(wildcard firmware/boot/*.c) firmware/disc/crc32c.c
boot_rig := tests/boot/model.c tests/boot/rig.c
boot_hdr := $(FW_HDR) $(wildcard tests/boot/*.h) tests/boot/boot.mk
boot_bin := $(patsubst tests/boot/%.c,$(O)/boot/san/%,$(wildcard tests/boot/*_test.c))
boot_flags := -std=gnu11 -O2 -g -Wall -Wextra -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Werror -Iinclude -Ifirmware -Itests -Itests/boot

$(O)/boot/san/%: tests/boot/%.c $(boot_rig) $(boot_src) $(boot_hdr)
	@mkdir -p $(@D)
	$(CC) $(boot_flags) $(unit_sanitize) -o $@ $(filter %.c,$^) -lcmocka -lsodium

.PHONY: check-boot
check-boot: $(boot_bin)
	SUITE=boot tests/unit/run-tests $^

# Each precaution taken out once.
.PHONY: check-boot-mutants
check-boot-mutants:
	tests/boot/mutants
