# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# libnfodchannel: from samples to cells. No contraction into fused multiply-add: the same
# cells on every machine.
channel_src := $(wildcard userspace/engine/channel/*.c)
channel_obj := $(channel_src:%.c=$(O)/obj/%.o)

.PHONY: channel
all: channel
channel: $(O)/libnfodchannel.a

$(channel_obj): CPPFLAGS += -Iuserspace
$(channel_obj): CFLAGS += -O3 -ffp-contract=off -fno-math-errno -fno-trapping-math \
	-Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wno-psabi

$(O)/libnfodchannel.a: $(channel_obj)
	rm -f $@
	ar rcs $@ $^
