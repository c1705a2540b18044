# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The driver of the STM32H743's USB controller over a model of its registers, under the
# sanitizers: alone, below the whole firmware, and in DFU mode.
otg_src := $(addprefix firmware/board/stm32h743/,otg.c otg_control.c otg_fifo.c otg_in.c otg_out.c)
otg_rig := tests/otg/chip.c tests/otg/chip_bus.c tests/otg/chip_fifo.c tests/otg/bench.c
otg_hdr := $(FW_HDR) $(wildcard firmware/board/stm32h743/otg*.h tests/otg/*.h) tests/otg/otg.mk
otg_inc := -Ifirmware/board/stm32h743 -Itests/otg
otg_bin := $(addprefix $(O)/otg/,bulk_test control_test drive_test dfu_test)

$(O)/otg/%: tests/otg/%.c tests/otg/user.c $(otg_rig) $(otg_src) $(otg_hdr)
	@mkdir -p $(@D)
	$(CC) $(unit_flags) $(otg_inc) $(unit_sanitize) -o $@ $(filter %.c,$^) -lcmocka

# The whole firmware on the unit tests' board, but with this controller.
$(O)/otg/drive_test: tests/otg/drive_test.c $(otg_rig) $(otg_src) \
		firmware/board/stm32h743/otg_drive.c $(otg_hdr) $(wildcard tests/unit/*.h) \
		$(unit_src:%.c=$(O)/unit/san/obj/%.o)
	@mkdir -p $(@D)
	$(CC) $(unit_flags) $(otg_inc) $(unit_sanitize) -o $@ $(filter %.c %.o,$^) -lcmocka -lm

$(O)/otg/dfu_test: tests/otg/dfu_test.c tests/unit/descriptors.c $(otg_rig) $(otg_src) \
		firmware/board/stm32h743/otg_dfu.c $(boot_src) $(boot_rig) $(otg_hdr) $(boot_hdr)
	@mkdir -p $(@D)
	$(CC) $(boot_flags) $(otg_inc) $(unit_sanitize) -o $@ $(filter %.c,$^) -lcmocka -lsodium

.PHONY: check-otg check-otg-build
check-otg check-otg-build: $(otg_bin)
check-otg:
	SUITE=otg tests/unit/run-tests $^

# Each precaution taken out once.
.PHONY: check-otg-mutants
check-otg-mutants:
	tests/otg/mutants

# What a packet costs the drive's processor.
otg_m7_obj := $(otg_src:firmware/%.c=$(O)/otg/m7/%.o)
otg_m7 := $(m7_start) tests/otg/m7/main.c $(otg_rig) $(otg_m7_obj)

$(O)/otg/m7/%.o: firmware/%.c $(otg_hdr)
	@mkdir -p $(@D)
	$(FW_ARM)gcc $(FW_FLAGS) $(FW_ARM_FLAGS) -DOTG_MODEL -c -o $@ $<

$(O)/otg/m7/otg.elf: $(otg_m7) $(otg_hdr) tests/servo/m7/m7.ld tests/bench/recorder-m7/cmocka.h
	@mkdir -p $(@D)
	$(FW_ARM)gcc $(FW_ARM_FLAGS) -std=gnu11 -O2 -g -DOTG_MODEL -Iinclude -Ifirmware -Itests \
		-Itests/bench/recorder-m7 $(otg_inc) -nostartfiles -specs=nosys.specs \
		-T tests/servo/m7/m7.ld -Wl,--gc-sections -o $@ $(otg_m7)

.PHONY: bench-otg
bench-otg: $(O)/otg/m7/otg.elf $(m7_dir)/count.so
	tests/otg/m7/count $^
