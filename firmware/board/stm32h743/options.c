// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Option bytes, as Documentation/hardware.md wants them. They are looked at and never written
 * here: whoever does that while the supply fails has a part that does not start.
 */
#include "h743.h"
#include "regs.h"

#define BROWN_OUT_2V7 3u
#define READ_PROTECTED_FOR_EVER 0xccu
#define BOOT_ADDRESS (H743_FLASH >> 16)
/* The boot loader's sector; the bit is clear where writing is refused. */
#define BOOT_SECTOR 1u

uint32_t h743_options(void)
{
	uint32_t status = reg_read(FLASH_OPTSR_CUR);
	uint32_t wrong = 0;

	if (FLASH_OPTSR_BOR_LEV(status) != BROWN_OUT_2V7)
		wrong |= H743_OPTION_BROWN_OUT;
	if (status & FLASH_OPTSR_SWAP_BANK)
		wrong |= H743_OPTION_SWAPPED;
	if (!(status & FLASH_OPTSR_IWDG1_SW))
		wrong |= H743_OPTION_WATCHDOG;
	if (status & FLASH_OPTSR_SECURITY)
		wrong |= H743_OPTION_SECURITY;
	if (FLASH_OPTSR_RDP(status) == READ_PROTECTED_FOR_EVER)
		wrong |= H743_OPTION_LOCKED_FOR_EVER;
	if ((reg_read(FLASH_BOOT_CURR) & 0xffffu) != BOOT_ADDRESS)
		wrong |= H743_OPTION_BOOT_ADDRESS;
	if (reg_read(FLASH_WPSN_CUR1R) & BOOT_SECTOR)
		wrong |= H743_OPTION_UNPROTECTED;
	return wrong;
}
