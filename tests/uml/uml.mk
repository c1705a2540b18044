# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The tests in User-Mode Linux. Included by the top Makefile.

uml_load_dir := tests/uml/load
uml_lists := hostile-high hostile-super alloc knobs knobs-cut

.PHONY: uml-kernel uml-selftest uml-selftest-build kunit kunit-build uml-driver \
	check-uml check-uml-build $(uml_lists:%=uml-%)

# The kernel with every checker on: built once, kept outside the tree.
uml-kernel:
	@tests/uml/build >/dev/null

# The rig sees each planted fault, and nothing where there is none.
uml-selftest uml-selftest-build: uml-kernel
uml-selftest:
	@tests/uml/selftest

kunit kunit-build: uml-driver
kunit:
	@tests/kunit/run

uml-driver: uml-kernel
	@tests/uml/modules >/dev/null

# The long lists, several at a time.
check-uml: $(uml_lists:%=uml-%)

check-uml-build $(uml_lists:%=uml-%): uml-driver press twin $(O)/tests/uml/load \
		$(O)/tests/uml/nth

uml-hostile-high:
	@tests/uml/list hostile-high hostile high 5000 10000
uml-hostile-super:
	@tests/uml/list hostile-super hostile super 6000 10000
uml-alloc:
	@tests/uml/list --faults --arg kmemleak=on alloc alloc 1
uml-knobs:
	@tests/uml/list knobs knobs 100
uml-knobs-cut:
	@tests/uml/list knobs-cut knobs-cut 200 200

$(O)/tests/uml/load: $(uml_load_dir)/load.c $(uml_load_dir)/oracle.c $(uml_load_dir)/oracle.h \
		userspace/lib/random.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Iuserspace $(CFLAGS) -o $@ $(filter %.c,$^) -pthread

$(O)/tests/uml/nth: $(uml_load_dir)/nth.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -o $@ $<
