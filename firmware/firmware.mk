# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The firmware's core: a library for boards on this machine, and the same sources
# compiled for Cortex-M7.

# Boot loader and update stand beside it, in a fragment of their own.
FW_SRC := $(filter-out firmware/boot/%,$(wildcard firmware/*.c firmware/*/*.c))
FW_HDR := $(wildcard firmware/*.h firmware/*/*.h include/nfod/*.h)
FW_LIB := $(O)/firmware/libnfodfw.a
FW_OBJ := $(FW_SRC:firmware/%.c=$(O)/firmware/obj/%.o)
FW_FLAGS := -std=c11 -ffreestanding -O2 -g -ffp-contract=off -fno-math-errno \
	-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wdouble-promotion -Wconversion -Werror -Iinclude -Ifirmware

$(O)/firmware/obj/%.o: firmware/%.c $(FW_HDR) firmware/firmware.mk
	@mkdir -p $(@D)
	$(CC) $(FW_FLAGS) $(FW_CFLAGS) -c -o $@ $<

# One object that shows nothing but the board's interface, and one of boot loader and update,
# which wants libsodium from whoever uses it.
FW_BOOT_SRC := $(wildcard firmware/boot/*.c) firmware/disc/crc32c.c firmware/usb/describe.c \
	firmware/usb/electrical.c
FW_BOOT_OBJ := $(FW_BOOT_SRC:firmware/%.c=$(O)/firmware/obj/%.o)

$(FW_LIB): $(FW_OBJ) $(FW_BOOT_OBJ)
	$(LD) -r -o $(O)/firmware/nfodfw.o $(FW_OBJ)
	objcopy --wildcard --keep-global-symbol='nfod_fw_*' \
		--keep-global-symbol='nfod_usb_*' $(O)/firmware/nfodfw.o
	$(LD) -r -o $(O)/firmware/nfodboot.o $(FW_BOOT_OBJ)
	objcopy --wildcard --keep-global-symbol='boot_*' \
		--keep-global-symbol='settings_*' \
		--keep-global-symbol='dfu_device_*' $(O)/firmware/nfodboot.o
	rm -f $@
	$(AR) rcs $@ $(O)/firmware/nfodfw.o $(O)/firmware/nfodboot.o

FW_ARM := arm-none-eabi-
FW_ARM_FLAGS := -mcpu=cortex-m7 -mfpu=fpv5-d16 -mfloat-abi=hard -mthumb \
	-ffunction-sections -fdata-sections
# Who calls whom and what it takes, beside each object: firmware/stack-depth reads it.
FW_ARM_GRAPH := -fcallgraph-info=su
FW_ARM_OBJ := $(FW_SRC:firmware/%.c=$(O)/firmware/arm/%.o)

# A tick that calls less is faster: of 1,000 instructions it is 20.
$(O)/firmware/arm/servo/%.o: FW_ARM_FLAGS += --param max-inline-insns-auto=60

$(O)/firmware/arm/%.o: firmware/%.c $(FW_HDR) firmware/firmware.mk
	@mkdir -p $(@D)
	$(FW_ARM)gcc $(FW_FLAGS) $(FW_ARM_FLAGS) $(FW_ARM_GRAPH) -c -o $@ $<

# Nothing but a variable of the state's type, for its size on this machine.
$(O)/firmware/arm/state.elf: $(FW_HDR) firmware/firmware.mk
	@mkdir -p $(@D)
	echo '#include "fw.h"' >$(@D)/state.c
	echo 'struct nfod_fw nfod_fw_state;' >>$(@D)/state.c
	$(FW_ARM)gcc $(FW_FLAGS) $(FW_ARM_FLAGS) -c -o $@ $(@D)/state.c

include firmware/boot/boot.mk
include firmware/board/stm32h743/h743.mk

.PHONY: firmware
# A vendor signs elsewhere.
firmware: $(if $(KEY),$(foreach dir,$(mps2_dir) $(h743_dir),$(addprefix $(dir)/,boot.bin drive-0.bin drive-1.bin)), \
	$(FW_LIB) $(mps2_dir)/flash.img $(h743_dir)/boot.bin $(h743_dir)/slot0.bin)
	firmware/board/sizes $(FW_ARM) mps2 $(mps2_dir)/boot.elf $(mps2_dir)/drive-0.elf
	firmware/stack-depth $(FW_ARM) 65536 $(mps2_drive_obj)
	firmware/board/sizes $(FW_ARM) h743 $(h743_dir)/boot.elf $(h743_dir)/drive-0.elf
	firmware/stack-depth --interrupt otg_interrupt --interrupt h743_page_moved $(FW_ARM) \
		$(h743_stack) $(h743_drive_obj)
	printf '  %s\n' $(filter-out $(FW_LIB),$^)

.PHONY: firmware-arm firmware-arm-build
firmware-arm firmware-arm-build: $(FW_ARM_OBJ) $(O)/firmware/arm/state.elf
firmware-arm:
	firmware/arm-size $(FW_ARM) $(O)/firmware/arm
	tests/record firmware firmware-arm firmware/arm-size $(FW_ARM) $(O)/firmware/arm
