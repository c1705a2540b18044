# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
#
# All that is to be known of recording, one bench after the other.
recording_benches := bench-discs bench-model bench-writing bench-channel bench-store bench-order bench-code \
	bench-recorder-m7

.PHONY: bench-recording
bench-recording:
	for bench in $(recording_benches); do \
		echo "== $$bench"; $(MAKE) --no-print-directory $$bench || exit; done
