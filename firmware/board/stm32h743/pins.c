// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Each pin to its purpose. tests/h743 holds pins.h against the table of
 * Documentation/hardware.md.
 */
#include "pins.h"

#include "h743.h"
#include "regs.h"

static const struct pin {
	uint8_t port;
	uint8_t number;
	uint8_t kind;
	uint8_t function;
} pins[] = {
#define PIN(port, number, kind, function, signal) { (port) - 'A', number, PIN_##kind, function },
#include "pins.inc"
#undef PIN
};

static uint32_t register_of(const struct pin *pin, uint32_t at)
{
	return GPIOA + pin->port * GPIO_PORT_BYTES + at;
}

static void set_field(const struct pin *pin, uint32_t at, uint32_t value)
{
	reg_change(register_of(pin, at), 3u << 2 * pin->number, value << 2 * pin->number);
}

static void set_function(const struct pin *pin)
{
	uint32_t place = 4u * (pin->number % 8u);

	reg_change(register_of(pin, GPIO_AFRL + 4u * (pin->number / 8u)), 15u << place,
		   (uint32_t)pin->function << place);
}

static void set_pin(const struct pin *pin)
{
	static const struct {
		uint8_t mode, speed, pull;
	} kinds[] = {
		[PIN_BUS] = { .mode = 2, .speed = 3 },
		[PIN_INPUT] = { .mode = 0, .pull = 2 },
		[PIN_CAPTURE] = { .mode = 2, .pull = 2 },
		[PIN_OUTPUT] = { .mode = 1 },
	};

	set_function(pin);
	set_field(pin, GPIO_OSPEEDR, kinds[pin->kind].speed);
	set_field(pin, GPIO_PUPDR, kinds[pin->kind].pull);
	set_field(pin, GPIO_MODER, kinds[pin->kind].mode);
}

void h743_pins(void)
{
	reg_set(RCC_AHB4ENR, RCC_AHB4ENR_GPIO_A_TO_I);
	reg_set(RCC_AHB1ENR, RCC_AHB1ENR_USB1OTGEN | RCC_AHB1ENR_USB1OTGULPIEN);
	(void)reg_read(RCC_AHB4ENR);
	for (uint32_t n = 0; n < sizeof(pins) / sizeof(pins[0]); n++)
		set_pin(&pins[n]);
	/* The transceiver comes out of its reset. */
	reg_write(GPIOA + PHY_RESET_PORT * GPIO_PORT_BYTES + GPIO_BSRR, 1u << PHY_RESET_NUMBER);
}

void h743_lamp(bool on)
{
	reg_write(GPIOA + LAMP_PORT * GPIO_PORT_BYTES + GPIO_BSRR,
		  1u << (LAMP_NUMBER + (on ? 0 : 16)));
}

bool h743_vbus(void)
{
	return reg_read(GPIOA + VBUS_PORT * GPIO_PORT_BYTES + GPIO_IDR) >> VBUS_NUMBER & 1u;
}
