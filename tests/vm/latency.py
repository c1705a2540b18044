# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
"""How far a host's latencies are from the drive's own: the demerit of Ruemmler and Wilkes.

The drive's are in the twin's arrival log (userspace/twin/log.h): from the end of a READ's
message to the end of its answer, in the drive's own time. The host's are fio's latency log.
"""

import struct

HEADER = struct.Struct('<QQII')
RECORD = struct.Struct('<BBHIQQQ8sII')
COMMAND = struct.Struct('<IBBHIIQII')
COMMAND_BYTES = 64
COMMAND_MAGIC = int.from_bytes(b'NFCM', 'little')
LOG_MAGIC = int.from_bytes(b'NFODLOG3', 'little')
EVENT_OUT, EVENT_ANSWER = 4, 11
DATA_IN = 0x82
OP_READ = 1


class Broken(Exception):
    """A log that is not what it should be."""


def records(path):
    """Each record of an arrival log with its data."""
    data = path.read_bytes()
    if HEADER.unpack_from(data)[0] != LOG_MAGIC:
        raise Broken(f'{path} is no arrival log')
    at = HEADER.size
    while at + RECORD.size <= len(data):
        record = RECORD.unpack_from(data, at)
        at += RECORD.size
        yield record, data[at:at + record[8]]
        at += record[8]


def drive_times(path, blocks):
    """Seconds of each READ of so many blocks, by the drive's clock; streams only."""
    begun = {}
    times = []
    for (kind, endpoint, stream, _, _, _, now, _, _, _), data in records(path):
        if kind == EVENT_OUT and len(data) >= COMMAND_BYTES:
            magic, op, _, slot, _, _, _, count, _ = COMMAND.unpack_from(
                data, len(data) - COMMAND_BYTES)
            if magic == COMMAND_MAGIC and op == OP_READ and count == blocks:
                begun[slot + 1] = now
        elif kind == EVENT_ANSWER and endpoint == DATA_IN and stream in begun:
            times.append((now - begun.pop(stream)) * 1e-9)
    return times


def host_times(path):
    """Seconds of each line of fio's latency log."""
    return [int(line.split(',')[1]) * 1e-9 for line in
            path.read_text(encoding='ascii').splitlines()]


def demerit(times, reference):
    """Rms distance of two distribution curves over the mean of the second."""
    count = min(len(times), len(reference))
    if not count:
        raise Broken('there are no times to compare')

    def curve(values):
        ordered = sorted(values)
        return [ordered[int((n + 0.5) * len(ordered) / count)] for n in range(count)]

    distance = sum((a - b) ** 2 for a, b in zip(curve(times), curve(reference))) / count
    return distance ** 0.5 / (sum(reference) / len(reference))


def compare(arrivals, fio, blocks):
    """A line: how many, both means in ms, the demerit in percent."""
    host = host_times(fio)
    drive = drive_times(arrivals, blocks)[-len(host):]
    percent = 100 * demerit(host, drive)
    return (f'{len(host)} reads: host {1e3 * sum(host) / len(host):.2f} ms, '
            f'drive {1e3 * sum(drive) / len(drive):.2f} ms, demerit {percent:.2f} %')
