# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# libnfodphysics against frozen numbers, closed forms and laws of nature. Every
# NAME_test.c is a program of its own.
physics_test_src := $(wildcard tests/physics/*_test.c)
physics_test_bin := $(physics_test_src:%.c=$(O)/%)

$(physics_test_src:%.c=$(O)/obj/%.o): CPPFLAGS += -Iuserspace -Itests -Itests/physics

$(physics_test_bin): $(O)/%: $(O)/obj/%.o $(O)/libnfodphysics.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(physics_libs) -lcmocka

# The plant meets discs as the engine loads them.
$(addprefix $(O)/tests/physics/,plant_test plant_guards_test plant_shaken_test eye_test): $(plant_obj) \
	$(O)/obj/userspace/engine/quality.o $(O)/obj/userspace/engine/surface.o \
	$(O)/obj/userspace/engine/survey/terms.o $(O)/obj/userspace/engine/survey/laws.o \
	$(O)/obj/userspace/engine/survey/fit.o \
	$(O)/obj/userspace/lib/medium.o $(O)/obj/userspace/lib/crc32c.o

# Writing is with the firmware's tables.
$(O)/obj/tests/physics/writing_test.o: CPPFLAGS += -Ifirmware
$(O)/tests/physics/writing_test: $(O)/firmware/obj/recorder/strategy.o

.PHONY: check-physics check-physics-build
check-physics check-physics-build: $(physics_test_bin)
check-physics:
	SUITE=physics tests/unit/run-tests $(physics_test_bin)
