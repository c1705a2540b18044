# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# nfod-press. All but main.c is a library, for the tests.
press_src := $(wildcard userspace/press/*.c)
press_lib_src := $(filter-out userspace/press/main.c,$(press_src)) \
	userspace/lib/crc32c.c userspace/lib/medium.c userspace/lib/nearest.c \
	userspace/plot/plot.c $(survey_src) $(channel_src) $(code_src)
press_recipe := $(sort $(wildcard userspace/press/recipes/*.conf))
press_shipped := $(O)/obj/userspace/press/recipe_shipped
press_obj := $(press_src:%.c=$(O)/obj/%.o) $(O)/obj/userspace/plot/plot.o $(press_shipped).o
press_lib_obj := $(press_lib_src:%.c=$(O)/obj/%.o) $(press_shipped).o
press_libs = $(O)/firmware/libnfodfw.a $$(pkg-config --libs libcjson libconfig cairo) $(physics_libs) -lpthread

.PHONY: press
all: press
press: $(O)/nfod-press

# The press asks the firmware with which pulses discs will be written.
$(sort $(press_obj) $(press_lib_obj)): CPPFLAGS += -Iuserspace -Ifirmware
$(press_obj): CPPFLAGS += $$(pkg-config --cflags cairo)
$(sort $(press_obj) $(press_lib_obj)): CFLAGS += -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla

# The shipped recipes, as strings within the program.
$(press_shipped).c: $(press_recipe) userspace/press/press.mk
	mkdir -p $(@D)
	echo '  GEN $@'
	{ echo '#include "press/recipe_shipped.h"'; \
	  echo 'const struct shipped_recipe shipped_recipes[] = {'; \
	  for recipe in $(press_recipe); do \
		echo "{ \"$$(basename $$recipe .conf)\","; \
		sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' $$recipe; \
		echo '},'; \
	  done; \
	  echo '{ NULL, NULL } };'; } >$@

$(press_shipped).o: $(press_shipped).c
	echo '  CC $<'
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(O)/libnfodpress.a: $(press_lib_obj) | $(O)/firmware/libnfodfw.a
	rm -f $@
	ar rcs $@ $^

$(O)/nfod-press: $(O)/obj/userspace/press/main.o $(O)/libnfodpress.a $(O)/libnfodphysics.a \
		$(O)/firmware/libnfodfw.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(press_libs)
