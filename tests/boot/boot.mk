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

# The same logic as compiled for Cortex-M7.
boot_m7 := $(O)/boot/m7

$(boot_m7)/flash-image: tests/boot/m7/flash-image.c $(boot_rig) $(boot_src) $(boot_hdr)
	@mkdir -p $(@D)
	$(CC) $(boot_flags) -o $@ $(filter %.c,$^) -lsodium

$(boot_m7)/flash.bin: $(boot_m7)/flash-image
	$< $@

boot_m7_src := tests/servo/m7/start.c tests/boot/m7/main.c

$(boot_m7)/chooser.elf: $(boot_m7_src) tests/servo/m7/m7.ld $(boot_arm_obj) $(sodium_obj)
	@mkdir -p $(@D)
	$(FW_ARM)gcc $(FW_FLAGS) $(FW_ARM_FLAGS) -isystem $(sodium_dir)/source/include \
		-Itests/servo/m7 -nostartfiles -T tests/servo/m7/m7.ld -Wl,--gc-sections -o $@ \
		$(boot_m7_src) $(boot_arm_obj) $(sodium_obj)

.PHONY: check-boot-m7
check-boot-m7: $(boot_m7)/chooser.elf $(boot_m7)/flash.bin
	tests/record boot-m7 same_choices tests/boot/m7/run $^

# nfod-pack against the update that takes its files.
$(O)/boot/take: tests/boot/take.c $(boot_rig) $(boot_src) $(boot_hdr)
	@mkdir -p $(@D)
	$(CC) $(boot_flags) $(unit_sanitize) -o $@ $(filter %.c,$^) -lsodium

.PHONY: check-pack
check-pack: $(O)/nfod-pack $(O)/boot/take
	tests/record pack files tests/pack/pack-test $^
