// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "flight.h"

#include <math.h>

bool flight_is_kinematic(const struct nfod_servo_status *servo)
{
	return servo->state == NFOD_SERVO_KINEMATIC;
}

double flight_nm(uint32_t pm)
{
	return pm / 1e3;
}

double flight_percent(double nm)
{
	return 100 * nm / TRACK_NM;
}

double flight_signed(uint32_t raw, double scale)
{
	return (int32_t)raw / scale;
}

double flight_trim(const struct nfod_loop_status *loop)
{
	return 100.0 * (loop->trim_q15 / 32768.0 - 1);
}

uint32_t flight_retracts(const struct nfod_servo_status *servo)
{
	uint32_t sum = 0;

	for (unsigned int n = 1; n < NFOD_RETRACT_COUNT; n++)
		sum += servo->retracts[n];
	return sum;
}

double flight_amplitude(const struct nfod_shape *shape, unsigned int n)
{
	return hypot(flight_signed(shape->re_pm[n - 1], 1e3),
		     flight_signed(shape->im_pm[n - 1], 1e3));
}

/* re cos(na) - im sin(na) is greatest where na = -atan2(im, re). */
double flight_crest(const struct nfod_shape *shape, unsigned int n)
{
	double turn = -atan2(flight_signed(shape->im_pm[n - 1], 1),
			     flight_signed(shape->re_pm[n - 1], 1)) /
		      (2 * M_PI * n);

	return turn < 0 ? turn + 1.0 / n : turn;
}
