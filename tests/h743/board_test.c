// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Clocks, pins and option bytes of the STM32H743: what comes of what is written to the registers,
 * against the part's limits (data sheet, revision V, voltage scale 0).
 */
#include "clock.h"
#include "cmocka_all.h"
#include "h743.h"
#include "model.h"
#include "pins.h"
#include "regs.h"

#define MHZ 1000000u
#define REVISION_V_H743 0x20036450u

static int begin(void **state)
{
	(void)state;
	model_factory();
	model_set_register(DBGMCU_IDCODE, REVISION_V_H743);
	/* As after a reset. */
	model_set_register(PWR_CR3, 0x6);
	model_set_register(RCC_CFGR, 0);
	return 0;
}

/* A field of a register. */
static uint32_t field(uint32_t at, uint32_t place, uint32_t bits)
{
	return model_register(at) >> place & ((1u << bits) - 1);
}

static uint32_t reference(uint32_t m_place)
{
	assert_int_equal(field(RCC_PLLCKSELR, 0, 2), 2);
	assert_true(field(RCC_PLLCKSELR, m_place, 6));
	return h743_clocks.hse_hz / field(RCC_PLLCKSELR, m_place, 6);
}

/* Limits of a loop with a wide VCO: reference by its range, VCO 192 to 960 MHz. */
static uint32_t vco(uint32_t divr, uint32_t m_place, uint32_t config_place)
{
	static const uint32_t from_mhz[] = { 1, 2, 4, 8 };
	uint32_t range = field(RCC_PLLCFGR, config_place + 2, 2);
	uint32_t in = reference(m_place), out = in * (field(divr, 0, 9) + 1);

	assert_int_equal(field(RCC_PLLCFGR, config_place, 2), 0);
	assert_in_range(in, from_mhz[range] * MHZ, 2 * from_mhz[range] * MHZ);
	assert_in_range(in, 2 * MHZ, 16 * MHZ);
	assert_in_range(out, 192 * MHZ, 960 * MHZ);
	return out;
}

/* By a prescaler's field, from @half on by 2, 4, 8. */
static uint32_t divided(uint32_t hz, uint32_t value, uint32_t half)
{
	return value < half ? hz : hz >> (value - half + 1);
}

static void clocks_keep_to_the_limits(void **state)
{
	uint32_t system, core, ahb, apb;

	(void)state;
	clock_start();
	system = vco(RCC_PLL1DIVR, 4, 0) / (field(RCC_PLL1DIVR, 9, 7) + 1);
	/* An even divider, and DIVP1EN. */
	assert_true(field(RCC_PLL1DIVR, 9, 1) && field(RCC_PLLCFGR, 16, 1));
	core = divided(system, field(RCC_D1CFGR, 8, 4), 8);
	ahb = divided(core, field(RCC_D1CFGR, 0, 4), 8);
	apb = divided(ahb, field(RCC_D1CFGR, 4, 3), 4);
	assert_int_equal(core, 480 * MHZ);
	assert_int_equal(core, clock_core_hz(&h743_clocks));
	assert_in_range(ahb, 1, 240 * MHZ);
	assert_int_equal(ahb, clock_ahb_hz(&h743_clocks));
	assert_in_range(apb, 1, 120 * MHZ);
	assert_int_equal(apb, clock_apb_hz(&h743_clocks));
	assert_int_equal(divided(ahb, field(RCC_D2CFGR, 4, 3), 4), apb);
	assert_int_equal(divided(ahb, field(RCC_D2CFGR, 8, 3), 4), apb);
	assert_int_equal(divided(ahb, field(RCC_D3CFGR, 4, 3), 4), apb);
}

static void memory_controller_has_its_own(void **state)
{
	uint32_t hz;

	(void)state;
	clock_start();
	hz = vco(RCC_PLL2DIVR, 12, 4) / (field(RCC_PLL2DIVR, 24, 7) + 1);
	/* DIVR2EN, and FMCSEL = pll2_r_ck. */
	assert_true(field(RCC_PLLCFGR, 21, 1));
	assert_int_equal(field(RCC_D1CCIPR, 0, 2), 2);
	assert_int_equal(hz, clock_fmc_hz(&h743_clocks));
	/* SDRAM at half of it, for parts of 143 MHz with this controller's 110. */
	assert_in_range(hz / 2, 1, 110 * MHZ);
}

static void slow_things_come_first(void **state)
{
	(void)state;
	clock_start();
	/* Voltage, then loops; wait states and dividers, then the switch. */
	assert_true(model_order(PWR_CR3) < model_order(PWR_D3CR));
	assert_true(model_order(PWR_D3CR) < model_order(SYSCFG_PWRCR));
	assert_true(model_order(SYSCFG_PWRCR) < model_order(RCC_PLLCFGR));
	assert_true(model_order(FLASH_ACR) < model_order(RCC_CFGR));
	assert_true(model_order(RCC_D1CFGR) < model_order(RCC_CFGR));
	assert_true(model_order(RCC_PLL1DIVR) < model_order(RCC_CFGR));
	/* Four wait states and the slope for them, of an AXI clock up to 240 MHz. */
	assert_int_equal(field(FLASH_ACR, 0, 4), 4);
	assert_int_equal(field(FLASH_ACR, 4, 2), 2);
	assert_int_equal(field(PWR_D3CR, 14, 2), 3);
	assert_int_equal(field(SYSCFG_PWRCR, 0, 1), 1);
}

static void clocks_that_run_stay(void **state)
{
	(void)state;
	clock_start();
	model_set_register(RCC_PLL1DIVR, 0);
	clock_start();
	assert_int_equal(model_register(RCC_PLL1DIVR), 0);
}

static void time_is_nanoseconds(void **state)
{
	uint64_t start;

	(void)state;
	h743_time_start();
	assert_int_equal(clock_timer_hz(&h743_clocks) / (field(TIM2 + TIM_PSC, 0, 16) + 1),
			 20 * MHZ);
	start = h743_now_ns();
	model_set_register(TIM2 + TIM_CNT, 0xfffffff0u);
	assert_int_equal(h743_now_ns() - start, 0xfffffff0ull * 50);
	/* It wraps. */
	model_set_register(TIM2 + TIM_CNT, 0x10);
	assert_int_equal(h743_now_ns() - start, 0x100000010ull * 50);
}

static void pins_are_what_they_are_for(void **state)
{
	(void)state;
	h743_pins();
	/* FMC_D0 on PD14: AF12, fast; ULPI_CK on PA5: AF10; TICK on PA0: AF1; PAGE on PA1: input. */
	assert_int_equal(field(GPIOA + 3 * GPIO_PORT_BYTES + GPIO_AFRL + 4, 24, 4), 12);
	assert_int_equal(field(GPIOA + 3 * GPIO_PORT_BYTES + GPIO_MODER, 28, 2), 2);
	assert_int_equal(field(GPIOA + 3 * GPIO_PORT_BYTES + GPIO_OSPEEDR, 28, 2), 3);
	assert_int_equal(field(GPIOA + GPIO_AFRL, 20, 4), 10);
	assert_int_equal(field(GPIOA + GPIO_AFRL, 0, 4), 1);
	assert_int_equal(field(GPIOA + GPIO_MODER, 0, 2), 2);
	assert_int_equal(field(GPIOA + GPIO_MODER, 2, 2), 0);
	assert_int_equal(field(GPIOA + GPIO_MODER, 2 * PHY_RESET_NUMBER, 2), 1);
}

static void option_bytes_are_judged(void **state)
{
	const uint32_t good = 3u << 2 | FLASH_OPTSR_IWDG1_SW | 0xaau << 8;

	(void)state;
	model_set_register(FLASH_OPTSR_CUR, good);
	model_set_register(FLASH_BOOT_CURR, 0x1ff00800);
	model_set_register(FLASH_WPSN_CUR1R, 0xfe);
	assert_int_equal(h743_options(), 0);
	model_set_register(FLASH_OPTSR_CUR, good ^ 1u << 2);
	assert_int_equal(h743_options(), H743_OPTION_BROWN_OUT);
	model_set_register(FLASH_OPTSR_CUR, good | 1u << 31);
	assert_int_equal(h743_options(), H743_OPTION_SWAPPED);
	model_set_register(FLASH_OPTSR_CUR, good ^ FLASH_OPTSR_IWDG1_SW);
	assert_int_equal(h743_options(), H743_OPTION_WATCHDOG);
	model_set_register(FLASH_OPTSR_CUR, good | 1u << 21);
	assert_int_equal(h743_options(), H743_OPTION_SECURITY);
	model_set_register(FLASH_OPTSR_CUR, (good & ~0xff00u) | 0xcc00u);
	assert_int_equal(h743_options(), H743_OPTION_LOCKED_FOR_EVER);
	model_set_register(FLASH_OPTSR_CUR, good);
	model_set_register(FLASH_BOOT_CURR, 0x1ff00804);
	assert_int_equal(h743_options(), H743_OPTION_BOOT_ADDRESS);
	model_set_register(FLASH_BOOT_CURR, 0x1ff00800);
	model_set_register(FLASH_WPSN_CUR1R, 0xff);
	assert_int_equal(h743_options(), H743_OPTION_UNPROTECTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(clocks_keep_to_the_limits, begin),
		cmocka_unit_test_setup(memory_controller_has_its_own, begin),
		cmocka_unit_test_setup(slow_things_come_first, begin),
		cmocka_unit_test_setup(clocks_that_run_stay, begin),
		cmocka_unit_test_setup(time_is_nanoseconds, begin),
		cmocka_unit_test_setup(pins_are_what_they_are_for, begin),
		cmocka_unit_test_setup(option_bytes_are_judged, begin),
	};

	return cmocka_run_group_tests_name("board_test", tests, NULL, NULL);
}
