/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: registers of OTG_HS, as a device
 *
 * Names and bits as in the chapter OTG_HS of the reference manual RM0433, offsets in bytes from
 * the controller's base. Only what the driver uses.
 */
#ifndef FW_STM32H743_OTG_REGS_H
#define FW_STM32H743_OTG_REGS_H

#include <stdint.h>

#define OTG_BASE 0x40040000u

#define OTG_GOTGCTL 0x000u
#define GOTGCTL_BVALOEN (1u << 6)
#define GOTGCTL_BVALOVAL (1u << 7)

#define OTG_GAHBCFG 0x008u
#define GAHBCFG_GINT (1u << 0)

#define OTG_GUSBCFG 0x00cu
#define GUSBCFG_TOCAL (7u << 0)
#define GUSBCFG_PHYSEL (1u << 6)
#define GUSBCFG_SRPCAP (1u << 8)
#define GUSBCFG_HNPCAP (1u << 9)
#define GUSBCFG_TRDT (15u << 10)
#define GUSBCFG_TRDT_AT(clocks) ((uint32_t)(clocks) << 10)
#define GUSBCFG_ULPIFSLS (1u << 17)
#define GUSBCFG_ULPICSM (1u << 19)
#define GUSBCFG_ULPIEVBUSD (1u << 20)
#define GUSBCFG_ULPIEVBUSI (1u << 21)
#define GUSBCFG_TSDPS (1u << 22)
#define GUSBCFG_FHMOD (1u << 29)
#define GUSBCFG_FDMOD (1u << 30)

#define OTG_GRSTCTL 0x010u
#define GRSTCTL_CSRST (1u << 0)
#define GRSTCTL_RXFFLSH (1u << 4)
#define GRSTCTL_TXFFLSH (1u << 5)
#define GRSTCTL_TXFNUM_AT(fifo) ((uint32_t)(fifo) << 6)
#define GRSTCTL_ALL_FIFOS 16u
#define GRSTCTL_AHBIDL (1u << 31)

#define OTG_GINTSTS 0x014u
#define OTG_GINTMSK 0x018u
#define GINT_CMOD (1u << 0)
#define GINT_RXFLVL (1u << 4)
#define GINT_GONAKEFF (1u << 7)
#define GINT_USBSUSP (1u << 11)
#define GINT_USBRST (1u << 12)
#define GINT_ENUMDNE (1u << 13)
#define GINT_IEPINT (1u << 18)
#define GINT_OEPINT (1u << 19)
#define GINT_WKUPINT (1u << 31)

#define OTG_GRXSTSP 0x020u
#define GRXSTS_EPNUM(status) ((status)&15u)
#define GRXSTS_BCNT(status) ((status) >> 4 & 0x7ffu)
#define GRXSTS_PKTSTS(status) ((status) >> 17 & 15u)
#define PKTSTS_GLOBAL_OUT_NAK 1u
#define PKTSTS_OUT_DATA 2u
#define PKTSTS_OUT_DONE 3u
#define PKTSTS_SETUP_DONE 4u
#define PKTSTS_SETUP_DATA 6u

#define OTG_GRXFSIZ 0x024u
#define OTG_DIEPTXF0 0x028u
#define OTG_GCCFG 0x038u
#define GCCFG_PWRDWN (1u << 16)
#define GCCFG_VBDEN (1u << 21)
#define OTG_GLPMCFG 0x054u
#define GLPMCFG_LPMEN (1u << 0)
#define GLPMCFG_LPMACK (1u << 1)
/* From 1 on. */
#define OTG_DIEPTXF(fifo) (0x104u + 4u * ((fifo)-1u))
#define DIEPTXF_AT(start, words) ((uint32_t)(words) << 16 | (start))

#define OTG_DCFG 0x800u
#define DCFG_DSPD (3u << 0)
#define DCFG_NZLSOHSK (1u << 2)
#define DCFG_DAD (127u << 4)
#define DCFG_DAD_AT(address) ((uint32_t)(address) << 4)
#define DCFG_XCVRDLY (1u << 14)

#define OTG_DCTL 0x804u
#define DCTL_SDIS (1u << 1)
#define DCTL_TCTL (7u << 4)
#define DCTL_TCTL_AT(mode) ((uint32_t)(mode) << 4)
#define DCTL_SGONAK (1u << 9)
#define DCTL_CGONAK (1u << 10)

#define OTG_DSTS 0x808u
#define DSTS_ENUMSPD(status) ((status) >> 1 & 3u)
#define ENUMSPD_HIGH 0u

#define OTG_DIEPMSK 0x810u
#define OTG_DOEPMSK 0x814u
#define OTG_DAINT 0x818u
#define OTG_DAINTMSK 0x81cu
#define DAINT_IN(ep) (1u << (ep))
#define DAINT_OUT(ep) (1u << (16u + (ep)))
#define OTG_DIEPEMPMSK 0x834u

#define OTG_DIEPCTL(ep) (0x900u + 0x20u * (ep))
#define OTG_DOEPCTL(ep) (0xb00u + 0x20u * (ep))
#define EPCTL_MPSIZ 0x7ffu
#define EPCTL_USBAEP (1u << 15)
#define EPCTL_NAKSTS (1u << 17)
#define EPCTL_BULK (2u << 18)
#define EPCTL_STALL (1u << 21)
#define EPCTL_TXFNUM_AT(fifo) ((uint32_t)(fifo) << 22)
#define EPCTL_CNAK (1u << 26)
#define EPCTL_SNAK (1u << 27)
#define EPCTL_SD0PID (1u << 28)
#define EPCTL_EPDIS (1u << 30)
#define EPCTL_EPENA (1u << 31)

#define OTG_DIEPINT(ep) (0x908u + 0x20u * (ep))
#define OTG_DOEPINT(ep) (0xb08u + 0x20u * (ep))
#define EPINT_XFRC (1u << 0)
#define EPINT_EPDISD (1u << 1)
/* OUT: set-up phase done */
#define EPINT_STUP (1u << 3)
/* IN: NAK effective, and FIFO half empty */
#define EPINT_INEPNE (1u << 6)
#define EPINT_TXFE (1u << 7)

#define OTG_DIEPTSIZ(ep) (0x910u + 0x20u * (ep))
#define OTG_DOEPTSIZ(ep) (0xb10u + 0x20u * (ep))
#define EPTSIZ_AT(packets, bytes) ((uint32_t)(packets) << 19 | (bytes))
#define EPTSIZ_PKTCNT(size) ((size) >> 19 & 0x3ffu)
#define EPTSIZ_MOST_PACKETS 1023u
#define EPTSIZ_MOST_BYTES 0x7ffffu
/* Of DOEPTSIZ0: set-up packets back to back */
#define EPTSIZ_STUPCNT_AT(packets) ((uint32_t)(packets) << 29)

#define OTG_DTXFSTS(ep) (0x918u + 0x20u * (ep))
#define DTXFSTS_INEPTFSAV 0xffffu

#define OTG_PCGCCTL 0xe00u

/* Written: that endpoint's IN FIFO; read, any of them: the one OUT FIFO. */
#define OTG_FIFO(ep) (0x1000u + 0x1000u * (ep))

#if defined(__arm__) && !defined(OTG_MODEL)
static inline uint32_t otg_read(uint32_t offset)
{
	return *(volatile const uint32_t *)(OTG_BASE + offset);
}

static inline void otg_write(uint32_t offset, uint32_t value)
{
	*(volatile uint32_t *)(OTG_BASE + offset) = value;
}

/* What was written has arrived, and nothing is kept in registers across this. */
static inline void otg_barrier(void)
{
	__asm__ volatile("dsb" ::: "memory");
}
#else
/* A model of the controller. */
uint32_t otg_read(uint32_t offset);
void otg_write(uint32_t offset, uint32_t value);
void otg_barrier(void);
#endif

static inline void otg_set(uint32_t offset, uint32_t bits)
{
	otg_write(offset, otg_read(offset) | bits);
}

static inline void otg_clear(uint32_t offset, uint32_t bits)
{
	otg_write(offset, otg_read(offset) & ~bits);
}

/*
 * DIEPCTL and DOEPCTL: their orders are given by a one, and a transfer that ends between reading
 * and writing must not be begun anew.
 */
static inline void otg_change(uint32_t offset, uint32_t clear, uint32_t set)
{
	otg_write(offset, (otg_read(offset) & ~(EPCTL_EPENA | EPCTL_EPDIS | clear)) | set);
}

#endif
