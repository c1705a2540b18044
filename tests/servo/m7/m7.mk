# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The servo on an emulated Cortex-M7: same bits as here, and what a tick costs.
m7_dir := $(O)/tests/servo/m7
m7_fw := $(patsubst firmware/%.c,$(O)/firmware/arm/%.o,$(wildcard firmware/servo/*.c))
m7_start := tests/servo/m7/start.c firmware/board/mps2/semihosting.c
m7_src := $(m7_start) tests/servo/m7/main.c

$(m7_dir)/player.elf: $(m7_src) tests/servo/m7/m7.ld $(m7_fw) $(FW_HDR) tests/servo/stream.h
	@mkdir -p $(@D)
	$(FW_ARM)gcc $(FW_FLAGS) $(FW_ARM_FLAGS) -Itests/servo -Itests/servo/m7 -nostartfiles \
		-T tests/servo/m7/m7.ld -Wl,--gc-sections -o $@ $(m7_src) $(m7_fw)

$(O)/tests/servo/record-flight: $(O)/obj/tests/servo/record-flight.o $(servo_obj) $(servo_fw) \
		$(O)/libnfodphysics.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(physics_libs)

$(m7_dir)/flight.bin: $(O)/tests/servo/record-flight $(servo_discs)
	@mkdir -p $(@D)
	SERVO_DISCS=$(O)/tests/servo $< $@

.PHONY: check-servo-m7 check-servo-m7-build
check-servo-m7 check-servo-m7-build: $(m7_dir)/player.elf $(m7_dir)/flight.bin
check-servo-m7:
	tests/record servo-m7 same_bits tests/servo/m7/run $^

$(m7_dir)/count.so: tests/servo/m7/count.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -Iuserspace -shared -fPIC -o $@ $<

.PHONY: profile-servo-m7
profile-servo-m7: $(m7_dir)/player.elf $(m7_dir)/flight.bin $(m7_dir)/count.so
	tests/servo/m7/profile $^
