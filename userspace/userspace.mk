# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The press and the twin. nfodctl has a file of its own.
press_src := $(wildcard userspace/press/*.c) userspace/lib/crc32c.c userspace/lib/medium.c
twin_src := $(wildcard userspace/twin/*.c userspace/engine/*.c userspace/lib/*.c)
press_obj := $(press_src:%.c=$(O)/obj/%.o)
twin_obj := $(twin_src:%.c=$(O)/obj/%.o)

.PHONY: press twin
all: press twin
press: $(O)/nfod-press
twin: $(O)/nfod-twin

$(sort $(press_obj) $(twin_obj)): CPPFLAGS += -Iuserspace -Ifirmware
$(sort $(press_obj) $(twin_obj)): CFLAGS += -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla

$(O)/nfod-press: $(press_obj)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs libcjson)

$(O)/nfod-twin: $(twin_obj) $(O)/firmware/libnfodfw.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs libusbredirparser-0.5 libcjson) -lm

-include $(sort $(press_obj:.o=.d) $(twin_obj:.o=.d))

include userspace/nfodctl/nfodctl.mk
