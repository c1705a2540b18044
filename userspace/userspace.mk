# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The press and the twin. nfodctl has a file of its own.

O ?= build

USERSPACE_CFLAGS = -std=gnu11 -O2 -g -Wall -Wextra -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror \
	-fstack-protector-strong -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 \
	-Iinclude -Ifirmware -Iuserspace

PRESS_SOURCES = $(wildcard userspace/press/*.c) userspace/lib/crc32c.c \
	userspace/lib/medium.c
TWIN_SOURCES = $(wildcard userspace/twin/*.c userspace/engine/*.c \
	userspace/lib/*.c)

PRESS_OBJECTS = $(PRESS_SOURCES:%.c=$(O)/%.o)
TWIN_OBJECTS = $(TWIN_SOURCES:%.c=$(O)/%.o)

$(sort $(PRESS_OBJECTS) $(TWIN_OBJECTS)): $(O)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(USERSPACE_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(O)/nfod-press: $(PRESS_OBJECTS)
	$(CC) $(LDFLAGS) -o $@ $^ -lcjson

$(O)/nfod-twin: $(TWIN_OBJECTS) $(O)/firmware/libnfodfw.a
	$(CC) $(LDFLAGS) -o $@ $^ -lusbredirparser -lcjson

-include $(PRESS_OBJECTS:.o=.d) $(TWIN_OBJECTS:.o=.d)
