# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The press and the twin as programs, against hosts of their own.
twin_test_bin := $(addprefix $(O)/tests/twin/,twin_test fault_test hostile_test media_test update_test)
twin_flight_bin := $(O)/tests/twin/flight_test
twin_flight_disc := $(O)/tests/servo/pc-reference.nfm
# Read by Kerr effect, at the light that it bears.
twin_kerr_disc := $(O)/tests/servo/mo-reference.nfm
twin_light_disc := $(O)/tests/servo/mo-light.nfm
# The reference disc with bumps: on the press' map, not on it, and too high.
twin_bump_discs := $(addprefix $(O)/tests/servo/bumps-,mapped.nfm unmapped.nfm high.nfm)
twin_bench_bin := $(O)/tests/twin/bench
twin_certify_bin := $(O)/tests/twin/certify
twin_certify_obj := $(patsubst %.c,$(O)/obj/userspace/nfodctl/%.o,answer.c judge.c json.c text.c units.c)
twin_test_help := $(addprefix $(O)/obj/tests/twin/,rig.o redir.o usbip.o drive.o fixture.o)
twin_test_src := $(wildcard tests/twin/*.c)
# The same tests, with the twin and the firmware in it built like this.
twin_test_sanitize := -O1 -g -Wno-psabi -fsanitize=address,undefined -fno-sanitize-recover=all

$(twin_test_src:%.c=$(O)/obj/%.o): CPPFLAGS += -Itests/twin -Itests

$(O)/tests/twin/%: $(O)/obj/tests/twin/%.o $(twin_test_help)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs libusbredirparser-0.5) \
		$(twin_test_libs) -lcmocka

$(O)/tests/twin/update_test: $(O)/obj/tests/twin/updater.o

# Has the twin within itself.
twin_cuts_bin := $(O)/tests/twin/update_cuts
twin_cuts_obj := $(addprefix $(O)/obj/tests/twin/,updater.o inner.o trace.o)

$(twin_cuts_obj) $(twin_cuts_bin:$(O)/%=$(O)/obj/%.o): CPPFLAGS += -Iuserspace -Ifirmware
$(twin_cuts_bin): $(O)/obj/tests/twin/update_cuts.o $(twin_test_help) $(twin_cuts_obj) \
		$(filter-out %/twin/main.o,$(twin_obj)) $(plant_obj) $(code_obj) $(survey_obj) \
		$(O)/firmware/libnfodfw.a $(O)/libnfodchannel.a $(O)/libnfodphysics.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) $(plant_link) -o $@ $^ \
		$$(pkg-config --libs libusbredirparser-0.5 libcjson libconfig libsodium) \
		$(physics_libs) -lcmocka

# The processor's plugin is looked for beside the program.
$(O)/tests/twin/nfod-lockstep.so: $(O)/nfod-lockstep.so
	@mkdir -p $(@D)
	cp $< $@

# The engine's parts on their own, with the sanitizers.
twin_engine_bin := $(addprefix $(O)/tests/twin/,engine_test passage_test recording_test \
	blemish_test figures_test)
twin_engine_src := $(addprefix userspace/engine/,surface.c quality.c passage.c disc.c recording.c spoil.c \
	blemish.c writing.c) \
	$(wildcard userspace/engine/code/*.c) $(addprefix userspace/engine/survey/,laws.c fit.c terms.c) \
	$(addprefix userspace/lib/,medium.c crc32c.c figures.c nearest.c)

$(twin_engine_bin): $(O)/%: %.c $(twin_engine_src) \
		$(wildcard userspace/*/*.h userspace/engine/*/*.h include/nfod/*.h tests/*.h) \
		$(O)/libnfodphysics.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Iuserspace -Itests $(CFLAGS) $(twin_test_sanitize) -o $@ \
		$< $(twin_engine_src) $(O)/libnfodphysics.a $$(pkg-config --libs libconfig) -lcmocka $(physics_libs)

# Clusters of a pressed disc through the read channel.
twin_reading_bin := $(addprefix $(O)/tests/twin/,reading_test rescue_test writing_test model_test \
	kerr_test)
twin_reading_help := $(addprefix $(O)/obj/tests/twin/,pressed.o track.o)
twin_recording_bench := $(addprefix $(O)/tests/twin/,recording-bench model-bench)
# What certificates do not know: crosstalk.
twin_beside_bin := $(O)/tests/twin/beside
twin_reading_obj := $(patsubst %.c,$(O)/obj/%.o,$(wildcard userspace/engine/*.c userspace/lib/*.c))

$(addprefix $(O)/obj/tests/twin/,$(notdir $(twin_reading_bin:=.o) $(twin_recording_bench:=.o) beside.o)) $(twin_reading_help): \
	CPPFLAGS += -Iuserspace -Ifirmware
$(twin_reading_bin) $(twin_recording_bench) $(twin_beside_bin): $(O)/%: $(O)/obj/%.o $(twin_reading_help) $(twin_reading_obj) \
		$(code_obj) $(survey_obj) $(O)/libnfodchannel.a $(O)/libnfodphysics.a $(O)/firmware/libnfodfw.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs libconfig) $(physics_libs) -lcmocka

$(O)/tests/servo/press-bumps: $(O)/obj/tests/servo/press-bumps.o $(O)/libnfodpress.a \
		$(O)/libnfodphysics.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(press_libs)

$(O)/obj/tests/servo/press-bumps.o: CPPFLAGS += -Iuserspace
$(O)/tests/servo/bumps-mapped.nfm: bumps := 120 20 60
$(O)/tests/servo/bumps-unmapped.nfm: bumps := 120 20 60 unmapped
$(O)/tests/servo/bumps-high.nfm: bumps := 120 20 160
$(twin_bump_discs): $(O)/tests/servo/press-bumps
	$< $@ $(bumps)

# What nfodctl would say, without a kernel between.
$(O)/obj/tests/twin/certify.o: CPPFLAGS += -Iuserspace
$(twin_certify_bin): $(twin_certify_obj)
$(twin_certify_bin): twin_test_libs := $$(pkg-config --libs libcjson)

# tests/press/drive.sh plays pressed discs.
check-press check-press-build: $(twin_certify_bin) $(twin_beside_bin)

# The drive's image in the firmware's place.
twin_mps2_bin := $(O)/tests/twin/mps2_test

.PHONY: check-twin-mps2 check-twin-mps2-build
check-twin-mps2 check-twin-mps2-build: twin press pack $(twin_mps2_bin) $(O)/tests/twin/update_test \
		$(twin_cuts_bin) $(O)/tests/twin/nfod-lockstep.so $(twin_flight_disc) firmware
check-twin-mps2:
	SUITE=mps2 SERVO_DISCS=$(dir $(twin_flight_disc)) MPS2_FLASH=$(mps2_dir)/flash.img \
		tests/unit/run-tests $(twin_mps2_bin)
	SUITE=mps2-update UPDATE_MPS2=$(mps2_dir) tests/unit/run-tests $(O)/tests/twin/update_test
	SUITE=mps2-cuts UPDATE_MPS2=$(mps2_dir) tests/unit/run-tests $(twin_cuts_bin)

# The power gone at each operation of an update; UPDATE_EVERY=100 for each 100th.
.PHONY: check-update-cuts
check-update-cuts: twin press pack $(twin_cuts_bin) $(O)/tests/twin/nfod-lockstep.so firmware
	UPDATE_EVERY=$${UPDATE_EVERY:-1} UPDATE_MPS2=$(mps2_dir) $(twin_cuts_bin) 2>$(O)/update-cuts.log || \
		{ grep -v '^boot: slot\|^qemu' $(O)/update-cuts.log; exit 1; }

# Twin and press once more, under the sanitizers.
.PHONY: twin-san
twin-san:
	MAKEFLAGS= $(MAKE) --no-print-directory O=$(O)/san CFLAGS='$(twin_test_sanitize)' \
		FW_CFLAGS='$(twin_test_sanitize)' twin press pack

.PHONY: check-twin check-twin-build bench-discs bench-model bench-twin bench-service
check-twin check-twin-build: twin-san twin press pack $(twin_test_bin) $(twin_engine_bin) $(twin_flight_bin) $(twin_reading_bin) \
		$(twin_flight_disc) $(twin_kerr_disc) $(twin_light_disc) $(twin_bump_discs)
check-twin:
	SUITE=engine tests/unit/run-tests $(twin_engine_bin)
	SUITE=twin tests/unit/run-tests $(twin_test_bin)
	SUITE=flight SERVO_DISCS=$(dir $(twin_flight_disc)) tests/unit/run-tests $(twin_flight_bin) \
		$(twin_reading_bin)
	mkdir -p $(O)/tests/twin-san
	cp $(twin_test_bin) $(O)/tests/twin-san
	SUITE=twin TWIN_PROGRAMS=$(O)/san tests/unit/run-tests \
		$(subst /tests/twin/,/tests/twin-san/,$(twin_test_bin))

# The twin's own speed, without a kernel around it.
bench-twin: twin press $(twin_bench_bin) $(twin_flight_disc)
	SERVO_DISCS=$(dir $(twin_flight_disc)) $(twin_bench_bin)

# How well the reference discs record; BENCH_DISCS=--quick for fewer clusters.
bench-discs: $(twin_recording_bench) $(twin_flight_disc) $(twin_kerr_disc)
	SERVO_DISCS=$(dir $(twin_flight_disc)) $(O)/tests/twin/recording-bench $(BENCH_DISCS) \
		pc-reference.nfm mo-reference.nfm

# Fidelity model against waveform; BENCH_MODEL=--quick for fewer errors.
bench-model: $(twin_recording_bench) $(twin_flight_disc) $(twin_kerr_disc)
	SERVO_DISCS=$(dir $(twin_flight_disc)) $(O)/tests/twin/model-bench $(BENCH_MODEL) \
		pc-reference.nfm mo-reference.nfm

# Whether the kinematic head takes as long as the one that flies.
$(O)/tests/twin/service: twin_test_libs := -lm
bench-service: twin press $(O)/tests/twin/service $(twin_flight_disc)
	SERVO_DISCS=$(dir $(twin_flight_disc)) $(O)/tests/twin/service 1500
