/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: clocks of the board, as numbers
 *
 * What the clock registers are set to, and what comes of it. tests/h743 holds the frequencies
 * against the part's limits.
 */
#ifndef FW_STM32H743_CLOCK_H
#define FW_STM32H743_CLOCK_H

#include <stdint.h>

/**
 * struct h743_pll - one of the phase-locked loops
 * @m: divides what comes in, 1..63
 * @n: multiplies it, 4..512
 * @p: divides the first output; 0 = off; even for PLL1
 * @q: ditto, the second
 * @r: ditto, the third
 */
struct h743_pll {
	uint16_t m, n, p, q, r;
};

/**
 * struct h743_clocks - the tree
 * @hse_hz: crystal
 * @pll1: its first output is the system clock
 * @pll2: its third output is the memory controller's
 * @d1cpre: the core is the system clock divided by 2^this
 * @hpre: AHB and AXI are the core divided by 2^this
 * @ppre: APB1..4 are AHB divided by 2^this
 */
struct h743_clocks {
	uint32_t hse_hz;
	struct h743_pll pll1, pll2;
	uint8_t d1cpre, hpre, ppre;
};

extern const struct h743_clocks h743_clocks;

uint32_t clock_reference_hz(const struct h743_clocks *clocks, const struct h743_pll *pll);
uint32_t clock_vco_hz(const struct h743_clocks *clocks, const struct h743_pll *pll);
uint32_t clock_core_hz(const struct h743_clocks *clocks);
uint32_t clock_ahb_hz(const struct h743_clocks *clocks);
uint32_t clock_apb_hz(const struct h743_clocks *clocks);
/* Of timers: twice APB's where that is divided. */
uint32_t clock_timer_hz(const struct h743_clocks *clocks);
uint32_t clock_fmc_hz(const struct h743_clocks *clocks);

/**
 * clock_start() - from the internal oscillator after a reset to h743_clocks
 *
 * Does nothing when the boot loader has done it. Never ends when the crystal does not swing,
 * or the part cannot bear it: then the board does not start.
 */
void clock_start(void);

#endif
