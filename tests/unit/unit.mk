# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# cmocka units of the firmware's core and of wire.h, each built plainly and again
# with the address and undefined-behaviour sanitizers.

unit_test := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*_test.c))
unit_bin := $(unit_test:%=$(O)/unit/plain/%) $(unit_test:%=$(O)/unit/san/%)
unit_help := tests/unit/rig.c tests/unit/host.c tests/unit/check.c tests/unit/descriptors.c
unit_src := $(FW_SRC) $(unit_help)
# What is above the loops, over loops by the script.
unit_above := $(filter-out firmware/servo/%,$(FW_SRC)) \
	$(addprefix firmware/servo/,motion.c head.c kinematic.c bumps.c)
unit_fly_src := $(unit_above) $(unit_help) tests/unit/servo_fake.c tests/unit/flight.c
unit_sanitize := -fsanitize=address,undefined -fno-sanitize-recover=all
unit_flags := -std=gnu11 -O2 -g -ffp-contract=off -fno-math-errno -Wall -Wextra -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes -Werror -Iinclude -Ifirmware -Itests/unit

.PHONY: check-unit check-unit-build
check-unit check-unit-build: $(unit_bin)
check-unit:
	tests/unit/run-tests $(unit_bin)

# $(1) build, $(2) its flags
define unit_build
$(O)/unit/$(1)/obj/%.o: %.c $(FW_HDR) $(wildcard tests/unit/*.h) tests/unit/unit.mk
	@mkdir -p $$(@D)
	$$(CC) $$(unit_flags) $(2) -c -o $$@ $$<

$(O)/unit/$(1)/fly_test: $(O)/unit/$(1)/obj/tests/unit/fly_test.o \
		$(unit_fly_src:%.c=$(O)/unit/$(1)/obj/%.o)
	$$(CC) $(2) -o $$@ $$^ -lcmocka -lm

$(O)/unit/$(1)/%: $(O)/unit/$(1)/obj/tests/unit/%.o $(unit_src:%.c=$(O)/unit/$(1)/obj/%.o)
	$$(CC) $(2) -o $$@ $$^ -lcmocka -lm
endef

.SECONDARY:
$(eval $(call unit_build,plain,))
$(eval $(call unit_build,san,$(unit_sanitize)))
