# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The servo over the plant, without USB.
servo_test_src := $(wildcard tests/servo/*_test.c)
servo_test_bin := $(servo_test_src:%.c=$(O)/%)
servo_obj := $(patsubst %.c,$(O)/obj/%.o,tests/servo/rig.c $(wildcard userspace/plant/*.c) \
	userspace/engine/disc.c userspace/engine/quality.c userspace/engine/surface.c \
	userspace/engine/survey/terms.c userspace/engine/survey/laws.c userspace/engine/survey/fit.c \
	userspace/lib/medium.c userspace/lib/crc32c.c)
servo_fw := $(filter $(O)/firmware/obj/servo/%,$(FW_OBJ))
servo_discs := $(addprefix $(O)/tests/servo/,pc-reference.nfm runout-40.nfm)

$(servo_test_src:%.c=$(O)/obj/%.o) $(O)/obj/tests/servo/rig.o \
$(O)/obj/tests/servo/record-flight.o: \
	CPPFLAGS += -Iuserspace -Ifirmware -Itests -Itests/servo

$(O)/tests/servo/%.nfm: $(O)/nfod-press
	@mkdir -p $(@D)
	$(O)/nfod-press make $* -o $@ --seed 1 --quick --force >$@.log

$(servo_test_bin): $(O)/%: $(O)/obj/%.o $(servo_obj) $(servo_fw) $(O)/libnfodphysics.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka $(physics_libs)

.PHONY: check-servo check-servo-build
check-servo check-servo-build: $(servo_test_bin) $(servo_discs)
check-servo:
	SUITE=servo SERVO_DISCS=$(O)/tests/servo tests/unit/run-tests $(servo_test_bin)

.SECONDARY: $(servo_obj) $(servo_discs)
