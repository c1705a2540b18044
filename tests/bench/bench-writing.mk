# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# What writing leaves on the reference discs; pictures of it for the documentation.
bench_writing_src := $(wildcard tests/bench/writing/*.c)
bench_writing_obj := $(bench_writing_src:%.c=$(O)/obj/%.o)
bench_writing_libs = $$(pkg-config --libs cairo) $(physics_libs)

$(bench_writing_obj): CPPFLAGS += -Iuserspace -Itests/physics -Itests/channel $$(pkg-config --cflags cairo)

$(O)/tests/bench/writing/bench-writing: $(bench_writing_obj) \
		$(O)/obj/userspace/plot/plot.o $(channel_test_lib) $(channel_test_a)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(bench_writing_libs)

# make bench-writing BENCH_WRITING="--pictures DIR"
.PHONY: bench-writing
bench-writing: $(O)/tests/bench/writing/bench-writing
	$< $(BENCH_WRITING)
