// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* What the drive knows again when power comes back, and what it says of that. */
#include "host.h"

#define VENDOR_IN 0xc1
#define VENDOR_OUT 0x41

/**
 * struct shelf - flash, as far as the firmware sees it
 * @writes: so far
 * @broken: it takes nothing
 */
static struct shelf {
	struct nfod_keeper keeper;
	uint32_t writes;
	bool broken;
} shelf;

static bool keep(void *ctx, const struct nfod_settings *settings)
{
	assert_ptr_equal(ctx, &shelf);
	shelf.writes++;
	if (!shelf.broken)
		shelf.keeper.settings = *settings;
	return !shelf.broken;
}

static struct rig *ready(struct nfod_settings kept)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	shelf = (struct shelf){ .keeper = { .ctx = &shelf, .keep = keep, .settings = kept } };
	rig->board.keeper = &shelf.keeper;
	host_again(rig, NFOD_ALT_STREAMS);
	return rig;
}

static struct nfod_health_status health_of(struct rig *rig)
{
	const struct rig_setup setup = { VENDOR_IN, NFOD_REQ_HEALTH, 0, NFOD_IF_MANAGE, 4096 };
	struct nfod_health_status health;

	assert_int_equal(host_control(rig, &setup, NULL), sizeof(health));
	memcpy(&health, rig->reply, sizeof(health));
	return health;
}

static void set_verify(struct rig *rig, uint16_t policy)
{
	const struct rig_setup setup = { VENDOR_OUT, NFOD_REQ_VERIFY, policy, NFOD_IF_MANAGE, 0 };

	assert_int_equal(host_control(rig, &setup, NULL), 0);
}

static void policy_outlives_power(void **state)
{
	struct rig *rig = ready((struct nfod_settings){ 0 });

	(void)state;
	assert_int_equal(health_of(rig).settings, NFOD_SETTINGS_KEPT);
	assert_int_equal(health_of(rig).verify, NFOD_VERIFY_SUSPICION);
	for (uint16_t policy = 0; policy < NFOD_VERIFY_POLICIES; policy++) {
		set_verify(rig, policy);
		set_verify(rig, policy);
		assert_int_equal(shelf.writes, policy + 1);
		host_again(rig, NFOD_ALT_STREAMS);
		assert_int_equal(health_of(rig).verify, policy);
	}
	rig_free(rig);
}

static void without_flash_it_is_forgotten(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ 0 });

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	set_verify(rig, NFOD_VERIFY_ALWAYS);
	assert_int_equal(health_of(rig).settings, NFOD_SETTINGS_NOWHERE);
	assert_int_equal(health_of(rig).verify, NFOD_VERIFY_ALWAYS);
	host_again(rig, NFOD_ALT_STREAMS);
	assert_int_equal(health_of(rig).verify, NFOD_VERIFY_SUSPICION);
	rig_free(rig);
}

/* In force all the same, and tried again. */
static void flash_that_takes_nothing_is_told(void **state)
{
	struct rig *rig = ready((struct nfod_settings){ 0 });

	(void)state;
	shelf.broken = true;
	set_verify(rig, NFOD_VERIFY_ALWAYS);
	assert_int_equal(health_of(rig).settings, NFOD_SETTINGS_UNKEPT);
	assert_int_equal(health_of(rig).verify, NFOD_VERIFY_ALWAYS);
	shelf.broken = false;
	set_verify(rig, NFOD_VERIFY_ALWAYS);
	assert_int_equal(health_of(rig).settings, NFOD_SETTINGS_KEPT);
	rig_free(rig);
}

static void damage_is_told_until_set_again(void **state)
{
	struct rig *rig = ready((struct nfod_settings){ .lost = 1 });

	(void)state;
	assert_int_equal(health_of(rig).settings, NFOD_SETTINGS_LOST);
	assert_int_equal(health_of(rig).verify, NFOD_VERIFY_SUSPICION);
	host_again(rig, NFOD_ALT_STREAMS);
	assert_int_equal(health_of(rig).settings, NFOD_SETTINGS_LOST);
	set_verify(rig, NFOD_VERIFY_SUSPICION);
	host_again(rig, NFOD_ALT_STREAMS);
	assert_int_equal(health_of(rig).settings, NFOD_SETTINGS_KEPT);
	rig_free(rig);
}

/* What cannot be is none, and what is not known is left alone. */
static void values_that_cannot_be(void **state)
{
	struct rig *rig = ready((struct nfod_settings){
		.light_ppm = 1, .verify = NFOD_VERIFY_POLICIES + 1, .reserved = { 17 } });

	(void)state;
	assert_int_equal(health_of(rig).verify, NFOD_VERIFY_SUSPICION);
	assert_true(rig->fw->servo.sup.far_sum <= 0.0f);
	set_verify(rig, NFOD_VERIFY_OFF);
	assert_int_equal(shelf.keeper.settings.reserved[0], 17);
	rig_free(rig);
}

/* Once in a drive's life. */
static void first_light_is_kept(void **state)
{
	struct rig *rig = ready((struct nfod_settings){ 0 });

	(void)state;
	rig->fw->servo.sup.far_sum = 1.25f;
	rig_run(rig, RIG_S);
	assert_int_equal(shelf.keeper.settings.light_ppm, 1250000);
	assert_int_equal(shelf.writes, 1);
	host_again(rig, NFOD_ALT_STREAMS);
	assert_true(rig->fw->servo.sup.far_sum > 1.2499f && rig->fw->servo.sup.far_sum < 1.2501f);
	rig_run(rig, RIG_S);
	assert_int_equal(shelf.writes, 1);
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(policy_outlives_power),
		cmocka_unit_test(without_flash_it_is_forgotten),
		cmocka_unit_test(flash_that_takes_nothing_is_told),
		cmocka_unit_test(damage_is_told_until_set_again),
		cmocka_unit_test(values_that_cannot_be),
		cmocka_unit_test(first_light_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
