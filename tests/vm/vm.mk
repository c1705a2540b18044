# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# Modules for the guests' kernels and the tests that run in guests.

vm_boots := 6.12 6.1 ehci

.PHONY: setup-vm modules check-vm check-vm-build $(vm_boots:%=check-vm-%) $(vm_boots:%=check-vm-%-build) \
	check-rig check-rig-build

setup-vm:
	tests/setup/packages run
	tests/setup/kernels $(SERIES)

modules: $(SERIES:%=modules-%)

# kbuild writes beside the sources: it gets a copy for each kernel.
modules-%: setup-vm
	tests/vm/module $* nfod Kbuild driver include

# The rig sees each planted fault, and nothing where there is none.
check-rig check-rig-build: setup-vm
check-rig:
	tests/vm/selftest

# Asks a drive in the guest for what no driver asks.
$(O)/usbreq: $(O)/obj/tests/vm/usbreq.o
	echo '  LD $@'
	$(CC) $(CFLAGS) -o $@ $^ -lusb-1.0

# Has the guest's usbtest run its tests.
$(O)/testusb: $(O)/obj/tests/vm/testusb.o
	echo '  LD $@'
	$(CC) $(CFLAGS) -o $@ $^

# By boot: they are stages of their own.
check-vm: $(vm_boots:%=check-vm-%)
check-vm-build: $(vm_boots:%=check-vm-%-build)
$(vm_boots:%=check-vm-%) $(vm_boots:%=check-vm-%-build): all $(O)/usbreq $(O)/testusb \
	$(mps2_dir)/flash.img
check-vm-6.1 check-vm-6.1-build: modules-6.1
check-vm-6.12 check-vm-6.12-build check-vm-ehci check-vm-ehci-build: modules-6.12
$(vm_boots:%=check-vm-%): check-vm-%:
	tests/vm/suite --boot $*
