# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# How fast the press and its models are. Both versions of the thin-film core get the same flags.
films_obj := $(O)/obj/tests/bench/films.o

$(films_obj): CPPFLAGS += -Iuserspace
$(films_obj): CFLAGS += $(physics_cflags)

$(O)/tests/bench/films: $(films_obj) $(O)/libnfodphysics.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(physics_libs)

.PHONY: bench-press bench-films
bench-press: bench-films press
	tests/bench/press

bench-films: $(O)/tests/bench/films
	$<
