# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# Boot loader and update over a model of flash, under the sanitizers.
boot_src := $(FW_BOOT_SRC)
boot_rig := tests/boot/model.c tests/boot/rig.c
boot_hdr := $(FW_HDR) $(wildcard tests/boot/*.h tests/*.h) tests/boot/boot.mk
boot_bin := $(patsubst tests/boot/%.c,$(O)/boot/san/%,$(wildcard tests/boot/*_test.c))
boot_flags := -std=gnu11 -O2 -g -Wall -Wextra -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Werror -Iinclude -Ifirmware -Itests -Itests/boot

$(O)/boot/san/%: tests/boot/%.c $(boot_rig) $(boot_src) $(boot_hdr)
	@mkdir -p $(@D)
	$(CC) $(boot_flags) $(unit_sanitize) -o $@ $(filter %.c,$^) -lcmocka -lsodium

.PHONY: check-boot check-boot-build
check-boot check-boot-build: $(boot_bin)
check-boot:
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

boot_m7_src := $(m7_start) tests/boot/m7/main.c

$(boot_m7)/chooser.elf: $(boot_m7_src) tests/servo/m7/m7.ld $(boot_arm_obj) $(sodium_obj)
	@mkdir -p $(@D)
	$(FW_ARM)gcc $(FW_FLAGS) $(FW_ARM_FLAGS) -isystem $(sodium_dir)/source/include \
		-Itests/servo/m7 -nostartfiles -T tests/servo/m7/m7.ld -Wl,--gc-sections -o $@ \
		$(boot_m7_src) $(boot_arm_obj) $(sodium_obj)

.PHONY: check-boot-m7 check-boot-m7-build
check-boot-m7 check-boot-m7-build: $(boot_m7)/chooser.elf $(boot_m7)/flash.bin
check-boot-m7:
	tests/record boot-m7 same_choices tests/boot/m7/run $^

# nfod-pack against the update that takes its files.
$(O)/boot/take: tests/boot/take.c $(boot_rig) $(boot_src) $(boot_hdr)
	@mkdir -p $(@D)
	$(CC) $(boot_flags) $(unit_sanitize) -o $@ $(filter %.c,$^) -lsodium

.PHONY: check-pack check-pack-build
check-pack check-pack-build: $(O)/nfod-pack $(O)/boot/take
check-pack:
	tests/record pack files tests/pack/pack-test $^

# The boot loader of the emulated board, with images that do what they are told.
boot_mps2 := $(O)/boot/mps2
boot_mps2_obj := $(mps2_obj) $(boot_arm_obj) $(sodium_obj)

# $(1) version, $(2) slot
define boot_app
$(boot_mps2)/app$(1)-$(2).elf: tests/boot/mps2/app.c $(boot_mps2_obj) $(mps2_ld) tests/boot/boot.mk
	@mkdir -p $(boot_mps2)
	$(mps2_link) -Wl,--defsym=code_origin=$(mps2_slot_$(2)) \
		-Wl,--defsym=code_length=$(mps2_slot_bytes) $(FW_FLAGS) -DAPP_VERSION='"$(1)"' \
		$(mps2_include) -isystem $(sodium_dir)/source/include \
		-o $$@ $$(filter %.c %.o,$$^)
endef
$(foreach version,1 2,$(foreach slot,0 1,$(eval $(call boot_app,$(version),$(slot)))))

$(boot_mps2)/%.bin: $(boot_mps2)/%.elf
	$(FW_ARM)objcopy -O binary $< $@

boot_pack = $(O)/nfod-pack pack --hardware mps2 --version $(1).0.0 --security $(1) --key $(2) -o $@ \
	$(filter %.bin,$^)

$(boot_mps2)/first.dfu: $(boot_mps2)/app1-0.bin $(boot_mps2)/app1-1.bin $(test_key) $(O)/nfod-pack
	$(call boot_pack,1,$(test_key))

$(boot_mps2)/second.dfu: $(boot_mps2)/app2-0.bin $(boot_mps2)/app2-1.bin $(test_key) $(O)/nfod-pack
	$(call boot_pack,2,$(test_key))

$(boot_mps2)/stranger.dfu: $(boot_mps2)/app2-0.bin $(boot_mps2)/app2-1.bin $(O)/nfod-pack
	rm -f $(boot_mps2)/stranger.key $(boot_mps2)/stranger.pub
	$(O)/nfod-pack keygen --test $(boot_mps2)/stranger
	$(call boot_pack,3,$(boot_mps2)/stranger.key)

.PHONY: check-boot-mps2 check-boot-mps2-build
check-boot-mps2 check-boot-mps2-build: $(addprefix $(boot_mps2)/,boot.bin first.dfu second.dfu stranger.dfu) $(O)/boot/take \
		$(FW_ARM_OBJ)
check-boot-mps2:
	tests/record boot-mps2 boots_from_flash tests/boot/mps2/mps2-test $(boot_mps2)
	tests/record boot-mps2 vendors_build tests/boot/mps2/vendor-test $(O)
	echo "  boot loader: $$(stat -c %s $(mps2_dir)/boot.bin) of 65536 bytes"

$(boot_mps2)/boot.bin: $(mps2_dir)/boot.bin
	@mkdir -p $(@D)
	cp $< $@
