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

.PHONY: check-press
check-press: press twin $(press_test_bin)
	SUITE=press-unit tests/unit/run-tests $(press_test_bin)
	for test in $(press_test_sh); do $$test || exit; done

-include $(press_test_src:%.c=$(O)/obj/%.d)
