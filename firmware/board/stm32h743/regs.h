/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: registers of the STM32H743, as far as this board uses them
 *
 * Names and bits as in the reference manual RM0433. USB's are in otg_regs.h, the processor
 * core's in cortex_m7/core.h.
 *
 * Tests on a host put a model behind reg_read() and reg_write().
 */
#ifndef FW_STM32H743_REGS_H
#define FW_STM32H743_REGS_H

#include <stdint.h>

#ifdef H743_MODEL
uint32_t reg_read(uint32_t at);
void reg_write(uint32_t at, uint32_t value);
#else
static inline uint32_t reg_read(uint32_t at)
{
	return *(volatile uint32_t *)at;
}

static inline void reg_write(uint32_t at, uint32_t value)
{
	*(volatile uint32_t *)at = value;
}
#endif

static inline void reg_set(uint32_t at, uint32_t bits)
{
	reg_write(at, reg_read(at) | bits);
}

static inline void reg_change(uint32_t at, uint32_t mask, uint32_t bits)
{
	reg_write(at, (reg_read(at) & ~mask) | bits);
}

/* Timers. */
#define TIM2 0x40000000u
#define TIM_CR1 0x00u
#define TIM_DIER 0x0cu
#define TIM_EGR 0x14u
#define TIM_CCMR1 0x18u
#define TIM_CCER 0x20u
#define TIM_CNT 0x24u
#define TIM_PSC 0x28u
#define TIM_ARR 0x2cu
#define TIM_CCR1 0x34u
#define TIM_CR1_CEN (1u << 0)
#define TIM_DIER_CC1DE (1u << 9)
#define TIM_EGR_UG (1u << 0)
#define TIM_CCMR1_CC1S_TI1 (1u << 0)
#define TIM_CCER_CC1E (1u << 0)

/* DMA1, DMA2: streams, and the multiplexer of their requests. */
#define DMA1 0x40020000u
#define DMA2 0x40020400u
#define DMA_LISR 0x00u
#define DMA_LIFCR 0x08u
#define DMA_S0CR 0x10u
#define DMA_S0NDTR 0x14u
#define DMA_S0PAR 0x18u
#define DMA_S0M0AR 0x1cu
#define DMA_S0FCR 0x24u
#define DMA_LISR_TEIF0 (1u << 3)
#define DMA_LIFCR_S0 0x3du
#define DMA_LIFCR_CTCIF0 (1u << 5)
#define DMA_SCR_EN (1u << 0)
#define DMA_SCR_TEIE (1u << 2)
#define DMA_SCR_TCIE (1u << 4)
#define DMA_SCR_DIR_P2M (0u << 6)
#define DMA_SCR_DIR_M2M (2u << 6)
#define DMA_SCR_CIRC (1u << 8)
#define DMA_SCR_PINC (1u << 9)
#define DMA_SCR_MINC (1u << 10)
#define DMA_SCR_PSIZE_32 (2u << 11)
#define DMA_SCR_MSIZE_32 (2u << 13)
#define DMA_SCR_PL_LOW (0u << 16)
#define DMA_SCR_PL_VERY_HIGH (3u << 16)
#define DMA_SCR_PBURST_4 (1u << 21)
#define DMA_SCR_MBURST_4 (1u << 23)
#define DMA_SFCR_FTH_FULL (3u << 0)
#define DMA_SFCR_DMDIS (1u << 2)
#define DMAMUX1_C0CR 0x40020800u
#define DMAMUX_REQ_TIM2_CH1 18u

/* Random numbers. */
#define RNG_CR 0x48021800u
#define RNG_SR 0x48021804u
#define RNG_DR 0x48021808u
#define RNG_CR_RNGEN (1u << 2)
#define RNG_SR_DRDY (1u << 0)

/* GPIO: ports A..K, 1 KiB each. */
#define GPIOA 0x58020000u
#define GPIO_PORT_BYTES 0x400u
#define GPIO_MODER 0x00u
#define GPIO_OSPEEDR 0x08u
#define GPIO_PUPDR 0x0cu
#define GPIO_IDR 0x10u
#define GPIO_BSRR 0x18u
#define GPIO_AFRL 0x20u

/* System configuration, external interrupts. */
#define SYSCFG_EXTICR1 0x58000408u
#define SYSCFG_CCCSR 0x58000420u
#define SYSCFG_PWRCR 0x5800042cu
#define SYSCFG_CCCSR_EN (1u << 0)
#define SYSCFG_PWRCR_ODEN (1u << 0)
#define EXTI_RTSR1 0x58000000u
#define EXTI_CPUIMR1 0x58000080u
#define EXTI_CPUPR1 0x58000088u

/* Flash: registers of the second bank are FLASH_BANK_BYTES above those of the first. */
#define FLASH 0x52002000u
#define FLASH_BANK_BYTES 0x100u
#define FLASH_ACR (FLASH + 0x00u)
#define FLASH_KEYR1 (FLASH + 0x04u)
#define FLASH_CR1 (FLASH + 0x0cu)
#define FLASH_SR1 (FLASH + 0x10u)
#define FLASH_CCR1 (FLASH + 0x14u)
#define FLASH_OPTSR_CUR (FLASH + 0x1cu)
#define FLASH_WPSN_CUR1R (FLASH + 0x38u)
#define FLASH_BOOT_CURR (FLASH + 0x40u)
#define FLASH_ACR_LATENCY_4 (4u << 0)
#define FLASH_ACR_WRHIGHFREQ_2 (2u << 4)
#define FLASH_ACR_ALL 0x3fu
#define FLASH_KEY1 0x45670123u
#define FLASH_KEY2 0xcdef89abu
#define FLASH_CR_LOCK (1u << 0)
#define FLASH_CR_PG (1u << 1)
#define FLASH_CR_SER (1u << 2)
#define FLASH_CR_PSIZE_64 (3u << 4)
#define FLASH_CR_START (1u << 7)
#define FLASH_CR_SNB_AT(sector) ((uint32_t)(sector) << 8)
#define FLASH_CR_SNB (7u << 8)
#define FLASH_SR_BSY (1u << 0)
#define FLASH_SR_WBNE (1u << 1)
#define FLASH_SR_QW (1u << 2)
#define FLASH_SR_EOP (1u << 16)
#define FLASH_SR_WRPERR (1u << 17)
#define FLASH_SR_PGSERR (1u << 18)
#define FLASH_SR_STRBERR (1u << 19)
#define FLASH_SR_INCERR (1u << 21)
#define FLASH_SR_OPERR (1u << 22)
#define FLASH_SR_RDPERR (1u << 23)
#define FLASH_SR_RDSERR (1u << 24)
#define FLASH_SR_SNECCERR (1u << 25)
#define FLASH_SR_DBECCERR (1u << 26)
#define FLASH_OPTSR_BOR_LEV(status) ((status) >> 2 & 3u)
#define FLASH_OPTSR_IWDG1_SW (1u << 4)
#define FLASH_OPTSR_RDP(status) ((status) >> 8 & 0xffu)
#define FLASH_OPTSR_SECURITY (1u << 21)
#define FLASH_OPTSR_SWAP_BANK (1u << 31)

/* Memory controller. */
#define FMC 0x52004000u
#define FMC_BCR1 (FMC + 0x000u)
#define FMC_BTR1 (FMC + 0x004u)
#define FMC_SDCR1 (FMC + 0x140u)
#define FMC_SDTR1 (FMC + 0x148u)
#define FMC_SDCMR (FMC + 0x150u)
#define FMC_SDRTR (FMC + 0x154u)
#define FMC_BCR_MBKEN (1u << 0)
#define FMC_BCR_MTYP_SRAM (0u << 2)
#define FMC_BCR_MWID_16 (1u << 4)
#define FMC_BCR_WREN (1u << 12)
#define FMC_BCR1_FMCEN (1u << 31)
#define FMC_BTR_ADDSET_AT(clocks) ((uint32_t)(clocks) << 0)
#define FMC_BTR_DATAST_AT(clocks) ((uint32_t)(clocks) << 8)
#define FMC_BTR_BUSTURN_AT(clocks) ((uint32_t)(clocks) << 16)
#define FMC_SDCR_NC_9 (1u << 0)
#define FMC_SDCR_NR_13 (2u << 2)
#define FMC_SDCR_MWID_16 (1u << 4)
#define FMC_SDCR_NB_4 (1u << 6)
#define FMC_SDCR_CAS_AT(clocks) ((uint32_t)(clocks) << 7)
#define FMC_SDCR_SDCLK_AT(clocks) ((uint32_t)(clocks) << 10)
#define FMC_SDCR_RBURST (1u << 12)
#define FMC_SDCR_RPIPE_AT(clocks) ((uint32_t)(clocks) << 13)
#define FMC_SDTR_AT(place, clocks) (((uint32_t)(clocks)-1u) << (place))
#define FMC_SDTR_TMRD 0u
#define FMC_SDTR_TXSR 4u
#define FMC_SDTR_TRAS 8u
#define FMC_SDTR_TRC 12u
#define FMC_SDTR_TWR 16u
#define FMC_SDTR_TRP 20u
#define FMC_SDTR_TRCD 24u
#define FMC_SDCMR_CLOCK 1u
#define FMC_SDCMR_PALL 2u
#define FMC_SDCMR_AUTO_REFRESH 3u
#define FMC_SDCMR_LOAD_MODE 4u
#define FMC_SDCMR_CTB1 (1u << 4)
#define FMC_SDCMR_NRFS_AT(times) (((uint32_t)(times)-1u) << 5)
#define FMC_SDCMR_MRD_AT(mode) ((uint32_t)(mode) << 9)
#define FMC_SDRTR_COUNT_AT(clocks) ((uint32_t)(clocks) << 1)

/* The DMA of the first domain: alone in reaching memory that is coupled to the core. */
#define MDMA_C0 0x52000040u
#define MDMA_CISR 0x00u
#define MDMA_CIFCR 0x04u
#define MDMA_CCR 0x0cu
#define MDMA_CTCR 0x10u
#define MDMA_CBNDTR 0x14u
#define MDMA_CSAR 0x18u
#define MDMA_CDAR 0x1cu
#define MDMA_CBRUR 0x20u
#define MDMA_CLAR 0x24u
#define MDMA_CTBR 0x28u
#define MDMA_CMAR 0x30u
#define MDMA_CMDR 0x34u
#define MDMA_CISR_TEIF (1u << 0)
#define MDMA_CIFCR_ALL 0x1fu
#define MDMA_CIFCR_CBTIF (1u << 3)
#define MDMA_CCR_EN (1u << 0)
#define MDMA_CCR_TEIE (1u << 1)
#define MDMA_CCR_BTIE (1u << 4)
#define MDMA_CCR_PL_VERY_HIGH (3u << 6)
#define MDMA_CTCR_SINC_UP (2u << 0)
#define MDMA_CTCR_DINC_UP (2u << 2)
#define MDMA_CTCR_SSIZE_32 (2u << 4)
#define MDMA_CTCR_DSIZE_32 (2u << 6)
#define MDMA_CTCR_SINCOS_32 (2u << 8)
#define MDMA_CTCR_DINCOS_32 (2u << 10)
#define MDMA_CTCR_SBURST_4 (2u << 12)
#define MDMA_CTCR_TLEN_AT(bytes) (((uint32_t)(bytes)-1u) << 18)
#define MDMA_CTCR_TRGM_BLOCK (1u << 28)
#define MDMA_CTBR_TSEL_DMA1_S0 0u
#define MDMA_CTBR_DBUS_TCM (1u << 17)

/* Reset and clocks. */
#define RCC 0x58024400u
#define RCC_CR (RCC + 0x00u)
#define RCC_CFGR (RCC + 0x10u)
#define RCC_D1CFGR (RCC + 0x18u)
#define RCC_D2CFGR (RCC + 0x1cu)
#define RCC_D3CFGR (RCC + 0x20u)
#define RCC_PLLCKSELR (RCC + 0x28u)
#define RCC_PLLCFGR (RCC + 0x2cu)
#define RCC_PLL1DIVR (RCC + 0x30u)
#define RCC_PLL2DIVR (RCC + 0x38u)
#define RCC_D1CCIPR (RCC + 0x4cu)
#define RCC_RSR (RCC + 0xd0u)
#define RCC_AHB3ENR (RCC + 0xd4u)
#define RCC_AHB1ENR (RCC + 0xd8u)
#define RCC_AHB2ENR (RCC + 0xdcu)
#define RCC_AHB4ENR (RCC + 0xe0u)
#define RCC_APB1LENR (RCC + 0xe8u)
#define RCC_APB4ENR (RCC + 0xf4u)
#define RCC_CR_CSION (1u << 7)
#define RCC_CR_CSIRDY (1u << 8)
#define RCC_CR_HSI48ON (1u << 12)
#define RCC_CR_HSI48RDY (1u << 13)
#define RCC_CR_HSEON (1u << 16)
#define RCC_CR_HSERDY (1u << 17)
#define RCC_CR_PLL1ON (1u << 24)
#define RCC_CR_PLL1RDY (1u << 25)
#define RCC_CR_PLL2ON (1u << 26)
#define RCC_CR_PLL2RDY (1u << 27)
#define RCC_CFGR_SW 7u
#define RCC_CFGR_SW_PLL1 3u
#define RCC_CFGR_SWS(config) ((config) >> 3 & 7u)
#define RCC_D1CCIPR_FMCSEL 3u
#define RCC_D1CCIPR_FMCSEL_PLL2R 2u
#define RCC_RSR_RMVF (1u << 16)
#define RCC_RSR_BORRSTF (1u << 21)
#define RCC_RSR_PORRSTF (1u << 23)
#define RCC_RSR_IWDG1RSTF (1u << 26)
#define RCC_AHB3ENR_MDMAEN (1u << 0)
#define RCC_AHB3ENR_FMCEN (1u << 12)
#define RCC_AHB1ENR_DMA1EN (1u << 0)
#define RCC_AHB1ENR_DMA2EN (1u << 1)
#define RCC_AHB1ENR_USB1OTGEN (1u << 25)
#define RCC_AHB1ENR_USB1OTGULPIEN (1u << 26)
#define RCC_AHB2ENR_RNGEN (1u << 6)
#define RCC_AHB2ENR_SRAM1EN (1u << 29)
#define RCC_AHB4ENR_GPIO_A_TO_I 0x1ffu
#define RCC_AHB4ENR_BKPRAMEN (1u << 28)
#define RCC_APB1LENR_TIM2EN (1u << 0)
#define RCC_APB4ENR_SYSCFGEN (1u << 1)

/* Power. */
#define PWR_CR1 0x58024800u
#define PWR_CSR1 0x58024804u
#define PWR_CR3 0x5802480cu
#define PWR_D3CR 0x58024818u
#define PWR_CR1_DBP (1u << 8)
#define PWR_CSR1_ACTVOSRDY (1u << 13)
#define PWR_CR3_LDOEN (1u << 1)
#define PWR_CR3_SCUEN (1u << 2)
#define PWR_D3CR_VOSRDY (1u << 13)
#define PWR_D3CR_VOS (3u << 14)
#define PWR_D3CR_VOS_1 (3u << 14)

/* Independent watchdog. */
#define IWDG_KR 0x58004800u
#define IWDG_PR 0x58004804u
#define IWDG_RLR 0x58004808u
#define IWDG_SR 0x5800480cu
#define IWDG_KEY_FEED 0xaaaau
#define IWDG_KEY_ACCESS 0x5555u
#define IWDG_KEY_START 0xccccu
#define IWDG_PR_32 3u
#define IWDG_RLR_MOST 0xfffu

/* What the part says of itself. */
#define DBGMCU_IDCODE 0x5c001000u
#define IDCODE_DEVICE(code) ((code)&0xfffu)
#define IDCODE_REVISION(code) ((code) >> 16)
#define UNIQUE_ID 0x1ff1e800u

#endif
