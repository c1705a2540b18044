// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What a start of the STM32H743 sets up: memory protection against the linker's memories, SDRAM and
 * the window against their parts' times, the way of a tick's samples, watchdog, dice.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "boot/fault.h"
#include "clock.h"
#include "cmocka_all.h"
#include "core.h"
#include "h743.h"
#include "model.h"
#include "mpu.h"
#include "regs.h"

#define REVISION_V_H743 0x20036450u
/* TIM2 counts 50 ns. */
#define COUNTS_A_US 20u
#define KIND 0x003f0000u
#define ACCESS 0x07000000u

extern uint32_t stack_guard[], vectors_copy[];
extern struct nfod_fault_record board_fault;

static int begin(void **state)
{
	(void)state;
	model_factory();
	model_set_register(DBGMCU_IDCODE, REVISION_V_H743);
	model_set_register(PWR_CR3, 0x6);
	model_set_register(RCC_CFGR, 0);
	memset(&board_fault, 0, sizeof(board_fault));
	return 0;
}

/* ---- memory protection ---- */

static uint64_t region_bytes(uint32_t region)
{
	return 2ull << (model.region_attributes[region] >> 1 & 31u);
}

/* Return: attributes of what is at an address: of the highest region there. 0 = there is none. */
static uint32_t attributes(uint64_t at)
{
	for (uint32_t n = MODEL_REGIONS; n--;)
		if (model.region_attributes[n] & MPU_ENABLE && at >= model.region_base[n] &&
		    at - model.region_base[n] < region_bytes(n))
			return model.region_attributes[n];
	return 0;
}

static bool writable(uint32_t attributes)
{
	return (attributes & ACCESS) == MPU_READ_WRITE;
}

static bool readable(uint32_t attributes)
{
	return attributes & ACCESS;
}

static bool executable(uint32_t attributes)
{
	return readable(attributes) && !(attributes & MPU_NO_CODE);
}

/* Each region as the architecture wants it, and nothing that is written can be executed. */
static void check_regions(void)
{
	for (uint32_t n = 0; n < MODEL_REGIONS; n++) {
		uint64_t end = model.region_base[n] + region_bytes(n);

		if (!(model.region_attributes[n] & MPU_ENABLE))
			continue;
		assert_true(region_bytes(n) >= 32);
		assert_int_equal(model.region_base[n] % region_bytes(n), 0);
		assert_int_equal(model.region_attributes[n] & 0xff00, 0);
		for (uint32_t m = 0; m < MODEL_REGIONS; m++) {
			uint64_t edge[] = { model.region_base[n], end - 1, end };

			for (uint32_t e = 0; e < 3; e++) {
				uint32_t found = attributes(edge[e]);

				assert_false(writable(found) && executable(found));
			}
		}
	}
}

/**
 * struct memory - a line of memory.ld
 */
struct memory {
	char name[16], access[8], unit;
	uint32_t origin, bytes;
};

/* Return: whether there is one of this name. */
static bool find_memory(const char *name, struct memory *memory)
{
	FILE *script = fopen("firmware/board/stm32h743/memory.ld", "r");
	bool found = false;
	char line[200];

	assert_non_null(script);
	while (!found && fgets(line, sizeof(line), script)) {
		found = sscanf(line, " %15s (%7[a-z]) : ORIGIN = %x, LENGTH = %u%c", memory->name,
			       memory->access, &memory->origin, &memory->bytes,
			       &memory->unit) == 5 &&
			!strcmp(memory->name, name);
	}
	fclose(script);
	memory->bytes *= 1024;
	return found;
}

/* All of it is of one kind, and its own region's; what is beside it is not. */
static void memory_is(const char *name, uint32_t kind)
{
	struct memory memory;
	uint32_t found;

	assert_true(find_memory(name, &memory));
	assert_int_equal(memory.unit, 'K');
	for (uint32_t at = memory.origin; at < memory.origin + memory.bytes; at += 256) {
		if (at - (uint32_t)(uintptr_t)stack_guard < 256)
			continue;
		found = attributes(at);
		assert_true(readable(found));
		assert_int_equal(writable(found), !strcmp(memory.access, "rw"));
		assert_int_equal(executable(found), !strcmp(memory.access, "rx"));
		assert_int_equal(found & KIND, kind);
	}
	assert_false(readable(attributes(memory.origin + memory.bytes)));
}

static void nothing_is_written_and_executed(void **state)
{
	(void)state;
	board_protect();
	assert_int_equal(model.abuse, 0);
	/* For hard faults too, and there is no background. */
	assert_int_equal(model.mpu_control, MPU_ENABLE | MPU_IN_FAULTS);
	assert_int_equal(model.vectors, (uint32_t)(uintptr_t)vectors_copy);
	check_regions();
	h743_open_memory();
	check_regions();
	for (uint32_t sector = 0; sector < NFOD_FLASH_SECTORS; sector++) {
		h743_open_flash(H743_FLASH + sector * NFOD_FLASH_SECTOR_BYTES + 96);
		check_regions();
	}
}

static void memories_are_what_the_linker_takes_them_for(void **state)
{
	(void)state;
	board_protect();
	memory_is("itcm", MPU_NOT_CACHED);
	memory_is("dtcm", MPU_NOT_CACHED);
	memory_is("axi", MPU_WRITE_BACK);
	memory_is("sram1", MPU_NOT_CACHED);
	memory_is("backup", MPU_NOT_CACHED);
}

static void null_and_stack_end_in_faults(void **state)
{
	uint32_t guard = (uint32_t)(uintptr_t)stack_guard;

	(void)state;
	board_protect();
	for (uint32_t at = 0; at < 0x400; at += 4)
		assert_false(readable(attributes(at)));
	assert_true(executable(attributes(0x400)));
	for (uint32_t at = guard; at < guard + 256; at += 4)
		assert_false(readable(attributes(at)));
	/* Where nothing is, and the core might look ahead. */
	assert_false(readable(attributes(0x90000000u)));
	assert_false(readable(attributes(H743_WINDOW)));
	assert_false(readable(attributes(H743_SDRAM)));
}

static void outer_memory_is_opened_later(void **state)
{
	(void)state;
	board_protect();
	h743_open_memory();
	assert_int_equal(attributes(H743_WINDOW) & KIND, MPU_DEVICE);
	assert_int_equal(attributes(H743_WINDOW + sizeof(struct h743_window) - 1) & KIND,
			 MPU_DEVICE);
	assert_int_equal(attributes(H743_SDRAM) & KIND, MPU_WRITE_BACK);
	assert_int_equal(attributes(H743_SDRAM + H743_SDRAM_BYTES - 1) & KIND, MPU_WRITE_BACK);
	assert_false(readable(attributes((uint64_t)H743_SDRAM + H743_SDRAM_BYTES)));
	assert_false(executable(attributes(H743_WINDOW)) || executable(attributes(H743_SDRAM)));
}

/* One sector, while it is programmed. */
static void flash_is_written_by_sectors(void **state)
{
	uint32_t at = H743_FLASH + 3 * NFOD_FLASH_SECTOR_BYTES;

	(void)state;
	board_protect();
	for (uint32_t n = 0; n < NFOD_FLASH_SECTORS; n++)
		assert_true(executable(attributes(H743_FLASH + n * NFOD_FLASH_SECTOR_BYTES)));
	h743_open_flash(at + 32);
	assert_true(writable(attributes(at)) &&
		    writable(attributes(at + NFOD_FLASH_SECTOR_BYTES - 1)));
	assert_int_equal(attributes(at) & KIND, MPU_DEVICE);
	assert_false(writable(attributes(at - 1)) ||
		     writable(attributes(at + NFOD_FLASH_SECTOR_BYTES)));
	h743_close_flash();
	assert_false(writable(attributes(at)));
	assert_true(executable(attributes(at)));
}

/* ---- memory controller ---- */

static uint32_t field(uint32_t at, uint32_t place, uint32_t bits)
{
	return model_register(at) >> place & ((1u << bits) - 1);
}

static void start_memory(void)
{
	clock_start();
	h743_time_start();
	model.counts_a_look = 7;
	model.notes = 0;
	h743_memory();
}

/* By JEDEC: clock, 100 us, precharge, refreshes, mode. */
static void sdram_wakes_in_its_order(void **state)
{
	static const uint32_t commands[] = { 1, 2, 3, 4 };

	(void)state;
	start_memory();
	assert_int_equal(model.notes, 4);
	for (uint32_t n = 0; n < 4; n++) {
		assert_int_equal(model.note[n].what, 's');
		assert_int_equal(model.note[n].bytes & 7, commands[n]);
		/* To bank 1, which is at H743_SDRAM, and to no other. */
		assert_int_equal(model.note[n].bytes >> 3 & 3, 2);
	}
	assert_true(model.note[1].at - model.note[0].at >= 100 * COUNTS_A_US);
	/* Two refreshes or more, one less in the field; 16 bits wide, bursts of one, CAS 3. */
	assert_true((model.note[2].bytes >> 5 & 15) >= 1);
	assert_int_equal(model.note[3].bytes >> 9, 0x230);
	assert_int_equal(field(FMC_SDCR1, 7, 2), 3);
	assert_true(model_order(FMC_SDCR1) < model_order(FMC_SDCMR));
	assert_true(model_order(FMC_SDTR1) < model_order(FMC_SDCMR));
	assert_true(model_order(FMC_SDCMR) < model_order(FMC_SDRTR));
	/* Nobody looks there before. */
	assert_true(attributes(H743_SDRAM));
}

static uint32_t clocks(uint32_t place)
{
	return field(FMC_SDTR1, place, 4) + 1;
}

/* Of a part of 143 MHz, in ns; the controller's own rules for write recovery. */
static void sdram_has_its_times(void **state)
{
	uint32_t ns, refresh;

	(void)state;
	start_memory();
	assert_int_equal(field(FMC_SDCR1, 10, 2), 2);
	ns = 2000000000u / clock_fmc_hz(&h743_clocks);
	assert_int_equal(ns, 10);
	assert_true(clocks(0) >= 2);
	assert_true(clocks(4) * ns >= 70 && clocks(8) * ns >= 42 && clocks(12) * ns >= 63);
	assert_true(clocks(20) * ns >= 20 && clocks(24) * ns >= 20);
	assert_true(clocks(16) >= clocks(8) - clocks(24) &&
		    clocks(16) >= clocks(12) - clocks(24) - clocks(20));
	refresh = field(FMC_SDRTR, 1, 13);
	assert_true(refresh >= 41);
	assert_true((refresh + 20) * ns <= 64000000u / 8192);
	/* Columns, rows, four banks, two bytes. */
	assert_int_equal(1u << (8 + field(FMC_SDCR1, 0, 2) + 11 + field(FMC_SDCR1, 2, 2) + 2 + 1),
			 H743_SDRAM_BYTES);
	assert_int_equal(field(FMC_SDCR1, 4, 2), 1);
	assert_int_equal(field(FMC_SDCR1, 6, 1), 1);
}

static void window_is_memory_of_16_bits(void **state)
{
	(void)state;
	start_memory();
	assert_int_equal(field(FMC_BCR1, 0, 7), 0x11);
	assert_int_equal(field(FMC_BCR1, 12, 1), 1);
	assert_int_equal(field(FMC_BCR1, 14, 1), 0);
	assert_int_equal(field(FMC_BCR1, 31, 1), 1);
	assert_int_equal(field(RCC_AHB3ENR, 12, 1), 1);
	/* hardware.md: 10 ns of address, 30 of data. */
	assert_int_equal(clock_fmc_hz(&h743_clocks), 200000000);
	assert_int_equal(field(FMC_BTR1, 0, 4) * 5, 10);
	assert_int_equal(field(FMC_BTR1, 8, 8) * 5, 30);
}

/* ---- samples ---- */

/* As MDMA goes about it, from its registers. */
static void move_block(void)
{
	uint32_t transfer = model_register(MDMA_C0 + MDMA_CTCR);

	assert_int_equal(transfer & 0xfff, 0xaaa);
	assert_int_equal(transfer >> 28 & 3, 1);
	assert_int_equal((transfer >> 18 & 127) + 1, model_register(MDMA_C0 + MDMA_CBNDTR));
	memcpy((void *)(uintptr_t)model_register(MDMA_C0 + MDMA_CDAR),
	       (const void *)(uintptr_t)model_register(MDMA_C0 + MDMA_CSAR),
	       model_register(MDMA_C0 + MDMA_CBNDTR));
}

static void ticks_bring_their_samples(void **state)
{
	volatile struct h743_window *window =
		mmap((void *)(uintptr_t)H743_WINDOW, sizeof(*window), PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	const uint32_t *link;

	(void)state;
	assert_ptr_equal(window, h743_window());
	h743_blocks_start();
	memset((void *)&window->fe.block, 0x5a, sizeof(window->fe.block));
	move_block();
	assert_memory_equal((void *)&h743_block, (void *)&window->fe.block, sizeof(h743_block));
	/* DTCM is behind the bus of coupled memory; DMA1's stream 0 asks, and is told. */
	assert_int_equal(model_register(MDMA_C0 + MDMA_CTBR), 1u << 17);
	assert_int_equal(model_register(MDMA_C0 + MDMA_CMAR), DMA1 + DMA_LIFCR);
	assert_int_equal(model_register(MDMA_C0 + MDMA_CMDR), DMA_LIFCR_CTCIF0);
	/* What it loads anew is what it was given, in its order, and itself again. */
	link = (const uint32_t *)(uintptr_t)model_register(MDMA_C0 + MDMA_CLAR);
	assert_int_equal((uintptr_t)link % 8, 0);
	for (uint32_t n = 0; n < 10; n++)
		if (n != 7)
			assert_int_equal(link[n], model_register(MDMA_C0 + MDMA_CTCR + 4 * n));
	munmap((void *)window, sizeof(*window));
}

static void ticks_come_from_the_front_end(void **state)
{
	(void)state;
	h743_blocks_start();
	/* TI1's rising edges are captured, and ask DMA1 to take one word, again and again. */
	assert_int_equal(model_register(TIM2 + TIM_CCMR1), 1);
	assert_int_equal(model_register(TIM2 + TIM_CCER), 1);
	assert_int_equal(model_register(TIM2 + TIM_DIER), 1u << 9);
	assert_int_equal(model_register(DMAMUX1_C0CR), 18);
	assert_int_equal(model_register(DMA1 + DMA_S0PAR), TIM2 + TIM_CCR1);
	assert_int_equal(model_register(DMA1 + DMA_S0NDTR), 1);
	assert_int_equal(field(DMA1 + DMA_S0CR, 8, 1), 1);
	assert_int_equal(field(DMA1 + DMA_S0CR, 6, 2), 0);
	assert_int_equal(field(DMA1 + DMA_S0CR, 0, 1), 1);
	/* The chain is ready before it is set off. */
	assert_true(model_order(MDMA_C0 + MDMA_CCR) < model_order(DMA1 + DMA_S0CR));
	assert_true(model_order(DMA1 + DMA_S0CR) < model_order(TIM2 + TIM_CCER));
	assert_int_equal(model.allowed[H743_IRQ_MDMA], H743_PRIORITY_SERVO);
	h743_block_taken();
	assert_int_equal(model_register(MDMA_C0 + MDMA_CIFCR), MDMA_CIFCR_CBTIF);
}

/* ---- watchdog and dice ---- */

static void watchdog_bites_in_time(void **state)
{
	(void)state;
	board_watch(BOARD_PATIENCE_MS);
	/* Started first, by which its oscillator is; then access, and fed in the end. */
	assert_int_equal(model.note[0].bytes, 0xcccc);
	assert_int_equal(model.note[1].bytes, 0x5555);
	assert_int_equal(model.notes, 2);
	assert_int_equal(model.feeds, 1);
	/* 32 kHz by 4 << PR. */
	assert_int_equal((4u << model_register(IWDG_PR)) * model_register(IWDG_RLR) / 32,
			 BOARD_PATIENCE_MS);
	board_watch(100000);
	assert_int_equal(model_register(IWDG_RLR), 0xfff);
	board_feed();
	assert_int_equal(model.feeds, 3);
}

static void hangs_are_recorded(void **state)
{
	(void)state;
	for (uint32_t faults = 1; faults < 4; faults++) {
		model_set_register(RCC_RSR, RCC_RSR_IWDG1RSTF | 1u << 22);
		h743_reset_cause();
		assert_true(fault_good(&board_fault));
		assert_int_equal(board_fault.cause, NFOD_FAULT_HANG);
		assert_int_equal(board_fault.faults, faults);
		/* The cause is taken away, lest it be the next start's as well. */
		assert_true(model_register(RCC_RSR) & RCC_RSR_RMVF);
	}
	/* A reset by software leaves the record of whatever asked for it. */
	model_set_register(RCC_RSR, 1u << 24);
	h743_reset_cause();
	assert_true(fault_good(&board_fault));
	model_set_register(RCC_RSR, RCC_RSR_BORRSTF);
	h743_reset_cause();
	assert_false(fault_good(&board_fault));
}

/* Its clock first; a number that is not there yet is waited for. */
static void dice_are_thrown(void **state)
{
	(void)state;
	model_set_register(RNG_DR, 0x12345678);
	assert_int_equal(h743_random(), 0x12345678);
	assert_true(model_order(RCC_CR) < model_order(RCC_AHB2ENR));
	assert_true(model_order(RCC_AHB2ENR) < model_order(RNG_CR));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nothing_is_written_and_executed, begin),
		cmocka_unit_test_setup(memories_are_what_the_linker_takes_them_for, begin),
		cmocka_unit_test_setup(null_and_stack_end_in_faults, begin),
		cmocka_unit_test_setup(outer_memory_is_opened_later, begin),
		cmocka_unit_test_setup(flash_is_written_by_sectors, begin),
		cmocka_unit_test_setup(sdram_wakes_in_its_order, begin),
		cmocka_unit_test_setup(sdram_has_its_times, begin),
		cmocka_unit_test_setup(window_is_memory_of_16_bits, begin),
		cmocka_unit_test_setup(ticks_bring_their_samples, begin),
		cmocka_unit_test_setup(ticks_come_from_the_front_end, begin),
		cmocka_unit_test_setup(watchdog_bites_in_time, begin),
		cmocka_unit_test_setup(hangs_are_recorded, begin),
		cmocka_unit_test_setup(dice_are_thrown, begin),
	};

	return cmocka_run_group_tests_name("start_test", tests, NULL, NULL);
}
