// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/trig.h"

/* Half pi in two parts: the first has few enough bits that small multiples are exact. */
#define HALF_PI_HIGH 1.5703125f
#define HALF_PI_LOW 4.83826794e-4f
#define TWO_OVER_PI 0.636619772f

/* Taylor's series with the last terms adjusted, for |x| <= pi / 4. */
static float sine(float x)
{
	float q = x * x;

	return x + x * q * (-1.66666546e-1f + q * (8.33216087e-3f - q * 1.95152959e-4f));
}

static float cosine(float x)
{
	float q = x * x;

	return 1.0f - 0.5f * q +
	       q * q * (4.16666456e-2f + q * (-1.38873162e-3f + q * 2.44331571e-5f));
}

/* Sine of @radians and so many quarter turns. */
static float quarter(float radians, int quarters)
{
	float nearest = radians * TWO_OVER_PI;
	int n = (int)(nearest + (nearest < 0.0f ? -0.5f : 0.5f));
	float x = (radians - (float)n * HALF_PI_HIGH) - (float)n * HALF_PI_LOW;
	float y = (n + quarters) & 1 ? cosine(x) : sine(x);

	return (n + quarters) & 2 ? -y : y;
}

float trig_sin(float radians)
{
	return quarter(radians, 0);
}

float trig_cos(float radians)
{
	return quarter(radians, 1);
}

float trig_tan(float radians)
{
	return trig_sin(radians) / trig_cos(radians);
}

/* For 0 <= t <= 1: about tan(pi / 8) the angle is halved, then a short series does. */
static float arc(float t)
{
	float shift = 0.0f;
	float q;

	if (t > 0.414213562f) {
		shift = 0.25f * TRIG_PI;
		t = (t - 1.0f) / (t + 1.0f);
	}
	q = t * t;
	return shift +
	       (t + t * q *
			    (-3.33329491e-1f +
			     q * (1.99777106e-1f + q * (-1.38776856e-1f + q * 8.05374449e-2f))));
}

float trig_atan2(float y, float x)
{
	float ax = x < 0.0f ? -x : x;
	float ay = y < 0.0f ? -y : y;
	float angle;

	if (ax == 0.0f && ay == 0.0f)
		return 0.0f;
	angle = ay <= ax ? arc(ay / ax) : 0.5f * TRIG_PI - arc(ax / ay);
	if (x < 0.0f)
		angle = TRIG_PI - angle;
	return y < 0.0f ? -angle : angle;
}
