# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The waveform of marks and the channel that reads it. bench-channel prints how good and
# how fast; the digest program, built with and without wide vectors, has to say the same.
channel_test_src := $(wildcard tests/channel/*_test.c)
channel_test_bin := $(channel_test_src:%.c=$(O)/%)
channel_test_obj := $(O)/obj/tests/channel/passage.o
channel_test_own := $(channel_test_src:%.c=$(O)/obj/%.o) $(channel_test_obj) \
	$(O)/obj/tests/channel/bench.o $(O)/obj/tests/channel/digest.o

$(channel_test_own): CPPFLAGS += -Iuserspace -Itests -Itests/channel

channel_test_lib := $(channel_test_obj) $(code_obj) $(O)/obj/userspace/lib/crc32c.o
channel_test_a := $(O)/libnfodchannel.a $(O)/libnfodphysics.a

$(channel_test_bin): $(O)/%: $(O)/obj/%.o $(channel_test_lib) $(channel_test_a)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(physics_libs) -lcmocka

$(O)/tests/channel/bench $(O)/tests/channel/digest: $(O)/%: $(O)/obj/%.o $(channel_test_lib) \
		$(channel_test_a)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(physics_libs)

# The same sources once more, for a machine without wide vectors.
channel_plain_obj := $(patsubst %.c,$(O)/plain/%.o,$(channel_src) userspace/physics/readout.c)

$(channel_plain_obj): $(O)/plain/%.o: %.c
	mkdir -p $(@D)
	echo '  CC $< (plain)'
	$(CC) $(CPPFLAGS) -Iuserspace -DLANES_PLAIN $(CFLAGS) $(physics_cflags) -MMD -MP -c -o $@ $<

$(O)/tests/channel/digest-plain: $(O)/obj/tests/channel/digest.o $(channel_test_lib) \
		$(channel_plain_obj) $(O)/libnfodphysics.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(physics_libs)

.PHONY: check-channel check-channel-build bench-channel
check-channel check-channel-build: $(channel_test_bin) $(O)/tests/channel/digest $(O)/tests/channel/digest-plain
check-channel:
	SUITE=channel tests/unit/run-tests $(channel_test_bin)
	tests/channel/width.sh

bench-channel: $(O)/tests/channel/bench
	$< $(BENCH_CHANNEL)
