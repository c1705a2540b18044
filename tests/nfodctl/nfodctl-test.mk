# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
# Tests of nfodctl: those that need no drive, and those that ask twins in
# User-Mode Linux.
nfodctl_test_dir := tests/nfodctl
nfodctl_test_bin := $(patsubst %.c,$(O)/%,$(wildcard $(nfodctl_test_dir)/*_test.c))
nfodctl_sanitize := -fsanitize=address,undefined -fno-sanitize-recover=all

.PHONY: check-nfodctl
check-unit: check-nfodctl
check-nfodctl: $(nfodctl_test_bin) $(O)/nfodctl
	$(nfodctl_test_dir)/run-tests $(O)/results/nfodctl.txt $(O)/nfodctl $(nfodctl_test_bin)

# The tool's sources are compiled again, for the sanitizers.
$(O)/tests/nfodctl/%_test: $(nfodctl_test_dir)/%_test.c $(nfodctl_test_dir)/sample.c \
		$(nfodctl_pure) $(wildcard $(nfodctl_dir)/*.h) $(nfodctl_test_dir)/sample.h $(nfodctl_test_dir)/hostile.h \
		userspace/plot/plot.c include/nfod/wire.h include/nfod/wire_servo.h \
		include/nfod/wire_manage.h include/nfod/management.h include/nfod/container.h \
		include/nfod/format.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests $(nfodctl_flags) $(CFLAGS) $(nfodctl_sanitize) -o $@ \
		$(filter %.c,$^) $(nfodctl_libs) -lcmocka

.PHONY: check-nfodctl-drive
check-nfodctl-drive: nfodctl press twin pack $(O)/tests/servo/pc-reference.nfm
	@$(nfodctl_test_dir)/run-drive-test
