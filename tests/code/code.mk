# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# A cluster's code against an oracle, frozen numbers and damage of every kind.
code_test_src := $(wildcard tests/code/*_test.c)
code_test_bin := $(code_test_src:%.c=$(O)/%)
code_test_help := $(O)/obj/tests/code/damage.o $(O)/obj/tests/code/miscorrection.o

$(code_test_src:%.c=$(O)/obj/%.o) $(code_test_help): CPPFLAGS += -Iuserspace -Itests -Itests/code

$(code_test_bin): $(O)/%: $(O)/obj/%.o $(code_test_help) $(code_obj) \
		$(O)/obj/userspace/lib/crc32c.o
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka -lfec -lm

.PHONY: check-code
check-code: $(code_test_bin)
	SUITE=code tests/unit/run-tests $(code_test_bin)

.SECONDARY: $(code_test_help)
-include $(code_test_src:%.c=$(O)/obj/%.d) $(code_test_help:.o=.d)
