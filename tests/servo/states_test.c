// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The picture of the supervisor's states (Documentation/servo-states.dot, of which the SVG
 * is made) shows the transitions of the code: all of them and no others.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cmocka_all.h"
#include "servo/servo.h"
#include "servo/states.h"

#define PICTURE "Documentation/servo-states.dot"
#define DEPTH 8
#define BOXES 8
#define WORD 32

/**
 * struct picture - what the .dot file says
 * @box: names of subgraphs
 * @boxes: how many
 * @inside: [box][state]: the state is drawn in there
 * @arrow: [from][event][to]
 */
struct picture {
	char box[BOXES][WORD];
	unsigned int boxes;
	bool inside[BOXES][NFOD_SERVO_COUNT];
	bool arrow[NFOD_SERVO_COUNT][SUP_EVENTS][NFOD_SERVO_COUNT];
};

static int state_of(const char *name)
{
	for (int n = 0; n < NFOD_SERVO_COUNT; n++)
		if (!strcmp(sup_state_name((enum nfod_servo_state)n), name))
			return n;
	return -1;
}

static int event_of(const char *name)
{
	for (int n = 0; n < SUP_EVENTS; n++)
		if (!strcmp(sup_event_name((enum sup_event)n), name))
			return n;
	return -1;
}

static int box_of(const struct picture *picture, const char *name)
{
	for (unsigned int n = 0; n < picture->boxes; n++)
		if (!strcmp(picture->box[n], name))
			return (int)n;
	return -1;
}

/* The value of an attribute, quoted or not; empty when it is not there. */
static void attribute(const char *line, const char *name, char value[WORD])
{
	const char *at = strstr(line, name);

	value[0] = '\0';
	if (!at)
		return;
	at += strlen(name);
	if (*at == '"')
		sscanf(at + 1, "%31[^\"]", value);
	else
		sscanf(at, "%31[A-Za-z_]", value);
}

static void read_arrow(struct picture *picture, const char *line)
{
	char from[WORD], to[WORD], label[WORD], tail[WORD];
	int event, box, target;

	assert_int_equal(sscanf(line, " %31[A-Z_] -> %31[A-Z_]", from, to), 2);
	attribute(line, "label=", label);
	attribute(line, "ltail=", tail);
	event = event_of(label);
	target = state_of(to);
	if (event <= SUP_STAY || target < 0 || state_of(from) < 0)
		fail_msg("%s: unknown word in: %s", PICTURE, line);
	if (!tail[0]) {
		picture->arrow[state_of(from)][event][target] = true;
		return;
	}
	box = box_of(picture, tail);
	if (box < 0)
		fail_msg("%s: no box %s", PICTURE, tail);
	for (int n = 0; n < NFOD_SERVO_COUNT; n++)
		if (picture->inside[box][n])
			picture->arrow[n][event][target] = true;
}

static void read_picture(struct picture *picture)
{
	FILE *file = fopen(PICTURE, "r");
	int open[DEPTH];
	int depth = 0;
	char line[256], name[WORD];

	if (!file)
		fail_msg("%s: cannot be opened; tests run at the top", PICTURE);
	while (fgets(line, sizeof(line), file)) {
		if (strstr(line, "//"))
			continue;
		if (sscanf(line, " subgraph %31[a-z_] {", name) == 1) {
			assert_true(picture->boxes < BOXES && depth < DEPTH);
			open[depth++] = (int)picture->boxes;
			strcpy(picture->box[picture->boxes++], name);
		} else if (strchr(line, '}') && depth) {
			depth--;
		} else if (strstr(line, "->")) {
			read_arrow(picture, line);
		} else if (sscanf(line, " %31[A-Z_]", name) == 1 && state_of(name) >= 0) {
			for (int n = 0; n < depth; n++)
				picture->inside[open[n]][state_of(name)] = true;
		}
	}
	fclose(file);
}

static void picture_shows_the_table(void **state)
{
	static struct picture picture;

	(void)state;
	read_picture(&picture);
	for (uint32_t n = 0; n < sup_transition_count; n++) {
		const struct sup_transition *t = &sup_transitions[n];

		if (!picture.arrow[t->from][t->event][t->to])
			fail_msg("%s lacks %s -> %s (%s)", PICTURE, sup_state_name(t->from),
				 sup_state_name(t->to), sup_event_name(t->event));
		picture.arrow[t->from][t->event][t->to] = false;
	}
	for (int from = 0; from < NFOD_SERVO_COUNT; from++)
		for (int event = 0; event < SUP_EVENTS; event++)
			for (int to = 0; to < NFOD_SERVO_COUNT; to++)
				if (picture.arrow[from][event][to])
					fail_msg("%s has %s -> %s (%s), the code has not", PICTURE,
						 sup_state_name(from), sup_state_name(to),
						 sup_event_name(event));
}

/* One event in one state leads to one other state. */
static void table_is_a_function(void **state)
{
	(void)state;
	for (uint32_t a = 0; a < sup_transition_count; a++)
		for (uint32_t b = a + 1; b < sup_transition_count; b++)
			assert_false(sup_transitions[a].from == sup_transitions[b].from &&
				     sup_transitions[a].event == sup_transitions[b].event);
}

/* Wherever the head is, it can be parked, and a fault leads away from the disc. */
static void all_states_can_be_left(void **state)
{
	(void)state;
	for (int n = 0; n < NFOD_SERVO_KINEMATIC; n++) {
		bool park = n == NFOD_SERVO_PARKED || n == NFOD_SERVO_PARKING;
		bool fault = n == NFOD_SERVO_PARKED || n == NFOD_SERVO_FAULT;

		for (uint32_t t = 0; t < sup_transition_count; t++) {
			if (sup_transitions[t].from != n)
				continue;
			park |= sup_transitions[t].event == SUP_PARK;
			fault |= sup_transitions[t].event == SUP_FAULT;
		}
		assert_true(park);
		assert_true(fault);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(picture_shows_the_table),
		cmocka_unit_test(table_is_a_function),
		cmocka_unit_test(all_states_can_be_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
