# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# What the drive's image costs its processor, counted while it flies and serves.
firmware_bench_dir := $(O)/tests/bench/firmware
firmware_bench_obj := $(addprefix $(O)/obj/tests/bench/firmware/,main.o report.o)

$(firmware_bench_obj): CPPFLAGS += -Itests/twin -Itests

$(firmware_bench_dir)/bench-firmware: $(firmware_bench_obj) $(twin_test_help)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs libusbredirparser-0.5) -lcmocka -lm

$(firmware_bench_dir)/meter.so: tests/bench/firmware/meter.c tests/bench/firmware/meter.h
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -Iuserspace -shared -fPIC -o $@ $<

# Bytes are of `make firmware`, ticks by state of the very same code alone of check-servo-m7.
.PHONY: bench-firmware
bench-firmware: firmware twin press $(firmware_bench_dir)/bench-firmware \
		$(firmware_bench_dir)/meter.so $(twin_flight_disc)
	SERVO_DISCS=$(dir $(twin_flight_disc)) tests/bench/firmware/run \
		$(firmware_bench_dir)/bench-firmware $(firmware_bench_dir)/meter.so $(mps2_dir)
