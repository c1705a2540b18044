# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# How well the head flies.
bench_servo_src := $(wildcard tests/bench/servo/*.c)
bench_servo_obj := $(bench_servo_src:%.c=$(O)/obj/%.o)
bench_servo_discs := $(addprefix $(O)/tests/servo/,pc-reference.nfm runout-40.nfm runout-55.nfm)

$(bench_servo_obj): CPPFLAGS += -Iuserspace -Ifirmware -Itests/servo

$(O)/tests/bench/servo/bench-servo: $(bench_servo_obj) $(servo_obj) $(servo_fw) \
		$(O)/libnfodphysics.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) $(plant_link) -o $@ $^ $$(pkg-config --libs libcjson) $(physics_libs)

# The reference disc, but not so flat.
$(O)/tests/servo/runout-%.nfm: $(O)/nfod-press userspace/press/recipes/pc-reference.conf
	@mkdir -p $(@D)
	sed -e 's/^\(name = "\)[^"]*/\1runout-$*/' \
		-e '/^substrate/,/^}/s/axial_um = [0-9.]*/axial_um = $*/' \
		userspace/press/recipes/pc-reference.conf >$(@:.nfm=.conf)
	$(O)/nfod-press make $(@:.nfm=.conf) -o $@ --seed 1 --quick --force >$@.log

.PHONY: bench-servo
bench-servo: $(O)/tests/bench/servo/bench-servo $(bench_servo_discs)
	SERVO_DISCS=$(O)/tests/servo $< $(BENCH_SERVO)
