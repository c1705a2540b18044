# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
"""Say how each test went, on the screen and in O/results."""

import os
import pathlib
import time

import rig


class Report:
    """One suite's results: tests/summary counts the file."""

    def __init__(self, suite):
        path = pathlib.Path(os.environ.get('RESULTS', rig.BUILD / 'results')) / f'{suite}.txt'
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = open(path, 'w', encoding='utf-8')
        self.failed = 0
        self.count = 0
        self.since = time.monotonic()

    def add(self, name, reason, seconds=None, output=()):
        """One test; a reason is why it failed, output what it printed."""
        now = time.monotonic()
        seconds = now - self.since if seconds is None else seconds
        self.since = now
        self.count += 1
        self.file.write(f'{"not ok" if reason else "ok"} {name}\n')
        self.file.flush()
        if not reason:
            print(f'  ok    {name} ({seconds:.1f} s)', flush=True)
            return
        self.failed += 1
        print(f'  FAIL  {name} ({seconds:.1f} s): {reason}', flush=True)
        for line in output[-25:]:
            print(f'        | {line}', flush=True)

    def close(self):
        """The exit status."""
        self.file.close()
        return 1 if self.failed or not self.count else 0
