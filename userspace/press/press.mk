# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# nfod-press. All but main.c is a library, for the tests.
press_src := $(wildcard userspace/press/*.c)
press_lib_src := $(filter-out userspace/press/main.c,$(press_src)) \
	userspace/lib/crc32c.c userspace/lib/medium.c
press_obj := $(press_src:%.c=$(O)/obj/%.o)
press_lib_obj := $(press_lib_src:%.c=$(O)/obj/%.o)
press_libs = $$(pkg-config --libs libcjson libconfig cairo) $(physics_libs) -lpthread

.PHONY: press
all: press
press: $(O)/nfod-press

$(sort $(press_obj) $(press_lib_obj)): CPPFLAGS += -Iuserspace
$(press_obj): CPPFLAGS += $$(pkg-config --cflags cairo)
$(sort $(press_obj) $(press_lib_obj)): CFLAGS += -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla

$(O)/libnfodpress.a: $(press_lib_obj)
	rm -f $@
	ar rcs $@ $^

$(O)/nfod-press: $(O)/obj/userspace/press/main.o $(O)/libnfodpress.a $(O)/libnfodphysics.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(press_libs)

-include $(sort $(press_obj:.o=.d) $(press_lib_obj:.o=.d))
