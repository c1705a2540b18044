# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# Modules for the guests' kernels and the tests that run in guests.

.PHONY: setup-vm modules check-vm check-rig

setup-vm:
	tests/setup/packages run
	tests/setup/kernels $(SERIES)

modules: $(SERIES:%=modules-%)

# kbuild writes beside the sources: it gets a copy for each kernel.
modules-%: setup-vm
	tests/vm/module $* nfod Kbuild driver include

# The rig sees each planted fault, and nothing where there is none.
check-rig: setup-vm
	tests/vm/selftest

# Asks a drive in the guest for what no driver asks.
$(O)/usbreq: $(O)/obj/tests/vm/usbreq.o
	echo '  LD $@'
	$(CC) $(CFLAGS) -o $@ $^ -lusb-1.0

# Has the guest's usbtest run its tests.
$(O)/testusb: $(O)/obj/tests/vm/testusb.o
	echo '  LD $@'
	$(CC) $(CFLAGS) -o $@ $^

check-vm: all modules $(O)/usbreq $(O)/testusb firmware
	tests/vm/suite
