"""The ground that faults are planted on: a copy of the sources, of which one file at a time is broken, compiled, and asked of the tests.

The assembly of the broken file is compiled alone, by the compiler's own command line: its public face has not changed. A short run
asks the tests that are most likely to notice; only what passes them is asked of all. Either run stops at the first test that fails.
"""
import hashlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import zlib
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = ('Engine', 'Layers', 'Optimizers')
QUICK = ('-c', 'Release', '--nologo', '-p:RunAnalyzers=false', '-p:TreatWarningsAsErrors=false', '-p:RestoreLockedMode=false')
FIRST = {  # the tests to ask first, beside those with the file's name in their own
    'Engine': (),
    'Layers': ('GoldenTests.', 'GradientCheckTests.', 'SecondOrderTests.'),
    'Optimizers': ('GoldenOptimizerTests.', 'GoldenScheduleTests.', 'WorkedStepsTests.'),
}
CPU_SECONDS, WALL_SECONDS = 100, 1800  # a loop without end, or a wait: noticed, by the clock
STOP_AT_FIRST = '<RunSettings><NUnit><StopOnError>true</StopOnError></NUnit></RunSettings>'


class Mutant(NamedTuple):
    name: str
    file: str  # relative to the repository
    text: str  # of the whole file, broken

    @property
    def key(self):
        return f'{self.name} #{zlib.crc32(self.text.encode()):08x}'


class Stop(Exception):
    """What ends a script with exit code 2."""


def sources():
    """The files of the repository that the ground needs, as they are now, committed or not."""
    listed = subprocess.run(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    for name in sorted(set(listed.stdout.decode().split('\0')) - {''}):
        path = ROOT / name
        if path.is_file() and (name.split('/')[0] in PROJECTS or '/' not in name or name.startswith('Tests/') and is_wanted(name, path)):
            yield name, path.read_bytes()


def is_wanted(name, path):
    """Of the tests those of Layers and Optimizers, with what they share. Tests of documents would catch any fault, for the wrong reason."""
    folder = name.split('/')[1]
    if folder in ('Adversarial', 'Engine') or folder.endswith('.cs'):
        text = path.read_text()
        return '[Test' not in text and 'using Scratch.Adversarial' not in text
    return folder in ('Layers', 'Optimizers', 'Reference', 'golden', 'Tests.csproj')


class Ground:
    """The copy, built once, and a folder with the tests' assemblies for each worker."""

    def __init__(self, folder, jobs):
        self.folder = Path(folder)
        self.hash = self._copy()
        self._build()
        self.compiler, self.arguments = self._command_lines()
        self.pipe = f'scratch-{os.getpid()}'
        self.server = subprocess.Popen(['dotnet', str(self.compiler / 'VBCSCompiler.dll'), f'-pipename:{self.pipe}'], stdout=subprocess.DEVNULL)
        out = self.folder / 'Tests/bin/Release/net10.0'
        self.workers = [Worker(self, shutil.copytree(out, out.parent / f'worker{i}')) for i in range(jobs)]

    def check(self):
        """That the sources compile and the tests pass as they are: else a fault would be noticed for that reason."""
        file = 'Layers/Dense.cs'
        if self.workers[0].outcome(Mutant('none', file, (self.folder / file).read_text())) != 'missed':
            raise Stop('The sources do not compile, or a test fails, before anything is broken:\n' + self.workers[0].log())

    def close(self):
        self.server.terminate()
        self.server.wait()

    def _copy(self):
        digest = hashlib.sha256()
        for name, content in sources():
            digest.update(name.encode() + b'\0' + content)
            if name == 'Tests/Tests.csproj':
                content = content.replace(b'../Cli/Cli.csproj', b'../Optimizers/Optimizers.csproj" /><ProjectReference Include="../Layers/Layers.csproj')
            if name == 'Tests/Python.cs':  # Python writes the golden files again, which no fault changes: as if it were not installed
                content = content.replace(b'/usr/bin/python3', b'/absent')
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        (self.folder / 'stop.runsettings').write_text(STOP_AT_FIRST)
        return digest.hexdigest()[:16]

    def _build(self):
        built = subprocess.run(['dotnet', 'build', 'Tests', '-v', 'quiet', *QUICK], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if built.returncode:
            raise Stop('The sources do not compile:\n' + built.stdout.decode())

    def _command_lines(self):
        lines = {}
        for project in PROJECTS:
            next((self.folder / project).glob('*.cs')).touch()  # or MSBuild would find nothing to do
            asked = subprocess.run(
                ['dotnet', 'msbuild', f'{project}/{project}.csproj', '-p:Configuration=Release', *QUICK[2:], '-p:BuildProjectReferences=false', '-t:Compile',
                 '-p:SkipCompilerExecution=true', '-p:ProvideCommandLineArgs=true', '-getItem:CscCommandLineArgs', '-getProperty:RoslynTargetsPath'],
                cwd=self.folder, stdout=subprocess.PIPE, check=True)
            answer = json.loads(asked.stdout)
            arguments = [item['Identity'] for item in answer['Items']['CscCommandLineArgs']]
            lines[project] = [a for a in arguments if not a.startswith(('/out:', '/refout:', '/doc:', '/analyzer:', '/warnaserror', '/sourcelink:'))]
        return Path(answer['Properties']['RoslynTargetsPath']) / 'bincore', lines


class Worker:
    def __init__(self, ground, folder):
        self.ground, self.folder = ground, Path(folder)

    def log(self):
        return (self.folder / 'log.txt').read_text(errors='replace')

    def outcome(self, mutant):
        """'caught', 'missed', or 'broken' if it does not compile."""
        project = mutant.file.split('/')[0]
        assembly = self.folder / f'Scratch.{project}.dll'
        original = assembly.read_bytes()
        try:
            if not self._compile(mutant, project, assembly):
                return 'broken'
            stem = re.sub('s$', '', Path(mutant.file).stem)
            return 'caught' if self.a_test_fails((*FIRST[project], f'.{stem}')) or self.a_test_fails() else 'missed'
        finally:
            assembly.write_bytes(original)

    def _compile(self, mutant, project, assembly):
        broken = self.folder / Path(mutant.file).name
        broken.write_text(mutant.text)
        relative = mutant.file.split('/', 1)[1]
        arguments = [str(broken) if a == relative else a for a in self.ground.arguments[project]]
        if str(broken) not in arguments:
            raise Stop(f'{mutant.file} is not compiled.')
        response = self.folder / 'compile.rsp'
        response.write_text('\n'.join(a if '"' in a else f'"{a}"' for a in [*arguments, f'/out:{assembly}'] if a != '/noconfig'))
        command = ['dotnet', str(self.ground.compiler / 'csc.dll'), '/noconfig', f'/shared:{self.ground.pipe}', f'@{response}']
        return self._run(command, self.ground.folder / project) == 0

    def a_test_fails(self, names=None):
        """Whether a test with one of the names in its own, or any, fails. None if there is no such test."""
        command = [str(self.folder / 'Scratch.Tests'), '--settings', str(self.ground.folder / 'stop.runsettings'), '--progress', 'off', '--no-ansi']
        if names:
            command += ['--filter', '|'.join(f'FullyQualifiedName~{name}' for name in names)]
        code = self._run(command, self.folder)
        if code == 8:
            return None
        if 0 <= code <= 2 and not re.search('^  total: [1-9]', self.log(), re.MULTILINE):
            raise Stop('No test has run:\n' + self.log())
        return code != 0  # 2 for failed tests; a crash or a timeout is noticed too

    def _run(self, command, folder):
        environment = {**os.environ, 'DOTNET_TieredPGO': '0'}
        environment.pop('SCRATCH_REQUIRE_OPTIONAL', None)
        with open(self.folder / 'log.txt', 'wb') as log:
            try:
                return subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=WALL_SECONDS,
                                      preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))).returncode
            except subprocess.TimeoutExpired:
                return -1


class Trial:
    """Tries mutants in their order, by all workers at once, until as many as wanted have compiled. What an interrupted trial of
    the same sources has found is not asked again."""

    def __init__(self, ground, kind, mutants, wanted):
        self._ground, self._mutants, self._wanted = ground, iter(mutants), wanted
        self._file = Path(tempfile.gettempdir()) / f'scratch-{kind}-{ground.hash}.txt'
        self._known = dict(reversed(line.split('\t')) for line in self._file.read_text().splitlines()) if self._file.exists() else {}
        self._change = threading.Condition()
        self._busy = 0
        self._failure = None
        self.outcomes = {}  # by mutant, without those that do not compile
        self.broken = []

    def run(self):
        if self._known:
            print(f'{len(self._known)} are known from a trial that was interrupted: {self._file}', flush=True)
        threads = [threading.Thread(target=self._work, args=(worker,), daemon=True) for worker in self._ground.workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._failure:
            raise self._failure
        self._file.unlink(missing_ok=True)

    def _work(self, worker):
        while mutant := self._next():
            outcome = 'broken'
            try:
                outcome = self._known.get(mutant.key) or worker.outcome(mutant)
            except Exception as failure:
                self._failure = failure
            finally:
                self._end(mutant, outcome)

    def _next(self):
        with self._change:
            while self._busy and len(self.outcomes) + self._busy >= self._wanted:
                self._change.wait()
            if self._failure or len(self.outcomes) >= self._wanted:
                return None
            mutant = next(self._mutants, None)
            self._busy += mutant is not None
            return mutant

    def _end(self, mutant, outcome):
        with self._change:
            self._busy -= 1
            self._change.notify_all()
            if self._failure:
                return
            if outcome == 'broken':
                self.broken.append(mutant)
            else:
                self.outcomes[mutant] = outcome
            print(f'{len(self.outcomes):4}/{self._wanted}  {outcome if outcome == "caught" else outcome.upper()}  {mutant.name}', flush=True)
            if mutant.key not in self._known:
                with open(self._file, 'a') as results:
                    results.write(f'{outcome}\t{mutant.key}\n')


def main(run):
    """Runs a script on a ground of its own, with JOBS workers."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            copy = Ground(folder, int(os.environ.get('JOBS', '2')))
            try:
                sys.exit(run(copy))
            finally:
                copy.close()
        except Stop as stop:
            print(stop, file=sys.stderr)
            sys.exit(2)
        except KeyboardInterrupt:
            sys.exit(130)
