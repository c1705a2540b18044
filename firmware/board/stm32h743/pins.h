/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: kinds of pins
 *
 * The pins themselves are in pins.inc, one a line: port, number, kind, alternate function, signal.
 */
#ifndef FW_STM32H743_PINS_H
#define FW_STM32H743_PINS_H

/**
 * enum pin_kind - how a pin is driven
 * @PIN_BUS: by a controller, as fast as there is
 * @PIN_INPUT: not driven, pulled down
 * @PIN_CAPTURE: read by a timer, pulled down
 * @PIN_OUTPUT: by the program, slowly
 */
enum pin_kind {
	PIN_BUS,
	PIN_INPUT,
	PIN_CAPTURE,
	PIN_OUTPUT,
};

/* Ports from 0 = A on. */
#define VBUS_PORT 0u
#define VBUS_NUMBER 9u
#define PHY_RESET_PORT 0u
#define PHY_RESET_NUMBER 10u
#define LAMP_PORT 8u
#define LAMP_NUMBER 8u

#endif
