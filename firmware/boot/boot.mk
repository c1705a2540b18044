# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# Boot loader and update for Cortex-M7, with what they need of libsodium: verification of
# Ed25519 and SHA-512, out of the source of Debian's package.
sodium_dir := $(O)/firmware/sodium
sodium_src := crypto_sign/ed25519/ref10/open.c crypto_sign/ed25519/ref10/sign.c \
	crypto_core/ed25519/ref10/ed25519_ref10.c crypto_hash/sha512/cp/hash_sha512_cp.c \
	crypto_verify/sodium/verify.c sodium/utils.c
sodium_obj := $(addprefix $(sodium_dir)/,$(notdir $(sodium_src:.c=.o)))
boot_arm_obj := $(FW_BOOT_SRC:firmware/%.c=$(O)/firmware/arm-boot/%.o)

$(sodium_dir)/source: tests/setup/libsodium
	@mkdir -p $(@D)
	ln -sfn "$$(tests/setup/libsodium)" $@
	touch -h $@

# Warnings are its authors' matter.
define sodium_build
$(sodium_dir)/$(notdir $(1:.c=.o)): $(sodium_dir)/source firmware/boot/boot.mk
	$(FW_ARM)gcc -std=c11 -O2 -g $(FW_ARM_FLAGS) -DCONFIGURED=1 -DNATIVE_LITTLE_ENDIAN=1 \
		-I$(sodium_dir)/source/include -I$(sodium_dir)/source/include/sodium \
		$(FW_ARM_GRAPH) -w -c -o $$@ $(sodium_dir)/source/$(1)
endef
$(foreach src,$(sodium_src),$(eval $(call sodium_build,$(src))))

$(O)/firmware/arm-boot/%.o: firmware/%.c $(FW_HDR) $(sodium_dir)/source firmware/boot/boot.mk
	@mkdir -p $(@D)
	$(FW_ARM)gcc $(FW_FLAGS) $(FW_ARM_FLAGS) $(FW_ARM_GRAPH) \
		-isystem $(sodium_dir)/source/include -c -o $@ $<

fw_version := $(shell sed -n 's/^.define NFOD_FW_VERSION "\(.*\)"/\1/p' firmware/nfod_fw.h)

# Whose images drives run. KEY: public keys of a vendor, of nfod-pack keygen; without it a test key, and
# so anybody's. HARDWARE: a number of the vendor's own. Nothing of the two builds is in the same folder.
KEY :=
HARDWARE :=
$(if $(HARDWARE),$(if $(KEY),,$(error HARDWARE is a vendor's, and wants his KEY)))
board_dir := $(O)/$(if $(KEY),vendor,firmware)
test_key := $(O)/firmware/mps2/test.key

# The boot loader of mps2-an500.
mps2_dir := $(board_dir)/mps2
cortex_m7_src := $(wildcard firmware/board/cortex_m7/*.c)
mps2_src := $(cortex_m7_src) $(filter-out %/boot_main.c,$(wildcard firmware/board/mps2/*.c))
mps2_obj := $(mps2_src:firmware/%.c=$(mps2_dir)/%.o)
mps2_include := -I$(board_dir) -Ifirmware/board/cortex_m7 -Ifirmware/board/mps2
mps2_ld := firmware/board/mps2/mps2.ld
mps2_link := $(FW_ARM)gcc $(FW_ARM_FLAGS) -nostartfiles -T $(mps2_ld) -Wl,--gc-sections
mps2_slot_0 := 0x60040400
mps2_slot_1 := 0x60140400
mps2_slot_bytes := 392192

# It stays when the tool changes: there may be flash with images that it has signed.
$(test_key): | $(O)/nfod-pack
	@mkdir -p $(@D)
	rm -f $(test_key) $(test_key:.key=.pub)
	$(O)/nfod-pack keygen --test $(basename $(test_key))

$(O)/firmware/boot_key.h: $(test_key)
	firmware/boot/identity --test $(O)/nfod-pack 0 $@ $(test_key:.key=.pub)

# Looked at each time, as it is the command line's; changed when that has changed.
$(O)/vendor/boot_key.h: FORCE | $(O)/nfod-pack
	@mkdir -p $(@D)
	firmware/boot/identity $(O)/nfod-pack $(or $(HARDWARE),0) $@ $(KEY)

.PHONY: FORCE
FORCE:

$(mps2_dir)/%.o: firmware/%.c $(FW_HDR) $(wildcard firmware/board/cortex_m7/*.h \
		firmware/board/mps2/*.h firmware/board/mps2/*/*.h) \
		$(board_dir)/boot_key.h $(sodium_dir)/source firmware/boot/boot.mk
	@mkdir -p $(@D)
	$(FW_ARM)gcc $(FW_FLAGS) $(FW_ARM_FLAGS) $(mps2_include) \
		$(FW_ARM_GRAPH) \
		-isystem $(sodium_dir)/source/include -c -o $@ $<

# At most 64 KiB, though it has a sector to itself.
$(mps2_dir)/boot.elf: $(mps2_dir)/board/mps2/boot_main.o $(mps2_obj) $(boot_arm_obj) $(sodium_obj) \
		$(mps2_ld)
	$(mps2_link) -Wl,--defsym=code_origin=0x60000000,--defsym=code_length=65536 -o $@ \
		$(filter %.o,$^)

# The drive's image, once for each slot.
mps2_drive_src := $(wildcard firmware/board/mps2/drive/*.c)
mps2_drive_obj := $(mps2_drive_src:firmware/%.c=$(mps2_dir)/%.o) $(FW_ARM_OBJ) $(mps2_obj) \
	$(filter $(O)/firmware/arm-boot/boot/%,$(boot_arm_obj)) $(sodium_obj)

$(mps2_dir)/drive-%.elf: $(mps2_drive_obj) $(mps2_ld)
	$(mps2_link) -Wl,--defsym=code_origin=$(mps2_slot_$*) \
		-Wl,--defsym=code_length=$(mps2_slot_bytes) -o $@ $(filter %.o,$^)

$(mps2_dir)/drive.dfu: $(mps2_dir)/drive-0.bin $(mps2_dir)/drive-1.bin $(test_key) $(O)/nfod-pack
	$(O)/nfod-pack pack --hardware mps2 --version $(fw_version) --security 1 --key $(test_key) \
		-o $@ $(filter %.bin,$^)

.SECONDARY: $(mps2_drive_obj) $(mps2_dir)/boot.elf $(mps2_dir)/drive-0.elf $(mps2_dir)/drive-1.elf

# What a programmer writes into the board's flash, once.
$(mps2_dir)/flash.img: $(mps2_dir)/boot.bin $(mps2_dir)/drive.dfu firmware/board/mps2/make-flash
	firmware/board/mps2/make-flash $(mps2_dir)/boot.bin $(mps2_dir)/drive.dfu $@

$(mps2_dir)/%.bin: $(mps2_dir)/%.elf
	$(FW_ARM)objcopy -O binary $< $@

# Images for the host's board: host.dfu has the version of these sources.
host_dir := $(O)/firmware/host
host_slot_0 := 0x10040400
host_slot_1 := 0x10140400

$(host_dir)/host.dfu: firmware/board/host/image $(test_key) firmware/nfod_fw.h $(O)/nfod-pack
	@mkdir -p $(@D)
	$< $(host_slot_0) $(fw_version) >$(host_dir)/slot0.bin
	$< $(host_slot_1) $(fw_version) >$(host_dir)/slot1.bin
	$(O)/nfod-pack pack --hardware host --version $(fw_version) --security 1 \
		--key $(test_key) -o $@ $(host_dir)/slot0.bin $(host_dir)/slot1.bin

.PHONY: firmware-host
all: firmware-host
firmware-host: $(host_dir)/host.dfu
