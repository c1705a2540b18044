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
boot_arm_obj := $(patsubst firmware/%.c,$(O)/firmware/arm-boot/%.o,$(wildcard firmware/boot/*.c)) \
	$(O)/firmware/arm-boot/disc/crc32c.o

$(sodium_dir)/source: tests/setup/libsodium
	@mkdir -p $(@D)
	ln -sfn "$$(tests/setup/libsodium)" $@
	touch -h $@

# Warnings are its authors' matter.
define sodium_build
$(sodium_dir)/$(notdir $(1:.c=.o)): $(sodium_dir)/source firmware/boot/boot.mk
	$(FW_ARM)gcc -std=c11 -O2 -g $(FW_ARM_FLAGS) -DCONFIGURED=1 -DNATIVE_LITTLE_ENDIAN=1 \
		-I$(sodium_dir)/source/include -I$(sodium_dir)/source/include/sodium \
		-w -c -o $$@ $(sodium_dir)/source/$(1)
endef
$(foreach src,$(sodium_src),$(eval $(call sodium_build,$(src))))

$(O)/firmware/arm-boot/%.o: firmware/%.c $(FW_HDR) $(sodium_dir)/source firmware/boot/boot.mk
	@mkdir -p $(@D)
	$(FW_ARM)gcc $(FW_FLAGS) $(FW_ARM_FLAGS) -isystem $(sodium_dir)/source/include -c -o $@ $<
