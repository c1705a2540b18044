# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
"""Find what a healthy kernel never logs."""

import re

SPLATS = re.compile('|'.join((
    r'\bWARNING: ',
    r'\bBUG: ',
    r'\bBUG at ',
    r'\bOops\b',
    r'\bCall Trace:',
    r'\bgeneral protection fault\b',
    r'\bKernel panic\b',
    r'\bINFO: task .* blocked for more than\b',
    r'\bsoft lockup\b',
    r'\bhard LOCKUP\b',
    r'\brcu\w*: INFO: .* detected\b.*\bstalls?\b',
    r'\bcircular locking dependency\b',
    r'\binconsistent lock state\b',
    r'\brecursive locking\b',
    r'\binvalid wait context\b',
    r'\bsuspicious RCU usage\b',
    r'\block held when returning to user space\b',
    r'\b(KASAN|KCSAN|KFENCE|UBSAN|KMSAN): ',
    r'\bDMA-API: ',
    r'\blist_(add|del) corruption\b',
    r'\brefcount_t: ',
    r'\bunreferenced object\b',
    r'\bpage allocation failure\b',
    r'\bcannot create duplicate filename\b',
    r'\bScheduling while atomic\b',
    r'\bsleeping function called from invalid context\b',
)))


def find(lines):
    """The first line that tells of a fault, or None."""
    for line in lines:
        if SPLATS.search(line):
            return line
    return None


class KernelLog:
    """The kernel's log, cut into one section for each script that ran."""

    MARK = re.compile(r'nfod-test: (begin|end) (\S+)')

    def __init__(self):
        self.sections = {'boot': []}
        self.ended = set()
        self.partial = b''
        self.name = 'boot'

    def feed(self, data):
        """Take what the console printed."""
        *lines, self.partial = (self.partial + data).split(b'\n')
        for line in lines:
            self._take(line.decode(errors='replace').rstrip('\r'))

    def _take(self, line):
        mark = self.MARK.search(line)
        if mark and mark[1] == 'begin':
            self.name = 'between' if mark[2] == '.' else mark[2]
        self.sections.setdefault(self.name, []).append(line)
        if mark and mark[1] == 'end':
            self.ended.add(mark[2])
            self.name = 'between'

    def tail(self, count):
        """The last lines, for messages."""
        lines = [line for section in self.sections.values() for line in section]
        return lines[-count:]
