# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# nfod-pack: keys and firmware files.
pack_src := $(wildcard userspace/pack/*.c)
pack_obj := $(pack_src:%.c=$(O)/obj/%.o)

.PHONY: pack
all: pack
pack: $(O)/nfod-pack

$(pack_obj): CPPFLAGS += -Iuserspace
$(pack_obj): CFLAGS += -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla

$(O)/nfod-pack: $(pack_obj)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lsodium
