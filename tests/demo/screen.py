# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
"""What a person sees: one line for each step, and a table."""

import os
import sys
import threading
import time

TITLE_WIDTH = 41


class Screen:
    """Steps: what is being done, how long it takes, what came of it.

    A terminal sees the seconds pass; a file gets each line when it is whole.
    """

    def __init__(self, out=sys.stdout):
        self.out = out
        self.live = out.isatty()
        self.colour = self.live and 'NO_COLOR' not in os.environ
        self.lock = threading.Lock()
        self.title = None
        self.since = None
        self.started = time.monotonic()
        if self.live:
            threading.Thread(target=self._tick, daemon=True).start()

    def _paint(self, code, text):
        return f'\033[{code}m{text}\033[0m' if self.colour else text

    def _line(self, mark, detail=''):
        seconds = time.monotonic() - self.since
        return f'  {mark} {self.title:<{TITLE_WIDTH}}{seconds:6.1f} s  {detail}'.rstrip()

    def _tick(self):
        while True:
            time.sleep(0.2)
            with self.lock:
                if self.title:
                    self.out.write('\r\033[K' + self._line('..  '))
                    self.out.flush()

    def _finish(self, mark, detail):
        with self.lock:
            if self.live:
                self.out.write('\r\033[K')
            self.out.write(self._line(mark, detail) + '\n')
            self.out.flush()
            self.title = None

    def say(self, text=''):
        print(text, file=self.out, flush=True)

    def heading(self, text):
        self.say('\n' + self._paint('1', text))

    def begin(self, title):
        with self.lock:
            self.title = title
            self.since = time.monotonic()

    def end(self, detail=''):
        self._finish(self._paint('32', 'ok  '), detail)

    def fail(self, reason):
        """End the step that is under way, if one is."""
        if self.title:
            self._finish(self._paint('31', 'FAIL'), reason)
        else:
            self.say(f'  {self._paint("31", "FAIL")} {reason}')

    def seconds(self):
        return time.monotonic() - self.started


def table(rows):
    """Lines of columns: the first to the left, the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ['  ' + row[0].ljust(widths[0]) +
            ''.join('  ' + cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))
            for row in rows]


def duration(nanoseconds):
    """Three digits and a unit, as nfodctl writes times."""
    for unit, size in (('s', 1e9), ('ms', 1e6), ('us', 1e3)):
        if nanoseconds >= size:
            number = nanoseconds / size
            return f'{number:.{max(0, 2 - len(str(int(number))) + 1)}f} {unit}'
    return f'{nanoseconds:.0f} ns'
