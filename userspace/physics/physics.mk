# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# libnfodphysics: models of disc, light and head. No contraction into fused
# multiply-add: the same image on every machine.
physics_src := $(wildcard userspace/physics/*.c)
physics_obj := $(physics_src:%.c=$(O)/obj/%.o)
physics_libs := -llapacke -lm
physics_cflags := -O3 -ffp-contract=off -fno-math-errno -fno-trapping-math -fcx-limited-range \
	-Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wno-psabi

.PHONY: physics
all: physics
physics: $(O)/libnfodphysics.a

$(physics_obj): CPPFLAGS += -Iuserspace
$(physics_obj): CFLAGS += $(physics_cflags)

$(O)/libnfodphysics.a: $(physics_obj)
	rm -f $@
	ar rcs $@ $^
