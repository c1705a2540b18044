# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# Power cuts on the firmware's store, and proof that the test sees what it must see.
power_src := $(wildcard firmware/store/*.c) firmware/disc/crc32c.c
power_hdr := $(FW_HDR) $(wildcard tests/power/*.h) tests/power/power.mk
power_flags := -std=gnu11 -O2 -g -Wall -Wextra -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Werror -Iinclude -Ifirmware -Itests -Itests/power

$(O)/power/power_test: tests/power/power_test.c tests/power/sim.c $(power_src) $(power_hdr)
	@mkdir -p $(@D)
	$(CC) $(power_flags) -o $@ $(filter %.c,$^) -lcmocka

$(O)/power/san/power_test: tests/power/power_test.c tests/power/sim.c $(power_src) $(power_hdr)
	@mkdir -p $(@D)
	$(CC) $(power_flags) $(unit_sanitize) -o $@ $(filter %.c,$^) -lcmocka

# The whole drive. Names of firmware and engine are kept apart.
power_whole_bin := $(O)/power/whole_test
power_calibrate_bin := $(O)/power/calibrate_test
power_whole_fw := $(addprefix $(O)/unit/plain/obj/,$(patsubst %.c,%.o,$(FW_SRC) \
	$(addprefix tests/,unit/rig.c unit/host.c power/whole.c)))
power_disc := $(O)/power/pc-reference.nfm
power_light_disc := $(O)/power/mo-light.nfm

$(O)/unit/plain/obj/tests/power/%.o: tests/power/%.c $(FW_HDR) $(wildcard tests/power/*.h tests/unit/*.h)
	@mkdir -p $(@D)
	$(CC) $(unit_flags) -c -o $@ $<

$(O)/power/%.o: $(O)/unit/plain/obj/tests/power/%_test.o $(power_whole_fw)
	@mkdir -p $(@D)
	$(LD) -r -o $@ $^
	objcopy --keep-global-symbol=main $@

$(O)/obj/tests/power/film.o: CPPFLAGS += -Iuserspace
$(power_whole_bin) $(power_calibrate_bin): $(O)/power/%_test: $(O)/power/%.o $(O)/obj/tests/power/film.o $(twin_reading_obj) $(code_obj) $(survey_obj) \
		$(O)/libnfodchannel.a $(O)/libnfodphysics.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs libconfig) $(physics_libs) -lcmocka

$(power_disc) $(power_light_disc): $(O)/nfod-press
	@mkdir -p $(@D)
	$(O)/nfod-press make $(basename $(@F)) -o $@ --size 2M --seed 1 --quick --force >$@.log

# $(1) cuts, $(2) suite
define cut_drive
rm -f $(O)/power/counts
POWER_DISC=$(power_disc) POWER_LIGHT_DISC=$(power_light_disc) POWER_CUTS=$(1) POWER_COUNTS=$(O)/power/counts SUITE=$(2) \
	tests/unit/run-tests $(power_whole_bin)
cat $(O)/power/counts
endef

# A few hundred cuts on the store, under the sanitizers, and some on the drive.
.PHONY: check-power-fast check-power-fast-build check-power
check-power-fast check-power-fast-build: $(O)/power/san/power_test $(power_whole_bin) $(power_calibrate_bin) $(power_disc) $(power_light_disc)
check-power-fast:
	POWER_CUTS=200 SUITE=power-fast tests/unit/run-tests $<
	POWER_DISC=$(power_disc) SUITE=power-calibrate tests/unit/run-tests $(power_calibrate_bin)
	$(call cut_drive,60,power-drive-fast)

# More than 5,000 of them.
check-power: $(O)/power/power_test $(power_whole_bin) $(power_disc) $(power_light_disc)
	POWER_CUTS=5500 SUITE=power tests/unit/run-tests $<
	$(call cut_drive,2000,power-drive)

bench_store_src := tests/power/bench-store.c $(power_src) firmware/disc/choose.c firmware/disc/map.c firmware/disc/film.c \
	firmware/servo/kinematic.c userspace/press/geometry.c userspace/lib/medium.c

# What the store costs, in virtual time.
$(O)/power/bench-store: $(bench_store_src) $(power_hdr)
	@mkdir -p $(@D)
	$(CC) $(power_flags) -Iuserspace -o $@ $(filter %.c,$^) -lm

.PHONY: bench-store
bench-store: $(O)/power/bench-store
	$<

# Faults planted in a copy of the store, each of which the power test must see.
.PHONY: check-power-mutants
check-power-mutants:
	tests/power/mutants
