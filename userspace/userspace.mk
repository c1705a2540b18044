# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The programs of user space; each room but the twin's has a file of its own.
twin_src := $(wildcard userspace/twin/*.c userspace/engine/*.c userspace/lib/*.c)
twin_obj := $(twin_src:%.c=$(O)/obj/%.o)

include userspace/physics/physics.mk
include userspace/engine/channel/channel.mk
include userspace/plant/plant.mk
include userspace/engine/code/code.mk
include userspace/engine/survey/survey.mk
include userspace/press/press.mk
include userspace/nfodctl/nfodctl.mk
include userspace/pack/pack.mk

.PHONY: twin
all: twin
twin: $(O)/nfod-twin

$(twin_obj): CPPFLAGS += -Iuserspace -Ifirmware
# The host's board trusts the test key too.
$(O)/obj/userspace/twin/loader.o: CPPFLAGS += -I$(O)/firmware
$(O)/obj/userspace/twin/loader.o: $(O)/firmware/boot_key.h
$(twin_obj): CFLAGS += -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla

$(O)/nfod-twin: $(twin_obj) $(plant_obj) $(code_obj) $(survey_obj) $(O)/firmware/libnfodfw.a \
		$(O)/libnfodchannel.a $(O)/libnfodphysics.a
	$(CC) $(CFLAGS) $(LDFLAGS) $(plant_link) -o $@ $^ $$(pkg-config --libs libusbredirparser-0.5 libcjson libconfig libsodium) $(physics_libs)

# It is QEMU's, and built for that alone.
twin: $(O)/nfod-lockstep.so
$(O)/nfod-lockstep.so: $(wildcard userspace/twin/lockstep/* include/nfod/*.h)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Iuserspace -std=gnu11 -O2 -g -Wall -Wextra -Werror -fvisibility=hidden -shared \
		-fPIC -o $@ $(filter %.c,$^)
