# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
# Tests of nfodctl: those that need no drive, and those that ask twins in
# User-Mode Linux.
nfodctl_test_dir := tests/nfodctl
nfodctl_test_bin := $(patsubst %.c,$(O)/%,$(wildcard $(nfodctl_test_dir)/*_test.c))
nfodctl_sanitize := -fsanitize=address,undefined -fno-sanitize-recover=all

.PHONY: check-nfodctl
check-unit: check-nfodctl
check-nfodctl check-unit-build: $(nfodctl_test_bin) $(O)/nfodctl
check-nfodctl:
	$(nfodctl_test_dir)/run-tests $${RESULTS:-$(O)/results}/nfodctl.txt $(O)/nfodctl $(nfodctl_test_bin)

# The tool's sources are compiled again, for the sanitizers.
$(O)/tests/nfodctl/%_test: $(nfodctl_test_dir)/%_test.c $(nfodctl_test_dir)/sample.c \
		$(nfodctl_pure) userspace/plot/plot.c $(wildcard include/nfod/*.h userspace/*/*.h \
		$(nfodctl_test_dir)/*.h tests/*.h)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests $(nfodctl_flags) $(CFLAGS) $(nfodctl_sanitize) -o $@ \
		$(filter %.c,$^) $(nfodctl_libs) -lcmocka

.PHONY: check-nfodctl-drive check-nfodctl-drive-build
check-nfodctl-drive check-nfodctl-drive-build: uml-driver nfodctl press twin pack $(O)/tests/servo/pc-reference.nfm
check-nfodctl-drive:
	@$(nfodctl_test_dir)/run-drive-test
