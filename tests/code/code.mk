# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# A cluster's code against an oracle, frozen numbers and damage of every kind.
code_test_src := $(wildcard tests/code/*_test.c)
code_test_bin := $(code_test_src:%.c=$(O)/%)
code_test_help := $(O)/obj/tests/code/damage.o $(O)/obj/tests/code/miscorrection.o

$(code_test_src:%.c=$(O)/obj/%.o) $(code_test_help) $(O)/obj/tests/code/write-cluster.o: \
	CPPFLAGS += -Iuserspace -Itests -Itests/code

$(code_test_bin): $(O)/%: $(O)/obj/%.o $(code_test_help) $(code_obj) \
		$(O)/obj/userspace/lib/crc32c.o
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka -lfec -lm

$(O)/tests/code/write-cluster: $(O)/obj/tests/code/write-cluster.o $(code_test_help) $(code_obj)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka -lm

$(O)/tests/code/cluster.cells: $(O)/tests/code/write-cluster
	$< $@ $(@:.cells=.data) 1234567 987654321098

.PHONY: check-code check-code-build
check-code check-code-build: $(code_test_bin) $(O)/tests/code/cluster.cells
check-code:
	SUITE=code tests/unit/run-tests $(code_test_bin)
	tests/record code code/specification tests/code/specification \
		$(O)/tests/code/cluster.cells $(O)/tests/code/cluster.data 1234567 987654321098

.SECONDARY: $(code_test_help)
