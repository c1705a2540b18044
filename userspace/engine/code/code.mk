# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# A cluster's code: sectors to cells and back.
code_src := $(wildcard userspace/engine/code/*.c)
code_obj := $(code_src:%.c=$(O)/obj/%.o)

$(code_obj): CPPFLAGS += -Iuserspace
$(code_obj): CFLAGS += -O3 -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
