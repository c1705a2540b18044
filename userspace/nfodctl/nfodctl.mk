# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
nfodctl_dir := userspace/nfodctl
# What needs no USB, for the unit tests too.
nfodctl_pure := $(addprefix $(nfodctl_dir)/,answer.c units.c judge.c text.c json.c options.c)
nfodctl_src := $(nfodctl_pure) $(nfodctl_dir)/drive.c $(nfodctl_dir)/nfodctl.c
nfodctl_obj := $(nfodctl_src:%.c=$(O)/obj/%.o)

.PHONY: nfodctl
all: nfodctl
nfodctl: $(O)/nfodctl

$(nfodctl_obj): CPPFLAGS += -I$(nfodctl_dir) $$(pkg-config --cflags libusb-1.0 libcjson)

$(O)/nfodctl: $(nfodctl_obj)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs libusb-1.0 libcjson)

-include $(nfodctl_obj:.o=.d)

include tests/nfodctl/nfodctl-test.mk
