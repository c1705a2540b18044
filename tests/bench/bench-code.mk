# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# What the code of a cluster costs and what it is good for.
bench_code_obj := $(O)/obj/tests/bench/code/bench-code.o
bench_code_help := $(O)/obj/tests/code/damage.o $(O)/obj/tests/code/miscorrection.o

$(bench_code_obj): CPPFLAGS += -Iuserspace -Itests -Itests/code

$(O)/tests/bench/code/bench-code: $(bench_code_obj) $(bench_code_help) $(code_obj)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka -lm

.PHONY: bench-code
bench-code: $(O)/tests/bench/code/bench-code
	$<
