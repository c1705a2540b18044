// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* What writing costs in symbol errors: written by the law, read by the channel. */
#include <math.h>
#include <stdio.h>

#include "passage.h"
#include "writing.h"

/* What the code lives with (d). */
#define RATE_MOST 4.2e-3
#define HALVINGS 5u

/**
 * struct reader - a cluster that is written again and again
 * @passage: track, neighbours, channel
 * @marks: of its own track
 */
struct reader {
	struct passage *passage;
	struct marks marks[MARKS_STRETCHES];
};

static double rate_of(struct reader *reader, const struct subject *subject,
		      const struct writing_pass *pass)
{
	static const struct marks blank, old = { .contrast = MARKS_ONE, .noise = MARKS_ONE };
	bool overwrites = subject->strategy.kind != NFOD_STRATEGY_LIGHT;
	struct passage_count count;
	unsigned int i;

	for (i = 0; i < MARKS_STRETCHES; i++)
		writing_law_write(&subject->law, pass, overwrites ? &old : &blank,
				  &reader->marks[i]);
	passage_read(reader->passage);
	count = passage_symbols(reader->passage);
	return (double)count.wrong / count.symbols;
}

/* Read with what the channel has learnt from a good cluster. */
static double rate_turned(struct reader *reader, const struct subject *subject, enum knob knob,
			  double to)
{
	struct writing_pass pass = subject_pass(subject);

	detector_reset(reader->passage->detector);
	rate_of(reader, subject, &pass);
	knob_turn(&pass, knob, to);
	return rate_of(reader, subject, &pass);
}

/* Bisection between what is good, and what may not be. */
static double edge_of(struct reader *reader, const struct subject *subject, enum knob knob,
		      double most)
{
	double good = 0, bad = most;
	unsigned int i;

	if (rate_turned(reader, subject, knob, most) <= RATE_MOST)
		return most;
	for (i = 0; i < HALVINGS; i++) {
		double middle = (good + bad) / 2;

		if (rate_turned(reader, subject, knob, middle) <= RATE_MOST)
			good = middle;
		else
			bad = middle;
	}
	return good;
}

/* What a drive sees of a power when it calibrates. */
static void print_seen(const struct reader *reader, double part, double rate)
{
	double amplitude = 0, asymmetry = 0, mlse = 0;
	unsigned int i;

	for (i = 0; i < NFOD_FRAMES; i++) {
		const struct detector_frame *frame = &reader->passage->result.frame[i];

		amplitude += (double)frame->amplitude / NFOD_FRAMES;
		asymmetry += (double)frame->asymmetry / NFOD_FRAMES;
		mlse += (double)frame->mlse / NFOD_FRAMES;
	}
	printf("  %5.2f  %8.1e  %9.0f  %9.0f  %6.0f\n", part, rate, amplitude, asymmetry, mlse);
}

void table_calibration(const struct subject *subject)
{
	static struct reader reader;
	double off;

	reader.passage = passage_new(PASSAGE_PHASE_CHANGE, subject->side, 1);
	reader.passage->scan.piece[READOUT_OWN][0].marks = reader.marks;
	printf("  all powers, and what is read (signals in 1/1000)\n"
	       "  power    errors  amplitude  asymmetry    mlse\n");
	for (off = -0.28; off < 0.29; off += 0.04)
		print_seen(&reader, 1 + off, rate_turned(&reader, subject, KNOB_ALL, off));
	passage_free(reader.passage);
}

void table_symbol_errors(const struct subject *subject)
{
	static struct reader reader;
	double nominal;
	unsigned int i;

	reader.passage = passage_new(PASSAGE_PHASE_CHANGE, subject->side, 1);
	reader.passage->scan.piece[READOUT_OWN][0].marks = reader.marks;
	nominal = rate_turned(&reader, subject, KNOB_WRITE, 0);
	printf("  symbol errors, overwritten once and read at %.2f mW: %.1e\n",
	       reader.passage->drive.read_mw, nominal);
	for (i = 0; i < KNOBS && nominal <= RATE_MOST; i++)
		printf("    %-12s %+.1f .. %+.1f %s below %.1e\n", knobs[i].name,
		       knobs[i].scale * edge_of(&reader, subject, i, -knobs[i].most),
		       knobs[i].scale * edge_of(&reader, subject, i, knobs[i].most), knobs[i].unit,
		       RATE_MOST);
	passage_free(reader.passage);
}
