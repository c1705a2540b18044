# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The twin with the servo's interrupt in the midst of the main loop, and a firmware that tells
# of each access to memory and of each basic block.
door_dir := $(O)/door
door_fw := $(FW_SRC:firmware/%.c=$(door_dir)/obj/%.o)
door_calls := $(addprefix nfod_fw_,init poll servo_tick servo_rests next_deadline is_well has_left) \
	$(addprefix nfod_usb_,reset suspend control out in_done)
comma := ,
door_flags := -fsanitize=thread --param tsan-instrument-func-entry-exit=0 \
	-fsanitize-coverage=trace-pc -Wno-tsan

$(door_dir)/obj/%.o: firmware/%.c $(FW_HDR) tests/door/door.mk
	@mkdir -p $(@D)
	$(CC) $(FW_FLAGS) $(door_flags) -c -o $@ $<

door_symbols := --wildcard --keep-global-symbol=nfod_fw_* --keep-global-symbol=nfod_usb_* \
	$(foreach name,memcpy memmove memset memcmp,--redefine-sym $(name)=watch_$(name))

$(door_dir)/nfodfw.o: $(door_fw)
	$(LD) -r -o $@ $^
	objcopy $(door_symbols) $@

door_watch := $(O)/obj/tests/door/watch.o $(O)/obj/tests/door/within.o
$(door_watch): CPPFLAGS += -Iuserspace -Ifirmware

door_rest = $(door_watch) $(twin_obj) $(plant_obj) $(code_obj) $(survey_obj) \
	$(O)/firmware/libnfodfw.a $(O)/libnfodchannel.a $(O)/libnfodphysics.a
door_link = $(CC) $(CFLAGS) $(LDFLAGS) $(plant_link) $(door_calls:%=-Wl$(comma)--wrap=%)
door_libs = $$(pkg-config --libs libusbredirparser-0.5 libcjson libconfig libsodium) $(physics_libs)

$(door_dir)/nfod-twin: $(door_dir)/nfodfw.o $(door_rest)
	$(door_link) -o $@ $^ $(door_libs)

door_bin := $(O)/tests/door/door_test

$(O)/obj/tests/door/door_test.o: CPPFLAGS += -Itests -Itests/twin
$(door_bin): $(O)/obj/tests/door/door_test.o $(twin_test_help)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs libusbredirparser-0.5) -lcmocka

.PHONY: check-door check-door-flights check-door-mutants
check-servo: check-door
check-door: $(door_bin) $(door_dir)/nfod-twin $(servo_discs)
	SUITE=door SERVO_DISCS=$(O)/tests/servo TWIN_PROGRAMS=$(door_dir) tests/unit/run-tests $<

# All that flies elsewhere, with ticks within calls; DOOR_SEED for others.
check-door-flights: $(twin_flight_bin) $(door_dir)/nfod-twin $(twin_flight_disc) \
		$(twin_kerr_disc) $(twin_light_disc) $(twin_bump_discs)
	SUITE=door-flights SERVO_DISCS=$(O)/tests/servo TWIN_PROGRAMS=$(door_dir) \
		DOOR_SEED=$${DOOR_SEED:-1} tests/unit/run-tests $(twin_flight_bin)

# Holds left out one at a time; DOOR_MUTANTS=WORD for some of them.
check-door-mutants: $(door_bin) $(door_dir)/nfod-twin $(servo_discs)
	DOOR_COMPILE='$(CC) $(FW_FLAGS) $(door_flags)' DOOR_OBJECTS='$(door_fw)' \
		DOOR_SYMBOLS="$(door_symbols)" DOOR_LINK='$(door_link)' \
		DOOR_REST="$(door_rest) $(door_libs)" SERVO_DISCS=$(O)/tests/servo \
		tests/door/mutants $(door_bin) $(DOOR_MUTANTS)

-include $(door_watch:.o=.d) $(O)/obj/tests/door/door_test.d
