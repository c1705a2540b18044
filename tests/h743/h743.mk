# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The reference hardware, as far as it can be looked at here: what is linked against the part's
# memories, pins against the documentation, and what can run on the host against a model.
h743_test_bin := $(patsubst tests/h743/%.c,$(O)/h743/%,$(wildcard tests/h743/*_test.c))
h743_test_src := tests/h743/model.c $(addprefix firmware/board/stm32h743/,blocks.c clock.c \
	flash.c memory.c options.c pages.c pins.c protect.c random.c time.c watchdog.c) \
	$(addprefix firmware/,boot/fault.c boot/journal.c disc/crc32c.c)
h743_graphs = $(filter-out $(sodium_obj),$(h743_drive_obj))

$(O)/h743/%: tests/h743/%.c $(h743_test_src) $(FW_HDR) $(wildcard tests/h743/*.h tests/h743/*/*.h \
		firmware/board/stm32h743/*.h firmware/board/stm32h743/*.inc) tests/h743/h743.mk
	@mkdir -p $(@D)
	$(CC) $(boot_flags) -DH743_MODEL -Itests/h743/fake -Ifirmware/board/cortex_m7 \
		-Ifirmware/board/stm32h743 $(unit_sanitize) -fno-pie -no-pie -o $@ $(filter %.c,$^) -lcmocka -lsodium

.PHONY: check-h743 check-h743-build
check-h743 check-h743-build: $(h743_test_bin) $(h743_dir)/boot.elf $(h743_dir)/drive-0.elf $(h743_dir)/drive-1.elf
check-h743:
	SUITE=h743 tests/unit/run-tests $(h743_test_bin)
	tests/record h743 pins tests/h743/pins
	tests/record h743 boot_map tests/h743/map $(FW_ARM) 65536 $(h743_dir)/boot.elf
	for slot in 0 1; do tests/record h743 drive_map_$$slot tests/h743/map $(FW_ARM) 262144 \
		$(h743_dir)/drive-$$slot.elf $(h743_graphs) || exit; done
	tests/record h743 mutants_are_seen tests/h743/mutants '$(FW_ARM)gcc $(FW_ARM_FLAGS)' \
		$(h743_dir) '$(h743_drive_obj)'
