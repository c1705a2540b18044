# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# The plant: what the servo holds. It is run 200,000 times a second of the drive's time:
# programs that are to be fast are linked with $(plant_link), which makes one function of
# it and of the laws that it moves by, with the same bits.
plant_src := $(wildcard userspace/plant/*.c)
plant_obj := $(plant_src:%.c=$(O)/obj/%.o)

$(plant_obj): CPPFLAGS += -Iuserspace
$(plant_obj): CFLAGS += $(physics_cflags)

plant_laws := $(addprefix $(O)/obj/userspace/physics/,\
	$(addsuffix .o,actuator mastering motor texture wander))
plant_link := -flto=auto
$(plant_obj) $(plant_laws): CFLAGS += -flto -ffat-lto-objects
