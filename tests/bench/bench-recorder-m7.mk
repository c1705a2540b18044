# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# What a cluster costs the drive's processor, on an emulated Cortex-M7.
recorder_m7_dir := $(O)/tests/bench/recorder-m7
recorder_m7_fw := $(FW_SRC:firmware/%.c=$(O)/firmware/arm/%.o)
recorder_m7_src := tests/bench/recorder-m7/main.c tests/unit/rig.c tests/unit/host.c \
	tests/servo/m7/start.c firmware/board/mps2/semihosting.c

$(recorder_m7_dir)/recorder.elf: $(recorder_m7_src) $(recorder_m7_fw) tests/servo/m7/m7.ld \
		tests/bench/recorder-m7/cmocka.h tests/unit/rig.h tests/unit/host.h $(FW_HDR)
	@mkdir -p $(@D)
	$(FW_ARM)gcc $(FW_ARM_FLAGS) -std=gnu11 -O2 -g -Iinclude -Ifirmware -Itests \
		-Itests/bench/recorder-m7 -Itests/unit -nostartfiles -specs=nosys.specs \
		-T tests/servo/m7/m7.ld -Wl,--gc-sections -Wl,--wrap=nfod_fw_poll \
		-Wl,--wrap=nfod_usb_out -o $@ $(recorder_m7_src) $(recorder_m7_fw)

.PHONY: bench-recorder-m7
bench-recorder-m7: $(recorder_m7_dir)/recorder.elf
	qemu-system-arm -M mps2-an500 -kernel $< -icount shift=6,sleep=off -display none \
		-monitor none -serial null -semihosting-config enable=on,target=native
