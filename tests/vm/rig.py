# SPDX-License-Identifier: MIT
# SPDX-FileCopyrightText: 2026 The nfod authors
"""Boot a Debian kernel in QEMU, attach the twin, run scripts, watch the kernel.

The guest has three lines to the host: the serial console with the kernel's
log, a port on which init reports, and a port on which scripts ask the host for
something (guest/lib.sh: host, put).
"""

import collections
import contextlib
import fcntl
import os
import pathlib
import re
import selectors
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import latency
import splat

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
BUILD = pathlib.Path(os.environ.get('O', TOP / 'build')).resolve()
CACHE = pathlib.Path(os.environ.get('XDG_CACHE_HOME') or pathlib.Path.home() / '.cache') / 'nfod'

BOOT_LIMIT = 180
GRACE = 60

Script = collections.namedtuple('Script', 'name path seconds')
Result = collections.namedtuple('Result', 'name reason seconds output')


class RigError(Exception):
    """The rig itself cannot go on; the text names the remedy."""


def kernel_of(series):
    """Directory and release of a cached kernel."""
    directory = CACHE / 'kernels' / series
    try:
        return directory, (directory / 'release').read_text(encoding='ascii').strip()
    except FileNotFoundError:
        raise RigError(f'no kernel {series} in {CACHE}: run tests/setup/kernels {series}') \
            from None


def module_of(series, name):
    """Path of a module that tests/vm/module has built."""
    path = BUILD / f'kmod-{kernel_of(series)[1]}' / name / f'{name}.ko'
    if not path.exists():
        raise RigError(f'{path} is not there: run make modules-{series}')
    return path


def archive(kind, *arguments):
    """An initramfs archive, packed anew when its recipe is newer."""
    recipe = HERE / 'initramfs'
    path = BUILD / 'vm' / f'{"-".join((kind,) + arguments)}.cpio'
    newest = max(source.stat().st_mtime for source in
                 (recipe, *(kernel_of(series)[0] / 'release' for series in arguments)))
    path.parent.mkdir(parents=True, exist_ok=True)
    # Boots that run side by side want the same one.
    with open(f'{path}.lock', 'w', encoding='ascii') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists() or path.stat().st_mtime < newest:
            subprocess.run([recipe, kind, *arguments, path], check=True)
    return path


def hurry(process, rank):
    """Where one may: its threads go before all else on this machine; 0: as all others."""
    policy = os.SCHED_RR if rank else os.SCHED_OTHER
    for thread in pathlib.Path(f'/proc/{process.pid}/task').iterdir():
        with contextlib.suppress(OSError):
            os.sched_setscheduler(int(thread.name), policy, os.sched_param(rank))


class Twin:
    """The drive: nfod-twin with a disc, on two sockets."""

    def __init__(self, directory, disc, arguments=()):
        self.directory = directory
        self.disc = disc
        self.arguments = list(arguments)
        self.usb = directory / 'usb.sock'
        self.control = directory / 'control.sock'
        self.log = directory / 'twin.log'
        self.process = None

    def start(self, *more):
        """With more arguments than those that it always has."""
        program = BUILD / 'nfod-twin'
        if not program.exists():
            raise RigError(f'{program} is not there: run make')
        for path in (self.usb, self.control):
            path.unlink(missing_ok=True)
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen(
                [program, self.disc, '--usbredir', self.usb, '--control', self.control,
                 *self.arguments, *more], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + 30
        while not (self.usb.exists() and self.control.exists()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RigError(f'nfod-twin does not start: {self.last_words()}')
            time.sleep(0.01)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise RigError('nfod-twin does not end on SIGTERM') from None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def ask(self, line):
        """One line to the control socket, one line back."""
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(60)
            control.connect(str(self.control))
            control.sendall(line.encode() + b'\n')
            return control.makefile('r', encoding='utf-8').readline().strip()

    def died(self):
        """Why the process is gone, or None while all is well."""
        if self.process and self.process.poll() not in (None, 0):
            return f'nfod-twin ended with {self.process.returncode}: {self.last_words()}'
        return None

    def last_words(self):
        return ' '.join(self.log.read_text(errors='replace').splitlines()[-3:])


class Line:
    """One of the guest's lines: QEMU connects to a socket that listens here."""

    def __init__(self, path):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(1)
        self.path = path
        self.stream = None
        self.buffer = b''

    def accept(self, process):
        """Wait for QEMU, which may rather die."""
        self.listener.settimeout(0.1)
        while self.stream is None:
            try:
                self.stream = self.listener.accept()[0]
            except TimeoutError:
                if process.poll() is not None:
                    return False
        return True

    def lines(self, data):
        """Whole lines, as they become whole."""
        self.buffer += data
        while b'\n' in self.buffer:
            line, self.buffer = self.buffer.split(b'\n', 1)
            yield line.decode(errors='replace').rstrip('\r')

    def close(self):
        self.listener.close()
        if self.stream:
            self.stream.close()


class Guest:
    """One boot."""

    def __init__(self, directory, series, scripts, *, cpus=1, controller='xhci', twin=None,
                 devices=(), share=None, modules=(), files=(), with_fio=False, show=None,
                 memory=1024, append=''):
        self.directory = pathlib.Path(directory)
        self.series = series
        self.scripts = scripts
        self.cpus = cpus
        self.controller = controller
        self.twin = twin
        self.devices = devices
        self.share = share
        self.modules = modules
        self.files = files
        self.with_fio = with_fio
        self.show = show
        self.memory = memory
        self.append = append
        self.log = splat.KernelLog()
        self.console = None
        self.results = []
        self.current = None
        self.deadline = None
        self.ended = None
        self.qemu = None
        self.down = False
        self.upload = None

    # Before the boot

    def _pack(self):
        """The initramfs: base, perhaps fio, and this boot's own files."""
        job = self.directory / 'root' / 'job'
        shutil.rmtree(job.parent, ignore_errors=True)
        (job / 'scripts').mkdir(parents=True)
        shutil.copy(HERE / 'guest/init', job.parent / 'init')
        for library in (HERE / 'guest').glob('*.sh'):
            shutil.copy(library, job / library.name)
        for script in self.scripts:
            body = pathlib.Path(script.path).read_text(encoding='utf-8')
            (job / 'scripts' / script.name).write_text('. /job/lib.sh\n' + body,
                                                       encoding='utf-8')
        (job / 'list').write_text(''.join(f'{script.name} {script.seconds}\n'
                                          for script in self.scripts), encoding='utf-8')
        (job / 'settings').write_text(
            f'MODULES={shlex.quote(" ".join((self.controller + "-pci", *self.modules)))}\n'
            f'SHARE={shlex.quote("yes" if self.share else "")}\n', encoding='utf-8')
        for path in self.files:
            shutil.copy(path, job / pathlib.Path(path).name)
        own = self.directory / 'own.cpio'
        names = sorted(str(path.relative_to(job.parent)) for path in job.parent.rglob('*'))
        with open(own, 'wb') as output:
            subprocess.run(['cpio', '--quiet', '-o', '-H', 'newc', '-R', '0:0'], check=True,
                           cwd=job.parent, input='\n'.join(names).encode(), stdout=output)
        parts = [archive('base', self.series)]
        if self.with_fio:
            parts.append(archive('fio'))
        with open(self.directory / 'initramfs', 'wb') as output:
            for part in (*parts, own):
                output.write(pathlib.Path(part).read_bytes())

    def _command(self, lines):
        directory = kernel_of(self.series)[0]
        hub = {'xhci': 'qemu-xhci', 'ehci': 'usb-ehci'}[self.controller]
        command = [
            'qemu-system-x86_64', '-accel', 'tcg,thread=multi', '-cpu', 'qemu64',
            '-smp', str(self.cpus), '-m', str(self.memory), '-nodefaults', '-no-user-config',
            '-display', 'none', '-no-reboot', '-bios', 'qboot.rom',
            '-kernel', directory / 'vmlinuz', '-initrd', self.directory / 'initramfs',
            '-append', 'console=ttyS0 loglevel=7 panic=-1 mitigations=off nokaslr '
                       'nmi_watchdog=0 ' + self.append,
            '-chardev', f'socket,id=console,path={lines["console"].path}',
            '-serial', 'chardev:console', '-device', 'virtio-serial-pci',
            '-chardev', f'socket,id=report,path={lines["report"].path}',
            '-device', 'virtserialport,chardev=report,name=nfod.report',
            '-chardev', f'socket,id=host,path={lines["host"].path}',
            '-device', 'virtserialport,chardev=host,name=nfod.host',
            '-device', f'{hub},id=usb',
        ]
        if self.share:
            command += ['-virtfs', f'local,path={self.share},mount_tag=share,'
                                   'security_model=none,readonly=on,multidevs=remap']
        if self.twin:
            command += ['-chardev', f'socket,id=drive,path={self.twin.usb},reconnect=1',
                        '-device', 'usb-redir,chardev=drive,bus=usb.0']
        return command + list(self.devices)

    # During the boot

    def run(self):
        """Boot, run every script, power off. The list of results, one a script."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self._pack()
        # Paths of sockets must be short: not all of them fit below the tree.
        with tempfile.TemporaryDirectory(prefix='nfod-vm-') as sockets, \
                open(self.directory / 'console.log', 'wb') as self.console:
            lines = {name: Line(pathlib.Path(sockets) / name)
                     for name in ('console', 'report', 'host')}
            with open(self.directory / 'qemu.log', 'wb') as log:
                self.qemu = qemu = subprocess.Popen([str(word) for word in self._command(lines)],
                                        stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            try:
                if all(line.accept(qemu) for line in lines.values()):
                    self._serve(qemu, lines)
                else:
                    self.ended = 'QEMU ended at once: ' + self._qemu_words()
            finally:
                qemu.kill()
                qemu.wait()
                for line in lines.values():
                    line.close()
        self._settle()
        return self.results

    def _serve(self, qemu, lines):
        takers = {'console': self._take_console, 'report': self._take_report,
                  'host': self._take_request}
        self.deadline = time.monotonic() + BOOT_LIMIT
        with selectors.DefaultSelector() as selector:
            for name, line in lines.items():
                selector.register(line.stream, selectors.EVENT_READ, (line, takers[name]))
            while selector.get_map() and not self.ended:
                for key, _ in selector.select(1):
                    line, take = key.data
                    data = self._receive(key.fileobj)
                    if not data:
                        selector.unregister(key.fileobj)
                    take(line, data)
                self._watch()
        if not self.ended and qemu.wait(30):
            self.ended = f'QEMU ended with {qemu.returncode}: {self._qemu_words()}'

    @staticmethod
    def _receive(stream):
        try:
            return stream.recv(65536)
        except ConnectionResetError:
            return b''

    def _watch(self):
        if time.monotonic() > self.deadline:
            self.ended = 'the guest is silent; the kernel said last: ' + \
                ' | '.join(self.log.tail(3))
        elif self.twin and self.twin.died():
            self.ended = self.twin.died()

    def _take_console(self, _line, data):
        self.console.write(data)
        self.console.flush()
        self.log.feed(data)

    def _take_report(self, line, data):
        for text in line.lines(data):
            if text.startswith('@'):
                self._take_event(*text[1:].split())
            elif self.current:
                self.current.output.append(text)
                if self.show:
                    self.show(text)

    def _take_event(self, event, name=None, status=None):
        now = time.monotonic()
        self.deadline = now + GRACE
        if event == 'begin':
            limit = next(script.seconds for script in self.scripts if script.name == name)
            self.deadline = now + limit + GRACE
            self.current = Result(name, None, now, [])
        elif event == 'end':
            reasons = {'0': None, 'late': 'took too long', 'hung': 'hangs'}
            reason = reasons.get(status, f'ended with {status}')
            self.results.append(self.current._replace(reason=reason,
                                                      seconds=now - self.current.seconds))
            self.current = None
        elif event == 'down':
            self.down = True

    # Requests of scripts

    def _take_request(self, line, data):
        if self.upload:
            self._store(line, data)
            return
        line.buffer += data
        while b'\n' in line.buffer and not self.upload:
            request, line.buffer = line.buffer.split(b'\n', 1)
            words = request.decode(errors='replace').split()
            if words[:1] == ['put'] and len(words) == 3 and re.fullmatch(r'[\w.-]+', words[1]):
                self.upload = [open(self.directory / words[1], 'wb'), int(words[2])]
                rest, line.buffer = line.buffer, b''
                self._store(line, rest)
            else:
                line.stream.sendall(self._answer(words).encode() + b'\n')

    def _store(self, line, data):
        file, left = self.upload
        file.write(data[:left])
        self.upload[1] -= len(data[:left])
        if not self.upload[1]:
            file.close()
            self.upload = None
            line.stream.sendall(b'ok\n')

    def _answer(self, words):
        requests = {'twin': self._ask_twin, 'twin-stop': self._stop_twin,
                    'twin-kill': self._kill_twin, 'twin-start': self._start_twin,
                    'twin-image': self._image_twin, 'twin-record': self._record_twin,
                    'replay': self._replay, 'hurry': self._hurry, 'calm': self._calm,
                    'press': self._press, 'make': self._make, 'latency': self._latency}
        if not words or words[0] not in requests:
            return 'error no such request; there are: ' + ', '.join(requests)
        if not self.twin:
            return 'error this boot has no twin'
        try:
            return requests[words[0]](words[1:])
        except (OSError, RigError, latency.Broken, subprocess.CalledProcessError) as error:
            return 'error ' + str(error).replace('\n', ' ')

    def _ask_twin(self, words):
        return self.twin.ask(' '.join(words)) or 'error nfod-twin did not answer'

    def _stop_twin(self, _words):
        self.twin.stop()
        return 'ok'

    def _kill_twin(self, _words):
        self.twin.kill()
        self.twin.process = None
        return 'ok'

    def _start_twin(self, words):
        self.twin.start(*words)
        return 'ok'

    def _image_twin(self, words):
        """With the drive's own image, from a flash as the factory leaves it."""
        flash = self.twin.directory / 'flash.img'
        shutil.copy(BUILD / 'firmware/mps2/flash.img', flash)
        self.twin.start('--firmware', f'mps2-turns:{flash}', *words)
        return 'ok'

    def _record_twin(self, words):
        self.twin.start('--log', self.directory / 'arrivals.log', *words)
        return 'ok'

    def _replay(self, _words):
        log = self.directory / 'arrivals.log'
        run = subprocess.run([BUILD / 'nfod-twin', '--replay', log], check=False,
                             capture_output=True, text=True, timeout=300)
        log.unlink()
        said = ' '.join((run.stdout + run.stderr).split())
        return f'{"error" if run.returncode else "ok"} {said}'

    def _hurry(self, _words):
        hurry(self.qemu, 1)
        hurry(self.twin.process, 2)
        return 'ok'

    def _calm(self, _words):
        hurry(self.qemu, 0)
        return 'ok'

    def _press(self, words):
        disc = self.twin.directory / words[0]
        subprocess.run([BUILD / 'nfod-press', 'blank', '--force', '-o', disc, *words[1:]],
                       check=True, stdout=subprocess.DEVNULL)
        return f'ok {disc}'

    def _make(self, words):
        disc = self.twin.directory / words[0]
        subprocess.run([BUILD / 'nfod-press', 'make', words[1], '--quick', '--force', '-o', disc,
                        *words[2:]], check=True, stdout=subprocess.DEVNULL)
        return f'ok {disc}'

    def _latency(self, words):
        return 'ok ' + latency.compare(self.directory / 'arrivals.log',
                                       self.directory / words[0], int(words[1]))

    # After the boot

    def _qemu_words(self):
        return ' '.join((self.directory / 'qemu.log').read_text(errors='replace').split('\n'))

    def _settle(self):
        """Put the kernel log beside the results: a fault fails the script that it fell into."""
        if self.current:
            self.results.append(self.current._replace(
                reason=self.ended or 'the guest went down',
                seconds=time.monotonic() - self.current.seconds))
        settled = []
        for result in self.results:
            fault = splat.find(self.log.sections.get(result.name, ()))
            reason = ': '.join(text for text in (result.reason, fault) if text)
            settled.append(result._replace(reason=reason or None))
        self.results = settled
        for section in ('boot', 'between'):
            fault = splat.find(self.log.sections.get(section, ()))
            if fault:
                self.results.append(Result(f'kernel-{section}', fault, 0, []))
        if not self.down and not any(result.reason for result in self.results):
            self.results.append(Result('boot', self.ended or 'the guest did not come up', 0,
                                       self.log.tail(20)))


def not_run(results, scripts):
    """Scripts that a broken boot left over."""
    ran = {result.name for result in results}
    return [script for script in scripts if script.name not in ran]


def complain(error):
    """A rig error is one line, naming the remedy."""
    print(f'{pathlib.Path(sys.argv[0]).name}: {error}', file=sys.stderr)
    return 1
