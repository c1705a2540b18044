# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# nfod-press: its parts (NAME_test.c) and the program (NAME.sh).
press_test_src := $(wildcard tests/press/*_test.c)
press_test_bin := $(press_test_src:%.c=$(O)/%)
press_test_sh := $(wildcard tests/press/*.sh)

$(press_test_src:%.c=$(O)/obj/%.o): CPPFLAGS += -Iuserspace -Itests -Itests/press

$(press_test_bin): $(O)/%: $(O)/obj/%.o $(O)/libnfodpress.a $(O)/libnfodphysics.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(press_libs) -lcmocka

# Recipes and images come from strangers: the same tests, all that reads them under the
# sanitizers.
press_san_bin := $(addprefix $(O)/tests/press-san/,recipe_test image_test)
# Simulating heat and light takes minutes under them, and sees nothing of a stranger's.
press_san_slow := $(addprefix userspace/physics/,write% writing% thermal% readout%) \
	$(addprefix userspace/engine/,channel/% survey/% code/%)
press_san_src := $(filter-out userspace/plot/% $(addprefix userspace/press/,report% sweep%) \
	$(press_san_slow),$(press_lib_src)) \
	$(filter-out $(press_san_slow),$(physics_src))
press_san_obj := $(press_san_src:%.c=$(O)/press-san/%.o)
press_san_flags := -O1 -g -Wno-psabi -fsanitize=address,undefined -fno-sanitize-recover=all

$(O)/press-san/%.o: %.c
	@mkdir -p $(@D)
	echo '  CC $@'
	$(CC) $(CPPFLAGS) -Iuserspace -Ifirmware -Itests $(CFLAGS) $(press_san_flags) -MMD -MP -c -o $@ $<

$(press_san_bin): $(O)/tests/press-san/%: $(O)/press-san/tests/press/%.o $(press_san_obj) \
		$(press_shipped).o $(O)/libnfodpress.a $(O)/libnfodphysics.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(press_san_flags) -o $@ $^ $(press_libs) -lcmocka

.SECONDARY: $(press_san_obj) $(press_san_bin:$(O)/tests/press-san/%=$(O)/press-san/tests/press/%.o)

.PHONY: check-press check-press-build check-press-san
check-press-san: $(press_san_bin)
	SUITE=press-san LSAN_OPTIONS=suppressions=tests/press/libconfig.supp:print_suppressions=0 \
		tests/unit/run-tests $(press_san_bin)

check-press check-press-build: press twin $(twin_certify_bin) $(press_test_bin) $(press_san_bin)
check-press: check-press-san
	SUITE=press-unit tests/unit/run-tests $(press_test_bin)
	printf '%s\n' $(press_test_sh) | xargs -n 1 -P $$(nproc) env
