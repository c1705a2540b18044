# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
nfodctl_dir := userspace/nfodctl
# What needs no USB, for the unit tests too.
nfodctl_pure := $(addprefix $(nfodctl_dir)/,answer.c canvas.c capture.c flight.c judge.c json.c \
	manage_json.c manage_text.c options.c scope_plot.c scope_text.c servo_json.c servo_text.c signals.c text.c units.c)
nfodctl_src := $(nfodctl_pure) $(addprefix $(nfodctl_dir)/,dfu.c drive.c flash.c manage_run.c nfodctl.c scope_run.c screen.c)
nfodctl_obj := $(nfodctl_src:%.c=$(O)/obj/%.o)
nfodctl_flags := -I$(nfodctl_dir) -Iuserspace $$(pkg-config --cflags libusb-1.0 libcjson cairo)
nfodctl_libs := $$(pkg-config --libs libusb-1.0 libcjson cairo) -lm

.PHONY: nfodctl
all: nfodctl
nfodctl: $(O)/nfodctl

$(nfodctl_obj): CPPFLAGS += $(nfodctl_flags)

# A firmware file is the same for whoever makes it and whoever sends it.
nfodctl_pack := $(addprefix $(O)/obj/userspace/pack/,pack.o show.o suffix.o)

$(O)/nfodctl: $(nfodctl_obj) $(nfodctl_pack) $(O)/obj/userspace/plot/plot.o
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(nfodctl_libs) -lsodium

include tests/nfodctl/nfodctl-test.mk
