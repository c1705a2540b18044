// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "model.h"

#include <stdlib.h>
#include <string.h>

#include "boot/fault.h"
#include "cache.h"
#include "flash_access.h"
#include "h743.h"
#include "mpu.h"
#include "regs.h"

#define BUSY_LOOKS 5u
#define REGISTERS 128u
/* Others are reserved, or what nobody here wants: the whole bank, and forced writes. */
#define KNOWN_CONTROL                                                                      \
	(FLASH_CR_LOCK | FLASH_CR_PG | FLASH_CR_SER | FLASH_CR_PSIZE_64 | FLASH_CR_START | \
	 FLASH_CR_SNB)
#define ALL_FLAGS 0x1fff0000u
#define CORE_VTOR 0xe000ed08u
#define CORE_MPU_CTRL 0xe000ed94u
#define CORE_MPU_RBAR 0xe000ed9cu
#define CORE_MPU_RASR 0xe000eda0u

struct model model;
/* Of the linker and of fault.c. */
_Alignas(256) uint32_t stack_guard[64];
_Alignas(1024) uint32_t vectors_copy[256];
struct nfod_fault_record board_fault;

static struct bank {
	uint32_t control, status, keys;
	bool shut;
	uint32_t looks;
	/* What ends when it is no longer busy: a word, a sector, or nothing. */
	int32_t word, sector;
	uint8_t content[NFOD_FLASH_WORD];
} banks[2];

static struct {
	uint32_t at, value, order;
} registers[REGISTERS];
static uint32_t used, writes;

static uint32_t roll(uint32_t below)
{
	model.dice = model.dice * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(model.dice >> 33) % below;
}

void model_power_up(void)
{
	for (uint32_t n = 0; n < 2; n++)
		banks[n] = (struct bank){ .control = FLASH_CR_LOCK, .word = -1, .sector = -1 };
	used = 0;
	writes = 0;
	model.cut_at = MODEL_NEVER;
}

void model_factory(void)
{
	free(model.data);
	model = (struct model){ .data = malloc(MODEL_BYTES), .dice = 1, .fails_at = MODEL_NEVER };
	memset(model.data, 0xff, MODEL_BYTES);
	model_power_up();
}

bool model_at_rest(uint32_t bank)
{
	return banks[bank].control == FLASH_CR_LOCK && !banks[bank].status;
}

static void spoil(uint32_t first, uint32_t words)
{
	memset(model.state + first, MODEL_UNCERTAIN, words);
}

/* An operation begins. Return: false when it comes to nothing. */
static bool begins(struct bank *bank, uint32_t first, uint32_t words)
{
	uint64_t op = model.ops++;

	if (op == model.cut_at) {
		spoil(first, words);
		longjmp(*model.dark, 1);
	}
	if (op == model.fails_at) {
		bank->status |= model.fails_with;
		spoil(first, words);
		return false;
	}
	bank->looks = BUSY_LOOKS;
	bank->status |= FLASH_SR_QW | FLASH_SR_BSY;
	return true;
}

static void end(struct bank *bank)
{
	if (bank->word >= 0) {
		memcpy(model.data + bank->word * NFOD_FLASH_WORD, bank->content, NFOD_FLASH_WORD);
		model.state[bank->word] = MODEL_GOOD;
	}
	if (bank->sector >= 0) {
		uint32_t words = NFOD_FLASH_SECTOR_BYTES / NFOD_FLASH_WORD;

		memset(model.data + bank->sector * NFOD_FLASH_SECTOR_BYTES, 0xff,
		       NFOD_FLASH_SECTOR_BYTES);
		memset(model.state + bank->sector * words, MODEL_GOOD, words);
		model.erased[bank->sector]++;
	}
	bank->word = bank->sector = -1;
	bank->status &= ~(FLASH_SR_QW | FLASH_SR_BSY);
	bank->status |= FLASH_SR_EOP;
	bank->control &= ~FLASH_CR_START;
}

static uint32_t look(struct bank *bank)
{
	if (bank->looks && !model.hangs && !--bank->looks)
		end(bank);
	return bank->status;
}

static void start_erasure(struct bank *bank)
{
	uint32_t sector =
		(uint32_t)(bank - banks) * NFOD_FLASH_BANK + ((bank->control & FLASH_CR_SNB) >> 8);
	uint32_t words = NFOD_FLASH_SECTOR_BYTES / NFOD_FLASH_WORD;

	if (!(bank->control & FLASH_CR_SER) || bank->control & FLASH_CR_PG) {
		bank->status |= FLASH_SR_PGSERR;
	} else if (model.protected_sectors >> sector & 1) {
		bank->status |= FLASH_SR_WRPERR;
	} else if (begins(bank, sector * words, words)) {
		bank->sector = (int32_t)sector;
	}
}

/* FLASH_CR_START and the sector are taken only when the bank is idle, as all of it. */
static void control(struct bank *bank, uint32_t value)
{
	if (bank->looks || value & ~KNOWN_CONTROL) {
		model.abuse++;
		return;
	}
	if (bank->control & FLASH_CR_LOCK)
		return;
	bank->control = value;
	if (value & FLASH_CR_LOCK)
		bank->control = FLASH_CR_LOCK;
	else if (value & FLASH_CR_START)
		start_erasure(bank);
}

/* A wrong key shuts the bank until the next reset. */
static void key(struct bank *bank, uint32_t value)
{
	bool right = value == (bank->keys ? FLASH_KEY2 : FLASH_KEY1) && !bank->shut;

	if (!right || !(bank->control & FLASH_CR_LOCK)) {
		model.abuse++;
		bank->shut = true;
		return;
	}
	bank->keys ^= 1;
	if (!bank->keys)
		bank->control &= ~FLASH_CR_LOCK;
}

static struct bank *bank_of(uint32_t at, uint32_t *first)
{
	for (uint32_t n = 0; n < 2; n++) {
		*first = at - n * FLASH_BANK_BYTES;
		if (*first == FLASH_KEYR1 || *first == FLASH_CR1 || *first == FLASH_SR1 ||
		    *first == FLASH_CCR1)
			return &banks[n];
	}
	return NULL;
}

static uint32_t find(uint32_t at)
{
	uint32_t n = 0;

	while (n < used && registers[n].at != at)
		n++;
	if (n == used) {
		if (used == REGISTERS)
			abort();
		registers[used++].at = at;
		registers[n].value = 0;
		registers[n].order = 0;
	}
	return n;
}

uint32_t model_register(uint32_t at)
{
	return registers[find(at)].value;
}

void model_set_register(uint32_t at, uint32_t value)
{
	registers[find(at)].value = value;
}

uint32_t model_order(uint32_t at)
{
	return registers[find(at)].order;
}

uint32_t reg_read(uint32_t at)
{
	uint32_t first;
	struct bank *bank = bank_of(at, &first);

	if (at == TIM2 + TIM_CNT)
		model_set_register(at, model_register(at) + model.counts_a_look);
	if (!bank)
		return model_register(at);
	return first == FLASH_CR1 ? bank->control : first == FLASH_SR1 ? look(bank) : 0;
}

/* Bits that say of others, in the same register or another one, that they have taken effect. */
static void answer(uint32_t at, uint32_t value)
{
	uint32_t n = find(at);

	if (at == RCC_CR)
		registers[n].value |=
			(value & (RCC_CR_HSEON | RCC_CR_PLL1ON | RCC_CR_PLL2ON | RCC_CR_CSION))
			<< 1;
	if (at == RCC_CR)
		registers[n].value |= (value & RCC_CR_HSI48ON) << 1;
	if (at == RNG_CR && value & RNG_CR_RNGEN && model_register(RCC_CR) & RCC_CR_HSI48RDY)
		model_set_register(RNG_SR, RNG_SR_DRDY);
	if (at == RCC_CFGR)
		registers[n].value |= (value & RCC_CFGR_SW) << 3;
	if (at == PWR_CR3)
		model_set_register(PWR_CSR1, PWR_CSR1_ACTVOSRDY);
	if (at == PWR_D3CR)
		registers[n].value |= PWR_D3CR_VOSRDY;
}

void model_note(char what, uint32_t at, uint32_t bytes)
{
	if (model.notes == MODEL_NOTES)
		abort();
	model.note[model.notes].what = what;
	model.note[model.notes].at = at;
	model.note[model.notes++].bytes = bytes;
}

static void plain(uint32_t at, uint32_t value)
{
	uint32_t n = find(at);

	if (at == DMA2 + DMA_S0CR && value & DMA_SCR_EN)
		model_note('d', 0, 0);
	if (at == FMC_SDCMR)
		model_note('s', model_register(TIM2 + TIM_CNT), value);
	if (at == IWDG_KR && value == IWDG_KEY_FEED)
		model.feeds++;
	else if (at == IWDG_KR)
		model_note('k', 0, value);
	registers[n].value = value;
	if (!registers[n].order)
		registers[n].order = ++writes;
	answer(at, value);
}

void reg_write(uint32_t at, uint32_t value)
{
	uint32_t first;
	struct bank *bank = bank_of(at, &first);

	if (!bank)
		plain(at, value);
	else if (first == FLASH_KEYR1)
		key(bank, value);
	else if (first == FLASH_CR1)
		control(bank, value);
	else if (first == FLASH_CCR1)
		bank->status &= ~(value & ALL_FLAGS);
}

/* What a cut left behind: the old word, the new one, or one that cannot be read; each time anew. */
static bool read_uncertain(uint32_t n, struct bank *bank, uint32_t word[8])
{
	switch (roll(4)) {
	case 0:
		memset(word, 0xff, NFOD_FLASH_WORD);
		return true;
	case 1:
		memcpy(word, model.data + n * NFOD_FLASH_WORD, NFOD_FLASH_WORD);
		return true;
	case 2:
		for (uint32_t part = 0; part < 8; part++)
			word[part] = roll(0x7fffffff);
		return true;
	default:
		bank->status |= FLASH_SR_DBECCERR;
		return false;
	}
}

bool flash_load(uint32_t at, uint32_t word[8])
{
	uint32_t n = at / NFOD_FLASH_WORD;
	struct bank *bank = &banks[n >= MODEL_WORDS / 2];

	if (at % NFOD_FLASH_WORD || bank->looks)
		model.abuse++;
	memcpy(word, model.data + n * NFOD_FLASH_WORD, NFOD_FLASH_WORD);
	if (model.state[n] == MODEL_ONE_WRONG_BIT)
		bank->status |= FLASH_SR_SNECCERR;
	if (model.state[n] == MODEL_TWO_WRONG_BITS) {
		bank->status |= FLASH_SR_DBECCERR;
		return false;
	}
	return model.state[n] != MODEL_UNCERTAIN || read_uncertain(n, bank, word);
}

void flash_store(uint32_t at, const uint32_t word[8])
{
	static const uint8_t ones[NFOD_FLASH_WORD] = { [0 ... NFOD_FLASH_WORD - 1] = 0xff };
	uint32_t n = at / NFOD_FLASH_WORD;
	struct bank *bank = &banks[n >= MODEL_WORDS / 2];

	if (!(bank->control & FLASH_CR_PG) || bank->control & FLASH_CR_SER) {
		bank->status |= FLASH_SR_PGSERR;
		return;
	}
	if (model.protected_sectors >> at / NFOD_FLASH_SECTOR_BYTES & 1) {
		bank->status |= FLASH_SR_WRPERR;
		return;
	}
	if (bank->looks ||
	    (model.state[n] == MODEL_GOOD && memcmp(model.data + at, ones, NFOD_FLASH_WORD)))
		model.abuse++;
	memcpy(bank->content, word, NFOD_FLASH_WORD);
	if (begins(bank, n, 1))
		bank->word = (int32_t)n;
}

void flash_forget(uint32_t at, uint32_t bytes)
{
	(void)at;
	model.forgotten += bytes;
}

void cache_start(void)
{
	model_note('C', 0, 0);
}

void h743_allow(enum h743_interrupt irq, enum h743_priority priority)
{
	model.allowed[irq] = (uint8_t)priority;
}

/* What is next written to RASR is of the region that was last written to RBAR. */
volatile uint32_t *model_core(uint32_t at)
{
	static volatile uint32_t base, other;
	uint32_t region = base & (MODEL_REGIONS - 1u);

	switch (at) {
	case CORE_MPU_RBAR:
		return &base;
	case CORE_MPU_RASR:
		if (!(base & MPU_VALID))
			model.abuse++;
		model.region_base[region] = base & ~31u;
		return &model.region_attributes[region];
	case CORE_MPU_CTRL:
		return &model.mpu_control;
	case CORE_VTOR:
		return &model.vectors;
	default:
		return &other;
	}
}
