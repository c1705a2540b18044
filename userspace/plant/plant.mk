# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The plant: what the servo holds. It is run 200,000 times a second of the drive's time.
plant_src := $(wildcard userspace/plant/*.c)
plant_obj := $(plant_src:%.c=$(O)/obj/%.o)

$(plant_obj): CPPFLAGS += -Iuserspace
$(plant_obj): CFLAGS += -O3 -ffp-contract=off -fno-math-errno -fno-trapping-math -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes -Wvla

-include $(plant_obj:.o=.d)
