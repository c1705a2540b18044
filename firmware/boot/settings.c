// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "boot/settings.h"

static bool keep(void *ctx, const struct nfod_settings *wanted)
{
	struct settings *settings = ctx;

	return journal_append(&settings->journal, wanted);
}

void settings_open(struct settings *settings, const struct nfod_flash *flash)
{
	static const struct journal_entry none = { .generation = 1 };
	struct journal *journal = &settings->journal;
	struct nfod_settings found;

	journal_open(journal, flash, NFOD_SETTINGS_FIRST, &none);
	found = journal->settings;
	if (journal->damaged)
		found.lost = 1;
	/* Where there is no room, nothing can be kept; that is told when somebody wants it. */
	journal_make_room(journal);
	/* A torn entry might be read one day: it must not be the last one then. */
	if (journal->next > journal->after)
		journal_append(journal, &found);
	settings->keeper = (struct nfod_keeper){
		.ctx = settings,
		.keep = keep,
		.settings = found,
	};
}
