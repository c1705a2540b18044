# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# Boot loader and images of the reference hardware; signed with the test key of this build, if
# it is not a vendor's.
h743_board := firmware/board/stm32h743
h743_dir := $(board_dir)/h743
h743_src := $(cortex_m7_src) $(filter-out %/boot_main.c,$(wildcard $(h743_board)/*.c))
h743_obj := $(h743_src:firmware/%.c=$(h743_dir)/%.o)
h743_ld := $(wildcard $(h743_board)/*.ld)
h743_link = $(FW_ARM)gcc $(FW_ARM_FLAGS) -nostartfiles -L $(h743_board) -L $(h743_dir) \
	-T $(h743_board)/$(1).ld -Wl,-n,--gc-sections,-Map=$(@:.elf=.map)
h743_slot_0 := 0x08040400
h743_slot_1 := 0x08140400
h743_slot_bytes := 392192
h743_stack := 32768

$(h743_dir)/%.o: firmware/%.c $(FW_HDR) $(wildcard firmware/board/cortex_m7/*.h \
		$(h743_board)/*.h $(h743_board)/*.inc) $(board_dir)/boot_key.h \
		$(sodium_dir)/source $(h743_board)/h743.mk
	@mkdir -p $(@D)
	$(FW_ARM)gcc $(FW_FLAGS) $(FW_ARM_FLAGS) -I$(board_dir) -Ifirmware/board/cortex_m7 \
		-I$(h743_board) $(FW_ARM_GRAPH) -isystem $(sodium_dir)/source/include -c -o $@ $<

$(h743_dir)/boot.elf: $(h743_dir)/board/stm32h743/boot_main.o $(h743_obj) $(boot_arm_obj) \
		$(sodium_obj) $(h743_ld)
	$(call h743_link,boot) -Wl,--defsym=code_origin=0x08000000,--defsym=code_length=65536 \
		-o $@ $(filter %.o,$^)

h743_drive_src := $(wildcard $(h743_board)/drive/*.c)
h743_drive_obj := $(h743_drive_src:firmware/%.c=$(h743_dir)/%.o) $(FW_ARM_OBJ) $(h743_obj) \
	$(filter $(O)/firmware/arm-boot/boot/%,$(boot_arm_obj)) $(sodium_obj)

$(h743_dir)/itcm.ld: $(h743_drive_obj) $(h743_board)/fast-code
	$(h743_board)/fast-code $(filter-out $(sodium_obj),$(filter %.o,$^)) >$@

$(h743_dir)/drive-%.elf: $(h743_drive_obj) $(h743_ld) $(h743_dir)/itcm.ld
	$(call h743_link,drive) -Wl,--defsym=code_origin=$(h743_slot_$*) \
		-Wl,--defsym=code_length=$(h743_slot_bytes) -o $@ $(filter %.o,$^)

$(h743_dir)/%.bin: $(h743_dir)/%.elf
	$(FW_ARM)objcopy -O binary $< $@

$(h743_dir)/drive.dfu: $(h743_dir)/drive-0.bin $(h743_dir)/drive-1.bin $(test_key) $(O)/nfod-pack
	$(O)/nfod-pack pack --hardware stm32h743 --version $(fw_version) --security 1 \
		--key $(test_key) -o $@ $(filter %.bin,$^)

# What a programmer writes at 0x08040000, once: the container for slot 0. Both in a file are as long.
$(h743_dir)/slot0.bin: $(h743_dir)/drive.dfu
	head -c "$$(($$(stat -c %s $<) / 2))" $< >$@

.SECONDARY: $(h743_drive_obj) $(h743_dir)/boot.elf $(h743_dir)/drive-0.elf $(h743_dir)/drive-1.elf

firmware-arm firmware-arm-build: $(h743_drive_obj) $(h743_dir)/board/stm32h743/boot_main.o
