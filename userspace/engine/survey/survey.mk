# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# Measuring how a disc is read: for the press, and what its laws say for the engine. No
# contraction into fused multiply-add: the same laws on every machine.
survey_src := $(wildcard userspace/engine/survey/*.c)
survey_obj := $(survey_src:%.c=$(O)/obj/%.o)

$(survey_obj): CPPFLAGS += -Iuserspace
$(survey_obj): CFLAGS += -O3 -ffp-contract=off -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla
