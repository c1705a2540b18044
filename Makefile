# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The front door: make help.

O ?= build
export O := $(abspath $(O))

CACHE  := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/nfod
SERIES := 6.1 6.12

CC       ?= gcc
CPPFLAGS += -D_GNU_SOURCE -Iinclude
CFLAGS   ?= -O2 -g
CFLAGS   += -std=gnu11 -Wall -Wextra -Werror

# C sources that people format; the lint stage checks all of them.
C_DIRS := driver firmware include userspace tests

MAKEFLAGS += -j$(shell nproc)
.DELETE_ON_ERROR:
# make V=1 shows the commands.
ifndef V
.SILENT:
endif
.PHONY: all help setup modules demo check bench lint format format-check clean

all: # built by the rooms' own fragments

-include firmware/firmware.mk
-include userspace/userspace.mk
-include tests/unit/unit.mk
-include tests/twin/twin.mk
-include tests/physics/physics-test.mk
-include tests/press/press-test.mk
-include tests/code/code.mk
-include tests/channel/channel.mk
-include tests/servo/servo.mk
-include tests/servo/m7/m7.mk
-include tests/door/door.mk
-include tests/power/power.mk
-include tests/boot/boot.mk
-include tests/otg/otg.mk
-include tests/h743/h743.mk
-include tests/uml/uml.mk
include tests/vm/vm.mk
include tests/demo/demo.mk
include tests/bench/bench.mk
include tests/bench/bench-press.mk
include tests/bench/bench-servo.mk
include tests/bench/bench-writing.mk
include tests/bench/bench-order.mk
include tests/bench/bench-code.mk
include tests/bench/bench-recorder-m7.mk
include tests/bench/bench-recording.mk
include tests/bench/bench-firmware.mk
include tests/lint/lint.mk

help:
	@echo 'make demo          watch a drive work: disc, mount, power cut, fio (no KVM, no root needed'
	@echo '                   once the packages are there)'
	@echo 'make check         every test; ends in the line "N passed, N failed"'
	@echo 'make bench         the block path side by side with usb-uas'
	@echo 'make bench-press   how fast the models of the press are'
	@echo 'make bench-servo   how well the head flies: residuals, seeks, margins, hazards, against the aims'
	@echo 'make bench-recording all of the following, one after the other:'
	@echo '  bench-discs        how well discs record: error rates, windows, capacity, speed of reading'
	@echo '  bench-model        fidelity model against waveform, over the working range'
	@echo '  bench-writing      what writing leaves: marks, windows, cross-erase, wear'
	@echo '  bench-channel      how well and how fast marks are read: error rates, windows, cells a second'
	@echo '  bench-store        what it costs that no power cut loses anything, in virtual time'
	@echo '  bench-order        what the order of work is worth: random reads and flushed writes'
	@echo '  bench-code         what the code of a cluster costs, and what it can correct'
	@echo '  bench-recorder-m7  what a cluster costs the processor of the drive, in instructions'
	@echo 'make bench-firmware  what the image of the drive costs its processor, instruction by instruction'
	@echo 'make check-boot-mutants  takes each precaution out of boot loader and update once'
	@echo 'make check-update-cuts   power cuts at every flash operation of an update, emulated board'
	@echo 'make check-otg-mutants  the same with the driver of the USB controller'
	@echo 'make bench-otg     what a packet costs the processor of the drive'
	@echo 'make check-power   more than 5,000 power cuts on the store; make check has some hundred'
	@echo 'make firmware      boot loader and drive for both boards, and what they weigh'
	@echo 'make               nfod-press, nfod-twin, nfodctl and nfod-pack, in O=build'
	@echo 'make modules       nfod.ko for Debian'"'"'s kernels $(SERIES)'
	@echo 'make firmware-arm  the firmware for Cortex-M7, with its code and RAM size'
	@echo 'make lint          sparse, checkpatch, shellcheck, licences, spelling, format'
	@echo 'make format        bring all C to .clang-format'
	@echo 'make setup         only install packages and fetch the guest kernels'
	@echo 'make clean         remove O; the cache in $(CACHE) stays'

setup:
	tests/setup/packages run unit uml arm lint slurm
	tests/setup/kernels $(SERIES)

check:
	tests/check

clean:
	rm -rf $(O)

# Every object of user space, the firmware on the host and the tests.
$(O)/obj/%.o: %.c
	mkdir -p $(@D)
	echo '  CC $<'
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# The headers of each, as the compiler has told.
-include $(shell find $(O)/obj $(O)/plain $(O)/press-san -name '*.d' 2>/dev/null)
